"""A mask on the clipboard: exact for this program, a black and white picture for others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.mask_file import Candidate, candidate_of, read_candidate
from picwish_desktop.imaging.read import read_bytes
from picwish_desktop.model.limits import MAX_PIXELS
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.workflows.masks import PackedMask

KIND = "application/x-picwish-desktop-mask"
"""Says which copy it is: another window may have made it."""
PNG = "image/png"
NAME = "The copied picture"


class MaskClipboard:
    def __init__(self) -> None:
        self._copied: PackedMask | None = None
        self._copy = b""
        """What the clipboard says under `KIND` as long as it has the same."""

    def put(self, packed: PackedMask, data: bytes, image: QImage) -> None:
        """`data` is the same mask as a PNG, and `image` too."""
        self._copied, self._copy = packed, uuid4().bytes
        mime = QMimeData()
        mime.setData(KIND, self._copy)
        # most programs look for a PNG first
        mime.setData(PNG, data)
        mime.setImageData(image)
        QGuiApplication.clipboard().setMimeData(mime)

    def find(self) -> PackedMask | Callable[[], Candidate] | None:
        """The mask that was copied here; or what reads the picture that was copied since, which may take a while and
        raise PictureError; None where there is neither."""
        mime = QGuiApplication.clipboard().mimeData()
        file = next((Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()), None)
        # not whether the clipboard is ours: this program puts pictures there too
        is_ours = mime.data(KIND).data() == self._copy
        is_picture = file is not None or mime.hasImage() or mime.hasFormat(PNG)
        if self._copied is not None and (is_ours or not is_picture):
            return self._copied
        if file is not None:
            return lambda: read_candidate(file)
        data = bytes(mime.data(PNG).data()) if mime.hasFormat(PNG) else b""
        if data:
            # Qt would unpack it here and now, and refuse large ones
            return lambda: candidate_of(read_bytes(data, NAME), NAME)
        image = QImage(mime.imageData()) if mime.hasImage() else QImage()
        return None if image.isNull() else lambda: _candidate(image)


def mask_image(mask: Mask) -> QImage:
    """White where `mask` is above 0, black elsewhere; one bit a pixel."""
    height, width = mask.shape
    bits = np.packbits(mask, axis=1)
    # on memory of its own
    image = QImage(bits.reshape(-1).data, width, height, bits.shape[1], QImage.Format.Format_Mono).copy()
    image.setColorTable([0xFF000000, 0xFFFFFFFF])
    return image


def _candidate(image: QImage) -> Candidate:
    if image.width() * image.height() > MAX_PIXELS:
        raise PictureError(
            f"The copied picture has {image.width()} × {image.height()} pixels, and at most {MAX_PIXELS // 10**6} "
            "megapixels can be a mask. Copy a smaller one."
        )
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4).copy()
    return candidate_of(Photo(pixels, Metadata("PNG")), NAME)
