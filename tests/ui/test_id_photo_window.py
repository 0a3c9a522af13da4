"""ID photos in the whole window: what begins by itself, what a person changes and takes back, and what is free."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QToolButton, QWidget

from picwish_desktop.app import App
from picwish_desktop.idphoto.check import Verdict
from picwish_desktop.idphoto.spec import Ban
from picwish_desktop.model.cutout import Edge
from picwish_desktop.model.id_photo import Lines
from picwish_desktop.model.portrait import Point, apply
from picwish_desktop.model.sheet import MOST_COPIES, Paper
from picwish_desktop.operations.provider import TaskFailedError
from picwish_desktop.ui.actions import FRAME_BY_LINES, Command
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.no_printer import NoPrinterDialog
from picwish_desktop.ui.dialogs.unsaved import UnsavedDialog
from picwish_desktop.ui.id_photo.portrait_scene import PortraitScene
from picwish_desktop.ui.id_photo.printing import PrintSystem, print_sheet
from picwish_desktop.ui.id_photo_strip import HOW
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.background_colors import BackgroundColors
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.ui.rail import BACKGROUND, FACE, ID_PHOTO, REMOVE_OBJECTS
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.document_picker import DocumentPicker
from picwish_desktop.ui.widgets.swatches import Swatch
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.id_photo import Finished, Head
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox
from tests.ui.cutting_out import cut_out
from tests.ui.id_photo.portrait_stage import Hand, press_key
from tests.ui.serving import HEAD, HIS_SKIN, WALL, Engine, framed, made, portrait, ready, words
from tests.ui.whole_window import idle, opened, sees, visible
from tests.waiting import until

BLUE, RED, WHITE = (98, 139, 206), (200, 30, 30), (255, 255, 255)
PAID = (Route.SEGMENTATION, Route.ID_PHOTO, Route.FACE_CUTOUT)


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


def set_background(window: MainWindow, color: tuple[int, int, int] | None) -> None:
    window.id_photo_panel.background_changed.emit(BackgroundChoice(color), True)


def swatches(window: MainWindow) -> list[Swatch]:
    return window.id_photo_panel.findChildren(BackgroundColors)[0].findChildren(Swatch)


def hand_on(window: MainWindow) -> tuple[Hand, Callable[[float, float], Point]]:
    """A mouse, and the points of the canvas by shares of the ID photo."""
    frame = window.portrait_view.frame
    return Hand(window.portrait_view), lambda x, y: (frame.x(x), frame.y(y))


def saved(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def near(pixels: np.ndarray, color: tuple[int, int, int]) -> bool:
    """A corner above the shoulders is of that colour, but for what JPEG makes of it."""
    return bool((np.abs(pixels[4:12, 4:12] - color) < 6).all())


async def told(window: MainWindow) -> str:
    """The message in a dialog, which is put away."""
    dialog = await sees(window, MessageDialog)
    text = " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.accept()
    await until(lambda: visible(window, MessageDialog) is None)
    return text


def not_known(finished: Finished) -> set[str]:
    return {check.id for check in finished.checks if check.verdict is Verdict.UNKNOWN}


def is_marked(window: MainWindow) -> bool:
    return window.canvas.is_mark_shown


def is_busy(entry: OpenDocument) -> bool:
    return entry.is_busy


def shop_without_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> Any:
        raise AssertionError("there is none")

    async def no_printer(*arguments, **named):  # type: ignore[no-untyped-def]
        return await print_sheet(*arguments, **named, system=PrintSystem(list, never, never))

    monkeypatch.setattr("picwish_desktop.ui.id_photo.printing.print_sheet", no_printer)


# what begins by itself


async def test_a_photo_that_comes_in_is_framed_by_itself(window: MainWindow, engine: Engine, photo: Path) -> None:
    entry, document = await framed(window, photo)
    assert engine.asked == ["cut_out", "find_portrait", "measure_portrait"]
    assert made(document).lines is Lines.FOUND
    assert window.centre.currentWidget() is window.portrait_view
    assert document.undo_label == "ID photo"
    assert not entry.is_modified, "nobody is asked about what is made again by itself"
    finished = await ready(window)
    assert finished.pixels.shape[:2] == (531, 413)
    # the head has the height that the document type asks for, of 45 mm
    place = made(document).placement.from_photo(413, 531)
    crown, chin = (apply(place, point) for point in (HEAD.crown, HEAD.chin))
    assert 32 <= (chin[1] - crown[1]) / 531 * 45 <= 36
    # taken back, it does not begin again
    window.commands[Command.UNDO].trigger()
    assert document.state.id_photo is None
    assert window.centre.currentWidget() is window.canvas
    assert entry.work is None
    window.commands[Command.REDO].trigger()
    await ready(window)
    assert engine.cuts == 1


def bar(view: QWidget) -> float:
    """How much of the upper border is in the colour of what is done."""
    picture = view.grab().toImage()
    accent = QColor(tokens().accent)
    return sum(picture.pixelColor(x, 0) == accent for x in range(picture.width())) / picture.width()


async def test_how_far_the_cutout_is_is_seen_on_the_photo(window: MainWindow, engine: Engine, photo: Path) -> None:
    engine.hold()
    window.open_files([photo])
    await until(lambda: bar(window.canvas) == pytest.approx(0.5, abs=0.01))
    assert window.centre.currentWidget() is window.canvas
    engine.may_go_on()
    await ready(window)
    assert bar(window.canvas) == bar(window.portrait_view) == 0


async def test_how_far_the_cutout_is_is_seen_on_what_is_framed(window: MainWindow, engine: Engine, photo: Path) -> None:
    # its authority forbids to cut out, and the next one does not
    window.counter.choose_document("uk-passport")
    await framed(window, photo)
    engine.hold()
    window.counter.choose_document("schengen-visa")
    await until(lambda: bar(window.portrait_view) == pytest.approx(0.5, abs=0.01))
    assert window.centre.currentWidget() is window.portrait_view
    engine.may_go_on()
    await ready(window)
    assert engine.cuts == 1
    assert bar(window.canvas) == bar(window.portrait_view) == 0


async def test_what_is_shown_has_the_keyboard(window: MainWindow, photo: Path) -> None:
    """Or the arrow keys would move nobody until somebody finds out about Tab."""
    window.activateWindow()
    await until(window.isActiveWindow)
    _, document = await framed(window, photo)
    start = made(document).placement
    assert window.focusWidget() is window.portrait_view
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Left)
    window.documents.about_to_edit.emit()
    assert made(document).placement != start
    window.commands[Command.SHEET_VIEW].trigger()
    assert window.focusWidget() is window.sheet_view.page_view
    window.commands[Command.SHEET_VIEW].trigger()
    assert window.focusWidget() is window.portrait_view
    window.choose_job(BACKGROUND.id)
    assert window.focusWidget() is window.canvas
    window.choose_job(ID_PHOTO.id)
    assert window.focusWidget() is window.portrait_view


async def test_in_another_job_nothing_begins(window: MainWindow, engine: Engine, photo: Path) -> None:
    window.choose_job(BACKGROUND.id)
    entry, document = await opened(window, photo)
    assert entry.work is None
    window.choose_job(ID_PHOTO.id)
    await ready(window)
    assert engine.cuts == 1
    assert document.state.cutout is not None


async def test_a_cutout_that_is_there_is_used(window: MainWindow, engine: Engine, photo: Path) -> None:
    window.choose_job(BACKGROUND.id)
    _, document = await opened(window, photo)
    await cut_out(window)
    cutout = document.state.cutout
    assert engine.cuts == 1
    window.choose_job(ID_PHOTO.id)
    await ready(window)
    assert document.state.cutout is cutout
    assert engine.cuts == 1
    window.commands[Command.UNDO].trigger()
    assert document.state.cutout is cutout, "it was not this job that cut it out"


def shown_scene(window: MainWindow) -> PortraitScene:
    scene = window.portrait_view.scene
    assert scene is not None
    return scene


def line_at(window: MainWindow, name: str) -> Point:
    """A point of the canvas on a line, beside every other."""
    share = next(one.value_share for one in shown_scene(window).guides if one.name == name)
    _, at = hand_on(window)
    return at(share, 0.2) if name == "centre" else at(0.05, share)


def nudge(window: MainWindow, name: str) -> None:
    x, y = line_at(window, name)
    hand, _ = hand_on(window)
    hand.drag((x, y), (x + 4, y + 4), (x + 8, y + 8))


async def test_no_face_is_said_and_the_lines_wait(window: MainWindow, engine: Engine, photo: Path) -> None:
    engine.has_face = False
    entry, document = await framed(window, photo)
    assert made(document).lines is Lines.GUESSED
    scene = shown_scene(window)
    assert scene.hint == "Still to be placed: crown, eyes and chin."
    assert scene.is_guess
    # once on the canvas, and once in the panel
    assert entry.message == ""
    assert words(window.id_photo_panel).count("No face was found") == 1
    assert "Still to be placed: crown, eyes and chin." in words(window.id_photo_panel)
    waiting = {"head-height", "eye-line", "above-head", "centring", "tilt", "sharpness", "exposure"}
    assert not_known(await ready(window)) == waiting
    hand, at = hand_on(window)
    for guide, share in (("crown", 0.2), ("chin", 0.7), ("eyes", 0.4)):
        where = next(one.value_share for one in shown_scene(window).guides if one.name == guide)
        hand.drag(at(0.05, where), at(0.05, (where + share) / 2), at(0.05, share))
    assert not made(document).to_place
    scene = shown_scene(window)
    assert scene.hint == ""
    assert not scene.is_guess
    assert "placed" not in words(window.id_photo_panel)
    assert not_known(await ready(window)) == {"tilt", "centring"}, "nobody has said where the middle of the face is"
    nudge(window, "centre")
    assert scene.guessed == {"centre"}
    assert not shown_scene(window).guessed
    finished = await ready(window)
    assert not_known(finished) == {"tilt"}, "no line says how the head leans"
    measured = [check for check in finished.checks if check.id in ("head-height", "eye-line", "centring")]
    assert [check.is_estimate for check in measured] == [False] * 3
    marks, before = made(document).landmarks, made(document).placement
    window.commands[Command.FIT].trigger()
    assert made(document).placement != before
    assert made(document).landmarks == marks
    assert not made(document).to_place
    for line in shown_scene(window).guides:
        if line.name in ("crown", "eyes"):
            assert line.low_share is not None
            assert line.high_share is not None
            assert line.low_share - 0.01 <= line.value_share <= line.high_share + 0.01, line.name


async def test_lines_are_placed_by_keys_alone(window: MainWindow, engine: Engine, photo: Path) -> None:
    engine.has_face = False
    _, document = await framed(window, photo)
    view = window.portrait_view
    for name in ("crown", "eyes", "chin"):
        press_key(view, Qt.Key.Key_L)
        press_key(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier, repeats=2)
        window.documents.about_to_edit.emit()
        assert name not in made(document).to_place
    assert shown_scene(window).guessed == {"centre"}
    press_key(view, Qt.Key.Key_L)
    press_key(view, Qt.Key.Key_Return)
    assert not made(document).to_place
    before = made(document).placement
    window.commands[Command.FIT].trigger()
    assert made(document).placement != before, "framed by the lines"
    undone = 0
    while document.undo_label != "ID photo":
        window.commands[Command.UNDO].trigger()
        undone += 1
    assert undone == 5, "three lines, one that was right, and the framing"
    assert made(document).lines is Lines.GUESSED


async def test_one_line_that_is_moved_says_nothing_of_the_others(
    window: MainWindow, engine: Engine, photo: Path
) -> None:
    engine.has_face = False
    _, document = await framed(window, photo)
    waiting = not_known(await ready(window))
    left = ["crown", "eyes", "chin"]
    while left:
        said = words(window.id_photo_panel)
        assert f"Still to be placed: {' and '.join(', '.join(left).rsplit(', ', 1))}." in said
        assert shown_scene(window).hint in said
        assert shown_scene(window).guessed == {*left, "centre"}
        assert not_known(await ready(window)) == waiting
        nudge(window, left.pop(0))
    assert made(document).placed == {"crown", "eyes", "chin"}
    assert not_known(await ready(window)) == {"tilt", "centring"}
    # each is taken back as a step of its own
    for n_left in (1, 2, 3):
        window.commands[Command.UNDO].trigger()
        assert len(made(document).to_place) == n_left
        assert not_known(await ready(window)) == waiting
    window.commands[Command.REDO].trigger()
    assert made(document).to_place == ("eyes", "chin")
    # the person may be moved: nobody has said by that where the head is
    press_key(window.portrait_view, Qt.Key.Key_Left)
    window.documents.about_to_edit.emit()
    assert document.undo_label == "Move"
    assert made(document).to_place == ("eyes", "chin")


async def test_while_the_last_line_is_moved_its_numbers_follow_the_hand(
    window: MainWindow, engine: Engine, photo: Path
) -> None:
    engine.has_face = False
    _, document = await framed(window, photo)
    nudge(window, "crown")
    nudge(window, "chin")
    hand, _ = hand_on(window)
    x, y = line_at(window, "eyes")
    hand.press((x, y))
    hand.move((x, y + 20))
    assert not shown_scene(window).is_guess
    press_key(window.portrait_view, Qt.Key.Key_Escape)
    assert shown_scene(window).is_guess
    assert made(document).to_place == ("eyes",)


async def test_a_line_that_is_right_by_chance_is_placed_by_a_click(
    window: MainWindow, engine: Engine, photo: Path
) -> None:
    engine.has_face = False
    _, document = await framed(window, photo)
    begun = made(document)
    hand, _ = hand_on(window)
    for name in ("eyes", "crown", "chin", "centre"):
        hand.drag(line_at(window, name))
    placed = made(document)
    assert placed.landmarks == begun.landmarks
    assert placed.placement == begun.placement
    assert not placed.guessed
    assert not_known(await ready(window)) == {"tilt"}
    assert document.undo_label == "Place a line"
    window.commands[Command.UNDO].trigger()
    assert made(document).guessed == {"centre"}
    # a second click changes nothing, and is no step
    hand.drag(line_at(window, "eyes"))
    assert made(document).guessed == {"centre"}
    window.commands[Command.REDO].trigger()
    assert made(document) == placed


async def test_where_a_face_was_found_a_click_on_a_line_changes_nothing(window: MainWindow, photo: Path) -> None:
    _, document = await framed(window, photo)
    hand, _ = hand_on(window)
    hand.drag(line_at(window, "eyes"))
    assert made(document).lines is Lines.FOUND
    assert document.undo_label == "ID photo"


async def test_framing_by_lines_that_are_a_guess_still_begins_anew(
    window: MainWindow, engine: Engine, photo: Path
) -> None:
    engine.has_face = False
    _, document = await framed(window, photo)
    begun = made(document)
    nudge(window, "crown")
    nudge(window, "centre")
    told_now: list[str] = []
    window.documents.told.connect(told_now.append)
    window.commands[Command.FIT].trigger()
    assert told_now == ["Still to be placed: eyes and chin."]
    assert made(document) == begun
    assert document.undo_label == FRAME_BY_LINES
    window.commands[Command.UNDO].trigger()
    assert made(document).placed == {"crown", "centre"}


async def test_a_line_that_is_placed_stays_on_the_head_under_other_rules(
    window: MainWindow, engine: Engine, photo: Path
) -> None:
    engine.has_face = False
    _, document = await framed(window, photo)
    nudge(window, "crown")
    crown = made(document).landmarks.crown
    window.counter.choose_document("us-passport")
    await ready(window)
    assert made(document).document_type == "us-passport"
    assert (made(document).landmarks.crown, made(document).to_place) == (crown, ("eyes", "chin"))
    nudge(window, "eyes")
    nudge(window, "chin")
    marks = made(document).landmarks
    window.counter.choose_document("schengen-visa")
    await ready(window)
    assert (made(document).landmarks, made(document).to_place) == (marks, ())


async def test_what_frames_by_the_lines_is_called_so_wherever_it_is_said(window: MainWindow, photo: Path) -> None:
    fit = window.commands[Command.FIT]
    button = next(one for one in window.id_photo_strip.findChildren(QToolButton) if one.defaultAction() is fit)
    assert fit.text() == "Fit to window"
    _, document = await framed(window, photo)
    for told in (fit.text(), button.accessibleName()):
        assert told == "Frame by the lines"
    assert fit.toolTip() == button.toolTip() == "Frame by the lines (Ctrl+0)"
    assert "Ctrl+0 frame by the lines" in HOW
    assert "frame by the lines" in window.portrait_view.how_to()
    window.commands.set_keys({Command.FIT: ("Ctrl+Shift+J",)})
    assert button.toolTip() == "Frame by the lines (Ctrl+Shift+J)"
    window.commands.set_keys({Command.FIT: ("Ctrl+0",)})
    nudge(window, "crown")
    fit.trigger()
    assert document.undo_label == "Frame by the lines"
    # the sheet, and a photo in another job, are fitted
    window.commands[Command.SHEET_VIEW].trigger()
    assert fit.toolTip() == "Fit to window (Ctrl+0)"
    window.commands[Command.SHEET_VIEW].trigger()
    assert fit.text() == "Frame by the lines"
    window.choose_job(BACKGROUND.id)
    assert (fit.text(), fit.toolTip()) == ("Fit to window", "Fit to window (Ctrl+0)")
    window.choose_job(ID_PHOTO.id)
    assert fit.text() == "Frame by the lines"


async def test_where_the_head_could_not_be_looked_for_that_is_said(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> Head:
        raise TaskFailedError("Looking for the head stopped unexpectedly.")

    monkeypatch.setattr("picwish_desktop.ui.id_photo.making.find_head", breaks)
    entry, document = await framed(window, photo)
    assert entry.message == "Looking for the head stopped unexpectedly."
    assert made(document).to_place == ("crown", "eyes", "chin")


@pytest.mark.parametrize("job", [ID_PHOTO.id, BACKGROUND.id])
async def test_what_is_marked_for_removal_is_seen_where_it_is_removed_only(
    window: MainWindow, photo: Path, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while the photo is cut out, and is seen as it is."""
    window.choose_job(REMOVE_OBJECTS.id)
    entry, document = await opened(window, photo)
    assert not is_busy(entry)
    document.mark_all()
    assert is_marked(window)
    may_go_on = asyncio.Event()
    real = Worker.run

    async def waits(*args: Any, **named: Any) -> Any:
        await may_go_on.wait()
        return await real(*args, **named)

    monkeypatch.setattr(Worker, "run", waits)
    window.choose_job(job)
    if job == ID_PHOTO.id:
        assert is_busy(entry)
        assert window.centre.currentWidget() is window.canvas
        assert window.canvas.job is CanvasJob.LOOK
    assert not is_marked(window)
    may_go_on.set()
    await until(lambda: entry.work is None)
    window.choose_job(REMOVE_OBJECTS.id)
    assert is_marked(window)
    assert document.selection.count


