"""What can go wrong while a PicWish task is created: what is certain, what may have been charged, what is said."""

import asyncio
import re
import socket
import time
from email.utils import formatdate
from unittest.mock import Mock

import pytest

from picwish_desktop.imaging import decode
from picwish_desktop.operations.provider import (
    BusyError,
    KeyRefusedError,
    NotReachedError,
    OutOfCreditsError,
    ProviderError,
    RequestRejectedError,
    SubmitUnconfirmedError,
    TaskFailedError,
)
from picwish_desktop.operations.request import Answer, Delivery
from tests.providers.remote import EXAMPLES, HEIGHT, ROUTES, WIDTH, Remote, cutout, pixels_of, remote, removal
from tests.sandbox.broken import bomb, broken_picture
from tests.sandbox.faults import (
    Dripping,
    Fault,
    Oversized,
    Redirect,
    Reply,
    Reset,
    Silence,
    Spoiled,
    State,
    Truncated,
    When,
    body_status,
    forbidden,
    html,
    server_error,
    too_many_requests,
)
from tests.sandbox.options import Options
from tests.sandbox.routes import PICWISH_OPERATIONS, Route

SYNC_BASE64, BINARY = Delivery(sync=True, form="base64"), Delivery(sync=True, form="binary")
GRACE = 20.0
"""Real seconds for what the sandbox still does."""


async def failure(there: Remote, *faults: Fault, key: str = "", delivery: Delivery | None = None) -> ProviderError:
    """What a removal ends in."""
    there.push(Route.INPAINT, *faults)
    provider = there.picwish_with(key) if key else there.picwish
    with pytest.raises(ProviderError) as caught:
        await there.submit(removal(delivery=delivery) if delivery else removal(), provider)
    sentence = str(caught.value)
    assert re.fullmatch(r"[A-Z“][^\n]*\.", sentence), sentence
    assert there.sandbox.key not in sentence
    return caught.value


def json(status: int, message: str) -> Reply:
    return Reply(status, f'{{"status": {status}, "message": "{message}"}}'.encode())


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (400, RequestRejectedError, "does not accept this request"),
        (401, KeyRefusedError, "does not know the API key"),
        (402, OutOfCreditsError, "no PicWish credits"),
        (403, OutOfCreditsError, "no PicWish credits"),
        (404, RequestRejectedError, "no such service"),
        (413, RequestRejectedError, "too large"),
        (422, RequestRejectedError, "status 422"),
        (429, BusyError, "in a minute"),
        (500, SubmitUnconfirmedError, r"error of its own \(500\)"),
        (502, SubmitUnconfirmedError, r"error of its own \(502\)"),
        (599, SubmitUnconfirmedError, r"error of its own \(599\)"),
        (10010, SubmitUnconfirmedError, "unknown status 10010"),
        (0, SubmitUnconfirmedError, "unknown status 0"),
    ],
)
async def test_each_status_in_http_and_in_the_body(
    there: Remote, status: int, kind: type[ProviderError], sentence: str
) -> None:
    faults = [body_status(status, "Any reason")]
    if 100 <= status < 1000:
        faults += [Reply(status), json(status, "Any reason"), Reply(status, b"<html>", "text/html")]
    for fault in faults:
        error = await failure(there, fault)
        assert type(error) is kind
        assert re.search(sentence, str(error))
        assert isinstance(error, SubmitUnconfirmedError) == ("may have been charged" in str(error))
        # each is the same work, on purpose
        there.sandbox.violations.clear()
    assert there.sandbox.charges == []
    assert there.sent == len(there.sandbox.requests) == len(faults)


@pytest.mark.parametrize("status", [200, 400, 500])
async def test_a_message_about_credits(there: Remote, status: int) -> None:
    error = await failure(there, Reply(status, b'{"status": 400, "message": "Insufficient credits, please top up"}'))
    assert type(error) is (OutOfCreditsError if status < 500 else SubmitUnconfirmedError)


@pytest.mark.parametrize("status", [402, 403, 400])
async def test_without_credits(status: int) -> None:
    async with remote(Options(credits=0, out_of_credits=status)) as there:
        assert type(await failure(there)) is OutOfCreditsError
        assert there.sandbox.violations == []


async def test_a_wrong_key_and_one_that_is_not_enabled(there: Remote) -> None:
    assert type(await failure(there, key="another")) is KeyRefusedError
    there.sandbox.picwish.by_key[there.sandbox.key].services = frozenset()
    error = await failure(there)
    assert type(error) is KeyRefusedError
    assert "not enabled" in str(error)


@pytest.mark.parametrize("key", ["", "  ", "a b", "a\nb", "ключ", "a\x7f"])
async def test_no_key_that_could_be_one(there: Remote, key: str) -> None:
    with pytest.raises(KeyRefusedError) as caught:
        await there.submit(removal(), there.picwish_with(key))
    assert ("PICWISH_API_KEY" if key.strip() else "settings") in str(caught.value)
    assert not key.strip() or key not in str(caught.value)
    assert (there.sandbox.requests, there.sent) == ([], 0)


