"""The file of the settings. One that cannot be read is never lost, and until they are set anew nothing leaves this
computer and nothing is deleted."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.settings import Settings, careful_settings, load_settings, save_settings

log = logging.getLogger(__name__)

_CAREFUL = (
    "photos that are opened are locked to this computer, the providers have no address, and results and tickets are "
    "kept as long as they can be."
)


class SettingsFile:
    """Both its methods block."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem = ""
        """What a person is to be told of it; empty where it could be read."""
        self._is_unread = False
        """Whether there is one still, of which nobody knows what it says."""

    def load(self) -> Settings:
        """Never fails. A damaged file is put aside, and careful settings are in its place at once: the next start must
        not take it for none. Whoever starts it is told, until they are set anew: it may have been a command that nobody
        watched."""
        try:
            settings = load_settings(self.path)
        except OSError as error:
            return self._leave(error)
        except (ValueError, TypeError) as error:
            log.warning("settings at %s are damaged: %s", self.path, error)
            try:
                settings = self._put_aside()
            except OSError as problem:
                return self._leave(problem)
        if settings.put_aside:
            self.problem = (
                f"The settings in {self.path} were damaged and have been put aside as {settings.put_aside}. Until you "
                f"set them anew, {_CAREFUL}"
            )
        return settings

    def save(self, settings: Settings) -> None:
        """Raises OSError; also where what is there was not read, as it may be sound."""
        if self._is_unread:
            raise OSError("it could not be read, so it is left as it is")
        save_settings(settings, self.path)

    def _put_aside(self) -> Settings:
        """What is there in its place. Raises OSError; the damaged file is then still there."""
        stamp = time.strftime("%Y-%m-%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}-{time.time_ns() % 1000:03}")
        write_atomically(aside, self.path.read_bytes())
        settings = careful_settings()
        settings.put_aside = aside.name
        save_settings(settings, self.path)
        return settings

    def _leave(self, error: OSError) -> Settings:
        log.warning("settings at %s cannot be read: %s", self.path, error)
        self._is_unread = True
        self.problem = (
            f"The settings in {self.path} cannot be used ({error.strerror or error}). They are left as they are; mend "
            f"that and start again. Until then {_CAREFUL}"
        )
        return careful_settings()
