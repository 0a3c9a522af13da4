"""Cutouts as one picture: exact where nothing is mixed, right where it is, and nothing of the old background."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging import scene as scene_module
from picwish_desktop.imaging.color import display_pixels
from picwish_desktop.imaging.flatten import flatten, is_opaque, matte_alone
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.model.backdrop import (
    Backdrop,
    BackdropPicture,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
    Shadow,
)
from picwish_desktop.model.cutout import Edge, Look
from picwish_desktop.model.frame import CanvasShape, Frame, Framing
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from tests.imaging.pictures import gradient, srgb_profile, wide_profile
from tests.imaging.scenes import (
    HEIGHT,
    OLD_BACKGROUND,
    SUBJECT,
    SUBJECT_COLOR,
    WIDTH,
    clean,
    disc,
    photo,
    saved,
    source_of,
)

Dtype = type[np.unsignedinteger[Any]]

DTYPES: list[Dtype] = [np.uint8, np.uint16]
BLUE = ColorBackdrop((20, 40, 220))
WHITE = ColorBackdrop((255, 255, 255))


def most(dtype: Dtype) -> int:
    return int(np.iinfo(dtype).max)


def blended(matte: NDArray[np.uint8], above: NDArray[Any], below: NDArray[Any]) -> NDArray[np.float64]:
    share = matte[..., None] / 255
    mixed: NDArray[np.float64] = above * share + below * (1 - share)
    return mixed


def on_white(pixels: NDArray[Any]) -> NDArray[np.float64]:
    """What is seen of colours and alpha of 8 bits."""
    if pixels.shape[2] == 3:
        return pixels.astype(np.float64)
    return blended(pixels[..., 3], pixels[..., :3], np.full(3, 255.0))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels", [1, 3])
def test_without_a_backdrop_the_matte_is_alpha(channels: int, dtype: Dtype) -> None:
    source = photo(channels, dtype)
    flat = saved(source, Look())
    assert flat.pixels.dtype == dtype
    assert flat.pixels.shape == (HEIGHT, WIDTH, channels + 1)
    matte = disc()
    np.testing.assert_array_equal(flat.pixels[..., -1], matte.astype(dtype) * (most(dtype) // 255))
    visible = matte > 0
    np.testing.assert_array_equal(flat.pixels[visible, :-1], clean(source)(source.bounds)[visible])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shadow", [Shadow(), Shadow(0.7), Shadow(0.7, is_contact=True)])
@pytest.mark.parametrize(
    "framing", [Framing(), Framing(CanvasShape.MARKETPLACE), Framing(CanvasShape.SQUARE, True, 0.2)]
)
def test_nothing_of_the_old_background_hides_where_it_is_transparent(
    framing: Framing, shadow: Shadow, dtype: Dtype
) -> None:
    flat = saved(photo(dtype=dtype), Look(shadow=shadow, framing=framing))
    hidden = flat.pixels[flat.pixels[..., -1] == 0]
    assert len(hidden)
    assert not hidden.any()
    # and what is visible is the subject's own colour, or that with black over or under it: no green
    visible = flat.pixels[flat.pixels[..., -1] > 0].astype(float)
    assert (visible[:, 1] <= visible[:, 0] * 0.36 + 2 * (most(dtype) // 255)).all()


def test_opaque_pixels_are_the_photos_to_the_last_bit() -> None:
    random = np.random.default_rng(2)
    for dtype in DTYPES:
        pixels = random.integers(0, most(dtype), (HEIGHT, WIDTH, 3), dtype, endpoint=True)
        source = Photo(pixels.astype(dtype), Metadata("PNG"))
        opaque = disc() == 255
        for backdrop in (None, BLUE, GradientBackdrop((0, 0, 0), (255, 255, 255), 40), BlurredBackdrop()):
            frame = Frame(source.bounds, WIDTH, HEIGHT)
            look = Look(backdrop, Shadow(0.5))
            flat = flatten(Scene(source, source_of(source), source_of(source), disc(), look, frame, SUBJECT))
            np.testing.assert_array_equal(flat.pixels[opaque, :3], pixels[opaque])


@pytest.mark.parametrize("dtype", DTYPES)
def test_on_a_colour_the_edge_is_mixed_by_its_values(dtype: Dtype) -> None:
    source, matte = photo(dtype=dtype), disc(softness=9)
    flat = saved(source, Look(BLUE), matte)
    assert flat.pixels.shape == (HEIGHT, WIDTH, 3)
    behind = np.array(BLUE.color, float) * (most(dtype) // 255)
    expected = blended(matte, clean(source)(source.bounds), behind)
    # the clean colours end where the usual matte does
    there = (disc() > 0) | (matte == 0)
    assert np.abs(flat.pixels - expected)[there].max() <= (1 if dtype == np.uint8 else 0.51)
    assert (flat.pixels[matte == 0] == behind).all()


def test_half_of_a_grey_step_is_spread_not_lost() -> None:
    """A shadow so faint that each pixel of it lies between two levels."""
    matte = np.zeros((HEIGHT, WIDTH), np.uint8)
    source = photo()
    look = Look(GradientBackdrop((200, 200, 200), (201, 201, 201), 0))
    flat = flatten(
        Scene(source, clean(source), source_of(source), matte, look, Frame(source.bounds, WIDTH, HEIGHT), SUBJECT)
    )
    assert flat.pixels[:, :30].mean() == pytest.approx(200.25, abs=0.06)
    assert flat.pixels[:, 30:].mean() == pytest.approx(200.75, abs=0.06)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_photos_own_alpha_multiplies_the_matte(dtype: Dtype) -> None:
    source = photo(4, dtype)
    flat = saved(source, Look())
    expected = disc() / 255 * (source.pixels[..., 3] / most(dtype)) * most(dtype)
    assert np.abs(flat.pixels[..., 3] - expected).max() <= 0.51
    behind = np.array(BLUE.color, float) * (most(dtype) // 255)
    share = (expected / most(dtype))[..., None]
    mixed = clean(source)(source.bounds)[..., :3] * share + behind * (1 - share)
    assert np.abs(saved(source, Look(BLUE)).pixels - mixed).max() <= 1


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_shadow_darkens_the_backdrop_and_not_the_subject(dtype: Dtype) -> None:
    look = Look(WHITE, Shadow(0.8, dx=0.3, dy=0.2, blur=0.02))
    bright, dark = saved(photo(dtype=dtype), replace(look, shadow=Shadow())), saved(photo(dtype=dtype), look)
    opaque = disc() == 255
    np.testing.assert_array_equal(bright.pixels[opaque], dark.pixels[opaque])
    # right below the disc, where the shadow is in its middle
    assert dark.pixels[33, 40, 0] / most(dtype) == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_shadow_on_nothing_looks_the_same_on_white_afterwards(dtype: Dtype) -> None:
    look = Look(None, Shadow(0.8, dx=0.3, dy=0.2, blur=0.05))
    alone = saved(photo(dtype=dtype), look, disc(6)).pixels.astype(float)
    share = alone[..., -1:] / most(dtype)
    laid = alone[..., :-1] * share + most(dtype) * (1 - share)
    white = saved(photo(dtype=dtype), replace(look, backdrop=WHITE), disc(6)).pixels
    assert np.abs(laid - white).max() <= 1.6 * (most(dtype) // 255)


PICTURE = PictureBackdrop(BackdropPicture(gradient(), "g.png"))


@pytest.mark.parametrize(
    "backdrop", [BLUE, GradientBackdrop((0, 90, 0), (250, 250, 255), 20), PICTURE, BlurredBackdrop()]
)
@pytest.mark.parametrize("dtype", DTYPES)
def test_the_backdrop_is_brought_into_the_photos_colours(backdrop: Backdrop, dtype: Dtype) -> None:
    """What a person sees on the screen is what another program shows of the file."""
    plain = photo(dtype=dtype)
    swapped = Photo(plain.pixels[..., ::-1].copy(), replace(plain.metadata, icc_profile=wide_profile()))
    expected = saved(plain, Look(backdrop))
    flat = saved(swapped, Look(backdrop))
    assert flat.metadata.icc_profile == wide_profile()
    np.testing.assert_array_equal(flat.pixels[disc() == 255], swapped.pixels[disc() == 255])
    shown = display_pixels(Photo(flat.pixels, flat.metadata)).astype(int)
    assert np.abs(shown - display_pixels(Photo(expected.pixels, expected.metadata))).max() <= 4


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("profile", [None, srgb_profile()])
def test_a_grey_photo_before_something_coloured_becomes_srgb(profile: bytes | None, dtype: Dtype) -> None:
    source = photo(1, dtype, Metadata("PNG", icc_profile=profile))
    flat = saved(source, Look(BLUE))
    assert flat.pixels.shape == (HEIGHT, WIDTH, 3)
    assert (flat.pixels[0, 0] == np.array(BLUE.color) * (most(dtype) // 255)).all()
    np.testing.assert_array_equal(flat.pixels[22, 28], [source.pixels[22, 28, 0]] * 3)
    assert (flat.metadata.icc_profile is None) == (profile is None)


@pytest.mark.parametrize(
    "backdrop", [WHITE, GradientBackdrop((10, 10, 10), (90, 90, 90)), BlurredBackdrop()], ids=["white", "grey", "blur"]
)
def test_a_grey_photo_stays_grey_before_something_grey(backdrop: Backdrop) -> None:
    flat = saved(photo(1), Look(backdrop))
    assert flat.pixels.shape == (HEIGHT, WIDTH, 1)
    assert saved(photo(2), Look(backdrop)).pixels.shape == (HEIGHT, WIDTH, 1)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_frame_crops_and_reaches_beyond_the_photo(dtype: Dtype) -> None:
    source, shown = photo(dtype=dtype), Rect(20, -10, 55, 60)
    flat = saved(source, Look(BLUE), shown=Frame(shown, 55, 60))
    whole = saved(source, Look(BLUE))
    assert flat.pixels.shape == (60, 55, 3)
    # dithering has its own place on each canvas
    assert np.abs(flat.pixels[10:50, :40].astype(int) - whole.pixels[:, 20:]).max() <= (dtype == np.uint8)
    outside = flat.pixels.copy()
    outside[10:50, :40] = flat.pixels[0, 0]
    assert (outside == np.array(BLUE.color) * (most(dtype) // 255)).all()


def test_a_frame_beside_the_photo_shows_the_backdrop() -> None:
    shown = Frame(Rect(-500, 3, 30, 20), 30, 20)
    assert (saved(photo(), Look(BLUE), shown=shown).pixels == BLUE.color).all()
    assert not saved(photo(), Look(), shown=shown).pixels.any()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", [(120, 80), (30, 20), (45, 30), (23, 15)])
def test_scaling_does_not_mix_in_what_is_transparent(size: tuple[int, int], dtype: Dtype) -> None:
    source = photo(dtype=dtype)
    # the photo's own pixels, with the green right up to the edge of a hard matte
    hard = np.where(disc() >= 128, np.uint8(255), np.uint8(0))
    frame = Frame(source.bounds, *size)
    flat = flatten(Scene(source, source_of(source), source_of(source), hard, Look(), frame, SUBJECT))
    assert flat.pixels.shape == (size[1], size[0], 4)
    visible = flat.pixels[flat.pixels[..., 3] > most(dtype) // 50]
    subject = source.pixels[22, 28]
    assert np.abs(visible[:, :3].astype(float) - subject).max() <= 1.01 * (most(dtype) // 255)
    expected = np.asarray(Image.fromarray(hard.astype(np.float32)).resize(size, Image.Resampling.LANCZOS))
    assert np.abs(flat.pixels[..., 3] / (most(dtype) // 255) - np.clip(expected, 0, 255)).max() <= 0.51


def test_scaled_in_stripes_is_as_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    for size, beyond in (((37, 31), 0), ((130, 90), 13), ((60, 40), 0)):
        shown = Frame(photo().bounds.grown(beyond), *size)
        for backdrop in (None, PICTURE, GradientBackdrop((0, 0, 0), (250, 1, 1), 12), BlurredBackdrop()):
            look = Look(backdrop, Shadow(0.5), Edge(-1.3, 0.8))
            whole = on_white(saved(photo(), look, shown=shown).pixels)
            with monkeypatch.context() as patched:
                patched.setattr(scene_module, "STRIPE", 300)
                stripes = on_white(saved(photo(), look, shown=shown).pixels)
            assert np.abs(stripes - whole).max() <= 3


def test_the_edge_is_applied() -> None:
    look = Look(edge=Edge(shift=-3))
    alpha = saved(photo(), look).pixels[..., -1]
    assert alpha[22, 28 + 8] == 255
    assert alpha[22, 28 + 10] == 0
    np.testing.assert_array_equal(matte_alone(disc(), look.edge, Metadata("JPEG")).pixels[..., 0], alpha)


def test_marketplaces_get_their_square() -> None:
    flat = saved(photo(), Look(WHITE, framing=Framing(CanvasShape.MARKETPLACE)))
    assert flat.pixels.shape == (2000, 2000, 3)
    rows = np.flatnonzero((flat.pixels < 128).any(axis=(1, 2)))
    assert np.ptp(rows) / 2000 == pytest.approx(0.85 * 24 / 27, abs=0.02)


def test_progress_ends_at_one_and_can_end_the_work() -> None:
    told: list[float] = []
    source, frame = photo(), Frame(photo().bounds, WIDTH, HEIGHT)
    flatten(Scene(source, clean(source), source_of(source), disc(), Look(BLUE), frame, SUBJECT), told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        flatten(Scene(source, clean(source), source_of(source), disc(), Look(BLUE), frame, SUBJECT), stop)


def test_whether_it_is_opaque_is_known_before() -> None:
    for backdrop in (None, BLUE, BlurredBackdrop()):
        assert is_opaque(Look(backdrop)) == (saved(photo(), Look(backdrop)).pixels.shape[2] == 3)


def test_the_blur_shows_nothing_of_the_subject_nor_of_what_the_photo_hides() -> None:
    shown = saved(photo(), Look(BlurredBackdrop(0.05))).pixels[disc() == 0]
    assert np.abs(shown.astype(int) - OLD_BACKGROUND).max() <= 3
    pixels = photo(4).pixels.copy()
    pixels[:, 45:] = (*SUBJECT_COLOR, 0)
    hidden = Photo(pixels, Metadata("PNG"))
    shown = saved(hidden, Look(BlurredBackdrop(0.05))).pixels[disc() == 0]
    assert np.abs(shown.astype(int) - OLD_BACKGROUND).max() <= 3
