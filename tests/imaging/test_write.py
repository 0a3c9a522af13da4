"""Saving replaces a file whole or leaves it alone."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from picwish_desktop.imaging import color, replace
from picwish_desktop.imaging.errors import NotEnoughMemoryError, PictureError
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import Encoding, encoding_for, write
from picwish_desktop.model.photo import Metadata
from tests.imaging.pictures import gradient

NOTHING = Metadata("PNG")
OLD = gradient()[:5]
NEW = gradient()


def test_a_new_file_has_the_permissions_the_umask_leaves(tmp_path: Path) -> None:
    path = tmp_path / "new.png"
    old = os.umask(0o027)
    try:
        write(path, NEW, NOTHING, Encoding("PNG"))
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o777, 0o464])
def test_an_existing_file_keeps_its_permissions(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "old.png"
    path.write_bytes(b"old")
    path.chmod(mode)
    write(path, NEW, NOTHING, Encoding("PNG"))
    assert path.stat().st_mode & 0o777 == mode
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("exists", [True, False])
def test_a_symbolic_link_stays_one(exists: bool, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "target.png", tmp_path / "link.png"
    if exists:
        target.write_bytes(b"old")
    link.symlink_to("elsewhere/target.png")
    write(link, NEW, NOTHING, Encoding("PNG"))
    assert link.is_symlink()
    np.testing.assert_array_equal(read(target).pixels, NEW)


def test_everything_is_on_the_disk_before_it_takes_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    steps: list[str] = []
    really_sync, really_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        steps.append("sync folder" if Path(f"/proc/self/fd/{descriptor}").resolve() == tmp_path else "sync file")
        really_sync(descriptor)

    def rename(source: Path, target: Path) -> Path:
        assert source.parent == tmp_path
        assert source.name.startswith(".")
        steps.append("replace")
        return really_replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", rename)
    write(path, NEW, NOTHING, Encoding("PNG"))
    assert steps == ["sync file", "replace", "sync folder"]


FAILURES = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EIO: "Input/output error",
    errno.EROFS: "nothing may be written there",
}


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "bmp"])
@pytest.mark.parametrize("number", FAILURES)
def test_a_failure_while_writing_leaves_the_old_file(
    number: int, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PictureError) as caught:
        write(path, NEW, NOTHING, encoding_for(path))
    assert f"“a.{ending}” could not be saved: {FAILURES[number]}" in str(caught.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "bmp"])
def test_a_disk_that_is_really_full_is_told(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(b"old")

    def open_full(_: Path, mode: str, **__: Any) -> Any:
        assert "x" in mode
        return Path("/dev/full").open("wb", buffering=0)

    monkeypatch.setattr(replace, "open", open_full, raising=False)
    with pytest.raises(PictureError, match="the disk is full"):
        write(path, NEW, NOTHING, encoding_for(path))
    assert path.read_bytes() == b"old"


def test_a_programming_error_leaves_the_old_file_too(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def stumble() -> None:
        with replace.replacing(path) as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"“a\.png” could not be saved: the folder is not there\. Choose another"):
        write(tmp_path / "gone" / "a.png", NEW, NOTHING, Encoding("PNG"))


def test_a_folder_of_that_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="a folder has that name"):
        write(tmp_path, NEW, NOTHING, Encoding("PNG"))


def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(PictureError, match="a pipe or device has that name"):
        write(tmp_path / "a.png", NEW, NOTHING, Encoding("PNG"))
    assert (tmp_path / "a.png").is_fifo()


@pytest.mark.parametrize("name", ["Žofie.png", "写真 1.png", "é" * 120 + ".png", ".hidden.png"])
def test_names_of_every_kind(name: str, tmp_path: Path) -> None:
    write(tmp_path / name, NEW, NOTHING, encoding_for(tmp_path / name))
    np.testing.assert_array_equal(read(tmp_path / name).pixels, NEW)


def test_a_name_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="the name is too long"):
        write(tmp_path / ("x" * 300 + ".png"), NEW, NOTHING, Encoding("PNG"))


@pytest.mark.parametrize("name", ["a.gif", "a.psd", "a", "a.", ".png"])
def test_an_unknown_ending_is_told(name: str) -> None:
    with pytest.raises(PictureError, match=f"“{name}” cannot be saved. Let the name end in"):
        encoding_for(Path(name))


@pytest.mark.parametrize(
    ("name", "expected"), [("a.JPG", "JPEG"), ("a.jpeg", "JPEG"), ("a.tiff", "TIFF"), ("a.b.WebP", "WEBP")]
)
def test_endings_in_any_case_are_known(name: str, expected: str) -> None:
    assert encoding_for(Path(name)) == Encoding(expected)


SAVER = """
import os, sys
from pathlib import Path
import numpy as np
from picwish_desktop.imaging.write import encoding_for, write
from picwish_desktop.model.photo import Metadata

