"""What a test does with the whole window: opens photos, waits for dialogs, ends the program."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtWidgets import QDialog

from picwish_desktop.app import App
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from tests.waiting import until

Kind = TypeVar("Kind", bound=QDialog)


async def opened(window: MainWindow, path: Path) -> tuple[OpenDocument, Document]:
    window.open_files([path])
    return await current(window)


async def current(window: MainWindow) -> tuple[OpenDocument, Document]:
    """What is shown, as soon as it is read."""
    await until(lambda: window.documents.current and window.documents.current.document)
    entry = window.documents.current
    assert entry is not None
    assert entry.document is not None
    return entry, entry.document


def remove_something(document: Document, x: int = 0) -> None:
    """Something unsaved, from column `x` on; what it looks like depends on that."""
    pixels = np.full((64, 64, 3), x + 3, np.uint8)
    document.propose(Edit("Remove objects", "local", (Patch(Rect(x, 64, 64, 64), pixels),)))
    document.keep()


async def idle(entry: OpenDocument) -> None:
    await until(lambda: not entry.is_busy)


def visible(window: MainWindow, kind: type[Kind]) -> Kind | None:
    return next((dialog for dialog in window.findChildren(kind) if dialog.isVisible()), None)


async def sees(window: MainWindow, kind: type[Kind]) -> Kind:
    await until(lambda: visible(window, kind))
    dialog = visible(window, kind)
    assert dialog is not None
    return dialog


async def ended(app: App) -> None:
    """As when the program is closed: what is on disk stays."""
    app.window.hide()
    await app.close()
    app.window.deleteLater()
