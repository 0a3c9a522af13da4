"""Pillow's decoders, one format each and bounded; and the modes they answer in, as plain arrays.

`Image.open` is left out: it warns from 89 megapixels, refuses at 179, and takes phones' pictures for albums.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PIL import BmpImagePlugin, Image, ImageFile, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from picwish_desktop.imaging import color, exif, jpeg_decode, png, png_color, tiff_page, tiff_read
from picwish_desktop.imaging.metadata import gather
from picwish_desktop.model.limits import MAX_PIXELS
from picwish_desktop.model.photo import Metadata, Pixels

_PLUGINS: dict[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
}

BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What Pillow's decoders, which check little themselves, have been seen to raise at broken files."""


class UnsupportedError(Exception):
    """A sound picture that cannot be edited here; the text goes on after the picture's name."""


@dataclass(frozen=True, slots=True)
class Decoded:
    pixels: Pixels
    metadata: Metadata
    has_more: bool
    """Whether the file goes on with further frames or pages."""
    remark: str = ""
    """What a person should know of it; the text goes on after the picture's name."""


def decode(data: bytes, format_name: str) -> Decoded:
    """The first picture in `data`, upright. Raises UnsupportedError, and any of ``BROKEN`` for a broken file."""
    if format_name == "TIFF":
        return _decode_tiff(data)
    image = open_image(data, format_name)
    if format_name == "PNG" and png.is_16_bit(data):
        pixels, image = png.read_16_bit(data)
        metadata = gather(image, format_name)
        pixels = with_key(pixels, image.info.get("transparency"))
    else:
        quick = jpeg_decode.decode(data, image) if isinstance(image, JpegImagePlugin.JpegImageFile) else None
        if quick is None:
            image.load()
        metadata = gather(image, format_name)
        if format_name == "PNG" and image.mode == "L" and "transparency" in image.info:
            # Pillow widens the samples, and not the one that is transparent
            image.info["transparency"] *= png.widening(data)
        pixels, metadata = as_pixels(image, metadata) if quick is None else (quick, metadata)
    remark = _REMARKS.get(image.mode, "")
    if format_name == "PNG" and metadata.icc_profile is None:
        profile = png_color.profile_of(image.info, is_grey=pixels.shape[2] <= 2)
        metadata = replace(metadata, icc_profile=profile)
        remark = _CICP if png_color.is_not_read(data, image.info) else ""
    turned = upright(pixels, exif.orientation(metadata.exif or b""))
    return Decoded(turned, metadata, getattr(image, "is_animated", False), remark)


