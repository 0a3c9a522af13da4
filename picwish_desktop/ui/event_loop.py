"""Asyncio on Qt's event loop."""

from __future__ import annotations

from asyncio import Handle
from collections.abc import Callable
from contextvars import Context, copy_context
from typing import Any
from weakref import ref

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop


class EventLoop(QEventLoop):  # type: ignore[misc]
    """What asyncio has to do waits until asyncio runs, as in asyncio's own loops. qasync's does it whenever Qt handles
    events, and before and after a run a task finds no loop there to start a thread or to wait with."""

    def __init__(self, application: QApplication) -> None:
        self._waiting: list[Callable[[], object]] = []
        super().__init__(application)

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> Handle:
        """After `delay` seconds, or when the loop runs next."""
        own = copy_context() if context is None else context

        def call() -> None:
            if self.is_running():
                callback(*args)
            else:
                self._waiting.append(call_soon)

        def call_soon() -> None:
            handle = known()
            # whoever gave the handle away cannot have cancelled it
            if handle is None or not handle.cancelled():
                self.call_soon(callback, *args, context=own)

        handle: Handle = super().call_later(delay, call, context=own)
        # weak: in a ring with its handle, what is called would stay until garbage is collected
        known = ref(handle)
        return handle

    def run_forever(self) -> Any:
        waiting, self._waiting = self._waiting, []
        for call_soon in waiting:
            call_soon()
        return super().run_forever()
