"""This computer as a provider: answers like any other, and turns a dead process into a sentence."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.operations.catalogue import CutOutFace, MakeIdPhoto, RemoveBackground, RemoveObjects
from picwish_desktop.operations.provider import Progress, RequestRejectedError, Stage, Task, TaskFailedError
from picwish_desktop.operations.request import PictureUrl, Request, SubjectHint
from picwish_desktop.providers.local import LocalProvider
from picwish_desktop.vision.worker import Worker


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[Worker]:
    worker = Worker(tmp_path)
    yield worker
    worker.close()


def request(side: int = 60) -> Request:
    mask = np.zeros((side, side), np.uint8)
    mask[side // 4 : side // 2, side // 4 : side // 2] = 255
    return Request(RemoveObjects(), np.random.default_rng(11).integers(0, 65536, (side, side, 3), np.uint16), mask)


async def nothing_to_note() -> None:
    pass


async def submit(provider: LocalProvider, asked: Request) -> Task:
    id_ = await provider.submit(asked, lambda *_: None, nothing_to_note)
    return Task(id_, asked.operation, 0.0)


async def answer(provider: LocalProvider, task: Task, progress: Progress = lambda *_: None) -> Pixels:
    pixels = (await provider.fetch(task, progress)).picture
    assert isinstance(pixels, np.ndarray)
    return pixels


async def test_it_answers_in_the_photos_own_depth(worker: Worker) -> None:
    provider = LocalProvider(worker)
    assert provider.supports(RemoveObjects())
    assert provider.account is None
    asked = request()
    assert isinstance(asked.picture, np.ndarray)
    assert isinstance(asked.mask, np.ndarray)
    parts: list[tuple[Stage, float]] = []
    pixels = await answer(provider, await submit(provider, asked), lambda *part: parts.append(part))
    assert pixels.dtype == np.uint16
    assert np.array_equal(pixels[asked.mask == 0], asked.picture[asked.mask == 0])
    assert (pixels != asked.picture)[asked.mask > 0].any()
    assert parts[-1] == (Stage.WORKING, 1.0)


async def test_two_requests_get_their_own_answers(worker: Worker) -> None:
    provider = LocalProvider(worker)
    small, large = await submit(provider, request(40)), await submit(provider, request(80))
    assert (await answer(provider, large)).shape == (80, 80, 3)
    assert (await answer(provider, small)).shape == (40, 40, 3)


async def test_a_process_that_dies_is_a_sentence(worker: Worker) -> None:
    provider = LocalProvider(worker)

    def die(*_: object) -> None:
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGKILL)

    with pytest.raises(TaskFailedError, match="try again"):
        await answer(provider, await submit(provider, request(1200)), die)


async def test_whoever_asks_notes_first_that_it_begins(worker: Worker) -> None:
    async def disk_is_full() -> None:
        raise OSError("no space left")

    provider = LocalProvider(worker)
    with pytest.raises(OSError, match="no space left"):
        await provider.submit(request(), lambda *_: None, disk_is_full)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Request(MakeIdPhoto(), np.zeros((9, 9, 3), np.uint8)), "This computer cannot do “ID photo” yet"),
        (Request(CutOutFace(), PictureUrl("https://a.b/c")), "pictures that are here"),
        (
            Request(RemoveObjects(), PictureUrl("https://a.b/c"), rectangles=(Rect(0, 0, 1, 1),)),
            "pictures that are here",
        ),
    ],
)
async def test_what_cannot_be_done_here_is_a_sentence(worker: Worker, asked: Request, sentence: str) -> None:
    with pytest.raises(RequestRejectedError, match=sentence):
        await submit(LocalProvider(worker), asked)


def plain_thing() -> Pixels:
    pixels = np.full((120, 160, 3), (60, 90, 60), np.uint16) * np.uint16(257)
    pixels[30:90, 50:110] = np.array((200, 120, 40), np.uint16) * np.uint16(257)
    return pixels


@pytest.mark.parametrize("hint", [SubjectHint(), SubjectHint(Rect(40, 20, 80, 80)), SubjectHint(attempt=1)])
async def test_a_cutout_is_a_matte_and_colours_in_the_photos_own_depth(worker: Worker, hint: SubjectHint) -> None:
    provider = LocalProvider(worker)
    parts: list[tuple[Stage, float]] = []
    task = await submit(provider, Request(RemoveBackground(), plain_thing(), hint=hint))
    cutout = (await provider.fetch(task, lambda *part: parts.append(part))).cutout
    assert cutout is not None
    assert cutout.matte.shape == (120, 160)
    assert cutout.matte.any()
    assert cutout.tiles.dtype == np.uint16
    assert len(cutout.places) == len(cutout.tiles)
    assert cutout.candidates >= 1
    shares = [part for _, part in parts]
    assert shares == sorted(shares)
    assert shares[-1] == 1


async def test_what_is_not_found_is_the_engines_own_sentence(worker: Worker) -> None:
    provider = LocalProvider(worker)
    for asked, words in ((CutOutFace(), "No face was found"), (RemoveBackground("stamp"), "No ink was found")):
        task = await submit(provider, Request(asked, np.full((90, 90, 3), 255, np.uint8)))
        with pytest.raises(TaskFailedError, match=f"{words}.*Draw a box"):
            await provider.fetch(task, lambda *_: None)


async def test_a_model_that_is_gone_is_said_and_the_engine_does_it(worker: Worker, tmp_path: Path) -> None:
    provider = LocalProvider(worker, lambda: (str(tmp_path / "gone.onnx"), "u2net"))
    task = await submit(provider, Request(RemoveBackground(), plain_thing()))
    cutout = (await provider.fetch(task, lambda *_: None)).cutout
    assert cutout is not None
    assert cutout.note
    assert cutout.matte.any()


@pytest.mark.parametrize("operation", [RemoveBackground(), CutOutFace()])
async def test_a_process_that_dies_while_cutting_out_is_a_sentence(
    worker: Worker, operation: RemoveBackground | CutOutFace
) -> None:
    provider = LocalProvider(worker)

    def die(*_: object) -> None:
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGKILL)

    task = await submit(provider, Request(operation, plain_thing()))
    with pytest.raises(TaskFailedError, match="Try again, or draw a box"):
        await provider.fetch(task, die)
