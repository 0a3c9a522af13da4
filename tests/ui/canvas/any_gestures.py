"""What a hand can do on the canvas when it marks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Protocol
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from picwish_desktop.imaging import pyramid
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.brush_gestures import InterruptedStroke, LeftStroke, PenStroke, SizeBrush, Stroke, UndoneStroke
from tests.ui.canvas.edge_gestures import EdgeDrag
from tests.ui.canvas.interruptions import Interruption
from tests.ui.canvas.rectangle_gestures import DragRectangle, Duplicate, RectangleKey, ResizeRectangle, UnmarkRectangle
from tests.ui.canvas.shape_gestures import Shape
from tests.ui.canvas.view_gestures import Command, Look, Show, Wheel, ZoomRoughly
from tests.ui.canvas.watched_canvas import WatchedCanvas, photo
from tests.ui.canvas.watched_view import ALT, CONTROL, LEFT, MIDDLE, NONE, RIGHT, SHIFT, SIZE


class Gesture(Protocol):
    def do(self, watched: WatchedCanvas) -> None:
        """With mouse, pen, wheel or keys; and to the reference what it should mark."""


_x, _y = st.integers(-30, SIZE[0] + 30), st.integers(-30, SIZE[1] + 30)
inside = st.tuples(st.integers(2, SIZE[0] - 2), st.integers(2, SIZE[1] - 2))
places = st.builds(lambda first, more: [first, *more], inside, st.lists(st.tuples(_x, _y), max_size=5))
ways = st.builds(lambda first, more: [first, *more], inside, st.lists(st.tuples(_x, _y), min_size=1, max_size=3))
sizes = st.sampled_from([1, 2, 3, 7, 20, 41, 64, 110, 300])
buttons = st.sampled_from([LEFT, LEFT, RIGHT])
_held = st.sampled_from([NONE, NONE, SHIFT, ALT])
fractions = st.integers(0, 20).map(lambda part: part / 20)

_brushes = st.sampled_from([Tool.BRUSH, Tool.ERASER])
_strokes = st.builds(
    Stroke,
    places,
    sizes,
    _brushes,
    buttons,
    _held,
    st.integers(0, 7).map(lambda at: at == 7),
)
_interrupted = st.one_of(
    st.builds(
        InterruptedStroke,
        ways,
        ways,
        st.sampled_from(Interruption),
        sizes,
        _brushes,
        buttons,
    ),
    st.builds(UndoneStroke, places, ways, sizes),
    st.builds(LeftStroke, places, ways, sizes),
)
_pens = st.builds(PenStroke, places, st.lists(fractions, min_size=6, max_size=6), sizes, st.booleans())
_shapes = st.builds(
    Shape,
    st.sampled_from([Tool.LASSO, Tool.POLYGON, Tool.ELLIPSE]),
    places,
    st.sampled_from([Combine.ADD, Combine.ADD, Combine.SUBTRACT, Combine.NEW]),
    buttons,
    st.one_of(_held, st.just(CONTROL)),
    _held,
    st.booleans(),
)
_rectangles = st.one_of(
    st.builds(DragRectangle, ways, st.booleans()),
    st.builds(DragRectangle, ways, st.booleans()),
    st.builds(
        ResizeRectangle,
        st.tuples(st.integers(-1, 1), st.integers(-1, 1)),
        st.integers(-80, 80),
        st.integers(-80, 80),
    ),
    st.builds(
        RectangleKey,
        st.sampled_from([Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Delete]),
        st.sampled_from([NONE, SHIFT]),
    ),
    st.just(Duplicate()),
    st.builds(UnmarkRectangle, ways, st.booleans()),
)
_edge_drags = st.builds(
    EdgeDrag,
    st.sampled_from([Tool.RECTANGLE, Tool.ELLIPSE, Tool.LASSO]),
    inside,
    st.lists(st.tuples(st.tuples(_x, _y), st.integers(0, 5)), min_size=1, max_size=3),
    buttons,
)
_commands = st.sampled_from(
    [Command(name) for name in ("undo", "undo", "redo", "mark_all", "invert", "clear_selection", "flatten_rectangles")]
)
_looks = st.one_of(
    st.builds(Wheel, inside, st.sampled_from([-240, -120, -30, 0, 60, 120, 360]), st.sampled_from([0, 0, -200, 160])),
    st.builds(ZoomRoughly, inside, st.sampled_from([0.4, 0.8, 1.1, 1.9])),
    st.builds(Look, ways, st.just(Tool.HAND), st.just(LEFT), st.just(NONE), st.just(False)),
    st.builds(Look, ways, st.just(Tool.BRUSH), st.just(MIDDLE), st.just(NONE), st.just(False)),
    st.builds(Look, ways, st.just(Tool.ZOOM), buttons, st.sampled_from([NONE, ALT]), st.booleans()),
    st.builds(
        Show,
        st.sampled_from(["overlay", "mask only", "compare", "divider", "opacity", "theme", "scale", "fit", "size"]),
        fractions,
    ),
)
_sizings = st.builds(SizeBrush, inside, st.sampled_from([-360, -120, 120, 240]), st.booleans())
gestures = st.one_of(
    _strokes,
    _interrupted,
    _interrupted,
    _pens,
    _shapes,
    _rectangles,
    _rectangles,
    _edge_drags,
    _commands,
    _looks,
    _looks,
    _sizings,
)

scales = fractions.map(lambda part: 0.01 * 1600**part)
far = fractions.map(lambda part: 0.01 * 40**part)
smallest_sides = st.sampled_from([pyramid.SMALLEST_SIDE, 16, 4])
"""Of the levels: a small picture has several, too."""


@contextmanager
def levels_down_to(smallest: int) -> Iterator[None]:
    """Of pictures that are made meanwhile."""
    with patch.object(pyramid, "SMALLEST_SIDE", smallest):
        photo.cache_clear()
        yield
    photo.cache_clear()


def run(examples: int) -> None:
    """The test itself, so often."""
    _check(examples, st.lists(gestures, min_size=8, max_size=16))


def run_interrupted(by: Interruption, examples: int) -> None:
    """Strokes in the middle of which that happens, so often."""
    interrupted = st.builds(InterruptedStroke, ways, ways, st.just(by), sizes, _brushes, buttons)
    doing = st.tuples(st.builds(Stroke, ways, sizes), interrupted, interrupted, _commands)
    _check(examples, doing.map(lambda each: [*each]))


def run_from_afar(examples: int) -> None:
    """Thin marks of a picture that becomes smaller and larger, so often."""
    thin = st.builds(Stroke, places, st.sampled_from([1, 1, 2, 3]), _brushes, buttons)
    wheel = st.builds(Wheel, inside, st.sampled_from([-600, -360, -120, 120, 240, 480]), st.just(0))
    history = st.sampled_from([Command(name) for name in ("undo", "undo", "redo", "invert")])
    _check(examples, st.lists(st.one_of(thin, thin, wheel, wheel, history), min_size=8, max_size=16), far)


def _check(
    examples: int, gestures: st.SearchStrategy[list[Gesture]], scales: st.SearchStrategy[float] = scales
) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from([(500, 400, 3), (487, 391, 4), (700, 130, 3)]),
        scales,
        smallest_sides,
        gestures,
    )
    def check(kind: tuple[int, int, int], scale: float, smallest: int, doing: list[Gesture]) -> None:
        with levels_down_to(smallest), closing(WatchedCanvas(kind[:2], kind[2], scale)) as watched:
            for gesture in doing:
                gesture.do(watched)
                if isinstance(gesture, ZoomRoughly):
                    # what comes next meets a picture that is only scaled
                    watched.assert_counted()
                else:
                    watched.assert_right()
            watched.assert_right()

    check()
