"""The whole program in a process of its own, from the command to its end, with a person in it.

`python -m tests.ui.starting PERSON [FILE …]`: PERSON is one of the functions here; what it prints is for the test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from picwish_desktop import app

HEAVY = ("numpy", "cv2", "httpx", "PIL", "asyncio", "ssl", "reportlab", "sqlite3", "keyring", "tomllib", "dataclasses")
"""What the first window can do without."""


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def at_first_paint(do: Callable[[Any], None]) -> None:
    """Call `do` with the first window when it is on the screen."""
    run = app._run

    def run_watched(files: list[Path]) -> int:
        from picwish_desktop.ui import first_window

        class Watched(first_window.FirstWindow):
            def __init__(self, *arguments: Any) -> None:
                super().__init__(*arguments)
                self.painted.connect(lambda: do(self))

        first_window.FirstWindow = Watched  # type: ignore[misc, assignment]
        return run(files)

    app._run = run_watched


def when_built(person: Callable[[app.App], Any]) -> None:
    """Have somebody use the program."""
    build = app.build

    import asyncio

    def build_and_use(*arguments: Any, **named: Any) -> app.App:
        built = build(*arguments, **named)
        using = asyncio.get_running_loop().create_task(person(built))
        using.add_done_callback(lambda task: (task.result(), built.window.close()))
        return built

    app.build = build_and_use


def tells_what_is_imported() -> None:
    """When the window is first seen; then goes away."""

    def tell(first: Any) -> None:
        names = [name for name in HEAVY if name in sys.modules]
        say("imported", *names)
        first.close()

    at_first_paint(tell)


def opens_it_as_an_icon() -> None:
    """The first window is never painted."""
    run = app._run

    def run_unseen(files: list[Path]) -> int:
        from picwish_desktop.ui import first_window

        class Unseen(first_window.FirstWindow):
            def paintEvent(self, _event: Any) -> None: ...

        first_window.FirstWindow = Unseen  # type: ignore[misc]
        return run(files)

    app._run = run_unseen

    async def tell(_built: app.App) -> None:
        say("built")

    when_built(tell)


def sees_an_error() -> None:
    """What the program is made of cannot be imported."""
    from picwish_desktop.ui import importing

    importing.REST = ("picwish_desktop.ui.absent",)  # type: ignore[assignment]
    at_first_paint(lambda _: _read_message())


def cannot_build() -> None:
    """What the program is made of does not work."""

    def build(**_: Any) -> app.App:
        raise OSError("The disk is full")

    app.build = build  # type: ignore[assignment]
    at_first_paint(lambda _: _read_message())


def _read_message() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMessageBox

    message = QApplication.activeModalWidget()
    if isinstance(message, QMessageBox):
        say(message.text())
        message.accept()
    else:
        QTimer.singleShot(10, _read_message)


def compares() -> None:
    """The skeleton and the preview with what takes their place."""
    places: dict[str, Any] = {}

    def note(first: Any) -> None:
        skeleton = first.skeleton
        for name in ("rail", "strip", "column", "status", "menu", "canvas"):
            places[name] = getattr(skeleton, name).geometry()

    at_first_paint(note)

    async def look(built: app.App) -> None:
        from PySide6.QtCore import QPoint, QRect

        from tests.waiting import until

        window = built.window
        documents = window.documents
        entry = documents.current
        say("preview", None if entry is None or entry.picture is None else (entry.picture.width, entry.picture.height))
        preview_at = None if entry is None or entry.picture is None else window.canvas.viewport.area
        if entry is not None:
            await until(lambda: documents.current is None or documents.current.document)
        await until(window.isVisible)
        parts: dict[str, Any] = {
            "rail": window.rail,
            "strip": window.strips,
            "column": window.column,
            "status": window.status,
        }
        parts |= {"menu": window.menuBar(), "canvas": window.centre}
        for name, part in parts.items():
            real = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
            say(name, "same" if real == places[name] else (real, places[name]))
        if preview_at is not None:
            say("photo", "same" if preview_at == window.canvas.viewport.area else "moved")
        say("current", None if documents.current is None else documents.current.title)
        say("unused", *[name for name in ("cv2", "reportlab", "httpx", "onnxruntime") if name in sys.modules])

    when_built(look)


def uses() -> None:
    """The window by keys and mouse."""

    async def use(built: app.App) -> None:
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        from picwish_desktop.ui.actions import Command
        from picwish_desktop.ui.canvas.tool import Tool
        from tests.waiting import until

        window = built.window
        whole = window.window()
        await until(lambda: window.documents.current and window.documents.current.document)
        say("windows", sum(widget.isVisible() and widget.isWindow() for widget in QApplication.topLevelWidgets()))
        say("title", whole.windowTitle(), whole.windowIcon().isNull(), window is not whole)
        whole.activateWindow()
        await until(whole.isActiveWindow)
        window.canvas.setFocus()
        QTest.keyClick(window.canvas, Qt.Key.Key_E)
        say("eraser", window.canvas.tool is Tool.ERASER)
        QTest.keyClick(window.canvas, Qt.Key.Key_B)
        middle = window.canvas.rect().center()
        QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
        QTest.mouseMove(window.canvas, middle + QPoint(40, 0))
        QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 0))
        entry = window.documents.current
        assert entry is not None
        assert entry.document is not None
        say("marked", not entry.document.selection.is_empty)
        QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        say("undone", entry.document.selection.is_empty)
        window.setWindowModified(True)
        say("modified", whole.isWindowModified())
        window.setWindowModified(False)
        window.commands[Command.FULL_SCREEN].trigger()
        await until(whole.isFullScreen)
        window.commands[Command.FULL_SCREEN].trigger()
        await until(lambda: not whole.isFullScreen())
        say("full screen")
        window.commands[Command.ABOUT].trigger()
        await until(QApplication.activeModalWidget)
        dialog: Any = QApplication.activeModalWidget()
        say("dialog", dialog.parentWidget().window() is whole)
        dialog.close()
        whole.resize(1300, 700)
        QTest.keyClick(window.canvas, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        await window.closed
        say("closed", whole.isVisible())

    when_built(use)


def refuses_to_close() -> None:
    """There is unsaved work, and the person stays."""

    async def stay(built: app.App) -> None:
        from tests.waiting import until

        window = built.window
        may_close = built.window.leaving.may_close

        async def no(_: Any) -> bool:
            say("asked")
            return False

        window.leaving.may_close = no  # type: ignore[method-assign, assignment]
        window.window().close()
        await until(lambda: not window.closing.is_asking)
        say("stays", window.window().isVisible() and not window.closed.done())
        window.leaving.may_close = may_close  # type: ignore[method-assign]

    when_built(stay)


def interrupts() -> None:
    """Ctrl+C in the terminal, once the window can be used."""

    async def interrupt(built: app.App) -> None:
        import os
        import signal

        from tests.waiting import until

        await until(built.window.isVisible)
        os.kill(os.getpid(), signal.SIGINT)
        await built.window.closed
        say("closed")

    when_built(interrupt)


def interrupts_early() -> None:
    """Ctrl+C in the terminal, while there is only the skeleton."""

    def interrupt(_: Any) -> None:
        import os
        import signal

        os.kill(os.getpid(), signal.SIGINT)

    at_first_paint(interrupt)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
    sys.exit(app.main(sys.argv[2:]))
