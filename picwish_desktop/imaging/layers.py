"""Layered files: subject, shadow and backdrop apart, to be gone on with in another program."""

from __future__ import annotations

from pathlib import Path

from picwish_desktop.imaging import openraster, psd
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.flatten import Progress
from picwish_desktop.imaging.metadata import settled
from picwish_desktop.imaging.photo_layer import PixelSource
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.imaging.write import saving
from picwish_desktop.model.cutout import Look, Matte
from picwish_desktop.model.frame import Frame
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Photo

ENDINGS = {".psd": "PSD", ".ora": "OpenRaster"}


def write_layers(
    path: Path,
    photo: Photo,
    pixels: PixelSource,
    behind: PixelSource,
    matte: Matte,
    look: Look,
    frame: Frame,
    subject: Rect,
    on_progress: Progress | None = None,
) -> None:
    """Save a cutout in layers, by the ending of the file's name; the file is replaced whole or left as it was.

    The arguments are those of `flatten`. In PSD the subject is the whole photo with its opacity as a layer mask, so
    that more of it can be shown again: the old background is in the file. In OpenRaster, which has no masks, the
    subject is transparent and the background gone. Raises PictureError.
    """
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise PictureError(f"“{path.name}” cannot hold layers. Let the name end in .psd or .ora.")
    longest = max(frame.width, frame.height)
    if kind == "PSD" and longest > psd.LONGEST_SIDE:
        raise PictureError(
            f"“{path.name}” cannot be saved: PSD holds at most {psd.LONGEST_SIDE} pixels a side and this picture has "
            f"{frame.width} × {frame.height}. Save it as .ora."
        )
    scene = Scene(photo, pixels, behind, matte, look, frame, subject)
    metadata = settled(scene.metadata, frame.width, frame.height)
    report = on_progress or (lambda _: None)
    with saving(path) as file:
        if kind == "PSD":
            psd.write(file, scene, metadata, report)
            if file.tell() > psd.MOST_BYTES:
                raise PictureError(
                    f"“{path.name}” cannot be saved: its layers need more than the 2 GB that PSD holds. Save it as "
                    ".ora."
                )
        else:
            openraster.write(file, scene, metadata, report)
