"""Each command with each option: what goes over the wire, and what is in the folder afterwards."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from picwish_desktop.jobs.journal import Journal
from tests.cli.desk import Desk, pixels
from tests.sandbox.record import Received
from tests.sandbox.routes import Route

AT_ONCE = 8
PICWISH = ("--provider", "picwish")


@dataclass(frozen=True, slots=True)
class Case:
    """A command, and what it must come to. `{url}` and `{backdrop}` stand for pictures that the sandbox keeps."""

    command: str
    fields: dict[str, str]
    written: dict[str, tuple[str, tuple[int, int] | None]]
    """For each new file its mode and size; None where the subject decides. `{stem}` is the photo's."""
    provider: str = "picwish"
    files: dict[str, str] = field(default_factory=lambda: {"image_file": "image/png"})
    """The content type of each file sent."""


SIDE = 96
ALL = (SIDE, SIDE)
CUTOUT = {"sync": "0", "return_type": "1", "output_type": "1", "crop": "0", "format": "png"}
FACE = {"sync": "0", "crop": "0", "output_format": "png"}
ID_PHOTO = {"sync": "0", "return_type": "1", "format": "png"}

CUTOUTS = [
    Case("remove-background", CUTOUT, {"{stem}-cutout.png": ("RGBA", ALL)}),
    Case(
        "remove-background --type person --crop --background #81d4fa",
        CUTOUT | {"type": "person"},
        {"{stem}-cutout.jpg": ("RGB", None)},
    ),
    Case(
        "remove-background --type stamp --sync -o white.jpg",
        CUTOUT | {"sync": "1", "type": "stamp"},
        {"white.jpg": ("RGB", ALL)},
    ),
    Case(
        "remove-background --type object --output-type both -o both.png",
        CUTOUT | {"type": "object"},
        {"both.png": ("RGBA", ALL), "both-mask.png": ("L", ALL)},
    ),
    Case("remove-background --output-type mask", CUTOUT, {"{stem}-mask.png": ("L", ALL)}),
    Case("remove-background --background {backdrop} -o before.png", CUTOUT, {"before.png": ("RGB", ALL)}),
    Case("remove-background --background blur", CUTOUT, {"{stem}-cutout.png": ("RGB", ALL)}),
    Case(
        "remove-background --sync --return binary --output-type both",
        CUTOUT | {"sync": "1", "return_type": "3", "output_type": "2"},
        {"{stem}-cutout.png": ("RGBA", ALL), "{stem}-cutout-mask.png": ("L", ALL)},
    ),
    Case(
        "remove-background --upload jpeg --format jpg --return base64",
        CUTOUT | {"return_type": "2"},
        {"{stem}-cutout.jpg": ("RGB", ALL)},
        files={"image_file": "image/jpeg"},
    ),
    Case(
        "remove-background --margin 5 --background ffffff --format png",
        {"format": "png"},
        {"{stem}-cutout.png": ("RGB", None)},
        provider="pixelcut",
        files={"image": "image/png"},
    ),
    Case(
        "remove-background --sync --return binary --upload jpeg --matte-only",
        {"format": "png"},
        {"{stem}-mask.png": ("L", ALL)},
        provider="pixelcut",
        files={"image": "image/jpeg"},
    ),
]
PORTRAITS = [
    Case("cut-out-face", FACE, {"{stem}-face.png": ("RGBA", ALL), "{stem}-face-mask.png": ("L", ALL)}),
    Case(
        "cut-out-face --crop --format jpg --sync",
        FACE | {"sync": "1"},
        {"{stem}-face.jpg": ("RGB", None), "{stem}-face-mask.png": ("L", None)},
    ),
    Case("cut-out-face --matte-only", FACE, {"{stem}-face-mask.png": ("L", ALL)}),
    Case("id-photo", ID_PHOTO, {"{stem}-id.png": ("RGBA", ALL)}),
    Case(
        "id-photo --size 120x150 --background FFFFFF --return base64",
        ID_PHOTO | {"return_type": "2", "size": "120x150", "format": "jpg", "bg_color": "FFFFFF"},
        {"{stem}-id.jpg": ("RGB", (120, 150))},
    ),
    Case(
        "id-photo --size 200x100 --format jpg --sync -o passport.tif",
        ID_PHOTO | {"sync": "1", "size": "200x100", "format": "jpg"},
        {"passport.tif": ("RGB", (200, 100))},
    ),
]


async def test_cutouts(desk: Desk) -> None:
    await check_all(CUTOUTS, desk)
    binary = [received for received in desk.asked(Route.REMOVE_BACKGROUND) if "image/" in received.headers["Accept"]]
    assert [part.content_type for received in binary for part in received.files.values()] == ["image/jpeg"]


