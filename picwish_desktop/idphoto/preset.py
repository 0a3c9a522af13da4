"""What the counter is asked for again and again: a document with everything that was chosen for it, under a name."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from picwish_desktop.idphoto.ticket import COLOR
from picwish_desktop.model.sheet import MOST_COPIES
from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.json_fields import Fields

log = logging.getLogger(__name__)

MOST_NAME = 40
"""Characters of a preset's name."""

_MOST_TEXT = 300

_changing = threading.Lock()
"""Or one of two changes at once would be lost."""


class PresetError(Exception):
    """One sentence for a person: why a preset is not kept or not removed."""


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    """May be empty for what was used last."""
    document: str
    """The document type's id."""
    background: str | None = None
    """RRGGBB; None leaves it to the document."""
    paper: str | None = None
    """The paper's name; None where no sheet is printed."""
    copies: int = 1
    format: Literal["jpeg", "png"] = "jpeg"
    provider: str = "local"
    is_locked: bool = False
    """Whether it can neither be changed nor removed before it is unlocked."""


@dataclass(frozen=True, slots=True)
class _Kept:
    presets: tuple[Preset, ...] = ()
    last: Preset | None = None


class PresetStore:
    """A small JSON file. What of it cannot be read is left out, alone, with a line in the log. It blocks, for a
    moment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def presets(self) -> tuple[Preset, ...]:
        """In the order in which they were made. Never fails."""
        return self._read_or_none().presets

    def last(self) -> Preset | None:
        """What was used last, for “Repeat last”. Never fails."""
        return self._read_or_none().last

    def save(self, preset: Preset) -> Preset:
        """Keep it, in place of the one of that name; no two names differ in nothing but case. Gives it back as it is
        kept. A locked one is only unlocked this way. Raises PresetError or OSError; nothing is changed then."""
        preset = replace(preset, name=" ".join(preset.name.split()))
        if not 0 < len(preset.name) <= MOST_NAME:
            raise PresetError(f"A preset needs a name of 1 to {MOST_NAME} characters.")
        _check(preset)
        with _changing:
            kept = self._read()
            before = _find(kept, preset.name)
            if before is not None and before.is_locked and preset not in (before, replace(before, is_locked=False)):
                raise PresetError(f"“{before.name}” is locked. Unlock it first, or take another name.")
            presets = [preset if known is before else known for known in kept.presets]
            self._write(replace(kept, presets=(*presets, *([preset] if before is None else []))))
        return preset

    def remove(self, name: str) -> None:
        """One that is not there is no error. Raises PresetError or OSError; nothing is changed then."""
        with _changing:
            kept = self._read()
            preset = _find(kept, name)
            if preset is None:
                return
            if preset.is_locked:
                raise PresetError(f"“{preset.name}” is locked. Unlock it before you remove it.")
            self._write(replace(kept, presets=tuple(known for known in kept.presets if known is not preset)))

    def set_last(self, preset: Preset) -> None:
        """It was used just now, whether it has a name or not. Raises OSError."""
        _check(preset)
        with _changing:
            self._write(replace(self._read(), last=preset))

    def _read_or_none(self) -> _Kept:
        try:
            return self._read()
        except OSError as error:
            log.warning("presets at %s cannot be read: %s", self._path, error)
            return _Kept()

    def _read(self) -> _Kept:
        """Raises OSError: what is there and cannot be read now must not be written over."""
        try:
            fields = Fields(json.loads(self._path.read_text("utf-8")))
            rows = fields.rows("presets")
            last = fields.get("last") if fields.has("last") else None
        except FileNotFoundError:
            return _Kept()
        except (ValueError, RecursionError) as error:
            log.warning("presets at %s are damaged: %s", self._path, error)
            return _Kept()
        kept = _Kept(last=None if last is None else self._preset(last))
        for row in rows:
            preset = self._preset(row)
            if preset is not None and _key(preset.name) and _find(kept, preset.name) is None:
                kept = replace(kept, presets=(*kept.presets, preset))
        return kept

    def _preset(self, row: object) -> Preset | None:
        try:
            return preset_from_json(row)
        except ValueError as error:
            log.warning("a preset at %s cannot be read: %s", self._path, error)
            return None

    def _write(self, kept: _Kept) -> None:
        write_atomically(self._path, json.dumps(asdict(kept), indent=1).encode())


def preset_from_json(content: object) -> Preset:
    """Raises ValueError for what is not as it must be."""
    fields = Fields(content)
    return Preset(
        fields.text("name", MOST_NAME),
        fields.text("document", _MOST_TEXT),
        fields.match("background", COLOR) if fields.has("background") else None,
        fields.text("paper", _MOST_TEXT) if fields.has("paper") else None,
        fields.whole("copies", 0, MOST_COPIES),
        _format(fields.text("format", _MOST_TEXT)),
        fields.text("provider", _MOST_TEXT),
        fields.flag("is_locked"),
    )


def _format(text: str) -> Literal["jpeg", "png"]:
    match text:
        case "jpeg" | "png":
            return text
        case _:
            raise ValueError("“format” is neither jpeg nor png")


def _check(preset: Preset) -> None:
    """Raises ValueError for one that could not be read again."""
    preset_from_json(asdict(preset))


def _find(kept: _Kept, name: str) -> Preset | None:
    return next((preset for preset in kept.presets if _key(preset.name) == _key(name)), None)


def _key(name: str) -> str:
    """The same for names that a person would not tell apart."""
    return " ".join(name.split()).casefold()
