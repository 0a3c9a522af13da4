"""What is seen at 100 % is what will be in the file."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.model.backdrop import (
    BackdropPicture,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
    Shadow,
)
from picwish_desktop.model.cutout import Cutout, Edge, Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch, render
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.checkerboard import CHECK
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.matte_stroke import MatteStroke
from picwish_desktop.workflows.cutout_files import FrozenCutout
from tests.ui.canvas.acting import CutoutStage, cutout_surface_of, grabbed, noise, stage_of, waves
from tests.ui.canvas.conftest import MakeCanvas

WIDTH, HEIGHT = 300, 200
WHITE = ColorBackdrop((255, 255, 255))
DARK_SHADOW = Shadow(0.7, dx=0.06, dy=0.08)


def file_of(document: Document) -> DisplayPixels:
    """Rows × columns × 3; on the view's checkerboard where the file is transparent."""
    state, cutout = document.state, document.state.cutout
    assert cutout is not None

    frozen = FrozenCutout(document.photo, state, cutout.matte, document.frame(), document.subject_bounds())
    flat = frozen.flat()
    if flat.pixels.shape[2] == 3:
        return np.asarray(flat.pixels, np.uint8)
    y, x = np.indices(flat.pixels.shape[:2])
    board = np.where((x // CHECK + y // CHECK) % 2 == 0, 204, 255)[..., None]
    share = flat.pixels[..., 3:] / 255
    return np.rint(flat.pixels[..., :3] * share + board * (1 - share)).astype(np.uint8)


def shown_of(make_canvas: MakeCanvas, stage: CutoutStage, look: Look) -> DisplayPixels:
    canvas = make_canvas(noise(8, 8), size=(640, 560))
    document = stage.show(canvas)
    document.set_look("Look", look)
    canvas.zoom_to(1.0)
    area = canvas.viewport.area
    assert canvas.viewport.visible_area == area
    return grabbed(canvas)[area.slices]


def difference(make_canvas: MakeCanvas, stage: CutoutStage, look: Look) -> NDArray[np.int64]:
    shown = shown_of(make_canvas, stage, look).astype(int)
    document = stage.document()
    document.set_look("Look", look)
    return np.abs(shown - file_of(document))


def assert_same(away: NDArray[np.int64]) -> None:
    """A level or two are rounding: the file is dithered and the screen is mixed in 8 bits; where all of it comes
    together, four."""
    assert away.max() <= 4
    assert np.count_nonzero(away > 2) < away.size / 1000


@pytest.mark.parametrize("framing", [Framing(), Framing(CanvasShape.SQUARE, is_cropped=True, margin=0.8)])
@pytest.mark.parametrize("edge", [Edge(), Edge(shift=2.5), Edge(-1.5, 2.0), Edge(soften=3.0, cleans_colors=False)])
@pytest.mark.parametrize("shadow", [Shadow(), DARK_SHADOW, Shadow(0.9, is_contact=True)])
@pytest.mark.parametrize("backdrop", [None, ColorBackdrop((250, 120, 3)), GradientBackdrop((0, 40, 255), (255, 0, 0))])
def test_screen_and_file_agree(
    make_canvas: MakeCanvas,
    backdrop: ColorBackdrop | GradientBackdrop | None,
    shadow: Shadow,
    edge: Edge,
    framing: Framing,
) -> None:
    assert_same(difference(make_canvas, stage_of(WIDTH, HEIGHT), Look(backdrop, shadow, edge, framing)))


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 135.0, 180.0, 270.0, 359.0])
@pytest.mark.parametrize("framing", [Framing(), Framing(CanvasShape.WIDE), Framing(is_cropped=True, margin=0)])
def test_gradients_agree_in_every_direction(make_canvas: MakeCanvas, angle: float, framing: Framing) -> None:
    look = Look(GradientBackdrop((255, 0, 130), (0, 255, 140), angle), framing=framing)
    assert difference(make_canvas, stage_of(WIDTH, HEIGHT), look).max() <= 2


