"""What is in a PDF that was printed, measured in millimetres from the paper's top left corner."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pypdf
from numpy.typing import NDArray

MM = 25.4 / 72


class Line(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float


class Image(NamedTuple):
    pixels: NDArray[np.uint8]
    """Rows × columns × RGB."""
    x: float
    y: float
    width: float
    height: float


class Printed(NamedTuple):
    width: float
    height: float
    images: list[Image]
    lines: list[Line]


def printed(file: Path) -> list[Printed]:
    return [_page(page) for page in pypdf.PdfReader(file).pages]


def _page(page: pypdf.PageObject) -> Printed:
    """An interpreter of the few operators that matter (ISO 32000-1, annex A). Raises AssertionError where an image is
    turned or mirrored: its pixels shall be turned, not the image."""
    contents = page.get_contents()
    assert contents is not None
    height = float(page.mediabox.height)
    found = Printed(float(page.mediabox.width) * MM, height * MM, [], [])
    pixels = {
        image.name.rsplit(".", 1)[0]: np.asarray(image.image.convert("RGB"), np.uint8)
        for image in page.images
        if image.image is not None
    }
    matrix, kept, thickness, start = np.eye(3), [], 0.0, (0.0, 0.0)

    def in_mm(x: float, y: float) -> tuple[float, float]:
        across, up, _ = np.array([x, y, 1]) @ matrix
        return float(across) * MM, (height - float(up)) * MM

    for operands, operator in contents.operations:
        match operator:
            case b"q":
                kept.append((matrix, thickness))
            case b"Q":
                matrix, thickness = kept.pop()
            case b"cm":
                a, b, c, d, e, f = (float(operand) for operand in operands)
                matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ matrix
            case b"w":
                thickness = float(operands[0]) * float(np.hypot(matrix[0, 0], matrix[0, 1])) * MM
            case b"Do":
                (left, bottom), (right, top) = in_mm(0, 0), in_mm(1, 1)
                assert abs(matrix[0, 1]) < 1e-6
                assert abs(matrix[1, 0]) < 1e-6
                assert left < right
                assert top < bottom
                name = str(operands[0]).lstrip("/")
                found.images.append(Image(pixels[name], left, top, right - left, bottom - top))
            case b"m":
                start = in_mm(float(operands[0]), float(operands[1]))
            case b"l":
                found.lines.append(Line(*start, *in_mm(float(operands[0]), float(operands[1])), thickness))
    return found
