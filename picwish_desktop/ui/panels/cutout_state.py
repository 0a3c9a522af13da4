"""All that a column shows in which something is cut out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from PySide6.QtGui import QImage

from picwish_desktop.model.cutout import Look
from picwish_desktop.ui.panels.cutout_foot import CutoutPhase

Subject: TypeAlias = Literal["auto", "person", "object", "stamp"]

_RUNNING = "Wait until the cut is done, or cancel it."


@dataclass(frozen=True)
class CutoutPanelState:
    """Progress is a share, None while it is not known. An empty text is not shown."""

    phase: CutoutPhase = CutoutPhase.READY
    subject: Subject = "auto"
    subjects: tuple[Subject, ...] = ()
    """What the provider can be told to look for; it is not asked where there are none."""
    provider: str = ""
    provider_note: str = ""
    is_locked: bool = False
    """Whether the photo may not be sent to this provider."""
    look: Look = field(default_factory=Look)
    picture_thumbnail: QImage | None = None
    """Of the person's own picture, once one was chosen for this document."""
    picture_note: str = "Hold Ctrl and drag it on the canvas to move it."
    photo_thumbnail: QImage | None = None
    has_cutout: bool = False
    candidates: int = 0
    """How many cuts the engine on this computer offers."""
    attempt: int = 1
    """Which of them is shown, from 1."""
    takes_box: bool = True
    is_drawing_box: bool = False
    is_picking_color: bool = False
    doubt: str = ""
    """What a person should do where the automatic cut is weak."""
    price_note: str = ""
    progress: float | None = None
    progress_text: str = ""
    waits_for_network: bool = False
    message: str = ""
    can_save: bool = False

    @property
    def is_running(self) -> bool:
        return self.phase is CutoutPhase.RUNNING

    @property
    def no_change(self) -> str:
        """Why nothing that the cut depends on can be changed, or ""."""
        return _RUNNING if self.is_running else ""

    @property
    def no_look(self) -> str:
        """Why the look cannot be changed, or ""."""
        if self.has_cutout:
            return ""
        return "Wait until the cut is done." if self.is_running else "Cut it out first; then this costs nothing."

    @property
    def no_other(self) -> str:
        """Why there is no other cut to try, or ""."""
        if self.is_running or not self.has_cutout:
            return self.no_change or "Cut it out first."
        return "" if self.candidates > 1 else "There is nothing else to try. Draw a box, or paint what to keep."

    @property
    def no_box(self) -> str:
        """Why no box can be drawn, or ""."""
        return self.no_change or ("" if self.takes_box else "This provider takes no box. Paint what to keep instead.")

    @property
    def refusal(self) -> str:
        """Why nothing can be cut out, or ""."""
        return (self.provider_note or "This photo is kept on this computer.") if self.is_locked else ""
