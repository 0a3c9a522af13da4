"""What stands where nothing is."""

from __future__ import annotations

from PySide6.QtGui import QBrush, QColor, QImage, QPainter

CHECK = 8
"""Side of a square. A cell's sides are multiples of two of them."""


def checkerboard() -> QBrush:
    """Its squares begin at the brush's origin."""
    board = QImage(2 * CHECK, 2 * CHECK, QImage.Format.Format_RGB32)
    board.fill(QColor(255, 255, 255))
    with QPainter(board) as painter:
        for x, y in ((0, 0), (CHECK, CHECK)):
            painter.fillRect(x, y, CHECK, CHECK, QColor(204, 204, 204))
    return QBrush(board)
