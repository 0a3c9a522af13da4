"""What is seen of a stroke while it is drawn, by the distance of each pixel's middle from its way."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QBrush, QColor, QImage

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.scene import KEPT_FORMAT
from picwish_desktop.ui.canvas.view_pen import ViewPen
from tests.ui.canvas.acting import Point
from tests.ui.canvas.reference_mark import distances

SIZE = 420, 300
GREY, OTHER = 90, 10
OFF = 0.75
"""Pixels of the view that the outline may be off."""

_widths = st.one_of(st.floats(1, 8), st.floats(8, 400))
_points = st.tuples(st.floats(-200, SIZE[0] + 200), st.floats(-200, SIZE[1] + 200))
_steps = st.lists(st.tuples(st.floats(-25, 25), st.floats(-25, 25)), max_size=20)


@pytest.mark.usefixtures("qapp")
@settings(max_examples=150)
@given(_widths, st.lists(_points, min_size=1, max_size=4), _steps)
@example(187.0, [(0.0, 0.0)], [(0.0, 4.0)])
def test_a_line_is_seen_where_it_goes(width: float, points: list[Point], steps: list[Point]) -> None:
    way = [*points, *(tuple(at) for at in np.cumsum([points[-1], *steps], axis=0)[1:].tolist())]
    seen = np.full((SIZE[1], SIZE[0], 4), OTHER, np.uint8)
    texture = QImage(*SIZE, KEPT_FORMAT)
    texture.fill(QColor(GREY, GREY, GREY))
    pen = ViewPen(image_over(seen, None, KEPT_FORMAT), QBrush(texture), width)
    pen.line(*way[0], *way[0])
    for start, end in pairwise(way):
        pen.line(*start, *end)
    pen.close()
    away = distances([*way], Rect(0, 0, *SIZE))
    assert (seen[away < width / 2 - OFF, 0] == GREY).all(), "a gap in the stroke"
    assert (seen[away > width / 2 + OFF] == OTHER).all(), "beside the stroke"
