"""The nearest-neighbour field of one pyramid level: for each patch that touches the hole, the known patch most like it.

PatchMatch (Barnes et al. 2009) for all patches at once: instead of scanning the picture, each step offers every patch
one candidate, and those that are nearer are taken. Pixels are addressed by their index in the flattened, padded level
and hold four uint8 features packed in one uint32, so that gathering a pixel is one memory access.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.pyramid import Level, source_centres

PAD = 3
"""Mirrored pixels around a level, so that a patch of radius up to 3 at its edge stays inside the array."""
CHUNK = 1 << 15
"""Patches one thread handles at once: their pixels fit a core's cache."""
BLOCK = 1 << 18
"""Patches that are offered a candidate at once: bounds the memory a large hole takes."""

Indices = NDArray[np.int64]
Values = NDArray[np.integer[Any] | np.floating[Any]]

_threads = ThreadPoolExecutor(min(8, os.cpu_count() or 1), thread_name_prefix="patchmatch")


class NearestPatches:
    """Where each patch around the hole of one level finds its like.

    `targets` are the centres of patches that touch the hole, `sources` the centres of wholly known ones, `hole` the
    pixels to be filled; `nearest` and `cost` are indexed by pixel and hold a value for each target.
    """

    def __init__(self, level: Level, radius: int) -> None:
        """radius: of the square patches in pixels, at most PAD."""
        self.radius = radius
        self.rows, self.columns = level.hole.shape
        self.stride = self.columns + 2 * PAD
        reach = np.ones((2 * radius + 1,) * 2, np.uint8)
        self.is_target = np.pad(cv2.dilate(level.hole.astype(np.uint8), reach) > 0, PAD).ravel()
        self.is_source = np.pad(source_centres(level, radius), PAD).ravel()
        self.targets: Indices = np.flatnonzero(self.is_target)
        self.sources: Indices = np.flatnonzero(self.is_source)
        self.hole: Indices = np.flatnonzero(np.pad(level.hole, PAD))
        self.image = _mirrored(np.ascontiguousarray(level.features).view(np.uint32)[..., 0]).ravel()
        self.nearest = np.zeros(self.image.size, np.int32)
        self.cost = np.full(self.image.size, np.inf, np.float32)
        # the same level is searched the same way every time
        self._random = np.random.default_rng(self.image.size)
        span = range(-radius, radius + 1)
        lattice = {(y, x) for y in (-radius, 0, radius) for x in (-radius, 0, radius)}
        self._lattice = [y * self.stride + x for y, x in sorted(lattice)]
        self._others = [y * self.stride + x for y in span for x in span if (y, x) not in lattice]

    def start(self, sources: Indices) -> None:
        """Begin with one source for each target; those that are not allowed are replaced by random ones."""
        allowed = self.is_source[sources]
        self.nearest[self.targets] = np.where(allowed, sources, self._random.choice(self.sources, len(sources)))
        self.cost[self.targets] = 0

    def measure(self) -> None:
        """Set the costs anew, after the estimate inside the hole has changed."""
        for targets in self._blocks():
            unlimited = np.full(len(targets), np.inf, np.float32)
            self.cost[targets] = self._distance(targets, self.nearest[targets].astype(np.int64), unlimited)

    def propagate(self, step: int) -> None:
        """Offer every patch what its four neighbours at this distance in pixels found, moved along."""
        for move in (step, -step, step * self.stride, -step * self.stride):
            for block in self._blocks():
                neighbours = np.clip(block + move, 0, self.image.size - 1)
                has_found = self.is_target[neighbours]
                targets = block[has_found]
                candidates = self.nearest[neighbours[has_found]] - move
                self._offer(targets, np.clip(candidates, 0, self.image.size - 1).astype(np.int64))

    def search(self, reach: int) -> None:
        """Offer every patch a random one at most `reach` pixels from what it found."""
        for targets in self._blocks():
            rows, columns = np.divmod(self.nearest[targets].astype(np.int64), self.stride)
            moves = self._random.integers(-reach, reach + 1, (2, len(targets)))
            rows = np.clip(rows + moves[0], PAD, self.rows + PAD - 1)
            columns = np.clip(columns + moves[1], PAD, self.columns + PAD - 1)
            self._offer(targets, rows * self.stride + columns)

    def vote(self, values: Values, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the found patches say the hole's pixels are, averaged.

        values: the level's rows × columns × channels. weights: one above zero for each target.
        Returns hole pixels × channels.
        """
        flat = np.pad(values, [(PAD, PAD), (PAD, PAD), (0, 0)], mode="symmetric").reshape(-1, values.shape[2])
        weight = np.zeros(self.image.size, np.float32)
        weight[self.targets] = weights
        return _in_chunks(lambda chunk: self._vote(flat, weight, self.hole[chunk]), len(self.hole))

    def origins(self) -> Indices:
        """For each hole pixel, the index into the level's pixels (row × columns + column) of the patch it found."""
        rows, columns = np.divmod(self.nearest[self.hole].astype(np.int64), self.stride)
        return np.asarray((rows - PAD) * self.columns + columns - PAD)

    def paint(self, features: NDArray[np.float32]) -> None:
        """Make these features (hole pixels × 4) the estimate inside the hole."""
        rounded = np.rint(features).clip(0, 255).astype(np.uint8)
        self.image[self.hole] = np.ascontiguousarray(rounded).view(np.uint32).ravel()
        self.image = _mirrored(self.image.reshape(-1, self.stride)[PAD:-PAD, PAD:-PAD]).ravel()

    def _blocks(self) -> Iterator[Indices]:
        for first in range(0, len(self.targets), BLOCK):
            yield self.targets[first : first + BLOCK]

    def _offer(self, targets: Indices, sources: Indices) -> None:
        """Take each source for its target where it is allowed and nearer than what is there."""
        worth = self.is_source[sources] & (self.nearest[targets] != sources)
        targets, sources = targets[worth], sources[worth]
        before = self.cost[targets]
        after = self._distance(targets, sources, before)
        nearer = after < before
        self.nearest[targets[nearer]] = sources[nearer]
        self.cost[targets[nearer]] = after[nearer]

    def _distance(self, targets: Indices, sources: Indices, limits: NDArray[np.float32]) -> NDArray[np.float32]:
        """Summed squared difference of each pair of patches; infinite where it is certainly above its limit."""

        def measure(chunk: slice) -> NDArray[np.float32]:
            distance = self._squares(targets[chunk], sources[chunk], self._lattice)
            # most candidates are hopeless, and nine pixels tell
            hopeful = np.flatnonzero(distance < limits[chunk])
            full = np.full(len(distance), np.inf, np.float32)
            rest = self._squares(targets[chunk][hopeful], sources[chunk][hopeful], self._others)
            full[hopeful] = distance[hopeful] + rest
            return full

        return _in_chunks(measure, len(targets))

    def _squares(self, targets: Indices, sources: Indices, offsets: Iterable[int]) -> NDArray[np.float32]:
        total = np.zeros((len(targets), 4), np.float32)
        if len(targets):
            for offset in offsets:
                there = self.image.take(targets + offset).view(np.uint8).reshape(-1, 4)
                here = self.image.take(sources + offset).view(np.uint8).reshape(-1, 4)
                cv2.accumulateSquare(cv2.absdiff(there, here), total)
        return np.asarray(total.sum(axis=1), np.float32)

    def _vote(self, values: Values, weight: NDArray[np.float32], pixels: Indices) -> NDArray[np.float32]:
        total = np.zeros((len(pixels), values.shape[1]), np.float32)
        weights = np.zeros((len(pixels), 1), np.float32)
        for offset in (*self._lattice, *self._others):
            centres = pixels - offset
            share = weight.take(centres)[:, None]
            # what is no target has weight and source zero, so that any pixel will do
            source = np.maximum(self.nearest.take(centres) + offset, 0)
            total += share * values.take(source, axis=0)
            weights += share
        return np.asarray(total / weights, np.float32)


def _in_chunks(work: Callable[[slice], NDArray[np.float32]], count: int) -> NDArray[np.float32]:
    """The results of `work` for consecutive slices of `count`, one after the other."""
    chunks = [slice(first, first + CHUNK) for first in range(0, count, CHUNK)]
    if len(chunks) < 2:
        return work(slice(0, count))
    return np.concatenate(list(_threads.map(work, chunks)))


def _mirrored(image: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Rows × columns with PAD mirrored ones on each side."""
    return np.pad(image, PAD, mode="symmetric")
