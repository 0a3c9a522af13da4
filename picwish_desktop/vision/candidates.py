"""Several ways to tell the subject from what is behind it, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.borders import border_distance, unlike_border
from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.focus import Focus
from picwish_desktop.vision.grabcut import SURELY_NOT, grabcut
from picwish_desktop.vision.parts import cleaned
from picwish_desktop.vision.priors import Labels, box_prior, ellipse_prior, map_prior, person_prior
from picwish_desktop.vision.saliency import saliency
from picwish_desktop.vision.scoring import score

SMALL = 192
"""Longer side in pixels: enough to tell which of the guesses is a subject."""
SAME = 0.9
"""Overlap above which two candidates are one."""
BOXED = 0.1
"""What it is worth that a guess started from a box drawn by hand."""
FACE, PERSON = 0.2, 0.4
"""What it is worth that it started from a face, and from one where a person is asked for."""
FILLS = 0.6
"""What it is worth that a mask fills the box."""

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """mask: the small picture's size."""

    mask: NDArray[np.bool_]
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class _Start:
    picture: Pixels
    labels: Labels
    trust: float = 0.0


def candidates(
    small: Pixels,
    focus: Focus,
    faces: list[Face],
    box: Box | None,
    progress: Callable[[float], None],
    is_person: bool = False,
) -> list[Candidate]:
    """Different masks for `small` (rows × columns × 3, RGB), the likeliest first.

    focus, faces and box: in its pixels. is_person: whether a person is asked for.
    """
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.uint8)
    starts = list(_starts(small, lab, focus, faces, PERSON if is_person else FACE, box))
    found = []
    for number, start in enumerate(starts):
        mask = cleaned(grabcut(start.picture, start.labels, 3))
        if mask.any() and not mask.all():
            worth = score(lab, mask) + focus.worth(mask) + start.trust + _fit(mask, box)
            found.append(Candidate(mask, worth))
        progress((number + 1) / len(starts))
    return _distinct(found)


def _starts(
    small: Pixels, lab: Pixels, focus: Focus, faces: list[Face], trust: float, box: Box | None
) -> Iterator[_Start]:
    rows, columns = lab.shape[:2]
    if box is not None:
        drawn = box_prior(rows, columns, box)
        yield _Start(small, drawn, BOXED)
        for start in _unboxed(small, lab, focus, faces, trust):
            start.labels[drawn == SURELY_NOT] = SURELY_NOT
            yield start
    else:
        yield from _unboxed(small, lab, focus, faces, trust)


def _unboxed(small: Pixels, lab: Pixels, focus: Focus, faces: list[Face], trust: float) -> Iterator[_Start]:
    rows, columns = lab.shape[:2]
    # without its texture a background has fewer colours
    smooth = np.asarray(cv2.pyrMeanShiftFiltering(small, 4, 14, maxLevel=1), np.uint8)
    smooth_lab = np.asarray(cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB), np.uint8)
    for face in faces[:2]:
        yield _Start(small, person_prior(rows, columns, face), trust)
    plain = border_distance(lab)
    if plain is not None:
        yield _Start(small, map_prior(plain, 5.0))
    in_focus = map_prior(focus.map(), 0.3)
    for picture in (small, smooth):
        yield _Start(picture, in_focus)
    yield _Start(small, np.where(focus.is_out(), np.uint8(SURELY_NOT), in_focus))
    yield _Start(small, map_prior(saliency(lab), 0.3))
    stands_out = saliency(smooth_lab)
    for threshold in (0.3, 0.7):
        yield _Start(smooth, map_prior(stands_out, threshold))
    yield _Start(smooth, map_prior(unlike_border(smooth_lab), 0.4))
    for share in (0.5, 0.75):
        yield _Start(smooth, ellipse_prior(rows, columns, share))
    yield _Start(small, ellipse_prior(rows, columns, 0.6))


def _fit(mask: NDArray[np.bool_], box: Box | None) -> float:
    """How well the mask fills the box: who draws one draws it around all of the subject."""
    if box is None:
        return 0.0
    drawn = np.zeros_like(mask)
    drawn[max(0, box[1]) : box[1] + box[3], max(0, box[0]) : box[0] + box[2]] = True
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    around = np.zeros_like(mask)
    around[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
    return FILLS * overlap(around, drawn)


def _distinct(found: list[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for one in sorted(found, key=lambda candidate: -candidate.score):
        if all(overlap(one.mask, other.mask) < SAME for other in kept):
            kept.append(one)
    return kept


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Intersection over union."""
    return float((one & other).sum() / max(1, int((one | other).sum())))
