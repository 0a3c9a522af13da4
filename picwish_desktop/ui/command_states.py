"""Which commands can be used now, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.commands import JOBS, TOOLS
from picwish_desktop.ui.rail import BACKGROUND, FACE, ID_PHOTO
from picwish_desktop.ui.showing_mark import SHAPES

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow

NEEDS_DOCUMENT = (
    Command.SAVE,
    Command.SAVE_AS,
    Command.COPY,
    Command.ZOOM_IN,
    Command.ZOOM_OUT,
    Command.FIT,
    Command.ACTUAL_SIZE,
    Command.SWAP,
    Command.SMALLER,
    Command.BIGGER,
    *(command for command in TOOLS if command not in SHAPES),
)
DRAWS = (*TOOLS, Command.SWAP, Command.SMALLER, Command.BIGGER)
"""Not for an ID photo, which nothing is painted on."""


class CommandStates:
    """Sets them by the document that is shown and the job that it is used for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def refresh(self) -> None:
        window, commands, entry = self._window, self._window.commands, self._window.documents.current
        document = None if entry is None else entry.document
        is_idle = document is not None and entry is not None and not entry.is_busy
        is_id_photo, is_cutting = window.job == ID_PHOTO.id, window.job in (BACKGROUND.id, FACE.id)
        has_result = document is not None and document.state.preview is not None
        has_change = document is not None and bool(document.state.visible_edits or document.state.cutout)
        for command in NEEDS_DOCUMENT:
            commands[command].setEnabled(document is not None and not (is_id_photo and command in DRAWS))
        has_cutout = document is not None and document.state.cutout is not None
        commands[Command.OVERLAY].setEnabled(document is not None and window.shows_marks())
        commands[Command.MASK_ONLY].setEnabled(has_cutout if is_cutting else document is not None and not is_id_photo)
        for command in (Command.NEXT_DOCUMENT, Command.PREVIOUS_DOCUMENT):
            commands[command].setEnabled(len(window.documents) > 1)
        commands[next(command for command, job in JOBS.items() if job == window.job)].setChecked(True)
        commands[Command.CLOSE].setEnabled(entry is not None)
        for command in (Command.KEEP, Command.DISCARD):
            commands[command].setEnabled(has_result and is_idle)
        commands[Command.COMPARE].setEnabled(has_change and not is_id_photo)
        if document is None:
            commands[Command.RUN].setEnabled(False)
        commands[Command.RUN].setText("Cut out" if is_cutting else "Frame" if is_id_photo else "Remove")
        commands[Command.MASK_ONLY].setText("Matte only" if is_cutting else "Mask only")
        commands[Command.LOCK].setEnabled(document is not None)
        commands[Command.LOCK].setChecked(document is not None and document.is_private)
        self.name_steps()

    def name_steps(self) -> None:
        """What undo and redo would do."""
        window, entry = self._window, self._window.documents.current
        if entry is None or entry.document is None or entry.work is not None:
            window.commands.set_undo_labels(None, None)
            return
        # what was asked for and is not done yet; and of a shape in the making the last part is taken back first
        is_in_the_making = entry.marking is not None or entry.is_stroke_newest or window.canvas.is_drawing_shape
        undo = "" if is_in_the_making else entry.document.undo_label
        window.commands.set_undo_labels(undo, None if entry.is_busy else entry.document.redo_label)
