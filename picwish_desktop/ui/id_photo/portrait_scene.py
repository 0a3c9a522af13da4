"""What the canvas of an ID photo shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QImage

from picwish_desktop.idphoto.guides import Guide
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.id_photo import HEAD_LINES
from picwish_desktop.model.portrait import Matrix, Placement


@dataclass(frozen=True, slots=True, eq=False)
class PortraitScene:
    photo: object
    """Whose portrait it is. A gesture that is not finished is forgotten when another photo is shown."""
    spec: DocumentSpec
    """Its rules as they are read on the file that is made."""
    aspect: float
    """Width by height of the file that is made; mostly the document type's."""
    placement: Placement
    subject: QImage
    """Of what the photo shows, reduced as far as is enough: RGB32, or premultiplied ARGB32 where it is cut out."""
    subject_to_photo: Matrix
    """Takes points of `subject` to the photo."""
    background: Color | None = None
    """Behind a cutout; None for transparent."""
    keeps_background: bool = False
    """Whether the photo's own is left: what lies beyond the photo is white then."""
    guides: Sequence[Guide] = ()
    guessed: frozenset[str] = frozenset()
    """Those of the guides that wait where nobody put them."""
    hint: str = ""
    """A sentence above the photo, such as which guides are still to be placed."""

    @property
    def is_guess(self) -> bool:
        """Whether nothing of the head is measured, as it takes crown, eyes and chin."""
        return bool(self.guessed & set(HEAD_LINES))
