"""Where the picture is when another part of the window takes some of the view's room."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.viewport import Viewport
from tests.ui.canvas.acting import document_of, noise, picture_of

TRAY = 128
PART = Rect(100, 80, 40, 30)

views = st.builds(
    Viewport, st.integers(300, 900), st.integers(300, 900), st.integers(1, 3000), st.integers(1, 3000), st.just(24)
)


@given(views, st.floats(0.05, 8), st.integers(-4000, 4000), st.integers(-4000, 4000))
def test_a_zoomed_picture_stays(view: Viewport, scale: float, dx: int, dy: int) -> None:
    zoomed = view.zoomed(scale, 0, 0).moved(dx, dy)
    smaller = zoomed.making_room(view.width, view.height - TRAY, EMPTY)
    assert (smaller.x, smaller.y, smaller.scale) == (zoomed.x, zoomed.y, zoomed.scale)
    assert smaller.making_room(view.width, view.height, EMPTY) == zoomed


@given(views, st.floats(0.05, 8), st.integers(-4000, 4000), st.integers(-4000, 4000), st.integers(0, 899))
def test_what_is_in_use_goes_on_being_seen(view: Viewport, scale: float, dx: int, dy: int, row: int) -> None:
    zoomed = view.zoomed(scale, 0, 0).moved(dx, dy)
    in_use = Rect(10, row, 50, 60)
    seen = in_use.intersection(Rect(0, 0, view.width, view.height))
    assume(not seen.is_empty)
    smaller = zoomed.making_room(view.width, view.height - TRAY, in_use)
    moved = seen.translated(smaller.x - zoomed.x, smaller.y - zoomed.y)
    assert Rect(0, 0, smaller.width, smaller.height).contains(moved)
    assert smaller.x == zoomed.x
    assert -TRAY <= smaller.y - zoomed.y <= 0
    assert (smaller.y == zoomed.y) is (seen.bottom <= smaller.height)


@given(views)
def test_a_picture_that_fits_fits_anew_only_where_it_must(view: Viewport) -> None:
    fitting = view.fitted()
    smaller = fitting.making_room(view.width, view.height - TRAY, fitting.area)
    if fitting.area.bottom <= view.height - TRAY:
        assert (smaller.x, smaller.y, smaller.scale) == (fitting.x, fitting.y, fitting.scale)
    else:
        assert smaller == replace(fitting, height=view.height - TRAY).fitted()
    assert smaller.making_room(view.width, view.height, smaller.area) == fitting
    # fitted again by hand
    assert smaller.fitted().making_room(view.width, view.height, smaller.area) == fitting


class Window(QWidget):
    """A canvas above a part that comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas, self.tray = Canvas(), QWidget()
        self.tray.setFixedHeight(TRAY)
        self.tray.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.tray)
        self.resize(500, 400)

    def show_tray(self, *, is_shown: bool) -> None:
        self.tray.setVisible(is_shown)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        assert self.canvas.height() == 400 - TRAY * is_shown

    def place(self) -> tuple[QPoint, float]:
        """Of the picture in the window, and its scale."""
        view = self.canvas.viewport
        return self.canvas.mapTo(self, QPoint(view.x, view.y)), view.scale


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    pixels = noise(600, 500)
    window.canvas.set_document(Document(Photo(pixels, Metadata("PNG"))), picture_of(pixels))
    return window


def mark(window: Window, area: Rect) -> None:
    with document_of(window.canvas).gesture("Paint") as gesture, gesture.painting(area) as painted:
        painted[:] = 255


@pytest.mark.parametrize("scale", [0.3, 1.0, 4.0])
def test_the_picture_stays_while_what_is_marked_is_in_sight(window: Window, scale: float) -> None:
    window.canvas.zoom_to(scale)
    mark(window, PART)
    before = window.place()
    window.show_tray(is_shown=True)
    assert window.place() == before
    # as it is drawn again when a result comes
    window.canvas.set_overlay_opacity(0.3)
    assert window.place() == before
    window.show_tray(is_shown=False)
    assert window.place() == before


def test_a_picture_that_fits_goes_on_fitting_whatever_is_marked(window: Window) -> None:
    before = window.place()
    mark(window, PART)
    window.show_tray(is_shown=True)
    view = window.canvas.viewport
    assert view == view.fitted()
    assert view.visible_area == view.area, "nothing of it is covered"
    window.show_tray(is_shown=False)
    assert window.place() == before


def test_what_is_marked_is_not_covered(window: Window) -> None:
    mark(window, Rect(200, 480, 30, 20))
    window.show_tray(is_shown=True)
    assert window.canvas.viewport == window.canvas.viewport.fitted()
    window.show_tray(is_shown=False)
    window.canvas.zoom_to(1.0)
    window.canvas.pan(0, -400)
    window.show_tray(is_shown=True)
    view = window.canvas.viewport
    assert Rect(0, 0, view.width, view.height).contains(
        view.rect_to_view(Rect(200, 480, 30, 20)).intersection(view.area)
    )


def test_a_cutout_is_seen_as_a_whole(window: Window) -> None:
    mark(window, PART)
    window.canvas.set_job(CanvasJob.CUT_OUT)
    window.show_tray(is_shown=True)
    view = window.canvas.viewport
    assert view.visible_area == view.area
    window.show_tray(is_shown=False)
    assert window.canvas.viewport == view.resized(500, 400).fitted()


def test_another_size_of_the_window_is_another_matter(window: Window) -> None:
    mark(window, PART)
    window.show_tray(is_shown=True)
    window.resize(500, 500)
    assert window.canvas.viewport == window.canvas.viewport.fitted()
