"""What can go wrong while a PicWish task is waited for and its pictures are fetched: all of it is free."""

import asyncio
import base64
import itertools
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import Mock

import keyring
import numpy as np
import pytest

from picwish_desktop.imaging import decode
from picwish_desktop.operations.catalogue import RemoveObjects
from picwish_desktop.operations.provider import (
    FetchInterruptedError,
    ProviderError,
    Stage,
    Task,
    TaskExpiredError,
    TaskFailedError,
    TaskId,
)
from picwish_desktop.operations.request import Delivery
from picwish_desktop.providers.picwish import PicwishProvider
from picwish_desktop.providers.picwish_tasks import TOTAL
from picwish_desktop.providers.results import GIVEN_UP, KEPT
from picwish_desktop.storage.access import Access
from picwish_desktop.storage.credentials import SERVICE, Credentials
from picwish_desktop.storage.settings import Settings
from tests.providers.remote import HEIGHT, IMPATIENT, PHOTO, WIDTH, Remote, cutout, pixels_of, removal
from tests.sandbox.accounts import Account
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
from tests.sandbox.routes import Route
from tests.storage.keyrings import HangingKeyring

EVERY_TROUBLE: list[Fault] = [
    *(Reset(when) for when in When),
    Silence(When.BEFORE_WORK),
    Silence(When.AFTER_WORK),
    server_error(),
    server_error(502),
    html(),
    html(503),
    too_many_requests("3"),
    too_many_requests(),
    body_status(500),
    body_status(429),
    body_status(404),
    Redirect("loop"),
    Redirect("elsewhere", 307),
    Truncated(),
    Dripping(1, 0.1),
    Reply(200, b"[]"),
    Reply(200, b"null"),
    Reply(200, b"[" * 100_000, "text/plain"),
    Reply(200, b'{"status": 200}'),
    Reply(200, b'{"status": 200, "data": {"state": "soon"}}'),
    Reply(200, b'{"status": 200, "data": {"state": 1}}'),
    Reply(200, b'{"status": 200, "data": {"state": 1, "image": ""}}'),
    Reply(200, b'{"status": 200, "data": {"state": 1, "image": "ftp://a/b"}}'),
    Reply(200, b'{"status": 200, "data": {"state": 1, "image": "iVBORw0KGgo="}}'),
    Reply(200, b'{"status": 200, "data": {"state": 99999999999999999999, "progress": "x"}}'),
    State(0),
    State(2),
    State(3),
    State(4),
    State(17),
]


async def failure(there: Remote, task: Task, kind: type[ProviderError]) -> str:
    with pytest.raises(ProviderError) as caught:
        await there.fetch(task)
    assert type(caught.value) is kind
    assert task.id in str(caught.value)
    assert there.sandbox.key not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("fault", EVERY_TROUBLE)
async def test_asking_goes_on_after_every_trouble(there: Remote, fault: Fault) -> None:
    task = await there.task(removal())
    there.push(Route.INPAINT_TASK, fault)
    answer = await there.fetch(task)
    assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)
    assert len(there.sandbox.at(Route.INPAINT_TASK)) == 2
    assert len(there.sandbox.charges) == 1


@pytest.mark.parametrize("fault", [server_error(), html(), body_status(500), State(4), Reset(When.BEFORE_WORK)])
async def test_asking_ends_after_a_while(there: Remote, fault: Fault) -> None:
    task = await there.task(removal())
    there.push(Route.INPAINT_TASK, *[fault] * 500)
    before = there.clock.now()
    sentence = await failure(there, task, FetchInterruptedError)
    assert "costs nothing" in sentence
    assert TOTAL - 20 <= there.clock.now() - before <= TOTAL
    polls = there.sandbox.at(Route.INPAINT_TASK)
    pauses = [later.time - earlier.time for earlier, later in itertools.pairwise(polls)]
    assert pauses[0] < 2 < 8 < pauses[-1]
    assert len(polls) < 40


async def test_no_network_is_waited_out(there: Remote) -> None:
    offline = there.picwish_with("any", "http://no-such-host.invalid")
    before = there.clock.now()
    with pytest.raises(FetchInterruptedError):
        await there.fetch(Task(TaskId("any"), RemoveObjects(), before), offline)
    assert there.clock.now() - before <= TOTAL


async def test_a_task_that_is_not_known(there: Remote) -> None:
    """Where it is new, it may only not have come everywhere yet, or is another account's."""
    for age, questions, kind in ((0.0, 2, FetchInterruptedError), (KEPT + 1, 1, TaskExpiredError)):
        there.sandbox.requests.clear()
        task = Task(TaskId("no-such-task"), RemoveObjects(), there.clock.epoch() - age)
        await failure(there, task, kind)
        assert len(there.sandbox.requests) == questions


