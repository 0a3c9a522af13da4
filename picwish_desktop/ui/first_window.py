"""The window's frame, and what is seen in it until the rest of the program is there.

What is imported here is imported before anything is seen. Of Qt, `Qt` itself would take longer than all the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from picwish_desktop.storage.first_look import FirstLook
from picwish_desktop.ui.palette import DARK, LIGHT
from picwish_desktop.ui.skeleton import Skeleton

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from picwish_desktop.ui.main_window import MainWindow

TITLE = "PicWish Desktop"
SIZE = (1440, 900)
SMALLEST = (940, 480)
"""What a laptop of 1920 × 1080 at 200 % has room for; the tool strip's controls do not shrink further."""
FRAME = QSize(16, 48)
"""About what the window manager puts around a window."""


class FirstWindow(QMainWindow):
    """Shows a skeleton, then the `MainWindow` that fills it. One window from the first to the last, for the window
    system."""

    painted = Signal()
    """Once: the skeleton is on the screen."""
    closed = Signal()
    """Before it was filled; the one that fills it says so itself."""

    def __init__(self, look: FirstLook, photos: int) -> None:
        """`photos` is how many are about to be opened."""
        super().__init__()
        is_light = look.is_light if look.theme == "system" else look.theme == "light"
        self.skeleton = Skeleton(LIGHT if is_light else DARK, photos)
        self._is_painted = False
        self.has_canvas = look.job != "id_photo"
        """Whether a photo will be shown on the canvas; an ID photo is framed."""
        self._main: MainWindow | None = None
        self.setWindowTitle(TITLE)
        self.setCentralWidget(self.skeleton)
        place(self, look.window_geometry)

    def fill(self, window: MainWindow) -> None:
        """Show `window` in the skeleton's place, and be called what it is called."""
        self._main = window
        window.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(window.windowTitle())
        self.setWindowIcon(window.windowIcon())
        self.setCentralWidget(window)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._main is not None:
            self._main.closeEvent(event)
        else:
            event.accept()
            self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            # all of it is on the screen when this event is done
            QTimer.singleShot(0, self.painted.emit)


def place(window: QMainWindow, geometry: str) -> None:
    """Give a window its size: Qt's own bytes in base64, or what the screen has room for."""
    window.setMinimumSize(*SMALLEST)
    kept = QByteArray.fromBase64(geometry.encode())
    if kept.isEmpty() or not window.restoreGeometry(kept):
        room = window.screen().availableGeometry().size() - FRAME
        window.resize(QSize(*SIZE).boundedTo(room))
