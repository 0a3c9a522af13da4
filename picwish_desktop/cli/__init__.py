"""`picwish …`: the same workflows without a window. Imports no Qt, and nothing slow before it is needed."""

from __future__ import annotations

from collections.abc import Sequence

from picwish_desktop.cli.parser import parse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong use, 130 interrupted."""
    options = parse(arguments)
    if options.command == "documents":
        from picwish_desktop.cli.documents import list_documents

        return list_documents(options)
    try:
        from picwish_desktop.cli.running import run
    except KeyboardInterrupt:
        return 130
    return run(options)
