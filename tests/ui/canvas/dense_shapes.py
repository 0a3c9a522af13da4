"""What `test_shapes` has a process of its own check, because Qt reads the screen's scaling at its start only."""

import sys

import numpy as np
from PySide6.QtWidgets import QApplication

from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from tests.ui.canvas.acting import Hand, document_of, grabbed, noise, picture_of, redrawn, seen, surface_of
from tests.ui.canvas.drawing_shapes import SHAPES, STAR, begin, covered, end, mask_of


def check() -> None:
    application = QApplication([])
    canvas = Canvas()
    canvas.resize(401, 301)
    canvas.show()
    pixels = noise(900, 700)
    canvas.set_document(Document(Photo(pixels, Metadata("PNG"))), picture_of(pixels))
    canvas.zoom_to(1.0)
    hand = Hand(canvas)
    points = [(300 + x, 250 + y) for x, y in STAR]
    for tool in SHAPES:
        canvas.set_tool(tool)
        hand.move(points[0])
        before = grabbed(canvas).astype(int)
        begin(hand, tool, points)
        change = np.abs(grabbed(canvas).astype(int) - before).max(axis=2)
        rows, columns = np.nonzero(change)
        xs, ys = zip(*(canvas.viewport.to_view(*hand.lands_on(point)) for point in points), strict=True)
        first, last = (xs[0], ys[0]), (xs[-1], ys[-1])
        drawn = (xs, ys) if tool.name != "ELLIPSE" else zip(first, last, strict=True)
        reach = 6 * canvas.ratio
        for found, sides in zip((columns, rows), drawn, strict=True):
            assert abs(found.min() - min(sides)) <= reach
            assert abs(found.max() - max(sides)) <= reach
        end(canvas, hand, tool, points)
        np.testing.assert_array_equal(mask_of(canvas), covered(canvas, hand, tool, points))
        assert mask_of(canvas).any()
        np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
        document_of(canvas).undo()
        assert not mask_of(canvas).any()
    sys.stdout.write(f"{canvas.ratio}\n")
    canvas.close()
    application.quit()
