"""The options of `picwish id-photo` and `picwish documents`. Imports nothing slow, as the parser."""

from __future__ import annotations

import argparse
import re

from picwish_desktop.cli import arguments
from picwish_desktop.model.sheet import MOST_COPIES
from picwish_desktop.storage.settings import MOST_KB

NONE, KEEP = "none", "keep"
"""Words for a background that is no colour: transparent, and the photo's own."""

DESCRIPTION = (
    "Make the ID photo of a document type: the head is found on this computer, levelled and framed by the document "
    "type’s rules, put before its background colour, and saved in exact pixels, dpi and bytes. What is not as the "
    "rules want it is said. Where the authority forbids to replace the background, nothing is cut out and nothing is "
    "sent. Without --document a provider frames the portrait at --size, before nothing or one colour."
)


def background(text: str) -> str:
    """RRGGBB, none or keep."""
    return text if text in (NONE, KEEP) else arguments.color(text)


def lines(text: str) -> tuple[float, float, float, float]:
    """CROWN,EYES,CHIN,CENTRE."""
    match = re.fullmatch(",".join([r"([0-9]{1,6}(?:\.[0-9]+)?)"] * 4), text)
    if match is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not four numbers CROWN,EYES,CHIN,CENTRE in pixels")
    crown, eyes, chin, center = (float(number) for number in match.groups())
    if not crown < eyes < chin:
        raise argparse.ArgumentTypeError(f"“{text}” needs the crown above the eyes and these above the chin")
    return crown, eyes, chin, center


def kilobytes(text: str) -> int:
    """Of 1024 bytes."""
    return _whole(text, MOST_KB)


def copies(text: str) -> int:
    return _whole(text, MOST_COPIES)


def add_document_options(parser: argparse.ArgumentParser) -> None:
    """What needs --document, and it."""
    group = parser.add_argument_group("document types")
    group.add_argument(
        "--document",
        metavar="ID|SEARCH",
        help="whose rules are kept, such as schengen-visa, or words that find just one; `picwish documents` lists them",
    )
    group.add_argument(
        "--file",
        choices=["print", "upload"],
        help="which of the document type’s files (default: upload where it has one, print with --sheet)",
    )
    group.add_argument(
        "--max-kb", type=kilobytes, metavar="N", help="at most so many bytes, 1 KB = 1024, beside the document’s bounds"
    )
    group.add_argument(
        "--lines",
        type=lines,
        metavar="CROWN,EYES,CHIN,CENTRE",
        help="where the head is when it is not found: three heights and a column, in pixels from the top left corner",
    )
    group.add_argument(
        "--framed-by",
        choices=["picwish"],
        help="have a provider frame it too, as it sees fit, for 1 credit (default: framed here by the rules)",
    )
    group.add_argument(
        "--check",
        action="store_true",
        help="show what was checked, a line each, with exit status 1 where a check failed; nothing is saved then "
        "unless -o or --sheet-output says where",
    )
    sheet = parser.add_argument_group("sheet")
    sheet.add_argument("--sheet", metavar="PAPER", help="also put all PHOTOs on a sheet to print, such as 10x15 or a4")
    sheet.add_argument(
        "--copies", type=copies, metavar="N", help="of each photo, on as many pages as needed (default: a full page)"
    )
    sheet.add_argument("--fill", action="store_true", help="one page, as full as it gets, whatever --copies says")
    sheet.add_argument("--no-cut-marks", action="store_true", help="leave the marks in the gaps out")
    sheet.add_argument(
        "--sheet-output",
        type=arguments.path,
        metavar="FILE",
        help=".pdf in real size, or a picture of each page: .png, .jpg, .tif (default: OUT-sheet.pdf of the first)",
    )


def add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "search", nargs="*", metavar="SEARCH", help="country, document or size, such as schengen, 35x45 or 护照"
    )
    parser.add_argument("--json", action="store_true", help="all rules of each, for other programs")


def _whole(text: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 1 to {most}")
    return int(text)
