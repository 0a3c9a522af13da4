"""Each row of Pixelcut's page: what went over the wire, what came back, and what can go wrong."""

import re
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from picwish_desktop.imaging import decode
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.provider import (
    BusyError,
    FetchInterruptedError,
    KeyRefusedError,
    NotReachedError,
    OutOfCreditsError,
    ProviderError,
    RequestRejectedError,
    Stage,
    SubmitUnconfirmedError,
    TaskExpiredError,
    TaskFailedError,
    TaskId,
)
from picwish_desktop.operations.request import Answer, Delivery, PictureUrl, Request
from picwish_desktop.providers.results import GIVEN_UP, KEPT
from tests.providers.remote import EXAMPLES, HEIGHT, PHOTO, WIDTH, Remote, cutout, pixels_of, remote
from tests.sandbox.broken import bomb, broken_picture
from tests.sandbox.client import encoded, noise
from tests.sandbox.faults import (
    Dripping,
    Fault,
    Oversized,
    Redirect,
    Reply,
    Reset,
    Silence,
    Spoiled,
    Truncated,
    When,
    forbidden,
    html,
    server_error,
    too_many_requests,
)
from tests.sandbox.options import Options
from tests.sandbox.routes import Route

POST = Route.REMOVE_BACKGROUND
BINARY = Delivery(sync=True, form="binary")
FROM_URL = "https://example.com/a%20b.jpg?x=1&y=%2F"


async def failure(there: Remote, *faults: Fault, request: Request | None = None) -> ProviderError:
    there.push(POST, *faults)
    with pytest.raises(ProviderError) as caught:
        await there.submit(request or cutout(), there.pixelcut)
    assert re.fullmatch(r"[A-Z“][^\n]*\.", str(caught.value))
    assert there.sandbox.pixelcut_key not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("delivery", [Delivery(), Delivery(sync=True)])
async def test_a_file(there: Remote, delivery: Delivery) -> None:
    task = await there.task(cutout(delivery=delivery), there.pixelcut)
    (received,) = there.sandbox.at(POST)
    assert received.content_type == "multipart/form-data"
    assert received.fields == {"format": "png"}
    image = received.files["image"]
    assert (image.data, image.filename, image.content_type) == (PHOTO.data, "image.png", "image/png")
    assert received.headers["Accept"] == "application/json"
    assert received.headers["X-API-KEY"] == there.sandbox.pixelcut_key
    # its address is its name, and on disk before anything is downloaded
    assert task.id.startswith(there.sandbox.result_url)
    assert there.sandbox.at(Route.RESULT) == []
    answer = await there.fetch(task, there.pixelcut)
    assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)
    assert answer.mask is None
    (download,) = there.sandbox.at(Route.RESULT)
    assert "X-API-KEY" not in download.headers
    assert there.sandbox.result_url + download.target == task.id
    assert [stage for stage in Stage if stage in dict(there.progress)] == [Stage.SENDING, Stage.RECEIVING]
    assert (there.sent, len(there.sandbox.charges)) == (1, 1)


async def test_an_address(there: Remote) -> None:
    await there.send(cutout(picture=PictureUrl(FROM_URL)), there.pixelcut)
    (received,) = there.sandbox.at(POST)
    assert received.content_type == "application/json"
    assert received.json == {"image_url": FROM_URL, "format": "png"}
    there.sandbox.keep_picture(PHOTO.data)
    url = f"{there.sandbox.result_url}/picture/picture.png"
    answer = await there.run(cutout(picture=PictureUrl(url)), there.pixelcut)
    assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)


