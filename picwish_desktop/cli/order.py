"""What an editing command was asked, checked as far as that needs no picture."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from picwish_desktop.cli.arguments import color_in, is_address
from picwish_desktop.imaging import signatures
from picwish_desktop.imaging.upload import UploadFormat
from picwish_desktop.model.geometry import Rect
from picwish_desktop.operations.catalogue import (
    CutOutFace,
    Format,
    MakeIdPhoto,
    Operation,
    ParameterError,
    RemoveBackground,
    RemoveObjects,
)
from picwish_desktop.operations.request import Delivery, PictureUrl

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


def order_from(options: argparse.Namespace) -> Order:
    """Raises ParameterError for what does not go together."""
    sources = tuple(_source(text) for text in options.photos)
    if options.command == RemoveObjects.name:
        mask = None if options.mask is None else _source(options.mask)
        if isinstance(mask, PictureUrl) and any(isinstance(source, Path) for source in sources):
            raise ParameterError(
                "--mask: a mask that only the provider sees cannot be used on a photo that is here. Give it as a file."
            )
        return _order(options, RemoveObjects(), sources, mask=mask, rectangles=tuple(options.rectangles or ()))
    if options.command == CutOutFace.name:
        return _order(options, CutOutFace(options.crop, _format(options, None)), sources)
    if options.command == MakeIdPhoto.name:
        color = options.background
        return _order(options, MakeIdPhoto(options.size, _format(options, color), color), sources)
    color = None if options.background is None else color_in(options.background)
    backdrop = None if options.background is None or color else _source(options.background)
    cutout = RemoveBackground(options.type, options.output_type, options.crop, _format(options, color), color)
    order = _order(options, cutout, sources, backdrop=backdrop)
    if order.delivery.form == "binary" and cutout.output == "both":
        raise ParameterError("--return binary has room for one picture: the image or the mask.")
    return order


def _order(
    options: argparse.Namespace,
    operation: Operation,
    sources: tuple[Source, ...],
    *,
    mask: Source | None = None,
    rectangles: tuple[Rect, ...] = (),
    backdrop: Source | None = None,
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
    )


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
    """A colour needs jpg; else what OUT can hold."""
    if options.format == "jpg" or (options.format is None and color is not None):
        return "jpg"
    is_jpeg = options.output is not None and signatures.ENDINGS.get(options.output.suffix.lower()) == "JPEG"
    return "jpg" if options.format is None and is_jpeg else "png"
