"""What `test_any_gestures` has a process of its own check, because Qt reads the screen's scaling at its start only."""

import sys

from PySide6.QtWidgets import QApplication

from tests.ui.canvas import any_corrections, any_gestures


def check(gestures: int, corrections: int) -> None:
    """So many examples of each."""
    application = QApplication([])
    any_gestures.run(gestures)
    any_corrections.run(corrections)
    screen = application.primaryScreen()
    sys.stdout.write(f"{screen.devicePixelRatio()}\n")
    application.quit()
