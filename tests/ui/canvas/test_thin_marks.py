"""What is thin is seen to be marked, however small the photo is shown."""

import numpy as np
import pytest

from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, document_of, grabbed
from tests.ui.canvas.conftest import MakeCanvas

ROW = 701


def share_of_the_tint(canvas: Canvas, hand: Hand) -> float:
    """Where a stroke of one pixel is seen least."""
    bare = grabbed(canvas).astype(int)
    canvas.set_tool(Tool.BRUSH)
    canvas.set_brush_size(1)
    hand.drag((300, ROW), (1100, ROW + 60))
    canvas.set_tool(Tool.HAND)
    change = np.abs(grabbed(canvas).astype(int) - bare).max(axis=2)
    document_of(canvas).mark_all()
    full = np.abs(grabbed(canvas).astype(int) - bare).max()
    (left, _), (right, _) = canvas.viewport.to_view(320, 0), canvas.viewport.to_view(1080, 0)
    across = change[:, round(left) : round(right)].max(axis=0)
    return float(across.min() / full)


@pytest.mark.parametrize("scale", [0.15, 0.2, 0.26, 0.3, 0.51, 0.6])
def test_a_stroke_of_one_pixel_is_seen(make_canvas: MakeCanvas, scale: float) -> None:
    canvas = make_canvas(np.full((1500, 1500, 3), 90, np.uint8), scale=scale, size=(1000, 950))
    assert share_of_the_tint(canvas, Hand(canvas)) > 0.2
