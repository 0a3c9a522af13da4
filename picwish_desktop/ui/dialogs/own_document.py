"""A document type of one's own: made anew, from another one, or changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from picwish_desktop.idphoto.document_file import DocumentFileError, checked
from picwish_desktop.idphoto.facts import facts, size_text
from picwish_desktop.idphoto.spec import PRINT_DPI, BackgroundRule, ByteRule, DocumentSpec, Source
from picwish_desktop.idphoto.table import MOST_CHARACTERS
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.dialogs.own_document_fields import (
    BandGroup,
    BansGroup,
    BytesGroup,
    Group,
    PrintGroup,
    UploadGroup,
    line,
)
from picwish_desktop.ui.dialogs.own_document_texts import BackgroundGroup, NotesGroup, TextError, TextGroup
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.document_rows import title
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.number_line import NumberError
from picwish_desktop.ui.widgets.tip import tip
from picwish_desktop.ui.widgets.verdict import Tone, Verdict

T = TypeVar("T")

_WIDTH = 800
_GAP = 28
_MARGIN = 12
_AROUND = 240
"""Pixels of heading, facts, buttons and the window's frame."""
_WANTED, _LEAST_HEIGHT = 600, 240
_TITLE = 40
_OWN = "own"
_EMPTY = DocumentSpec(
    id="",
    country="",
    name="",
    size_mm=None,
    pixels=None,
    bytes=ByteRule(None, None),
    head=None,
    eyes=None,
    background=BackgroundRule("", None),
    bans=(),
    source=Source("", "", _OWN),
    dpi=PRINT_DPI,
)


