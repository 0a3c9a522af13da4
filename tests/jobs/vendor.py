"""A paid provider without a network, that does what a test tells it and counts what it charged."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np

from picwish_desktop.imaging.upload import encode_picture
from picwish_desktop.jobs.job import Job, Purpose
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import Operation, RemoveBackground
from picwish_desktop.operations.limits import Limits
from picwish_desktop.operations.provider import AboutToSend, KeyCheck, Progress, ProviderError, Stage, Task, TaskId
from picwish_desktop.operations.request import Answer, Request


class Account:
    async def credits_left(self) -> int | None:
        return 3

    async def check_key(self, key: str | None = None) -> KeyCheck:
        return KeyCheck.WRONG if key else KeyCheck.RIGHT


class Vendor:
    """Charges when it accepts. `submit_faults` and `fetch_faults`: what the next calls raise, None for nothing."""

    name, label, limits = "vendor", "Vendor", Limits(max_side=4096, max_bytes=10**7, formats=("PNG", "JPEG"))

    def __init__(self) -> None:
        self.account = Account()
        self.charges = 0
        self.fetched: list[Task] = []
        self.submit_faults: deque[Exception | None] = deque()
        self.fetch_faults: deque[ProviderError | None] = deque()
        self.is_open = asyncio.Event()
        """Cleared, nothing is answered; what is asked for waits."""
        self.is_open.set()
        self.takes_all = asyncio.Event()
        """Cleared, the upload stops half-way."""
        self.takes_all.set()
        self.asked = asyncio.Event()
        self.answer: Callable[[], Answer] = lambda: Answer(picture_file())

    def supports(self, operation: Operation) -> bool:
        return isinstance(operation, RemoveBackground)

    def check(self, request: Request) -> None:
        self.limits.check(request)

    async def submit(self, request: Request, progress: Progress, about_to_send: AboutToSend) -> TaskId | Answer:
        assert isinstance(request.picture, PictureFile)
        await about_to_send()
        progress(Stage.SENDING, 0.5)
        self.asked.set()
        await self.takes_all.wait()
        progress(Stage.SENDING, 1.0)
        fault = self.submit_faults.popleft() if self.submit_faults else None
        if fault is not None:
            raise fault
        self.charges += 1
        await self.is_open.wait()
        return TaskId(f"task-{self.charges}")

    async def fetch(self, task: Task, progress: Progress) -> Answer:
        progress(Stage.WORKING, 0.5)
        self.fetched.append(task)
        await self.is_open.wait()
        fault = self.fetch_faults.popleft() if self.fetch_faults else None
        if fault is not None:
            raise fault
        return self.answer()

    async def close(self) -> None:
        """Nothing is open."""


async def may_leave(_: Job) -> bool:
    """Nothing is locked."""
    return True


def picture_file(value: int = 7, side: int = 12) -> PictureFile:
    pixels = np.full((side, side, 3), value, np.uint8)
    return encode_picture(pixels, None, (side, side), 10**6)


def new_job(value: int = 1, purpose: Purpose | None = None) -> Job:
    """Equal values, equal requests."""
    operation = RemoveBackground()
    request = Request(operation, picture_file(value))
    return Job(f"{value}.png", "vendor", operation, purpose or Purpose(photo=Path("/p") / f"{value}.png"), request)
