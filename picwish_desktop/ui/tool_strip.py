"""The tools of the current job, above the canvas."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.overlay_button import OverlayButton
from picwish_desktop.ui.overlay_digits import overlay_digits, told
from picwish_desktop.ui.tool_options import ToolOptions
from picwish_desktop.ui.widgets.buttons import action_button
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.drag_handle import DragHandle
from picwish_desktop.ui.widgets.labelled_slider import LabelledSlider
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.tool_group import ToolGroup

VIEWS = (
    ("result", "Result", "The cutout before its backdrop"),
    ("matte", "Matte", "What is kept in white (Q)"),
    ("outline", "Outline", "A marching line around what is kept"),
    ("original", "Original", "The photo with its background"),
)


SMALLEST = 540
"""Pixels across that hold what cannot be left out."""


OVERLAY_TIP = "How strongly the mark covers the photo"


class ToolStrip(QFrame):
    """Tools and what can be set of them at the left; undo, and what is seen of the photo, at the right. Bare when there
    is no photo.

    Where the window is narrow, what can be had otherwise is left out, and tools that belong together share a place."""

    brush_size_changed = Signal(int)
    hardness_changed = Signal(float)
    mode_chosen = Signal(str)
    """What a shape does to what was marked before, by the value of a Combine."""
    tolerance_changed = Signal(int)
    contiguous_changed = Signal(bool)
    overlay_changed = Signal(float)
    overlay_color_chosen = Signal(str)
    """By its name in `OVERLAY_COLORS`."""
    overlay_colors_opened = Signal()
    """What contrasts with the photo is wanted."""
    sign_chosen = Signal(str)
    """Whether the brush keeps or removes: "keep" or "remove"."""
    view_chosen = Signal(str)
    """What of the cutout is shown, by the value of a CutoutView."""
    typing_ended = Signal()
    """In one of the numbers, by Enter or Esc: the keys are the canvas's again."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolStrip")
        self.setFixedHeight(44)
        self._hand, self._zoom_tool, self._smart, self._brush, self._eraser, self._wand = (
            action_button(actions[command])
            for command in (
                Command.HAND,
                Command.ZOOM,
                Command.SMART,
                Command.BRUSH,
                Command.ERASER,
                Command.WAND,
            )
        )
        self._straight = ToolGroup((actions[Command.RECTANGLE], actions[Command.ELLIPSE]))
        self._free = ToolGroup((actions[Command.LASSO], actions[Command.POLYGON]))
        self._sign = Segmented(
            (("keep", "Keep", "Paint what to keep (B)"), ("remove", "Remove", "Paint what to leave out (E)"))
        )
        self._options = ToolOptions()
        self._overlay_color = OverlayButton(actions)
        # the swatch before it says what it is of
        self._overlay = LabelledSlider("Overlay", OVERLAY_TIP, (0, 100), length=64, shows_name=False)
        self._view = Segmented(VIEWS)
        self._short_view = Choice("View", "What of the cutout is shown")
        self._short_view.setFixedWidth(104)
        for view, name, _tip in VIEWS:
            self._short_view.add(view, name)
        self.drag_handle = DragHandle()
        self._compare, self._fit_button = action_button(actions[Command.COMPARE]), action_button(actions[Command.FIT])
        self._undo, self._redo = action_button(actions[Command.UNDO]), action_button(actions[Command.REDO])
        self._zoom = _zoom_button(actions)
        self._line, self._sign_line = _separator(), _separator()
        self._is_cutting = False
        self._content = QWidget()
        self._lay_out()
        self._connect()
        actions.keys_changed.connect(lambda: self._tell_digits(actions))
        self._tell_digits(actions)
        self.set_brush_size(64)
        self.set_overlay(0.6)
        self.set_hardness(0.8)
        self.set_mode("add")
        self.set_sign("keep")
        self.set_wand(32, is_contiguous=True)
        self.set_cutting(False)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._content)

    @property
    def brush_size(self) -> int:
        """The brush's diameter in pixels of the photo."""
        return self._options.size_slider.value()

    def set_tool(self, tool: Tool) -> None:
        """Show what can be set of the tool in hand. Emits nothing."""
        self._options.set_tool(tool)

    def set_brush_size(self, pixels: int) -> None:
        """Show a brush size. Emits nothing."""
        self._options.size_slider.set_value(pixels)

    def set_mode(self, mode: str) -> None:
        """Show what a shape does to what was marked before: "new", "add" or "subtract". Emits nothing."""
        self._options.modes.set_current(mode)

    def set_wand(self, tolerance: int, is_contiguous: bool) -> None:
        """Show how the wand takes colours. Emits nothing."""
        self._options.tolerance.set_value(tolerance)
        self._options.contiguous.setChecked(is_contiguous)

    def set_overlay(self, opacity: float) -> None:
        """Show how strongly the mark covers the photo, 0 to 1. Emits nothing."""
        self._overlay.set_value(round(opacity * 100))

    def set_overlay_color(self, name: str, shown: QColor) -> None:
        """Show the mark's colour: its name in `OVERLAY_COLORS`, and what that is for this photo. Emits nothing."""
        self._overlay_color.set_color(name, shown)

    def set_contrasting(self, color: QColor | None) -> None:
        """Show what “Contrasting” is for this photo; None while nobody knows. Emits nothing."""
        self._overlay_color.set_contrasting(color)

    def set_hardness(self, hardness: float) -> None:
        """Show how much of the brush is solid, 0 to 1. Emits nothing."""
        self._options.hardness.set_value(round(hardness * 100))

    def set_sign(self, sign: str) -> None:
        """Show whether the brush keeps or removes; "" where it is not in hand. Emits nothing."""
        self._sign.set_current(sign)

    def set_view(self, view: str, *, is_enabled: bool) -> None:
        """Show what of the cutout is seen. Emits nothing."""
        for choice in (self._view, self._short_view):
            choice.set_current(view)
            choice.setEnabled(is_enabled)

    def set_cutting(self, is_cutting: bool, *, is_smart: bool = True) -> None:
        """Show the tools of a cutout, or those of a mark. A smart brush has no hardness."""
        self._is_cutting = is_cutting
        self._options.set_cutting(is_cutting, is_smart=is_smart)
        self._fit()

    def set_waiting(self, is_waiting: bool) -> None:
        """Show whether nothing can be drawn until what runs is done."""
        self._options.set_waiting(is_waiting)

    def set_zoom(self, scale: float) -> None:
        """Show the zoom: 1.0 is a pixel for a pixel."""
        percent = scale * 100
        self._zoom.setText(f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %")
        self._zoom.setAccessibleName(f"Zoom {self._zoom.text()}, show at 100 %")

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
        row = self._content.layout()
        assert row is not None
        spare = self._spare()
        for count in range(len(spare) + 1):
            self._leave_out(spare[:count])
            row.invalidate()
            if row.minimumSize().width() <= self.width():
                break
        # at once, or it could be seen once as it was laid out before
        row.activate()

    def _spare(self) -> list[QWidget]:
        """What is left out first, in that order. Of tools that belong together, all but one place is."""
        handle, fit, zoom = self.drag_handle, self._fit_button, self._zoom_tool
        # the menus have them
        last = [self._hand, self._line, self._compare, self._zoom, self._redo, self._undo]
        if self._is_cutting:
            return [zoom, handle, fit, self._view, self._options.hardness, *last]
        # Space moves the photo, the wheel zooms, and the digits set how strong the overlay is
        return [handle, self._straight, self._free, fit, zoom, self._overlay, *last]

    def _leave_out(self, left_out: list[QWidget]) -> None:
        is_cutting = self._is_cutting
        for widget, belongs in (
            (self._hand, True),
            (self._zoom_tool, True),
            (self._smart, is_cutting),
            # with a cutout, what the brush does is said in words
            (self._eraser, not is_cutting),
            (self._free, not is_cutting),
            (self._wand, not is_cutting),
            (self._sign_line, is_cutting),
            (self._sign, is_cutting),
            (self._overlay, not is_cutting),
            (self._overlay_color, not is_cutting),
            (self._view, is_cutting),
            (self._short_view, is_cutting and self._view in left_out),
            (self._line, True),
            (self.drag_handle, True),
            (self._compare, True),
            (self._fit_button, True),
            (self._zoom, True),
            (self._undo, True),
            (self._redo, True),
        ):
            widget.setVisible(belongs and (widget is self._free or widget not in left_out))
        if is_cutting:
            self._straight.set_first_only()
        else:
            for group in (self._straight, self._free):
                group.set_folded(group in left_out)
        self._options.set_hardness_fits(self._options.hardness not in left_out)

    def _tell_digits(self, actions: Actions) -> None:
        digits = told(overlay_digits(actions))
        self._overlay.set_tip(f"{OVERLAY_TIP} ({digits})" if digits else OVERLAY_TIP)

    def _connect(self) -> None:
        options = self._options
        for said, signal in (
            (options.brush_size_changed, self.brush_size_changed),
            (options.hardness_changed, self.hardness_changed),
            (options.mode_chosen, self.mode_chosen),
            (options.tolerance_changed, self.tolerance_changed),
            (options.contiguous_changed, self.contiguous_changed),
            (options.typing_ended, self.typing_ended),
            (self._overlay_color.color_chosen, self.overlay_color_chosen),
            (self._overlay_color.opened, self.overlay_colors_opened),
            (self._sign.chosen, self.sign_chosen),
            (self._view.chosen, self.view_chosen),
        ):
            said.connect(signal)
        self._overlay.value_changed.connect(lambda percent: self.overlay_changed.emit(percent / 100))
        self._short_view.activated.connect(lambda _row: self.view_chosen.emit(self._short_view.currentData()))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._content)
        row.setContentsMargins(8, 0, 4, 0)
        row.setSpacing(4)
        for tool in (self._hand, self._zoom_tool, self._smart, self._brush, self._eraser):
            row.addWidget(tool)
        for tools in (self._straight, self._free, self._wand):
            row.addWidget(tools)
        row.addWidget(self._sign_line)
        row.addWidget(self._sign)
        row.addWidget(_separator())
        row.addWidget(self._options, 1)
        for widget in (
            self._undo,
            self._redo,
            self._line,
            self._overlay_color,
            self._overlay,
            self._view,
            self._short_view,
            self.drag_handle,
        ):
            row.addWidget(widget)
        for button in (self._compare, self._fit_button, self._zoom):
            row.addWidget(button)


def _zoom_button(actions: Actions) -> QToolButton:
    # it says the zoom and not what the action is called, so it is not the action's own button
    action = actions[Command.ACTUAL_SIZE]
    button = QToolButton()
    button.setToolTip(action.toolTip())
    button.setAccessibleName("Show at 100 %")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    # another keymap, another key
    action.changed.connect(lambda: button.setToolTip(action.toolTip()))
    button.setObjectName("zoomButton")
    button.setFixedSize(52, 32)
    return button


def _separator() -> QLabel:
    line = QLabel()
    line.setObjectName("separator")
    line.setFixedSize(9, 22)
    return line
