"""Each row of PicWish's four pages: what went over the wire, and what came back."""

from typing import Any

import numpy as np
import pytest

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.picture_file import MaskFile, PictureFile
from picwish_desktop.operations.catalogue import OPERATIONS, RemoveBackground, RemoveObjects
from picwish_desktop.operations.provider import RequestRejectedError, Stage, Task, TaskId
from picwish_desktop.operations.request import Answer, Delivery, PictureUrl, Request
from picwish_desktop.providers.picwish import PicwishProvider
from tests.providers.remote import (
    EXAMPLES,
    HEIGHT,
    MASK,
    PHOTO,
    ROUTES,
    WIDTH,
    Remote,
    access,
    cutout,
    face,
    id_photo,
    pixels_of,
    remote,
    removal,
)
from tests.sandbox.client import encoded, noise
from tests.sandbox.options import Options
from tests.sandbox.routes import Route

SYNC, BASE64, BINARY = Delivery(sync=True), Delivery(form="base64"), Delivery(sync=True, form="binary")
SYNC_BASE64 = Delivery(sync=True, form="base64")
JPEG = PictureFile(encoded(noise(WIDTH, HEIGHT).convert("RGB"), "JPEG"), "JPEG", WIDTH, HEIGHT)
RECTANGLES = (Rect(0, 0, 10, 20), Rect(30, 40, 5, 6))
FROM_URL = "https://example.com/a%20b.jpg?x=1&y=%2F"

SEGMENTATION = {"sync": "0", "return_type": "1", "output_type": "2", "crop": "0", "format": "png"}
FACE = {"sync": "0", "crop": "0", "output_format": "png"}
INPAINT = {"sync": "0", "return_type": "1"}
ID_PHOTO = {"sync": "0", "return_type": "1", "format": "png"}