@pytest.mark.parametrize("is_url", [False, True])
async def test_the_picture_as_the_answer(there: Remote, is_url: bool) -> None:
    there.sandbox.keep_picture(PHOTO.data)
    picture: Any = PictureUrl(f"{there.sandbox.result_url}/picture/picture.png") if is_url else PHOTO
    answer = await there.submit(cutout(picture=picture, delivery=BINARY), there.pixelcut)
    assert isinstance(answer, Answer)
    assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)
    assert there.sandbox.at(POST)[0].headers["Accept"] == "image/*"


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "WEBP"])
async def test_every_format_is_taken(there: Remote, format_name: Any) -> None:
    picture = PictureFile(encoded(noise(WIDTH, HEIGHT), format_name), format_name, WIDTH, HEIGHT)
    assert (await there.run(cutout(picture=picture), there.pixelcut)).picture is not None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("invalid_request_body", "found nothing in the request"),
        ("missing_parameter", "found no picture"),
        ("invalid_parameter", "does not accept this picture or its address"),
        ("unsupported_content_type", "newer version"),
        ("malformed_image", "cannot read the picture"),
        ("unsupported_image_format", "does not take pictures of this format"),
        ("file_size_too_large", "too many bytes"),
        ("resolution_too_high", "too many pixels"),
        ("unknown_foreground", "in front of a background"),
        ("something_new", "status 400"),
    ],
)
async def test_each_error_code(there: Remote, code: str, sentence: str) -> None:
    error = await failure(there, Reply(400, f'{{"error": "Any reason", "error_code": "{code}"}}'.encode()))
    assert type(error) is RequestRejectedError
    assert sentence in str(error)
    assert "Pixelcut says: “Any reason”" in str(error)
    assert len(there.sandbox.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (401, KeyRefusedError, "does not know the API key"),
        (402, OutOfCreditsError, "no Pixelcut credits"),
        (403, OutOfCreditsError, "no Pixelcut credits"),
        (404, RequestRejectedError, "no such service"),
        (413, RequestRejectedError, "too many bytes"),
        (418, RequestRejectedError, "status 418"),
        (429, BusyError, "in a minute"),
        (301, RequestRejectedError, "leads to another one"),
        (307, RequestRejectedError, "leads to another one"),
        (308, RequestRejectedError, "leads to another one"),
        (302, SubmitUnconfirmedError, "may have been charged"),
        (303, SubmitUnconfirmedError, "may have been charged"),
        (500, SubmitUnconfirmedError, "may have been charged"),
        (503, SubmitUnconfirmedError, "may have been charged"),
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"error": [], "error_code": {}}', b'{"error": "E\\u001b[0m"}']
)
async def test_each_status(there: Remote, status: int, kind: type[ProviderError], sentence: str, body: bytes) -> None:
    error = await failure(there, Reply(status, body))
    assert type(error) is kind
    assert sentence in str(error)
    assert len(there.sandbox.requests) == 1


async def test_a_wrong_key_and_no_credits(there: Remote) -> None:
    with pytest.raises(KeyRefusedError):
        await there.submit(cutout(), there.pixelcut_with("wrong"))
    with pytest.raises(KeyRefusedError, match="Enter one"):
        await there.submit(cutout(), there.pixelcut_with(""))
    there.sandbox.pixelcut.by_key[there.sandbox.pixelcut_key].credits = 0
    assert type(await failure(there)) is OutOfCreditsError


@pytest.mark.parametrize(
    ("fault", "paid"),
    [
        *((Reset(when), int(when is When.AFTER_WORK)) for when in When),
        *((Silence(when), int(when is When.AFTER_WORK)) for when in When),
        (server_error(500, When.AFTER_WORK), 1),
        (html(200, When.AFTER_WORK), 1),
        (Truncated(), 1),
        (Dripping(1, 0.1), 1),
        (Oversized(2_000_000), 1),
        *(
            (Reply(200, body, when=When.AFTER_WORK), 1)
            for body in (b"", b"[]", b"null", b"{}", b'{"result_url": 5}', b'{"result_url": "/x.png"}', b"\xff")
        ),
    ],
)
async def test_what_may_have_been_charged(there: Remote, fault: Fault, paid: int) -> None:
    assert type(await failure(there, fault)) is SubmitUnconfirmedError
    assert (len(there.sandbox.requests), there.sent, len(there.sandbox.charges)) == (1, 1, paid)


@pytest.mark.parametrize("fault", [broken_picture(), bomb(), Truncated(), Spoiled(b"no picture")])
async def test_a_broken_picture_as_the_answer_may_have_been_charged(there: Remote, fault: Fault) -> None:
    assert type(await failure(there, fault, request=cutout(delivery=BINARY))) is SubmitUnconfirmedError


async def test_a_picture_though_an_address_was_asked_for(there: Remote) -> None:
    there.push(POST, Reply(200, PHOTO.data, "image/png"))
    assert isinstance(await there.submit(cutout(), there.pixelcut), Answer)


async def test_nobody_there(there: Remote) -> None:
    with pytest.raises(NotReachedError):
        await there.submit(cutout(), there.pixelcut_with("any", "http://no-such-host.invalid"))


async def test_after_too_many_requests_the_next_one_waits(there: Remote) -> None:
    assert type(await failure(there, too_many_requests("9"))) is BusyError
    before = there.clock.now()
    await there.submit(cutout(), there.pixelcut)
    assert there.sandbox.requests[-1].time - before == pytest.approx(9)


@pytest.mark.parametrize(
    "fault",
    [
        Truncated(),
        broken_picture(),
        bomb(),
        Spoiled(b""),
        Oversized(10**12),
        Dripping(1, 0.1),
        Reset(When.BEFORE_WORK),
        server_error(),
        too_many_requests(),
        Redirect("loop"),
        Redirect("elsewhere", 307),
    ],
)
async def test_a_download_is_tried_again(there: Remote, fault: Fault) -> None:
    task = await there.task(cutout(), there.pixelcut)
    there.push(Route.RESULT, fault)
    assert (await there.fetch(task, there.pixelcut)).picture is not None
    assert len(there.sandbox.at(POST)) == 1


