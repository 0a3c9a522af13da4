"""ID photos that an earlier run left: `picwish jobs` makes the very file that was asked for."""

from __future__ import annotations

import asyncio

import pytest
import skimage.data
from PIL import Image

from tests.cli.desk import Desk
from tests.sandbox.faults import Silence, When
from tests.sandbox.routes import Route

LINES = ("--lines", "10,55,92,110")
"""Of the astronaut at half the size."""


@pytest.mark.parametrize("way", ["cut out", "framed"])
async def test_killed_and_resumed(way: str, desk: Desk) -> None:
    """Of a document type with bounds for its bytes, before a colour of one's own."""
    Image.fromarray(skimage.data.astronaut()).resize((256, 256)).save(desk.folder / "a.png")
    route = Route.SEGMENTATION if way == "cut out" else Route.ID_PHOTO
    how = ("--provider", "picwish", *LINES) if way == "cut out" else ("--framed-by", "picwish")
    desk.sandbox.faults.push(route.task, Silence(When.BEFORE_WORK))
    asked = ("id-photo", "a.png", "--document", "cn-visa-cova", "--background", "81d4fa", *how, "-o")
    process = await desk.start(*asked, "out.jpg")
    await desk.until(lambda: desk.asked(route.task))
    await desk.kill(process)
    [line] = await desk.done("jobs", "list")
    ended = await desk.run("jobs", "resume")
    assert (ended.status, ended.out) == (0, f"{desk.folder / 'out.jpg'}\n")
    # a framed one is not checked again
    assert ("failed: " in ended.err) == (way == "cut out")
    resumed = (desk.folder / "out.jpg").read_bytes()
    assert 40 * 1024 <= len(resumed) <= 120 * 1024
    with Image.open(desk.folder / "out.jpg") as image:
        assert (image.size, image.info["dpi"]) == ((354, 472), (300, 300))
    again, taken = await asyncio.gather(
        desk.run(*asked, "again.jpg"), desk.run("jobs", "take", line[:8], "-o", "taken.png", PICWISH_API_KEY="")
    )
    assert (again.status, (desk.folder / "again.jpg").read_bytes()) == (0, resumed)
    assert taken.out == "taken.png\n"
    with Image.open(desk.folder / "taken.png") as image:
        assert (image.format, image.size) == ("PNG", (354, 472))
        assert image.getpixel((2, 2)) == (0x81, 0xD4, 0xFA)
    assert len(desk.sandbox.charges) == 1