def test_a_gradient_begins_and_ends_with_its_own_colours(make_canvas: MakeCanvas) -> None:
    stage = CutoutStage(noise(30, 20), Cutout(np.zeros((20, 30), np.uint8), Edit("Cut out", "test", ()), "test"))
    shown = shown_of(make_canvas, stage, Look(GradientBackdrop((255, 0, 10), (0, 255, 10), 0.0)))
    assert np.abs(shown[:, 0].astype(int) - (255, 0, 10)).max() <= 1
    assert np.abs(shown[:, -1].astype(int) - (0, 255, 10)).max() <= 1


@pytest.mark.parametrize("framing", [Framing(), Framing(CanvasShape.PORTRAIT), Framing(is_cropped=True, margin=0.3)])
@pytest.mark.parametrize("place", [(1.0, 0.5, 0.5), (1.0, 0.0, 1.0), (2.3, 0.1, 0.8)])
@pytest.mark.parametrize("size", [(340, 260), (1900, 500), (97, 81)])
def test_pictures_agree(
    make_canvas: MakeCanvas, size: tuple[int, int], place: tuple[float, float, float], framing: Framing
) -> None:
    stage = stage_of(WIDTH, HEIGHT)
    picture = BackdropPicture(waves(*size), "Waves")
    look = Look(PictureBackdrop(picture, *place), framing=framing)
    canvas = make_canvas(noise(8, 8), size=(640, 560))
    document, shown = stage.document(), stage.picture()
    shown.behind.add_picture(picture)
    document.set_look("Look", look)
    stage.show(canvas)
    canvas.set_document(document, shown)
    canvas.zoom_to(1.0)
    away = np.abs(grabbed(canvas)[canvas.viewport.area.slices].astype(int) - file_of(document))
    assert away.max() <= 3
    assert away.mean() < 0.8


@pytest.mark.parametrize("framing", [Framing(), Framing(CanvasShape.SQUARE), Framing(is_cropped=True, margin=0.6)])
def test_blurred_photos_agree(make_canvas: MakeCanvas, framing: Framing) -> None:
    stage = stage_of(WIDTH, HEIGHT, waves(WIDTH, HEIGHT))
    look = Look(BlurredBackdrop(0.02), Shadow(0.4), framing=framing)
    # the subject's own colours reach far beyond its edge, where nothing of them may be seen
    patches = [Patch(Rect(x, y, 64, 64), np.full((64, 64, 3), 255, np.uint8)) for x in (0, 64, 192) for y in (0, 64)]
    stage = replace(stage, cutout=replace(stage.cutout, colors=Edit("Cut out", "test", tuple(patches))))
    away = difference(make_canvas, stage, look)
    assert away.max() <= 4
    assert away.mean() < 0.8


def test_a_shadow_of_a_large_photo_agrees(make_canvas: MakeCanvas) -> None:
    # the screen casts it from a reduced matte
    stage = stage_of(1500, 1100)
    canvas = make_canvas(noise(8, 8), size=(1600, 1200))
    document = stage.show(canvas)
    for shadow in (DARK_SHADOW, Shadow(0.9, is_contact=True)):
        document.set_look("Look", Look(WHITE, shadow))
        canvas.zoom_to(1.0)
        away = np.abs(grabbed(canvas)[canvas.viewport.area.slices].astype(int) - file_of(document))
        assert away.max() <= 8
        assert away.mean() < 0.2


def test_after_strokes_they_agree(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(8, 8), size=(640, 560))
    document = stage_of(WIDTH, HEIGHT).show(canvas)
    document.set_look("Look", Look(ColorBackdrop((0, 90, 200)), DARK_SHADOW, Edge(shift=1.0, soften=1.0)))
    for is_keeping in (True, False):
        stroke = MatteStroke(document.begin("Brush"), cutout_surface_of(canvas), 60, 0.3, is_keeping=is_keeping)
        stroke.draw((150, 30), (10, 40 + 100 * is_keeping))
        canvas.update_area(stroke.commit())
        away = np.abs(grabbed(canvas)[canvas.viewport.area.slices].astype(int) - file_of(document))
        assert_same(away)


