"""PicWish's answers: tasks over time, every form of a result, credits, keys and the request rate."""

import asyncio
import base64

import numpy as np
import pytest
from PIL import Image

from tests.sandbox.accounts import Account
from tests.sandbox.client import EXAMPLES, HEIGHT, PHOTO, WIDTH, Client, encoded, mask_of, noise, picture_in, sandboxed
from tests.sandbox.clock import stopped_clock
from tests.sandbox.options import Options
from tests.sandbox.routes import PICWISH_OPERATIONS, Route

# the corners belong to no subject
GREY = Image.new("RGB", (160, 120), (128, 128, 128))

each_operation = pytest.mark.parametrize("route", PICWISH_OPERATIONS)


@each_operation
async def test_a_task_passes_through_its_states_and_is_done(route: Route) -> None:
    clock = stopped_clock()
    async with sandboxed(Options(latency=8, picwish_rate=1000, clock=clock)) as client:
        created = await client.create(route, EXAMPLES[route])
        assert created.json == {"status": 200, "message": "success", "data": {"task_id": created.data["task_id"]}}
        seen = []
        for _ in range(4):
            data = (await client.query(route, created.data["task_id"])).data
            seen.append((data["state"], data["progress"], "image" in data))
            clock.advance(2)
        assert seen == [(0, 0, False), (2, 25, False), (3, 50, False), (4, 75, False)]
        await client.sandbox.work_done()
        data = (await client.query(route, created.data["task_id"])).data
        assert data["progress"] == 100
        assert data["completed_at"] == data["created_at"] + 8
        assert (await client.download(data["image"])).status == 200


@each_operation
async def test_sync_waits_for_the_result(client: Client, route: Route) -> None:
    data = (await client.finish(route, EXAMPLES[route])).data
    assert (data["state"], data["progress"]) == (1, 100)
    again = (await client.query(route, data["task_id"])).data
    assert again["image"] == data["image"]


async def test_sync_gives_up_waiting_with_the_task_id() -> None:
    async with sandboxed(Options(latency=8, sync_patience=0)) as client:
        data = (await client.finish(Route.INPAINT, EXAMPLES[Route.INPAINT])).data
        assert data["state"] == 0
        assert data["task_id"] == client.sandbox.charges[0].task_id


@pytest.mark.parametrize("strings", [False, True])
@pytest.mark.parametrize("message", [False, True])
@pytest.mark.parametrize("extra_keys", [False, True])
async def test_every_reading_of_an_answer(strings: bool, message: bool, extra_keys: bool) -> None:
    options = Options(strings=strings, message=message, extra_keys=extra_keys, picwish_rate=1000)
    async with sandboxed(options) as client:
        answer = await client.finish(Route.SEGMENTATION, EXAMPLES[Route.SEGMENTATION])
        numbers = [answer.data[name] for name in ("state", "progress", "created_at", "processed_at", "completed_at")]
        assert {type(number) for number in numbers} == {str if strings else int}
        assert ("message" in answer.json) == message
        assert ("image_width" in answer.data) == extra_keys
        assert answer.json["status"] == 200


@pytest.mark.parametrize("route", [Route.SEGMENTATION, Route.INPAINT, Route.ID_PHOTO])
@pytest.mark.parametrize("prefix", [False, True])
async def test_base64(route: Route, prefix: bool) -> None:
    async with sandboxed(Options(data_prefix=prefix)) as client:
        image = (await client.finish(route, {**EXAMPLES[route], "return_type": "2"})).data["image"]
        assert image.startswith("data:image/png;base64,") == prefix
        assert picture_in(base64.b64decode(image.rpartition(",")[2], validate=True)).size == (WIDTH, HEIGHT)


async def test_binary(client: Client) -> None:
    answer = await client.finish(Route.SEGMENTATION, {"image_file": PHOTO, "return_type": "3", "format": "jpg"})
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.picture.size == (WIDTH, HEIGHT)


async def test_binary_of_a_bad_picture_is_json(client: Client) -> None:
    answer = await client.finish(Route.SEGMENTATION, {"image_file": b"no picture", "return_type": "3"})
    assert answer.data["state"] == -7


@pytest.mark.parametrize(("output_type", "names"), [("1", {"image", "mask"}), ("2", {"image"}), ("3", {"mask"})])
async def test_output_types(client: Client, output_type: str, names: set[str]) -> None:
    data = (await client.finish(Route.SEGMENTATION, {"image_file": PHOTO, "output_type": output_type})).data
    assert {"image", "mask"} & set(data) == names
    modes = {"image": "RGBA", "mask": "L"}
    for name in names:
        picture = (await client.download(data[name])).picture
        assert (picture.mode, picture.size) == (modes[name], (WIDTH, HEIGHT))


