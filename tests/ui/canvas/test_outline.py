"""The line along a cutout's edge: found anew only where it has to be, it is as one that is found all at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest.mock import Mock, patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas import outline as outline_module
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.matte_stroke import MatteStroke
from picwish_desktop.ui.canvas.outline import DASH, HALF, Outline, contour
from picwish_desktop.ui.canvas.viewport import Viewport
from tests.ui.canvas.acting import CutoutStage, array_of, cutout_surface_of, document_of, grabbed, noise, stage_of
from tests.ui.canvas.conftest import MakeCanvas
from tests.ui.canvas.watched_view import where

VIEW = 330, 290
PHOTO = 700, 540
GREY = 120
PANS = ((-3, -2), (3, 0), (0, 5), (1, 1), (-1, 0), (0, -1), (90, -70), (-900, -900), (7, 7), (900, -4), (-260, 900))
"""The far ones go as far beyond the picture's edge as it may."""


@dataclass(frozen=True)
class Pan:
    dx: int
    dy: int


@dataclass(frozen=True)
class Change:
    """Another subject in a part of the view."""

    part: Rect
    seed: int | None
    """None for one without any edge."""


@dataclass(frozen=True)
class Paint:
    phase: int
    ratio: float


near, far = st.integers(-6, 6), st.integers(-800, 800)
pans = st.one_of(st.builds(Pan, near, near), st.builds(Pan, far, far))
parts = st.builds(Rect, st.integers(-20, 320), st.integers(-20, 280), st.integers(1, 90), st.integers(1, 90))
doings = st.lists(
    st.one_of(
        pans,
        st.builds(Change, parts, st.sampled_from([None, None, 0, 1, 2, 3])),
        st.builds(Paint, st.integers(0, 9), st.sampled_from([1.0, 1.25, 2.0])),
    ),
    max_size=9,
)
sizes = st.sampled_from([PHOTO, (200, 540), (700, 100), (60, 50), (331, 291)])


@given(sizes, st.sampled_from([0, 60]), st.booleans(), doings)
def test_whatever_was_done_before_each_dash_is_where_it_should_be(
    size: tuple[int, int], margin: int, is_painted_before: bool, doings: list[Pan | Change | Paint]
) -> None:
    matte = _blots(*size)
    viewport = Viewport(*VIEW, *size, margin)._at(1.0, -20, -30)
    outline = Outline(_seen(matte, viewport), viewport)
    paint = Paint(0, 1.0)
    if is_painted_before:
        _assert_right(outline, matte, paint)
    for doing in doings:
        match doing:
            case Pan(dx, dy):
                viewport = viewport.moved(dx, dy)
                outline.move(_seen(matte, viewport), viewport)
            case Change(part, seed):
                inside = part.intersection(viewport.visible_area).translated(-viewport.x, -viewport.y)
                matte[inside.slices] = 255 if seed is None else _blots(*size, seed)[inside.slices]
                outline.follow(_seen(matte, viewport), part)
            case Paint():
                paint = doing
        _assert_right(outline, matte, paint)


def test_several_moves_before_one_is_painted() -> None:
    matte, viewport = _blots(*PHOTO), Viewport(*VIEW, *PHOTO, 60)._at(1.0, -20, -30)
    outline = Outline(_seen(matte, viewport), viewport)
    for dx, dy in PANS:
        viewport = viewport.moved(dx, dy)
        outline.move(_seen(matte, viewport), viewport)
    _assert_right(outline, matte, Paint(3, 1.0))


def test_one_that_was_out_of_sight_comes_back() -> None:
    matte, viewport = _blots(*PHOTO), Viewport(*VIEW, *PHOTO, 60)._at(1.0, -20, -30)
    outline = Outline(_seen(matte, viewport), viewport)
    _assert_right(outline, matte, Paint(0, 1.0))
    outline.move(np.empty((0, 0), np.uint8), replace(viewport, x=5000))
    assert (_painted(outline, Paint(0, 1.0)) == GREY).all()
    outline.move(_seen(matte, viewport), viewport)
    _assert_right(outline, matte, Paint(0, 1.0))


def test_only_what_is_in_sight_is_painted() -> None:
    matte, viewport = np.zeros(PHOTO[::-1], np.uint8), Viewport(*VIEW, *PHOTO)._at(1.0, 0, 0)
    matte[10:20, 10:20] = matte[500:510, 600:610] = 255
    outline = Outline(_seen(matte, viewport), viewport)
    for dx, dy in ((-1, -1), (-900, -900), (900, 900)):
        viewport = viewport.moved(dx, dy)
        outline.move(_seen(matte, viewport), viewport)
        painter = Mock()
        outline.paint(painter, 0, 1.0)
        # one square of those that the view is painted in
        assert painter.drawImage.call_count == 1
        _assert_right(outline, matte, Paint(0, 1.0))


