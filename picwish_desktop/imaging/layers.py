"""Layered files: subject, shadow and backdrop apart, to be gone on with in another program."""

from __future__ import annotations

from pathlib import Path

from picwish_desktop.imaging import openraster, psd
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.flatten import Progress
from picwish_desktop.imaging.metadata import settled
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.imaging.write import saving

ENDINGS = {".psd": "PSD", ".ora": "OpenRaster"}


def write_layers(path: Path, scene: Scene, on_progress: Progress | None = None) -> None:
    """Save a cutout in layers, by the ending of the file's name; the file is replaced whole or left as it was.

    In PSD the subject is the whole photo with its opacity as a layer mask, so
    that more of it can be shown again: the old background is in the file. In OpenRaster, which has no masks, the
    subject is transparent and the background gone. Raises PictureError.
    """
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise PictureError(f"“{path.name}” cannot hold layers. Let the name end in .psd or .ora.")
    width, height = scene.canvas.width, scene.canvas.height
    if kind == "PSD" and max(width, height) > psd.LONGEST_SIDE:
        raise PictureError(
            f"“{path.name}” cannot be saved: PSD holds at most {psd.LONGEST_SIDE} pixels a side and this picture has "
            f"{width} × {height}. Save it as .ora."
        )
    metadata = settled(scene.metadata, width, height)
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
