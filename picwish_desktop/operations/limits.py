"""What a provider takes, and saying so before anything leaves."""

from __future__ import annotations

from dataclasses import dataclass

from picwish_desktop.model.geometry import MAX_RECTANGLES
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.request import Request


class LimitError(ValueError):
    """One sentence for a person: what is too large, too small or too many, and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults are those of a provider that works on this computer."""

    max_side: int | None = None
    """Pixels."""
    min_side: int = 1
    max_bytes: int | None = None
    """Of a file that is sent; None: it takes pixels, and nothing leaves this computer."""
    formats: tuple[str, ...] = ()
    """Of a file that is sent, by `PictureFile`'s names."""
    max_marked_share: float = 0.5
    """Of the picture that is sent."""
    max_rectangles: int = MAX_RECTANGLES
    requests_per_second: float | None = None

    @property
    def takes_files(self) -> bool:
        return self.max_bytes is not None

    def check(self, request: Request) -> None:
        """Raises LimitError for a request that is beyond them."""
        for file in (request.picture, request.mask, request.backdrop):
            if isinstance(file, PictureFile):
                self._check_file(file)
        if len(request.rectangles) > self.max_rectangles:
            raise LimitError(f"{len(request.rectangles)} rectangles are too many; {self.max_rectangles} is the most.")
        if request.marked == 0:
            raise LimitError("Nothing is marked. Mark what should go.")
        if request.size is not None and request.marked is not None:
            width, height = request.size
            if request.marked > self.max_marked_share * width * height:
                raise LimitError(
                    f"More than {self.max_marked_share:.0%} of what would be sent is marked. Mark less, or remove it "
                    "in two steps."
                )

    def _check_file(self, file: PictureFile) -> None:
        size = f"{file.width} × {file.height}"
        if self.max_side is not None and max(file.width, file.height) > self.max_side:
            raise LimitError(f"{size} pixels are too many; each side may have {self.max_side}. Send a smaller picture.")
        if min(file.width, file.height) < self.min_side:
            raise LimitError(f"{size} pixels are too few; each side needs {self.min_side}. Send a larger picture.")
        if self.max_bytes is not None and len(file.data) > self.max_bytes:
            megabytes, most = len(file.data) / 10**6, self.max_bytes / 10**6
            raise LimitError(f"{megabytes:.1f} MB are too many; {most:.0f} MB may be sent. Send a smaller picture.")
        if self.formats and file.format not in self.formats:
            raise LimitError(f"{file.format} is not taken. Send {' or '.join(self.formats[:2])}.")
