"""This computer: runs operations with the engine inside the program. Free, private, needs no network."""

from __future__ import annotations

import errno
import itertools
import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.operations.catalogue import CutOutFace, Operation, RemoveBackground, RemoveObjects
from picwish_desktop.operations.limits import Limits
from picwish_desktop.operations.provider import (
    AboutToSend,
    Progress,
    RequestRejectedError,
    Stage,
    Task,
    TaskFailedError,
    TaskId,
)
from picwish_desktop.operations.request import Answer, FineCutout, Request
from picwish_desktop.vision.worker import TaskRefusedError, Worker, WorkerError

log = logging.getLogger(__name__)


ModelChoice: TypeAlias = tuple[str, str]
"""Of a model of one's own: its path, and how it is asked."""


class LocalProvider:
    name = "local"
    label = "This computer"
    account = None
    limits = Limits()

    def __init__(self, worker: Worker, model: Callable[[], ModelChoice | None] = lambda: None) -> None:
        """`model` says which one cuts out, if not the engine inside the program."""
        self._worker = worker
        self._model = model
        self._refused: ModelChoice | None = None
        """The model that could not be used last."""
        self._requests: dict[TaskId, Request] = {}
        self._numbers = itertools.count(1)

    def supports(self, operation: Operation) -> bool:
        return isinstance(operation, RemoveObjects | RemoveBackground | CutOutFace)

    def check(self, request: Request) -> None:
        if not self.supports(request.operation):
            raise RequestRejectedError(
                f"This computer cannot do “{request.operation.label}” yet. Choose another provider."
            )
        is_removal = isinstance(request.operation, RemoveObjects)
        if not isinstance(request.picture, np.ndarray) or (is_removal and not isinstance(request.mask, np.ndarray)):
            raise RequestRejectedError("This computer works on pictures that are here, not on addresses.")

    async def submit(self, request: Request, progress: Progress, about_to_send: AboutToSend) -> TaskId:
        self.check(request)
        await about_to_send()
        progress(Stage.WORKING, 0.0)
        task = TaskId(f"local-{next(self._numbers)}")
        self._requests[task] = request
        return task

    async def fetch(self, task: Task, progress: Progress) -> Answer:
        """Runs the task; cancelling stops it at once. A task is answered once, as its pictures are not kept."""
        request = self._requests.pop(task.id)
        name, options = self._task_of(request)
        arrays = {"picture": request.picture, "mask": request.mask}
        try:
            results = await self._worker.run(
                name,
                {key: array for key, array in arrays.items() if isinstance(array, np.ndarray)},
                lambda part: progress(Stage.WORKING, part),
                options,
            )
        except TaskRefusedError as error:
            raise TaskFailedError(str(error)) from error
        except WorkerError as error:
            log.exception("task %s", task.id)
            raise TaskFailedError(sentence_of(error, _UNEXPECTED[name])) from error
        if name == "inpaint":
            return Answer(results["picture"])
        cutout = fine_cutout_of(results)
        if cutout.note:
            # or the same would be said, and the candidates counted otherwise, each time
            self._refused = options["model"]
        return Answer(cutout=cutout)

    async def close(self) -> None:
        """The worker belongs to the program."""

    def _task_of(self, request: Request) -> tuple[str, dict[str, Any]]:
        """The worker's name of it, and its options."""
        box = request.hint.box
        hint = {"box": box and (box.x, box.y, box.width, box.height), "attempt": request.hint.attempt}
        match request.operation:
            case RemoveBackground(subject=subject):
                model = self._model()
                return "cut_out", {**hint, "subject": subject, "model": None if model == self._refused else model}
            case CutOutFace():
                return "cut_out_head", hint
            case _:
                return "inpaint", {}


def sentence_of(error: WorkerError, otherwise: str) -> str:
    """What a person can do about it; `otherwise` where nothing is known."""
    if isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk with the temporary files is full. Make room and try again."
    return otherwise


def fine_cutout_of(results: Mapping[str, NDArray[Any]]) -> FineCutout:
    """What a task of the worker that cuts out gives."""
    return FineCutout(
        results["matte"],
        results["places"],
        results["tiles"],
        int(results["count"]),
        float(results["doubt"]),
        str(results["note"]),
    )


_UNEXPECTED = {
    "inpaint": "The removal stopped unexpectedly on this computer. Mark a smaller area and try again.",
    "cut_out": "Cutting out stopped unexpectedly on this computer. Try again, or draw a box around the subject.",
    "cut_out_head": "Cutting out stopped unexpectedly on this computer. Try again, or draw a box around the head.",
}
