"""PicWish's body parameters, as its four pages name them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, MakeIdPhoto, Operation, RemoveBackground, RemoveObjects
from picwish_desktop.operations.request import Delivery, PictureUrl, Request
from picwish_desktop.providers.exchange import Part, without_gaps

PATHS: dict[type[Operation], str] = {
    RemoveBackground: "/api/tasks/visual/segmentation",
    CutOutFace: "/api/tasks/visual/self-face-cutout",
    RemoveObjects: "/api/tasks/visual/inpaint",
    MakeIdPhoto: "/api/tasks/visual/idphoto",
}

FILES = {
    "PNG": ("png", "image/png"),
    "JPEG": ("jpg", "image/jpeg"),
    "WEBP": ("webp", "image/webp"),
    "TIFF": ("tiff", "image/tiff"),
    "BMP": ("bmp", "image/bmp"),
}
"""Ending and content type of each format that may be sent."""

_RETURN_TYPES = {"url": "1", "base64": "2", "binary": "3"}
_OUTPUT_TYPES = {"both": "1", "image": "2", "mask": "3"}


def form_of(request: Request) -> list[Part]:
    """The whole form. What a page gives a default is sent all the same, lest the default change."""
    operation, delivery = request.operation, request.delivery
    fields = {"sync": "1" if delivery.sync else "0", **dict(_parameters(operation, delivery))}
    if request.rectangles:
        fields["rectangles"] = json.dumps(
            [{"x": r.x, "y": r.y, "width": r.width, "height": r.height} for r in request.rectangles],
            separators=(",", ":"),
        )
    parts = [Part(name, value.encode()) for name, value in fields.items()]
    # last, as what comes before tells what to do with them
    pictures = (("image", "image", request.picture), ("mask", "mask", request.mask))
    for name, filename, picture in (*pictures, ("bg_image", "background", request.backdrop)):
        if isinstance(picture, PictureUrl):
            parts.append(Part(f"{name}_url", without_gaps(picture.url).encode()))
        elif isinstance(picture, PictureFile):
            parts.append(file_part(f"{name}_file", filename, picture))
    return parts


def file_part(name: str, filename: str, file: PictureFile) -> Part:
    """A file under a name that says nothing about it."""
    ending, content_type = FILES[file.format]
    return Part(name, file.data, f"{filename}.{ending}", content_type)


def _parameters(operation: Operation, delivery: Delivery) -> Iterator[tuple[str, str]]:
    if not isinstance(operation, CutOutFace):
        yield "return_type", _RETURN_TYPES[delivery.form]
    if isinstance(operation, RemoveBackground):
        # "Empty value means automatic detection"
        if operation.subject != "auto":
            yield "type", operation.subject
        yield "output_type", _OUTPUT_TYPES[operation.output]
        yield "crop", str(int(operation.crop))
    if isinstance(operation, CutOutFace):
        yield "crop", str(int(operation.crop))
        yield "output_format", operation.format
    if isinstance(operation, RemoveBackground | MakeIdPhoto):
        yield "format", operation.format
        if operation.background is not None:
            yield "bg_color", operation.background
    if isinstance(operation, MakeIdPhoto) and operation.size is not None:
        width, height = operation.size
        yield "size", f"{width}x{height}"
