"""GrabCut (Rother et al. 2004), repeatable, and with nothing to learn from one side where that is so."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

SURELY_NOT, SURELY, PROBABLY_NOT, PROBABLY = cv2.GC_BGD, cv2.GC_FGD, cv2.GC_PR_BGD, cv2.GC_PR_FGD


def grabcut(picture: NDArray[np.uint8], labels: NDArray[np.uint8], rounds: int) -> NDArray[np.bool_]:
    """What belongs to the subject, when `labels` (rows × columns of the four above) says what is known of it."""
    guess = (labels == SURELY) | (labels == PROBABLY)
    if guess.all() or not guess.any():
        return np.asarray(guess)
    cv2.setRNGSeed(1)
    refined = labels.copy()
    models = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    whole = 0, 0, picture.shape[1], picture.shape[0]
    cv2.grabCut(np.ascontiguousarray(picture), refined, whole, *models, rounds, cv2.GC_INIT_WITH_MASK)
    return np.asarray((refined == SURELY) | (refined == PROBABLY))
