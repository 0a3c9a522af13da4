"""Filling one hole from what surrounds it, coarse to fine.

Wexler, Shechtman and Irani (2007), with PatchMatch for the search: every patch that touches the hole finds the known
patch most like it; then every pixel of the hole becomes the weighted average of what the patches over it say; again.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.patchmatch import PAD, NearestPatches, Values
from picwish_desktop.vision.pyramid import Level, patch_radius, pyramid, radius
from picwish_desktop.vision.seams import levelled

COARSEST_RADIUS = 5.0
"""Pixels the hole may be deep where nothing is known of it but its rim."""
THIN = 2.0
"""Radius of a scratch or a letter: small patches are enough to see across it."""
LARGE_HOLE = 110**2
"""Pixels above which a level only refines what the coarser one found."""
SETTLED = 0.05
"""Share of the patches that still find another source when a level is left."""
FARTHEST = 128
"""Pixels a random search reaches: what is farther away was found on a coarser level."""


def complete(level: Level, values: Values, full_range: float, progress: Callable[[float], None]) -> NDArray[np.float32]:
    """What belongs in the hole.

    values: rows × columns × channels, what is averaged where the features match. full_range: the largest value there
    can be. progress: called with 0 to 1. Returns hole pixels × channels, in the order of ``values[level.hole]``.
    """
    levels = pyramid(level, COARSEST_RADIUS, 2)
    sizes = [float(level.hole.sum()) for level in levels]
    found = _guessed(levels[-1])
    _settle(found, levels[-1], 14 if len(levels) > 1 else 4, FARTHEST)
    for number in range(len(levels) - 2, -1, -1):
        progress(sum(sizes[number + 1 :]) / sum(sizes))
        found = _finer(found, levels[number])
        if _is_large(levels[number]):
            _settle(found, levels[number], 1, 2)
        else:
            _settle(found, levels[number], 6 if number == len(levels) - 2 else 3, FARTHEST)
    picture = values.astype(np.float32)
    # sharper than before: what is averaged now stays blurred
    picture[level.hole] = found.vote(values, _weights(found, level, 4.0))
    if found.radius:
        picture[level.hole] = levelled(picture, level.hole, found.origins(), full_range)
    progress(1.0)
    return picture[level.hole]


def _is_large(level: Level) -> bool:
    return int(level.hole.sum()) > LARGE_HOLE


def _settle(found: NearestPatches, level: Level, rounds: int, farthest: int) -> None:
    """Vote and search in turn until little changes, and at most so many times."""
    for _ in range(rounds):
        before = found.nearest[found.targets]
        found.paint(found.vote(level.features, _weights(found, level)))
        _search(found, farthest)
        if float((found.nearest[found.targets] != before).mean()) < SETTLED:
            break


def _search(found: NearestPatches, farthest: int) -> None:
    found.measure()
    found.propagate(4)
    found.propagate(1)
    reach = min(farthest, max(found.rows, found.columns))
    for halvings in range(reach.bit_length()):
        found.search(reach >> halvings)
    found.propagate(1)


def _guessed(level: Level) -> NearestPatches:
    """The coarsest level's field: what is most like the hole smoothly filled."""
    found = NearestPatches(level, patch_radius(level, 2 if radius(level.hole) <= THIN else PAD))
    found.start(np.zeros(len(found.targets), np.int64))
    _search(found, FARTHEST)
    return found


def _finer(coarser: NearestPatches, level: Level) -> NearestPatches:
    """The field of a level twice the size, with the same displacements doubled."""
    finer = NearestPatches(level, patch_radius(level, 2 if _is_large(level) else PAD))
    rows, columns = np.divmod(finer.targets, finer.stride)
    rows, columns = rows - PAD, columns - PAD
    parents = _nearest_target(coarser)[rows // 2, columns // 2]
    parent_rows, parent_columns = np.divmod(parents, coarser.stride)
    source_rows, source_columns = np.divmod(coarser.nearest[parents].astype(np.int64), coarser.stride)
    rows = np.clip(rows + 2 * (source_rows - parent_rows), 0, finer.rows - 1)
    columns = np.clip(columns + 2 * (source_columns - parent_columns), 0, finer.columns - 1)
    finer.start((rows + PAD) * finer.stride + columns + PAD)
    return finer


def _nearest_target(found: NearestPatches) -> NDArray[np.int64]:
    """Rows × columns of the level: the index of the target nearest to each pixel."""
    elsewhere = (~found.is_target).astype(np.uint8).reshape(-1, found.stride)
    _, labels = cv2.distanceTransformWithLabels(elsewhere, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    index = np.zeros(int(labels.max()) + 1, np.int64)
    index[labels.ravel()[found.targets]] = found.targets
    return np.asarray(index[labels[PAD:-PAD, PAD:-PAD]])


def _weights(found: NearestPatches, level: Level, sharpness: float = 1.0) -> NDArray[np.float32]:
    """How much each target's patch counts: the more, the better it fits and the nearer it is to what is known."""
    cost = found.cost[found.targets]
    typical = max(float(np.percentile(cost, 75)), 1.0)
    depth = cv2.distanceTransform(np.pad(level.hole, PAD).astype(np.uint8), cv2.DIST_L2, 3).ravel()[found.targets]
    weights = np.exp(-cost * (sharpness / (2 * typical))) * np.exp2(-np.minimum(depth, 20))
    return np.asarray(np.maximum(weights, 1e-12), np.float32)
