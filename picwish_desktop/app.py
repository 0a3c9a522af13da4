"""`picwish-desktop`: makes every object once, and runs the loop until the window is closed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from picwish_desktop import __version__
from picwish_desktop.system_check import missing_for_window

if TYPE_CHECKING:
    from picwish_desktop.storage.paths import Paths
    from picwish_desktop.ui.garbage import GarbageCollector
    from picwish_desktop.ui.main_window import MainWindow
    from picwish_desktop.workflows.service import Service


@dataclass(frozen=True, slots=True)
class App:
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


def build(paths: Paths | None = None) -> App:
    """Make all objects of the program around a window that is not shown yet. Needs a running QApplication and loop."""
    from PySide6.QtWidgets import QApplication

    from picwish_desktop.storage.logs import start_logging
    from picwish_desktop.storage.memory import return_large_blocks
    from picwish_desktop.storage.paths import find_paths
    from picwish_desktop.ui.garbage import GarbageCollector
    from picwish_desktop.ui.main_window import MainWindow
    from picwish_desktop.ui.theme import Theme, apply_theme
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
    theme = apply_theme(application, Theme(chosen) if chosen in set(Theme) else Theme.SYSTEM)
    window = MainWindow(service, theme)
    garbage = GarbageCollector(window)
    garbage.start()
    return App(window, service, garbage)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window with the files that were named, and return the exit status when it is closed."""
    parser = argparse.ArgumentParser(prog="picwish-desktop", description="Edit photographs in a window.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a picture to open")
    parser.add_argument("--version", action="version", version=f"picwish-desktop {__version__}")
    files: list[Path] = parser.parse_args(arguments).files
    if (sentence := missing_for_window()) is not None:
        sys.stderr.write(f"{sentence}\n")
        return 1
    return _run(files)


def _run(files: list[Path]) -> int:
    import asyncio
    import multiprocessing
    import signal
    from concurrent.futures import ThreadPoolExecutor

    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    # a frozen program starts its worker by starting itself
    multiprocessing.freeze_support()
    application = QApplication(sys.argv[:1])
    # the loop ends when the window has been closed for good, not when the last dialog has
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    # more threads for pixels would take the time from the window's own
    loop.set_default_executor(ThreadPoolExecutor(2, thread_name_prefix="pixels"))

    async def live() -> None:
        app = build()
        if sys.platform != "win32":
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, app.window.close)
        app.window.show()
        app.window.open_files(files)
        app.window.offer_recovery()
        app.window.offer_paid_work()
        app.window.forget_old_tickets()
        await app.window.closed
        await app.close()

    with loop:
        loop.run_until_complete(live())
        loop.run_until_complete(loop.shutdown_default_executor())
    return 0


if __name__ == "__main__":
    sys.exit(main())
