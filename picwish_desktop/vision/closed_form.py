"""Closed-form matting: Levin, Lischinski and Weiss, “A closed-form solution to natural image matting” (2008).

In every window of 3 × 3 pixels alpha is nearly a linear function of the colours. The few pixels between what is surely
the subject and what is surely not are solved for by conjugate gradients; the others are given.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.tiles import Flags, Plane

SMOOTHNESS = 1e-6
"""The paper's epsilon, for colours from 0 to 1: how much noise there is in a window."""
PRIOR = 1e-4
"""How strongly the guess holds where nothing else says anything; it also keeps the equations solvable."""
ENOUGH = 3e-3
"""Relative residual at which solving ends."""
MOST_STEPS = 120
CHUNK = 1 << 13
"""Windows whose 81 products are held at a time."""
REACH = 2
"""Pixels in one window with another are at most this far apart, along each axis."""
SIDE = 2 * REACH + 1
SQUARE = np.array([(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
"""The pixels of a window, from its centre."""


def closed_form(guide: Plane, alpha: Plane, unknown: Flags, likely: Plane, trust: Plane) -> Plane:
    """`alpha` with the `unknown` pixels solved for; a new array, 0 to 1.

    guide: rows × columns × 1 or 3, colours from 0 to 1. alpha: rows × columns, right where known, a guess elsewhere.
    likely, trust: for each unknown pixel, in the order of ``alpha[unknown]``, what other evidence says and how much
    that counts.
    """
    solved = alpha.copy()
    if not unknown.any():
        return solved
    padded = np.pad(unknown, REACH)
    places = np.flatnonzero(padded)
    number = np.full(padded.size, places.size, np.int32)
    number[places] = np.arange(places.size, dtype=np.int32)
    weights = _laplacian(np.pad(guide, ((REACH, REACH), (REACH, REACH), (0, 0))), number, unknown.shape, places)
    given = np.pad(alpha, REACH).ravel()
    guess = given[places]
    given[places] = 0
    right = PRIOR * guess + trust * likely
    steps = _steps(padded.shape[1])
    neighbours = np.empty((steps.size, places.size), np.int32)
    for direction, step in enumerate(steps):
        right -= weights[direction] * given[places + step]
        neighbours[direction] = number[places + step]
    # a row more, for all the given ones: nothing is left to do for them
    weights[steps.size // 2] += PRIOR + trust
    solved[unknown] = _conjugate_gradients(neighbours, weights, right, guess).clip(0, 1)
    return solved


def _steps(columns: int) -> NDArray[np.int64]:
    span = np.arange(-REACH, REACH + 1)
    return (span[:, None] * columns + span).ravel()


def _laplacian(guide: Plane, number: NDArray[np.int32], shape: tuple[int, ...], places: NDArray[np.intp]) -> Plane:
    """25 × unknown pixels: the weights of a pixel's neighbours, row by row, itself in the middle.

    guide and number are padded by `REACH`; number: of each unknown pixel, else how many there are.
    """
    rows, columns = shape[0] + 2 * REACH, shape[1] + 2 * REACH
    weights: Plane = np.zeros((SIDE**2, places.size + 1), np.float32)
    # windows lie wholly in the picture
    centres = np.zeros((rows, columns), bool)
    steps = SQUARE[:, 0] * columns + SQUARE[:, 1]
    for step in steps:
        centres.ravel()[places + step] = True
    centres[: REACH + 1], centres[-REACH - 1 :], centres[:, : REACH + 1], centres[:, -REACH - 1 :] = 0, 0, 0, 0
    windows = np.flatnonzero(centres)
    colors = guide.reshape(-1, guide.shape[2])
    for start in range(0, windows.size, CHUNK):
        pixels = windows[start : start + CHUNK, None] + steps
        affinity, targets = _affinity(colors[pixels]), number[pixels].T
        for first, second in np.ndindex(9, 9):
            dy, dx = SQUARE[second] - SQUARE[first]
            # in a chunk no pixel is twice the first one of a window, but the spare one
            weights[(dy + REACH) * SIDE + dx + REACH, targets[first]] -= affinity[:, first, second]
        for target in targets:
            weights[SIDE**2 // 2, target] += 1
    return weights[:, :-1]


def _affinity(colors: Plane) -> Plane:
    """Windows × 9 × 9, from windows × 9 × channels: what two pixels of a window have to do with each other."""
    centred = colors - colors.mean(axis=1, keepdims=True)
    covariance = np.matmul(centred.transpose(0, 2, 1), centred) / 9
    covariance += np.eye(colors.shape[2], dtype=np.float32) * np.float32(SMOOTHNESS / 9)
    explained = np.matmul(np.matmul(centred, np.linalg.inv(covariance)), centred.transpose(0, 2, 1))
    return np.asarray((1 + explained) / 9, np.float32)


def _conjugate_gradients(neighbours: NDArray[np.int32], weights: Plane, right: Plane, guess: Plane) -> Plane:
    """The values whose weighted neighbours add up to `right`; each is divided by its own weight first (Jacobi)."""
    values: Plane = np.zeros(right.size + 1, np.float32)
    taken, image = np.empty_like(right), np.empty_like(right)

    def apply(vector: Plane) -> Plane:
        values[:-1] = vector
        image.fill(0)
        for places, factors in zip(neighbours, weights, strict=True):
            # out of range never happens, and not looking for it is twice as fast
            np.take(values, places, out=taken, mode="clip")
            np.multiply(taken, factors, out=taken)
            np.add(image, taken, out=image)
        return image

    scale = 1 / weights[len(weights) // 2]
    solution = guess.copy()
    residual = right - apply(solution)
    direction = scale * residual
    length = _product(residual, direction)
    goal = ENOUGH**2 * max(length, _product(right, scale * right), 1e-12)
    for _ in range(MOST_STEPS):
        if length <= goal:
            break
        step = np.float32(length / _product(direction, apply(direction)))
        solution += step * direction
        residual -= step * image
        preconditioned = scale * residual
        longer = _product(residual, preconditioned)
        direction *= np.float32(longer / length)
        direction += preconditioned
        length = longer
    return solution


def _product(first: Plane, second: Plane) -> float:
    return float((first * second).sum(dtype=np.float64))
