"""One start, measured by the program that starts: run by `start.py`, for each in a process of its own.

`python started.py KIND BEGUN [PHOTO]`: BEGUN is when the process was begun, by the clock that all processes share.
Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from picwish_desktop import app
    from picwish_desktop.storage.first_look import FirstLook
    from picwish_desktop.ui.preview import Preview

SIZE = (1440, 900)
REST = 3.0
"""Seconds until everything that follows an opened photo is done."""

measured: dict[str, float] = {}


def tell(what: str) -> None:
    measured[what] = time.monotonic() - float(sys.argv[2])


def finish() -> None:
    """Says what was measured, and what memory is used now, in bytes."""
    rollup = Path("/proc/self/smaps_rollup")
    if rollup.exists():
        lines = rollup.read_text("ascii").splitlines()
        kilobytes = {line.split(":")[0]: line.split()[1] for line in lines[1:]}
        measured.update(rss=int(kilobytes["Rss"]) * 1024, pss=int(kilobytes["Pss"]) * 1024)
    print(json.dumps(measured), flush=True)
    os._exit(0)


def bare(photo: str | None) -> None:
    """The simplest window there is; with a photo, one that a label shows it in, or that draws it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])

    class Window(QMainWindow):
        def paintEvent(self, event: Any) -> None:  # noqa: N802 (Qt's)
            super().paintEvent(event)
            if not measured:
                # it is on the screen when this event is done
                QTimer.singleShot(0, lambda: tell("painted"))
                measured["painted"] = 0

    window = Window() if photo is None else _labelled(photo) if sys.argv[1] == "labelled" else _drawn(photo)
    window.resize(*SIZE)
    window.show()
    QTimer.singleShot(200 if photo is None else int(1000 * REST), finish)
    application.exec()


def _drawn(path: str) -> Any:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QImageReader, QPainter, QPaintEvent
    from PySide6.QtWidgets import QMainWindow

    reader = QImageReader(path)
    reader.setAutoTransform(True)
    photo = reader.read()

    class Drawing(QMainWindow):
        def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 (Qt's)
            scale = min(self.width() / photo.width(), self.height() / photo.height())
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(QRect(0, 0, int(photo.width() * scale), int(photo.height() * scale)), photo)

    return Drawing()


def _labelled(path: str) -> Any:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QLabel, QMainWindow

    window, label = QMainWindow(), QLabel()
    label.setPixmap(QPixmap(path))
    label.setScaledContents(True)
    window.setCentralWidget(label)
    return window


def ours(photo: str | None) -> None:
    """The program as the command starts it."""
    from picwish_desktop import app

    build, run = app.build, app._run

    def build_and_follow(*arguments: Any, **named: Any) -> app.App:
        tell("imported")
        built = build(*arguments, **named)
        tell("built")
        built.window.tasks.spawn(_follow(built, photo))
        return built

    def watch_and_run(files: list[Path]) -> int:
        # here the program imports Qt, too
        from picwish_desktop.ui import first_window
        from picwish_desktop.ui.skeleton import Skeleton

        window, show = first_window.FirstWindow, Skeleton.show_preview

        class Watched(window):  # type: ignore[misc, valid-type]
            def __init__(self, look: FirstLook, photos: int) -> None:
                super().__init__(look, photos)
                self.painted.connect(lambda: tell("painted"))

        def show_and_tell(skeleton: Skeleton, preview: Preview) -> None:
            show(skeleton, preview)
            skeleton.repaint()
            tell("preview")

        first_window.FirstWindow = Watched  # type: ignore[misc]
        Skeleton.show_preview = show_and_tell  # type: ignore[method-assign, assignment]
        return run(files)

    app.build, app._run = build_and_follow, watch_and_run
    app.main([] if photo is None else [photo])


async def _follow(built: app.App, photo: str | None) -> None:
    import asyncio

    from tests.waiting import until

    window = built.window
    await until(window.isVisible)
    window.repaint()
    tell("usable")
    if photo is not None:
        await until(lambda: window.documents.current and window.documents.current.document)
        window.canvas.repaint()
        tell("exact")
        await asyncio.sleep(REST)
    finish()


if __name__ == "__main__":
    (ours if sys.argv[1] == "ours" else bare)(sys.argv[3] if len(sys.argv) > 3 else None)
