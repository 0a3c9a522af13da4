"""What the window shows of marking: the tools' options, the commands of the mark, and the panel “Remove objects”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.describe import remove_panel_state
from picwish_desktop.ui.mark_color import MarkColor
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.remove_objects import MarkWith, RemovePanelState

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow

SHAPES = {
    Command.ELLIPSE: Tool.ELLIPSE,
    Command.LASSO: Tool.LASSO,
    Command.POLYGON: Tool.POLYGON,
    Command.WAND: Tool.WAND,
}
"""Tools for removing objects only."""
CHANGES = (
    Command.MARK_ALL,
    Command.INVERT,
    Command.CLEAR,
    Command.GROW,
    Command.SHRINK,
    Command.FILL_HOLES,
    Command.FLATTEN,
    Command.PASTE_MASK,
    Command.SAME_MASK,
    Command.IMPORT_MASK,
)
IN_TURN = (
    Command.MARK_ALL,
    Command.INVERT,
    Command.CLEAR,
    Command.GROW,
    Command.SHRINK,
    Command.FILL_HOLES,
)
"""What waits for the mark that is being worked out."""
NEEDS_MARK = (Command.GROW, Command.SHRINK, Command.FILL_HOLES, Command.COPY_MASK, Command.EXPORT_MASK)
MENU = (
    Command.MARK_ALL,
    Command.FILL_HOLES,
    None,
    Command.COPY_MASK,
    Command.PASTE_MASK,
    Command.SAME_MASK,
    None,
    Command.EXPORT_MASK,
)
SEEN = (
    Command.MARK_ALL,
    Command.INVERT,
    Command.GROW,
    Command.SHRINK,
    Command.FILL_HOLES,
    Command.FLATTEN,
)
"""What changes the mark shows it, as painting does."""
WAIT_MS = 40
"""While something is painted, its share of the photo is told so much later: nobody reads faster."""


class MarkShowing:
    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._color = MarkColor(window)
        self._selected: Rect | None = None
        """The rectangle that is selected."""
        self._refusal = ""
        """What the canvas said last of one rectangle too many."""
        self._waiting = QTimer(window)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(WAIT_MS)
        self._waiting.timeout.connect(self.refresh_panel)
        self._tie_strip()
        self._tie_panel()
        window.canvas.wand_picked.connect(window.marking.wand)
        window.canvas.rectangle_selected.connect(self._show_selected)
        window.canvas.message.connect(self._note_refusal)
        window.masks.changed.connect(lambda: self.refresh(window.documents.current))
        window.masks.marked.connect(lambda: window.canvas.set_overlay_visible(True))

    def begin(self) -> None:
        """Show what the settings say."""
        window, settings = self._window, self._window.settings
        self._color.show()
        window.tool_strip.set_mode(settings.shape_mode)
        window.canvas.set_combine(Combine(settings.shape_mode))
        window.tool_strip.set_wand(settings.wand_tolerance, settings.wand_contiguous)
        window.remove_panel.set_grow_by(settings.grow_by)

    @property
    def is_current(self) -> bool:
        """Whether objects are being removed."""
        return self._window.shows_marks()

    def follow_job(self) -> None:
        """The window turned to another job."""
        self.refresh(self._window.documents.current)

    def refresh(self, entry: OpenDocument | None) -> None:
        """Whatever depends on the document that is shown."""
        window, document = self._window, None if entry is None else entry.document
        can_change = document is not None and entry is not None and not entry.is_busy and self.is_current
        can_change = can_change and document is not None and document.state.preview is None
        is_marked = document is not None and not document.selection.is_empty
        for command in (*CHANGES, *NEEDS_MARK):
            window.commands[command].setEnabled(can_change and (is_marked or command not in NEEDS_MARK))
        if window.marking.takes_orders(entry) and self.is_current:
            for command in IN_TURN:
                window.commands[command].setEnabled(True)
        has_rectangles = document is not None and bool(document.state.rectangles)
        window.commands[Command.FLATTEN].setEnabled(can_change and has_rectangles)
        window.commands[Command.SAME_MASK].setEnabled(can_change and window.masks.can_repeat)
        window.commands[Command.DUPLICATE].setEnabled(can_change and self._selected is not None)
        for command in SHAPES:
            window.commands[command].setEnabled(document is not None and self.is_current)
        if entry is not None and self.is_current:
            window.commands[Command.RUN].setEnabled(self._panel_state(entry).can_remove)

    def refresh_soon(self) -> None:
        """While something is painted."""
        if not self._waiting.isActive():
            self._waiting.start()

    def refresh_panel(self) -> None:
        window, entry = self._window, self._window.documents.current
        if entry is None or not self.is_current:
            return
        n_rectangles = 0 if entry.document is None else len(entry.document.state.rectangles)
        if entry.message == self._refusal and n_rectangles < MAX_RECTANGLES:
            # there is room again
            entry.message = ""
        state = self._panel_state(entry)
        window.remove_panel.show_state(state)
        window.commands[Command.RUN].setEnabled(state.can_remove)
        window.canvas.set_progress(state.progress if entry.work is not None else None)

    def _panel_state(self, entry: OpenDocument) -> RemovePanelState:
        window = self._window
        mark_with: MarkWith = "rectangles" if window.canvas.tool is Tool.RECTANGLE else "mask"
        note = window.provider_note.text
        return remove_panel_state(entry, window.removal.provider, mark_with, note, selected=self._selected)

    def _tie_strip(self) -> None:
        window, strip, settings = self._window, self._window.tool_strip, self._window.settings

        def choose_mode(mode: str) -> None:
            settings.shape_mode = mode
            window.canvas.set_combine(Combine(mode))

        def choose_tolerance(tolerance: int) -> None:
            settings.wand_tolerance = tolerance

        def choose_contiguous(is_contiguous: bool) -> None:
            settings.wand_contiguous = is_contiguous

        strip.mode_chosen.connect(choose_mode)
        strip.tolerance_changed.connect(choose_tolerance)
        strip.contiguous_changed.connect(choose_contiguous)

    def _tie_panel(self) -> None:
        window, panel, commands = self._window, self._window.remove_panel, self._window.commands
        for command in SEEN:
            commands[command].triggered.connect(lambda: window.canvas.set_overlay_visible(True))
        for signal, command in (
            (panel.invert, Command.INVERT),
            (panel.clear, Command.CLEAR),
            (panel.import_mask, Command.IMPORT_MASK),
            (panel.grow, Command.GROW),
            (panel.shrink, Command.SHRINK),
            (panel.duplicate, Command.DUPLICATE),
            (panel.to_mask, Command.FLATTEN),
            (panel.remove, Command.RUN),
            (panel.keep, Command.KEEP),
            (panel.discard, Command.DISCARD),
            (panel.save_as, Command.SAVE_AS),
        ):
            # before: what is typed counts
            signal.connect(self._end_typing)
            signal.connect(commands[command].trigger)
        panel.typing_ended.connect(window.canvas.setFocus)
        panel.delete.connect(self._end_typing)
        panel.offer_mark_actions([None if command is None else commands[command] for command in MENU])
        panel.grow_by_changed.connect(self._choose_grow_by)
        panel.rectangle_typed.connect(window.canvas.set_selected_rectangle)
        panel.delete.connect(window.canvas.delete_rectangle)
        panel.cancel.connect(window.work.cancel)
        panel.use_this_computer.connect(window.removal.switch_to_this_computer)
        panel.mark_with_chosen.connect(self._mark_with)
        commands[Command.FLATTEN].triggered.connect(self._go_on_with_mask)

    def _end_typing(self) -> None:
        """A button was clicked: the keys are for the photo again, and not for a number."""
        typing = self._window.focusWidget()
        if isinstance(typing, QLineEdit) and self._window.remove_panel.isAncestorOf(typing):
            self._window.canvas.setFocus()

    def _choose_grow_by(self, pixels: int) -> None:
        self._window.settings.grow_by = pixels

    def _mark_with(self, way: str) -> None:
        self._window.canvas.set_tool(Tool.RECTANGLE if way == "rectangles" else Tool.BRUSH)

    def _go_on_with_mask(self) -> None:
        """There are no rectangles any more."""
        if self._window.canvas.tool is Tool.RECTANGLE:
            self._mark_with("mask")

    def _note_refusal(self, sentence: str) -> None:
        self._refusal = sentence

    def _show_selected(self, rectangle: Rect | None) -> None:
        is_other = (rectangle is None) is not (self._selected is None)
        self._selected = rectangle
        if is_other:
            self.refresh(self._window.documents.current)
        self.refresh_panel()
