"""ID photos of the open documents: which document type and provider, and what a person changes on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from PySide6.QtCore import QObject, Signal

from picwish_desktop.idphoto.guides import GuideName, with_guide
from picwish_desktop.idphoto.spec import Ban, DocumentSpec
from picwish_desktop.idphoto.target import Target, default_target, provider_size
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import IdPhoto, Lines
from picwish_desktop.model.portrait import Placement
from picwish_desktop.operations.provider import Provider
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.actions import FRAME_BY_LINES
from picwish_desktop.ui.drag_step import DragStep
from picwish_desktop.ui.id_photo.finished_files import FinishedFiles, FrozenIdPhoto, Recipe, freeze
from picwish_desktop.ui.id_photo.making import Making
from picwish_desktop.ui.id_photo.still_to_place import still_to_place
from picwish_desktop.ui.id_photo.subject import DrawnSubject, subject_key
from picwish_desktop.ui.id_photo.subjects import Subjects
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.ui.prices import upload_note
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.work import Work
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.cutting import upload_size
from picwish_desktop.workflows.edit import upload_format
from picwish_desktop.workflows.id_photo import FileFormat, Finished, Head, begin, framed_by_lines, target_of

FRAMED = "-framed"
"""After a provider's name: it frames the photo, too."""
CUTOUT_DROPPED = "The cutout was dropped. Cut out the background again, then choose a colour."


