"""What is said of a job: on its card, beside its bar, and when it waits for a decision."""

from __future__ import annotations

from datetime import datetime

from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.operations.catalogue import RemoveObjects
from picwish_desktop.operations.provider import Provider, Stage
from picwish_desktop.ui.dialogs.paid_work import Decision, PaidWorkRow
from picwish_desktop.ui.job_card import JobCard, Tone
from picwish_desktop.ui.job_list import ListedJob
from picwish_desktop.ui.open_documents import OpenDocument

_TONES: dict[JobState, Tone] = {
    JobState.PENDING: "warn",
    JobState.SUBMITTING: "accent",
    JobState.RUNNING: "accent",
    JobState.SUCCEEDED: "ok",
    JobState.FAILED: "mark",
    JobState.EXPIRED: "mark",
    JobState.UNCONFIRMED: "warn",
    JobState.CANCELLED: "dim",
}
_STAGES = {Stage.SENDING: (0.0, 0.4), Stage.WORKING: (0.4, 0.4), Stage.RECEIVING: (0.8, 0.2)}
"""Where a paid job's stage begins on its bar, and how long it is there."""


def job_progress(job: Job) -> float:
    """The finished part of the whole job, 0 to 1."""
    if not job.is_paid:
        return job.progress
    start, length = _STAGES[job.stage]
    return start + length * job.progress


def progress_text(job: Job, provider: Provider) -> str:
    """What is being waited for, in a sentence."""
    if job.is_offline:
        return f"{job.error} It goes on by itself."
    if job.state is JobState.PENDING and job.error:
        return f"{provider.label} is busy. It goes on by itself."
    if not job.is_paid:
        doing = "Removing" if isinstance(job.operation, RemoveObjects) else "Cutting out"
        return f"{doing}, {_percent(job.progress)}"
    match job.stage:
        case Stage.SENDING:
            return f"Sending to {provider.label}, {_percent(job.progress)}"
        case Stage.WORKING:
            return f"{provider.label} is working"
        case Stage.RECEIVING:
            return f"Receiving, {_percent(job.progress)}"


def job_card(listed: ListedJob) -> JobCard:
    job = listed.job
    is_running = not job.state.is_over and job.is_wanted
    return JobCard(
        id=job.id,
        title=listed.title,
        note=_note(job, listed.entry),
        tone="dim" if not job.is_wanted and job.state is not JobState.UNCONFIRMED else _tone(job),
        progress=job_progress(job) if is_running else None,
        is_running=is_running,
        cancel_tip="Cancel; a credit may be spent" if is_running and job.is_paid and job.may_be_charged else "Cancel",
        can_retry=job.state in (JobState.FAILED, JobState.EXPIRED),
        detail=job.error,
        thumbnail=listed.thumbnail,
    )


def paid_work_row(listed: ListedJob, provider: Provider) -> PaidWorkRow:
    job = listed.job
    when = datetime.fromtimestamp(job.created_at).astimezone().strftime("%d %b, %H:%M")
    asked = f"{job.operation.label} with {provider.label}, {when}."
    if job.is_offered:
        return PaidWorkRow(
            job.id, listed.title, f"{asked} The result is here.", (Decision.FORGET, Decision.OPEN), listed.thumbnail
        )
    if job.state is JobState.PENDING:
        sentence, decisions = f"{asked} It was not sent yet.", (Decision.FORGET, Decision.SEND)
    else:
        sentence, decisions = f"{asked} {job.error}", (Decision.FORGET, Decision.SEND_AGAIN)
    return PaidWorkRow(job.id, listed.title, sentence, decisions, listed.thumbnail)


def _note(job: Job, entry: OpenDocument | None) -> str:
    if not job.is_wanted and job.state is not JobState.UNCONFIRMED:
        return "cancelled"
    if job.is_offline and not job.state.is_over:
        # what is paid can be kept from coming by more: a key that was changed, an account without a right
        return "no network" if job.state is JobState.PENDING else "not fetched yet"
    match job.state:
        case JobState.SUBMITTING:
            return f"sending {_percent(job.progress)}"
        case JobState.RUNNING if job.stage is Stage.RECEIVING:
            return f"receiving {_percent(job.progress)}"
        case JobState.RUNNING if not job.is_paid:
            return _percent(job.progress)
        case JobState.RUNNING:
            return "working"
        case JobState.SUCCEEDED if job.is_offered and entry is None:
            return "open the result"
        case state:
            return str(state.value)


def _tone(job: Job) -> Tone:
    return "warn" if job.is_offline and not job.state.is_over else _TONES[job.state]


def _percent(part: float) -> str:
    return f"{round(part * 100)} %"
