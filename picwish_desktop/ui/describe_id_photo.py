"""What the column of an ID photo shows: of the photo, of who is served, and of what it costs."""

from __future__ import annotations

from picwish_desktop.idphoto.file_checks import kilobytes
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.target import Target, provider_size
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.model.sheet import MOST_COPIES
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.counter import Counter
from picwish_desktop.ui.describe import locked_note
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.job_words import job_progress, progress_text
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice, IdPhotoPanelState, IdPhotoPhase, TicketRow
from picwish_desktop.ui.ticket import Sheet
from picwish_desktop.ui.watching import Watching
from picwish_desktop.workflows.id_photo import Finished, is_guess

OTHER_SIZE_COSTS = "Another size is another request to the provider, and costs 1 credit. Colours are free."


def id_photo_panel_state(
    entry: OpenDocument,
    id_photos: IdPhotos,
    counter: Counter,
    watching: Watching,
    settings: Settings,
    provider_note: str,
    *,
    is_picking_color: bool,
) -> IdPhotoPanelState:
    """`provider_note` is what else is to be said of the provider."""
    document, provider, job, spec = entry.document, id_photos.provider, entry.job, id_photos.spec
    made = id_photos.id_photo(entry)
    target = id_photos.target(made)
    finished = id_photos.last_finished(entry) if made is not None else None
    is_sent = provider.limits.takes_files and not id_photos.keeps_background
    is_locked = document is not None and document.is_private and is_sent
    return IdPhotoPanelState(
        phase=_phase(entry, made),
        has_photo=document is not None,
        has_result=made is not None,
        number=counter.ticket.number,
        name=counter.ticket.name,
        presets=tuple(preset.name for preset in counter.known_presets),
        preset="" if counter.preset is None else counter.preset.name,
        is_preset_locked=counter.preset is not None and counter.preset.is_locked,
        can_repeat=counter.last is not None,
        watched=watching.name,
        watch_problem=watching.problem,
        spec=spec,
        kind="print" if target is None else target.kind,
        change_note="" if made is None or made.framed is None else OTHER_SIZE_COSTS,
        background=_background(made, spec),
        photo_thumbnail=entry.thumbnail,
        is_picking_color=is_picking_color,
        checks=() if finished is None else finished.checks,
        to_place=_to_place(made, spec, finished),
        papers=counter.papers,
        sheet=counter.sheet_settings,
        filled_copies=counter.ticket.filled_copies,
        sheet_note=_sheet_note(counter.ticket.sheet),
        sheet_problem=counter.ticket.sheet.problem,
        ticket=tuple(TicketRow(item.key, item.label, counter.ticket.copies_of(item)) for item in counter.ticket.added),
        format=id_photos.file_format,
        most_kb=settings.id_most_kb or None,
        file_note=_file_note(finished, id_photos.file_format, target),
        file_problem="" if finished is None else finished.problem,
        provider=settings.id_photo_provider,
        provider_note=locked_note(provider) if is_locked else provider_note,
        is_locked=is_locked,
        price_note=_price_note(id_photos, made, target),
        progress=0.0 if job is None else job_progress(job),
        progress_text="Looking for the face" if job is None else progress_text(job, provider),
        waits_for_network=job is not None and entry.work is not None and job.is_offline,
        message=entry.message,
    )


def _phase(entry: OpenDocument, made: IdPhoto | None) -> IdPhotoPhase:
    if entry.work is not None:
        return IdPhotoPhase.RUNNING
    return IdPhotoPhase.READY if made is None else IdPhotoPhase.DONE


def _background(made: IdPhoto | None, spec: DocumentSpec | None) -> BackgroundChoice:
    if made is not None:
        return BackgroundChoice(made.background, made.keeps_background)
    return BackgroundChoice((255, 255, 255) if spec is None else spec.background.suggested)


def _to_place(made: IdPhoto | None, spec: DocumentSpec | None, finished: Finished | None) -> tuple[str, ...]:
    """What was only guessed, once there is a file that it matters for."""
    if made is None or spec is None or finished is None or not is_guess(made, spec):
        return ()
    return made.to_place


def _price_note(id_photos: IdPhotos, made: IdPhoto | None, target: Target | None) -> str:
    provider = id_photos.provider
    if provider.account is None or target is None or id_photos.keeps_background:
        return ""
    if id_photos.is_framed_there and provider_size(target) is None:
        return "The provider makes no picture of that shape. Have it framed on this computer."
    if made is None:
        what = "Cutting out and framing" if id_photos.is_framed_there else "Cutting out"
        return f"{what} costs 1 credit. Colours, copies and sheets are free after it."
    if id_photos.is_framed_there and made.framed is None:
        return f"What you change now is free. “Frame again” has {provider.label} frame it, for 1 credit."
    return "What you change now is free."


def _sheet_note(sheet: Sheet) -> str:
    if not sheet.pages:
        return ""
    paper = sheet.pages[0].paper
    pages = "1 page" if len(sheet.pages) == 1 else f"{len(sheet.pages)} pages"
    copies = "1 copy" if sheet.copies == 1 else f"{sheet.copies} copies"
    if sheet.copies == MOST_COPIES:
        # or an unfilled page would look like a fault
        copies += ", the most that a sheet has,"
    return f"{copies} on {paper.name}, {pages}"


def _file_note(finished: Finished | None, file_format: str, target: Target | None) -> str:
    if finished is None or finished.file is None or target is None:
        return ""
    height, width = finished.pixels.shape[:2]
    # the number of the checks: rounded otherwise, it could look as if it were enough
    return f"{file_format.upper()}, {width} × {height} px, {kilobytes(len(finished.file), target)}"
