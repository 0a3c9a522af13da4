"""ID photos that a provider frames: at a size it makes, transparent, so that colour and file are free afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np

from picwish_desktop.idphoto.target import PROVIDER_LEAST, PROVIDER_MOST, Target, provider_size
from picwish_desktop.imaging.answer import AnswerShapeError, decode_answer, scaled
from picwish_desktop.imaging.errors import NotEnoughMemoryError, PictureError
from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import FramedPicture
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import MakeIdPhoto
from picwish_desktop.operations.provider import FetchInterruptedError, Provider, TaskFailedError
from picwish_desktop.operations.request import Answer
from picwish_desktop.workflows.cutting import begin_whole
from picwish_desktop.workflows.edit import NO_MEMORY, PLAIN_ERRAND, Errand, NothingToDoError


def framing_operation(target: Target, provider: Provider) -> MakeIdPhoto:
    """What `provider` is asked for `target`. Raises NothingToDoError where it makes none of that shape."""
    if not provider.supports(MakeIdPhoto()):
        raise NothingToDoError(f"{provider.label} does not frame ID photos. Choose another provider, or this computer.")
    size = provider_size(target)
    if size is None:
        raise NothingToDoError(
            f"{provider.label} cannot make an ID photo in the shape of {target.width} × {target.height} pixels: each "
            f"side must be between {PROVIDER_LEAST} and {PROVIDER_MOST}. Have it framed on this computer."
        )
    return MakeIdPhoto(size)


async def frame_by_provider(
    document: Document,
    target: Target,
    runner: Runner,
    provider: Provider,
    *,
    errand: Errand = PLAIN_ERRAND,
    recipe: str = "",
    on_job: Callable[[Job], None] | None = None,
) -> FramedPicture:
    """Have `provider` frame the photo for `target`.

    `recipe` says how it will be saved, for when the program breaks off before it is. `on_job` gets the job when it
    begins; it is for the caller to say that its result was taken. Raises NothingToDoError, RequestRejectedError,
    JournalError or UndecidedError before anything is sent, ProviderError when the provider gave no result.
    """
    operation = framing_operation(target, provider)
    job = await begin_whole(document, operation, runner, provider, errand=errand, recipe=recipe, on_job=on_job)
    return await finish_framed(job, runner, target)


async def finish_framed(job: Job, runner: Runner, target: Target) -> FramedPicture:
    """Wait for the answer of a job that frames for `target`.

    An answer that cannot be used is none: asking for the same once more is a new request. Raises ProviderError and
    JournalError.
    """
    answer = await runner.answer(job)
    try:
        return await asyncio.to_thread(_framed, answer, target, job.provider)
    except TaskFailedError as error:
        await runner.reject(job, str(error))
        raise


def _framed(answer: Answer, target: Target, provider: str) -> FramedPicture:
    """At the size that was asked, whatever size it came in.

    Raises TaskFailedError, or FetchInterruptedError where there is no memory for it now.
    """
    size = provider_size(target) or target.size
    if not isinstance(answer.picture, PictureFile):
        raise TaskFailedError("The provider sent no picture back. Try again, or have it framed on this computer.")
    try:
        pixels = scaled(decode_answer(answer.picture), *size)
    except NotEnoughMemoryError as error:
        raise FetchInterruptedError(NO_MEMORY) from error
    except (AnswerShapeError, PictureError) as error:
        said = str(error).removesuffix(".")
        raise TaskFailedError(
            f"What the provider sent back cannot be used: {said}. Try again, or have it framed on this computer."
        ) from error
    if pixels.shape[2] < 4 or pixels[..., 3].min() == 255:
        raise TaskFailedError(
            "The provider sent an ID photo back whose background is still there. Try again, or have it framed on this "
            "computer."
        )
    if not pixels[..., 3].any():
        raise TaskFailedError("The provider found nobody on this photo. Have it framed on this computer.")
    pixels = np.ascontiguousarray(pixels)
    pixels.flags.writeable = False
    return FramedPicture(pixels, provider)
