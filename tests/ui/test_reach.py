"""What every control owes a person: a tooltip, a name, a place in the order of Tab, and room for its text."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSlider,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from picwish_desktop.model.backdrop import BlurredBackdrop, ColorBackdrop, GradientBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.ui.actions import Actions
from picwish_desktop.ui.dialogs.about import AboutDialog
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.save import SaveDialog
from picwish_desktop.ui.dialogs.save_format import PhotoToSave
from picwish_desktop.ui.dialogs.shortcuts import ShortcutSheet
from picwish_desktop.ui.dialogs.unsaved import UnsavedDialog
from picwish_desktop.ui.dialogs.unused_mark import UnusedMarkDialog
from picwish_desktop.ui.job_card import JobCard
from picwish_desktop.ui.panels.background import BackgroundPanel
from picwish_desktop.ui.panels.column import COLUMN_WIDTH
from picwish_desktop.ui.panels.cutout_state import CutoutPanelState
from picwish_desktop.ui.panels.face import FacePanel
from picwish_desktop.ui.panels.recent import RecentItem, RecentPanel
from picwish_desktop.ui.panels.remove_foot import Phase
from picwish_desktop.ui.panels.remove_objects import RemovePanel, RemovePanelState
from picwish_desktop.ui.rail import REMOVE_OBJECTS, Rail
from picwish_desktop.ui.status_bar import StatusBar
from picwish_desktop.ui.tabs import DocumentTab, DocumentTabs
from picwish_desktop.ui.tool_strip import ToolStrip
from picwish_desktop.ui.tray import Tray
from picwish_desktop.ui.welcome import Welcome
from picwish_desktop.ui.widgets.elided_label import ElidedLabel
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from tests.ui.cutout_panels import DONE, FRESH, RUNNING

LONG = "a very long name of a photo, as cameras and people make them, with a date 2024-08-17.jpeg"
SENTENCE = "PicWish could not be reached. Nothing was charged; look at the network, then try again."
STATES = {
    "empty": RemovePanelState(),
    "marked": RemovePanelState(marked_share=0.034, rectangles=50, can_save=True),
    "too much": RemovePanelState(marked_share=0.56),
    "running": RemovePanelState(phase=Phase.RUNNING, marked_share=0.1, progress=0.4, progress_text="Removing… 40 %"),
    "result": RemovePanelState(phase=Phase.RESULT, marked_share=0.1, can_save=True),
    "failed": RemovePanelState(marked_share=0.1, message=SENTENCE, provider_note=SENTENCE),
}


def remove_panel(state: RemovePanelState, _window: QMainWindow | None = None) -> RemovePanel:
    panel = RemovePanel()
    panel.set_providers([("local", "This computer", "free"), ("picwish", "PicWish", "1 credit")])
    panel.show_state(replace(state, provider="picwish"))
    return panel


CUTOUT_STATES = {
    "fresh": FRESH,
    "running": replace(RUNNING, waits_for_network=True),
    "done": replace(DONE, doubt=SENTENCE, message=SENTENCE, price_note=SENTENCE, provider_note=SENTENCE),
    "colour": replace(DONE, look=Look(ColorBackdrop((1, 2, 3)), framing=Framing(CanvasShape.SQUARE, True))),
    "gradient": replace(DONE, look=Look(GradientBackdrop((1, 2, 3), (3, 4, 5)))),
    "blurred": replace(DONE, look=Look(BlurredBackdrop(), framing=Framing(CanvasShape.MARKETPLACE))),
}


def cutout_panel(
    kind: type[BackgroundPanel] | type[FacePanel], state: CutoutPanelState, _window: QMainWindow | None = None
) -> QWidget:
    panel = kind(RecentColors([(1, 2, 3), (4, 5, 6)]))
    panel.set_providers([("local", "This computer", "free"), ("picwish", "PicWish", "1 credit")])
    panel.show_state(state)
    return panel


def recent_panel() -> RecentPanel:
    panel = RecentPanel()
    panel.set_items([RecentItem(Path("/a.jpg"), LONG, "removed 2 objects · today")])
    return panel


def tray() -> Tray:
    tray = Tray()
    tray.set_jobs([JobCard("a", LONG, "64 %", "accent", 0.64, is_running=True), JobCard("b", "b.png", "done", "ok")])
    return tray


def tabs() -> DocumentTabs:
    tabs = DocumentTabs()
    tabs.set_documents([DocumentTab("1", LONG), DocumentTab("2", "b.png", is_modified=True)], "1")
    return tabs


def status() -> StatusBar:
    status = StatusBar()
    status.set_file(LONG, "6000 × 4000 · 16 bit · Adobe RGB")
    status.set_running_jobs(12)
    status.set_provider("This computer")
    return status


def save_dialog() -> SaveDialog:
    photo = PhotoToSave(None, is_jpeg=True, bits=16, has_alpha=True)
    return SaveDialog(photo, Path("/nowhere") / f"{LONG}.jpg", Mock(side_effect=lambda looking: looking.close()))


PARTS: dict[str, Callable[[QMainWindow], QWidget]] = {
    **{f"panel, {name}": partial(remove_panel, state) for name, state in STATES.items()},
    **{f"background, {name}": partial(cutout_panel, BackgroundPanel, state) for name, state in CUTOUT_STATES.items()},
    **{f"face, {name}": partial(cutout_panel, FacePanel, state) for name, state in CUTOUT_STATES.items()},
    "recent": lambda _window: recent_panel(),
    "rail": lambda _window: Rail([REMOVE_OBJECTS]),
    "tool strip": lambda window: ToolStrip(Actions(window)),
    "tabs": lambda _window: tabs(),
    "welcome": lambda _window: Welcome(),
    "tray": lambda _window: tray(),
    "status": lambda _window: status(),
    "save": lambda _window: save_dialog(),
    "unsaved": lambda _window: UnsavedDialog([LONG, "b.jpg"]),
    "unused mark": lambda _window: UnusedMarkDialog([LONG, "b.jpg"]),
    "message": lambda _window: MessageDialog("Not opened", SENTENCE),
    "about": lambda _window: AboutDialog("1.2.3"),
    "shortcuts": lambda window: ShortcutSheet(Actions(window)),
}


pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture(params=PARTS, ids=str)
def part(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[QWidget]:
    """Each part of the window, shown in the smallest window it has to fit."""
    window = QMainWindow()
    qtbot.addWidget(window)
    shown = PARTS[request.param](window)
    if isinstance(shown, QDialog):
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(shown)
        shown.show()
    else:
        holder = QWidget()
        QVBoxLayout(holder).addWidget(shown)
        window.setCentralWidget(holder)
        window.resize(1000, 720)
        window.show()
    yield shown
    shown.close()


def controls(part: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QSlider, QComboBox, QLineEdit, QTabBar)
    found = [widget for widget in [part, *part.findChildren(QWidget)] if isinstance(widget, kinds)]
    # the arrows of a tab bar that overflows are Qt's own
    return [widget for widget in found if not widget.objectName().startswith("Scroll")]


def test_every_control_has_a_tooltip_and_a_name(part: QWidget) -> None:
    for control in controls(part):
        assert control.accessibleName() or (isinstance(control, QPushButton) and control.text()), control
        if not isinstance(control, QTabBar):
            assert control.toolTip(), control.accessibleName()


def test_every_control_can_be_reached_with_tab(part: QWidget, qtbot: QtBot) -> None:
    window = part.window()
    window.activateWindow()
    wanted = [
        control
        for control in controls(part)
        if control.isVisible() and control.isEnabled() and control.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    for control in controls(part):
        is_other_choice = isinstance(control, QAbstractButton) and control.isCheckable() and control.group() is not None
        assert is_other_choice or control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
    reached: set[QWidget | None] = set()
    for _ in range(3 * len(wanted) + 3):
        qtbot.keyClick(window, Qt.Key.Key_Tab)
        reached.add(window.focusWidget())
    assert [control.accessibleName() for control in wanted if control not in reached] == []


def test_no_text_is_clipped(part: QWidget) -> None:
    QApplication.sendPostedEvents()
    for widget in part.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel) or not isinstance(widget, QLabel | QPushButton):
            continue
        if not widget.text():
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            assert widget.height() >= widget.heightForWidth(widget.width()), widget.text()
        else:
            assert widget.width() >= widget.sizeHint().width(), widget.text()
            assert widget.height() >= widget.fontMetrics().height(), widget.text()


def test_the_column_is_as_wide_as_designed(part: QWidget) -> None:
    if isinstance(part, RemovePanel | RecentPanel | BackgroundPanel | FacePanel):
        assert part.width() == COLUMN_WIDTH


@pytest.mark.parametrize("text", ["Importieren…", "Rechtecke  50 / 50"])
def test_longer_words_fit(qtbot: QtBot, text: str) -> None:
    panel = remove_panel(STATES["marked"])
    qtbot.addWidget(panel)
    panel.show()
    english = "Rectangles" if "/" in text else "Import"
    button = next(button for button in panel.findChildren(QPushButton) if button.text().startswith(english))
    assert button.fontMetrics().horizontalAdvance(text) <= button.width() - 4
