"""Saving what a provider made, in this run of the program or a later one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np

from picwish_desktop.imaging.answer import decode_answer, decode_matte, in_colors_of
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import encoding_for, write
from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.edit import render
from picwish_desktop.model.photo import Metadata, Photo, Pixels
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, MakeIdPhoto, Operation, RemoveBackground, RemoveObjects
from picwish_desktop.operations.request import Answer
from picwish_desktop.storage.stamp import stamp
from picwish_desktop.workflows.edit import removal_edit

_SUFFIXES = {
    RemoveObjects.name: "removed",
    RemoveBackground.name: "cutout",
    CutOutFace.name: "face",
    MakeIdPhoto.name: "id",
}


class OutputExistsError(Exception):
    """One sentence for a person: something is there already, and may not be replaced."""


def default_output(photo: Path, operation: Operation | None = None) -> Path:
    """Where a result is saved unless a person says otherwise: beside the photo, never over it."""
    operation = operation or RemoveObjects()
    ending = photo.suffix
    if not isinstance(operation, RemoveObjects):
        ending = f".{operation.format}"
    return photo.with_name(f"{photo.stem}-{_SUFFIXES[operation.name]}{ending}")


async def save_result(job: Job, answer: Answer, runner: Runner, output: Path, *, may_replace: bool = False) -> Path:
    """Write a job's result to `output` and note that it was taken. Returns what was written.

    A removal is brought into its photo; where that is no longer the one that was worked on, the part that the provider
    saw is saved instead. Raises PictureError, TaskFailedError, OutputExistsError or JournalError.
    """
    await asyncio.to_thread(_write, job, answer, output, may_replace)
    await runner.take(job)
    return output


def is_unchanged(job: Job) -> bool:
    """Whether the photo that a job worked on is still there, as it was."""
    photo = job.purpose.photo
    return photo is not None and stamp(photo) == job.purpose.stamp


def mask_output(output: Path) -> Path:
    """Where the mask is saved when there is a picture too."""
    return output.with_name(f"{output.stem}-mask.png")


def _write(job: Job, answer: Answer, output: Path, may_replace: bool) -> None:
    encoding = encoding_for(output)
    if output.exists() and not may_replace:
        raise OutputExistsError(f"{output} exists. Choose another name, or allow to replace it.")
    photo = read(job.purpose.photo) if job.purpose.photo is not None and is_unchanged(job) else None
    metadata = Metadata("PNG") if photo is None else photo.metadata
    if isinstance(job.operation, RemoveObjects) and photo is not None and job.purpose.mark is not None:
        edit = removal_edit(photo, (), job.purpose, answer, job.provider)
        write(output, render(photo, (edit,)), metadata, encoding)
        return
    if answer.picture is not None:
        pixels, metadata = _pixels(answer.picture, photo, metadata)
        write(output, pixels, metadata, encoding)
    if answer.mask is not None:
        at = output if answer.picture is None else mask_output(output)
        write(at, decode_matte(answer.mask)[..., np.newaxis], Metadata("PNG"), encoding_for(at))
    if answer.picture is None and answer.mask is None:
        raise PictureError(f"The result of “{job.title}” holds no picture.")


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
