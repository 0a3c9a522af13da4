"""What the widgets say of an open document and of a job: from their state to what a panel, a tab or a card shows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, get_args

from PySide6.QtGui import QImage

from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect
from picwish_desktop.model.state import State
from picwish_desktop.operations.catalogue import RemoveBackground, RemoveObjects, Subject
from picwish_desktop.operations.provider import Provider, Stage
from picwish_desktop.ui.dialogs.paid_work import Decision, PaidWorkRow
from picwish_desktop.ui.job_card import JobCard, Tone
from picwish_desktop.ui.job_list import ListedJob
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.cutout_foot import CutoutPhase
from picwish_desktop.ui.panels.cutout_state import CutoutPanelState
from picwish_desktop.ui.panels.remove_foot import Phase
from picwish_desktop.ui.panels.remove_objects import MarkWith, RemovePanelState
from picwish_desktop.ui.tabs import DocumentTab

if TYPE_CHECKING:
    from picwish_desktop.ui.cutting import Cutting

DOUBTFUL = 0.5
UNSURE = "The automatic cut is unsure here. Draw a box around the subject, or paint what to keep."

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


def remove_panel_state(
    entry: OpenDocument,
    provider: Provider,
    mark_with: MarkWith,
    provider_note: str,
    selected: Rect | None = None,
) -> RemovePanelState:
    """`selected`: the rectangle that is."""
    document = entry.document
    is_locked = document is not None and document.is_private and provider.limits.takes_files
    if is_locked:
        provider_note = f"This photo is locked to this computer and is not sent to {provider.label}."
    if document is None:
        return RemovePanelState(provider=provider.name, provider_note=provider_note, mark_with=mark_with)
    if entry.work is not None:
        phase = Phase.RUNNING
    elif document.state.preview is not None:
        phase = Phase.RESULT
    else:
        phase = Phase.MARKING
    job = entry.job
    return RemovePanelState(
        phase=phase,
        mark_with=mark_with,
        rectangles=len(document.state.rectangles),
        rectangle_limit=MAX_RECTANGLES,
        selected=selected,
        bounds=document.photo.bounds,
        marked_share=document.selection.share,
        share_limit=provider.limits.max_marked_share,
        provider=provider.name,
        provider_note=provider_note,
        is_locked=is_locked,
        progress=0.0 if job is None else job_progress(job),
        progress_text="Preparing" if job is None else progress_text(job, provider),
        waits_for_network=job is not None and phase is Phase.RUNNING and job.is_offline,
        message=entry.message,
        can_save=True,
    )


def cutout_panel_state(
    entry: OpenDocument,
    cutting: Cutting,
    provider_note: str,
    picture_thumbnail: QImage | None,
    *,
    is_drawing_box: bool,
    is_picking_color: bool,
) -> CutoutPanelState:
    provider, document, job = cutting.provider, entry.document, entry.job
    is_locked = document is not None and document.is_private and provider.limits.takes_files
    if is_locked:
        provider_note = f"This photo is locked to this computer and is not sent to {provider.label}."
    state = None if document is None else document.state
    has_cutout = state is not None and state.cutout is not None
    phase = CutoutPhase.DONE if has_cutout else CutoutPhase.READY
    is_running = entry.work is not None
    cut = entry.cut
    takes_subject = not cutting.is_face and provider.supports(RemoveBackground("person"))
    return CutoutPanelState(
        phase=CutoutPhase.RUNNING if is_running else phase,
        subject=cutting.subject,
        subjects=get_args(Subject) if takes_subject else (),
        provider=provider.name,
        provider_note=provider_note,
        is_locked=is_locked,
        look=Look() if state is None else state.look,
        picture_thumbnail=picture_thumbnail,
        photo_thumbnail=entry.thumbnail,
        has_cutout=has_cutout,
        candidates=(cut.candidates if cutting.can_try_another(entry) else 1) if has_cutout else 0,
        attempt=cut.hint.attempt + 1,
        is_drawing_box=is_drawing_box,
        is_picking_color=is_picking_color,
        doubt=UNSURE if _is_doubtful(entry) and not is_running else "",
        price_note=_price_of_another(state, provider),
        progress=0.0 if job is None else job_progress(job),
        progress_text="Preparing" if job is None else progress_text(job, provider),
        waits_for_network=job is not None and is_running and job.is_offline,
        message=entry.message,
        can_save=document is not None,
    )


def _is_doubtful(entry: OpenDocument) -> bool:
    """Whether it was a guess that nobody has corrected yet."""
    cutout = None if entry.document is None else entry.document.state.cutout
    return entry.cut.doubt >= DOUBTFUL and cutout is not None and cutout.kept is None and cutout.removed is None


def _price_of_another(state: State | None, provider: Provider) -> str:
    if provider.account is None or state is None or state.cutout is None:
        return ""
    if state.cutout.provider != provider.name:
        return "Cutting out again costs 1 credit."
    # what was asked before is answered from disk
    return "The same again is free; any other cutout costs 1 credit."


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


def price(provider: Provider) -> str:
    return "free" if provider.account is None else "1 credit"


def document_tab(entry: OpenDocument) -> DocumentTab:
    return DocumentTab(entry.id, entry.title, str(entry.path or ""), entry.is_modified)


def job_card(listed: ListedJob) -> JobCard:
    job = listed.job
    is_running = not job.state.is_over and job.is_wanted
    return JobCard(
        id=job.id,
        title=job.title,
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
            job.id, job.title, f"{asked} The result is here.", (Decision.FORGET, Decision.OPEN), listed.thumbnail
        )
    if job.state is JobState.PENDING:
        sentence, decisions = f"{asked} It was not sent yet.", (Decision.FORGET, Decision.SEND)
    else:
        sentence, decisions = f"{asked} {job.error}", (Decision.FORGET, Decision.SEND_AGAIN)
    return PaidWorkRow(job.id, job.title, sentence, decisions, listed.thumbnail)


def upload_note(crop: tuple[int, int], size: tuple[int, int], photo: tuple[int, int], megabytes: float) -> str:
    """What would be sent of a photo, all in pixels."""
    what = "the whole photo" if crop == photo else f"a {crop[0]} × {crop[1]} px crop"
    scaled = "" if size == crop else f", scaled to {size[0]} × {size[1]}"
    whole = f" of the {photo[0] * photo[1] / 10**6:.0f} MP photo" if crop != photo and photo[0] * photo[1] > 2e6 else ""
    return f"Sends {what}{whole}{scaled}, {max(0.1, megabytes):.1f} MB."


def credits_note(credits_left: int | None) -> str:
    if credits_left is None:
        return ""
    return "1 credit left." if credits_left == 1 else f"{credits_left} credits left."


def _note(job: Job, entry: OpenDocument | None) -> str:
    if not job.is_wanted and job.state is not JobState.UNCONFIRMED:
        return "cancelled"
    if job.is_offline and not job.state.is_over:
        return "no network"
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