def test_a_transparent_photo_agrees(make_canvas: MakeCanvas) -> None:
    stage = stage_of(WIDTH, HEIGHT, noise(WIDTH, HEIGHT, 4))
    stage = replace(stage, cutout=replace(stage.cutout, colors=replace(stage.cutout.colors, patches=())))
    assert_same(difference(make_canvas, stage, Look(ColorBackdrop((0, 200, 0)), DARK_SHADOW)))


def test_a_grey_photo_agrees(make_canvas: MakeCanvas) -> None:
    stage = stage_of(WIDTH, HEIGHT, noise(WIDTH, HEIGHT, 1))
    stage = replace(stage, cutout=replace(stage.cutout, colors=replace(stage.cutout.colors, patches=())))
    canvas = make_canvas(noise(8, 8), size=(640, 560))
    picture = stage.document()
    picture.set_look("Look", Look(ColorBackdrop((0, 200, 0))))
    shown = stage.show(canvas)
    shown.set_look("Look", Look(ColorBackdrop((0, 200, 0))))
    away = np.abs(grabbed(canvas)[canvas.viewport.area.slices].astype(int) - file_of(picture))
    assert away.max() <= 2


def test_the_matte_alone_is_seen_as_it_is(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(8, 8), size=(640, 560))
    document = stage_of(WIDTH, HEIGHT).show(canvas)
    canvas.set_cutout_view(CutoutView.MATTE)
    cutout = document.state.cutout
    assert cutout is not None
    seen = grabbed(canvas)[canvas.viewport.area.slices].astype(int)
    assert np.abs(seen - cutout.matte[..., None]).max() <= 1


def test_beyond_the_photo_there_is_nothing_but_the_backdrop(make_canvas: MakeCanvas) -> None:
    stage = stage_of(WIDTH, HEIGHT)
    stage.cutout.matte[:] = 255
    shown = shown_of(make_canvas, stage, Look(ColorBackdrop((1, 2, 3)), framing=Framing(CanvasShape.SQUARE)))
    assert shown.shape == (WIDTH, WIDTH, 3)
    assert (shown[:50] == (1, 2, 3)).all()
    assert (shown[250:] == (1, 2, 3)).all()
    document = stage.document()
    expected = render(document.photo, document.state.subject_edits)
    np.testing.assert_array_equal(shown[50:250], expected)


def test_the_original_and_the_outline_show_the_whole_photo(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(8, 8), size=(640, 560))
    document = stage_of(WIDTH, HEIGHT).show(canvas)
    document.set_look("Look", Look(WHITE, framing=Framing(is_cropped=True)))
    canvas.set_cutout_view(CutoutView.ORIGINAL)
    assert canvas.viewport.shown == document.photo.bounds
    np.testing.assert_array_equal(grabbed(canvas)[canvas.viewport.area.slices], document.photo.pixels)
    canvas.set_cutout_view(CutoutView.OUTLINE)
    assert canvas.viewport.shown == document.photo.bounds
    view = grabbed(canvas)[canvas.viewport.area.slices]
    cutout = document.state.cutout
    assert cutout is not None
    inside, outside = cutout.matte == 255, cutout.matte == 0
    np.testing.assert_array_equal(view[inside], document.photo.pixels[inside])
    assert np.abs(view[outside] - document.photo.pixels[outside] * (1 - 140 / 255)).max() <= 1
    # and a line where the matte is half
    rest = view[~inside & ~outside]
    assert ((rest == 0).all(axis=1) | (rest == 255).all(axis=1)).any()
