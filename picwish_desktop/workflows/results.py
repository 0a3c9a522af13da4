"""Saving what a provider made, in this run of the program or a later one."""

from __future__ import annotations

import asyncio
import filecmp
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from picwish_desktop.imaging.answer import decode_answer, decode_matte, in_colors_of
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import encoding_for, write
from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.edit import Edit, render
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

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists. Choose another name, or allow to replace it.")
        self.path = path


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A file that is to be written."""

    path: Path
    pixels: Pixels
    metadata: Metadata


def default_output(photo: Path, operation: Operation | None = None) -> Path:
    """Where a result is saved unless a person says otherwise: beside the photo, never over it."""
    operation = operation or RemoveObjects()
    suffix, ending = _SUFFIXES[operation.name], photo.suffix
    if isinstance(operation, RemoveBackground) and operation.output == "mask":
        suffix, ending = "mask", ".png"
    elif not isinstance(operation, RemoveObjects):
        ending = f".{operation.format}"
    return photo.with_name(f"{photo.stem}-{suffix}{ending}")


def outputs(output: Path, operation: Operation) -> tuple[Path, ...]:
    """Every file that a result may be saved as: a cut out face can come with its mask."""
    has_mask = isinstance(operation, CutOutFace) or (
        isinstance(operation, RemoveBackground) and operation.output == "both"
    )
    return (output, mask_output(output)) if has_mask else (output,)


def mask_output(output: Path) -> Path:
    """Where the mask is saved when there is a picture too."""
    return output.with_name(f"{output.stem}-mask.png")


async def save_result(
    job: Job, answer: Answer, runner: Runner, output: Path, *, may_replace: bool = False
) -> tuple[Path, ...]:
    """Write a job's result to `output` and note that it was taken. Returns what was written.

    A removal is brought into its photo; where that is no longer the one that was worked on, the part that the provider
    saw is saved instead. What is there already is left when it is this very result, as after a crash. Raises
    PictureError, TaskFailedError, OutputExistsError or JournalError.
    """
    await asyncio.to_thread(_check_not_over_another, job, output)
    drawn = await asyncio.to_thread(_draw, job, answer, output)
    return await _save(job, drawn, runner, may_replace)


async def save_edit(
    job: Job, photo: Photo, edit: Edit, runner: Runner, output: Path, *, may_replace: bool = False
) -> tuple[Path, ...]:
    """As `save_result`, for a removal that was brought into its photo already."""
    drawn = _Drawn(output, await asyncio.to_thread(render, photo, (edit,)), photo.metadata)
    return await _save(job, [drawn], runner, may_replace)


def is_unchanged(job: Job) -> bool:
    """Whether the photo that a job worked on is still there, as it was."""
    photo = job.purpose.photo
    return photo is not None and stamp(photo) == job.purpose.stamp


async def _save(job: Job, drawn: Sequence[_Drawn], runner: Runner, may_replace: bool) -> tuple[Path, ...]:
    await asyncio.to_thread(_write, drawn, may_replace)
    await runner.take(job)
    return tuple(file.path for file in drawn)


def _check_not_over_another(job: Job, output: Path) -> None:
    """A photo may be replaced by what was made of it, but not by what was made of what it was before."""
    photo = job.purpose.photo
    if photo is not None and output.resolve() == photo.resolve() and output.exists() and not is_unchanged(job):
        raise PictureError(f"“{photo.name}” has changed meanwhile, so it was not replaced. Choose another name.")


def _draw(job: Job, answer: Answer, output: Path) -> list[_Drawn]:
    photo = read(job.purpose.photo) if job.purpose.photo is not None and is_unchanged(job) else None
    metadata = Metadata("PNG") if photo is None else photo.metadata
    if isinstance(job.operation, RemoveObjects) and photo is not None and job.purpose.mark is not None:
        edit = removal_edit(photo, (), job.purpose, answer, job.provider)
        return [_Drawn(output, render(photo, (edit,)), metadata)]
    drawn = []
    if answer.picture is not None:
        drawn.append(_Drawn(output, *_pixels(answer.picture, photo, metadata)))
    if answer.mask is not None:
        at = output if answer.picture is None else mask_output(output)
        drawn.append(_Drawn(at, decode_matte(answer.mask)[..., np.newaxis], Metadata("PNG")))
    if not drawn:
        raise PictureError(f"The result of “{job.title}” holds no picture.")
    return drawn


def _write(drawn: Sequence[_Drawn], may_replace: bool) -> None:
    encodings = [encoding_for(file.path) for file in drawn]
    is_there = [stamp(file.path) != (0, 0) and not may_replace for file in drawn]
    for file, is_kept in zip(drawn, is_there, strict=True):
        if is_kept and not _is_written(file):
            raise OutputExistsError(file.path)
    for file, encoding, is_kept in zip(drawn, encodings, is_there, strict=True):
        if not is_kept:
            write(file.path, file.pixels, file.metadata, encoding)


def _is_written(file: _Drawn) -> bool:
    with tempfile.TemporaryDirectory(prefix="picwish-") as folder:
        again = Path(folder) / f"again{file.path.suffix}"
        write(again, file.pixels, file.metadata, encoding_for(file.path))
        return file.path.is_file() and filecmp.cmp(again, file.path, shallow=False)


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
