"""What the tests share that make ID photos in the whole window: drawn people, and an engine that knows them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QLabel, QWidget

from picwish_desktop.app import App, build
from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.model.portrait import Landmarks
from picwish_desktop.ui.id_photo import finished_files
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.rail import ID_PHOTO
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.vision.worker import NOTHING, Progress, TaskRefusedError, Worker
from picwish_desktop.workflows.id_photo import Finished
from tests.ui.whole_window import current, idle
from tests.waiting import until

Pixels = NDArray[np.uint8]
Arrays = dict[str, NDArray[Any]]

WIDTH, HEIGHT = 600, 760
HEAD = Landmarks((300, 150), (300, 420), (265, 275), (335, 275))
WALL = (120, 150, 180)
HER_SKIN, HIS_SKIN = (224, 172, 140), (110, 70, 50)
_SHAPES = ((120, 450, 480, 1100), (205, 150, 395, 420))
"""Shoulders and head."""


def portrait(path: Path, skin: tuple[int, int, int] = HER_SKIN) -> Path:
    """Head and shoulders before a wall."""
    image = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    pen = ImageDraw.Draw(image)
    for shape, color in zip(_SHAPES, ((40, 60, 90), skin), strict=True):
        pen.ellipse(shape, color)
    image.save(path)
    return path


def outline() -> Pixels:
    """Of who is on such a photo."""
    matte = Image.new("L", (WIDTH, HEIGHT), 0)
    for shape in _SHAPES:
        ImageDraw.Draw(matte).ellipse(shape, 255)
    return np.array(matte)


class Engine:
    """Takes the worker's place, and finds who is drawn in no time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.has_face = True
        self.n_faces = 1
        self._may_answer = asyncio.Event()
        self.may_go_on()

        async def run(
            _: Worker,
            task: str,
            arrays: Mapping[str, NDArray[Any]],
            progress: Progress,
            _options: Mapping[str, Any] = NOTHING,
        ) -> Arrays:
            progress(0.5)
            self.asked.append(task)
            await self._may_answer.wait()
            return self._answer(task, arrays)

        monkeypatch.setattr(Worker, "run", run)
        # nobody goes on dragging a slider
        monkeypatch.setattr(finished_files, "PAUSE_MS", 0)
        monkeypatch.setattr(Tasks, "spawn", _spawn)

    def hold(self) -> None:
        """What is asked from now on is answered only when it may go on."""
        self._may_answer.clear()

    def may_go_on(self) -> None:
        self._may_answer.set()

    def _answer(self, task: str, arrays: Mapping[str, NDArray[Any]]) -> Arrays:
        match task:
            case "cut_out":
                return _cut(outline())
            case "from_matte":
                height, width = arrays["picture"].shape[:2]
                return _cut(np.array(Image.fromarray(arrays["coarse"]).resize((width, height))))
            case "find_portrait":
                if not self.has_face:
                    raise TaskRefusedError("No face was found. Draw a box around the head.")
                points = np.array([HEAD.crown, HEAD.chin, HEAD.left_eye, HEAD.right_eye], float)
                return {
                    "landmarks": points,
                    "n_faces": np.array(self.n_faces),
                    "hat": np.array(0.0),
                    "glasses": np.array(0.0),
                }
            case "measure_portrait":
                numbers = ("sharpness", "edge_width", "face_luma", "clipped_high", "clipped_low", "side_difference")
                nothing = {name: np.array(np.nan) for name in numbers}
                return {**nothing, "background": np.full(3, np.nan), "background_spread": np.array(np.nan)}
        raise AssertionError(task)

    @property
    def cuts(self) -> int:
        """How many cutouts were made here."""
        return sum(task in ("cut_out", "from_matte") for task in self.asked)


def _spawn(
    tasks: Tasks, coroutine: Coroutine[Any, Any, Any], real: Callable[..., asyncio.Task[Any]] = Tasks.spawn
) -> asyncio.Task[Any] | None:
    """Between a test and its fixtures, events are handled and the loop stands still: what a pause begins then is not
    begun."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        coroutine.close()
        return None
    return real(tasks, coroutine)


def _cut(matte: Pixels) -> Arrays:
    places, tiles = np.zeros((0, 2), np.int32), np.zeros((0, 64, 64, 3), np.uint8)
    known = {"count": np.array(1), "doubt": np.array(0.0), "note": np.array("")}
    return {"matte": matte, "places": places, "tiles": tiles, **known}


async def begun(engine: Engine) -> App:
    """The program, at the counter."""
    app = build()
    window = app.window
    window.choose_job(ID_PHOTO.id)
    window.show()
    await window.counter.load()
    await window.counter.ticket.laid_out()
    engine.asked.clear()
    return app


async def framed(window: MainWindow, path: Path) -> tuple[OpenDocument, Document]:
    """A photo that is framed by itself, with its file."""
    window.open_files([path])
    entry, document = await current(window)
    await ready(window)
    return entry, document


async def ready(window: MainWindow) -> Finished:
    """The file of what is shown, as it is now."""
    entry = window.documents.current
    assert entry is not None
    await idle(entry)
    await until(lambda: window.id_photos.finished(entry) is not None)
    finished = window.id_photos.finished(entry)
    assert finished is not None
    return finished


def made(document: Document) -> IdPhoto:
    assert document.state.id_photo is not None
    return document.state.id_photo


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())
