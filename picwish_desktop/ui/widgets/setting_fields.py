"""A control for each kind of setting: it shows a value, takes one, and says what is wrong with it."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from picwish_desktop.idphoto.naming import PatternError, check_pattern
from picwish_desktop.storage.access import AddressError, checked_address
from picwish_desktop.storage.setting_kinds import Address, Asked, File, Folder, Number, OneOf, Pattern, Value
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.choice import Choice, StillChoice
from picwish_desktop.ui.widgets.switch import Switch

_OWN = "own"


class SettingField(QWidget):
    """One setting. `value` is to be asked for only while there is no `problem`."""

    changed = Signal()

    # a QWidget cannot be an ABC, too: mypy is who finds a field without it
    @abstractmethod
    def value(self) -> Value:
        """As the setting is kept."""

    def problem(self) -> str:
        """A sentence about what is typed, or ""."""
        return ""

    def show_problem(self, sentence: str) -> None:
        """Mark the control and let it say what is wrong; "" takes that back."""
        for typed in self.findChildren(QLineEdit):
            mark(typed, sentence)

    def focus(self) -> None:
        """Let what is typed be typed over."""
        for typed in self.findChildren(QLineEdit):
            type_over(typed)


class ChoiceField(SettingField):
    def __init__(self, asked: Asked, kind: OneOf, value: Value) -> None:
        super().__init__()
        self._choice = _still_choice(asked, kind.options)
        self._choice.set_current(str(value))
        self._choice.currentIndexChanged.connect(self.changed)
        _row(self, self._choice)

    def value(self) -> Value:
        return str(self._choice.currentData())


class PatternField(SettingField):
    """What names are made of; examples are a press away."""

    def __init__(self, asked: Asked, kind: Pattern, value: Value) -> None:
        super().__init__()
        self._typed = _line(asked, str(value))
        self._typed.textChanged.connect(self.changed)
        completer = QCompleter(list(kind.examples), self._typed)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._typed.setCompleter(completer)
        _row(self, self._typed)

    def value(self) -> Value:
        return self._typed.text().strip()

    def problem(self) -> str:
        try:
            check_pattern(self._typed.text())
        except PatternError as error:
            return str(error)
        return ""


class SwitchField(SettingField):
    def __init__(self, asked: Asked, value: Value) -> None:
        super().__init__()
        self._switch = Switch(asked.label, asked.help)
        self._switch.setChecked(bool(value))
        self._switch.toggled.connect(self.changed)
        _row(self, self._switch).addStretch(1)

    def value(self) -> Value:
        return self._switch.isChecked()


class NumberField(SettingField):
    """A whole number where the value is one."""

    def __init__(self, asked: Asked, kind: Number, value: Value) -> None:
        super().__init__()
        self._kind = kind
        self._read = int if isinstance(value, int) else float
        self._typed = _line(asked, f"{value:g}" if isinstance(value, float) else str(value))
        self._typed.setFixedWidth(96)
        self._typed.textChanged.connect(self.changed)
        row = _row(self, self._typed)
        unit = QLabel(kind.unit)
        unit.setProperty("role", "dim")
        row.addWidget(unit)
        row.addStretch(1)

    def value(self) -> Value:
        return self._read(self._typed.text().strip().replace(",", "."))

    def problem(self) -> str:
        try:
            fits = self._kind.fits(self.value())
        except ValueError:
            fits = False
        whole = "whole " if self._read is int else ""
        return "" if fits else f"Write a {whole}number from {self._kind.least:g} to {self._kind.most:g}."


class PathField(SettingField):
    """A folder or a file that is there, or none."""

    def __init__(self, asked: Asked, kind: Folder | File, value: Value) -> None:
        super().__init__()
        self._title, self._kind = asked.label, kind
        self._noun = "folder" if isinstance(kind, Folder) else "file"
        self._refusal = ""
        self._typed = _line(asked, str(value))
        self._typed.setPlaceholderText(kind.hint)
        self._typed.textChanged.connect(self._edited)
        browse = push_button("Browse…", f"Choose the {self._noun}")
        browse.setAccessibleName(f"Browse: {asked.label}")
        browse.clicked.connect(self._ask)
        _row(self, self._typed, browse)

    def value(self) -> Value:
        return self._typed.text().strip()

    def problem(self) -> str:
        path = Path(str(self.value()))
        if not self.value():
            return ""
        if not path.is_absolute():
            return "Say the whole path, from the top folder on."
        try:
            is_there = path.is_dir() if isinstance(self._kind, Folder) else path.is_file()
        except OSError:
            return f"This {self._noun} cannot be reached."
        return self._refusal if is_there else f"This {self._noun} does not exist."

    def refuse(self, sentence: str) -> None:
        """What is wrong with it although it is there; until another one is typed, or this is called with ""."""
        self._refusal = sentence

    def _edited(self) -> None:
        self._refusal = ""
        self.changed.emit()

    def _ask(self) -> None:
        dialog = QFileDialog(self, self._title, self._typed.text())
        if isinstance(self._kind, File):
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter(f"*{self._kind.ending}")
        else:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._typed.setText)
        dialog.open()


class AddressField(SettingField):
    """One of the known addresses, or another one that is typed."""

    def __init__(self, asked: Asked, kind: Address, value: Value) -> None:
        super().__init__()
        is_known = value in [address for address, _ in kind.known]
        self._choice = _still_choice(asked, (*kind.known, (_OWN, "Another address")))
        self._choice.set_current(str(value) if is_known else _OWN)
        self._typed = _line(asked, "" if is_known else str(value))
        self._typed.setAccessibleName(f"{asked.label}: another address")
        self._typed.setPlaceholderText("https://")
        self._choice.currentIndexChanged.connect(self._chosen)
        self._typed.textChanged.connect(self.changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._choice)
        layout.addWidget(self._typed)
        self._typed.setHidden(is_known)

    def value(self) -> Value:
        chosen = str(self._choice.currentData())
        return checked_address(self._typed.text()) if chosen == _OWN else chosen

    def problem(self) -> str:
        try:
            self.value()
        except AddressError as error:
            return str(error)
        return ""

    def _chosen(self) -> None:
        self._typed.setVisible(self._choice.currentData() == _OWN)
        self.changed.emit()


def _still_choice(asked: Asked, options: tuple[tuple[str, str], ...]) -> Choice:
    """A list that the wheel does not change."""
    choice = StillChoice(asked.label, asked.help)
    for kept, shown in options:
        choice.add(kept, shown)
    return choice


def setting_field(asked: Asked, value: Value) -> SettingField:
    """The control for a setting, with its value."""
    match asked.kind:
        case OneOf() as kind:
            return ChoiceField(asked, kind, value)
        case Number() as kind:
            return NumberField(asked, kind, value)
        case Address() as kind:
            return AddressField(asked, kind, value)
        case Pattern() as kind:
            return PatternField(asked, kind, value)
        case Folder() | File() as kind:
            return PathField(asked, kind, value)
        case _:
            return SwitchField(asked, value)


def mark(typed: QLineEdit, sentence: str) -> None:
    """Show that what is typed is wrong, and let it say why; "" takes that back."""
    typed.setProperty("invalid", bool(sentence))
    typed.setAccessibleDescription(sentence)
    typed.style().polish(typed)


def type_over(typed: QLineEdit) -> None:
    """Let the next key or paste replace all that is typed."""
    typed.setFocus()
    typed.selectAll()


def _line(asked: Asked, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setAccessibleName(asked.label)
    line.setToolTip(asked.help)
    return line


def _row(parent: QWidget, *widgets: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
