"""A folder that a camera, a tethering program or a card fills: its new pictures, as they come."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from picwish_desktop.imaging.signatures import ENDINGS
from picwish_desktop.storage.reaching import reach
from picwish_desktop.storage.stamp import Stamp, stamp_of

log = logging.getLogger(__name__)

MOST_LEVELS = 5
"""Of folders below the watched one; a card's pictures lie two below its root."""
MOST_ENTRIES = 20_000
"""Files and folders in a look."""
_MOST_SHARE = 0.1
"""Of the time that is spent looking: a slow drive is looked at less often."""
_LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class _Look:
    pictures: dict[Path, Stamp] = field(default_factory=dict)
    device: int | None = None
    """None where the folder is not there."""
    is_partial: bool = False
    """Whether there were more entries than are looked at, or a folder that could not be read."""


class WatchedFolder:
    """Tells of pictures that come while it is watched. Looking again and again is the one way that works on cards and
    network drives too; it is done in a thread.

    A picture is complete when two looks found the same size and time. One whose file changes later is told of again:
    it was not complete after all, or it is the next one under the same name. One that is only renamed is not. Hidden
    files, links and files with other endings, such as a camera's raw pictures beside its JPEGs, are not looked at.

    Where the folder comes back, as that of a card does, or has too many files to see them all, many pictures may be
    unknown that are old. Of those only what is newer than the newest one known is told of: the camera's own clock. It
    need not agree with the computer's, but where the folder was never seen with a picture in it, the computer's must
    do: what is newer than the beginning. What was taken between the removal of a card and its return is new.
    """

    def __init__(
        self,
        folder: Path,
        endings: Collection[str] = ENDINGS.keys(),
        interval: float = 1.0,
        clock: Callable[[], float] = time.time,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`endings` in lower case, with the dot; `interval` in seconds, between two looks; `clock` in seconds since
        1970."""
        self._folder = folder
        self._endings = frozenset(endings)
        self._interval = interval
        self._clock = clock
        self._wait = wait
        self._ignored: set[Path] = set()
        self._known: dict[Path, Stamp] = {}
        """What was there at the start, was told of, or was passed over as old."""
        self._coming: dict[Path, Stamp] = {}
        """What the look before found beside those."""
        self._device: int | None = None
        self._was_partial = False
        self._last_there = 0.0

    @property
    def is_there(self) -> bool:
        """Whether the last look found the folder."""
        return self._device is not None

    def ignore(self, path: Path) -> None:
        """What this program writes there itself is no new picture. Say it before it is written, by the folder as it
        was given."""
        self._ignored.add(path)

    async def pictures(self) -> AsyncIterator[Path]:
        """Each new picture once, the newest first where several came at once; those that are there now are not among
        them. For one listener. It goes on until it is cancelled or closed, also while the folder is not there."""
        self._last_there = self._clock()
        look, pause = await self._look()
        self._known, self._coming = look.pictures, {}
        self._device, self._was_partial = look.device, look.is_partial
        while True:
            await self._wait(pause)
            look, pause = await self._look()
            # thousands of pictures are compared for longer than a frame
            for path in await asyncio.to_thread(self._take, look):
                yield path

    async def _look(self) -> tuple[_Look, float]:
        """And the seconds until the next one."""
        began, is_over = self._clock(), threading.Event()
        try:
            look = await reach(self._scan, is_over)
        finally:
            # a thread cannot be cancelled
            is_over.set()
        pause = min(_LONGEST_PAUSE, (self._clock() - began) / _MOST_SHARE)
        return look, max(self._interval, pause)

    def _take(self, look: _Look) -> list[Path]:
        """The complete new pictures, newest first."""
        is_back = look.device != self._device
        if is_back:
            log.info("the watched folder %s is %s", self._folder, "gone" if look.device is None else "back")
        self._device = look.device
        if look.device is None:
            return []
        unknown = {path: stamp for path, stamp in look.pictures.items() if self._known.get(path) != stamp}
        # what the look before did not see may be old, too
        if is_back or self._was_partial:
            self._pass_over(unknown)
        self._was_partial = look.is_partial
        gone = {stamp for path, stamp in self._known.items() if path not in look.pictures}
        coming, complete = {}, []
        for path, stamp in unknown.items():
            if self._known.get(path) == stamp or path in self._ignored:
                continue
            if path not in self._known and stamp in gone:
                # it has another name now
                self._known[path] = stamp
            elif stamp == self._coming.get(path) and stamp[0] > 0:
                complete.append(path)
            else:
                coming[path] = stamp
        complete.sort(key=lambda path: (unknown[path][1], path), reverse=True)
        self._known |= {path: unknown[path] for path in complete}
        self._coming = coming
        self._last_there = self._clock()
        return complete

    def _pass_over(self, unknown: dict[Path, Stamp]) -> None:
        """Know those that may be unknown though they are old."""
        last_there = int(self._last_there * 1e9)
        # a time in the future would hide all that come
        newest = min(last_there, max((changed for _, changed in self._known.values()), default=last_there))
        for path, stamp in unknown.items():
            if path not in self._coming and stamp[1] <= newest:
                self._known[path] = stamp

    def _scan(self, is_over: threading.Event) -> _Look:
        look = _Look()
        try:
            look.device = self._folder.stat().st_dev
            entries = list(_entries(self._folder, MOST_ENTRIES))
        except OSError as error:
            log.debug("the watched folder %s cannot be read: %s", self._folder, error)
            return _Look()
        left, level = MOST_ENTRIES, 0
        folders: list[tuple[int, str]] = []
        while not is_over.is_set():
            left -= len(entries)
            below = [entry.path for entry in entries if self._add(look, entry)]
            if left <= 0:
                look.is_partial = True
                break
            if level < MOST_LEVELS:
                # a camera counts its folders up, and the last one is the first to be looked into
                folders += [(level + 1, path) for path in sorted(below)]
            if not folders:
                break
            level, path = folders.pop()
            try:
                entries = list(_entries(path, left))
            except OSError as error:
                log.debug("%s cannot be read: %s", path, error)
                look.is_partial, entries = True, []
        return look

    def _add(self, look: _Look, entry: os.DirEntry[str]) -> bool:
        """Note a picture. Whether the entry is a folder to be looked into."""
        try:
            if entry.name.startswith(".") or entry.is_symlink():
                return False
            if entry.is_dir():
                return True
            if os.path.splitext(entry.name)[1].lower() in self._endings:  # noqa: PTH122
                look.pictures[Path(entry.path)] = stamp_of(entry.stat(follow_symlinks=False))
        except OSError as error:
            # it went away meanwhile
            log.debug("%s cannot be read: %s", entry.path, error)
        return False


def _entries(folder: Path | str, most: int) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        for _, entry in zip(range(most), found, strict=False):
            yield entry
