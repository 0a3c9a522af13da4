"""Asks which file is opened, with the system's dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_open_file(parent: QWidget, title: str, folder: str, files: str, take: Callable[[Path], object]) -> None:
    """`folder`: where to look first. `files`: the formats as Qt's dialog reads them. `take` is called with the path of
    a file that is there."""
    dialog = QFileDialog(parent, title, folder, files)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: take(Path(name)))
    dialog.open()
