"""Taking an area away from what is marked."""

from __future__ import annotations

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.mask import MARKED


def unmark(gesture: Gesture, rectangles: tuple[Rect, ...], area: Rect) -> None:
    """Unmark everything in `area`, which lies inside the picture. What it leaves of the document's `rectangles` becomes
    part of the mask; those it does not touch stay what they are: alone, they are still sent as rectangles."""
    for rectangle in rectangles:
        if rectangle.overlaps(area):
            with gesture.painting(rectangle) as painted:
                painted[:] = MARKED
    gesture.set_rectangles(rectangle for rectangle in rectangles if not rectangle.overlaps(area))
    with gesture.painting(area) as painted:
        painted[:] = 0