async def test_faces_and_id_photos(desk: Desk) -> None:
    await check_all(PORTRAITS, desk)


async def test_removals_change_what_is_marked_and_nothing_else(desk: Desk) -> None:
    """Rectangles and a mask, 8 and 16 bits, PNG and JPEG uploads, each also handed over as text."""
    deep = np.random.default_rng(8).integers(0, 65536, (SIDE, SIDE), np.uint16)
    Image.fromarray(deep).save(desk.folder / "deep.png")
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[40:60, 30:50] = 255
    Image.fromarray(mask).save(desk.folder / "mask.png")
    transparent = np.dstack((pixels(desk.photo()), np.full((SIDE, SIDE), 120, np.uint8)))
    Image.fromarray(transparent.astype(np.uint8)).save(desk.folder / "transparent.tif")
    commands = [
        "cups.png --rectangle 30,40,20,10 --rectangle 30,50,20,10",
        "deep.png --rectangle 30,40,20,20 --upload jpeg --return base64",
        "transparent.tif --mask mask.png --sync",
    ]

    async def check(number: int, command: str) -> None:
        home = str(desk.home / str(number))
        [out] = await desk.done("remove-objects", *command.split(), "--provider", "picwish", PICWISH_DESKTOP_HOME=home)
        before, after = pixels(desk.folder / command.split()[0]), pixels(desk.folder / out)
        assert (after.dtype, after.shape) == (before.dtype, before.shape)
        changed = np.any(before != after, axis=tuple(range(2, before.ndim)))
        assert changed[mask > 0].any()
        assert not changed[mask == 0].any()
        journal = Journal(Path(home) / "data" / "jobs")
        assert [job.is_taken for job in await journal.open()] == [True]
        await journal.close()

    async with asyncio.TaskGroup() as group:
        for number, command in enumerate(commands):
            group.create_task(check(number, command))
    created = desk.asked(Route.INPAINT)
    [rectangles] = [
        received
        for received in created
        if received.fields.keys() == {"sync", "return_type", "rectangles"} and received.fields["return_type"] == "1"
    ]
    sent = json.loads(rectangles.fields["rectangles"])
    assert [(part["width"], part["height"]) for part in sent] == [(20, 10), (20, 10)]
    [text] = [received for received in created if received.fields["return_type"] == "2"]
    assert text.files["image_file"].content_type == "image/jpeg"
    [masked] = [received for received in created if "mask_file" in received.files]
    assert masked.fields == {"sync": "1", "return_type": "1"}
    with Image.open(io.BytesIO(masked.files["mask_file"].data)) as sent_mask:
        assert sent_mask.mode == "L"
        assert np.count_nonzero(np.asarray(sent_mask)) == 400


async def test_what_only_the_provider_sees(desk: Desk) -> None:
    """Addresses in the place of files; results go into the current folder."""
    url = desk.sandbox.keep_picture(desk.photo().read_bytes(), "two%20cups.png")
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[40:60, 30:50] = 255
    Image.fromarray(mask).save(desk.folder / "mask.png")
    mask_url = desk.sandbox.keep_picture((desk.folder / "mask.png").read_bytes(), "mask.png")
    runs = [
        ("remove-objects", url, "--mask", mask_url, "-o", "a.png", *PICWISH),
        ("remove-objects", url, "--mask", "mask.png", "-o", "b.png", *PICWISH),
        ("remove-objects", url, "--rectangle", "30,40,20,20", *PICWISH),
        ("remove-background", url, "--background", url, *PICWISH),
        ("cut-out-face", url, "-o", "face.png", *PICWISH),
        ("id-photo", url, "--size", "100x100", *PICWISH),
        ("remove-background", url, "-o", "pixelcut.png", "--provider", "pixelcut"),
    ]
    outs = await asyncio.gather(
        *(desk.done(*run, PICWISH_DESKTOP_HOME=str(desk.home / str(number))) for number, run in enumerate(runs))
    )
    assert outs == [
        ["a.png"],
        ["b.png"],
        ["two cups-removed.png"],
        ["two cups-cutout.png"],
        ["face.png", "face-mask.png"],
        ["two cups-id.png"],
        ["pixelcut.png"],
    ]
    created = desk.asked(Route.INPAINT, Route.SEGMENTATION, Route.FACE_CUTOUT, Route.ID_PHOTO)
    assert {received.fields["image_url"] for received in created} == {url}
    assert all("image_file" not in received.files for received in created)
    areas = sorted(
        (name, value)
        for received in desk.asked(Route.INPAINT)
        for name, value in received.fields.items()
        if name not in ("image_url", "sync", "return_type")
    )
    assert areas == [("mask_url", mask_url), ("rectangles", '[{"x":30,"y":40,"width":20,"height":20}]')]
    [cutout] = desk.asked(Route.SEGMENTATION)
    assert cutout.fields["bg_image_url"] == url
    assert np.array_equal(pixels(desk.folder / "a.png"), pixels(desk.folder / "b.png"))
    assert pixels(desk.folder / "two cups-id.png").shape == (100, 100, 4)
    [pixelcut] = desk.asked(Route.REMOVE_BACKGROUND)
    assert pixelcut.json == {"image_url": url, "format": "png"}


