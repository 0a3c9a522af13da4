"""Paid work in the real window against the sandbox server: what a person sees, decides, cancels, and finds again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import skimage.data
from PIL import Image
from PySide6.QtWidgets import QDialog, QLabel

from picwish_desktop.app import App, build
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.operations.provider import Progress, Task
from picwish_desktop.operations.request import Answer
from picwish_desktop.providers import picwish_tasks
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.private import is_private
from picwish_desktop.ui import opening
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.paid_work import Decision, PaidWorkDialog
from picwish_desktop.ui.dialogs.save import SaveChoice, SaveDialog
from picwish_desktop.ui.dialogs.unused_mark import UnusedMarkDialog
from picwish_desktop.ui.job_card import JobCardButton
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.rail import BACKGROUND
from tests.sandbox.faults import Reply, Reset, Silence, State, When, forbidden
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox
from tests.ui.whole_window import current, opened, sees, visible
from tests.waiting import until

ENDED: list[App] = []
NewApp = Callable[[], Awaitable[App]]


@pytest.fixture
async def new_app(sandbox: Sandbox) -> AsyncIterator[NewApp]:
    """Starts the program; the one before it must be closed."""
    apps: list[App] = []

    async def new() -> App:
        app = build()
        apps.append(app)
        app.service.settings.picwish_requests_per_second = 1000
        app.window.remove_panel.provider_chosen.emit("picwish")
        app.window.show()
        app.window.offer_paid_work()
        return app

    yield new
    # before the server: the program closes its connections
    assert sandbox.requests is not None
    for app in apps:
        if app not in ENDED:
            await ended(app)
    ENDED.clear()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    return path


async def ended(app: App) -> None:
    """As when the program is closed: what is on disk stays."""
    ENDED.append(app)
    app.window.hide()
    await app.close()
    app.window.deleteLater()


async def marked(window: MainWindow, path: Path) -> tuple[OpenDocument, Document]:
    entry, document = await opened(window, path)
    document.set_rectangles("Rectangle", [Rect(380, 50, 50, 90)])
    return entry, document


async def removed(window: MainWindow) -> OpenDocument:
    """Press Remove, and wait for what comes of it."""
    entry = window.documents.current
    assert entry is not None
    window.commands[Command.RUN].trigger()
    assert entry.work is not None
    await until(lambda: entry.work is None)
    return entry


async def offered(new_app: NewApp, sandbox: Sandbox, photo: Path) -> tuple[MainWindow, Job]:
    """The program once more, after it ended before an answer came, and the result that it fetched then."""
    app = await new_app()
    await marked(app.window, photo)
    sandbox.faults.push(Route.INPAINT_TASK, Silence(When.BEFORE_WORK))
    app.window.commands[Command.RUN].trigger()
    await until(lambda: sandbox.at(Route.INPAINT_TASK))
    await ended(app)

    window = (await new_app()).window
    await until(lambda: [job for job in window.service.runner.jobs.values() if job.is_offered])
    (job,) = window.service.runner.jobs.values()
    return window, job


class Late(NamedTuple):
    """What an earlier run sent and this one fetches, and the photo that was opened meanwhile and asked for the same."""

    window: MainWindow
    entry: OpenDocument
    document: Document
    job: Job
    comes: asyncio.Event
    told: list[str]


@pytest.fixture
async def late(new_app: NewApp, sandbox: Sandbox, photo: Path, monkeypatch: pytest.MonkeyPatch) -> Late:
    app = await new_app()
    await marked(app.window, photo)
    sandbox.faults.push(Route.INPAINT_TASK, Silence(When.BEFORE_WORK))
    app.window.commands[Command.RUN].trigger()
    await until(lambda: sandbox.at(Route.INPAINT_TASK))
    await ended(app)

    window, comes = (await new_app()).window, asyncio.Event()
    provider = window.service.runner.providers["picwish"]
    fetch = provider.fetch

    async def fetch_late(task: Task, progress: Progress) -> Answer:
        await comes.wait()
        return await fetch(task, progress)

    monkeypatch.setattr(provider, "fetch", fetch_late)
    entry, document = await marked(window, photo)
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.job)
    (job,) = window.service.runner.jobs.values()
    assert entry.job is job, "it is not paid for twice"
    told: list[str] = []
    window.documents.told.connect(told.append)
    return Late(window, entry, document, job, comes, told)


async def asks_to_close(window: MainWindow) -> bool:
    """Close the photo that is shown. Whether it is asked if its mark may be lost."""
    entry = window.documents.current
    window.closing.close_current()
    await until(lambda: entry not in tuple(window.documents) or visible(window, QDialog))
    return visible(window, UnusedMarkDialog) is not None


def texts(dialog: PaidWorkDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


async def test_a_result_comes_back_and_nothing_else_changes(new_app: NewApp, sandbox: Sandbox, photo: Path) -> None:
    window = (await new_app()).window
    entry, document = await marked(window, photo)
    await until(lambda: "Sends a 242 × 236 px crop, 0.1 MB." in window.provider_note.text)
    await until(lambda: "100 credits left." in window.provider_note.text)
    await removed(window)
    assert entry.message == ""
    document.keep()
    before, after = skimage.data.coffee(), document.pixels()
    changed = (before != after).any(axis=2)
    assert changed[50:140, 380:430].mean() > 0.9
    changed[50:140, 380:430] = False
    assert not changed.any(), "the server changed every pixel"
    assert len(sandbox.charges) == 1
    await until(lambda: "99 credits left." in window.provider_note.text)
    (job,) = window.service.runner.jobs.values()
    # so it is not offered again; nobody waits for the disk
    await until(lambda: job.is_taken)


async def test_several_photos_are_worked_on_at_once(new_app: NewApp, sandbox: Sandbox, photo: Path) -> None:
    window = (await new_app()).window
    entries = []
    for number in range(3):
        path = photo.with_name(f"{number}.png")
        Image.fromarray(np.roll(skimage.data.coffee(), number, axis=1)).save(path)
        entry, _ = await marked(window, path)
        window.commands[Command.RUN].trigger()
        entries.append(entry)
    assert all(entry.work is not None for entry in entries[:2]), "marking went on while they ran"
    await until(lambda: all(entry.work is None for entry in entries))
    assert all(entry.document and entry.document.state.preview for entry in entries)
    assert len(sandbox.charges) == 3


async def test_a_lost_answer_is_decided_by_the_person(new_app: NewApp, sandbox: Sandbox, photo: Path) -> None:
    window = (await new_app()).window
    entry, document = await marked(window, photo)
    sandbox.faults.push(Route.INPAINT, Reset(When.BEFORE_WORK))
    await removed(window)
    assert "may have been charged" in entry.message
    assert entry.job is not None
    job = entry.job
    assert job.state is JobState.UNCONFIRMED
    # pressing the button again does not pay again: it asks
    await removed(window)
    dialog = await sees(window, PaidWorkDialog)
    assert "cup.png" in texts(dialog)
    assert len(sandbox.at(Route.INPAINT)) == 1
    sandbox.violations.clear()
    dialog.decided.emit(job.id, Decision.SEND_AGAIN)
    await until(lambda: document.state.preview)
    assert len(sandbox.charges) == 1
    await until(lambda: not [dialog for dialog in window.findChildren(PaidWorkDialog) if dialog.isVisible()])
    # the person decided to send the same again, which the sandbox cannot know
    sandbox.violations.clear()


@pytest.mark.parametrize("clicks", [(Decision.SEND_AGAIN, Decision.SEND_AGAIN), (Decision.FORGET, Decision.FORGET)])
async def test_a_second_click_decides_nothing(
    new_app: NewApp, sandbox: Sandbox, photo: Path, clicks: tuple[Decision, Decision], caplog: pytest.LogCaptureFixture
) -> None:
    window = (await new_app()).window
    entry, _ = await marked(window, photo)
    sandbox.faults.push(Route.INPAINT, Reset(When.BEFORE_WORK))
    await removed(window)
    window.paid_work.ask_or_say()
    dialog = await sees(window, PaidWorkDialog)
    assert entry.job is not None
    for click in clicks:
        dialog.decided.emit(entry.job.id, click)
    await until(lambda: not window.tasks._running)
    assert not visible(window, QDialog)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(sandbox.charges) == (Decision.SEND_AGAIN in clicks)
    # the person decided to send the same again, which the sandbox cannot know
    sandbox.violations.clear()


async def test_what_gave_nothing_is_not_sent_again_where_the_same_was_asked_for_since(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    window = (await new_app()).window
    entry, document = await marked(window, photo)
    sandbox.faults.push(Route.INPAINT, State(-1))
    await removed(window)
    assert entry.job is not None
    assert entry.job.state is JobState.FAILED
    copy = photo.with_name("copy.png")
    copy.write_bytes(photo.read_bytes())
    _, other = await marked(window, copy)
    await removed(window)
    await until(lambda: other.state.preview)
    window.tray.retry_requested.emit(entry.job.id)
    await until(lambda: document.state.preview)
    await until(lambda: not window.tasks._running)
    assert len(window.service.runner.jobs) == 1
    assert len(sandbox.charges) == 1


async def save_picture(window: MainWindow, path: Path) -> None:
    window.commands[Command.SAVE_AS].trigger()
    dialog = await sees(window, SaveDialog)
    dialog.chosen.emit(SaveChoice(path, "PNG", None))
    dialog.accept()
    await until(path.exists)
    await until(lambda: window.documents.current and window.documents.current.title == path.name)


def card_names(window: MainWindow) -> list[str]:
    """What the photos of the tray are called."""
    cards = [card for card in window.tray.findChildren(JobCardButton) if card.isVisible()]
    return [card.accessibleName().rpartition(", ")[0] for card in cards]


async def test_what_may_have_been_charged_has_the_name_that_its_photo_was_saved_under(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    window = (await new_app()).window
    entry, _ = await marked(window, photo)
    sandbox.faults.push(Route.INPAINT, Reset(When.BEFORE_WORK))
    await removed(window)
    await save_picture(window, photo.with_name("mug.png"))
    await removed(window)
    assert "The same request for “mug.png” was sent before" in entry.message
    dialog = await sees(window, PaidWorkDialog)
    assert "mug.png" in texts(dialog)


async def test_what_still_runs_when_its_photo_closes_keeps_the_name_that_this_was_saved_under_before(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    app = await new_app()
    window = app.window
    await marked(window, photo)
    await save_picture(window, photo.with_name("mug.png"))
    sandbox.faults.push(Route.INPAINT_TASK, Silence(When.BEFORE_WORK))
    window.commands[Command.RUN].trigger()
    await until(lambda: sandbox.at(Route.INPAINT_TASK))
    assert not await asks_to_close(window)
    assert card_names(window) == ["mug.png"]
    await ended(app)
    window = (await new_app()).window
    await until(lambda: card_names(window))
    assert card_names(window) == ["mug.png"], "in the next run, too"


async def test_what_waits_for_a_decision_when_its_photo_closes_keeps_the_name_that_this_was_saved_under_after(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    app = await new_app()
    window = app.window
    await marked(window, photo)
    sandbox.faults.push(Route.INPAINT, Reset(When.BEFORE_WORK))
    await removed(window)
    await save_picture(window, photo.with_name("mug.png"))
    assert await asks_to_close(window)
    (await sees(window, UnusedMarkDialog))._finish()
    await until(lambda: window.documents.current is None)
    assert card_names(window) == ["mug.png"]
    await ended(app)
    window = (await new_app()).window
    assert "mug.png" in texts(await sees(window, PaidWorkDialog)), "in the next run, too"


async def test_a_result_that_is_no_longer_of_its_photo_has_the_name_that_this_was_saved_under(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    window = (await new_app()).window
    entry, document = await opened(window, photo)
    pixels = np.full((64, 64, 3), 3, np.uint8)
    document.propose(Edit("Remove objects", "local", (Patch(Rect(0, 64, 64, 64), pixels),)))
    document.keep()
    window.choose_job(BACKGROUND.id)
    window.settings.background_provider = "picwish"
    sandbox.faults.push(Route.SEGMENTATION, Reset(When.BEFORE_WORK))
    await removed(window)
    job = entry.job
    assert job is not None
    while document.state.visible_edits:
        document.undo()
    await save_picture(window, photo.with_name("mug.png"))
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.tray.chosen.emit(job.id)
    dialog = await sees(window, PaidWorkDialog)
    dialog.decided.emit(job.id, Decision.SEND_AGAIN)
    await until(lambda: "The result for “mug.png” is here. Open it from the tray." in told)
    window.tray.chosen.emit(job.id)
    await until(lambda: window.documents.current is not entry)
    assert window.documents.current is not None
    assert window.documents.current.title == f"{job.operation.label} – mug.png"
    # the person decided to send the same again, which the sandbox cannot know
    sandbox.violations.clear()


OPEN_IT = "The result for “cup.png” is here. Open it from the tray."


async def test_what_comes_into_the_photo_that_is_shown_need_not_be_opened_from_the_tray(late: Late) -> None:
    late.comes.set()
    await until(lambda: late.document.state.preview)
    assert OPEN_IT not in late.told


async def test_what_comes_into_a_photo_that_is_not_shown_is_opened_from_the_tray(late: Late, photo: Path) -> None:
    other = photo.with_name("other.png")
    other.write_bytes(photo.read_bytes())
    await opened(late.window, other)
    late.comes.set()
    await until(lambda: OPEN_IT in late.told)
    late.window.tray.chosen.emit(late.job.id)
    await until(lambda: late.window.documents.current is late.entry and late.document.state.preview)


async def test_what_nobody_wants_any_more_is_not_called_here(late: Late) -> None:
    late.window.work.cancel()
    await until(lambda: not late.job.is_wanted)
    late.comes.set()
    await until(lambda: late.job.state is JobState.SUCCEEDED)
    # it is read from the disk, long after who waits was told
    await late.window.service.runner.answer(late.job)
    assert OPEN_IT not in late.told


async def test_forgetting_clears_the_way(new_app: NewApp, sandbox: Sandbox, photo: Path) -> None:
    window = (await new_app()).window
    entry, _ = await marked(window, photo)
    sandbox.faults.push(Route.INPAINT, Reset(When.BEFORE_WORK))
    await removed(window)
    assert entry.job is not None
    window.tray.chosen.emit(entry.job.id)
    dialog = await sees(window, PaidWorkDialog)
    dialog.decided.emit(entry.job.id, Decision.FORGET)
    await until(lambda: not window.service.runner.jobs)
    await until(lambda: not window.tray.isVisible())


async def test_what_the_provider_still_has_is_fetched_at_the_next_start(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    window, job = await offered(new_app, sandbox, photo)
    await until(lambda: window.tray.isVisible())
    window.tray.chosen.emit(job.id)
    await until(lambda: window.documents.current and window.documents.current.document)
    entry = window.documents.current
    assert entry is not None
    document = entry.document
    assert document is not None
    await until(lambda: document.state.preview)
    assert entry.path == photo
    await until(lambda: job.is_taken)
    assert len(sandbox.charges) == 1


async def test_an_earlier_result_that_was_opened_belongs_to_its_photo(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    window, job = await offered(new_app, sandbox, photo)
    window.tray.chosen.emit(job.id)
    entry, document = await current(window)
    await until(lambda: document.state.preview and entry.work is None and job.is_taken)
    other = photo.with_name("other.png")
    other.write_bytes(photo.read_bytes())
    await opened(window, other)
    window.tray.chosen.emit(job.id)
    assert window.documents.current is entry
    window.documents.rename(entry, "saved.png")
    assert window.jobs.title_of(job) == "saved.png"
    document.discard()
    document.clear_selection()
    window.closing.close_document(entry)
    await until(lambda: entry not in tuple(window.documents))
    assert window.jobs.with_id(job.id) is None
    assert not window.tray.isVisible()


@pytest.mark.parametrize("is_of_photo", [True, False])
async def test_a_result_whose_tab_closes_while_it_opens_is_still_offered(
    new_app: NewApp, sandbox: Sandbox, photo: Path, monkeypatch: pytest.MonkeyPatch, is_of_photo: bool
) -> None:
    window, job = await offered(new_app, sandbox, photo)
    if not is_of_photo:
        photo.write_bytes(photo.read_bytes() + b" ")
    may_read = asyncio.Event()
    name = "open_file" if is_of_photo else "open_bytes"
    read = getattr(opening, name)

    async def read_late(*given: object) -> object:
        await may_read.wait()
        return await read(*given)

    monkeypatch.setattr(opening, name, read_late)
    window.paid_work._decided(job.id, Decision.OPEN)
    await until(lambda: len(window.documents))
    window.closing.close_current()
    await until(lambda: not len(window.documents))
    may_read.set()
    await until(lambda: not window.tasks._running)
    assert job.is_offered


async def test_a_result_that_nobody_took_is_offered_at_the_start(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    app = await new_app()
    await marked(app.window, photo)
    app.window.commands[Command.RUN].trigger()
    await until(lambda: sandbox.at(Route.INPAINT))
    # the photo is closed while its removal runs
    app.window.closing.close_current()
    await until(lambda: not app.window.documents.current)
    (job,) = app.service.runner.jobs.values()
    await until(lambda: job.is_offered)
    assert "open the result" in app.window.tray.note_of(job.id)
    await ended(app)

    window = (await new_app()).window
    dialog = await sees(window, PaidWorkDialog)
    (job,) = window.service.runner.jobs.values()
    dialog.decided.emit(job.id, Decision.OPEN)
    await until(lambda: window.documents.current and window.documents.current.document)
    await until(lambda: window.documents.current.document.state.preview)  # type: ignore[union-attr]
    await until(lambda: job.is_taken)
    assert len(sandbox.charges) == 1


async def test_a_mark_beside_a_paid_cutout_that_runs_is_asked_about(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    window = (await new_app()).window
    await marked(window, photo)
    window.choose_job(BACKGROUND.id)
    window.settings.background_provider = "picwish"
    sandbox.faults.push(Route.SEGMENTATION_TASK, Silence(When.BEFORE_WORK))
    window.commands[Command.RUN].trigger()
    await until(lambda: sandbox.at(Route.SEGMENTATION_TASK))
    assert await asks_to_close(window)


async def test_bringing_home_an_earlier_result_leaves_another_mark_as_new_as_it_was(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    window, job = await offered(new_app, sandbox, photo)
    entry, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(10, 300, 80, 60)])
    window.tray.chosen.emit(job.id)
    await until(lambda: document.state.preview and entry.work is None)
    window.commands[Command.DISCARD].trigger()
    assert document.state.preview is None
    assert await asks_to_close(window)


async def test_a_photo_that_changed_gets_its_result_as_a_picture_of_its_own(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    app = await new_app()
    await marked(app.window, photo)
    app.window.commands[Command.RUN].trigger()
    await until(lambda: sandbox.at(Route.INPAINT))
    app.window.closing.close_current()
    await until(lambda: [job for job in app.service.runner.jobs.values() if job.is_offered])
    Image.fromarray(skimage.data.chelsea()).save(photo)
    (job,) = app.service.runner.jobs.values()
    app.window.tray.chosen.emit(job.id)
    await until(lambda: app.window.documents.current and app.window.documents.current.document)
    entry = app.window.documents.current
    assert entry is not None
    assert entry.path is None
    assert entry.document is not None
    assert (entry.document.photo.width, entry.document.photo.height) == (242, 236)
    assert len(sandbox.charges) == 1


async def test_cancelling_says_that_the_credit_may_be_spent_and_the_same_is_free(
    new_app: NewApp, sandbox: Sandbox, photo: Path
) -> None:
    window = (await new_app()).window
    entry, document = await marked(window, photo)
    sandbox.faults.push(Route.INPAINT_TASK, State(4))
    window.commands[Command.RUN].trigger()
    await until(lambda: sandbox.at(Route.INPAINT_TASK))
    assert entry.job is not None
    job = entry.job
    window.work.cancel()
    await until(lambda: entry.work is None)
    assert "credit may be spent" in entry.message
    await until(lambda: job.state is JobState.SUCCEEDED)
    assert not job.is_offered
    assert not document.state.visible_edits
    await removed(window)
    assert document.state.visible_edits
    assert len(sandbox.charges) == 1


async def test_no_network_waits_or_this_computer_does_it(
    new_app: NewApp, sandbox: Sandbox, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICWISH_BASE_URL", "http://127.0.0.1:9")
    window = (await new_app()).window
    entry, document = await marked(window, photo)
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.job and entry.job.state is JobState.PENDING and entry.job.error)
    assert "no network" in window.tray.note_of(entry.job.id)  # type: ignore[union-attr]
    window.remove_panel.use_this_computer.emit()
    await until(lambda: document.state.preview)
    assert document.state.preview is not None
    assert document.state.preview.provider == "local"
    await until(lambda: not window.service.runner.jobs)
    assert sandbox.requests == []
    assert window.settings.removal_provider == "picwish"


async def test_a_locked_photo_is_not_sent_and_says_so(new_app: NewApp, sandbox: Sandbox, photo: Path) -> None:
    window = (await new_app()).window
    entry, document = await marked(window, photo)
    window.commands[Command.LOCK].trigger()
    assert document.is_private
    assert not window.commands[Command.RUN].isEnabled()
    await until(lambda: "locked to this computer" in window.remove_panel.provider_note)
    window.removal.start()
    await until(lambda: entry.work is None)
    assert "locked to this computer" in entry.message
    await until(lambda: is_private(find_paths().private, photo))
    window.closing.close_current()
    (await sees(window, UnusedMarkDialog))._finish()
    await until(lambda: window.documents.current is None)
    _, again = await opened(window, photo)
    assert again.is_private, "it stays locked"
    window.commands[Command.LOCK].trigger()
    await until(lambda: not is_private(find_paths().private, photo))
    assert not sandbox.at(Route.INPAINT)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Reply(401, b'{"status":401,"message":"invalid"}'), "key"),
        (Reply(402, b'{"status":402,"message":"no credits"}'), "credit"),
        (Reply(413, b'{"status":413,"message":"large"}'), "large"),
        (State(-8), "time limit"),
    ],
)
async def test_what_the_provider_refuses_is_a_sentence_and_can_be_tried_again(
    new_app: NewApp, sandbox: Sandbox, photo: Path, fault: Reply | State, words: str
) -> None:
    window = (await new_app()).window
    _, document = await marked(window, photo)
    sandbox.faults.push(Route.INPAINT, fault)
    entry = await removed(window)
    assert words in entry.message
    assert entry.job is not None
    assert entry.job.state is JobState.FAILED
    window.tray.retry_requested.emit(entry.job.id)
    await until(lambda: document.state.preview)
    assert len(sandbox.charges) == 1


async def test_an_expired_result_is_said(
    new_app: NewApp, sandbox: Sandbox, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the hour is over
    monkeypatch.setattr(picwish_tasks, "KEPT", 0.0)
    window = (await new_app()).window
    await marked(window, photo)
    sandbox.faults.push(Route.RESULT, *[forbidden()] * 5)
    entry = await removed(window)
    assert entry.job is not None
    assert entry.job.state is JobState.EXPIRED
    assert entry.message
