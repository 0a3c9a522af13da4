"""Favourites, what was used last, and own papers are kept, whatever the file holds."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.idphoto.choices import MOST_RECENT, Choices, load_choices, save_choices
from picwish_desktop.model.sheet import Paper


def test_they_come_back(tmp_path: Path) -> None:
    path = tmp_path / "id_photo" / "choices.json"
    assert load_choices(path) == Choices()
    choices = Choices(papers=(Paper("Glossy", 120, 180, True),))
    for number in range(MOST_RECENT + 3):
        choices = choices.used(f"type-{number}")
    choices = choices.used("type-5").with_favourite("uk-passport", is_favourite=True)
    choices = choices.with_favourite("x", is_favourite=True).with_favourite("x", is_favourite=False)
    assert choices.recent[:2] == ("type-5", f"type-{MOST_RECENT + 2}")
    assert len(choices.recent) == len(set(choices.recent)) == MOST_RECENT
    save_choices(choices, path)
    assert load_choices(path) == choices
    assert choices.favourites == {"uk-passport"}


@pytest.mark.parametrize("text", ["", "[", "[]", "5", '{"favourites": 3, "recent": [1, "a", null], "papers": [7, {}]}'])
def test_a_damaged_file_costs_only_what_is_damaged(text: str, tmp_path: Path) -> None:
    path = tmp_path / "choices.json"
    path.write_text(text)
    assert load_choices(path) in (Choices(), Choices(recent=("a",)))


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "choices.json"
    path.write_text(json.dumps({"recent": ["a" * 300_000]}))
    assert load_choices(path) == Choices()


names = st.sampled_from(["favourites", "recent", "papers", "name"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


@given(anything)
def test_nothing_in_it_is_fatal(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(content))
    assert isinstance(load_choices(path), Choices)