async def test_what_a_provider_makes_of_an_address(desk: Desk) -> None:
    """Everything, as only it sees the picture."""
    picture, backdrop = desk.photo().read_bytes(), desk.photo("backdrop.png", 64, seed=20)
    image = CUTOUT | {"output_type": "2"}
    colored = {"type": "person", "crop": "1", "format": "jpg", "bg_color": "81d4fa"}
    cases = [
        ("remove-background --type person --crop --background 81d4fa", image | colored, [("cutout.jpg", "RGB")]),
        ("remove-background --background none --output-type both", CUTOUT, [("cutout.png", "RGBA"),
                                                                            ("cutout-mask.png", "L")]),
        ("remove-background --sync --return binary --output-type mask",
         CUTOUT | {"sync": "1", "return_type": "3", "output_type": "3"}, [("mask.png", "L")]),
        (f"remove-background --background {backdrop}", image, [("cutout.png", "RGB")]),
        ("cut-out-face --crop --format jpg --sync", FACE | {"sync": "1", "crop": "1", "output_format": "jpg"},
         [("face.jpg", "RGB"), ("face-mask.png", "L")]),
    ]  # fmt: skip

    async def check(number: int, command: str, fields: dict[str, str], written: list[tuple[str, str]]) -> None:
        url = desk.sandbox.keep_picture(picture, f"{number}.png")
        name, *options = command.split()
        home = str(desk.home / str(number))
        out = await desk.done(name, url, *options, *PICWISH, PICWISH_DESKTOP_HOME=home)
        assert out == [f"{number}-{ending}" for ending, _ in written]
        for path, (_, mode) in zip(out, written, strict=True):
            with Image.open(desk.folder / path) as image:
                assert image.mode == mode, command
        [sent] = [received for received in desk.sandbox.requests if received.fields.get("image_url") == url]
        assert sent.fields == {**fields, "image_url": url}
        assert list(sent.files) == (["bg_image_file"] if str(backdrop) in command else [])

    async with asyncio.TaskGroup() as group:
        for number, case in enumerate(cases):
            group.create_task(check(number, *case))


async def check_all(cases: list[Case], desk: Desk) -> None:
    """At once, each with a home of its own, and with a photo by which its request is known."""
    backdrop = desk.photo("backdrop.png", 64, seed=20)
    url = desk.sandbox.keep_picture(backdrop.read_bytes())
    turns = asyncio.Semaphore(AT_ONCE)

    async def check(number: int, case: Case) -> None:
        photo = desk.photo(f"{number}.png", SIDE, seed=number)
        command = case.command.format(url=url, backdrop=backdrop)
        name, *options = command.split()
        home = desk.home / str(number)
        async with turns:
            out = await desk.done(
                name, photo.name, *options, "--provider", case.provider, PICWISH_DESKTOP_HOME=str(home)
            )
        assert out == [name.format(stem=photo.stem) for name in case.written], command
        for path, (mode, size) in zip(out, case.written.values(), strict=True):
            with Image.open(desk.folder / path) as image:
                assert (image.mode, image.size) == (mode, size or image.size), command
        sent = request_for(photo, desk)
        assert sent.fields == {name: value.format(url=url) for name, value in case.fields.items()}, command
        assert {name: part.content_type for name, part in sent.files.items()} == case.files, command

    async with asyncio.TaskGroup() as group:
        for number, case in enumerate(cases):
            group.create_task(check(number, case))


def request_for(photo: Path, desk: Desk) -> Received:
    """The only one that sent it, as JPEG too."""
    wanted = pixels(photo).astype(int)
    found = []
    for received in desk.sandbox.requests:
        for name in ("image_file", "image"):
            if name in received.files:
                with Image.open(io.BytesIO(received.files[name].data)) as image:
                    if np.abs(np.asarray(image.convert("RGB")).astype(int) - wanted).mean() < 2:
                        found.append(received)
    [only] = found
    return only
