"""What may leave this computer is found out when it is sent, and keeps nobody waiting."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest

from picwish_desktop.jobs.job import Job, Purpose
from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.operations.catalogue import RemoveBackground
from picwish_desktop.operations.provider import RequestRejectedError
from picwish_desktop.operations.request import Request
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.private import set_private
from picwish_desktop.workflows import edit
from picwish_desktop.workflows.cutting import begin_whole
from picwish_desktop.workflows.edit import NothingToDoError
from picwish_desktop.workflows.service import Service, build_service
from tests.jobs.vendor import picture_file
from tests.sandbox.options import Options
from tests.sandbox.server import Sandbox

SHARE = Path("/share-whose-server-is-gone")


@pytest.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sandbox]:
    async with Sandbox(Options(picwish_rate=1000)) as sandbox:
        monkeypatch.setenv("PICWISH_BASE_URL", sandbox.picwish_url)
        monkeypatch.setenv("PICWISH_API_KEY", sandbox.key)
        yield sandbox


@pytest.fixture
async def service(sandbox: Sandbox) -> AsyncIterator[Service]:
    service = build_service(find_paths(), waits_for_network=False)
    yield service
    await service.close()
    assert sandbox.violations == []


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who looks at the share waits."""
    back, resolve = threading.Event(), Path.resolve

    def hangs(self: Path, strict: bool = False) -> Path:
        if self.is_relative_to(SHARE):
            back.wait()
        return resolve(self, strict)

    monkeypatch.setattr(Path, "resolve", hangs)
    yield
    back.set()


def new_job(number: int, purpose: Purpose) -> Job:
    operation = RemoveBackground()
    return Job(f"{number}.png", "picwish", operation, purpose, Request(operation, picture_file(number, 64)))


def photo_of(path: Path | None) -> Document:
    return Document(Photo(np.zeros((64, 64, 3), np.uint8), Metadata("PNG"), path=path))


@pytest.mark.usefixtures("gone")
async def test_a_share_that_does_not_answer_keeps_nothing_of_a_provider_waiting(service: Service) -> None:
    # as many as may leave within a second, and one more
    purposes = [Purpose(SHARE / "a.png"), Purpose(SHARE / "b.png", place=SHARE / "c.png"), Purpose()]
    jobs = [await service.runner.begin(new_job(number, purpose)) for number, purpose in enumerate(purposes)]
    async with asyncio.timeout(60):
        await asyncio.gather(*(service.runner.answer(job) for job in jobs))


async def test_a_lock_is_found_by_the_place_that_links_led_to(
    service: Service, sandbox: Sandbox, tmp_path: Path
) -> None:
    photo, link = tmp_path / "a.png", tmp_path / "link.png"
    link.symlink_to(photo)
    set_private(service.paths.private, photo, locked=True)
    provider = service.providers["picwish"]
    job = await begin_whole(photo_of(link), RemoveBackground(), service.runner, provider)
    with pytest.raises(RequestRejectedError, match="locked to this computer meanwhile"):
        await service.runner.answer(job)
    assert not sandbox.charges


async def test_what_is_no_file_is_locked_while_its_request_waits(service: Service, sandbox: Sandbox) -> None:
    document, runner = photo_of(None), service.runner
    job = await begin_whole(document, RemoveBackground(), runner, service.providers["picwish"])
    document.is_private = True
    with pytest.raises(RequestRejectedError, match="locked to this computer meanwhile"):
        await runner.answer(job)
    assert not sandbox.charges
    document.is_private = False
    again = await begin_whole(document, RemoveBackground(), runner, service.providers["picwish"])
    await runner.answer(again)
    assert len(sandbox.charges) == 1


async def test_where_the_list_of_locks_cannot_be_read_it_is_said_what_to_do(service: Service, sandbox: Sandbox) -> None:
    service.paths.private.mkdir(parents=True)
    job = await service.runner.begin(new_job(1, Purpose(Path("/a.png"))))
    with pytest.raises(RequestRejectedError, match=r"may be locked.*Repair or remove the file"):
        await service.runner.answer(job)
    assert not sandbox.charges


@pytest.mark.usefixtures("gone")
async def test_what_may_be_locked_on_a_share_that_does_not_answer_is_not_sent(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edit, "PATIENCE", 0.01)
    document = photo_of(SHARE / "a.png")
    with pytest.raises(NothingToDoError, match=r"“a\.png” was not sent"):
        await begin_whole(document, RemoveBackground(), service.runner, service.providers["picwish"])
    assert not service.runner.jobs
