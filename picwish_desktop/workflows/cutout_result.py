"""The files that a cutout is saved as, by what was ordered of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from picwish_desktop.imaging.flatten import matte_alone
from picwish_desktop.imaging.layers import ENDINGS
from picwish_desktop.imaging.write import Encoding, encoding_for
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Photo, Pixels
from picwish_desktop.workflows.cutout_files import FrozenCutout, write_cutout
from picwish_desktop.workflows.cutout_order import CutoutOrder
from picwish_desktop.workflows.result_files import ResultFile, mask_output, pixel_file


def cutout_files(photo: Photo, cutout: Cutout, order: CutoutOrder, output: Path) -> list[ResultFile]:
    """`cutout` is one of `photo`, and not painted on any more. Raises PictureError for a name that no picture has."""
    document = Document(photo)
    document.set_cutout("Cut out", cutout)
    document.set_look("Look", order.look)
    frozen = FrozenCutout(photo, document.state, cutout.matte, document.frame(), document.subject_bounds())
    files = []
    if order.output != "mask":
        encoding = cutout_encoding(output)
        files.append(ResultFile(output, lambda place: write_cutout(frozen, place, encoding)))
    if order.output != "image":
        at = output if order.output == "mask" else mask_output(output)
        flat = matte_alone(frozen.matte, order.look.edge, photo.metadata)
        files.append(pixel_file(at, _framed(flat.pixels, frozen.frame.rect), flat.metadata))
    return files


def cutout_encoding(path: Path) -> Encoding:
    """As `encoding_for`, also for files with layers. Raises PictureError."""
    layered = ENDINGS.get(path.suffix.lower())
    return encoding_for(path) if layered is None else Encoding(layered)


def _framed(matte: Pixels, rect: Rect) -> Pixels:
    """What `rect` shows of a matte of one channel; nothing lies beyond it."""
    area = rect.intersection(Rect(0, 0, matte.shape[1], matte.shape[0]))
    framed = np.zeros((rect.height, rect.width, 1), np.uint8)
    framed[area.translated(-rect.x, -rect.y).slices] = matte[area.slices]
    return framed
