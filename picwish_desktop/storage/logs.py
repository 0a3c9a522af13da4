"""One log file of bounded size. Nothing secret is ever passed to a logger."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

LOG_NAME = "picwish-desktop.log"
MAX_BYTES = 1_000_000


def start_logging(folder: Path) -> None:
    """Write everybody's warnings and our own information to a file in `folder`; to nowhere when that cannot be
    written. Nothing goes to the terminal: libraries would say there what a person was told in a sentence already."""
    # such as where the file is another user's, which shows at the first line only
    logging.raiseExceptions = False
    logging.getLogger("picwish_desktop").setLevel(logging.INFO)
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / LOG_NAME, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
