"""What can be set of the tool in hand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.widgets.buttons import IconButton, square
from picwish_desktop.ui.widgets.labelled_slider import LabelledSlider
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.segmented import Segmented

BRUSH_SIZES = (1, 1000)
TOLERANCES = (0, 255)
_MODES = (
    ("new", "New", "square", "Mark this and nothing else"),
    ("add", "Add", "squares-unite", "Add to what is marked (Shift at any time)"),
    (
        "subtract",
        "Subtract",
        "squares-subtract",
        "Take away from what is marked (Alt, Ctrl or the right button at any time)",
    ),
)
_MODE_WIDTH = 30
_EDGES = 6
_HINTS = {
    Tool.HAND: "Hand: drag to move the photo. With any tool: Space.",
    Tool.ZOOM: "Zoom: click or drag to zoom in. Alt zooms out.",
    Tool.RECTANGLE: "Drag to draw. Arrow keys move the selected one.",
}
_BOX_HINT = "Drag a box around it."
_WAIT_HINT = "Wait until it is done."
_GAP = 8


class ToolOptions(QWidget):
    """Takes as much room for one tool as for another, so that nothing beside it moves."""

    brush_size_changed = Signal(int)
    hardness_changed = Signal(float)
    mode_chosen = Signal(str)
    """What a shape does to what was marked before, by the value of a Combine."""
    tolerance_changed = Signal(int)
    contiguous_changed = Signal(bool)
    typing_ended = Signal()
    """In one of the numbers, by Enter or Esc."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.size_slider = LabelledSlider(
            "Size",
            "Size of the brush; also Alt+wheel or Shift+drag ([ and ])",
            BRUSH_SIZES,
            geometric=True,
            length=72,
            text=lambda size: f"{size} px",
        )
        self.hardness = LabelledSlider(
            "Hardness", "How much of the brush is solid (Shift+[ and Shift+])", (0, 100), length=40
        )
        self.modes = Segmented((mode, name, tip) for mode, name, _, tip in _MODES)
        for mode, _, icon, _ in _MODES:
            self.modes.set_icon(mode, icon)
        self.modes.setFixedWidth(len(_MODES) * _MODE_WIDTH + _EDGES)
        self.tolerance = LabelledSlider(
            "Tolerance", "How far from the clicked colour each channel may be", TOLERANCES, length=44, text=str
        )
        self.contiguous = IconButton("link", "Contiguous: only what is connected with the click")
        self.contiguous.setAccessibleName("Contiguous")
        self.contiguous.setCheckable(True)
        square(self.contiguous, 32, 18)
        self._hint = note()
        self._hint.setWordWrap(False)
        self._tool, self._is_cutting, self._is_smart, self._has_hardness = Tool.BRUSH, False, True, True
        self._is_waiting = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for widget in (self._hint, self.size_slider, self.hardness, self.modes, self.tolerance, self.contiguous):
            row.addWidget(widget)
        row.addStretch(1)
        self.size_slider.value_changed.connect(self.brush_size_changed)
        self.hardness.value_changed.connect(lambda percent: self.hardness_changed.emit(percent / 100))
        self.modes.chosen.connect(self.mode_chosen)
        for slider in (self.size_slider, self.tolerance):
            slider.typing_ended.connect(self.typing_ended)
        self.tolerance.value_changed.connect(self.tolerance_changed)
        self.contiguous.clicked.connect(self.contiguous_changed)
        self._show()

    def set_tool(self, tool: Tool) -> None:
        self._tool = tool
        self._show()

    def set_cutting(self, is_cutting: bool, *, is_smart: bool) -> None:
        """With a cutout all tools paint or stand beside painting. A smart brush has no hardness."""
        self._is_cutting, self._is_smart = is_cutting, is_smart
        self._show()

    def set_waiting(self, is_waiting: bool) -> None:
        """Whether nothing can be drawn until what runs is done."""
        self._is_waiting = is_waiting
        self._show()

    def set_hardness_fits(self, fits: bool) -> None:
        """Whether there is room for how much of the brush is solid."""
        self._has_hardness = fits
        self._show()

    def minimumSizeHint(self) -> QSize:
        painting: list[QWidget] = [self.size_slider]
        if self._is_cutting and self._has_hardness:
            painting.append(self.hardness)
        wand: list[QWidget] = [self.modes, self.tolerance, self.contiguous]
        ways = [painting] if self._is_cutting else [painting, wand]
        width = max(sum(_least(part) for part in way) + _GAP * (len(way) - 1) for way in ways)
        return QSize(width, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _show(self) -> None:
        shown = self._parts()
        for slider in (self.size_slider, self.hardness, self.tolerance):
            if slider not in shown:
                # Qt would give the keys to whatever is next, such as Undo
                slider.end_typing()
        for part in (self._hint, self.size_slider, self.hardness, self.modes, self.tolerance, self.contiguous):
            part.setVisible(part in shown)
        self._hint.setText(self._said())
        self.updateGeometry()

    def _said(self) -> str:
        if self._tool is Tool.RECTANGLE and self._is_waiting:
            return _WAIT_HINT
        is_box = self._tool is Tool.RECTANGLE and self._is_cutting
        return _BOX_HINT if is_box else _HINTS.get(self._tool, "")

    def _parts(self) -> tuple[QWidget, ...]:
        if self._is_cutting and self._tool is not Tool.RECTANGLE:
            has_hardness = self._has_hardness and not self._is_smart
            return (self.size_slider, self.hardness) if has_hardness else (self.size_slider,)
        if self._tool in _HINTS:
            return (self._hint,)
        if self._tool is Tool.WAND:
            return self.modes, self.tolerance, self.contiguous
        return (self.size_slider,) if self._tool in (Tool.BRUSH, Tool.ERASER) else (self.modes,)


def _least(part: QWidget) -> int:
    """The width it needs: a size that was fixed is not in its own hint."""
    return min(max(part.minimumSizeHint().width(), part.minimumWidth()), part.maximumWidth())
