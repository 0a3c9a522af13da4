"""What is left on an account, and whether a key is right: asked without ever spending anything."""

import pytest

from picwish_desktop.operations.provider import KeyCheck, Provider
from tests.providers.remote import Remote, remote
from tests.sandbox.faults import (
    Dripping,
    Fault,
    Oversized,
    Redirect,
    Reply,
    Reset,
    Silence,
    Truncated,
    When,
    body_status,
    html,
    server_error,
    too_many_requests,
)
from tests.sandbox.options import Options
from tests.sandbox.routes import Route

CREDITS = {"picwish": Route.PICWISH_CREDITS, "pixelcut": Route.PIXELCUT_CREDITS}
TROUBLES: list[Fault] = [
    Reset(When.BEFORE_WORK),
    Silence(When.BEFORE_WORK),
    server_error(),
    html(),
    html(404),
    too_many_requests("2"),
    Redirect("loop"),
    Truncated(),
    Dripping(1, 0.1),
    Oversized(2_000_000),
    Reply(200, b"[]"),
    Reply(200, b"null"),
    Reply(200, b"{}"),
    Reply(200, b'{"status": 200, "data": {"remaining_credits": "many"}, "credits_remaining": null}'),
    Reply(200, b'{"status": 200, "data": [{"remaining_credits": -5}], "credits_remaining": -5}'),
    Reply(200, b'{"status": 200, "data": [5], "credits_remaining": [5]}'),
]


@pytest.fixture(params=["picwish", "pixelcut"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def provider(there: Remote, name: str, key: str | None = None, url: str = "") -> Provider:
    """With the right key unless another one is given."""
    if name == "picwish":
        return there.picwish_with(there.sandbox.key if key is None else key, url)
    return there.pixelcut_with(there.sandbox.pixelcut_key if key is None else key, url)


async def credits_left(there: Remote, name: str, key: str | None = None, url: str = "") -> int | None:
    account = provider(there, name, key, url).account
    assert account is not None
    return await account.credits_left()


async def check(there: Remote, name: str, key: str | None = None, url: str = "") -> KeyCheck:
    """Of a key typed in while another one is kept, or of the right one that is kept."""
    account = provider(there, name, None if key is None else "kept", url).account
    assert account is not None
    return await account.check_key(key)


@pytest.mark.parametrize("options", [Options(), Options(strings=True, camel_case_credits=True, message=False)])
async def test_credits_left(name: str, options: Options) -> None:
    async with remote(options) as there:
        assert await credits_left(there, name) == 100
        (received,) = there.sandbox.at(CREDITS[name])
        assert received.method == "GET"
        assert await credits_left(there, name, "wrong") is None
        assert there.sandbox.violations == []


async def test_several_packages_are_one_account(there: Remote) -> None:
    body = b'{"status":200,"data":[{"remaining_credits":3},{"remaining_credits":"4"},{"other":5},null]}'
    there.push(Route.PICWISH_CREDITS, Reply(200, body), Reply(200, body.replace(b"[{", b"{", 1)[:47] + b"}"))
    assert await credits_left(there, "picwish") == 7


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_where_nobody_tells_nothing_stands_in_the_way(there: Remote, name: str, trouble: Fault) -> None:
    there.push(CREDITS[name], trouble)
    assert await credits_left(there, name) is None


async def test_without_a_key_a_network_or_an_address(there: Remote, name: str) -> None:
    assert await credits_left(there, name, key="") is None
    assert await credits_left(there, name, url="http://no-such-host.invalid") is None
    assert await credits_left(there, name, url="nowhere") is None
    assert there.sandbox.requests == []


async def test_a_right_and_a_wrong_key(there: Remote, name: str) -> None:
    assert await check(there, name) is KeyCheck.RIGHT
    assert await check(there, name, key="wrong") is KeyCheck.WRONG
    right = there.sandbox.key if name == "picwish" else there.sandbox.pixelcut_key
    assert await check(there, name, key=f" {right}\n") is KeyCheck.RIGHT
    assert there.sandbox.requests[-1].key == right
    assert there.sandbox.charges == []


@pytest.mark.parametrize("key", ["", " ", "a b", "a\nb", "ключ"])
async def test_what_cannot_be_a_key_is_not_even_sent(there: Remote, name: str, key: str) -> None:
    assert await check(there, name, key=key) is KeyCheck.WRONG
    assert there.sandbox.requests == []


async def test_no_network(there: Remote, name: str) -> None:
    assert await check(there, name, url="http://no-such-host.invalid") is KeyCheck.NO_NETWORK
    assert await check(there, name, url="nowhere") is KeyCheck.NO_NETWORK


@pytest.mark.parametrize("trouble", [server_error(), html(404), Reply(404, b"{}"), Reply(200, b"[]"), body_status(404)])
async def test_where_the_credits_cannot_be_asked_for(there: Remote, trouble: Fault) -> None:
    """A task that never was tells a key by its 404, and costs nothing."""
    there.push(Route.PICWISH_CREDITS, trouble, trouble)
    assert await check(there, "picwish") is KeyCheck.RIGHT
    assert [received.route for received in there.sandbox.requests] == [Route.PICWISH_CREDITS, Route.SEGMENTATION_TASK]
    assert await check(there, "picwish", key="wrong") is KeyCheck.WRONG
    assert there.sandbox.charges == []


@pytest.mark.parametrize("message", ["The service is not enabled", "API isn't activated for this key"])
async def test_a_key_that_is_not_enabled(there: Remote, message: str) -> None:
    told = Reply(401, f'{{"status": 401, "message": "{message}"}}'.encode())
    there.push(Route.PICWISH_CREDITS, told)
    assert await check(there, "picwish") is KeyCheck.NOT_ENABLED
    there.push(Route.PICWISH_CREDITS, html(404))
    there.push(Route.SEGMENTATION_TASK, told)
    assert await check(there, "picwish") is KeyCheck.NOT_ENABLED


async def test_somebody_else_does_not_know(there: Remote, name: str) -> None:
    """Such as the page of a network that wants a login first."""
    for page in (html(), html(404), html(503)):
        there.push(CREDITS[name], page)
        there.push(Route.SEGMENTATION_TASK, page)
        assert await check(there, name) is KeyCheck.UNKNOWN