async def test_another_key_does_not_lose_a_task(there: Remote) -> None:
    there.sandbox.picwish.by_key["another-account"] = Account(50)
    task = await there.task(removal())
    other = there.picwish_with("another-account")
    with pytest.raises(FetchInterruptedError, match=f"“{task.id}” under this key and at this address"):
        await there.fetch(task, other)
    assert (await there.fetch(task)).picture is not None
    there.sandbox.clock.advance(KEPT)
    with pytest.raises(TaskExpiredError, match="no longer has the result"):
        await there.fetch(task, other)


async def test_somebody_else_does_not_know_the_task(there: Remote) -> None:
    """Such as where the address in the settings is wrong today."""
    task = await there.task(removal())
    there.push(Route.INPAINT_TASK, html(404), html(404))
    await failure(there, task, FetchInterruptedError)
    assert (await there.fetch(task)).picture is not None


async def test_a_task_is_kept_for_an_hour(there: Remote) -> None:
    task = await there.task(removal())
    there.sandbox.clock.advance(KEPT - 10)
    assert (await there.fetch(task)).picture is not None
    there.sandbox.clock.advance(10)
    await failure(there, task, TaskExpiredError)


@pytest.mark.parametrize("status", [400, 401, 402, 403])
async def test_a_refusal_is_not_the_end_of_what_was_paid(there: Remote, status: int) -> None:
    task = await there.task(removal())
    there.push(Route.INPAINT_TASK, body_status(status))
    sentence = await failure(there, task, FetchInterruptedError)
    assert ("key" in sentence) == (status == 401)
    assert (await there.fetch(task)).picture is not None
    there.sandbox.clock.advance(KEPT)
    there.push(Route.INPAINT_TASK, body_status(status))
    await failure(there, task, TaskExpiredError if status == 403 else FetchInterruptedError)


async def test_without_a_key_or_an_address_nothing_is_lost(there: Remote) -> None:
    task = await there.task(removal())
    for provider in (there.picwish_with(""), there.picwish_with("any", "nowhere")):
        with pytest.raises(FetchInterruptedError, match=task.id):
            await there.fetch(task, provider)


async def test_a_keyring_that_is_unlocked_late_loses_nothing(there: Remote) -> None:
    """It asks the person for its password at the start, who needs longer than anybody waits for it."""
    ring = HangingKeyring()
    ring.kept[SERVICE, "picwish"] = there.sandbox.key
    keyring.set_keyring(ring)
    task = await there.task(removal())
    address = {"PICWISH_BASE_URL": there.sandbox.picwish_url}
    access = Access("picwish", Settings(picwish_requests_per_second=1000.0), Credentials(patience=0.01), address)
    provider = PicwishProvider(access, clock=there.clock)
    try:
        with pytest.raises(FetchInterruptedError, match="keyring does not answer"):
            await there.fetch(task, provider)
        ring.typed.set()
        for thread in threading.enumerate():
            if thread.ident in ring.callers:
                thread.join()
        assert (await there.fetch(task, provider)).picture is not None
    finally:
        ring.typed.set()
        await provider.close()


@pytest.mark.parametrize(
    ("key", "route", "fault"),
    [
        ("any", None, None),
        (None, Route.INPAINT_TASK, body_status(400)),
        (None, Route.INPAINT_TASK, server_error()),
        (None, Route.INPAINT_TASK, State(4)),
        (None, Route.RESULT, Reply(400)),
    ],
    ids=["wrong key", "refused", "troubled", "never done", "no result"],
)
async def test_what_cannot_be_had_is_given_up_in_the_end(
    there: Remote, key: str | None, route: Route | None, fault: Fault | None
) -> None:
    """Or an equal picture could never be sent again."""
    task = await there.task(removal())
    provider = there.picwish_with(there.sandbox.key if key is None else key)
    for age, kind in ((KEPT + 60, FetchInterruptedError), (GIVEN_UP, TaskExpiredError)):
        if route is not None and fault is not None:
            there.sandbox.faults._queues.clear()
            there.push(route, *[fault] * 50)
        with pytest.raises(kind):
            await there.fetch(replace(task, submitted_at=there.clock.epoch() - age), provider)


@pytest.mark.parametrize(
    ("key", "address"),
    [("", ""), ("any", "nonsense"), ("any", "http://127.0.0.1:1")],
    ids=["key", "address", "network"],
)
async def test_what_nobody_was_asked_for_is_not_given_up(there: Remote, key: str, address: str) -> None:
    """By another clock than this computer's it may not be old at all."""
    task = await there.task(removal())
    provider = there.picwish_with(key, address)
    with pytest.raises(FetchInterruptedError):
        await there.fetch(replace(task, submitted_at=there.clock.epoch() - 10 * GIVEN_UP), provider)


