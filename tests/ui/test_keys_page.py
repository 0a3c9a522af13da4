"""The settings' page of keys: a command is found, gets a key, loses one, and goes back; nothing moves before OK."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.app import App, build
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.setting_kinds import Group
from picwish_desktop.storage.settings import KeyTable, Settings
from picwish_desktop.storage.settings_file import load_settings, save_settings
from picwish_desktop.ui.actions import MENUS, Actions, Command
from picwish_desktop.ui.dialogs.settings import SettingsDialog
from picwish_desktop.ui.dialogs.settings_keys import KeysField
from picwish_desktop.ui.dialogs.shortcuts import ShortcutSheet
from picwish_desktop.ui.keymap import apply_keymap
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.key_button import KeyButton
from picwish_desktop.ui.widgets.key_rows import KeyRows
from picwish_desktop.ui.widgets.verdict import Verdict
from tests.ui.whole_window import ended, sees
from tests.waiting import until

W = TypeVar("W", bound=QWidget)
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


class Page:
    """A person before the page."""

    def __init__(self, field: KeysField) -> None:
        self.field = field
        self.search = only(field, QLineEdit)
        self.list = only(field, QListView)
        self.add = only(field, KeyButton)
        self.verdict = only(field, Verdict)

    def rows(self) -> list[str]:
        model = self.list.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def choose(self, command: Command) -> None:
        model = self.list.model()
        assert isinstance(model, KeyRows)
        index = model.index(model.position_of(command))
        self.list.scrollTo(index)
        QTest.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, pos=self.list.visualRect(index).center())

    def types(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Into whatever has the focus, as the keyboard does."""
        focused = self.field.window().focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key, modifiers)

    def gives(self, command: Command, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.choose(command)
        self.add.click()
        self.types(key, modifiers)

    def waits(self) -> bool:
        return self.add.is_waiting

    def button(self, name: str) -> QPushButton:
        return next(each for each in self.field.findChildren(QPushButton) if each.accessibleName() == name)

    def chips(self) -> list[str]:
        """The keys that can be taken away."""
        names = [each.accessibleName() for each in self.field.findChildren(QPushButton) if not each.isHidden()]
        return [name.removeprefix("Remove ") for name in names if name.startswith("Remove ")]


def only(field: KeysField, kind: type[W]) -> W:
    found = field.findChild(kind)
    assert isinstance(found, kind)
    return found


@pytest.fixture
def new_page(qtbot: QtBot) -> Callable[..., Page]:
    def new(table: KeyTable | None = None, keymap: str = "picwish") -> Page:
        field = KeysField(keymap, table or {})
        qtbot.addWidget(field)
        field.resize(640, 400)
        field.show()
        field.activateWindow()
        qtbot.waitUntil(field.isActiveWindow)
        return Page(field)

    return new


NewPage = Callable[..., Page]


def test_all_commands_are_there_by_menu_with_their_keys(new_page: NewPage) -> None:
    page = new_page()
    assert len(page.rows()) == len(Command) + len(MENUS)
    assert page.rows()[:2] == ["File", "Open, Ctrl+O"]
    assert "Eraser, E" in page.rows()
    assert "Save matte as, no key" in page.rows()
    assert not page.field.is_changed


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("eras", ["Tools", "Eraser, E", "Swap brush and eraser, X"]),
        ("CTRL+J", ["Counter", "Customers, Ctrl+J"]),
        ("tools poly", ["Tools", "Polygon, Shift+L"]),
        ("no such thing", []),
    ],
)
def test_a_command_is_found_by_its_name_its_menu_or_its_key(new_page: NewPage, typed: str, rows: list[str]) -> None:
    page = new_page()
    page.search.setText(typed)
    assert page.rows() == rows
    labels = [label.text() for label in page.field.findChildren(QLabel) if label.isVisible()]
    assert any("no such thing" in text for text in labels) is (not rows)


def test_by_keyboard_alone(new_page: NewPage) -> None:
    page = new_page()
    page.search.setFocus()
    QTest.keyClicks(page.search, "zoom in")
    page.types(Qt.Key.Key_Return)
    assert page.list.hasFocus()
    page.types(Qt.Key.Key_Return)
    assert page.waits()
    page.types(Qt.Key.Key_F7, SHIFT)
    assert not page.waits()
    assert page.field.value() == {"zoom_in": ["Shift+F7", "Ctrl++", "Ctrl+="]}


