"""The tools of the current job, above the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from picwish_desktop.ui.actions import TOOLS, Actions, Command
from picwish_desktop.ui.widgets.buttons import action_button
from picwish_desktop.ui.widgets.labelled_slider import LabelledSlider

BRUSH_SIZES = (1, 1000)


class ToolStrip(QFrame):
    """Tools, brush size and overlay at the left; undo, compare and zoom at the right. Bare when there is no photo."""

    brush_size_changed = Signal(int)
    overlay_changed = Signal(float)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolStrip")
        self.setFixedHeight(44)
        self._size = LabelledSlider(
            "Size", "Size of the brush ([ and ])", BRUSH_SIZES, geometric=True, text=lambda size: f"{size} px"
        )
        self._size.value_changed.connect(self.brush_size_changed)
        self._overlay = LabelledSlider("Overlay", "How strongly the mark covers the photo (0–9)", (0, 100), length=70)
        self._overlay.value_changed.connect(lambda percent: self.overlay_changed.emit(percent / 100))
        self._zoom = _zoom_button(actions)
        self._content = QWidget()
        self._lay_out(actions)
        self.set_brush_size(64)
        self.set_overlay(0.6)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._content)

    @property
    def brush_size(self) -> int:
        """The brush's diameter in pixels of the photo."""
        return self._size.value()

    def set_brush_size(self, pixels: int) -> None:
        """Show a brush size. Emits nothing."""
        self._size.set_value(pixels)

    def set_overlay(self, opacity: float) -> None:
        """Show how strongly the mark covers the photo, 0 to 1. Emits nothing."""
        self._overlay.set_value(round(opacity * 100))

    def set_zoom(self, scale: float) -> None:
        """Show the zoom: 1.0 is a pixel for a pixel."""
        percent = scale * 100
        self._zoom.setText(f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %")

    def set_document_open(self, is_open: bool) -> None:
        """Show the tools, or a bare strip when there is nothing to use them on."""
        self._content.setVisible(is_open)

    def _lay_out(self, actions: Actions) -> None:
        row = QHBoxLayout(self._content)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        for command in TOOLS:
            row.addWidget(action_button(actions[command]))
        for slider in (self._size, self._overlay):
            row.addSpacing(6)
            row.addWidget(_separator())
            row.addSpacing(6)
            row.addWidget(slider)
        row.addStretch(1)
        row.addWidget(action_button(actions[Command.UNDO]))
        row.addWidget(action_button(actions[Command.REDO]))
        row.addSpacing(6)
        row.addWidget(_separator())
        row.addSpacing(6)
        row.addWidget(action_button(actions[Command.COMPARE]))
        row.addWidget(action_button(actions[Command.FIT]))
        row.addWidget(self._zoom)


def _zoom_button(actions: Actions) -> QToolButton:
    # it says the zoom and not what the action is called, so it is not the action's own button
    action = actions[Command.ACTUAL_SIZE]
    button = QToolButton()
    button.setToolTip(action.toolTip())
    button.setAccessibleName("Zoom")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    button.setObjectName("zoomButton")
    button.setFixedSize(64, 32)
    return button


def _separator() -> QLabel:
    line = QLabel()
    line.setObjectName("separator")
    line.setFixedSize(1, 22)
    return line