@pytest.mark.parametrize("state", [-1, -8, -42])
async def test_a_task_that_fails_later(there: Remote, state: int) -> None:
    task = await there.task(removal())
    there.push(Route.INPAINT_TASK, State(3), State(state))
    await failure(there, task, TaskFailedError)


async def test_done_without_a_picture(there: Remote) -> None:
    task = await there.task(removal())
    there.push(Route.INPAINT_TASK, *[Reply(200, b'{"data": {"state": 1}}')] * 3)
    assert "no whole picture" in await failure(there, task, TaskFailedError)


@pytest.mark.parametrize(
    "fault",
    [
        Truncated(),
        Truncated(0.99),
        broken_picture(),
        bomb(),
        Spoiled(b"no picture", "image/png"),
        Spoiled(b""),
        Oversized(1000),
        Oversized(10**12),
        Oversized(10**12, announced=False),
        Dripping(1, 0.1),
        Reset(When.BEFORE_WORK),
        Silence(When.BEFORE_WORK),
        server_error(),
        html(),
        html(503),
        too_many_requests(),
        Redirect("loop"),
        Reply(302, headers={"Location": "ftp://a/b"}),
        Reply(302, headers={"Location": "file:///etc/passwd"}),
        Reply(302, headers={"Location": "http://[::1"}),
        Reply(302),
        Reply(400),
    ],
)
async def test_a_download_is_tried_again(there: Remote, fault: Fault) -> None:
    task = await there.task(removal())
    there.push(Route.RESULT, fault)
    answer = await there.fetch(task)
    assert pixels_of(answer.picture).shape == (HEIGHT, WIDTH, 4)
    assert len(there.sandbox.at(Route.RESULT)) == 2
    assert len(there.sandbox.at(Route.INPAINT_TASK)) == 1


async def test_a_wrong_content_type_does_not_matter(there: Remote) -> None:
    there.push(Route.RESULT, Spoiled(content_type="text/html"))
    assert (await there.run(removal())).picture is not None
    assert len(there.sandbox.at(Route.RESULT)) == 1


async def test_a_slow_download_is_waited_for(there: Remote) -> None:
    there.push(Route.RESULT, Dripping(5000, 0.02))
    assert (await there.run(removal())).picture is not None
    received = [part for stage, part in there.progress if stage is Stage.RECEIVING]
    assert len(set(received)) > 4
    assert len(there.sandbox.at(Route.RESULT)) == 1


async def test_a_line_that_is_too_slow_for_a_large_result_gets_it_in_the_end(there: Remote) -> None:
    """Beginning anew each time, it never would."""
    there.push(Route.RESULT, Dripping(600, 0.03))
    begun = time.monotonic()
    assert (await there.run(removal())).picture is not None
    assert len(there.sandbox.at(Route.RESULT)) == 1
    assert time.monotonic() - begun > IMPATIENT.download


async def test_a_redirect_is_followed_as_it_is(there: Remote) -> None:
    query = "a=%2F&b=%7e|[x]&sig=a+b%2B=="
    there.push(Route.RESULT, Reply(302, headers={"Location": f"/elsewhere?{query}"}))
    there.push(Route.RESULT, Redirect("elsewhere", 307))
    answer = await there.run(removal())
    assert answer.picture is not None
    first, relative, second, third = [
        received for received in there.sandbox.requests if received.key == "" and received.method == "GET"
    ]
    assert relative.target == f"/elsewhere?{query}"
    assert first.target == second.target == third.target
    assert second.headers["Host"] != third.headers["Host"]
    assert all("Cookie" not in received.headers for received in there.sandbox.requests)


@pytest.mark.parametrize("fault", [forbidden(), Reply(404), Reply(410)])
async def test_a_dead_address_is_asked_for_anew_once(there: Remote, fault: Fault) -> None:
    task = await there.task(removal())
    there.push(Route.RESULT, fault)
    assert (await there.fetch(task)).picture is not None
    assert len(there.sandbox.at(Route.INPAINT_TASK)) == 2
    # two may be a proxy's that lets nobody there
    there.push(Route.RESULT, fault, fault)
    await failure(there, task, FetchInterruptedError)
    assert (await there.fetch(task)).picture is not None