async def test_what_the_server_says_is_shown_where_it_is_harmless(there: Remote) -> None:
    assert "PicWish says: “mask_file is missing”" in str(await failure(there, json(400, "mask_file is missing")))
    for message in (there.sandbox.key, "x" * 500, "see http://a.b", "a\\nb"):
        assert "PicWish says" not in str(await failure(there, json(400, message)))


async def waited_after(there: Remote, fault: Fault) -> float:
    """Seconds from this refusal to the next request."""
    before = there.clock.now()
    assert type(await failure(there, fault)) is BusyError
    assert isinstance(await there.submit(removal()), str)
    assert len(there.sandbox.charges) == 1
    return there.sandbox.requests[-1].time - before


async def test_after_too_many_requests_the_next_one_waits_as_long_as_told(there: Remote) -> None:
    assert await waited_after(there, too_many_requests("7")) == pytest.approx(7)


async def test_until_a_date_too(there: Remote) -> None:
    # by the Date of the answer, which tells whole seconds and the real time
    assert 7 <= await waited_after(there, too_many_requests(formatdate(time.time() + 10, usegmt=True))) <= 11


@pytest.mark.parametrize("fault", [too_many_requests(), body_status(429)])
async def test_or_for_a_moment_where_nothing_is_told(there: Remote, fault: Fault) -> None:
    assert 1 <= await waited_after(there, fault) <= 1.5


@pytest.mark.parametrize("status", [301, 307, 308])
async def test_a_redirect_that_keeps_the_method_is_not_followed(there: Remote, status: int) -> None:
    error = await failure(there, Redirect("elsewhere", status))
    assert type(error) is RequestRejectedError
    assert "leads to another one" in str(error)
    assert len(there.sandbox.requests) == 1


@pytest.mark.parametrize("status", [302, 303])
async def test_a_redirect_to_an_answer_may_have_been_charged(there: Remote, status: int) -> None:
    for to in ("elsewhere", "loop"):
        assert type(await failure(there, Redirect(to, status))) is SubmitUnconfirmedError
        there.sandbox.violations.clear()
    assert len(there.sandbox.requests) == 2


@pytest.mark.parametrize(
    ("fault", "paid"),
    [
        *((Reset(when), int(when is When.AFTER_WORK)) for when in When),
        *((Silence(when), int(when is When.AFTER_WORK)) for when in When),
        (server_error(), 0),
        (server_error(503, When.AFTER_WORK), 1),
        (html(), 0),
        (html(200, When.AFTER_WORK), 1),
        (html(502, When.AFTER_WORK), 1),
        (Reply(200, b"", when=When.AFTER_WORK), 1),
        (Reply(200, b"[]", when=When.AFTER_WORK), 1),
        (Reply(200, b"null", when=When.AFTER_WORK), 1),
        (Reply(200, b'"success"', when=When.AFTER_WORK), 1),
        (Reply(200, b'{"status": 200}', when=When.AFTER_WORK), 1),
        (Reply(200, b'{"status": 200, "data": []}', when=When.AFTER_WORK), 1),
        (Reply(200, b'{"status": 200, "data": {"task_id": null}}', when=When.AFTER_WORK), 1),
        (Reply(200, b'{"status": 200, "data": {"task_id": ".."}}', when=When.AFTER_WORK), 1),
        (Reply(200, b"[" * 100_000, "text/plain", when=When.AFTER_WORK), 1),
        (Reply(200, b'{"data": {"task_id": "\xff"}}', when=When.AFTER_WORK), 1),
        (Reply(204, b"", when=When.AFTER_WORK), 1),
        (Truncated(), 1),
        (Truncated(0.99), 1),
        (Dripping(1, 0.1), 1),
        (Oversized(2_000_000), 1),
        (Oversized(2_000_000, announced=False), 1),
    ],
)
async def test_what_may_have_been_charged(there: Remote, fault: Fault, paid: int) -> None:
    error = await failure(there, fault)
    assert type(error) is SubmitUnconfirmedError
    assert "may have been charged" in str(error)
    assert len(there.sandbox.requests) == there.sent == 1
    # where the machine is slow, the server may still work when the client has given up
    async with asyncio.timeout(GRACE):
        while len(there.sandbox.charges) < paid:
            await asyncio.sleep(0)
    assert len(there.sandbox.charges) == paid


