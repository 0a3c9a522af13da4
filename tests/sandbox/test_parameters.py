"""PicWish's parameters, row by row: what the pages allow is taken, everything else is refused and free."""

import json

import pytest

from tests.sandbox.client import EXAMPLES, HEIGHT, PHOTO, RECTANGLES, WIDTH, Client, Fields, encoded, mask_of, noise
from tests.sandbox.routes import PICWISH_OPERATIONS, Route

URL = "url of a picture"
BY_URL: Fields = {"image_file": b"", "image_url": URL}
CUTOUTS = (Route.SEGMENTATION, Route.FACE_CUTOUT)

ALLOWED: list[tuple[Route, Fields]] = [
    *((route, {"sync": sync}) for route in PICWISH_OPERATIONS for sync in "01"),
    *((route, BY_URL) for route in PICWISH_OPERATIONS),
    *((route, {"crop": crop}) for route in CUTOUTS for crop in "01"),
    *((Route.SEGMENTATION, {"type": kind}) for kind in ("", "person", "object", "stamp")),
    *((Route.SEGMENTATION, {"output_type": kind}) for kind in "123"),
    *((Route.SEGMENTATION, {"format": kind}) for kind in ("png", "jpg")),
    *((Route.FACE_CUTOUT, {"output_format": kind}) for kind in ("png", "jpg")),
    *((route, {"return_type": kind}) for route in (Route.SEGMENTATION, Route.INPAINT, Route.ID_PHOTO) for kind in "12"),
    (Route.SEGMENTATION, {"return_type": "3", "sync": "1"}),
    (Route.SEGMENTATION, {"format": "jpg", "bg_color": "81d4fa"}),
    (Route.SEGMENTATION, {"bg_image_file": PHOTO}),
    (Route.SEGMENTATION, {"bg_image_url": URL, "bg_color": ""}),
    (Route.INPAINT, {"rectangles": "", "mask_file": mask_of(0, 0, WIDTH // 2, HEIGHT)}),
    (Route.INPAINT, {"rectangles": "", "mask_url": "url of a mask"}),
    (
        Route.INPAINT,
        {"rectangles": json.dumps([{"x": n % 40, "y": n // 40, "width": 1, "height": 1} for n in range(50)])},
    ),
    *((Route.ID_PHOTO, {"size": size}) for size in ("100x2000", "300x400", "2000x100")),
    (Route.ID_PHOTO, {"format": "jpg", "bg_color": "FFFFFF"}),
]

REFUSED: list[tuple[Route, Fields]] = [
    *((route, {"image_url": URL}) for route in PICWISH_OPERATIONS),
    *((route, {"image_file": b""}) for route in PICWISH_OPERATIONS),
    *((route, {"image_file": "text"}) for route in PICWISH_OPERATIONS),
    *((route, {"image_file": b"", "image_url": PHOTO}) for route in PICWISH_OPERATIONS),
    *((route, {"sync": sync}) for route in PICWISH_OPERATIONS for sync in ("2", "true", "-1")),
    *((route, {"no_such_parameter": "1"}) for route in PICWISH_OPERATIONS),
    *((route, {"crop": "2"}) for route in CUTOUTS),
    *((route, {"crop": "1"}) for route in (Route.INPAINT, Route.ID_PHOTO)),
    (Route.SEGMENTATION, {"type": "animal"}),
    *((Route.SEGMENTATION, {"output_type": kind}) for kind in ("0", "4")),
    (Route.SEGMENTATION, {"format": "webp"}),
    (Route.SEGMENTATION, {"output_format": "png"}),
    (Route.FACE_CUTOUT, {"output_format": "webp"}),
    (Route.FACE_CUTOUT, {"format": "png"}),
    (Route.FACE_CUTOUT, {"return_type": "1"}),
    (Route.SEGMENTATION, {"return_type": "3"}),
    (Route.SEGMENTATION, {"return_type": "3", "sync": "1", "output_type": "1"}),
    *((route, {"return_type": "3", "sync": "1"}) for route in (Route.INPAINT, Route.ID_PHOTO)),
    (Route.SEGMENTATION, {"return_type": "0"}),
    (Route.SEGMENTATION, {"bg_color": "81d4fa"}),
    *((Route.SEGMENTATION, {"format": "jpg", "bg_color": colour}) for colour in ("#81d4fa", "red", "fff")),
    (Route.SEGMENTATION, {"format": "jpg", "bg_color": "81d4fa", "bg_image_file": PHOTO}),
    (Route.SEGMENTATION, {"bg_image_file": PHOTO, "bg_image_url": URL}),
    (Route.INPAINT, {"rectangles": ""}),
    (Route.INPAINT, {"mask_file": mask_of(0, 0, 9, 9)}),
    (Route.INPAINT, {"mask_url": "url of a mask"}),
    (Route.INPAINT, {"rectangles": "", "mask_file": mask_of(0, 0, 9, 9), "mask_url": "url of a mask"}),
    (Route.INPAINT, {"rectangles": "", "mask_file": mask_of(0, 0, 9, 9, size=(WIDTH + 1, HEIGHT))}),
    (Route.INPAINT, {"rectangles": "", "mask_file": mask_of(0, 0, WIDTH // 2 + 1, HEIGHT)}),
    (Route.INPAINT, {"rectangles": "", "mask_file": mask_of(0, 0, 0, 0)}),
    *(
        (Route.INPAINT, {"rectangles": text})
        for text in (
            "no json",
            "[]",
            "{}",
            '{"x":1,"y":1,"width":9,"height":9}',
            '[{"x":1,"y":1,"w":9,"h":9}]',
            '[{"x":1.5,"y":1,"width":9,"height":9}]',
            '[{"x":"1","y":1,"width":9,"height":9}]',
            '[{"x":1,"y":1,"width":true,"height":9}]',
            '[{"x":1,"y":1,"width":0,"height":9}]',
            '[{"x":-1,"y":1,"width":9,"height":9}]',
            f'[{{"x":40,"y":1,"width":{WIDTH - 39},"height":9}}]',
            f'[{{"x":0,"y":0,"width":{WIDTH // 2 + 1},"height":{HEIGHT}}}]',
            json.dumps([{"x": 0, "y": 0, "width": 1, "height": 1}] * 51),
        )
    ),
    *((Route.ID_PHOTO, {"size": size}) for size in ("300X400", "99x400", "300x2001", "300", "300x400x2", "300×400")),
    (Route.ID_PHOTO, {"format": "webp"}),
    (Route.ID_PHOTO, {"bg_color": "FFFFFF"}),
    (Route.ID_PHOTO, {"format": "jpg", "bg_color": "#FFFFFF"}),
]


def asked(client: Client, route: Route, changes: Fields) -> Fields:
    """The least that the page asks for, with `changes`."""
    urls = {
        URL: client.sandbox.keep_picture(PHOTO),
        "url of a mask": client.sandbox.keep_picture(mask_of(0, 0, 9, 9), "mask.png"),
    }
    fields = {**EXAMPLES[route], **changes}
    return {name: urls.get(value, value) if isinstance(value, str) else value for name, value in fields.items()}


@pytest.mark.parametrize(("route", "changes"), ALLOWED)
async def test_what_a_page_allows_is_taken(client: Client, route: Route, changes: Fields) -> None:
    answer = await client.create(route, asked(client, route, changes))
    assert answer.status == 200
    assert len(client.sandbox.charges) == 1
    if answer.headers["Content-Type"].startswith("application/json"):
        assert answer.data["task_id"] == client.sandbox.charges[0].task_id
        assert answer.data.get("state", 1) == 1


@pytest.mark.parametrize(("route", "changes"), REFUSED)
async def test_what_a_page_does_not_allow_is_refused(client: Client, route: Route, changes: Fields) -> None:
    answer = await client.create(route, asked(client, route, changes))
    assert (answer.status, answer.json["status"]) == (400, 400)
    assert answer.json["message"]
    assert client.sandbox.charges == []


async def test_a_parameter_that_comes_twice_is_refused(client: Client) -> None:
    boundary = "b"
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="sync"\r\n\r\n0\r\n'
    headers = {"X-API-KEY": client.sandbox.key, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    url = client.sandbox.picwish_url + Route.INPAINT.path
    async with client.session.post(url, data=f"{part}{part}--{boundary}--\r\n", headers=headers) as response:
        assert response.status == 400
        assert "twice" in (await response.json())["message"]


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_a_body_that_is_no_form_is_refused(client: Client, content_type: str) -> None:
    headers = {"X-API-KEY": client.sandbox.key, "Content-Type": content_type}
    url = client.sandbox.picwish_url + Route.INPAINT.path
    async with client.session.post(url, data=b"{}", headers=headers) as response:
        assert response.status == 400


@pytest.mark.parametrize("file_format", ["JPEG", "BMP", "PNG", "WEBP", "TIFF", "SGI"])
async def test_every_format_of_the_pages_is_read(client: Client, file_format: str) -> None:
    answer = await client.finish(Route.INPAINT, {"image_file": encoded(noise(), file_format), "rectangles": RECTANGLES})
    assert answer.data["state"] == 1


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (encoded(noise(), "GIF"), -7),
        (b"no picture", -7),
        (PHOTO[: len(PHOTO) // 2], -7),
        (encoded(noise(4097, 4)), -5),
        (encoded(noise(4, 4097)), -5),
        (encoded(noise(4096, 4)), 1),
    ],
)
async def test_a_bad_picture_is_a_state_and_is_free(client: Client, data: bytes, state: int) -> None:
    """ "HTTP status 200 means the HTTP request succeeded"."""
    rectangles = '[{"x":0,"y":0,"width":1,"height":1}]'
    answer = await client.finish(Route.INPAINT, {"image_file": data, "rectangles": rectangles})
    assert (answer.status, answer.json["status"], answer.data["state"]) == (200, 200, state)
    assert len(client.sandbox.charges) == (state == 1)


async def test_a_url_that_gives_no_picture_is_a_state(client: Client) -> None:
    for url in ("https://example.com/a.png", client.sandbox.keep_picture(PHOTO) + "x"):
        answer = await client.finish(Route.SEGMENTATION, {"image_url": url})
        assert answer.data["state"] == -3


@pytest.mark.parametrize(("size", "status"), [(20_000_000, 200), (20_000_001, 413)])
async def test_at_most_20_megabytes(client: Client, size: int, status: int) -> None:
    answer = await client.create(Route.SEGMENTATION, {"image_file": PHOTO.ljust(size, b"\0")})
    assert (answer.status, answer.json["status"]) == (status, status)