async def test_dead_addresses_are_the_end_after_an_hour(there: Remote) -> None:
    task = await there.task(removal())
    there.push(Route.RESULT, forbidden(), forbidden())
    old, later = replace(task, submitted_at=task.submitted_at - KEPT), there.picwish_with(there.sandbox.key)
    with pytest.raises(TaskExpiredError):
        await there.fetch(old, later)


@pytest.mark.parametrize("faults", [(forbidden(), forbidden()), [server_error()] * 50], ids=["gone", "troubled"])
async def test_a_clock_that_is_put_right_gives_nothing_up(there: Remote, faults: Sequence[Fault]) -> None:
    task = await there.task(removal())
    there.push(Route.RESULT, *faults)
    # sent a moment ago, when the clock was hours behind
    behind = replace(task, submitted_at=task.submitted_at - 4 * GIVEN_UP)
    await failure(there, behind, FetchInterruptedError)
    there.sandbox.faults._queues.clear()
    assert (await there.fetch(behind)).picture is not None


BROKEN: list[Fault] = [broken_picture(), bomb(), bomb(6000, 6000)]
NO_PICTURE: list[Fault] = [Spoiled(b"no picture"), Spoiled(b"")]


@pytest.mark.parametrize(
    ("form", "fault"), [*(("url", fault) for fault in BROKEN), *(("base64", fault) for fault in BROKEN + NO_PICTURE)]
)
async def test_a_picture_that_stays_broken(there: Remote, fault: Fault, form: str) -> None:
    there.push(Route.INPAINT, fault)
    task = await there.task(removal(delivery=Delivery(form=form)))  # type: ignore[arg-type]
    await failure(there, task, TaskFailedError)
    assert len(there.sandbox.charges) == 1


@pytest.mark.parametrize("fault", [*NO_PICTURE, html()])
async def test_what_somebody_else_answers_for_a_result_is_waited_out(there: Remote, fault: Fault) -> None:
    """A filter's page, or one that asks for a password, comes with 200."""
    task = await there.task(removal())
    there.push(Route.RESULT, *[fault] * 5)
    await failure(there, task, FetchInterruptedError)
    assert (await there.fetch(task)).picture is not None
    assert len(there.sandbox.charges) == 1


async def test_a_result_that_cannot_be_had_now_is_there_later(there: Remote) -> None:
    task = await there.task(removal())
    there.push(Route.RESULT, *[server_error()] * 5)
    await failure(there, task, FetchInterruptedError)
    assert (await there.fetch(task)).picture is not None
    assert len(there.sandbox.charges) == 1


async def test_a_mask_that_is_broken_is_no_whole_answer(there: Remote) -> None:
    task = await there.task(cutout(output="both"))
    there.push(Route.RESULT, Dripping(100_000, 0), Truncated())
    answer = await there.fetch(task)
    assert pixels_of(answer.picture).shape == pixels_of(answer.mask).shape
    assert len(there.sandbox.at(Route.RESULT)) == 3


async def test_whoever_stops_waiting_can_fetch_again(there: Remote) -> None:
    task = await there.task(removal())
    there.push(Route.RESULT, Silence(When.BEFORE_WORK))
    waiting = asyncio.create_task(there.fetch(task))
    while not there.sandbox.at(Route.RESULT):
        await asyncio.wait([waiting], timeout=0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await there.fetch(task)).picture is not None


async def test_many_at_once(there: Remote) -> None:
    requests = [cutout(crop=crop, subject=subject) for crop in (False, True) for subject in ("auto", "person", "stamp")]
    answers = await asyncio.gather(*(there.run(request) for request in requests))
    assert all(answer.picture is not None for answer in answers)
    assert len(there.sandbox.charges) == 6


async def test_where_there_is_no_memory_for_a_result_it_is_fetched_later(
    there: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = await there.task(removal())
    with monkeypatch.context() as scarce:
        scarce.setattr(decode, "open_image", Mock(side_effect=MemoryError))
        await failure(there, task, FetchInterruptedError)
    assert (await there.fetch(task)).picture is not None
    assert len(there.sandbox.charges) == 1


@pytest.mark.parametrize("mask", [None, "", base64.b64encode(broken_picture().data or b"").decode()])
async def test_a_mask_that_is_not_there_costs_nobody_the_picture(there: Remote, mask: str | None) -> None:
    task = await there.task(cutout(output="both"))
    data = {"state": 1, "image": base64.b64encode(PHOTO.data).decode()} | ({} if mask is None else {"mask": mask})
    there.push(Route.SEGMENTATION_TASK, Reply(200, json.dumps({"status": 200, "data": data}).encode()))
    answer = await there.fetch(task)
    assert np.array_equal(pixels_of(answer.picture), pixels_of(PHOTO))
    assert answer.mask is None
