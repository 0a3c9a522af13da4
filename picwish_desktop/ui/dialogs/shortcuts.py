"""Every key and every gesture on one sheet."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from picwish_desktop.ui.actions import MENUS, Actions, Command
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import section

GESTURES = (
    ("Move the photo", "Space + drag or middle drag"),
    ("Zoom", "wheel"),
    ("Brush size", "Alt + wheel or Shift + drag"),
    ("Erase while painting", "right drag or Alt + drag"),
    ("Straight line", "Shift + click"),
    ("Overlay 10–100 %", "1 to 9 and 0"),
    ("See the photo as it was", "hold `"),
    ("Stop what is running", "Esc"),
)

Group = tuple[str, list[tuple[str, str]]]


class ShortcutSheet(Dialog):
    """Made from the table of actions, so it cannot say anything else than what the keys do."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__("Shortcuts", 820, parent)
        columns = QHBoxLayout()
        columns.setSpacing(40)
        for groups in _columns([*_groups(actions), ("With the mouse", list(GESTURES))]):
            columns.addLayout(_column(groups))
        self.body.addLayout(columns)
        close = push_button("Close", "Close this sheet (Esc)")
        close.clicked.connect(self.accept)
        self.add_buttons([close])


def _groups(actions: Actions) -> Iterator[Group]:
    for title, rows in MENUS.items():
        lines = []
        for command in rows:
            if isinstance(command, Command) and actions[command].shortcuts():
                keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in actions[command].shortcuts()]
                lines.append((command.value.text.removesuffix("…"), " or ".join(keys)))
        if lines:
            yield title, lines


def _columns(groups: list[Group]) -> list[list[Group]]:
    """The groups in reading order, in two columns of about the same height."""
    total = sum(len(lines) + 2 for _, lines in groups)
    left: list[Group] = []
    height = 0
    while groups and height < total / 2:
        left.append(groups.pop(0))
        height += len(left[-1][1]) + 2
    return [left, groups]


def _column(groups: list[Group]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    for title, lines in groups:
        column.addWidget(section(title))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 10)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        for row, (text, keys) in enumerate(lines):
            grid.addWidget(QLabel(text), row, 0)
            shown = QLabel(keys)
            shown.setProperty("role", "dim")
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
    column.addStretch(1)
    return column
