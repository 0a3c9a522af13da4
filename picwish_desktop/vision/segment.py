"""Finding the subject of a photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.candidates import SMALL, Box, Candidate, candidates, overlap
from picwish_desktop.vision.faces import find_faces
from picwish_desktop.vision.focus import focus_of
from picwish_desktop.vision.refine import refined, resized
from picwish_desktop.vision.stamp import ink

Subject = Literal["auto", "person", "object", "stamp"]

NOTHING = "Nothing stands out in this photo. Draw a box around the subject or paint what to keep."
AROUND = 0.25
"""Width of what is looked at around a box, as a share of the box's longer side."""


class NothingFoundError(Exception):
    """No part of the photo is likelier to be its subject than the rest."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the person said about where the subject is."""

    box: Box | None = None
    """x, y, width and height in the working copy's pixels."""
    attempt: int = 0
    """Which of the candidates: 0 the likeliest; counted round."""


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """A subject that was found."""

    mask: NDArray[np.uint8]
    """Rows × columns of the working copy, 0 or 255 (between, for a stamp's ink)."""
    count: int
    """How many candidates there are."""
    doubt: float
    """0 where the cut is clear, 1 where it is a guess."""


def _unwatched(_part: float) -> None:
    """No one wants to know."""


def segment(
    picture: NDArray[np.uint8],
    subject: Subject = "auto",
    hints: Hints = Hints(),
    progress: Callable[[float], None] = _unwatched,
) -> Segmentation:
    """The subject of `picture`, a working copy (rows × columns × 3, RGB).

    progress: called with 0 to 1, never decreasing. Raises NothingFoundError when nothing stands out.
    """
    progress(0.0)
    if subject == "stamp":
        density = ink(picture)
        allowed = _allowed(picture, hints.box)
        if allowed is not None:
            density[~allowed] = 0
        if not density.any():
            raise NothingFoundError("No ink was found on this photo. Draw a box around the stamp.")
        progress(1.0)
        return Segmentation(density, 1, 0.0)
    faces = [] if subject == "object" else find_faces(picture)
    progress(0.15)
    window = _window(hints.box, picture.shape)
    part = picture[window]
    if not part.size:
        raise NothingFoundError(NOTHING)
    faces = [face.moved(-window[1].start, -window[0].start) for face in faces]
    scale = min(1.0, SMALL / max(part.shape[:2]))
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    box = None if hints.box is None else _scaled_box(hints.box, window, scale)
    found = candidates(
        small,
        focus_of(part, size),
        [face.scaled(scale) for face in faces],
        box,
        lambda part: progress(0.15 + 0.55 * part),
        subject == "person",
    )
    if not found:
        raise NothingFoundError(NOTHING)
    chosen = found[hints.attempt % len(found)]
    allowed = _allowed(picture, hints.box)
    mask = np.zeros(picture.shape[:2], np.uint8)
    mask[window] = refined(part, chosen.mask, faces[:4], None if allowed is None else allowed[window])
    if not mask.any():
        raise NothingFoundError(NOTHING)
    progress(1.0)
    return Segmentation(mask, len(found), _doubt(chosen, mask[window]))


def _window(box: Box | None, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """What is looked at: with a box, the box and enough around it to know the background."""
    rows, columns = shape[:2]
    if box is None:
        return slice(0, rows), slice(0, columns)
    x, y, width, height = box
    margin = max(8, round(AROUND * max(width, height)))
    return (
        slice(min(max(0, y - margin), rows), min(max(0, y + height + margin), rows)),
        slice(min(max(0, x - margin), columns), min(max(0, x + width + margin), columns)),
    )


def _scaled_box(box: Box, window: tuple[slice, slice], scale: float) -> Box:
    x, y = round((box[0] - window[1].start) * scale), round((box[1] - window[0].start) * scale)
    return x, y, max(1, round(box[2] * scale)), max(1, round(box[3] * scale))


def _allowed(picture: NDArray[np.uint8], box: Box | None) -> NDArray[np.bool_] | None:
    if box is None:
        return None
    allowed = np.zeros(picture.shape[:2], np.bool_)
    allowed[max(0, box[1]) : box[1] + box[3], max(0, box[0]) : box[0] + box[2]] = True
    return allowed


def _doubt(chosen: Candidate, mask: NDArray[np.uint8]) -> float:
    """Little speaks for the candidate, or at its full size it became something else.

    Fitted to 70 composites: its correlation with the IoU is -0.66 there, -0.58 on subjects it was fitted without.
    """
    rows, columns = chosen.mask.shape
    stayed = overlap(chosen.mask, resized(mask > 0, (columns, rows)))
    return float(np.clip(2.5 - 0.14 * chosen.score - 2.15 * stayed, 0, 1))
