"""The tools of the current job, above the canvas."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.widgets.buttons import action_button
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.drag_handle import DragHandle
from picwish_desktop.ui.widgets.labelled_slider import LabelledSlider
from picwish_desktop.ui.widgets.segmented import Segmented

BRUSH_SIZES = (1, 1000)
VIEWS = (
    ("result", "Result", "The cutout before its backdrop"),
    ("matte", "Matte", "What is kept in white (Q)"),
    ("outline", "Outline", "A marching line around what is kept"),
    ("original", "Original", "The photo with its background"),
)


SMALLEST = 786
"""Pixels across that hold what cannot be left out."""


class ToolStrip(QFrame):
    """Tools, brush size and overlay at the left; undo, compare and zoom at the right. Bare when there is no photo.

    Where the window is narrow, what can be had otherwise is left out."""

    brush_size_changed = Signal(int)
    hardness_changed = Signal(float)
    overlay_changed = Signal(float)
    sign_chosen = Signal(str)
    """Whether the brush keeps or removes: "keep" or "remove"."""
    view_chosen = Signal(str)
    """What of the cutout is shown, by the value of a CutoutView."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolStrip")
        self.setFixedHeight(44)
        self._size = LabelledSlider(
            "Size",
            "Size of the brush ([ and ])",
            BRUSH_SIZES,
            geometric=True,
            length=72,
            text=lambda size: f"{size} px",
        )
        self._size.value_changed.connect(self.brush_size_changed)
        self._overlay = LabelledSlider("Overlay", "How strongly the mark covers the photo (0–9)", (0, 100), length=64)
        self._overlay.value_changed.connect(lambda percent: self.overlay_changed.emit(percent / 100))
        self._hardness = LabelledSlider(
            "Hardness", "How much of the brush is solid (Shift+[ and Shift+])", (0, 100), length=44
        )
        self._hardness.value_changed.connect(lambda percent: self.hardness_changed.emit(percent / 100))
        self._sign = Segmented(
            (("keep", "Keep", "Paint what to keep (B)"), ("remove", "Remove", "Paint what to leave out (E)"))
        )
        self._sign.chosen.connect(self.sign_chosen)
        self._view = Segmented(VIEWS)
        self._view.chosen.connect(self.view_chosen)
        self._short_view = Choice("View", "What of the cutout is shown")
        self._short_view.setFixedWidth(104)
        for view, name, _tip in VIEWS:
            self._short_view.add(view, name)
        self._short_view.activated.connect(lambda _row: self.view_chosen.emit(self._short_view.currentData()))
        self._zoom = _zoom_button(actions)
        self.drag_handle = DragHandle()
        self._marking: list[QWidget] = []
        """Shown while something is marked."""
        self._cutting: list[QWidget] = []
        """Shown while a cutout is made."""
        self._spare: list[QWidget] = []
        """What is left out first, in that order."""
        self._is_cutting, self._is_smart = False, True
        self._content = QWidget()
        self._lay_out(actions)
        self.set_brush_size(64)
        self.set_overlay(0.6)
        self.set_hardness(0.8)
        self.set_cutting(False)
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

    def set_hardness(self, hardness: float) -> None:
        """Show how much of the brush is solid, 0 to 1. Emits nothing."""
        self._hardness.set_value(round(hardness * 100))

    def set_sign(self, sign: str) -> None:
        """Show whether the brush keeps or removes. Emits nothing."""
        self._sign.set_current(sign)

    def set_view(self, view: str, *, is_enabled: bool) -> None:
        """Show what of the cutout is seen. Emits nothing."""
        for choice in (self._view, self._short_view):
            choice.set_current(view)
            choice.setEnabled(is_enabled)

    def set_cutting(self, is_cutting: bool, *, is_smart: bool = True) -> None:
        """Show the tools of a cutout, or those of a mark. A smart brush has no hardness."""
        self._is_cutting, self._is_smart = is_cutting, is_smart
        self._fit()

    def set_zoom(self, scale: float) -> None:
        """Show the zoom: 1.0 is a pixel for a pixel."""
        percent = scale * 100
        self._zoom.setText(f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %")

    def set_document_open(self, is_open: bool) -> None:
        """Show the tools, or a bare strip when there is nothing to use them on."""
        self._content.setVisible(is_open)

    def minimumSizeHint(self) -> QSize:
        return QSize(SMALLEST, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out as little as there is no room for."""
        for is_left_out in range(len(self._spare) + 1):
            left_out = self._spare[:is_left_out]
            for widget in (*self._marking, *self._spare):
                widget.setVisible(widget not in left_out and (widget not in self._marking or not self._is_cutting))
            for widget in self._cutting:
                widget.setVisible(self._is_cutting and widget not in left_out)
            has_hardness = self._is_cutting and self._hardness not in left_out
            self._hardness.setVisible(has_hardness and not self._is_smart)
            # its place stays free for the smart brush, so that nothing moves from one brush to the other
            policy = self._hardness.sizePolicy()
            policy.setRetainSizeWhenHidden(has_hardness)
            self._hardness.setSizePolicy(policy)
            self._divider.setVisible(not self._is_cutting)
            self._short_view.setVisible(self._is_cutting and self._view in left_out)
            row = self._content.layout()
            assert row is not None
            row.invalidate()
            if row.minimumSize().width() <= self.width():
                return

    def _lay_out(self, actions: Actions) -> None:
        row = QHBoxLayout(self._content)
        row.setContentsMargins(8, 0, 4, 0)
        row.setSpacing(4)
        for command in (Command.HAND, Command.SMART, Command.BRUSH, Command.ERASER, Command.RECTANGLE):
            button = action_button(actions[command])
            row.addWidget(button)
            if command is Command.SMART:
                self._cutting.append(button)
            elif command is Command.ERASER:
                # with a cutout, what the brush does is said in words
                self._marking.append(button)
        row.addSpacing(4)
        row.addWidget(self._sign)
        row.addWidget(_separator())
        row.addWidget(self._size)
        self._divider = _separator()
        for widget in (self._divider, self._overlay, self._hardness):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(action_button(actions[Command.UNDO]))
        row.addWidget(action_button(actions[Command.REDO]))
        row.addWidget(_separator())
        row.addWidget(self._view)
        row.addWidget(self._short_view)
        row.addWidget(self.drag_handle)
        compare, fit = action_button(actions[Command.COMPARE]), action_button(actions[Command.FIT])
        row.addWidget(compare)
        row.addWidget(fit)
        row.addWidget(self._zoom)
        self._marking.append(self._overlay)
        self._cutting += [self._sign, self._view]
        self._spare = [self.drag_handle, fit, self._view, self._hardness, compare]


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
    button.setFixedSize(52, 32)
    return button


def _separator() -> QLabel:
    line = QLabel()
    line.setObjectName("separator")
    line.setFixedSize(9, 22)
    return line
