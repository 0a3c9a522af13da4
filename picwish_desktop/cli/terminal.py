"""What a command shows: results on stdout, sentences on stderr, and progress where somebody is looking."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from picwish_desktop.cli.words import printable, progress_words
from picwish_desktop.jobs.job import Job
from picwish_desktop.operations.provider import Provider

_CLEAR = "\r\x1b[K"


class Terminal:
    def __init__(self) -> None:
        # there is none where the terminal was closed
        self._shows_progress = sys.__stderr__ is not None and sys.stderr.isatty()
        self._shown = ""

    def written(self, path: Path) -> None:
        """A result lies there."""
        self.clear()
        print(path, flush=True)

    def line(self, text: str) -> None:
        """Something that was asked for."""
        self.clear()
        print(text)

    def say(self, sentence: str) -> None:
        """Something that a person should know."""
        self.clear()
        print(f"picwish: {printable(sentence)}", file=sys.stderr, flush=True)

    def show(self, job: Job, providers: Mapping[str, Provider], part: str = "") -> None:
        """How a job goes on; `part` says which of several it is. Each takes the place of the one before."""
        if not self._shows_progress:
            return
        if job.state.is_over:
            self.clear()
            return
        text = f"{part}{progress_words(job, providers)}"[: _columns() - 1]
        if text != self._shown:
            self._write(f"{_CLEAR}{text}")
            self._shown = text

    def clear(self) -> None:
        """Take the progress away."""
        if self._shown:
            self._write(_CLEAR)
            self._shown = ""

    def _write(self, text: str) -> None:
        print(text, end="", file=sys.stderr, flush=True)


def _columns() -> int:
    try:
        # 0 where the terminal does not know
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80
