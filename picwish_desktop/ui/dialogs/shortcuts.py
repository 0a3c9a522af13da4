"""Every key and every gesture on one sheet."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from picwish_desktop.storage.setting_kinds import OneOf
from picwish_desktop.storage.settings import asked_settings
from picwish_desktop.ui.actions import FRAME_BY_LINES, MENUS, Actions, Command, commands_of
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.first_window import FRAME
from picwish_desktop.ui.overlay_digits import is_row, overlay_digits, told
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import note, section
from picwish_desktop.ui.widgets.scroll_column import ScrollColumn

COLUMNS = 3
_WIDTH, _MARGIN = 1120, 20
_AROUND = 220
"""What the rest of the dialog and the screen's bars need."""
GESTURES = (
    ("Move the photo", "Space + drag or middle drag"),
    ("Zoom", "wheel or pinch"),
    ("Zoom in", "Ctrl + Space + click or drag"),
    ("Zoom out", "Alt + Space + click"),
    ("Brush size", "Alt + wheel or Shift + drag"),
    ("Erase while painting", "right drag or Alt + drag"),
    ("Straight line", "Shift + click"),
    ("Add a shape", "Shift + drag"),
    ("Subtract a shape", "right drag, Alt or Ctrl + drag"),
    ("Next rectangle", "Enter"),
    ("Move a rectangle", "arrow keys, with Shift by 10"),
    ("Delete a rectangle", "Del or Backspace"),
    ("Close a polygon", "Enter or double click"),
    ("See the photo as it was", "hold `"),
    ("Stop what is running", "Esc"),
)
PEN_AND_TOUCH = (
    ("Wider line", "press the pen harder"),
    ("Erase", "the pen’s other end or button"),
    ("Move the photo", "one finger"),
    ("Zoom", "two fingers"),
)

ON_AN_ID_PHOTO = (
    ("Move the person", "drag or arrows, with Shift further"),
    ("Scale", "wheel, + or −"),
    ("Turn", "Ctrl + wheel, < or >"),
    ("Take the next line", "L, back with Shift"),
    ("Move a line", "drag, or arrows when taken"),
    ("It is right there", "Enter or click"),
    ("Let the line go", "Esc"),
)
ON_THE_SHEET = (
    ("From copy to copy", "arrow keys"),
    ("Choose its photo", "Enter"),
    ("Turn the page", "Ctrl + Left or Right"),
)

Group = tuple[str, list[tuple[str, str]]]


class ShortcutSheet(Dialog):
    """Made from the actions as they are now, so it cannot say anything else than what the keys do."""

    def __init__(
        self, actions: Actions, parent: QWidget | None = None, *, keymap: str = "picwish", has_own: bool = False
    ) -> None:
        """`has_own`: a person gave keys of their own to some commands."""
        super().__init__("Shortcuts", _WIDTH, parent)
        self.setFixedWidth(min(_WIDTH, self.screen().availableGeometry().width() - FRAME.width()))
        kind = dict(asked_settings())["keymap"].kind
        assert isinstance(kind, OneOf)
        base = dict(kind.options)[keymap] + (", with keys of your own" if has_own else "")
        self.body.addWidget(note(f"{base}. Every key can be changed: Settings, Keyboard."))
        self.body.addWidget(self._sheet(actions))
        close = push_button("Close", "Close this sheet (Esc)")
        close.clicked.connect(self.accept)
        self.add_buttons([close])

    def _sheet(self, actions: Actions) -> ScrollColumn:
        area = ScrollColumn()
        columns = QHBoxLayout(area.inside)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(28)
        on_photo = ("On the photo", [*GESTURES, *_overlay(actions)])
        by_lines = (FRAME_BY_LINES, " or ".join([*_keys(actions, Command.FIT), "double click"]))
        others = [
            ("With pen and touch", list(PEN_AND_TOUCH)),
            ("On an ID photo", [*ON_AN_ID_PHOTO, by_lines]),
            ("On the sheet", list(ON_THE_SHEET)),
        ]
        for groups in _columns([*_groups(actions), on_photo, *others]):
            # of the same width, whatever keys a person has added
            columns.addLayout(_column(groups), 1)
        area.inside.ensurePolished()
        wanted = columns.totalHeightForWidth(self.width() - 2 * _MARGIN)
        area.setFixedHeight(min(wanted, self.height_beside(_AROUND)))
        return area


def _overlay(actions: Actions) -> Iterator[tuple[str, str]]:
    digits = overlay_digits(actions)
    if digits:
        yield f"Overlay {digits[0]}0–100 %" if is_row(digits) else "Overlay, tens of %", told(digits)


def _groups(actions: Actions) -> Iterator[Group]:
    for title in MENUS:
        lines = [(one.value.name, " · ".join(keys)) for one in commands_of(title) if (keys := _keys(actions, one))]
        if lines:
            yield title, lines


def _keys(actions: Actions, command: Command) -> list[str]:
    """As they are written on this system."""
    return [key.toString(QKeySequence.SequenceFormat.NativeText) for key in actions[command].shortcuts()]


def _columns(groups: list[Group]) -> list[list[Group]]:
    """The groups in reading order, in columns of about the same height."""
    total = sum(len(lines) + 2 for _, lines in groups)
    columns: list[list[Group]] = [[] for _ in range(COLUMNS)]
    height = 0
    for group in groups:
        length = len(group[1]) + 2
        # where its middle lies
        columns[min(int((height + length / 2) / total * COLUMNS), COLUMNS - 1)].append(group)
        height += length
    return columns


def _column(groups: list[Group]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    for title, lines in groups:
        column.addWidget(section(title))
        rows = QVBoxLayout()
        rows.setContentsMargins(0, 0, 0, 10)
        rows.setSpacing(3)
        for text, keys in lines:
            rows.addLayout(_row(text, keys))
        column.addLayout(rows)
    column.addStretch(1)
    return column


def _row(text: str, keys: str) -> QHBoxLayout:
    """Many keys go on in the next line."""
    shown = QLabel(keys)
    shown.setProperty("role", "dim")
    shown.setWordWrap(True)
    shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(QLabel(text), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(shown, 1)
    return row