def decode_scaled(data: bytes, side: int) -> tuple[Decoded, tuple[int, int]] | None:
    """A JPEG at a quarter or an eighth, its longer side not below `side`, and the width and height of the whole; None
    where it is not so large: a half would take as long as the whole."""
    image = open_image(data, "JPEG")
    size = image.size
    scale = max(image.size) // side
    if scale < 4:
        return None
    image.draft(None, (image.width // scale, image.height // scale))
    image.load()
    pixels, metadata = as_pixels(image, gather(image, "JPEG"))
    orientation = exif.orientation(metadata.exif or b"")
    return Decoded(upright(pixels, orientation), metadata, False), size if orientation < 5 else size[::-1]


def open_image(data: bytes, format_name: str) -> ImageFile.ImageFile:
    """Pillow's image, its header read and its size found bearable."""
    image = _PLUGINS[format_name](io.BytesIO(data))
    check_size(*image.size)
    return image


def check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        most = f"{MAX_PIXELS // 10**6} megapixels"
        raise UnsupportedError(f"has {width} × {height} pixels, and at most {most} can be opened. Save a smaller copy")


def _decode_tiff(data: bytes) -> Decoded:
    page = tiff_page.read_page(data)
    if page.is_raw:
        raise UnsupportedError("is a camera’s raw picture. Save it as JPEG, PNG, WebP, TIFF or BMP and open that")
    check_size(page.number(tiff_page.WIDTH, 0), page.number(tiff_page.HEIGHT, 0))
    if page.bits > 16 or not page.is_whole_numbers:
        raise UnsupportedError("holds 32-bit or signed numbers. Save it with 16 or 8 bits a channel in another program")
    metadata = tiff_page.read_metadata(page)
    mode = _PILLOWS_MODES.get(page.photometric, "")
    if page.is_plain:
        pixels = upright(tiff_read.read_plain(page), page.number(exif.ORIENTATION, 1))
        if mode:
            pixels, metadata = _as_rgb(pixels, mode, metadata)
    elif page.bits == 16 and page.colors:
        raise UnsupportedError("is packed in a way that is not read here. Save it with LZW or ZIP in another program")
    else:
        # Pillow would leave black what is missing
        page.layout()
        try:
            image = open_image(data, "TIFF")
        except (SyntaxError, KeyError) as error:
            # the page was found, and Pillow has no mode for it, or does not know how it is packed
            raise UnsupportedError(
                "is a kind of TIFF that is not read here. Save it as RGB in another program"
            ) from error
        # Pillow turns TIFF upright by itself
        image.load()
        pixels, metadata = as_pixels(image, metadata)
    return Decoded(pixels, metadata, page.has_next, _REMARKS.get(mode, ""))


_PILLOWS_MODES = {tiff_page.CMYK: "CMYK", tiff_page.LAB: "LAB"}
_AS_RGB = "it was opened, and is saved, as RGB of 8 bits"
_CICP = "says what its colours are in a way that is not read here (cICP); they were taken for sRGB"
_REMARKS = {"CMYK": f"is CMYK; {_AS_RGB}", "LAB": f"is Lab; {_AS_RGB}"}


def _as_rgb(pixels: Pixels, mode: str, metadata: Metadata) -> tuple[Pixels, Metadata]:
    """As `as_pixels`, of what a TIFF holds in 8 or 16 bits, with alpha or without."""
    # of Lab two channels are signed: the first byte of each is what 8 bits hold
    stored = np.asarray(pixels >> 8 if pixels.dtype == np.uint16 else pixels, np.uint8)
    colors, (height, width) = Image.getmodebands(mode), pixels.shape[:2]
    plain = np.ascontiguousarray(stored[..., :colors])
    rgb, metadata = as_pixels(Image.frombuffer(mode, (width, height), plain, "raw", mode, 0, 1), metadata)
    return np.dstack((color.to_8_bits(rgb), stored[..., colors:])), metadata


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """`pixels` as they are to be seen, for EXIF's `orientation` of 1 to 8."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels if pixels.flags.c_contiguous else pixels.copy()


def as_pixels(image: Image.Image, metadata: Metadata) -> tuple[Pixels, Metadata]:
    """The pixels of a decoded picture, whatever Pillow's mode: CMYK and Lab become sRGB, palettes RGB, 1 bit grey.

    With them goes `metadata`, without the profile where that no longer describes the pixels. Raises UnsupportedError
    for a mode that cannot be edited here.
    """
    key = image.info.get("transparency")
    if image.mode == "CMYK":
        managed = color.to_srgb(image, metadata.icc_profile) if metadata.icc_profile else None
        return _array(image.convert("RGB") if managed is None else managed), replace(metadata, icc_profile=None)
    if image.mode == "LAB":
        return _array(image.convert("RGB")), replace(metadata, icc_profile=None)
    if image.mode in ("P", "PA"):
        return _array(image.convert("RGBA" if image.has_transparency_data else "RGB")), metadata
    if image.mode in _EQUIVALENTS:
        image = image.convert(_EQUIVALENTS[image.mode])
    if image.mode not in ("L", "LA", "RGB", "RGBA", "I;16"):
        raise UnsupportedError(f"has pixels of a kind not edited here ({image.mode}). Save it as RGB elsewhere")
    return with_key(_array(image), key), metadata


_EQUIVALENTS = {"1": "L", "La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB"}


def _array(image: Image.Image) -> Pixels:
    array = np.asarray(image)
    array = array.astype(array.dtype.newbyteorder("="), copy=False)
    return np.ascontiguousarray(array[..., np.newaxis] if array.ndim == 2 else array)


def with_key(pixels: Pixels, key: object) -> Pixels:
    """`pixels` with alpha where the file declares one colour transparent: PNG's tRNS, as a number or three."""
    wanted = np.atleast_1d(np.asarray(key if isinstance(key, (int, tuple)) else ()))
    if wanted.size != pixels.shape[2]:
        return pixels
    opaque = np.any(pixels != wanted.astype(pixels.dtype), axis=2)
    alpha = opaque * np.array(np.iinfo(pixels.dtype).max, pixels.dtype)
    return np.dstack((pixels, alpha))
