"""Cutouts of any provider as fine as the photo, answers that are none, and corrections by strokes."""

import asyncio
import errno
import io
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
import skimage.data
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from picwish_desktop.imaging import decode
from picwish_desktop.imaging.upload import encode_picture
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch, render
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, Operation, RemoveBackground
from picwish_desktop.operations.provider import FetchInterruptedError, Provider, ProviderError, TaskFailedError
from picwish_desktop.operations.request import Answer, Delivery, SubjectHint
from picwish_desktop.providers import picwish, pixelcut
from picwish_desktop.providers.local import LocalProvider
from picwish_desktop.vision.worker import NOTHING, Arrays, Progress, TaskRefusedError, Worker, WorkerError
from picwish_desktop.workflows.cutting import (
    Correction,
    apply_correction,
    correct,
    cut_out,
    finish_cutout,
    is_whole,
    provider_operation,
    upload_size,
)
from picwish_desktop.workflows.edit import Errand, NothingToDoError
from tests.imaging.pictures import wide_profile
from tests.jobs.vendor import Vendor, may_leave
from tests.providers.remote import Remote, remote
from tests.sandbox import engine
from tests.sandbox.broken import broken_picture
from tests.sandbox.client import picture_in
from tests.sandbox.faults import Reset, When
from tests.sandbox.routes import Route

WIDTH, HEIGHT = 300, 400
TILE = 64
SEGMENTATION = (Route.SEGMENTATION, Route.REMOVE_BACKGROUND, Route.FACE_CUTOUT)


