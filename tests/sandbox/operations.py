"""PicWish's four pages: which parameters each takes, and what it makes of a picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from PIL import Image

from tests.sandbox import engine
from tests.sandbox.form import BadParameterError, Form, Source, at_most_one
from tests.sandbox.marks import mark_of_mask, mark_of_rectangles
from tests.sandbox.pictures import Encoded, Limits, decode, encode
from tests.sandbox.routes import Route
from tests.sandbox.tasks import Output

# Pillow's SGI is .rgb; "bitmap", "jfif", "tif" and "lzw" are other names of those named
LIMITS = Limits(frozenset({"JPEG", "MPO", "BMP", "PNG", "WEBP", "TIFF", "SGI"}), 20_000_000, 4096)
"""Guidelines and Limits of each page."""

Work = Callable[[], Output]


@dataclass(frozen=True, slots=True)
class Order:
    """A request whose parameters are right."""

    source: Source
    sync: bool
    return_type: int
    plan: Callable[[Image.Image], Work]
    """Looks at the picture and says what there is to do. Raises BadParameterError and BadPictureError."""


def segmentation(form: Form) -> Order:
    """Background Removal API."""
    source, sync = _source(form), _sync(form)
    form.choice("type", "", "person", "object", "stamp", default="")
    return_type = form.number("return_type", 1, 2, 3, default=1)
    output_type = form.number("output_type", 1, 2, 3, default=2)
    crop, file_format = form.number("crop", 0, 1, default=0) == 1, _file_format(form, "format")
    backdrop = _backdrop(form, file_format)
    form.finish()
    if return_type == 3 and not sync:
        raise BadParameterError("return_type 3 is only available for sync requests")
    if return_type == 3 and output_type == 1:
        raise BadParameterError("return_type 3 has room for one picture")
    wanted = {1: ("image", "mask"), 2: ("image",), 3: ("mask",)}[output_type]

    def plan(picture: Image.Image) -> Work:
        return partial(_cutout, picture, engine.subject_matte, backdrop(picture), crop, file_format, wanted)

    return Order(source, sync, return_type, plan)


def face_cutout(form: Form) -> Order:
    """Face Cutout API."""
    source, sync = _source(form), _sync(form)
    crop, file_format = form.number("crop", 0, 1, default=0) == 1, _file_format(form, "output_format")
    form.finish()

    def plan(picture: Image.Image) -> Work:
        white = engine.plain(picture.size, "FFFFFF") if file_format == "jpg" else None
        return partial(_cutout, picture, engine.face_matte, white, crop, file_format, ("image", "mask"))

    return Order(source, sync, 1, plan)


def inpaint(form: Form) -> Order:
    """Objects Removal API."""
    source, sync = _source(form), _sync(form)
    return_type = form.number("return_type", 1, 2, default=1)
    mask_url, mask_file, rectangles = form.url("mask_url"), form.file("mask_file"), form.text("rectangles")
    form.finish()
    at_most_one(mask_url=mask_url, mask_file=mask_file, rectangles=rectangles)
    mask = mask_file or mask_url
    if mask is None and not rectangles:
        raise BadParameterError("one of mask_url, mask_file and rectangles is required")

    def plan(picture: Image.Image) -> Work:
        mark = mark_of_mask(decode(mask(), LIMITS), picture) if mask else mark_of_rectangles(rectangles, picture)
        file_format = engine.file_format_of(picture)
        return lambda: {"image": encode(engine.remove(picture, mark), file_format)}

    return Order(source, sync, return_type, plan)


def id_photo(form: Form) -> Order:
    """ID Photo API."""
    source, sync = _source(form), _sync(form)
    return_type = form.number("return_type", 1, 2, default=1)
    wanted_size, file_format = _size(form), _file_format(form, "format")
    colour = form.colour("bg_color")
    form.finish()
    if colour and file_format != "jpg":
        raise BadParameterError("bg_color is only valid when format=jpg")

    def make(picture: Image.Image) -> Output:
        cutout = engine.framed(engine.cut_out(picture, engine.subject_matte(picture)), wanted_size or picture.size)
        if file_format == "jpg":
            cutout = engine.put_before(cutout, engine.plain(cutout.size, colour or "FFFFFF"))
        return {"image": encode(cutout, file_format)}

    return Order(source, sync, return_type, lambda picture: partial(make, picture))


PARSERS: Mapping[Route, Callable[[Form], Order]] = {
    Route.SEGMENTATION: segmentation,
    Route.FACE_CUTOUT: face_cutout,
    Route.INPAINT: inpaint,
    Route.ID_PHOTO: id_photo,
}


def _source(form: Form) -> Source:
    url, file = form.url("image_url"), form.file("image_file")
    at_most_one(image_url=url, image_file=file)
    source = file or url
    if source is None:
        raise BadParameterError("one of image_url and image_file is required")
    return source


def _sync(form: Form) -> bool:
    return form.number("sync", 0, 1, default=0) == 1


def _file_format(form: Form, name: str) -> Literal["png", "jpg"]:
    return "jpg" if form.choice(name, "png", "jpg", default="png") == "jpg" else "png"


def _size(form: Form) -> engine.Size | None:
    """`{width}x{height}`, each between 100 and 2000."""
    text = form.text("size")
    if not text:
        return None
    match = re.fullmatch(r"([0-9]+)x([0-9]+)", text)
    if match is None or not all(100 <= int(side) <= 2000 for side in match.groups()):
        raise BadParameterError(f"size must be {{width}}x{{height}} within 100 and 2000, not {text}")
    return int(match[1]), int(match[2])


def _backdrop(form: Form, file_format: str) -> Callable[[Image.Image], Image.Image | None]:
    """What to put behind the cutout of a picture: None leaves it transparent."""
    colour, file, url = form.colour("bg_color"), form.file("bg_image_file"), form.url("bg_image_url")
    at_most_one(bg_color=colour, bg_image_file=file, bg_image_url=url)
    if colour and file_format != "jpg":
        raise BadParameterError("bg_color is only effective when format=jpg")
    source = file or url
    if source is not None:
        return lambda _: decode(source(), LIMITS)
    if file_format == "jpg":
        return lambda picture: engine.plain(picture.size, colour or "FFFFFF")
    return lambda _: None


def _cutout(
    picture: Image.Image,
    matte_of: Callable[[Image.Image], Image.Image],
    backdrop: Image.Image | None,
    crop: bool,
    file_format: Literal["png", "jpg"],
    wanted: tuple[str, ...],
) -> Output:
    matte = matte_of(picture)
    result = engine.cut_out(picture, matte)
    if backdrop is not None:
        result = engine.put_before(result, backdrop)
    if crop:
        box = engine.subject_box(matte)
        result, matte = result.crop(box), matte.crop(box)
    pictures: dict[str, Callable[[], Encoded]] = {
        "image": lambda: encode(result, file_format),
        "mask": lambda: encode(matte, "png"),
    }
    return {name: pictures[name]() for name in wanted}
