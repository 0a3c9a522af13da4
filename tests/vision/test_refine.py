"""An outline is found again at the larger size, and what is out of focus behind the subject is not in it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.refine import refined

Flags = NDArray[np.bool_]
Pixels = NDArray[np.uint8]
ROWS, COLUMNS = 360, 480


def patches(seed: int, low: int, high: int, size: int = 12) -> Pixels:
    grey = np.random.default_rng(seed).integers(low, high, (ROWS // size, COLUMNS // size, 1), np.uint8)
    return np.asarray(
        cv2.resize(np.repeat(grey, 3, axis=2), (COLUMNS, ROWS), interpolation=cv2.INTER_NEAREST), np.uint8
    )


def box(left: int, top: int, right: int, bottom: int) -> Flags:
    inside = np.zeros((ROWS, COLUMNS), np.bool_)
    inside[top:bottom, left:right] = True
    return inside


def iou(mask: Pixels, truth: Flags) -> float:
    return float(((mask > 0) & truth).sum() / ((mask > 0) | truth).sum())


def before(subject: Flags, behind: Pixels) -> Pixels:
    own = patches(3, 60, 200)
    own[..., 1:] //= 3
    picture = np.where(subject[..., None], own, behind).astype(np.int16)
    picture += np.random.default_rng(9).normal(0, 2, picture.shape).astype(np.int16)
    return np.clip(picture, 0, 255).astype(np.uint8)


SUBJECT = box(150, 90, 330, 300)
BEHIND = np.asarray(cv2.GaussianBlur(patches(4, 20, 236, 24), (0, 0), 4), np.uint8)


def test_a_coarse_outline_gets_exact() -> None:
    coarse = np.asarray(cv2.resize(box(156, 96, 322, 292).astype(np.uint8), (192, 144)) > 0)
    mask = refined(before(SUBJECT, BEHIND), coarse, [])
    assert iou(mask, SUBJECT) > 0.98
    assert set(np.unique(mask)) == {0, 255}


def test_what_is_out_of_focus_behind_the_subject_goes() -> None:
    leaking = SUBJECT | box(330, 150, 420, 270)
    mask = refined(before(SUBJECT, BEHIND), leaking, [])
    assert iou(mask, SUBJECT) > 0.95


def test_nothing_outside_of_what_is_allowed() -> None:
    allowed = box(0, 0, 240, ROWS)
    mask = refined(before(SUBJECT, BEHIND), SUBJECT, [], allowed)
    assert not mask[:, 240:].any()
    assert iou(mask, SUBJECT & allowed) > 0.97
