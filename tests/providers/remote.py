"""The remote providers and the sandbox that they speak to, with what tests of them ask."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.model.picture_file import MaskFile, PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, MakeIdPhoto, Operation, RemoveBackground, RemoveObjects
from picwish_desktop.operations.provider import Provider, ProviderError, Stage, Task, TaskId
from picwish_desktop.operations.request import DEFAULT_DELIVERY, Answer, Delivery, Picture, Request
from picwish_desktop.providers.clock import Clock
from picwish_desktop.providers.exchange import Patience
from picwish_desktop.providers.picwish import PicwishProvider
from picwish_desktop.providers.pixelcut import PixelcutProvider
from picwish_desktop.storage.access import Access
from picwish_desktop.storage.credentials import Credentials
from picwish_desktop.storage.settings import Settings
from tests.sandbox.client import encoded, mask_of, noise
from tests.sandbox.clock import stopped_clock
from tests.sandbox.faults import Dripping, Fault, Silence
from tests.sandbox.options import Options
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox

WIDTH, HEIGHT = 120, 110
PHOTO = PictureFile(encoded(noise(WIDTH, HEIGHT)), "PNG", WIDTH, HEIGHT)
MASK = MaskFile(mask_of(10, 20, 30, 40, size=(WIDTH, HEIGHT)), "PNG", WIDTH, HEIGHT, 400)
ROUTES: dict[type[Operation], Route] = {
    RemoveBackground: Route.SEGMENTATION,
    CutOutFace: Route.FACE_CUTOUT,
    RemoveObjects: Route.INPAINT,
    MakeIdPhoto: Route.ID_PHOTO,
}
IMPATIENT = Patience(connect=5.0, idle=1.0, send=3.0, ask=1.5, download=1.5)
"""In real seconds, for what never ends."""


def access(provider: str, base_url: str, key: str = "") -> Access:
    """As the environment gives it, with no limit to the request rate that matters."""
    settings = Settings(picwish_requests_per_second=1000.0, pixelcut_requests_per_second=1000.0)
    variables = {f"{provider.upper()}_BASE_URL": base_url, f"{provider.upper()}_API_KEY": key}
    return Access(provider, settings, Credentials(), variables)


class Remote:
    """One sandbox, and a provider of each kind that is told to wait by its clock."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.clock = Clock(sandbox.clock.now, sandbox.clock.now, self._sleep)
        self.slept: list[float] = []
        self._patience = Patience()
        self._providers: list[Provider] = []
        self.picwish = self.picwish_with(sandbox.key)
        self.pixelcut = self.pixelcut_with(sandbox.pixelcut_key)
        self.sent = 0
        """How often a provider said that it is about to send."""
        self.progress: list[tuple[Stage, float]] = []

    def picwish_with(self, key: str = "", base_url: str = "") -> PicwishProvider:
        """Another one, at another address perhaps."""
        access_ = access("picwish", base_url or self.sandbox.picwish_url, key)
        provider = PicwishProvider(access_, patience=self._patience, clock=self.clock)
        self._providers.append(provider)
        return provider

    def pixelcut_with(self, key: str = "", base_url: str = "") -> PixelcutProvider:
        access_ = access("pixelcut", base_url or self.sandbox.pixelcut_url, key)
        provider = PixelcutProvider(access_, patience=self._patience, clock=self.clock)
        self._providers.append(provider)
        return provider

    def push(self, route: Route, *faults: Fault) -> None:
        """Have it go wrong. What would go on for long is waited for by providers with less patience."""
        self.sandbox.faults.push(route, *faults)
        if any(isinstance(fault, Silence | Dripping) for fault in faults) and self._patience is not IMPATIENT:
            self._patience = IMPATIENT
            self.picwish = self.picwish_with(self.sandbox.key)
            self.pixelcut = self.pixelcut_with(self.sandbox.pixelcut_key)

    async def close(self) -> None:
        for provider in self._providers:
            await provider.close()

    async def submit(self, request: Request, provider: Provider | None = None) -> TaskId | Answer:
        return await (provider or self.picwish).submit(request, self._on_progress, self._about_to_send)

    async def send(self, request: Request, provider: Provider | None = None) -> None:
        """Submit, whatever comes of it."""
        with suppress(ProviderError):
            await self.submit(request, provider)

    async def task(self, request: Request, provider: Provider | None = None) -> Task:
        """Submit what has to end in a task."""
        submitted_at = self.clock.epoch()
        outcome = await self.submit(request, provider)
        assert isinstance(outcome, str)
        return Task(outcome, request.operation, submitted_at)

    async def fetch(self, task: Task, provider: Provider | None = None) -> Answer:
        return await (provider or self.picwish).fetch(task, self._on_progress)

    async def run(self, request: Request, provider: Provider | None = None) -> Answer:
        outcome = await self.submit(request, provider)
        if isinstance(outcome, Answer):
            return outcome
        return await self.fetch(Task(outcome, request.operation, self.clock.epoch()), provider)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.sandbox.clock.advance(seconds)
        # which takes real time, of which the clock knows nothing
        await self.sandbox.work_done()

    async def _about_to_send(self) -> None:
        self.sent += 1

    def _on_progress(self, stage: Stage, part: float) -> None:
        self.progress.append((stage, part))


@asynccontextmanager
async def remote(options: Options | None = None) -> AsyncIterator[Remote]:
    """By default with no limit to the request rate. The clock is moved by waiting alone."""
    options = options or Options(picwish_rate=1000, pixelcut_rate=1000)
    async with Sandbox(replace(options, clock=stopped_clock())) as sandbox:
        there = Remote(sandbox)
        try:
            yield there
        finally:
            await there.close()


def removal(**changes: object) -> Request:
    return Request(**{"operation": RemoveObjects(), "picture": PHOTO, "mask": MASK, **changes})  # type: ignore[arg-type]


def cutout(**changes: object) -> Request:
    """A background removal; changes of its own parameters and of the request's."""
    parameters = {name: changes.pop(name) for name in list(changes) if name in RemoveBackground.__dataclass_fields__}
    return Request(RemoveBackground(**parameters), **{"picture": PHOTO, **changes})  # type: ignore[arg-type]


def face(delivery: Delivery = DEFAULT_DELIVERY, picture: Picture = PHOTO, **parameters: object) -> Request:
    return Request(CutOutFace(**parameters), picture, delivery=delivery)  # type: ignore[arg-type]


def id_photo(delivery: Delivery = DEFAULT_DELIVERY, picture: Picture = PHOTO, **parameters: object) -> Request:
    return Request(MakeIdPhoto(**parameters), picture, delivery=delivery)  # type: ignore[arg-type]


EXAMPLES = (cutout(), face(), removal(), id_photo())
"""One of each operation."""


def pixels_of(file: PictureFile | Picture | None) -> NDArray[np.uint8]:
    assert isinstance(file, PictureFile)
    with Image.open(io.BytesIO(file.data)) as image:
        assert image.size == (file.width, file.height)
        return np.asarray(image.convert("RGBA"))
