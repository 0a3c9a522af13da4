"""`picwish credits`, which spends none."""

import asyncio

from tests.cli.desk import Desk
from tests.sandbox.faults import forbidden
from tests.sandbox.routes import Route


async def test_what_is_left(desk: Desk) -> None:
    desk.sandbox.pixelcut.by_key[desk.sandbox.pixelcut_key].credits = 1
    both, without, none, wrong = await asyncio.gather(
        desk.run("credits"),
        desk.run("credits", PIXELCUT_API_KEY=""),
        desk.run("credits", "--provider", "picwish", PICWISH_API_KEY=""),
        desk.run("credits", "--provider", "picwish", PICWISH_API_KEY="another-key"),
    )
    assert (both.status, both.out) == (0, "PicWish: 100 credits left\nPixelcut: 1 credit left\n")
    assert without.status == 0
    assert without.out.splitlines()[1].startswith("Pixelcut: no API key. Set PIXELCUT_API_KEY")
    assert none.status == 1
    assert none.out.startswith("PicWish: no API key. Set PICWISH_API_KEY")
    assert (wrong.status, wrong.out) == (1, "PicWish: The key is wrong.\n")
    desk.sandbox.faults.push(Route.PIXELCUT_CREDITS, forbidden(), forbidden())
    silent = await desk.run("credits", "--provider", "pixelcut")
    assert (silent.status, silent.out) == (0, "Pixelcut does not tell how many credits are left.\n")
    assert desk.sandbox.charges == []