async def test_nobody_there_is_certain(there: Remote) -> None:
    with socket.socket() as taken:
        # bound, but it does not listen
        taken.bind(("127.0.0.1", 0))
        provider = there.picwish_with("any", f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(NotReachedError, match="cannot be reached"):
            await there.submit(removal(), provider)
    provider = there.picwish_with("any", "http://no-such-host.invalid")
    with pytest.raises(NotReachedError, match="cannot be reached"):
        await there.submit(removal(), provider)


async def test_nothing_leaves_before_it_is_noted(there: Remote) -> None:
    class DiskFullError(Exception):
        pass

    async def disk_full() -> None:
        raise DiskFullError

    for _ in range(5):
        with pytest.raises(DiskFullError):
            await there.picwish.submit(removal(), lambda *_: None, disk_full)
    assert there.sandbox.requests == []
    assert isinstance(await there.submit(removal()), str)


async def test_it_is_noted_when_its_turn_came() -> None:
    """Whoever waits for the rate is not being sent yet."""
    async with remote(Options(picwish_rate=1)) as there:
        there.picwish._api.limiter = type(there.picwish._api.limiter)(lambda: 1.0, there.clock)
        noted: list[float] = []

        async def note() -> None:
            noted.append(there.clock.now())

        for request in (removal(), cutout()):
            await there.picwish.submit(request, lambda *_: None, note)
        assert noted[1] - noted[0] >= 1
        assert noted == [received.time for received in there.sandbox.requests]


async def test_whoever_stops_it_while_it_is_sent_stops_it(there: Remote) -> None:
    there.push(Route.INPAINT, Silence(When.BEFORE_BODY))
    sending = asyncio.create_task(there.submit(removal()))
    while not there.sandbox.requests:
        await asyncio.wait([sending], timeout=0.01)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert there.sandbox.charges == []
    assert isinstance(await there.submit(cutout()), str)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (-1, "could not work on this picture"),
        (-2, "could not store its result"),
        (-3, "could not fetch the picture from its address"),
        (-5, "too large"),
        (-7, "cannot read the picture"),
        (-8, "within its time limit"),
        (-42, "unknown state -42"),
    ],
)
@pytest.mark.parametrize("route", PICWISH_OPERATIONS)
async def test_a_task_that_fails_names_itself(there: Remote, route: Route, state: int, sentence: str) -> None:
    request = next(example for example in EXAMPLES if ROUTES[type(example.operation)] is route)
    there.push(route, State(state))
    task = await there.task(request)
    with pytest.raises(TaskFailedError, match=sentence) as caught:
        await there.fetch(task)
    assert task.id in str(caught.value)
    assert there.sandbox.charges == []


async def test_a_synchronous_task_that_fails(there: Remote) -> None:
    error = await failure(there, State(-7), delivery=SYNC_BASE64)
    assert type(error) is TaskFailedError
    assert re.search(r"[0-9a-f]{32}", str(error))


async def test_a_synchronous_task_that_goes_on_is_fetched() -> None:
    async with remote(Options(sync_patience=0.01)) as patient:
        patient.push(Route.INPAINT, State(4))
        assert isinstance(await patient.submit(removal(delivery=SYNC_BASE64)), str)


async def test_a_broken_picture_in_the_answer_is_fetched_again(there: Remote) -> None:
    there.push(Route.INPAINT, broken_picture())
    assert isinstance(await there.submit(removal(delivery=SYNC_BASE64)), str)


@pytest.mark.parametrize("fault", [broken_picture(), bomb(), Spoiled(b"no picture"), Spoiled(b""), Truncated()])
async def test_a_broken_binary_answer_may_have_been_charged(there: Remote, fault: Fault) -> None:
    there.push(Route.SEGMENTATION, fault)
    with pytest.raises(SubmitUnconfirmedError, match="may have been charged"):
        await there.submit(cutout(delivery=BINARY))
    assert len(there.sandbox.charges) == 1


async def test_a_binary_answer_is_known_by_its_bytes(there: Remote) -> None:
    there.push(Route.SEGMENTATION, Spoiled(content_type="text/plain"))
    answer = await there.submit(cutout(delivery=BINARY))
    assert isinstance(answer, Answer)
    assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)


async def test_a_result_without_a_task_is_taken_at_once(there: Remote) -> None:
    await there.submit(removal(delivery=Delivery(sync=True)))
    (received,) = there.sandbox.at(Route.INPAINT)
    assert received.task_id
    polled = await there.picwish._api.get(Route.INPAINT_TASK.path.format(task_id=received.task_id))
    body = polled.body.replace(b'"task_id"', b'"other"')
    there.sandbox.violations.clear()
    there.push(Route.SEGMENTATION, Reply(200, body), Reply(200, body))
    outcome = await there.submit(cutout(delivery=Delivery(sync=True)))
    assert isinstance(outcome, Answer)
    assert pixels_of(outcome.picture).shape == (HEIGHT, WIDTH, 4)
    there.push(Route.RESULT, forbidden())
    with pytest.raises(SubmitUnconfirmedError):
        await there.submit(cutout(delivery=Delivery(sync=True), crop=True))


async def test_a_picture_for_which_there_is_no_memory_may_have_been_charged(
    there: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "open_image", Mock(side_effect=MemoryError))
    with pytest.raises(SubmitUnconfirmedError, match="no memory"):
        await there.submit(cutout(delivery=Delivery(sync=True, form="binary")))