class OwnDocumentDialog(Dialog):
    """Show it with `open()`. It keeps nothing itself."""

    saved = Signal(object)
    """A DocumentSpec, as `OwnDocuments.save` takes it; without an id where it is new. Who cannot keep it calls `refuse`
    at once; else the dialog closes."""

    def __init__(
        self,
        spec: DocumentSpec | None = None,
        *,
        current: DocumentSpec | None = None,
        today: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`spec`: the own one that is changed; None makes a new one. `current`: what “Start from” copies."""
        super().__init__("New document type" if spec is None else "Change document type", _WIDTH, parent)
        self._spec = spec or _EMPTY
        self._today = today or date.today()
        self._is_refused = False
        self._touched: set[Group] = set()
        self._name = TextGroup("Name", line("Name", "What the list says", "Such as “Diving licence”"))
        self._country = TextGroup("Country", line("Country", "It may be left out", "May be left out"))
        self._print, self._upload, self._bytes = PrintGroup(), UploadGroup(), BytesGroup()
        self._head = BandGroup("Head height", "From chin to crown, least and most; empty where nothing is said")
        self._eyes = BandGroup("Eyes above the lower edge", "The eye line, least and most; empty where nothing is said")
        self._background, self._bans, self._notes = BackgroundGroup(), BansGroup(), NotesGroup()
        who = "Who says so, with the page"
        self._source = TextGroup("Source", line("Source", who, who, MOST_CHARACTERS))
        self._start = push_button("", "", "link")
        self._facts = Verdict()
        self._area = QScrollArea()
        cancel = push_button("Cancel", "Change nothing (Esc)")
        save = push_button("Save", "Keep this document type (Enter)", "primary")
        self._lay_out(current)
        self._show(self._spec)
        for group in self._groups():
            group.edited.connect(lambda group=group: self._edited(group))
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self._finish)
        if current is not None:
            self._start.clicked.connect(lambda: self.start_from(current))
        self.add_buttons([cancel, save])
        self._tell()
        self._name.typed.setFocus()

    def start_from(self, spec: DocumentSpec) -> None:
        """Take over its rules, for a document type that is one's own: other words for it and what its sources disagree
        about are not."""
        self._spec = replace(spec, id=self._spec.id, words=(), disagreements=())
        self._show(replace(self._spec, name=self._name.text() or f"{spec.name}, own"))
        self._touched.clear()
        self._tell()
        self._name.typed.setFocus()
        self._name.typed.selectAll()

    def refuse(self, sentence: str) -> None:
        """Say why it could not be kept, and stay open."""
        self._is_refused = True
        self._facts.say(sentence, Tone.WARN)
        self.fit()

    # what is typed

    def _groups(self) -> tuple[Group, ...]:
        return (
            self._name,
            self._country,
            self._print,
            self._upload,
            self._bytes,
            self._head,
            self._eyes,
            self._background,
            self._bans,
            self._notes,
            self._source,
        )

    def _show(self, spec: DocumentSpec) -> None:
        self._name.typed.setText(spec.name)
        self._country.typed.setText(spec.country)
        self._print.show_value(spec.size_mm, spec.dpi)
        self._upload.show_value(spec.pixels)
        self._bytes.show_value(spec.bytes)
        self._head.show_value(spec.head)
        self._eyes.show_value(spec.eyes)
        self._background.show_value(spec.background)
        self._bans.show_value(spec.bans)
        self._notes.show_value(spec.notes)
        self._source.typed.setText(spec.source.text)

    def _edited(self, group: Group) -> None:
        self._touched.add(group)
        self._tell()

    def _tell(self) -> tuple[DocumentSpec | None, dict[Group, str]]:
        """Show what is made of what is typed, and what is wrong with it; both."""
        spec, problems = self._made()
        for group in self._groups():
            group.show_problem(problems.get(group, "") if group in self._touched else "")
        if spec is not None:
            size = "" if spec.size_mm is None else f"{size_text(spec)} · "
            self._facts.say(f"{size}{facts(spec)}")
        else:
            self._facts.say("What it makes is said here, as soon as there is a name and a size.")
        self.fit()
        return spec, problems

    def _made(self) -> tuple[DocumentSpec | None, dict[Group, str]]:
        """The document type, or what is wrong with each group."""
        problems: dict[Group, str] = {}

        def read(group: Group, value: Callable[[], T], otherwise: T) -> T:
            try:
                return value()
            except (NumberError, TextError) as error:
                problems[group] = str(error)
                return otherwise

        if not self._name.text().strip():
            problems[self._name] = "The document type has no name."
        no_print: tuple[tuple[float, float] | None, int] = (None, PRINT_DPI)
        size, dpi = read(self._print, self._print.value, no_print)
        pixels = read(self._upload, self._upload.value, None)
        if size is None and pixels is None and not problems.keys() & {self._print, self._upload}:
            problems[self._print] = "Give a size in print, pixels for upload, or both."
        height = None if size is None else size[1]
        bytes_ = read(self._bytes, self._bytes.value, ByteRule(None, None))
        head = read(self._head, lambda: self._head.value(height), None)
        eyes = read(self._eyes, lambda: self._eyes.value(height), None)
        notes = read(self._notes, self._notes.value, self._spec.notes)
        if self._print in problems:
            # what follows from a size that cannot be read is not wrong by itself
            problems.pop(self._head, None)
            problems.pop(self._eyes, None)
        if problems:
            return None, problems
        spec = replace(
            self._spec,
            country=self._country.text(),
            name=self._name.text(),
            size_mm=size,
            pixels=pixels,
            bytes=bytes_,
            head=head,
            eyes=eyes,
            background=self._background.value(),
            bans=self._bans.value(),
            source=Source(self._source.text(), self._today.isoformat(), _OWN),
            dpi=dpi,
            notes=notes,
        )
        try:
            # the id of a new one is for who keeps it to say
            return replace(checked(spec), id=spec.id), {}
        except DocumentFileError as error:
            return None, {self._print if size else self._upload: str(error)}

    def _finish(self) -> None:
        self._touched = set(self._groups())
        spec, problems = self._tell()
        if spec is None:
            self._reveal(next(group for group in self._groups() if group in problems))
            return
        self._is_refused = False
        self.saved.emit(spec)
        if not self._is_refused:
            self.accept()

    def _reveal(self, group: Group) -> None:
        # what has just been said has no place before this is heeded
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._area.ensureWidgetVisible(group, 0, 8)
        group.focus()

    # places

    def _lay_out(self, current: DocumentSpec | None) -> None:
        if current is not None:
            self._name_start(current)
        inside = QWidget()
        inside.setObjectName("scrolled")
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 4, _MARGIN, 4)
        columns.setSpacing(_GAP)
        for groups in (self._groups()[:7], self._groups()[7:]):
            column = QVBoxLayout()
            column.setSpacing(14)
            for group in groups:
                column.addWidget(group)
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self._area.setFixedHeight(max(_LEAST_HEIGHT, min(_WANTED, self.height_beside(_AROUND))))
        sentence = note("Leave empty what nobody asks for. Rules are shown to whoever works with the document type.")
        self.body.addWidget(sentence)
        if current is not None:
            row = QHBoxLayout()
            row.addWidget(self._start)
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addWidget(self._area)
        self.body.addWidget(self._facts)

    def _name_start(self, current: DocumentSpec) -> None:
        called = title(current)
        short = called if len(called) <= _TITLE else f"{called[: _TITLE - 1].rstrip()}…"
        # an ampersand would underline the letter behind it
        self._start.setText(f"Start from “{short}”".replace("&", "&&"))
        self._start.setAccessibleName(f"Start from “{called}”")
        self._start.setToolTip(tip(f"Copy the rules of “{called}” into the fields"))
