"""Which document the ID photo is for, what its rules are, and what has to be known before working."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.idphoto.facts import facts
from picwish_desktop.idphoto.spec import DocumentSpec, Source
from picwish_desktop.idphoto.target import Kind, Target, rules_on, targets
from picwish_desktop.ui.panels.id_photo_state import IdPhotoPanelState
from picwish_desktop.ui.panels.sections import say
from picwish_desktop.ui.widgets.document_button import DocumentButton
from picwish_desktop.ui.widgets.document_picker import DocumentPicker
from picwish_desktop.ui.widgets.document_rows import DocumentShelf, notices
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.notices import Notices
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.tip import tip
from picwish_desktop.ui.widgets.usable import set_usable

_CONFIDENCE = {
    "A": "the authority’s page, or one that quotes it",
    "A/A2": "the authority’s page and that of an agency of it",
    "A2": "an embassy or an agency of the authority",
    "B": "a collection of such rules, not the authority",
    "C": "what studios do, not the authority",
    "own": "made on this computer",
}


class DocumentControls(QWidget):
    chosen = Signal(str)
    kind_chosen = Signal(str)
    unfolded = Signal(object)
    opens_at = Signal(object)
    """The list is about to open at this control, which has to be in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: DocumentSpec | None = None
        self._button = DocumentButton()
        self.picker = DocumentPicker(self)
        self._facts = note()
        self._kind = Segmented(
            (
                ("print", "Print", "Make the file that is printed"),
                ("upload", "Upload", "Make the file that is uploaded"),
            )
        )
        self._notices = Notices()
        self._cost = note()
        self._rules = note()
        self._rules.setAccessibleName("Rules and source")
        self._rules.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._button, self._facts, self._kind, self._notices, self._cost, self._rules):
            layout.addWidget(widget)
        self._button.clicked.connect(self.open_picker)
        self.picker.chosen.connect(self.chosen)
        self._kind.chosen.connect(self.kind_chosen)

    def offer(self, shelf: DocumentShelf) -> None:
        """Let these document types be chosen from."""
        self.picker.offer(shelf)

    def open_picker(self) -> None:
        """As a press on the button does; nothing happens while none can be chosen."""
        if self._button.isEnabled():
            self.opens_at.emit(self._button)
            self.picker.open_below(self._button, self._spec.id if self._spec is not None else "")

    def unfold_rules(self, is_on: bool) -> None:
        """Show or hide all rules with their source."""
        self._rules.setVisible(is_on)
        if is_on:
            self.unfolded.emit(self._rules)

    def show_state(self, state: IdPhotoPanelState) -> None:
        """Emits nothing."""
        spec = self._spec = state.spec
        self._button.show_spec(spec)
        set_usable(self._button, state.no_document_change)
        files = targets(spec) if spec is not None else []
        say(self._facts, "" if spec is None else facts(_shown_rules(spec, files, state.kind)))
        self._facts.setToolTip(tip(_source(spec.source)) if spec is not None else "")
        self._kind.setVisible(len(files) > 1)
        for file in files:
            self._kind.set_text(file.kind, _file(file))
        self._kind.set_current(state.kind)
        set_usable(self._kind, state.no_change)
        self._notices.show_notices(notices(spec) if spec is not None else ())
        say(self._cost, state.change_note)
        self._rules.setText(_rules(spec))


def _file(target: Target) -> str:
    return f"{target.kind.title()} {target.width} × {target.height}"


def _shown_rules(spec: DocumentSpec, files: Sequence[Target], kind: Kind) -> DocumentSpec:
    """As they are read on the file that is made."""
    return next((rules_on(spec, file) for file in files if file.kind == kind), spec)


def _rules(spec: DocumentSpec | None) -> str:
    if spec is None:
        return "Choose a document type; then its rules are here."
    return "\n".join((*spec.notes, _source(spec.source)))


def _source(source: Source) -> str:
    read = f", read {source.read_on}" if source.read_on else ""
    trust = _CONFIDENCE.get(source.confidence, "")
    return f"Source: {source.text}{read}." + (f"\nThat is {trust} ({source.confidence})." if trust else "")
