"""Pixelcut's page, row by row."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.sandbox.client import PHOTO, Answered, Client, Fields, answered, encoded, form, noise, sandboxed
from tests.sandbox.clock import stopped_clock
from tests.sandbox.options import Options
from tests.sandbox.routes import Route

LARGE_ENOUGH = encoded(noise(64, 64))


async def ask(client: Client, headers: Mapping[str, str] | None = None, **body: Any) -> Answered:
    """POST with `json=` or `data=`."""
    sent = {"X-API-KEY": client.sandbox.pixelcut_key, **(headers or {})}
    url = client.sandbox.pixelcut_url + Route.REMOVE_BACKGROUND.path
    return await answered(client.session.post(url, headers=sent, **body))


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("accept", ["application/json", "image/*", "image/png", "*/*", None])
async def test_json_and_multipart_give_a_url_or_the_picture(client: Client, as_json: bool, accept: str | None) -> None:
    url = client.sandbox.keep_picture(LARGE_ENOUGH)
    body: dict[str, Any] = {"json": {"image_url": url, "format": "png"}}
    if not as_json:
        body = {"data": form({"image": LARGE_ENOUGH, "format": "png"})}
    answer = await ask(client, {"Accept": accept} if accept else {}, **body)
    assert answer.status == 200
    if accept and accept.startswith("image/"):
        assert answer.headers["Content-Type"] == "image/png"
    else:
        assert set(answer.json) == {"result_url"}
        answer = await client.download(answer.json["result_url"])
    assert (answer.picture.format, answer.picture.mode, answer.picture.size) == ("PNG", "RGBA", (64, 64))
    assert len(client.sandbox.charges) == 1
    assert client.sandbox.charges[0].key == client.sandbox.pixelcut_key
    assert client.sandbox.violations == []


async def test_if_both_are_provided_the_image_is_used(client: Client) -> None:
    fields: Fields = {"image": LARGE_ENOUGH, "image_url": "http://nowhere.invalid/"}
    assert (await ask(client, data=form(fields))).status == 200
    fields = {"image": b"no picture", "image_url": client.sandbox.keep_picture(LARGE_ENOUGH)}
    assert (await ask(client, data=form(fields))).json["error_code"] == "malformed_image"


@pytest.mark.parametrize(
    ("body", "error_code"),
    [
        ({"json": {}}, "invalid_request_body"),
        ({"json": []}, "invalid_request_body"),
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, "invalid_request_body"),
        ({"data": b"", "headers": {"Content-Type": "application/json"}}, "invalid_request_body"),
        ({"json": {"format": "png"}}, "missing_parameter"),
        ({"fields": {"format": "png"}}, "missing_parameter"),
        ({"json": {"image_url": "http://nowhere.invalid/"}}, "invalid_parameter"),
        ({"fields": {"image": LARGE_ENOUGH, "format": "jpg"}}, "invalid_parameter"),
        ({"fields": {"image": LARGE_ENOUGH, "sync": "1"}}, "invalid_parameter"),
        ({"fields": {"image_file": LARGE_ENOUGH}}, "invalid_parameter"),
        ({"data": PHOTO, "headers": {"Content-Type": "image/png"}}, "unsupported_content_type"),
        ({"fields": {"image": b"no picture"}}, "malformed_image"),
        ({"fields": {"image": encoded(noise(), "GIF")}}, "unsupported_image_format"),
        ({"fields": {"image": LARGE_ENOUGH.ljust(25_000_001, b"\0")}}, "file_size_too_large"),
        ({"fields": {"image": encoded(noise(6001, 64))}}, "resolution_too_high"),
        ({"fields": {"image": encoded(noise(64, 63))}}, "invalid_parameter"),
    ],
)
async def test_what_is_wrong_is_named(client: Client, body: dict[str, Any], error_code: str) -> None:
    if "fields" in body:
        body = {"data": form(body["fields"])}
    answer = await ask(client, **body)
    assert (answer.status, answer.json["error_code"]) == (400, error_code)
    assert answer.json["error"]
    assert client.sandbox.charges == []


async def test_the_limits_themselves_are_taken(client: Client) -> None:
    for data in (LARGE_ENOUGH.ljust(25_000_000, b"\0"), encoded(noise(6000, 64))):
        assert (await ask(client, data=form({"image": data}))).status == 200


@pytest.mark.parametrize("key", ["", "wrong", "picwish-sandbox-key"])
async def test_the_key_must_be_known(client: Client, key: str) -> None:
    answer = await ask(client, {"X-API-KEY": key}, data=form({"image": LARGE_ENOUGH}))
    assert answer.status == 401
    assert answer.json == {"error": "API Token not found", "error_code": "invalid_auth_token"}


async def test_without_credits() -> None:
    async with sandboxed(Options(credits=1)) as client:
        assert (await ask(client, data=form({"image": LARGE_ENOUGH}))).status == 200
        answer = await ask(client, data=form({"image": encoded(noise(65, 64))}))
        assert answer.status == 403
        assert answer.json == {"error": "Insufficient credits available", "error_code": "insufficient_api_credits"}
        assert len(client.sandbox.charges) == 1


async def test_five_requests_a_second() -> None:
    async with sandboxed(Options(clock=stopped_clock())) as client:
        answers = [await ask(client, json={}) for _ in range(6)]
        assert [answer.status for answer in answers] == [400] * 5 + [429]
        assert answers[-1].json == {"error": "Too many requests", "error_code": "rate_limit_exceeded"}
        client.sandbox.clock.advance(1)
        assert (await ask(client, json={})).status == 400


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (Options(), {"credits_remaining": 100}),
        (Options(camel_case_credits=True), {"creditsRemaining": 100}),
        (Options(strings=True), {"credits_remaining": "100"}),
    ],
)
async def test_credits_left(options: Options, shown: object) -> None:
    async with sandboxed(options) as client:
        headers = {"X-API-KEY": client.sandbox.pixelcut_key}
        url = client.sandbox.pixelcut_url + Route.PIXELCUT_CREDITS.path
        assert (await answered(client.session.get(url, headers=headers))).json == shown
        assert (await answered(client.session.get(url))).status == 401


async def test_a_result_url_lives_for_an_hour(client: Client) -> None:
    url = (await ask(client, data=form({"image": LARGE_ENOUGH}))).json["result_url"]
    client.sandbox.clock.advance(3599)
    assert (await client.download(url)).status == 200
    client.sandbox.clock.advance(1)
    assert (await client.download(url)).status == 403
