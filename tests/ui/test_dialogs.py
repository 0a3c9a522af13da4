"""Questions and messages."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from picwish_desktop.storage.setting_kinds import Group
from picwish_desktop.storage.settings import asked_settings
from picwish_desktop.ui.actions import FRAME_BY_LINES, Actions, Command
from picwish_desktop.ui.dialogs.about import AboutDialog
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.dialogs.shortcuts import ShortcutSheet
from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.keymap import apply_keymap
from picwish_desktop.ui.status_bar import StatusBar
from picwish_desktop.ui.theme import Theme, apply_theme
from picwish_desktop.ui.widgets.scroll_column import ScrollColumn


@pytest.fixture
def bare_window(bare_window: QMainWindow) -> QMainWindow:
    bare_window.show()
    return bare_window


def shown(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def texts(dialog: QWidget) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


@pytest.mark.parametrize(
    ("names", "button", "answer"),
    [
        (["a.jpg"], "Save", UnsavedAnswer.SAVE),
        (["a.jpg", "b.jpg"], "Save all", UnsavedAnswer.SAVE),
        (["a.jpg"], "Don’t save", UnsavedAnswer.DISCARD),
        (["a.jpg"], "Cancel", UnsavedAnswer.CANCEL),
    ],
)
def test_unsaved_answers_once(
    qtbot: QtBot, bare_window: QMainWindow, names: list[str], button: str, answer: UnsavedAnswer
) -> None:
    dialog = UnsavedDialog(names, bare_window)
    answers: list[UnsavedAnswer] = []
    dialog.answered.connect(answers.append)
    dialog.open()
    pressed = next(b for b in dialog.findChildren(QPushButton) if b.text() == button)
    qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert answers == [answer]


@pytest.mark.parametrize("how", ["escape", "close"])
def test_unsaved_closed_is_cancel(qtbot: QtBot, bare_window: QMainWindow, how: str) -> None:
    dialog = UnsavedDialog(["a.jpg"], bare_window)
    answers: list[UnsavedAnswer] = []
    dialog.answered.connect(answers.append)
    dialog.open()
    if how == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert answers == [UnsavedAnswer.CANCEL]


def test_many_names_are_cut_short(bare_window: QMainWindow) -> None:
    dialog = UnsavedDialog([f"{n}.jpg" for n in range(9)], bare_window)
    assert "4.jpg" in texts(dialog)
    assert "5.jpg" not in texts(dialog)
    assert "and 4 more" in texts(dialog)


def test_a_message_is_read_as_it_is_written(qtbot: QtBot, bare_window: QMainWindow) -> None:
    dialog = show_message("Not opened", "“<b>x</b>.jpg” cannot be read.", bare_window)
    label = next(label for label in dialog.findChildren(QLabel) if "<b>" in label.text())
    assert label.textFormat() == Qt.TextFormat.PlainText
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_the_sheet_has_every_key(bare_window: QMainWindow) -> None:
    actions = Actions(bare_window)
    shown = " ".join(texts(ShortcutSheet(actions, bare_window)))
    for _, action in actions:
        for key in action.shortcuts():
            assert key.toString(QKeySequence.SequenceFormat.NativeText) in shown


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
def test_no_row_of_the_sheet_is_cut_however_many_keys_there_are(
    qapp: QApplication, qtbot: QtBot, bare_window: QMainWindow, theme: Theme
) -> None:
    apply_theme(qapp, theme)
    actions = Actions(bare_window)
    keys = tuple(f"Ctrl+Alt+Shift+F{number}" for number in range(1, 9))
    apply_keymap(actions, "picwish", {Command.CLEAR: keys, Command.SWAP: keys})
    sheet = ShortcutSheet(actions, bare_window, has_own=True)
    with qtbot.waitExposed(sheet):
        sheet.open()
    area = sheet.findChild(ScrollColumn)
    assert area is not None
    assert area.inside.width() <= area.viewport().width()
    for label in area.inside.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
        assert label.mapTo(area.inside, QPoint(label.width(), 0)).x() <= area.inside.width()
    titles = {"File", "Edit", "View", "Counter", "On the photo", "On an ID photo", "On the sheet"}
    found = {label.text(): label.mapTo(area.inside, QPoint()).x() for label in area.findChildren(QLabel)}
    assert titles <= found.keys()
    first, second, third = sorted({found[title] for title in titles})
    assert abs((second - first) - (third - second)) <= 1, "columns of the same width"


def test_the_sheet_says_all_that_is_done_with_the_lines_of_an_id_photo(bare_window: QMainWindow) -> None:
    actions = Actions(bare_window)
    actions[Command.FIT].setShortcut("Ctrl+9")
    shown = " · ".join(texts(ShortcutSheet(actions, bare_window)))
    rows = (
        ("Take the next line", "L, back with Shift"),
        ("Move a line", "drag, or arrows when taken"),
        ("It is right there", "Enter or click"),
        ("Let the line go", "Esc"),
        (FRAME_BY_LINES, "Ctrl+9 or double click"),
    )
    for row in rows:
        assert " · ".join(row) in shown


def test_the_sheet_says_where_the_keys_are_changed(bare_window: QMainWindow) -> None:
    shown = " ".join(texts(ShortcutSheet(Actions(bare_window), bare_window, keymap="gimp")))
    assert f"As in GIMP. Every key can be changed: Settings, {Group.KEYBOARD.value}." in shown
    assert dict(asked_settings())["keymap"].group is Group.KEYBOARD


def test_an_empty_status_message_brings_the_facts_back(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show()
    status.set_file("coffee.jpg", "6000 × 4000 · sRGB")
    status.show_message("Saved.")
    status.show_message("")
    assert "coffee.jpg" in shown(status)
    assert "Saved." not in shown(status)


def test_about_credits_what_is_bundled(bare_window: QMainWindow) -> None:
    shown = " ".join(texts(AboutDialog("1.2.3", bare_window)))
    for owed in ("1.2.3", "Lucide", "Noto Sans", "NASA", "CC0", "Qt"):
        assert owed in shown


def test_a_status_message_gives_way_to_the_facts(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show()
    status.set_file("coffee.jpg", "6000 × 4000 · sRGB")
    status.show_message("Saved.", 1)
    qtbot.waitUntil(lambda: "Saved." not in shown(status))
    assert "coffee.jpg" in shown(status)


@pytest.mark.parametrize(("count", "text"), [(0, ""), (1, "1 job running"), (2, "2 jobs running")])
def test_running_jobs_are_counted(qtbot: QtBot, count: int, text: str) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.set_running_jobs(count)
    assert ("running" in " ".join(label.text() for label in status.findChildren(QLabel))) == bool(text)
