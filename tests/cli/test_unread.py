"""Nobody reads what a command shows: the reader has gone, or the disk behind it is full."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.desk import Desk

FULL = Path("/dev/full")
"""Takes nothing, as a full disk."""


@contextmanager
def unread() -> Iterator[int]:
    """A pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


async def test_photos_go_on_after_the_reader_has_gone(desk: Desk) -> None:
    assert remove_from_two(desk) == ""


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
async def test_photos_go_on_where_the_disk_behind_stdout_is_full(desk: Desk) -> None:
    """It is said once."""
    [sentence] = remove_from_two(desk, FULL).splitlines()
    assert sentence == (
        "picwish: Results cannot be shown: standard output cannot be written (No space left on device)."
    )


async def test_photos_go_on_where_nobody_hears_what_is_wrong(desk: Desk) -> None:
    (desk.folder / "broken.png").write_text("none")
    desk.photo()
    with unread() as pipe:
        command = desk.command("remove-objects", "broken.png", "cups.png", "--rectangle", "9,9,9,9")
        process = subprocess.run(
            command, cwd=desk.folder, env=desk.environment({}), stdout=subprocess.PIPE, stderr=pipe, check=False
        )
    assert (process.returncode, process.stdout.decode()) == (1, "cups-removed.png\n")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", [["jobs", "list"], ["documents"], ["credits"]])
async def test_every_command_says_that_nothing_can_be_shown(command: list[str], desk: Desk) -> None:
    with FULL.open("wb") as full:
        status, err = ended(desk, full.fileno(), *command, PICWISH_API_KEY="", PIXELCUT_API_KEY="")
    assert status == 1
    [sentence] = err.splitlines()
    assert "standard output cannot be written" in sentence


def remove_from_two(desk: Desk, file: Path | None = None) -> str:
    """What is said meanwhile; stdout is `file`, or has no reader."""
    for name in ("a.png", "b.png"):
        desk.photo(name)
    command = ("remove-objects", "a.png", "b.png", "--rectangle", "9,9,9,9")
    if file is None:
        with unread() as pipe:
            status, err = ended(desk, pipe, *command)
    else:
        with file.open("wb") as taken:
            status, err = ended(desk, taken.fileno(), *command)
    assert status == 1
    assert {path.name for path in desk.folder.glob("*-removed.png")} == {"a-removed.png", "b-removed.png"}
    return err


def ended(desk: Desk, stdout: int, *command: str, **variables: str) -> tuple[int, str]:
    """The exit status, and what was said."""
    process = subprocess.run(
        desk.command(*command),
        cwd=desk.folder,
        env=desk.environment(variables),
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    return process.returncode, process.stderr.decode()
