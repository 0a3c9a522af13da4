"""The jobs Background and Face in the whole window: what a person starts, corrects, takes back, leaves and finds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image
from PySide6.QtWidgets import QLabel, QPushButton

from picwish_desktop.app import App, build
from picwish_desktop.jobs.job import JobState
from picwish_desktop.model.backdrop import ColorBackdrop, Shadow
from picwish_desktop.model.cutout import Edge, Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.model.geometry import Rect
from picwish_desktop.operations.catalogue import CutOutFace, RemoveBackground
from picwish_desktop.operations.request import SubjectHint
from picwish_desktop.ui import cutting, wait_notice
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.dialogs.paid_work import Decision, PaidWorkDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import Found
from picwish_desktop.ui.panels.cutout_column import CutoutColumn
from picwish_desktop.ui.rail import BACKGROUND, FACE, REMOVE_OBJECTS
from picwish_desktop.ui.saving import BUSY
from picwish_desktop.ui.showing_canvas import WAIT
from tests.sandbox.faults import Silence, When
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox
from tests.ui.canvas.acting import Hand, draw_what_waits, grabbed
from tests.ui.cutting_out import HEIGHT, WIDTH, cut_out, cutout_of, draw_photo, shares, with_cutout
from tests.ui.whole_window import current, ended, idle, opened, sees
from tests.waiting import until

MIDDLE, CORNER = (WIDTH // 2, HEIGHT // 2), (WIDTH - 25, 25)
NewApp = Callable[[], Awaitable[App]]


@pytest.fixture
def job() -> str:
    return BACKGROUND.id


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return draw_photo(tmp_path / "thing.png")


def words(panel: CutoutColumn) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def buttons(panel: CutoutColumn) -> list[str]:
    return [button.text() for button in panel.findChildren(QPushButton) if button.isVisible() and button.isEnabled()]


def stroke(window: MainWindow, place: tuple[int, int], *, is_keeping: bool = True) -> Hint:
    """As the canvas tells it."""
    drawn = Hint(12, is_keeping)
    drawn.add((place[0] - 4, place[1]), (place[0] + 4, place[1]))
    window.canvas.add_hint(drawn)
    window.cutting.point(drawn)
    return drawn


def is_marked(document: Document) -> bool:
    return not document.selection.is_empty


def has_cutout(document: Document) -> bool:
    return document.state.cutout is not None


def view_of(window: MainWindow) -> CutoutView:
    return window.canvas.cutout_view


def tool_of(window: MainWindow) -> Tool:
    return window.canvas.tool


def divided(window: MainWindow) -> bool:
    return window.canvas.is_divided


def shows_cutout(window: MainWindow) -> bool:
    return window.canvas.is_cutout_shown


def hints(window: MainWindow) -> list[Hint]:
    return [layer.hint for layer in window.canvas._hints]


# cutting out


async def test_a_cutout_turns_the_column_the_strip_and_the_canvas(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    panel = window.background_panel
    assert window.column.currentWidget() is panel
    assert any(text.startswith("Cut out  ·") for text in buttons(panel))
    assert not window.commands[Command.DROP_CUTOUT].isEnabled()
    window.commands[Command.RUN].trigger()
    assert entry.is_busy
    assert not window.commands[Command.SAVE_MATTE].isEnabled()
    assert not window.commands[Command.UNDO].isEnabled()
    await idle(entry)
    middle, _, rest = shares(cutout_of(document).matte)
    assert middle > 0.9
    assert rest < 0.1
    assert any(text.startswith("Cut out again") for text in buttons(panel))
    assert shows_cutout(window)
    for command in (Command.DROP_CUTOUT, Command.SAVE_MATTE, Command.MATTE_VIEW, Command.UNDO):
        assert window.commands[command].isEnabled(), command
    assert window.commands[Command.UNDO].text() == "Undo “Cut out”"
    assert window.commands[Command.SMART].isVisible()
    assert entry.is_modified
    window.choose_job(REMOVE_OBJECTS.id)
    assert not shows_cutout(window)
    assert not window.commands[Command.SMART].isVisible()
    assert window.column.currentWidget() is window.remove_panel


async def test_dropping_the_cutout_is_a_step(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    window.commands[Command.DROP_CUTOUT].trigger()
    assert not has_cutout(document)
    assert not shows_cutout(window)
    assert not window.commands[Command.TRY_ANOTHER].isEnabled()
    window.commands[Command.UNDO].trigger()
    assert has_cutout(document)
    assert shows_cutout(window)


async def test_trying_another_goes_round_and_undo_goes_back(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    count = entry.cut.candidates
    assert count > 1
    first = cutout_of(document)
    attempts = []
    for _ in range(min(count, 4)):
        window.commands[Command.TRY_ANOTHER].trigger()
        await idle(entry)
        attempts.append(entry.cut.hint.attempt)
    assert attempts == [(number + 1) % count for number in range(min(count, 4))]
    text = next(text for text in buttons(window.background_panel) if text.startswith("Try another"))
    assert text.endswith(f"{attempts[-1] + 1} / {count}")
    for _ in attempts:
        window.commands[Command.UNDO].trigger()
    assert cutout_of(document) is first
    assert entry.cut.hint.attempt == 0, "what is shown is the first again, and so is its number"
    assert entry.cut.candidates == count
    text = next(text for text in buttons(window.background_panel) if text.startswith("Try another"))
    assert text.endswith(f"1 / {count}")


async def test_the_other_candidates_are_those_of_the_same_job(window: MainWindow, photo: Path) -> None:
    entry, _ = await with_cutout(window, photo)
    assert window.commands[Command.TRY_ANOTHER].isEnabled()
    window.choose_job(FACE.id)
    assert not window.commands[Command.TRY_ANOTHER].isEnabled(), "there is no other head to try"
    window.cutting.try_another()
    assert entry.work is None
    window.choose_job(BACKGROUND.id)
    assert window.commands[Command.TRY_ANOTHER].isEnabled()


async def test_a_box_says_where_to_look(window: MainWindow, hand: Hand, photo: Path) -> None:
    entry, document = await opened(window, photo)
    window.background_panel.draw_box.emit(True)
    assert tool_of(window) is Tool.RECTANGLE
    hand.drag((WIDTH - 50, 2), (WIDTH - 20, 30), (WIDTH - 1, 50))
    assert entry.work is not None
    assert tool_of(window) is Tool.BRUSH
    await idle(entry)
    middle, corner, _ = shares(cutout_of(document).matte)
    assert corner > 0.8
    assert middle < 0.2
    assert entry.cut.hint.box is not None


async def test_no_face_is_a_sentence_and_nothing_changes(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    window.choose_job(FACE.id)
    entry, document = await opened(window, photo)
    assert window.column.currentWidget() is window.face_panel
    await cut_out(window)
    assert entry.message == "No face was found. Draw a box around the head."
    assert not has_cutout(document)
    assert document.undo_label is None
    assert entry.job is not None
    assert entry.job.state is JobState.FAILED
    window.choose_job(REMOVE_OBJECTS.id)
    assert entry.message == ""
    Image.fromarray(skimage.data.coffee()).save(tmp_path / "other.png")
    other, _ = await opened(window, tmp_path / "other.png")
    window.tray.retry_requested.emit(entry.job.id)
    assert window.documents.current is entry, "its own photo is tried again, not the one that was shown"
    assert window.job == FACE.id
    await idle(entry)
    assert "No face" in entry.message
    assert other.job is None


async def test_a_face_is_cut_out(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "eileen.png"
    Image.fromarray(skimage.data.astronaut()[:300, 80:380]).resize((240, 240)).save(path)
    window.choose_job(FACE.id)
    entry, document = await with_cutout(window, path)
    assert isinstance(entry.cut.operation, CutOutFace)
    assert 0.02 < (cutout_of(document).matte > 127).mean() < 0.6


async def test_what_is_stopped_before_it_begins_leaves_nothing_busy(window: MainWindow, photo: Path) -> None:
    """Two keys that come in one turn of the loop."""
    entry, document = await opened(window, photo)
    window.commands[Command.RUN].trigger()
    window.work.cancel()
    await idle(entry)
    drawn = stroke(window, MIDDLE)
    window.cutting.stop_pointing()
    await idle(entry)
    assert drawn not in hints(window)
    assert not has_cutout(document)
    assert entry.message == ""
    await cut_out(window)
    assert has_cutout(document)


# strokes


async def test_strokes_wait_for_their_turn_and_each_is_a_step(window: MainWindow, hand: Hand, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    before = cutout_of(document).matte.copy()
    window.commands[Command.SMART].trigger()
    window.canvas.set_brush_size(10)
    hand.drag((CORNER[0] - 5, CORNER[1]), (CORNER[0] + 5, CORNER[1]))
    window.canvas.set_tool(Tool.ERASER)
    hand.drag((20, HEIGHT - 10), (26, HEIGHT - 10))
    window.canvas.set_tool(Tool.BRUSH)
    hand.drag((CORNER[0], CORNER[1] + 5), (CORNER[0], CORNER[1] + 8))
    assert len(entry.strokes) == 3, "the others wait while one is worked on"
    assert hints(window) == [stroke.drawn for stroke in entry.strokes]
    hand.drag((30, 30), (40, 30))
    window.commands[Command.UNDO].trigger()
    assert len(entry.strokes) == 3, "the last one is taken back"
    assert hints(window) == [stroke.drawn for stroke in entry.strokes]
    assert not window.commands[Command.REDO].isEnabled()
    labels: list[str | None] = []
    shown: list[int] = []
    document.subscribe(lambda change: labels.append(document.undo_label) if change.history else None)
    window.cutting.hint_done.connect(lambda _: shown.append(len(hints(window))))
    await idle(entry)
    assert labels == ["Smart stroke"] * 3
    assert shown[-1] == 0
    assert sorted(shown, reverse=True) == shown
    cutout = cutout_of(document)
    assert shares(cutout.matte)[1] > 0.8
    assert cutout.kept is not None
    assert cutout.removed is not None
    assert cutout.kept[CORNER[1], CORNER[0]] == 255
    assert cutout.removed[HEIGHT - 10, 23] == 255
    for _ in range(3):
        window.commands[Command.UNDO].trigger()
    cutout = cutout_of(document)
    assert np.array_equal(cutout.matte, before)
    assert cutout.kept is None
    assert cutout.removed is None
    window.commands[Command.REDO].trigger()
    assert cutout_of(document).kept is not None
    assert cutout_of(document).removed is None


async def test_what_was_done_last_is_taken_back_first_while_strokes_wait(
    window: MainWindow, hand: Hand, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(cutting, "correct", never)
    entry, document = await with_cutout(window, photo)
    undo = window.commands[Command.UNDO]
    before = document.state.look
    first = stroke(window, CORNER)
    window.looks.change(replace(before, backdrop=ColorBackdrop((255, 0, 0))), True)
    stroke(window, MIDDLE)
    window.choose_job(REMOVE_OBJECTS.id)
    window.canvas.set_tool(Tool.BRUSH)
    hand.drag((60, 40), (80, 40))
    assert undo.text() == "Undo “Paint”"
    window.canvas.set_tool(Tool.POLYGON)
    hand.click((20, 20))
    hand.click((40, 20))
    undo.trigger()
    undo.trigger()
    assert is_marked(document), "the polygon's two corners went"
    undo.trigger()
    assert not is_marked(document)
    assert len(entry.strokes) == 2
    undo.trigger()
    assert [waiting.drawn for waiting in entry.strokes] == [first]
    assert document.state.look != before
    undo.trigger()
    assert document.state.look == before
    assert not window.commands[Command.REDO].isEnabled(), "the stroke is found without it"
    undo.trigger()
    await idle(entry)
    assert entry.strokes == []
    assert has_cutout(document)
    assert undo.text() == "Undo “Cut out”"


async def test_undo_says_what_it_takes_back_while_strokes_wait(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*_: object, **__: object) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            # as an engine that is stopped takes its time to
            await may_end.wait()

    began, may_end = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr(cutting, "correct", slow)
    entry, document = await with_cutout(window, photo)
    undo, before = window.commands[Command.UNDO], document.state.look
    stroke(window, CORNER)
    window.looks.change(replace(before, backdrop=ColorBackdrop((255, 0, 0))), True)
    assert undo.text() == "Undo “Backdrop”"
    last = stroke(window, MIDDLE)
    assert undo.text() != "Undo “Backdrop”"
    undo.trigger()
    assert undo.text() == "Undo “Backdrop”"
    undo.trigger()
    assert document.state.look == before
    await began.wait()
    undo.trigger()
    assert entry.strokes == []
    undo.trigger()
    assert not has_cutout(document), "each of them takes one thing back, also while the engine stops"
    may_end.set()
    assert last not in hints(window)


async def test_a_stroke_that_others_wait_for_is_not_taken_back_under_them(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    stroke(window, CORNER)
    stroke(window, MIDDLE)
    window.looks.change(replace(document.state.look, backdrop=ColorBackdrop((255, 0, 0))), True)
    await until(lambda: len(entry.strokes) == 1)
    window.commands[Command.UNDO].trigger()
    await idle(entry)
    kept = cutout_of(document).kept
    assert kept is not None
    assert kept[CORNER[1], CORNER[0]] == 255
    assert kept[MIDDLE[1], MIDDLE[0]] == 0, "the last one was taken back, and not the one before it"


async def test_a_stroke_that_ends_as_the_one_before_it_is_done_is_not_forgotten(
    window: MainWindow, photo: Path
) -> None:
    entry, document = await with_cutout(window, photo)
    steps: list[str | None] = []
    document.subscribe(lambda change: steps.append(document.undo_label) if change.history else None)
    loop, drawn = asyncio.get_running_loop(), [stroke(window, MIDDLE, is_keeping=False)]

    def draw_another(_: Hint) -> None:
        if len(drawn) == 1:
            # the next that the loop does
            loop.call_soon(lambda: drawn.append(stroke(window, CORNER)))

    window.cutting.hint_done.connect(draw_another)
    await until(lambda: len(drawn) == 2 and not entry.is_busy)
    assert steps == ["Smart stroke"] * 2


@pytest.mark.parametrize("command", [Command.UNDO, Command.REDO])
async def test_the_divider_goes_and_comes_with_the_cutout_whose_photo_is_shown(
    window: MainWindow, photo: Path, command: Command
) -> None:
    _, document = await opened(window, photo)
    pixels = np.full((64, 64, 3), 3, np.uint8)
    document.propose(Edit("Remove objects", "local", (Patch(Rect(0, 64, 64, 64), pixels),)))
    document.keep()
    await cut_out(window)
    window.tool_strip.view_chosen.emit("original")
    if command is Command.REDO:
        window.commands[Command.UNDO].trigger()
    window.commands[Command.COMPARE].setChecked(True)
    window.commands[command].trigger()
    draw_what_waits(window.canvas)
    seen = grabbed(window.canvas)
    assert divided(window) is (command is Command.UNDO)
    window.canvas.set_compare(True)
    draw_what_waits(window.canvas)
    assert np.array_equal(seen, grabbed(window.canvas)), "as it is when it is drawn anew"


async def test_a_stroke_begins_a_cutout_that_is_seen_at_every_size(
    window: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    path = draw_photo(tmp_path / "large.png", size=(1500, 1000))
    entry, document = await opened(window, path)
    window.canvas.set_brush_size(60)
    hand.drag((700, 500), (800, 500))
    await idle(entry)
    cutout = cutout_of(document)
    assert cutout.matte[500, 750] == 255
    assert entry.picture is not None
    levels = entry.picture.matte_levels(cutout.matte)
    for level in range(levels.depth):
        assert levels.level(level)[500 >> level, 750 >> level, 0] == 255, f"level {level} is drawn before the stroke"
    window.commands[Command.UNDO].trigger()
    assert not has_cutout(document)


async def test_the_exact_brush_waits_while_a_stroke_is_worked_on(window: MainWindow, hand: Hand, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    window.canvas.set_brush_size(8)
    stroke(window, CORNER)
    window.commands[Command.BRUSH].trigger()
    before = cutout_of(document).matte.copy()
    hand.drag((10, 10), (40, 10))
    assert entry.correcting is not None
    assert np.array_equal(cutout_of(document).matte, before), "the correction knows nothing of it"
    window.commands[Command.SMART].trigger()
    hand.drag((10, 10), (20, 10))
    assert len(entry.strokes) == 2, "the smart one can go on"
    window.commands[Command.BRUSH].trigger()
    await idle(entry)
    hand.drag((10, 30), (40, 30))
    assert cutout_of(document).matte[30, 25] == 255
    assert window.commands[Command.UNDO].text() == "Undo “Keep”"


async def test_undo_takes_back_the_only_stroke_that_waits(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    cutout = cutout_of(document)
    stroke(window, CORNER)
    window.commands[Command.UNDO].trigger()
    await idle(entry)
    assert cutout_of(document) is cutout
    assert hints(window) == []
    assert document.undo_label == "Cut out"


async def test_it_is_said_that_a_stroke_waits_and_what_cannot_be_done_meanwhile(
    window: MainWindow, hand: Hand, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, _ = await with_cutout(window, photo)
    monkeypatch.setattr(wait_notice, "SLOW_SECONDS", 0.0)
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.canvas.told.connect(told.append)
    stroke(window, CORNER)
    await until(lambda: told)
    assert told == ["“Smart stroke” is being worked out."]
    window.commands[Command.BRUSH].trigger()
    hand.drag((10, 10), (40, 10))
    window.commands[Command.SAVE].trigger()
    assert told[1:] == [WAIT, BUSY]
    await idle(entry)
    stroke(window, MIDDLE)
    await idle(entry)
    assert told[-1] == ""


async def test_the_photo_itself_has_no_divider(window: MainWindow, photo: Path) -> None:
    await with_cutout(window, photo)
    window.commands[Command.COMPARE].trigger()
    assert divided(window)
    window.tool_strip.view_chosen.emit("original")
    assert not divided(window)
    window.tool_strip.view_chosen.emit("result")
    assert divided(window)


async def test_what_would_change_nothing_that_is_seen_cannot_be_done(window: MainWindow, photo: Path) -> None:
    _, document = await opened(window, photo)
    mask_only, overlay = window.commands[Command.MASK_ONLY], window.commands[Command.OVERLAY]
    strength = window.settings.overlay_opacity
    assert not mask_only.isEnabled()
    assert not overlay.isEnabled()
    window.commands.overlay_opacity_chosen.emit(0.3)
    assert window.settings.overlay_opacity == strength
    await cut_out(window)
    assert mask_only.isEnabled()
    assert not overlay.isEnabled()
    document.undo()
    assert not mask_only.isEnabled()
    window.choose_job(REMOVE_OBJECTS.id)
    assert mask_only.isEnabled()
    assert overlay.isEnabled()


@pytest.mark.parametrize("job", [BACKGROUND.id, FACE.id, REMOVE_OBJECTS.id])
async def test_what_one_provider_said_is_not_said_of_another(window: MainWindow, photo: Path) -> None:
    entry, _ = await opened(window, photo)
    entry.message = "There is no API key for PicWish. Enter one in the settings."
    panel = window.remove_panel if window.shows_marks() else window.showing.cutout.panel
    assert panel is not None
    panel.provider_chosen.emit("picwish")
    assert entry.message == ""


async def test_a_correction_that_is_stopped_leaves_the_cutout_alone(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    cutout = cutout_of(document)
    before = cutout.matte.copy()
    for place in (CORNER, MIDDLE, (10, 10)):
        stroke(window, place)
    window.showing._stop()
    await idle(entry)
    assert cutout_of(document) is cutout
    assert np.array_equal(cutout.matte, before)
    assert hints(window) == []
    stroke(window, CORNER)
    await idle(entry)
    assert shares(cutout_of(document).matte)[1] > 0.8


async def test_a_correction_goes_on_behind_another_document_and_another_job(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    entry, document = await with_cutout(window, photo)
    other, other_document = await opened(window, draw_photo(tmp_path / "other.png", grain=1))
    window.documents.show(entry)
    first, second = stroke(window, CORNER), stroke(window, MIDDLE)
    window.documents.show(other)
    assert hints(window) == []
    drag_look(window, other_document)
    window.documents.show(entry)
    assert hints(window) == [first, second], "they are shown until they are done"
    window.choose_job(REMOVE_OBJECTS.id)
    await idle(entry)
    assert shares(cutout_of(document).matte)[1] > 0.8
    assert not has_cutout(other_document)
    assert hints(window) == []


def drag_look(window: MainWindow, document: object) -> None:
    """Nothing to drag where there is no cutout."""
    before = window.documents.current
    assert before is not None
    window.background_panel.look_changed.emit(Look(shadow=Shadow(0.5)), True)
    assert before.document is document
    assert before.document is not None
    assert before.document.undo_label is None


async def test_a_stroke_that_is_still_drawn_belongs_to_the_document_it_began_on(
    window: MainWindow, hand: Hand, photo: Path, tmp_path: Path
) -> None:
    other, other_document = await opened(window, draw_photo(tmp_path / "other.png", grain=1))
    entry, document = await opened(window, photo)
    window.canvas.set_brush_size(12)
    hand.press((WIDTH // 2 - 9, HEIGHT // 2))
    hand.move((WIDTH // 2 + 9, HEIGHT // 2))
    window.commands[Command.NEXT_DOCUMENT].trigger()
    assert window.documents.current is other
    assert entry.correcting is not None
    assert other.correcting is None
    await idle(entry)
    assert has_cutout(document)
    assert not has_cutout(other_document)


async def test_a_stroke_on_a_document_that_closes_is_forgotten(window: MainWindow, hand: Hand, photo: Path) -> None:
    entry, document = await opened(window, photo)
    window.canvas.set_brush_size(12)
    hand.press(MIDDLE)
    hand.move((WIDTH // 2 + 9, HEIGHT // 2))
    window.closing.close_current()
    await until(lambda: len(window.documents) == 0)
    await idle(entry)
    assert not has_cutout(document)


async def test_cutting_out_again_takes_the_place_of_a_correction(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    stroke(window, CORNER)
    stroke(window, MIDDLE)
    window.commands[Command.RUN].trigger()
    await idle(entry)
    assert hints(window) == []
    assert cutout_of(document).kept is None
    assert document.undo_label == "Cut out"


async def test_a_guess_says_so_until_it_is_corrected(window: MainWindow, photo: Path) -> None:
    entry, document = await with_cutout(window, photo)
    entry.note_cut(cutout_of(document).matte, Found(RemoveBackground(), 3, 0.9, SubjectHint()))
    window.documents.changed.emit()
    assert "unsure" in words(window.background_panel)
    stroke(window, CORNER)
    await idle(entry)
    assert "unsure" not in words(window.background_panel)


# what is shown


async def test_views_and_their_key_agree(window: MainWindow, photo: Path) -> None:
    await with_cutout(window, photo)
    matte, mask_only = window.commands[Command.MATTE_VIEW], window.commands[Command.MASK_ONLY]
    mask_only.trigger()
    assert view_of(window) is CutoutView.MATTE
    assert matte.isChecked()
    window.tool_strip.view_chosen.emit("outline")
    assert view_of(window) is CutoutView.OUTLINE
    assert not mask_only.isChecked()
    window.tool_strip.view_chosen.emit("matte")
    assert mask_only.isChecked()
    mask_only.trigger()
    assert view_of(window) is CutoutView.RESULT
    matte.trigger()
    window.choose_job(REMOVE_OBJECTS.id)
    window.choose_job(BACKGROUND.id)
    assert mask_only.isChecked() is (view_of(window) is CutoutView.MATTE)


async def test_two_documents_are_cut_out_at_once(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    entry, document = await opened(window, photo)
    window.commands[Command.RUN].trigger()
    other, other_document = await opened(window, draw_photo(tmp_path / "other.png", grain=1))
    await cut_out(window)
    await idle(entry)
    assert has_cutout(document)
    assert has_cutout(other_document)
    assert cutout_of(document).matte is not cutout_of(other_document).matte
    assert (entry.message, other.message) == ("", "")


async def test_a_document_closes_while_it_is_cut_out_or_corrected(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    large = draw_photo(tmp_path / "large.png", size=(1500, 1000))
    entry, document = await opened(window, large)
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.job is not None and entry.job.progress > 0)
    window.closing.close_current()
    await until(lambda: len(window.documents) == 0 and not entry.is_busy)
    assert not has_cutout(document)
    assert not window.tray.isVisible()
    entry, document = await opened(window, photo)
    stroke(window, MIDDLE)
    stroke(window, CORNER)
    window.closing.close_current()
    await until(lambda: len(window.documents) == 0)
    await idle(entry)
    assert not has_cutout(document)
    assert entry.strokes == []
    entry, document = await with_cutout(window, large)
    assert shares(cutout_of(document).matte)[0] > 0.9


@pytest.mark.parametrize("doing", ["cutting out", "correcting"])
async def test_the_window_closes_while_something_runs(photo: Path, doing: str) -> None:
    app = build()
    window = app.window
    window.choose_job(BACKGROUND.id)
    window.show()
    entry, _ = await opened(window, photo)
    if doing == "cutting out":
        window.commands[Command.RUN].trigger()
        await until(lambda: entry.job is not None and entry.job.progress > 0)
    else:
        stroke(window, MIDDLE)
        await until(lambda: window.service.worker.process_id is not None)
    window.close()
    await asyncio.wait_for(window.closed, 30)
    await app.close()
    assert window.service.worker.process_id is None
    assert not entry.is_busy
    window.deleteLater()


# a provider


@pytest.fixture
async def new_app(sandbox: Sandbox) -> AsyncIterator[NewApp]:
    """Starts the program with PicWish for backgrounds; the one before it is closed."""
    apps: list[App] = []

    async def new() -> App:
        while apps:
            await ended(apps.pop())
        app = build()
        apps.append(app)
        app.service.settings.picwish_requests_per_second = 1000
        app.window.choose_job(BACKGROUND.id)
        app.window.background_panel.provider_chosen.emit("picwish")
        app.window.show()
        app.window.offer_paid_work()
        return app

    yield new
    # before the server: the program closes its connections
    assert sandbox.requests is not None
    while apps:
        await ended(apps.pop())


async def test_what_is_sent_what_it_costs_and_what_is_left(new_app: NewApp, sandbox: Sandbox, photo: Path) -> None:
    window = (await new_app()).window
    panel = window.background_panel
    await opened(window, photo)
    # nothing was touched since it was opened
    await until(lambda: "Sends the whole photo, 0.1 MB." in panel.provider_note)
    await until(lambda: "100 credits left." in panel.provider_note)
    assert not sandbox.at(Route.SEGMENTATION)
    entry = await cut_out(window)
    assert entry.message == ""
    assert len(sandbox.charges) == 1
    await until(lambda: "99 credits left." in panel.provider_note)
    assert "any other cutout costs 1 credit" in words(panel)
    (job,) = window.service.runner.jobs.values()
    # so it is not offered again; nobody waits for the disk
    await until(lambda: job.is_taken)
    # another job with another provider
    window.choose_job(FACE.id)
    assert "Nothing is uploaded" in window.face_panel.provider_note
    window.face_panel.provider_chosen.emit("picwish")
    window.choose_job(BACKGROUND.id)
    panel.provider_chosen.emit("local")
    assert "Nothing is uploaded" in panel.provider_note
    window.choose_job(FACE.id)
    await until(lambda: "Sends the whole photo" in window.face_panel.provider_note)


async def test_everything_after_the_cutout_is_free(new_app: NewApp, sandbox: Sandbox, photo: Path) -> None:
    window = (await new_app()).window
    entry, document = await opened(window, photo)
    await cut_out(window)
    await until(lambda: "99 credits left." in window.background_panel.provider_note)
    before = len(sandbox.requests)
    panel = window.background_panel
    for number in range(30):
        look = Look(
            ColorBackdrop((number, 2, 3)),
            Shadow(number / 30),
            Edge(shift=number / 10, soften=number / 10, cleans_colors=bool(number % 2)),
            Framing(list(CanvasShape)[number % 5], is_cropped=bool(number % 2), margin=number / 100),
        )
        panel.look_changed.emit(look, True)
    window.commands[Command.BRUSH].trigger()
    window.canvas.set_brush_size(8)
    Hand(window.canvas).drag((10, 10), (30, 10))
    window.commands[Command.SMART].trigger()
    stroke(window, CORNER)
    await idle(entry)
    for _ in range(10):
        window.commands[Command.UNDO].trigger()
    # the note of what would be sent is measured after a pause, and asks nobody either
    measured: list[str] = []
    window.provider_note.changed.connect(lambda: measured.append("now"))
    window.provider_note.touch()
    await until(lambda: measured)
    assert len(sandbox.requests) == before
    # the same again is answered from disk
    await cut_out(window)
    assert entry.message == ""
    assert len(sandbox.charges) == 1
    assert len(sandbox.at(Route.SEGMENTATION)) == 1
    assert document.undo_label == "Cut out"


async def test_no_network_waits_or_this_computer_does_it(
    new_app: NewApp, sandbox: Sandbox, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICWISH_BASE_URL", "http://127.0.0.1:9")
    window = (await new_app()).window
    entry, document = await opened(window, photo)
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.job and entry.job.state is JobState.PENDING and entry.job.error)
    assert "Use this computer instead" in buttons(window.background_panel)
    window.background_panel.use_this_computer.emit()
    await until(lambda: document.state.cutout is not None and not entry.is_busy)
    assert cutout_of(document).provider == "local"
    await until(lambda: not window.service.runner.jobs)
    assert sandbox.requests == []
    assert window.settings.background_provider == "picwish"


async def test_a_locked_photo_is_not_sent_and_says_so(new_app: NewApp, sandbox: Sandbox, photo: Path) -> None:
    window = (await new_app()).window
    entry, _ = await opened(window, photo)
    window.commands[Command.LOCK].trigger()
    assert not window.commands[Command.RUN].isEnabled()
    assert "locked to this computer" in window.background_panel.provider_note
    window.cutting.start()
    await idle(entry)
    assert "locked to this computer" in entry.message
    window.background_panel.provider_chosen.emit("local")
    assert window.commands[Command.RUN].isEnabled()
    assert not sandbox.at(Route.SEGMENTATION)


async def test_a_result_that_nobody_took_comes_back_as_a_cutout_on_its_photo(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    app = await new_app()
    await opened(app.window, photo)
    app.window.commands[Command.RUN].trigger()
    await until(lambda: sandbox.at(Route.SEGMENTATION))
    # the photo is closed while it is cut out
    app.window.closing.close_current()
    await until(lambda: not app.window.documents.current)
    (job,) = app.service.runner.jobs.values()
    await until(lambda: job.is_offered)

    window = (await new_app()).window
    window.choose_job(REMOVE_OBJECTS.id)
    dialog = await sees(window, PaidWorkDialog)
    (job,) = window.service.runner.jobs.values()
    dialog.decided.emit(job.id, Decision.OPEN)
    entry, document = await current(window)
    await until(lambda: document.state.cutout is not None and job.is_taken)
    assert entry.path == photo
    assert cutout_of(document).provider == "picwish"
    assert cutout_of(document).matte.shape == (HEIGHT, WIDTH)
    assert window.job == BACKGROUND.id, "it is to be seen"
    assert shows_cutout(window)
    assert len(sandbox.charges) == 1


async def test_what_the_provider_still_has_is_fetched_and_opened_from_the_tray(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    app = await new_app()
    await opened(app.window, photo)
    sandbox.faults.push(Route.SEGMENTATION_TASK, Silence(When.BEFORE_WORK))
    app.window.commands[Command.RUN].trigger()
    await until(lambda: sandbox.at(Route.SEGMENTATION_TASK))

    window = (await new_app()).window
    await until(lambda: [job for job in window.service.runner.jobs.values() if job.is_offered])
    (job,) = window.service.runner.jobs.values()
    await until(lambda: window.jobs.with_id(job.id) is not None)
    # it is open already, and a stroke is being worked on there
    entry, document = await opened(window, photo)
    stroke(window, CORNER)
    window.tray.chosen.emit(job.id)
    await until(lambda: job.is_taken)
    await idle(entry)
    assert window.documents.current is entry
    assert cutout_of(document).provider == "picwish"
    assert cutout_of(document).kept is None, "the stroke was for what was there before"
    assert len(sandbox.charges) == 1


async def test_a_paid_cutout_is_cancelled_and_the_same_is_free(new_app: NewApp, sandbox: Sandbox, photo: Path) -> None:
    window = (await new_app()).window
    entry, document = await opened(window, photo)
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.job is not None and entry.job.state is JobState.RUNNING)
    assert entry.job is not None
    job = entry.job
    window.showing._stop()
    await idle(entry)
    assert "credit may be spent" in entry.message
    assert not has_cutout(document)
    await until(lambda: job.state is JobState.SUCCEEDED)
    await cut_out(window)
    assert has_cutout(document)
    assert len(sandbox.charges) == 1


async def test_a_removal_and_a_look_do_not_meet(window: MainWindow, photo: Path) -> None:
    """A drag on the look of a cutout goes on while a result comes."""
    entry, document = await with_cutout(window, photo)
    window.choose_job(REMOVE_OBJECTS.id)
    document.set_rectangles("Rectangle", [Rect(30, 120, 20, 20)])
    window.commands[Command.RUN].trigger()
    window.choose_job(BACKGROUND.id)
    for step in range(5):
        window.background_panel.look_changed.emit(Look(shadow=Shadow(step / 10)), False)
    assert document.is_changing
    await until(lambda: document.state.preview is not None)
    await idle(entry)
    assert entry.message == ""
    assert document.state.look.shadow.strength == 0.4
    window.commands[Command.UNDO].trigger()
    assert document.state.preview is None
    assert document.state.look.shadow.strength == 0.4
