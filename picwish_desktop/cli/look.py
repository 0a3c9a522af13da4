"""How a cutout is to look, from the options, and which of them need the photo here."""

from __future__ import annotations

import argparse
from pathlib import Path

from picwish_desktop.cli.arguments import color_in, is_address
from picwish_desktop.model.backdrop import Backdrop, BlurredBackdrop, ColorBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.frame import Framing
from picwish_desktop.operations.catalogue import CutOutFace, Format, Output, ParameterError
from picwish_desktop.workflows.cutout_order import CutoutOrder

NONE, BLUR = "none", "blur"
"""Words for a background that is neither a colour nor a picture."""

_WHITE = (255, 255, 255)


def cutout_order(options: argparse.Namespace, format_: Format) -> CutoutOrder:
    """What is made here of the cutout of a photo. Raises ParameterError for what does not go together."""
    if options.matte_only and any(
        (options.crop, options.margin is not None, options.background, options.format, options.output_type)
    ):
        raise ParameterError(
            "--matte-only is the matte of the whole photo. Leave out --crop, --margin, --background, --format and "
            "--output-type."
        )
    picture = picture_in(options.background)
    if picture is not None and is_address(picture):
        raise ParameterError(
            "--background: a picture that only the provider sees cannot be put behind a photo that is here. Give it as "
            "a file."
        )
    backdrop = _backdrop(options.background)
    if backdrop is None and picture is None and format_ == "jpg":
        backdrop = ColorBackdrop(_WHITE)
    is_cropped = options.crop or options.margin is not None
    framing = Framing(is_cropped=is_cropped, margin=(options.margin or 0.0) / 100)
    path = None if picture is None else Path(picture).absolute()
    return CutoutOrder(Look(backdrop, framing=framing), _output(options), path)


def check_without_photo(options: argparse.Namespace) -> None:
    """Raises ParameterError for what cannot be done for a photo that only the provider sees."""
    is_face = options.command == CutOutFace.name
    needing = {
        "--matte-only": options.matte_only,
        "--margin": options.margin is not None,
        "--box": options.box is not None,
        "--background": options.background not in (None, NONE, BLUR) and is_face,
        "--background blur": options.background == BLUR,
    }
    for option, is_asked in needing.items():
        if is_asked:
            raise ParameterError(
                f"{option} needs the photo itself, and of an address only the provider sees it. Download it, and give "
                "the file."
            )


def color_of(background: str | None) -> str | None:
    """RRGGBB, where the background is a colour."""
    return None if background is None else color_in(background)


def picture_in(background: str | None) -> str | None:
    """The file or the address, where the background is a picture."""
    if background is None or background in (NONE, BLUR) or color_in(background):
        return None
    return background


def _backdrop(background: str | None) -> Backdrop | None:
    """A picture is none yet."""
    if background == BLUR:
        return BlurredBackdrop()
    color = color_of(background)
    if color is None:
        return None
    red, green, blue = bytes.fromhex(color)
    return ColorBackdrop((red, green, blue))


def _output(options: argparse.Namespace) -> Output:
    if options.matte_only:
        return "mask"
    if options.command == CutOutFace.name:
        return "both"
    output: Output = options.output_type or "image"
    return output
