"""JPEG's pixels by the quick way are Pillow's to the last bit, and what is broken is what Pillow calls broken."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from picwish_desktop.imaging import decode, jpeg_decode
from picwish_desktop.imaging.read import read_preview
from tests.imaging import pictures

PHOTO = Image.fromarray(skimage.data.chelsea())


def quick(data: bytes) -> NDArray[Any] | None:
    return jpeg_decode.decode(data, JpegImageFile(io.BytesIO(data)))


def by_pillow(data: bytes) -> NDArray[Any]:
    pixels = np.asarray(JpegImageFile(io.BytesIO(data)))
    return pixels[..., None] if pixels.ndim == 2 else pixels


def outcome(data: bytes) -> NDArray[Any] | type[BaseException]:
    """What opening makes of it."""
    try:
        return decode.decode(data, "JPEG").pixels
    except (*decode.BROKEN, decode.UnsupportedError) as error:
        return type(error)


def same(data: bytes, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether it makes no difference that there is a quick way."""
    ours = outcome(data)
    with monkeypatch.context() as patch:
        patch.setattr(jpeg_decode, "decode", lambda *_: None)
        theirs = outcome(data)
    if isinstance(ours, type) or isinstance(theirs, type):
        return ours is theirs
    return np.array_equal(ours, theirs)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("size", [(1, 1), (7, 5), (16, 16), (33, 17), (451, 300)])
def test_all_pixels_are_pillows(size: tuple[int, int], subsampling: str, progressive: bool) -> None:
    for mode, quality in (("RGB", 95), ("RGB", 40), ("L", 80)):
        options = {} if mode == "L" else {"subsampling": subsampling}
        image = PHOTO.resize(size).convert(mode)
        data = pictures.encoded(image, "JPEG", quality=quality, progressive=progressive, **options)
        found = quick(data)
        assert found is not None
        np.testing.assert_array_equal(found, by_pillow(data))
        assert found.flags.c_contiguous
        assert found.flags.writeable


def test_colours_that_were_never_turned_into_others_and_restarts_too() -> None:
    for options in ({"keep_rgb": True}, {"restart_marker_rows": 1}, {"optimize": True}):
        data = pictures.encoded(PHOTO, "JPEG", **options)
        found = quick(data)
        assert found is not None
        np.testing.assert_array_equal(found, by_pillow(data))


def test_cmyk_is_left_to_pillow() -> None:
    assert quick(pictures.encoded(PHOTO.convert("CMYK"), "JPEG")) is None


def test_a_file_that_breaks_off_is_left_to_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pictures.encoded(PHOTO, "JPEG")
    for length in (len(data) // 2, len(data) - 40, len(data) - 2):
        assert quick(data[:length]) is None
        assert same(data[:length], monkeypatch)


def test_a_second_header_of_another_size_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pictures.encoded(PHOTO.convert("L"), "JPEG")
    at = data.index(b"\xff\xc0")
    length = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    other = bytearray(data[at : at + length])
    other[5:9] = b"\xff\xff\xff\xff"
    for doubled in (data[:at] + bytes(other) + data[at:], data[: at + length] + bytes(other) + data[at + length :]):
        assert same(doubled, monkeypatch)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(["L", "RGB", "CMYK"]),
    st.booleans(),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4),
    st.floats(0, 1),
)
def test_broken_files_are_what_pillow_makes_of_them(
    mode: str, progressive: bool, changes: list[tuple[float, int]], kept: float
) -> None:
    image = PHOTO.resize((50, 40)).convert(mode)
    data = bytearray(pictures.encoded(image, "JPEG", progressive=progressive))
    for place, value in changes:
        data[int(place * (len(data) - 1))] = value
    if kept > 0.7:
        del data[int(kept * len(data)) :]
    with pytest.MonkeyPatch.context() as patch:
        assert same(bytes(data), patch)


def test_a_preview_is_of_large_photos_only(tmp_path: Path) -> None:
    for side, seen in ((5999, None), (6000, (1500, 750)), (12000, (1500, 750)), (11999, (3000, 1500))):
        path = tmp_path / f"{side}.jpg"
        Image.new("RGB", (side, side // 2)).save(path)
        scaled = read_preview(path)
        assert (scaled and (scaled[0].width, scaled[0].height)) == seen
        assert scaled is None or scaled[1] == (side, side // 2)
