"""What `test_matte_brush` has a process of its own check, because Qt reads the screen's scaling at its start only."""

import sys

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from picwish_desktop.model.backdrop import ColorBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.ui.canvas.canvas import Canvas
from tests.ui.canvas.acting import document_of, grabbed, matte_of, stage_of

GREEN = (0, 255, 0)


def check() -> None:
    application = QApplication([])
    stage, canvas = stage_of(300, 200), Canvas()
    canvas.resize(401, 301)
    canvas.show()
    stage.show(canvas)
    document = document_of(canvas)
    document.set_look("Look", Look(ColorBackdrop(GREEN), framing=Framing(CanvasShape.SQUARE, is_cropped=True)))
    canvas.zoom_to(1.0)
    np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))
    canvas.set_smart(False)
    canvas.set_brush_size(7)
    canvas.painting.hardness = 1.0
    picked: list[tuple[int, int, int]] = []
    canvas.color_picked.connect(picked.append)
    for place in (QPoint(190, 140), QPoint(203, 155), QPoint(215, 160)):
        x, y = int(place.x() * canvas.ratio), int(place.y() * canvas.ratio)
        color = grabbed(canvas)[y, x]
        canvas.set_picking_color(True)
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        assert picked[-1] == tuple(color)
        (row,), (column,) = np.nonzero((document.photo.pixels == color).all(axis=2))
        before = matte_of(canvas).copy()
        QTest.mouseClick(canvas, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place)
        rows, columns = np.nonzero(matte_of(canvas) != before)
        assert abs(rows.mean() - row) <= 1
        assert abs(columns.mean() - column) <= 1
        assert 6 <= rows.max() - rows.min() + 1 <= 8
    QTest.mouseMove(canvas, QPoint(1, 1))
    canvas.set_picking_color(True)
    canvas.set_picking_color(False)
    np.testing.assert_array_equal(_inside(canvas, grabbed(canvas)), _inside(canvas, stage.fresh(canvas)))
    sys.stdout.write(f"{canvas.ratio}\n")
    canvas.close()
    application.quit()


def _inside(canvas: Canvas, view: np.ndarray) -> np.ndarray:
    return view[canvas.viewport.visible_area.grown(-20).slices]
