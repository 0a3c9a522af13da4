"""What one run of the program leaves to the next about its providers."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.providers.pace import Pace, load_paces, save_paces
from picwish_desktop.providers.polling import LONGEST, SHORTEST, Durations

SECONDS = st.floats(0, 1e12)


@given(st.dictionaries(st.text(), st.builds(Pace, st.dictionaries(st.text(), SECONDS), st.tuples(SECONDS, SECONDS))))
def test_what_is_kept_is_read(tmp_path_factory: pytest.TempPathFactory, paces: dict[str, Pace]) -> None:
    path = tmp_path_factory.mktemp("cache") / "pace.json"
    save_paces(paces, path)
    assert load_paces(path) == paces


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", '{"picwish": 5}', '{"picwish": {"durations": {"x": null}, "sent_at": []}}', "\ud800"],
)
def test_what_cannot_be_read_is_learned_again(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pace.json"
    assert load_paces(path) == {}
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    assert load_paces(path) == {}


def test_a_folder_that_takes_nothing_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    save_paces({"picwish": Pace()}, tmp_path / "file" / "pace.json")


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -5.0, 1e9, 0.0])
def test_what_makes_no_sense_is_bounded(seconds: float) -> None:
    assert SHORTEST <= Durations({"id-photo": seconds})["id-photo"] <= LONGEST
