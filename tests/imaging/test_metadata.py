"""What a file says beside its pixels comes through opening and saving, into every format that can hold it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, IptcImagePlugin

from picwish_desktop.imaging import exif, metadata, tags
from picwish_desktop.imaging.read import read, read_bytes
from picwish_desktop.imaging.write import encoding_for, write
from picwish_desktop.model.photo import Metadata, Photo
from tests.imaging import pictures
from tests.imaging.pictures import chunk, encoded, gradient, image, png_of
from tests.imaging.test_odd_files import many_large_tags, self_pointing_exif

PROFILE = pictures.wide_profile()
BLOCK = pictures.exif(1)


def full(format_name: str) -> bytes:
    options: dict[str, Any] = {"icc_profile": PROFILE, "exif": b"Exif\0\0" + BLOCK, "dpi": (240, 240)}
    if format_name == "TIFF":
        options["exif"] = Image.Exif()
        options["exif"].load(b"Exif\0\0" + BLOCK)
        options["exif"][700] = pictures.XMP
    elif format_name != "PNG":
        options["xmp"] = pictures.XMP
    data = encoded(image(), format_name, **options)
    if format_name == "PNG":
        lead = b"XML:com.adobe.xmp\0\0\0\0\0"
        data = data[:33] + chunk(b"iTXt", lead + pictures.XMP) + data[33:]
    return data


def saved(photo: Photo, path: Path) -> Photo:
    write(path, photo.pixels, photo.metadata, encoding_for(path))
    return read(path)


def texts(block: bytes | None) -> tuple[Any, ...]:
    """Maker, date and GPS reference, as an independent reader sees them."""
    seen = Image.Exif()
    seen.load(b"Exif\0\0" + (block or b""))
    return seen.get(0x010F), seen.get_ifd(0x8769).get(0x9003), seen.get_ifd(0x8825).get(1)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_everything_comes_through(format_name: str, ending: str, tmp_path: Path) -> None:
    opened = read_bytes(full(format_name), "full")
    assert opened.metadata.format == format_name
    again = saved(opened, tmp_path / f"saved.{ending}")
    for found in (opened.metadata, again.metadata):
        assert found.icc_profile == PROFILE
        assert texts(found.exif) == ("Leica", "2024:05:01 12:00:00", "N")
        assert found.xmp is not None
        assert "Žofie".encode() in found.xmp
        assert b'tiff:Orientation="1"' in found.xmp
        assert b"<tiff:ImageWidth>60</tiff:ImageWidth>" in found.xmp
    # Pillow writes no resolution into WebP, so that there is none to keep
    expected = None if format_name == "WEBP" else pytest.approx((240, 240), abs=0.02)
    assert opened.metadata.dpi == expected
    assert again.metadata.dpi == expected


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "bmp"])
def test_resolution_is_kept_without_exif_too(ending: str, tmp_path: Path) -> None:
    photo = Photo(gradient(), Metadata("PNG", dpi=(300, 150)))
    assert saved(photo, tmp_path / f"saved.{ending}").metadata.dpi == pytest.approx((300, 150), abs=0.02)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_pillow_agrees_with_what_was_saved(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"saved.{ending}"
    saved(read_bytes(full("PNG"), "full"), path)
    with Image.open(path) as seen:
        assert seen.info["icc_profile"] == PROFILE
        assert seen.getexif()[0x010F] == "Leica"
        assert seen.getexif().get_ifd(0x8769)[0x9003] == "2024:05:01 12:00:00"
        assert seen.getexif().get_ifd(0x8825)[1] == "N"
        assert "Žofie".encode() in seen.info["xmp"]


def test_texts_that_are_not_ascii_survive_tiff(tmp_path: Path) -> None:
    name = "Žofie\0".encode()
    block = tags.pack_header("<", 8) + tags.pack({0x013B: tags.Tag(tags.ASCII, name)}, "<", 8)
    photo = Photo(gradient(), Metadata("JPEG", exif=block))
    assert name in (saved(photo, tmp_path / "saved.tif").metadata.exif or b"")


def test_iptc_comes_through_jpeg_and_tiff(tmp_path: Path) -> None:
    record = b"\x1c\x02\x78\x00\x05Hello"
    photo = Photo(gradient(), Metadata("JPEG", iptc=record))
    for ending in ("jpg", "tif"):
        path = tmp_path / f"saved.{ending}"
        assert saved(photo, path).metadata.iptc == record
        with Image.open(path) as seen:
            assert (IptcImagePlugin.getiptcinfo(seen) or {})[2, 120] == b"Hello"


def test_sizes_in_exif_are_those_of_the_saved_picture(tmp_path: Path) -> None:
    block = Image.Exif()
    block[0x0100] = 9999
    block.get_ifd(0x8769).update({0xA002: 9999, 0xA003: 9999})
    opened = read_bytes(encoded(image(), "PNG", exif=block), "a.png")
    path = tmp_path / "cropped.jpg"
    write(path, opened.pixels[:20, :30], opened.metadata, encoding_for(path))
    with Image.open(path) as seen:
        assert seen.getexif()[0x0100] == 30
        assert seen.getexif().get_ifd(0x8769)[0xA002] == 30
        assert seen.getexif().get_ifd(0x8769)[0xA003] == 20


def test_a_resolution_set_anew_is_in_exif_too() -> None:
    block = Image.Exif()
    block.update({282: 72.0, 283: 72.0, 296: 3})
    agreed = exif.agreeing(block.tobytes()[6:], 60, 40, (300, 250))
    assert agreed is not None
    assert exif.resolution(agreed) == (300, 250)


def with_thumbnail(order: tags.Order, beyond: bytes) -> bytes:
    """EXIF of a maker, a second directory with a thumbnail, and `beyond` behind it."""
    first: dict[int, tags.Entry] = {0x010F: tags.Tag(tags.ASCII, b"Leica M11\0")}
    second = 8 + len(tags.pack(first, order, 8))
    thumbnail = b"\xff\xd8thumbnail\xff\xd9"
    behind = second + 2 + 2 * 12 + 4
    entries: dict[int, tags.Entry] = {0x0201: tags.long(order, behind), 0x0202: tags.long(order, len(thumbnail))}
    block = tags.pack_header(order, 8) + tags.pack(first, order, 8, second) + tags.pack(entries, order, second)
    return block + thumbnail + beyond


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("beyond", [b"", b"maker's note"])
def test_the_thumbnail_of_the_old_picture_goes(order: tags.Order, beyond: bytes) -> None:
    block = with_thumbnail(order, beyond)
    seen = Image.Exif()
    seen.load(b"Exif\0\0" + block)
    assert seen.get_ifd(ExifTags.IFD.IFD1)
    agreed = exif.agreeing(block, 60, 40, None)
    assert agreed is not None
    assert b"thumbnail" not in agreed
    assert agreed.endswith(beyond)
    after = Image.Exif()
    after.load(b"Exif\0\0" + agreed)
    assert after[0x010F] == "Leica M11"
    assert not after.get_ifd(ExifTags.IFD.IFD1)


def test_makers_notes_stay_where_they_are() -> None:
    note = tags.Tag(tags.UNDEFINED, b"note with offsets")
    block = tags.pack_header(">", 8) + tags.pack({0x0112: tags.short(">", 6), 0x8769: {0x927C: note}}, ">", 8)
    agreed = exif.agreeing(block, 60, 40, None)
    assert agreed is not None
    assert agreed.index(b"note with") == block.index(b"note with")
    assert len(agreed) == len(block)


@pytest.mark.parametrize(
    "dpi", [(0, 0), (float("nan"), 72), (float("inf"), 72), (-1, 5), (1e9, 72), None, 72, ("x", 1), (72,)]
)
def test_resolutions_that_make_no_sense_are_none(dpi: object) -> None:
    assert metadata.sensible_dpi(dpi) is None


def test_exif_as_imagemagick_puts_it_into_png() -> None:
    profile = f"\nexif\n{len(BLOCK) + 6:8}\n{(b'Exif' + bytes(2) + BLOCK).hex()}\n"
    data = png_of(gradient(), chunk(b"tEXt", b"Raw profile type exif\0" + profile.encode()))
    assert texts(read_bytes(data, "a.png").metadata.exif)[0] == "Leica"


def test_exif_after_the_pixels_of_a_png_is_found() -> None:
    data = png_of(gradient())
    turned = data[:-12] + chunk(b"eXIf", pictures.exif(6)) + data[-12:]
    assert read_bytes(turned, "a.png").pixels.shape == (60, 40, 3)


def test_blocks_too_large_for_jpeg_do_not_stop_saving(tmp_path: Path) -> None:
    large = tags.pack_header("<", 8) + tags.pack({0x010E: tags.Tag(tags.ASCII, b"x" * 70000)}, "<", 8)
    photo = Photo(gradient(), Metadata("PNG", exif=large, xmp=b"x" * 70000, iptc=b"x" * 70000))
    again = saved(photo, tmp_path / "a.jpg").metadata
    assert (again.exif, again.xmp, again.iptc) == (None, None, None)
    assert saved(photo, tmp_path / "a.png").metadata.exif == large


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_a_printers_large_profile_comes_through(ending: str, tmp_path: Path) -> None:
    profile = np.random.default_rng(1).integers(0, 256, 3_000_000).astype(np.uint8).tobytes()
    photo = Photo(gradient(), Metadata("PNG", icc_profile=profile))
    assert saved(photo, tmp_path / f"a.{ending}").metadata.icc_profile == profile


@pytest.mark.parametrize(
    "preview",
    [
        b"<xmp:Thumbnails><rdf:Alt><rdf:li><xmpGImg:image>SECRET</xmpGImg:image></rdf:li></rdf:Alt></xmp:Thumbnails>",
        b'<xap:Thumbnails rdf:parseType="Collection">\n<xmpGImg:image>SECRET</xmpGImg:image>\n</xap:Thumbnails >',
        b"<xmp:Thumbnails/>",
    ],
)
def test_a_preview_of_what_the_picture_was_is_not_saved(preview: bytes, tmp_path: Path) -> None:
    around = b"<x:xmpmeta><dc:title>Cup</dc:title>%b<dc:rights>Us</dc:rights></x:xmpmeta>"
    photo = Photo(gradient(), Metadata("PNG", xmp=around % preview))
    assert saved(photo, tmp_path / "saved.png").metadata.xmp == around % b""


@pytest.mark.parametrize(
    ("xmp", "kept"),
    [
        (b'<a><x:Thumbnails><rdf:li w="2"/></x:Thumbnails><b>me</b></a>', b"<a><b>me</b></a>"),
        (b"<a><x:Thumbnails/><b>me</b><x:Thumbnails k='1'/></a>", b"<a><b>me</b></a>"),
        (b"<a><x:Thumbnails ><b>me</b></a>", b"<a><x:Thumbnails ><b>me</b></a>"),
        (b"<x:Thumbnails " * 200_000, b"<x:Thumbnails " * 200_000),
        (b"<x:Thumbnails>" * 200_000, b"<x:Thumbnails>" * 200_000),
    ],
    ids=["with an empty element in it", "empty", "without an end", "many beginnings", "many"],
)
def test_previews_are_cut_out_of_xmp_and_nothing_else(xmp: bytes, kept: bytes) -> None:
    """At once, whatever is in it."""
    settled = metadata.settled(Metadata("PNG", xmp=xmp), 4, 4).xmp
    assert settled == kept


def test_a_thumbnail_that_is_said_to_be_longer_than_it_is_takes_nothing_along() -> None:
    """The first directory, the thumbnail's, the thumbnail, and then EXIF's own directory."""
    thumbnail, date = b"\xff\xd8" + bytes(60), b"2024:01:01 00:00:00\0"
    first, second = 8, 8 + 2 + 12 + 4
    at = second + 2 + 24 + 4
    details = at + len(thumbnail)
    block = tags.pack_header("<", first)
    block += struct.pack("<HHHII", 1, exif.EXIF_DIRECTORY, tags.LONG, 1, details) + struct.pack("<I", second)
    block += struct.pack("<HHHIIHHII", 2, 0x0201, tags.LONG, 1, at, 0x0202, tags.LONG, 1, len(thumbnail) + 500)
    block += bytes(4) + thumbnail
    block += struct.pack("<HHHIII", 1, 0x9003, tags.ASCII, len(date), details + 18, 0) + date
    left = exif.agreeing(block, 4, 4, None)
    assert left is not None
    seen = Image.Exif()
    seen.load(b"Exif\0\0" + left)
    assert seen.get_ifd(exif.EXIF_DIRECTORY)[0x9003] == "2024:01:01 00:00:00"
    assert thumbnail not in left


def test_directories_that_lie_upon_each_other_are_no_accident() -> None:
    """A size that is written into EXIF's directory becomes the number of entries of the first one."""
    first = 40
    for before in range(4, 16):
        start = tags.pack_header("<", first).ljust(first - before, b"\0") + struct.pack("<HH", 1, 0x0100)
        rows = struct.pack("<HHHII", 1, exif.EXIF_DIRECTORY, tags.LONG, 1, first - before)
        block = start.ljust(first, b"\0")[:first] + rows + struct.pack("<I", 30) + bytes(22)
        left = exif.agreeing(block, 70_000, 70_000, (300.0, 300.0))
        assert left is None or len(left) <= len(block)


def test_what_a_camera_keeps_for_itself_costs_nothing_else_of_exif(tmp_path: Path) -> None:
    """A block of JPEG holds 64 kB."""
    noted = Image.Exif()
    noted.load(b"Exif\0\0" + BLOCK)
    noted.get_ifd(exif.EXIF_DIRECTORY)[0x927C] = bytes(90_000)
    large = noted.tobytes().removeprefix(b"Exif\0\0")
    assert len(large) > 90_000
    opened = read_bytes(encoded(image(), "PNG", exif=b"Exif\0\0" + large), "a.png")
    again = saved(opened, tmp_path / "a.jpg")
    assert texts(again.metadata.exif) == ("Leica", "2024:05:01 12:00:00", "N")
    assert again.metadata.exif is not None
    assert len(again.metadata.exif) < 1000


@pytest.mark.parametrize("block", [many_large_tags()[:8] + bytes(70_000), many_large_tags(), self_pointing_exif()])
def test_a_hostile_block_is_not_written_anew(block: bytes) -> None:
    assert len(exif.without_makers_note(block, 65_000) or b"") <= 65_000
