"""A picture that zooms: what is around it and stays so is not painted again."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.decoration import shadow_reach
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand
from tests.ui.canvas.real_screen import STANDING, TURNS, RealScreen

PLACES = (750, 650), (0, 0), (1499, 1299)


@pytest.fixture
def screen(screen: RealScreen) -> RealScreen:
    """With a picture that is smaller than the view."""
    screen.canvas.zoom_fit()
    screen.settle()
    return screen


def test_only_the_picture_is_painted(screen: RealScreen) -> None:
    canvas, hand = screen.canvas, Hand(screen.canvas)
    before = canvas.viewport.area
    hand.turn_wheel((750, 650), 30)
    larger = canvas.viewport.area
    around = Rect(0, 0, *canvas.device_size)
    assert larger.area > before.area
    assert screen.exposed() == larger.grown(shadow_reach(canvas.ratio)).intersection(around) != around
    hand.turn_wheel((750, 650), -30)
    assert screen.exposed() == larger.grown(shadow_reach(canvas.ratio)).intersection(around), "what it covered, too"


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_it_is_right_at_each_step(screen: RealScreen, place: tuple[int, int]) -> None:
    for delta in TURNS:
        Hand(screen.canvas).turn_wheel(place, delta)
        assert screen.is_right(), delta
    screen.canvas.sharpen()
    assert screen.is_right()


def test_several_steps_before_one_is_painted(screen: RealScreen) -> None:
    hand = Hand(screen.canvas)
    for _ in range(3):
        for delta in TURNS[:5]:
            hand.turn_wheel((750, 650), delta)
        assert screen.is_right()
        hand.turn_wheel((750, 650), -600)
        hand.turn_wheel((750, 650), 30)
        assert screen.is_right()


@pytest.mark.parametrize("tool", [Tool.HAND, Tool.RECTANGLE])
def test_what_lies_on_the_pictures_edge_is_painted_with_it(screen: RealScreen, tool: Tool) -> None:
    canvas, hand = screen.canvas, Hand(screen.canvas)
    canvas.set_tool(tool)
    screen.document.set_rectangles("Draw", [Rect(0, 0, 1500, 1300), Rect(0, 300, 90, 70), Rect(1400, 1290, 100, 10)])
    hand.click((40, 330))
    screen.settle()
    for delta in TURNS:
        hand.turn_wheel((750, 650), delta)
        assert screen.is_right(), delta


@pytest.mark.parametrize("fix", STANDING.values(), ids=STANDING)
def test_what_is_the_views_and_not_the_pictures_is_right(screen: RealScreen, fix: Callable[[RealScreen], None]) -> None:
    fix(screen)
    screen.paint()
    for delta in TURNS:
        Hand(screen.canvas).turn_wheel((750, 650), delta)
        assert screen.is_right(), delta


def test_what_changes_in_the_same_moment(screen: RealScreen) -> None:
    canvas, hand = screen.canvas, Hand(screen.canvas)
    for delta in TURNS:
        hand.turn_wheel((750, 650), delta)
        canvas.set_colors(QColor("red" if delta > 0 else "#161617"), QColor("lime"), QColor("blue"))
        assert screen.is_right(), delta
        canvas.pan(delta // 10, 3)
        hand.turn_wheel((300, 200), delta)
        assert screen.is_right(), delta
        canvas.resize(380 + delta // 10, 300)
        hand.turn_wheel((300, 200), 30)
        assert screen.is_right(), delta


def test_what_reaches_beyond_the_picture_is_right(screen: RealScreen) -> None:
    screen.canvas.set_tool(Tool.POLYGON)
    hand = Hand(screen.canvas)
    for point in ((-200, 200), (300, -90), (1700, 700)):
        hand.click(point)
    screen.settle()
    for delta in TURNS:
        hand.turn_wheel((750, 650), delta)
        assert screen.is_right(), delta
