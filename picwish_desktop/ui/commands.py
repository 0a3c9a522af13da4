"""What each command does: the table of actions tied to the window's parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from picwish_desktop import __version__
from picwish_desktop.model.document import Document
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.dialogs.about import AboutDialog
from picwish_desktop.ui.dialogs.shortcuts import ShortcutSheet
from picwish_desktop.ui.rail import BACKGROUND, FACE, ID_PHOTO, REMOVE_OBJECTS
from picwish_desktop.ui.showing_cutout import VIEWS
from picwish_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow

TOOLS = {
    Command.HAND: Tool.HAND,
    Command.BRUSH: Tool.BRUSH,
    Command.ERASER: Tool.ERASER,
    Command.RECTANGLE: Tool.RECTANGLE,
    Command.ELLIPSE: Tool.ELLIPSE,
    Command.LASSO: Tool.LASSO,
    Command.POLYGON: Tool.POLYGON,
    Command.WAND: Tool.WAND,
    Command.ZOOM: Tool.ZOOM,
}
THEMES = {
    Command.THEME_SYSTEM: Theme.SYSTEM,
    Command.THEME_LIGHT: Theme.LIGHT,
    Command.THEME_DARK: Theme.DARK,
}
JOBS = {entry.command: entry.id for entry in (BACKGROUND, FACE, REMOVE_OBJECTS, ID_PHOTO)}
EDITS = {Command.REDO: Document.redo, Command.KEEP: Document.keep, Command.DISCARD: Document.discard}
"""What is done to the document that is shown, and asks for nothing else."""
NEW_MARKS = {Command.MARK_ALL: Document.mark_all, Command.CLEAR: Document.clear_selection}
"""The same, whatever the magic wand and its like are still working out."""
MARKS = {Command.INVERT: Document.invert, Command.FLATTEN: Document.flatten_rectangles}
"""The same, in turn with these."""
HARDNESS_STEP = 0.1


def connect_commands(window: MainWindow) -> None:
    """Give every action of the window what it does."""
    window.rail.say_keys(window.commands)
    for command, function in _functions(window).items():
        window.commands[command].triggered.connect(lambda _on=False, function=function: function())
    for command, switch in _switches(window).items():
        window.commands[command].toggled.connect(switch)


def _functions(window: MainWindow) -> dict[Command, Callable[[], object]]:
    """Of what is pressed."""
    canvas, documents, showing = window.canvas, window.documents, window.showing
    return {
        **{command: partial(documents.edit_current, edit) for command, edit in EDITS.items()},
        **{command: partial(window.marking.replace, edit) for command, edit in NEW_MARKS.items()},
        **{command: partial(window.marking.change, edit) for command, edit in MARKS.items()},
        **{command: partial(canvas.set_tool, tool) for command, tool in TOOLS.items()},
        **{command: partial(canvas.set_cutout_view, view) for command, view in VIEWS.items()},
        **{command: partial(window.choose_job, job) for command, job in JOBS.items()},
        **{command: partial(window.choose_theme, theme) for command, theme in THEMES.items()},
        Command.OPEN: window.opening.ask,
        Command.PASTE: window.opening.paste,
        Command.SAVE: window.save,
        Command.SAVE_AS: window.save_as,
        Command.CLOSE: window.closing.close_current,
        Command.QUIT: window.close,
        Command.UNDO: partial(_undo, window),
        Command.COPY: window.clipboard.copy,
        Command.GROW: window.marking.grow,
        Command.SHRINK: window.marking.shrink,
        Command.FILL_HOLES: window.marking.fill_holes,
        Command.DUPLICATE: canvas.duplicate_rectangle,
        Command.COPY_MASK: window.masks.copy,
        Command.PASTE_MASK: window.masks.paste,
        Command.SAME_MASK: window.masks.again,
        Command.IMPORT_MASK: window.masks.ask_import,
        Command.EXPORT_MASK: window.masks.ask_export,
        Command.ZOOM_IN: canvas.zoom_in,
        Command.ZOOM_OUT: canvas.zoom_out,
        Command.FIT: window.fit,
        Command.ACTUAL_SIZE: lambda: canvas.zoom_to(1.0),
        Command.NEXT_DOCUMENT: lambda: documents.show_next(1),
        Command.PREVIOUS_DOCUMENT: lambda: documents.show_next(-1),
        Command.RUN: window.run_job,
        # in place of the tool: which brush it is depends on the job
        Command.BRUSH: showing.canvas.take_brush,
        Command.SWAP: lambda: canvas.set_tool(Tool.BRUSH if canvas.tool is Tool.ERASER else Tool.ERASER),
        Command.SMALLER: lambda: canvas.step_brush_size(-1),
        Command.BIGGER: lambda: canvas.step_brush_size(1),
        Command.SOFTER: lambda: showing.cutout.set_hardness(canvas.painting.hardness - HARDNESS_STEP),
        Command.HARDER: lambda: showing.cutout.set_hardness(canvas.painting.hardness + HARDNESS_STEP),
        Command.SMART: lambda: showing.cutout.use_brush(is_smart=True),
        Command.TRY_ANOTHER: window.cutting.try_another,
        Command.SOFTEN_EDGE: showing.cutout.go_to_softness,
        Command.DROP_CUTOUT: lambda: documents.edit_current(
            lambda document: document.set_cutout("Drop the cutout", None)
        ),
        Command.SAVE_MATTE: window.saving.save_matte,
        Command.NEXT_CUSTOMER: window.closing.next_customer,
        Command.REPEAT_LAST: window.counter.repeat_last,
        Command.CHOOSE_DOCUMENT: window.id_photo_panel.open_documents,
        Command.ADD_TO_SHEET: window.delivery.add_to_sheet,
        Command.PRINT: window.delivery.print,
        Command.SAVE_SHEET: window.delivery.save_sheet,
        Command.TICKETS: window.earlier_tickets.ask,
        Command.WATCH: window.watching.ask,
        Command.CALIBRATE: window.desk.ask_calibration,
        Command.OWN_PAPERS: window.desk.ask_papers,
        Command.SETTINGS: window.configuring.ask,
        Command.PAID_WORK: window.paid_work.ask_or_say,
        Command.SHORTCUTS: partial(_show_shortcuts, window),
        Command.ABOUT: lambda: AboutDialog(__version__, window).open(),
    }


def _switches(window: MainWindow) -> dict[Command, Callable[[bool], object]]:
    """Of what is on or off."""
    canvas, showing = window.canvas, window.showing
    return {
        Command.OVERLAY: canvas.set_overlay_visible,
        Command.MASK_ONLY: showing.canvas.show_mask_only,
        Command.COMPARE: canvas.set_compare,
        Command.SHEET_VIEW: showing.id_photo.show_sheet,
        Command.LOCK: window.configuring.set_private,
        Command.FULL_SCREEN: partial(_fill_screen, window),
        Command.HIDE_PANELS: partial(_hide_panels, window),
    }


def _fill_screen(window: MainWindow, is_filled: bool) -> None:
    """As it was before afterwards: maximized, too."""
    # the first window is around it
    whole, full = window.window(), Qt.WindowState.WindowFullScreen
    state = whole.windowState()
    whole.setWindowState(state | full if is_filled else state & ~full)


def _hide_panels(window: MainWindow, are_hidden: bool) -> None:
    for panel in (window.rail, window.column):
        panel.setHidden(are_hidden)
    window.tray.set_away(are_hidden)


def _undo(window: MainWindow) -> None:
    """Take back what was asked for or done last."""
    entry = window.documents.current
    if window.canvas.take_back() or (entry is not None and window.marking.take_back(entry)):
        return
    if entry is not None and entry.is_stroke_newest:
        window.cutting.take_back_point()
    elif entry is not None and entry.document is not None and entry.work is None:
        # also while a stroke is worked on, which is older: a mark or a look, which it does not touch
        window.documents.about_to_edit.emit()
        entry.document.undo()


def _show_shortcuts(window: MainWindow) -> None:
    settings = window.settings
    ShortcutSheet(window.commands, window, keymap=settings.keymap, has_own=bool(settings.own_keys)).open()
