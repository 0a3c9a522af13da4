"""Removing what is marked on a document: from the mark to a result that can be kept or discarded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np

from picwish_desktop.imaging.answer import AnswerShapeError, decode_answer, in_colors_of, scaled
from picwish_desktop.imaging.composite import bring_back, cut_patches, on_grid
from picwish_desktop.imaging.errors import NotEnoughMemoryError, PictureError
from picwish_desktop.imaging.fit import MarkTooLargeError, fit_mark, fit_side
from picwish_desktop.imaging.upload import TooManyBytesError, UploadFormat, encode_mask, encode_picture
from picwish_desktop.jobs.job import Job, Purpose
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, render
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Photo, Pixels
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.model.selection import Mark
from picwish_desktop.operations.catalogue import RemoveObjects
from picwish_desktop.operations.limits import Limits
from picwish_desktop.operations.provider import FetchInterruptedError, Provider, TaskFailedError
from picwish_desktop.operations.request import DEFAULT_DELIVERY, Answer, Delivery, Request
from picwish_desktop.storage.reaching import reach

PATIENCE = 10.0
"""Seconds; a share may not answer."""
NO_MEMORY = (
    "There is not enough memory to bring the result into the photo. It is kept: close other programs and try again, "
    "which costs nothing."
)


class NothingToDoError(Exception):
    """One sentence for a person: why it cannot begin, and what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a removal would send."""

    crop: Rect
    """The part of the photo."""
    size: tuple[int, int]
    """Its width and height when it is sent; smaller than the crop only where that is more than the provider takes."""


@dataclass(frozen=True, slots=True)
class Errand:
    """How and what for a removal is asked, beside what is marked."""

    output: Path | None = None
    """Where the result will be saved, for when the program breaks off before it is; None: nowhere yet."""
    may_replace: bool = False
    upload_format: UploadFormat = "auto"
    delivery: Delivery = DEFAULT_DELIVERY


PLAIN_ERRAND = Errand()


def plan_removal(document: Document, provider: Provider) -> Plan:
    """What a removal would send. Raises NothingToDoError."""
    selection, limits = document.selection, provider.limits
    check_private(document.is_private, provider)
    if selection.is_empty:
        raise NothingToDoError("Nothing is marked. Paint over what should go, or draw a rectangle around it.")
    try:
        crop = fit_mark(
            selection.bounds(), selection.count, document.photo.bounds, limits.max_marked_share, limits.max_side
        )
    except MarkTooLargeError as error:
        raise NothingToDoError(
            "More than half of the photo is marked. Mark less, or remove it in two steps."
        ) from error
    return Plan(crop, fit_side(crop.width, crop.height, limits.max_side))


def check_private(is_private: bool, provider: Provider) -> None:
    """Raises NothingToDoError for a photo that is locked to this computer, where it would leave it."""
    if is_private and provider.limits.takes_files:
        raise NothingToDoError(
            f"This photo is locked to this computer, so it is not sent to {provider.label}. Unlock it, or choose this "
            "computer."
        )


def lock_of(document: Document) -> Callable[[], bool]:
    """Whether `document` is locked to this computer, as of now, for its jobs; they do not keep it in memory. Closed, it
    is as it was last: a pasted picture is on no list."""
    lock = document.lock
    return lambda: lock.is_on


async def find_place(photo: Path | None, provider: Provider) -> Path | None:
    """Where links lead from a photo that is about to leave this computer; None where it stays, or is no file. Raises
    NothingToDoError."""
    if photo is None or not provider.limits.takes_files:
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            return await reach(photo.resolve)
    # also a loop of links
    except (OSError, RuntimeError) as error:
        raise NothingToDoError(
            f"“{photo.name}” was not sent, as its folder does not answer, and so it may be locked. Try again when the "
            "photo can be opened, or choose this computer."
        ) from error


async def remove_objects(
    document: Document,
    runner: Runner,
    provider: Provider,
    on_job: Callable[[Job], None] | None = None,
    errand: Errand = PLAIN_ERRAND,
) -> Edit:
    """Have `provider` fill what is marked, and return the result as an edit that is not part of the document yet.

    `on_job` gets the job when it begins; it is for the caller to say that its result was taken. Raises
    NothingToDoError, RequestRejectedError, JournalError or UndecidedError before anything is sent, ProviderError when
    the provider gave no result. Cancelling the caller cancels a job that costs nothing.
    """
    plan = plan_removal(document, provider)
    mark, photo, edits = document.selection.freeze(), document.photo, document.state.edits

    request = await asyncio.to_thread(_request, photo, edits, mark, plan, provider.limits, errand)
    purpose = Purpose(
        photo=photo.path,
        place=await find_place(photo.path, provider),
        stamp=document.stamp,
        crop=plan.crop,
        mark=mark,
        output=errand.output,
        may_replace=errand.may_replace,
        has_edits=bool(edits),
    )
    job = await runner.begin(
        Job(title(photo), provider.name, RemoveObjects(), purpose, request, is_locked=lock_of(document))
    )
    if on_job is not None:
        on_job(job)
    return await finish_removal(job, runner, photo, edits, purpose)


async def finish_removal(job: Job, runner: Runner, photo: Photo, edits: tuple[Edit, ...], purpose: Purpose) -> Edit:
    """Wait for a removal's answer, and return it as an edit of `photo`, on which `edits` were kept.

    An answer that cannot be used is none: asking for the same once more is a new request. Raises ProviderError and
    JournalError.
    """
    answer = await runner.answer(job)
    try:
        return await asyncio.to_thread(removal_edit, photo, edits, purpose, answer, job.provider)
    except TaskFailedError as error:
        await runner.reject(job, str(error))
        raise


def upload_format(setting: str) -> UploadFormat:
    """What a setting says; "auto" for anything unknown."""
    known: dict[str, UploadFormat] = {name: name for name in get_args(UploadFormat)}
    return known.get(setting, "auto")


async def upload_bytes(document: Document, provider: Provider, encoding: UploadFormat = "auto") -> int:
    """How much a removal would send; nothing is sent. Raises NothingToDoError."""
    plan = plan_removal(document, provider)
    mark, photo, edits = document.selection.freeze(), document.photo, document.state.edits
    errand = Errand(upload_format=encoding)
    request = await asyncio.to_thread(_request, photo, edits, mark, plan, provider.limits, errand)
    return request.upload_bytes


def removal_edit(photo: Photo, edits: tuple[Edit, ...], purpose: Purpose, answer: Answer, provider: str) -> Edit:
    """The answer of a removal as an edit of `photo`, on which `edits` were kept: inside the mark, and nowhere else.

    Raises TaskFailedError for an answer that is not what was asked, FetchInterruptedError where there is no memory for
    it now.
    """
    mark, crop = purpose.mark, purpose.crop
    assert mark is not None
    assert crop is not None
    at = on_grid(mark.bounds, photo.bounds)
    inner = mark.bounds.translated(-at.x, -at.y).slices
    after = render(photo, edits, at).copy()
    answered = _answered(photo, crop, answer, mark, after[inner])
    after[inner] = bring_back(after[inner], answered, mark.mask, mark.bounds, photo.bounds)
    mask = np.zeros(after.shape[:2], np.uint8)
    mask[inner] = mark.mask
    return Edit(label="Remove objects", provider=provider, patches=cut_patches(after, mask, at))


def title(photo: Photo) -> str:
    """What a person calls the photo."""
    return photo.path.name if photo.path else "Pasted picture"


def encode_request(
    pixels: Pixels, icc_profile: bytes | None, size: tuple[int, int], limits: Limits, upload_format: UploadFormat
) -> PictureFile:
    """A picture as a provider takes it. Raises NothingToDoError."""
    assert limits.max_bytes is not None
    try:
        return encode_picture(pixels, icc_profile, size, limits.max_bytes, upload_format)
    except TooManyBytesError as error:
        raise NothingToDoError(
            f"{size[0]} × {size[1]} pixels of this picture are more than the {limits.max_bytes // 10**6} MB that may "
            "be sent. Send a smaller copy."
        ) from error


def _request(photo: Photo, edits: tuple[Edit, ...], mark: Mark, plan: Plan, limits: Limits, errand: Errand) -> Request:
    crop = plan.crop
    picture = render(photo, edits, crop).copy()
    is_scaled = plan.size != (crop.width, crop.height)
    if limits.takes_files and mark.rectangles and not is_scaled:
        rectangles = tuple(rectangle.translated(-crop.x, -crop.y) for rectangle in mark.rectangles)
        file = encode_request(picture, photo.metadata.icc_profile, plan.size, limits, errand.upload_format)
        return Request(RemoveObjects(), file, rectangles=rectangles, delivery=errand.delivery)
    mask = np.zeros(picture.shape[:2], np.uint8)
    mask[mark.bounds.translated(-crop.x, -crop.y).slices] = mark.mask
    if not limits.takes_files:
        return Request(RemoveObjects(), picture, mask)
    file = encode_request(picture, photo.metadata.icc_profile, plan.size, limits, errand.upload_format)
    mask_file = encode_mask(mask, plan.size, limits.max_marked_share)
    return Request(RemoveObjects(), file, mask_file, delivery=errand.delivery)


def _answered(photo: Photo, crop: Rect, answer: Answer, mark: Mark, base: Pixels) -> Pixels:
    """The answer where the mark's bounds are, in the photo's own kind of pixels; `base` is what stands there now."""
    part = mark.bounds.translated(-crop.x, -crop.y).slices
    if isinstance(answer.picture, np.ndarray):
        return answer.picture[part]
    if answer.picture is None:
        raise TaskFailedError("The provider sent no picture back. Try again, or choose another provider.")
    try:
        whole = scaled(decode_answer(answer.picture), crop.width, crop.height)
    except NotEnoughMemoryError as error:
        raise FetchInterruptedError(NO_MEMORY) from error
    except (AnswerShapeError, PictureError) as error:
        said = str(error).removesuffix(".")
        raise TaskFailedError(
            f"What the provider sent back cannot be used: {said}. Try again, or choose another provider."
        ) from error
    pixels = in_colors_of(photo, whole[part])
    if photo.has_alpha:
        # alpha was not sent
        pixels[..., -1] = base[..., -1]
    return pixels
