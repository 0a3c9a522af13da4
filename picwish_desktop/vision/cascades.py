"""The Haar cascades that come with OpenCV."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2


@cache
def cascade(name: str) -> cv2.CascadeClassifier:
    """Read once, as that takes longer than looking at a face. Not for two threads at once."""
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / f"haarcascade_{name}.xml"))
