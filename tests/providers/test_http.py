"""The adapter over httpx: what leaves exactly, what is certain when it fails, and that nothing is without bounds."""

import asyncio
import gzip
import socket
import ssl
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from picwish_desktop.providers.exchange import (
    ExchangeError,
    LostError,
    NotSentError,
    Part,
    Patience,
    Response,
    TooLargeError,
)
from picwish_desktop.providers.http.client import Client
from picwish_desktop.providers.limiter import RateLimiter
from tests.providers.remote import IMPATIENT, Remote
from tests.sandbox.faults import Dripping, Oversized, Reply, Reset, Silence, Truncated, When
from tests.sandbox.routes import Route

RESULT = "/result/any.png"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    client = Client(Patience())
    yield client
    await client.close()


@pytest.fixture
async def hasty() -> AsyncIterator[Client]:
    client = Client(IMPATIENT)
    yield client
    await client.close()


async def get(client: Client, url: str, *, max_bytes: int = 10_000_000, seconds: float = 5.0) -> Response:
    return await client.send("GET", url, headers={}, max_bytes=max_bytes, seconds=seconds)


async def post(client: Client, url: str, data: bytes, **options: object) -> Response:
    content = [Part("sync", b"0"), Part("image_file", data, "image.png", "image/png")]
    return await client.send(
        "POST",
        url,
        headers={},
        max_bytes=10_000,
        seconds=5.0,
        content=content,
        **options,  # type: ignore[arg-type]
    )


@asynccontextmanager
async def server(serve: Serve) -> AsyncIterator[str]:
    """A server that speaks no protocol but `serve`'s; its host and port."""
    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.parametrize(
    "target",
    [
        "/result/x.png?a=%2F&b=%7e|[x]&sig=a+b%2B==",
        "/result/x.png?",
        "/result/x.png?a=b?c&&=;'`{}^\\!$()*,:@",
        "/result/%7e%41/a%2fb/../c//d/.?x=%zz%",
        "/result/x.png?u=https://example.com/?a=1",
        "/?x",
    ],
)
async def test_an_address_goes_out_byte_for_byte(there: Remote, client: Client, target: str) -> None:
    await get(client, there.sandbox.result_url + target)
    assert there.sandbox.requests[-1].target == target


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/a.png?x=y#fragment", "/a.png?x=y"),
        ("/a b.png?x=č&y=\n", "/a%20b.png?x=%C4%8D&y=%0A"),
        ("?x=y", "/?x=y"),
        ("", "/"),
    ],
)
async def test_what_no_request_can_hold_is_escaped(there: Remote, client: Client, written: str, sent: str) -> None:
    await get(client, there.sandbox.result_url + written)
    assert there.sandbox.requests[-1].target == sent


