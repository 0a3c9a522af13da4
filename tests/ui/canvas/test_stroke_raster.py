"""What a brush marks, by the distance of each pixel's middle from the way of the pointer, whatever draws it."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from skimage.measure import label

from picwish_desktop.model.mask import MARKED
from picwish_desktop.ui.canvas.brush import MAX_SIZE
from picwish_desktop.ui.canvas.mask_pen import MaskPen
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.reference_mark import distances
from tests.ui.canvas.watched_canvas import WatchedCanvas
from tests.ui.canvas.watched_view import LEFT, MOVE, PRESS, RELEASE, SIZE, Place

OFF, OFF_THIN = 0.75, 1.1
"""Pixels of the picture that the outline may be off, and of a stroke of one pixel: see `brush_gestures`."""
THINNEST = 1

_sizes = st.one_of(st.integers(1, 8), st.integers(1, MAX_SIZE))
_places = st.lists(st.tuples(st.integers(-40, SIZE[0] + 40), st.integers(-40, SIZE[1] + 40)), min_size=1, max_size=6)
# as a hand moves: short ways, many of them
_steps = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=60)


@pytest.mark.usefixtures("qtbot")
@settings(max_examples=60)
@given(
    st.sampled_from([(500, 400), (700, 130), (1500, 1100)]),
    st.integers(0, 20).map(lambda part: float(0.05 * 320 ** (part / 20))),
    _sizes,
    _places,
    _steps,
    st.booleans(),
)
def test_a_stroke_marks_what_is_near_the_pointers_way(
    picture: tuple[int, int], scale: float, size: int, places: list[Place], steps: list[Place], is_erasing: bool
) -> None:
    watched = WatchedCanvas(picture, 3, scale)
    if is_erasing:
        watched.document.mark_all()
    watched.take(Tool.ERASER if is_erasing else Tool.BRUSH)
    watched.canvas.set_brush_size(size)
    way = [*places, *(tuple(at) for at in np.cumsum([places[-1], *steps], axis=0)[1:].tolist())]
    watched.send(PRESS, way[0], LEFT)
    for place in way[1:]:
        watched.send(MOVE, place, LEFT)
    watched.send(RELEASE, way[-1], LEFT)
    away = distances([watched.point(place) for place in way], watched.mark.area)
    mask, radius = watched.document.selection.mask, max(size, THINNEST) / 2
    level, off = 0 if is_erasing else 255, OFF_THIN if size <= THINNEST else OFF
    assert (mask[away < radius - off] == level).all(), "a gap in the stroke"
    assert (mask[away > radius + off] == 255 - level).all(), "beside the stroke"
    assert np.isin(mask, (0, 255)).all(), "neither marked nor not"
    watched.close()


@pytest.mark.usefixtures("qtbot")
@settings(max_examples=40)
@given(st.integers(0, 12).map(lambda part: float(0.2 * 40 ** (part / 12))), _places)
def test_the_thinnest_line_has_no_gap(scale: float, places: list[Place]) -> None:
    """From pixel to pixel by a side or a corner, where it is in the picture."""
    watched = WatchedCanvas((500, 400), 3, scale)
    watched.take(Tool.BRUSH)
    watched.canvas.set_brush_size(THINNEST)
    watched.drag(places)
    mask, area = watched.document.selection.mask, watched.mark.area
    points = [watched.point(place) for place in places]
    for (x0, y0), (x1, y1) in zip((points[0], *points), points, strict=False):
        count = 2 * int(max(abs(x1 - x0), abs(y1 - y0))) + 2
        xs, ys = (np.floor(np.linspace(*ends, count)).astype(int) for ends in ((x0, x1), (y0, y1)))
        inside = (xs >= 1) & (xs < area.width - 1) & (ys >= 1) & (ys < area.height - 1)
        around = [mask[ys[inside] + dy, xs[inside] + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
        assert (np.max(around, axis=0, initial=0) == 255).all() or not inside.any(), "a gap in the line"
    watched.close()


_inside = st.tuples(st.floats(5, 35), st.floats(5, 35))


@given(st.lists(_inside, min_size=2, max_size=4))
@example([(16.5175, 23.8705), (16.9764, 24.2816), (16.5046, 24.7204)])
@example([(17.3644, 17.8298), (18.3927, 18.9284), (19.908, 16.8966), (21.3837, 15.9663)])
def test_the_thinnest_stroke_is_in_one_piece(way: list[tuple[float, float]]) -> None:
    mask = np.zeros((40, 40), np.uint8)
    pen = MaskPen(mask, MARKED)
    pen.draw(way, THINNEST)
    pen.close()
    assert all(mask[int(y), int(x)] for x, y in way)
    assert label(mask).max() == 1


@given(
    st.floats(1, 3),
    st.tuples(st.floats(2, 6), st.floats(2, 6)),
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), max_size=4),
)
def test_a_press_that_trembles_marks_something(width: float, place: Place, steps: list[Place]) -> None:
    """However thin the brush, and how little a pen is pressed."""
    mask = np.zeros((8, 8), np.uint8)
    pen = MaskPen(mask, MARKED)
    way = [place, *((place[0] + dx, place[1] + dy) for dx, dy in steps)]
    pen.draw([*way, place], width)
    pen.close()
    assert mask.any()
