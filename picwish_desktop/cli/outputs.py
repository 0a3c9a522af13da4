"""Where the results of a command go, found out and checked before anything is paid."""

from __future__ import annotations

import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from picwish_desktop.cli.errors import CommandError
from picwish_desktop.cli.order import Order, Source
from picwish_desktop.imaging import signatures
from picwish_desktop.imaging.write import encoding_for
from picwish_desktop.operations.catalogue import CutOutFace
from picwish_desktop.operations.request import PictureUrl
from picwish_desktop.workflows.cutout_result import cutout_encoding
from picwish_desktop.workflows.result_files import mask_output
from picwish_desktop.workflows.results import default_output, outputs

_LONGEST_NAME = 100


def find_outputs(order: Order) -> list[Path]:
    """One for each source. Raises CommandError where they cannot go there all together."""
    given = order.output
    defaults = [default_for(source, order) for source in order.sources]
    if given is None:
        found = defaults
    elif is_folder(given):
        found = [given / default.name for default in defaults]
    elif len(order.sources) > 1:
        raise CommandError(f"{given} is no folder, and several photos need one. Make it, or choose another one.")
    else:
        found = [given]
    _check_apart(found, order)
    return found


def default_for(source: Source, order: Order) -> Path:
    """Beside a photo; in the current folder for an address."""
    default = default_output(_name_in(source) if isinstance(source, PictureUrl) else source, order.operation)
    return mask_output(default) if _is_matte_of_face(order) else default


def check_output(output: Path, source: Source, order: Order) -> None:
    """Raises CommandError or PictureError for a place where nothing can be saved."""
    if order.cutout is not None and order.cutout.output != "mask" and isinstance(source, Path):
        cutout_encoding(output)
    else:
        encoding_for(output)
    for path in _files(output, order):
        if _asked(path, Path.exists) and not order.may_replace:
            raise CommandError(f"{path} exists. Add --force to replace it, or -o for another name.")
    if not output.parent.is_dir():
        raise CommandError(f"{output} cannot be saved: the folder is not there. Make it, or choose another one.")
    check_writable(output)


def is_folder(path: Path) -> bool:
    """Raises CommandError for a name that no file can have."""
    return _asked(path, Path.is_dir)


def check_writable(output: Path) -> None:
    """Raises CommandError where its folder takes no files. By trying: permissions do not say it all, as where a disk is
    mounted to be read only."""
    folder = Path(os.path.realpath(output)).parent
    probe = folder / f".{secrets.token_hex(6)}.part"
    try:
        probe.open("xb").close()
        probe.unlink()
    except OSError as error:
        raise CommandError(
            f"Nothing can be saved in {folder}: {error.strerror}. Allow it, or choose another folder."
        ) from error


def _asked(path: Path, question: Callable[[Path], bool]) -> bool:
    try:
        return question(path)
    except OSError as error:
        raise CommandError(f"Nothing can be saved as “{path.name}”: {error.strerror}. Choose another name.") from error


def _check_apart(found: Sequence[Path], order: Order) -> None:
    every = Counter(path.absolute() for output in found for path in _files(output, order))
    for path, count in every.items():
        if count > 1:
            raise CommandError(f"{path.name} would be written twice. Do these photos one after the other.")
    for source, output in zip(order.sources, found, strict=True):
        others = {*order.sources, order.mask, order.backdrop, order.cutout and order.cutout.picture} - {source}
        check_not_over(_files(output, order), [other for other in others if isinstance(other, Path)])


def check_not_over(outputs: Iterable[Path], others: Iterable[Path]) -> None:
    """Raises CommandError where what is made of one photo would take the place of another one of the command, which may
    not have been read by then."""
    read = {os.path.realpath(other): other for other in others}
    for output in outputs:
        if (other := read.get(os.path.realpath(output))) is not None:
            raise CommandError(f"{other} would be written over, and it is used itself. Leave it out, or add -o.")


def _files(output: Path, order: Order) -> tuple[Path, ...]:
    return (output,) if _is_matte_of_face(order) else outputs(output, order.operation)


def _is_matte_of_face(order: Order) -> bool:
    return isinstance(order.operation, CutOutFace) and order.cutout is not None and order.cutout.output == "mask"


def file_name(text: str, otherwise: str = "picture") -> Path:
    """What a picture is called elsewhere, as a file's name in the current folder."""
    last = Path(text)
    stem = re.sub(r"[^\w ()+,.-]+", "_", last.stem).strip(" .")[:_LONGEST_NAME] or otherwise
    ending = last.suffix.lower()
    return Path(f"{stem}{ending if ending in signatures.ENDINGS else '.png'}")


def _name_in(address: PictureUrl) -> Path:
    parts = urlsplit(address.url)
    return file_name(unquote(parts.path), str(parts.hostname))
