"""What every provider can be asked, and how it says no."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import NewType, Protocol, TypeAlias

from picwish_desktop.operations.catalogue import Operation
from picwish_desktop.operations.limits import Limits
from picwish_desktop.operations.request import Answer, Request

TaskId = NewType("TaskId", str)
"""The provider's name for a task. (A *job* is ours.)"""

AboutToSend: TypeAlias = Callable[[], Awaitable[None]]
"""Notes on disk that something may be charged from now on."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a provider works on, with all that is needed to ask for it again in another run of the program."""

    id: TaskId
    operation: Operation
    submitted_at: float
    """Seconds since the epoch."""


class Stage(Enum):
    """What is being waited for."""

    SENDING = "sending"
    WORKING = "working"
    RECEIVING = "receiving"


Progress: TypeAlias = Callable[[Stage, float], None]
"""Called with the finished part of a stage, 0 to 1, on the thread that asked."""


class KeyCheck(Enum):
    """What came of trying a key, as a person reads it."""

    RIGHT = "The key is right."
    WRONG = "The key is wrong."
    NOT_ENABLED = "The key is right, but the service is not enabled for it."
    NO_NETWORK = "The service cannot be reached. Check the network and the address."
    UNKNOWN = "The service answered in a way that does not tell whether the key is right."


class Account(Protocol):
    """What a paid provider knows of the person who pays."""

    async def credits_left(self) -> int | None:
        """None where nobody tells. Never fails."""
        ...

    async def check_key(self, key: str | None = None) -> KeyCheck:
        """Try `key`, or the one that is kept, without spending a credit."""
        ...


class Provider(Protocol):
    @property
    def name(self) -> str:
        """Stable, as written in settings, the journal and on the command line."""
        ...

    @property
    def label(self) -> str:
        """As a person reads it."""
        ...

    @property
    def account(self) -> Account | None:
        """None where nothing costs anything."""
        ...

    @property
    def limits(self) -> Limits: ...

    def supports(self, operation: Operation) -> bool: ...

    def check(self, request: Request) -> None:
        """Raises RequestRejectedError for what the provider would refuse, or could never do. Sends nothing."""
        ...

    async def submit(self, request: Request, progress: Progress, about_to_send: AboutToSend) -> TaskId | Answer:
        """Begin a task; an answer that already came with it is returned at once.

        May cost money, so it sends at most once and leaves trying again to the caller, who knows from NotAcceptedError
        that it is safe. `about_to_send` is awaited after the turn in the rate limit came and before anything leaves.
        Raises ProviderError.
        """
        ...

    async def fetch(self, task: Task, progress: Progress) -> Answer:
        """Wait for a task's answer. Free, and may be called again, in another run of the program too. The pictures of
        the answer are whole. Raises ProviderError."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class ProviderError(Exception):
    """One sentence for a person: what went wrong and what to do."""


class RequestRejectedError(ProviderError):
    """Refused, or never left: nothing was charged."""


class KeyRefusedError(RequestRejectedError):
    """There is no key, or it is wrong, or not enabled for the service."""


class OutOfCreditsError(RequestRejectedError):
    """There is a key and nothing on its account."""


class NotAcceptedError(RequestRejectedError):
    """Nothing is wrong with it and it was certainly not accepted: it can go out again as it is."""


class NotReachedError(NotAcceptedError):
    """No network, or nobody there."""


class BusyError(NotAcceptedError):
    """429: too many requests at once. The provider makes the next one wait as long as it was told."""


class SubmitUnconfirmedError(ProviderError):
    """Sent, but no answer came: it may have been charged, so it is never sent again unasked."""


class FetchInterruptedError(ProviderError):
    """The task goes on or is done, only its answer could not be had now. Fetching it again is free."""


class TaskFailedError(ProviderError):
    """It ran and gave no picture."""


class TaskExpiredError(ProviderError):
    """The provider no longer has it."""
