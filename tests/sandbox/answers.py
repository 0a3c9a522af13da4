"""PicWish's answers as JSON, in each of the readings that `Options` knows."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from aiohttp import web

from tests.sandbox.options import Options
from tests.sandbox.pictures import Encoded
from tests.sandbox.results import ResultHost
from tests.sandbox.routes import Route
from tests.sandbox.tasks import DONE, QUEUED, Task


class Answers:
    """The envelope of each answer, and the `data` of a task."""

    def __init__(self, options: Options, results: ResultHost) -> None:
        self._options, self._results = options, results

    def success(self, data: dict[str, Any] | list[dict[str, Any]]) -> web.Response:
        message = {"message": "success"} if self._options.message else {}
        return web.json_response({"status": 200, **message, "data": data})

    def failure(self, status: int, message: str) -> web.Response:
        return web.json_response({"status": status, "message": message}, status=status)

    def number(self, value: int) -> int | str:
        return str(value) if self._options.strings else value

    def task(self, task: Task, state: int) -> web.Response:
        """`task` in the state it is in, or is said to be in."""
        now = self._options.clock.now()
        data: dict[str, Any] = {
            "task_id": task.id,
            "state": self.number(state),
            "progress": self.number(task.progress(now)),
            "created_at": self.number(int(task.created)),
        }
        if state != QUEUED:
            data["processed_at"] = self.number(int(task.created))
        if task.route is Route.FACE_CUTOUT:
            data["output_type"] = 1
        if self._options.extra_keys:
            data |= {"return_type": task.return_type, "type": "object", "time_elapsed": 0.61, "state_detail": "Any"}
            data |= {"image_width": task.size[0], "image_height": task.size[1]} if task.size else {}
        if state == DONE and (output := task.output(now)):
            data["completed_at"] = self.number(int(task.created + task.duration))
            data |= {name: self._picture(name, picture, task) for name, picture in output.items()}
        return self.success(data)

    def _picture(self, name: str, picture: Encoded, task: Task) -> str:
        if task.return_type == 2:
            prefix = f"data:{picture.content_type};base64," if self._options.data_prefix else ""
            return prefix + b64encode(picture.data).decode()
        if name not in task.urls:
            task.urls[name] = self._results.issue(picture, task.expires)
        return task.urls[name]
