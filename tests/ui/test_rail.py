"""The jobs by the keyboard alone, in the whole window: from the rail, and by their commands."""

from pathlib import Path

import pytest
import skimage.data
from PIL import Image
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton

from picwish_desktop.ui.actions import JOBS, Command
from picwish_desktop.ui.keymap import KEYMAPS, apply_keymap, keys_in
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.rail import BACKGROUND, FACE, ID_PHOTO, REMOVE_OBJECTS
from tests.ui.whole_window import opened
from tests.waiting import until

ENTRIES = (BACKGROUND, FACE, REMOVE_OBJECTS, ID_PHOTO)
"""From top to bottom."""
BACKTAB = Qt.Key.Key_Backtab


async def with_photo(window: MainWindow, folder: Path) -> None:
    path = folder / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    await opened(window, path)
    await active(window)


async def active(window: MainWindow) -> None:
    window.activateWindow()
    await until(window.isActiveWindow)


def focused(window: MainWindow) -> str:
    """The job whose button the keys go to; "" for none."""
    return next((entry.id for entry in ENTRIES if button(window, entry.command).hasFocus()), "")


def checked(window: MainWindow) -> list[str]:
    return [entry.id for entry in ENTRIES if button(window, entry.command).isChecked()]


def button(window: MainWindow, command: Command) -> QToolButton:
    buttons = window.rail.findChildren(QToolButton)
    return next(button for button in buttons if button.accessibleName() == command.value.name)


def press(*keys: Qt.Key) -> None:
    """Whatever has the keyboard gets them."""
    for key in keys:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key, Qt.KeyboardModifier.ShiftModifier if key == BACKTAB else Qt.KeyboardModifier(0))


def tab_to_rail(window: MainWindow, key: Qt.Key = Qt.Key.Key_Tab) -> list[str]:
    """Once around the whole window: the buttons of the rail on the way."""
    window.canvas.setFocus()
    found: list[str] = []
    for _ in range(100):
        press(key)
        if window.canvas.hasFocus():
            return found
        if focused(window):
            found.append(focused(window))
    pytest.fail("Tab does not come back")


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, BACKTAB])
@pytest.mark.parametrize("job", [BACKGROUND.id, FACE.id, REMOVE_OBJECTS.id])
async def test_tab_reaches_the_current_job_and_no_other(
    window: MainWindow, tmp_path: Path, job: str, key: Qt.Key
) -> None:
    await with_photo(window, tmp_path)
    assert checked(window) == [job]
    assert tab_to_rail(window, key) == [job]


async def test_tab_reaches_the_current_job_before_there_is_a_photo(window: MainWindow) -> None:
    await active(window)
    window.setFocus()
    found = set()
    for _ in range(20):
        press(Qt.Key.Key_Tab)
        found.add(focused(window))
    assert found == {"", REMOVE_OBJECTS.id}


async def test_arrows_go_from_job_to_job_and_choose_none(window: MainWindow, tmp_path: Path) -> None:
    await with_photo(window, tmp_path)
    button(window, Command.REMOVE_OBJECTS).setFocus()
    went = []
    keys = Qt.Key
    for key in (keys.Key_Down, keys.Key_Down, keys.Key_Up, keys.Key_Left, keys.Key_Left, keys.Key_Right):
        press(key)
        went.append(focused(window))
    assert went == [ID_PHOTO.id, BACKGROUND.id, ID_PHOTO.id, REMOVE_OBJECTS.id, FACE.id, REMOVE_OBJECTS.id]
    assert (window.job, checked(window)) == (REMOVE_OBJECTS.id, [REMOVE_OBJECTS.id])


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_a_key_chooses_the_job_that_has_the_focus(window: MainWindow, tmp_path: Path, key: Qt.Key) -> None:
    await with_photo(window, tmp_path)
    button(window, Command.REMOVE_OBJECTS).setFocus()
    press(Qt.Key.Key_Up, key)
    assert (window.job, checked(window), focused(window)) == (FACE.id, [FACE.id], FACE.id)
    press(key)
    assert (window.job, checked(window)) == (FACE.id, [FACE.id]), "who presses it again stays there"


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, BACKTAB])
async def test_tab_leaves_the_rail_from_every_job(window: MainWindow, tmp_path: Path, key: Qt.Key) -> None:
    await with_photo(window, tmp_path)
    for steps in range(len(ENTRIES)):
        button(window, Command.REMOVE_OBJECTS).setFocus()
        press(*[Qt.Key.Key_Down] * steps, key)
        assert focused(window) == ""
    assert tab_to_rail(window) == [REMOVE_OBJECTS.id], "and comes back to the current one"


