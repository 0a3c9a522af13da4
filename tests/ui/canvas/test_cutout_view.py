"""Whatever was done before, the canvas shows what one that was opened now would show, and paints only what it must."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picwish_desktop.imaging import pyramid
from picwish_desktop.model.backdrop import (
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
    Shadow,
)
from picwish_desktop.model.cutout import Cutout, Edge, Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.state import Change
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.matte_stroke import MatteStroke
from tests.ui.canvas.acting import (
    BEACH,
    CutoutStage,
    Screen,
    cutout_surface_of,
    document_of,
    edit_of,
    grabbed,
    noise,
    picture_of,
    soft_ellipse,
    stage_of,
)
from tests.ui.canvas.conftest import MakeCanvas

WIDTH, HEIGHT = 640, 530
BACKDROPS = (
    None,
    ColorBackdrop((10, 200, 90)),
    GradientBackdrop((255, 0, 0), (0, 0, 255), 30.0),
    PictureBackdrop(BEACH),
    PictureBackdrop(BEACH, 1.7, 0.2, 0.9),
    BlurredBackdrop(),
)
SHADOWS = (Shadow(), Shadow(0.6), Shadow(0.6, dx=-0.1, blur=0.01), Shadow(0.8, is_contact=True))
EDGES = (Edge(), Edge(shift=3.0), Edge(shift=-2.5, cleans_colors=False), Edge(soften=4.0), Edge(1.5, 0.7, False))
FRAMINGS = (
    Framing(),
    Framing(is_cropped=True),
    Framing(CanvasShape.SQUARE, is_cropped=True, margin=0.4),
    Framing(CanvasShape.WIDE),
    Framing(CanvasShape.MARKETPLACE),
)

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    points: tuple[Point, ...]
    diameter: int
    hardness: float
    is_keeping: bool
    is_cancelled: bool


@dataclass(frozen=True)
class Drag:
    looks: tuple[Look, ...]
    is_cancelled: bool


@dataclass(frozen=True)
class Pan:
    dx: int
    dy: int


@dataclass(frozen=True)
class Swap:
    seed: int


@dataclass(frozen=True)
class Remove:
    rect: Rect
    is_kept: bool


Action: TypeAlias = Stroke | Drag | Pan | Swap | Remove | Look | float | CutoutView | CanvasJob | str

points = st.tuples(st.floats(-60, WIDTH + 60), st.floats(-60, HEIGHT + 60))
looks = st.builds(
    Look, st.sampled_from(BACKDROPS), st.sampled_from(SHADOWS), st.sampled_from(EDGES), st.sampled_from(FRAMINGS)
)
tiles = st.builds(lambda x, y: Rect(64 * x, 64 * y, 128, 64), st.integers(0, 8), st.integers(0, 7))
actions = st.one_of(
    st.builds(
        Stroke,
        st.lists(points, min_size=1, max_size=4).map(tuple),
        st.integers(1, 150),
        st.floats(0, 1),
        st.booleans(),
        st.sampled_from([False, False, True]),
    ),
    looks,
    st.builds(Drag, st.lists(looks, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Pan, st.integers(-300, 300), st.integers(-300, 300)),
    st.sampled_from([0.05, 0.2, 0.31, 0.5, 0.9, 1.0, 1.4, 2.0, 3.7]),
    st.sampled_from(CutoutView),
    st.sampled_from([CanvasJob.CUT_OUT, CanvasJob.CUT_OUT, CanvasJob.MARK]),
    st.builds(Swap, st.integers(0, 4)),
    st.builds(Remove, tiles, st.booleans()),
    st.sampled_from(["undo", "undo", "redo", "fit", "drop", "discard", "blur", "smart", "before", "after"]),
)


def perform(canvas: Canvas, screen: Screen, action: Action) -> None:
    match action:
        case Stroke() if canvas.is_cutout_shown:
            paint(canvas, screen, action)
        case Drag():
            drag(canvas, screen, action)
        case Look():
            document_of(canvas).set_look("Look", action)
        case Swap() | Remove():
            bring(document_of(canvas), action)
        case str():
            SIMPLE[action](canvas)
        case _:
            look_around(canvas, action)


def look_around(canvas: Canvas, action: Action) -> None:
    match action:
        case Pan(dx, dy):
            canvas.pan(dx, dy)
        case float():
            canvas.zoom_to(action, (70, 50))
        case CutoutView():
            canvas.set_cutout_view(action)
        case CanvasJob():
            canvas.set_job(action)


def bring(document: Document, new: Swap | Remove) -> None:
    if isinstance(new, Swap):
        matte = np.roll(soft_ellipse(WIDTH, HEIGHT), 37 * new.seed, axis=new.seed % 2)
        colors = edit_of(Rect(128, 64 * new.seed, 64, 64), new.seed)
        document.set_cutout("Cut out", Cutout(matte, colors, "test"))
        return
    rect = new.rect.intersection(document.photo.bounds)
    document.propose(Edit("Remove", "test", (Patch(rect, noise(rect.width, rect.height, 3, rect.x)),)))
    if new.is_kept:
        document.keep()


def drag(canvas: Canvas, screen: Screen, drag: Drag) -> None:
    document = document_of(canvas)
    gesture = document.begin("Look")
    for look in drag.looks:
        gesture.set_state(replace(document.state, look=look))
        assert screen.is_right()
    if drag.is_cancelled:
        gesture.cancel()
    else:
        gesture.commit()


def paint(canvas: Canvas, screen: Screen, stroke: Stroke) -> None:
    surface = cutout_surface_of(canvas)
    brush = MatteStroke(
        document_of(canvas).begin("Brush"), surface, stroke.diameter, stroke.hardness, is_keeping=stroke.is_keeping
    )
    for start, end in zip((stroke.points[0], *stroke.points), stroke.points, strict=False):
        brush.draw(start, end)
        assert screen.is_right()
    canvas.update_area(brush.cancel() if stroke.is_cancelled else brush.commit())


def correct(document: Document) -> None:
    """As a smart stroke does."""
    cutout = document.state.cutout
    if cutout is None:
        return
    with document.gesture("Smart stroke") as gesture:
        with gesture.painting_matte(Rect(200, 100, 90, 70)) as matte:
            matte[:] = 255 - matte
        colors = edit_of(Rect(192, 64, 128, 128), 8)
        gesture.set_state(replace(document.state, cutout=replace(cutout, colors=colors)))


SIMPLE: dict[str, Callable[[Canvas], None]] = {
    "undo": lambda canvas: document_of(canvas).undo(),
    "redo": lambda canvas: document_of(canvas).redo(),
    "fit": lambda canvas: canvas.zoom_fit(),
    "drop": lambda canvas: document_of(canvas).set_cutout("Drop", None),
    "discard": lambda canvas: document_of(canvas).discard(),
    # what is told when the blurred photo is ready
    "blur": lambda canvas: document_of(canvas).notify(Change(look=True)),
    "smart": lambda canvas: correct(document_of(canvas)),
    "before": lambda canvas: canvas.set_compare(True),
    "after": lambda canvas: canvas.set_compare(False),
}


@pytest.fixture
def stage() -> CutoutStage:
    return stage_of(WIDTH, HEIGHT)


@pytest.fixture
def shown(make_canvas: MakeCanvas, stage: CutoutStage) -> Canvas:
    canvas = make_canvas(noise(8, 8), size=(210, 160))
    stage.show(canvas)
    return canvas


@pytest.mark.usefixtures("qapp")
@settings(max_examples=60)
@given(st.lists(actions, min_size=1, max_size=7))
def test_after_anything_the_view_is_what_a_fresh_drawing_shows(doings: list[Action]) -> None:
    stage, canvas = stage_of(WIDTH, HEIGHT), Canvas()
    canvas.resize(210, 160)
    stage.show(canvas)
    with pytest.MonkeyPatch.context() as patch:
        screen = Screen(canvas, patch)
        assert screen.is_right()
        for action in doings:
            perform(canvas, screen, action)
            assert screen.is_right(), action
            np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas), str(action))
    canvas.set_document(None, None)
    canvas.deleteLater()


@pytest.mark.parametrize("view", CutoutView)
@pytest.mark.parametrize("scale", [0.3, 1.0, 2.5])
def test_panning_takes_the_view_along(shown: Canvas, stage: CutoutStage, view: CutoutView, scale: float) -> None:
    canvas = shown
    canvas.set_cutout_view(view)
    canvas.zoom_to(scale)
    document_of(canvas).set_look("Look", Look(GradientBackdrop((255, 0, 0), (0, 0, 255)), Shadow(0.5)))
    for dx, dy in ((13, 7), (-40, 3), (-5, -90), (600, 600), (-600, 0)):
        canvas.pan(dx, dy)
        np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))


@pytest.mark.parametrize("view", CutoutView)
@pytest.mark.parametrize("scale", [None, 0.7])
def test_resizing_shows_more_or_less(
    make_canvas: MakeCanvas, stage: CutoutStage, view: CutoutView, scale: float | None
) -> None:
    canvas = make_canvas(noise(8, 8), size=(210, 160))
    stage.show(canvas)
    canvas.set_cutout_view(view)
    document_of(canvas).set_look("Look", Look(PictureBackdrop(BEACH), Shadow(0.5), framing=FRAMINGS[2]))
    if scale is not None:
        canvas.zoom_to(scale)
    for size in ((700, 500), (90, 300), (210, 160)):
        canvas.resize(*size)
        np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_an_edge_that_is_dragged_away_and_back_is_drawn_finely_again(
    shown: Canvas, stage: CutoutStage, is_cancelled: bool
) -> None:
    document = document_of(shown)
    moved = Look(edge=Edge(shift=3.0))
    document.set_look("Edge", moved)
    shown.zoom_to(0.9, (70, 50))
    gesture = document.begin("Edge")
    for look in (Look(), moved):
        gesture.set_state(replace(document.state, look=look))
        grabbed(shown)
    if is_cancelled:
        gesture.cancel()
    else:
        gesture.commit()
    np.testing.assert_array_equal(grabbed(shown), stage.fresh(shown))


def test_edge_and_colours_changed_at_once_are_both_seen(shown: Canvas, stage: CutoutStage) -> None:
    # as the edge's button "Reset" does
    document = document_of(shown)
    document.set_look("Edge", Look(edge=Edge(shift=20.0, cleans_colors=False)))
    document.set_look("Reset", Look())
    np.testing.assert_array_equal(grabbed(shown), stage.fresh(shown))
    document.undo()
    np.testing.assert_array_equal(grabbed(shown), stage.fresh(shown))


@pytest.mark.parametrize("backdrop", BACKDROPS, ids=lambda backdrop: type(backdrop).__name__)
def test_while_a_stroke_goes_on_what_is_behind_stays_where_it_is(shown: Canvas, backdrop: object) -> None:
    canvas = shown
    document = document_of(canvas)
    assert backdrop in BACKDROPS
    document.set_look("Look", Look(BACKDROPS[BACKDROPS.index(backdrop)]))
    canvas.zoom_to(1.0)
    stroke = MatteStroke(document.begin("Brush"), cutout_surface_of(canvas), 75, 0.9, is_keeping=False)
    stroke.draw((301, 251), (337, 283))
    meanwhile = grabbed(canvas).astype(int)
    canvas.update_area(stroke.commit())
    assert np.abs(meanwhile - grabbed(canvas)).max() <= 2


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("view", [CutoutView.RESULT, CutoutView.MATTE, CutoutView.OUTLINE])
@pytest.mark.parametrize("shadow", [Shadow(), Shadow(0.5)])
@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_an_edge_that_moves_far_leaves_nothing_where_it_was(
    make_canvas: MakeCanvas, stage: CutoutStage, view: CutoutView, shadow: Shadow, scale: float
) -> None:
    canvas = make_canvas(noise(8, 8), size=(700, 560))
    document = stage.show(canvas)
    canvas.set_cutout_view(view)
    canvas.zoom_to(scale)
    # enlarged, to the upper edge, where whole cells become opaque
    canvas.pan(0, 500)
    backdrop = ColorBackdrop((1, 2, 3))
    for edge in (Edge(shift=45.0), Edge(shift=-45.0), Edge(soften=20.0), Edge(shift=45.0), Edge(shift=0.5), Edge()):
        document.set_look("Edge", Look(backdrop, shadow, edge))
        np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas), str(edge))
    # with another backdrop at once, as when one look takes the place of another
    document.set_look("Look", Look(ColorBackdrop((9, 9, 200)), shadow, Edge(shift=10.0)))
    np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))


def test_while_a_stroke_goes_on_the_outline_follows(
    shown: Canvas, stage: CutoutStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = shown
    canvas.set_cutout_view(CutoutView.OUTLINE)
    canvas.zoom_to(1.0)
    screen, document = Screen(canvas, monkeypatch), document_of(canvas)
    assert screen.is_right()
    stroke = MatteStroke(document.begin("Brush"), cutout_surface_of(canvas), 40, 0.5, is_keeping=False)
    for line in (((300, 250), (330, 270)), ((330, 270), (300, 300)), ((200, 200), (900, 260))):
        stroke.draw(*line)
        assert screen.is_right()
        np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))
    canvas.update_area(stroke.cancel())
    assert screen.is_right()
    np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))


def test_a_backdrop_that_becomes_ready_during_a_stroke_is_seen_through_it(stage: CutoutStage, shown: Canvas) -> None:
    canvas, document = shown, document_of(shown)
    stage.cutout.matte[:] = 255
    canvas.set_document(None, None)
    picture = stage.picture()
    canvas.set_document(document, picture)
    document.set_look("Look", Look(BlurredBackdrop()))
    canvas.zoom_to(1.0)
    stroke = MatteStroke(document.begin("Brush"), cutout_surface_of(canvas), 60, 1.0, is_keeping=False)
    middle = canvas.viewport.to_picture(105, 80)
    stroke.draw(middle, middle)
    picture.behind.set_blurred(np.full((50, 60, 3), (9, 8, 7), np.uint8), picture.bounds)
    document.notify(Change(look=True))
    assert (grabbed(canvas)[80, 105] == (9, 8, 7)).all()
    canvas.update_area(stroke.commit())
    assert (grabbed(canvas)[80, 105] == (9, 8, 7)).all()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("view", [CutoutView.RESULT, CutoutView.MATTE, CutoutView.OUTLINE])
@pytest.mark.parametrize("scale", [0.05, 0.137, 0.23, 0.5, 0.84, 1.0, 1.25, 1.7, 2.0, 3.3, 7.9])
@pytest.mark.parametrize("size", [(640, 530), (641, 533), (127, 1100)])
def test_where_nothing_is_kept_nothing_of_the_photo_is_left(
    view: CutoutView, scale: float, size: tuple[int, int]
) -> None:
    # at its border too, where photo and matte must end at the same pixel of the view
    pixels = np.full((size[1], size[0], 3), 250, np.uint8)
    document = Document(Photo(pixels, Metadata("PNG")))
    document.set_cutout("Cut out", Cutout(np.zeros((size[1], size[0]), np.uint8), Edit("Cut out", "test", ()), "test"))
    document.set_look("Look", Look(ColorBackdrop((0, 0, 0)), framing=Framing(CanvasShape.SQUARE)))
    canvas = Canvas()
    canvas.resize(400, 300)
    canvas.set_job(CanvasJob.CUT_OUT)
    canvas.set_cutout_view(view)
    canvas.set_document(document, picture_of(pixels))
    canvas.zoom_to(scale)
    for corner in ((0, 0), (-9000, -9000)):
        canvas.pan(*corner)
        area = canvas.viewport.visible_area
        inside = grabbed(canvas)[area.slices]
        if view is CutoutView.OUTLINE:
            # the photo under its veil, evenly, up to the last pixel
            assert len(np.unique(inside)) == 1
        else:
            assert not inside.any()
    canvas.set_document(None, None)


@pytest.mark.usefixtures("qapp")
def test_another_photo_throws_its_own_shadow() -> None:
    canvas = Canvas()
    canvas.resize(210, 160)
    look = Look(ColorBackdrop((255, 255, 255)), Shadow(0.9, dx=0.2, dy=0.2))
    for shift in range(12):
        stage = stage_of(WIDTH, HEIGHT)
        stage.cutout.matte[:] = np.roll(stage.cutout.matte, 20 * shift, axis=1)
        document = stage.show(canvas)
        document.set_look("Look", look)
        np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas), str(shift))
        canvas.set_document(None, None)
        del stage, document


def test_a_look_is_composed_without_drawing_the_subject_again(shown: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of(shown)
    scene_type = type(cutout_surface_of(shown).scene)
    drawn: list[object] = []
    for method in ("draw_photo", "cut_subject"):
        monkeypatch.setattr(scene_type, method, lambda *arguments: drawn.append(arguments))
    for backdrop in BACKDROPS:
        for strength in (0.2, 0.7):
            document.set_look("Look", Look(backdrop, Shadow(strength)))
    assert drawn == []


@pytest.mark.usefixtures("qapp")
def test_the_preview_of_a_large_photo_can_be_cut_out() -> None:
    """A document comes with its whole picture, and its matte with levels of its own."""
    canvas, stage = Canvas(), stage_of(1400, 900)
    canvas.resize(210, 160)
    stage.show(canvas)
    for scale in (0.1, 0.3, 0.6):
        canvas.zoom_to(scale)
        np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))
    canvas.set_document(None, None)


def test_an_edge_is_drawn_roughly_while_it_is_dragged_and_exactly_afterwards(shown: Canvas, stage: CutoutStage) -> None:
    document = document_of(shown)
    for is_kept in (True, False):
        before = grabbed(shown)
        gesture = document.begin("Edge")
        for shift in (1.0, 3.0, 5.0):
            look = replace(document.state.look, edge=Edge(shift=shift, soften=1.5))
            gesture.set_state(replace(document.state, look=look))
        assert (grabbed(shown) != before).any(), "it follows the drag"
        if is_kept:
            gesture.commit()
        else:
            gesture.cancel()
        np.testing.assert_array_equal(grabbed(shown), stage.fresh(shown))
        document.set_look("Look", Look())
        np.testing.assert_array_equal(grabbed(shown), stage.fresh(shown))


def test_what_changed_while_another_document_was_shown_is_seen(
    make_canvas: MakeCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyramid, "SMALLEST_SIDE", 32)
    stage = stage_of(WIDTH, HEIGHT)
    canvas = make_canvas(noise(8, 8), size=(210, 160))
    document = stage.show(canvas)
    picture = canvas.surface.picture if canvas.surface is not None else None
    assert picture is not None
    picture.follow(document)
    canvas.set_document(None, None)
    with document.gesture("Smart stroke") as gesture, gesture.painting_matte(Rect(0, 0, WIDTH, HEIGHT // 2)) as matte:
        matte[:] = 255 - matte
    canvas.set_document(document, picture)
    np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))
