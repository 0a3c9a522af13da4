"""Asks where something is saved, with the system's dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_file_name(
    parent: QWidget, title: str, suggested: str, files: str, ending: str, take: Callable[[Path], object]
) -> None:
    """`files`: the formats as Qt's dialog reads them. `ending`: what a name without one gets. `take` is called with the
    path when the person has agreed, also to replace what is there."""
    dialog = QFileDialog(parent, title, suggested, files)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: take(Path(name)))
    dialog.open()
