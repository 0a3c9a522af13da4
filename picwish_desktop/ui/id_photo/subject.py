"""The person as the ID photo's canvas paints them, made of what the screen already has of the photo."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import ref

import numpy as np
from PySide6.QtGui import QImage

from picwish_desktop.imaging.edge import apply_edge
from picwish_desktop.model.cutout import Edge, Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.id_photo import FramedPicture, IdPhoto
from picwish_desktop.model.portrait import Matrix
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture

SIDE = 3200
"""Of the longer side of what is painted: twice a large view's."""


class MatteRef(ref[Matte]):
    """Equal where it is the same matte: what a plain reference compares are its pixels."""

    def __eq__(self, other: object) -> bool:
        matte = self()
        return isinstance(other, MatteRef) and matte is not None and matte is other()


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """What decides how it looks; equal while nothing of it changed."""

    edits: tuple[Edit, ...]
    matte: MatteRef | None
    matte_version: int
    edge: Edge
    framed: FramedPicture | None


@dataclass(frozen=True, slots=True, eq=False)
class DrawnSubject:
    image: QImage
    to_photo: Matrix


def subject_key(document: Document, id_photo: IdPhoto) -> SubjectKey:
    state, cutout = document.state, document.state.cutout
    if cutout is None or id_photo.keeps_background or id_photo.framed is not None:
        return SubjectKey(state.visible_edits, None, 0, Edge(), id_photo.framed)
    return SubjectKey(state.subject_edits, MatteRef(cutout.matte), state.matte_version, state.look.edge, None)


def draw_subject(picture: Picture, key: SubjectKey) -> DrawnSubject:
    """Takes tenths of a second: not for the window's thread."""
    if key.framed is not None:
        return DrawnSubject(_premultiplied(key.framed.pixels), (1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
    level = picture.level_within(SIDE)
    across, down = picture.step(level)
    pixels = picture.opaque(level, key.edits)
    matte = None if key.matte is None else key.matte()
    to_photo = (across, 0.0, 0.0, 0.0, down, 0.0)
    if matte is None:
        image = image_over(np.ascontiguousarray(pixels)).convertToFormat(QImage.Format.Format_RGB32)
        return DrawnSubject(image, to_photo)
    levels = picture.matte_levels(matte)
    small = levels.level(min(level, levels.depth - 1))[..., 0]
    alpha = apply_edge(small, key.edge, 1 / across)[: pixels.shape[0], : pixels.shape[1]]
    return DrawnSubject(_premultiplied(np.dstack((pixels, alpha))), to_photo)


def _premultiplied(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> QImage:
    image = image_over(np.ascontiguousarray(pixels), None, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
