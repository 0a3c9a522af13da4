"""The pictures opened last, for the empty window and the File menu."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.folder_lock import alone_in
from picwish_desktop.storage.paths import Paths

log = logging.getLogger(__name__)

MAX_RECENT = 12


@dataclass(frozen=True, slots=True)
class RecentPicture:
    path: str
    note: str
    """What was done to it: "opened", "removed 2 objects"."""
    when: str
    """ISO 8601, local time."""


def load_recent(paths: Paths) -> list[RecentPicture]:
    """Newest first, without those whose file is gone. Never fails."""
    return [picture for picture in _stored(paths) if _may_be_there(Path(picture.path))]


def _stored(paths: Paths) -> list[RecentPicture]:
    try:
        stored = json.loads(paths.recent.read_text("utf-8"))
        pictures = [RecentPicture(str(row["path"]), str(row["note"]), str(row["when"])) for row in stored]
        for picture in pictures:
            datetime.fromisoformat(picture.when)
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("recent pictures at %s cannot be read: %s", paths.recent, error)
        return []
    return pictures


def _may_be_there(path: Path) -> bool:
    """Also where nobody can say now, as on a share whose server is down."""
    try:
        return path.is_file()
    except OSError:
        return True


def remember(paths: Paths, path: Path, note: str, now: datetime) -> None:
    """Put `path` first. Raises OSError."""
    newest = RecentPicture(str(path), note, now.isoformat(timespec="seconds"))
    # or one of two that are remembered at once would be lost
    with alone_in(paths.data):
        # none of the others is looked for: where nobody answers, that takes minutes
        kept = [picture for picture in _stored(paths) if picture.path != str(path)]
        rows = [asdict(picture) for picture in (newest, *kept)][:MAX_RECENT]
        write_atomically(paths.recent, json.dumps(rows, indent=2).encode())


def thumbnail_path(paths: Paths, path: Path) -> Path:
    """Where the small picture of `path` is kept; it may not be there."""
    name = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return paths.thumbnails / f"{name}.png"
