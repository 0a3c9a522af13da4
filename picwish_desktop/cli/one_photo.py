"""One photo, or the address of one, on its way from what was asked to a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from picwish_desktop.cli.budget import Budget
from picwish_desktop.cli.errors import CommandError
from picwish_desktop.cli.marks import marked_document, mask_of_unseen
from picwish_desktop.cli.order import Order, Source
from picwish_desktop.cli.outputs import check_output
from picwish_desktop.cli.session import Session
from picwish_desktop.cli.words import about, cutout_notes
from picwish_desktop.jobs.job import Job
from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Photo
from picwish_desktop.model.picture_file import MaskFile
from picwish_desktop.operations.catalogue import CutOutFace, RemoveBackground, RemoveObjects
from picwish_desktop.operations.provider import Provider, TaskFailedError
from picwish_desktop.operations.request import PictureUrl, SubjectHint
from picwish_desktop.workflows.cutout import run_operation
from picwish_desktop.workflows.cutout_order import CutoutOrder, recipe_of
from picwish_desktop.workflows.cutting import cut_out
from picwish_desktop.workflows.edit import Errand, NothingToDoError, remove_objects, upload_format
from picwish_desktop.workflows.results import save_cutout, save_edit, save_result


@dataclass(frozen=True, slots=True)
class Batch:
    """What the photos of one command share."""

    order: Order
    provider: Provider
    session: Session
    backdrop: Photo | PictureUrl | None
    """Behind what is cut out of an address."""
    budget: Budget


class OnePhoto:
    def __init__(self, batch: Batch, name: str, source: Source, output: Path) -> None:
        self.name = name
        self.job: Job | None = None
        """Once it has begun."""
        self._batch = batch
        self._source = source
        self._output = output

    async def run(self) -> tuple[Path, ...]:
        """Returns what was written. Raises what `editing.FAILURES` names."""
        order, budget = self._batch.order, self._batch.budget
        check_output(self._output, self._source, order)
        if isinstance(self._source, PictureUrl):
            async with budget.turns:
                return await self._run_whole(self._source, await self._mask_of_unseen())
        self._batch.session.check_may_leave(self._source, self._batch.provider)
        # where another run of the program will look for it
        async with budget.photo(self._source.absolute()) as photo:
            for note in photo.notes:
                self._batch.session.terminal.say(about(self.name, note))
            if isinstance(order.operation, RemoveObjects):
                return await self._remove_objects(photo)
            if order.cutout is not None:
                return await self._cut_out(photo, order.cutout)
            return await self._run_whole(photo, None)

    async def _remove_objects(self, photo: Photo) -> tuple[Path, ...]:
        """Only what is around the mark is sent, and only what is marked is changed."""
        order, runner = self._batch.order, self._batch.session.runner
        document = await asyncio.to_thread(marked_document, photo, order)
        edit = await remove_objects(document, runner, self._batch.provider, self._begun, self._errand())
        assert self.job is not None
        return await save_edit(self.job, photo, edit, runner, self._output, may_replace=order.may_replace)

    async def _cut_out(self, photo: Photo, cutout: CutoutOrder) -> tuple[Path, ...]:
        """Whoever cuts out, what is saved has the photo's own pixels."""
        order, session = self._batch.order, self._batch.session
        assert isinstance(order.operation, RemoveBackground | CutOutFace)
        if order.box is not None and order.box.intersection(photo.bounds).is_empty:
            raise NothingToDoError(f"The box lies outside the photo of {photo.width} × {photo.height} pixels.")
        with _told_about_box():
            new = await cut_out(
                Document(photo),
                order.operation,
                session.runner,
                self._batch.provider,
                session.worker,
                hint=SubjectHint(order.box),
                errand=self._errand(),
                recipe=recipe_of(cutout),
                on_job=self._begun,
            )
        for sentence in cutout_notes(new):
            session.terminal.say(about(self.name, sentence))
        assert self.job is not None
        return await save_cutout(
            self.job, photo, new, cutout, session.runner, self._output, may_replace=order.may_replace
        )

    async def _run_whole(self, source: Photo | PictureUrl, mask: MaskFile | PictureUrl | None) -> tuple[Path, ...]:
        order, session = self._batch.order, self._batch.session
        answer = await run_operation(
            source,
            order.operation,
            session.runner,
            self._batch.provider,
            errand=self._errand(),
            backdrop=self._batch.backdrop,
            mask=mask,
            rectangles=order.rectangles,
            on_job=self._begun,
        )
        assert self.job is not None
        return await save_result(
            self.job, answer, session.runner, session.worker, self._output, may_replace=order.may_replace
        )

    async def _mask_of_unseen(self) -> MaskFile | PictureUrl | None:
        mask, provider = self._batch.order.mask, self._batch.provider
        if not isinstance(mask, Path):
            return mask
        self._batch.session.check_may_leave(mask, provider)
        return await asyncio.to_thread(mask_of_unseen, mask, provider.limits)

    def _begun(self, job: Job) -> None:
        self.job = job

    def _errand(self) -> Errand:
        order = self._batch.order
        return Errand(
            self._output.absolute(),
            order.may_replace,
            order.upload_format or upload_format(self._batch.session.settings.upload_format),
            order.delivery,
        )


@contextmanager
def _told_about_box() -> Iterator[None]:
    """Raises CommandError where a box would help: it is drawn in the window, and given as numbers here."""
    try:
        yield
    except TaskFailedError as error:
        # a failure comes out of the journal, which keeps its sentence and not its kind
        if "raw a box" not in str(error):
            raise
        raise CommandError(f"{error} --box X,Y,W,H draws it.") from error
