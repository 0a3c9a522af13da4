"""A job: one request that a person asked for, from the click to the answer. (A *task* is the provider's.)"""

from __future__ import annotations

import enum
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.selection import Mark
from picwish_desktop.operations.catalogue import Operation
from picwish_desktop.operations.provider import Stage, Task, TaskId
from picwish_desktop.operations.request import Request


class JobState(enum.Enum):
    """On disk before the next step begins, where the provider is paid."""

    PENDING = "waiting"
    """Frozen; nothing was sent, or what was sent was certainly not accepted."""
    SUBMITTING = "sending"
    """From now on a credit may be spent."""
    RUNNING = "running"
    """The provider has it, and its task is known."""
    SUCCEEDED = "done"
    FAILED = "failed"
    EXPIRED = "expired"
    """It was done, and the provider has thrown the result away."""
    UNCONFIRMED = "not confirmed"
    """Sent, but whether it was accepted and charged nobody knows. The person decides."""
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it by itself."""
        return self not in (JobState.PENDING, JobState.SUBMITTING, JobState.RUNNING)

    @property
    def is_settled(self) -> bool:
        """Whether it is over and there is nothing for a person to decide."""
        return self.is_over and self is not JobState.UNCONFIRMED

    @property
    def is_tried_again(self) -> bool:
        """Whether asking for the same once more is a new request."""
        return self in (JobState.FAILED, JobState.EXPIRED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True, eq=False)
class Purpose:
    """What the answer is for, so that it can be brought there in a later run of the program."""

    photo: Path | None = None
    """The file that was worked on; None for a picture that came from nowhere."""
    stamp: tuple[int, int] = (0, 0)
    """Its size and time, by `storage.stamp`."""
    crop: Rect | None = None
    """The part of it that was sent; None: all of it."""
    mark: Mark | None = None
    """What was marked, in the photo's own pixels."""
    output: Path | None = None
    """Where the result was asked to be saved; None: nowhere yet."""
    may_replace: bool = False
    """Whether `output` may take another file's place."""
    recipe: str = ""
    """How the result is to be saved there, for whoever saves it to read; empty: as it comes."""
    has_edits: bool = False
    """Whether more was sent than the photo's own pixels: what had been kept of it before."""
    place: Path | None = None
    """Where links led from `photo` when the job began; by it a lock is found. None: jobs of earlier versions."""


@dataclass(slots=True, eq=False)
class Job:
    """Only its runner changes it."""

    title: str
    """What the person calls the picture."""
    provider: str
    operation: Operation
    purpose: Purpose = field(default_factory=Purpose)
    request: Request | None = None
    """None where it lies on disk only."""
    id: str = field(default_factory=lambda: uuid4().hex)
    created_at: float = field(default_factory=time.time)
    """Seconds since the epoch."""
    state: JobState = JobState.PENDING
    stage: Stage = Stage.WORKING
    progress: float = 0.0
    """Finished part of the stage, 0 to 1."""
    task_id: TaskId | None = None
    submitted_at: float = 0.0
    """Seconds since the epoch."""
    error: str = ""
    """The sentence for the person: why it failed, or what it waits for."""
    is_paid: bool = True
    """Whether it is in the journal."""
    is_offline: bool = False
    """Whether it waits for a network."""
    digest: str = ""
    """The same for equal requests."""
    is_wanted: bool = True
    """False once the person cancelled it: what comes is kept for an equal request, and not offered."""
    is_taken: bool = False
    """Whether the result has reached what it was for."""
    is_locked: Callable[[], bool] = lambda: False
    """Whether its photo is locked where it is open, as of now: what is no file is in no list of locked photos."""

    @property
    def task(self) -> Task:
        assert self.task_id is not None
        return Task(self.task_id, self.operation, self.submitted_at)

    @property
    def is_offered(self) -> bool:
        """Whether there is a result that nobody has taken."""
        return self.is_paid and self.state is JobState.SUCCEEDED and self.is_wanted and not self.is_taken

    @property
    def may_be_charged(self) -> bool:
        """Whether a credit is or may be spent, as far as anybody can know."""
        return self.state in (JobState.SUBMITTING, JobState.RUNNING, JobState.UNCONFIRMED, JobState.SUCCEEDED)
