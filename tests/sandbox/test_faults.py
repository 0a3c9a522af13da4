"""Everything that can be told to go wrong goes wrong in that way, once, and charges what it says."""

import asyncio
import base64
import io
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientConnectionError, ClientPayloadError, ClientTimeout, TooManyRedirects
from PIL import Image

from tests.sandbox.broken import bomb, broken_picture
from tests.sandbox.client import EXAMPLES, PHOTO, Answered, Client, answered, encoded, form, noise, sandboxed
from tests.sandbox.faults import (
    Dripping,
    Fault,
    Faults,
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
from tests.sandbox.routes import PICWISH_OPERATIONS, Route

EXAMPLE = EXAMPLES[Route.INPAINT]
PAID_AT = {When.BEFORE_BODY: 0, When.DURING_BODY: 0, When.BEFORE_WORK: 0, When.AFTER_WORK: 1}
STATES = [-1, -2, -3, -5, -7, -8, -42]


async def pixelcut(client: Client, accept: str = "application/json") -> Answered:
    headers = {"X-API-KEY": client.sandbox.pixelcut_key, "Accept": accept}
    url = client.sandbox.pixelcut_url + Route.REMOVE_BACKGROUND.path
    return await answered(client.session.post(url, data=form({"image": encoded(noise(64, 64))}), headers=headers))


async def result_url(client: Client) -> str:
    url: str = (await client.finish(Route.INPAINT, EXAMPLE)).data["image"]
    return url


@pytest.mark.parametrize("when", When)
async def test_a_connection_is_reset(client: Client, when: When) -> None:
    large = {**EXAMPLE, "image_file": PHOTO.ljust(3_000_000, b"\0")}
    client.sandbox.faults.push(Route.INPAINT, Reset(when))
    with pytest.raises(ClientConnectionError):
        await client.create(Route.INPAINT, large)
    assert len(client.sandbox.charges) == PAID_AT[when]
    (received,) = client.sandbox.requests
    assert received.is_whole == (when in (When.BEFORE_WORK, When.AFTER_WORK))
    assert received.status is None
    assert (await client.create(Route.INPAINT, EXAMPLE)).status == 200


@pytest.mark.parametrize("when", When)
async def test_pixelcuts_connection_is_reset(client: Client, when: When) -> None:
    client.sandbox.faults.push(Route.REMOVE_BACKGROUND, Reset(when))
    with pytest.raises(ClientConnectionError):
        await pixelcut(client)
    assert len(client.sandbox.charges) == PAID_AT[when]


@pytest.mark.parametrize("when", When)
async def test_nothing_more_comes(client: Client, when: When) -> None:
    client.sandbox.faults.push(Route.INPAINT, Silence(when))
    url = client.sandbox.picwish_url + Route.INPAINT.path
    headers = {"X-API-KEY": client.sandbox.key}
    asking = asyncio.create_task(answered(client.session.post(url, data=form(EXAMPLE), headers=headers)))
    # the work takes as long as the machine needs; only the silence after it is timed
    while len(client.sandbox.charges) < PAID_AT[when]:
        await asyncio.wait([asking], timeout=0.01)
    done, _ = await asyncio.wait([asking], timeout=1)
    assert not done
    asking.cancel()
    assert len(client.sandbox.charges) == PAID_AT[when]


@pytest.mark.parametrize("retry_after", [None, "1", "Wed, 21 Oct 2015 07:28:00 GMT"])
@pytest.mark.parametrize("route", [Route.INPAINT, Route.INPAINT_TASK])
async def test_too_many_requests(client: Client, route: Route, retry_after: str | None) -> None:
    client.sandbox.faults.push(route, too_many_requests(retry_after))
    if route is Route.INPAINT:
        answer = await client.create(Route.INPAINT, EXAMPLE)
    else:
        answer = await client.query(Route.INPAINT, "any")
    assert (answer.status, answer.json["status"]) == (429, 429)
    assert answer.headers.get("Retry-After") == retry_after
    assert client.sandbox.charges == []


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize(("when", "paid"), [(When.BEFORE_WORK, 0), (When.AFTER_WORK, 1)])
async def test_server_errors(client: Client, status: int, when: When, paid: int) -> None:
    assert when is When.BEFORE_WORK or when is When.AFTER_WORK
    client.sandbox.faults.push(Route.INPAINT, server_error(status, when), html(status, when))
    assert (await client.create(Route.INPAINT, EXAMPLE)).json["status"] == status
    client.sandbox.clock.advance(3600)
    answer = await client.create(Route.INPAINT, EXAMPLE)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "text/html")
    assert len(client.sandbox.charges) == 2 * paid