def announce(event, arguments):
    is_here = event in ("open", "os.rename", "os.chmod", "os.remove") and str(arguments[0]).startswith(str(folder))
    if is_here or event.startswith("checkpoint"):
        sys.stdout.write(event + "\\n")
        sys.stdout.flush()
        sys.stdin.readline()

path = Path(sys.argv[1])
folder = path.parent
really_sync = os.fsync
def sync(descriptor):
    announce("checkpoint before sync", ())
    really_sync(descriptor)
    announce("checkpoint after sync", ())
os.fsync = sync
sys.addaudithook(announce)
write(path, np.full((700, 900, 3), 7, np.uint8), Metadata("PNG"), encoding_for(path))
announce("checkpoint saved", ())
"""


def killed_after(steps: int, path: Path) -> list[str]:
    """The steps that a saving process announced, which is killed while it waits at the last one."""
    with subprocess.Popen(
        [sys.executable, "-c", SAVER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        announced: list[str] = []
        while len(announced) < steps:
            line = process.stdout.readline()
            if not line:
                break
            announced.append(line.strip())
            if len(announced) < steps:
                process.stdin.write("\n")
                process.stdin.flush()
        process.kill()
    return announced


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_killed_at_every_step_the_file_is_the_old_or_the_new(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    new = np.full((700, 900, 3), 7, np.uint8)
    seen: list[str] = []
    for steps in range(1, 30):
        write(path, OLD, NOTHING, Encoding("PNG"))
        announced = killed_after(steps, path)
        if len(announced) < steps:
            break
        pixels = read(path).pixels
        is_new = pixels.shape == new.shape
        np.testing.assert_array_equal(pixels, new if is_new else OLD)
        # announced before it happens
        assert is_new == ("os.rename" in announced[:-1])
        seen = announced
    assert {"open", "checkpoint before sync", "checkpoint after sync", "os.rename", "checkpoint saved"} <= set(seen)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EINVAL])
def test_what_is_saved_is_not_told_as_failed_where_its_folder_cannot_be_synced(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replace, "sync_folder", Mock(side_effect=OSError(number, os.strerror(number))))
    path = tmp_path / "a.png"
    write(path, NEW, NOTHING, encoding_for(path))
    assert np.array_equal(read(path).pixels, NEW)


def test_who_may_not_read_the_old_file_may_not_read_the_new_one_in_the_making(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    path.chmod(0o600)
    with replace.replacing(path):
        (made,) = set(tmp_path.iterdir()) - {path}
        assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_no_memory_to_save_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(color, "as_image", Mock(side_effect=MemoryError))
    with pytest.raises(NotEnoughMemoryError, match=r"to save “a\.jpg”"):
        write(tmp_path / "a.jpg", NEW, NOTHING, encoding_for(tmp_path / "a.jpg"))
    assert list(tmp_path.iterdir()) == []


def test_what_comes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.png"

    def add() -> None:
        with replace.adding(path) as place:
            place.write_bytes(b"ours")
            path.write_bytes(b"theirs")

    with pytest.raises(FileExistsError):
        add()
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_is_added_on_disks_of_every_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_links: bool
) -> None:
    if not has_links:
        monkeypatch.setattr(os, "link", Mock(side_effect=OSError(errno.EPERM, "no links here")))
    with replace.adding(tmp_path / "a.png") as place:
        place.write_bytes(b"ours")
    assert (tmp_path / "a.png").read_bytes() == b"ours"
    assert list(tmp_path.iterdir()) == [tmp_path / "a.png"]
