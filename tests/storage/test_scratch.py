"""Temporary folders: private, gone at the end, and swept after a run that was killed."""

import os
import stat
import sys
from pathlib import Path

import pytest

from picwish_desktop.storage.folder_lock import LOCK_NAME
from picwish_desktop.storage.scratch import PREFIX, YOUNG_SECONDS, Scratch


def aged(folder: Path) -> Path:
    old = folder.stat().st_mtime - YOUNG_SECONDS - 1
    os.utime(folder, (old, old))
    return folder


def test_nothing_is_made_before_it_is_needed_and_nothing_is_left(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    assert not list(tmp_path.iterdir())
    first, second = scratch.folder(), scratch.folder()
    assert first != second
    (first / "picture.npy").write_bytes(b"x")
    scratch.close()
    assert not list(tmp_path.iterdir())
    assert scratch.folder().is_dir()
    scratch.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_nobody_else_reads_it(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    folder = scratch.folder()
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    scratch.close()


def test_what_a_killed_run_left_goes_and_what_runs_stays(tmp_path: Path) -> None:
    running, killed = Scratch(tmp_path), Scratch(tmp_path)
    alive = aged(running.folder().parent)
    left = killed.folder().parent
    (left / "picture.npy").write_bytes(b"x")
    # as the system does when a process ends
    assert killed._lock is not None
    killed._lock.release()
    aged(left)
    foreign = tmp_path / "pictures"
    foreign.mkdir()
    aged(foreign)

    third = Scratch(tmp_path)
    third.folder()
    assert not left.exists()
    assert alive.is_dir()
    assert foreign.is_dir()
    for scratch in (running, third):
        scratch.close()


@pytest.mark.parametrize("name", ["picwish-home", f"{PREFIX}home"])
def test_a_persons_own_folder_stays_as_it_is(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    (home / "jobs").mkdir(parents=True)
    aged(home)
    scratch = Scratch(tmp_path)
    scratch.folder()
    assert [path.name for path in home.iterdir()] == ["jobs"]
    scratch.close()


def left_behind(folder: Path) -> Path:
    """As by a run that was killed."""
    folder.mkdir()
    (folder / LOCK_NAME).touch()
    return folder


def test_a_young_folder_is_left(tmp_path: Path) -> None:
    young = left_behind(tmp_path / f"{PREFIX}young")
    scratch = Scratch(tmp_path)
    scratch.folder()
    assert young.is_dir()
    scratch.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX users")
def test_another_users_folder_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = aged(left_behind(tmp_path / f"{PREFIX}theirs"))
    user = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: user + 1)
    scratch = Scratch(tmp_path)
    scratch.folder()
    assert theirs.is_dir()
    scratch.close()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    mine = left_behind(tmp_path / "mine")
    (mine / "photo.jpg").write_bytes(b"x")
    aged(mine)
    (tmp_path / f"{PREFIX}link").symlink_to(mine)
    scratch = Scratch(tmp_path)
    scratch.folder()
    assert (mine / "photo.jpg").exists()
    scratch.close()
