"""Changing much of a mask at once: band by band, and what is written is neither looked at nor copied again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from picwish_desktop.model.geometry import Rect, bands
from picwish_desktop.model.mask import MARKED, Mask, MaskRecorder
from picwish_desktop.model.selection import Combine, Selection

_BAND = 1 << 18
"""Pixels that are worked on at a time: they stay in the processor's memory."""

Replaced: TypeAlias = Callable[[Rect, Mask], Mask]
"""What there is to be in a rectangle where the mask is as given: another array, that nobody changes any more."""


def repaint(selection: Selection, recorder: MaskRecorder, area: Rect, replaced: Replaced) -> None:
    """Put into `area`, inside the picture, what `replaced` gives for parts of it."""
    is_blank = selection.is_empty
    for band in bands(area, _BAND):
        painted = selection.mask[band.slices]
        then = replaced(band, painted)
        difference = then if is_blank else np.bitwise_xor(painted, then)
        least, most = int(difference.min()), int(difference.max())
        if most == 0:
            continue
        # memory may run out before anything is expected, but not between that and the change
        before = 0 if is_blank else selection.count_before(band)
        recorder.expect(band, most if least == most else difference)
        np.copyto(painted, then)
        selection.recount(band, before)


def fill(selection: Selection, recorder: MaskRecorder, area: Rect, level: int) -> None:
    """Set all of `area`, which lies inside the picture, to 0 or 255. There are no rectangles."""
    marked = selection.count_before(area)
    if marked == (area.area if level else 0):
        # it is already
        return
    if marked in (0, area.area):
        flip(selection, recorder, area, marked)
    else:
        repaint(selection, recorder, area, lambda part, _: np.full((part.height, part.width), level, np.uint8))


def flip(selection: Selection, recorder: MaskRecorder, area: Rect, marked: int) -> None:
    """Mark what is not marked in `area`, which lies inside the picture, and unmark the `marked` pixels that are. There
    are no rectangles."""
    painted = selection.mask[area.slices]
    recorder.expect(area, MARKED)
    if marked in (0, area.area):
        # of memory that was never written to, reading first would take as long again
        painted.fill(0 if marked else MARKED)
    else:
        np.invert(painted, out=painted)
    selection.recounted(area, area.area - 2 * marked)


def combined(area: Rect, coverage: Mask, how: Combine) -> Replaced:
    """What becomes of a mask when `coverage`, of the shape of `area`, is combined with it."""

    def replaced(part: Rect, painted: Mask) -> Mask:
        inside = part.intersection(area)
        covered = coverage[inside.translated(-area.x, -area.y).slices]
        if how is Combine.ADD:
            return np.bitwise_or(painted, covered)
        if how is Combine.SUBTRACT:
            return np.bitwise_and(painted, np.invert(covered))
        if inside == part:
            return covered
        then = np.zeros_like(painted)
        if not inside.is_empty:
            then[inside.translated(-part.x, -part.y).slices] = covered
        return then

    return replaced
