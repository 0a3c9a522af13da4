"""A gesture that memory ran out for is over."""

from contextlib import suppress
from unittest.mock import Mock

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.mask_pen import MaskPen
from picwish_desktop.ui.canvas.painting import Painting
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, document_of


@pytest.mark.qt_log_ignore("not accepted by receiving widget")
@pytest.mark.parametrize(
    ("tool", "fails"), [(Tool.ELLIPSE, "combine"), (Tool.LASSO, "combine"), (Tool.BRUSH, "flatten_rectangles")]
)
def test_what_memory_ran_out_for_is_taken_back(
    canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch, tool: Tool, fails: str
) -> None:
    document = document_of(canvas)
    document.set_rectangles("Rectangles", [Rect(5, 5, 9, 9)])
    canvas.set_tool(tool)
    run_out = Mock(side_effect=MemoryError)
    with monkeypatch.context() as patched:
        patched.setattr(Gesture, fails, run_out)
        for act, at in ((hand.press, (30, 30)), (hand.move, (90, 40)), (hand.move, (80, 90)), (hand.release, (80, 90))):
            with suppress(MemoryError):
                act(at)
    assert run_out.called
    assert not document.is_changing
    assert document.undo_label == "Rectangles"


@pytest.mark.qt_log_ignore("not accepted by receiving widget")
@pytest.mark.parametrize("is_cancelled", [False, True])
@pytest.mark.parametrize(("owner", "fails"), [(Surface, "_draw_cell"), (Surface, "end_painting"), (MaskPen, "draw")])
def test_a_stroke_whose_end_fails_is_over(
    canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch, owner: type, fails: str, is_cancelled: bool
) -> None:
    document = document_of(canvas)
    # so little waits for more
    canvas.set_brush_size(4)
    hand.press((30, 30))
    hand.move((90, 40))
    with monkeypatch.context() as patched:
        patched.setattr(owner, fails, Mock(side_effect=MemoryError))
        with suppress(MemoryError):
            QTest.keyClick(canvas, Qt.Key.Key_Escape) if is_cancelled else hand.release((90, 40))
    hand.release((90, 40))
    assert not document.is_changing
    assert document.selection.count == np.count_nonzero(document.selection.mask)
    if is_cancelled or owner is MaskPen:
        assert document.undo_label is None
        assert document.selection.count == 0
    else:
        assert document.undo_label == "Paint"


def test_a_correction_that_cannot_be_shown_is_over() -> None:
    gesture, view = Mock(), Mock(job=CanvasJob.CUT_OUT, is_cutout_shown=False)
    view.set_cutout_view.side_effect = MemoryError
    painting = Painting(view, lambda _: gesture, Mock())
    painting.is_smart = False
    with pytest.raises(MemoryError):
        painting.stroke(10, is_erasing=False)
    gesture.cancel.assert_called_once()