async def test_a_job_is_seen_to_be_chosen_before_there_is_a_photo(window: MainWindow) -> None:
    assert checked(window) == [REMOVE_OBJECTS.id]
    for entry in ENTRIES:
        button(window, entry.command).click()
        assert (window.job, checked(window)) == (entry.id, [entry.id])
        assert window.commands[entry.command].isChecked()


async def test_the_photo_has_the_keys_where_the_field_that_had_them_goes_with_its_job(
    window: MainWindow, tmp_path: Path
) -> None:
    await with_photo(window, tmp_path)
    window.choose_job(ID_PHOTO.id)
    field = next(field for field in window.id_photo_panel.findChildren(QLineEdit) if field.isVisible())
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert window.job == REMOVE_OBJECTS.id
    assert window.canvas.hasFocus()


async def test_the_focus_moves_nothing_on_a_job(window: MainWindow, tmp_path: Path) -> None:
    await with_photo(window, tmp_path)
    # without the ring
    inside = QRect(3, 12, 62, 44)
    for entry in (BACKGROUND, FACE, ID_PHOTO):
        job = button(window, entry.command)
        before = job.grab(inside).toImage()
        job.setFocus()
        assert job.grab(inside).toImage() == before, entry.id


async def test_each_job_has_a_key_that_turns_to_it(window: MainWindow, tmp_path: Path) -> None:
    await with_photo(window, tmp_path)
    digits = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)
    for digit, entry in [*zip(digits, ENTRIES, strict=True), (digits[0], BACKGROUND)]:
        QTest.keyClick(window, digit, Qt.KeyboardModifier.AltModifier)
        assert (window.job, checked(window)) == (entry.id, [entry.id])
        assert [command for command in JOBS if window.commands[command].isChecked()] == [entry.command]
    window.choose_job(FACE.id)
    assert [command for command in JOBS if window.commands[command].isChecked()] == [Command.FACE]


async def test_the_menu_has_the_jobs_with_the_current_one_checked(window: MainWindow) -> None:
    menu = window.menuBar().findChild(QMenu, "menu_jobs")
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()[:4]] == ["Background", "Face", "Remove objects", "ID photo"]
    assert [action.isChecked() for action in menu.actions()[:4]] == [False, False, True, False]
    menu.actions()[3].trigger()
    assert window.job == ID_PHOTO.id
    assert [action.isChecked() for action in menu.actions()[:4]] == [False, False, False, True]


@pytest.mark.parametrize("name", KEYMAPS)
def test_the_keys_are_the_same_in_every_keymap(name: str) -> None:
    keys = keys_in(name)
    assert [keys[command] for command in JOBS] == [("Alt+1",), ("Alt+2",), ("Alt+3",), ("Alt+4",)]


async def test_the_rail_says_the_keys_in_force(window: MainWindow) -> None:
    face = button(window, Command.FACE)
    assert face.toolTip() == "Cut the face or head out (Alt+2)"
    apply_keymap(window.commands, "picwish", {Command.FACE: ("F7",)})
    assert face.toolTip() == "Cut the face or head out (F7)"
    apply_keymap(window.commands, "picwish", {Command.FACE: ()})
    assert face.toolTip() == "Cut the face or head out"
