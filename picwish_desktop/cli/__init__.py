"""`picwish …`: the same workflows without a window. Imports no Qt, and nothing slow before it is needed."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from picwish_desktop import __version__
from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect

if TYPE_CHECKING:
    from picwish_desktop.jobs.job import Job
    from picwish_desktop.model.document import Document

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


class CommandError(Exception):
    """One sentence for a person."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong use."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    from picwish_desktop.imaging.errors import PictureError
    from picwish_desktop.operations.provider import ProviderError
    from picwish_desktop.storage.logs import start_logging
    from picwish_desktop.storage.paths import find_paths
    from picwish_desktop.workflows.edit import NothingToDoError

    start_logging(find_paths().logs)
    try:
        command(options)
    except (CommandError, PictureError, ProviderError, NothingToDoError) as error:
        print(f"picwish: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("picwish: Stopped; nothing was saved.", file=sys.stderr)
        return INTERRUPTED
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="picwish", description="Edit photographs without a window.")
    parser.add_argument("--version", action="version", version=f"picwish {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    remove = commands.add_parser(
        "remove-objects",
        help="remove what a mask or rectangles mark",
        description="Remove what is marked. Saved as PNG, TIFF or WebP every pixel outside the mark stays as it is; "
        "JPEG compresses the whole picture again. Metadata and 16 bits are kept.",
    )
    remove.add_argument("photo", type=Path, metavar="PHOTO", help="JPEG, PNG, WebP, TIFF or BMP")
    mark = remove.add_mutually_exclusive_group(required=True)
    mark.add_argument("--mask", type=Path, help="a picture as large as the photo, white where something goes")
    mark.add_argument(
        "--rectangle",
        type=_rectangle,
        action=_AppendRectangle,
        metavar="X,Y,W,H",
        dest="rectangles",
        help="pixels from the top left corner; up to 50 times",
    )
    remove.add_argument("-o", "--output", type=Path, metavar="OUT", help="default: PHOTO-removed.EXT beside the photo")
    remove.add_argument("--provider", choices=["local"], default="local", help="who does it (default: this computer)")
    remove.add_argument("--force", action="store_true", help="replace OUT when it exists")
    remove.set_defaults(command=_remove_objects)
    return parser


def _rectangle(text: str) -> Rect:
    try:
        x, y, width, height = (int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not four whole numbers X,Y,W,H") from None
    if x < 0 or y < 0 or width <= 0 or height <= 0:
        raise argparse.ArgumentTypeError(f"“{text}” needs X and Y of at least 0, W and H of at least 1")
    return Rect(x, y, width, height)


class _AppendRectangle(argparse.Action):
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


def _remove_objects(options: argparse.Namespace) -> None:
    from picwish_desktop.imaging.read import read, read_mask
    from picwish_desktop.imaging.write import encoding_for, write
    from picwish_desktop.model.document import Document
    from picwish_desktop.workflows.edit import default_output

    output = options.output or default_output(options.photo)
    if output.is_dir():
        output = output / default_output(options.photo).name
    if output.exists() and not options.force:
        raise CommandError(f"{output} exists. Add --force to replace it, or -o for another name.")

    if not output.parent.is_dir():
        raise CommandError(f"{output} cannot be saved: the folder is not there. Make it, or choose another one.")

    document = Document(read(options.photo))
    photo = document.photo
    encoding = encoding_for(output)
    for note in photo.notes:
        print(f"picwish: {note}", file=sys.stderr)
    if options.mask:
        document.set_mask("Import mask", read_mask(options.mask, photo.width, photo.height))
    else:
        for rectangle in options.rectangles:
            if not rectangle.overlaps(photo.bounds):
                raise CommandError(
                    f"The rectangle {rectangle.x},{rectangle.y},{rectangle.width},{rectangle.height} lies outside "
                    f"{options.photo}, which is {photo.width} × {photo.height} pixels."
                )
        document.set_rectangles("Rectangles", options.rectangles)

    asyncio.run(_run_removal(document, options.provider))
    write(output, document.pixels(), photo.metadata, encoding)
    print(output)


async def _run_removal(document: Document, provider_name: str) -> None:
    from picwish_desktop.jobs.runner import Runner
    from picwish_desktop.providers.registry import build_providers
    from picwish_desktop.vision.worker import Worker
    from picwish_desktop.workflows.edit import remove_objects

    worker = Worker()
    try:
        runner = Runner(build_providers(worker))
        if sys.stderr.isatty():
            runner.watch(_show_progress)
        document.propose(await remove_objects(document, runner, runner.providers[provider_name]))
        document.keep()
    finally:
        worker.close()


def _show_progress(job: Job) -> None:
    end = "\n" if job.state.is_over else ""
    print(f"\r{job.title}: removing, {job.progress:4.0%}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
