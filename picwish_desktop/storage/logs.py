"""One log file of bounded size. Nothing secret is ever passed to a logger."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

LOG_NAME = "picwish-desktop.log"
MAX_BYTES = 1_000_000


def start_logging(folder: Path) -> None:
    """Write warnings of everything and our own information to `folder`; to nowhere when it cannot be written."""
    root = logging.getLogger("picwish_desktop")
    root.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / LOG_NAME, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8"
        )
    except OSError as error:
        logging.getLogger(__name__).warning("no log file in %s: %s", folder, error)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