async def test_html_and_a_failing_body_with_status_200(client: Client) -> None:
    client.sandbox.faults.push(Route.INPAINT, html(), body_status(500))
    answer = await client.create(Route.INPAINT, EXAMPLE)
    assert answer.status == 200
    assert answer.body.startswith(b"<!DOCTYPE html>")
    answer = await client.create(Route.INPAINT, EXAMPLE)
    assert (answer.status, answer.json["status"]) == (200, 500)
    assert client.sandbox.requests[-1].status == 500


@pytest.mark.parametrize("route", PICWISH_OPERATIONS)
@pytest.mark.parametrize("state", STATES)
async def test_a_task_ends_in_a_state(client: Client, route: Route, state: int) -> None:
    client.sandbox.faults.push(route, State(state), State(state))
    task_id = (await client.create(route, EXAMPLES[route])).data["task_id"]
    data = (await client.query(route, task_id)).data
    assert data["state"] == state
    assert "image" not in data
    assert (await client.finish(route, EXAMPLES[route])).data["state"] == state
    assert client.sandbox.charges == []


async def test_a_task_never_ends(client: Client) -> None:
    client.sandbox.faults.push(Route.INPAINT, State(4))
    task_id = (await client.create(Route.INPAINT, EXAMPLE)).data["task_id"]
    client.sandbox.clock.advance(3599)
    assert (await client.query(Route.INPAINT, task_id)).data["state"] == 4


async def test_one_answer_says_another_state(client: Client) -> None:
    task_id = (await client.finish(Route.INPAINT, EXAMPLE)).data["task_id"]
    client.sandbox.faults.push(Route.INPAINT_TASK, State(0), State(3))
    answers = [await client.query(Route.INPAINT, task_id) for _ in range(3)]
    assert [answer.data["state"] for answer in answers] == [0, 3, 1]
    assert ["image" in answer.data for answer in answers] == [False, False, True]


async def test_a_download_is_cut_short(client: Client) -> None:
    url = await result_url(client)
    client.sandbox.faults.push(Route.RESULT, Truncated())
    with pytest.raises(ClientPayloadError):
        await client.download(url)
    assert (await client.download(url)).status == 200


async def test_an_answer_is_cut_short(client: Client) -> None:
    client.sandbox.faults.push(Route.INPAINT, Truncated())
    client.sandbox.faults.push(Route.REMOVE_BACKGROUND, Truncated())
    with pytest.raises(ClientPayloadError):
        await client.create(Route.INPAINT, EXAMPLE)
    with pytest.raises(ClientPayloadError):
        await pixelcut(client, "image/*")
    assert len(client.sandbox.charges) == 2


async def test_a_download_drips(client: Client) -> None:
    url = await result_url(client)
    client.sandbox.faults.push(Route.RESULT, Dripping(1000, 0.01), Dripping(1, 0.1))
    whole = await client.download(url)
    assert whole.picture.size == noise().size
    with pytest.raises(asyncio.TimeoutError):
        # each byte comes in time, all of them do not
        await client.download(url, timeout=ClientTimeout(total=0.5, sock_read=0.3))


@pytest.mark.parametrize("announced", [True, False])
async def test_too_many_bytes(client: Client, announced: bool) -> None:
    url = await result_url(client)
    client.sandbox.faults.push(Route.RESULT, Oversized(30_000_000, announced), Oversized(10**12, announced))
    answer = await client.download(url)
    assert len(answer.body) == 30_000_000
    assert ("Content-Length" in answer.headers) == announced
    async with client.session.get(url) as response:
        # leaving early is no error of the sandbox's
        assert await response.content.readexactly(100_000)


async def test_a_wrong_content_type(client: Client) -> None:
    url = await result_url(client)
    client.sandbox.faults.push(Route.RESULT, Spoiled(content_type="text/plain"))
    answer = await client.download(url)
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.picture.size == noise().size


async def test_a_broken_picture_in_every_way_that_pictures_come(client: Client) -> None:
    url = await result_url(client)
    client.sandbox.faults.push(Route.RESULT, broken_picture())
    client.sandbox.faults.push(Route.SEGMENTATION, *[broken_picture()] * 3)
    client.sandbox.faults.push(Route.REMOVE_BACKGROUND, broken_picture(), broken_picture())
    fields = {"image_file": PHOTO}
    by_url = (await client.finish(Route.SEGMENTATION, fields)).data["image"]
    in_json = (await client.finish(Route.SEGMENTATION, {**fields, "return_type": "2"})).data["image"]
    for data in (
        (await client.download(url)).body,
        (await client.download(by_url)).body,
        base64.b64decode(in_json),
        (await client.finish(Route.SEGMENTATION, {**fields, "return_type": "3"})).body,
        (await pixelcut(client, "image/*")).body,
        (await client.download((await pixelcut(client)).json["result_url"])).body,
    ):
        with Image.open(io.BytesIO(data)) as picture, pytest.raises(OSError, match="truncated"):
            picture.load()