def test_the_arrow_keys_go_from_command_to_command(new_page: NewPage) -> None:
    page = new_page()
    page.choose(Command.QUIT)
    page.types(Qt.Key.Key_Down)
    assert page.chips() == ["Ctrl+Z"], "past the name of the menu"


def test_a_key_that_is_free_is_given_at_once(new_page: NewPage) -> None:
    page = new_page()
    page.gives(Command.BRUSH, Qt.Key.Key_K)
    assert page.chips() == ["K", "B"]
    assert "Brush, K · B" in page.rows()
    assert page.field.value() == {"brush": ["K", "B"]}
    assert page.verdict.text() == ""
    page.gives(Command.BRUSH, Qt.Key.Key_K)
    assert page.verdict.text() == "“Brush” has this key already."


def test_who_has_a_key_is_said_and_loses_it_only_when_told_to(new_page: NewPage) -> None:
    page = new_page()
    page.gives(Command.BRUSH, Qt.Key.Key_E)
    assert page.verdict.text() == "“E” is the key of “Eraser”."
    assert page.field.value() == {}
    take = page.button("Take it")
    assert take.isVisible()
    assert take.hasFocus()
    take.click()
    assert page.field.value() == {"brush": ["E", "B"]}
    assert "Eraser, no key" in page.rows()
    assert (page.verdict.text(), take.isVisible()) == ("", False)
    page.choose(Command.ERASER)
    page.button("Reset").click()
    assert page.verdict.text() == "Taken back from “Brush”."
    assert page.field.value() == {}


def test_what_was_offered_is_no_more_for_another_command(new_page: NewPage) -> None:
    page = new_page()
    page.gives(Command.BRUSH, Qt.Key.Key_E)
    page.choose(Command.QUIT)
    assert not page.button("Take it").isVisible()
    assert page.verdict.text() == ""


def test_a_key_of_two_and_of_the_overlay_is_said_too(new_page: NewPage) -> None:
    page = new_page()
    page.gives(Command.BRUSH, Qt.Key.Key_W)
    assert page.verdict.text() == "“W” is the key of “Smart brush” and “Magic wand”."
    page.gives(Command.BRUSH, Qt.Key.Key_3)
    assert page.verdict.text() == "“3” sets how strong the overlay is."
    page.button("Take it").click()
    assert page.chips() == ["3", "B"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Tab, Qt.Key.Key_Return])
def test_a_key_that_the_program_needs_is_refused_and_another_one_can_be_pressed(new_page: NewPage, key: Qt.Key) -> None:
    page = new_page()
    page.gives(Command.BRUSH, key)
    assert page.verdict.text().startswith("“")
    assert page.waits()
    assert page.field.value() == {}
    page.types(Qt.Key.Key_Shift)
    page.types(Qt.Key.Key_K, SHIFT)
    assert page.chips() == ["Shift+K", "B"]
    assert page.verdict.text() == ""


def test_a_key_of_which_no_shortcut_can_be_made_is_refused(new_page: NewPage) -> None:
    page = new_page()
    page.choose(Command.BRUSH)
    page.add.click()
    QApplication.sendEvent(page.add, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Dead_Acute, NONE))
    assert page.verdict.text() == "No shortcut can be made of this key."


def test_esc_another_press_and_leaving_end_the_waiting(new_page: NewPage) -> None:
    page = new_page()
    ends: list[Callable[[], None]] = [lambda: page.types(Qt.Key.Key_Escape), page.add.click, page.search.setFocus]
    for end in ends:
        page.add.click()
        assert page.waits()
        end()
        assert not page.waits()
    assert page.field.isVisible()
    assert page.field.value() == {}


def test_a_key_is_taken_away_and_all_come_back(new_page: NewPage) -> None:
    page = new_page({"brush": ["K"], "undo": []})
    page.choose(Command.CLEAR)
    page.button("Remove Backspace").click()
    assert page.chips() == ["Del", "Ctrl+D", "Ctrl+Shift+A"]
    page.choose(Command.SWAP)
    page.button("Remove X").click()
    assert page.chips() == []
    assert page.field.is_changed
    page.button("Reset").click()
    assert page.chips() == ["X"]
    assert page.verdict.text() == "“Swap brush and eraser” has the keys of the set."
    assert not page.button("Reset").isEnabled()
    page.button("Reset all").click()
    assert page.field.value() == {}
    assert "Brush, B" in page.rows()
    assert not page.button("Reset all").isEnabled()


