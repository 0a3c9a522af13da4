"""Gets the rest of the program in threads, while its first window is seen, moved and closed like any other."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from picwish_desktop.ui.first_window import FirstWindow

if TYPE_CHECKING:
    from concurrent.futures import Future

    from PySide6.QtCore import QSize

    from picwish_desktop.ui.preview import Preview

REST = (
    "picwish_desktop.ui.main_window",
    "picwish_desktop.ui.garbage",
    "picwish_desktop.storage.logs",
    "picwish_desktop.ui.event_loop",
)
PATIENCE_MS = 300
"""After which it begins all the same: a window that is opened as an icon is not painted."""


class Importing(QObject):
    """Begins when the first window is painted: before, it would only take the time from it."""

    _imported = Signal()
    _looked = Signal(object)

    def __init__(self, first: FirstWindow, files: Sequence[Path]) -> None:
        super().__init__()
        self.preview: Preview | None = None
        """Of the last of `files`, which is the one that will be seen, if it was quick enough."""
        self.error: BaseException | None = None
        """What an import raised."""
        self._first, self._files = first, files
        self._loop = QEventLoop()
        self._rest: Future[None] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._begin)
        self._patience.start()
        first.painted.connect(self._begin)
        first.closed.connect(self._loop.quit)
        self._imported.connect(self._loop.quit)
        self._looked.connect(self._show)

    def run(self) -> bool:
        """Whether there is somebody to go on for: False when the window was closed."""
        self._loop.exec()
        # what comes now comes too late
        self._looked.disconnect(self._show)
        if self._rest is None or not self._first.isVisible():
            return False
        self.error = self._rest.exception()
        return True

    def _begin(self) -> None:
        self._patience.stop()
        if self._rest is not None:
            # painted after all
            return
        from concurrent.futures import ThreadPoolExecutor

        from picwish_desktop.storage.memory import share_one_heap

        share_one_heap()
        pool = ThreadPoolExecutor(2, thread_name_prefix="imports")
        if self._files and self._first.has_canvas:
            skeleton = self._first.skeleton
            look = pool.submit(_look, self._files[-1], skeleton.canvas.size(), skeleton.devicePixelRatioF())
            look.add_done_callback(self._looked.emit)
        self._rest = pool.submit(_import)
        self._rest.add_done_callback(lambda _: self._imported.emit())
        # its threads end when they are done
        pool.shutdown(wait=False)

    def _show(self, look: Future[Preview | None]) -> None:
        if (preview := look.result()) is not None:
            self.preview = preview
            self._first.skeleton.show_preview(preview)


def _look(file: Path, centre: QSize, ratio: float) -> Preview | None:
    from picwish_desktop.ui.preview import read_preview

    return read_preview(file, centre, ratio)


def _import() -> None:
    # as `app.build` has it for good, which also begins without this: the window's thread gets its turn after one
    # millisecond, not five
    sys.setswitchinterval(0.001)
    for name in REST:
        import_module(name)
