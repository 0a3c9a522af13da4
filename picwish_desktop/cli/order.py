"""What an editing command was asked, checked as far as that needs no picture."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from picwish_desktop.cli.arguments import is_address
from picwish_desktop.cli.id_photo_command import IdPhotoCommand, check_without_document, command_from
from picwish_desktop.cli.look import check_without_photo, color_of, cutout_order, picture_in
from picwish_desktop.imaging import signatures
from picwish_desktop.imaging.upload import UploadFormat
from picwish_desktop.model.geometry import Rect
from picwish_desktop.operations.catalogue import (
    CutOutFace,
    Format,
    MakeIdPhoto,
    Operation,
    Output,
    ParameterError,
    RemoveBackground,
    RemoveObjects,
)
from picwish_desktop.operations.request import Delivery, PictureUrl
from picwish_desktop.workflows.cutout_order import CutoutOrder

Source: TypeAlias = Path | PictureUrl


@dataclass(frozen=True, slots=True)
class Order:
    operation: Operation
    sources: tuple[Source, ...]
    output: Path | None
    may_replace: bool
    provider: str | None
    """None: the one that the settings name."""
    upload_format: UploadFormat | None
    """None: the one that the settings name."""
    delivery: Delivery
    mask: Source | None = None
    rectangles: tuple[Rect, ...] = ()
    backdrop: Source | None = None
    """Behind what is cut out of an address."""
    cutout: CutoutOrder | None = None
    """How the cutouts of photos that are here are to look; without the pixels of a backdrop's picture."""
    box: Rect | None = None
    """Around what is to be cut out."""

    @property
    def has_addresses(self) -> bool:
        return _has_addresses(self.sources)


def order_from(options: argparse.Namespace) -> Order | IdPhotoCommand:
    """Raises ParameterError for what does not go together."""
    if options.command == MakeIdPhoto.name and options.document is not None:
        return command_from(options)
    sources = tuple(_source(text) for text in options.photos)
    if options.command == RemoveObjects.name:
        mask = None if options.mask is None else _source(options.mask)
        if isinstance(mask, PictureUrl) and _has_files(sources):
            raise ParameterError(
                "--mask: a mask that only the provider sees cannot be used on a photo that is here. Give it as a file."
            )
        return _order(options, RemoveObjects(), sources, mask=mask, rectangles=tuple(options.rectangles or ()))
    if options.command == MakeIdPhoto.name:
        check_without_document(options)
        color = options.background
        return _order(options, MakeIdPhoto(options.size, _format(options, color), color), sources)
    return _cutouts(options, sources)


def _cutouts(options: argparse.Namespace, sources: tuple[Source, ...]) -> Order:
    """Of a photo that is here everything after the cutout is made here; of an address the provider makes it all."""
    color, picture = color_of(options.background), picture_in(options.background)
    format_ = _format(options, color)
    has_addresses = _has_addresses(sources)
    if has_addresses:
        check_without_photo(options)
    operation: Operation
    if options.command == CutOutFace.name:
        operation = CutOutFace(options.crop, format_)
    else:
        output: Output = "mask" if options.matte_only else options.output_type or "image"
        # here a png can have a colour too
        asked = color if has_addresses or format_ == "jpg" else None
        operation = RemoveBackground(options.type, output, options.crop, format_, asked)
        if has_addresses and options.form == "binary" and output == "both":
            raise ParameterError("--return binary has room for one picture: the image or the mask.")
    cutout = cutout_order(options, format_) if _has_files(sources) else None
    backdrop = None if picture is None else _source(picture)
    return _order(options, operation, sources, backdrop=backdrop, cutout=cutout, box=options.box)


def _order(
    options: argparse.Namespace,
    operation: Operation,
    sources: tuple[Source, ...],
    *,
    mask: Source | None = None,
    rectangles: tuple[Rect, ...] = (),
    backdrop: Source | None = None,
    cutout: CutoutOrder | None = None,
    box: Rect | None = None,
) -> Order:
    form: Literal["url", "base64", "binary"] = options.form if "form" in options else "url"
    if form == "binary" and not options.sync:
        raise ParameterError("--return binary needs --sync.")
    return Order(
        operation,
        sources,
        options.output,
        options.force,
        options.provider,
        options.upload,
        Delivery(options.sync, form),
        mask,
        rectangles,
        backdrop,
        cutout,
        box,
    )


def _has_files(sources: tuple[Source, ...]) -> bool:
    return any(isinstance(source, Path) for source in sources)


def _has_addresses(sources: tuple[Source, ...]) -> bool:
    return any(isinstance(source, PictureUrl) for source in sources)


def _source(text: str) -> Source:
    if not is_address(text):
        return Path(text)
    try:
        return PictureUrl(text)
    except ParameterError:
        raise
    except ValueError:
        # what urllib says of an address that cannot be taken apart
        raise ParameterError(f"“{text}” is no address of a picture.") from None


def _format(options: argparse.Namespace, color: str | None) -> Format:
    """A colour is a jpg unless asked otherwise; else what OUT can hold."""
    if options.format == "jpg" or (options.format is None and color is not None):
        return "jpg"
    is_jpeg = options.output is not None and signatures.ENDINGS.get(options.output.suffix.lower()) == "JPEG"
    return "jpg" if options.format is None and is_jpeg else "png"
