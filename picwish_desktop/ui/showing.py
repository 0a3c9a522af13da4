"""Keeps true what the widgets around the canvas say of the document that is shown, of the job and of what runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from picwish_desktop.model.state import Change
from picwish_desktop.operations.catalogue import RemoveObjects
from picwish_desktop.storage.reaching import reach
from picwish_desktop.ui.command_states import CommandStates
from picwish_desktop.ui.commands import THEMES
from picwish_desktop.ui.describe import document_tab
from picwish_desktop.ui.job_words import job_card
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.prices import price
from picwish_desktop.ui.provider_note import Sender
from picwish_desktop.ui.recent_items import recent_items
from picwish_desktop.ui.showing_canvas import CanvasShowing
from picwish_desktop.ui.showing_cutout import CutoutShowing
from picwish_desktop.ui.showing_id_photo import IdPhotoShowing
from picwish_desktop.ui.showing_mark import MarkShowing
from picwish_desktop.ui.tray_choices import TrayChoices

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow
    from picwish_desktop.workflows.service import Service


class Showing:
    """Listens to the documents and the jobs, and leads those that show one thing each; owns nothing but these ties."""

    def __init__(self, window: MainWindow, service: Service) -> None:
        self._window = window
        self._paths = service.paths
        self._recent_in_turn = asyncio.Lock()
        self._told: tuple[OpenDocument | None, QWidget | None] = (None, None)
        """Of what, and where, it was told last how things stand."""
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
        self.canvas = CanvasShowing(window, self.cutout, self._document_changed)
        self.id_photo = IdPhotoShowing(window, service)
        window.remove_panel.set_providers(
            (provider.name, provider.label, price(provider))
            for provider in service.providers.values()
            if provider.supports(RemoveObjects())
        )
        self._tie()

    def begin(self) -> None:
        """Show everything for the first time; the commands are tied by now."""
        self.mark.begin()
        self.canvas.begin()
        command = next(command for command, theme in THEMES.items() if theme is self._window.theme.theme)
        self._window.commands[command].setChecked(True)
        self.follow_job()
        self._show_current()
        self._refresh()

    def follow_job(self) -> None:
        """The window turned to another job."""
        window, before = self._window, self._window.focusWidget()
        self.cutout.follow_job()
        self.canvas.follow_job()
        self.id_photo.follow_job()
        self.mark.follow_job()
        window.provider_note.follow(self._sender)
        self._refresh()
        if before is not None and not before.isVisibleTo(window):
            # Qt gave the keyboard to whatever is next
            self._show_centre(takes_keys=True)

    @property
    def _sender(self) -> Sender:
        """Who the current job asks."""
        if self.id_photo.is_current:
            return self._window.id_photos
        return self._window.cutting if self._window.shows_cutouts() else self._window.removal

    # ties

    def _tie(self) -> None:
        window = self._window
        window.documents.current_changed.connect(self._show_current)
        window.documents.changed.connect(self._refresh)
        window.jobs.changed.connect(self._tell_soon)
        window.documents.told.connect(window.status.show_message)
        window.canvas.tool_changed.connect(lambda _: self._refresh_panel())
        window.canvas.message.connect(self._say)
        window.canvas.shape_changed.connect(self._commands.name_steps)
        window.tabs.chosen.connect(lambda id_: self._with_entry(id_, window.documents.show))
        window.tabs.close_requested.connect(lambda id_: self._with_entry(id_, window.closing.close_document))
        window.welcome.open_requested.connect(window.opening.ask)
        window.welcome.sample_chosen.connect(self._open_sample)
        window.recent_panel.chosen.connect(lambda path: window.open_files([Path(path)]))
        window.recent_menu.chosen.connect(lambda path: window.open_files([Path(path)]))
        window.recent_menu.aboutToShow.connect(lambda: window.tasks.spawn(self._show_recent()))
        window.rail.chosen.connect(window.choose_job)
        window.provider_note.changed.connect(self._refresh)
        window.remove_panel.provider_chosen.connect(self._choose_provider)
        window.work.finished.connect(window.provider_note.ask_credits)
        window.work.finished.connect(window.provider_note.touch)

    def _show_current(self) -> None:
        """Another document is to be seen."""
        self.canvas.show(self._window.documents.current)
        self._window.provider_note.touch()
        self._window.tasks.spawn(self._show_recent())
        self._show_centre(takes_keys=True)

    def _document_changed(self, change: Change) -> None:
        is_marked = change.rectangles or not change.mask.is_empty
        if not change.pixels.is_empty or (is_marked and not self._window.shows_cutouts()):
            self._window.provider_note.touch()
        if change.history or not change.pixels.is_empty:
            self._refresh()
        elif change.id_photo:
            self.id_photo.refresh(self._window.documents.current)
        elif self._window.shows_cutouts() or change.rectangles:
            self._refresh_panel()
        else:
            self.mark.refresh_soon()

    # what the widgets say

    def _refresh(self) -> None:
        window, entry = self._window, self._window.documents.current
        self.canvas.follow_document()
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
        self.canvas.follow_result()
        self.canvas.allow_marking()
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

    def _refresh_panel(self) -> None:
        if self._window.documents.current is None:
            return
        if self._window.shows_cutouts():
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
        # one at a time: they may be where nobody answers, and each look would take a thread
        async with self._recent_in_turn:
            items = await reach(recent_items, self._paths, today)
            self._window.recent_panel.set_items(items)
            self._window.recent_menu.set_items(items)

    def _say(self, sentence: str) -> None:
        entry = self._window.documents.current
        if entry is not None:
            entry.message = sentence
            self._refresh_panel()

    # choices

    def _choose_provider(self, name: str) -> None:
        # was said of the one before
        self._say("")
        self._window.settings.removal_provider = name
        self._window.provider_note.touch()
        self._window.provider_note.ask_credits()
        self._refresh()

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
