"""The kept images: whatever happened before, they are as if drawn afresh."""

from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.state import Change
from picwish_desktop.ui.canvas.cells import CELL_WIDTH
from picwish_desktop.ui.canvas.checkerboard import CHECK
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import PIXELS_SHOW_FROM, Scene
from picwish_desktop.ui.canvas.stroke import Stroke
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.viewport import Viewport
from tests.ui.canvas.acting import array_of, edit_of, noise, picture_of, redrawn, seen

MARK = QColor(255, 77, 106, 150)
SCALES = (0.05, 0.23, 0.5, 0.84, 1.0, 1.25, 1.7, 2.0, 3.3, 8.0)
Move: TypeAlias = tuple[int, int]


def make(
    width: int, height: int, scale: float, view: tuple[int, int] = (700, 400), channels: int = 3
) -> tuple[Surface, Document]:
    pixels = noise(width, height, channels)
    document = Document(Photo(pixels, Metadata("PNG")))
    viewport = Viewport(*view, width, height, margin=10).fitted().zoomed(scale, view[0] / 2, view[1] / 2)
    mask = Pyramid(document.selection.mask[..., np.newaxis])
    return Surface(Scene(picture_of(pixels), mask=mask, tint=MARK), viewport), document


def mark(surface: Surface, document: Document, rect: Rect, level: int = 255) -> None:
    with document.gesture("Test") as gesture, gesture.painting(rect) as painted:
        painted[:] = level
    assert surface.scene.mask is not None
    surface.scene.mask.mark_stale(rect)
    surface.redraw_mask(rect)


def follow(surface: Surface, document: Document) -> None:
    """Tell the surface what changes, as the canvas does."""

    def on_change(change: Change) -> None:
        assert surface.scene.mask is not None
        surface.scene.mask.mark_stale(change.mask)
        surface.redraw_mask(change.mask)

    document.subscribe(on_change)


def test_at_100_percent_the_pixels_are_the_pictures() -> None:
    surface, document = make(300, 200, 1.0)
    area = surface.viewport.area
    blue_green_red = document.photo.pixels[..., ::-1]
    np.testing.assert_array_equal(seen(surface)[area.slices], blue_green_red)


@pytest.mark.parametrize("scale", [2.0, 3.0, 8.0])
def test_enlarged_a_pixel_is_a_square(scale: float) -> None:
    surface, document = make(300, 200, scale)
    left, top = (round(value) for value in surface.viewport.to_view(155, 104))
    square = seen(surface)[top : top + int(scale), left : left + int(scale)]
    assert (square == document.photo.pixels[104, 155, ::-1]).all()


def test_between_100_and_200_percent_pixels_are_smoothed() -> None:
    surface, document = make(300, 200, 1.5)
    shown = np.unique(seen(surface).reshape(-1, 3), axis=0)
    assert len(shown) > len(np.unique(document.photo.pixels.reshape(-1, 3), axis=0))


def test_reduced_it_does_not_flicker_with_single_pixels() -> None:
    pixels = np.zeros((800, 1200, 3), np.uint8)
    pixels[::2, ::2] = pixels[1::2, 1::2] = 255
    viewport = Viewport(300, 200, 1200, 800).fitted().zoomed(0.3, 0, 0)
    view = seen(Surface(Scene(picture_of(pixels)), viewport))[viewport.visible_area.slices]
    assert view.min() >= 126
    assert view.max() <= 129


@pytest.mark.parametrize("scale", SCALES)
def test_moving_shows_what_a_fresh_drawing_shows(scale: float) -> None:
    surface, document = make(3000, 2000, scale)
    mark(surface, document, Rect(1300, 900, 500, 300))
    for dx, dy in ((-3, 2), (-300, -70), (611, 5), (-40, 333), (-2000, -2000), (5, 4000), (700, -129)):
        surface.move(surface.viewport.moved(dx, dy))
        np.testing.assert_array_equal(seen(surface), redrawn(surface), f"after moving by {dx}, {dy}")


