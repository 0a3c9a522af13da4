"""What the tests of the two columns share."""

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QSlider, QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.model.cutout import Look
from picwish_desktop.ui.panels.cutout_column import CutoutColumn
from picwish_desktop.ui.panels.cutout_foot import CutoutFoot, CutoutPhase
from picwish_desktop.ui.panels.cutout_state import CutoutPanelState

FRESH = CutoutPanelState(subjects=("auto", "person", "object", "stamp"), provider="local")
DONE = replace(FRESH, phase=CutoutPhase.DONE, has_cutout=True, candidates=3, attempt=2, can_save=True)
RUNNING = replace(FRESH, phase=CutoutPhase.RUNNING, progress=0.4, progress_text="Finding the subject… 40 %")

Panel = TypeVar("Panel", bound=CutoutColumn)
Kind = TypeVar("Kind", bound=QWidget)
Looks = list[tuple[Look, bool]]


def set_up(qtbot: QtBot, panel: Panel, state: CutoutPanelState = DONE) -> Panel:
    """Show a column as the window does, high enough for all it holds, with buttons that need not settle."""
    panel.set_providers([("local", "This computer", "free"), ("picwish", "PicWish", "1 credit")])
    panel.findChildren(CutoutFoot)[0].settle_ms = 0
    qtbot.addWidget(panel)
    panel.resize(316, 990)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.show_state(state)
    return panel


def looks(panel: CutoutColumn) -> Looks:
    """What the column says from now on about the look."""
    said: Looks = []
    panel.look_changed.connect(lambda look, is_final: said.append((look, is_final)))
    return said


def named(panel: QWidget, kind: type[Kind], name: str) -> Kind:
    """The visible control with an accessible name that begins so."""
    return next(
        child for child in panel.findChildren(kind) if child.isVisible() and child.accessibleName().startswith(name)
    )


def button(panel: QWidget, text: str) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.isVisible() and b.text().startswith(text))


def buttons(panel: QWidget) -> dict[str, bool]:
    """The texts of the buttons that can be seen, and whether they can be pressed."""
    return {b.text(): b.isEnabled() for b in panel.findChildren(QPushButton) if b.isVisible()}


def sentences(panel: QWidget) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def press_swatch(qtbot: QtBot, panel: QWidget, name: str) -> None:
    click(qtbot, named(panel, QAbstractButton, name))


def handle(slider: QSlider) -> QPoint:
    """The middle of a slider's handle."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider).center()
