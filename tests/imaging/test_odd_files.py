"""Broken and odd pictures: each opens with known pixels, or is refused with a sentence that names it."""

from __future__ import annotations

import contextlib
import os
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.read import read, read_bytes, read_preview
from picwish_desktop.model.photo import Photo
from tests.imaging import pictures
from tests.imaging.pictures import chunk, encoded, gradient, image, png, png_of, tiff, tiff_of

RGB = gradient()
GREY = gradient(1)
DEEP = gradient(3, np.uint16)
DAMAGED = "is damaged or incomplete. Get it again"


def jpeg(**options: Any) -> bytes:
    return encoded(image(), "JPEG", quality=95, **options)


def palette(transparency: int | bytes | None = None, format_name: str = "PNG") -> bytes:
    picture = Image.new("P", (2, 1))
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.putdata([0, 1])
    return encoded(picture, format_name, **({} if transparency is None else {"transparency": transparency}))


def animation(format_name: str) -> bytes:
    later = Image.new("RGB", (pictures.WIDTH, pictures.HEIGHT))
    options = {"lossless": True} if format_name == "WEBP" else {}
    return encoded(image(), format_name, save_all=True, append_images=[later], **options)


def cmyk(format_name: str, **options: Any) -> bytes:
    return encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), format_name, **options)


def exchanged(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


def text_bomb(name: bytes) -> bytes:
    lead = b"Comment\0\0" if name == b"zTXt" else b"XML:com.adobe.xmp\0\1\0\0\0"
    return png_of(RGB, chunk(name, lead + zlib.compress(bytes(80_000_000), 9)))


def with_exif(block: bytes) -> bytes:
    return encoded(image(), "PNG", exif=b"Exif\0\0" + block)


def self_pointing_exif() -> bytes:
    """The EXIF directory is the first directory, whose interoperability directory is it too, and the next as well."""
    rows = b"".join(struct.pack("<HHII", number, 4, 1, 8) for number in (0x8769, 0x8825, 0xA005))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 3) + rows + struct.pack("<I", 8)


def many_large_tags() -> bytes:
    """Four thousand tags of a hundred thousand bytes each, all of them the same hundred thousand."""
    count, size = 4000, 100_000
    rows = b"".join(struct.pack("<HHII", 40000 + number, 7, size, 8) for number in range(count))
    entries = [(256, 4, [60]), (257, 4, [40]), (258, 3, [8]), (262, 3, [1]), (277, 3, [1])]
    lead = b"".join(struct.pack("<HHIHH", tag, 3, 1, said[0], 0) for tag, _, said in entries)
    start = 8 + size
    lead += struct.pack("<HHII", 273, 4, 1, 8) + struct.pack("<HHII", 279, 4, 1, 2400)
    return b"II*\0" + struct.pack("<I", start) + bytes(size) + struct.pack("<H", count + 7) + lead + rows + bytes(4)


def lab_tiff() -> bytes:
    return tiff_of(np.full((4, 5, 3), (255, 0, 0), np.uint8), photometric=8)


