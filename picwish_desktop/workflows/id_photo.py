"""Making an ID photo: finding the head, framing it by the rules of a document type, drawing, encoding and checking."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.idphoto.check import Check, Evidence
from picwish_desktop.idphoto.checks import run_checks
from picwish_desktop.idphoto.faceless import without_face
from picwish_desktop.idphoto.framing import automatic_placement, centered_placement
from picwish_desktop.idphoto.measures import crop_of, measure
from picwish_desktop.idphoto.quality import Quality
from picwish_desktop.idphoto.spec import Ban, DocumentSpec
from picwish_desktop.idphoto.target import Target, rules_on, targets
from picwish_desktop.imaging.bounded_jpeg import encode_between, png_with_dpi
from picwish_desktop.imaging.color import display_pixels, on_white
from picwish_desktop.imaging.edge import apply_edge, reach
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.portrait import render_portrait
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.cutout import Edge, Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, render
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.id_photo import FramedPicture, IdPhoto, Lines
from picwish_desktop.model.photo import Photo
from picwish_desktop.model.portrait import Landmarks, Placement, apply
from picwish_desktop.operations.provider import TaskFailedError
from picwish_desktop.providers.local import sentence_of
from picwish_desktop.vision.worker import TaskRefusedError, Worker, WorkerError

log = logging.getLogger(__name__)

FileFormat: TypeAlias = Literal["jpeg", "png"]
Progress: TypeAlias = Callable[[float], None]

_STOPPED = "Looking for the head stopped unexpectedly. Try again, or drag the lines for crown, eyes and chin."
_MARGIN = 8
"""Pixels of the photo around what an ID photo shows that its edges' filters look at."""
_GUESS = {"crown": 0.12, "eyes": 0.45, "chin": 0.82}
"""Shares of the ID photo's height at which lines wait that nobody placed."""
_GUESSED_EYES = 0.18
"""Share of the height between the eyes."""
_SEEN = 0.5
"""Of an estimate, from which it is said."""


@dataclass(frozen=True, slots=True)
class Head:
    """What this computer found on a photo."""

    landmarks: Landmarks
    faces: int
    has_hat: bool
    """An estimate, as is the next."""
    has_glasses: bool


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """An ID photo at its exact size, with what there is to say of it."""

    pixels: NDArray[np.uint8]
    """Rows × columns × 3 or 4, sRGB."""
    file: bytes | None
    """None where it cannot be made within its bounds; `problem` says why."""
    problem: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """What an ID photo is drawn from, as it was at one moment."""

    photo: Photo
    edits: tuple[Edit, ...]
    matte: Matte | None
    """None where the photo's own background is kept."""
    edge: Edge


def source_of(document: Document, id_photo: IdPhoto) -> Source:
    """Of a document; its matte is not copied, so whoever paints on it paints on this."""
    state = document.state
    if id_photo.keeps_background or state.cutout is None:
        return Source(document.photo, state.visible_edits, None, Edge())
    return Source(document.photo, state.subject_edits, state.cutout.matte, state.look.edge)


class NoFaceError(TaskFailedError):
    """Nothing broke: there is none to be found."""


async def find_head(document: Document, worker: Worker, progress: Progress) -> Head:
    """Where crown, chin and eyes are. Raises NoFaceError and TaskFailedError, which say what to do."""
    photo, state = document.photo, document.state

    def arrays() -> dict[str, NDArray[Any]]:
        upright = replace(photo, pixels=render(photo, state.visible_edits))
        found = {"picture": _rgb(display_pixels(upright))}
        return found if state.cutout is None else {**found, "matte": state.cutout.matte}

    results = await _run(worker, "find_portrait", await asyncio.to_thread(arrays), progress)
    crown, chin, left, right = ((float(x), float(y)) for x, y in results["landmarks"])
    return Head(
        Landmarks(crown, chin, left, right),
        int(results["n_faces"]),
        float(results["hat"]) >= _SEEN,
        float(results["glasses"]) >= _SEEN,
    )


def target_of(spec: DocumentSpec, *, is_upload: bool) -> Target:
    """The file to upload or the one to print, where the document type has it; else the one it has."""
    wanted = "upload" if is_upload else "print"
    found = targets(spec)
    return next((target for target in found if target.kind == wanted), found[0])


