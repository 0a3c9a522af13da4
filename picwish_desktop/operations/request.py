"""An operation together with everything a provider needs to run it, frozen: what was asked cannot change later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.model.picture_file import MaskFile, PictureFile
from picwish_desktop.operations.catalogue import (
    CutOutFace,
    Operation,
    ParameterError,
    RemoveBackground,
    RemoveObjects,
)


@dataclass(frozen=True, slots=True)
class PictureUrl:
    """A picture that the provider fetches by itself."""

    url: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ParameterError(f"“{self.url}” is no address of a picture. It must begin with https://.")


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a provider hands the result over. Leave it alone: only an asynchronous result that is fetched by its address
    survives a lost connection."""

    sync: bool = False
    """Wait for the result in the request itself."""
    form: Literal["url", "base64", "binary"] = "url"
    """As an address to download it from, as text in the answer, or as the answer itself (with `sync` only)."""

    def __post_init__(self) -> None:
        if self.form == "binary" and not self.sync:
            raise ParameterError("A binary result can only be had in a synchronous request.")


DEFAULT_DELIVERY = Delivery()


@dataclass(frozen=True, slots=True)
class SubjectHint:
    """What a person says of the subject where the automatic cut is wrong; only this computer listens."""

    box: Rect | None = None
    """Around it, in the picture's pixels."""
    attempt: int = 0
    """Which of the candidates: 0 is the best."""


NO_HINT = SubjectHint()

Picture: TypeAlias = Pixels | PictureFile | PictureUrl
"""Pixels stay on this computer: only a provider whose limits say so takes them. Files and addresses go out."""


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """Raises ParameterError when its parts do not go together."""

    operation: Operation
    picture: Picture
    """The part of the photo that is worked on, upright: pixels in the photo's own depth and profile, or a file in sRGB
    and 8 bits."""
    mask: NDArray[np.uint8] | MaskFile | PictureUrl | None = None
    """What to remove, as large as `picture`: 255 where something goes, 0 elsewhere."""
    rectangles: tuple[Rect, ...] = ()
    """What to remove, in `picture`'s pixels."""
    backdrop: PictureFile | PictureUrl | None = None
    """What to put behind the subject."""
    delivery: Delivery = DEFAULT_DELIVERY
    hint: SubjectHint = NO_HINT

    def __post_init__(self) -> None:
        areas = (self.mask is not None) + bool(self.rectangles)
        if areas != isinstance(self.operation, RemoveObjects):
            raise ParameterError("A removal needs a mask or rectangles, one of them; nothing else takes any.")
        if self.backdrop is not None:
            if not isinstance(self.operation, RemoveBackground):
                raise ParameterError("Only background removal takes a backdrop.")
            if self.operation.background is not None:
                raise ParameterError("There can be one backdrop: a colour or a picture.")
        if self.delivery.form != "url" and isinstance(self.operation, CutOutFace):
            raise ParameterError("A cut out face can only be had by its address.")
        if self.delivery.form == "binary" and not isinstance(self.operation, RemoveBackground):
            raise ParameterError("Only background removal gives a binary result.")
        if self.delivery.form == "binary" and self.operation.output == "both":  # type: ignore[union-attr]
            raise ParameterError("A binary result is the image or the mask, not both.")
        self._check_rectangles()
        self._check_mask_size()

    @property
    def size(self) -> tuple[int, int] | None:
        """The picture's width and height; None where only the provider sees it."""
        return _size(self.picture)

    @property
    def marked(self) -> int | None:
        """Pixels to remove; None where only the provider sees them, or nothing is removed."""
        if isinstance(self.mask, MaskFile):
            return self.mask.marked
        if isinstance(self.mask, np.ndarray):
            return int(np.count_nonzero(self.mask))
        return covered(self.rectangles) if self.rectangles else None

    @property
    def upload_bytes(self) -> int:
        """Of the largest file that is sent."""
        files = (self.picture, self.mask, self.backdrop)
        return max((len(file.data) for file in files if isinstance(file, PictureFile)), default=0)

    def _check_rectangles(self) -> None:
        if len(self.rectangles) > MAX_RECTANGLES:
            raise ParameterError(f"{len(self.rectangles)} rectangles are too many; {MAX_RECTANGLES} is the most.")
        if any(rectangle.is_empty for rectangle in self.rectangles):
            raise ParameterError("A rectangle must have a width and a height.")
        if self.size is not None:
            bounds = Rect(0, 0, *self.size)
            for rectangle in self.rectangles:
                if rectangle.intersection(bounds) != rectangle:
                    raise ParameterError(
                        f"The rectangle {rectangle.x},{rectangle.y},{rectangle.width},{rectangle.height} is not inside "
                        f"the picture, which has {bounds.width} × {bounds.height} pixels."
                    )

    def _check_mask_size(self) -> None:
        sizes = _size(self.picture), None if self.mask is None else _size(self.mask)
        if None not in sizes and sizes[0] != sizes[1]:
            raise ParameterError(f"The mask must be as large as the picture: {sizes[1]} is not {sizes[0]}.")


DOUBTFUL = 0.5
"""From which doubt on a person is told that a cut is a guess."""


@dataclass(frozen=True, slots=True, eq=False)
class FineCutout:
    """What was cut out on this computer, as fine as the picture."""

    matte: NDArray[np.uint8]
    """Rows × columns."""
    places: NDArray[np.int32]
    """N × 2: x and y of each tile."""
    tiles: Pixels
    """N × side × side × channels: the subject's own colours along its edge; a tile reaches beyond the picture where
    that ends."""
    candidates: int = 1
    """How many there are to choose from."""
    doubt: float = 0.0
    """0 where the cut is clear, 1 where it is a guess."""
    note: str = ""
    """One sentence for the person; mostly none."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a provider made. A file where it came over the network, pixels where it was made here."""

    picture: Pixels | PictureFile | None = None
    """Of a removal: the size of the request's picture; what stands outside the mask is not to be trusted."""
    mask: PictureFile | None = None
    """Of a cutout: white is the subject."""
    cutout: FineCutout | None = None
    """Of a cutout made on this computer, in place of both."""


def covered(rectangles: tuple[Rect, ...]) -> int:
    """Pixels under any of `rectangles`."""
    xs = np.unique([edge for r in rectangles for edge in (r.x, r.right)])
    ys = np.unique([edge for r in rectangles for edge in (r.y, r.bottom)])
    grid = np.zeros((max(0, len(ys) - 1), max(0, len(xs) - 1)), np.bool_)
    for r in rectangles:
        rows, columns = np.searchsorted(ys, (r.y, r.bottom)), np.searchsorted(xs, (r.x, r.right))
        grid[slice(*rows), slice(*columns)] = True
    return int(np.diff(ys) @ grid @ np.diff(xs)) if grid.size else 0


def _size(picture: NDArray[np.generic] | PictureFile | PictureUrl) -> tuple[int, int] | None:
    if isinstance(picture, PictureUrl):
        return None
    if isinstance(picture, PictureFile):
        return picture.width, picture.height
    return int(picture.shape[1]), int(picture.shape[0])
