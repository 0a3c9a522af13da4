"""Cutouts of photos that are here: whoever cuts out, what is saved has the photo's own pixels."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image, ImageCms

from picwish_desktop.cli import main
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.photo import Metadata
from picwish_desktop.storage.private import set_private
from tests.cli.desk import Desk, pixels
from tests.sandbox.routes import Route

PICWISH = ("--provider", "picwish")
LONG = 6200
"""Pixels: more than any provider takes."""


def deep_photo(path: Path) -> NDArray[np.uint16]:
    """A real photograph as a strip of 16 bits, with all that a file can say beside its pixels."""
    strip = Image.fromarray(skimage.data.coffee()[100:300]).resize((LONG, 96), Image.Resampling.BICUBIC)
    noise = np.random.default_rng(4).integers(0, 257, (96, LONG, 3), np.uint16)
    deep: NDArray[np.uint16] = np.asarray(strip).astype(np.uint16) * np.uint16(255) + noise
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    metadata = Metadata("TIFF", icc_profile=profile, dpi=(240.0, 240.0))
    write(path, deep, metadata, Encoding("TIFF"))
    return deep


@pytest.mark.parametrize("provider", ["picwish", "pixelcut"])
async def test_what_was_sent_smaller_is_saved_at_full_size(provider: str, desk: Desk) -> None:
    """16 bits, profile and resolution too."""
    deep = deep_photo(desk.folder / "strip.tif")
    out = await desk.done(
        "remove-background", "strip.tif", "--output-type", "both", "-o", "out.tif", "--provider", provider
    )
    assert out == ["out.tif", "out-mask.png"]
    before, after = read(desk.folder / "strip.tif"), read(desk.folder / "out.tif")
    matte = pixels(desk.folder / "out-mask.png")
    assert after.pixels.shape == (96, LONG, 4)
    assert after.pixels.dtype == np.uint16
    assert (after.metadata.icc_profile, after.metadata.dpi) == (before.metadata.icc_profile, (240.0, 240.0))
    opaque = matte == 255
    assert opaque.mean() > 0.1
    assert np.array_equal(after.pixels[..., :3][opaque], deep[opaque])
    assert np.array_equal(after.pixels[..., 3], matte.astype(np.uint16) * 257)
    assert (matte == 0).mean() > 0.1
    assert not after.pixels[matte == 0].any()


async def test_a_box_says_where_to_look(desk: Desk) -> None:
    Image.fromarray(skimage.data.coffee()).save(desk.folder / "cup.png")
    asked = ("remove-background", "cup.png", "--provider", "local", "--matte-only", "--force")
    await desk.done(*asked, "-o", "without.png")
    x, y, width, height = 250, 120, 120, 110
    await desk.done(*asked, "--box", f"{x},{y},{width},{height}", "-o", "with.png")
    without, within = (pixels(desk.folder / name).astype(int) for name in ("without.png", "with.png"))
    outside = np.ones(within.shape, bool)
    outside[y : y + height, x : x + width] = False
    assert (without[outside] > 127).mean() > 0.05
    assert (within[outside] > 127).mean() < 0.01
    assert within.any()


@pytest.mark.parametrize("command", ["remove-background", "cut-out-face"])
async def test_a_box_that_cannot_be_used(command: str, desk: Desk) -> None:
    name = desk.photo(side=128).name
    ended = await desk.run(command, name, "--provider", "local", "--box", "500,0,20,20")
    assert (ended.status, "outside the photo of 128 × 128 pixels" in ended.sentence) == (1, True)
    ended = await desk.run(command, name, *PICWISH, "--box", "0,0,20,20")
    assert (ended.status, "cannot be told where to look" in ended.sentence) == (1, True)
    ended = await desk.run(command, "https://example.com/a.png", *PICWISH, "--box", "0,0,20,20")
    assert (ended.status, "needs the photo itself" in ended.err) == (2, True)


async def test_another_look_costs_nothing(desk: Desk) -> None:
    photo = desk.photo(side=128)
    Image.new("RGB", (20, 30), (10, 200, 30)).save(desk.folder / "meadow.png")
    cut = ("remove-background", photo.name, *PICWISH)
    await desk.done(*cut, "--matte-only", "-o", "matte.png")
    matte = pixels(desk.folder / "matte.png")
    assert matte.shape == (128, 128)
    assert matte.dtype == np.uint8
    looks = {
        "meadow.webp": ("--background", "meadow.png"),
        "crop.png": ("--crop",),
        "margin.tif": ("--margin", "25"),
        "layers.psd": ("--background", "blur"),
        "layers.ora": ("--background", "0a141e"),
    }
    for name, options in looks.items():
        assert await desk.done(*cut, *options, "-o", name) == [name]
    assert len(desk.sandbox.charges) == len(desk.asked(Route.SEGMENTATION)) == 1
    original = pixels(photo)
    meadow = pixels(desk.folder / "meadow.webp")
    assert (meadow[matte == 0] == (10, 200, 30)).all()
    assert np.array_equal(meadow[matte == 255], original[matte == 255])
    rows, columns = np.flatnonzero(matte.any(axis=1)), np.flatnonzero(matte.any(axis=0))
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    crop = pixels(desk.folder / "crop.png")
    assert np.array_equal(crop[..., 3], matte[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    space = round(0.25 * max(height, width))
    assert pixels(desk.folder / "margin.tif").shape == (height + 2 * space, width + 2 * space, 4)
    with Image.open(desk.folder / "layers.psd") as layered:
        assert layered.size == (128, 128)
    assert (desk.folder / "layers.ora").read_bytes()[30:54] == b"mimetypeimage/openraster"


@pytest.fixture
def astronaut(here: Path) -> Path:
    Image.fromarray(skimage.data.astronaut()).resize((256, 256)).save(here / "astronaut.png")
    return here / "astronaut.png"


def test_this_computer_cuts_out_too(astronaut: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where it finds something: of the others it says so, and goes on."""
    Image.new("RGB", (80, 80), "white").save("white.png")
    local = ("--provider", "local")
    assert main(["cut-out-face", "white.png", "astronaut.png", "--crop", "--background", "none", *local]) == 1
    out, err = capsys.readouterr()
    assert out == "astronaut-face.png\nastronaut-face-mask.png\n"
    assert err == "picwish: white.png: No face was found. Draw a box around the head. --box X,Y,W,H draws it.\n"
    head, matte = pixels(astronaut.with_name("astronaut-face.png")), pixels(Path("astronaut-face-mask.png"))
    assert head.shape[2] == 4
    assert 40 < head.shape[0] < 140
    assert np.array_equal(head[..., 3], matte)
    assert main(["remove-background", "white.png", "astronaut.png", "--background", "81d4fa", *local]) == 1
    out, err = capsys.readouterr()
    assert out == "astronaut-cutout.jpg\n"
    assert err.startswith("picwish: white.png: Nothing stands out in this photo.")
    assert err.endswith(" --box X,Y,W,H draws it.\n")
    assert np.abs(pixels(Path("astronaut-cutout.jpg"))[:20, :20].astype(int) - (0x81, 0xD4, 0xFA)).max() < 6
    assert not Path("white-cutout.jpg").exists()


def test_the_model_of_the_settings_is_asked_first(
    astronaut: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Here it is gone, which is told; the engine goes on without it."""
    settings = home / "config" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"model_file": "/gone/mine.onnx", "model_preset": "isnet"}))
    assert main(["remove-background", astronaut.name]) == 0
    out, err = capsys.readouterr()
    assert out == "astronaut-cutout.png\n"
    assert err.startswith("picwish: astronaut.png: ")
    assert "mine.onnx" in err


async def test_a_locked_backdrop_stays_here(desk: Desk, home: Path) -> None:
    photo, backdrop = desk.photo(), desk.photo("secret.png", 64, seed=20)
    set_private(home / "data" / "private.json", backdrop, True)
    await desk.done("remove-background", photo.name, "--background", backdrop.name, *PICWISH)
    [sent] = desk.asked(Route.SEGMENTATION)
    assert list(sent.files) == ["image_file"]