def test_five_keys_are_enough(new_page: NewPage) -> None:
    page = new_page()
    page.gives(Command.CLEAR, Qt.Key.Key_F7)
    assert len(page.chips()) == 5
    assert not page.add.isEnabled()
    assert "as many as there can be" in page.add.toolTip()
    page.button("Remove F7").click()
    assert page.add.isEnabled()


FIVE: KeyTable = {"open": ["F2", "F3", "F4", "F6", "F7"]}
FOUR: KeyTable = {"open": ["F2", "F3", "F4", "F6"]}


@pytest.mark.parametrize("key", [Qt.Key.Key_F7, Qt.Key.Key_E])
def test_after_the_fifth_key_no_press_takes_any_away(new_page: NewPage, key: Qt.Key) -> None:
    page = new_page(FOUR)
    page.list.setFocus()
    page.types(Qt.Key.Key_Return)
    page.types(key)
    if key == Qt.Key.Key_E:
        # of the eraser
        page.types(Qt.Key.Key_Space)
    assert len(page.chips()) == 5
    assert page.list.hasFocus()
    for enter in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        page.types(enter)
        assert len(page.chips()) == 5
    assert not page.waits()
    assert page.add.text() == "Add key…"
    assert page.verdict.text() == "It has as many as there can be. Take one away first."


def test_where_no_command_is_found_the_focus_goes_to_what_is_typed(new_page: NewPage) -> None:
    page = new_page(FOUR)
    page.search.setText("no such thing")
    page.add.start()
    page.types(Qt.Key.Key_F7)
    assert page.search.hasFocus()


def test_to_begin_does_nothing_where_it_cannot_be_pressed(new_page: NewPage) -> None:
    page = new_page(FIVE)
    page.add.start()
    assert not page.waits()
    page.button("Remove F7").click()
    page.add.start()
    assert page.waits()
    page.types(Qt.Key.Key_F8)
    assert page.chips() == ["F8", "F2", "F3", "F4", "F6"]


@pytest.mark.parametrize("name", ["Remove F7", "Reset", "Reset all"])
def test_a_button_that_is_gone_hands_the_focus_to_the_list(new_page: NewPage, name: str) -> None:
    page = new_page(FIVE)
    page.button(name).setFocus()
    page.types(Qt.Key.Key_Space)
    assert page.list.hasFocus()


def test_a_button_that_can_be_pressed_again_keeps_the_focus(new_page: NewPage) -> None:
    page = new_page()
    page.gives(Command.BRUSH, Qt.Key.Key_K)
    assert page.add.hasFocus()


def test_a_refusal_goes_with_the_waiting(new_page: NewPage) -> None:
    page = new_page()
    ends: list[Callable[[], None]] = [lambda: page.types(Qt.Key.Key_Escape), page.add.click, page.search.setFocus]
    for end in ends:
        page.gives(Command.BRUSH, Qt.Key.Key_Space)
        assert page.verdict.text()
        end()
        assert page.verdict.text() == ""


def test_what_was_said_goes_when_another_key_is_waited_for(new_page: NewPage) -> None:
    page = new_page()
    page.gives(Command.BRUSH, Qt.Key.Key_B)
    assert page.verdict.text() == "“Brush” has this key already."
    page.add.click()
    assert page.verdict.text() == ""
    page.types(Qt.Key.Key_E)
    page.add.click()
    assert page.verdict.text() == ""
    assert not page.button("Take it").isVisible()


def test_the_other_name_of_a_key_is_one_that_it_has(new_page: NewPage) -> None:
    page = new_page()
    page.choose(Command.SOFTER)
    page.add.click()
    QApplication.sendEvent(page.add, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_BraceLeft, SHIFT, "{"))
    assert page.verdict.text().endswith("has this key already.")


