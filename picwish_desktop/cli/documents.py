"""`picwish documents`: which document types there are, and the one that a person means."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from picwish_desktop.cli.errors import DONE, FAILED, CommandError
from picwish_desktop.cli.terminal import Terminal
from picwish_desktop.idphoto.document_table import table_from_spec
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.facts import facts, size_text
from picwish_desktop.idphoto.own_documents import OwnDocuments
from picwish_desktop.idphoto.search import find_documents
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.storage.paths import Paths, find_paths

_MOST_NAMED = 8
"""Document types that a sentence names."""


def list_documents(options: argparse.Namespace) -> int:
    """Those that are found, a line each. Returns the exit status. Needs nothing that the other commands work with."""
    terminal = Terminal()
    specs, problems = known_documents(find_paths())
    for problem in problems:
        terminal.say(problem)
    query = " ".join(options.search)
    found = find_documents(query, specs)
    if not found:
        terminal.say(_nothing_found(query))
        return FAILED
    text = _as_json(found) if options.json else "\n".join(document_lines(found))
    terminal.line(text)
    return FAILED if terminal.has_lost_results else DONE


def known_documents(paths: Paths) -> tuple[list[DocumentSpec], list[str]]:
    """Those that come with the program and the person's own; and a sentence for each own one that cannot be read."""
    own = OwnDocuments(paths.id_photo / "documents")
    return [*own.all(), *bundled_documents()], own.problems()


def find_document(text: str, specs: Sequence[DocumentSpec]) -> DocumentSpec:
    """The one with that id, or the only one that is found by it. Raises CommandError."""
    for spec in specs:
        if spec.id == text.strip().lower():
            return spec
    found = find_documents(text, specs) if text.strip() else []
    if not found:
        raise CommandError(_nothing_found(text))
    if len(found) > 1:
        named = ", ".join(spec.id for spec in found[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED} others" if len(found) > _MOST_NAMED else ""
        raise CommandError(f"“{text}” means several document types: {named}{more}. Give the id of one of them.")
    return found[0]


def document_lines(specs: Sequence[DocumentSpec]) -> list[str]:
    """Id, country, name, size and rules, in columns."""
    rows = [(spec.id, spec.country, spec.name, size_text(spec)) for spec in specs]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=True)), facts(spec)])
        for row, spec in zip(rows, specs, strict=True)
    ]


def _as_json(specs: Sequence[DocumentSpec]) -> str:
    return json.dumps([{"id": spec.id, **table_from_spec(spec)} for spec in specs], indent=1)


def _nothing_found(query: str) -> str:
    return f"No document type is found by “{query}”. `picwish documents` lists them all."