@pytest.mark.parametrize("scale", SCALES)
def test_redrawing_a_part_shows_what_a_fresh_drawing_shows(scale: float) -> None:
    surface, document = make(3000, 2000, scale)
    for rect in (Rect(1400, 950, 201, 99), Rect(0, 0, 3000, 1), Rect(1501, 1003, 1, 1), Rect(1450, 0, 7, 2000)):
        mark(surface, document, rect)
        np.testing.assert_array_equal(seen(surface), redrawn(surface))
    mark(surface, document, Rect(1480, 960, 50, 50), level=0)
    np.testing.assert_array_equal(seen(surface), redrawn(surface))


@pytest.mark.parametrize("scale", SCALES)
def test_a_change_at_the_border_of_a_cell_reaches_into_the_next(scale: float) -> None:
    surface, document = make(3000, 2000, scale)
    follow(surface, document)
    visible = surface.viewport.visible_area.translated(-surface.viewport.x, -surface.viewport.y)
    for border in range(-(-visible.x // CELL_WIDTH) * CELL_WIDTH, visible.right, CELL_WIDTH):
        for column in range(max(0, int(border / scale) - 3), int(border / scale) + 3):
            mark(surface, document, Rect(column, 0, 1, 2000))
            np.testing.assert_array_equal(seen(surface), redrawn(surface))
            document.undo()


@pytest.mark.parametrize("kind", ["mask", "pixels"])
def test_a_change_out_of_sight_is_seen_when_it_comes_into_sight(kind: str) -> None:
    surface, document = make(3000, 2000, 1.0)
    aside = CELL_WIDTH - 10
    surface.move(surface.viewport.moved(-surface.viewport.x - aside, 0))
    # the cells at the right end are drawn now, and stay in the window
    surface.move(surface.viewport.moved(aside, 0))
    if kind == "mask":
        mark(surface, document, surface.viewport.area.translated(-surface.viewport.x, -surface.viewport.y))
    else:
        edit = edit_of(Rect(0, 0, 3000, 2000))
        surface.redraw_pixels(Scene(surface.scene.picture, (edit,), surface.scene.mask, MARK), edit.bounds)
    surface.move(surface.viewport.moved(-aside, 0))
    np.testing.assert_array_equal(seen(surface), redrawn(surface))


@pytest.mark.parametrize("scale", [scale for scale in SCALES if scale < PIXELS_SHOW_FROM])
def test_smoothed_cells_have_no_seams(scale: float) -> None:
    surface, _ = make(3000, 2000, scale)
    viewport, picture = surface.viewport, surface.scene.picture
    level = picture.level_for(scale)
    at_once = QImage(viewport.width, viewport.height, QImage.Format.Format_RGB32)
    with QPainter(at_once) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(viewport.x, viewport.y)
        painter.scale(scale * 2**level, scale * 2**level)
        painter.drawImage(0, 0, picture.image(level, picture.level_bounds(level), ()))
    inside = viewport.visible_area.grown(-1).slices
    # drawing a long row at once, Qt drifts by a fraction of a pixel
    assert np.abs(seen(surface)[inside].astype(int) - array_of(at_once)[inside][..., 2::-1]).max() <= 16


@pytest.mark.parametrize("scale", [2.0, 2.718, 3.1416, 13.17, 64.0])
def test_enlarged_cells_show_the_nearest_pixels(scale: float) -> None:
    surface, document = make(3000, 2000, scale)
    area, (x, y) = surface.viewport.visible_area, (surface.viewport.x, surface.viewport.y)
    columns = np.floor((np.arange(area.x, area.right) - x + 0.5) / scale).astype(int)
    rows = np.floor((np.arange(area.y, area.bottom) - y + 0.5) / scale).astype(int)
    expected = document.photo.pixels[rows][:, columns, ::-1]
    # where a centre lies on the border of two pixels, Qt may take the other one
    assert np.count_nonzero(seen(surface)[area.slices] != expected) / expected.size < 0.01


@pytest.mark.parametrize("scale", SCALES)
def test_edits_show_what_a_fresh_drawing_shows(scale: float) -> None:
    surface, _ = make(3000, 2000, scale)
    edit = edit_of(Rect(1344, 896, 320, 192))
    scene = surface.scene
    for edits in ((edit,), (edit, edit_of(Rect(1472, 960, 64, 1040), 2)), ()):
        changed = Scene(scene.picture, edits, scene.mask, scene.tint)
        surface.redraw_pixels(changed, Rect(1344, 896, 320, 1104))
        np.testing.assert_array_equal(seen(surface), redrawn(surface))


@pytest.mark.usefixtures("qapp")
@settings(max_examples=25)
@given(
    st.sampled_from(SCALES),
    st.integers(1, 400),
    st.lists(st.tuples(st.integers(-200, 1400), st.integers(-200, 1000)), min_size=1, max_size=6),
    st.booleans(),
)
def test_after_strokes_the_view_is_what_a_fresh_drawing_shows(
    scale: float, diameter: int, points: list[Move], is_marking: bool
) -> None:
    surface, document = make(1200, 800, scale, (300, 200))
    mark(surface, document, Rect(500, 300, 400, 200))
    stroke = Stroke(document.begin("Test"), document.selection.mask, surface, diameter, is_marking=is_marking)
    follow(surface, document)
    for start, end in zip([(600, 400), *points], points, strict=False):
        stroke.draw(start, end)
    stroke.commit()
    np.testing.assert_array_equal(seen(surface), redrawn(surface))


def test_a_transparent_picture_lies_on_a_checkerboard() -> None:
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[:, 32:] = (10, 20, 30, 255)
    viewport = Viewport(64, 64, 64, 64).fitted()
    view = seen(Surface(Scene(picture_of(pixels)), viewport))
    assert (view[:, 32:] == (30, 20, 10)).all()
    assert len(np.unique(view[:, :32].reshape(-1, 3), axis=0)) == 2
    np.testing.assert_array_equal(view[:CHECK, :CHECK], view[CHECK : 2 * CHECK, CHECK : 2 * CHECK])
    assert (view[0, 0] != view[0, CHECK]).all()


def test_half_transparent_pixels_are_mixed_with_the_checkerboard() -> None:
    pixels = np.full((8, 8, 2), (0, 128), np.uint8)
    view = seen(Surface(Scene(picture_of(pixels)), Viewport(8, 8, 8, 8).fitted()))
    assert abs(int(view[0, 0, 0]) - 204 / 2) <= 2


def test_grey_is_shown_grey() -> None:
    pixels = noise(40, 30, 1)
    surface = Surface(Scene(picture_of(pixels)), Viewport(40, 30, 40, 30).fitted())
    np.testing.assert_array_equal(seen(surface), np.repeat(pixels, 3, axis=2))


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (2, 3)])
@pytest.mark.parametrize("scale", [0.01, 1.0, 64.0])
def test_tiny_and_very_long_pictures_are_drawn(size: tuple[int, int], scale: float) -> None:
    surface, document = make(*size, scale)
    mark(surface, document, Rect(0, 0, 1, 1))
    surface.move(surface.viewport.moved(0, -3000))
    np.testing.assert_array_equal(seen(surface), redrawn(surface))
    assert seen(surface)[surface.viewport.visible_area.slices].size


def test_a_preview_stands_where_the_picture_will() -> None:
    pixels = np.zeros((800, 1200, 3), np.uint8)
    pixels[400:, 600:] = 255
    small = np.ascontiguousarray(pixels[::8, ::8])
    viewport = Viewport(300, 200, 1200, 800).fitted()
    preview = seen(Surface(Scene(Picture(Pyramid.of(small), np.asarray, size=(1200, 800))), viewport))
    full = seen(Surface(Scene(picture_of(pixels)), viewport))
    assert (preview[80, 20] == full[80, 20]).all()
    assert np.count_nonzero(preview != full) / full.size < 0.04
