"""A job: one request that a person asked for, from the click to the answer. (A *task* is the provider's.)"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from uuid import uuid4

from picwish_desktop.operations.request import Request


class JobState(enum.Enum):
    PENDING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)


@dataclass(slots=True, eq=False)
class Job:
    """Only its runner changes it."""

    title: str
    """The picture's name."""
    provider: str
    request: Request
    id: str = field(default_factory=lambda: uuid4().hex)
    state: JobState = JobState.PENDING
    progress: float = 0.0
    """Finished part, 0 to 1."""
    error: str | None = None
    """The sentence for the person when it failed."""
