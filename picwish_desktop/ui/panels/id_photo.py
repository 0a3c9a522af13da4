"""The right column while an ID photo is made: in the order of the work at a counter."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QScrollArea, QWidget

from picwish_desktop.idphoto.check import Verdict
from picwish_desktop.model.backdrop import Color
from picwish_desktop.ui.id_photo.still_to_place import how_to_place
from picwish_desktop.ui.panels.background_colors import BackgroundColors
from picwish_desktop.ui.panels.check_list import CheckList, summary
from picwish_desktop.ui.panels.column import COLUMN_WIDTH, Column
from picwish_desktop.ui.panels.customer_controls import CustomerControls
from picwish_desktop.ui.panels.document_controls import DocumentControls
from picwish_desktop.ui.panels.file_controls import FileControls
from picwish_desktop.ui.panels.id_photo_foot import IdPhotoFoot
from picwish_desktop.ui.panels.id_photo_state import IdPhotoPanelState
from picwish_desktop.ui.panels.print_controls import PrintControls
from picwish_desktop.ui.panels.provider_field import ProviderField
from picwish_desktop.ui.panels.sections import NAME_GAP, add_section, say
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.document_rows import DocumentShelf
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.message_bar import MessageBar
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from picwish_desktop.ui.widgets.usable import set_usable

_ROLES = {Verdict.PASS: "ok", Verdict.WARN: "warn", Verdict.FAIL: "fail", Verdict.UNKNOWN: "note"}
_NO_CHECKS = "What can be measured is here once the photo is framed."


class IdPhotoPanel(Column):
    """Shows a state and says what was pressed."""

    name_changed = Signal(str)
    repeat_last = Signal()
    preset_chosen = Signal(str)
    """A preset's name, or "" for none."""
    save_preset = Signal()
    remove_preset = Signal(str)
    lock_preset = Signal(bool)
    watch_folder = Signal()
    stop_watching = Signal()

    document_chosen = Signal(str)
    """A document type's id, as in the five below."""
    favourite_changed = Signal(str, bool)
    new_document = Signal()
    import_document = Signal()
    edit_document = Signal(str)
    export_document = Signal(str)
    delete_document = Signal(str)
    kind_chosen = Signal(str)
    """“print” or “upload”."""

    background_changed = Signal(object, bool)
    """A BackgroundChoice, and whether it is the last one of a drag: one undo step ends there."""
    pipette_requested = Signal()
    """Also while a colour is being picked: then it is to stop. The colour comes back by `take_color`."""

    sheet_changed = Signal(object, bool)
    """A SheetSettings, and whether it is the last one of a drag."""
    own_paper_requested = Signal()
    add_to_sheet = Signal()
    ticket_photo_removed = Signal(str)
    """A TicketRow's key."""
    ticket_copies_changed = Signal(str, int)

    format_chosen = Signal(str)
    """“jpeg” or “png”."""
    most_kb_changed = Signal(object)
    """An int, or None for no limit of the person's own."""
    provider_chosen = Signal(str)

    frame_photo = Signal()
    cancel = Signal()
    use_this_computer = Signal()
    save = Signal()
    print_sheet = Signal()
    next_customer = Signal()

    def __init__(self, recent: RecentColors | None = None, parent: QWidget | None = None) -> None:
        super().__init__("ID photo", parent)
        self._area = self.findChildren(QScrollArea)[0]
        # The scroll bar comes and goes in the margin; nothing gets narrower for it.
        self.findChildren(QWidget, "scrolled")[0].setMinimumWidth(COLUMN_WIDTH - 1)
        # What is wider than the view for that must not move sideways when Tab or `_reveal` brings a control into sight.
        sideways = self._area.horizontalScrollBar()
        sideways.valueChanged.connect(lambda _: sideways.setValue(0))
        self._customer = CustomerControls()
        self._repeat = push_button("Repeat last", "Document, background, sheet and file as last time (Ctrl+R)", "link")
        self._document = DocumentControls()
        self._rules = push_button("Rules", "All rules of this document type, and who says so", "link")
        self._rules.setCheckable(True)
        self._background = BackgroundColors(recent or RecentColors(parent=self))
        self._summary = QLabel()
        self._checks = CheckList()
        # In the foot, because the checks may be out of sight when the photo is saved.
        self._attend = push_button("", "Show the checks", "link")
        self._guess = note()
        self._guess.setContentsMargins(0, 0, 0, NAME_GAP)
        self._no_checks = note(_NO_CHECKS)
        self._print = PrintControls()
        self._file = FileControls()
        self._provider = ProviderField("Who frames it and cuts it out")
        self._again = push_button("Frame again", "Frame it and cut it out anew (Ctrl+Enter)", "link")
        self._message = MessageBar()
        self._price = note()
        self._doing = note()
        self._progress = QProgressBar()
        self._switch = push_button("Use this computer instead", "Take it back and do it here, free of charge")
        self._foot = IdPhotoFoot()
        self._lay_out()
        self._connect()
        self.show_state(IdPhotoPanelState())

    def set_providers(self, providers: Iterable[tuple[str, str, str]]) -> None:
        """Offer these providers, as (id, name, price)."""
        self._provider.set_providers(providers)

    @property
    def provider_note(self) -> str:
        """The sentence below the provider."""
        return self._provider.note

    def set_documents(self, shelf: DocumentShelf) -> None:
        """Offer these document types. Emits nothing."""
        self._document.offer(shelf)

    def open_documents(self) -> None:
        """Open the list of document types, as a press on the button does."""
        self._document.open_picker()

    def take_color(self, color: Color) -> None:
        """Choose a colour that was picked. Emits `background_changed`."""
        self._background.take(color)

    def finish_typing(self) -> None:
        """Take what is typed in a field and not ended yet, as before saving by a key. Emits what it changes."""
        self._file.finish_typing()

    def show_state(self, state: IdPhotoPanelState) -> None:
        """Show this and nothing else. Emits nothing."""
        self._customer.show_state(state)
        set_usable(
            self._repeat,
            state.no_document_change or ("" if state.can_repeat else "There was no customer before this one."),
        )
        self._document.show_state(state)
        set_usable(self._rules, "" if state.spec is not None else "Choose a document type first.")
        self._background.show_state(state)
        self._show_checks(state)
        self._print.show_state(state)
        self._file.show_state(state)
        self._provider.show_provider(
            state.provider, state.provider_note, is_locked=state.is_locked, refusal=state.no_document_change
        )
        set_usable(self._again, state.no_change or state.refusal)
        self._again.setVisible(state.has_result)
        self._show_foot(state)

    def _show_checks(self, state: IdPhotoPanelState) -> None:
        said, verdict = summary(state.checks)
        is_attended = (verdict in (Verdict.FAIL, Verdict.WARN) or bool(state.to_place)) and not state.is_running
        self._summary.setText(said)
        # once is enough, and beside what saves and prints it is seen
        self._summary.setVisible(not is_attended)
        if self._summary.property("role") != _ROLES[verdict]:
            self._summary.setProperty("role", _ROLES[verdict])
            self._summary.style().polish(self._summary)
        self._summary.setAccessibleName(f"Checks: {said}")
        self._attend.setText(said)
        self._attend.setAccessibleName(f"Show the checks: {said}")
        attended = _ROLES[Verdict.FAIL if verdict is Verdict.FAIL else Verdict.WARN]
        if self._attend.property("role") != attended:
            self._attend.setProperty("role", attended)
            self._attend.style().polish(self._attend)
        self._attend.setVisible(is_attended)
        say(self._guess, how_to_place(state.to_place) if state.to_place else "")
        self._checks.show_checks(state.checks)
        self._no_checks.setVisible(not state.checks)

    def _show_foot(self, state: IdPhotoPanelState) -> None:
        self._message.show_text(state.message)
        say(self._doing, (state.progress_text or "Framing…") if state.is_running else "")
        self._progress.setVisible(state.is_running)
        self._progress.setValue(round((state.progress or 0) * 100))
        self._switch.setVisible(state.waits_for_network)
        say(self._price, "" if state.is_running else state.price_note)
        self._foot.show_state(state)

    def _lay_out(self) -> None:
        body = self.body
        add_section(body, "Customer", self._customer, self._repeat)
        add_section(body, "Document", self._document, self._rules)
        add_section(body, "Background", self._background)
        add_section(body, "Checks", self._guess, self._summary)
        body.addWidget(self._checks)
        body.addWidget(self._no_checks)
        add_section(body, "Print sheet", self._print, self._print.more_button)
        add_section(body, "File", self._file)
        add_section(body, "Provider", self._provider, self._again)
        body.addStretch(1)
        # In the foot, because what is above may be scrolled out of sight.
        for widget in (self._message, self._doing, self._progress, self._switch, self._price, self._attend, self._foot):
            self.foot.addWidget(widget)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress")

    def _unfold_rules(self, is_on: bool) -> None:
        self._rules.setText("Hide rules" if is_on else "Rules")
        self._rules.setAccessibleName(self._rules.text())
        self._document.unfold_rules(is_on)

    def _press_save(self) -> None:
        # a click leaves the focus where it was
        self.finish_typing()
        self.save.emit()

    def _reveal(self, part: QWidget) -> None:
        # once it has its place
        QTimer.singleShot(0, part, lambda: self._area.ensureWidgetVisible(part))

    def _connect(self) -> None:
        customer, document, sheet, foot = self._customer, self._document, self._print, self._foot
        picker = document.picker
        for source, target in (
            (customer.name_changed, self.name_changed),
            (self._repeat.clicked, self.repeat_last),
            (customer.preset_chosen, self.preset_chosen),
            (customer.save_preset, self.save_preset),
            (customer.remove_preset, self.remove_preset),
            (customer.lock_preset, self.lock_preset),
            (customer.watch_folder, self.watch_folder),
            (customer.stop_watching, self.stop_watching),
            (document.chosen, self.document_chosen),
            (document.kind_chosen, self.kind_chosen),
            (picker.favourite_changed, self.favourite_changed),
            (picker.new_document, self.new_document),
            (picker.import_document, self.import_document),
            (picker.edit_document, self.edit_document),
            (picker.export_document, self.export_document),
            (picker.delete_document, self.delete_document),
            (self._background.changed, self.background_changed),
            (self._background.pipette_requested, self.pipette_requested),
            (sheet.changed, self.sheet_changed),
            (sheet.own_paper, self.own_paper_requested),
            (sheet.add, self.add_to_sheet),
            (sheet.removed, self.ticket_photo_removed),
            (sheet.copies_changed, self.ticket_copies_changed),
            (self._file.format_chosen, self.format_chosen),
            (self._file.most_kb_changed, self.most_kb_changed),
            (self._provider.chosen, self.provider_chosen),
            (self._again.clicked, self.frame_photo),
            (foot.frame_photo, self.frame_photo),
            (foot.cancel, self.cancel),
            (self._switch.clicked, self.use_this_computer),
            (foot.print_sheet, self.print_sheet),
            (foot.next_customer, self.next_customer),
        ):
            source.connect(target)
        foot.save.connect(self._press_save)
        self._rules.toggled.connect(self._unfold_rules)
        self._attend.clicked.connect(lambda: self._reveal(self._checks))
        # at once: the list asks where it is
        document.opens_at.connect(lambda control: self._area.ensureWidgetVisible(control))
        for part in (document, self._background, self._checks, sheet):
            part.unfolded.connect(self._reveal)
