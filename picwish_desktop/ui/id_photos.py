"""ID photos of the open documents: framing and cutting out, what a person moves, and the file that comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import get_args
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal

from picwish_desktop.idphoto.guides import GuideName, with_guide
from picwish_desktop.idphoto.spec import Ban, DocumentSpec
from picwish_desktop.idphoto.target import Target, default_target, provider_size
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.id_photo import IdPhoto, Lines
from picwish_desktop.model.portrait import Placement
from picwish_desktop.operations.catalogue import RemoveBackground
from picwish_desktop.operations.provider import Provider, TaskFailedError
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.describe import upload_note
from picwish_desktop.ui.id_photo.subject import Subject, SubjectKey, draw_subject, subject_key
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.work import Work
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.cutting import cut_out, upload_size
from picwish_desktop.workflows.edit import Errand, upload_format
from picwish_desktop.workflows.id_photo import (
    FileFormat,
    Finished,
    Head,
    begin,
    find_head,
    finish,
    framed_by_lines,
    target_of,
)
from picwish_desktop.workflows.id_photo_provider import frame_by_provider

PAUSE_MS = 250
"""After the last change, before the file is made and measured anew."""
FRAMED = "-framed"
"""After a provider's name: it frames the photo, too."""
WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class _Key:
    """What decides about the finished file."""

    id_photo: IdPhoto
    spec: DocumentSpec
    subject: SubjectKey
    format: FileFormat
    most: int | None