async def test_the_matte_is_the_cutouts_alpha_and_tells_subject_from_background(client: Client) -> None:
    photo = noise(160, 120)
    data = (await client.finish(Route.SEGMENTATION, {"image_file": encoded(photo), "output_type": "1"})).data
    cutout = (await client.download(data["image"])).picture
    matte = (await client.download(data["mask"])).picture
    assert np.array_equal(np.asarray(cutout)[..., 3], np.asarray(matte))
    assert np.array_equal(np.asarray(cutout)[..., :3], np.asarray(photo))
    assert 0.05 < np.asarray(matte).mean() / 255 < 0.95


@pytest.mark.parametrize(("fields", "colour"), [({}, (255, 255, 255)), ({"bg_color": "0000ff"}, (0, 0, 254))])
async def test_jpg_has_a_plain_background(client: Client, fields: dict[str, str], colour: tuple[int, int, int]) -> None:
    for route in (Route.SEGMENTATION, Route.ID_PHOTO):
        data = (await client.finish(route, {"image_file": encoded(GREY), "format": "jpg", **fields})).data
        assert (await client.download(data["image"])).picture.getpixel((0, 0)) == colour


async def test_a_face_cutout_as_jpg_stands_before_white(client: Client) -> None:
    data = (await client.finish(Route.FACE_CUTOUT, {"image_file": encoded(GREY), "output_format": "jpg"})).data
    assert (await client.download(data["image"])).picture.getpixel((0, 0)) == (255, 255, 255)


async def test_a_background_image_fills_the_canvas(client: Client) -> None:
    halves = Image.new("RGB", (30, 90), (255, 0, 0))
    halves.paste((0, 0, 255), (15, 0, 30, 90))
    data = (
        await client.finish(Route.SEGMENTATION, {"image_file": encoded(GREY), "bg_image_file": encoded(halves)})
    ).data
    picture = (await client.download(data["image"])).picture
    assert (picture.mode, picture.size) == ("RGB", GREY.size)
    assert (picture.getpixel((0, 0)), picture.getpixel((159, 119))) == ((255, 0, 0), (0, 0, 255))


@pytest.mark.parametrize("route", [Route.SEGMENTATION, Route.FACE_CUTOUT])
async def test_crop_leaves_only_the_subject(client: Client, route: Route) -> None:
    data = (await client.finish(route, {"image_file": encoded(GREY), "crop": "1"})).data
    cropped = (await client.download(data["image"])).picture
    assert cropped.width < 160
    assert cropped.getchannel("A").getbbox() == (0, 0, *cropped.size)


async def test_face_cutout_gives_image_mask_and_output_type(client: Client) -> None:
    data = (await client.finish(Route.FACE_CUTOUT, EXAMPLES[Route.FACE_CUTOUT])).data
    assert {"image", "mask", "output_type"} <= set(data)


@pytest.mark.parametrize("file_format", ["png", "jpg"])
async def test_an_id_photo_has_the_size_asked_for(client: Client, file_format: str) -> None:
    data = (await client.finish(Route.ID_PHOTO, {"image_file": PHOTO, "size": "300x400", "format": file_format})).data
    picture = (await client.download(data["image"])).picture
    assert picture.size == (300, 400)
    assert picture.mode == ("RGBA" if file_format == "png" else "RGB")


