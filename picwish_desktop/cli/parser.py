"""The command line as it is written, with its help. Imports nothing slow: this is all that --help needs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from picwish_desktop import __version__
from picwish_desktop.cli import arguments, id_photo_options
from picwish_desktop.operations.catalogue import Format, Output, ParameterError, Subject

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

PROVIDERS = ("picwish", "pixelcut", "local")
_CUTOUTS = (
    "Whoever cuts out, the result has the photo’s own pixels at full size, 8 or 16 bits, with profile and metadata; "
    "background, crop and margin are made on this computer, and another look of the same photo costs nothing more. "
    "Of a PHOTO given as an address only the provider sees the pixels: it makes what it can of this, and that is saved "
    "as it comes; blur, --margin and --matte-only need a file."
)
_JOB_HELP = "a job’s id, or as much of its beginning as is needed; `picwish jobs list` shows it"


def parse(given: Sequence[str] | None) -> argparse.Namespace:
    """What was asked: `command` is its name. Ends the program for --help, and with status 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="picwish", description="Edit photographs without a window.")
    parser.add_argument("--version", action="version", version=f"picwish {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    _add_remove_objects(commands)
    _add_remove_background(commands)
    _add_cut_out_face(commands)
    _add_id_photo(commands)
    _add_documents(commands)
    _add_jobs(commands)
    _add_credits(commands)
    options = parser.parse_args(arguments.with_numbers_joined(sys.argv[1:] if given is None else given))
    if "photos" in options:
        # not sooner, as it imports much
        from picwish_desktop.cli.order import order_from

        try:
            options.order = order_from(options)
        except ParameterError as error:
            commands.choices[options.command].error(str(error))
    return options


def _add_remove_objects(commands: Commands) -> None:
    parser = commands.add_parser(
        "remove-objects",
        help="remove what a mask or rectangles mark",
        description="Remove what is marked. Saved as PNG, TIFF or WebP every pixel outside the mark stays as it is; "
        "JPEG compresses the whole picture again. Metadata and 16 bits are kept. Of a PHOTO given as an address only "
        "the provider sees the pixels: its whole picture is saved as it comes.",
    )
    _add_photos(parser, "PHOTO-removed.EXT")
    mark = parser.add_mutually_exclusive_group(required=True)
    mark.add_argument(
        "--mask",
        type=arguments.name,
        metavar="FILE|URL",
        help="a picture as large as the photo, white where something goes; as an address only where PHOTO is one too",
    )
    mark.add_argument(
        "--rectangle",
        type=arguments.rectangle,
        action=arguments.AppendRectangle,
        metavar="X,Y,W,H",
        dest="rectangles",
        help="pixels from the top left corner; up to 50 times",
    )
    _add_sending(parser, ("url", "base64"))


def _add_remove_background(commands: Commands) -> None:
    parser = commands.add_parser(
        "remove-background",
        help="cut the subject out, or put it before something else",
        description="Cut the subject out, transparent or put before something else. " + _CUTOUTS,
    )
    _add_photos(parser, "PHOTO-cutout.png, .jpg before a colour, PHOTO-mask.png", is_layered=True)
    parser.add_argument(
        "--type", choices=get_args(Subject), default="auto", help="what stands in front (default: found out)"
    )
    parser.add_argument(
        "--output-type",
        choices=get_args(Output),
        help="the cutout, its matte (grey, white is the subject, cropped as the cutout is) or both: OUT and "
        "OUT-mask.png (default: image)",
    )
    _add_look(parser, "subject")
    _add_sending(parser, ("url", "base64", "binary"))


def _add_cut_out_face(commands: Commands) -> None:
    parser = commands.add_parser(
        "cut-out-face",
        help="cut the face or head out",
        description="Cut the face or head out, transparent or put before something else; its matte (grey, white is the "
        "head, cropped as the cutout is) is saved as OUT-mask.png. " + _CUTOUTS,
    )
    _add_photos(parser, "PHOTO-face.png, .jpg before a colour, PHOTO-face-mask.png", is_layered=True)
    _add_look(parser, "head")
    parser.set_defaults(output_type=None)
    _add_sending(parser, ())


def _add_id_photo(commands: Commands) -> None:
    parser = commands.add_parser(
        "id-photo",
        help="make the ID photo of a document type, or frame a portrait at a size",
        description=id_photo_options.DESCRIPTION,
    )
    _add_photos(parser, "PHOTO-DOCUMENT.jpg, without --document PHOTO-id.png,")
    parser.add_argument(
        "--size",
        type=arguments.size,
        metavar="WxH",
        help="without --document: in pixels, each 100 to 2000, such as 413x531 (default: as large as the photo)",
    )
    parser.add_argument(
        "--format",
        choices=get_args(Format),
        help="png can be transparent, jpg can not (default: by OUT and --background, else jpg with --document, png "
        "without)",
    )
    parser.add_argument(
        "--background",
        type=id_photo_options.background,
        metavar="RRGGBB|none|keep",
        help="a colour, nothing (transparent) or the photo’s own (default: the document type’s; none without one)",
    )
    id_photo_options.add_document_options(parser)
    _add_sending(
        parser, ("url", "base64"), "who cuts out (default: this computer; as in the settings without --document)"
    )


def _add_documents(commands: Commands) -> None:
    parser = commands.add_parser(
        "documents",
        help="the document types that ID photos are made for",
        description="Show a line for each document type: id, country, name, size and rules.",
    )
    id_photo_options.add_search(parser)


def _add_jobs(commands: Commands) -> None:
    parser = commands.add_parser(
        "jobs",
        help="work that was sent to a provider: list, resume, take, forget",
        description="Work that was sent to a provider is kept until it is done, whatever happens to this computer.",
    )
    jobs = parser.add_subparsers(required=True, metavar="COMMAND", dest="jobs_command")
    jobs.add_parser("list", help="a line for each job", description="Show a line for each job and how it stands.")

    resume = jobs.add_parser(
        "resume",
        help="finish what was interrupted",
        description="Finish every interrupted job, or those named: send what was not sent, fetch what is done, and "
        "save it where it was asked for.",
    )
    resume.add_argument("jobs", nargs="*", metavar="ID", help=_JOB_HELP)
    resume.add_argument(
        "--send-again",
        action="store_true",
        help="also what may have been charged already, or failed; this may cost another credit",
    )

    take = jobs.add_parser("take", help="save a result", description="Save the result of a job that is done.")
    take.add_argument("job", metavar="ID", help=_JOB_HELP)
    take.add_argument(
        "-o",
        "--output",
        type=arguments.path,
        metavar="OUT",
        help="default: where it was asked for, or beside the photo",
    )
    take.add_argument("--force", action="store_true", help="replace OUT when it exists")

    forget = jobs.add_parser(
        "forget",
        help="put jobs away for good",
        description="Put jobs away for good, with their results. A credit that was spent stays spent.",
    )
    forget.add_argument("jobs", nargs="+", metavar="ID", help=_JOB_HELP)


def _add_credits(commands: Commands) -> None:
    parser = commands.add_parser(
        "credits", help="how many credits are left", description="Show how many credits are left at each provider."
    )
    parser.add_argument("--provider", choices=[name for name in PROVIDERS if name != "local"], help="ask only this one")


def _add_photos(parser: argparse.ArgumentParser, default: str, *, is_layered: bool = False) -> None:
    parser.add_argument(
        "photos",
        nargs="+",
        type=arguments.photo,
        metavar="PHOTO",
        help="JPEG, PNG, WebP, TIFF or BMP; or an address, which a provider fetches by itself",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=arguments.path,
        metavar="OUT",
        help="a file, or a folder, which several photos need; its ending says how it is written"
        f"{', .psd and .ora in layers' if is_layered else ''} (default: {default} beside the photo)",
    )
    parser.add_argument("--force", action="store_true", help="replace OUT when it exists")


def _add_look(parser: argparse.ArgumentParser, subject: str) -> None:
    parser.add_argument(
        "--background",
        type=arguments.name,
        metavar="none|RRGGBB|PICTURE|blur",
        help="nothing (transparent; white in JPEG), a colour, a picture that fills what is behind (for a PHOTO given "
        "as an address that may be one too), or the photo itself out of focus (./none and ./ffffff are files; "
        "default: none)",
    )
    parser.add_argument("--crop", action="store_true", help=f"to the {subject}’s edge")
    parser.add_argument(
        "--margin",
        type=arguments.margin,
        metavar="N",
        help=f"crop, and leave N per cent of the {subject}’s longer side free around it",
    )
    parser.add_argument(
        "--matte-only",
        action="store_true",
        help=f"save the matte of the whole photo and nothing else: grey, white is the {subject}",
    )
    parser.add_argument(
        "--box",
        type=arguments.rectangle,
        metavar="X,Y,W,H",
        help=f"where the {subject} is, in pixels from the top left corner, when it is not found without; only this "
        "computer can be told",
    )
    parser.add_argument(
        "--format",
        choices=get_args(Format),
        help="png keeps transparency, jpg puts white in its place; without OUT it is also the file’s ending (default: "
        "by OUT, else jpg before a colour, else png)",
    )


def _add_sending(
    parser: argparse.ArgumentParser, forms: Sequence[str], who: str = "who does it (default: as in the settings)"
) -> None:
    """`forms`: how the result can be handed over."""
    parser.add_argument("--provider", choices=PROVIDERS, help=who)
    parser.add_argument(
        "--upload", choices=["auto", "png", "jpeg"], help="how the photo is sent (default: as in the settings)"
    )
    parser.add_argument(
        "--sync",
        action="store_true",
        help="wait for the result in the request itself; when the connection breaks, the result is lost",
    )
    if forms:
        parser.add_argument(
            "--return", choices=forms, default="url", dest="form", help="how the result comes back (default: url)"
        )
