"""Keeps the canvas true: the document that is shown, the tool that its job has in hand, and whether it may mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from picwish_desktop.model.document import Document
from picwish_desktop.model.state import Change
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.canvas.viewport import Viewport
from picwish_desktop.ui.commands import TOOLS
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.showing_cutout import CutoutShowing

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow

WAIT = "Wait until it is done, or press Esc to stop it: until then nothing is marked."


class CanvasShowing:
    """Listens to the canvas and to the document that is on it; owns nothing but these ties."""

    def __init__(self, window: MainWindow, cutout: CutoutShowing, changed: Callable[[Change], None]) -> None:
        """`changed` is told what changes of the document that is on the canvas."""
        self._window = window
        self._cutout = cutout
        self._changed = changed
        self._shown: OpenDocument | None = None
        self._put: OpenDocument | None = None
        """Of which the canvas shows something."""
        self._on_canvas: tuple[Document | None, Picture | None] = (None, None)
        self._marking: tuple[bool, str] | None = None
        """Whether the canvas may mark, and why not."""
        self._job = ""
        """The one that is followed."""
        self._tools: dict[str, Tool] = {}
        """What was in the hand when the person turned to another job: an eraser is used where it was taken for that."""
        self._unsubscribe: Callable[[], None] = lambda: None
        self._tie()

    def begin(self) -> None:
        """Take what the settings say."""
        window = self._window
        # each tool that is taken tells its size, which becomes the setting
        sizes = {Tool.ERASER: window.settings.eraser_size, Tool.BRUSH: window.settings.brush_size}
        for tool, size in sizes.items():
            window.canvas.set_tool(tool)
            window.canvas.set_brush_size(size)
        self._cutout.set_hardness(window.settings.brush_hardness)
        window.commands[Command.OVERLAY].setChecked(True)
        self._set_overlay(window.settings.overlay_opacity)

    def follow_job(self) -> None:
        """The window turned to another job."""
        window, canvas = self._window, self._window.canvas
        self._note_tool()
        # while an ID photo is made, only the photo is seen
        job = CanvasJob.CUT_OUT if window.shows_cutouts() else CanvasJob.LOOK
        canvas.set_job(CanvasJob.MARK if window.shows_marks() else job)
        if canvas.job is not CanvasJob.LOOK:
            canvas.set_tool(self._tools.get(window.job, Tool.BRUSH))
        window.commands[Command.MASK_ONLY].setChecked(False)
        self._show_tool(canvas.tool)
        entry = window.documents.current
        if entry is not None and entry.has_shown_result:
            self._show_divider(entry)
        elif canvas.job is CanvasJob.LOOK:
            window.commands[Command.COMPARE].setChecked(False)

    def take_brush(self) -> None:
        """Into the hand, as the current job has it."""
        if self._window.shows_cutouts():
            self._cutout.use_brush(is_smart=False)
        else:
            self._window.canvas.set_tool(Tool.BRUSH)

    def show_mask_only(self, is_on: bool) -> None:
        """The mask, or the matte, in place of the picture."""
        canvas, is_cutting = self._window.canvas, self._window.shows_cutouts()
        if is_cutting and is_on:
            canvas.set_cutout_view(CutoutView.MATTE)
        elif is_cutting and canvas.cutout_view is CutoutView.MATTE:
            canvas.set_cutout_view(CutoutView.RESULT)
        canvas.set_mask_only(is_on and not is_cutting)
        if canvas.is_mask_only:
            canvas.set_overlay_visible(True)

    def show(self, entry: OpenDocument | None) -> None:
        """Another document is to be seen; the canvas keeps where the person was in the one before."""
        compare = self._window.commands[Command.COMPARE]
        if self._shown is not None:
            self._shown.view = self._window.canvas.view_state()
            self._shown.is_compared = compare.isChecked()
        self._shown = entry
        # was said of the one before
        self._window.status.take_back(WAIT)
        compare.setChecked(entry is not None and entry.is_compared)
        self._put_on_canvas()

    def follow_document(self) -> None:
        """Something of the document that is shown may be there now: the whole photo in place of its preview."""
        entry = self._window.documents.current
        if entry is not None and (entry.document, entry.picture) != self._on_canvas:
            entry.view = self._view_of_preview(entry)
            self._put_on_canvas()

    def _view_of_preview(self, entry: OpenDocument) -> Viewport | None:
        """What is seen of it, which stays when the whole photo takes its place; None where there was none."""
        picture, preview = entry.picture, self._on_canvas[1]
        if picture is None or preview is None or picture.bounds != preview.bounds:
            return None
        return self._window.canvas.view_state()

    def follow_result(self) -> None:
        """A new result has the divider beside it, until it is kept or discarded."""
        entry = self._window.documents.current
        if entry is None:
            return
        has_result = entry.document is not None and entry.document.state.preview is not None
        if has_result is not entry.has_shown_result:
            entry.has_shown_result = has_result
            self._show_divider(entry)

    def allow_marking(self) -> None:
        """Nothing is marked while something runs; and what a smart stroke is changing cannot be painted meanwhile."""
        window, entry = self._window, self._window.documents.current
        can_mark = entry is not None and entry.document is not None and entry.work is None
        can_mark = can_mark and window.canvas.job is not CanvasJob.LOOK
        is_waiting = entry is not None and entry.work is not None
        if can_mark and entry is not None and entry.correcting is not None:
            is_waiting = self._cutout.is_painting_exactly and window.canvas.is_cutout_shown
            can_mark = not is_waiting
        why_not = WAIT if is_waiting else ""
        if (can_mark, why_not) != self._marking:
            self._marking = can_mark, why_not
            window.canvas.set_marking_enabled(can_mark, why_not)
            window.tool_strip.set_waiting(bool(why_not))
            if not why_not:
                window.status.take_back(WAIT)

    def _tie(self) -> None:
        window, canvas = self._window, self._window.canvas
        window.documents.about_to_edit.connect(canvas.finish_gesture)
        window.documents.about_to_edit.connect(lambda: canvas.set_picking_color(False))
        canvas.pressed_meanwhile.connect(window.documents.about_to_edit)
        canvas.tool_changed.connect(self._show_tool)
        canvas.view_changed.connect(lambda _: self.allow_marking())
        canvas.overlay_changed.connect(self._follow_overlay)
        canvas.zoom_changed.connect(window.tool_strip.set_zoom)
        canvas.brush_size_changed.connect(self._show_brush_size)
        canvas.position_changed.connect(lambda x, y: window.status.set_position(QPoint(x, y)))
        canvas.position_left.connect(lambda: window.status.set_position(None))
        canvas.told.connect(window.status.show_message)
        window.tool_strip.brush_size_changed.connect(canvas.set_brush_size)
        window.tool_strip.overlay_changed.connect(self._choose_overlay)
        window.tool_strip.typing_ended.connect(canvas.setFocus)
        window.commands.overlay_opacity_chosen.connect(self._choose_overlay)

    # the document

    def _put_on_canvas(self) -> None:
        entry, canvas = self._shown, self._window.canvas
        is_same_photo, self._put = entry is self._put, entry
        self._unsubscribe()
        self._unsubscribe = lambda: None
        if entry is None:
            self._on_canvas = None, None
            canvas.set_document(None, None)
            return
        self._on_canvas = entry.document, entry.picture
        canvas.set_document(entry.document, entry.picture, entry.view, is_same_photo=is_same_photo)
        if entry.picture is not None:
            self._window.tool_strip.set_zoom(canvas.viewport.scale)
        for stroke in entry.strokes:
            canvas.remove_hint(stroke.drawn)
            canvas.add_hint(stroke.drawn)
        if entry.document is not None:
            self._unsubscribe = entry.document.subscribe(self._changed)
            # what would be sent is known from now on
            self._window.provider_note.touch()

    def _show_divider(self, entry: OpenDocument) -> None:
        """Put it beside a new result, so that all of it is seen and the photo as it was is a drag away; it goes with
        the result."""
        preview = entry.document.state.preview if entry.document is not None else None
        # it is judged where it was made: nothing else has Keep and Discard
        is_judged = preview is not None and self._window.shows_marks()
        self._window.commands[Command.COMPARE].setChecked(is_judged)
        if preview is not None and is_judged:
            left, _ = self._window.canvas.viewport.to_view(preview.bounds.x, 0)
            self._window.canvas.move_divider(left)

    # the tools

    def _note_tool(self) -> None:
        """Of the job that the window turned away from."""
        canvas, before, self._job = self._window.canvas, self._job, self._window.job
        if canvas.job is CanvasJob.CUT_OUT and canvas.tool is Tool.RECTANGLE:
            # a box is drawn once
            self._tools[before] = Tool.BRUSH
        elif canvas.job is not CanvasJob.LOOK:
            self._tools[before] = canvas.tool

    def _show_tool(self, tool: Tool) -> None:
        command = next(command for command, its_tool in TOOLS.items() if its_tool is tool)
        self._window.commands[command].setChecked(True)
        self._window.tool_strip.set_tool(tool)
        self._window.tool_strip.set_brush_size(self._window.canvas.brush_size)
        self._cutout.show_tool(tool)
        self.allow_marking()

    def _show_brush_size(self, size: int) -> None:
        window = self._window
        window.tool_strip.set_brush_size(size)
        if window.canvas.tool is Tool.ERASER:
            window.settings.eraser_size = size
        else:
            window.settings.brush_size = size

    # the overlay

    def _follow_overlay(self, is_visible: bool) -> None:
        commands = self._window.commands
        commands[Command.OVERLAY].setChecked(is_visible)
        if not is_visible and self._window.canvas.is_mask_only:
            # without it there is nothing to be seen of the mask
            commands[Command.MASK_ONLY].setChecked(False)

    def _choose_overlay(self, opacity: float) -> None:
        if not self._window.shows_marks():
            # no mark is seen, and nobody would know what they changed
            return
        # who sets how strong it is wants to see it
        self._window.canvas.set_overlay_visible(True)
        self._set_overlay(opacity)

    def _set_overlay(self, opacity: float) -> None:
        window = self._window
        window.settings.overlay_opacity = opacity
        window.canvas.set_overlay_opacity(opacity)
        window.tool_strip.set_overlay(opacity)
