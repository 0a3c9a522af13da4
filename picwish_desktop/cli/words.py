"""How a job stands, and what can be done about it, as a person reads it in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.operations.catalogue import CutOutFace, RemoveBackground, RemoveObjects
from picwish_desktop.operations.provider import Provider, Stage
from picwish_desktop.operations.request import DOUBTFUL, PictureUrl

if TYPE_CHECKING:
    # it brings Pillow, which not every command needs
    from picwish_desktop.workflows.cutting import NewCutout

ID_LENGTH = 8
_HERE = {RemoveObjects.name: "removing", RemoveBackground.name: "cutting out", CutOutFace.name: "cutting out"}
"""What this computer does."""


def short_id(job: Job) -> str:
    return job.id[:ID_LENGTH]


def job_lines(jobs: Sequence[Job], providers: Mapping[str, Provider]) -> list[str]:
    """A line for each job, in columns."""
    rows = [
        (short_id(job), _when(job), label_of(job, providers), job.operation.label, printable(job.title)) for job in jobs
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=True)), state_words(job, providers)])
        for row, job in zip(rows, jobs, strict=True)
    ]


def state_words(job: Job, providers: Mapping[str, Provider]) -> str:
    """What became of it, and the command that goes on with it."""
    id_, label = short_id(job), label_of(job, providers)
    match job.state:
        case JobState.PENDING:
            return f"waiting to be sent: `picwish jobs resume {id_}`"
        case JobState.SUBMITTING:
            return f"being sent to {label}"
        case JobState.RUNNING:
            return f"running at {label}: `picwish jobs resume {id_}`"
        case JobState.SUCCEEDED if job.is_offered:
            return f"done, not taken yet: `picwish jobs take {id_}`"
        case JobState.SUCCEEDED:
            return "done" if job.is_wanted else "cancelled; its result is kept for the same request"
        case JobState.UNCONFIRMED:
            return (
                f"may have been charged: send again (`picwish jobs resume {id_} --send-again`) or forget "
                f"(`picwish jobs forget {id_}`)"
            )
        case JobState.FAILED:
            return f"failed: {printable(job.error)}"
        case JobState.EXPIRED:
            return f"lost: {printable(job.error)}"
        case JobState.CANCELLED:
            return "cancelled"


def next_step(job: Job) -> str:
    """A sentence with the command that goes on with a paid job; empty where there is nothing to go on with."""
    id_ = short_id(job)
    match job.state:
        case JobState.PENDING | JobState.SUBMITTING | JobState.RUNNING:
            return f"`picwish jobs resume {id_}` finishes it."
        case JobState.UNCONFIRMED:
            return (
                f"`picwish jobs resume {id_} --send-again` sends it once more, `picwish jobs forget {id_}` forgets it."
            )
        case JobState.SUCCEEDED if job.is_offered:
            return f"The result is kept: `picwish jobs take {id_} -o OUT` saves it."
        case _:
            return ""


def cutout_notes(new: NewCutout) -> list[str]:
    """Sentences a person should read about a cutout."""
    unsure = (
        "The automatic cut is unsure here. Look at the result, say by --box where to look, or choose another provider."
    )
    return [sentence for sentence in (new.note, unsure if new.doubt >= DOUBTFUL else "") if sentence]


def progress_words(job: Job, providers: Mapping[str, Provider]) -> str:
    """What is being waited for."""
    title, per_cent = printable(job.title), f"{job.progress:.0%}".replace("%", " %")
    if not job.is_paid:
        return f"{title}: {_HERE[job.operation.name]}, {per_cent}"
    label = label_of(job, providers)
    match job.stage:
        case Stage.SENDING:
            return f"{title}: sending to {label}, {per_cent}"
        case Stage.WORKING:
            return f"{title}: {label} is working, {per_cent}"
        case Stage.RECEIVING:
            return f"{title}: receiving, {per_cent}"


def about(name: str, sentence: str) -> str:
    """A sentence that says which photo it is about."""
    sentence = sentence or "Something went wrong."
    return printable(sentence if f"“{name}”" in sentence else f"{name}: {sentence}")


def label_of(job: Job, providers: Mapping[str, Provider]) -> str:
    provider = providers.get(job.provider)
    return job.provider if provider is None else provider.label


def printable(text: str) -> str:
    """On one line, and without what would command the terminal."""
    return "".join(character if character.isprintable() else "�" for character in text)


def name_of(path: Path) -> str:
    return path.name or str(path)


def names_of(sources: Sequence[Path | PictureUrl]) -> list[str]:
    """What each photo of a command is called: its file's name, with its folder where another one has the same."""
    names = [source.url if isinstance(source, PictureUrl) else name_of(source) for source in sources]
    counts = Counter(names)
    return [
        str(source) if isinstance(source, Path) and counts[name] > 1 else name
        for source, name in zip(sources, names, strict=True)
    ]


def _when(job: Job) -> str:
    return datetime.fromtimestamp(job.created_at).astimezone().strftime("%d %b %H:%M")
