"""A lock holds until it is taken off: for what waits for a network, too, and where taking it off did not work."""

import gc
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from weakref import ref

import pytest
import skimage.data
from PIL import Image
from PySide6.QtWidgets import QLabel

from picwish_desktop.app import App, build
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.storage import reaching
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.private import is_private
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.workflows import service
from tests.sandbox.server import Sandbox
from tests.ui.whole_window import current, ended, opened, sees
from tests.waiting import until


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    return path


@pytest.fixture
async def offline(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[App]:  # noqa: ARG001 - it must be there
    """The program where nobody answers at the provider’s address, yet."""
    monkeypatch.setenv("PICWISH_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(service, "NETWORK_PAUSES", (0.0,))
    app = build()
    app.window.remove_panel.provider_chosen.emit("picwish")
    app.window.show()
    yield app
    await ended(app)


async def waiting(entry: OpenDocument, window: MainWindow) -> Job:
    """What is asked now: it waits for a network."""
    assert entry.document is not None
    entry.document.set_rectangles("Rectangle", [Rect(380, 50, 50, 90)])
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.job is not None and entry.job.is_offline)
    assert entry.job is not None
    return entry.job


async def locked_and_closed(app: App, photo: Path) -> tuple[Job, ref[Document]]:
    """What waits for a network, of a pasted picture that was locked and closed meanwhile."""
    window = app.window
    await window.opening.open_data("Pasted picture", photo.read_bytes())
    entry, document = await current(window)
    job = await waiting(entry, window)
    window.commands[Command.LOCK].trigger()
    window.closing._close_now(entry)
    return job, ref(document)


async def test_a_pasted_picture_that_is_locked_and_closed_while_it_waits_is_not_sent(
    offline: App, sandbox: Sandbox, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, known = await locked_and_closed(offline, photo)
    await until(lambda: gc.collect() >= 0 and known() is None)
    monkeypatch.setenv("PICWISH_BASE_URL", sandbox.picwish_url)
    await until(lambda: job.state.is_over)
    assert job.state is JobState.FAILED
    assert sandbox.requests == []


async def test_a_photo_that_is_locked_while_it_waits_for_the_network_is_not_sent(
    offline: App, sandbox: Sandbox, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = offline.window
    entry, _ = await opened(window, photo)
    job = await waiting(entry, window)

    # its tab closes, and the job goes on waiting
    window.closing._close_now(entry)
    _, again = await opened(window, photo)
    window.commands[Command.LOCK].trigger()
    assert again.is_private
    await until(lambda: is_private(find_paths().private, photo))
    monkeypatch.setenv("PICWISH_BASE_URL", sandbox.picwish_url)
    await until(lambda: job.state.is_over)
    assert job.state is JobState.FAILED
    assert "locked to this computer meanwhile" in job.error
    assert sandbox.requests == []


async def test_a_pasted_picture_that_is_locked_while_it_waits_for_the_network_is_not_sent(
    offline: App, sandbox: Sandbox, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = offline.window
    await window.opening.open_data("Pasted picture", photo.read_bytes())
    entry, _ = await current(window)
    job = await waiting(entry, window)
    window.commands[Command.LOCK].trigger()
    monkeypatch.setenv("PICWISH_BASE_URL", sandbox.picwish_url)
    await until(lambda: job.state.is_over)
    assert "locked to this computer meanwhile" in job.error
    assert sandbox.requests == []


async def test_a_lock_is_seen_wherever_its_photo_is_open(app: App, photo: Path, tmp_path: Path) -> None:
    window = app.window
    entry, document = await opened(window, photo)
    # it was saved as another file, so that this one can be opened again
    entry.saved_as[False] = tmp_path / "out.png", Encoding("PNG")
    _, again = await opened(window, photo)
    assert again is not document
    for is_locked in (True, False):
        window.commands[Command.LOCK].trigger()
        assert (document.is_private, again.is_private) == (is_locked, is_locked)


async def test_a_lock_that_cannot_be_taken_off_stays(app: App, photo: Path) -> None:
    window = app.window
    _, document = await opened(window, photo)
    window.commands[Command.LOCK].trigger()
    await until(lambda: is_private(find_paths().private, photo))
    find_paths().private.write_text("[")
    window.commands[Command.LOCK].trigger()
    told = await sees(window, MessageDialog)
    assert any("cannot be read" in label.text() for label in told.findChildren(QLabel))
    told.accept()
    assert document.is_private
    assert window.commands[Command.LOCK].isChecked()


async def test_a_lock_that_cannot_be_kept_for_its_share_keeps_no_other_from_it(
    app: App, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = tmp_path / "away.png"
    away.write_bytes(photo.read_bytes())
    window, given_up, resolve = app.window, threading.Event(), Path.resolve
    window.open_files([away, photo])
    await until(lambda: len(window.documents) == 2 and all(entry.document for entry in window.documents))

    def resolve_there(path: Path, strict: bool = False) -> Path:
        if path == away:
            given_up.wait()
        return resolve(path, strict)

    monkeypatch.setattr(Path, "resolve", resolve_there)
    monkeypatch.setattr(reaching, "PATIENCE", 0.1)
    for entry in tuple(window.documents):
        window.documents.show(entry)
        window.commands[Command.LOCK].trigger()
    await until(lambda: is_private(find_paths().private, photo))
    told = await sees(window, MessageDialog)
    assert any("The folder of “away.png” does not answer." in label.text() for label in told.findChildren(QLabel))
    told.accept()
    given_up.set()
