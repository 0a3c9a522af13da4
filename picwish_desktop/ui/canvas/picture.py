"""What there is to draw of a photo and its edits, at any level of reduction."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from math import floor, log2
from threading import Lock
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from picwish_desktop.imaging.color import on_white
from picwish_desktop.imaging.pyramid import DisplayPixels, Pyramid
from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.model.state import Change
from picwish_desktop.ui.canvas.behind import Behind
from picwish_desktop.ui.canvas.images import image_over

KEPT_MATTES = 3
"""Whose levels are kept: of the one that is shown, and of those that undo soon brings back."""

ToDisplay: TypeAlias = Callable[[Pixels], DisplayPixels]


class Picture:
    """A photo's display pixels, and those of the patches that lie over them.

    The pixels may be fewer than the picture has: a preview stands for the photo until all of it is read. Patches begin
    and end at multiples of 64 or at the picture's border, so that their reduced levels fit the photo's.
    """

    def __init__(self, pyramid: Pyramid, to_display: ToDisplay, size: tuple[int, int] | None = None) -> None:
        """`to_display` makes display pixels of a patch's. `size` is the photo's width and height when `pyramid` is
        only a preview of it."""
        self.width, self.height = size or (pyramid.width, pyramid.height)
        self._pyramid = pyramid
        self._to_display = to_display
        self._patches: WeakKeyDictionary[Patch, Pyramid] = WeakKeyDictionary()
        self._sides: WeakKeyDictionary[Edit, NDArray[np.int64]] = WeakKeyDictionary()
        """Of each edit's patches: the first and the last column and row."""
        self.behind = Behind()
        """What its cutout can be put before."""
        self._lock = Lock()
        self._mattes: OrderedDict[int, tuple[Matte, Pyramid]] = OrderedDict()

    @property
    def has_alpha(self) -> bool:
        return self._pyramid.level(0).shape[2] in (2, 4)

    @property
    def bounds(self) -> Rect:
        return Rect(0, 0, self.width, self.height)

    def prepare(self, edit: Edit) -> None:
        """Make what drawing `edit` will need. Any thread may call it; drawing does it itself when nobody did."""
        for patch in edit.patches:
            self._levels_of(patch)

    def follow(self, document: Document) -> None:
        """Keep what was made of its mattes true, whether it is shown or not."""

        def note(change: Change) -> None:
            cutout = document.state.cutout
            if cutout is not None and id(cutout.matte) in self._mattes and not change.cutout:
                self._mattes[id(cutout.matte)][1].mark_stale(change.matte)

        document.subscribe(note)

    def matte_levels(self, matte: Matte) -> Pyramid:
        """The levels of a matte of the photo. Any thread may call it before the matte is drawn, which does it itself
        when nobody did; who changes the matte says so to the levels."""
        with self._lock:
            kept = self._mattes.pop(id(matte), None)
        # not under the lock: the window's thread must not wait for it
        kept = kept or (matte, Pyramid.of(matte[..., np.newaxis], self._pyramid.depth))
        with self._lock:
            kept = self._mattes.setdefault(id(matte), kept)
            self._mattes.move_to_end(id(matte))
            while len(self._mattes) > KEPT_MATTES:
                self._mattes.popitem(last=False)
        return kept[1]

    def level_for(self, scale: float) -> int:
        """The smallest level that need not be enlarged at `scale`."""
        reduction = self._pyramid.width / (self.width * scale)
        return min(max(floor(log2(reduction) + 1e-9), 0), self._pyramid.depth - 1)

    def step(self, level: int) -> tuple[float, float]:
        """Width and height of a pixel of `level`, in pixels of the picture."""
        size = 1 << level
        return size * self.width / self._pyramid.width, size * self.height / self._pyramid.height

    def level_bounds(self, level: int) -> Rect:
        height, width, _ = self._pyramid.level(level).shape
        return Rect(0, 0, width, height)

    def level_within(self, side: int) -> int:
        """The largest level that is no longer than `side`, or the smallest there is."""
        longest = max(self._pyramid.width, self._pyramid.height)
        return next(
            (level for level in range(self._pyramid.depth) if longest >> level <= side), self._pyramid.depth - 1
        )

    def image(self, level: int, rect: Rect, edits: Sequence[Edit]) -> QImage:
        """`rect` of `level` with `edits` over it, on the photo's own memory where that is possible."""
        base, patches = self._pyramid.level(level), self._patches_in(edits, level, rect)
        return image_over(self._patched(level, rect, patches)) if patches else image_over(base, rect)

    def layers(self, edits: Sequence[Edit]) -> tuple[DisplayPixels, list[tuple[Rect, DisplayPixels]]]:
        """All there is to see with `edits` over it, without a copy: the photo's pixels, and what lies over which part
        of them, the topmost last. Any thread may call it."""
        patches = self._patches_in(edits, 0, self.level_bounds(0))
        return self._pyramid.level(0), [(patch.rect, self._levels_of(patch).level(0)) for patch in patches]

    def opaque(self, level: int, edits: Sequence[Edit]) -> NDArray[np.uint8]:
        """All of `level` with `edits` over it: a copy, rows × columns × 3, on white where it is transparent."""
        whole = self.level_bounds(level)
        pixels = on_white(self._patched(level, whole, self._patches_in(edits, level, whole)))
        return np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels

    def _patched(self, level: int, rect: Rect, patches: Iterable[Patch]) -> DisplayPixels:
        pixels = self._pyramid.level(level)[rect.slices].copy()
        for patch in patches:
            reduced = self._levels_of(patch).level(level)
            place = Rect(patch.rect.x >> level, patch.rect.y >> level, reduced.shape[1], reduced.shape[0])
            part = place.intersection(rect)
            pixels[part.translated(-rect.x, -rect.y).slices] = reduced[part.translated(-place.x, -place.y).slices]
        return pixels

    def _patches_in(self, edits: Sequence[Edit], level: int, rect: Rect) -> list[Patch]:
        return [patch for edit in edits for patch in self._patches_of(edit, level, rect)]

    def _patches_of(self, edit: Edit, level: int, rect: Rect) -> list[Patch]:
        """Those that have a part in `rect` of `level`. A cutout's colours are hundreds, of which a cell needs few."""
        sides = self._sides.get(edit)
        if sides is None:
            rects = [(p.rect.x, p.rect.y, p.rect.right - 1, p.rect.bottom - 1) for p in edit.patches]
            sides = self._sides[edit] = np.array(rects, np.int64).reshape(-1, 4)
        left, top, right, bottom = (sides >> level).T
        is_in = (left < rect.right) & (right >= rect.x) & (top < rect.bottom) & (bottom >= rect.y)
        return [edit.patches[index] for index in np.flatnonzero(is_in)]

    def _levels_of(self, patch: Patch) -> Pyramid:
        levels = self._patches.get(patch)
        if levels is None:
            levels = self._patches[patch] = Pyramid.of(self._to_display(patch.pixels), self._pyramid.depth)
        return levels