async def test_a_result_is_kept_for_an_hour(there: Remote) -> None:
    task = await there.task(cutout(), there.pixelcut)
    there.sandbox.clock.advance(3590)
    assert (await there.fetch(task, there.pixelcut)).picture is not None
    there.sandbox.clock.advance(10)
    with pytest.raises(TaskExpiredError) as caught:
        await there.fetch(task, there.pixelcut)
    # what is shown names the result and does not give it to everybody
    assert task.id.partition("?")[0].rpartition("/")[2] in str(caught.value)
    assert "Signature" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (forbidden(), FetchInterruptedError),
        (broken_picture(), TaskFailedError),
        (server_error(), FetchInterruptedError),
        (Redirect("loop"), FetchInterruptedError),
    ],
)
async def test_a_result_that_cannot_be_had(there: Remote, fault: Fault, kind: type[ProviderError]) -> None:
    task = await there.task(cutout(), there.pixelcut)
    there.push(Route.RESULT, *[fault] * 5)
    with pytest.raises(kind) as caught:
        await there.fetch(task, there.pixelcut)
    assert type(caught.value) is kind


@pytest.mark.parametrize("fault", [Reply(400), server_error(), Redirect("loop")])
async def test_a_result_that_cannot_be_had_is_given_up_in_the_end(there: Remote, fault: Fault) -> None:
    """What stores say of an address that is too old differs."""
    task = await there.task(cutout(), there.pixelcut)
    for age, kind in ((KEPT + 60, FetchInterruptedError), (GIVEN_UP, TaskExpiredError)):
        there.push(Route.RESULT, *[fault] * 5)
        with pytest.raises(kind):
            await there.fetch(replace(task, submitted_at=there.clock.epoch() - age), there.pixelcut)


async def test_a_result_that_nobody_was_asked_for_is_not_given_up(there: Remote) -> None:
    task = await there.task(cutout(), there.pixelcut)
    elsewhere = replace(task, id=TaskId("http://127.0.0.1:1/result.png"))
    with pytest.raises(FetchInterruptedError):
        await there.fetch(replace(elsewhere, submitted_at=there.clock.epoch() - 10 * GIVEN_UP), there.pixelcut)


def large(width: int, height: int, size: int = 100) -> PictureFile:
    return PictureFile(bytes(size), "PNG", width, height)


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        *((request, f"cannot do “{request.operation.label}”") for request in EXAMPLES[1:]),
        (cutout(subject="person"), "kind of subject"),
        (cutout(output="mask"), "give a mask"),
        (cutout(output="both", crop=True), "give a mask or crop"),
        (cutout(format="jpg"), "anything but PNG"),
        (cutout(format="jpg", background="ffffff"), "behind the subject"),
        (cutout(backdrop=PHOTO), "behind the subject"),
        (cutout(delivery=Delivery(form="base64")), "as text"),
        (cutout(picture=large(6001, 64)), "6000"),
        (cutout(picture=large(64, 63)), "64"),
        (cutout(picture=large(64, 64, 25_000_001)), "25 MB"),
        (cutout(picture=PictureFile(b"", "TIFF", 64, 64)), "TIFF is not taken"),
    ],
)
async def test_what_it_cannot_do_is_one_sentence(there: Remote, request_: Request, sentence: str) -> None:
    with pytest.raises(RequestRejectedError, match=re.escape(sentence)):
        await there.submit(request_, there.pixelcut)
    assert (there.sandbox.requests, there.sent) == ([], 0)


def test_the_limits_themselves_are_taken(there: Remote) -> None:
    there.pixelcut.check(cutout(picture=large(6000, 64, 25_000_000)))
    assert there.pixelcut.supports(cutout().operation)
    assert not any(there.pixelcut.supports(request.operation) for request in (*EXAMPLES[1:], cutout(output="mask")))


async def test_its_rate_is_its_own() -> None:
    async with remote(Options(pixelcut_rate=5)) as there:
        there.pixelcut._api.limiter = type(there.pixelcut._api.limiter)(lambda: 5.0, there.clock)
        for _ in range(12):
            await there.send(cutout(picture=PictureUrl(FROM_URL)), there.pixelcut)
        assert {received.status for received in there.sandbox.at(POST)} == {400}
        assert there.sandbox.violations == []


async def test_a_page_of_somebody_in_between_is_not_the_result(there: Remote) -> None:
    task = await there.task(cutout(), there.pixelcut)
    there.push(Route.RESULT, *[html(200)] * 5)
    with pytest.raises(FetchInterruptedError):
        await there.fetch(task, there.pixelcut)
    assert (await there.fetch(task, there.pixelcut)).picture is not None


async def test_a_picture_for_which_there_is_no_memory_may_have_been_charged(
    there: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "open_image", Mock(side_effect=MemoryError))
    with pytest.raises(SubmitUnconfirmedError, match="no memory"):
        await there.submit(cutout(delivery=BINARY), there.pixelcut)
    there.sandbox.violations.clear()
