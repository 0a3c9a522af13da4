"""The lines between pixels that are seen large."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas import pixel_grid
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.pixel_grid import FIRST_SCALE, PixelGrid
from picwish_desktop.ui.canvas.viewport import Viewport
from tests.ui.canvas.acting import array_of, grabbed, noise, seen, surface_of
from tests.ui.canvas.conftest import MakeCanvas


def painted(
    viewport: Viewport,
    colour: QColor | Qt.GlobalColor,
    *exposed: Rect,
    ratio: float = 1.0,
    grid: PixelGrid | None = None,
) -> DisplayPixels:
    """The grid on a view of one colour, on a display with `ratio`: rows × columns × red, green, blue."""
    image = QImage(viewport.width, viewport.height, QImage.Format.Format_RGB32)
    image.fill(colour)
    image.setDevicePixelRatio(ratio)
    with QPainter(image) as painter:
        # as the view does
        painter.scale(1 / ratio, 1 / ratio)
        grid = grid or PixelGrid()
        for rect in exposed or (Rect(0, 0, viewport.width, viewport.height),):
            grid.paint(painter, viewport, rect)
    return array_of(image)[..., :3]


@pytest.mark.parametrize("scale", [8.0, 8.4, 11.3, 16.0, 33.7, 64.0])
def test_a_line_lies_where_each_pixel_begins(make_canvas: MakeCanvas, scale: float) -> None:
    canvas = make_canvas(noise(200, 150), scale=scale)
    canvas.pan(-37, 21)
    shown = seen(surface_of(canvas))
    is_line = (painted(canvas.viewport, QColor(128, 128, 128)) != 128).any(axis=2)
    columns, rows = np.flatnonzero(is_line.all(axis=0)), np.flatnonzero(is_line.all(axis=1))
    for lines, begins in (
        (columns, np.flatnonzero((shown[:, 1:] != shown[:, :-1]).any(axis=(0, 2))) + 1),
        (rows, np.flatnonzero((shown[1:] != shown[:-1]).any(axis=(1, 2))) + 1),
    ):
        lines = lines[lines > 0]
        assert len(lines) == len(begins) > 3
        # where a pixel begins in the very middle of one of the screen, Qt may round the other way
        assert np.abs(lines - begins).max() <= (0 if scale == round(scale) else 1)
        assert np.mean(lines == begins) > 0.75
    is_line[:, columns] = is_line[rows] = False
    assert not is_line.any()


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_it_is_seen_on_any_colour(colour: tuple[int, int, int]) -> None:
    viewport = Viewport(64, 64, 100, 100).zoomed(16.0, 0, 0)
    differs = np.abs(painted(viewport, QColor(*colour)).astype(int) - colour).max(axis=2)
    assert differs[:, 0].max() >= 40
    assert differs[0, :].max() >= 40
    assert differs[5, 5] == 0


def test_there_is_none_while_pixels_are_small_or_beside_the_picture() -> None:
    small = Viewport(400, 300, 1000, 1000).zoomed(FIRST_SCALE - 0.01, 0, 0)
    assert (painted(small, Qt.GlobalColor.black) == 0).all()
    tiny = Viewport(400, 300, 4, 3).zoomed(FIRST_SCALE, 0, 0)
    area = tiny.area
    beside = painted(tiny, Qt.GlobalColor.black)
    assert beside[area.slices].any()
    beside[area.slices] = 0
    assert not beside.any()


def test_painted_in_parts_it_is_the_same() -> None:
    viewport = Viewport(200, 150, 90, 80).zoomed(9.3, 20, 30)
    parts = [Rect(x, y, 33, 41) for x in range(0, 200, 33) for y in range(0, 150, 41)]
    grey = QColor(90, 120, 200)
    np.testing.assert_array_equal(painted(viewport, grey, *parts), painted(viewport, grey))


@given(st.integers(2, 3), st.integers(8, 20), st.integers(-300, 0), st.integers(-300, 0))
def test_it_is_as_visible_on_a_display_with_more_pixels(ratio: int, scale: int, dx: int, dy: int) -> None:
    viewport = Viewport(60, 50, 90, 80).zoomed(float(scale), 0, 0).moved(dx, dy)
    dense = Viewport(60 * ratio, 50 * ratio, 90, 80).zoomed(float(scale * ratio), 0, 0).moved(dx * ratio, dy * ratio)
    grey = QColor(90, 120, 200)
    larger = painted(viewport, grey).repeat(ratio, axis=0).repeat(ratio, axis=1)
    np.testing.assert_array_equal(painted(dense, grey, ratio=ratio), larger)


@pytest.mark.parametrize(("ratio", "width"), [(1.0, 1), (1.25, 1), (1.5, 2), (2.0, 2), (3.0, 3)])
def test_lines_are_whole_pixels_wide(ratio: float, width: int) -> None:
    viewport = Viewport(200, 150, 90, 80).zoomed(33.0, 0, 0)
    is_line = (painted(viewport, QColor(128, 128, 128), ratio=ratio) != 128).any(axis=2)
    assert np.flatnonzero(is_line[20]).tolist() == [x for x in range(200) if x % 33 < width]


def test_painted_in_parts_it_is_the_same_on_a_display_with_more_pixels() -> None:
    viewport = Viewport(200, 150, 90, 80).zoomed(19.3, 20, 30)
    parts = [Rect(x, y, 33, 41) for x in range(0, 200, 33) for y in range(0, 150, 41)]
    grey = QColor(90, 120, 200)
    np.testing.assert_array_equal(painted(viewport, grey, *parts, ratio=2), painted(viewport, grey, ratio=2))


@given(
    st.sampled_from([1.0, 1.5, 3.0]),
    st.floats(24, 64),
    st.tuples(st.integers(-5000, 0), st.integers(-5000, 0)),
    st.tuples(st.integers(-90, 90), st.integers(-70, 70)),
)
def test_it_moves_with_the_picture(ratio: float, scale: float, at: tuple[int, int], by: tuple[int, int]) -> None:
    """Also where more of it has to be made."""
    viewport = Viewport(200, 150, 300, 300).zoomed(scale, 0, 0).moved(*at)
    moved = viewport.moved(*by)
    dx, dy = moved.x - viewport.x, moved.y - viewport.y
    before, after = (painted(one, QColor(90, 120, 200), ratio=ratio) for one in (viewport, moved))
    both = Rect(0, 0, 200, 150).intersection(Rect(dx, dy, 200, 150))
    np.testing.assert_array_equal(after[both.slices], before[both.translated(-dx, -dy).slices])


@pytest.mark.parametrize("scale", [19.3, 24.0])
def test_it_is_not_made_anew_at_each_move_of_the_picture(scale: float) -> None:
    viewport = Viewport(200, 150, 90, 80).zoomed(scale, 20, 30)
    grid = PixelGrid()
    with patch.object(pixel_grid, "_grid", wraps=pixel_grid._grid) as made:
        for _ in range(20):
            painted(viewport, QColor(90, 120, 200), grid=grid)
            viewport = viewport.moved(-3, -2)
        # one more where the first one ends
        assert 1 <= made.call_count <= 2
        grid.follow_scale(FIRST_SCALE)
        painted(viewport, QColor(90, 120, 200), grid=grid)
        assert made.call_count <= 2
        grid.follow_scale(FIRST_SCALE - 0.1)
        painted(viewport, QColor(90, 120, 200), grid=grid)
        assert 2 <= made.call_count <= 3


@given(
    st.sampled_from([1.0, 2.0, 3.0]),
    st.integers(24, 64),
    st.tuples(st.integers(-5000, 9), st.integers(-5000, 9)),
    st.builds(Rect, st.integers(0, 190), st.integers(0, 140), st.integers(1, 200), st.integers(1, 150)),
)
def test_where_it_repeats_it_is_as_one_that_is_kept(ratio: float, scale: int, at: tuple[int, int], part: Rect) -> None:
    viewport = Viewport(200, 150, 300, 300).zoomed(scale, 0, 0).moved(*at)
    repeated = painted(viewport, QColor(90, 120, 200), part, ratio=ratio)
    kept = QImage(200, 150, QImage.Format.Format_RGB32)
    kept.fill(QColor(90, 120, 200))
    with QPainter(kept) as painter:
        PixelGrid()._copy(painter, viewport, viewport.visible_area.intersection(part), round(ratio))
    np.testing.assert_array_equal(repeated, array_of(kept)[..., :3])


def test_one_gets_there_by_steps_too(canvas: Canvas) -> None:
    for scale in (1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 64.0):
        canvas.zoom_in()
        assert canvas.viewport.scale == scale
        with patch.object(canvas._grid, "paint"):
            plain = grabbed(canvas)
        assert np.array_equal(grabbed(canvas), plain) == (scale < FIRST_SCALE)
