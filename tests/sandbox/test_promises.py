"""What a client does wrong is recorded, and nothing else is."""

import asyncio

import pytest
from aiohttp import FormData
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.sandbox.client import EXAMPLES, PHOTO, RECTANGLES, Client, encoded, noise
from tests.sandbox.faults import Reply, Reset, State, When, body_status, html, server_error, too_many_requests
from tests.sandbox.routes import Route

EXAMPLE = EXAMPLES[Route.INPAINT]
AGAIN = ["the same work was asked for again: /api/tasks/visual/inpaint"]


async def create(client: Client) -> None:
    """As a client does that does not care what becomes of it."""
    with_reset = client.create(Route.INPAINT, EXAMPLE)
    await asyncio.gather(with_reset, return_exceptions=True)


@pytest.mark.parametrize(
    "fault",
    [
        None,
        *(Reset(when) for when in When),
        Reply(502, when=When.AFTER_WORK),
        server_error(),
        server_error(503),
        html(),
        body_status(500),
    ],
)
async def test_work_that_may_have_been_charged_is_not_asked_for_again(client: Client, fault: Reset | None) -> None:
    if fault is not None:
        client.sandbox.faults.push(Route.INPAINT, fault)
    await create(client)
    assert client.sandbox.violations == []
    await create(client)
    assert client.sandbox.violations == AGAIN


@pytest.mark.parametrize("fault", [too_many_requests(), Reply(402), body_status(402), State(-1), State(-7)])
async def test_work_that_was_refused_or_failed_may_be_asked_for_again(client: Client, fault: Reply) -> None:
    client.sandbox.faults.push(Route.INPAINT, fault)
    await create(client)
    await create(client)
    assert client.sandbox.violations == []
    assert len(client.sandbox.charges) == 1


async def test_work_that_is_lost_after_an_hour_may_be_asked_for_again(client: Client) -> None:
    await create(client)
    client.sandbox.clock.advance(3600)
    await create(client)
    assert client.sandbox.violations == []


async def test_other_work_on_the_same_picture_is_other_work(client: Client) -> None:
    await create(client)
    await client.create(Route.INPAINT, {**EXAMPLE, "rectangles": RECTANGLES.replace("4", "5")})
    await client.create(Route.SEGMENTATION, {"image_file": PHOTO})
    assert client.sandbox.violations == []
    await client.create(Route.INPAINT, {**EXAMPLE, "return_type": "2", "sync": "1"})
    assert client.sandbox.violations == AGAIN


async def test_a_key_for_another_host_or_in_an_address(client: Client) -> None:
    sandbox = client.sandbox
    await client.create(Route.INPAINT, EXAMPLE, key=sandbox.pixelcut_key)
    await client.download(f"{sandbox.picwish_url}/?key={sandbox.key}")
    assert [violation.partition(":")[0] for violation in sandbox.violations] == [
        "a key was sent to a host that it is not for",
        "a key is in an address",
    ]


def with_exif(tag: int, value: str | int) -> Image.Exif:
    exif = Image.Exif()
    exif[tag] = value
    return exif


def with_gps() -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def with_text() -> PngInfo:
    text = PngInfo()
    text.add_text("Author", "Žofie")
    return text


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (encoded(noise(), "JPEG", exif=with_gps()), "tag 34853"),
        (encoded(noise(), "PNG", exif=with_gps().tobytes()), "tag 34853"),
        (encoded(noise(), "WEBP", exif=with_gps()), "tag 34853"),
        (encoded(noise(), "TIFF", exif=with_exif(271, "Maker")), "tag 271"),
        (encoded(noise(), "JPEG", exif=with_exif(274, 6)), "tag 274"),
        (encoded(noise(), "JPEG", comment=b"of Zofie"), "comment"),
        (encoded(noise(), "JPEG", xmp=b"<x:xmpmeta/>"), "xmp"),
        (encoded(noise(), "PNG", pnginfo=with_text()), "text Author"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_metadata_in_an_upload(client: Client, data: bytes, what: str) -> None:
    await client.create(Route.INPAINT, {**EXAMPLE, "image_file": data})
    assert f"image_file carries {what}" in client.sandbox.violations


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
async def test_an_upload_without_metadata(client: Client, file_format: str) -> None:
    await client.create(Route.INPAINT, {**EXAMPLE, "image_file": encoded(noise(), file_format)})
    assert client.sandbox.violations == []


@pytest.mark.parametrize(
    ("name", "is_neutral"),
    [
        ("image.png", True),
        ("mask.jpeg", True),
        ("IMG_2041.JPG", False),
        ("Zofie.png", False),
        ("/home/z/image.png", False),
    ],
)
async def test_file_names(client: Client, name: str, is_neutral: bool) -> None:
    fields = FormData(default_to_multipart=True)
    fields.add_field("image_file", PHOTO, filename=name)
    headers = {"X-API-KEY": client.sandbox.key}
    url = client.sandbox.picwish_url + Route.SEGMENTATION.path
    async with client.session.post(url, data=fields, headers=headers) as answer:
        assert answer.status == 200
    assert (client.sandbox.violations == []) == is_neutral


async def test_everything_that_came_is_recorded(client: Client) -> None:
    await client.create(Route.INPAINT, {**EXAMPLE, "sync": "1"})
    (received,) = client.sandbox.at(Route.INPAINT)
    assert (received.method, received.target) == ("POST", "/api/tasks/visual/inpaint")
    assert received.time == client.sandbox.clock.now()
    assert received.headers["X-API-KEY"] == received.key == client.sandbox.key
    assert received.fields == {"rectangles": RECTANGLES, "sync": "1"}
    assert received.files["image_file"].data == PHOTO
    assert received.files["image_file"].filename == "image_file.png"
    assert (received.is_whole, received.status) == (True, 200)
    assert received.task_id == client.sandbox.charges[0].task_id