async def test_of_a_signature_nothing_is_said_of_a_face(window: MainWindow, engine: Engine, photo: Path) -> None:
    engine.has_face = False
    window.counter.choose_document("in-ssc-upsc-sign")
    entry, _ = await framed(window, photo)
    scene = window.portrait_view.scene
    assert scene is not None
    assert (entry.message, scene.hint, tuple(scene.guides), scene.is_guess) == ("", "", (), False)
    assert "placed" not in words(window.id_photo_panel)
    # as a portrait of somebody it would need lines
    window.counter.choose_document("schengen-visa")
    await ready(window)
    assert window.portrait_view.scene is not None
    assert window.portrait_view.scene.is_guess


async def test_several_faces_are_said(window: MainWindow, engine: Engine, photo: Path) -> None:
    engine.n_faces = 3
    entry, _ = await framed(window, photo)
    assert entry.message.startswith("3 faces were found")


@pytest.mark.parametrize(("has_face", "n_faces"), [(False, 1), (True, 3)])
async def test_in_another_job_nothing_is_said_of_faces(
    window: MainWindow, engine: Engine, photo: Path, has_face: bool, n_faces: int
) -> None:
    engine.has_face, engine.n_faces = has_face, n_faces
    entry, document = await opened(window, photo)
    assert entry.work is not None
    window.choose_job(BACKGROUND.id)
    entry.message = "Something about the background"
    await until(lambda: document.state.id_photo is not None)
    assert entry.message == "Something about the background"


