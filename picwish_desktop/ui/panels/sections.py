"""Named controls one below the other, and sentences that take no room while there is nothing to say."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from picwish_desktop.ui.widgets.labels import section

GAP = 12
NAME_GAP = 4


def add_section(body: QVBoxLayout, name: str, control: QWidget, aside: QWidget | None = None) -> None:
    """Append a control below its name; `aside` stands at the right of the name."""
    body.addSpacing(GAP)
    if aside is None:
        body.addWidget(section(name))
    else:
        row = QHBoxLayout()
        row.addWidget(section(name), 1)
        row.addWidget(aside)
        body.addLayout(row)
    body.addSpacing(NAME_GAP)
    body.addWidget(control)


def say(label: QLabel, text: str) -> None:
    """Show a sentence, or nothing."""
    label.setText(text)
    label.setVisible(bool(text))
