"""The removal from mark to result, with a provider that returns rubbish where it should not be trusted."""

import asyncio
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from picwish_desktop.imaging import decode
from picwish_desktop.imaging.upload import encode_picture
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.operations.catalogue import Operation
from picwish_desktop.operations.limits import Limits
from picwish_desktop.operations.provider import (
    AboutToSend,
    FetchInterruptedError,
    Progress,
    ProviderError,
    Stage,
    Task,
    TaskFailedError,
    TaskId,
)
from picwish_desktop.operations.request import Answer, Request
from picwish_desktop.workflows.edit import NothingToDoError, plan_removal, remove_objects
from tests.jobs.vendor import Vendor, may_leave

NOWHERE = Path("/nowhere")
"""What costs nothing is not kept."""


class Repainter:
    """Answers with one value everywhere, as a provider that re-encodes changes every pixel it was sent."""

    name, label, account, limits = "repainter", "Repainter", None, Limits()

    def __init__(self, value: int = 77, error: ProviderError | None = None) -> None:
        self.value, self.error = value, error
        self.requests: list[Request] = []

    def supports(self, operation: Operation) -> bool:
        return bool(operation)

    def check(self, request: Request) -> None:
        self.limits.check(request)

    async def submit(self, request: Request, progress: Progress, about_to_send: AboutToSend) -> TaskId:
        await about_to_send()
        progress(Stage.WORKING, 0.0)
        self.requests.append(request)
        return TaskId("1")

    async def fetch(self, task: Task, progress: Progress) -> Answer:
        assert task.id == "1"
        progress(Stage.WORKING, 0.5)
        if self.error:
            raise self.error
        picture = self.requests[-1].picture
        assert isinstance(picture, np.ndarray)
        return Answer(np.full_like(picture, self.value))

    async def close(self) -> None:
        """Nothing is open."""


def new_document(dtype: type[np.uint8 | np.uint16] = np.uint8) -> Document:
    pixels = np.random.default_rng(6).integers(100, np.iinfo(dtype).max, (300, 400, 3), dtype)
    return Document(Photo(pixels, Metadata("PNG")))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
async def test_only_the_mark_changes_whatever_comes_back(dtype: type[np.uint8 | np.uint16]) -> None:
    document, provider = new_document(dtype), Repainter()
    document.set_rectangles("Rectangle", [Rect(150, 100, 40, 30), Rect(0, 0, 20, 20)])
    mark = document.selection.marked(document.photo.bounds)
    runner = Runner({provider.name: provider}, NOWHERE, may_leave=may_leave)
    states: list[tuple[JobState, float]] = []
    runner.watch(
        lambda job: states.append((job.state, job.progress)) if (job.state, job.progress) not in states else None
    )

    edit = await remove_objects(document, runner, provider)

    assert document.state.preview is None
    document.propose(edit)
    document.keep()
    after, before = document.pixels(), document.photo.pixels
    assert after.dtype == dtype
    assert np.array_equal(after[mark == 0], before[mark == 0])
    assert (after[110, 160] == 77).all()
    assert states == [
        (JobState.PENDING, 0.0),
        (JobState.RUNNING, 0.0),
        (JobState.RUNNING, 0.5),
        (JobState.SUCCEEDED, 1.0),
    ]


async def test_the_request_shows_what_was_kept_before_and_no_more_than_it_needs() -> None:
    document, provider = new_document(), Repainter()
    runner = Runner({provider.name: provider}, NOWHERE, may_leave=may_leave)
    for value, x in [(11, 40), (22, 60)]:
        provider.value = value
        document.set_rectangles("Rectangle", [Rect(x, 20, 30, 30)])
        document.propose(await remove_objects(document, runner, provider))
        document.keep()
    request = provider.requests[-1]
    assert isinstance(request.picture, np.ndarray)
    assert isinstance(request.mask, np.ndarray)
    assert request.picture.shape == (146, 186, 3)
    assert (request.picture[30, 45] == 11).all(), "the second request shows the first result"
    assert request.mask[20:50, 60:90].all()
    assert np.count_nonzero(request.mask) == 900
    assert np.count_nonzero(request.mask) <= request.mask.size / 2


async def test_nothing_and_too_much_are_refused_before_anything_is_sent() -> None:
    document, provider = new_document(), Repainter()
    runner = Runner({provider.name: provider}, NOWHERE, may_leave=may_leave)
    with pytest.raises(NothingToDoError, match="Nothing is marked"):
        await remove_objects(document, runner, provider)
    document.invert()
    with pytest.raises(NothingToDoError, match="More than half"):
        await remove_objects(document, runner, provider)
    assert provider.requests == []


