"""Which part of a photo a provider gets to see: as little as it needs."""

from __future__ import annotations

from picwish_desktop.model.geometry import Rect

MIN_CONTEXT = 96
"""Pixels around the mark that are always sent, where the photo has them."""
CONTEXT_SHARE = 0.5
"""Surroundings on each side, as a part of the mark's longer side: enough to find what could stand behind it."""


class MarkTooLargeError(ValueError):
    """More of the whole photo is marked than may be, so that no crop can help."""


def fit_mark(
    bounds: Rect, marked: int, photo: Rect, max_marked_share: float = 0.5, max_side: int | None = None
) -> Rect:
    """The smallest crop that holds a mark with its surroundings, and in which the mark is small enough.

    `bounds` is the smallest rectangle around the mark and `marked` its pixels. Where the crop would be longer than
    `max_side`, it has as much less surroundings as can be; where even that is too long, it has to be scaled. Raises
    MarkTooLargeError when even the whole photo is too little, ValueError when nothing is marked.
    """
    if bounds.is_empty or marked <= 0:
        raise ValueError("nothing is marked")
    if marked > max_marked_share * photo.area:
        raise MarkTooLargeError(f"{marked} of {photo.area} pixels are marked")
    longest = max(bounds.width, bounds.height)
    context = max(MIN_CONTEXT, round(CONTEXT_SHARE * longest))
    if max_side is not None:
        context = min(context, max(MIN_CONTEXT, (max_side - longest) // 2))
    enough = max(photo.width, photo.height)
    while context < enough:
        # the crop grows with the context, so the smallest one that is enough can be found by halves
        middle = (context + enough) // 2
        if _is_small_enough(bounds, marked, photo, context, max_marked_share):
            break
        if _is_small_enough(bounds, marked, photo, middle, max_marked_share):
            enough = middle
        else:
            context = middle + 1
    return bounds.grown(context).intersection(photo)


def fit_side(width: int, height: int, max_side: int | None) -> tuple[int, int]:
    """Width and height scaled down so that neither side is longer than `max_side`."""
    longest = max(width, height)
    if max_side is None or longest <= max_side:
        return width, height
    return max(1, round(width * max_side / longest)), max(1, round(height * max_side / longest))


def _is_small_enough(bounds: Rect, marked: int, photo: Rect, context: int, max_marked_share: float) -> bool:
    return marked <= max_marked_share * bounds.grown(context).intersection(photo).area
