"""A button that is dragged: what comes out of it is a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from picwish_desktop.ui.widgets.buttons import IconButton

PICTURE = 96
"""Of the longer side of what hangs on the pointer."""


class DragHandle(IconButton):
    """The file is made while the button is held; the drag begins with the first move after that."""

    wanted = Signal()
    """The button was pressed: a file is needed."""
    dropped_early = Signal()
    """It was dragged and released before the file was there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("image-up", "Drag the picture into another program", 32, parent)
        self._pressed: QPoint | None = None
        self._file: tuple[Path, QImage | None] | None = None
        self._has_moved = False

    def take_file(self, path: Path, thumbnail: QImage | None) -> None:
        """What was wanted is at `path`."""
        if self._pressed is not None:
            self._file = path, thumbnail

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._file, self._has_moved = event.position().toPoint(), None, False
            self.wanted.emit()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        distance = (event.position().toPoint() - self._pressed).manhattanLength()
        self._has_moved = self._has_moved or distance >= QApplication.startDragDistance()
        if self._has_moved and self._file is not None:
            path, thumbnail = self._file
            self._let_go()
            self.drag(path, thumbnail)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and self._has_moved:
            self.dropped_early.emit()
        self._let_go()
        super().mouseReleaseEvent(event)

    def drag(self, path: Path, thumbnail: QImage | None) -> None:
        """Hang the file on the pointer, until it is dropped."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        drag = QDrag(self)
        drag.setMimeData(data)
        if thumbnail is not None:
            small = thumbnail.scaled(
                PICTURE, PICTURE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            drag.setPixmap(QPixmap.fromImage(small))
        drag.exec(Qt.DropAction.CopyAction)

    def _let_go(self) -> None:
        self._pressed = self._file = None
        self.setDown(False)
