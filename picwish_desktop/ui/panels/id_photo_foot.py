"""The end of the ID photo column: frame, save, print, and on to the next customer."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from picwish_desktop.ui.panels.id_photo_state import IdPhotoPanelState, IdPhotoPhase
from picwish_desktop.ui.panels.phase_foot import PhaseFoot
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.usable import set_purpose, set_usable

_FRAME_AND_CUT, _CUTS = (
    "Frame and cut out  ·  Ctrl+Enter",
    "Find the face, level and frame it, and cut it out (Ctrl+Enter)",
)
_FRAME, _LEAVES = "Frame  ·  Ctrl+Enter", "Find the face, and level and frame it; its background stays (Ctrl+Enter)"


class IdPhotoFoot(PhaseFoot):
    """Frame, Cancel while it runs, Save when it is framed: each in the place of the one before."""

    frame_photo = Signal()
    cancel = Signal()
    save = Signal()
    print_sheet = Signal()
    next_customer = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._start = push_button(_FRAME_AND_CUT, _CUTS, "primary")
        cancel = push_button("Cancel  ·  Esc", "Stop, and leave everything as it is (Esc)", "tall")
        self._save = push_button("Save photo  ·  Ctrl+S", "Save the ID photo as a file (Ctrl+S)", "primary")
        self._print = push_button("Print sheet…", "Look at the sheet and print it (Ctrl+P)")
        self._next = push_button("Next customer", "Keep this ticket, and begin a new one (Ctrl+N)")
        main: dict[Enum, QPushButton] = {
            IdPhotoPhase.READY: self._start,
            IdPhotoPhase.RUNNING: cancel,
            IdPhotoPhase.DONE: self._save,
        }
        super().__init__(main, (self._print, self._next), parent)
        self._emit_settled(self._start, self.frame_photo)
        self._emit_settled(cancel, self.cancel)
        self._emit_settled(self._save, self.save)
        self._print.clicked.connect(self.print_sheet)
        self._next.clicked.connect(self.next_customer)

    def show_state(self, state: IdPhotoPanelState) -> None:
        """Show the buttons of the phase, each with the reason why it cannot be pressed."""
        self._turn_to(state.phase)
        self._start.setText(_FRAME if state.background_ban else _FRAME_AND_CUT)
        self._start.setAccessibleName(self._start.text())
        set_purpose(self._start, _LEAVES if state.background_ban else _CUTS)
        set_usable(self._start, state.refusal)
        set_usable(self._save, state.no_save)
        set_usable(self._print, state.no_print)
        set_usable(self._next, state.no_next)
