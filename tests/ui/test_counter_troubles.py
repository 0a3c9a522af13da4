"""What the counter cannot keep on the disk is said in a sentence: what, which file, why."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from picwish_desktop.app import App
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.main_window import MainWindow
from tests.ui.whole_window import sees
from tests.waiting import until


@pytest.fixture
async def window(counter: App) -> MainWindow:
    await counter.window.counter.load()
    return counter.window


async def told(window: MainWindow) -> str:
    dialog = await sees(window, MessageDialog)
    text = " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.accept()
    assert "Errno" not in text
    return text


def block(folder: Path) -> None:
    """Nothing can be in it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.touch()


async def test_presets_that_cannot_be_kept(window: MainWindow) -> None:
    presets = window.service.paths.id_photo / "presets.json"
    presets.mkdir(parents=True)
    reason = f"“{presets}” cannot be changed: Is a directory. Check its folder, then try again."
    window.counter.save_preset("Visa", False)
    assert await told(window) == f"The preset is not kept {reason}"
    window.counter.remove_preset("Visa")
    assert await told(window) == f"The preset is not removed {reason}"


async def test_a_preset_without_a_name(window: MainWindow) -> None:
    window.counter.save_preset(" ", False)
    assert await told(window) == "The preset is not kept A preset needs a name of 1 to 40 characters."


async def test_a_document_type_that_cannot_be_kept(window: MainWindow) -> None:
    block(window.service.paths.id_photo / "documents")
    window.counter.save_document(window.counter.shelf.specs[0])
    text = await told(window)
    assert text.startswith("This document type is not kept “document-")
    assert "cannot be written (" in text


async def test_a_document_type_that_cannot_be_exported(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    window.counter.ask_export("schengen-visa")
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "full" / "visa.json"))
    dialog.reject()
    assert (await told(window)).startswith("Not exported “visa.json” cannot be written (")


async def test_a_document_type_that_cannot_be_deleted(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.counter.save_document(window.counter.shelf.specs[0])
    await until(lambda: window.counter.shelf.own)
    (own,) = window.counter.shelf.own

    def unlink(path: Path, **_: bool) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as there:
        there.setattr(Path, "unlink", unlink)
        window.counter.delete_document(own)
        text = await told(window)
    assert text == f"Not deleted “document-{own}.json” cannot be deleted (Permission denied)."
    assert own in window.counter.shelf.own
