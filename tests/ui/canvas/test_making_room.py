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


tiny = st.builds(
    Viewport, st.integers(1, 300), st.integers(1, 300), st.integers(1, 3000), st.integers(1, 3000), st.integers(0, 48)
)
rooms = st.builds(Rect, st.integers(-200, 200), st.integers(-200, 200), st.integers(1, 400), st.integers(1, 400))
"""Which the view gets, in pixels of the one that it has."""


@given(tiny, st.floats(0.01, 8), st.integers(-4000, 4000), st.integers(-4000, 4000), st.booleans(), st.data())
def test_the_picture_never_is_out_of_sight(
    view: Viewport, scale: float, dx: int, dy: int, is_fitting: bool, data: st.DataObject
) -> None:
    view = view.fitted() if is_fitting else view.zoomed(scale, 0, 0).moved(dx, dy)
    for _ in range(3):
        room, in_use = data.draw(rooms), data.draw(st.one_of(st.just(EMPTY), st.just(view.area), rooms))
        after = view.making_room(room.width, room.height, in_use, (room.x, room.y))
        assert not after.visible_area.is_empty
        for length, seen, has in (
            (after.area.width, after.visible_area.width, room.width),
            (after.area.height, after.visible_area.height, room.height),
        ):
            assert seen >= min(view.margin, length, has)
        # what is moved from there on moves as it is asked to, and not by leaps
        by_x, by_y = data.draw(st.tuples(st.integers(-9, 9), st.integers(-9, 9)))
        moved = after.moved(by_x, by_y)
        assert min(by_x, 0) <= moved.x - after.x <= max(by_x, 0)
        assert min(by_y, 0) <= moved.y - after.y <= max(by_y, 0)
        assert not moved.visible_area.is_empty
        view = after


@given(views, st.floats(0.05, 8), st.integers(-4000, 4000), st.integers(-4000, 4000), st.integers(0, 90))
def test_a_zoomed_picture_stays_beside_what_comes_on_its_left(
    view: Viewport, scale: float, dx: int, dy: int, rail: int
) -> None:
    zoomed = view.zoomed(scale, 0, 0).moved(dx, dy)
    smaller = zoomed.making_room(view.width - rail, view.height, EMPTY, (rail, 0))
    assert (smaller.x + rail, smaller.y, smaller.scale) == (zoomed.x, zoomed.y, zoomed.scale)
    assert smaller.making_room(view.width, view.height, EMPTY, (-rail, 0)) == zoomed


@given(views, st.floats(0.05, 8), st.integers(0, 899))
def test_what_is_in_use_is_not_covered_from_the_left(view: Viewport, scale: float, column: int) -> None:
    zoomed = view.zoomed(scale, 0, 0)
    seen = Rect(column, 10, 60, 50).intersection(Rect(0, 0, view.width, view.height))
    assume(not seen.is_empty)
    smaller = zoomed.making_room(view.width - TRAY, view.height, seen, (TRAY, 0))
    moved = seen.translated(smaller.x - zoomed.x, smaller.y - zoomed.y)
    assert Rect(0, 0, smaller.width, smaller.height).contains(moved)
    assert smaller.y == zoomed.y
    assert -TRAY <= smaller.x - zoomed.x <= 0
    assert (smaller.x == zoomed.x - TRAY) is (seen.x >= TRAY)


def test_a_picture_that_fits_fits_anew_when_it_is_covered_from_the_left() -> None:
    fitting = Viewport(900, 600, 600, 400, 24).fitted()
    assert fitting.making_room(800, 600, fitting.area, (100, 0)) == replace(fitting, width=800, x=50)
    assert fitting.making_room(700, 600, fitting.area, (200, 0)) == replace(fitting, width=700).fitted()


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
        assert self.canvas.height() == self.height() - TRAY * is_shown

    def place(self) -> tuple[QPoint, float]:
        """Of the picture in the window, and its scale."""
        view = self.canvas.viewport
        return self.canvas.mapTo(self, QPoint(view.x, view.y)), view.scale


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
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


def test_in_the_smallest_view_something_of_the_picture_is_seen(window: Window) -> None:
    window.resize(500, TRAY + 30)
    window.canvas.zoom_to(0.1)
    before = window.canvas.viewport
    assert before.y > 30
    window.show_tray(is_shown=True)
    assert window.canvas.viewport.visible_area.height >= 24
