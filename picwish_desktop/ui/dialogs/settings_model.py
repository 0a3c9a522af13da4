"""Trying the model that a person chooses in the settings, as soon as it is chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeAlias

from picwish_desktop.ui.widgets.setting_fields import PathField, SettingField
from picwish_desktop.ui.widgets.verdict import Tone, Verdict

CheckModel: TypeAlias = Callable[[Path, str], Awaitable[str]]
"""With the file and its family; answers what is wrong, or ""."""


class ModelTrial:
    """Says below the field what came of it. A file that is no model is refused as any wrong value is."""

    def __init__(
        self,
        file: PathField,
        family: SettingField,
        said: Verdict,
        check: CheckModel,
        spawn: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]],
    ) -> None:
        self._file, self._family, self._said = file, family, said
        self._check = check
        self._spawn = spawn
        self._running: asyncio.Task[None] | None = None
        """The newest."""
        file.changed.connect(self._start)
        family.changed.connect(self._start)

    def stop(self) -> None:
        """Nothing is said afterwards."""
        if self._running is not None:
            self._running.cancel()

    def _start(self) -> None:
        self.stop()
        self._file.refuse("")
        is_wrong = bool(self._file.problem())
        # that the value is wrong stays said; whether it was a model does not
        if not is_wrong or self._said.property("role") != Tone.WARN:
            self._say("")
        if self._file.value() and not is_wrong:
            self._running = self._spawn(self._try(Path(str(self._file.value())), str(self._family.value())))

    async def _try(self, path: Path, family: str) -> None:
        self._said.say(f"Trying “{path.name}”…")
        wrong = await self._check(path, family)
        self._file.refuse(wrong)
        self._say(wrong)
        if not wrong:
            self._said.say(f"“{path.name}” can be used.", Tone.OK)

    def _say(self, wrong: str) -> None:
        self._said.say(wrong, Tone.WARN)
        self._file.show_problem(wrong)
