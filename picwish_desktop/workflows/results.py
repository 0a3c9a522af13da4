"""Saving what a provider made, in this run of the program or a later one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from picwish_desktop.imaging.answer import decode_answer, decode_matte, in_colors_of
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.read import read, read_bytes
from picwish_desktop.imaging.signatures import ENDINGS
from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, render
from picwish_desktop.model.photo import Metadata, Photo, Pixels
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, MakeIdPhoto, Operation, RemoveBackground, RemoveObjects
from picwish_desktop.operations.provider import TaskFailedError
from picwish_desktop.operations.request import Answer
from picwish_desktop.storage.stamp import stamp
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.cutout_order import CutoutOrder, RecipeError, order_of
from picwish_desktop.workflows.cutout_result import cutout_files
from picwish_desktop.workflows.cutting import NewCutout, coarse_matte, finish_cutout, is_whole
from picwish_desktop.workflows.edit import removal_edit
from picwish_desktop.workflows.id_photo_making import OnChecks, framed_file, ignored, ordered_file
from picwish_desktop.workflows.id_photo_order import IdPhotoOrder, id_photo_order_of
from picwish_desktop.workflows.id_photo_provider import finish_framed
from picwish_desktop.workflows.result_files import ResultFile, mask_output, pixel_file, write_files

_SUFFIXES = {
    RemoveObjects.name: "removed",
    RemoveBackground.name: "cutout",
    CutOutFace.name: "face",
    MakeIdPhoto.name: "id",
}


def default_output(photo: Path, operation: Operation | None = None) -> Path:
    """Where a result is saved unless a person says otherwise: beside the photo, never over it."""
    operation = operation or RemoveObjects()
    # of what has another ending, or none, it may still be told that it is no picture known here
    suffix, ending = _SUFFIXES[operation.name], photo.suffix if photo.suffix.lower() in ENDINGS else ".png"
    if isinstance(operation, RemoveBackground) and operation.output == "mask":
        suffix, ending = "mask", ".png"
    elif not isinstance(operation, RemoveObjects):
        ending = f".{operation.format}"
    return photo.with_name(f"{photo.stem}-{suffix}{ending}")


def outputs(output: Path, operation: Operation) -> tuple[Path, ...]:
    """Every file that a result may be saved as: a cut out face comes with its mask."""
    has_mask = isinstance(operation, CutOutFace) or (
        isinstance(operation, RemoveBackground) and operation.output == "both"
    )
    return (output, mask_output(output)) if has_mask else (output,)


async def save_result(
    job: Job,
    answer: Answer,
    runner: Runner,
    worker: Worker,
    output: Path,
    *,
    may_replace: bool = False,
    on_checks: OnChecks = ignored,
) -> tuple[Path, ...]:
    """Write a job's result to `output` and note that it was taken. Returns what was written.

    A removal is brought into its photo, and a cutout to the photo's own pixels and the look that was asked for. Where
    that is no longer the photo that was worked on, what the provider saw of it takes its place. What is there already
    is left when it is this very result, as after a crash. `on_checks`: told what was checked of an ID photo that is
    framed here. Raises PictureError, ProviderError, OutputExistsError or JournalError.
    """
    await asyncio.to_thread(_check_not_over_another, job, output)
    photo = await _photo_of_cutout(job, answer, runner)
    id_photo = await asyncio.to_thread(id_photo_order_of, job)
    if id_photo is not None:
        file = await _id_photo_file(job, photo, id_photo, runner, worker, output, on_checks)
        return await _save(job, [file], runner, may_replace)
    if photo is not None:
        # first, as it is in vain where the backdrop is gone
        order = await asyncio.to_thread(order_of, job)
        new = await finish_cutout(job, runner, worker, photo, ())
        return await save_cutout(job, photo, new, order, runner, output, may_replace=may_replace)
    return await _save(job, await asyncio.to_thread(_files, job, answer, output), runner, may_replace)


async def save_cutout(
    job: Job,
    photo: Photo,
    new: NewCutout,
    order: CutoutOrder,
    runner: Runner,
    output: Path,
    *,
    may_replace: bool = False,
) -> tuple[Path, ...]:
    """As `save_result`, for a cutout that was brought to its photo already."""
    files = await asyncio.to_thread(cutout_files, photo, new.cutout, order, output)
    return await _save(job, files, runner, may_replace)


async def save_edit(
    job: Job, photo: Photo, edit: Edit, runner: Runner, output: Path, *, may_replace: bool = False
) -> tuple[Path, ...]:
    """As `save_result`, for a removal that was brought into its photo already."""
    file = pixel_file(output, await asyncio.to_thread(render, photo, (edit,)), photo.metadata)
    return await _save(job, [file], runner, may_replace)


def is_unchanged(job: Job) -> bool:
    """Whether the photo that a job worked on is still there, as it was."""
    photo = job.purpose.photo
    return photo is not None and stamp(photo) == job.purpose.stamp


async def _save(job: Job, files: Sequence[ResultFile], runner: Runner, may_replace: bool) -> tuple[Path, ...]:
    await asyncio.to_thread(lambda: write_files(files, may_replace=may_replace))
    await runner.take(job)
    return tuple(file.path for file in files)


def _check_not_over_another(job: Job, output: Path) -> None:
    """A photo may be replaced by what was made of it, but not by what was made of what it was before."""
    photo = job.purpose.photo
    if photo is not None and output.resolve() == photo.resolve() and output.exists() and not is_unchanged(job):
        raise PictureError(f"“{photo.name}” has changed meanwhile, so it was not replaced. Choose another name.")


async def _photo_of_cutout(job: Job, answer: Answer, runner: Runner) -> Photo | None:
    """What an answer can be made a cutout of; None where it is saved as it came. Raises PictureError and
    JournalError."""
    operation, purpose = job.operation, job.purpose
    if not isinstance(operation, RemoveBackground | CutOutFace) or not is_whole(operation):
        return None
    if not purpose.has_edits and await asyncio.to_thread(is_unchanged, job):
        assert purpose.photo is not None
        photo = await asyncio.to_thread(read, purpose.photo)
        if purpose.recipe or await _is_cutout(job, answer, photo, runner):
            return photo
    sent = (await runner.request_of(job)).picture if purpose.recipe else None
    return await asyncio.to_thread(read_bytes, sent.data, job.title) if isinstance(sent, PictureFile) else None


async def _is_cutout(job: Job, answer: Answer, photo: Photo, runner: Runner) -> bool:
    """Whether it shows the whole photo and what of it is transparent. Earlier versions had the provider put something
    behind it."""
    if (await runner.request_of(job)).backdrop is not None:
        return False
    try:
        await asyncio.to_thread(coarse_matte, photo, answer)
    except TaskFailedError:
        return False
    return True


async def _id_photo_file(
    job: Job,
    photo: Photo | None,
    order: IdPhotoOrder,
    runner: Runner,
    worker: Worker,
    output: Path,
    on_checks: OnChecks,
) -> ResultFile:
    """Framed by a provider where there is no photo to frame. Raises PictureError, ProviderError and JournalError."""
    if photo is None:
        return await framed_file(await finish_framed(job, runner, order.target), order, output)
    if order.landmarks is not None and photo.path is None:
        raise RecipeError(f"“{job.title}” has changed meanwhile, so the lines are not where the head is. Put it back.")
    new = await finish_cutout(job, runner, worker, photo, ())
    document = Document(photo)
    document.set_cutout("Cut out", new.cutout)
    return await ordered_file(document, order, worker, output, on_checks)


def _files(job: Job, answer: Answer, output: Path) -> list[ResultFile]:
    photo = read(job.purpose.photo) if job.purpose.photo is not None and is_unchanged(job) else None
    metadata = Metadata("PNG") if photo is None else photo.metadata
    if isinstance(job.operation, RemoveObjects) and photo is not None and job.purpose.mark is not None:
        edit = removal_edit(photo, (), job.purpose, answer, job.provider)
        return [pixel_file(output, render(photo, (edit,)), metadata)]
    files = []
    if answer.picture is not None:
        files.append(pixel_file(output, *_pixels(answer.picture, photo, metadata)))
    if answer.mask is not None:
        at = output if answer.picture is None else mask_output(output)
        files.append(pixel_file(at, decode_matte(answer.mask)[..., np.newaxis], Metadata("PNG")))
    if not files:
        raise PictureError(f"The result of “{job.title}” holds no picture.")
    return files


def _pixels(picture: Pixels | PictureFile, photo: Photo | None, metadata: Metadata) -> tuple[Pixels, Metadata]:
    """A cutout in the photo's own colours where it has any."""
    if not isinstance(picture, PictureFile):
        return picture, metadata
    answered = decode_answer(picture)
    if photo is None or photo.channels < 3:
        return answered, replace(metadata, icc_profile=None)
    colors = in_colors_of(photo, answered)[..., :3]
    if answered.shape[2] == 3:
        return colors, metadata
    alpha = answered[..., 3:] if colors.dtype == np.uint8 else answered[..., 3:].astype(np.uint16) * np.uint16(257)
    return np.dstack((colors, alpha)), metadata
