"""What `test_canvas` has a process of its own check, because Qt reads the screen's scaling at its start only."""

import sys

import numpy as np
from PySide6.QtWidgets import QApplication

from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.brush_ring import WIDTH
from picwish_desktop.ui.canvas.canvas import Canvas
from tests.ui.canvas.acting import Hand, document_of, grabbed, noise, picture_of, redrawn, seen, surface_of


def check() -> None:
    application = QApplication([])
    canvas = Canvas()
    canvas.resize(401, 301)
    canvas.show()
    pixels = noise(900, 700)
    canvas.set_document(Document(Photo(pixels, Metadata("PNG"))), picture_of(pixels))
    canvas.zoom_to(1.0)
    canvas.pan(-31, 17)
    area = canvas.viewport.visible_area.grown(-10)
    np.testing.assert_array_equal(grabbed(canvas)[area.slices], seen(surface_of(canvas))[area.slices][..., ::-1])
    hand = Hand(canvas)
    canvas.set_brush_size(41)
    hand.drag((450, 350), (480, 360))
    mask = document_of(canvas).selection.mask
    x, y = hand.lands_on((450, 350))
    assert abs(x - 450) <= 1
    assert abs(y - 350) <= 1
    assert mask[int(y), int(x) - 19 : int(x) + 20].all()
    assert not mask[int(y), : int(x) - 22].any()
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    cursor = canvas.cursor()
    ring = cursor.pixmap()
    assert abs(ring.width() - 41 - 2 * WIDTH * canvas.ratio) <= 1, "a pixel of the picture is one of the screen"
    assert abs(cursor.hotSpot().x() * canvas.ratio - ring.width() / 2) <= canvas.ratio
    hand.move((10_000, 10_000))
    np.testing.assert_array_equal(grabbed(canvas)[area.slices], seen(surface_of(canvas))[area.slices][..., ::-1])
    sys.stdout.write(f"{canvas.ratio}\n")
    canvas.close()
    application.quit()