# moving, and taking back


async def test_a_drag_is_one_step(window: MainWindow, photo: Path) -> None:
    _, document = await framed(window, photo)
    before = made(document)
    hand, at = hand_on(window)
    start = hand.press(at(0.2, 0.9))
    hand.move(at(0.22, 0.9))
    # its file was made meanwhile, and the window shows what is known of it
    window.id_photos.changed.emit()
    hand.move(at(0.25, 0.92))
    end = hand.release(at(0.3, 0.95))
    assert document.undo_label == "Move"
    after = made(document)
    scale = before.placement.height / window.portrait_view.frame.area.height
    moved = [old - new for old, new in zip(before.placement.center, after.placement.center, strict=True)]
    assert moved == pytest.approx([(end[0] - start[0]) * scale, (end[1] - start[1]) * scale], rel=1e-6)
    assert after.placement != before.placement
    assert after.landmarks == before.landmarks, "the lines stay on the face"
    window.commands[Command.UNDO].trigger()
    assert made(document) == before
    assert document.undo_label == "ID photo"
    window.commands[Command.REDO].trigger()
    assert made(document) == after


async def test_keys_move_and_each_rest_is_a_step(window: MainWindow, photo: Path) -> None:
    _, document = await framed(window, photo)
    start = made(document).placement
    press_key(window.portrait_view, Qt.Key.Key_Left, repeats=3)
    press_key(window.portrait_view, Qt.Key.Key_Down)
    window.documents.about_to_edit.emit()
    moved = made(document).placement
    mm = start.height / 45
    # the person goes left and down, so the frame goes right and up
    assert moved.center[0] - start.center[0] == pytest.approx(4 * 0.25 * mm, rel=1e-6)
    assert start.center[1] - moved.center[1] == pytest.approx(0.25 * mm, rel=1e-6)
    while document.undo_label == "Move":
        window.commands[Command.UNDO].trigger()
    assert made(document).placement == start


