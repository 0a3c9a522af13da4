"""What the tests share that cut out in the whole window."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.vision.worker import NOTHING, Progress, Worker
from tests.ui.whole_window import idle, opened

WIDTH, HEIGHT = 240, 160
_ANSWERS: dict[tuple[object, ...], dict[str, NDArray[Any]]] = {}
THING, PATCH = (200, 120, 40), (225, 230, 240)
"""Colours of what stands in the middle, and of what stands in a corner."""


def draw_photo(path: Path, *, grain: int = 0, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Path:
    """A plain thing in the middle, another one in the corner. Another `grain` is another photo."""
    width, height = size
    image = Image.new("RGB", size, (60, 90, 60))
    draw = ImageDraw.Draw(image)
    draw.ellipse((width // 4, height // 6, 3 * width // 4, 5 * height // 6), THING)
    draw.rectangle((width - 40, 10, width - 11, 39), PATCH)
    noise = np.random.default_rng(grain).integers(-6, 7, (height, width, 3))
    Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8)).save(path)
    return path


def remember_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the engine answered once in this process, it answers at once from then on: for tests of what is done with a
    cutout, which each would start a worker to have the same one."""
    run = Worker.run

    async def known(
        worker: Worker,
        task: str,
        arrays: Mapping[str, NDArray[Any]],
        progress: Progress,
        options: Mapping[str, Any] = NOTHING,
    ) -> dict[str, NDArray[Any]]:
        given = [(name, array.shape, array.dtype.str, array.tobytes()) for name, array in arrays.items()]
        asked = task, *given, *sorted(options.items())
        if asked not in _ANSWERS:
            _ANSWERS[asked] = await run(worker, task, arrays, progress, options)
        return {name: array.copy() for name, array in _ANSWERS[asked].items()}

    monkeypatch.setattr(Worker, "run", known)


async def cut_out(window: MainWindow) -> OpenDocument:
    """Press Cut out, and wait for what comes of it."""
    entry = window.documents.current
    assert entry is not None
    window.commands[Command.RUN].trigger()
    assert entry.work is not None
    await idle(entry)
    return entry


async def with_cutout(window: MainWindow, path: Path) -> tuple[OpenDocument, Document]:
    entry, document = await opened(window, path)
    await cut_out(window)
    assert document.state.cutout is not None, entry.message
    return entry, document


def cutout_of(document: Document) -> Cutout:
    assert document.state.cutout is not None
    return document.state.cutout


def shares(matte: NDArray[np.uint8]) -> tuple[float, float, float]:
    """How much is kept of the thing in the middle, of the one in the corner, and of the rest."""
    height, width = matte.shape
    middle = matte[height // 3 : 2 * height // 3, width // 3 : 2 * width // 3].mean() / 255
    corner = matte[15:35, width - 35 : width - 16].mean() / 255
    return float(middle), float(corner), float(matte[height - 15 :, :30].mean() / 255)
