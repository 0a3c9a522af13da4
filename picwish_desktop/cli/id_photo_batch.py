"""What `picwish id-photo --document` needs to know before it begins: rules, bans, provider, paper and names."""

from __future__ import annotations

import numpy as np

from picwish_desktop.cli.budget import Budget
from picwish_desktop.cli.documents import find_document, known_documents
from picwish_desktop.cli.errors import CommandError
from picwish_desktop.cli.id_photo import IdPhotoBatch, OneIdPhoto
from picwish_desktop.cli.id_photo_command import IdPhotoCommand
from picwish_desktop.cli.id_photo_outputs import check_sheet, id_photo_outputs
from picwish_desktop.cli.session import Session
from picwish_desktop.cli.words import names_of
from picwish_desktop.idphoto.choices import CHOICES, load_choices
from picwish_desktop.idphoto.papers import PaperError, find_paper
from picwish_desktop.idphoto.sheet import SheetError
from picwish_desktop.idphoto.spec import Ban, DocumentSpec
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.sheet import Paper
from picwish_desktop.operations.provider import Provider
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.workflows.edit import NothingToDoError
from picwish_desktop.workflows.id_photo import target_of
from picwish_desktop.workflows.id_photo_order import IdPhotoOrder
from picwish_desktop.workflows.id_photo_provider import framing_operation
from picwish_desktop.workflows.id_photo_sheet import SheetItem, sheet_pages

_WHITE: Color = (255, 255, 255)
_NO_PORTRAIT = "This document type is no portrait, so nothing is cut out."


def begin_batch(command: IdPhotoCommand, session: Session) -> tuple[IdPhotoBatch, list[OneIdPhoto]]:
    """Says what a person should know before. Raises CommandError."""
    specs, problems = known_documents(session.paths)
    spec = find_document(command.document, specs)
    why_kept = _why_kept(spec)
    _check_kept(command, why_kept)
    order = _order(command, spec, is_kept=bool(why_kept))
    provider = None if order.keeps_background else session.providers[command.provider]
    if provider is not None and command.is_framed_there:
        _check_framing(order, provider, command)
    outputs = id_photo_outputs(command, spec.id)
    paper = None
    if command.sheet is not None and (command.is_saved or command.sheet.output is not None):
        paper, most_pages = _paper(command, spec)
        check_sheet(command, outputs, most_pages)
    for sentence in [*problems, *_notes(spec, why_kept)]:
        session.terminal.say(sentence)
    batch = IdPhotoBatch(command, order, provider, session, paper, Budget())
    named = zip(names_of(command.sources), command.sources, outputs, strict=True)
    return batch, [OneIdPhoto(batch, *each) for each in named]


def _why_kept(spec: DocumentSpec) -> str:
    """Why the photo's own background stays; empty where it may be replaced."""
    if not spec.is_portrait:
        return _NO_PORTRAIT
    return spec.ban(Ban.BACKGROUND, Ban.EDIT) or ""


def _check_kept(command: IdPhotoCommand, why_kept: str) -> None:
    if not why_kept:
        return
    if command.background not in (None, "keep"):
        raise CommandError(f"The background cannot be replaced: {why_kept} Leave --background out.")
    if command.is_framed_there:
        raise CommandError(f"A provider would replace the background: {why_kept} Leave --framed-by out.")


def _order(command: IdPhotoCommand, spec: DocumentSpec, *, is_kept: bool) -> IdPhotoOrder:
    keeps = is_kept or command.background == "keep"
    if keeps and command.is_framed_there:
        raise CommandError(
            "A provider that frames replaces the background. Leave --background keep or --framed-by out."
        )
    background: Color | None = None
    if not keeps and command.background is None:
        background = spec.background.suggested or _WHITE
    elif isinstance(command.background, tuple):
        background = command.background
    kind = target_of(spec, is_upload=command.is_upload).kind
    if command.file not in (None, kind):
        raise CommandError(f"{spec.id} has no file of its own to {command.file}, only one to {kind}. Leave --file out.")
    return IdPhotoOrder(
        spec,
        kind == "upload",
        command.file_format,
        background,
        keeps,
        command.landmarks,
        command.most_bytes,
        command.sheet is not None,
    )


def _check_framing(order: IdPhotoOrder, provider: Provider, command: IdPhotoCommand) -> None:
    try:
        framing_operation(order.target, provider)
    except NothingToDoError as error:
        raise CommandError(str(error)) from error
    if command.sheet is not None and order.target.size != target_of(order.spec, is_upload=False).size:
        raise CommandError(
            "The file to upload and the print differ in size, and a provider frames one of them. Add --file print, or "
            "leave --framed-by out."
        )


def _paper(command: IdPhotoCommand, spec: DocumentSpec) -> tuple[Paper, int]:
    """Of a sheet on which these photos can be laid out, and how many pages it has with all of them."""
    sheet = command.sheet
    assert sheet is not None
    if spec.size_mm is None:
        raise CommandError(
            f"“{spec.name}” ({spec.country}) is only uploaded, so there is no size to print. Leave --sheet out."
        )
    blank = SheetItem(np.zeros((1, 1, 3), np.uint8), *spec.size_mm, sheet.copies)
    try:
        paper = find_paper(sheet.paper, load_choices(find_paths().id_photo / CHOICES).papers)
        pages = sheet_pages([blank] * len(command.sources), paper, is_filled=sheet.is_filled)
    except (PaperError, SheetError) as error:
        raise CommandError(str(error)) from error
    return paper, len(pages)


def _notes(spec: DocumentSpec, why_kept: str) -> list[str]:
    """What a person is told before working."""
    reasons = dict.fromkeys([*filter(None, [why_kept]), *(reason for _, reason in spec.bans)])
    kept = " The photo’s own background is kept, and nothing is sent."
    told = [f"{reason}{kept if reason == why_kept else ''}" for reason in reasons]
    return [f"{spec.id}: {sentence}" for sentence in [*told, *spec.disagreements]]
