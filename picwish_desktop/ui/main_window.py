"""The window: its parts in their places, which job it does, and what is dropped on it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from picwish_desktop.operations.catalogue import CutOutFace, MakeIdPhoto, Operation, RemoveBackground, RemoveObjects
from picwish_desktop.storage.resources import resource
from picwish_desktop.ui.actions import Actions, Command, build_menus
from picwish_desktop.ui.bracket_keys import BracketKeys
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import DELETING
from picwish_desktop.ui.clipboard import Clipboard
from picwish_desktop.ui.closing import Closing
from picwish_desktop.ui.commands import connect_commands
from picwish_desktop.ui.configuring import Configuring
from picwish_desktop.ui.copy_turn import CopyTurn
from picwish_desktop.ui.counter import Counter
from picwish_desktop.ui.cutting import Cutting
from picwish_desktop.ui.delivery import Delivery
from picwish_desktop.ui.desk import Desk
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.dragging import Dragging
from picwish_desktop.ui.earlier_tickets import EarlierTickets
from picwish_desktop.ui.first_window import FirstWindow, place
from picwish_desktop.ui.held_keys import HeldKeys
from picwish_desktop.ui.id_photo.portrait_view import PortraitView
from picwish_desktop.ui.id_photo.sheet_view import SheetView
from picwish_desktop.ui.id_photo_strip import IdPhotoStrip
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.job_list import JobList
from picwish_desktop.ui.key_tips import KeyTips
from picwish_desktop.ui.keymap import apply_keymap
from picwish_desktop.ui.leaving import Leaving
from picwish_desktop.ui.looks import Looks
from picwish_desktop.ui.marking import Marking
from picwish_desktop.ui.masks import Masks
from picwish_desktop.ui.open_documents import OpenDocuments
from picwish_desktop.ui.opening import Opening
from picwish_desktop.ui.own_keys import read_own_keys
from picwish_desktop.ui.paid_work import PaidWork
from picwish_desktop.ui.panels.background import BackgroundPanel
from picwish_desktop.ui.panels.face import FacePanel
from picwish_desktop.ui.panels.id_photo import IdPhotoPanel
from picwish_desktop.ui.panels.recent import RecentPanel
from picwish_desktop.ui.panels.remove_objects import RemovePanel
from picwish_desktop.ui.preview import Preview
from picwish_desktop.ui.provider_note import ProviderNote
from picwish_desktop.ui.rail import BACKGROUND, FACE, ID_PHOTO, REMOVE_OBJECTS, Rail
from picwish_desktop.ui.recent_menu import RecentMenu
from picwish_desktop.ui.recovering import Recovering
from picwish_desktop.ui.removal import Removal
from picwish_desktop.ui.saving import Saving
from picwish_desktop.ui.showing import Showing
from picwish_desktop.ui.status_bar import StatusBar
from picwish_desktop.ui.tabs import DocumentTabs
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.theme import Theme, ThemeSwitch
from picwish_desktop.ui.thumbnails import Thumbnails
from picwish_desktop.ui.tool_strip import ToolStrip
from picwish_desktop.ui.tray import Tray
from picwish_desktop.ui.watching import Watching
from picwish_desktop.ui.welcome import Welcome
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from picwish_desktop.ui.work import Work
from picwish_desktop.workflows.recovery import Recovery
from picwish_desktop.workflows.service import Service

JOBS = (BACKGROUND, FACE, REMOVE_OBJECTS, ID_PHOTO)
_LOW = 620
"""Pixels of height below which the tray leaves some of its own to the rail and the canvas."""


class MainWindow(QMainWindow):
    """A window by itself, or what fills the `FirstWindow`: then that is the one the window system knows."""

    def __init__(self, service: Service, theme: ThemeSwitch, first: FirstWindow | None = None) -> None:
        """Needs a running event loop."""
        super().__init__()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the window was closed for good, and its settings are on disk."""
        self.service = service
        self.settings = service.settings
        self.theme = theme
        paths, settings, runner = service.paths, service.settings, service.runner
        self._paths = paths

        self.tasks = Tasks(self._tell_error)
        self.documents = OpenDocuments(self)
        self.jobs = JobList(runner, self)
        self.thumbnails = Thumbnails(self.documents, self.tasks)
        self.opening = Opening(self, self.documents, self.tasks, paths, settings)
        self.saving = Saving(self, self.documents, self.tasks, paths, settings, self.shows_cutouts)
        self.leaving = Leaving(self, self.documents, self.tasks, self.saving)
        self.recovery = Recovery(paths.recovery)
        self.looks = Looks(self, self.documents, self.tasks, settings)
        self.recovering = Recovering(self, self.documents, self.opening, self.tasks, self.recovery, self.looks)
        self.work = Work(self.documents, self.jobs, self.tasks, runner, self.recovering)
        copy_turn = CopyTurn()
        self.masks = Masks(self, self.documents, self.tasks, settings, copy_turn)
        self.clipboard = Clipboard(self.documents, self.tasks, copy_turn, self.shows_cutouts)
        self.marking = Marking(self.documents, self.tasks, service.worker, settings)
        self.removal = Removal(self.work, settings, self.masks, self.marking)
        self.cutting = Cutting(self.documents, self.work, self.tasks, service.worker, settings)
        self.id_photos = IdPhotos(self.documents, self.work, self.tasks, service.worker, settings)
        self.counter = Counter(self, self.documents, self.id_photos, self.tasks, service)
        self.delivery = Delivery(self, self.documents, self.id_photos, self.counter, self.tasks, settings)
        self.watching = Watching(self, self.opening, self.tasks, settings)
        self.documents.about_to_write.connect(self.watching.leave)
        self.provider_note = ProviderNote(self.documents, self.removal, self.tasks, service)
        self.paid_work = PaidWork(
            self,
            self.documents,
            self.opening,
            self.jobs,
            self.tasks,
            service,
            self.work,
            self.removal,
            self.cutting,
            self.turn_to,
        )
        self.configuring = Configuring(self)
        self.desk = Desk(self, self.counter, self.id_photos, self.tasks)
        self.earlier_tickets = EarlierTickets(
            self, self.documents, self.counter, self.delivery, self.configuring, self.tasks, settings
        )
        self.closing = Closing(self)

        self.commands = Actions(self)
        apply_keymap(self.commands, settings.keymap, read_own_keys(settings.own_keys))
        BracketKeys(self)
        HeldKeys(self, self.actions())
        self.canvas = Canvas()
        self.welcome = Welcome()
        self.portrait_view, self.sheet_view = PortraitView(), SheetView()
        self.rail = Rail(JOBS)
        self.job = settings.job if settings.job in [job.id for job in JOBS] else REMOVE_OBJECTS.id
        """Which one of the rail is done now."""
        self.tool_strip = ToolStrip(self.commands)
        self.id_photo_strip = IdPhotoStrip(self.commands)
        self.dragging = Dragging(self.tool_strip.drag_handle, self.documents, self.tasks, self.shows_cutouts)
        self.tabs = DocumentTabs()
        self.remove_panel = RemovePanel()
        colors = RecentColors(parent=self)
        self.background_panel, self.face_panel = BackgroundPanel(colors), FacePanel(colors)
        self.id_photo_panel = IdPhotoPanel(colors)
        self.recent_panel = RecentPanel()
        self.recent_menu = RecentMenu(self)
        self.tray = Tray()
        self.status = StatusBar()
        self.centre = QStackedWidget()
        self.column = QStackedWidget()
        self.strips = QStackedWidget()
        """The tools of the current job."""

        self._lay_out()
        self.showing = Showing(self, service)
        connect_commands(self)
        self.showing.begin()
        KeyTips(self, self.commands)
        self.setAcceptDrops(True)
        self.setWindowIcon(QIcon(str(resource("app.svg"))))
        theme.dress()
        if first is not None:
            self.setWindowFlags(Qt.WindowType.Widget)
            first.fill(self)
        else:
            place(self, self.settings.window_geometry)
        # as the window was left
        self.commands[Command.FULL_SCREEN].setChecked(self.window().isFullScreen())

    def close(self) -> bool:
        """The window that this is in, too."""
        return super().close() if self.isWindow() else self.window().close()

    def open_files(self, files: Sequence[Path], preview: Preview | None = None) -> None:
        """Open a tab for each; `preview` is of one of them."""
        self.opening.open_files(files, preview=preview)

    def tell_settings(self) -> None:
        """Say what became of settings that could not be read."""
        self.configuring.tell_problem()

    def offer_recovery(self) -> None:
        """Ask about unsaved work of an earlier run."""
        self.tasks.spawn(self.recovering.offer())

    def forget_old_tickets(self) -> None:
        """Delete customers' portraits that are as old as the settings say, now and as long as the program runs."""
        self.earlier_tickets.forget_old()

    def offer_paid_work(self) -> None:
        """Go on with what earlier runs paid for, and ask about what waits for a decision."""
        self.tasks.spawn(self.paid_work.start())

    def shows_cutouts(self) -> bool:
        """Whether the cutout of a document that has one is what is seen, and saved."""
        return self.job in (BACKGROUND.id, FACE.id)

    def shows_marks(self) -> bool:
        """Whether what is marked for removal is what is seen."""
        return self.job == REMOVE_OBJECTS.id

    def choose_job(self, job: str) -> None:
        """Turn to another one of the rail."""
        if job != self.job:
            # what the hand is doing is still for the job before
            self.documents.about_to_edit.emit()
            self.job = self.settings.job = job
            if self.documents.current is not None:
                # what was said was said about something else
                self.documents.current.message = ""
            self.showing.follow_job()

    def turn_to(self, operation: Operation) -> None:
        """Show the job that does `operation`."""
        if self.job == ID_PHOTO.id and isinstance(operation, RemoveBackground | MakeIdPhoto):
            # cutting out is part of it
            return
        if isinstance(operation, RemoveObjects):
            self.choose_job(REMOVE_OBJECTS.id)
        elif isinstance(operation, CutOutFace):
            self.choose_job(FACE.id)
        elif isinstance(operation, MakeIdPhoto):
            self.choose_job(ID_PHOTO.id)
        else:
            self.choose_job(BACKGROUND.id)

    def run_job(self) -> None:
        """Do what the current job is there for: remove what is marked, or cut out."""
        if self.job == REMOVE_OBJECTS.id:
            # a number that is being typed counts
            self.canvas.setFocus()
            self.removal.start()
        elif self.job == ID_PHOTO.id:
            self.id_photos.start()
        else:
            self.cutting.start()

    def save(self) -> None:
        """What the current job makes."""
        if self.job == ID_PHOTO.id:
            self.id_photo_panel.finish_typing()
            self.delivery.save()
        else:
            self.saving.save_current()

    def save_as(self) -> None:
        """As `save`, after asking where."""
        if self.job == ID_PHOTO.id:
            self.id_photo_panel.finish_typing()
            self.delivery.save_as()
        else:
            self.saving.save_current_as()

    def fit(self) -> None:
        """Show all of the photo; an ID photo is placed by its lines."""
        if self.job == ID_PHOTO.id and self.centre.currentWidget() is self.portrait_view:
            self.portrait_view.finish_gesture()
            self.id_photos.place_automatically()
        else:
            self.canvas.zoom_fit()

    def choose_theme(self, theme: Theme) -> None:
        self.settings.theme = theme.value
        self.theme.choose(theme)

    # what Qt tells

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ModifiedChange and not self.isWindow():
            self.window().setWindowModified(self.isWindowModified())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.tray.set_low(event.size().height() < _LOW)
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        # wherever the focus is, as nothing else is meant by it, and least of all the whole mark
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._deletes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._deletes(event):
            self.canvas.delete_by_key(event)
        else:
            super().keyPressEvent(event)

    def _deletes(self, event: QKeyEvent) -> bool:
        """Whether the key is for the selected rectangle or what is being drawn. There are two keys Del."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return event.key() in DELETING and held == Qt.KeyboardModifier.NoModifier and self.canvas.may_delete

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.closing.is_settled:
            event.accept()
            self.closing.end()
            return
        event.ignore()
        self.closing.ask()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()
            self.welcome.set_drop_active(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.welcome.set_drop_active(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.welcome.set_drop_active(False)
        if self.opening.open_mime(event.mimeData()):
            event.acceptProposedAction()

    def _tell_error(self, error: Exception) -> None:
        show_message("Something went wrong", f"{error} The log in {self._paths.logs} says more.", self)

    # places

    def _lay_out(self) -> None:
        build_menus(self.menuBar(), self.commands)
        file_menu = self.menuBar().findChild(QMenu, "menu_file")
        assert isinstance(file_menu, QMenu)
        file_menu.insertMenu(self.commands[Command.PASTE], self.recent_menu)
        self.centre.addWidget(self.welcome)
        for view in (self.canvas, self.portrait_view, self.sheet_view):
            self.centre.addWidget(view)
        for strip in (self.tool_strip, self.id_photo_strip):
            self.strips.addWidget(strip)
        self.strips.setFixedHeight(self.tool_strip.height())
        self.column.addWidget(self.recent_panel)
        for panel in (self.remove_panel, self.background_panel, self.face_panel, self.id_photo_panel):
            self.column.addWidget(panel)
        self.column.setFixedWidth(self.remove_panel.width())

        middle = _column(self.strips, self.tabs, self.centre)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(0)
        top.addWidget(self.rail)
        top.addLayout(middle, 1)
        top.addWidget(self.column)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top, 1)
        whole.addWidget(self.tray)
        whole.addWidget(self.status)
        centre = QWidget()
        centre.setLayout(whole)
        self.setCentralWidget(centre)


def _column(*widgets: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.setStretchFactor(widgets[-1], 1)
    return layout