def begin(spec: DocumentSpec, document: Document, head: Head | None, *, is_upload: bool) -> IdPhoto:
    """An ID photo by the rules of `spec`; without a head its lines wait to be placed."""
    photo, target = document.photo, target_of(spec, is_upload=is_upload)
    aspect, rules = target.aspect, rules_on(spec, target)
    if head is None:
        placement = centered_placement(rules, (photo.width, photo.height), aspect)
        landmarks, lines = _guess(placement, aspect), Lines.GUESSED
    else:
        landmarks, lines = head.landmarks, Lines.FOUND
        placement = automatic_placement(rules, landmarks, (photo.width, photo.height), aspect)
    keeps = spec.ban(Ban.BACKGROUND, Ban.EDIT) is not None
    return IdPhoto(
        spec.id,
        placement,
        landmarks,
        lines,
        is_upload=is_upload,
        background=None if keeps else spec.background.suggested or (255, 255, 255),
        keeps_background=keeps,
    )


def framed_by_lines(id_photo: IdPhoto, spec: DocumentSpec, photo: Photo) -> IdPhoto:
    """Placed anew by where its lines are; as long as they are a guess, they are guessed anew, too."""
    target, size = target_of(spec, is_upload=id_photo.is_upload), (photo.width, photo.height)
    aspect, rules = target.aspect, rules_on(spec, target)
    if id_photo.to_place:
        placement = centered_placement(rules, size, aspect)
        return replace(id_photo, placement=placement, landmarks=_guess(placement, aspect), placed=frozenset())
    return replace(id_photo, placement=automatic_placement(rules, id_photo.landmarks, size, aspect))


def draw(source: Source, id_photo: IdPhoto, size: tuple[int, int]) -> NDArray[np.uint8]:
    """At exactly `size` (width, height): rows × columns × 3, or 4 where the background is transparent. Takes long: not
    for the window's thread."""
    background = id_photo.background
    if id_photo.framed is not None:
        return draw_framed(id_photo.framed, size, background)
    photo, matte = source.photo, source.matte
    region = shown_region(id_photo.placement, size, photo.bounds)
    if region.is_empty:
        region = Rect(0, 0, 1, 1)
    pixels = _rgb(display_pixels(replace(photo, pixels=render(photo, source.edits, region))))
    if matte is not None:
        around = region.grown(reach(source.edge)).intersection(photo.bounds)
        edged = apply_edge(matte[around.slices], source.edge)
        matte = np.ascontiguousarray(edged[region.translated(-around.x, -around.y).slices])
    x, y = id_photo.placement.center
    placement = replace(id_photo.placement, center=(x - region.x, y - region.y))
    return render_portrait(pixels, matte, placement, size, background)


def draw_framed(framed: FramedPicture, size: tuple[int, int], background: Color | None) -> NDArray[np.uint8]:
    """As `draw`, of what a provider framed, which needs no photo."""
    pixels = framed.pixels
    middle = Placement((pixels.shape[1] / 2, pixels.shape[0] / 2), float(pixels.shape[0]))
    alpha = np.ascontiguousarray(pixels[..., 3])
    return render_portrait(np.ascontiguousarray(pixels[..., :3]), alpha, middle, size, background)


def encode(pixels: NDArray[np.uint8], target: Target, file_format: FileFormat, most: int | None = None) -> bytes:
    """The file, within the bytes that the document type allows and at most `most`. Raises PictureError.

    JPEG has no transparency: white takes its place.
    """
    if file_format == "png":
        return png_with_dpi(pixels, target.dpi)
    bounds = [bound for bound in (target.most_bytes, most) if bound is not None]
    least = target.least_bytes
    if least is not None and bounds and min(bounds) < least:
        least = None
    return encode_between(on_white(pixels), target.dpi, least, min(bounds, default=None))


async def measure_quality(worker: Worker, pixels: NDArray[np.uint8], id_photo: IdPhoto) -> Quality | None:
    """What the finished pixels say; None where that cannot be found out."""
    if id_photo.to_place or id_photo.framed is not None:
        return None
    height, width = pixels.shape[:2]
    matrix = id_photo.placement.from_photo(width, height)
    marks = id_photo.landmarks
    points = np.array([apply(matrix, point) for point in (marks.crown, marks.chin, marks.left_eye, marks.right_eye)])
    arrays: dict[str, NDArray[Any]] = {"picture": on_white(pixels), "landmarks": points}
    if pixels.shape[2] == 4:
        arrays["matte"] = np.ascontiguousarray(pixels[..., 3])
    try:
        results = await _run(worker, "measure_portrait", arrays, lambda _: None)
    except TaskFailedError as error:
        log.warning("the ID photo was not measured: %s", error)
        return None
    return _quality(results)


def is_guess(id_photo: IdPhoto, spec: DocumentSpec) -> bool:
    """Whether no face was found, and crown, eyes and chin are not all placed yet."""
    return bool(id_photo.to_place) and id_photo.framed is None and spec.is_portrait


