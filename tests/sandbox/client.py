"""What the sandbox's own tests ask it with: aiohttp's client, so that nothing of the program is in between."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from aiohttp import ClientResponse, ClientSession, FormData
from PIL import Image
from yarl import URL

from tests.sandbox.clock import stopped_clock
from tests.sandbox.options import Options
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox

Fields = Mapping[str, str | bytes]
"""Of a form; bytes are sent as files."""

WIDTH, HEIGHT = 48, 40


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        return self.json["data"]

    @property
    def picture(self) -> Image.Image:
        return picture_in(self.body)


class Client:
    """Speaks to one sandbox, with nothing between it and the wire."""

    def __init__(self, sandbox: Sandbox, session: ClientSession) -> None:
        self.sandbox, self.session = sandbox, session

    async def create(self, route: Route, fields: Fields, key: str | None = None) -> Answered:
        """Ask PicWish for a task."""
        headers = {"X-API-KEY": self.sandbox.key if key is None else key}
        url = self.sandbox.picwish_url + route.path
        return await answered(self.session.post(url, data=form(fields), headers=headers))

    async def finish(self, route: Route, fields: Fields) -> Answered:
        """`create` with `sync=1`."""
        return await self.create(route, {**fields, "sync": "1"})

    async def query(self, route: Route, task_id: str, key: str | None = None) -> Answered:
        headers = {"X-API-KEY": self.sandbox.key if key is None else key}
        return await answered(
            self.session.get(self.sandbox.picwish_url + route.task.path.format(task_id=task_id), headers=headers)
        )

    async def download(self, url: str, **options: Any) -> Answered:
        """GET `url` exactly as it is."""
        return await answered(self.session.get(URL(url, encoded=True), **options))


@asynccontextmanager
async def sandboxed(options: Options | None = None) -> AsyncIterator[Client]:
    """A sandbox, by default with a clock that only the test moves and no limit to the request rate."""
    chosen = options or Options(picwish_rate=1000, pixelcut_rate=1000, clock=stopped_clock())
    async with Sandbox(chosen) as sandbox, ClientSession() as session:
        yield Client(sandbox, session)


async def answered(asking: AbstractAsyncContextManager[ClientResponse]) -> Answered:
    async with asking as response:
        return Answered(response.status, dict(response.headers), await response.read())


def form(fields: Fields) -> FormData:
    parts = FormData(default_to_multipart=True)
    for name, value in fields.items():
        if isinstance(value, bytes):
            parts.add_field(name, io.BytesIO(value), filename=f"{name}.png")
        else:
            parts.add_field(name, value)
    return parts


def noise(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """The same every time."""
    return Image.fromarray(np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8))


def encoded(picture: Image.Image, file_format: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, file_format, **options)
    return buffer.getvalue()


def picture_in(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def mask_of(*box: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    """White within left, top, right, bottom."""
    mask = Image.new("L", size)
    mask.paste(255, (box[0], box[1], box[2], box[3]))
    return encoded(mask)


PHOTO = encoded(noise())
RECTANGLES = '[{"x":4,"y":6,"width":10,"height":8}]'
EXAMPLES: Mapping[Route, Fields] = {
    Route.SEGMENTATION: {"image_file": PHOTO},
    Route.FACE_CUTOUT: {"image_file": PHOTO},
    Route.INPAINT: {"image_file": PHOTO, "rectangles": RECTANGLES},
    Route.ID_PHOTO: {"image_file": PHOTO},
}
"""The least that each page asks for."""
