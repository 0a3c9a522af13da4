"""Pictures of a person's own to put a cutout before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from picwish_desktop.imaging.color import as_image, display_pixels, on_white
from picwish_desktop.imaging.read import read
from picwish_desktop.model.backdrop import BackdropPicture

MAX_SIDE = 8192
"""Of what is kept: a backdrop lies in memory as long as its document is open."""


def read_backdrop(path: Path) -> BackdropPicture:
    """The picture at `path`, on white where it is transparent. Raises PictureError."""
    image = as_image(on_white(display_pixels(read(path)))).convert("RGB")
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    pixels = np.asarray(image)
    pixels.flags.writeable = False
    return BackdropPicture(pixels, path.name)
