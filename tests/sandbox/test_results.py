"""The result host: another address, signed, without keys, for an hour."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from yarl import URL

from tests.sandbox.client import EXAMPLES, PHOTO, Client
from tests.sandbox.routes import Route


@pytest.fixture
async def url(client: Client) -> str:
    image: str = (await client.finish(Route.INPAINT, EXAMPLES[Route.INPAINT])).data["image"]
    return image


async def test_results_lie_on_another_host(client: Client, url: str) -> None:
    assert url.startswith(client.sandbox.result_url)
    hosts = {urlsplit(address).netloc for address in (url, client.sandbox.picwish_url, client.sandbox.pixelcut_url)}
    assert len(hosts) == 3
    answer = await client.download(url)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert client.sandbox.violations == []


async def test_a_result_may_be_fetched_again(client: Client, url: str) -> None:
    assert (await client.download(url)).body == (await client.download(url)).body
    assert len(client.sandbox.charges) == 1


async def test_only_the_whole_query_as_it_was_given_opens_it(client: Client, url: str) -> None:
    bare, _, query = url.partition("?")
    reordered = urlencode(sorted(parse_qsl(query), reverse=True), quote_via=quote, safe="")
    for changed in ("", reordered, urlencode(parse_qsl(query)), query + "&x=1", query[:-1], query.replace("%3D", "=")):
        answer = await client.download(f"{bare}?{changed}")
        assert answer.status == 403, changed
    assert (await client.download(f"{bare[:-5]}.png?{query}")).status == 403


async def test_only_get_is_answered(client: Client, url: str) -> None:
    for method in ("HEAD", "POST"):
        async with client.session.request(method, URL(url, encoded=True)) as answer:
            assert answer.status == 400


async def test_after_an_hour_it_is_gone(client: Client, url: str) -> None:
    client.sandbox.clock.advance(3599)
    assert (await client.download(url)).status == 200
    client.sandbox.clock.advance(1)
    assert (await client.download(url)).status == 403


async def test_a_key_that_is_sent_there_is_a_violation(client: Client, url: str) -> None:
    answer = await client.download(url, headers={"X-API-KEY": client.sandbox.key})
    assert answer.status == 200
    assert ["a key was sent" in violation for violation in client.sandbox.violations] == [True]


async def test_pictures_for_urls(client: Client) -> None:
    assert (await client.download(client.sandbox.keep_picture(PHOTO))).body == PHOTO
    assert (await client.download(client.sandbox.result_url + "/picture/other.png")).status == 404
    assert (await client.download(client.sandbox.result_url + "/anything")).status == 404
