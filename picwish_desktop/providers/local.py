"""This computer: runs operations with the engine inside the program. Free, private, needs no network."""

from __future__ import annotations

import itertools
import logging

from picwish_desktop.operations.catalogue import Operation, RemoveObjects
from picwish_desktop.operations.provider import Limits, Progress, RequestRejectedError, TaskFailedError, TaskId
from picwish_desktop.operations.request import Answer, Request
from picwish_desktop.vision.worker import Worker, WorkerError

log = logging.getLogger(__name__)


class LocalProvider:
    name = "local"
    label = "This computer"
    is_paid = False
    limits = Limits()

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._requests: dict[TaskId, Request] = {}
        self._numbers = itertools.count(1)

    def supports(self, operation: Operation) -> bool:
        return isinstance(operation, RemoveObjects)

    async def submit(self, request: Request) -> TaskId:
        if not self.supports(request.operation):
            raise RequestRejectedError(f"This computer cannot do “{request.operation.label}” yet.")
        task = TaskId(f"local-{next(self._numbers)}")
        self._requests[task] = request
        return task

    async def fetch(self, task: TaskId, progress: Progress) -> Answer:
        """Runs the task; cancelling stops it at once. A task is answered once, as its pictures are not kept."""
        request = self._requests.pop(task)
        try:
            arrays = await self._worker.run("inpaint", {"picture": request.picture, "mask": request.mask}, progress)
        except WorkerError as error:
            log.exception("task %s", task)
            raise TaskFailedError(
                "The removal stopped unexpectedly on this computer. Mark a smaller area and try again."
            ) from error
        return Answer(arrays["picture-result"])
