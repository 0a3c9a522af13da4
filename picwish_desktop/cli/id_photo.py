"""`picwish id-photo --document`: photos on their way to ID photos of a document type, and to a sheet of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from picwish_desktop.cli.budget import Budget
from picwish_desktop.cli.check_lines import check_lines, failed, failed_sentence
from picwish_desktop.cli.errors import CommandError
from picwish_desktop.cli.id_photo_command import IdPhotoCommand, SheetCommand
from picwish_desktop.cli.id_photo_outputs import check_free, sheet_output
from picwish_desktop.cli.session import Session
from picwish_desktop.cli.words import about, cutout_notes
from picwish_desktop.idphoto.sheet import SheetError
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.jobs.job import Job
from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import FramedPicture
from picwish_desktop.model.sheet import Paper
from picwish_desktop.operations.catalogue import RemoveBackground
from picwish_desktop.operations.provider import Provider, TaskFailedError
from picwish_desktop.operations.request import NO_HINT, SubjectHint
from picwish_desktop.workflows.cutting import cut_out
from picwish_desktop.workflows.edit import Errand, upload_format
from picwish_desktop.workflows.id_photo import Head, find_head
from picwish_desktop.workflows.id_photo_making import Made, file_of, make_id_photo, person_around, placed, print_pixels
from picwish_desktop.workflows.id_photo_order import IdPhotoOrder, recipe_of_id_photo
from picwish_desktop.workflows.id_photo_provider import frame_by_provider
from picwish_desktop.workflows.id_photo_sheet import SheetItem, save_sheet, sheet_pages
from picwish_desktop.workflows.result_files import OutputExistsError, write_files


@dataclass(frozen=True, slots=True)
class IdPhotoBatch:
    """What the photos of one command share."""

    command: IdPhotoCommand
    order: IdPhotoOrder
    provider: Provider | None
    """None where nothing is cut out."""
    session: Session
    paper: Paper | None
    """Of the sheet."""
    budget: Budget


class OneIdPhoto:
    def __init__(self, batch: IdPhotoBatch, name: str, source: Path, output: Path) -> None:
        self.name = name
        self.job: Job | None = None
        """Once it has begun."""
        self.item: SheetItem | None = None
        """For the sheet, once it is made."""
        self.has_failed = False
        """Whether a check did."""
        self.output = output
        self._batch = batch
        self._source = source

    async def run(self) -> tuple[Path, ...]:
        """Returns what was written. Raises what `editing.FAILURES` names."""
        batch, session = self._batch, self._batch.session
        if batch.command.is_saved:
            check_free(self.output, may_replace=batch.command.may_replace)
        if batch.provider is not None:
            session.check_may_leave(self._source, batch.provider)
        # where another run of the program will look for it
        async with batch.budget.photo(self._source.absolute()) as photo:
            for note in photo.notes:
                self._say(note)
            document = Document(photo)
            framed = await self._prepared(document)
            with _told_about_lines():
                made = await make_id_photo(document, batch.order, session.worker, framed)
            self._tell(made)
            written = await self._save(made)
            if batch.paper is not None:
                self.item = await asyncio.to_thread(self._item, document, made)
        if self.job is not None:
            await session.runner.take(self.job)
        return written

    async def _prepared(self, document: Document) -> FramedPicture | None:
        """Cut out, where it has to be; or framed by a provider, which is returned."""
        batch, session = self._batch, self._batch.session
        order, provider = batch.order, batch.provider
        if provider is None:
            return None
        errand, recipe = self._errand(), recipe_of_id_photo(order)
        if batch.command.is_framed_there:
            return await frame_by_provider(
                document,
                order.target,
                session.runner,
                provider,
                errand=errand,
                recipe=recipe,
                on_job=self._begun,
            )
        hint = await self._looked_for(document)
        wanted = RemoveBackground("person")
        new = await cut_out(
            document,
            wanted if provider.supports(wanted) else RemoveBackground(),
            session.runner,
            provider,
            session.worker,
            hint=hint,
            errand=errand,
            recipe=recipe,
            on_job=self._begun,
        )
        for sentence in cutout_notes(new):
            self._say(sentence)
        document.set_cutout("Cut out", new.cutout)
        return None

    async def _looked_for(self, document: Document) -> SubjectHint:
        """Where to cut out, looked for before anything is paid. Raises CommandError or NothingToDoError."""
        order, photo = self._batch.order, document.photo
        if order.landmarks is not None:
            placed(document, order, None)
            return SubjectHint(person_around(order.landmarks, photo))
        with _told_about_lines():
            head = await find_head(document, self._batch.session.worker, lambda _: None)
        return SubjectHint(person_around(head.landmarks, photo)) if head.faces > 1 else NO_HINT

    def _tell(self, made: Made) -> None:
        """Checks on stdout where they were asked for, else what is wrong on stderr."""
        command, checks = self._batch.command, made.finished.checks
        wrong = failed(checks)
        self.has_failed = bool(wrong)
        if command.is_check:
            for line in check_lines(checks, self.name if len(command.sources) > 1 else ""):
                self._batch.session.terminal.line(line)
            return
        for sentence in _seen(made.head):
            self._say(sentence)
        if wrong:
            self._say(failed_sentence(wrong))

    async def _save(self, made: Made) -> tuple[Path, ...]:
        command = self._batch.command
        if made.finished.file is None:
            raise PictureError(made.finished.problem)
        if not command.is_saved:
            return ()
        file = file_of(made.finished, self.output)
        await asyncio.to_thread(lambda: write_files([file], may_replace=command.may_replace))
        return (self.output,)

    def _item(self, document: Document, made: Made) -> SheetItem:
        batch = self._batch
        assert batch.order.spec.size_mm is not None
        assert batch.command.sheet is not None
        pixels = print_pixels(document, batch.order, made)
        return SheetItem(pixels, *batch.order.spec.size_mm, batch.command.sheet.copies)

    def _begun(self, job: Job) -> None:
        self.job = job

    def _say(self, sentence: str) -> None:
        self._batch.session.terminal.say(about(self.name, sentence))

    def _errand(self) -> Errand:
        command = self._batch.command
        return Errand(
            self.output.absolute() if command.is_saved else None,
            command.may_replace,
            command.upload_format or upload_format(self._batch.session.settings.upload_format),
            command.delivery,
        )


async def finish_batch(batch: IdPhotoBatch, photos: list[OneIdPhoto]) -> bool:
    """Write the sheet of those that were made. Returns whether all that was asked for is there and passed."""
    command, session = batch.command, batch.session
    is_right = not (command.is_check and any(photo.has_failed for photo in photos))
    sheet, items = command.sheet, [photo.item for photo in photos if photo.item is not None]
    if sheet is None or batch.paper is None or not items:
        return is_right
    if len(items) < len(photos):
        session.terminal.say("Only the photos that could be made are on the sheet.")
    try:
        written = await asyncio.to_thread(_write_sheet, batch, sheet, batch.paper, items, photos[0].output)
    except OutputExistsError as error:
        raise CommandError(f"{error.path} exists. Add --force to replace it, or --sheet-output.") from error
    except (SheetError, PictureError) as error:
        raise CommandError(str(error)) from error
    for path in written:
        session.terminal.written(path)
    return is_right


def _write_sheet(
    batch: IdPhotoBatch, sheet: SheetCommand, paper: Paper, items: list[SheetItem], first: Path
) -> tuple[Path, ...]:
    pages = sheet_pages(items, paper, has_cut_marks=sheet.has_cut_marks, is_filled=sheet.is_filled)
    pictures = [item.picture for item in items]
    path = sheet_output(sheet, first)
    return save_sheet(path, pages, pictures, batch.order.spec.dpi, may_replace=batch.command.may_replace)


@contextmanager
def _told_about_lines() -> Iterator[None]:
    """Raises CommandError where no face is found."""
    try:
        yield
    except TaskFailedError as error:
        raise CommandError(f"{error} --lines says where they are.") from error


def _seen(head: Head | None) -> list[str]:
    """Sentences about what the rules may not allow."""
    if head is None:
        return []
    sentences = []
    if head.faces > 1:
        sentences.append(f"{head.faces} faces were found, and the clearest was taken. Say by --lines where another is.")
    if head.has_glasses:
        sentences.append("Glasses seem to be worn. Look whether they are allowed and do not reflect.")
    if head.has_hat:
        sentences.append("Something seems to be worn on the head. Look whether it is allowed.")
    return sentences
