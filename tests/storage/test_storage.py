"""Our own small files: settings and recent pictures survive rubbish, writes are whole."""

import errno
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.recent import MAX_RECENT, load_recent, remember
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.settings_file import load_settings, save_settings

NOON = datetime(2026, 11, 21, 12)


def test_the_variable_moves_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PICWISH_DESKTOP_HOME", str(tmp_path))
    paths = find_paths()
    for path in (paths.settings, paths.recent, paths.thumbnails, paths.recovery, paths.logs):
        assert path.is_relative_to(tmp_path)


def test_settings_come_back_as_they_were(tmp_path: Path) -> None:
    settings = Settings(theme="dark", brush_size=12, overlay_opacity=1.0)
    save_settings(settings, tmp_path / "a" / "settings.json")
    assert load_settings(tmp_path / "a" / "settings.json") == settings


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
)


@given(st.dictionaries(st.sampled_from([*Settings.__slots__, "unknown"]), json_values))
def test_any_json_gives_settings_of_the_right_types(stored: object) -> None:
    path = find_paths().settings
    write_atomically(path, json.dumps(stored).encode())
    settings = load_settings(path)
    for name in Settings.__slots__:
        default = getattr(Settings(), name)
        expected = (int, float) if isinstance(default, float) else type(default)
        value = getattr(settings, name)
        assert isinstance(value, expected)
        assert isinstance(value, bool) == isinstance(default, bool)
    save_settings(settings, path)


def test_recent_pictures_are_newest_first_once_each_and_bounded(tmp_path: Path) -> None:
    paths = find_paths()
    files = [tmp_path / f"{number}.png" for number in range(MAX_RECENT + 3)]
    for file in files:
        file.touch()
        remember(paths, file, "opened", NOON)
    remember(paths, files[5], "removed 2 objects", NOON)
    recent = load_recent(paths)
    assert len(recent) == MAX_RECENT
    assert (recent[0].path, recent[0].note) == (str(files[5]), "removed 2 objects")
    assert len({picture.path for picture in recent}) == MAX_RECENT
    files[5].unlink()
    assert load_recent(paths)[0].path == str(files[-1])


@pytest.mark.parametrize("problem", [errno.EHOSTDOWN, errno.EIO, errno.EACCES])
def test_a_recent_picture_stays_where_nobody_can_say_whether_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: int
) -> None:
    paths = find_paths()
    here, away = tmp_path / "here.png", tmp_path / "share" / "away.png"
    here.touch()
    remember(paths, away, "opened", NOON)
    stat, looked = os.stat, 0

    def down(path: str | Path, **options: Any) -> os.stat_result:
        nonlocal looked
        if str(path) == str(away):
            looked += 1
            raise OSError(problem, os.strerror(problem))
        return stat(path, **options)

    monkeypatch.setattr(os, "stat", down)
    remember(paths, here, "opened", NOON)
    assert looked == 0, "nobody who works with pixels waits for it"
    assert [picture.path for picture in load_recent(paths)] == [str(here), str(away)]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"path": 1}]', '[{"path":"a","note":"b","when":"never"}]'])
def test_an_unreadable_list_of_recent_pictures_is_empty(text: str) -> None:
    paths = find_paths()
    write_atomically(paths.recent, text.encode())
    assert load_recent(paths) == []


@pytest.mark.skipif(os.name == "nt", reason="not everybody may make links there")
@pytest.mark.parametrize("is_there", [True, False])
def test_what_a_link_points_at_is_written(tmp_path: Path, is_there: bool) -> None:
    elsewhere, link = tmp_path / "elsewhere" / "settings.json", tmp_path / "settings.json"
    link.symlink_to(elsewhere)
    if is_there:
        write_atomically(elsewhere, b"old")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert elsewhere.read_bytes() == b"new"


def test_a_failed_write_leaves_the_old_file_and_nothing_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
