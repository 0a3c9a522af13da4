"""Several ways to tell the subject from what is behind it, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.borders import border_distance
from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.grabcut import grabcut
from picwish_desktop.vision.priors import Labels, box_prior, ellipse_prior, map_prior, person_prior
from picwish_desktop.vision.saliency import saliency
from picwish_desktop.vision.scoring import score

SMALL = 256
"""Longer side in pixels: enough to tell which of the guesses is a subject."""
SAME = 0.9
"""Overlap above which two candidates are one."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """mask: the small picture's size."""

    mask: NDArray[np.bool_]
    score: float
    origin: str


def candidates(
    small: NDArray[np.uint8],
    faces: list[Face],
    box: tuple[int, int, int, int] | None,
    progress: Callable[[float], None],
) -> list[Candidate]:
    """Different masks for `small` (rows × columns × 3, RGB), the likeliest first; faces and box in its pixels."""
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.uint8)
    priors = list(_priors(lab, faces, box))
    found = []
    for number, (origin, labels, bonus) in enumerate(priors):
        mask = grabcut(small, labels, 3)
        if mask.any() and not mask.all():
            found.append(Candidate(mask, score(lab, mask) + bonus, origin))
        progress((number + 1) / len(priors))
    return _distinct(found)


def _priors(
    lab: NDArray[np.uint8], faces: list[Face], box: tuple[int, int, int, int] | None
) -> Iterator[tuple[str, Labels, float]]:
    rows, columns = lab.shape[:2]
    outside = None if box is None else box_prior(rows, columns, box) == 0

    def within(labels: Labels) -> Labels:
        if outside is not None:
            labels[outside] = 0
        return labels

    if box is not None:
        yield "box", box_prior(rows, columns, box), 1.0
    plain = border_distance(lab)
    if plain is not None:
        distance, share = plain
        yield "border", within(map_prior(distance, 5.0)), share
    for face in faces[:2]:
        yield "face", within(person_prior(rows, columns, face)), 1.0
    stands_out = saliency(lab)
    for threshold in (0.3, 0.5, 0.7):
        yield f"saliency {threshold}", within(map_prior(stands_out, threshold)), 0.0
    for share in (0.5, 0.75):
        yield f"ellipse {share}", within(ellipse_prior(rows, columns, share)), 0.0


def _distinct(found: list[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for one in sorted(found, key=lambda candidate: -candidate.score):
        if all(_overlap(one.mask, other.mask) < SAME for other in kept):
            kept.append(one)
    return kept


def _overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / max(1, int((one | other).sum())))
