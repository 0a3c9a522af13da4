"""The file of the settings, JSON. A value that cannot be falls back to its default, alone. A file that cannot be read
is never lost, and until they are set anew nothing leaves this computer and nothing is deleted."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import Field, asdict, fields
from pathlib import Path
from typing import Any

from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.setting_kinds import Number, OneOf
from picwish_desktop.storage.settings import KeyTable, Settings, careful_settings, kind_of

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


def load_settings(path: Path) -> Settings:
    """Everything is at its default where there is no file. Raises OSError where it cannot be read, ValueError or
    TypeError where it is damaged."""
    try:
        stored = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except RecursionError as error:
        raise ValueError("it has no bottom") from error
    if not isinstance(stored, dict):
        raise TypeError("it holds no table")
    settings = Settings()
    for entry in fields(Settings):
        value = stored.get(entry.name)
        if value is not None and _fits(value, entry):
            setattr(settings, entry.name, float(value) if isinstance(entry.default, float) else value)
    settings.own_keys = _key_table(stored.get("own_keys", {}))
    return settings


def save_settings(settings: Settings, path: Path) -> None:
    """Raises OSError."""
    write_atomically(path, json.dumps(asdict(settings), indent=2).encode())


def _key_table(stored: object) -> KeyTable:
    """Its rows that are as they must be."""
    if not isinstance(stored, dict):
        log.warning("the settings' keys are no table")
        return {}
    table = {}
    for name, keys in stored.items():
        if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            table[name] = keys
        else:
            log.warning("the settings' keys for %r are no list of keys", name)
    return table


def _fits(value: Any, entry: Field[Any]) -> bool:
    if isinstance(entry.default, float):
        is_of_type = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        is_of_type = type(value) is type(entry.default)
    kind = kind_of(entry)
    return is_of_type and (not isinstance(kind, OneOf | Number) or kind.fits(value))
