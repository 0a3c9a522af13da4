"""Sheets: photos of several sizes with their copies, laid out on as many pages as they need."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from picwish_desktop.idphoto.cut_marks import cut_marks
from picwish_desktop.idphoto.room import Room, Size
from picwish_desktop.model.sheet import MOST_COPIES, Paper, SheetPage

Orientation: TypeAlias = Literal["auto", "upright", "turned"]

DEFAULT_GAP = 2.0
DEFAULT_MARGIN = 3.0
WIDEST_GAP = 50.0
SHORTEST_SIDE = 5.0
"""Of a photo, in millimetres."""


class SheetError(Exception):
    """A sentence for a person: why a sheet cannot be laid out, what to do."""


@dataclass(frozen=True, slots=True)
class SheetPhoto:
    width_mm: float
    height_mm: float
    copies: int
    """0 leaves it out."""

    @property
    def size(self) -> Size:
        return self.width_mm, self.height_mm


@dataclass(frozen=True, slots=True)
class SheetOrder:
    paper: Paper
    photos: tuple[SheetPhoto, ...]
    """Those of one size lie side by side, in this order."""
    gap: float = DEFAULT_GAP
    """Between copies, in millimetres."""
    margin: float = DEFAULT_MARGIN
    """At each side of the paper, in millimetres; a borderless paper has none."""
    has_cut_marks: bool = True
    is_filled: bool = False
    """One page with as many copies as fit, at most MOST_COPIES, of several photos fairly in turn; `copies` then only
    says which photos."""
    orientation: Orientation = "auto"
    """How the paper lies. Auto: the way that fits more; of equal ones the one with more photos upright."""


def lay_out(order: SheetOrder) -> list[SheetPage]:
    """The pages in the order of printing, none where there are no copies. Raises SheetError."""
    _check(order)
    if not any(photo.copies for photo in order.photos):
        return []
    upright, turned = order.paper, order.paper.turned
    papers = {"auto": (upright, turned), "upright": (upright,), "turned": (turned,)}[order.orientation]
    pages = max((_pages(order, Room(paper, order.gap, order.margin)) for paper in papers), key=_merit)
    if not order.has_cut_marks:
        return pages
    return [replace(page, marks=cut_marks(page.paper, page.photos)) for page in pages]


def capacity(paper: Paper, width: float, height: float, gap: float, margin: float) -> int:
    """How many copies of one size (in millimetres) a page holds; 0 where it is too large. Raises SheetError."""
    _check_room(paper, gap, margin)
    return Room(paper, gap, margin).capacity((width, height))


def _check(order: SheetOrder) -> None:
    _check_room(order.paper, order.gap, order.margin)
    if any(photo.copies < 0 for photo in order.photos):
        raise SheetError("A photo cannot have fewer than 0 copies. Choose how many to print.")
    if sum(photo.copies for photo in order.photos) > MOST_COPIES:
        raise SheetError(f"A sheet order has at most {MOST_COPIES} copies. Print it in parts.")
    for photo in order.photos:
        size = f"{photo.width_mm:g} × {photo.height_mm:g} mm"
        # not "<", which lets NaN pass
        if not min(photo.size) >= SHORTEST_SIDE:
            raise SheetError(f"A photo of {size} is too small to be cut. Each side needs {SHORTEST_SIDE:g} mm.")
        if not capacity(order.paper, *photo.size, order.gap, order.margin):
            inside = "" if order.paper.is_borderless or not order.margin else " inside its margins"
            less = " or a smaller margin" if inside else ""
            raise SheetError(
                f"A photo of {size} does not fit on “{order.paper.name}”{inside}. Choose a larger paper{less}."
            )


def _check_room(paper: Paper, gap: float, margin: float) -> None:
    if not 0 <= gap <= WIDEST_GAP:
        raise SheetError(f"The gap cannot be {gap:g} mm. Choose 0 to {WIDEST_GAP:g} mm.")
    if not 0 <= margin < min(paper.width, paper.height) / 2:
        raise SheetError(f"Margins of {margin:g} mm leave no room on “{paper.name}”. Choose smaller ones.")


def _pages(order: SheetOrder, room: Room) -> list[SheetPage]:
    """Without marks."""
    sizes = [photo.size for photo in order.photos]
    left = _filled(order, room) if order.is_filled else [photo.copies for photo in order.photos]
    pages: list[SheetPage] = []
    while any(left):
        placed = room.placed(sizes, left)
        pages.append(SheetPage(room.paper, placed, ()))
        done = Counter(copy.photo for copy in placed)
        left = [copies - done[number] for number, copies in enumerate(left)]
    return pages


def _merit(pages: list[SheetPage]) -> tuple[int, int, int]:
    """Few pages, many copies, few of them turned."""
    copies = [copy for page in pages for copy in page.photos]
    return -len(pages), len(copies), -sum(copy.is_turned for copy in copies)


def _filled(order: SheetOrder, room: Room) -> list[int]:
    """Copies of each photo: first the most of which all have as many, then one more in turn."""
    sizes = [photo.size for photo in order.photos]
    wanted = [bool(photo.copies) for photo in order.photos]
    across, down = room.cells
    cells = [room.cell(size) for size, is_wanted in zip(sizes, wanted, strict=True) if is_wanted]
    # of tiny photos more would fit than a ticket is printed again with, and to lay them out took up to a minute
    low = 0
    high = min(across * down // sum(width * height for width, height in cells), MOST_COPIES // len(cells))
    while low < high:
        middle = (low + high + 1) // 2
        if room.holds(sizes, [middle * is_wanted for is_wanted in wanted]):
            low = middle
        else:
            high = middle - 1
    if not low:
        raise SheetError(f"The photos do not fit on one page of “{order.paper.name}”. Choose a larger paper.")
    copies = [low * is_wanted for is_wanted in wanted]
    turn = [number for number, is_wanted in enumerate(wanted) if is_wanted]
    while turn:
        for number in tuple(turn):
            if sum(copies) == MOST_COPIES:
                return copies
            more = [count + (number == at) for at, count in enumerate(copies)]
            if room.holds(sizes, more):
                copies = more
            else:
                turn.remove(number)
    return copies
