"""A gesture that memory ran out for is over."""

from contextlib import suppress
from unittest.mock import Mock

import pytest

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.ui.canvas.canvas import Canvas
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
