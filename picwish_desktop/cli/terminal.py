"""What a command shows: results on stdout, sentences on stderr, and progress where somebody is looking."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from picwish_desktop.cli.words import printable, progress_words
from picwish_desktop.jobs.job import Job
from picwish_desktop.operations.provider import Provider

_CLEAR = "\r\x1b[K"


class Terminal:
    """What cannot be written, as nobody reads it or a disk is full, stops no work."""

    def __init__(self) -> None:
        self.has_lost_results = False
        """Whether something for stdout could not be written."""
        # there is none where the terminal was closed
        self._shows_progress = sys.__stderr__ is not None and sys.stderr.isatty()
        self._shown = ""

    def written(self, path: Path) -> None:
        """A result lies there."""
        self.line(str(path))

    def line(self, text: str) -> None:
        """Something that was asked for."""
        self.clear()
        try:
            _print(f"{text}\n", sys.stdout)
        except OSError as error:
            self.has_lost_results = True
            # whoever closed a pipe has read enough
            if not isinstance(error, BrokenPipeError):
                self.say(f"Results cannot be shown: standard output cannot be written ({error.strerror}).")

    def say(self, sentence: str) -> None:
        """Something that a person should know."""
        self.clear()
        self._write(f"picwish: {printable(sentence)}\n")

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
        # nobody is left to be told
        with suppress(OSError):
            _print(text, sys.stderr)


def _print(text: str, stream: TextIO | None) -> None:
    """Raises OSError; from then on the stream's text is thrown away, also what Python flushes when it ends."""
    if stream is None:
        return
    try:
        print(text, end="", file=stream, flush=True)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        raise


def _columns() -> int:
    try:
        # 0 where the terminal does not know
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80
