"""An ID photo's pixels: the part of a photo that a placement shows, levelled, scaled, and put on its background."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.imaging.portrait_tiles import PhotoUnderPlacement
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.photo import Pixels
from picwish_desktop.model.portrait import Placement

WHITE: Color = (255, 255, 255)


def render_portrait(
    pixels: Pixels, matte: Matte | None, placement: Placement, size: tuple[int, int], background: Color | None
) -> NDArray[np.uint8]:
    """What `placement` shows of a photo (rows × columns × 3, sRGB) as rows × columns of `size` (width, height).

    RGB before `background`; RGBA, not premultiplied, with a matte and no background. Where nothing of the photo lies it
    is transparent there, else `background`, else white. A part of the photo that is neither turned nor scaled comes
    out to the last bit. Needs little memory beyond the result.
    """
    width, height = size
    transparent = matte is not None and background is None
    result = np.empty((height, width, 4 if transparent else 3), np.uint8)
    ground = np.asarray(background or WHITE, np.float32)
    source = PhotoUnderPlacement(pixels, matte, placement, size)
    for tile in source.tiles():
        shown = source.covered(tile)
        if not shown.any():
            result[tile.slices] = 0 if transparent else ground
            continue
        colors, opacity = source.part(tile)
        opacity *= shown
        if transparent:
            alpha = np.rint(opacity * np.float32(255))
            # what was cut away must not hide in the file
            colors[alpha == 0] = 0
            result[tile.slices] = np.rint(np.dstack((colors, alpha)))
        else:
            share = opacity[..., None]
            result[tile.slices] = np.rint(colors * share + ground * (1 - share))
    return result