async def test_escape_takes_back_what_is_being_dragged(window: MainWindow, photo: Path) -> None:
    _, document = await framed(window, photo)
    before = made(document)
    hand, at = hand_on(window)
    hand.press(at(0.2, 0.9))
    hand.move(at(0.3, 0.9))
    assert made(document) != before
    press_key(window.portrait_view, Qt.Key.Key_Escape)
    assert made(document) == before
    hand.release(at(0.3, 0.9))
    assert made(document) == before
    assert document.undo_label == "ID photo"
    assert not document.is_changing


async def test_what_is_dragged_stays_when_something_else_is_done(window: MainWindow, photo: Path) -> None:
    _, document = await framed(window, photo)
    hand, at = hand_on(window)
    hand.press(at(0.2, 0.9))
    hand.move(at(0.3, 0.9))
    window.choose_job(BACKGROUND.id)
    assert not document.is_changing
    assert document.undo_label == "Move"


def move(window: MainWindow) -> None:
    hand, at = hand_on(window)
    hand.drag(at(0.2, 0.9), at(0.3, 0.95), at(0.32, 0.95))


def drag_crown(window: MainWindow) -> None:
    hand, at = hand_on(window)
    scene = window.portrait_view.scene
    assert scene is not None
    crown = next(guide.value_share for guide in scene.guides if guide.name == "crown")
    hand.drag(at(0.05, crown), at(0.05, crown - 0.02), at(0.05, crown - 0.04))


def recolour(window: MainWindow) -> None:
    set_background(window, WHITE)


def choose_inch(window: MainWindow) -> None:
    window.id_photo_panel.document_chosen.emit("cn-1inch")


@pytest.mark.parametrize(
    ("change", "label"),
    [(move, "Move"), (drag_crown, "Move a line"), (recolour, "Background"), (choose_inch, "Document type")],
)
async def test_every_change_is_taken_back_and_done_again(
    window: MainWindow, engine: Engine, photo: Path, change: Callable[[MainWindow], None], label: str
) -> None:
    _, document = await framed(window, photo)
    before, first = made(document), await ready(window)
    change(window)
    assert document.undo_label == label
    after, second = made(document), await ready(window)
    assert after != before
    for wanted, file, command in ((before, first, Command.UNDO), (after, second, Command.REDO)):
        window.commands[command].trigger()
        assert made(document) == wanted
        again = await ready(window)
        assert np.array_equal(again.pixels, file.pixels)
        assert again.file == file.file
        spec = window.id_photos.spec
        assert spec is not None
        assert spec.id == wanted.document_type, "the column says what the file is for"
        assert window.service.settings.id_document == wanted.document_type
    assert engine.cuts == 1


