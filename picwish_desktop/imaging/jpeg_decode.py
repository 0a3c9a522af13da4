"""The pixels of a JPEG by libjpeg-turbo alone: the decoder that Pillow has, without the copies Pillow makes of them.

What is not plain and whole is left to Pillow, so that a file is either the same in both ways or Pillow's to judge.
"""

from __future__ import annotations

import simplejpeg
from PIL.JpegImagePlugin import JpegImageFile

from picwish_desktop.model.photo import Pixels

_MODES = {"L": ("Gray", ("Gray",)), "RGB": ("RGB", ("YCbCr", "RGB"))}
"""For each of Pillow's modes what is asked for, and what of it the file may hold."""


def decode(data: bytes, image: JpegImageFile) -> Pixels | None:
    """All pixels of the file whose header `image` is, rows × columns × 1 or 3. None where Pillow has to say what it
    holds: for CMYK and for anything that is not as it should be."""
    if image.mode not in _MODES:
        return None
    wanted, held = _MODES[image.mode]
    width, height = image.size
    try:
        # a file may have two headers, of which each reader takes another
        rows, columns, colors, _ = simplejpeg.decode_jpeg_header(data)
        if (rows, columns) != (height, width) or colors not in held:
            return None
        pixels: Pixels = simplejpeg.decode_jpeg(data, wanted)
    except (ValueError, KeyError):
        return None
    return pixels
