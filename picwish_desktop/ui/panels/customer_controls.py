"""Whose ID photo it is, the preset in use, and the folder from which photos come by themselves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from picwish_desktop.ui.panels.id_photo_state import IdPhotoPanelState
from picwish_desktop.ui.panels.sections import say
from picwish_desktop.ui.widgets.buttons import IconButton, push_button
from picwish_desktop.ui.widgets.choice import StillChoice
from picwish_desktop.ui.widgets.elided_label import ElidedLabel
from picwish_desktop.ui.widgets.labels import heading, warning
from picwish_desktop.ui.widgets.usable import set_purpose, set_usable

MOST_NAME = 80
_NONE, _SAVE, _REMOVE, _PRESET = "none", "save", "remove", "preset "


class CustomerControls(QWidget):
    name_changed = Signal(str)
    """With every key, so that nothing typed is lost."""
    preset_chosen = Signal(str)
    """A preset's name, or "" for none."""
    save_preset = Signal()
    remove_preset = Signal(str)
    lock_preset = Signal(bool)
    watch_folder = Signal()
    stop_watching = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = heading("")
        self._name = QLineEdit()
        self._name.setPlaceholderText("Name, if you want")
        self._name.setAccessibleName("Customer’s name")
        self._name.setToolTip("The customer’s name; it is kept with the ticket and deleted with it")
        self._name.setMaxLength(MOST_NAME)
        self._offered: tuple[object, ...] | None = None
        self._preset = StillChoice("Preset", "A document with everything that was chosen for it")
        self._lock = IconButton("lock", "Lock the preset: nothing that it sets can be changed by accident", 36)
        self._lock.setCheckable(True)
        self._watched = ElidedLabel()
        self._watched.setProperty("role", "note")
        self._watch = push_button("Watch a folder…", "Open each new picture in a camera’s or card’s folder", "link")
        self._stop = push_button("Stop", "Watch this folder no longer", "link")
        self._problem = warning()
        self._lay_out()
        self._connect()

    def show_state(self, state: IdPhotoPanelState) -> None:
        """Emits nothing."""
        say(self._number, state.number)
        self._number.setAccessibleName(f"Ticket {state.number}")
        if self._name.text() != state.name:
            self._name.setText(state.name)
        self._offer(state)
        self._preset.set_current(_PRESET + state.preset if state.preset else _NONE)
        set_usable(self._preset, state.no_change)
        self._lock.setChecked(bool(state.locked))
        set_purpose(
            self._lock,
            f"Unlock the preset “{state.preset}”"
            if state.locked
            else "Lock the preset: nothing that it sets can be changed by accident",
        )
        self._lock.setAccessibleName("Unlock the preset" if state.locked else "Lock the preset")
        set_usable(self._lock, state.no_change or ("" if state.preset else "Choose a preset first, or save one."))
        watching = f"Watching “{state.watched}”" if state.watched else ""
        self._watched.setText(watching)
        self._watched.setVisible(bool(watching))
        self._stop.setVisible(bool(watching))
        self._watch.setVisible(not watching)
        say(self._problem, state.watch_problem)

    def _offer(self, state: IdPhotoPanelState) -> None:
        offered = (state.presets, state.preset, bool(state.locked))
        if offered == self._offered:
            return
        self._offered = offered
        self._preset.clear()
        self._preset.add(_NONE, "No preset")
        for name in dict.fromkeys((*state.presets, *([state.preset] if state.preset else ()))):
            self._preset.add(_PRESET + name, name)
        self._preset.add(_SAVE, "Save as preset…")
        if state.preset and not state.locked:
            self._preset.add(_REMOVE, f"Remove “{state.preset}”")

    def _lay_out(self) -> None:
        who = QHBoxLayout()
        who.setSpacing(10)
        who.addWidget(self._number)
        who.addWidget(self._name, 1)
        preset = QHBoxLayout()
        preset.setSpacing(4)
        preset.addWidget(self._preset, 1)
        preset.addWidget(self._lock)
        folder = QHBoxLayout()
        folder.setSpacing(4)
        folder.addWidget(self._watched)
        folder.addWidget(self._stop)
        folder.addWidget(self._watch)
        folder.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for row in (who, preset, folder):
            layout.addLayout(row)
        layout.addWidget(self._problem)

    def _connect(self) -> None:
        self._name.textEdited.connect(self.name_changed)
        self._preset.activated.connect(lambda _row: self._choose(str(self._preset.currentData())))
        self._lock.clicked.connect(self._press_lock)
        self._watch.clicked.connect(self.watch_folder)
        self._stop.clicked.connect(self.stop_watching)

    def _choose(self, choice: str) -> None:
        name = self._offered[1] if self._offered else ""
        match choice:
            case "none":
                self.preset_chosen.emit("")
            case "save":
                self._preset.set_current(_PRESET + str(name) if name else _NONE)
                self.save_preset.emit()
            case "remove":
                self._preset.set_current(_PRESET + str(name))
                self.remove_preset.emit(str(name))
            case _:
                self.preset_chosen.emit(choice.removeprefix(_PRESET))

    def _press_lock(self, is_checked: bool) -> None:
        # whether it is locked is for the window to say
        self._lock.setChecked(not is_checked)
        self.lock_preset.emit(is_checked)
