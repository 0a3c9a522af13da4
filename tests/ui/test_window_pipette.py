"""The pipette where an ID photo is shown, which is none of the canvas'."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from picwish_desktop.app import App
from picwish_desktop.ui.id_photo.window_pipette import WindowPipette
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.ui.rail import BACKGROUND
from tests.ui.serving import framed, made, ready

RED = (200, 30, 30)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


async def picking(window: MainWindow, photo: Path) -> WindowPipette:
    await framed(window, photo)
    window.id_photo_panel.background_changed.emit(BackgroundChoice(RED), True)
    await ready(window)
    window.id_photo_panel.pipette_requested.emit()
    pipette = window.findChild(WindowPipette)
    assert isinstance(pipette, WindowPipette)
    assert pipette.is_on
    assert QWidget.mouseGrabber() is pipette
    return pipette


def background(window: MainWindow) -> object:
    entry = window.documents.current
    assert entry is not None
    assert entry.document is not None
    return made(entry.document).background


def press(window: MainWindow, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
    """As Qt gives it to who holds the mouse. QTest would handle other events meanwhile, in the middle of a task."""
    grabber = QWidget.mouseGrabber()
    assert grabber is not None
    at, keys = window.mapToGlobal(place), Qt.KeyboardModifier.NoModifier
    local = QPointF(grabber.mapFromGlobal(at))
    event = QMouseEvent(QEvent.Type.MouseButtonPress, local, QPointF(at), button, button, keys)
    QApplication.sendEvent(grabber, event)


def press_escape(window: MainWindow) -> None:
    focused = window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)


async def test_it_takes_what_is_seen_there(window: MainWindow, photo: Path) -> None:
    pipette = await picking(window, photo)
    frame = window.portrait_view.frame
    before_her = window.portrait_view.mapTo(window, QPoint(round(frame.x(0.05)), round(frame.y(0.05))))
    for place, expected in ((before_her, RED), (QPoint(window.rail.width() // 2, window.height() // 2), None)):
        pipette.set_on(True)
        seen = window.grab().toImage().pixelColor(place)
        press(window, place)
        assert not pipette.is_on
        assert background(window) == (seen.red(), seen.green(), seen.blue())
        assert expected in (None, background(window)), "not the wall of the photo itself"
        await ready(window)


@pytest.mark.parametrize(
    "ending",
    [
        press_escape,
        lambda window: press(window, QPoint(500, 300), RIGHT),
        lambda window: window.id_photo_panel.pipette_requested.emit(),
        lambda window: window.showing.id_photo.show_sheet(True),
        lambda window: window.choose_job(BACKGROUND.id),
        lambda window: QDialog(window).open(),
        lambda window: window.hide(),
    ],
    ids=["Esc", "another button", "the pipette's button", "the sheet", "another job", "a dialog", "out of sight"],
)
async def test_it_ends_without_a_colour(
    window: MainWindow, photo: Path, ending: Callable[[MainWindow], object]
) -> None:
    pipette = await picking(window, photo)
    had_keys = window.focusWidget()
    assert had_keys is pipette
    ending(window)
    assert not pipette.is_on
    assert not pipette.isVisible()
    assert QWidget.mouseGrabber() is None
    assert background(window) == RED
    for dialog in window.findChildren(QDialog):
        dialog.reject()


async def test_the_keys_go_back_to_who_had_them(window: MainWindow, photo: Path) -> None:
    await framed(window, photo)
    window.portrait_view.setFocus()
    window.id_photo_panel.pipette_requested.emit()
    assert window.focusWidget() is not window.portrait_view
    press_escape(window)
    assert window.focusWidget() is window.portrait_view


async def test_who_had_the_keys_may_be_gone(window: MainWindow, photo: Path) -> None:
    await framed(window, photo)
    had_keys = QLineEdit(window)
    had_keys.show()
    had_keys.setFocus()
    window.id_photo_panel.pipette_requested.emit()
    had_keys.deleteLater()
    QApplication.sendPostedEvents(had_keys, QEvent.Type.DeferredDelete)
    press_escape(window)
    assert QWidget.mouseGrabber() is None
