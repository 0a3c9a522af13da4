"""A canvas that shows the photo, and neither a mark nor a cutout."""

import numpy as np
import pytest

from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, document_of, grabbed, soft_ellipse


@pytest.mark.parametrize("tool", Tool)
def test_the_photo_is_seen_and_no_tool_changes_anything(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document = document_of(canvas)
    plain = grabbed(canvas)
    document.set_rectangles("Rectangle", [Rect(10, 10, 40, 40)])
    height, width = document.photo.pixels.shape[:2]
    document.set_cutout("Cut out", Cutout(soft_ellipse(width, height), Edit("Cut out", "test", ()), "test"))
    canvas.set_cutout_view(CutoutView.MATTE)
    canvas.set_job(CanvasJob.LOOK)
    canvas.set_tool(tool)
    np.testing.assert_array_equal(grabbed(canvas), plain)
    step = document.undo_label
    drawn: list[object] = []
    canvas.hint_drawn.connect(drawn.append)
    canvas.box_drawn.connect(drawn.append)
    hand.drag((60, 60), (120, 90))
    hand.click((40, 40))
    assert document.undo_label == step
    assert drawn == [], "nor is anything to be cut out anew"
    assert not document.is_changing
    canvas.set_job(CanvasJob.MARK)
    assert canvas.is_mark_shown