@pytest.mark.parametrize(
    ("request_", "fields", "files"),
    [
        # background removal
        (cutout(), SEGMENTATION, {"image_file": "image.png"}),
        (cutout(picture=JPEG), SEGMENTATION, {"image_file": "image.jpg"}),
        (cutout(picture=PictureUrl(FROM_URL)), {**SEGMENTATION, "image_url": FROM_URL}, {}),
        (cutout(delivery=SYNC), {**SEGMENTATION, "sync": "1"}, {"image_file": "image.png"}),
        (cutout(subject="person"), {**SEGMENTATION, "type": "person"}, {"image_file": "image.png"}),
        (cutout(subject="object"), {**SEGMENTATION, "type": "object"}, {"image_file": "image.png"}),
        (cutout(subject="stamp"), {**SEGMENTATION, "type": "stamp"}, {"image_file": "image.png"}),
        (cutout(delivery=BASE64), {**SEGMENTATION, "return_type": "2"}, {"image_file": "image.png"}),
        (cutout(delivery=BINARY), {**SEGMENTATION, "sync": "1", "return_type": "3"}, {"image_file": "image.png"}),
        (cutout(output="both"), {**SEGMENTATION, "output_type": "1"}, {"image_file": "image.png"}),
        (cutout(output="mask"), {**SEGMENTATION, "output_type": "3"}, {"image_file": "image.png"}),
        (cutout(crop=True), {**SEGMENTATION, "crop": "1"}, {"image_file": "image.png"}),
        (cutout(format="jpg"), {**SEGMENTATION, "format": "jpg"}, {"image_file": "image.png"}),
        (
            cutout(format="jpg", background="81d4fa"),
            {**SEGMENTATION, "format": "jpg", "bg_color": "81d4fa"},
            {"image_file": "image.png"},
        ),
        (cutout(backdrop=JPEG), SEGMENTATION, {"image_file": "image.png", "bg_image_file": "background.jpg"}),
        (
            cutout(backdrop=PictureUrl(FROM_URL)),
            {**SEGMENTATION, "bg_image_url": FROM_URL},
            {"image_file": "image.png"},
        ),
        # face cutout
        (face(), FACE, {"image_file": "image.png"}),
        (face(picture=PictureUrl(FROM_URL)), {**FACE, "image_url": FROM_URL}, {}),
        (face(SYNC), {**FACE, "sync": "1"}, {"image_file": "image.png"}),
        (face(crop=True), {**FACE, "crop": "1"}, {"image_file": "image.png"}),
        (face(format="jpg"), {**FACE, "output_format": "jpg"}, {"image_file": "image.png"}),
        # objects removal
        (removal(), INPAINT, {"image_file": "image.png", "mask_file": "mask.png"}),
        (
            removal(picture=PictureUrl(FROM_URL)),
            {**INPAINT, "image_url": FROM_URL},
            {"mask_file": "mask.png"},
        ),
        (removal(mask=PictureUrl(FROM_URL)), {**INPAINT, "mask_url": FROM_URL}, {"image_file": "image.png"}),
        (
            removal(mask=None, rectangles=RECTANGLES),
            {
                **INPAINT,
                "rectangles": '[{"x":0,"y":0,"width":10,"height":20},{"x":30,"y":40,"width":5,"height":6}]',
            },
            {"image_file": "image.png"},
        ),
        (
            removal(delivery=BASE64),
            {**INPAINT, "return_type": "2"},
            {"image_file": "image.png", "mask_file": "mask.png"},
        ),
        (removal(delivery=SYNC), {**INPAINT, "sync": "1"}, {"image_file": "image.png", "mask_file": "mask.png"}),
        # ID photo
        (id_photo(), ID_PHOTO, {"image_file": "image.png"}),
        (id_photo(picture=PictureUrl(FROM_URL)), {**ID_PHOTO, "image_url": FROM_URL}, {}),
        (id_photo(SYNC), {**ID_PHOTO, "sync": "1"}, {"image_file": "image.png"}),
        (id_photo(size=(100, 2000)), {**ID_PHOTO, "size": "100x2000"}, {"image_file": "image.png"}),
        (id_photo(format="jpg"), {**ID_PHOTO, "format": "jpg"}, {"image_file": "image.png"}),
        (
            id_photo(format="jpg", background="FFFFFF"),
            {**ID_PHOTO, "format": "jpg", "bg_color": "FFFFFF"},
            {"image_file": "image.png"},
        ),
        (id_photo(BASE64), {**ID_PHOTO, "return_type": "2"}, {"image_file": "image.png"}),
    ],
)
async def test_what_goes_over_the_wire(
    there: Remote, request_: Request, fields: dict[str, str], files: dict[str, str]
) -> None:
    # what lies at FROM_URL is not fetched by the sandbox, so only what was sent is looked at
    await there.send(request_)
    (received,) = [received for received in there.sandbox.requests if received.method == "POST"]
    assert received.route is ROUTES[type(request_.operation)]
    assert received.content_type == "multipart/form-data"
    assert received.fields == fields
    assert {name: part.filename for name, part in received.files.items()} == files
    assert received.headers["X-API-KEY"] == there.sandbox.key
    sources = {"image_file": request_.picture, "mask_file": request_.mask, "bg_image_file": request_.backdrop}
    for name, part in received.files.items():
        source = sources[name]
        assert isinstance(source, PictureFile)
        assert part.data == source.data
        assert part.content_type == {"PNG": "image/png", "JPEG": "image/jpeg"}[source.format]
    assert there.sent == 1


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "WEBP", "TIFF", "BMP"])
async def test_every_format_is_taken(there: Remote, format_name: Any) -> None:
    picture = PictureFile(encoded(noise(WIDTH, HEIGHT), format_name), format_name, WIDTH, HEIGHT)
    answer = await there.run(removal(picture=picture))
    assert isinstance(answer.picture, PictureFile)


@pytest.mark.parametrize("request_", EXAMPLES)
@pytest.mark.parametrize("options", [Options(), Options(strings=True, message=False, extra_keys=False)])
async def test_a_task_and_its_result(request_: Request, options: Options) -> None:
    async with remote(options) as there:
        task = await there.task(request_)
        (charge,) = there.sandbox.charges
        assert task.id == charge.task_id
        answer = await there.fetch(task)
        assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)
        assert there.sent == 1
        polls = there.sandbox.at(charge.route.task)
        assert [poll.target for poll in polls] == [charge.route.task.path.format(task_id=task.id)]
        assert polls[0].headers["X-API-KEY"] == there.sandbox.key
        downloads = there.sandbox.at(Route.RESULT)
        assert all("X-API-KEY" not in download.headers for download in downloads)
        assert len(there.sandbox.charges) == 1
        assert there.sandbox.violations == []


