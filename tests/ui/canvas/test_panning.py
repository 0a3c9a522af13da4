"""A picture that is moved: what is on the screen already moves there, and the rest is painted."""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.canvas.pixel_grid import FIRST_SCALE
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand
from tests.ui.canvas.real_screen import PANS, SIZE, STANDING, RealScreen

ALL = SIZE[0] * SIZE[1]


def test_only_what_comes_into_sight_is_painted(screen: RealScreen) -> None:
    screen.pan(-31, 17)
    assert screen.painted() == ALL - (SIZE[0] - 31) * (SIZE[1] - 17)
    assert screen.is_right()


def test_it_is_right_wherever_it_is_moved(screen: RealScreen) -> None:
    for pan in PANS:
        screen.pan(*pan)
        assert screen.is_right(), pan


def test_beyond_the_pictures_edge_too(screen: RealScreen) -> None:
    screen.canvas.zoom_to(0.25)
    for pan in PANS:
        screen.pan(*pan)
        assert screen.is_right(), pan


def test_what_is_marked_moves_along(screen: RealScreen) -> None:
    canvas, hand = screen.canvas, Hand(screen.canvas)
    canvas.set_tool(Tool.BRUSH)
    hand.drag((750, 650), (790, 700))
    screen.document.set_rectangles("Draw", [Rect(600, 560, 90, 70), Rect(800, 700, 60, 40)])
    canvas.set_tool(Tool.HAND)
    for pan in PANS[:5]:
        screen.settle()
        screen.pan(*pan)
        assert screen.painted() < ALL / 2
        assert screen.is_right(), pan


@pytest.mark.parametrize("diameter", [1, 2, 3, 8, 40])
def test_what_points_at_something_is_painted_again(screen: RealScreen, diameter: int) -> None:
    canvas = screen.canvas
    canvas.set_job(CanvasJob.CUT_OUT)
    canvas.zoom_to(0.79)
    hint = Hint(diameter, is_keeping=True)
    ways = [canvas.viewport.to_picture(*place) for place in ((24, 2), (2, 2), (0, 0), (90, 310), (-40, 120), (410, 33))]
    for start, end in pairwise(ways):
        hint.add(start, end)
    canvas.add_hint(hint)
    canvas.update()
    screen.paint()
    for pan in ((-2, -2), (1, 0), (0, 3), (-17, 5), (60, 60)):
        screen.pan(*pan)
        assert screen.is_right(), pan


def test_several_moves_before_one_is_painted(screen: RealScreen) -> None:
    for first, second in pairwise(PANS):
        screen.pan(*first)
        screen.pan(*second)
        assert screen.is_right(), (first, second)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda screen: screen.document.invert(), id="mark"),
        pytest.param(lambda screen: screen.canvas.update_area(Rect(50, 60, 70, 80)), id="part"),
        pytest.param(lambda screen: screen.canvas.set_colors(*map(QColor, ("red", "lime", "blue"))), id="theme"),
        pytest.param(lambda screen: screen.canvas.set_overlay_opacity(0.2), id="opacity"),
        pytest.param(lambda screen: screen.canvas.resize(390, 290), id="size"),
        pytest.param(lambda screen: screen.button.show(), id="covered"),
        pytest.param(lambda screen: screen.canvas.zoom_to(2.0), id="zoom"),
    ],
)
@pytest.mark.parametrize("is_before", [True, False])
def test_what_changes_in_the_same_moment(
    qtbot: QtBot, screen: RealScreen, change: Callable[[RealScreen], None], *, is_before: bool
) -> None:
    screen.document.set_rectangles("Draw", [Rect(600, 560, 90, 70)])
    screen.paint()
    if is_before:
        change(screen)
    screen.pan(-20, 30)
    if not is_before:
        change(screen)
    # what is shown is painted a moment later
    qtbot.waitUntil(screen.is_right)


def test_it_is_moved_once_before_it_is_painted(screen: RealScreen) -> None:
    for _ in range(3):
        screen.pan(-3, 2)
    assert screen.painted() == ALL, "or many moves at once would take long"
    screen.settle()
    screen.pan(-3, 2)
    assert screen.painted() < ALL


def test_what_was_not_drawn_yet_is_not_moved(screen: RealScreen) -> None:
    screen.document.mark_all()
    assert screen.canvas.surface is not None
    assert not screen.canvas.surface.is_complete
    screen.pan(-20, 30)
    assert screen.is_right()


@pytest.mark.parametrize("scale", [1.0, 64.0, None])
def test_what_is_only_scaled_is_not_moved(screen: RealScreen, scale: float | None) -> None:
    canvas = screen.canvas
    ways: tuple[Callable[[], object], ...] = (
        lambda: canvas.zoom_fit() if scale is None else canvas.zoom_to(scale),
        lambda: Hand(canvas).turn_wheel(canvas.viewport.to_picture(350, 260), 120 if scale == 64 else -120),
    )
    for back in ways:
        if scale is None:
            canvas.zoom_fit()
        else:
            canvas.zoom_to(scale)
        screen.paint()
        Hand(canvas).turn_wheel(canvas.viewport.to_picture(50, 60), -120 if scale == 64 else 120)
        screen.paint()
        assert canvas.is_rough
        back()
        screen.paint()
        canvas.sharpen()
        assert screen.is_right()


def test_another_size_of_it_is_not_moved(screen: RealScreen) -> None:
    for scale in (2.0, 0.5, 1.0):
        screen.canvas.zoom_to(scale, (100.0, 80.0))
        assert screen.is_right(), scale


def test_what_lies_over_it_stays_where_it_is(screen: RealScreen) -> None:
    screen.button.show()
    screen.paint()
    for pan in PANS[:5]:
        screen.pan(*pan)
        assert screen.is_right(), pan
    # what was below it comes into sight in the moment in which the picture moves
    screen.button.hide()
    screen.pan(10, -10)
    assert screen.is_right()
    screen.button.show()
    screen.paint()
    screen.pan(10, -10)
    screen.button.hide()
    assert screen.is_right()


@pytest.mark.parametrize("fix", STANDING.values(), ids=STANDING)
def test_what_is_the_views_and_not_the_pictures_stays_where_it_is(
    screen: RealScreen, fix: Callable[[RealScreen], None]
) -> None:
    fix(screen)
    screen.paint()
    for pan in PANS[:5]:
        screen.pan(*pan)
        assert screen.is_right(), pan


def test_with_a_grid_between_its_pixels(screen: RealScreen) -> None:
    screen.canvas.zoom_to(FIRST_SCALE * 2)
    for pan in PANS[:5]:
        screen.pan(*pan)
        assert screen.is_right(), pan


def test_to_look_at_it_meanwhile_does_no_harm(screen: RealScreen) -> None:
    screen.pan(-31, 17)
    screen.canvas.grab()
    screen.canvas.scroll(0, 0)
    assert screen.is_right()
    assert screen.canvas.mapTo(screen.window, QPoint()) == screen.canvas.pos()


@pytest.mark.parametrize("ratio", ["1.25", "1.5", "2.0"])
def test_on_a_dense_screen_too(ratio: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": ratio}
    script = "from tests.ui.canvas.real_screen import check; check()"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{ratio}\n"
