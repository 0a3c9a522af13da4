"""Ways for a body to arrive badly."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tests.sandbox.faults import Dripping, Fault, Oversized, Truncated

_BLOCK = 65_536


async def send_as(fault: Fault | None, response: web.Response, request: web.Request) -> web.StreamResponse:
    """Send `response` as `fault` says, else leave it to aiohttp. Raises ConnectionError when the client leaves."""
    body = body_of(response)
    match fault:
        case Truncated(share):
            stream = await _begun(response, request, len(body))
            await stream.write(body[: int(len(body) * share)])
            if request.transport is not None:
                request.transport.close()
            return stream
        case Dripping(size, pause):
            stream = await _begun(response, request, len(body))
            for start in range(0, len(body), size):
                await stream.write(body[start : start + size])
                await asyncio.sleep(pause)
            return stream
        case Oversized(size, announced):
            stream = await _begun(response, request, size if announced else None)
            for start in range(0, size, _BLOCK):
                await stream.write(bytes(min(_BLOCK, size - start)))
            return stream
    return response


def body_of(response: web.Response) -> bytes:
    """None of the sandbox's bodies is a stream."""
    return response.body if isinstance(response.body, bytes) else b""


async def _begun(response: web.Response, request: web.Request, length: int | None) -> web.StreamResponse:
    stream = web.StreamResponse(status=response.status)
    stream.content_type = response.content_type
    if length is None:
        stream.enable_chunked_encoding()
    else:
        stream.content_length = length
    await stream.prepare(request)
    return stream