async def test_what_comes_back_is_what_was_asked_for(there: Remote) -> None:
    assert (await there.run(cutout())).mask is None
    both = await there.run(cutout(output="both"))
    mask = await there.run(cutout(output="mask"))
    assert mask.picture is None
    assert isinstance(mask.mask, PictureFile)
    assert np.array_equal(pixels_of(both.mask), pixels_of(mask.mask))
    cropped = await there.run(cutout(crop=True))
    assert isinstance(cropped.picture, PictureFile)
    assert (cropped.picture.width, cropped.picture.height) != (WIDTH, HEIGHT)
    framed = await there.run(id_photo(size=(100, 130), format="jpg", background="ff0000"))
    assert isinstance(framed.picture, PictureFile)
    assert (framed.picture.format, framed.picture.width, framed.picture.height) == ("JPEG", 100, 130)
    cut_face = await there.run(face())
    assert isinstance(cut_face.mask, PictureFile)
    there.sandbox.violations.clear()


async def test_pictures_that_the_server_fetches(there: Remote) -> None:
    there.sandbox.keep_picture(PHOTO.data, "photo.png")
    there.sandbox.keep_picture(MASK.data, "mask.png")
    photo, mask = (PictureUrl(f"{there.sandbox.result_url}/picture/{name}.png") for name in ("photo", "mask"))
    answer = await there.run(removal(picture=photo, mask=mask))
    assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)
    assert there.sandbox.at(Route.INPAINT)[0].files == {}
    answer = await there.run(cutout(picture=photo, backdrop=photo))
    assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)


@pytest.mark.parametrize("data_prefix", [False, True])
@pytest.mark.parametrize("request_", [cutout(output="both", delivery=BASE64), removal(delivery=BASE64)])
async def test_pictures_within_the_answer(data_prefix: bool, request_: Request) -> None:
    async with remote(Options(data_prefix=data_prefix)) as there:
        answer = await there.fetch(await there.task(request_))
        assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)
        assert (answer.mask is not None) == isinstance(request_.operation, RemoveBackground)
        assert there.sandbox.at(Route.RESULT) == []
        assert there.sandbox.violations == []


@pytest.mark.parametrize(
    ("request_", "comes_at_once"),
    [
        (cutout(delivery=SYNC), False),
        (face(SYNC), False),
        (removal(delivery=SYNC), False),
        (id_photo(SYNC), False),
        (cutout(delivery=SYNC_BASE64, output="both"), True),
        (removal(delivery=SYNC_BASE64), True),
        (id_photo(SYNC_BASE64), True),
        (cutout(delivery=BINARY), True),
        (cutout(delivery=BINARY, output="mask"), True),
    ],
)
async def test_a_synchronous_request(there: Remote, request_: Request, comes_at_once: bool) -> None:
    """A task that can be fetched again is worth more than its address now."""
    outcome = await there.submit(request_)
    assert isinstance(outcome, Answer) == comes_at_once
    answer = outcome if isinstance(outcome, Answer) else await there.fetch(Task(outcome, request_.operation, 0.0))
    is_mask = isinstance(request_.operation, RemoveBackground) and request_.operation.output == "mask"
    assert pixels_of(answer.mask if is_mask else answer.picture).shape == (HEIGHT, WIDTH, 4)
    assert len(there.sandbox.charges) == 1


async def test_a_synchronous_request_that_takes_too_long_is_a_task() -> None:
    async with remote(Options(latency=5, sync_patience=0.01)) as there:
        request = removal(delivery=SYNC_BASE64)
        answer = await there.fetch(await there.task(request))
        assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)


async def test_progress() -> None:
    async with remote(Options(latency=8)) as there:
        await there.run(removal())
        stages = [stage for stage, _ in there.progress]
        assert list(dict.fromkeys(stages)) == [Stage.SENDING, Stage.WORKING, Stage.RECEIVING]
        for stage in Stage:
            parts = [part for at, part in there.progress if at is stage]
            assert parts == sorted(parts)
            assert parts[0] == 0.0
            assert (parts[-1] == 1.0) == (stage is not Stage.WORKING)
        assert 0.2 < max(part for stage, part in there.progress if stage is Stage.WORKING) < 1


