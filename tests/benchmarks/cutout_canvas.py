"""How fast a cutout is drawn again: another look, and a brush on its matte.

A photograph of 24 MP in a view of 1920 × 1080, without a screen. A time is from the change of the document to the end
of the painting that it asks for, on the window's thread. One plain copy of the whole view is timed beside them: what a
machine that does something else at the same time is measured by.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle, islice
from time import perf_counter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from skimage import data

from picwish_desktop.imaging.blur import blurred_photo
from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.backdrop import (
    BackdropPicture,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
    Shadow,
)
from picwish_desktop.model.cutout import Cutout, Edge, Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.cutout_surface import CutoutSurface
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.matte_stroke import MatteStroke
from picwish_desktop.ui.canvas.picture import Picture
from tests.benchmarks.row import Row

Times: TypeAlias = NDArray[np.float64]
"""Milliseconds."""
Pixels: TypeAlias = NDArray[np.uint8]

WIDTH, HEIGHT = 6000, 4000
VIEW = 1920, 1080
CHANGES = 100
FRAME_MS = 16
CELL = 64


def run() -> list[Row]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    canvas, document = _shown(application)
    blit = float(np.median(_blits()))
    rows = [Row("one copy of the whole view, median", blit, "ms")]
    for place, scale in (("fit", None), ("100 %", 1.0)):
        _ = canvas.zoom_fit() if scale is None else canvas.zoom_to(scale)
        rows += _looks(canvas, document, place, blit)
    for place, scale, radius in (("fit", None, 50), ("100 %", 1.0, 200)):
        _ = canvas.zoom_fit() if scale is None else canvas.zoom_to(scale)
        times = _strokes(canvas, document, radius)
        rows += _rows(f"brush of radius {radius} at {place}", times, blit, None)
    canvas.close()
    return rows


def _looks(canvas: Canvas, document: Document, place: str, blit: float) -> list[Row]:
    plain = Look(shadow=Shadow(strength=0.5))
    backdrops = [replace(plain, backdrop=backdrop) for backdrop in BACKDROPS]
    drags = {
        "shadow's strength": [replace(plain, shadow=Shadow(strength=at / CHANGES)) for at in range(1, CHANGES)],
        "shadow's blur": [replace(plain, shadow=Shadow(0.5, blur=at / 1000)) for at in range(1, CHANGES)],
        "edge's shift": [replace(plain, edge=Edge(shift=at / 10 - 5)) for at in range(CHANGES)],
        "edge's softness": [replace(plain, edge=Edge(soften=at / 10)) for at in range(CHANGES)],
    }
    rows = []
    with _no_segmentation():
        every = _changes(canvas, document, list(islice(cycle(backdrops), CHANGES)))
        rows += _rows(f"{CHANGES} backdrops at {place}", every, blit, FRAME_MS)
        for backdrop, times in zip(BACKDROPS, every.reshape(-1, len(BACKDROPS)).T, strict=True):
            rows.append(Row(f"  {type(backdrop).__name__}, median", float(np.median(times)), "ms"))
        for name, looks in drags.items():
            rows += _rows(f"{name} at {place}", _changes(canvas, document, looks), blit, FRAME_MS)
    return rows


def _rows(name: str, times: Times, blit: float, target: float | None) -> list[Row]:
    middle, worst = float(np.median(times)), float(np.percentile(times, 99))
    asked = "" if target is None else f"< {target} ms"
    return [
        Row(f"{name}, p50", middle, "ms"),
        Row(f"{name}, p99", worst, "ms", asked, None if target is None else worst < target),
        Row(f"{name}, p99", worst / blit, "copies"),
    ]