class IdPhotos(QObject):
    """One ID photo a document: another document type takes its place and keeps the cutout."""

    changed = Signal()
    """What is known of the one that is shown: its file, its checks or how it looks."""

    def __init__(self, documents: OpenDocuments, work: Work, tasks: Tasks, worker: Worker, settings: Settings) -> None:
        super().__init__(documents)
        self._documents = documents
        self._work = work
        self._settings = settings
        self.spec: DocumentSpec | None = None
        """The document type of the next one; None until they are read."""
        self.wanted_background: Color | None = None
        """Of the next ones, in place of what their document type suggests."""
        self._making = Making(work, worker, settings)
        self._files = FinishedFiles(
            documents, tasks, worker, lambda document: self._recipe(document, self.spec), self._making.head
        )
        self._subjects = Subjects(documents, tasks)
        self._drag = DragStep()
        self._files.changed.connect(self.changed)
        self._subjects.changed.connect(self.changed)

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
        return self.spec is not None and _keeps_background(self.spec)

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

    def target(self, id_photo: IdPhoto | None = None) -> Target | None:
        """The file that is made."""
        if self.spec is None:
            return None
        is_upload = self._settings.id_is_upload if id_photo is None else id_photo.is_upload
        return target_of(self.spec, is_upload=is_upload)

    def finished(self, entry: OpenDocument) -> Finished | None:
        """The file and its checks, if they are of the ID photo as it is now."""
        return None if entry.document is None else self._files.of(entry.document)

    def last_finished(self, entry: OpenDocument) -> Finished | None:
        """As `finished`, or of a moment ago."""
        return None if entry.document is None else self._files.last_of(entry.document)

    def frozen(self, entry: OpenDocument, spec: DocumentSpec | None = None) -> FrozenIdPhoto | None:
        """As it is now: nothing that is done afterwards is in it. Of what is shown, or of another that follows `spec`.
        None where there is none, or its document type is gone."""
        document = entry.document
        recipe = None if document is None else self._recipe(document, spec or self.spec)
        return None if document is None or recipe is None else freeze(document, recipe)

    async def finish(self, photo: FrozenIdPhoto) -> Finished:
        """Its file and checks; waits until they are made."""
        return await self._files.make(photo)

    def subject(self, entry: OpenDocument) -> DrawnSubject | None:
        """The person as painted; None until that is made, which `changed` tells."""
        document, made = entry.document, self.id_photo(entry)
        if document is None or made is None or entry.picture is None:
            return None
        return self._subjects.of(document, made, entry.picture)

    def note_change(self, entry: OpenDocument | None) -> None:
        """The document that is shown changed, or is another: its file is made anew in a moment."""
        if entry is not None and self.id_photo(entry) is not None and self.finished(entry) is None:
            self._files.make_soon()

    # making one

    def start(self, provider: Provider | None = None) -> None:
        """Frame the photo that is shown, and have `provider`, or the one that is chosen, cut it out."""
        entry, spec = self._work.ready(), self.spec
        if entry is None or entry.document is None or spec is None:
            return
        document, is_upload, keeps_background = entry.document, self._settings.id_is_upload, _keeps_background(spec)

        def fresh(head: Head | None) -> IdPhoto:
            return self._begin(spec, document, head, is_upload=is_upload)

        if self.is_framed_there and provider is None and not keeps_background:
            target = target_of(spec, is_upload=is_upload)
            making = self._making.frame_there(entry, self.provider, target, fresh)
        else:
            making = self._making.frame_here(
                entry,
                provider or self.provider,
                fresh,
                keeps_background=keeps_background,
                is_portrait=spec.is_portrait,
            )
        self._work.begin(entry, making)

    def _cut_again(self, entry: OpenDocument, wanted: IdPhoto) -> None:
        """What the person did to it stays."""
        self.end_change()
        if self.spec is not None and self._work.ready() is entry:
            making = self._making.frame_here(
                entry,
                self.provider,
                lambda _: wanted,
                keeps_background=False,
                is_portrait=self.spec.is_portrait,
                is_by_hand=True,
            )
            self._work.begin(entry, making)

    def switch_to_this_computer(self) -> None:
        """Take back what waits for a network, and do it here."""
        self._work.start_here_instead(self.start)

    # what a person changes

    def choose_document(self, spec: DocumentSpec) -> None:
        """From now on; the photo that is shown is framed anew by it."""
        # a turn of the wheel that has not ended is of the type before
        self._documents.about_to_edit.emit()
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
        self._documents.about_to_edit.emit()
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
            if made.lines is Lines.GUESSED:
                return replace(made, landmarks=landmarks, placed=made.placed | {name})
            return replace(made, landmarks=landmarks, lines=Lines.BY_HAND)

        entry = self._documents.current
        if is_final and entry is not None:
            # that the head could not be looked for is mended
            entry.message = ""
        self._change("Move a line", moved, is_final)

    def confirm_guide(self, name: GuideName) -> None:
        """It was guessed, and is right where it is."""
        self._change("Place a line", lambda made: replace(made, placed=made.placed | {name}), True)

    def place_automatically(self) -> None:
        """By where the lines are; as long as they are a guess, they are guessed anew."""
        entry = self._documents.current
        if entry is not None and entry.document is not None and self.spec is not None:
            photo, spec, made = entry.document.photo, self.spec, self.id_photo(entry)
            if made is not None and made.to_place:
                self._documents.told.emit(still_to_place(made.to_place))
            self._change(FRAME_BY_LINES, lambda made: framed_by_lines(made, spec, photo), True)

    def set_background(self, choice: BackgroundChoice, is_final: bool) -> None:
        """Costs nothing. Where the cutout was dropped meanwhile it is made anew, unless that has a price."""

        def before(made: IdPhoto) -> IdPhoto:
            return replace(made, background=choice.color, keeps_background=choice.keeps_photo)

        entry, made = self._documents.current, self.id_photo(self._documents.current)
        if entry is None or entry.document is None or made is None:
            return
        is_uncut = entry.document.state.cutout is None and made.framed is None
        if not is_uncut or choice.keeps_photo:
            self._change("Background", before, is_final)
        elif is_final and self.provider.account is None:
            self._cut_again(entry, before(made))
        elif is_final:
            self._documents.told.emit(CUTOUT_DROPPED)
            self.changed.emit()

    def cancel_change(self) -> None:
        """What is dragged goes back to where it was."""
        self._drag.cancel()

    def end_change(self) -> None:
        """Something else is about to happen: what is dragged stays where it is."""
        self._drag.end()

    def _change(self, label: str, change: Callable[[IdPhoto], IdPhoto], is_final: bool) -> None:
        if self._drag.label not in ("", label):
            # a turn of the wheel has not ended, and is a step of its own
            self._documents.about_to_edit.emit()
        entry = self._documents.current
        document, made = None if entry is None else entry.document, self.id_photo(entry)
        if entry is None or document is None or made is None or entry.is_busy:
            return
        self._drag.change(document, label, replace(document.state, id_photo=change(made)), is_final)

    def _reframe(self) -> None:
        entry, spec = self._documents.current, self.spec
        made = self.id_photo(entry)
        if entry is None or entry.document is None or made is None or spec is None or entry.is_busy:
            self.changed.emit()
            return
        document, is_upload = entry.document, self._settings.id_is_upload
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
        if made.lines is not Lines.GUESSED or made.placed:
            fresh = replace(fresh, landmarks=made.landmarks, lines=made.lines, placed=made.placed)
            # what is placed already stays on the head, and the rest is still to be placed
            fresh = fresh if fresh.to_place else framed_by_lines(fresh, spec, document.photo)
        # under the rules before, nothing was cut out
        is_uncut = document.state.cutout is None and not fresh.keeps_background
        is_free = self.provider.account is None
        document.set_id_photo("Document type", None if is_uncut and not is_free else fresh)
        if is_uncut and is_free:
            self.start()
        self.changed.emit()

    def _begin(self, spec: DocumentSpec, document: Document, head: Head | None, *, is_upload: bool) -> IdPhoto:
        made = begin(spec, document, head, is_upload=is_upload)
        if self.wanted_background is None or made.keeps_background:
            return made
        return replace(made, background=self.wanted_background)

    def _recipe(self, document: Document, spec: DocumentSpec | None) -> Recipe | None:
        made = document.state.id_photo
        if made is None or spec is None or made.document_type != spec.id:
            return None
        return Recipe(made, spec, subject_key(document, made), self.file_format, self.most_bytes)


def _keeps_background(spec: DocumentSpec) -> bool:
    return spec.ban(Ban.BACKGROUND, Ban.EDIT) is not None
