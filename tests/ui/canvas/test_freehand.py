"""Which part of a long line is painted."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from picwish_desktop.ui.canvas.freehand import FIRST_ROOM, Freehand
from picwish_desktop.ui.canvas.viewport import Viewport
from tests.ui.canvas.acting import array_of

VIEW = Viewport(300, 200, 100, 80, scale=2.5, x=12, y=-7)


def spiral(count: int) -> Freehand:
    turns = np.linspace(0, 40, count)
    points = np.stack([50 + turns * np.cos(turns), 40 + turns * np.sin(turns)], axis=1).tolist()
    line = Freehand(tuple(points[0]))
    for point in points[1:]:
        line.add(tuple(point))
    return line


def painted(line: Freehand, clip: QRect | None) -> QImage:
    image = QImage(VIEW.width, VIEW.height, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    with QPainter(image) as painter:
        if clip is not None:
            painter.setClipRect(clip)
        line.paint(painter, VIEW, 1.0)
    return image


def test_it_keeps_every_point() -> None:
    line = spiral(3 * FIRST_ROOM)
    assert len(line.points) == 3 * FIRST_ROOM
    everywhere = line.lines_in(QRectF(-1000, -1000, 3000, 3000), VIEW, 0)
    assert [(one.x1(), one.y1()) for one in everywhere] == line.points[:-1]
    assert [(one.x2(), one.y2()) for one in everywhere] == line.points[1:]


def test_a_small_part_has_few_lines() -> None:
    line = spiral(5000)
    end = VIEW.to_view(*line.points[-1])
    assert 1 <= len(line.lines_in(QRectF(end[0] - 1, end[1] - 1, 2, 2), VIEW, 4)) < 100


rects = st.builds(QRect, st.integers(0, 290), st.integers(0, 190), st.integers(1, 120), st.integers(1, 120))
LINE = spiral(700)
ALL = array_of(painted(LINE, None))


@given(rects)
def test_a_part_is_painted_as_in_the_whole(rect: QRect) -> None:
    rect = rect.intersected(QRect(0, 0, VIEW.width, VIEW.height))
    part = array_of(painted(LINE, rect))
    inside = slice(rect.top(), rect.bottom() + 1), slice(rect.left(), rect.right() + 1)
    # where a line is cut, Qt rounds its edge a little differently
    assert np.abs(part[inside].astype(int) - ALL[inside]).max() <= 8


def test_it_is_seen() -> None:
    assert (ALL != 0x80).any(axis=2).mean() > 0.05