class QuickWorker(Worker):
    """Does what takes long in no time: enlarges mattes, and lets a stroke change just what it covers."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[Exception] = []
        self.asked: list[tuple[str, dict[str, NDArray[Any]]]] = []

    async def run(
        self, task: str, arrays: Arrays, progress: Progress, options: Mapping[str, Any] = NOTHING
    ) -> dict[str, NDArray[Any]]:
        pictures = {name: array.copy() for name, array in arrays.items() if isinstance(array, np.ndarray)}
        self.asked.append((task, pictures))
        progress(0.5)
        if self.errors:
            raise self.errors.pop(0)
        picture = pictures["picture"]
        if task == "from_matte":
            matte = enlarged(pictures["coarse"], picture.shape[0], picture.shape[1])
            return {**colors_of(picture, Rect(0, 0, 0, 0)), "matte": matte} | known()
        stroke = enlarged(pictures["stroke"], picture.shape[0], picture.shape[1])
        rows, columns = np.flatnonzero(stroke.any(axis=1)), np.flatnonzero(stroke.any(axis=0))
        if not rows.size:
            return {
                "region": np.zeros(4, int),
                "matte": np.zeros((0, 0), np.uint8),
                **colors_of(picture, Rect(0, 0, 0, 0)),
            }
        left, top = columns[0] // TILE * TILE, rows[0] // TILE * TILE
        right, bottom = (int(end) // TILE * TILE + TILE for end in (columns[-1], rows[-1]))
        region = Rect(int(left), int(top), right - int(left), bottom - int(top)).intersection(
            Rect(0, 0, picture.shape[1], picture.shape[0])
        )
        sign = np.uint8(255 if options["keep"] else 0)
        matte = np.where(stroke[region.slices] > 0, sign, pictures["matte"][region.slices])
        area = np.array([region.x, region.y, region.width, region.height])
        return {"region": area, "matte": matte, **colors_of(picture, region)}


def enlarged(mask: NDArray[Any], height: int, width: int) -> NDArray[np.uint8]:
    return np.array(Image.fromarray(mask).resize((width, height), Image.Resampling.NEAREST))


def colors_of(picture: NDArray[Any], region: Rect) -> dict[str, NDArray[Any]]:
    """One tile a square of `region`, each of one level."""
    places = [(x, y) for y in range(region.y, region.bottom, TILE) for x in range(region.x, region.right, TILE)]
    tiles = np.full((len(places), TILE, TILE, picture.shape[2]), 77, picture.dtype)
    return {"places": np.array(places, np.int32).reshape(-1, 2), "tiles": tiles}


def known() -> dict[str, NDArray[Any]]:
    return {"count": np.array(1), "doubt": np.array(0.0), "note": np.array("")}


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


@pytest.fixture
def quick() -> Iterator[QuickWorker]:
    worker = QuickWorker()
    yield worker
    worker.close()


@pytest.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Remote]:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    async with remote() as there:
        yield there
        assert there.sandbox.violations == []


@pytest.fixture
async def runner(tmp_path: Path) -> AsyncIterator[Runner]:
    """Of whatever provider a test puts into it."""
    runner = Runner({}, tmp_path / "jobs", may_leave=may_leave)
    yield runner
    await runner.close()


def of(runner: Runner, provider: Provider) -> Runner:
    assert isinstance(runner.providers, dict)
    runner.providers.update({provider.name: provider})
    return runner


def scene(size: tuple[int, int] = (WIDTH, HEIGHT)) -> NDArray[np.uint8]:
    """A plain thing in the middle of something else, with some grain."""
    image = Image.new("RGB", size, (60, 90, 60))
    width, height = size
    ImageDraw.Draw(image).ellipse((width // 4, height // 5, 3 * width // 4, 4 * height // 5), (200, 120, 40))
    grain = np.random.default_rng(3).integers(-6, 7, (height, width, 3))
    return np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8)


def fine_photo() -> Photo:
    """16 bits in a profile of its own, in which red and blue are exchanged."""
    return Photo(scene().astype(np.uint16) * 257, Metadata("TIFF", icc_profile=wide_profile()))


def plain_photo() -> Photo:
    return Photo(scene(), Metadata("PNG"))


def png(pixels: NDArray[np.uint8]) -> PictureFile:
    return encode_picture(pixels, None, (pixels.shape[1], pixels.shape[0]), 10**7)


def with_alpha(alpha: NDArray[np.uint8]) -> PictureFile:
    pixels = np.dstack((np.full((*alpha.shape, 3), 90, np.uint8), alpha))
    return PictureFile(_bytes(Image.fromarray(pixels)), "PNG", alpha.shape[1], alpha.shape[0])


def grey(mask: NDArray[np.uint8]) -> PictureFile:
    return PictureFile(_bytes(Image.fromarray(mask)), "PNG", mask.shape[1], mask.shape[0])


def _bytes(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def left_half(width: int = WIDTH // 2, height: int = HEIGHT // 2) -> NDArray[np.uint8]:
    matte = np.zeros((height, width), np.uint8)
    matte[:, : width // 2] = 255
    return matte


def overlap(one: NDArray[Any], other: NDArray[Any]) -> float:
    both, either = (one > 127) & (other > 127), (one > 127) | (other > 127)
    return float(both.sum() / either.sum())


# any provider, full resolution


@pytest.mark.parametrize(
    ("name", "operation"),
    [("picwish", RemoveBackground()), ("picwish", CutOutFace()), ("pixelcut", RemoveBackground())],
)
async def test_a_photo_larger_than_the_provider_takes_gets_a_matte_as_fine_as_it_is(
    there: Remote,
    runner: Runner,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    operation: RemoveBackground | CutOutFace,
) -> None:
    for module in (picwish, pixelcut):
        monkeypatch.setattr(module, "LIMITS", replace(module.LIMITS, max_side=128))
    provider: Provider = there.picwish if name == "picwish" else there.pixelcut
    photo = fine_photo()
    document = Document(photo)
    jobs: list[Job] = []
    new = await cut_out(document, operation, of(runner, provider), provider, worker, on_job=jobs.append)
    assert document.state.cutout is None, "it is for the caller to show it"

    (sent,) = there.sandbox.at(*SEGMENTATION)
    (part,) = sent.files.values()
    picture = engine_picture(part.data)
    assert picture.size == (96, 128)
    middle = picture.getpixel((48, 64))
    assert isinstance(middle, tuple)
    assert middle[2] > 150 > middle[0], "what is sent is sRGB"
    matte_of = engine.face_matte if isinstance(operation, CutOutFace) else engine.subject_matte
    truth = np.asarray(matte_of(picture).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))

    cutout = new.cutout
    assert cutout.matte.shape == (HEIGHT, WIDTH)
    assert cutout.matte.dtype == np.uint8
    assert cutout.matte.flags.writeable, "a brush corrects it"
    assert overlap(cutout.matte, truth) > 0.9
    assert cutout.provider == name
    assert all(patch.pixels.dtype == np.uint16 for patch in cutout.colors.patches)
    assert all(photo.bounds.contains(patch.rect) for patch in cutout.colors.patches)
    assert cutout.colors.patches, "the edge has colours of its own"
    assert len(there.sandbox.charges) == 1
    assert jobs[0].state is JobState.SUCCEEDED
    assert jobs[0].is_offered, "until the caller says that it was taken"


def engine_picture(data: bytes) -> Image.Image:
    return picture_in(data).convert("RGB")


async def test_what_would_be_sent_is_what_is_sent(there: Remote, runner: Runner, quick: QuickWorker) -> None:
    document, provider = Document(fine_photo()), there.picwish
    size, count = await upload_size(document, provider)
    assert there.sandbox.requests == []
    await cut_out(document, RemoveBackground(), of(runner, provider), provider, quick)
    (sent,) = there.sandbox.at(Route.SEGMENTATION)
    (part,) = sent.files.values()
    assert (size, count) == ((WIDTH, HEIGHT), len(part.data))


async def test_what_was_kept_before_is_sent_and_cut_out(there: Remote, runner: Runner, quick: QuickWorker) -> None:
    document, provider = Document(plain_photo()), there.picwish
    stain = Patch(Rect(0, 0, 64, 64), np.full((64, 64, 3), 9, np.uint8))
    document.propose(Edit("Remove objects", "local", (stain,)))
    document.keep()
    await cut_out(document, RemoveBackground(), of(runner, provider), provider, quick)
    (sent,) = there.sandbox.at(Route.SEGMENTATION)
    picture = np.asarray(engine_picture(next(iter(sent.files.values())).data))
    assert (picture[5, 5] == 9).all()
    assert (quick.asked[0][1]["picture"][5, 5] == 9).all()


# paying


async def test_the_same_is_paid_for_once_however_often_it_is_asked(
    there: Remote, runner: Runner, quick: QuickWorker
) -> None:
    document, provider = Document(plain_photo()), there.picwish
    of(runner, provider)

    async def ask() -> Cutout:
        return (await cut_out(document, RemoveBackground(), runner, provider, quick)).cutout

    first, second = await asyncio.gather(ask(), ask())
    third = await ask()
    assert np.array_equal(first.matte, second.matte)
    assert np.array_equal(first.matte, third.matte)
    assert len(there.sandbox.charges) == 1
    assert len(there.sandbox.at(Route.SEGMENTATION)) == 1


async def test_looks_and_corrections_ask_nobody(there: Remote, runner: Runner, quick: QuickWorker) -> None:
    document, provider = Document(plain_photo()), there.picwish
    new = await cut_out(document, RemoveBackground(), of(runner, provider), provider, quick)
    document.set_cutout("Cut out", new.cutout)
    before = len(there.sandbox.requests)
    for number in range(20):
        apply_correction(document, await correct(document, quick, dab(number, number), "local", is_keeping=True))
        document.set_look(
            "Shadow", replace(document.state.look, shadow=replace(document.state.look.shadow, dx=number / 9))
        )
    assert len(there.sandbox.requests) == before


@pytest.mark.parametrize("operation", [RemoveBackground(), CutOutFace()])
async def test_a_locked_photo_is_not_sent(
    there: Remote, runner: Runner, quick: QuickWorker, operation: RemoveBackground | CutOutFace
) -> None:
    document, provider = Document(plain_photo()), there.picwish
    document.is_private = True
    with pytest.raises(NothingToDoError, match="locked to this computer"):
        await cut_out(document, operation, of(runner, provider), provider, quick)
    with pytest.raises(NothingToDoError, match="locked to this computer"):
        await upload_size(document, provider)
    assert there.sandbox.requests == []
    assert not runner.jobs


async def test_a_lost_answer_is_not_sent_again_unasked(there: Remote, runner: Runner, quick: QuickWorker) -> None:
    document, provider = Document(plain_photo()), there.picwish
    there.sandbox.faults.push(Route.SEGMENTATION, Reset(When.AFTER_WORK))
    with pytest.raises(ProviderError, match="may have been charged"):
        await cut_out(document, RemoveBackground(), of(runner, provider), provider, quick)
    assert len(there.sandbox.at(Route.SEGMENTATION)) == 1
    (job,) = runner.jobs.values()
    assert job.state is JobState.UNCONFIRMED


async def test_a_result_that_comes_broken_is_fetched_again(there: Remote, runner: Runner, quick: QuickWorker) -> None:
    document, provider = Document(plain_photo()), there.picwish
    there.sandbox.faults.push(Route.RESULT, broken_picture())
    new = await cut_out(document, RemoveBackground(), of(runner, provider), provider, quick)
    assert new.cutout.matte.any()
    assert len(there.sandbox.charges) == 1


# answers


class Cutter(Vendor):
    """Paid, and answers what a test tells it to."""

    def supports(self, operation: Operation) -> bool:
        return bool(operation)


BAD: dict[str, Callable[[], Answer]] = {
    "cannot be used": lambda: Answer(with_alpha(left_half(200, 60))),
    "nothing is cut out": lambda: Answer(png(scene((WIDTH // 2, HEIGHT // 2)))),
    "found nothing": lambda: Answer(with_alpha(np.zeros((HEIGHT // 2, WIDTH // 2), np.uint8))),
    "cannot be used: ": lambda: Answer(PictureFile(broken_picture().data or b"", "PNG", 64, 64)),
    "sent a picture back": lambda: Answer(),
    "sent back cannot": lambda: Answer(png(scene()), grey(left_half(40, 200))),
}


@pytest.mark.parametrize("words", BAD)
async def test_an_answer_that_cannot_be_used_is_none_and_asking_again_is_a_new_request(
    runner: Runner, quick: QuickWorker, words: str
) -> None:
    document, vendor = Document(plain_photo()), Cutter()
    of(runner, vendor)
    vendor.answer = BAD[words]
    with pytest.raises(TaskFailedError, match=words) as failure:
        await cut_out(document, RemoveBackground(), runner, vendor, quick)
    sentence = str(failure.value)
    assert sentence.endswith(".")
    assert ".." not in sentence
    assert ".:" not in sentence
    (job,) = runner.jobs.values()
    assert (job.state, job.error) == (JobState.FAILED, sentence)
    assert quick.asked == []
    vendor.answer = lambda: Answer(with_alpha(left_half()))
    new = await cut_out(document, RemoveBackground(), runner, vendor, quick)
    assert overlap(new.cutout.matte, left_half(WIDTH, HEIGHT)) == 1
    assert vendor.charges == 2


async def test_an_answer_for_which_there_is_no_memory_is_kept(
    runner: Runner, quick: QuickWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, vendor = Document(plain_photo()), Cutter()
    of(runner, vendor)
    vendor.answer = lambda: Answer(with_alpha(left_half()))
    with monkeypatch.context() as scarce:
        scarce.setattr(decode, "open_image", Mock(side_effect=MemoryError))
        with pytest.raises(FetchInterruptedError, match="close other programs"):
            await cut_out(document, RemoveBackground(), runner, vendor, quick)
    new = await cut_out(document, RemoveBackground(), runner, vendor, quick)
    assert overlap(new.cutout.matte, left_half(WIDTH, HEIGHT)) == 1
    assert vendor.charges == 1


USABLE: dict[str, Callable[[], Answer]] = {
    "transparent": lambda: Answer(with_alpha(left_half())),
    "both": lambda: Answer(with_alpha(left_half()), grey(255 - left_half())),
    "only a mask": lambda: Answer(mask=grey(left_half())),
    "an opaque picture and a mask": lambda: Answer(png(scene((WIDTH // 2, HEIGHT // 2))), grey(left_half())),
    "a broken picture and a mask": lambda: Answer(
        PictureFile(broken_picture().data or b"", "PNG", 64, 64), grey(left_half())
    ),
    "a picture of another shape and a mask": lambda: Answer(with_alpha(left_half(200, 60)), grey(left_half())),
    "a coloured mask": lambda: Answer(mask=png(np.dstack([left_half()] * 3))),
}


@pytest.mark.parametrize("answer", USABLE)
async def test_a_paid_answer_is_used_wherever_it_can_be(runner: Runner, quick: QuickWorker, answer: str) -> None:
    document, vendor = Document(plain_photo()), Cutter()
    vendor.answer = USABLE[answer]
    new = await cut_out(document, RemoveBackground(), of(runner, vendor), vendor, quick)
    assert overlap(new.cutout.matte, left_half(WIDTH, HEIGHT)) == 1
    assert vendor.charges == 1


def full_disk() -> WorkerError:
    error = WorkerError("no room")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    return error


@pytest.mark.parametrize("error", [WorkerError("died"), TaskRefusedError("There is no room."), full_disk()])
async def test_a_paid_answer_is_not_lost_when_this_computer_fails(
    runner: Runner, quick: QuickWorker, error: Exception
) -> None:
    document, vendor = Document(plain_photo()), Cutter()
    vendor.answer = lambda: Answer(with_alpha(left_half()))
    quick.errors.append(error)
    with pytest.raises(TaskFailedError, match=r"Try again\.|no room|disk .* is full"):
        await cut_out(document, RemoveBackground(), of(runner, vendor), vendor, quick)
    (job,) = runner.jobs.values()
    assert job.is_offered
    new = await cut_out(document, RemoveBackground(), runner, vendor, quick)
    assert overlap(new.cutout.matte, left_half(WIDTH, HEIGHT)) == 1
    assert vendor.charges == 1


async def test_an_answer_of_an_earlier_run_becomes_a_matte(tmp_path: Path, quick: QuickWorker) -> None:
    vendor, photo = Cutter(), plain_photo()
    vendor.answer = lambda: Answer(with_alpha(left_half()))
    before = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave)
    quick.errors.append(WorkerError("the program ends here"))
    with pytest.raises(TaskFailedError):
        await cut_out(Document(photo), RemoveBackground(), before, vendor, quick)
    await before.close()
    after = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave)
    await after.open()
    (job,) = after.jobs.values()
    new = await finish_cutout(job, after, quick, photo, ())
    assert overlap(new.cutout.matte, left_half(WIDTH, HEIGHT)) == 1
    await after.close()


def test_a_provider_is_asked_for_what_can_be_worked_on_here() -> None:
    class Choosy(Cutter):
        def supports(self, operation: Operation) -> bool:
            return operation == RemoveBackground()

    asked = RemoveBackground("person", crop=True, format="jpg", background="ff0000")
    assert provider_operation(asked, Cutter()) == RemoveBackground("person", output="both")
    assert provider_operation(asked, Choosy()) == RemoveBackground()
    assert provider_operation(asked, Cutter(), Delivery(sync=True, form="binary")) == RemoveBackground("person")
    assert provider_operation(CutOutFace(crop=True), Choosy()) == CutOutFace()
    for whole in (RemoveBackground(), RemoveBackground(output="both"), RemoveBackground(output="mask"), CutOutFace()):
        assert is_whole(whole)
    for part in (asked, RemoveBackground(crop=True), RemoveBackground(format="jpg"), CutOutFace(crop=True)):
        assert not is_whole(part)


async def test_an_upload_that_is_too_large_is_said_before_anything_is_sent(
    there: Remote, runner: Runner, quick: QuickWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picwish, "LIMITS", replace(picwish.LIMITS, max_bytes=1000))
    document = Document(Photo(np.random.default_rng(1).integers(0, 256, (300, 300, 3), np.uint8), Metadata("PNG")))
    with pytest.raises(NothingToDoError, match="more than"):
        await cut_out(document, RemoveBackground(), of(runner, there.picwish), there.picwish, quick, errand=Errand())
    assert there.sandbox.requests == []


# this computer


async def test_this_computer_says_what_it_did_not_find(runner: Runner, worker: Worker) -> None:
    local = LocalProvider(worker)
    cup = Image.fromarray(skimage.data.coffee())
    cup.thumbnail((240, 240))
    document = Document(Photo(np.asarray(cup).copy(), Metadata("PNG")))
    with pytest.raises(TaskFailedError, match="No face was found"):
        await cut_out(document, CutOutFace(), of(runner, local), local, worker)
    white = Document(Photo(np.full((200, 200, 3), 255, np.uint8), Metadata("PNG")))
    with pytest.raises(TaskFailedError, match="No ink was found"):
        await cut_out(white, RemoveBackground("stamp"), runner, local, worker)


async def test_this_computer_cuts_out_in_the_box_and_tries_another(runner: Runner, worker: Worker) -> None:
    local, pixels = LocalProvider(worker), scene((240, 160))
    pixels[60:100, 10:40] = (240, 240, 250)
    document = Document(Photo(pixels, Metadata("PNG")))
    of(runner, local)
    new = await cut_out(document, RemoveBackground(), runner, local, worker, hint=SubjectHint(Rect(4, 50, 44, 60)))
    inside = new.cutout.matte[50:110, 4:48]
    assert inside.any()
    assert np.count_nonzero(new.cutout.matte > 127) == np.count_nonzero(inside > 127)
    assert new.candidates >= 1
    assert 0 <= new.doubt <= 1


async def test_cancelling_ends_the_work_and_the_next_one_is_done(runner: Runner, worker: Worker) -> None:
    local = LocalProvider(worker)
    document = Document(Photo(np.tile(scene((600, 400)), (3, 3, 1)), Metadata("PNG")))
    jobs: list[Job] = []
    begun = asyncio.Event()
    of(runner, local).watch(lambda job: begun.set() if job.progress > 0 else None)
    running = asyncio.create_task(cut_out(document, RemoveBackground(), runner, local, worker, on_job=jobs.append))
    await begun.wait()
    process = worker.process_id
    assert process is not None
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert jobs[0].state is JobState.CANCELLED
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    small = Document(plain_photo())
    assert (await cut_out(small, RemoveBackground(), runner, local, worker)).cutout.matte.any()


async def test_a_worker_that_dies_in_a_correction_is_a_sentence(worker: Worker) -> None:
    document = Document(plain_photo())

    class Dying(Worker):
        async def run(
            self,
            task: str,
            arrays: Arrays,
            progress: Progress,
            options: Mapping[str, Any] = NOTHING,
        ) -> dict[str, NDArray[Any]]:
            def die(part: float) -> None:
                progress(part)
                assert self.process_id is not None
                os.kill(self.process_id, signal.SIGKILL)

            return await super().run(task, arrays, die, options)

    dying = Dying()

    async def correct_again_and_again() -> None:
        # where the machine is slow, the answer may be there before it is told that the work goes on
        for _ in range(50):
            await correct(document, dying, dab(5, 5), "local", is_keeping=True)

    try:
        with pytest.raises(TaskFailedError, match="Try again"):
            await correct_again_and_again()
    finally:
        dying.close()
    assert document.state.cutout is None
    assert (await correct(document, worker, dab(5, 5), "local", is_keeping=True)).region.area


# strokes


def dab(column: int, row: int, radius: int = 2, size: tuple[int, int] = (30, 40)) -> NDArray[np.uint8]:
    """A stroke of a few pixels, a tenth as large as the photo."""
    stroke = np.zeros((size[1], size[0]), np.uint8)
    stroke[max(0, row - radius) : row + radius + 1, max(0, column - radius) : column + radius + 1] = 255
    return stroke


async def test_the_first_stroke_is_a_cutout_of_its_own(quick: QuickWorker) -> None:
    document = Document(fine_photo())
    correction = await correct(document, quick, dab(15, 20), "local", is_keeping=True)
    assert correction.cutout.matte[200, 150] == 255, "whoever prepares its drawing sees it as it will be"
    apply_correction(document, correction)
    cutout = document.state.cutout
    assert cutout is not None
    assert np.count_nonzero(cutout.matte) == 50 * 50
    assert cutout.kept is not None
    assert np.array_equal(cutout.kept, dab(15, 20))
    assert all(patch.pixels.dtype == np.uint16 for patch in cutout.colors.patches)
    document.undo()
    assert not document.has_unsaved_changes
    document.redo()
    assert document.state.cutout is cutout
    assert np.count_nonzero(cutout.matte) == 50 * 50


async def test_a_stroke_of_nothing_leaves_nothing(quick: QuickWorker) -> None:
    document = Document(plain_photo())
    apply_correction(document, await correct(document, quick, dab(0, 0) * 0, "local", is_keeping=True))
    assert document.state.cutout is None
    assert document.undo_label is None


async def test_a_stroke_is_one_step_with_its_constraint(quick: QuickWorker) -> None:
    document = Document(plain_photo())
    states: list[tuple[bytes, bytes, bytes]] = []

    def looks() -> tuple[bytes, bytes, bytes]:
        cutout = document.state.cutout
        assert cutout is not None
        none = b""
        return (
            cutout.matte.tobytes(),
            none if cutout.kept is None else cutout.kept.tobytes(),
            none if cutout.removed is None else cutout.removed.tobytes(),
        )

    for stroke, is_keeping in ((dab(10, 10), True), (dab(20, 20), True), (dab(11, 11), False)):
        apply_correction(document, await correct(document, quick, stroke, "local", is_keeping=is_keeping))
        states.append(looks())
    assert len(set(states)) == 3
    for state in reversed(states[:-1]):
        assert document.undo_label == "Smart stroke"
        document.undo()
        assert looks() == state
    for state in states[1:]:
        document.redo()
        assert looks() == state


async def test_every_stroke_before_holds_for_the_next(quick: QuickWorker) -> None:
    document = Document(plain_photo())
    for column in (5, 12, 20):
        apply_correction(document, await correct(document, quick, dab(column, 9), "local", is_keeping=True))
    apply_correction(document, await correct(document, quick, dab(12, 9), "local", is_keeping=False))
    await correct(document, quick, dab(25, 30), "local", is_keeping=False)
    arrays = quick.asked[-1][1]
    kept, removed = arrays["kept"] > 0, arrays["removed"] > 0
    assert np.array_equal(removed, dab(12, 9) > 0)
    assert np.array_equal(kept, ((dab(5, 9) > 0) | (dab(20, 9) > 0)) & ~removed)


async def test_the_colours_of_a_region_replace_those_that_were_there(quick: QuickWorker) -> None:
    document = Document(plain_photo())
    apply_correction(document, await correct(document, quick, dab(15, 20, 9), "local", is_keeping=True))
    assert document.state.cutout is not None
    before = document.state.cutout.colors.patches
    correction = await correct(document, quick, dab(9, 16), "local", is_keeping=False)
    apply_correction(document, correction)
    after = document.state.cutout.colors.patches
    region = correction.region
    stayed = [patch for patch in before if patch in after]
    assert 0 < len(stayed) < len(before)
    assert all(not patch.rect.overlaps(region) for patch in stayed)
    assert all(patch.rect.overlaps(region) for patch in before if patch not in after)
    assert not any(one.rect.overlaps(other.rect) for one in after for other in after if one is not other)


strokes = st.lists(
    st.tuples(st.integers(-3, 32), st.integers(-3, 42), st.integers(0, 6), st.booleans()), min_size=1, max_size=6
)


@given(strokes)
def test_whatever_is_painted_the_last_stroke_over_a_place_counts(painted: list[tuple[int, int, int, bool]]) -> None:
    worker, document = QuickWorker(), Document(plain_photo())
    sign = np.zeros((40, 30), np.int8)

    async def paint() -> None:
        for column, row, radius, is_keeping in painted:
            stroke = dab(column, row, radius)
            correction: Correction = await correct(document, worker, stroke, "local", is_keeping=is_keeping)
            had_cutout = document.state.cutout is not None
            apply_correction(document, correction)
            if had_cutout or stroke.any():
                sign[stroke > 0] = 1 if is_keeping else -1

    asyncio.run(paint())
    worker.close()
    cutout = document.state.cutout
    if cutout is None:
        assert not sign.any()
        return
    empty = np.zeros_like(sign, np.uint8)
    kept = empty if cutout.kept is None else cutout.kept
    removed = empty if cutout.removed is None else cutout.removed
    assert np.array_equal(kept > 0, sign > 0)
    assert np.array_equal(removed > 0, sign < 0)
    large = np.kron(sign, np.ones((10, 10), np.int8))
    assert (cutout.matte[large > 0] == 255).all()
    assert (cutout.matte[large < 0] == 0).all()


async def test_the_engine_corrects_a_cutout_around_the_stroke(worker: Worker, runner: Runner) -> None:
    local, pixels = LocalProvider(worker), scene((240, 160))
    pixels[10:40, 190:230] = (230, 230, 240)
    document = Document(Photo(pixels, Metadata("PNG")))
    new = await cut_out(
        document, RemoveBackground(), of(runner, local), local, worker, hint=SubjectHint(Rect(50, 25, 140, 110))
    )
    document.set_cutout("Cut out", new.cutout)
    before = new.cutout.matte.copy()
    assert before[25, 210] < 128
    stroke = np.zeros((160, 240), np.uint8)
    stroke[20:30, 200:220] = 255
    correction = await correct(document, worker, stroke, "local", is_keeping=True)
    apply_correction(document, correction)
    assert document.state.cutout is not None
    after = document.state.cutout.matte
    assert after[15:35, 195:225].mean() > 200, "the whole of it, not only what was painted"
    outside = np.ones_like(after, bool)
    outside[correction.region.slices] = False
    assert np.array_equal(after[outside], before[outside])
    document.undo()
    assert np.array_equal(new.cutout.matte, before)


async def test_an_answer_whose_picture_is_empty_is_taken_by_its_mask(runner: Runner, quick: QuickWorker) -> None:
    document, vendor = Document(plain_photo()), Cutter()
    of(runner, vendor)
    empty = with_alpha(np.zeros((HEIGHT // 2, WIDTH // 2), np.uint8))
    vendor.answer = lambda: Answer(empty, grey(left_half()))
    new = await cut_out(document, RemoveBackground(), runner, vendor, quick)
    assert overlap(new.cutout.matte, left_half(WIDTH, HEIGHT)) == 1


def test_what_is_removed_after_the_cut_is_not_in_the_cutout() -> None:
    """The subject's own colours are tiles of the picture as it was when they were found."""
    photo = plain_photo()
    document = Document(photo)
    tile = np.full((TILE, TILE, photo.channels), 200, photo.pixels.dtype)
    colors = Edit("Clean edge colours", "test", (Patch(Rect(0, 0, TILE, TILE), tile),))
    document.set_cutout("Cut out", Cutout(np.full(photo.pixels.shape[:2], 255, np.uint8), colors, "test"))
    removed = np.full((TILE, TILE, photo.channels), 10, photo.pixels.dtype)
    document.propose(Edit("Remove objects", "test", (Patch(Rect(0, 0, TILE, TILE), removed),)))
    for _ in range(2):
        assert (render(photo, document.state.subject_edits, Rect(0, 0, TILE, TILE)) == 10).all()
        document.keep()
