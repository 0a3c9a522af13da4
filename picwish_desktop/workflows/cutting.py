"""Cutting the subject or the head out of a document's photo, and correcting the cutout by strokes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.imaging.answer import AnswerShapeError, check_shape, decode_alpha, decode_matte
from picwish_desktop.imaging.errors import NotEnoughMemoryError, PictureError
from picwish_desktop.imaging.fit import fit_side
from picwish_desktop.imaging.upload import UploadFormat
from picwish_desktop.jobs.job import Job, Purpose
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.cutout import Cutout, Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch, render
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Photo, Pixels
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, Operation, RemoveBackground
from picwish_desktop.operations.provider import FetchInterruptedError, Provider, TaskFailedError
from picwish_desktop.operations.request import (
    DEFAULT_DELIVERY,
    NO_HINT,
    Answer,
    Delivery,
    FineCutout,
    Request,
    SubjectHint,
)
from picwish_desktop.providers.local import fine_cutout_of, sentence_of
from picwish_desktop.storage.memory import give_back
from picwish_desktop.vision.worker import TaskRefusedError, Worker, WorkerError
from picwish_desktop.workflows.edit import (
    NO_MEMORY,
    PLAIN_ERRAND,
    Errand,
    check_private,
    encode_request,
    find_place,
    lock_of,
    title,
)

log = logging.getLogger(__name__)

COLORS = "Clean edge colours"
SMART_STROKE = "Smart stroke"
_STOPPED = "Cutting out stopped unexpectedly on this computer. Try again."


@dataclass(frozen=True, slots=True)
class NewCutout:
    """A cutout that is not part of the document yet."""

    cutout: Cutout
    candidates: int = 1
    """How many the provider can choose from."""
    doubt: float = 0.0
    """0 where the cut is clear, 1 where it is a guess."""
    note: str = ""
    """One sentence for the person; mostly none."""


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """What a smart stroke changes."""

    region: Rect
    matte: Matte
    """Of the region."""
    cutout: Cutout
    """The one that was corrected, with its colours and strokes as they are now; its matte still as it was, unless it is
    a new one."""


def provider_operation(
    operation: RemoveBackground | CutOutFace, provider: Provider, delivery: Delivery = DEFAULT_DELIVERY
) -> RemoveBackground | CutOutFace:
    """What `provider` is asked so that everything after it can be done here: the whole picture, transparent, and the
    mask where it gives one."""
    if isinstance(operation, CutOutFace):
        return CutOutFace()
    # a binary answer has no room for the mask
    whole = RemoveBackground(operation.subject, output="image" if delivery.form == "binary" else "both")
    return whole if provider.supports(whole) else RemoveBackground()


def is_whole(operation: RemoveBackground | CutOutFace) -> bool:
    """Whether its answer shows the whole picture and what of it is transparent: a matte can be made of it."""
    if operation.crop or operation.format != "png":
        return False
    return isinstance(operation, CutOutFace) or operation.background is None


async def cut_out(
    document: Document,
    operation: RemoveBackground | CutOutFace,
    runner: Runner,
    provider: Provider,
    worker: Worker,
    *,
    hint: SubjectHint = NO_HINT,
    errand: Errand = PLAIN_ERRAND,
    recipe: str = "",
    on_job: Callable[[Job], None] | None = None,
) -> NewCutout:
    """Have `provider` cut out, and return the result as fine as the photo.

    `recipe` says how it will be saved, for when the program breaks off before it is. `on_job` gets the job when it
    begins; it is for the caller to say that its result was taken. Raises NothingToDoError, RequestRejectedError,
    JournalError or UndecidedError before anything is sent, ProviderError when the provider gave no result. Cancelling
    the caller cancels a job that costs nothing.
    """
    # those that are sent, whatever is done meanwhile
    edits = document.state.edits
    asked = provider_operation(operation, provider, errand.delivery)
    job = await begin_whole(document, asked, runner, provider, hint=hint, errand=errand, recipe=recipe, on_job=on_job)
    return await finish_cutout(job, runner, worker, document.photo, edits)


async def begin_whole(
    document: Document,
    asked: Operation,
    runner: Runner,
    provider: Provider,
    *,
    hint: SubjectHint = NO_HINT,
    errand: Errand = PLAIN_ERRAND,
    recipe: str = "",
    on_job: Callable[[Job], None] | None = None,
) -> Job:
    """Have `provider` do something with the whole picture, as large as it takes it. Raises what `cut_out` does before
    anything is sent."""
    check_private(document.is_private, provider)
    photo, edits = document.photo, document.state.edits

    def build() -> Request:
        pixels = render(photo, edits)
        if not provider.limits.takes_files:
            return Request(asked, pixels, hint=hint)
        size = fit_side(photo.width, photo.height, provider.limits.max_side)
        file = encode_request(pixels, photo.metadata.icc_profile, size, provider.limits, errand.upload_format)
        give_back()
        return Request(asked, file, delivery=errand.delivery)

    request = await asyncio.to_thread(build)
    purpose = Purpose(
        photo.path,
        document.stamp,
        output=errand.output,
        may_replace=errand.may_replace,
        recipe=recipe,
        has_edits=bool(edits),
        place=await find_place(photo.path, provider),
    )
    job = await runner.begin(Job(title(photo), provider.name, asked, purpose, request, is_locked=lock_of(document)))
    if on_job is not None:
        on_job(job)
    return job


async def upload_size(
    document: Document, provider: Provider, encoding: UploadFormat = "auto"
) -> tuple[tuple[int, int], int]:
    """The width and height, and the bytes, that a cutout would send; nothing is sent. Raises NothingToDoError."""
    check_private(document.is_private, provider)
    photo, edits, limits = document.photo, document.state.edits, provider.limits
    size = fit_side(photo.width, photo.height, limits.max_side)

    def encoded() -> int:
        pixels = render(photo, edits)
        return len(encode_request(pixels, photo.metadata.icc_profile, size, limits, encoding).data)

    return size, await asyncio.to_thread(encoded)


async def finish_cutout(job: Job, runner: Runner, worker: Worker, photo: Photo, edits: tuple[Edit, ...]) -> NewCutout:
    """Wait for a cutout's answer and bring it to the size of `photo`, on which `edits` were kept.

    An answer that cannot be used is none: asking for the same once more is a new request. Raises ProviderError and
    JournalError.
    """
    answer = await runner.answer(job)
    if answer.cutout is not None:
        return await asyncio.to_thread(_new_cutout, photo, answer.cutout, job.provider, len(edits))
    try:
        coarse = await asyncio.to_thread(coarse_matte, photo, answer)
    except TaskFailedError as error:
        await runner.reject(job, str(error))
        raise
    pixels = await asyncio.to_thread(render, photo, edits)
    results = await _run(worker, "from_matte", {"picture": pixels, "coarse": coarse}, lambda _: None)
    return await asyncio.to_thread(_new_cutout, photo, fine_cutout_of(results), job.provider, len(edits))


async def correct(
    document: Document,
    worker: Worker,
    stroke: NDArray[np.uint8],
    provider: str,
    *,
    is_keeping: bool,
) -> Correction:
    """What should follow from a stroke: `stroke` is 255 where it was painted, at any size of the photo's shape.

    Without a cutout the stroke alone says what the subject is. Nobody may paint on the matte meanwhile. Raises
    TaskFailedError.
    """
    photo, edits = document.photo, document.state.visible_edits
    is_first = document.state.cutout is None
    cutout = document.state.cutout or _nothing(photo, provider, len(edits))

    def arrays() -> dict[str, NDArray[np.uint8] | Pixels]:
        none = np.zeros_like(stroke)
        return {
            "picture": render(photo, edits),
            "matte": cutout.matte,
            "stroke": stroke,
            "kept": none if cutout.kept is None else cutout.kept,
            "removed": none if cutout.removed is None else cutout.removed,
        }

    results = await _run(worker, "correct", await asyncio.to_thread(arrays), lambda _: None, {"keep": is_keeping})

    def correction() -> Correction:
        region = Rect(*(int(number) for number in results["region"]))
        if is_first and not region.is_empty:
            cutout.matte[region.slices] = results["matte"]
        patches = _patches(photo, results["places"], results["tiles"])
        return Correction(region, results["matte"], _corrected(cutout, region, patches, stroke, is_keeping=is_keeping))

    return await asyncio.to_thread(correction)


def apply_correction(document: Document, correction: Correction) -> None:
    """Make it a step. The document has the cutout that was corrected, or none."""
    cutout, region = correction.cutout, correction.region
    if document.state.cutout is None:
        if not region.is_empty:
            document.set_cutout(SMART_STROKE, cutout)
        return
    with document.gesture(SMART_STROKE) as gesture:
        if not region.is_empty:
            with gesture.painting_matte(region) as matte:
                matte[:] = correction.matte
        gesture.set_state(replace(document.state, cutout=cutout))


async def _run(
    worker: Worker,
    task: str,
    arrays: dict[str, NDArray[np.uint8] | Pixels],
    progress: Callable[[float], None],
    options: dict[str, object] | None = None,
) -> dict[str, NDArray[Any]]:
    try:
        return await worker.run(task, arrays, progress, options or {})
    except TaskRefusedError as error:
        raise TaskFailedError(str(error)) from error
    except WorkerError as error:
        log.exception("%s", task)
        raise TaskFailedError(sentence_of(error, _STOPPED)) from error


def coarse_matte(photo: Photo, answer: Answer) -> Matte:
    """The matte as the provider gave it. Raises TaskFailedError, or FetchInterruptedError where there is no memory for
    it now."""
    problem: Exception | None = None
    is_empty = False
    # what a picture says of itself is certain; what a mask's black and white mean is only said
    for matte_in in (_alpha_in, _mask_in):
        try:
            coarse = matte_in(answer)
            if coarse is None:
                continue
            check_shape(coarse, photo.width, photo.height)
        except NotEnoughMemoryError as error:
            raise FetchInterruptedError(NO_MEMORY) from error
        except (AnswerShapeError, PictureError) as error:
            problem = problem or error
            continue
        give_back()
        if coarse.any():
            return coarse
        is_empty = True
    if is_empty:
        raise TaskFailedError("The provider found nothing to cut out in this photo. Choose another provider.")
    if problem is not None:
        said = str(problem).removesuffix(".")
        raise TaskFailedError(
            f"What the provider sent back cannot be used: {said}. Try again, or choose another provider."
        ) from problem
    raise TaskFailedError(
        "The provider sent a picture back from which nothing is cut out. Try again, or choose another provider."
    )


def _alpha_in(answer: Answer) -> Matte | None:
    return decode_alpha(answer.picture) if isinstance(answer.picture, PictureFile) else None


def _mask_in(answer: Answer) -> Matte | None:
    return None if answer.mask is None else decode_matte(answer.mask)


def _new_cutout(photo: Photo, fine: FineCutout, provider: str, over: int) -> NewCutout:
    give_back()
    colors = Edit(COLORS, provider, _patches(photo, fine.places, fine.tiles))
    cutout = Cutout(np.ascontiguousarray(fine.matte), colors, provider, over=over)
    return NewCutout(cutout, fine.candidates, fine.doubt, fine.note)


def _patches(photo: Photo, places: NDArray[np.int32], tiles: Pixels) -> tuple[Patch, ...]:
    patches = []
    for (x, y), tile in zip(places.tolist(), tiles, strict=True):
        rect = Rect(x, y, tile.shape[1], tile.shape[0]).intersection(photo.bounds)
        # a copy, or one tile that is kept would keep them all
        pixels = tile[: rect.height, : rect.width].copy()
        pixels.flags.writeable = False
        patches.append(Patch(rect, pixels))
    return tuple(patches)


def _nothing(photo: Photo, provider: str, over: int) -> Cutout:
    return Cutout(np.zeros((photo.height, photo.width), np.uint8), Edit(COLORS, provider, ()), provider, over=over)


def _corrected(
    cutout: Cutout, region: Rect, patches: tuple[Patch, ...], stroke: NDArray[np.uint8], *, is_keeping: bool
) -> Cutout:
    elsewhere = tuple(patch for patch in cutout.colors.patches if not region.overlaps(patch.rect))
    colors = Edit(COLORS, cutout.colors.provider, (*elsewhere, *patches))
    added, taken = (cutout.kept, cutout.removed) if is_keeping else (cutout.removed, cutout.kept)
    added = stroke if added is None or added.shape != stroke.shape else np.maximum(added, stroke)
    if taken is not None and taken.shape == stroke.shape:
        # the latest stroke counts
        taken = np.where(stroke > 0, np.uint8(0), taken)
    kept, removed = (added, taken) if is_keeping else (taken, added)
    return replace(cutout, colors=colors, kept=kept, removed=removed)
