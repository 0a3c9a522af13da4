"""Layered files: each layer where it belongs, and together what the flat picture shows."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cv2
import numpy as np
import psd_tools
import pytest
from numpy.typing import NDArray
from PIL import Image
from psd_tools.constants import Resource

from picwish_desktop.imaging import psd
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.layers import write_layers
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.model.backdrop import ColorBackdrop, GradientBackdrop, Shadow
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.frame import Frame
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from tests.imaging.pictures import XMP, exif, wide_profile
from tests.imaging.scenes import OLD_BACKGROUND, SUBJECT, clean, disc, photo, saved, source_of

Dtype = type[np.unsignedinteger[Any]]

TOLD = Metadata("JPEG", icc_profile=wide_profile(), exif=exif(6), xmp=XMP, dpi=(300.0, 240.0), iptc=b"\x1c\x02\x00")
BEYOND = Frame(Rect(-8, -5, 70, 60), 70, 60)
SMALLER = Frame(Rect(-8, -5, 70, 60), 35, 30)
LOOKS = [
    Look(),
    Look(shadow=Shadow(0.6, dx=0.1, dy=0.1)),
    Look(ColorBackdrop((20, 40, 220)), Shadow(0.6, is_contact=True)),
    Look(GradientBackdrop((255, 255, 255), (200, 60, 100), 30)),
]


def written(path: Path, source: Photo, look: Look, frame: Frame = BEYOND) -> Path:
    write_layers(path, Scene(source, clean(source), source_of(source), disc(), look, frame, SUBJECT))
    return path


def names(look: Look) -> list[str]:
    backdrop = ["Backdrop"] if look.backdrop is not None else []
    return [*backdrop, *(["Shadow"] if look.shadow.strength else []), "Subject"]


def stacked(layers: list[tuple[NDArray[Any], int, int]], frame: Frame) -> NDArray[np.float64]:
    """RGBA layers of 0 to 1 with their places from the lowest up, one over the other: premultiplied."""
    canvas = np.zeros((frame.height, frame.width, 4))
    for pixels, x, y in layers:
        part = canvas[y : y + pixels.shape[0], x : x + pixels.shape[1]]
        share = pixels[..., 3:]
        part *= 1 - share
        part += np.dstack((pixels[..., :3] * share, share))
    return canvas


def flat_of(source: Photo, look: Look, frame: Frame) -> NDArray[np.float64]:
    """What `flatten` makes of it, 0 to 1, premultiplied RGBA."""
    pixels = saved(source, look, shown=frame).pixels
    values = pixels.astype(float) / np.iinfo(pixels.dtype).max
    if pixels.shape[2] == 3:
        return np.dstack((values, np.ones(values.shape[:2])))
    return np.dstack((values[..., :3] * values[..., 3:], values[..., 3]))


def ora_layers(path: Path) -> list[tuple[str, NDArray[Any], int, int]]:
    """Name, RGBA of 0 to 1, x and y, from the lowest up."""
    found = []
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("stack.xml"))
        (stack,) = root
        for element in reversed(stack):
            data = np.frombuffer(archive.read(element.attrib["src"]), np.uint8)
            stored = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
            assert stored is not None
            most = 255 if stored.dtype == np.uint8 else 65535
            rgb = stored[..., 2::-1] / most
            alpha = stored[..., 3] / most if stored.shape[2] == 4 else np.ones(rgb.shape[:2])
            place = int(element.attrib["x"]), int(element.attrib["y"])
            found.append((element.attrib["name"], np.dstack((rgb, alpha)), *place))
    return found


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("frame", [BEYOND, SMALLER])
@pytest.mark.parametrize("look", LOOKS)
def test_openraster_has_the_layers_and_they_make_the_picture(
    look: Look, frame: Frame, dtype: Dtype, tmp_path: Path
) -> None:
    source = photo(dtype=dtype)
    path = written(tmp_path / "cutout.ora", source, look, frame)
    layers = ora_layers(path)
    assert [name for name, *_ in layers] == names(look)
    together = stacked([layer[1:] for layer in layers], frame)
    assert np.abs(together - flat_of(source, look, frame)).max() <= 2.1 / 255
    name, subject, x, y = layers[-1]
    assert name == "Subject"
    scale = frame.width / 70
    assert (x, y, subject.shape[1], subject.shape[0]) == pytest.approx(np.array((8, 5, 60, 40)) * scale, abs=1)
    assert not subject[subject[..., 3] == 0].any()


def test_openraster_is_laid_out_as_its_specification_says(tmp_path: Path) -> None:
    source = photo(metadata=TOLD)
    path = written(tmp_path / "cutout.ora", source, LOOKS[2])
    # what `file` and file managers look at
    assert path.read_bytes()[30:54] == b"mimetypeimage/openraster"
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert {entry.compress_type for entry in entries} <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        root = ElementTree.fromstring(archive.read("stack.xml"))
        assert (root.tag, root.attrib["w"], root.attrib["h"]) == ("image", "70", "60")
        assert (root.attrib["xres"], root.attrib["yres"]) == ("300", "240")
        sources = {element.attrib["src"] for element in root.iter("layer")}
        assert sources == {entry.filename for entry in entries if entry.filename.startswith("data/")}
        # the uppermost first
        assert [element.attrib["name"] for element in root.iter("layer")] == ["Subject", "Shadow", "Backdrop"]
        with Image.open(io.BytesIO(archive.read("mergedimage.png"))) as merged:
            np.testing.assert_array_equal(np.asarray(merged), saved(source, LOOKS[2], shown=BEYOND).pixels)
            assert merged.info["icc_profile"] == TOLD.icc_profile
            assert merged.info["dpi"] == pytest.approx((300, 240), abs=0.02)
        with Image.open(io.BytesIO(archive.read("data/layer2.png"))) as layer:
            assert layer.info["icc_profile"] == TOLD.icc_profile


@pytest.mark.parametrize(("size", "expected"), [((70, 60), (70, 60)), ((1400, 1200), (256, 219))])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_openraster_has_a_thumbnail(
    size: tuple[int, int], expected: tuple[int, int], dtype: Dtype, tmp_path: Path
) -> None:
    path = written(tmp_path / "cutout.ora", photo(dtype=dtype, metadata=TOLD), LOOKS[2], Frame(BEYOND.rect, *size))
    with zipfile.ZipFile(path) as archive, Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png"))) as image:
        assert image.size == expected
        # in sRGB, whatever the photo's colours are
        assert np.abs(np.asarray(image)[2, 2].astype(int) - (20, 40, 220)).max() <= 3


def psd_layers(path: Path) -> list[tuple[str, NDArray[Any], int, int]]:
    """Name, RGBA of 0 to 1 with the mask in alpha, x and y, from the lowest up, as psd-tools reads them."""
    found = []
    for layer in psd_tools.PSDImage.open(path):
        pixels = layer.numpy()
        assert pixels is not None
        if layer.has_mask():
            mask = layer.numpy("mask")
            assert mask is not None
            assert layer.mask is not None
            assert layer.mask.bbox == layer.bbox
            pixels = np.dstack((pixels[..., :3], pixels[..., 3:] * mask))
        found.append((layer.name, pixels, layer.left, layer.top))
    return found


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("frame", [BEYOND, SMALLER])
@pytest.mark.parametrize("look", LOOKS)
def test_psd_has_the_layers_and_they_make_the_picture(look: Look, frame: Frame, dtype: Dtype, tmp_path: Path) -> None:
    source = photo(dtype=dtype)
    path = written(tmp_path / "cutout.psd", source, look, frame)
    document = psd_tools.PSDImage.open(path)
    assert (document.width, document.height) == (frame.width, frame.height)
    assert document.depth == np.dtype(dtype).itemsize * 8
    layers = psd_layers(path)
    assert [name for name, *_ in layers] == names(look)
    assert [layer.is_visible() for layer in document] == [True] * len(layers)
    expected = flat_of(source, look, frame)
    together = stacked([layer[1:] for layer in layers], frame)
    assert np.abs(together - expected).max() <= 2.1 / 255
    # the merged picture is what programs show that know no layers
    merged = document.numpy()
    if look.backdrop is None:
        assert merged.shape[2] == 4
        merged = np.dstack((merged[..., :3] * merged[..., 3:], merged[..., 3]))
    else:
        assert merged.shape[2] == 3
        merged = np.dstack((merged, np.ones(merged.shape[:2])))
    assert np.abs(merged - expected).max() <= 1.1 / 255


def test_in_psd_more_of_the_photo_can_be_shown_again(tmp_path: Path) -> None:
    path = written(tmp_path / "cutout.psd", photo(), LOOKS[1])
    subject = psd_tools.PSDImage.open(path)[-1]
    assert subject.has_mask()
    pixels = subject.numpy()
    assert pixels is not None
    np.testing.assert_allclose(pixels[0, 0], (*np.array(OLD_BACKGROUND) / 255, 1))
    np.testing.assert_array_equal(np.rint(pixels[..., :3] * 255), clean(photo())(photo().bounds))
    mask = subject.numpy("mask")
    assert mask is not None
    np.testing.assert_array_equal(np.rint(mask[..., 0] * 255), disc())
    # beyond the layer the mask hides
    assert subject.mask is not None
    assert subject.mask.background_color == 0


def test_another_program_reads_the_psd(tmp_path: Path) -> None:
    with Image.open(written(tmp_path / "cutout.psd", photo(metadata=TOLD), LOOKS[2])) as image:
        assert (image.mode, image.size) == ("RGB", (70, 60))
        np.testing.assert_array_equal(np.asarray(image), saved(photo(metadata=TOLD), LOOKS[2], shown=BEYOND).pixels)
        assert image.info["icc_profile"] == TOLD.icc_profile
        # Pillow passes by layers that have a mask
        layers = [(name, box) for name, _, box, _ in image.layers]  # type: ignore[attr-defined]
        assert [name for name, _ in layers] == ["Backdrop", "Shadow"]
        assert layers[0][1] == (0, 0, 70, 60)
        image.seek(1)
        assert (np.asarray(image.convert("RGB"))[:3, :3] == saved(photo(metadata=TOLD), LOOKS[2]).pixels[0, 0]).all()


def test_a_transparent_psd_is_merged_on_white(tmp_path: Path) -> None:
    with Image.open(written(tmp_path / "cutout.psd", photo(), LOOKS[1])) as image:
        assert image.mode == "RGBA"
        stored = np.asarray(image).astype(float)
    flat = flat_of(photo(), LOOKS[1], BEYOND)
    on_white = flat[..., :3] * 255 + 255 * (1 - flat[..., 3:])
    assert np.abs(stored[..., :3] - on_white).max() <= 1
    np.testing.assert_allclose(stored[..., 3] / 255, flat[..., 3], atol=1e-6)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("look", [LOOKS[0], Look(ColorBackdrop((90, 90, 90)), Shadow(0.5))])
def test_a_grey_photo_is_a_grey_psd(look: Look, dtype: Dtype, tmp_path: Path) -> None:
    document = psd_tools.PSDImage.open(written(tmp_path / "cutout.psd", photo(1, dtype), look))
    assert document.color_mode == psd_tools.constants.ColorMode.GRAYSCALE
    merged = document.numpy()
    flat = saved(photo(1, dtype), look, shown=BEYOND).pixels
    visible = flat[..., -1] > 0
    assert np.abs(merged - flat / np.iinfo(dtype).max)[visible].max() <= 2 / 255


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_psd_says_what_the_photo_says(dtype: Dtype, tmp_path: Path) -> None:
    document = psd_tools.PSDImage.open(written(tmp_path / "cutout.psd", photo(dtype=dtype, metadata=TOLD), LOOKS[0]))
    resources = document.image_resources
    assert resources.get_data(Resource.ICC_PROFILE) == TOLD.icc_profile
    assert resources.get_data(Resource.IPTC_NAA) == TOLD.iptc
    # upright, as the pixels are
    assert b'tiff:Orientation="1"' in resources.get_data(Resource.XMP_METADATA)
    block = Image.Exif()
    block.load(resources.get_data(Resource.EXIF_DATA_1))
    assert block.get(0x0112, 1) == 1
    assert block[0x010F] == "Leica"
    resolution = resources.get_data(Resource.RESOLUTION_INFO)
    assert (resolution.horizontal / 65536, resolution.vertical / 65536) == (300, 240)
    assert resolution.horizontal_unit == resolution.vertical_unit == 1


@pytest.mark.parametrize(
    ("look", "dtype", "blocks"),
    [
        (LOOKS[0], np.uint8, []),
        (LOOKS[2], np.uint8, []),
        (LOOKS[0], np.uint16, [b"8BIMMt16", b"8BIMLr16"]),
        (LOOKS[2], np.uint16, [b"8BIMLr16"]),
    ],
)
def test_psd_is_laid_out_as_its_specification_says(
    look: Look, dtype: Dtype, blocks: list[bytes], tmp_path: Path
) -> None:
    """What psd-tools would read either way, and ImageMagick and Photoshop would not."""
    file = io.BytesIO(written(tmp_path / "cutout.psd", photo(dtype=dtype), look).read_bytes())

    def length() -> int:
        return int.from_bytes(file.read(4), "big")

    assert file.read(6) == b"8BPS\0\1"
    file.seek(26)
    for _ in ("colour table", "resources"):
        file.seek(length(), io.SEEK_CUR)
    size = length()
    end = file.tell() + size
    layers = length()
    assert (layers > 0) == (dtype == np.uint8)
    assert layers % 2 == 0
    if layers:
        count = int.from_bytes(file.read(2), "big", signed=True)
        assert count == len(names(look)) * (1 if look.backdrop is not None else -1)
        file.seek(layers - 2, io.SEEK_CUR)
    assert length() == 0, "of the mask for all layers"
    for name in blocks:
        assert file.read(8) == name
        file.seek(-(-length() // 4) * 4, io.SEEK_CUR)
    assert file.tell() == end
    # then the merged picture: in rows that are packed, or plain
    assert int.from_bytes(file.read(2), "big") == (1 if dtype == np.uint8 else 0)
    if dtype == np.uint16:
        assert len(file.read()) == 70 * 60 * 2 * (3 if look.backdrop is not None else 4)


@pytest.mark.parametrize("ending", ["psd", "ora"])
def test_a_frame_beside_the_photo_has_no_subject(ending: str, tmp_path: Path) -> None:
    frame = Frame(Rect(500, 500, 30, 20), 30, 20)
    path = written(tmp_path / f"cutout.{ending}", photo(), LOOKS[2], frame)
    layers = psd_layers(path) if ending == "psd" else ora_layers(path)
    assert [name for name, *_ in layers] == ["Backdrop"]


@pytest.mark.parametrize("ending", ["psd", "ora"])
def test_a_file_is_replaced_whole_or_left(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"cutout.{ending}"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(PictureError, match=r"cutout\.\w+” could not be saved: the disk is full"):
            written(path, photo(), LOOKS[2])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    written(path, photo(), LOOKS[2])
    assert len(path.read_bytes()) > 1000


def test_what_cannot_hold_layers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"“cutout\.png” cannot hold layers\. Let the name end in \.psd or \.ora\."):
        written(tmp_path / "cutout.png", photo(), LOOKS[0])
    with pytest.raises(PictureError, match=r"30000 pixels a side and this picture has 30001 × 4\. Save it as \.ora\."):
        written(tmp_path / "cutout.psd", photo(), LOOKS[0], Frame(Rect(0, 0, 30001, 4), 30001, 4))
    assert not list(tmp_path.iterdir())


def test_a_psd_that_grows_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psd, "MOST_BYTES", 1000)
    with pytest.raises(PictureError, match=r"more than the 2 GB that PSD holds\. Save it as \.ora\."):
        written(tmp_path / "cutout.psd", photo(), LOOKS[0])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["psd", "ora"])
def test_progress_rises_to_one(ending: str, tmp_path: Path) -> None:
    told: list[float] = []
    source = photo()
    scene = Scene(source, clean(source), source_of(source), disc(), LOOKS[2], BEYOND, SUBJECT)
    write_layers(tmp_path / f"a.{ending}", scene, told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_psd_tools_is_loaded_only_for_a_psd() -> None:
    code = "import sys, picwish_desktop.imaging.layers; sys.exit('psd_tools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
