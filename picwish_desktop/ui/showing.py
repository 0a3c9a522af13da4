"""Keeps what the window shows true: the document on the canvas, and what the widgets around it say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from picwish_desktop.model.document import Document
from picwish_desktop.model.state import Change
from picwish_desktop.operations.catalogue import RemoveObjects
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.command_states import CommandStates
from picwish_desktop.ui.commands import THEMES, TOOLS
from picwish_desktop.ui.describe import document_tab
from picwish_desktop.ui.job_words import job_card
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.prices import price
from picwish_desktop.ui.provider_note import Sender
from picwish_desktop.ui.rail import BACKGROUND, FACE
from picwish_desktop.ui.recent_items import recent_items
from picwish_desktop.ui.showing_cutout import CutoutShowing
from picwish_desktop.ui.showing_id_photo import IdPhotoShowing
from picwish_desktop.ui.showing_mark import MarkShowing
from picwish_desktop.ui.tray_choices import TrayChoices

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow
    from picwish_desktop.workflows.service import Service


WAIT = "Wait until it is done, or press Esc to stop it: until then nothing is marked."


class Showing:
    """Listens to the documents, the jobs and the canvas; owns nothing but these ties."""

    def __init__(self, window: MainWindow, service: Service) -> None:
        self._window = window
        self._paths = service.paths
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
        self._told: tuple[OpenDocument | None, QWidget | None] = (None, None)
        """Of what, and where, it was told last how things stand."""
        self._unsubscribe: Callable[[], None] = lambda: None
        self._cancel = QShortcut(Qt.Key.Key_Escape, window, self._stop)
        self._cancel.setAutoRepeat(False)
        self._soon = QTimer(window)
        """What can be done is true at once. How things stand is told a turn later, once for all that happened, so that
        the tray and the column of marking are not laid out and painted in the same turn as the canvas. Other columns
        have sliders, which must not bring back what was taken back: they are told at once, too."""
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._tell)
        self._commands = CommandStates(window)
        self._tray = TrayChoices(window)
        self.mark = MarkShowing(window)
        self.cutout = CutoutShowing(window, service)
        self.id_photo = IdPhotoShowing(window, service)
        window.remove_panel.set_providers(
            (provider.name, provider.label, price(provider))
            for provider in service.providers.values()
            if provider.supports(RemoveObjects())
        )
        self._tie_parts()
        self._tie_canvas()
        window.remove_panel.provider_chosen.connect(self._choose_provider)

    def begin(self) -> None:
        """Show everything for the first time; the commands are tied by now."""
        self.mark.begin()
        self._show_settings()
        self.follow_job()
        self._show_current()
        self._refresh()

    def follow_job(self) -> None:
        """The window turned to another job."""
        window, before = self._window, self._window.focusWidget()
        self._note_tool()
        self.cutout.follow_job()
        if window.canvas.job is not CanvasJob.LOOK:
            window.canvas.set_tool(self._tools.get(window.job, Tool.BRUSH))
        self.id_photo.follow_job()
        self.mark.follow_job()
        window.commands[Command.MASK_ONLY].setChecked(False)
        self._show_tool(window.canvas.tool)
        window.provider_note.follow(self._sender)
        entry = window.documents.current
        if entry is not None and entry.has_shown_result:
            self._show_divider(entry)
        elif self.id_photo.is_current:
            window.commands[Command.COMPARE].setChecked(False)
        self._refresh()
        if before is not None and not before.isVisibleTo(window):
            # Qt gave the keyboard to whatever is next
            self._show_centre(takes_keys=True)

    def take_brush(self) -> None:
        """Into the hand, as the current job has it."""
        if self._is_cutting:
            self.cutout.use_brush(is_smart=False)
        else:
            self._window.canvas.set_tool(Tool.BRUSH)

    def show_mask_only(self, is_on: bool) -> None:
        """The mask, or the matte, in place of the picture."""
        canvas = self._window.canvas
        if self._is_cutting and is_on:
            canvas.set_cutout_view(CutoutView.MATTE)
        elif self._is_cutting and canvas.cutout_view is CutoutView.MATTE:
            canvas.set_cutout_view(CutoutView.RESULT)
        canvas.set_mask_only(is_on and not self._is_cutting)

    @property
    def _is_cutting(self) -> bool:
        return self._window.job in (BACKGROUND.id, FACE.id)

    @property
    def _sender(self) -> Sender:
        """Who the current job asks."""
        if self.id_photo.is_current:
            return self._window.id_photos
        return self._window.cutting if self._is_cutting else self._window.removal

    # ties

    def _tie_parts(self) -> None:
        window = self._window
        window.documents.current_changed.connect(self._show_current)
        window.documents.changed.connect(self._refresh)
        window.jobs.changed.connect(self._tell_soon)
        window.documents.told.connect(window.status.show_message)
        window.tabs.chosen.connect(lambda id_: self._with_entry(id_, window.documents.show))
        window.tabs.close_requested.connect(lambda id_: self._with_entry(id_, window.closing.close_document))
        window.welcome.open_requested.connect(window.opening.ask)
        window.welcome.sample_chosen.connect(self._open_sample)
        window.recent_panel.chosen.connect(lambda path: window.open_files([Path(path)]))
        window.recent_menu.chosen.connect(lambda path: window.open_files([Path(path)]))
        window.recent_menu.aboutToShow.connect(lambda: window.tasks.spawn(self._show_recent()))
        window.rail.chosen.connect(window.choose_job)
        window.provider_note.changed.connect(self._refresh)
        window.work.finished.connect(window.provider_note.ask_credits)
        window.work.finished.connect(window.provider_note.touch)

    def _tie_canvas(self) -> None:
        window, canvas = self._window, self._window.canvas
        window.documents.about_to_edit.connect(canvas.finish_gesture)
        window.documents.about_to_edit.connect(lambda: canvas.set_picking_color(False))
        canvas.tool_changed.connect(self._show_tool)
        canvas.view_changed.connect(lambda _: self._allow_marking())
        canvas.overlay_changed.connect(window.commands[Command.OVERLAY].setChecked)
        canvas.zoom_changed.connect(window.tool_strip.set_zoom)
        canvas.brush_size_changed.connect(self._show_brush_size)
        canvas.position_changed.connect(lambda x, y: window.status.set_position(QPoint(x, y)))
        canvas.position_left.connect(lambda: window.status.set_position(None))
        canvas.message.connect(self._say)
        canvas.told.connect(window.status.show_message)
        canvas.shape_changed.connect(self._commands.name_steps)
        window.tool_strip.brush_size_changed.connect(canvas.set_brush_size)
        window.tool_strip.overlay_changed.connect(self._choose_overlay)
        window.tool_strip.typing_ended.connect(canvas.setFocus)
        window.commands.overlay_opacity_chosen.connect(self._choose_overlay)

    # the canvas

    def _note_tool(self) -> None:
        """The window turned to another job."""
        canvas, before, self._job = self._window.canvas, self._job, self._window.job
        if canvas.job is CanvasJob.CUT_OUT and canvas.tool is Tool.RECTANGLE:
            # a box is drawn once
            self._tools[before] = Tool.BRUSH
        elif canvas.job is not CanvasJob.LOOK:
            self._tools[before] = canvas.tool

    def _show_current(self) -> None:
        """Another document is to be seen; the canvas keeps where the person was in the one before."""
        canvas = self._window.canvas
        compare = self._window.commands[Command.COMPARE]
        if self._shown is not None:
            self._shown.view = canvas.view_state()
            self._shown.is_compared = compare.isChecked()
        self._shown = self._window.documents.current
        # was said of the one before
        self._window.status.take_back(WAIT)
        compare.setChecked(self._shown is not None and self._shown.is_compared)
        self._put_on_canvas()
        self._window.provider_note.touch()
        self._window.tasks.spawn(self._show_recent())
        self._show_centre(takes_keys=True)

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
        for drawn in entry.strokes:
            canvas.remove_hint(drawn)
            canvas.add_hint(drawn)
        if entry.document is not None:
            self._unsubscribe = entry.document.subscribe(self._document_changed)
            # what would be sent is known from now on
            self._window.provider_note.touch()

    def _document_changed(self, change: Change) -> None:
        is_marked = change.rectangles or not change.mask.is_empty
        if not change.pixels.is_empty or (is_marked and not self._is_cutting):
            self._window.provider_note.touch()
        if change.history or not change.pixels.is_empty:
            self._refresh()
        elif change.id_photo:
            self.id_photo.refresh(self._window.documents.current)
        elif self._is_cutting or change.rectangles:
            self._refresh_panel()
        else:
            self.mark.refresh_soon()

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

    # what the widgets say

    def _refresh(self) -> None:
        window, entry = self._window, self._window.documents.current
        if entry is not None and (entry.document, entry.picture) != self._on_canvas:
            # the whole photo takes the place of its preview
            entry.view = None
            self._put_on_canvas()
        document = None if entry is None else entry.document
        has_result = document is not None and document.state.preview is not None
        self._show_centre(takes_keys=False)
        panel = window.id_photo_panel if self.id_photo.is_current else self.cutout.panel or window.remove_panel
        is_bare = entry is None and not self.id_photo.is_current
        is_other = (entry, panel) != self._told
        self._told = entry, panel
        window.column.setCurrentWidget(window.recent_panel if is_bare else panel)
        window.rail.set_current(window.job)
        window.tool_strip.set_document_open(entry is not None)
        window.tabs.set_documents([document_tab(one) for one in window.documents], None if entry is None else entry.id)
        window.status.set_file("Ready" if entry is None else entry.title, "" if entry is None else entry.facts)
        provider = self._sender.provider
        window.recent_panel.set_provider(provider.label if provider.limits.takes_files else "")
        label = "" if entry is None else provider.label
        window.status.set_provider(label, is_ready=window.provider_note.is_ready)
        window.setWindowTitle("PicWish Desktop" if entry is None else f"{entry.title}[*] – PicWish Desktop")
        window.setWindowModified(entry is not None and entry.is_modified)
        self._commands.refresh()
        if entry is not None and has_result is not entry.has_shown_result:
            entry.has_shown_result = has_result
            self._show_divider(entry)
        self._allow_marking()
        self._cancel.setEnabled(entry is not None and entry.is_busy)
        self.cutout.refresh(entry)
        self.id_photo.refresh(entry)
        self.mark.refresh(entry)
        if is_other:
            # nothing is said of it yet
            self._tell()
        else:
            self._tell_soon()

    def _show_centre(self, *, takes_keys: bool) -> None:
        """What is shown has the keyboard where what was shown before had it, or where it `takes_keys`."""
        window, before = self._window, self._window.focusWidget()
        centre, shown = window.centre, self.id_photo.centre(window.documents.current)
        had_keys = before is centre or centre.isAncestorOf(before) if before is not None else False
        is_other = shown is not centre.currentWidget()
        centre.setCurrentWidget(shown)
        if takes_keys or (had_keys and is_other):
            # nothing on the empty window is marked before the keyboard is used
            (centre if shown is window.welcome else shown).setFocus()

    def _allow_marking(self) -> None:
        """Nothing is marked while something runs; and what a smart stroke is changing cannot be painted meanwhile."""
        window, entry = self._window, self._window.documents.current
        can_mark = entry is not None and entry.document is not None and entry.work is None
        can_mark = can_mark and not self.id_photo.is_current
        if can_mark and entry is not None and entry.correcting is not None:
            can_mark = not (self.cutout.is_painting_exactly and window.canvas.is_cutout_shown)
        why_not = WAIT if entry is not None and entry.work is not None else ""
        if (can_mark, why_not) != self._marking:
            self._marking = can_mark, why_not
            window.canvas.set_marking_enabled(can_mark, why_not)
            window.tool_strip.set_waiting(bool(why_not))
            if not why_not:
                window.status.take_back(WAIT)

    def _refresh_panel(self) -> None:
        if self._window.documents.current is None:
            return
        if self._is_cutting:
            self.cutout.refresh_panel()
            return
        if self.id_photo.is_current:
            self.id_photo.refresh_panel()
            return
        self.mark.refresh_panel()

    def _tell_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        window = self._window
        # at the counter what is free is done in seconds, and its card would take the photo's room
        shown = [listed for listed in window.jobs.shown() if listed.job.is_paid or not self.id_photo.is_current]
        window.tray.set_jobs([job_card(listed) for listed in shown])
        window.status.set_running_jobs(window.jobs.running())
        self._refresh_panel()

    async def _show_recent(self) -> None:
        today = datetime.now().astimezone().date()
        items = await asyncio.to_thread(recent_items, self._paths, today)
        self._window.recent_panel.set_items(items)
        self._window.recent_menu.set_items(items)

    def _show_tool(self, tool: Tool) -> None:
        command = next(command for command, its_tool in TOOLS.items() if its_tool is tool)
        self._window.commands[command].setChecked(True)
        self._window.tool_strip.set_tool(tool)
        self._window.tool_strip.set_brush_size(self._window.canvas.brush_size)
        self.cutout.show_tool(tool)
        self._allow_marking()
        self._refresh_panel()

    def _show_brush_size(self, size: int) -> None:
        window = self._window
        window.tool_strip.set_brush_size(size)
        if window.canvas.tool is Tool.ERASER:
            window.settings.eraser_size = size
        else:
            window.settings.brush_size = size

    def _say(self, sentence: str) -> None:
        entry = self._window.documents.current
        if entry is not None:
            entry.message = sentence
            self._refresh_panel()

    # choices

    def _choose_provider(self, name: str) -> None:
        self._window.settings.removal_provider = name
        self._window.provider_note.touch()
        self._window.provider_note.ask_credits()
        self._refresh()

    def _choose_overlay(self, opacity: float) -> None:
        # who sets how strong it is wants to see it
        self._window.canvas.set_overlay_visible(True)
        self._set_overlay(opacity)

    def _set_overlay(self, opacity: float) -> None:
        window = self._window
        window.settings.overlay_opacity = opacity
        window.canvas.set_overlay_opacity(opacity)
        window.tool_strip.set_overlay(opacity)

    def _show_settings(self) -> None:
        window = self._window
        # each tool that is taken tells its size, which becomes the setting
        sizes = {Tool.ERASER: window.settings.eraser_size, Tool.BRUSH: window.settings.brush_size}
        for tool, size in sizes.items():
            window.canvas.set_tool(tool)
            window.canvas.set_brush_size(size)
        self.cutout.set_hardness(window.settings.brush_hardness)
        window.commands[Command.OVERLAY].setChecked(True)
        self._set_overlay(window.settings.overlay_opacity)
        command = next(command for command, theme in THEMES.items() if theme is window.theme.theme)
        window.commands[command].setChecked(True)

    # lookups

    def _with_entry(self, id_: str, function: Callable[[OpenDocument], object]) -> None:
        if (entry := self._window.documents.with_id(id_)) is not None:
            function(entry)

    def _open_sample(self, path: str, job: str) -> None:
        self._window.choose_job(job)
        self._window.opening.open_sample(Path(path))

    def _stop(self) -> None:
        """Esc: whatever runs on the document that is shown."""
        self._window.cutting.stop_pointing()
        self._window.marking.stop()
        self._window.work.cancel()