def ink_tiff(dtype: type[Any], alpha: int) -> bytes:
    """Two pixels of red in CMYK, half and fully opaque; `alpha` is its kind."""
    full = np.iinfo(dtype).max
    return tiff_of(
        np.array([[[0, full, full, 0, full // 2], [0, full, full, 0, full]]], dtype), photometric=5, t338=[alpha]
    )


def without_lengths(data: bytes, kind: int) -> bytes:
    """`data` with another tag in place of StripByteCounts, which are of this kind."""
    return exchanged(data, struct.pack("<HH", 279, kind), struct.pack("<HH", 65000, kind))


def planar_tiff(dtype: type[Any]) -> bytes:
    pixels = gradient(3, dtype)
    bits = np.dtype(dtype).itemsize * 8
    entries = [(256, 4, [60]), (257, 4, [40]), (258, 3, [bits] * 3), (259, 3, [1]), (262, 3, [2]), (277, 3, [3])]
    strips = [pixels[top : top + 20, :, channel].astype(dtype).tobytes() for channel in range(3) for top in (0, 20)]
    return tiff([*entries, (278, 4, [20]), (284, 3, [2])], strips)


def premultiplied_tiff() -> bytes:
    return tiff_of(np.array([[[20000, 10000, 0, 40000], [0, 0, 0, 0]]], np.uint16), t338=[1])


def grey_key_png(depth: int) -> bytes:
    rows = {1: b"\0\x40", 8: b"\0\0\7", 16: b"\0\0\0\7\7"}[depth]
    key = {1: 1, 8: 7, 16: 0x0707}[depth]
    return png((2, 1), depth, 0, rows, chunk(b"tRNS", struct.pack(">H", key)))


def interlaced(data: bytes) -> bytes:
    """`data`, a 1 × 1 PNG, said to be interlaced, which for one pixel changes nothing else."""
    header = data[16:28] + b"\1"
    return data[:8] + chunk(b"IHDR", header) + data[33:]


def mpo() -> bytes:
    return encoded(image(), "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))], quality=95)


OPENS: dict[str, tuple[str, Callable[[], bytes], Any]] = {
    # what it is: name, builder, expected pixels (or the shape of what is lossy) and dtype by them
    "plain PNG": ("a.png", lambda: encoded(image(), "PNG"), RGB),
    "grey stays grey": ("a.png", lambda: encoded(image("L"), "PNG"), np.asarray(image("L"))[..., None]),
    "1 bit": ("a.png", lambda: encoded(Image.new("1", (3, 2), 1), "PNG"), np.full((2, 3, 1), 255, np.uint8)),
    "1-bit TIFF": (
        "a.tif",
        lambda: encoded(Image.new("1", (3, 2), 1), "TIFF", compression="group4"),
        np.full((2, 3, 1), 255, np.uint8),
    ),
    "2-bit grey": ("a.png", lambda: png((2, 1), 2, 0, b"\0\x60"), np.array([[[85], [170]]], np.uint8)),
    "2-bit grey with a transparent value": (
        "a.png",
        lambda: png((2, 1), 2, 0, b"\0\x60", chunk(b"tRNS", b"\0\2")),
        np.array([[[85, 255], [170, 0]]], np.uint8),
    ),
    "palette": ("a.png", palette, np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8)),
    "palette with one transparent colour": (
        "a.png",
        lambda: palette(1),
        np.array([[[255, 0, 0, 255], [0, 0, 255, 0]]], np.uint8),
    ),
    "palette with half transparency": (
        "a.png",
        lambda: palette(b"\x80\xff"),
        np.array([[[255, 0, 0, 128], [0, 0, 255, 255]]], np.uint8),
    ),
    "palette BMP": ("a.bmp", lambda: palette(format_name="BMP"), np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8)),
    "1-bit PNG with a transparent value": (
        "a.png",
        lambda: grey_key_png(1),
        np.array([[[0, 255], [255, 0]]], np.uint8),
    ),
    "grey PNG with a transparent value": ("a.png", lambda: grey_key_png(8), np.array([[[0, 255], [7, 0]]], np.uint8)),
    "16-bit grey PNG with a transparent value": (
        "a.png",
        lambda: grey_key_png(16),
        np.array([[[0, 65535], [0x0707, 0]]], np.uint16),
    ),
    "16-bit RGB PNG with a transparent colour": (
        "a.png",
        lambda: png_of(np.array([[[1, 2, 3], [1, 2, 259]]], np.uint16), chunk(b"tRNS", b"\0\1\0\2\0\3")),
        np.array([[[1, 2, 3, 0], [1, 2, 259, 65535]]], np.uint16),
    ),
    "interlaced 16-bit PNG": ("a.png", lambda: interlaced(png_of(DEEP[5:6, 5:6])), DEEP[5:6, 5:6]),
    "16-bit grey and alpha PNG": ("a.png", lambda: png_of(gradient(2, np.uint16)), gradient(2, np.uint16)),
    "16-bit RGBA PNG": ("a.png", lambda: png_of(gradient(4, np.uint16)), gradient(4, np.uint16)),
    "16-bit big-endian TIFF": ("a.tif", lambda: tiff_of(DEEP, ">"), DEEP),
    "16-bit grey and alpha TIFF": (
        "a.tif",
        lambda: tiff_of(gradient(2, np.uint16), t338=[2]),
        gradient(2, np.uint16),
    ),
    "16-bit TIFF with white as zero": (
        "a.tif",
        lambda: tiff_of(65535 - gradient(1, np.uint16), photometric=0),
        gradient(1, np.uint16),
    ),
    "16-bit TIFF in planes": ("a.tif", lambda: planar_tiff(np.uint16), DEEP),
    "8-bit TIFF in planes": ("a.tif", lambda: planar_tiff(np.uint8), RGB),
    "16-bit TIFF with premultiplied alpha": (
        "a.tif",
        premultiplied_tiff,
        np.array([[[32768, 16384, 0, 40000], [0, 0, 0, 0]]], np.uint16),
    ),
    "TIFF with a channel that is no alpha": ("a.tif", lambda: tiff_of(gradient(4), t338=[0]), RGB),
    "TIFF with four channels and no word on the last": ("a.tif", lambda: tiff_of(gradient(4)), gradient(4)),
    "TIFF compressed as JPEG": ("a.tif", lambda: encoded(image(), "TIFF", compression="jpeg", quality=95), (40, 60, 3)),
    "CMYK TIFF with alpha": (
        "a.tif",
        lambda: ink_tiff(np.uint8, 2),
        np.array([[[255, 0, 0, 127], [255, 0, 0, 255]]], np.uint8),
    ),
    "16-bit CMYK TIFF with alpha": (
        "a.tif",
        lambda: ink_tiff(np.uint16, 2),
        np.array([[[255, 0, 0, 127], [255, 0, 0, 255]]], np.uint8),
    ),
    "CMYK TIFF with an ink of its own": (
        "a.tif",
        lambda: ink_tiff(np.uint8, 0),
        np.array([[[255, 0, 0]] * 2], np.uint8),
    ),
    "TIFF that does not say how long its strips are": ("a.tif", lambda: without_lengths(tiff_of(RGB), 4), RGB),
    "LZW TIFF that does not say it": (
        "a.tif",
        lambda: without_lengths(encoded(image(), "TIFF", compression="tiff_lzw", strip_size=1000), 3),
        RGB,
    ),
    "Lab TIFF": ("a.tif", lab_tiff, (4, 5, 3)),
    "CMYK JPEG": ("a.jpg", lambda: cmyk("JPEG", quality=95), (8, 8, 3)),
    "CMYK TIFF": ("a.tif", lambda: cmyk("TIFF"), np.full((8, 8, 3), (255, 0, 0), np.uint8)),
    "CMYK TIFF with a broken profile": (
        "a.tif",
        lambda: cmyk("TIFF", icc_profile=b"nonsense"),
        np.full((8, 8, 3), (255, 0, 0), np.uint8),
    ),
    "YCbCr TIFF": ("a.tif", lambda: encoded(image().convert("YCbCr"), "TIFF"), (40, 60, 3)),
    "progressive JPEG": ("a.jpg", lambda: jpeg(progressive=True), (40, 60, 3)),
    "a phone's MPO": ("a.jpg", mpo, (40, 60, 3)),
    "JPEG with bytes after its end": ("a.jpg", lambda: jpeg() + b"trailing nonsense", (40, 60, 3)),
    "JPEG with an empty profile": ("a.jpg", lambda: jpeg(icc_profile=b""), (40, 60, 3)),
    "broken profile": ("a.png", lambda: encoded(image(), "PNG", icc_profile=b"no profile at all"), RGB),
    "EXIF of nonsense": ("a.png", lambda: with_exif(b"nonsense, and more of it"), RGB),
    "EXIF cut off": ("a.png", lambda: with_exif(pictures.exif(1)[:20]), RGB),
    "EXIF that points at itself": ("a.png", lambda: with_exif(self_pointing_exif()), RGB),
    "EXIF whose directory is outside": ("a.png", lambda: with_exif(b"II*\0\xff\xff\xff\xff"), RGB),
    "TIFF of four thousand large tags": ("a.tif", many_large_tags, np.zeros((40, 60, 1), np.uint8)),
    "dpi of zero": ("a.tif", lambda: encoded(image(), "TIFF", x_resolution=0, y_resolution=0), RGB),
    "one pixel": (
        "a.png",
        lambda: encoded(Image.new("RGB", (1, 1), "red"), "PNG"),
        np.array([[[255, 0, 0]]], np.uint8),
    ),
    "1 × 60,000": ("a.png", lambda: encoded(Image.new("L", (1, 60000), 9), "PNG"), np.full((60000, 1, 1), 9, np.uint8)),
    "60,000 × 1 JPEG": (
        "a.jpg",
        lambda: encoded(Image.new("L", (60000, 1), 9), "JPEG"),
        np.full((1, 60000, 1), 9, np.uint8),
    ),
    "lossless WebP with alpha": (
        "a.webp",
        lambda: encoded(Image.fromarray(gradient(4)), "WEBP", lossless=True, exact=True),
        gradient(4),
    ),
    "BMP with a fourth byte": ("a.bmp", lambda: encoded(Image.fromarray(gradient(4)), "BMP"), gradient(4)[..., :3]),
    "BMP from the bottom": ("a.bmp", lambda: encoded(image(), "BMP"), RGB),
}

NOTED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "APNG": ("a.png", lambda: animation("PNG"), "“a.png” holds several pictures; only the first was opened"),
    "animated WebP": ("a.webp", lambda: animation("WEBP"), "only the first was opened"),
    "TIFF of two pages": ("a.tif", lambda: animation("TIFF"), "only the first was opened"),
    "PNG named .jpg": ("a.jpg", lambda: encoded(image(), "PNG"), "“a.jpg” is named like JPEG but is PNG"),
    "TIFF named .PNG": ("a.PNG", lambda: encoded(image(), "TIFF"), "“a.PNG” is named like PNG but is TIFF"),
}

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing": ("a.jpg", lambda: b"", "is empty"),
    "text": ("a.jpg", lambda: "Grüße aus Žilina\n".encode(), "is a text file. Save it as"),
    "zeros": ("a.jpg", lambda: bytes(1000), "is no picture known here"),
    "GIF": ("a.gif", lambda: encoded(image(), "GIF"), "is a GIF picture. Save it as JPEG"),
    "HEIC": ("a.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is a HEIC picture"),
    "AVIF": ("a.avif", lambda: encoded(image(), "AVIF"), "is an AVIF picture"),
    "JPEG 2000": ("a.jp2", lambda: encoded(image(), "JPEG2000"), "is a JPEG 2000 picture"),
    "Photoshop": ("a.psd", lambda: b"8BPS\0\1" + bytes(20), "is a Photoshop document"),
    "SVG": ("a.svg", lambda: b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "is an SVG drawing"),
    "PDF": ("a.pdf", lambda: b"%PDF-1.7\n%\xe2\xe3", "is a PDF document"),
    "web page named .jpg": ("a.jpg", lambda: b"<!DOCTYPE html><html><body>404", "is a web page"),
    "ZIP": ("a.png", lambda: b"PK\3\4" + bytes(30), "is a ZIP archive"),
    "icon": ("a.ico", lambda: encoded(image(), "ICO"), "is an icon file"),
    "raw of a camera": ("a.cr3", lambda: b"\0\0\0\x18ftypcrx \0\0\0\1", "is a camera’s raw picture"),
    "small picture in a DNG": ("a.dng", lambda: tiff_of(RGB, t50706=[1, 4]), "is a camera’s raw picture. Save it"),
    "small picture in a NEF": ("a.nef", lambda: tiff_of(RGB, t254=[1], t330=[8]), "is a camera’s raw picture"),
    "video": ("a.mp4", lambda: b"\0\0\0\x18ftypisom\0\0\2\0", "is a video"),
    "JPEG cut in half": ("a.jpg", lambda: jpeg()[: len(jpeg()) // 2], DAMAGED),
    "JPEG cut in its header": ("a.jpg", lambda: jpeg()[:100], DAMAGED),
    "three bytes of JPEG": ("a.jpg", lambda: b"\xff\xd8\xff", DAMAGED),
    "PNG cut in half": ("a.png", lambda: encoded(image(), "PNG")[:100], DAMAGED),
    "PNG signature only": ("a.png", lambda: b"\x89PNG\r\n\x1a\n", DAMAGED),
    "16-bit PNG cut in half": ("a.png", lambda: png_of(DEEP)[:2000], DAMAGED),
    "16-bit PNG cut in its header": ("a.png", lambda: png_of(DEEP)[:25], DAMAGED),
    "PNG with a wrong checksum": (
        "a.png",
        lambda: exchanged(png_of(RGB), b"IHDR\0\0\0\x3c", b"IHDR\0\0\0\x3d"),
        DAMAGED,
    ),
    "PNG without pixels": ("a.png", lambda: png_of(RGB)[:33] + chunk(b"IEND", b""), DAMAGED),
    "PNG of colour type 5": ("a.png", lambda: png((1, 1), 16, 5, bytes(20)), DAMAGED),
    "WebP cut in half": ("a.webp", lambda: encoded(image(), "WEBP")[:200], DAMAGED),
    "BMP cut in half": ("a.bmp", lambda: encoded(image(), "BMP")[:3000], DAMAGED),
    "TIFF cut in half": ("a.tif", lambda: encoded(image(), "TIFF")[:3000], DAMAGED),
    "TIFF header only": ("a.tif", lambda: b"II*\0\x08\0\0\0", DAMAGED),
    "16-bit TIFF cut in half": (
        "a.tif",
        lambda: tiff([(256, 4, [60]), (257, 4, [40]), (258, 3, [16])], [bytes(99)]),
        DAMAGED,
    ),
    "TIFF without strips": ("a.tif", lambda: tiff([(256, 4, [60]), (257, 4, [40]), (258, 3, [8])], []), DAMAGED),
    "CMYK TIFF with missing strips": (
        "a.tif",
        lambda: tiff(
            [
                (256, 4, [60]),
                (257, 4, [40]),
                (258, 3, [8] * 4),
                (259, 3, [1]),
                (262, 3, [5]),
                (277, 3, [4]),
                (278, 4, [20]),
            ],
            [bytes(60 * 20 * 4)],
        ),
        DAMAGED,
    ),
    "TIFF without a size": ("a.tif", lambda: tiff([(258, 3, [16])], [bytes(99)]), DAMAGED),
    "TIFF with huge tiles": (
        "a.tif",
        lambda: tiff(
            [
                *((256, 4, [60]), (257, 4, [40]), (258, 3, [16]), (259, 3, [8])),
                *((322, 4, [1 << 30]), (323, 4, [1 << 30]), (324, 4, [8]), (325, 4, [9])),
            ],
            [bytes(99)],
        ),
        DAMAGED,
    ),
    "Deflate TIFF of nonsense": (
        "a.tif",
        lambda: tiff([(256, 4, [60]), (257, 4, [40]), (258, 3, [16]), (259, 3, [8]), (278, 4, [40])], [bytes(99)]),
        DAMAGED,
    ),
    "float TIFF": ("a.tif", lambda: encoded(Image.new("F", (4, 4)), "TIFF"), "holds 32-bit or signed numbers"),
    "32-bit TIFF": ("a.tif", lambda: encoded(Image.new("I", (4, 4)), "TIFF"), "holds 32-bit or signed numbers"),
    "signed TIFF": ("a.tif", lambda: tiff_of(DEEP, t339=[2, 2, 2]), "holds 32-bit or signed numbers"),
    "TIFF of another kind of Lab": (
        "a.tif",
        lambda: tiff_of(RGB, photometric=9),
        "is a kind of TIFF that is not read here. Save it",
    ),
    "TIFF packed in a way of its own": (
        "a.tif",
        lambda: tiff_of(gradient(1), photometric=3, t259=[34712]),
        "is a kind of TIFF that is not read here",
    ),
    "50,000 × 50,000 PNG": (
        "a.png",
        lambda: png((50000, 50000), 8, 2, b""),
        "has 50000 × 50000 pixels, and at most 160",
    ),
    "200 megapixels": ("a.png", lambda: png((20000, 10000), 1, 0, b""), "has 20000 × 10000 pixels"),
    "65,500 × 65,500 JPEG": (
        "a.jpg",
        lambda: exchanged(jpeg(), struct.pack(">HH", 40, 60), struct.pack(">HH", 65500, 65500)),
        "has 65500 × 65500 pixels",
    ),
    "huge 16-bit TIFF": (
        "a.tif",
        lambda: tiff([(256, 4, [1 << 20]), (257, 4, [1 << 20]), (258, 3, [16])], [b""]),
        "pixels",
    ),
    "huge BMP": (
        "a.bmp",
        lambda: exchanged(encoded(image(), "BMP"), struct.pack("<ii", 60, 40), struct.pack("<ii", 1 << 20, 1 << 20)),
        "pixels",
    ),
    "PNG with a compressed text of 80 MB": ("a.png", lambda: text_bomb(b"zTXt"), DAMAGED),
    "PNG with compressed XMP of 80 MB": ("a.png", lambda: text_bomb(b"iTXt"), DAMAGED),
}


def opened(name: str, data: bytes, folder: Path) -> Photo:
    """From a file and from memory, which have to agree."""
    path = folder / name
    path.write_bytes(data)
    photo = read(path)
    assert photo.path == path
    np.testing.assert_array_equal(read_bytes(data, name).pixels, photo.pixels)
    return photo


@pytest.mark.parametrize("kind", OPENS)
def test_odd_pictures_open(kind: str, tmp_path: Path) -> None:
    name, build, expected = OPENS[kind]
    photo = opened(name, build(), tmp_path)
    foreign = "CMYK" if "CMYK" in kind else "Lab" if "Lab" in kind else None
    told = () if foreign is None else (f"“{name}” is {foreign}; it was opened, and is saved, as RGB of 8 bits.",)
    assert photo.notes == told
    assert photo.pixels.flags.c_contiguous
    if isinstance(expected, tuple):
        assert photo.pixels.shape == expected
        assert photo.pixels.dtype == np.uint8
    else:
        assert photo.pixels.dtype == expected.dtype
        np.testing.assert_array_equal(photo.pixels, expected)


@pytest.mark.parametrize("kind", NOTED)
def test_what_a_person_should_know_is_noted(kind: str, tmp_path: Path) -> None:
    name, build, note = NOTED[kind]
    photo = opened(name, build(), tmp_path)
    assert len(photo.notes) == 1
    assert note in photo.notes[0]
    np.testing.assert_array_equal(photo.pixels[..., :3], RGB)


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_opened_is_told_in_a_sentence(kind: str, tmp_path: Path) -> None:
    name, build, sentence = REFUSED[kind]
    path = tmp_path / name
    path.write_bytes(build())
    with pytest.raises(PictureError) as caught:
        read(path)
    check_sentence(str(caught.value), name, sentence)


def check_sentence(text: str, name: str, expected: str) -> None:
    assert re.search(re.escape(expected), text), text
    assert f"“{name}”" in text
    assert text.endswith(".")
    assert "\n" not in text
    assert len(text) < 200
    # what is wrong, and what to do
    assert 2 <= len(re.findall(r"[a-z0-9é)]\.(?:\s|$)", text)) <= 3, text


@pytest.mark.parametrize("name", ["Žofie & Müller.png", "two words.png", "写真.png", 'quote"d.png', "no ending"])
def test_names_of_every_kind(name: str, tmp_path: Path) -> None:
    np.testing.assert_array_equal(opened(name, encoded(image(), "PNG"), tmp_path).pixels, RGB)


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(encoded(image(), "PNG"))
    (tmp_path / "link.png").symlink_to("a.png")
    assert read(tmp_path / "link.png").path == tmp_path / "link.png"


def missing(folder: Path) -> Path:
    return folder / "gone.png"


def dangling_link(folder: Path) -> Path:
    (folder / "dangling.png").symlink_to("gone.png")
    return folder / "dangling.png"


def a_folder(folder: Path) -> Path:
    (folder / "folder.png").mkdir()
    return folder / "folder.png"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.png")
    return folder / "pipe.png"


def device(folder: Path) -> Path:
    (folder / "zero.png").symlink_to("/dev/zero")
    return folder / "zero.png"


def loop(folder: Path) -> Path:
    (folder / "loop.png").symlink_to("loop.png")
    return folder / "loop.png"


def name_too_long(folder: Path) -> Path:
    return folder / ("x" * 300 + ".png")


PLACES: dict[Callable[[Path], Path], str] = {
    missing: "is not there",
    dangling_link: "is not there",
    a_folder: "is a folder",
    pipe: "is not a file",
    device: "is not a file",
    loop: "cannot be read",
}


@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_file_is_told_at_once(place: Callable[[Path], Path], tmp_path: Path) -> None:
    path = place(tmp_path)
    for opener in (read, read_preview):
        with pytest.raises(PictureError) as caught:
            opener(path)
        check_sentence(str(caught.value), path.name, PLACES[place])


def test_a_name_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="cannot be read"):
        read(name_too_long(tmp_path))


def test_no_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(encoded(image(), "PNG"))

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    # the tests may run as root, who may read everything
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PictureError) as caught:
        read(path)
    check_sentence(str(caught.value), "secret.png", "may not be read")


def test_a_file_beyond_the_limit_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("picwish_desktop.imaging.read.MAX_BYTES", 1000)
    path = tmp_path / "large.bmp"
    path.write_bytes(encoded(image(), "BMP"))
    with pytest.raises(PictureError, match=r"“large\.bmp” is larger than"):
        read(path)


@pytest.mark.parametrize("format_name", ["TIFF", "JPEG"])
def test_cmyk_goes_through_its_profile_and_loses_it(format_name: str) -> None:
    photo = read_bytes(cmyk(format_name, icc_profile=pictures.cmyk_profile()), "a.tif")
    assert photo.metadata.icc_profile is None
    # L* = 50 in sRGB
    assert np.abs(photo.pixels.astype(int) - 119).max() <= 2


def test_a_profile_for_other_channels_is_neither_applied_to_cmyk_nor_kept() -> None:
    photo = read_bytes(cmyk("TIFF", icc_profile=pictures.srgb_profile()), "a.tif")
    assert photo.metadata.icc_profile is None
    np.testing.assert_array_equal(photo.pixels[0, 0], [255, 0, 0])


def test_lab_becomes_srgb() -> None:
    photo = read_bytes(lab_tiff(), "a.tif")
    assert photo.pixels.min() >= 254


def test_16_bits_of_lab_are_the_colours_of_8() -> None:
    # a* and b* are signed
    colors = np.array([[[200, 20, 236], [90, 200, 60], [255, 0, 255]]], np.uint8)
    deep = tiff_of(colors.astype(np.uint16) * 256 + 100, photometric=8)
    np.testing.assert_array_equal(
        read_bytes(deep, "a.tif").pixels, read_bytes(tiff_of(colors, photometric=8), "a.tif").pixels
    )


def test_inverted_and_plain_cmyk_jpegs_look_the_same() -> None:
    photo = read_bytes(cmyk("JPEG", quality=95), "a.jpg")
    assert np.abs(photo.pixels.astype(int) - [255, 0, 0]).max() <= 3
    assert photo.metadata.jpeg is None


@pytest.mark.parametrize("seed", range(40))
def test_a_few_wrong_bytes_never_do_more_than_spoil_the_picture(seed: int) -> None:
    random = np.random.default_rng(seed)
    block = b"Exif\0\0" + pictures.exif(6)
    for sound in (
        jpeg(exif=block, icc_profile=pictures.srgb_profile(), dpi=(300, 300)),
        encoded(image(), "PNG", exif=block),
        png_of(DEEP, chunk(b"eXIf", block[6:])),
        encoded(image(), "TIFF", compression="tiff_lzw"),
        tiff_of(DEEP),
        encoded(image(), "WEBP", exif=block),
        encoded(image(), "BMP"),
    ):
        data = np.frombuffer(sound, np.uint8).copy()
        where = random.integers(4, min(len(data), 700), 6)
        data[where] = random.integers(0, 256, 6)
        data[-random.integers(1, 300) :] = random.integers(0, 256)
        # anything but a picture or a PictureError fails here
        with contextlib.suppress(PictureError):
            assert read_bytes(data.tobytes(), "spoilt").pixels.ndim == 3
