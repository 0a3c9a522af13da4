"""Which photos are locked to this computer: their files' places, kept in a small file."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.folder_lock import alone_in

log = logging.getLogger(__name__)


class PrivateListError(Exception):
    """One sentence for a person: the list of locked photos cannot be read."""


def is_private(list_file: Path, photo: Path) -> bool:
    """True also where the list cannot be read: what may be locked is not sent."""
    try:
        return is_listed(list_file, photo.resolve())
    # a photo whose place cannot be followed, in a loop of links, or cannot be at all
    except (PrivateListError, OSError, RuntimeError, ValueError) as error:
        log.warning("%s", error)
        return True


def is_listed(list_file: Path, place: Path) -> bool:
    """The same for a photo whose links were followed: nobody looks at its disk. Raises PrivateListError."""
    return str(place) in _read(list_file)


def set_private(list_file: Path, photo: Path, locked: bool) -> None:
    """Raises PrivateListError or OSError; nothing is changed then."""
    wanted = str(photo.resolve())
    # or one of two changes at once would be lost
    with alone_in(list_file.parent):
        photos = _read(list_file)
        if (wanted in photos) is locked:
            return
        photos = [*photos, wanted] if locked else [known for known in photos if known != wanted]
        write_atomically(list_file, json.dumps(photos, indent=1).encode())


def _read(list_file: Path) -> list[str]:
    try:
        photos = json.loads(list_file.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        raise PrivateListError(
            f"The list of locked photos in {list_file} cannot be read. Repair or remove the file."
        ) from error
    if not isinstance(photos, list) or not all(isinstance(photo, str) for photo in photos):
        raise PrivateListError(f"The list of locked photos in {list_file} is damaged. Repair or remove the file.")
    return photos
