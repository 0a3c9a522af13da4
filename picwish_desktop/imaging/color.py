"""Colour: through ICC profiles to sRGB, for the screen and for pictures whose kind of colour is not edited here."""

from __future__ import annotations

import io
import struct
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from picwish_desktop.model.photo import Photo, Pixels

_TO_8_BITS = ((np.arange(65536, dtype=np.uint32) + 128) // 257).astype(np.uint8)

_AS_GOOD = 2
"""Levels by which makes of sRGB differ."""


def to_8_bits(pixels: Pixels) -> NDArray[np.uint8]:
    """`pixels` with 16 bits rounded to the nearest of 8; 8 bits come back as they are, not copied."""
    return np.asarray(pixels, np.uint8) if pixels.dtype == np.uint8 else _TO_8_BITS[pixels]


def display_pixels(photo: Photo) -> NDArray[np.uint8]:
    """The photo in 8-bit sRGB, rows × columns × channels: its own array, not copied, where it is that already.

    Grey with a profile becomes RGB. A profile that is broken, or made for other channels, is ignored as browsers do.
    """
    pixels = to_8_bits(photo.pixels)
    profile = photo.metadata.icc_profile
    if profile is None or is_srgb(profile):
        return pixels
    color_channels = photo.channels - photo.has_alpha
    converted = to_srgb(as_image(pixels[..., :color_channels]), profile)
    if converted is None:
        return pixels
    color = np.asarray(converted)
    return np.dstack((color, pixels[..., -1])) if photo.has_alpha else color


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image | None:
    """`image` (L, RGB or CMYK) in sRGB as RGB; None where the profile is broken or made for other channels."""
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            srgb(),
            image.mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        return transform.apply(image)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


@cache
def srgb() -> ImageCms.ImageCmsProfile:
    """LittleCMS's own."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@cache
def srgb_profile() -> bytes:
    """As a file carries it, the same at any time: LittleCMS puts the time into the header (ICC.1:2022, 7.2.8)."""
    made = srgb().tobytes()
    return bytes(made[:24] + struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + made[36:])


@lru_cache(maxsize=64)
def is_srgb(profile: bytes) -> bool:
    """Whether colours are in it what they are in sRGB, to two levels: names say so of linear ones, too."""
    shown = to_srgb(_colors(), profile)
    return shown is not None and bool(
        np.abs(np.asarray(shown, np.int16) - np.asarray(_colors(), np.int16)).max() <= _AS_GOOD
    )


@cache
def _colors() -> Image.Image:
    """All colours of six levels, and 256 greys."""
    levels = np.linspace(0, 255, 6).round()
    every = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(-1, 3)
    greys = np.repeat(np.arange(256)[:, np.newaxis], 3, axis=1)
    return Image.fromarray(np.vstack((every, greys))[np.newaxis].astype(np.uint8))


def color_name(photo: Photo) -> str:
    """What a person calls the photo's colours: the profile's own name, else sRGB or grey, as they are then taken."""
    profile = photo.metadata.icc_profile
    if profile is not None and photo.channels > 2 and is_srgb(profile):
        return "sRGB"
    name = "" if profile is None else _description(profile).split("\n")[0].strip()[:40]
    return name or ("grey" if photo.channels <= 2 else "sRGB")


def _description(profile: bytes) -> str:
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.profile_description or ""
    except (OSError, ValueError, TypeError):
        return ""


def as_image(pixels: NDArray[np.uint8]) -> Image.Image:
    """Rows × columns × 1 to 4 channels of 8 bits as Pillow's L, LA, RGB or RGBA."""
    channels = pixels.shape[2]
    return Image.fromarray(pixels[..., 0] if channels == 1 else np.ascontiguousarray(pixels))


def to_grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The luma of rows × columns × 1 to 4 channels as rows × columns, without regard to alpha."""
    return np.asarray(as_image(pixels).convert("L"))


def on_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rows × columns × 1 or 3 channels, with what is transparent laid on white."""
    channels = pixels.shape[2]
    if channels in (1, 3):
        return pixels
    image = as_image(pixels)
    ground = Image.new("RGB" if channels == 4 else "L", image.size, "white")
    ground.paste(image.convert(ground.mode), mask=image.getchannel("A"))
    flat = np.asarray(ground)
    return flat if channels == 4 else flat[..., np.newaxis]
