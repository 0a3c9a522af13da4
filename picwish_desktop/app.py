"""`picwish-desktop`: shows a window at once, makes every object in it once, and runs the loop until it is closed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from picwish_desktop import __version__
from picwish_desktop.system_check import missing_for_window

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from picwish_desktop.storage.paths import Paths
    from picwish_desktop.ui.first_window import FirstWindow
    from picwish_desktop.ui.garbage import GarbageCollector
    from picwish_desktop.ui.main_window import MainWindow
    from picwish_desktop.ui.preview import Preview
    from picwish_desktop.workflows.service import Service


class App(NamedTuple):
    """Everything that lives as long as the program does."""

    window: MainWindow
    service: Service
    garbage: GarbageCollector

    async def close(self) -> None:
        """End what still runs."""
        await self.window.dragging.close()
        await self.window.tasks.cancel_all()
        self.window.recovery.close()
        await self.service.close()
        self.garbage.stop()


def build(paths: Paths | None = None, first: FirstWindow | None = None) -> App:
    """Make all objects of the program, in `first` or around a window that is not shown yet. Needs a running
    QApplication and loop."""
    from PySide6.QtWidgets import QApplication

    from picwish_desktop.storage.logs import start_logging
    from picwish_desktop.storage.memory import return_large_blocks
    from picwish_desktop.storage.paths import find_paths
    from picwish_desktop.ui.garbage import GarbageCollector
    from picwish_desktop.ui.main_window import MainWindow
    from picwish_desktop.ui.theme import Theme, ThemeSwitch
    from picwish_desktop.workflows.service import build_service

    # Python's threads, which encode and write, hand over to the window's after one millisecond, not five
    sys.setswitchinterval(0.001)
    return_large_blocks()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    paths = paths or find_paths()
    start_logging(paths.logs)
    service = build_service(paths, waits_for_network=True)
    chosen = service.settings.theme
    theme = ThemeSwitch(application, Theme(chosen) if chosen in set(Theme) else Theme.SYSTEM)
    window = MainWindow(service, theme, first)
    garbage = GarbageCollector(window)
    garbage.start()
    return App(window, service, garbage)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window with the files that were named, and return the exit status when it is closed."""
    # once, for as long as the start takes; the window's own collector takes over, see ui/garbage.py
    gc.disable()
    words = sys.argv[1:] if arguments is None else arguments
    files = _parsed(words) if any(word.startswith("-") for word in words) else [Path(word) for word in words]
    if (sentence := missing_for_window()) is not None:
        sys.stderr.write(f"{sentence}\n")
        return 1
    return _run(files)


def _parsed(words: Sequence[str]) -> list[Path]:
    # not for the many starts without options, where it would take longer than the first look at the settings
    import argparse

    parser = argparse.ArgumentParser(prog="picwish-desktop", description="Edit photographs in a window.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a picture to open")
    parser.add_argument("--version", action="version", version=f"picwish-desktop {__version__}")
    files: list[Path] = parser.parse_args(words).files
    return files


def _run(files: list[Path]) -> int:
    import signal

    from PySide6.QtWidgets import QApplication

    from picwish_desktop.storage.first_look import read_first_look
    from picwish_desktop.storage.paths import find_paths
    from picwish_desktop.ui.first_window import FirstWindow

    if getattr(sys, "frozen", False):
        import multiprocessing

        # a frozen program starts its worker by starting itself
        multiprocessing.freeze_support()
    # nothing can be lost yet, and Qt's loop would not let Python's own handler run
    interrupted = signal.signal(signal.SIGINT, signal.SIG_DFL)
    application = QApplication(sys.argv[:1])
    # the loop ends when the window has been closed for good, not when the last dialog has
    application.setQuitOnLastWindowClosed(False)
    paths = find_paths()
    first = FirstWindow(read_first_look(paths.settings), len(set(files)))
    first.show()

    from PySide6.QtCore import QEvent

    from picwish_desktop.ui.importing import Importing

    importing = Importing(first, files)
    error = None
    if importing.run():
        if sys.platform == "win32":
            signal.signal(signal.SIGINT, interrupted)
        error = importing.error or _live(application, first, files, importing.preview)
    if error is not None:
        _tell(error, paths, first)
    first.deleteLater()
    # now, before Python ends and forgets what the window's parts are
    application.sendPostedEvents(first, QEvent.Type.DeferredDelete)
    return 0 if error is None else 1


def _live(
    application: QApplication, first: FirstWindow, files: list[Path], preview: Preview | None
) -> BaseException | None:
    """Run the program in `first`. The answer is what it could not go on for."""
    import asyncio
    import signal
    from concurrent.futures import ThreadPoolExecutor

    from picwish_desktop.ui.event_loop import EventLoop

    loop = EventLoop(application)
    # more threads for pixels would take the time from the window's own
    loop.set_default_executor(ThreadPoolExecutor(2, thread_name_prefix="pixels"))

    async def live() -> None:
        app = build(first=first)
        if sys.platform != "win32":
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, app.window.close)
        app.window.open_files(files, preview)
        app.window.tell_settings()
        app.window.offer_recovery()
        app.window.offer_paid_work()
        app.window.forget_old_tickets()
        await app.window.closed
        await app.close()

    with loop:
        life: asyncio.Task[None] = loop.create_task(live())
        loop.run_until_complete(asyncio.wait([life]))
        loop.run_until_complete(loop.shutdown_default_executor())
        return life.exception()


def _tell(error: BaseException, paths: Paths, first: FirstWindow) -> None:
    """Say why the program cannot go on. With Qt alone: our own dialogs may be what is missing."""
    import logging

    from PySide6.QtWidgets import QMessageBox

    from picwish_desktop.storage.logs import start_logging

    if not logging.getLogger().hasHandlers():
        start_logging(paths.logs)
    logging.getLogger(__name__).critical("the window cannot go on", exc_info=error)
    sentence = (
        f"PicWish Desktop cannot go on: {error}. Start it again; if that does not help, install it again. "
        f"The log in {paths.logs} says more."
    )
    sys.stderr.write(f"{sentence}\n")
    QMessageBox.critical(first, "PicWish Desktop", sentence)


if __name__ == "__main__":
    sys.exit(main())
