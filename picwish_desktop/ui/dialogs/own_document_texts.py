"""The groups of a document type of one's own in which words are typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from picwish_desktop.idphoto.spec import BackgroundRule
from picwish_desktop.idphoto.swatches import bundled_swatches
from picwish_desktop.idphoto.table import MOST_CHARACTERS, MOST_TEXTS
from picwish_desktop.model.backdrop import Color
from picwish_desktop.ui.dialogs.own_document_fields import Group, line
from picwish_desktop.ui.widgets.color_list import ColorList
from picwish_desktop.ui.widgets.setting_fields import mark

_NOTES_HEIGHT = 64
_NOTES_STYLE = """
QPlainTextEdit {
    background: palette(button); color: palette(text); border: 2px solid palette(button); border-radius: 8px;
    padding: 2px 3px; selection-background-color: palette(highlight); selection-color: palette(highlighted-text);
}
QPlainTextEdit:focus { border-color: palette(highlight); }
"""
"""As window.qss has it for a line edit, in the palette's words for the same colours."""


class TextError(ValueError):
    """A sentence for a person."""


class TextGroup(Group):
    """A line of words."""

    def __init__(self, name: str, typed: QLineEdit) -> None:
        super().__init__(name)
        self.typed = typed
        self.fields.addWidget(typed)
        typed.textEdited.connect(lambda _text: self.edited.emit())

    def text(self) -> str:
        return self.typed.text()

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        mark(self.typed, problem)


class BackgroundGroup(TextGroup):
    """What the authority says of it, and the colours that it allows."""

    def __init__(self) -> None:
        hint = "Such as “plain light grey”"
        super().__init__("Background", line("Background", "As the authority says it", hint, MOST_CHARACTERS))
        self._colors = ColorList([(swatch.name, swatch.color) for swatch in bundled_swatches()])
        self._forbidden: tuple[Color, ...] = ()
        self.fields.addWidget(self._colors)
        self._colors.edited.connect(self.edited)

    def show_value(self, rule: BackgroundRule) -> None:
        self._forbidden = rule.forbidden
        self.typed.setText(rule.text)
        self._colors.show_colors(rule.suggested, rule.allowed)

    def value(self) -> BackgroundRule:
        allowed, suggested = self._colors.allowed(), self._colors.suggested()
        forbidden = tuple(color for color in self._forbidden if color not in allowed and color != suggested)
        # without words, “any” would be said beside colours that are asked for
        text = self.text().strip() or self._colors.in_words()
        return BackgroundRule(text, suggested, allowed, forbidden)


class NotesGroup(Group):
    """Other rules, a sentence on each line."""

    def __init__(self) -> None:
        super().__init__("Other rules, a sentence on each line")
        self._typed = QPlainTextEdit()
        self._typed.setAccessibleName("Other rules")
        self._typed.setToolTip("Shown to the person at the counter, a sentence on each line")
        self._typed.setTabChangesFocus(True)
        self._typed.setFixedHeight(_NOTES_HEIGHT)
        self._typed.setStyleSheet(_NOTES_STYLE)
        self.fields.addWidget(self._typed)
        self._typed.textChanged.connect(self.edited)

    def show_value(self, notes: Sequence[str]) -> None:
        self._typed.setPlainText("\n".join(notes))

    def value(self) -> tuple[str, ...]:
        """Raises TextError."""
        rows = (" ".join(row.split()) for row in self._typed.toPlainText().split("\n"))
        notes = tuple(row for row in rows if row)
        if len(notes) > MOST_TEXTS or any(len(text) > MOST_CHARACTERS for text in notes):
            raise TextError(f"At most {MOST_TEXTS} sentences of up to {MOST_CHARACTERS} characters.")
        return notes