def test_where_the_subject_ends_with_the_view_there_is_no_line() -> None:
    viewport = Viewport(*VIEW, *PHOTO)._at(1.0, -20, -30)
    everything = np.full(VIEW[::-1], 255, np.uint8)
    outline = Outline(everything, viewport)
    assert (_painted(outline, Paint(0, 1.0)) == GREY).all()
    outline.move(everything, viewport.moved(-5, 9))
    assert (_painted(outline, Paint(0, 1.0)) == GREY).all()


def _seen(matte: NDArray[np.uint8], viewport: Viewport) -> NDArray[np.uint8]:
    return matte[viewport.visible_area.translated(-viewport.x, -viewport.y).slices]


def _blots(width: int, height: int, seed: int = 7) -> NDArray[np.uint8]:
    """Lines of all directions, single pixels, and areas without any."""
    y, x = np.mgrid[0:height, 0:width]
    levels = 128 + 127 * np.sin(x / (9 + seed)) * np.sin(y / (11 + seed) + x / 90)
    speckled = (x // 40 + y // 30 + seed) % 5 == 0
    levels[speckled] = noise(width, height, 3, seed)[..., 0][speckled]
    levels[(x > width / 2) & (y < height / 3)] = 255
    blots: NDArray[np.uint8] = levels.astype(np.uint8)
    return blots


def _painted(outline: Outline, paint: Paint) -> DisplayPixels:
    image = QImage(*VIEW, QImage.Format.Format_RGB32)
    image.fill(QColor(GREY, GREY, GREY))
    with QPainter(image) as painter:
        outline.paint(painter, paint.phase, paint.ratio)
    return array_of(image)[..., 0]


def _assert_right(outline: Outline, matte: NDArray[np.uint8], paint: Paint) -> None:
    """Told in another way: pixel by pixel from its four neighbours."""
    viewport = outline.viewport
    (left, top, width, height), dash = viewport.visible_area, round(DASH * paint.ratio)
    inside = np.pad(_seen(matte, viewport) >= HALF, 1, mode="edge")
    beside = [np.roll(inside, step, axis) for axis in (0, 1) for step in (-1, 1)]
    edge = (inside & ~np.logical_and.reduce(beside))[1:-1, 1:-1]
    y, x = np.mgrid[top : top + height, left : left + width]
    march = (x - viewport.x) + (y - viewport.y) + paint.phase * dash // 2
    expected = np.full(VIEW[::-1], GREY, np.uint8)
    expected[viewport.visible_area.slices][edge] = np.where(march % (2 * dash) < dash, 0, 255)[edge]
    painted = _painted(outline, paint)
    assert np.array_equal(painted, expected), where(painted, expected)


# on a canvas


@pytest.fixture
def stage() -> CutoutStage:
    return stage_of(640, 530)


@pytest.fixture
def outlined(make_canvas: MakeCanvas, stage: CutoutStage) -> Canvas:
    canvas = make_canvas(noise(8, 8), size=(330, 290))
    stage.show(canvas)
    canvas.set_cutout_view(CutoutView.OUTLINE)
    canvas.zoom_to(1.0)
    # pytest-qt handles events between a fixture and its test: it marches by the tests' steps alone
    canvas._march.stop()
    grabbed(canvas)
    return canvas


@pytest.mark.parametrize("scale", [0.2, 0.51, 1.0, 2.3])
def test_it_moves_with_the_picture(outlined: Canvas, stage: CutoutStage, scale: float) -> None:
    outlined.zoom_to(scale)
    for pan in PANS:
        outlined.pan(*pan)
        np.testing.assert_array_equal(grabbed(outlined), stage.fresh(outlined), str(pan))


def test_it_marches_while_it_is_moved(outlined: Canvas, stage: CutoutStage) -> None:
    for step, pan in enumerate(PANS, start=1):
        outlined._step_outline()
        outlined.pan(*pan)
        shown = grabbed(outlined)
        np.testing.assert_array_equal(shown, _found_at_once(outlined), str(pan))
        # after four steps it is as at first
        assert np.array_equal(shown, stage.fresh(outlined)) == (step % 4 == 0)


def test_its_dashes_stay_where_they_are_on_the_picture(outlined: Canvas) -> None:
    before = grabbed(outlined)
    outlined.pan(-31, -17)
    # the outermost pixels are on the edge by what is beside the view
    np.testing.assert_array_equal(grabbed(outlined)[1:-18, 1:-32], before[18:-1, 32:-1])


def test_another_size_of_the_picture_or_of_the_view_has_another(outlined: Canvas, stage: CutoutStage) -> None:
    changes: tuple[Callable[[], None], ...] = (
        lambda: outlined.zoom_to(0.7),
        lambda: outlined.zoom_fit(),
        lambda: outlined.resize(250, 210),
        lambda: outlined.zoom_to(1.0, (3, 4)),
        lambda: outlined.resize(410, 360),
    )
    for change in changes:
        change()
        np.testing.assert_array_equal(grabbed(outlined), stage.fresh(outlined))
        outlined.pan(-9, 4)
        np.testing.assert_array_equal(grabbed(outlined), stage.fresh(outlined))


@pytest.mark.parametrize("is_painted_between", [True, False])
@pytest.mark.parametrize("ways", [((0, 0), (-11, 0), (-11, -9), (6, 14), (-40, 30)), ((0, 0),)], ids=["along", "not"])
@pytest.mark.parametrize("scale", [0.37, 1.0, 2.3, 3.784])
def test_a_stroke_that_takes_the_picture_along(
    outlined: Canvas, stage: CutoutStage, scale: float, ways: tuple[tuple[int, int], ...], *, is_painted_between: bool
) -> None:
    document = document_of(outlined)
    outlined.zoom_to(scale)
    for is_keeping in (False, True):
        stroke = MatteStroke(document.begin("Brush"), cutout_surface_of(outlined), 40, 0.5, is_keeping=is_keeping)
        for dx, dy in ways:
            outlined.pan_under(dx, dy)
            if is_painted_between:
                np.testing.assert_array_equal(grabbed(outlined), _found_at_once(outlined))
            to_picture = outlined.viewport.to_picture
            for start, end in (((-10, 100), (60, 120)), ((150, 280), (330, 150)), ((200, 20), (200, 20))):
                stroke.draw(to_picture(*start), to_picture(*end))
            np.testing.assert_array_equal(grabbed(outlined), _found_at_once(outlined), str((dx, dy)))
        outlined.update_area(stroke.commit())
        if is_painted_between:
            np.testing.assert_array_equal(grabbed(outlined), stage.fresh(outlined))
        # of what was drawn roughly nothing is left, wherever it is by then
        outlined.pan(5, -3)
        np.testing.assert_array_equal(grabbed(outlined), stage.fresh(outlined))
        outlined.pan(-15, 3)
        np.testing.assert_array_equal(grabbed(outlined), stage.fresh(outlined))


def test_what_is_taken_back_is_seen_at_once(outlined: Canvas, stage: CutoutStage) -> None:
    document = document_of(outlined)
    stroke = MatteStroke(document.begin("Brush"), cutout_surface_of(outlined), 60, 0.5, is_keeping=False)
    stroke.draw((200, 150), (450, 300))
    outlined.update_area(stroke.commit())
    for step in (document.undo, document.redo, document.undo):
        grabbed(outlined)
        outlined.pan(-7, -3)
        step()
        np.testing.assert_array_equal(grabbed(outlined), stage.fresh(outlined))


def test_only_what_comes_into_sight_is_looked_at(outlined: Canvas) -> None:
    outlined.pan(-20, -20)
    grabbed(outlined)
    # two strips of what is new and what was beside them, two at the other borders, each with its neighbours
    most = 2 * (330 * (3 + 4) + 290 * (2 + 4))
    for pan in ((-3, -2), (3, 2), (3, -2), (-3, 2)):
        with _looked_at() as pixels:
            outlined.pan(*pan)
            grabbed(outlined)
        assert 0 < sum(pixels) < most
    stroke = MatteStroke(document_of(outlined).begin("B"), cutout_surface_of(outlined), 9, 0.5, is_keeping=False)
    for pan in ((-3, -2), (3, 2)):
        with _looked_at() as pixels:
            outlined.pan_under(*pan)
            stroke.draw((300, 250), (310, 250))
            grabbed(outlined)
        assert 0 < sum(pixels) < most + 40 * 30
    outlined.update_area(stroke.cancel())
    grabbed(outlined)
    with _looked_at() as pixels:
        outlined._step_outline()
        grabbed(outlined)
    assert not pixels


@contextmanager
def _looked_at() -> Iterator[list[int]]:
    """The pixels of each part in which the edge is looked for."""
    pixels: list[int] = []

    def counting(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
        pixels.append(inside.size)
        return contour(inside)

    with patch.object(outline_module, "contour", counting):
        yield pixels


def _found_at_once(canvas: Canvas) -> DisplayPixels:
    """What is seen with a line that is made now; the one before goes on afterwards."""
    layer = canvas._cutout
    with patch.multiple(layer, _outline=None, _is_rough=layer._is_rough):
        return grabbed(canvas)
