"""How fast the canvas answers a hand: brush, pan, zoom, undo and the count of what is marked, at 16 and 100 megapixels.

A view of 1800 × 1000 without a screen. A time is from the mouse event to the end of the painting that it asks for, on
the window's thread. What is compared takes turns, so that a machine that does something else slows both down:

- the floor: a bare widget that gets the same event and copies the same rectangle from an image;
- the limit: one pass over the same pixels of a mask and of a view, in C;
- the whole-overlay way: an overlay of the picture's size made of the mask, and all of the view painted, at each event.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtWidgets import QApplication

from picwish_desktop.storage.memory import return_large_blocks
from tests.benchmarks.canvas_brush import brushes
from tests.benchmarks.canvas_regions import regions
from tests.benchmarks.canvas_scaling import scaling
from tests.benchmarks.canvas_stage import RADII, shown_canvas, zoom_to
from tests.benchmarks.canvas_undo import coverage, overlay, undo
from tests.benchmarks.canvas_views import pans, views
from tests.benchmarks.row import Row

SIDES = {"16 MP": (4096, 4096), "100 MP": (11600, 8700)}
ZOOMS = {"fit": None, "100 %": 1.0}


def run() -> list[Row]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    # as the program does
    return_large_blocks()
    sys.setswitchinterval(0.001)
    shown = {name: shown_canvas(*size) for name, size in SIDES.items()}
    rows = []
    for zoom, scale in ZOOMS.items():
        for canvas, _ in shown.values():
            zoom_to(canvas, scale)
        for radius in RADII:
            rows += brushes(shown, radius, f"radius {radius}, {zoom}")
        for name, (canvas, _) in shown.items():
            rows += views(canvas, f"{name}, {zoom}")
    for name, (canvas, document) in shown.items():
        # with lines between the picture's pixels
        zoom_to(canvas, 8.0)
        rows += pans(canvas, f"{name}, 800 %")
        rows += overlay(canvas, document, name)
    canvas, document = shown["16 MP"]
    rows += undo(canvas, document)
    rows += coverage(document)
    rows += scaling(shown)
    rows += regions(application, shown)
    return rows
