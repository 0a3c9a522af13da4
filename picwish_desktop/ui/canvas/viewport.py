"""Where the picture lies in the view. Lengths in the view are device pixels: at a scale of 1 one pixel of the picture
is one pixel of the screen, whatever the window system's scaling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, floor

from picwish_desktop.model.geometry import EMPTY, Rect

FIT_MARGIN = 24
"""Around a photo that fits, in pixels of the window system."""
MIN_SCALE = 0.01
MAX_SCALE = 64.0
STEPS = (
    0.01,
    0.02,
    0.03,
    0.05,
    0.07,
    0.1,
    0.15,
    0.2,
    0.25,
    1 / 3,
    0.5,
    2 / 3,
    1.0,
    1.5,
    2.0,
    3.0,
    4.0,
    6.0,
    8.0,
    12.0,
    16.0,
    24.0,
    32.0,
    48.0,
    64.0,
)
"""Where zooming in and out by key or button stops."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """A view of `width` × `height` onto a picture of `picture_width` × `picture_height`."""

    width: int
    height: int
    picture_width: int
    picture_height: int
    margin: int = 0
    """Space left around the picture when it fits, and as far as it can be moved past its border when it does not."""
    scale: float = 1.0
    x: int = 0
    """Column of the view at which the picture begins. Whole pixels, so that moving never resamples."""
    y: int = 0
    is_fitting: bool = False
    """Whether the picture is to fit the view again when the view's size changes."""
    origin: tuple[int, int] = (0, 0)
    """The photo's pixel in the corner of what is shown, where that is not the whole photo: what is called the picture
    here is then a part of the photo, or reaches beyond it. Positions in the picture are the photo's all the same."""

    @property
    def area(self) -> Rect:
        """What the picture covers, also outside the view."""
        return Rect(self.x, self.y, drawn_length(self.picture_width, self.scale),
                    drawn_length(self.picture_height, self.scale))  # fmt: skip

    @property
    def visible_area(self) -> Rect:
        left, top = max(self.x, 0), max(self.y, 0)
        width = min(self.x + drawn_length(self.picture_width, self.scale), self.width) - left
        height = min(self.y + drawn_length(self.picture_height, self.scale), self.height) - top
        return Rect(left, top, width, height) if width > 0 and height > 0 else EMPTY

    @property
    def shown(self) -> Rect:
        """What is shown, in the photo's pixels."""
        return Rect(*self.origin, self.picture_width, self.picture_height)

    def shows_as_much_as(self, other: Viewport) -> bool:
        """Whether `shown` is the same."""
        size, other_size = (self.picture_width, self.picture_height), (other.picture_width, other.picture_height)
        return self.origin == other.origin and size == other_size

    def is_moved(self, other: Viewport) -> bool:
        """Whether `other` shows the same as large in a view as large, here or elsewhere."""
        here, there = (self.scale, self.width, self.height), (other.scale, other.width, other.height)
        return here == there and self.shows_as_much_as(other)

    @property
    def corner(self) -> tuple[float, float]:
        """Where what is shown begins, in pixels of the view from the photo's corner."""
        return self.origin[0] * self.scale, self.origin[1] * self.scale

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.x) / self.scale + self.origin[0], (y - self.y) / self.scale + self.origin[1]

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.origin[0]) * self.scale + self.x, (y - self.origin[1]) * self.scale + self.y

    def rect_to_view(self, rect: Rect) -> Rect:
        """Every pixel of the view that pixels of the picture in `rect` reach into."""
        left, top = self.to_view(rect.x, rect.y)
        right, bottom = self.to_view(rect.right, rect.bottom)
        return Rect(floor(left), floor(top), ceil(right) - floor(left), ceil(bottom) - floor(top))

    def fitted(self) -> Viewport:
        """The whole picture, never larger than its own size."""
        across = (self.width - 2 * self.margin) / self.picture_width
        down = (self.height - 2 * self.margin) / self.picture_height
        return self._at(self._limited(min(across, down, 1.0)), 0, 0, is_fitting=True)

    def zoomed(self, scale: float, x: float, y: float) -> Viewport:
        """At `scale`, with what is at `x`, `y` staying there unless the picture has to move to stay in sight."""
        return self.showing(self.to_picture(x, y), x, y, scale)

    def showing(self, point: tuple[float, float], x: float, y: float, scale: float) -> Viewport:
        """At `scale`, with `point` of the picture at `x`, `y` unless the picture has to be elsewhere to be in sight."""
        scale, (left, top) = self._limited(scale), self.origin
        return self._at(scale, round(x - (point[0] - left) * scale), round(y - (point[1] - top) * scale))

    def showing_all(self, left: float, top: float, right: float, bottom: float) -> Viewport:
        """This part of the view as large as it fits, in the middle."""
        factor = min(self.width / max(right - left, 1), self.height / max(bottom - top, 1))
        middle = self.to_picture((left + right) / 2, (top + bottom) / 2)
        return self.showing(middle, self.width / 2, self.height / 2, self.scale * factor)

    def stepped(self, direction: int, at: tuple[float, float] | None = None) -> Viewport:
        """The next of `STEPS` in (1) or out (-1). What is `at` stays there; None for the middle of the view."""
        beyond = [step for step in STEPS if (step - self.scale) * direction > 1e-6]
        scale = self.scale if not beyond else min(beyond) if direction > 0 else max(beyond)
        return self.zoomed(scale, *(at or (self.width / 2, self.height / 2)))

    def moved(self, dx: int, dy: int) -> Viewport:
        """By so much, or as far as the picture may go. One that lies further out than that, as `making_room` leaves it,
        only comes back."""
        width, height, picture_width, picture_height = self.width, self.height, self.picture_width, self.picture_height
        margin, scale, x, y = self.margin, self.scale, self.x, self.y
        x = _between(_placed(x + dx, drawn_length(picture_width, scale), width, margin), x, x + dx)
        y = _between(_placed(y + dy, drawn_length(picture_height, scale), height, margin), y, y + dy)
        if (x, y) == (self.x, self.y):
            return self
        return Viewport(width, height, picture_width, picture_height, margin, scale, x, y, False, self.origin)

    def resized(self, width: int, height: int) -> Viewport:
        """The same part of the picture in a view of another size."""
        resized = replace(self, width=width, height=height)
        if self.is_fitting:
            return resized.fitted()
        return resized._at(self.scale, self.x + (width - self.width) // 2, self.y + (height - self.height) // 2)

    def making_room(self, width: int, height: int, in_use: Rect, corner: tuple[int, int] = (0, 0)) -> Viewport:
        """In a view that something around it takes room from, or gives some back; `corner` is where in this one the new
        one begins. The picture stays where it is, but what was seen of `in_use`, a part of the view, goes on being seen
        as far as there is room, and in the smallest view something of the picture. A picture that fits goes on
        fitting."""
        left, top = corner
        area = self.area.translated(-left, -top)
        if self.is_fitting:
            is_covered = width < self.width and (area.x < 0 or area.right > width)
            is_covered |= height < self.height and (area.y < 0 or area.bottom > height)
            is_larger = width > self.width or height > self.height
            if is_covered or (is_larger and self == self.fitted()):
                return replace(self, width=width, height=height).fitted()
        dx = dy = 0
        if not (seen := in_use.intersection(Rect(0, 0, self.width, self.height))).is_empty:
            seen = seen.translated(-left, -top)
            dx, dy = max(min(width - seen.right, 0), -seen.x), max(min(height - seen.bottom, 0), -seen.y)
        x = _in_sight(area.x + dx, area.width, width, self.margin)
        y = _in_sight(area.y + dy, area.height, height, self.margin)
        return replace(self, width=width, height=height, x=x, y=y)

    def framed(self, shown: Rect) -> Viewport:
        """Another part of the photo, whose pixels stay where they are unless the picture fits or has to move to stay
        in sight."""
        if shown == self.shown:
            return self
        framed = replace(self, picture_width=shown.width, picture_height=shown.height, origin=(shown.x, shown.y))
        if self.is_fitting:
            return framed.fitted()
        dx, dy = shown.x - self.origin[0], shown.y - self.origin[1]
        scale = framed._limited(self.scale)
        return framed._at(scale, self.x + round(dx * self.scale), self.y + round(dy * self.scale))

    def _limited(self, scale: float) -> float:
        # the shorter side stays at least a pixel, or a very long picture would vanish
        smallest = max(MIN_SCALE, 1 / min(self.picture_width, self.picture_height))
        return min(max(scale, smallest), MAX_SCALE)

    def _at(self, scale: float, x: int, y: int, *, is_fitting: bool = False) -> Viewport:
        """With the picture's corner as near to there as it may be."""
        across, down = drawn_length(self.picture_width, scale), drawn_length(self.picture_height, scale)
        x, y = _placed(x, across, self.width, self.margin), _placed(y, down, self.height, self.margin)
        width, height, picture_width, picture_height = self.width, self.height, self.picture_width, self.picture_height
        return Viewport(width, height, picture_width, picture_height, self.margin, scale, x, y, is_fitting, self.origin)


@lru_cache(maxsize=64)
def drawn_length(length: int, scale: float) -> int:
    """Pixels of the view whose centre lies within `length` pixels of the picture. A little less than a half does not
    count: Qt rounds edges to a fraction of a pixel, and would leave such a pixel undrawn."""
    return max(1, ceil(length * scale - 0.5 - 1 / 32))


def _between(value: int, one: int, other: int) -> int:
    return min(max(value, min(one, other)), max(one, other))


def _in_sight(position: int, length: int, view: int, margin: int) -> int:
    """Where it was, or so much nearer that as much as `margin` of it is seen, as far as it is as long."""
    seen = min(max(margin, 1), length, view)
    return min(max(position, seen - length), view - seen)


def _placed(position: int, length: int, view: int, margin: int) -> int:
    """In the middle when it fits into the view, else at most `margin` away from the view's border."""
    margin = min(margin, view // 2)
    least, most = view - length - margin, margin
    return (view - length) // 2 if least >= most else min(max(position, least), most)
