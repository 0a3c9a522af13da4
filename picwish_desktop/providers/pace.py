"""What a run of the program leaves to the next about each provider: how long tasks take, and when it asked last.

Two commands in a row are two programs, and one rate limit.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from picwish_desktop.storage.atomic import write_atomically

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    durations: dict[str, float] = field(default_factory=dict)
    """Seconds, by operation."""
    sent_at: tuple[float, ...] = ()
    """Seconds since the epoch of the latest requests."""


def load_paces(path: Path) -> dict[str, Pace]:
    """By provider; nothing where there is no readable file, as all of it can be learned again."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        return {
            str(name): Pace(
                {str(operation): float(seconds) for operation, seconds in pace["durations"].items()},
                tuple(float(time) for time in pace["sent_at"]),
            )
            for name, pace in stored.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        log.warning("%s is not used: %r", path, error)
        return {}


def save_paces(paces: Mapping[str, Pace], path: Path) -> None:
    """Never fails: what is lost is learned again."""
    content = {name: {"durations": pace.durations, "sent_at": pace.sent_at} for name, pace in paces.items()}
    try:
        write_atomically(path, json.dumps(content).encode())
    except OSError as error:
        log.warning("%s is not written: %s", path, error)