@dataclass(slots=True, eq=False)
class _Known:
    """Of one document."""

    head: Head | None = None
    finished: tuple[_Key, Finished] | None = None
    subject: tuple[SubjectKey, Subject] | None = None
    one: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Its file is made once at a time."""
    drawing: SubjectKey | None = None


class IdPhotos(QObject):
    """One ID photo a document: another document type takes its place and keeps the cutout."""

    changed = Signal()
    """What is known of the one that is shown: its file, its checks or how it looks."""

    def __init__(self, documents: OpenDocuments, work: Work, tasks: Tasks, worker: Worker, settings: Settings) -> None:
        super().__init__(documents)
        self._documents = documents
        self._work = work
        self._tasks = tasks
        self._worker = worker
        self._settings = settings
        self.spec: DocumentSpec | None = None
        """The document type of the next one; None until they are read."""
        self.wanted_background: Color | None = None
        """Of the next ones, in place of what their document type suggests."""
        self._known: WeakKeyDictionary[Document, _Known] = WeakKeyDictionary()
        self._gesture: Gesture | None = None
        self._gestured: Document | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._finish_current)

    # who does it

    @property
    def provider(self) -> Provider:
        """Who would cut out or frame next."""
        return self._work.provider(self._settings.id_photo_provider.removesuffix(FRAMED))

    @property
    def is_framed_there(self) -> bool:
        """Whether the provider frames it, too."""
        return self._settings.id_photo_provider.endswith(FRAMED)

    @property
    def keeps_background(self) -> bool:
        """Whether nothing is cut out, and nothing is sent, by the rules of the document type."""
        return self.spec is not None and self._keeps_background(self.spec)

    @property
    def file_format(self) -> FileFormat:
        known: dict[str, FileFormat] = {name: name for name in get_args(FileFormat)}
        return known.get(self._settings.id_format, "jpeg")

    @property
    def most_bytes(self) -> int | None:
        """What the person allows, beside the document type."""
        return self._settings.id_most_kb * 1024 or None

    async def what_is_sent(self, document: Document, provider: Provider) -> str:
        """In a sentence. Raises NothingToDoError."""
        if self.keeps_background:
            return "The background stays as it is, so nothing is sent."
        size, count = await upload_size(document, provider, upload_format(self._settings.upload_format))
        photo = (document.photo.width, document.photo.height)
        return upload_note(photo, size, photo, count / 10**6)

    # what is known

    def id_photo(self, entry: OpenDocument | None) -> IdPhoto | None:
        return None if entry is None or entry.document is None else entry.document.state.id_photo

    def head(self, document: Document) -> Head | None:
        return self._of(document).head

    def target(self, id_photo: IdPhoto | None = None) -> Target | None:
        """The file that is made."""
        if self.spec is None:
            return None
        is_upload = self._settings.id_is_upload if id_photo is None else id_photo.is_upload
        return target_of(self.spec, is_upload=is_upload)

    def finished(self, entry: OpenDocument) -> Finished | None:
        """The file and its checks, if they are of the ID photo as it is now."""
        document = entry.document
        if document is None or document.state.id_photo is None:
            return None
        made = self._of(document).finished
        if self.spec is None:
            return None
        return made[1] if made is not None and made[0] == self._key(document, document.state.id_photo) else None

    def last_finished(self, entry: OpenDocument) -> Finished | None:
        """As `finished`, or of a moment ago."""
        made = None if entry.document is None else self._of(entry.document).finished
        return None if made is None else made[1]

    def subject(self, entry: OpenDocument) -> Subject | None:
        """The person as painted; None until that is made, which `changed` tells."""
        document = entry.document
        if document is None or document.state.id_photo is None or entry.picture is None:
            return None
        known, key = self._of(document), subject_key(document, document.state.id_photo)
        if (known.subject is None or known.subject[0] != key) and known.drawing != key:
            known.drawing = key
            self._tasks.spawn(self._draw(entry, document, key))
        # a moment ago's is better than nothing
        return None if known.subject is None else known.subject[1]

    # making one

    def start(self, provider: Provider | None = None) -> None:
        """Frame the photo that is shown, and have `provider`, or the one that is chosen, cut it out."""
        entry = self._work.ready()
        if entry is not None and self.spec is not None:
            is_there = self.is_framed_there and provider is None
            self._work.begin(entry, self._make(entry, self.spec, provider or self.provider, is_framed_there=is_there))

    def switch_to_this_computer(self) -> None:
        """Take back what waits for a network, and do it here."""
        self._work.start_here_instead(self.start)

    async def finish_now(self, entry: OpenDocument) -> Finished | None:
        """The file as it is now; waits until it is made. What is changed meanwhile may not be in it."""
        document = entry.document
        if document is None or document.state.id_photo is None:
            return None
        return self.finished(entry) or await self._finish(entry, document)

    async def _make(
        self, entry: OpenDocument, spec: DocumentSpec, provider: Provider, *, is_framed_there: bool
    ) -> None:
        document, picture = entry.document, entry.picture
        assert document is not None
        assert picture is not None
        entry.job = None
        is_upload = self._settings.id_is_upload
        note_job, errand = self._work.note_job(entry), Errand(upload_format=upload_format(self._settings.upload_format))
        if is_framed_there and not self._keeps_background(spec):
            target = target_of(spec, is_upload=is_upload)
            framed = await frame_by_provider(
                document, target, self._work.runner, provider, errand=errand, on_job=note_job
            )
            made = replace(self._begin(spec, document, None, is_upload=is_upload), framed=framed)
            self._work.end_gestures(entry)
            document.set_id_photo("ID photo", made)
            self._work.take(entry)
            return
        cutout: Cutout | None = document.state.cutout
        is_cut_here = cutout is None and not self._keeps_background(spec)
        if is_cut_here:
            new = await cut_out(
                document,
                RemoveBackground("person" if provider.supports(RemoveBackground("person")) else "auto"),
                self._work.runner,
                provider,
                self._worker,
                errand=errand,
                on_job=note_job,
            )
            cutout = new.cutout
            await asyncio.to_thread(picture.prepare, cutout.colors)
            await asyncio.to_thread(picture.matte_levels, cutout.matte)
        problem = ""
        try:
            head: Head | None = await find_head(document, self._worker, lambda _: None)
        except TaskFailedError as error:
            head, problem = None, str(error)
        self._of(document).head = head
        entry.message = problem or _several(head)
        self._work.end_gestures(entry)
        with document.gesture("ID photo") as gesture:
            made = self._begin(spec, document, head, is_upload=is_upload)
            gesture.set_state(replace(document.state, cutout=cutout, id_photo=made))
        if is_cut_here:
            if provider.account is None:
                # nobody is asked about what is made again by itself
                document.mark_saved(document.state.content)
            self._work.take(entry)

    # what a person changes

    def choose_document(self, spec: DocumentSpec) -> None:
        """From now on; the photo that is shown is framed anew by it."""
        if self.spec is not None:
            # what is uploaded is what most come for; a sheet is always of the print
            self._settings.id_is_upload = default_target(spec).kind == "upload"
        self.spec = spec
        self._settings.id_document = spec.id
        self._reframe()

    def follow(self, spec: DocumentSpec, made: IdPhoto) -> None:
        """What is shown is of that document type: undo brought it back, or another photo is shown."""
        self.spec = spec
        self._settings.id_document, self._settings.id_is_upload = spec.id, made.is_upload

    def choose_kind(self, *, is_upload: bool) -> None:
        self._settings.id_is_upload = is_upload
        self._reframe()

    def place(self, placement: Placement, is_final: bool) -> None:
        self._change("Move", lambda made: replace(made, placement=placement), is_final)

    def move_guide(self, name: GuideName, share: float, is_final: bool) -> None:
        spec, target = self.spec, self.target()
        if spec is None or target is None:
            return

        def moved(made: IdPhoto) -> IdPhoto:
            landmarks = with_guide(made.landmarks, made.placement, spec, name, share, target.aspect)
            return replace(made, landmarks=landmarks, lines=Lines.BY_HAND)

        entry = self._documents.current
        if is_final and entry is not None:
            # that no face was found is mended
            entry.message = ""
        self._change("Move a line", moved, is_final)

    def place_automatically(self) -> None:
        """By where the lines are."""
        entry = self._documents.current
        if entry is not None and entry.document is not None and self.spec is not None:
            photo, spec = entry.document.photo, self.spec
            self._change("Place automatically", lambda made: framed_by_lines(made, spec, photo), True)

    def set_background(self, choice: BackgroundChoice, is_final: bool) -> None:
        """Costs nothing. A photo that was not cut out for its authority's sake is not cut out by this."""
        self._change(
            "Background",
            lambda made: replace(made, background=choice.color, keeps_background=choice.keeps_photo),
            is_final,
        )

    def cancel_change(self) -> None:
        """What is dragged goes back to where it was."""
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.cancel()

    def end_change(self) -> None:
        """Something else is about to happen: what is dragged stays where it is."""
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.commit()

    def note_change(self, entry: OpenDocument | None) -> None:
        """The document that is shown changed, or is another: its file is made anew in a moment."""
        if self.id_photo(entry) is not None and entry is not None and self.finished(entry) is None:
            self._pause.start()

    def _change(self, label: str, change: Callable[[IdPhoto], IdPhoto], is_final: bool) -> None:
        entry = self._documents.current
        document = None if entry is None else entry.document
        if entry is None or document is None or document.state.id_photo is None or entry.is_busy:
            return
        if self._gesture is not None and self._gestured is not document:
            self.end_change()
        if self._gesture is None:
            self._gesture, self._gestured = document.begin(label), document
        self._gesture.set_state(replace(document.state, id_photo=change(document.state.id_photo)))
        if is_final:
            self.end_change()

    def _reframe(self) -> None:
        entry, spec = self._documents.current, self.spec
        made = self.id_photo(entry)
        if entry is None or entry.document is None or made is None or spec is None or entry.is_busy:
            self.changed.emit()
            return
        document, is_upload = entry.document, self._settings.id_is_upload
        self.end_change()
        if made.framed is not None:
            height, width = made.framed.pixels.shape[:2]
            fits = provider_size(target_of(spec, is_upload=is_upload)) == (width, height)
            fresh = self._begin(spec, document, None, is_upload=is_upload)
            # what is framed elsewhere has one size; another one is asked for when the person presses
            is_kept = fits and not fresh.keeps_background
            document.set_id_photo("Document type", replace(fresh, framed=made.framed) if is_kept else None)
            self.changed.emit()
            return
        fresh = self._begin(spec, document, None, is_upload=is_upload)
        is_chosen = made.background is not None and not made.keeps_background and not fresh.keeps_background
        if is_chosen and made.background in spec.background.allowed:
            fresh = replace(fresh, background=made.background)
        if made.lines is not Lines.GUESSED:
            fresh = framed_by_lines(replace(fresh, landmarks=made.landmarks, lines=made.lines), spec, document.photo)
        # under the rules before, nothing was cut out
        is_uncut = document.state.cutout is None and not fresh.keeps_background
        is_free = self.provider.account is None
        document.set_id_photo("Document type", None if is_uncut and not is_free else fresh)
        if is_uncut and is_free:
            self.start()
        self.changed.emit()

    # in the background

    def _finish_current(self) -> None:
        entry = self._documents.current
        if entry is not None and entry.document is not None and entry.work is None:
            self._tasks.spawn(self._finish(entry, entry.document))

    async def _finish(self, entry: OpenDocument, document: Document) -> Finished | None:
        known = self._of(document)
        async with known.one:
            id_photo, spec = document.state.id_photo, self.spec
            if id_photo is None or spec is None or id_photo.document_type != spec.id:
                return None
            if (made := self.finished(entry)) is not None:
                return made
            key = self._key(document, id_photo)
            made = await finish(document, spec, id_photo, self._worker, known.head, key.format, key.most)
            known.finished = key, made
        if entry is self._documents.current:
            if self.finished(entry) is None:
                self._pause.start()
            self.changed.emit()
        return made

    async def _draw(self, entry: OpenDocument, document: Document, key: SubjectKey) -> None:
        picture, known = entry.picture, self._of(document)
        assert picture is not None
        try:
            drawn = await asyncio.to_thread(draw_subject, picture, key)
        finally:
            if known.drawing == key:
                known.drawing = None
        known.subject = key, drawn
        if entry is self._documents.current:
            self.changed.emit()

    def _begin(self, spec: DocumentSpec, document: Document, head: Head | None, *, is_upload: bool) -> IdPhoto:
        made = begin(spec, document, head, is_upload=is_upload)
        if self.wanted_background is None or made.keeps_background:
            return made
        return replace(made, background=self.wanted_background)

    def _key(self, document: Document, id_photo: IdPhoto) -> _Key:
        assert self.spec is not None
        return _Key(id_photo, self.spec, subject_key(document, id_photo), self.file_format, self.most_bytes)

    def _of(self, document: Document) -> _Known:
        return self._known.setdefault(document, _Known())

    def _keeps_background(self, spec: DocumentSpec) -> bool:
        return spec.ban(Ban.BACKGROUND, Ban.EDIT) is not None


def _several(head: Head | None) -> str:
    if head is None or head.faces < 2:
        return ""
    return f"{head.faces} faces were found; the largest was taken. Drag the lines if another one is meant."
