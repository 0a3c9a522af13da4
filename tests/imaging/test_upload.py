"""What goes out and what comes back: sRGB of 8 bits there, the photo's own kind of pixels here."""

import io

import numpy as np
import pytest
import skimage.data
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from picwish_desktop.imaging import upload
from picwish_desktop.imaging.answer import AnswerShapeError, decode_answer, decode_matte, in_colors_of, scaled
from picwish_desktop.imaging.fit import fit_mark, fit_side
from picwish_desktop.imaging.upload import TooManyBytesError, encode_mask, encode_picture
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo, Pixels
from picwish_desktop.model.picture_file import PictureFile

COFFEE = skimage.data.coffee()[:120, :160]


def opened(file: PictureFile) -> Image.Image:
    image = Image.open(io.BytesIO(file.data))
    image.load()
    return image


def display_p3() -> bytes:
    """A matrix profile with other primaries than sRGB: that of sRGB with its red and green colorants mixed."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    tags = {bytes(profile[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    for name, factor in ((b"rXYZ", 1.1), (b"gXYZ", 0.9)):
        at = int.from_bytes(profile[tags[name] + 4 : tags[name] + 8], "big") + 8
        for axis in range(3):
            place = slice(at + 4 * axis, at + 4 * axis + 4)
            value = int.from_bytes(profile[place], "big", signed=True)
            profile[place] = round(value * factor).to_bytes(4, "big", signed=True)
    description = tags[b"desc"]
    offset = int.from_bytes(profile[description + 4 : description + 8], "big")
    length = int.from_bytes(profile[description + 8 : description + 12], "big")
    block = bytes(profile[offset : offset + length])
    profile[offset : offset + length] = block.replace("s".encode("utf-16-be"), "w".encode("utf-16-be"), 1)
    return bytes(profile)


def test_pixels_go_out_as_they_are_with_nothing_beside_them() -> None:
    file = encode_picture(COFFEE, None, (160, 120), 10**6)
    image = opened(file)
    assert (file.format, file.width, file.height) == ("PNG", 160, 120)
    assert np.array_equal(np.asarray(image), COFFEE)
    assert image.info == {}


def test_sixteen_bits_grey_and_alpha_go_out_as_eight_bit_colour_on_white() -> None:
    grey = (np.arange(160 * 120).reshape(120, 160, 1) % 256 * 257).astype(np.uint16)
    alpha = np.full_like(grey, 65535)
    alpha[:60] = 0
    image = opened(encode_picture(np.dstack((grey, alpha)), None, (160, 120), 10**6))
    assert image.mode == "RGB"
    assert (np.asarray(image)[:60] == 255).all()
    assert np.array_equal(np.asarray(image)[60:, :, 1], grey[60:, :, 0] // 257)


def test_what_is_too_large_for_png_is_a_jpeg_and_then_a_coarser_one() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (200, 200, 3), np.uint8)
    png = encode_picture(noise, None, (200, 200), 10**6)
    assert png.format == "PNG"
    fine = encode_picture(noise, None, (200, 200), len(png.data) - 1)
    assert fine.format == "JPEG"
    coarse = encode_picture(noise, None, (200, 200), len(fine.data) - 1)
    assert coarse.format == "JPEG"
    assert len(coarse.data) < len(fine.data)
    with pytest.raises(TooManyBytesError):
        encode_picture(noise, None, (200, 200), 1000)
    assert encode_picture(COFFEE, None, (160, 120), 10**6, "jpeg").format == "JPEG"


def test_a_profile_is_applied_on_the_way_out_and_again_on_the_way_back() -> None:
    profile = display_p3()
    photo = Photo(COFFEE.copy(), Metadata("PNG", icc_profile=profile))
    file = encode_picture(COFFEE.copy(), profile, (160, 120), 10**6)
    sent = np.asarray(opened(file)).astype(int)
    assert np.abs(sent - COFFEE).max() > 5, "the profile changes something"
    back = in_colors_of(photo, decode_answer(file)).astype(int)
    inside = (sent > 2).all(axis=2) & (sent < 253).all(axis=2)
    assert np.abs(back - COFFEE)[inside].max() <= 4


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_answers_come_back_in_the_photos_own_kind(channels: int, dtype: type[np.uint8 | np.uint16]) -> None:
    pixels: Pixels = np.zeros((120, 160, channels), np.uint8)
    pixels = pixels.astype(np.uint16) if dtype == np.uint16 else pixels
    back = in_colors_of(Photo(pixels, Metadata("PNG")), np.full((120, 160, 3), 100, np.uint8))
    assert back.shape == pixels.shape
    assert back.dtype == dtype
    color = 100 if dtype == np.uint8 else 100 * 257
    assert (back[..., : channels - (channels in (2, 4))] == color).all()
    if channels in (2, 4):
        assert (back[..., -1] == np.iinfo(dtype).max).all()


def test_an_answer_of_another_size_is_scaled_and_one_of_another_shape_refused() -> None:
    assert scaled(COFFEE, 320, 240).shape == (240, 320, 3)
    assert scaled(COFFEE, 160, 120) is COFFEE
    with pytest.raises(AnswerShapeError):
        scaled(COFFEE, 120, 160)


def test_a_matte_is_grey_whatever_it_came_as() -> None:
    matte = np.zeros((8, 8), np.uint8)
    matte[2:6] = 200
    for mode in ("L", "RGB", "RGBA"):
        data = io.BytesIO()
        Image.fromarray(matte).convert(mode).save(data, "PNG")
        assert np.array_equal(decode_matte(PictureFile(data.getvalue(), "PNG", 8, 8)), matte)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(4, 40), st.data())
def test_a_mask_goes_out_black_and_white_and_no_mark_is_lost(
    width: int, height: int, size: int, data: st.DataObject
) -> None:
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    mask = np.zeros((height, width), np.uint8)
    mask[y, x] = 1
    target = fit_side(width, height, size)
    file = encode_mask(mask, target, 1.0)
    sent = np.asarray(opened(file))
    assert sent.shape == (target[1], target[0])
    assert set(np.unique(sent)) <= {0, 255}
    assert file.marked == np.count_nonzero(sent) > 0


def test_a_mark_of_nearly_half_stays_below_half_when_it_is_scaled() -> None:
    mask = np.zeros((100, 100), np.uint8)
    mask[::2] = 255
    mask[0] = 0
    file = encode_mask(mask, (33, 33))
    assert file.marked <= 33 * 33 / 2


@given(st.integers(1, 9000), st.integers(1, 9000), st.integers(1, 5000))
def test_a_side_is_never_longer_than_allowed_and_the_shape_stays(width: int, height: int, longest: int) -> None:
    fitted = fit_side(width, height, longest)
    assert max(fitted) <= max(longest, 1)
    if max(width, height) <= longest:
        assert fitted == (width, height)
    else:
        assert max(fitted) == longest
        assert abs(fitted[0] * height - fitted[1] * width) <= max(width, height)


def test_surroundings_give_way_before_pixels_do() -> None:
    photo = Rect(0, 0, 9000, 6000)
    mark = Rect(1000, 1000, 3000, 1500)
    assert max(fit_mark(mark, 100, photo).width, 0) > 4096
    crop = fit_mark(mark, 100, photo, max_side=4096)
    assert max(crop.width, crop.height) <= 4096
    assert crop.contains(mark.grown(96))
    huge = Rect(200, 200, 4050, 100)
    assert fit_mark(huge, 100, photo, max_side=4096) == huge.grown(96), "no more than it needs, as it is scaled"


@pytest.mark.parametrize("size", [(300, 200), (97, 65), (300, 37), (640, 427)])
def test_scaling_in_stripes_is_scaling_the_whole(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (200, 300, 3), np.uint8)
    monkeypatch.setattr(upload, "STRIPE", 300 * 23)
    sent = np.asarray(Image.open(io.BytesIO(encode_picture(pixels, None, size, 10**9, "png").data)))
    whole = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))
    # Pillow rounds where a stripe begins
    assert np.abs(sent.astype(int) - whole).max() <= 1
    assert (sent != whole).mean() < 0.01
