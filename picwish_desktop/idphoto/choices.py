"""What a person made of the lists: favourite document types, those used last, and papers of their own."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from picwish_desktop.idphoto.papers import own_papers, row_of
from picwish_desktop.model.sheet import Paper
from picwish_desktop.storage.atomic import write_atomically

log = logging.getLogger(__name__)

CHOICES = "choices.json"
"""Of the file in the folder of the ID photos' own things."""
MOST_RECENT = 8
_MOST_BYTES = 256 * 1024
_MOST_IDS = 500


@dataclass(frozen=True, slots=True)
class Choices:
    favourites: frozenset[str] = frozenset()
    """Document types' ids."""
    recent: tuple[str, ...] = ()
    """The last used first."""
    papers: tuple[Paper, ...] = ()

    def used(self, document: str) -> Choices:
        """`document` is the last one that was used."""
        others = tuple(id_ for id_ in self.recent if id_ != document)
        return replace(self, recent=(document, *others)[:MOST_RECENT])

    def with_favourite(self, document: str, *, is_favourite: bool) -> Choices:
        return replace(self, favourites=self.favourites | {document} if is_favourite else self.favourites - {document})


def load_choices(path: Path) -> Choices:
    """Never fails: what cannot be read is left out."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("the file is too large")
        stored = json.loads(path.read_text("utf-8"))
        if not isinstance(stored, dict):
            raise TypeError("it holds no object")
    except FileNotFoundError:
        return Choices()
    except (OSError, ValueError, TypeError, RecursionError) as error:
        log.warning("%s cannot be read: %s", path, error)
        return Choices()
    return Choices(
        frozenset(_ids(stored.get("favourites"))),
        tuple(_ids(stored.get("recent")))[:MOST_RECENT],
        own_papers(stored.get("papers", [])),
    )


def save_choices(choices: Choices, path: Path) -> None:
    """Raises OSError."""
    content = {
        "favourites": sorted(choices.favourites),
        "recent": choices.recent,
        "papers": [row_of(paper) for paper in choices.papers],
    }
    write_atomically(path, json.dumps(content, indent=2, ensure_ascii=False).encode())


def _ids(value: object) -> Sequence[str]:
    return [id_ for id_ in value[:_MOST_IDS] if isinstance(id_, str)] if isinstance(value, list) else []
