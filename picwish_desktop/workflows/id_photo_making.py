"""Making an ID photo as it was ordered: of a document, or of what a provider framed; in this run or a later one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.idphoto.check import Check
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.write import saving
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.id_photo import FramedPicture, IdPhoto, Lines
from picwish_desktop.model.photo import Photo
from picwish_desktop.model.portrait import Landmarks
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.edit import NothingToDoError
from picwish_desktop.workflows.id_photo import (
    FileFormat,
    Finished,
    Head,
    begin,
    draw,
    draw_framed,
    encode,
    find_head,
    finish,
    framed_by_lines,
    source_of,
    target_of,
)
from picwish_desktop.workflows.id_photo_order import IdPhotoOrder
from picwish_desktop.workflows.result_files import ResultFile

OnChecks: TypeAlias = Callable[[Sequence[Check]], None]

_EYE_DISTANCE = 0.26
"""Of the head's height, between eyes of which only the height is known."""
_SHOULDERS, _ABOVE = 1.3, 0.25
"""Of the head's height: what belongs to its person on either side, and above."""
_FACE = 0.2
"""Of the head's height, on either side: what is surely face between eyes and chin."""
_OPAQUE = 128


def ignored(_checks: Sequence[Check]) -> None:
    """No one wants to know."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    id_photo: IdPhoto
    head: Head | None
    """None where nobody looked for it."""
    finished: Finished


def landmarks_at(crown: float, eyes: float, chin: float, center: float) -> Landmarks:
    """Of an upright head: three heights and a column, in pixels of the upright photo."""
    apart = _EYE_DISTANCE * (chin - crown) / 2
    return Landmarks((center, crown), (center, chin), (center - apart, eyes), (center + apart, eyes))


def person_around(head: Landmarks, photo: Photo) -> Rect:
    """Where the head's person is on the photo, shoulders and all: so much of it as an ID photo can show."""
    (x, _), height = head.eyes, head.head_height
    left, top = floor(x - _SHOULDERS * height), floor(head.crown[1] - _ABOVE * height)
    return Rect(left, top, ceil(2 * _SHOULDERS * height), photo.height - top).intersection(photo.bounds)


async def make_id_photo(
    document: Document, order: IdPhotoOrder, worker: Worker, framed: FramedPicture | None = None
) -> Made:
    """Of a document that is cut out already, where its background is not kept; or of what a provider framed. Raises
    TaskFailedError where no face is found, NothingToDoError for a head that is not on the photo or not cut out."""
    spec, head = order.spec, None
    if order.landmarks is None and framed is None and spec.is_portrait:
        head = await find_head(document, worker, lambda _: None)
    id_photo = placed(document, order, head, framed)
    if framed is None and not order.keeps_background and id_photo.lines is not Lines.GUESSED:
        _check_cut_out(document, id_photo.landmarks)
    finished = await finish(document, spec, id_photo, worker, head, order.file_format, order.most_bytes)
    return Made(id_photo, head, finished)


def _check_cut_out(document: Document, head: Landmarks) -> None:
    """Raises NothingToDoError where the cutout is of something else."""
    cutout, (x, eyes), chin = document.state.cutout, head.eyes, head.chin[1]
    if cutout is None:
        return
    half = head.head_height * _FACE
    face = Rect(floor(x - half), floor(eyes), ceil(2 * half), ceil(chin - eyes)).intersection(document.photo.bounds)
    if not face.is_empty and cutout.matte[face.slices].mean() < _OPAQUE:
        raise NothingToDoError(
            "Something else than the head was cut out. Choose another provider, or keep the photo’s own background."
        )


def placed(document: Document, order: IdPhotoOrder, head: Head | None, framed: FramedPicture | None = None) -> IdPhoto:
    """As `order` wants it. Raises NothingToDoError for a head that is not on the photo."""
    given, photo = order.landmarks, document.photo
    if given is not None:
        points = (given.crown, given.chin, given.eyes)
        if not all(0 <= x <= photo.width and 0 <= y <= photo.height for x, y in points):
            raise NothingToDoError(f"The lines lie outside the photo of {photo.width} × {photo.height} pixels.")
    begun = begin(order.spec, document, head, is_upload=order.is_upload)
    if given is not None:
        begun = framed_by_lines(replace(begun, landmarks=given, lines=Lines.BY_HAND), order.spec, photo)
    return replace(begun, background=order.background, keeps_background=order.keeps_background, framed=framed)


def print_pixels(document: Document, order: IdPhotoOrder, made: Made) -> NDArray[np.uint8]:
    """What of an ID photo is put on a sheet: the file's own pixels, or drawn anew where the file is one to upload in
    another size. Not for the window's thread."""
    target = target_of(order.spec, is_upload=False)
    if target.size == order.target.size:
        return made.finished.pixels
    printed = replace(made.id_photo, is_upload=False)
    if printed.framed is None:
        printed = framed_by_lines(printed, order.spec, document.photo)
    return draw(source_of(document, printed), printed, target.size)


def file_of(finished: Finished, path: Path) -> ResultFile:
    """Raises PictureError where the file cannot be made."""
    data = finished.file
    if data is None:
        raise PictureError(finished.problem)
    return _file(data, path)


async def ordered_file(
    document: Document, order: IdPhotoOrder, worker: Worker, path: Path, on_checks: OnChecks = ignored
) -> ResultFile:
    """What is saved as `path` of a document that is cut out already. `on_checks`: told what was checked. Raises
    PictureError and TaskFailedError."""
    made = await make_id_photo(document, for_name(order, path), worker)
    on_checks(made.finished.checks)
    return file_of(made.finished, path)


async def framed_file(framed: FramedPicture, order: IdPhotoOrder, path: Path) -> ResultFile:
    """The same of what a provider framed. Raises PictureError."""
    order = for_name(order, path)

    def encoded() -> bytes:
        pixels = draw_framed(framed, order.target.size, order.background)
        return encode(pixels, order.target, order.file_format, order.most_bytes)

    return _file(await asyncio.to_thread(encoded), path)


def for_name(order: IdPhotoOrder, path: Path) -> IdPhotoOrder:
    """In the format that a name says. Raises PictureError for any other."""
    return replace(order, file_format=format_of(path))


def format_of(path: Path) -> FileFormat:
    """By the ending of a file's name. Raises PictureError."""
    formats: dict[str, FileFormat] = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png"}
    try:
        return formats[path.suffix.lower()]
    except KeyError:
        raise PictureError(f"“{path.name}” cannot be saved as an ID photo. Let the name end in .jpg or .png.") from None


def _file(data: bytes, path: Path) -> ResultFile:
    def write(place: Path) -> None:
        with saving(place) as file:
            file.write(data)

    return ResultFile(path, write)
