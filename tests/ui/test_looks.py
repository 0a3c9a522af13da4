"""How a cutout looks in the whole window: every backdrop, drags as steps, and nothing that is stale."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSlider

from picwish_desktop.model.backdrop import (
    Backdrop,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
    Shadow,
)
from picwish_desktop.model.cutout import Edge, Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.rail import BACKGROUND, FACE, REMOVE_OBJECTS
from tests.imaging.pictures import gradient, png_of
from tests.ui.canvas.acting import Hand, grabbed
from tests.ui.cutout_panels import handle, named
from tests.ui.cutting_out import HEIGHT, WIDTH, cut_out, cutout_of, draw_photo, with_cutout
from tests.ui.whole_window import idle, sees
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("known_cutouts")


@pytest.fixture
def job() -> str:
    return BACKGROUND.id


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return draw_photo(tmp_path / "thing.png")


def change(window: MainWindow, is_final: bool = True, **parts: object) -> None:
    """As the column tells it."""
    entry = window.documents.current
    assert entry is not None
    assert entry.document is not None
    look: Look = replace(entry.document.state.look, **parts)  # type: ignore[arg-type]
    window.background_panel.look_changed.emit(look, is_final)


def is_dragged(document: Document) -> bool:
    return document.is_changing


def is_picking(window: MainWindow) -> bool:
    return window.canvas.is_picking_color


def corner(window: MainWindow) -> tuple[int, int, int]:
    """What is seen in the upper left corner of the photo, where the backdrop is."""
    x, y = window.canvas.viewport.to_view(6, 6)
    red, green, blue = grabbed(window.canvas)[round(y), round(x)].tolist()
    return red, green, blue


def steps(document: Document) -> list[str]:
    """The labels of all that can be taken back; takes it back and does it again."""
    labels = []
    while document.undo_label is not None:
        labels.append(document.undo_label)
        document.undo()
    while document.redo_label is not None:
        document.redo()
    return labels[::-1]


def seen_blur(entry: OpenDocument) -> NDArray[np.uint8]:
    assert entry.picture is not None
    blurred = entry.picture.behind._blurred
    assert blurred is not None
    return blurred.copy()


async def blurred(entry: OpenDocument) -> None:
    await until(lambda: entry.blurring is None and entry.blurred is not None)


# drags


async def test_a_drag_is_one_step_and_what_it_ends_in_is_seen(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    for step in range(1, 9):
        change(window, False, shadow=Shadow(step / 10))
    change(window, True, shadow=Shadow(0.9))
    change(window, True, edge=Edge(shift=3))
    assert steps(document) == ["Cut out", "Shadow", "Edge"]
    window.commands[Command.UNDO].trigger()
    window.commands[Command.UNDO].trigger()
    assert document.state.look == Look()


async def test_a_slider_by_mouse(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    slider = named(window.background_panel, QSlider, "Soften")
    start = handle(slider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    for x in (8, 16, 24):
        place = QPointF(start + QPoint(x, 0))
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            slider.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(slider, event)
    assert is_dragged(document)
    softened = document.state.look.edge.soften
    assert softened > 0
    # Ctrl+Z in the middle of it
    window.commands[Command.UNDO].trigger()
    assert not is_dragged(document)
    assert document.state.look.edge.soften == 0
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=start + QPoint(24, 0))
    assert not is_dragged(document)
    assert document.state.look.edge.soften == 0, "what was taken back does not come back by itself"
    window.commands[Command.REDO].trigger()
    assert document.state.look.edge.soften == softened


async def test_undo_in_the_middle_of_a_drag_takes_back_what_was_dragged(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    change(window, True, shadow=Shadow(0.2))
    change(window, False, shadow=Shadow(0.5))
    change(window, False, shadow=Shadow(0.7))
    window.commands[Command.UNDO].trigger()
    assert document.state.look.shadow.strength == 0.2
    change(window, False, shadow=Shadow(0.3))
    change(window, True, shadow=Shadow(0.4))
    assert steps(document) == ["Cut out", "Shadow", "Shadow"]


@pytest.mark.parametrize("away", ["document", "tab", "job", "face"])
async def test_a_drag_ends_where_the_person_turns_away(
    window: MainWindow, photo: Path, tmp_path: Path, away: str
) -> None:
    other, other_document = await with_cutout(window, draw_photo(tmp_path / "other.png", grain=1))
    entry, document = await with_cutout(window, photo)
    change(window, False, shadow=Shadow(0.5))
    assert is_dragged(document)
    if away == "document":
        window.documents.show(other)
    elif away == "tab":
        window.tabs.chosen.emit(other.id)
    else:
        window.choose_job(FACE.id if away == "face" else REMOVE_OBJECTS.id)
    assert not is_dragged(document)
    assert document.undo_label == "Shadow"
    if away in ("document", "tab"):
        change(window, True, shadow=Shadow(0.8))
        assert other_document.state.look.shadow.strength == 0.8
    assert document.state.look.shadow.strength == 0.5
    window.documents.show(entry)
    window.choose_job(BACKGROUND.id)
    window.commands[Command.UNDO].trigger()
    assert document.state.look.shadow.strength == 0


async def test_a_look_can_be_changed_while_something_is_cut_out(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    window.commands[Command.TRY_ANOTHER].trigger()
    change(window, False, backdrop=ColorBackdrop((9, 8, 7)))
    await idle(entry)
    assert entry.message == ""
    assert document.state.look.backdrop == ColorBackdrop((9, 8, 7))
    assert steps(document) == ["Cut out", "Backdrop", "Cut out"]
    assert entry.cut.hint.attempt == 1


async def test_a_correction_does_not_take_a_drag_back(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    drawn = Hint(12, True)
    drawn.add((WIDTH - 25, 25), (WIDTH - 20, 25))
    window.cutting.point(drawn)
    change(window, False, shadow=Shadow(0.5))
    await idle(entry)
    assert not is_dragged(document)
    change(window, True, shadow=Shadow(0.6))
    assert steps(document) == ["Cut out", "Shadow", "Smart stroke", "Shadow"]
    assert cutout_of(document).kept is not None


async def test_without_a_cutout_there_is_no_look(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    window.commands[Command.DROP_CUTOUT].trigger()
    change(window, True, shadow=Shadow(0.5))
    assert document.undo_label == "Drop the cutout"


# backdrops


@pytest.mark.parametrize(
    ("backdrop", "color"),
    [
        (ColorBackdrop((10, 200, 30)), (10, 200, 30)),
        (GradientBackdrop((250, 0, 0), (250, 0, 0)), (250, 0, 0)),
        (ColorBackdrop((255, 255, 255)), (255, 255, 255)),
    ],
)
async def test_plain_backdrops_are_seen_at_once(
    window: MainWindow, photo: Path, backdrop: Backdrop, color: tuple[int, int, int]
) -> None:
    _, document = await with_cutout(window, photo)
    change(window, True, backdrop=backdrop)
    assert corner(window) == color
    assert document.undo_label == "Backdrop"
    change(window, True, backdrop=None)
    assert corner(window) != color


async def test_a_marketplace_takes_white(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    change(window, True, backdrop=ColorBackdrop((1, 2, 3)))
    change(window, True, framing=Framing(CanvasShape.MARKETPLACE))
    look = document.state.look
    assert look.backdrop == ColorBackdrop((255, 255, 255))
    assert (document.frame().width, document.frame().height) == (2000, 2000)
    assert steps(document) == ["Cut out", "Backdrop", "Backdrop"]
    # another colour can be chosen after all, and stays
    change(window, True, backdrop=ColorBackdrop((1, 2, 3)))
    change(window, True, shadow=Shadow(0.1))
    assert document.state.look.backdrop == ColorBackdrop((1, 2, 3))


@pytest.mark.parametrize("kind", ["transparent", "16 bit", "grey"])
async def test_a_picture_of_ones_own(window: MainWindow, photo: Path, tmp_path: Path, kind: str) -> None:
    entry, document = await with_cutout(window, photo)
    path = tmp_path / "beach.png"
    if kind == "transparent":
        Image.new("RGBA", (WIDTH, HEIGHT), (200, 0, 0, 0)).save(path)
    elif kind == "16 bit":
        path.write_bytes(png_of(np.full((HEIGHT, WIDTH, 3), 65535, np.uint16)))
    else:
        Image.new("L", (WIDTH, HEIGHT), 255).save(path)
    window.looks.take_picture(entry, path)
    await until(lambda: isinstance(document.state.look.backdrop, PictureBackdrop))
    assert corner(window) == (255, 255, 255)
    backdrop = document.state.look.backdrop
    assert isinstance(backdrop, PictureBackdrop)
    assert backdrop.picture.name == "beach.png"
    assert entry.backdrop_picture is backdrop.picture
    assert steps(document) == ["Cut out", "Backdrop"]
    assert corner(window) == (255, 255, 255)


async def test_a_picture_that_cannot_be_read_is_said(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    entry, document = await with_cutout(window, photo)
    path = tmp_path / "broken.png"
    path.write_bytes(png_of(gradient())[:200])
    window.looks.take_picture(entry, path)
    await until(lambda: entry.message)
    assert "broken.png" in entry.message
    assert document.state.look.backdrop is None
    texts = [label.text() for label in window.background_panel.findChildren(QLabel) if label.isVisible()]
    assert any("broken.png" in text for text in texts)
    good = tmp_path / "good.png"
    Image.new("RGB", (9, 9), "red").save(good)
    window.looks.take_picture(entry, good)
    await until(lambda: document.state.look.backdrop is not None)
    assert entry.message == "", "it is not true any more"
    window.looks.take_picture(entry, tmp_path / "gone.png")
    await until(lambda: entry.message)
    assert "gone.png" in entry.message


async def test_a_picture_that_comes_while_the_cutout_is_made_is_taken(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    entry, document = await with_cutout(window, photo)
    path = tmp_path / "red.png"
    Image.new("RGB", (9, 9), "red").save(path)
    window.commands[Command.TRY_ANOTHER].trigger()
    window.looks.take_picture(entry, path)
    await idle(entry)
    await until(lambda: isinstance(document.state.look.backdrop, PictureBackdrop))
    assert entry.message == ""


# the photo out of focus


async def test_a_blur_follows_its_slider_the_matte_the_photo_and_undo(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    change(window, True, backdrop=BlurredBackdrop(0.02))
    await blurred(entry)
    first = seen_blur(entry)
    change(window, True, backdrop=BlurredBackdrop(0.08))
    await until(lambda: entry.blurring is None)
    assert not np.array_equal(seen_blur(entry), first)
    window.commands[Command.UNDO].trigger()
    await until(lambda: entry.blurring is None)
    assert np.array_equal(seen_blur(entry), first), "what undo brings back is seen"

    window.commands[Command.BRUSH].trigger()
    window.canvas.set_brush_size(30)
    window.canvas.painting.hardness = 1.0
    Hand(window.canvas).drag((30, 130), (80, 130))
    await until(lambda: entry.blurring is None)
    painted = seen_blur(entry)
    assert not np.array_equal(painted, first), "what was painted by hand is not in the backdrop"
    window.commands[Command.UNDO].trigger()
    await until(lambda: entry.blurring is None)
    assert np.array_equal(seen_blur(entry), first)

    stain = Patch(Rect(0, 0, 64, 64), np.zeros((64, 64, 3), np.uint8))
    document.propose(Edit("Remove objects", "local", (stain,)))
    await until(lambda: entry.blurring is None)
    assert not np.array_equal(seen_blur(entry), first), "it is blurred as it is now"


async def test_a_blurs_drag_is_one_step_and_the_last_one_is_seen(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    for step in range(1, 13):
        change(window, step == 12, backdrop=BlurredBackdrop(step / 200))
        assert document.state.look.backdrop == BlurredBackdrop(step / 200), "a slider is not taken back under the hand"
    change(window, True, shadow=Shadow(0.3))
    await blurred(entry)
    await until(lambda: entry.blurring is None)
    assert entry.blurred is not None
    assert entry.blurred[-1] == 12 / 200
    assert steps(document) == ["Cut out", "Backdrop", "Shadow"]
    assert document.state.look == Look(BlurredBackdrop(12 / 200), Shadow(0.3))


async def test_a_blur_that_comes_late_changes_nothing_else(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    other, other_document = await with_cutout(window, draw_photo(tmp_path / "other.png", grain=1))
    entry, document = await with_cutout(window, photo)
    change(window, True, backdrop=BlurredBackdrop(0.05))
    window.documents.show(other)
    change(window, False, shadow=Shadow(0.5))
    await blurred(entry)
    assert is_dragged(other_document), "a drag on another document goes on"
    change(window, True, shadow=Shadow(0.6))
    assert steps(other_document) == ["Cut out", "Shadow"]
    assert steps(document) == ["Cut out", "Backdrop"]


async def test_a_new_cutout_is_before_its_own_blur(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    change(window, True, backdrop=BlurredBackdrop(0.05))
    await blurred(entry)
    before = cutout_of(document)
    await cut_out(window)
    await until(lambda: entry.blurring is None)
    assert entry.blurred is not None
    assert entry.blurred[0] is cutout_of(document)
    assert cutout_of(document) is not before


# the pipette


async def test_the_pipette_takes_what_is_seen(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    change(window, True, backdrop=ColorBackdrop((12, 34, 56)))
    window.background_panel.pipette_requested.emit()
    assert is_picking(window)
    Hand(window.canvas).click((6, 6))
    assert not is_picking(window)
    assert document.state.look.backdrop == ColorBackdrop((12, 34, 56))
    window.background_panel.pipette_requested.emit()
    Hand(window.canvas).click((WIDTH / 2, HEIGHT / 2))
    backdrop = document.state.look.backdrop
    assert isinstance(backdrop, ColorBackdrop)
    assert backdrop.color[0] > 150 > backdrop.color[2], "of the thing in the middle"
    assert not is_dragged(document)


async def test_the_pipette_is_put_away_where_the_person_turns_away(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    other, _ = await with_cutout(window, draw_photo(tmp_path / "other.png", grain=1))
    await with_cutout(window, photo)
    window.background_panel.pipette_requested.emit()
    window.choose_job(REMOVE_OBJECTS.id)
    assert not is_picking(window)
    window.choose_job(BACKGROUND.id)
    window.background_panel.pipette_requested.emit()
    window.documents.show(other)
    assert not is_picking(window)
    window.background_panel.pipette_requested.emit()
    window.closing.close_current()
    dialog = await sees(window, UnsavedDialog)
    assert not is_picking(window), "the mouse is for the question"
    dialog._finish(UnsavedAnswer.DISCARD)
    await until(lambda: len(window.documents) == 1)


async def test_who_paints_ends_what_a_slider_began(window: MainWindow, photo: Path, hand: Hand) -> None:
    _, document = await with_cutout(window, photo)
    look = replace(document.state.look, shadow=replace(document.state.look.shadow, strength=0.5))
    window.looks.change(look, is_final=False)
    assert document.is_changing
    window.commands[Command.BRUSH].trigger()
    hand.drag((60, 60), (90, 90))
    assert document.state.look == look
    assert steps(document)[:2] == ["Cut out", "Shadow"]
    assert len(steps(document)) == 3
