"""Where the program keeps its own files. `PICWISH_DESKTOP_HOME` moves all of them into one folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

HOME_VARIABLE = "PICWISH_DESKTOP_HOME"
APP_NAME = "picwish-desktop"


class Paths(NamedTuple):
    config: Path
    """Settings."""
    data: Path
    """What must not be lost: recent files, documents to recover."""
    cache: Path
    """What can be made again: thumbnails."""
    logs: Path

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"

    @property
    def recent(self) -> Path:
        return self.data / "recent.json"

    @property
    def thumbnails(self) -> Path:
        return self.cache / "thumbnails"

    @property
    def jobs(self) -> Path:
        """Paid work: the journal, what was sent and what came back."""
        return self.data / "jobs"

    @property
    def private(self) -> Path:
        """Which photos must not leave this computer."""
        return self.data / "private.json"

    @property
    def pace(self) -> Path:
        """How long the providers' tasks take, and when they were asked last."""
        return self.cache / "pace.json"

    @property
    def recovery(self) -> Path:
        return self.data / "recovery"

    @property
    def tickets(self) -> Path:
        """The counter's customers and their portraits, until they are as old as the settings say."""
        return self.data / "tickets"

    @property
    def id_photo(self) -> Path:
        """Document types, papers and presets of one's own, and what printers were calibrated to."""
        return self.config / "id_photo"


def find_paths() -> Paths:
    """The system's places for this user, or those below `PICWISH_DESKTOP_HOME`. Makes no folder."""
    if home := os.environ.get(HOME_VARIABLE):
        root = Path(home)
        return Paths(root / "config", root / "data", root / "cache", root / "logs")
    import platformdirs

    dirs = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
    return Paths(dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path, dirs.user_log_path)
