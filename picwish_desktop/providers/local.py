"""This computer: runs operations with the engine inside the program. Free, private, needs no network."""

from __future__ import annotations

import errno
import itertools
import logging

import numpy as np

from picwish_desktop.operations.catalogue import Operation, RemoveObjects
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
from picwish_desktop.operations.request import Answer, Request
from picwish_desktop.vision.worker import Worker, WorkerError

log = logging.getLogger(__name__)


class LocalProvider:
    name = "local"
    label = "This computer"
    account = None
    limits = Limits()

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._requests: dict[TaskId, Request] = {}
        self._numbers = itertools.count(1)

    def supports(self, operation: Operation) -> bool:
        return isinstance(operation, RemoveObjects)

    def check(self, request: Request) -> None:
        if not self.supports(request.operation):
            raise RequestRejectedError(
                f"This computer cannot do “{request.operation.label}” yet. Choose another provider."
            )
        if not isinstance(request.picture, np.ndarray) or not isinstance(request.mask, np.ndarray):
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
        assert isinstance(request.picture, np.ndarray)
        assert isinstance(request.mask, np.ndarray)
        arrays = {"picture": request.picture, "mask": request.mask}
        try:
            results = await self._worker.run("inpaint", arrays, lambda part: progress(Stage.WORKING, part))
        except WorkerError as error:
            log.exception("task %s", task.id)
            if isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.ENOSPC, errno.EDQUOT):
                raise TaskFailedError("The disk with the temporary files is full. Make room and try again.") from error
            raise TaskFailedError(
                "The removal stopped unexpectedly on this computer. Mark a smaller area and try again."
            ) from error
        return Answer(results["picture-result"])

    async def close(self) -> None:
        """The worker belongs to the program."""
