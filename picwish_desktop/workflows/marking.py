"""Marking by the magic wand, and growing, shrinking and filling what is marked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.operations.provider import TaskFailedError
from picwish_desktop.providers.local import sentence_of
from picwish_desktop.vision.worker import StoredArray, Worker, WorkerError

log = logging.getLogger(__name__)

Region: TypeAlias = tuple[Rect, Mask]
"""Part of the picture, and 255 where it belongs to the region, 0 elsewhere."""
Layers: TypeAlias = tuple[NDArray[np.uint8], list[tuple[Rect, NDArray[np.uint8]]]]
"""A photo's pixels as they are displayed, and what lies over which part of them, the topmost last."""

_STOPPED = "Marking stopped unexpectedly on this computer. Try again."


class Wand:
    """Finds what looks like a pixel. The photo stays on disk for the next click on the same, whatever becomes of the
    worker's process and of the edits."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._one = asyncio.Lock()
        self._document: ref[Document] | None = None
        self._photo: StoredArray | None = None

    async def pick(
        self,
        document: Document,
        layers: Callable[[Sequence[Edit]], Layers],
        point: tuple[int, int],
        tolerance: int,
        *,
        is_contiguous: bool,
    ) -> Region:
        """What looks like the pixel at `point` (x, y) of what is seen now. `layers`, called in a thread, gives what
        there is to see with some edits. Raises TaskFailedError.

        See `vision.wand.pick` for what `tolerance` (0 to 255) and `is_contiguous` mean.
        """
        pixels, patches = await asyncio.to_thread(layers, document.state.visible_edits)
        rects = [rect for rect, _ in patches]
        options = {"seed": point, "tolerance": tolerance, "is_contiguous": is_contiguous, "rects": rects}
        arrays: dict[str, NDArray[np.uint8] | StoredArray]
        arrays = {f"patch_{index}": patch for index, (_, patch) in enumerate(patches)}
        async with self._one:
            try:
                arrays["picture"] = await self._stored(document, pixels)
                return _region(await self._worker.run("pick", arrays, _unheard, options))
            except WorkerError as error:
                raise _failed("pick", error) from error

    async def forget(self, document: Document) -> None:
        """It was closed: what is kept of it goes."""
        async with self._one:
            if self._document is not None and self._document() is document:
                await self._drop()

    async def _stored(self, document: Document, pixels: NDArray[np.uint8]) -> StoredArray:
        if self._photo is None or self._document is None or self._document() is not document:
            await self._drop()
            self._photo = await self._worker.store(pixels)
            self._document = ref(document)
        return self._photo

    async def _drop(self) -> None:
        photo, self._photo = self._photo, None
        if photo is not None:
            await self._worker.discard(photo)


async def grown(document: Document, radius: int, worker: Worker) -> Region:
    """What is to be marked so that the mark reaches `radius` pixels further. Raises TaskFailedError.

    Nobody may change the mark meanwhile; that also holds for `shrunk` and `filled`.
    """
    return await _reshape(document, "grow", radius, worker, {"radius": radius})


async def shrunk(document: Document, radius: int, worker: Worker) -> Region:
    """What is no longer to be marked so that the mark is `radius` pixels smaller. Raises TaskFailedError."""
    return await _reshape(document, "shrink", 1, worker, {"radius": radius})


async def filled(document: Document, worker: Worker) -> Region:
    """What is not marked and surrounded by what is. Raises TaskFailedError."""
    return await _reshape(document, "fill_holes", 1, worker, {})


async def _reshape(document: Document, task: str, margin: int, worker: Worker, options: Mapping[str, object]) -> Region:
    """`margin` is how far beyond the mark the task has to see."""
    selection = document.selection
    bounds = selection.bounds()
    if bounds.is_empty:
        return EMPTY, np.zeros((0, 0), np.uint8)
    area = bounds.grown(margin).intersection(selection.area)
    # what is painted while it is written would tear it
    marked = await asyncio.to_thread(lambda: selection.marked(area).copy())
    try:
        inside, coverage = _region(await worker.run(task, {"mask": marked}, _unheard, options))
    except WorkerError as error:
        raise _failed(task, error) from error
    return (EMPTY if inside.is_empty else inside.translated(area.x, area.y)), coverage


def _region(results: Mapping[str, NDArray[Any]]) -> Region:
    return Rect(*results["bounds"].tolist()), results["coverage"]


def _failed(task: str, error: WorkerError) -> TaskFailedError:
    log.error("%s", task, exc_info=error)
    return TaskFailedError(sentence_of(error, _STOPPED))


def _unheard(_part: float) -> None:
    """It is done before a bar could be read."""