def checks_of(
    document: Document,
    spec: DocumentSpec,
    id_photo: IdPhoto,
    head: Head | None,
    quality: Quality | None,
    file_size: int | None,
) -> list[Check]:
    """All that can be said of it. Fast enough to follow a drag."""
    target = target_of(spec, is_upload=id_photo.is_upload)
    photo = document.photo
    cutout = None if id_photo.keeps_background else document.state.cutout
    matte = None if cutout is None else cutout.matte
    is_replaced = matte is not None or id_photo.framed is not None
    is_framed_here = id_photo.framed is None
    is_known = is_framed_here and not id_photo.to_place
    rules = rules_on(spec, target)
    checks = run_checks(
        spec,
        target,
        Evidence(
            measures=measure(rules, id_photo.landmarks, id_photo.placement, target.size) if is_known else None,
            is_by_hand=id_photo.lines is not Lines.FOUND and not id_photo.to_place,
            is_guess=is_guess(id_photo, spec),
            crop=crop_of(id_photo.placement, (photo.width, photo.height), target.size, matte)
            if is_framed_here
            else None,
            quality=quality,
            background=id_photo.background if is_replaced else None,
            is_transparent=is_replaced and id_photo.background is None,
            done=frozenset({Ban.EDIT} if document.state.visible_edits else ()),
            faces=None if head is None else head.faces,
            has_glasses=None if head is None else head.has_glasses,
            has_hat=None if head is None else head.has_hat,
            file_size=file_size,
        ),
    )
    return without_face(checks, id_photo.guessed) if id_photo.lines is Lines.GUESSED else checks


def shown_region(placement: Placement, size: tuple[int, int], photo: Rect) -> Rect:
    """The part of the photo that an ID photo of `size` needs."""
    width, height = size
    matrix = placement.to_photo(width, height)
    corners = [apply(matrix, (x, y)) for x in (0.0, float(width)) for y in (0.0, float(height))]
    # what a filter looks at grows with the reduction
    margin = ceil(_MARGIN * max(1.0, placement.height / height))
    left, top = (floor(min(values)) - margin for values in zip(*corners, strict=True))
    right, bottom = (ceil(max(values)) + margin for values in zip(*corners, strict=True))
    return Rect(left, top, right - left, bottom - top).intersection(photo)


def _guess(placement: Placement, aspect: float) -> Landmarks:
    matrix = placement.to_photo(aspect, 1.0)
    middle = aspect / 2
    return Landmarks(
        apply(matrix, (middle, _GUESS["crown"])),
        apply(matrix, (middle, _GUESS["chin"])),
        apply(matrix, (middle - _GUESSED_EYES / 2, _GUESS["eyes"])),
        apply(matrix, (middle + _GUESSED_EYES / 2, _GUESS["eyes"])),
    )


def _rgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    pixels = on_white(pixels)
    return np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))


def _quality(results: dict[str, NDArray[Any]]) -> Quality:
    def number(name: str) -> float | None:
        value = float(results[name])
        return None if np.isnan(value) else value

    red, green, blue = (float(level) for level in results["background"])
    has_background = not np.isnan(red)
    return Quality(
        sharpness=number("sharpness"),
        edge_width=number("edge_width"),
        face_luma=number("face_luma"),
        clipped_high=number("clipped_high"),
        clipped_low=number("clipped_low"),
        background=(round(red), round(green), round(blue)) if has_background else None,
        background_spread=number("background_spread"),
        side_difference=number("side_difference"),
    )


async def _run(
    worker: Worker, task: str, arrays: dict[str, NDArray[Any]], progress: Progress
) -> dict[str, NDArray[Any]]:
    try:
        return await worker.run(task, arrays, progress)
    except TaskRefusedError as error:
        raise NoFaceError(str(error)) from error
    except WorkerError as error:
        log.exception("%s", task)
        raise TaskFailedError(sentence_of(error, _STOPPED)) from error


async def finish(
    document: Document,
    spec: DocumentSpec,
    id_photo: IdPhoto,
    worker: Worker,
    head: Head | None,
    file_format: FileFormat,
    most: int | None = None,
    source: Source | None = None,
) -> Finished:
    """The ID photo as it would be saved. `most` is of the file's bytes, beside the document type's own bound; `source`
    is what it is drawn from, where that is not the document as it is now."""
    target = target_of(spec, is_upload=id_photo.is_upload)
    source = source or source_of(document, id_photo)

    def make() -> tuple[NDArray[np.uint8], bytes | None, str]:
        pixels = draw(source, id_photo, target.size)
        try:
            return pixels, encode(pixels, target, file_format, most), ""
        except PictureError as error:
            return pixels, None, str(error)

    pixels, file, problem = await asyncio.to_thread(make)
    quality = await measure_quality(worker, pixels, id_photo)
    size = None if file is None else len(file)
    return Finished(pixels, file, problem, tuple(checks_of(document, spec, id_photo, head, quality, size)))
