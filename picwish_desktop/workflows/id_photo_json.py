"""An ID photo as JSON, for what is recovered after a crash."""

from __future__ import annotations

import re
from typing import Any

from picwish_desktop.model.id_photo import HEAD_LINES, FramedPicture, IdPhoto, Lines
from picwish_desktop.model.portrait import Landmarks, Placement, Point
from picwish_desktop.storage.json_fields import Fields
from picwish_desktop.workflows.recovery_files import KeptFiles, StoredFiles, pack_pixels, unpack_pixels

_COLOR = re.compile("[0-9a-f]{6}")
_FAR = 1e7
"""Pixels from the photo's corner: nothing lies farther."""
_TEXT = 300
_MARKS = ("crown", "chin", "left_eye", "right_eye")


def id_photo_to_json(id_photo: IdPhoto, files: KeptFiles) -> dict[str, Any]:
    """Raises OSError."""
    placement, framed = id_photo.placement, id_photo.framed
    return {
        "document_type": id_photo.document_type,
        "x": placement.center[0],
        "y": placement.center[1],
        "height": placement.height,
        "angle": placement.angle,
        "landmarks": {name: list(getattr(id_photo.landmarks, name)) for name in _MARKS},
        "lines": id_photo.lines.value,
        "placed": sorted(id_photo.placed),
        "is_upload": id_photo.is_upload,
        "background": None if id_photo.background is None else bytes(id_photo.background).hex(),
        "keeps_background": id_photo.keeps_background,
        "framed": None if framed is None else files.keep("framed", framed.pixels, pack_pixels),
        "provider": None if framed is None else framed.provider,
    }


def id_photo_from_json(content: object, files: StoredFiles) -> IdPhoto:
    """Raises ValueError, OSError, and what unpacking raises."""
    fields = Fields(content)
    marks = Fields(fields.get("landmarks"))
    background = None
    if fields.has("background"):
        red, green, blue = bytes.fromhex(fields.match("background", _COLOR))
        background = (red, green, blue)
    framed = None
    if fields.has("framed"):
        pixels = unpack_pixels(files.read(fields.text("framed", _TEXT)), 4)
        framed = FramedPicture(pixels, fields.text("provider", _TEXT))
    return IdPhoto(
        fields.text("document_type", _TEXT),
        Placement(
            (fields.number("x", -_FAR, _FAR), fields.number("y", -_FAR, _FAR)),
            fields.number("height", 1e-3, _FAR),
            fields.number("angle", -360, 360),
        ),
        Landmarks(*(_point(marks, name) for name in _MARKS)),
        Lines(fields.text("lines", _TEXT)),
        fields.flag("is_upload"),
        background,
        fields.flag("keeps_background"),
        framed,
        # files from before single lines were placed have none
        _lines(fields) if fields.has("placed") else frozenset(),
    )


def _lines(fields: Fields) -> frozenset[str]:
    names = fields.rows("placed")
    known = frozenset(name for name in (*HEAD_LINES, "centre") if name in names)
    if len(known) != len(names):
        raise ValueError("“placed” names what is no line")
    return known


def _point(fields: Fields, name: str) -> Point:
    x, y = fields.rows(name)
    both = Fields({"x": x, "y": y})
    return both.number("x", -_FAR, _FAR), both.number("y", -_FAR, _FAR)
