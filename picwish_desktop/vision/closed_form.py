"""Closed-form matting: Levin, Lischinski and Weiss, “A closed-form solution to natural image matting” (2008).

In every window of 3 × 3 pixels the alpha is nearly a linear function of the colour. The few pixels between what is
surely the subject and what is surely not are solved for by conjugate gradients; the others are given.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.tiles import Plane

SMOOTHNESS = 1e-5
"""The paper's epsilon, for colours from 0 to 1: how much noise there is in a window."""
PRIOR = 1e-4
"""How strongly the guess holds where the colours say nothing."""
ENOUGH = 1e-3
"""Relative residual at which solving ends."""
MOST_STEPS = 200
CHUNK = 1 << 14
"""Windows whose 81 products are held at a time."""
REACH = 2
"""Pixels in one window with another are at most this far apart, along each axis."""


def closed_form(
    guide: Plane, alpha: Plane, unknown: NDArray[np.bool_], likely: Plane | None = None, weight: Plane | None = None
) -> Plane:
    """`alpha` with the `unknown` pixels solved for; a new array, 0 to 1.

    guide: rows × columns × 1 or 3, colours from 0 to 1. alpha: rows × columns, right where known, a guess elsewhere.
    """
    solved = alpha.copy()
    if not unknown.any():
        return solved
    padded = np.pad(unknown, REACH)
    places = np.flatnonzero(padded)
    neighbours, weights = _laplacian(guide, padded, places)
    values = np.pad(alpha, REACH, mode="edge").ravel().astype(np.float64)
    # the weights of all the neighbours, the pixel's own among them
    given = values.copy()
    given[places] = 0
    guess = values[places]
    trust = np.full(places.size, PRIOR)
    right = PRIOR * guess
    if likely is not None and weight is not None:
        trust += weight
        right += weight * likely
    right -= np.einsum("ij,ij->i", weights, given[neighbours])
    inner = np.where(padded.ravel()[neighbours], weights, 0)
    number = np.zeros(padded.size, np.int32)
    number[places] = np.arange(places.size, dtype=np.int32)
    found = _conjugate_gradients(number[neighbours], inner, right, guess, trust)
    solved[unknown] = found.clip(0, 1)
    return solved


def _laplacian(guide: Plane, unknown: NDArray[np.bool_], places: NDArray[np.intp]) -> tuple[NDArray[np.int32], Plane]:
    """For each unknown pixel, its 25 neighbours (itself in the middle) in the padded picture, and their weights."""
    columns = unknown.shape[1]
    around = np.pad(guide, ((REACH, REACH), (REACH, REACH), (0, 0)), mode="edge").reshape(-1, guide.shape[2])
    span = np.arange(-REACH, REACH + 1)
    offsets = (span[:, None] * columns + span).ravel()
    neighbours = (places[:, None] + offsets).astype(np.int32)
    number = np.full(unknown.size, -1, np.int32)
    number[places] = np.arange(places.size, dtype=np.int32)
    weights: Plane = np.zeros((places.size, offsets.size), np.float32)
    inside = np.zeros_like(unknown)
    inside[REACH:-REACH, REACH:-REACH] = True
    square = np.array([(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
    steps = square[:, 0] * columns + square[:, 1]
    touched = np.zeros(unknown.size, bool)
    for step in steps:
        touched[places + step] = True
    # windows that reach beyond the picture would count its edge twice
    complete = inside.ravel().copy()
    for step in steps:
        complete &= np.roll(inside.ravel(), -step)
    centres = np.flatnonzero(touched & complete)
    for start in range(0, centres.size, CHUNK):
        windows = centres[start : start + CHUNK, None] + steps
        affinity = _affinity(around[windows])
        rows = number[windows]
        for first in range(9):
            mine = rows[:, first] >= 0
            target = rows[mine, first]
            for second in range(9):
                dy, dx = square[second] - square[first]
                place = (dy + REACH) * (2 * REACH + 1) + dx + REACH
                weights[target, place] -= affinity[mine, first, second]
            weights[target, offsets.size // 2] += 1
    return neighbours, weights


def _affinity(colors: Plane) -> Plane:
    """Windows × 9 × 9, from windows × 9 × channels: what two pixels of a window have to do with each other."""
    centred = colors - colors.mean(axis=1, keepdims=True)
    channels = colors.shape[2]
    covariance = np.matmul(centred.transpose(0, 2, 1), centred) / 9
    covariance += np.eye(channels, dtype=np.float32) * np.float32(SMOOTHNESS / 9)
    explained = np.matmul(np.matmul(centred, np.linalg.inv(covariance)), centred.transpose(0, 2, 1))
    return np.asarray((1 + explained) / 9, np.float32)


def _conjugate_gradients(
    neighbours: NDArray[np.int32], weights: Plane, right: NDArray[np.float64], guess: NDArray[np.float64], trust: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What the weighted neighbours must be to add up to `right`; each divided by its own weight first (Jacobi)."""

    def apply(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.einsum("ij,ij->i", weights, values[neighbours]) + trust * values)

    scale = 1 / (weights[:, weights.shape[1] // 2].astype(np.float64) + trust)
    solution = guess.copy()
    residual = right - apply(solution)
    direction = scale * residual
    length = float(residual @ direction)
    goal = ENOUGH**2 * max(float(right @ (scale * right)), 1e-12)
    for _ in range(MOST_STEPS):
        if length <= goal:
            break
        image = apply(direction)
        step = length / float(direction @ image)
        solution += step * direction
        residual -= step * image
        preconditioned = scale * residual
        longer = float(residual @ preconditioned)
        direction = preconditioned + longer / length * direction
        length = longer
    return solution
