"""Why a command ends, and with which exit status."""

from __future__ import annotations

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


class CommandError(Exception):
    """One sentence for a person."""


class StoppedError(Exception):
    """Ctrl+C or SIGTERM; the sentence says what became of the work."""
