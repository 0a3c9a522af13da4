"""OpenRaster: a ZIP archive of PNG layers, which Krita, GIMP and MyPaint open.

Source: OpenRaster file layout and baseline specification, www.openraster.org.
"""

from __future__ import annotations

from typing import BinaryIO
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from PIL import Image

from picwish_desktop.imaging import color, png
from picwish_desktop.imaging.flatten import Progress, merged
from picwish_desktop.imaging.layer import layers_of
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.model.photo import Metadata, Photo, Pixels

_VERSION = "0.0.3"
_THUMBNAIL_SIDE = 256


def write(file: BinaryIO, scene: Scene, metadata: Metadata, on_progress: Progress) -> None:
    """The layers with their opacity, the merged picture and a thumbnail; `metadata` goes into the merged picture.

    The same scene gives the same bytes: no time is noted.
    """
    described = []
    plain = Metadata("PNG", icc_profile=metadata.icc_profile)
    with ZipFile(file, "w", ZIP_STORED) as archive:
        # first, and not compressed: by this the file is known
        archive.writestr(ZipInfo("mimetype"), b"image/openraster")
        for number, layer in enumerate(layers_of(scene, is_masked=False)):
            source = f"data/layer{number}.png"
            _write_png(archive, source, layer.pixels, plain)
            described.append((layer.name, source, layer.place.x, layer.place.y))
            del layer
            on_progress((number + 1) / 5)
        flat = merged(scene)
        _write_png(archive, "mergedimage.png", flat, metadata)
        _write_png(archive, "Thumbnails/thumbnail.png", _thumbnail(flat, metadata), Metadata("PNG"))
        archive.writestr(ZipInfo("stack.xml"), _stack(scene, metadata, described), ZIP_DEFLATED)
    on_progress(1.0)


def _write_png(archive: ZipFile, name: str, pixels: Pixels, metadata: Metadata) -> None:
    # room for sizes that are not known before
    with archive.open(name, "w", force_zip64=pixels.nbytes > 1 << 31) as file:
        png.write(file, pixels, metadata)  # type: ignore[arg-type]


def _stack(scene: Scene, metadata: Metadata, described: list[tuple[str, str, int, int]]) -> bytes:
    image = Element("image", version=_VERSION, w=str(scene.canvas.width), h=str(scene.canvas.height))
    if metadata.dpi:
        image.attrib |= {"xres": str(round(metadata.dpi[0])), "yres": str(round(metadata.dpi[1]))}
    stack = SubElement(image, "stack")
    # the uppermost comes first
    for name, source, x, y in reversed(described):
        place = {"x": str(x), "y": str(y)}
        shown = {"opacity": "1.0", "visibility": "visible", "composite-op": "svg:src-over"}
        SubElement(stack, "layer", {"name": name, "src": source, **place, **shown})
    return bytes(tostring(image, "UTF-8", xml_declaration=True))


def _thumbnail(flat: Pixels, metadata: Metadata) -> Pixels:
    """At most 256 pixels a side, in sRGB."""
    step = max(1, max(flat.shape[:2]) // (4 * _THUMBNAIL_SIDE))
    coarse: Pixels = flat[::step, ::step].copy()
    image = color.as_image(color.to_8_bits(coarse))
    image.thumbnail((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    small = np.asarray(image).reshape(image.height, image.width, flat.shape[2])
    return color.display_pixels(Photo(small.copy(), metadata))