async def test_a_proxy_is_asked_for_the_same_address(there: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append((await reader.readline()).decode())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with server(proxy) as address:
        monkeypatch.setenv("HTTP_PROXY", f"http://{address}")
        monkeypatch.setenv("HTTPS_PROXY", f"http://{address}")
        client = Client(Patience())
        assert (await get(client, "http://example.com/a?b=%7e|c")).status == 407
        # what was said to the proxy never came to the server
        with pytest.raises(NotSentError):
            await post(client, "https://example.com/a?b=%7e|c", b"x")
        await client.close()
    assert lines == ["GET http://example.com/a?b=%7e|c HTTP/1.1\r\n", "CONNECT example.com:443 HTTP/1.1\r\n"]
    assert there.sandbox.requests == []


async def test_a_proxy_that_cannot_be_used_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    with pytest.raises(NotSentError):
        Client(Patience())


async def test_a_form(there: Remote, client: Client) -> None:
    parts: list[float] = []
    data = bytes(range(256)) * 2000
    await post(client, there.sandbox.picwish_url + Route.INPAINT.path, data, on_sent=parts.append)
    (received,) = there.sandbox.at(Route.INPAINT)
    assert received.content_type == "multipart/form-data"
    assert received.content_length is not None
    assert received.content_length > len(data)
    assert received.fields == {"sync": "0"}
    file = received.files["image_file"]
    assert (file.data, file.filename, file.content_type) == (data, "image.png", "image/png")
    assert parts == sorted(parts)
    assert len(parts) > 5
    assert parts[0] < 0.2
    assert parts[-1] == 1.0


async def test_a_form_without_files_is_a_form_all_the_same(there: Remote, client: Client) -> None:
    url = there.sandbox.picwish_url + Route.INPAINT.path
    content = [Part("image_url", b"https://example.com/a?b=c&d=e"), Part("sync", b"0")]
    await client.send("POST", url, headers={}, max_bytes=10_000, seconds=5.0, content=content)
    (received,) = there.sandbox.requests
    assert received.content_type == "multipart/form-data"
    assert received.fields == {"image_url": "https://example.com/a?b=c&d=e", "sync": "0"}
    assert received.files == {}


async def test_a_piece_counts_before_it_leaves(there: Remote, client: Client) -> None:
    """Whoever stops in between must not hear that something did not leave which did."""

    class StoppedError(Exception):
        pass

    def stop(part: float) -> None:
        if part == 1.0:
            raise StoppedError

    with pytest.raises(StoppedError):
        await post(client, there.sandbox.picwish_url + Route.INPAINT.path, bytes(300_000), on_sent=stop)
    assert not any(received.is_whole for received in there.sandbox.requests)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("fault", [Reset, Silence])
async def test_what_may_have_come_is_lost(
    there: Remote, hasty: Client, fault: type[Reset | Silence], when: When
) -> None:
    there.sandbox.faults.push(Route.INPAINT, fault(when))
    with pytest.raises(LostError) as caught:
        await post(hasty, there.sandbox.picwish_url + Route.INPAINT.path, bytes(3_000_000))
    assert str(caught.value)
    there.sandbox.violations.clear()


async def test_what_certainly_never_left(client: Client) -> None:
    turns = RateLimiter(lambda: 1.0)
    for url in (
        f"http://127.0.0.1:{free_port()}/",
        "http://no-such-host.invalid/",
        "ftp://127.0.0.1/",
        "http:///nowhere",
        "http://[::1/",
        "http://127.0.0.1:99999/",
        "http://exa mple/",
        "http://xn--\u2603.\ud800/",
        "",
    ):
        # at one a second they would have to wait, if they counted
        async with turns.turn() as turn:
            with pytest.raises(NotSentError) as caught:
                await post(client, url, b"x", turn=turn)
            assert turn.sent_at is None, url
        assert str(caught.value), url


async def test_a_server_that_is_not_trusted_gets_nothing(client: Client) -> None:
    got = bytearray()

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.extend(await reader.read(10))
        writer.write(b"HTTP/1.1 400 This is no TLS\r\n\r\n")
        writer.close()

    async with server(plain) as address:
        with pytest.raises(NotSentError):
            await post(client, f"https://{address}/", b"x")
    # the beginning of a handshake
    assert got.startswith(b"\x16\x03")


async def test_an_untrusted_certificate_is_told_apart(client: Client, tmp_path: object) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost "
        f"-keyout {tmp_path}/key.pem -out {tmp_path}/cert.pem"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    context.load_cert_chain(f"{tmp_path}/cert.pem", f"{tmp_path}/key.pem")

    async def serve(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        raise AssertionError("the handshake was finished")

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with listening:
        with pytest.raises(NotSentError) as caught:
            await post(client, f"https://localhost:{listening.sockets[0].getsockname()[1]}/", b"x")
    assert caught.value.is_untrusted


async def test_a_turn_counts_from_when_the_head_leaves(there: Remote, client: Client) -> None:
    limiter = RateLimiter(lambda: 1000.0)
    async with limiter.turn() as turn:
        before = time.monotonic()
        await client.send("GET", there.sandbox.result_url + "/x", headers={}, max_bytes=1000, seconds=5.0, turn=turn)
        assert turn.sent_at is not None
        assert before <= turn.sent_at <= time.monotonic()


@pytest.mark.parametrize("announced", [True, False])
async def test_an_answer_is_bounded(there: Remote, client: Client, announced: bool) -> None:
    url = there.sandbox.result_url + RESULT
    there.sandbox.faults.push(Route.RESULT, Oversized(10**12, announced), Oversized(9_000_000, announced))
    parts: list[float] = []
    with pytest.raises(TooLargeError):
        await client.send("GET", url, headers={}, max_bytes=10_000_000, seconds=20.0, on_received=parts.append)
    # where it is told before, nothing of it is read
    assert parts == []
    assert len((await get(client, url)).body) == 9_000_000


async def test_a_whole_exchange_is_bounded(there: Remote, client: Client) -> None:
    """Every byte comes in time; all of them do not."""
    there.sandbox.faults.push(Route.RESULT, Dripping(1, 0.05))
    with pytest.raises(LostError):
        await get(client, there.sandbox.result_url + RESULT, seconds=0.5)


async def test_a_body_that_is_cut_short_is_no_answer(there: Remote, client: Client) -> None:
    there.sandbox.faults.push(Route.RESULT, Truncated())
    with pytest.raises(LostError):
        await get(client, there.sandbox.result_url + RESULT)


async def test_no_cookie_is_kept(there: Remote, client: Client) -> None:
    cookies = {"Set-Cookie": "a=b; Path=/"}
    there.sandbox.faults.push(Route.RESULT, Reply(200, b"x", headers=cookies))
    for _ in range(2):
        await get(client, there.sandbox.result_url + RESULT)
    assert "Cookie" not in there.sandbox.requests[-1].headers
    assert not list(client._client.cookies.jar)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\0\0\0",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_a_lost_answer(client: Client, answer: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    async with server(serve) as address:
        with pytest.raises(LostError):
            await get(client, f"http://{address}/")


def answering(coding: str, body: bytes) -> Serve:
    """Whatever is asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        writer.close()

    return serve


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("identity", bytes),
        ("UTF-8", bytes),
        ("aws-chunked", bytes),
        ("gzip", gzip.compress),
        ("X-GZip", gzip.compress),
        ("gzip, identity", gzip.compress),
        ("gzip", lambda body: gzip.compress(body[:1_000_001]) + gzip.compress(body[1_000_001:])),
        ("deflate", zlib.compress),
    ],
)
async def test_what_was_packed_unasked_is_unpacked(client: Client, coding: str, pack: Callable[[bytes], bytes]) -> None:
    parts: list[float] = []
    body = b"picture" * 1_000_000
    async with server(answering(coding, pack(body))) as address:
        options = {"headers": {}, "max_bytes": len(body), "seconds": 5.0}
        url = f"http://{address}/"
        assert (await client.send("GET", url, on_received=parts.append, **options)).body == body  # type: ignore[arg-type]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0


async def test_an_empty_answer_needs_no_unpacking(client: Client) -> None:
    async with server(answering("gzip", b"")) as address:
        assert (await get(client, f"http://{address}/")).body == b""


@pytest.mark.parametrize(
    ("coding", "error"), [("gzip", TooLargeError), ("deflate", TooLargeError), ("gzip, gzip", LostError)]
)
async def test_what_is_packed_is_bounded_before_it_is_unpacked(
    client: Client, coding: str, error: type[ExchangeError]
) -> None:
    body = (zlib.compress if coding == "deflate" else gzip.compress)(bytes(100_000_000))
    if coding == "gzip, gzip":
        body = gzip.compress(body)
    async with server(answering(coding, body)) as address:
        tracemalloc.start()
        try:
            with pytest.raises(ExchangeError) as caught:
                await get(client, f"http://{address}/", max_bytes=1_000_000)
            assert tracemalloc.get_traced_memory()[1] < 10_000_000
        finally:
            tracemalloc.stop()
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip, deflate", zlib.compress(gzip.compress(b"abc"))),
        ("gzip", gzip.compress(b"abc")[:-1]),
        ("gzip", gzip.compress(b"abc") + b"abc"),
        ("gzip", gzip.compress(b"abc")[:-8] + bytes(8)),
    ],
    ids=["two", "cut short", "more behind", "wrong sum"],
)
async def test_what_cannot_be_unpacked_is_a_lost_answer(client: Client, coding: str, body: bytes) -> None:
    async with server(answering(coding, body)) as address:
        with pytest.raises(LostError):
            await get(client, f"http://{address}/")


async def test_who_stops_waiting_leaves_nothing_behind(there: Remote, client: Client) -> None:
    there.sandbox.faults.push(Route.RESULT, Silence(When.BEFORE_WORK))
    waiting = asyncio.create_task(get(client, there.sandbox.result_url + RESULT))
    while not there.sandbox.requests:
        await asyncio.wait([waiting], timeout=0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await get(client, there.sandbox.result_url + "/x")).status == 404


def test_nothing_is_imported_before_the_first_request() -> None:
    code = "import sys, picwish_desktop.providers.registry; print({'httpx', 'httpcore', 'anyio'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"


def test_errors_say_what_is_certain() -> None:
    assert issubclass(TooLargeError, LostError)
    assert not issubclass(LostError, NotSentError)
    assert not issubclass(NotSentError, LostError)
    assert issubclass(NotSentError, ExchangeError)
    assert Patience().connect < Patience().ask
