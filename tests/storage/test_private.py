"""A photo that is locked to this computer stays so, whatever happens to the list."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from picwish_desktop.storage.private import PrivateListError, is_private, set_private


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return tmp_path / "data" / "private.json"


def test_a_lock_is_kept_and_taken_off(listed: Path, tmp_path: Path) -> None:
    photo, other = tmp_path / "Müller.png", tmp_path / "b.png"
    assert not is_private(listed, photo)
    set_private(listed, photo, locked=True)
    set_private(listed, photo, locked=True)
    set_private(listed, other, locked=True)
    assert is_private(listed, photo)
    set_private(listed, photo, locked=False)
    assert not is_private(listed, photo)
    assert is_private(listed, other)


def test_a_photo_is_locked_by_whatever_way_it_is_opened(listed: Path, tmp_path: Path) -> None:
    photo, link = tmp_path / "a.png", tmp_path / "link.png"
    photo.touch()
    link.symlink_to(photo)
    set_private(listed, link, locked=True)
    assert is_private(listed, photo)
    assert is_private(listed, tmp_path / "x" / ".." / "a.png")


def test_a_name_that_is_no_text_can_be_locked(listed: Path, tmp_path: Path) -> None:
    photo = tmp_path / os.fsdecode(b"\xff.png")
    set_private(listed, photo, locked=True)
    assert is_private(listed, photo)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"{}", b"[1]", b'"x"', b"[" * 100_000])
def test_an_unreadable_list_locks_every_photo(listed: Path, tmp_path: Path, text: bytes) -> None:
    listed.parent.mkdir()
    listed.write_bytes(text)
    assert is_private(listed, tmp_path / "a.png")
    with pytest.raises(PrivateListError, match=r"private\.json"):
        set_private(listed, tmp_path / "a.png", locked=True)
    assert listed.read_bytes() == text, "it can still be repaired"


def test_a_list_that_cannot_be_opened_locks_every_photo(listed: Path, tmp_path: Path) -> None:
    listed.mkdir(parents=True)
    assert is_private(listed, tmp_path / "a.png")


def test_a_photo_whose_place_cannot_be_followed_is_locked(listed: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert is_private(listed, loop / "a.png")


def test_no_lock_of_many_at_once_is_lost(listed: Path, tmp_path: Path) -> None:
    photos = [tmp_path / f"{number}.png" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda photo: set_private(listed, photo, locked=True), photos))
    assert all(is_private(listed, photo) for photo in photos)


def test_no_lock_is_lost_where_several_programs_lock_at_once(listed: Path, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from picwish_desktop.storage.private import set_private\n"
        "for number in range(10):\n"
        "    set_private(Path(sys.argv[1]), Path(f'{sys.argv[2]}-{number}.png'), locked=True)\n"
    )
    photos = [tmp_path / name for name in "abc"]
    programs = [subprocess.Popen([sys.executable, "-c", code, listed, photo]) for photo in photos]
    assert [program.wait(60) for program in programs] == [0, 0, 0]
    assert all(is_private(listed, Path(f"{photo}-{number}.png")) for photo in photos for number in range(10))


def test_a_place_that_cannot_be_is_locked(listed: Path) -> None:
    assert is_private(listed, Path("a\0.png"))
