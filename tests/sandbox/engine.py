"""What stands in for the vendors' models: good enough to be looked at, and the same for the same input."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from picwish_desktop.vision.inpaint import inpaint

Size = tuple[int, int]
"""Width and height."""

_WORKING_SIDE = 256


def remove(picture: Image.Image, mask: NDArray[np.bool_]) -> Image.Image:
    """`picture` without what lies under `mask`. Every other pixel comes back one step lighter or darker in each
    channel, as nothing survives a vendor's own encoding: who brings back more than the mark is seen."""
    pixels = np.asarray(picture.convert("RGB"))
    filled = inpaint(pixels, mask.astype(np.uint8))
    return Image.fromarray(np.where(filled < 255, filled + 1, filled - 1).astype(np.uint8))


def subject_matte(picture: Image.Image) -> Image.Image:
    """White where the subject may be: GrabCut (Rother et al. 2004) from a frame around the middle, on a small copy."""
    small = picture.convert("RGB")
    small.thumbnail((_WORKING_SIDE, _WORKING_SIDE))
    width, height = small.size
    # people stand on the lower edge and nearly reach the upper one
    side, top = width // 10, height // 40
    frame = (side, top, width - 2 * side, height - top)
    labels = np.zeros((height, width), np.uint8)
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)
    try:
        cv2.grabCut(np.asarray(small), labels, frame, background, foreground, 2, cv2.GC_INIT_WITH_RECT)
    except cv2.error:
        # too few pixels or colours to tell apart
        return _ellipse(picture.size, (0.5, 0.5), (0.35, 0.4))
    inside = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if not 0.02 < inside.mean() < 0.95:
        return _ellipse(picture.size, (0.5, 0.5), (0.35, 0.4))
    return Image.fromarray(inside.astype(np.uint8) * 255).resize(picture.size, Image.Resampling.BICUBIC)


def face_matte(picture: Image.Image) -> Image.Image:
    """White where a head usually is."""
    return _ellipse(picture.size, (0.5, 0.35), (0.22, 0.28))


def cut_out(picture: Image.Image, matte: Image.Image) -> Image.Image:
    """`picture`, transparent where `matte` is black."""
    result = picture.convert("RGB")
    result.putalpha(matte)
    return result


def put_before(cutout: Image.Image, backdrop: Image.Image) -> Image.Image:
    """`cutout` in front of `backdrop`, which is centred and scaled to fill the canvas, what is over cropped."""
    result = ImageOps.fit(backdrop.convert("RGB"), cutout.size)
    result.paste(cutout, mask=cutout.getchannel("A"))
    return result


def plain(size: Size, colour: str) -> Image.Image:
    """One colour, `RRGGBB`."""
    return Image.new("RGB", size, f"#{colour}")


def subject_box(matte: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is not black."""
    return matte.getbbox() or (0, 0, *matte.size)


def framed(picture: Image.Image, size: Size) -> Image.Image:
    """The middle of `picture`, scaled to fill `size`."""
    return ImageOps.fit(picture, size)


def file_format_of(picture: Image.Image) -> Literal["png", "jpg"]:
    """What an answer to this picture is best written as: without loss what came without loss."""
    return "jpg" if picture.format in ("JPEG", "MPO") else "png"


def _ellipse(size: Size, centre: tuple[float, float], axes: tuple[float, float]) -> Image.Image:
    """Centre and half axes in shares of `size`."""
    width, height = size
    rows, columns = np.ogrid[0:height, 0:width]
    across = ((columns + 0.5) / width - centre[0]) / axes[0]
    down = ((rows + 0.5) / height - centre[1]) / axes[1]
    # about two pixels of soft edge, as mattes have
    distance = (1 - np.hypot(across, down)) * min(axes) * min(size)
    return Image.fromarray((np.clip(distance / 2 + 0.5, 0, 1) * 255).astype(np.uint8))
