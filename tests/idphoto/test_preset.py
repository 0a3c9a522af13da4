"""Presets come back as they were saved; a damaged file costs what is damaged."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.idphoto.preset import MOST_NAME, Preset, PresetError, PresetStore, preset_from_json

VISA = Preset("Visa", "schengen-visa", "f0f0f0", "10x15", 8, "png", "picwish")
PASSPORT = Preset("Passport", "de-passport")

texts = st.text(max_size=300)
presets = st.builds(
    Preset,
    name=st.text(max_size=MOST_NAME),
    document=texts,
    background=st.none() | st.text("0123456789abcdefABCDEF", min_size=6, max_size=6),
    paper=st.none() | texts,
    copies=st.integers(0, 99),
    format=st.sampled_from(["jpeg", "png"]),
    provider=texts,
    is_locked=st.booleans(),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "id_photo" / "presets.json"


@given(presets)
def test_it_comes_back_as_it_was(preset: Preset) -> None:
    assert preset_from_json(json.loads(json.dumps(asdict(preset)))) == preset


def test_presets_and_the_last_one_are_kept_over_a_restart(path: Path) -> None:
    store = PresetStore(path)
    assert store.presets() == ()
    assert store.last() is None
    store.save(VISA)
    store.set_last(replace(PASSPORT, name=""))
    store.save(PASSPORT)
    again = PresetStore(path)
    assert again.presets() == (VISA, PASSPORT)
    assert again.last() == replace(PASSPORT, name="")
    again.remove("Visa")
    again.remove("Visa")
    assert store.presets() == (PASSPORT,)
    assert store.last() == replace(PASSPORT, name="")


def test_saving_again_replaces_in_place_whatever_the_case(path: Path) -> None:
    store = PresetStore(path)
    for preset in (VISA, PASSPORT):
        store.save(preset)
    changed = store.save(replace(VISA, name="  VISA ", copies=4))
    assert changed == replace(VISA, name="VISA", copies=4)
    assert store.presets() == (changed, PASSPORT)


@pytest.mark.parametrize("name", ["", " ", "x" * 41])
def test_a_name_that_cannot_be_is_refused(path: Path, name: str) -> None:
    with pytest.raises(PresetError, match="40 characters"):
        PresetStore(path).save(replace(VISA, name=name))
    assert not path.exists()


def test_a_locked_preset_is_neither_changed_nor_removed(path: Path) -> None:
    store = PresetStore(path)
    locked = store.save(replace(VISA, is_locked=True))
    for changed in (replace(locked, copies=1), replace(locked, copies=1, is_locked=False)):
        with pytest.raises(PresetError, match="“Visa” is locked"):
            store.save(changed)
    with pytest.raises(PresetError, match="“Visa” is locked"):
        store.remove("visa")
    assert store.presets() == (locked,)
    store.save(locked)
    store.save(replace(locked, is_locked=False))
    store.save(replace(VISA, copies=1))
    store.remove("Visa")
    assert store.presets() == ()


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[1]", b'"x"', b"{}", b'{"presets": 1}', b"[" * 100_000])
def test_a_damaged_file_is_empty_and_can_be_written_anew(
    path: Path, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(text)
    store = PresetStore(path)
    with caplog.at_level(logging.WARNING):
        assert store.presets() == ()
    assert "damaged" in caplog.text
    assert store.last() is None
    store.save(VISA)
    assert store.presets() == (VISA,)


@given(json_values, st.lists(presets | json_values, max_size=4), json_values)
def test_what_can_be_read_is_read(
    tmp_path_factory: pytest.TempPathFactory, last: object, rows: Any, odd: object
) -> None:
    path = tmp_path_factory.mktemp("presets") / "presets.json"
    stored = [asdict(row) if isinstance(row, Preset) else row for row in rows]
    path.write_text(json.dumps({"presets": [*stored, odd], "last": last}))
    store = PresetStore(path)
    good = [row for row in rows if isinstance(row, Preset) and row.name.split()]
    read = store.presets()
    assert set(read) <= set(good)
    assert {" ".join(row.name.split()).casefold() for row in good} == {
        " ".join(row.name.split()).casefold() for row in read
    }
    assert len({row.name.casefold() for row in read}) == len(read)
    assert store.last() is None


def test_a_preset_of_before_that_has_a_resolution_is_read(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"presets": [asdict(VISA) | {"dpi": 600}], "last": asdict(PASSPORT) | {"dpi": None}}))
    assert (PresetStore(path).presets(), PresetStore(path).last()) == ((VISA,), PASSPORT)


@pytest.mark.parametrize(
    "wrong", [{"copies": -1}, {"copies": True}, {"format": "gif"}, {"background": "red"}, {"is_locked": 0}]
)
def test_a_wrong_value_is_refused_when_it_is_kept_and_when_it_is_read(path: Path, wrong: dict[str, Any]) -> None:
    store = PresetStore(path)
    store.save(PASSPORT)
    for keep in (store.save, store.set_last):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            keep(replace(VISA, **wrong))
    path.write_text(json.dumps({"presets": [asdict(VISA) | wrong, asdict(PASSPORT)], "last": asdict(VISA) | wrong}))
    assert store.presets() == (PASSPORT,)
    assert store.last() is None


def test_a_crash_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PresetStore(path)
    store.save(VISA)

    def crash(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("os.replace", crash)
        for change in (lambda: store.save(PASSPORT), lambda: store.remove("Visa"), lambda: store.set_last(PASSPORT)):
            with pytest.raises(OSError, match="full"):
                change()
    assert PresetStore(path).presets() == (VISA,)
    assert PresetStore(path).last() is None


def test_what_cannot_be_read_now_is_not_written_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PresetStore(path)
    store.save(VISA)

    def away(*_: object, **__: object) -> str:
        raise PermissionError("in use")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "read_text", away)
        assert store.presets() == ()
        with pytest.raises(PermissionError):
            store.save(PASSPORT)
    assert store.presets() == (VISA,)


def test_no_preset_of_many_at_once_is_lost(path: Path) -> None:
    many = [replace(VISA, name=str(number)) for number in range(30)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda preset: PresetStore(path).save(preset), many))
    assert set(PresetStore(path).presets()) == set(many)
