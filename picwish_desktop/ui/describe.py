"""What the widgets say of an open document: from its state to what a panel, a tab or a card shows."""

from __future__ import annotations

from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.model.geometry import MAX_RECTANGLES
from picwish_desktop.operations.provider import Provider
from picwish_desktop.ui.job_card import JobCard, Tone
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.remove_foot import Phase
from picwish_desktop.ui.panels.remove_objects import MarkWith, RemovePanelState
from picwish_desktop.ui.tabs import DocumentTab

_TONES: dict[JobState, Tone] = {
    JobState.PENDING: "warn",
    JobState.RUNNING: "accent",
    JobState.SUCCEEDED: "ok",
    JobState.FAILED: "mark",
    JobState.CANCELLED: "dim",
}


def remove_panel_state(entry: OpenDocument, provider: Provider, mark_with: MarkWith) -> RemovePanelState:
    document = entry.document
    if document is None:
        return RemovePanelState(provider=provider.name, provider_note=provider_note(provider), mark_with=mark_with)
    if entry.removal is not None:
        phase = Phase.RUNNING
    elif document.state.preview is not None:
        phase = Phase.RESULT
    else:
        phase = Phase.MARKING
    progress = entry.job.progress if entry.job is not None else 0.0
    return RemovePanelState(
        phase=phase,
        mark_with=mark_with,
        rectangles=len(document.state.rectangles),
        rectangle_limit=MAX_RECTANGLES,
        marked_share=document.selection.share,
        share_limit=provider.limits.max_marked_share,
        provider=provider.name,
        provider_note=provider_note(provider),
        progress=progress,
        progress_text=f"Removing, {_percent(progress)}",
        message=entry.message,
        can_save=True,
    )


def _percent(part: float) -> str:
    return f"{round(part * 100)} %"


def provider_note(provider: Provider) -> str:
    return "" if provider.is_paid else "Works without a network. Nothing is uploaded."


def price(provider: Provider) -> str:
    return "1 credit" if provider.is_paid else "free"


def document_tab(entry: OpenDocument) -> DocumentTab:
    return DocumentTab(entry.id, entry.title, str(entry.path or ""), entry.is_modified)


def job_card(job: Job, entry: OpenDocument) -> JobCard:
    is_running = not job.state.is_over
    return JobCard(
        id=job.id,
        title=job.title,
        note=_percent(job.progress) if job.state is JobState.RUNNING else job.state.value,
        tone=_TONES[job.state],
        progress=job.progress if is_running else None,
        is_running=is_running,
        detail=job.error or "",
        thumbnail=entry.thumbnail,
    )
