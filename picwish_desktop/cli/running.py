"""Runs one command: from what was asked to an exit status."""

from __future__ import annotations

import argparse
import asyncio
import codecs
import io
import os
import sys

from picwish_desktop.cli.credits import show_credits
from picwish_desktop.cli.editing import edit_photos
from picwish_desktop.cli.errors import DONE, FAILED, INTERRUPTED, CommandError, StoppedError
from picwish_desktop.cli.jobs import run_jobs_command
from picwish_desktop.cli.session import session
from picwish_desktop.cli.terminal import Terminal
from picwish_desktop.jobs.journal_file import JournalError
from picwish_desktop.storage.logs import start_logging
from picwish_desktop.storage.memory import return_large_blocks
from picwish_desktop.storage.paths import find_paths

_FILE_NAMES = "picwish_desktop.file_names"


def run(options: argparse.Namespace) -> int:
    """Returns the exit status."""
    return_large_blocks()
    start_logging(find_paths().logs)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a file's name is shown as it is, whatever the terminal can show
        codecs.register_error(_FILE_NAMES, _as_in_file_names)
        sys.stdout.reconfigure(encoding=sys.getfilesystemencoding(), errors=_FILE_NAMES)
    terminal = Terminal()
    try:
        ended = asyncio.run(_run(options, terminal))
    except (CommandError, JournalError) as error:
        terminal.say(str(error))
        return FAILED
    except (KeyboardInterrupt, asyncio.CancelledError):
        # once more while it is being ended
        terminal.say("Stopped at once. `picwish jobs list` shows what became of paid work.")
        return INTERRUPTED
    if isinstance(ended, StoppedError):
        terminal.say(str(ended))
        return INTERRUPTED
    return ended


async def _run(options: argparse.Namespace, terminal: Terminal) -> int | StoppedError:
    try:
        async with session(terminal) as here:
            match options.command:
                case "jobs":
                    is_done = await run_jobs_command(options, here)
                case "credits":
                    is_done = await show_credits(options.provider, here)
                case _:
                    is_done = await edit_photos(options.order, here)
    except StoppedError as error:
        # where Ctrl+C comes once more nobody waits, and asyncio would log what is raised as a fault
        return error
    return DONE if is_done and not terminal.has_lost_results else FAILED


def _as_in_file_names(error: UnicodeError) -> tuple[bytes, int]:
    """The character that could not be encoded as it is in a file's name, else “?”; and where to go on."""
    assert isinstance(error, UnicodeEncodeError)
    try:
        shown = os.fsencode(error.object[error.start])
    except UnicodeEncodeError:
        shown = b"?"
    return shown, error.start + 1