@pytest.mark.parametrize("with_mask", [False, True])
async def test_removal_changes_the_mark_much_and_all_else_a_little(client: Client, with_mask: bool) -> None:
    photo = noise(160, 120).point(lambda value: 100 + value // 8)
    photo.paste((255, 0, 0), (40, 30, 60, 50))
    mark = np.zeros((120, 160), bool)
    mark[28:52, 38:62] = True
    fields: dict[str, str | bytes] = {"image_file": encoded(photo)}
    if with_mask:
        fields["mask_file"] = mask_of(38, 28, 62, 52, size=(160, 120))
    else:
        fields["rectangles"] = '[{"x":38,"y":28,"width":24,"height":24}]'
    data = (await client.finish(Route.INPAINT, fields)).data
    result = (await client.download(data["image"])).picture
    change = np.abs(np.asarray(result).astype(int) - np.asarray(photo))
    assert set(np.unique(change[~mark])) == {1}
    assert np.asarray(result)[mark].max() < 140


async def test_a_removal_from_a_jpeg_is_a_jpeg(client: Client) -> None:
    fields = {**EXAMPLES[Route.INPAINT], "image_file": encoded(noise(), "JPEG")}
    answer = await client.download((await client.finish(Route.INPAINT, fields)).data["image"])
    assert (answer.headers["Content-Type"], answer.picture.format) == ("image/jpeg", "JPEG")


@each_operation
async def test_tasks_are_found_by_their_own_route_and_key_for_an_hour(client: Client, route: Route) -> None:
    client.sandbox.picwish.by_key["another"] = Account(1)
    task_id = (await client.finish(route, EXAMPLES[route])).data["task_id"]
    other = next(operation for operation in PICWISH_OPERATIONS if operation is not route)
    for answer in (
        await client.query(route, "0" * 32),
        await client.query(other, task_id),
        await client.query(route, task_id, key="another"),
    ):
        assert (answer.status, answer.json["status"]) == (404, 404)
    client.sandbox.clock.advance(3599)
    assert (await client.query(route, task_id)).status == 200
    client.sandbox.clock.advance(1)
    assert (await client.query(route, task_id)).status == 404


async def test_a_success_costs_one_credit(client: Client) -> None:
    for spent, route in enumerate(PICWISH_OPERATIONS, start=1):
        task_id = (await client.finish(route, EXAMPLES[route])).data["task_id"]
        await client.query(route, task_id)
        charge = client.sandbox.charges[-1]
        assert (charge.key, charge.task_id, charge.route) == (client.sandbox.key, task_id, route)
        assert len(client.sandbox.charges) == spent
        left = await credits_left(client)
        assert left == [{"remaining_credits": 100 - spent}]


async def credits_left(client: Client) -> object:
    headers = {"X-API-KEY": client.sandbox.key}
    async with client.session.get(client.sandbox.picwish_url + Route.PICWISH_CREDITS.path, headers=headers) as answer:
        return (await answer.json())["data"]


@pytest.mark.parametrize("status", [402, 403])
async def test_without_credits_nothing_is_created(status: int) -> None:
    async with sandboxed(Options(credits=1, out_of_credits=status, picwish_rate=1000)) as client:
        assert (await client.finish(Route.INPAINT, EXAMPLES[Route.INPAINT])).status == 200
        answer = await client.create(Route.SEGMENTATION, EXAMPLES[Route.SEGMENTATION])
        assert (answer.status, answer.json["status"]) == (status, status)
        assert "credits" in answer.json["message"]
        assert len(client.sandbox.charges) == 1


async def test_two_requests_at_once_do_not_share_a_credit() -> None:
    async with sandboxed(Options(credits=1, picwish_rate=1000)) as client:
        asked = (client.create(route, EXAMPLES[route]) for route in (Route.SEGMENTATION, Route.INPAINT))
        assert sorted([answer.status for answer in await asyncio.gather(*asked)]) == [200, 402]


@each_operation
async def test_a_key_must_be_known_and_enabled(client: Client, route: Route) -> None:
    client.sandbox.picwish.by_key["limited"] = Account(9, frozenset(PICWISH_OPERATIONS) - {route})
    for key in ("", "wrong", client.sandbox.pixelcut_key, "limited"):
        answer = await client.create(route, EXAMPLES[route], key=key)
        assert (answer.status, answer.json["status"]) == (401, 401)
        assert ("enabled" in answer.json["message"]) == (key == "limited")
    assert client.sandbox.charges == []


async def test_an_unknown_address_is_not_found(client: Client) -> None:
    async with client.session.get(client.sandbox.picwish_url + "/api/tasks/visual/nothing") as answer:
        assert (answer.status, (await answer.json())["status"]) == (404, 404)
    assert client.sandbox.requests[-1].route is None


async def test_two_requests_in_any_second_polls_included() -> None:
    clock = stopped_clock()
    async with sandboxed(Options(clock=clock)) as client:
        client.sandbox.picwish.by_key["another"] = Account(1)
        task_id = (await client.create(Route.INPAINT, EXAMPLES[Route.INPAINT])).data["task_id"]
        statuses = []
        # with the creation at 0: a second window that begins at 0.6 holds three
        for step in (0.6, 0.4, 0.5, 0.2, 1.0):
            clock.advance(step)
            statuses.append((await client.query(Route.INPAINT, task_id)).status)
        assert statuses == [200, 200, 429, 429, 200]
        assert len(client.sandbox.violations) == 2
        assert (await client.query(Route.INPAINT, task_id, key="another")).status == 404
