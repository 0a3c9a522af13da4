"""Cutting a subject or a face out, and ID photos: one picture goes to a provider, and what comes back is the result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from picwish_desktop.imaging.fit import fit_side
from picwish_desktop.jobs.job import Job, Purpose
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Photo
from picwish_desktop.model.picture_file import MaskFile, PictureFile
from picwish_desktop.operations.catalogue import Operation
from picwish_desktop.operations.provider import Provider
from picwish_desktop.operations.request import Answer, PictureUrl, Request
from picwish_desktop.workflows.edit import PLAIN_ERRAND, Errand, encode_request, find_place, title


async def run_operation(
    source: Photo | PictureUrl,
    operation: Operation,
    runner: Runner,
    provider: Provider,
    *,
    errand: Errand = PLAIN_ERRAND,
    backdrop: Photo | PictureUrl | None = None,
    mask: MaskFile | PictureUrl | None = None,
    rectangles: tuple[Rect, ...] = (),
    on_job: Callable[[Job], None] | None = None,
) -> Answer:
    """Have `provider` run `operation` on the whole of `source`, scaled down where it must be.

    `mask` and `rectangles` are for removing from a picture that only the provider sees. `on_job` gets the job when it
    begins; it is for the caller to say that its result was taken. Raises NothingToDoError, ParameterError,
    RequestRejectedError, JournalError or UndecidedError before anything is sent, ProviderError when the provider gave
    no result.
    """
    purpose = Purpose(output=errand.output, may_replace=errand.may_replace)
    if isinstance(source, Photo) and source.path is not None:
        place = await find_place(source.path, provider)
        purpose = replace(purpose, photo=source.path, stamp=source.stamp, place=place)

    def build() -> Request:
        picture = source.pixels if isinstance(source, Photo) and not provider.limits.takes_files else None
        return Request(
            operation,
            _sent(source, provider, errand) if picture is None else picture,
            mask,
            rectangles,
            None if backdrop is None else _sent(backdrop, provider, errand),
            errand.delivery,
        )

    request = await asyncio.to_thread(build)
    job = await runner.begin(Job(_title(source), provider.name, operation, purpose, request))
    if on_job is not None:
        on_job(job)
    return await runner.answer(job)


def _sent(source: Photo | PictureUrl, provider: Provider, errand: Errand) -> PictureFile | PictureUrl:
    if isinstance(source, PictureUrl):
        return source
    size = fit_side(source.width, source.height, provider.limits.max_side)
    return encode_request(source.pixels, source.metadata.icc_profile, size, provider.limits, errand.upload_format)


def _title(source: Photo | PictureUrl) -> str:
    if isinstance(source, Photo):
        return title(source)
    parts = urlsplit(source.url)
    return Path(unquote(parts.path)).name or str(parts.hostname)
