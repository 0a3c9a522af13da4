"""The papers that sheets are printed on: those that come with the program, and a person's own."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from picwish_desktop.model.sheet import Paper
from picwish_desktop.storage.resources import resource

log = logging.getLogger(__name__)

SHORTEST_SIDE, LONGEST_SIDE = 20.0, 1200.0
"""Of a paper, in millimetres."""
LONGEST_NAME = 60


class PaperError(Exception):
    """A sentence for a person: what is wrong with a paper, what to do."""


@cache
def bundled_papers() -> tuple[Paper, ...]:
    """In the order in which they are offered."""
    return tuple(paper_from(row) for row in _bundled())


def paper_from(row: Mapping[str, Any]) -> Paper:
    """A paper from what was typed or kept: name, width, height, is_borderless. The shorter side becomes the width.

    Raises PaperError.
    """
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise PaperError("The paper has no name. Give it one.")
    name = name.strip()
    if len(name) > LONGEST_NAME:
        raise PaperError(f"The paper’s name is too long. Use at most {LONGEST_NAME} letters.")
    sides = sorted(_side(name, row.get(side)) for side in ("width", "height"))
    return Paper(name, sides[0], sides[1], row.get("is_borderless") is True)


def row_of(paper: Paper) -> dict[str, str | float | bool]:
    """What `paper_from` reads."""
    return {
        "name": paper.name,
        "width": paper.width,
        "height": paper.height,
        "is_borderless": paper.is_borderless,
    }


def own_papers(rows: object) -> tuple[Paper, ...]:
    """Those kept in the settings. Never fails: what cannot be, or has a name that is taken, is left out and logged."""
    papers: list[Paper] = []
    for row in rows if isinstance(rows, list) else []:
        try:
            paper = paper_from(row if isinstance(row, dict) else {})
            check_name(paper.name, (*bundled_papers(), *papers))
        except PaperError as error:
            log.warning("a paper in the settings is left out: %s", error)
        else:
            papers.append(paper)
    return tuple(papers)


def check_name(name: str, papers: Iterable[Paper]) -> None:
    """Raises PaperError where one of `papers` has it."""
    if any(_plain(paper.name) == _plain(name) for paper in papers):
        raise PaperError(f"There is a paper “{name}” already. Choose another name.")


def find_paper(text: str, own: Iterable[Paper] = ()) -> Paper:
    """The paper that a person means by “a4”, “10x15” or the name of an own one. Raises PaperError."""
    own = tuple(own)
    wanted = _plain(text)
    for paper in (*own, *bundled_papers()):
        if _plain(paper.name) == wanted:
            return paper
    for paper, row in zip(bundled_papers(), _bundled(), strict=True):
        if any(_plain(word) == wanted for word in row["words"]):
            return paper
    names = ", ".join(f"“{paper.name}”" for paper in (*bundled_papers(), *own))
    raise PaperError(f"There is no paper “{text}”. There are {names}.")


@cache
def _bundled() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(resource("id_photo/papers.toml").read_text("utf-8"))["paper"])


def _side(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not SHORTEST_SIDE <= value <= LONGEST_SIDE:
        raise PaperError(
            f"The sides of “{name}” cannot be used. Each has {SHORTEST_SIDE:g} to {LONGEST_SIDE:g} millimetres."
        )
    return float(value)


def _plain(text: str) -> str:
    """Without what people write differently: case, spaces, “×” for “x”, the unit “cm” or “mm”."""
    plain = "".join(text.casefold().replace("×", "x").split())
    return plain.removesuffix("cm").removesuffix("mm") or plain