async def test_another_document_type_keeps_the_cutout_and_a_colour_it_takes(
    window: MainWindow, engine: Engine, photo: Path
) -> None:
    _, document = await framed(window, photo)
    cutout = document.state.cutout
    set_background(window, WHITE)
    choose_inch(window)
    assert document.state.cutout is cutout
    assert made(document).background == WHITE
    assert made(document).lines is Lines.FOUND
    assert (await ready(window)).pixels.shape[:2] == (413, 295)
    assert engine.cuts == 1


async def test_the_same_document_type_again_changes_nothing(window: MainWindow, photo: Path) -> None:
    _, document = await framed(window, photo)
    move(window)
    before = made(document)
    window.id_photo_panel.document_chosen.emit("schengen-visa")
    assert made(document) == before
    assert document.undo_label == "Move"


async def test_each_photo_has_its_own_document_type(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    first, document = await framed(window, photo)
    second, other = await framed(window, portrait(tmp_path / "ben.png", HIS_SKIN))
    choose_inch(window)
    await ready(window)
    window.documents.show(first)
    assert window.id_photos.spec is not None
    assert window.id_photos.spec.id == made(document).document_type == "schengen-visa"
    assert (await ready(window)).pixels.shape[:2] == (531, 413)
    window.documents.show(second)
    assert window.id_photos.spec.id == made(other).document_type == "cn-1inch"
    assert (await ready(window)).pixels.shape[:2] == (413, 295)


# while it runs


async def test_nothing_is_changed_while_it_runs(window: MainWindow, photo: Path) -> None:
    window.open_files([photo])
    await until(lambda: window.documents.current and window.documents.current.work is not None)
    entry = window.documents.current
    assert entry is not None
    for command in (Command.SAVE, Command.PRINT, Command.NEXT_CUSTOMER, Command.ADD_TO_SHEET, Command.REPEAT_LAST):
        assert not window.commands[command].isEnabled(), command
    window.id_photo_panel.open_documents()
    assert not window.id_photo_panel.findChildren(DocumentPicker)[0].isVisible()
    set_background(window, RED)
    await ready(window)
    assert entry.document is not None
    assert made(entry.document).document_type == "schengen-visa"
    assert made(entry.document).background != RED
    for command in (Command.SAVE, Command.PRINT, Command.NEXT_CUSTOMER, Command.ADD_TO_SHEET):
        assert window.commands[command].isEnabled(), command


async def test_a_document_type_that_comes_while_it_runs_again_is_refused(window: MainWindow, photo: Path) -> None:
    entry, document = await framed(window, photo)
    window.commands[Command.RUN].trigger()
    assert not is_busy(entry), "what is done is begun anew by its own button only"
    window.id_photo_panel.frame_photo.emit()
    assert is_busy(entry)
    window.counter.choose_document("cn-1inch")
    await ready(window)
    assert made(document).document_type == "schengen-visa"
    assert window.id_photos.spec is not None
    assert window.id_photos.spec.id == "schengen-visa"


async def test_who_moves_the_person_while_it_is_framed_again_is_told_to_wait(window: MainWindow, photo: Path) -> None:
    entry, document = await framed(window, photo)
    placement, (hand, at) = made(document).placement, hand_on(window)
    window.id_photo_panel.frame_photo.emit()
    assert is_busy(entry)
    hand.drag(at(0.25, 0.25), at(0.5, 0.5))
    message = next(label for label in window.status.findChildren(QLabel) if label.text().startswith("Wait until"))
    assert message.isVisible()
    assert message.text() == "Wait until it is framed, or cancel it."
    assert window.portrait_view.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    assert made(document).placement == placement
    await idle(entry)
    assert not message.isVisible(), "no longer than it is true"
    hand.move(at(0.25, 0.25), is_held=False)
    assert window.portrait_view.cursor().shape() == Qt.CursorShape.OpenHandCursor


async def test_cancelling_leaves_everything_as_it_was(window: MainWindow, photo: Path) -> None:
    window.open_files([photo])
    await until(lambda: window.documents.current and window.documents.current.work is not None)
    entry = window.documents.current
    assert entry is not None
    window.id_photo_panel.cancel.emit()
    await idle(entry)
    assert entry.document is not None
    assert entry.document.state.id_photo is None
    assert entry.document.state.cutout is None
    assert entry.work is None, "what was cancelled does not begin again by itself"
    window.commands[Command.RUN].trigger()
    await ready(window)


async def test_a_filled_sheet_with_the_most_copies_says_so(window: MainWindow, photo: Path) -> None:
    """Tiny photos leave room on it, which would look like a fault."""
    await framed(window, photo)
    ticket = window.counter.ticket
    await until(lambda: bool(ticket.sheet.pages))
    (page,) = ticket.sheet.pages
    assert "the most that a sheet has" not in words(window.id_photo_panel)
    ticket.sheet = replace(ticket.sheet, pages=(replace(page, photos=page.photos[:1] * MOST_COPIES),))
    window.counter.changed.emit()
    note = f"{MOST_COPIES} copies, the most that a sheet has, on {page.paper.name}, 1 page"
    assert note in words(window.id_photo_panel)


# what the authority forbids


async def test_with_a_ban_nothing_is_cut_out_and_the_background_stays(
    window: MainWindow, engine: Engine, photo: Path, tmp_path: Path
) -> None:
    window.counter.choose_document("uk-passport")
    _, document = await framed(window, photo)
    spec = window.id_photos.spec
    assert spec is not None
    reason = spec.ban(Ban.BACKGROUND, Ban.EDIT)
    assert reason
    # its upload has pixels of its own, so that no length on it is one of millimetres
    assert made(document).is_upload
    assert "%, allowed 64.4–75.6 %." in window.portrait_view.accessibleDescription()
    checks = {check.id: check.measured for check in (await ready(window)).checks}
    assert [checks[id_].endswith(" %") for id_ in ("head-height", "eye-line", "above-head")] == [True] * 3
    assert engine.cuts == 0
    assert document.state.cutout is None
    assert made(document).keeps_background
    for swatch in swatches(window):
        assert not swatch.isEnabled()
    panel = window.id_photo_panel.findChildren(BackgroundColors)[0]
    assert "authority does not allow" in words(panel)
    window.commands[Command.SAVE].trigger()
    await until(lambda: list(tmp_path.glob("*.jpg")))
    (file,) = tmp_path.glob("*.jpg")
    assert near(saved(file), WALL)


async def test_from_a_ban_to_none_it_is_cut_out_then(window: MainWindow, engine: Engine, photo: Path) -> None:
    window.counter.choose_document("uk-passport")
    _, document = await framed(window, photo)
    window.counter.choose_document("schengen-visa")
    await until(lambda: document.state.cutout is not None)
    await ready(window)
    assert engine.cuts == 1
    assert not made(document).keeps_background
    assert made(document).lines is Lines.FOUND
    window.counter.choose_document("uk-passport")
    await ready(window)
    assert made(document).keeps_background
    assert engine.cuts == 1


# saving


async def test_a_file_has_the_pixels_and_dots_of_its_document(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    await framed(window, photo)
    window.commands[Command.SAVE].trigger()
    await until(lambda: list(tmp_path.glob("*.jpg")))
    (file,) = tmp_path.glob("*.jpg")
    with Image.open(file) as image:
        assert image.size == (413, 531)
        assert image.info["dpi"] == (300, 300)
    assert near(saved(file), (220, 220, 220))
    # once more is another file, and never the one that is there
    before = file.read_bytes()
    set_background(window, RED)
    window.commands[Command.SAVE].trigger()
    await until(lambda: len(list(tmp_path.glob("*.jpg"))) == 2)
    assert file.read_bytes() == before


async def test_saving_waits_for_the_file_that_is_being_made(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    entry, _ = await framed(window, photo)
    set_background(window, RED)
    # it is made already when the person saves
    window.id_photos._files.make_current()
    window.commands[Command.SAVE].trigger()
    await until(lambda: list(tmp_path.glob("*.jpg")))
    assert near(saved(next(tmp_path.glob("*.jpg"))), RED)
    set_background(window, BLUE)
    assert window.id_photos.finished(entry) is None
    window.commands[Command.SAVE].trigger()
    await until(lambda: len(list(tmp_path.glob("*.jpg"))) == 2)
    assert any(near(saved(file), BLUE) for file in tmp_path.glob("*.jpg"))


async def test_the_person_is_painted_anew_before_the_file_is(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await framed(window, photo)

    async def no_file(*_: object) -> None: ...

    monkeypatch.setattr(window.id_photos._files, "make", no_file)
    scene = window.portrait_view.scene
    assert scene is not None
    before = scene.subject.cacheKey()
    look = document.state.look
    document.set_look("Edge", replace(look, edge=Edge(shift=6)))
    await until(lambda: (scene := window.portrait_view.scene) is not None and scene.subject.cacheKey() != before)
    assert window.id_photos.finished(entry) is None


async def test_a_png_is_transparent(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    await framed(window, photo)
    window.id_photo_panel.format_chosen.emit("png")
    set_background(window, None)
    window.commands[Command.SAVE].trigger()
    await until(lambda: len(list(tmp_path.glob("*.png"))) == 2)
    (file,) = (path for path in tmp_path.glob("*.png") if path != photo)
    with Image.open(file) as image:
        assert (image.mode, image.size) == ("RGBA", (413, 531))
        assert round(image.info["dpi"][0]) == 300
        alpha = np.asarray(image)[..., 3]
    assert not alpha[:10, :10].any()
    assert (alpha[250:280, 190:220] == 255).all()


async def test_the_limit_of_bytes_is_kept_and_costs_no_cutout(
    window: MainWindow, engine: Engine, photo: Path, tmp_path: Path
) -> None:
    await framed(window, photo)
    large = len((await ready(window)).file or b"")
    window.id_photo_panel.most_kb_changed.emit(8)
    small = (await ready(window)).file
    assert small is not None
    assert len(small) <= 8 * 1024 < large
    notes = [label.text() for label in window.id_photo_panel.findChildren(QLabel)]
    assert f"JPEG, 413 × 531 px, {len(small) / 1024:.1f} KB" in notes, "as exactly as the checks say it"
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (413, 531)
    assert engine.cuts == 1
    window.id_photo_panel.most_kb_changed.emit(1)
    assert (await ready(window)).file is None
    window.commands[Command.SAVE].trigger()
    assert "KB" in await told(window)
    assert not list(tmp_path.glob("*.jpg"))


async def test_a_save_that_fails_says_so_and_leaves_the_old_file(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await framed(window, photo)
    target = tmp_path / "mine.jpg"
    target.write_bytes(b"the old one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as there:
        there.setattr("picwish_desktop.ui.delivery.replace_file", full)
        window.commands[Command.SAVE].trigger()
        assert "No space left on device" in await told(window)
        window.commands[Command.SAVE_AS].trigger()
        dialog = await sees(window, QFileDialog)
        dialog.fileSelected.emit(str(target))
        dialog.reject()
        assert "No space left on device" in await told(window)
    assert target.read_bytes() == b"the old one"
    assert {path.name for path in tmp_path.iterdir()} == {photo.name, target.name}
    window.commands[Command.SAVE_AS].trigger()
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    await until(lambda: target.read_bytes() != b"the old one")
    assert saved(target).shape == (531, 413, 3)


# leaving


async def test_nobody_is_asked_about_what_is_on_the_ticket(window: MainWindow, photo: Path) -> None:
    entry, _ = await framed(window, photo)
    for change in (move, recolour, drag_crown):
        change(window)
    await ready(window)
    assert not entry.is_modified
    window.commands[Command.NEXT_CUSTOMER].trigger()
    await until(lambda: len(window.documents) == 0)
    assert visible(window, UnsavedDialog) is None
    (ticket,) = await window.counter.tickets.find("")
    assert [photo.document for photo in ticket.photos] == ["schengen-visa"]
    await framed(window, photo)
    move(window)
    window.closing.close_current()
    await until(lambda: len(window.documents) == 0)
    assert visible(window, UnsavedDialog) is None


async def test_a_retouched_photo_is_still_asked_for(window: MainWindow, photo: Path) -> None:
    """What another job made is not on the ticket as it is."""
    window.choose_job(BACKGROUND.id)
    _, document = await opened(window, photo)
    await cut_out(window)
    assert document.has_unsaved_changes
    window.choose_job(ID_PHOTO.id)
    await ready(window)
    window.closing.close_current()
    dialog = await sees(window, UnsavedDialog)
    dialog.reject()
    await until(lambda: visible(window, UnsavedDialog) is None)
    assert len(window.documents) == 1


async def test_a_held_key_brings_one_next_customer(window: MainWindow, photo: Path) -> None:
    await framed(window, photo)
    number = window.counter.ticket.number
    for _ in range(4):
        window.commands[Command.NEXT_CUSTOMER].trigger()
    await until(lambda: len(window.documents) == 0 and window.counter.ticket.number > number)
    tickets = await window.counter.tickets.find("")
    assert [ticket.number for ticket in tickets] == [number]
    assert window.counter.ticket.number == f"{int(number) + 1:04}"
    assert window.counter.ticket.items == []


async def test_turning_between_the_jobs_keeps_everything(window: MainWindow, engine: Engine, photo: Path) -> None:
    entry, document = await framed(window, photo)
    move(window)
    set_background(window, WHITE)
    before, label = made(document), document.undo_label
    for job, panel in (
        (BACKGROUND.id, window.background_panel),
        (FACE.id, window.face_panel),
        (REMOVE_OBJECTS.id, window.remove_panel),
    ):
        window.choose_job(job)
        assert window.column.currentWidget() is panel
        assert window.centre.currentWidget() is window.canvas
        assert window.strips.currentWidget() is window.tool_strip
        assert not window.commands[Command.PRINT].isEnabled()
        assert made(document) == before
        window.choose_job(ID_PHOTO.id)
        assert window.centre.currentWidget() is window.portrait_view
        assert window.strips.currentWidget() is window.id_photo_strip
        assert made(document) == before
        assert document.undo_label == label
    await ready(window)
    assert entry.work is None
    assert engine.cuts == 1


# the sheet


async def test_two_people_on_one_sheet(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    ticket = window.counter.ticket
    await framed(window, photo)
    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: len(ticket.added) == 1)
    window.counter.set_sheet(replace(window.counter.sheet_settings, copies=3, is_filled=False))
    await framed(window, portrait(tmp_path / "ben.png", HIS_SKIN))
    await until(lambda: len(ticket.sheet.items) == 2)
    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: len(ticket.added) == 2)
    assert [item.copies for item in ticket.items] == [3, 3]
    window.id_photo_panel.ticket_copies_changed.emit(ticket.items[0].key, 1)
    await until(lambda: ticket.sheet.copies == 4)
    ana, ben = (item.pixels for item in ticket.sheet.items)
    face = tuple(int(value) for value in ben[240, 206, :3])
    assert np.abs(np.array(face) - HIS_SKIN).max() < 4
    assert tuple(int(value) for value in ana[240, 206, :3]) != face
    window.commands[Command.SHEET_VIEW].trigger()
    assert window.centre.currentWidget() is window.sheet_view
    window.commands[Command.NEXT_CUSTOMER].trigger()
    await until(lambda: len(window.documents) == 0)
    (kept,) = await window.counter.tickets.find("")
    assert [photo.copies for photo in kept.photos] == [1, 3]
    assert ticket.items == []


async def test_who_counts_the_copies_of_one_does_not_want_the_sheet_filled(window: MainWindow, photo: Path) -> None:
    ticket, settings = window.counter.ticket, window.service.settings
    await framed(window, photo)
    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: ticket.added and ticket.sheet.copies > 3)
    assert settings.id_fills_sheet
    window.id_photo_panel.ticket_copies_changed.emit(ticket.added[0].key, 3)
    await until(lambda: ticket.sheet.copies == 3)
    assert not settings.id_fills_sheet


async def test_a_photo_is_added_as_soon_as_it_is_framed(window: MainWindow, photo: Path) -> None:
    """Before its file is made."""
    window.open_files([photo])
    await until(lambda: window.documents.current and window.documents.current.document)
    entry = window.documents.current
    assert entry is not None
    assert entry.document is not None
    document = entry.document
    await until(lambda: document.state.id_photo is not None and entry.work is None)
    assert window.id_photos.finished(entry) is None
    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: len(window.counter.ticket.added) == 1)


async def test_what_is_added_is_the_photo_that_is_shown(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    first, _ = await framed(window, photo)
    await until(lambda: window.counter.ticket.items)
    second, _ = await framed(window, portrait(tmp_path / "ben.png", HIS_SKIN))
    await until(lambda: window.counter.ticket.shown.startswith(f"{second.id}-"))
    window.documents.show(first)
    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: window.counter.ticket.added)
    assert [item.key for item in window.counter.ticket.added] == [f"{first.id}-schengen-visa"]


async def test_a_sheet_costs_no_cutout_and_makes_no_file_anew(window: MainWindow, engine: Engine, photo: Path) -> None:
    entry, _ = await framed(window, photo)
    finished, asked = await ready(window), list(engine.asked)
    ticket, counter = window.counter.ticket, window.counter
    sheets = []
    for change in (
        replace(counter.sheet_settings, copies=2, is_filled=False),
        replace(counter.sheet_settings, paper="A4"),
        replace(counter.sheet_settings, gap=5.0, has_cut_marks=False),
        replace(counter.sheet_settings, orientation="turned"),
    ):
        before = ticket.sheet
        window.id_photo_panel.sheet_changed.emit(change, True)
        await until(lambda before=before: ticket.sheet is not before and ticket.sheet.pages)  # type: ignore[misc]
        sheets.append(ticket.sheet)
    assert [sheet.pages[0].paper.name for sheet in sheets][1] == "A4"
    assert sheets[0].copies == 2
    assert window.id_photos.finished(entry) is finished
    assert engine.asked == asked


async def test_a_photo_that_is_larger_than_the_paper_is_said(window: MainWindow, photo: Path) -> None:
    await framed(window, photo)
    small = Paper("Stamp", 30, 30)
    window.counter.set_papers([small], small)
    await until(lambda: window.counter.ticket.sheet.problem)
    problem = window.counter.ticket.sheet.problem
    assert problem in words(window.id_photo_panel)
    window.commands[Command.PRINT].trigger()
    assert problem in await told(window)
    window.commands[Command.SAVE_SHEET].trigger()
    assert problem in await told(window)


async def test_without_a_printer_a_pdf_can_be_had(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop_without_printer(monkeypatch)
    await framed(window, photo)
    window.commands[Command.PRINT].trigger()
    question = await sees(window, NoPrinterDialog)
    assert window.centre.currentWidget() is window.sheet_view
    question.accept()
    dialog = await sees(window, QFileDialog)
    target = tmp_path / "sheet.pdf"
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    await until(target.exists)
    assert target.read_bytes().startswith(b"%PDF")
    await until(lambda: window.counter.last is not None)
    (ticket,) = await window.counter.tickets.find("")
    assert ticket.saved == (target,)
    assert ticket.printed is None


# a provider


def sent(sandbox: Sandbox) -> int:
    return sum(len(sandbox.at(route)) for route in PAID)


async def test_a_provider_gets_nothing_before_the_button(
    paying: MainWindow, sandbox: Sandbox, engine: Engine, photo: Path
) -> None:
    entry, document = await opened(paying, photo)
    panel = paying.id_photo_panel
    await until(lambda: "Sends the whole photo" in panel.provider_note)
    assert "Cutting out costs 1 credit. Colours, copies and sheets are free after it." in words(panel)
    choose_inch(paying)
    paying.choose_job(BACKGROUND.id)
    paying.choose_job(ID_PHOTO.id)
    assert not is_busy(entry)
    assert document.state.id_photo is None
    assert sent(sandbox) == 0
    assert engine.asked == []
    panel.frame_photo.emit()
    assert is_busy(entry)
    await ready(paying)
    assert sent(sandbox) == len(sandbox.charges) == 1
    assert document.state.cutout is not None
    assert document.state.cutout.provider == "picwish"
    assert "What you change now is free." in words(panel)


async def test_everything_after_it_is_free(
    paying: MainWindow, sandbox: Sandbox, engine: Engine, photo: Path, tmp_path: Path
) -> None:
    entry, document = await opened(paying, photo)
    paying.commands[Command.RUN].trigger()
    await ready(paying)
    await until(lambda: "99 credits left." in paying.id_photo_panel.provider_note)
    cutout, cuts, before = document.state.cutout, engine.cuts, len(sandbox.requests)
    for color in (WHITE, BLUE, RED, None):
        set_background(paying, color)
        await ready(paying)
    for spec_id in ("cn-1inch", "us-visa-ds160", "uk-passport", "schengen-visa"):
        paying.id_photo_panel.document_chosen.emit(spec_id)
        await ready(paying)
    move(paying)
    drag_crown(paying)
    paying.commands[Command.FIT].trigger()
    counter = paying.counter
    for settings in (
        replace(counter.sheet_settings, copies=2, is_filled=False),
        replace(counter.sheet_settings, paper="A4", copies=9),
    ):
        paying.id_photo_panel.sheet_changed.emit(settings, True)
    paying.id_photo_panel.most_kb_changed.emit(20)
    paying.id_photo_panel.format_chosen.emit("png")
    paying.id_photo_panel.format_chosen.emit("jpeg")
    await ready(paying)
    paying.commands[Command.SAVE].trigger()
    await until(lambda: list(tmp_path.glob("*.jpg")))
    paying.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: counter.ticket.added)
    # the note of what would be sent is measured after a pause, and asks nobody either
    measured: list[str] = []
    paying.provider_note.changed.connect(lambda: measured.append("now"))
    paying.provider_note.touch()
    await until(lambda: measured)
    assert len(sandbox.requests) == before
    assert document.state.cutout is cutout
    assert engine.cuts == cuts
    assert len(sandbox.charges) == 1
    assert entry.message == ""


async def test_what_the_provider_frames_is_one_request_and_another_size_is_another(
    paying: MainWindow, sandbox: Sandbox, engine: Engine, photo: Path, tmp_path: Path
) -> None:
    panel = paying.id_photo_panel
    panel.provider_chosen.emit("picwish-framed")
    entry, document = await opened(paying, photo)
    await until(lambda: "Cutting out and framing costs 1 credit." in words(panel))
    assert sent(sandbox) == 0
    paying.commands[Command.RUN].trigger()
    finished = await ready(paying)
    assert entry.message == ""
    assert len(sandbox.at(Route.ID_PHOTO)) == len(sandbox.charges) == 1
    assert sent(sandbox) == 1
    assert engine.asked == [], "nothing of it is done here"
    assert finished.pixels.shape[:2] == (531, 413)
    framed_there = made(document).framed
    assert framed_there is not None
    assert "Another size is another request to the provider, and costs 1 credit." in words(panel)
    set_background(paying, RED)
    await ready(paying)
    paying.commands[Command.SAVE].trigger()
    await until(lambda: list(tmp_path.glob("*.jpg")))
    before = made(document)
    move(paying)
    assert made(document) == before, "it is not moved here"
    choose_inch(paying)
    assert document.state.id_photo is None
    assert sent(sandbox) == 1, "nothing is bought unasked"
    # and going back is free
    paying.commands[Command.UNDO].trigger()
    await ready(paying)
    assert made(document).framed is framed_there
    assert paying.id_photos.spec is not None
    assert paying.id_photos.spec.id == "schengen-visa"
    assert sent(sandbox) == 1
    paying.commands[Command.REDO].trigger()
    assert document.state.id_photo is None
    choose_inch(paying)
    paying.commands[Command.RUN].trigger()
    assert (await ready(paying)).pixels.shape[:2] == (413, 295)
    assert len(sandbox.charges) == 2


async def test_a_locked_photo_is_not_sent(paying: MainWindow, sandbox: Sandbox, photo: Path) -> None:
    entry, document = await opened(paying, photo)
    paying.commands[Command.LOCK].trigger()
    panel = paying.id_photo_panel
    assert not paying.commands[Command.RUN].isEnabled()
    assert "locked to this computer" in panel.provider_note
    for provider in ("picwish", "picwish-framed"):
        panel.provider_chosen.emit(provider)
        paying.id_photos.start()
        await idle(entry)
        assert "locked to this computer" in entry.message
        assert document.state.id_photo is None
    assert sent(sandbox) == 0
    panel.provider_chosen.emit("local")
    paying.commands[Command.RUN].trigger()
    await ready(paying)
    assert sent(sandbox) == 0


async def test_where_the_background_must_stay_nothing_is_sent(
    paying: MainWindow, sandbox: Sandbox, engine: Engine, photo: Path
) -> None:
    paying.counter.choose_document("uk-passport")
    await opened(paying, photo)
    panel = paying.id_photo_panel
    await until(lambda: "nothing is sent" in panel.provider_note)
    assert "costs 1 credit" not in words(panel)
    # a locked one too, as it does not leave this computer
    paying.commands[Command.LOCK].trigger()
    assert paying.commands[Command.RUN].isEnabled()
    for provider in ("picwish", "picwish-framed"):
        panel.provider_chosen.emit(provider)
        paying.commands[Command.RUN].trigger()
        await ready(paying)
    assert sent(sandbox) == 0
    assert engine.cuts == 0
