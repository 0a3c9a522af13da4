"""What a person reads is set as in print."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from picwish_desktop.storage.settings import asked_settings

PACKAGE = Path(__file__).parents[1] / "picwish_desktop"
STRAIGHT = re.compile(r"\w'\w|\w' |^'s\b")
"""An apostrophe as typewriters have it, in a word or after one."""


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """With their lines: all strings but those that only who works on the program reads."""
    tree = ast.parse(path.read_text())
    not_read: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            not_read.add(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log."):
            not_read.update(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in not_read:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_text_has_a_straight_apostrophe(path: Path) -> None:
    assert [(line, text) for line, text in texts(path) if STRAIGHT.search(text)] == []


def test_the_settings_texts_are_among_what_is_looked_at() -> None:
    found = {text for _, text in texts(PACKAGE / "storage" / "settings.py")}
    assert {asked.label for _, asked in asked_settings()} <= found
