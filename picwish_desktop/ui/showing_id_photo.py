"""Keeps what the window shows of an ID photo true: its column, its canvas, the sheet, and the tools above them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from picwish_desktop.idphoto.guides import guides
from picwish_desktop.idphoto.target import rules_on
from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.model.portrait import Placement
from picwish_desktop.operations.catalogue import MakeIdPhoto, RemoveBackground
from picwish_desktop.ui.actions import FRAME_BY_LINES, Command
from picwish_desktop.ui.describe_id_photo import id_photo_panel_state
from picwish_desktop.ui.id_photo.portrait_scene import PortraitScene
from picwish_desktop.ui.id_photo.still_to_place import still_to_place
from picwish_desktop.ui.id_photo.window_pipette import WindowPipette
from picwish_desktop.ui.id_photo_strip import PHOTO, SHEET
from picwish_desktop.ui.id_photos import FRAMED
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.id_photo_state import IdPhotoPhase, SheetSettings
from picwish_desktop.ui.prices import price
from picwish_desktop.ui.rail import ID_PHOTO
from picwish_desktop.ui.ticket import Sheet
from picwish_desktop.workflows.id_photo import is_guess

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow
    from picwish_desktop.workflows.service import Service

FRAMED_THERE = "{provider} framed this photo. Colours are free; moving it is for photos that are framed here."
NOBODY = OpenDocument("")
"""Where no photo is open."""
COMMANDS = (
    Command.NEXT_CUSTOMER,
    Command.REPEAT_LAST,
    Command.CHOOSE_DOCUMENT,
    Command.ADD_TO_SHEET,
    Command.PRINT,
    Command.SAVE_SHEET,
    Command.SHEET_VIEW,
)
"""Of the counter, which are for its job only."""


class IdPhotoShowing:
    """Listens to the column, the canvas and the counter; owns nothing but these ties."""

    def __init__(self, window: MainWindow, service: Service) -> None:
        self._window = window
        self._settings = service.settings
        self._shows_sheet = False
        self._begun: WeakSet[Document] = WeakSet()
        """What was framed by itself already, or by the person."""
        self._sheet: Sheet | None = None
        self._refusal = ""
        """Why the person cannot be moved."""
        self._pipette = WindowPipette(window)
        providers = []
        for provider in service.providers.values():
            if provider.supports(RemoveBackground()) and provider.name != "pixelcut":
                providers.append((provider.name, provider.label, price(provider)))
            if provider.supports(MakeIdPhoto()):
                providers.append((f"{provider.name}{FRAMED}", f"{provider.label} frames it, too", price(provider)))
        window.id_photo_panel.set_providers(providers)
        self._tie_panel()
        self._tie_views()

    @property
    def is_current(self) -> bool:
        """Whether the window does this job now."""
        return self._window.job == ID_PHOTO.id

    def follow_job(self) -> None:
        """The window turned to another job."""
        window = self._window
        self._pipette.set_on(False)
        window.id_photos.end_change()
        if self.is_current:
            window.counter.load()
            window.strips.setCurrentWidget(window.id_photo_strip)
        else:
            window.strips.setCurrentWidget(window.tool_strip)
        for command in COMMANDS:
            window.commands[command].setEnabled(self.is_current)
        self._name_fit(window.documents.current)

    def centre(self, entry: OpenDocument | None) -> QWidget:
        """What stands in the middle of the window."""
        window = self._window
        if entry is None and not (self.is_current and self._shows_sheet and window.counter.ticket.items):
            return window.welcome
        if self.is_current and self._shows_sheet:
            return window.sheet_view
        if self.is_current and window.id_photos.id_photo(entry) is not None:
            return window.portrait_view
        return window.canvas

    def refresh(self, entry: OpenDocument | None) -> None:
        """Whatever depends on the document that is shown."""
        if not self.is_current:
            return
        self._start_by_itself(entry)
        made = self._window.id_photos.id_photo(entry)
        self._window.counter.follow(made)
        self._name_fit(entry)
        view = SHEET if self._shows_sheet else PHOTO
        self._window.id_photo_strip.show_view(view, is_framed=made is not None)
        self._window.commands[Command.SHEET_VIEW].setChecked(self._shows_sheet)
        self._window.id_photos.note_change(entry)
        self._window.delivery.shown.refresh()
        self._show_sheet()
        self._show_portrait(entry, made)
        self.refresh_panel()

    def refresh_panel(self) -> None:
        if self.is_current:
            window, commands = self._window, self._window.commands
            state = id_photo_panel_state(
                window.documents.current or NOBODY,
                window.id_photos,
                window.counter,
                window.watching,
                self._settings,
                window.provider_note.text,
                is_picking_color=self._pipette.is_on,
            )
            window.id_photo_panel.show_state(state)
            is_running = state.phase is IdPhotoPhase.RUNNING
            # the photo itself is seen until it is framed
            for view in (window.canvas, window.portrait_view):
                view.set_progress(state.progress if is_running else None)
            # what is done is begun anew by its own button only: it may cost, and lines and colours are as at first
            commands[Command.RUN].setEnabled(state.phase is IdPhotoPhase.READY and not state.refusal)
            commands[Command.SAVE].setEnabled(not state.no_save)
            commands[Command.SAVE_AS].setEnabled(not state.no_save)
            commands[Command.PRINT].setEnabled(not state.no_print)
            commands[Command.SAVE_SHEET].setEnabled(not state.no_print)
            commands[Command.ADD_TO_SHEET].setEnabled(not state.no_add)
            commands[Command.NEXT_CUSTOMER].setEnabled(not state.no_next)
            commands[Command.REPEAT_LAST].setEnabled(state.can_repeat and not state.no_document_change)

    def show_sheet(self, is_shown: bool) -> None:
        """The sheet in place of the photo."""
        if is_shown is not self._shows_sheet:
            self._shows_sheet = is_shown
            self._pipette.set_on(False)
            self._window.documents.changed.emit()

    # what is shown

    def _name_fit(self, entry: OpenDocument | None) -> None:
        """An ID photo is not fitted to the window, which it always is."""
        if self.centre(entry) is self._window.portrait_view:
            self._window.commands.name_fit(FRAME_BY_LINES)
        else:
            self._window.commands.name_fit()

    def _start_by_itself(self, entry: OpenDocument | None) -> None:
        """Where it costs nothing, a photo that comes in is framed without a press."""
        window, document = self._window, None if entry is None else entry.document
        if entry is None or document is None or window.id_photos.spec is None or entry.is_busy:
            return
        if document.state.preview is not None:
            # a result that is still to be judged is not accepted by turning here
            return
        if document.state.id_photo is None and document not in self._begun:
            self._begun.add(document)
            if window.id_photos.provider.account is None:
                window.id_photos.start()

    def _show_portrait(self, entry: OpenDocument | None, made: IdPhoto | None) -> None:
        window, spec = self._window, self._window.id_photos.spec
        document = None if entry is None else entry.document
        target = window.id_photos.target(made)
        if entry is None or document is None or made is None or spec is None or target is None:
            window.portrait_view.show_scene(None)
            return
        subject = window.id_photos.subject(entry)
        placement, framed = made.placement, made.framed
        has_lines, rules = framed is None and spec.is_portrait, rules_on(spec, target)
        if framed is not None:
            height, width = framed.pixels.shape[:2]
            placement = Placement((width / 2, height / 2), float(height))
        window.portrait_view.show_scene(
            PortraitScene(
                photo=document,
                spec=rules,
                aspect=target.aspect,
                placement=placement,
                subject=QImage() if subject is None else subject.image,
                subject_to_photo=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0) if subject is None else subject.to_photo,
                background=made.background,
                keeps_background=made.keeps_background,
                guides=guides(rules, made.landmarks, placement, target.aspect) if has_lines else (),
                guessed=made.guessed if has_lines else frozenset(),
                hint=still_to_place(made.to_place) if is_guess(made, spec) else "",
            )
        )
        refusal = ""
        if entry.is_busy:
            refusal = "Wait until it is framed, or cancel it."
        elif framed is not None:
            refusal = FRAMED_THERE.format(provider=window.work.provider(framed.provider).label)
        if refusal != self._refusal:
            window.status.take_back(self._refusal)
            # it ends what the hand is doing
            self._refusal = refusal
            window.portrait_view.set_usable(not refusal, refusal)

    def _show_sheet(self) -> None:
        sheet = self._window.counter.ticket.sheet
        if sheet is not self._sheet:
            self._sheet = sheet
            self._window.sheet_view.show_pages(sheet.pages, [item.image for item in sheet.items])

    # ties

    def _tie_panel(self) -> None:
        window, panel = self._window, self._window.id_photo_panel
        counter, id_photos, commands = window.counter, window.id_photos, window.commands
        counter.documents_changed.connect(panel.set_documents)
        panel.name_changed.connect(self._take_name)
        panel.preset_chosen.connect(counter.choose_preset)
        panel.save_preset.connect(window.desk.ask_preset)
        panel.remove_preset.connect(counter.remove_preset)
        panel.lock_preset.connect(counter.lock_preset)
        panel.watch_folder.connect(window.watching.ask)
        panel.stop_watching.connect(window.watching.stop)
        panel.document_chosen.connect(counter.choose_document)
        panel.favourite_changed.connect(counter.set_favourite)
        panel.new_document.connect(lambda: window.desk.ask_document(None))
        panel.edit_document.connect(window.desk.ask_document)
        panel.import_document.connect(counter.ask_import)
        panel.export_document.connect(counter.ask_export)
        panel.delete_document.connect(window.desk.ask_delete)
        panel.kind_chosen.connect(lambda kind: id_photos.choose_kind(is_upload=kind == "upload"))
        panel.background_changed.connect(id_photos.set_background)
        panel.pipette_requested.connect(self._pick_color)
        panel.sheet_changed.connect(self._take_sheet)
        panel.own_paper_requested.connect(window.desk.ask_papers)
        panel.ticket_photo_removed.connect(counter.ticket.remove)
        panel.ticket_copies_changed.connect(counter.set_copies)
        panel.format_chosen.connect(self._take_format)
        panel.most_kb_changed.connect(self._take_most)
        panel.provider_chosen.connect(self._choose_provider)
        counter.provider_changed.connect(self._follow_provider)
        panel.frame_photo.connect(lambda: id_photos.start())
        panel.cancel.connect(window.work.cancel)
        panel.use_this_computer.connect(id_photos.switch_to_this_computer)
        for signal, command in (
            (panel.repeat_last, Command.REPEAT_LAST),
            (panel.add_to_sheet, Command.ADD_TO_SHEET),
            (panel.save, Command.SAVE),
            (panel.print_sheet, Command.PRINT),
            (panel.next_customer, Command.NEXT_CUSTOMER),
        ):
            signal.connect(commands[command].trigger)

    def _tie_views(self) -> None:
        window, view = self._window, self._window.portrait_view
        view.placed.connect(window.id_photos.place)
        view.guide_moved.connect(window.id_photos.move_guide)
        view.guide_confirmed.connect(window.id_photos.confirm_guide)
        view.automatic_requested.connect(window.id_photos.place_automatically)
        view.cancelled.connect(window.id_photos.cancel_change)
        view.told.connect(window.status.show_message)
        window.documents.about_to_edit.connect(view.finish_gesture)
        window.documents.about_to_edit.connect(window.id_photos.end_change)
        window.id_photos.changed.connect(lambda: self.refresh(window.documents.current))
        window.counter.changed.connect(self._follow_counter)
        window.delivery.sheet_wanted.connect(lambda: self.show_sheet(True))
        window.id_photo_strip.view_chosen.connect(lambda name: self.show_sheet(name == SHEET))
        window.watching.changed.connect(self.refresh_panel)
        self._pipette.picked.connect(window.id_photo_panel.take_color)
        self._pipette.ended.connect(self.refresh_panel)
        window.documents.about_to_edit.connect(lambda: self._pipette.set_on(False))

    def _follow_counter(self) -> None:
        self._show_sheet()
        self.refresh_panel()

    def _take_name(self, name: str) -> None:
        self._window.counter.ticket.name = name

    def _take_sheet(self, sheet: SheetSettings, is_final: bool) -> None:
        self._window.counter.set_sheet(sheet, is_final)

    def _take_format(self, name: str) -> None:
        self._settings.id_format = name
        self.refresh(self._window.documents.current)

    def _take_most(self, kilobytes: int | None) -> None:
        self._settings.id_most_kb = kilobytes or 0
        self.refresh(self._window.documents.current)

    def _choose_provider(self, name: str) -> None:
        self._settings.id_photo_provider = name
        self._follow_provider()

    def _follow_provider(self) -> None:
        self._window.provider_note.touch()
        self._window.provider_note.ask_credits()
        self._window.documents.changed.emit()

    def _pick_color(self) -> None:
        self._pipette.set_on(not self._pipette.is_on)
        self.refresh_panel()