def test_exactly_half_may_be_marked() -> None:
    document = new_document()
    document.set_rectangles("Rectangle", [Rect(0, 0, 200, 300)])
    assert plan_removal(document, Repainter()).crop == document.photo.bounds
    document.set_rectangles("Rectangle", [Rect(0, 0, 200, 300), Rect(200, 0, 1, 1)])
    with pytest.raises(NothingToDoError):
        plan_removal(document, Repainter())


async def test_a_failure_is_told_and_the_document_stays_as_it_was() -> None:
    document, provider = new_document(), Repainter(error=TaskFailedError("It did not work."))
    document.set_rectangles("Rectangle", [Rect(0, 0, 20, 20)])
    jobs: list[Job] = []
    with pytest.raises(TaskFailedError):
        await remove_objects(
            document, Runner({provider.name: provider}, NOWHERE, may_leave=may_leave), provider, jobs.append
        )
    assert (jobs[0].state, jobs[0].error) == (JobState.FAILED, "It did not work.")
    assert not document.has_unsaved_changes
    assert document.state.rectangles


async def test_cancelling_cancels_the_job() -> None:
    class Endless(Repainter):
        async def fetch(self, task: Task, progress: Progress) -> Answer:
            progress(Stage.WORKING, 0.1)
            await asyncio.Event().wait()
            raise AssertionError(task)

    document, provider = new_document(), Endless()
    document.set_rectangles("Rectangle", [Rect(0, 0, 20, 20)])
    runner = Runner({provider.name: provider}, NOWHERE, may_leave=may_leave)
    jobs: list[Job] = []
    begun = asyncio.Event()
    runner.watch(lambda job: begun.set() if job.progress else None)
    running = asyncio.create_task(remove_objects(document, runner, provider, jobs.append))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert jobs[0].state is JobState.CANCELLED


class Misfit(Vendor):
    """Paid, and answers with a picture of another shape than it was sent."""

    def supports(self, operation: Operation) -> bool:
        return bool(operation)


async def test_an_answer_that_cannot_be_used_is_none_and_the_next_one_is_asked_for(tmp_path: Path) -> None:
    document, vendor = new_document(), Misfit()
    document.set_rectangles("Rectangle", [Rect(0, 0, 20, 20)])
    runner = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave)
    crop = plan_removal(document, vendor).crop
    vendor.answer = lambda: Answer(encode_picture(np.zeros((50, 200, 3), np.uint8), None, (200, 50), 10**6))
    with pytest.raises(TaskFailedError, match="cannot be used"):
        await remove_objects(document, runner, vendor)
    whole = np.full((crop.height, crop.width, 3), 9, np.uint8)
    vendor.answer = lambda: Answer(encode_picture(whole, None, (crop.width, crop.height), 10**6))
    document.propose(await remove_objects(document, runner, vendor))
    document.keep()
    assert (document.pixels()[8, 8] == 9).all()
    assert vendor.charges == 2
    await runner.close()


async def test_an_answer_for_which_there_is_no_memory_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document, vendor = new_document(), Misfit()
    document.set_rectangles("Rectangle", [Rect(0, 0, 20, 20)])
    runner = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave)
    crop = plan_removal(document, vendor).crop
    vendor.answer = lambda: Answer(
        encode_picture(np.full((crop.height, crop.width, 3), 9, np.uint8), None, (crop.width, crop.height), 10**6)
    )
    with monkeypatch.context() as scarce:
        scarce.setattr(decode, "open_image", Mock(side_effect=MemoryError))
        with pytest.raises(FetchInterruptedError, match="close other programs"):
            await remove_objects(document, runner, vendor)
    document.propose(await remove_objects(document, runner, vendor))
    assert vendor.charges == 1
    await runner.close()


async def test_a_job_says_whether_earlier_removals_were_in_what_was_sent(tmp_path: Path) -> None:
    document, vendor = new_document(), Misfit()
    runner = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave)
    for x in (0, 100):
        document.set_rectangles("Rectangle", [Rect(x, 0, 20, 20)])
        crop = plan_removal(document, vendor).crop
        size = crop.width, crop.height
        vendor.answer = lambda size=size: Answer(  # type: ignore[misc]
            encode_picture(np.zeros((*size[::-1], 3), np.uint8), None, size, 10**6)
        )
        document.propose(await remove_objects(document, runner, vendor))
        document.keep()
    assert [job.purpose.has_edits for job in runner.jobs.values()] == [False, True]
    await runner.close()


async def test_a_locked_photo_goes_nowhere(tmp_path: Path) -> None:
    document, vendor = new_document(), Misfit()
    document.set_rectangles("Rectangle", [Rect(0, 0, 20, 20)])
    document.is_private = True
    runner = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave)
    with pytest.raises(NothingToDoError, match="locked to this computer"):
        await remove_objects(document, runner, vendor)
    assert not vendor.asked.is_set()
    await runner.close()
