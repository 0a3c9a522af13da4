"""Asyncio on Qt's event loop."""

from __future__ import annotations

from asyncio import Handle
from collections.abc import Callable
from contextvars import Context
from typing import Any

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop


class EventLoop(QEventLoop):  # type: ignore[misc]
    """What asyncio has to do waits until asyncio runs, as in asyncio's own loops. qasync's does it whenever Qt handles
    events, and before and after a run a task finds no loop there to start a thread or to wait with."""

    def __init__(self, application: QApplication) -> None:
        self.due: list[Handle] = []
        """What waits for the next run."""
        super().__init__(application)

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> Handle:
        """After `delay` seconds, or when the loop runs next."""
        handle = _PatientHandle(self, callback, args, context)
        if delay > 0 or self.is_running():
            self._add_callback(handle, delay)
        else:
            # in the order of the calls
            self.due.append(handle)
        return handle

    def run_forever(self) -> Any:
        for handle in self.due:
            self._add_callback(handle)
        self.due.clear()
        return super().run_forever()


class _PatientHandle(Handle):
    """Is run only while its loop runs."""

    __slots__ = ("_owner",)

    def __init__(
        self, owner: EventLoop, callback: Callable[..., object], args: tuple[Any, ...], context: Context | None
    ) -> None:
        super().__init__(callback, args, owner, context)
        self._owner = owner

    def _run(self) -> None:
        if self._owner.is_running():
            super()._run()
        else:
            self._owner.due.append(self)
