"""Removing what is marked on a document: from the mark to a result that can be kept or discarded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np

from picwish_desktop.imaging.composite import bring_back, cut_patches, on_grid
from picwish_desktop.imaging.fit import MarkTooLargeError, fit_mark
from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, render
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Photo, Pixels
from picwish_desktop.model.selection import Mark
from picwish_desktop.operations.catalogue import RemoveObjects
from picwish_desktop.operations.provider import Provider
from picwish_desktop.operations.request import Request


class NothingToDoError(Exception):
    """One sentence for a person: why the removal cannot begin, and what to do."""


def removal_crop(document: Document, provider: Provider) -> Rect:
    """The part of the picture that a removal would send. Raises NothingToDoError."""
    selection = document.selection
    if selection.is_empty:
        raise NothingToDoError("Nothing is marked. Paint over what should go, or draw a rectangle around it.")
    try:
        return fit_mark(
            selection.bounds(),
            selection.count,
            document.photo.bounds,
            provider.limits.max_marked_share,
        )
    except MarkTooLargeError as error:
        raise NothingToDoError(
            "More than half of the photo is marked. Erase some of the mark, or remove it in two steps."
        ) from error


async def remove_objects(
    document: Document, runner: Runner, provider: Provider, on_job: Callable[[Job], None] | None = None
) -> Edit:
    """Have `provider` fill what is marked, and return the result as an edit that is not part of the document yet.

    `on_job` gets the job when it begins. Raises NothingToDoError before anything is sent, ProviderError when the
    provider gave no result. Cancelling the caller cancels the job.
    """
    crop = removal_crop(document, provider)
    mark, photo, edits = document.selection.freeze(), document.photo, document.state.edits

    request = await asyncio.to_thread(_request, photo, edits, mark, crop)
    job = Job(title=title(photo), provider=provider.name, request=request)
    if on_job is not None:
        on_job(job)
    answer = await runner.run(job)
    return await asyncio.to_thread(_edit, photo, edits, mark, crop, answer.picture, provider.name)


def title(photo: Photo) -> str:
    """What a person calls the photo."""
    return photo.path.name if photo.path else "Pasted picture"


def default_output(photo: Path) -> Path:
    """Where a result is saved unless a person says otherwise: beside the photo, never over it."""
    return photo.with_name(f"{photo.stem}-removed{photo.suffix}")


def _request(photo: Photo, edits: tuple[Edit, ...], mark: Mark, crop: Rect) -> Request:
    picture = render(photo, edits, crop).copy()
    mask = np.zeros(picture.shape[:2], np.uint8)
    mask[mark.bounds.translated(-crop.x, -crop.y).slices] = mark.mask
    return Request(RemoveObjects(), picture, mask)


def _edit(photo: Photo, edits: tuple[Edit, ...], mark: Mark, crop: Rect, answer: Pixels, provider: str) -> Edit:
    at = on_grid(mark.bounds, photo.bounds)
    inner = mark.bounds.translated(-at.x, -at.y).slices
    after = render(photo, edits, at).copy()
    after[inner] = bring_back(
        after[inner],
        answer[mark.bounds.translated(-crop.x, -crop.y).slices],
        mark.mask,
        mark.bounds,
        photo.bounds,
    )
    mask = np.zeros(after.shape[:2], np.uint8)
    mask[inner] = mark.mask
    return Edit(label="Remove objects", provider=provider, patches=cut_patches(after, mask, at))
