"""What panels and tabs show of an open document."""

from __future__ import annotations

from typing import get_args

from PySide6.QtGui import QImage

from picwish_desktop.model.cutout import Look
from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect
from picwish_desktop.operations.catalogue import RemoveBackground, Subject
from picwish_desktop.operations.provider import Provider
from picwish_desktop.operations.request import DOUBTFUL
from picwish_desktop.ui.cutting import Cutting
from picwish_desktop.ui.job_words import job_progress, progress_text
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.cutout_foot import CutoutPhase
from picwish_desktop.ui.panels.cutout_state import CutoutPanelState
from picwish_desktop.ui.panels.remove_foot import Phase
from picwish_desktop.ui.panels.remove_objects import MarkWith, RemovePanelState
from picwish_desktop.ui.prices import price_of_another
from picwish_desktop.ui.tabs import DocumentTab

UNSURE = "The automatic cut is unsure here. Draw a box around the subject, or paint what to keep."


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
        provider_note = locked_note(provider)
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
        provider_note = locked_note(provider)
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
        price_note=price_of_another(state, provider),
        progress=0.0 if job is None else job_progress(job),
        progress_text="Preparing" if job is None else progress_text(job, provider),
        waits_for_network=job is not None and is_running and job.is_offline,
        message=entry.message,
        can_save=document is not None,
    )


def locked_note(provider: Provider) -> str:
    """Why a photo is not sent there."""
    return f"This photo is locked to this computer and is not sent to {provider.label}."


def _is_doubtful(entry: OpenDocument) -> bool:
    """Whether it was a guess that nobody has corrected yet."""
    cutout = None if entry.document is None else entry.document.state.cutout
    return entry.cut.doubt >= DOUBTFUL and cutout is not None and cutout.kept is None and cutout.removed is None


def document_tab(entry: OpenDocument) -> DocumentTab:
    return DocumentTab(entry.id, entry.title, str(entry.path or ""), entry.is_modified)
