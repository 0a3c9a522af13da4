"""A seal, a stamp or handwriting on paper: how much ink there is at each pixel."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def ink(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """0 where `picture` (rows × columns × 3, RGB) shows paper, 255 where it shows full ink; thin strokes survive."""
    lab = np.asarray(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2LAB), np.float32)
    side = max(31, max(picture.shape[:2]) // 6) | 1
    small = cv2.resize(lab, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    light = cv2.dilate(small[..., 0], np.ones((side // 4 | 1, side // 4 | 1), np.uint8))
    light = cv2.GaussianBlur(light, (0, 0), side / 16)
    paper = np.median(lab[lab[..., 0] >= np.percentile(lab[..., 0], 60)], axis=0)
    light = cv2.resize(light, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    darkness = np.maximum(light - lab[..., 0], 0)
    tint = np.linalg.norm(lab[..., 1:] - paper[1:], axis=2)
    density = np.sqrt(darkness**2 + tint**2)
    noise = float(np.median(density)) * 2 + 6
    full = max(float(np.percentile(density, 99)) * 0.75, noise * 2)
    return np.asarray(np.rint(np.clip((density - noise) / (full - noise), 0, 1) * 255), np.uint8)
