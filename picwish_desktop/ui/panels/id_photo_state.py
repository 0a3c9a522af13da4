"""All that the column of the ID photo job shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

from PySide6.QtGui import QImage

from picwish_desktop.idphoto.check import Check
from picwish_desktop.idphoto.sheet import DEFAULT_GAP, DEFAULT_MARGIN, Orientation
from picwish_desktop.idphoto.spec import Ban, DocumentSpec
from picwish_desktop.idphoto.target import Kind
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.sheet import Paper

FileFormat: TypeAlias = Literal["jpeg", "png"]

_NO_DOCUMENT = "Choose a document type first."
_NOT_FRAMED = "Frame the photo first."


class IdPhotoPhase(Enum):
    """What the person is in the middle of."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True)
class BackgroundChoice:
    """What is behind the person: the photo's own, or else a colour, or else nothing."""

    color: Color | None = None
    """None for transparent."""
    keeps_photo: bool = False


@dataclass(frozen=True)
class SheetSettings:
    """What the person chose for the sheet. Lengths are in millimetres."""

    paper: str = ""
    """The paper's name."""
    copies: int = 1
    """Of the ID photo that is shown."""
    is_filled: bool = True
    gap: float = DEFAULT_GAP
    margin: float = DEFAULT_MARGIN
    has_cut_marks: bool = True
    orientation: Orientation = "auto"


@dataclass(frozen=True)
class TicketRow:
    """An ID photo on the customer's sheet."""

    key: str
    """As the window knows it."""
    text: str
    """Such as “Schengen visa”."""
    copies: int


@dataclass(frozen=True)
class IdPhotoPanelState:
    """Progress is a share, None while it is not known. An empty text is not shown. A refusal is why something cannot
    be done, or ""."""

    phase: IdPhotoPhase = IdPhotoPhase.READY
    has_photo: bool = False
    """Whether a photo is open."""
    has_result: bool = False
    """Whether it is framed, so that it can be saved and printed."""

    number: str = ""
    """The ticket's, such as “0412”."""
    name: str = ""
    """The customer's."""
    presets: tuple[str, ...] = ()
    preset: str = ""
    """The one in use."""
    is_preset_locked: bool = False
    can_repeat: bool = False
    """Whether there was a customer before, whose choices can be taken again."""
    watched: str = ""
    """Name of the folder that is watched."""
    watch_problem: str = ""

    spec: DocumentSpec | None = None
    kind: Kind = "print"
    """Which of the document type's files is made."""
    change_note: str = ""
    """What another document type or size would cost."""

    background: BackgroundChoice = BackgroundChoice()
    photo_thumbnail: QImage | None = None
    is_picking_color: bool = False

    checks: tuple[Check, ...] = ()
    to_place: tuple[str, ...] = ()
    """Which of crown, eyes and chin wait to be placed, where no face was found: what depends on them is not known."""

    papers: tuple[Paper, ...] = ()
    sheet: SheetSettings = SheetSettings()
    filled_copies: int | None = None
    """Of the ID photo that is shown, on a filled sheet; None where there is none, or the person says how many."""
    sheet_note: str = ""
    """Such as “8 copies on 10 × 15 cm, 1 page”."""
    sheet_problem: str = ""
    ticket: tuple[TicketRow, ...] = ()

    format: FileFormat = "jpeg"
    most_kb: int | None = None
    """What the person allows; None leaves it to the document type."""
    file_note: str = ""
    """Such as “JPEG, 54–240 KB: 118 KB at quality 92”."""
    file_problem: str = ""

    provider: str = ""
    provider_note: str = ""
    is_locked: bool = False
    """Whether the photo may not be sent to this provider."""

    price_note: str = ""
    progress: float | None = None
    progress_text: str = ""
    waits_for_network: bool = False
    message: str = ""
    save_refusal: str = ""
    print_refusal: str = ""
    next_refusal: str = ""

    @property
    def is_running(self) -> bool:
        return self.phase is IdPhotoPhase.RUNNING

    @property
    def no_change(self) -> str:
        """Why nothing that the framing depends on can be changed, or ""."""
        return "Wait until it is framed, or cancel it." if self.is_running else ""

    @property
    def locked(self) -> str:
        """Why what the preset sets cannot be changed, or ""."""
        if self.is_preset_locked and self.preset:
            return f"Locked by the preset “{self.preset}”. Unlock it, or take another one."
        return ""

    @property
    def no_document_change(self) -> str:
        return self.no_change or self.locked

    @property
    def no_background(self) -> str:
        """Why the background cannot be replaced, or "": what the authority forbids comes first."""
        if self.spec is None:
            return _NO_DOCUMENT
        return self.background_ban or self.locked

    @property
    def background_ban(self) -> str:
        """The authority's reason, or ""."""
        return (self.spec.ban(Ban.BACKGROUND, Ban.EDIT) or "") if self.spec is not None else ""

    @property
    def no_sheet(self) -> str:
        """Why no sheet of it can be printed, or ""."""
        if self.spec is None:
            return _NO_DOCUMENT
        return "" if self.spec.size_mm else "This document type is only uploaded, so nothing of it is printed."

    @property
    def no_paper_change(self) -> str:
        return "" if self.ticket and not self.locked else self.no_sheet or self.locked

    @property
    def no_add(self) -> str:
        """Why the ID photo cannot be put on the customer's sheet, or ""."""
        return self.no_sheet or self.no_change or ("" if self.has_result else _NOT_FRAMED)

    @property
    def refusal(self) -> str:
        """Why nothing can be framed, or ""."""
        if self.is_locked:
            return self.provider_note or "This photo is kept on this computer."
        if not self.has_photo:
            return "Open a photo first."
        return _NO_DOCUMENT if self.spec is None else ""

    @property
    def no_save(self) -> str:
        return self.no_change or ("" if self.has_result else _NOT_FRAMED) or self.save_refusal

    @property
    def no_print(self) -> str:
        if self.print_refusal:
            return self.print_refusal
        return "" if self.ticket and not self.is_running else self.no_add

    @property
    def no_next(self) -> str:
        return self.no_change or self.next_refusal
