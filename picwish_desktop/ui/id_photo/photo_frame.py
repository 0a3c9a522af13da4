"""Where the ID photo lies in its view."""

from __future__ import annotations

from dataclasses import dataclass

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.portrait import Matrix, Placement, Point, apply

LEFT, TOP, RIGHT, BOTTOM = 140, 22, 92, 38
"""Room that the view leaves beside it: for the head's height, and for the guides' names."""


@dataclass(frozen=True, slots=True)
class PhotoFrame:
    """Lengths are device pixels; `ratio` of them make one of the look's."""

    area: Rect
    ratio: float

    @classmethod
    def fitted(cls, aspect: float, size: tuple[int, int], ratio: float) -> PhotoFrame:
        """As large as fits a view of `size`, in its middle where the room beside it allows that."""
        left, top, right, bottom = (round(side * ratio) for side in (LEFT, TOP, RIGHT, BOTTOM))
        room = max(1, size[0] - left - right), max(1, size[1] - top - bottom)
        height = max(1, min(room[1], int(room[0] / aspect)))
        width = max(1, round(height * aspect))
        x = max(left, min((size[0] - width) // 2, size[0] - right - width))
        return cls(Rect(x, top + (room[1] - height) // 2, width, height), ratio)

    def from_photo(self, placement: Placement) -> Matrix:
        """Takes points of the photo to the view."""
        a, b, c, d, e, f = placement.from_photo(self.area.width, self.area.height)
        return a, b, c + self.area.x, d, e, f + self.area.y

    def to_photo(self, placement: Placement, point: Point) -> Point:
        """The point of the photo that is seen at `point` of the view."""
        within = point[0] - self.area.x, point[1] - self.area.y
        return apply(placement.to_photo(self.area.width, self.area.height), within)

    def photo_pixels(self, placement: Placement) -> float:
        """Of the photo, along a line, for each of the view."""
        return placement.height / self.area.height

    def x(self, share: float) -> float:
        return self.area.x + share * self.area.width

    def y(self, share: float) -> float:
        return self.area.y + share * self.area.height
