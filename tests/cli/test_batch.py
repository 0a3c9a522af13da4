"""Several photos in one command, and several commands at once."""

import asyncio
import os
import pty
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from picwish_desktop.cli.budget import Budget
from picwish_desktop.imaging.errors import PictureError
from tests.cli.desk import Desk, desk_with, pixels
from tests.sandbox.faults import Reset, State, When
from tests.sandbox.options import Options
from tests.sandbox.routes import Route

PICWISH = ("--provider", "picwish")


async def test_what_fails_is_named_and_the_others_are_done(desk: Desk) -> None:
    """Among them one that is none, one that the provider refuses, and one whose place is taken."""
    for number in range(4):
        desk.photo(f"{number}.png", seed=number)
    (desk.folder / "text.png").write_text("no picture")
    (desk.folder / "out").mkdir()
    (desk.folder / "out" / "3-cutout.png").write_text("precious")
    desk.sandbox.faults.push(Route.SEGMENTATION, State(-7))
    ended = await desk.run("remove-background", "0.png", "text.png", "1.png", "2.png", "3.png", "-o", "out", *PICWISH)
    assert ended.status == 1
    written = ended.out.splitlines()
    assert len(written) == 2
    assert {Path(path).name for path in written} < {"0-cutout.png", "1-cutout.png", "2-cutout.png"}
    sentences = ended.err.splitlines()
    assert len(sentences) == 3
    [failed] = {"0.png", "1.png", "2.png"} - {f"{Path(path).name[0]}.png" for path in written}
    for name in ("text.png", "3.png", failed):
        assert [name in sentence for sentence in sentences].count(True) == 1, ended.err
    assert (desk.folder / "out" / "3-cutout.png").read_text() == "precious"
    assert len(desk.sandbox.charges) == 2


async def test_the_same_is_paid_once(desk: Desk) -> None:
    """Also where another copy of the photo asks for it, and handed over in another way."""
    desk.photo("a.png")
    desk.photo("b.png")
    await desk.done("remove-background", "a.png", *PICWISH)
    requests = len(desk.sandbox.requests)
    assert await desk.done("remove-background", "b.png", "--return", "base64", *PICWISH) == ["b-cutout.png"]
    assert len(desk.sandbox.requests) == requests
    assert np.array_equal(pixels(desk.folder / "a-cutout.png"), pixels(desk.folder / "b-cutout.png"))


async def test_commands_at_once_take_turns_and_keep_the_rate(tmp_path: Path, home: Path) -> None:
    """As in a shell's loop with & behind each. The sandbox allows what PicWish does, and `desk_with` sees it kept."""
    async with desk_with(Options(), tmp_path, home) as desk:
        names = [desk.photo(f"{number}.png", seed=number).name for number in range(4)]
        ended = await asyncio.gather(
            desk.run("id-photo", *names[:2], *PICWISH), desk.run("id-photo", *names[2:], *PICWISH)
        )
        assert [(one.status, sorted(one.out.split())) for one in ended] == [
            (0, ["0-id.png", "1-id.png"]),
            (0, ["2-id.png", "3-id.png"]),
        ]
        assert [one.sentence for one in ended if one.err] == [
            "Another PicWish Desktop keeps the paid work; waiting for it."
        ]
        assert len(desk.sandbox.charges) == 4


async def test_progress_is_shown_to_somebody_who_looks(desk: Desk) -> None:
    desk.photo()
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *desk.command("remove-background", "cups.png", *PICWISH),
        cwd=desk.folder,
        env=desk.environment({}),
        stdout=asyncio.subprocess.PIPE,
        stderr=theirs,
    )
    out, _ = await process.communicate()
    os.close(theirs)
    # what a terminal buffers is more than this command shows
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert (process.returncode, out) == (0, b"cups-cutout.png\n")
    lines = [line.removeprefix("\x1b[K") for line in shown.split("\r")]
    assert "cups.png: sending to PicWish, 100 %" in lines
    assert "cups.png: receiving, 100 %" in lines
    assert lines[-1] == ""


async def test_a_lost_answer_is_the_persons_decision(desk: Desk) -> None:
    desk.photo()
    desk.sandbox.faults.push(Route.SEGMENTATION, Reset(When.AFTER_WORK))
    lost = await desk.run("remove-background", "cups.png", *PICWISH)
    assert lost.status == 1
    assert lost.sentence.startswith("cups.png: ")
    assert "--send-again` sends it once more" in lost.sentence
    [line] = await desk.done("jobs", "list")
    assert line[:8] in lost.sentence
    assert len(desk.sandbox.charges) == len(desk.asked(Route.SEGMENTATION)) == 1


async def test_without_a_network_it_waits_to_be_sent(desk: Desk) -> None:
    desk.photo()
    failed = await desk.run("remove-background", "cups.png", *PICWISH, PICWISH_BASE_URL="http://127.0.0.1:9")
    assert failed.status == 1
    assert "cannot be reached" in failed.sentence
    [line] = await desk.done("jobs", "list")
    assert line.endswith(f"waiting to be sent: `picwish jobs resume {line[:8]}`")
    assert await desk.done("jobs", "resume") == [str(desk.folder / "cups-cutout.png")]
    assert len(desk.sandbox.charges) == 1


async def test_photos_are_held_only_while_there_is_room(tmp_path: Path) -> None:
    Image.new("RGB", (10, 10)).save(tmp_path / "small.png")
    budget, held, most = Budget(at_once=8, most_bytes=301), 0, 0

    async def hold() -> None:
        nonlocal held, most
        async with budget.photo(tmp_path / "small.png"):
            held += 1
            most = max(most, held)
            while most < 2:
                await asyncio.sleep(0)
            held -= 1

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for _ in range(6):
            group.create_task(hold())
    assert most == 2


async def test_a_photo_that_cannot_be_read_leaves_its_room(tmp_path: Path) -> None:
    Image.new("RGB", (10, 10)).save(tmp_path / "small.png")
    budget = Budget(at_once=1, most_bytes=1)
    for _ in range(2):
        with pytest.raises(PictureError):
            async with budget.photo(tmp_path / "gone.png"):
                raise AssertionError
    async with asyncio.timeout(30), budget.photo(tmp_path / "small.png") as photo:
        assert photo.width == 10