def test_another_keymap_is_seen_at_once_and_own_keys_stay(new_page: NewPage) -> None:
    page = new_page({"swap": ["K"]})
    page.field.set_keymap("gimp")
    assert "Brush, P · B" in page.rows()
    assert "Swap brush and eraser, K" in page.rows()
    assert page.verdict.text() == "Your own keys stay as they are."
    assert not page.field.is_changed


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ("", ("Overlay 10–100 %", "1 to 9 and 0")),
        ("12", ("Overlay 30–100 %", "3 to 9 and 0")),
        ("0", ("Overlay, tens of %", "1 · 2 · 3 · 4 · 5 · 6 · 7 · 8 · 9")),
        ("5", ("Overlay, tens of %", "1 · 2 · 3 · 4 · 6 · 7 · 8 · 9 · 0")),
    ],
)
def test_the_sheet_says_which_digits_are_the_overlays(
    actions: Actions, qtbot: QtBot, taken: str, said: tuple[str, str]
) -> None:
    free = [command for command in Command if not command.value.keys]
    apply_keymap(actions, "picwish", {command: (key,) for command, key in zip(free, taken, strict=False)})
    sheet = ShortcutSheet(actions)
    qtbot.addWidget(sheet)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert (words[words.index(said[0])], words[words.index(said[0]) + 1]) == said


# in the window


async def settings_of(window: MainWindow) -> tuple[SettingsDialog, Page]:
    window.commands[Command.SETTINGS].trigger()
    dialog = await sees(window, SettingsDialog)
    dialog.show_group(Group.KEYBOARD)
    dialog.activateWindow()
    await until(dialog.isActiveWindow)
    return dialog, Page(dialog.shortcuts)


async def test_ok_changes_menus_tooltips_sheet_and_what_the_keys_do(app: App) -> None:
    window = app.window
    dialog, page = await settings_of(window)
    page.gives(Command.SETTINGS, Qt.Key.Key_F7)
    page.gives(Command.THEME_DARK, Qt.Key.Key_F8)
    assert window.commands[Command.SETTINGS].shortcut() == QKeySequence("Ctrl+,"), "nothing before OK"
    dialog.finish()
    assert window.commands[Command.SETTINGS].shortcut() == QKeySequence("F7")
    assert window.commands[Command.SETTINGS].toolTip().endswith("(F7)")
    assert window.settings.own_keys == {"settings": ["F7", "Ctrl+,"], "theme_dark": ["F8"]}
    await until(find_paths().settings.exists)
    await until(lambda: load_settings(find_paths().settings).own_keys == window.settings.own_keys)
    window.activateWindow()
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert window.settings.theme == "dark"
    QTest.keyClick(window, Qt.Key.Key_F1)
    sheet = await sees(window, ShortcutSheet)
    said = [label.text() for label in sheet.findChildren(QLabel)]
    assert "F7 · Ctrl+," in said
    assert said[said.index("Dark") + 1] == "F8", "of submenus, too"
    assert any(text.startswith("PicWish, as in Photoshop, with keys of your own.") for text in said)
    sheet.reject()


async def test_cancel_changes_nothing_and_a_set_is_tried_before_ok(app: App) -> None:
    dialog, page = await settings_of(app.window)
    choice = dialog.fields["keymap"].findChild(Choice)
    assert choice is not None
    choice.set_current("krita")
    assert "Rectangle, Ctrl+R · M · R" in page.rows()
    page.gives(Command.BRUSH, Qt.Key.Key_K)
    dialog.reject()
    assert app.window.settings.own_keys == {}
    assert app.window.commands[Command.BRUSH].shortcut() == QKeySequence("B")


async def test_waiting_for_a_key_neither_enter_nor_esc_ends_the_dialog(app: App) -> None:
    dialog, page = await settings_of(app.window)
    page.choose(Command.BRUSH)
    page.list.setFocus()
    page.types(Qt.Key.Key_Return)
    assert page.waits()
    page.types(Qt.Key.Key_Return)
    assert page.waits()
    page.types(Qt.Key.Key_Escape)
    assert not page.waits()
    assert dialog.isVisible()
    page.types(Qt.Key.Key_Escape)
    assert not dialog.isVisible()


async def test_own_keys_are_there_at_the_next_start() -> None:
    save_settings(Settings(own_keys={"brush": ["K"], "nobody": ["J"]}), find_paths().settings)
    app = build()
    assert app.window.commands[Command.BRUSH].toolTip() == "Brush (K)"
    await ended(app)
