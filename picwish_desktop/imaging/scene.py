"""A cutout before its backdrop, part by part in the saved picture's pixels: what flat and layered files are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging import color
from picwish_desktop.imaging.answer import in_colors_of
from picwish_desktop.imaging.backdrop import Blurred, blurred_for, render_fine
from picwish_desktop.imaging.blur import WORKING_SIDE, blurred_photo
from picwish_desktop.imaging.edge import apply_edge
from picwish_desktop.imaging.photo_layer import STRIPE, PhotoLayer, PixelSource, Planes
from picwish_desktop.imaging.shadow import cast_shadow
from picwish_desktop.model.backdrop import Backdrop, BlurredBackdrop, ColorBackdrop, GradientBackdrop
from picwish_desktop.model.cutout import Look, Matte
from picwish_desktop.model.frame import Frame
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Photo


class Scene:
    """Subject, shadow and backdrop in the colours, the depth and the profile that the file will have.

    They are the photo's own, except that a grey photo before something coloured becomes sRGB. Colours are mixed by
    their encoded values, not by light, as on the screen and in every picture editor.
    """

    def __init__(
        self,
        photo: Photo,
        pixels: PixelSource,
        behind: PixelSource,
        matte: Matte,
        look: Look,
        frame: Frame,
        subject: Rect,
    ) -> None:
        """`pixels` has the subject's own colours along its edge, `behind` the photo's, of which a blurred backdrop is
        made: the subject would shine into it. `subject` is what the subject takes of the photo. A changed edge needs as
        much memory as the matte."""
        self.canvas = Rect(0, 0, frame.width, frame.height)
        self.has_backdrop = look.backdrop is not None
        self.depth = photo.bit_depth
        self.channels = 1 if photo.channels <= 2 and _is_grey(look.backdrop) else 3
        self.metadata = photo.metadata
        if photo.channels <= 2 and self.channels == 3:
            profile = photo.metadata.icc_profile and color.srgb().tobytes()
            self.metadata = replace(photo.metadata, icc_profile=profile)
        self._photo = PhotoLayer(photo, pixels, frame, self.channels)
        self._frame = frame
        self._look = look
        self._matte = apply_edge(matte, look.edge)
        self._shadow = cast_shadow(self._matte, look.shadow, subject)
        self._blurred: Blurred | None = None
        if isinstance(look.backdrop, BlurredBackdrop):
            self._blurred = self._blur(behind, look.backdrop, photo.bounds)

    @property
    def photo_place(self) -> Rect:
        """The part of the canvas on which something of the photo lies."""
        return self._photo.place

    @property
    def most(self) -> np.float32:
        """The largest value of `depth`."""
        return np.float32((1 << self.depth) - 1)

    @property
    def has_shadow(self) -> bool:
        return self._shadow is not None

    def stripes(self) -> Iterator[Rect]:
        """The canvas from top to bottom in parts that need little memory: all of its width."""
        widest = max(self.canvas.width, self._frame.rect.width * self._frame.rect.height // self.canvas.height)
        rows = max(1, STRIPE // widest)
        for top in range(0, self.canvas.height, rows):
            yield Rect(0, top, self.canvas.width, min(rows, self.canvas.height - top))

    def subject(self, rect: Rect) -> tuple[Planes, Planes]:
        """Its colours, 0 to the largest value of `depth`, and its opacity, 0 to 1, in a stripe.

        Where it is fully transparent the colours are 0: what was cut away must not hide in the file.
        """
        return self._photo.part(rect, self._matte)

    def photo(self, rect: Rect) -> Planes:
        """The colours of everything that was photographed, background too, 0 to the largest value of `depth`."""
        return self._photo.part(rect, None)[0]

    def shadow(self, rect: Rect) -> Planes:
        """The shadow's opacity, 0 to 1."""
        if self._shadow is None:
            return np.zeros((rect.height, rect.width), np.float32)
        levels = self._shadow.over(self._frame.rect, rect, (self.canvas.width, self.canvas.height))
        return levels.astype(np.float32) / np.float32(255)

    def backdrop(self, rect: Rect) -> Planes:
        """0 to the largest value of `depth`; only where there is one."""
        assert self._look.backdrop is not None
        size = (self.canvas.width, self.canvas.height)
        fine = render_fine(self._look.backdrop, rect, size, self._in_photo_colors, self._blurred)
        return fine if self.depth == 8 else fine * np.float32(257)

    def _in_photo_colors(self, pixels: NDArray[np.uint8]) -> Planes:
        target = Photo(np.zeros((1, 1, self.channels), np.uint8), self.metadata)
        return in_colors_of(target, pixels).astype(np.float32)

    def _blur(self, behind: PixelSource, backdrop: BlurredBackdrop, photo: Rect) -> Blurred:
        longest = max(photo.width, photo.height)
        factor = -(-longest // WORKING_SIDE)
        pixels, opacity = self._photo.reduced(behind, factor)
        # neither the subject shines through nor what the photo's own transparency hides
        free = ~np.asarray(Image.fromarray(self._matte).reduce(factor)) / 255 * opacity
        blurred = blurred_photo(pixels, ~np.rint(free).astype(np.uint8), backdrop.radius * longest / factor)
        return blurred_for(blurred, photo, self._frame.rect)


def _is_grey(backdrop: Backdrop | None) -> bool:
    """Whether it is no more coloured than a grey photo."""
    match backdrop:
        case ColorBackdrop(tone):
            return len(set(tone)) == 1
        case GradientBackdrop(start, end):
            return len(set(start)) == len(set(end)) == 1
        case _:
            return backdrop is None or isinstance(backdrop, BlurredBackdrop)