async def test_a_bomb_is_small_and_huge(client: Client) -> None:
    url = await result_url(client)
    client.sandbox.faults.push(Route.RESULT, bomb())
    answer = await client.download(url)
    assert len(answer.body) < 1_000_000
    with pytest.raises(Image.DecompressionBombError):
        Image.open(io.BytesIO(answer.body))


def test_a_bomb_is_a_well_formed_picture() -> None:
    data = bomb(1000, 900).data
    assert data is not None
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (1000, 900)
        assert picture.getextrema() == (0, 0)


async def test_redirects(client: Client) -> None:
    url = await result_url(client)
    client.sandbox.faults.push(Route.RESULT, Redirect("loop"), Redirect("elsewhere", 307))
    with pytest.raises(TooManyRedirects):
        await client.download(url)
    # followed by hand, as aiohttp's client would write the query anew
    moved = await client.download(url, allow_redirects=False)
    answer = await client.download(moved.headers["Location"])
    assert answer.picture.size == noise().size
    assert client.sandbox.requests[-1].target == client.sandbox.requests[-2].target
    assert client.sandbox.requests[-1].headers["Host"] != client.sandbox.requests[-2].headers["Host"]


async def test_a_key_that_follows_a_redirect_is_a_violation(client: Client) -> None:
    client.sandbox.faults.push(Route.INPAINT, Redirect("elsewhere", 307))
    client.sandbox.faults.push(Route.INPAINT_TASK, Redirect("elsewhere"))
    # aiohttp's client takes along all headers but Authorization
    await client.create(Route.INPAINT, EXAMPLE)
    await client.query(Route.INPAINT, "any")
    assert ["a key was sent" in violation for violation in client.sandbox.violations] == [True, True]
    assert client.sandbox.charges == []


async def test_a_result_is_refused(client: Client) -> None:
    url = await result_url(client)
    client.sandbox.faults.push(Route.RESULT, forbidden())
    assert [(await client.download(url)).status for _ in range(2)] == [403, 200]


async def test_faults_wait_for_their_own_route_in_their_order(client: Client) -> None:
    faults: list[Fault] = [Reply(418), Reply(503)]
    client.sandbox.faults.push(Route.SEGMENTATION, *faults)
    statuses = [
        (await client.create(route, EXAMPLES[route])).status
        for route in (Route.INPAINT, Route.SEGMENTATION, Route.ID_PHOTO, Route.SEGMENTATION, Route.FACE_CUTOUT)
    ]
    assert statuses == [200, 418, 200, 503, 200]


def test_a_state_is_for_tasks_only() -> None:
    with pytest.raises(ValueError, match="state"):
        Faults().push(Route.RESULT, State(1))


async def test_a_client_that_dies_while_it_sends_or_waits_breaks_nothing(client: Client) -> None:
    """As in a test that kills the program."""
    boundary = b'--b\r\nContent-Disposition: form-data; name="image_file"; filename="image.png"\r\n\r\n'
    head = b"POST /api/tasks/visual/inpaint HTTP/1.1\r\nHost: x\r\nX-API-KEY: picwish-sandbox-key\r\n"
    head += b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
    url = urlsplit(client.sandbox.picwish_url)
    for sent in (head, head + boundary, head + boundary + bytes(50_000)):
        _, writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(sent)
        await writer.drain()
        writer.transport.abort()
    client.sandbox.faults.push(Route.INPAINT, Silence(When.AFTER_WORK))
    waiting = asyncio.create_task(client.finish(Route.INPAINT, EXAMPLE))
    while not client.sandbox.charges:
        await asyncio.wait([waiting], timeout=0.01)
    waiting.cancel()
    assert [received.is_whole for received in client.sandbox.at(Route.INPAINT)] == [False, False, False, True]
    task_id = client.sandbox.charges[0].task_id
    await client.sandbox.work_done()
    assert (await client.query(Route.INPAINT, task_id)).data["state"] == 1


async def test_after_its_end_connections_are_refused() -> None:
    async with sandboxed() as client:
        url = client.sandbox.picwish_url
    async with sandboxed() as other:
        with pytest.raises(ClientConnectionError):
            await other.download(url)
