"""The file that is saved: its format, and how large it may be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from picwish_desktop.idphoto.spec import ByteRule
from picwish_desktop.storage.settings import MOST_KB
from picwish_desktop.ui.panels.id_photo_state import IdPhotoPanelState
from picwish_desktop.ui.panels.sections import say
from picwish_desktop.ui.widgets.labels import note, warning
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.setting_fields import mark
from picwish_desktop.ui.widgets.usable import set_usable

_KB = 1024


class KilobyteLine(QLineEdit):
    """Whole kilobytes, or nothing. What cannot be taken is marked, and put back when the field is left."""

    typed = Signal(object)
    """An int, or None for no limit of the person's own."""
    problem_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: int | None = None
        self._ends = 1, MOST_KB
        self.setMaxLength(6)
        self.setFixedWidth(76)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName("At most, in KB")
        self.setToolTip("How large the file may be at most; leave it empty for what the document allows")
        self.textEdited.connect(lambda _text: self._check())
        self.returnPressed.connect(self.finish_typing)

    def show_value(self, value: int | None, rule: ByteRule) -> None:
        """Show a limit, unless something else is being typed. Emits nothing but `problem_changed`."""
        self._ends = _kb_up(rule.least), _kb(rule.most)
        self.setPlaceholderText(str(rule.most // _KB) if rule.most else "any")
        if value != self._value or not self.hasFocus():
            self._value = value
            self._write()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finish_typing()
        self._write()

    def _read(self) -> tuple[int | None, str]:
        """What is typed, and what is wrong with it."""
        text = self.text().strip()
        if not text:
            return None, ""
        least, most = self._ends
        if text.isascii() and text.isdecimal() and least <= int(text) <= most:
            return int(text), ""
        return None, f"Write a whole number from {least} to {most}, or nothing."

    def _check(self) -> None:
        problem = self._read()[1]
        mark(self, problem)
        self.problem_changed.emit(problem)

    def finish_typing(self) -> None:
        """Take what is typed, if it can be taken. Emits `typed` where it is another value."""
        value, problem = self._read()
        if not problem and value != self._value:
            self._value = value
            self.typed.emit(value)

    def _write(self) -> None:
        text = "" if self._value is None else str(self._value)
        if text != self.text():
            self.setText(text)
        self._check()


class FileControls(QWidget):
    format_chosen = Signal(str)
    most_kb_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._format = Segmented(
            (
                ("jpeg", "JPEG", "As nearly every office takes it; its size can be set"),
                ("png", "PNG", "Without loss, and see-through where nothing is behind the person"),
            )
        )
        self._most = KilobyteLine()
        self._row = QWidget()
        self._note = note()
        self._problem = warning()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(QLabel("At most"), 1)
        row.addWidget(self._most)
        row.addWidget(QLabel("KB"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._format, self._row, self._note, self._problem):
            layout.addWidget(widget)
        self._typed_problem = self._said_problem = ""
        self._format.chosen.connect(self.format_chosen)
        self._most.typed.connect(self.most_kb_changed)
        self._most.problem_changed.connect(self._say_typed)

    def show_state(self, state: IdPhotoPanelState) -> None:
        """Emits nothing."""
        self._format.set_current(state.format)
        set_usable(self._format, state.locked)
        self._row.setVisible(state.format == "jpeg")
        self._most.show_value(state.most_kb, state.spec.bytes if state.spec is not None else ByteRule(None, None))
        say(self._note, state.file_note)
        self._said_problem = state.file_problem
        self._say()

    def finish_typing(self) -> None:
        """Take what is typed and not ended yet."""
        self._most.finish_typing()

    def _say_typed(self, problem: str) -> None:
        self._typed_problem = problem
        self._say()

    def _say(self) -> None:
        say(self._problem, self._typed_problem or self._said_problem)


def _kb(count: int | None) -> int:
    return count // _KB if count else MOST_KB


def _kb_up(count: int | None) -> int:
    """Rounded up, so that the least is kept."""
    return -(-count // _KB) if count else 1
