"""`picwish …`: the same workflows without a window. Imports no Qt, and nothing slow before it is needed."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from picwish_desktop.cli.errors import INTERRUPTED


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong use, 130 interrupted."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # not every terminal can show “×”
        sys.stdout.reconfigure(errors="replace")
    try:
        # what is imported takes a moment, in which Ctrl+C comes too
        from picwish_desktop.cli.parser import parse

        options = parse(arguments)
        if options.command == "documents":
            from picwish_desktop.cli.documents import list_documents

            return list_documents(options)
        from picwish_desktop.cli.running import run

        return run(options)
    except KeyboardInterrupt:
        return INTERRUPTED
