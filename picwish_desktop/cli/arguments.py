"""What the options' values may be, checked while the command line is read."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path

from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect


def rectangle(text: str) -> Rect:
    """X,Y,W,H."""
    try:
        x, y, width, height = (int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not four whole numbers X,Y,W,H") from None
    if x < 0 or y < 0 or width <= 0 or height <= 0:
        raise argparse.ArgumentTypeError(f"“{text}” needs X and Y of at least 0, W and H of at least 1")
    return Rect(x, y, width, height)


def size(text: str) -> tuple[int, int]:
    """WxH, as PicWish writes it."""
    match = re.fullmatch(r"([0-9]{1,6})x([0-9]{1,6})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not WxH in pixels, such as 413x531")
    return int(match[1]), int(match[2])


def color(text: str) -> str:
    """RRGGBB."""
    found = color_in(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no colour RRGGBB, such as 81d4fa")
    return found


def margin(text: str) -> float:
    """Per cent, 0 to 100, with or without the sign."""
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?) ?%?", text)
    if match is None or float(match[1]) > 100:
        raise argparse.ArgumentTypeError(f"“{text}” is not 0 to 100 per cent, such as 5")
    return float(match[1])


def color_in(text: str) -> str | None:
    """RRGGBB, with or without a # before it; None for anything else."""
    match = re.fullmatch(r"#?([0-9A-Fa-f]{6})", text)
    return match[1] if match else None


def is_address(text: str) -> bool:
    """Whether it is meant as an address and not as a file."""
    return text.lower().startswith(("http://", "https://"))


def name(text: str) -> str:
    """Of a file, or an address. An empty one would be the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("a name is missing")
    return text


def photo(text: str) -> str:
    """As `name`, and none of a folder alone."""
    if not is_address(name(text)) and not Path(text).name:
        raise argparse.ArgumentTypeError(f"“{text}” is a folder; choose pictures in it")
    return text


def path(text: str) -> Path:
    """As `name`. What ends as a folder's name has to be one."""
    found = Path(name(text))
    if text.endswith(("/", os.sep)) and not found.is_dir():
        raise argparse.ArgumentTypeError(f"the folder {text} is not there; make it, or choose another one")
    return found


def with_numbers_joined(given: Sequence[str]) -> list[str]:
    """With values that begin with a minus put to their options, which argparse would take for options."""
    joined: list[str] = []
    for text in given:
        if joined and joined[-1] in ("--rectangle", "--box", "--lines") and re.match(r"-[0-9.]", text):
            joined[-1] += f"={text}"
        else:
            joined.append(text)
    return joined


class AppendRectangle(argparse.Action):
    """As "append", up to as many as a provider takes."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        rectangles = [*(getattr(namespace, self.dest) or ()), values]
        if len(rectangles) > MAX_RECTANGLES:
            parser.error(f"{option_string}: {MAX_RECTANGLES} rectangles is the most; use --mask instead")
        setattr(namespace, self.dest, rectangles)
