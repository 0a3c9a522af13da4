"""A canvas with a picture."""

from collections.abc import Iterator
from typing import Protocol

import pytest
from pytestqt.qtbot import QtBot

from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from tests.ui.canvas.acting import Hand, noise, picture_of
from tests.ui.canvas.real_screen import RealScreen


class MakeCanvas(Protocol):
    def __call__(
        self, pixels: DisplayPixels, *, scale: float | None = None, size: tuple[int, int] = (400, 300)
    ) -> Canvas: ...


@pytest.fixture
def make_canvas(qtbot: QtBot) -> MakeCanvas:
    """Shows a canvas with the picture of `pixels`, and a document of it."""

    def make(pixels: DisplayPixels, *, scale: float | None = None, size: tuple[int, int] = (400, 300)) -> Canvas:
        canvas = Canvas()
        qtbot.addWidget(canvas)
        canvas.resize(*size)
        with qtbot.waitExposed(canvas):
            canvas.show()
        canvas.set_document(Document(Photo(pixels, Metadata("PNG"))), picture_of(pixels))
        if scale is not None:
            canvas.zoom_to(scale)
        return canvas

    return make


@pytest.fixture
def canvas(make_canvas: MakeCanvas) -> Canvas:
    """A noisy picture of 300 × 200 at 100 %, all of it in sight."""
    return make_canvas(noise(300, 200), scale=1.0)


@pytest.fixture
def hand(canvas: Canvas) -> Hand:
    return Hand(canvas)


@pytest.fixture
def screen(qtbot: QtBot) -> Iterator[RealScreen]:
    screen = RealScreen()
    qtbot.addWidget(screen.window)
    yield screen
    screen.canvas.set_document(None, None)
