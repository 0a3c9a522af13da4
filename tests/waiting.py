"""Waiting for what a window does, without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher

PATIENCE = 60.0
"""Seconds after which a person gives up."""


async def until(condition: Callable[[], Any]) -> None:
    """Wait for `condition` to hold; it is looked at whenever Qt has handled what there was to handle."""
    seen: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    events = QAbstractEventDispatcher.instance()

    def look() -> None:
        if not seen.done() and condition():
            seen.set_result(None)

    events.aboutToBlock.connect(look)
    try:
        if not condition():
            await asyncio.wait_for(seen, PATIENCE)
    finally:
        events.aboutToBlock.disconnect(look)
