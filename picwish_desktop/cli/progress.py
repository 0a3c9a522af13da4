"""How the jobs of a command go on, while they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from picwish_desktop.cli.session import Session
from picwish_desktop.jobs.job import Job


@contextmanager
def shown(jobs: Callable[[], Sequence[Job]], total: int, session: Session) -> Iterator[None]:
    """`jobs`: those of the command that have begun, of `total`."""

    def show(job: Job) -> None:
        begun = jobs()
        if job in begun:
            done = sum(other.state.is_over for other in begun)
            session.terminal.show(job, session.providers, f"{done} of {total} done · " if total > 1 else "")

    unwatch = session.runner.watch(show)
    try:
        yield
    finally:
        unwatch()
