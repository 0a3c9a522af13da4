"""What every provider can be asked, and how it says no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NewType, Protocol, TypeAlias

from picwish_desktop.operations.catalogue import Operation
from picwish_desktop.operations.request import Answer, Request

TaskId = NewType("TaskId", str)
"""The provider's name for a task. (A *job* is ours.)"""

Progress: TypeAlias = Callable[[float], None]
"""Called with the finished part, 0 to 1, on the thread that asked."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a provider takes."""

    max_marked_share: float = 0.5
    """Of the picture that is sent."""


class Provider(Protocol):
    @property
    def name(self) -> str:
        """Stable, as written in settings and on the command line."""
        ...

    @property
    def label(self) -> str:
        """As a person reads it."""
        ...

    @property
    def is_paid(self) -> bool: ...

    @property
    def limits(self) -> Limits: ...

    def supports(self, operation: Operation) -> bool: ...

    async def submit(self, request: Request) -> TaskId:
        """Begin a task. May cost money, so it is called once for a job. Raises ProviderError."""
        ...

    async def fetch(self, task: TaskId, progress: Progress) -> Answer:
        """Wait for a task's answer. Free, and may be called again. Raises ProviderError."""
        ...


class ProviderError(Exception):
    """One sentence for a person: what went wrong and what to do."""


class RequestRejectedError(ProviderError):
    """Refused, or never left: nothing was charged."""


class SubmitUnconfirmedError(ProviderError):
    """Sent, but no answer came: it may have been charged, so it is never sent again unasked."""


class TaskFailedError(ProviderError):
    """It ran and gave no picture."""


class TaskExpiredError(ProviderError):
    """The provider no longer has it."""