async def test_most_tasks_are_asked_for_once() -> None:
    async with remote(Options(latency=4)) as there:
        for number in range(12):
            # each another one, lest it be the same work again
            picture = PictureFile(encoded(noise(WIDTH, HEIGHT + number)), "PNG", WIDTH, HEIGHT + number)
            await there.run(removal(picture=picture, mask=None, rectangles=RECTANGLES))
        polls = [received.match["task_id"] for received in there.sandbox.at(Route.INPAINT_TASK)]
        # one for each, beside what is learned from the first tasks
        assert len(polls) <= 18
        assert len(set(polls)) == 12
        assert 4 <= there.picwish.pace.durations["remove-objects"] <= 6
        assert there.picwish.pace.durations.keys() == {"remove-objects"}


async def test_a_task_of_another_run_is_fetched() -> None:
    async with remote() as there:
        task = await there.task(cutout())
        there.sandbox.clock.advance(3000)
        await there.sandbox.work_done()
        other = there.picwish_with(there.sandbox.key)
        answer = await there.fetch(task, other)
        assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)
        # it is long done
        assert there.slept == []
        assert len(there.sandbox.charges) == 1


async def test_names_of_tasks_stand_safely_in_addresses(there: Remote) -> None:
    task = Task(TaskId("a/../b?c#d%2F"), RemoveObjects(), there.clock.epoch() - 4000)
    with pytest.raises(Exception, match="no longer"):
        await there.fetch(task)
    assert there.sandbox.requests[-1].target == "/api/tasks/visual/inpaint/a%2F..%2Fb%3Fc%23d%252F"


def large(width: int, height: int, size: int = 100) -> PictureFile:
    return PictureFile(bytes(size), "PNG", width, height)


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (cutout(picture=large(4097, 10)), "4096"),
        (cutout(picture=large(10, 10, 20_000_001)), "20 MB"),
        (cutout(backdrop=large(10, 4097)), "4096"),
        (cutout(backdrop=large(10, 10, 20_000_001)), "20 MB"),
        (removal(picture=large(20, 20), mask=MaskFile(b"", "PNG", 20, 20, 201)), "50%"),
        (removal(picture=large(20, 20), mask=MaskFile(b"", "PNG", 20, 20, 0)), "Nothing is marked"),
        (removal(picture=large(20, 20), mask=None, rectangles=(Rect(0, 0, 11, 20),)), "50%"),
        (cutout(picture=np.zeros((20, 20, 3), np.uint8)), "as files or addresses"),
        (removal(picture=large(20, 20), mask=np.zeros((20, 20), np.uint8)), "as files or addresses"),
    ],
)
async def test_what_would_be_refused_does_not_leave(there: Remote, request_: Request, sentence: str) -> None:
    with pytest.raises(RequestRejectedError, match=sentence):
        await there.submit(request_)
    assert there.sandbox.requests == []
    assert there.sent == 0


async def test_the_limits_themselves_are_taken(there: Remote) -> None:
    for request in (
        cutout(picture=large(4096, 4096, 20_000_000)),
        removal(picture=large(20, 20), mask=MaskFile(b"", "PNG", 20, 20, 200)),
        removal(picture=large(400, 400), mask=None, rectangles=tuple(Rect(n, n, 1, 1) for n in range(50))),
    ):
        there.picwish.check(request)
    limits = there.picwish.limits
    assert (limits.max_side, limits.max_bytes, limits.max_rectangles) == (4096, 20_000_000, 50)
    assert limits.requests_per_second == 1000


@pytest.mark.parametrize("address", ["ftp://techhk.aoscdn.com", "https://", "nowhere", "http://[::1"])
def test_an_address_that_cannot_be_used_is_a_sentence(address: str) -> None:
    provider = PicwishProvider(access("picwish", address, "any"))
    told = "The address of PicWish in the environment variable PICWISH_BASE_URL cannot be used: This is no address"
    with pytest.raises(RequestRejectedError, match=told):
        provider.check(cutout())


def test_it_does_all_operations() -> None:
    provider = PicwishProvider(access("picwish", "https://example.com"))
    assert all(provider.supports(operation()) for operation in OPERATIONS.values())
    assert provider.account is not None
