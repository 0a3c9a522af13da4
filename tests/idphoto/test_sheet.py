"""Sheets: the copies that were asked for, apart from each other and inside the margins, with marks beside them."""

from __future__ import annotations

import dataclasses
import logging
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from picwish_desktop.idphoto.cut_marks import cut_marks
from picwish_desktop.idphoto.papers import (
    PaperError,
    bundled_papers,
    check_name,
    find_paper,
    own_papers,
    paper_from,
    row_of,
)
from picwish_desktop.idphoto.sheet import SheetError, SheetOrder, SheetPhoto, capacity, lay_out
from picwish_desktop.model.sheet import MOST_COPIES, CutMark, Paper, PlacedPhoto, SheetPage
from tests.idphoto.test_packing import is_cuttable

TINY = 1e-5
HALF_A_MARK = 0.05
A4, POSTCARD = Paper("A4", 210, 297), Paper("10 × 15 cm", 100, 150)

lengths = st.floats(15, 70).map(lambda length: round(length, 1))
photos = st.lists(st.builds(SheetPhoto, lengths, lengths, st.integers(0, 12)), min_size=1, max_size=4).map(tuple)
orders = st.builds(
    SheetOrder,
    paper=st.builds(Paper, st.just("own"), st.floats(80, 220), st.floats(80, 320), st.booleans()),
    photos=photos,
    gap=st.sampled_from([0.0, 0.3, 1.0, 2.0, 5.0]),
    margin=st.sampled_from([0.0, 3.0, 7.5]),
    is_filled=st.booleans(),
    orientation=st.sampled_from(["auto", "upright", "turned"]),
)


def laid_out(order: SheetOrder) -> list[SheetPage]:
    try:
        return lay_out(order)
    except SheetError:
        assume(False)
        raise


def over(mark: CutMark, copy: PlacedPhoto) -> bool:
    """Whether a mark with its thickness lies on the copy."""
    return (
        min(mark.x0, mark.x1) - HALF_A_MARK < copy.x + copy.width
        and max(mark.x0, mark.x1) + HALF_A_MARK > copy.x
        and min(mark.y0, mark.y1) - HALF_A_MARK < copy.y + copy.height
        and max(mark.y0, mark.y1) + HALF_A_MARK > copy.y
    )


def apart(one: PlacedPhoto, two: PlacedPhoto) -> float:
    """By how much, along the side on which they are further apart."""
    return max(
        one.x - two.x - two.width, two.x - one.x - one.width, one.y - two.y - two.height, two.y - one.y - one.height
    )


@settings(max_examples=60, deadline=None)
@given(orders)
def test_every_page_can_be_printed_and_cut(order: SheetOrder) -> None:
    pages = laid_out(order)
    margin = 0 if order.paper.is_borderless else order.margin
    for page in pages:
        for at, copy in enumerate(page.photos):
            assert copy.x >= margin - TINY
            assert copy.y >= margin - TINY
            assert copy.x + copy.width <= page.paper.width - margin + TINY
            assert copy.y + copy.height <= page.paper.height - margin + TINY
            assert all(apart(copy, other) >= order.gap - TINY for other in page.photos[:at])
            photo = order.photos[copy.photo]
            size = (photo.height_mm, photo.width_mm) if copy.is_turned else (photo.width_mm, photo.height_mm)
            assert (copy.width, copy.height) == size
        assert is_cuttable(
            [
                (
                    round(c.x * 1e4),
                    round(c.y * 1e4),
                    round((c.x + c.width) * 1e4) - 9,
                    round((c.y + c.height) * 1e4) - 9,
                )
                for c in page.photos
            ]
        )
        assert not any(over(mark, copy) for mark in page.marks for copy in page.photos)
        assert all(0 <= mark.x0 <= mark.x1 <= page.paper.width + TINY for mark in page.marks)
        assert all(0 <= mark.y0 <= mark.y1 <= page.paper.height + TINY for mark in page.marks)
        assert all((mark.x0 == mark.x1) != (mark.y0 == mark.y1) for mark in page.marks)
    if not order.is_filled:
        placed = Counter(copy.photo for page in pages for copy in page.photos)
        assert [placed[at] for at in range(len(order.photos))] == [photo.copies for photo in order.photos]
    assert lay_out(order) == pages


@settings(max_examples=60, deadline=None)
@given(orders)
def test_the_block_of_copies_is_in_the_middle(order: SheetOrder) -> None:
    for page in laid_out(order):
        left, top = min(copy.x for copy in page.photos), min(copy.y for copy in page.photos)
        right = page.paper.width - max(copy.x + copy.width for copy in page.photos)
        bottom = page.paper.height - max(copy.y + copy.height for copy in page.photos)
        assert left == pytest.approx(right, abs=1e-4)
        assert top == pytest.approx(bottom, abs=1e-4)


def test_copies_that_do_not_fit_go_to_another_page() -> None:
    pages = lay_out(SheetOrder(A4, (SheetPhoto(35, 45, 70),)))
    assert [len(page.photos) for page in pages] == [32, 32, 6]


def test_two_persons_with_one_size_lie_one_after_the_other() -> None:
    (page,) = lay_out(SheetOrder(Paper("4R", 102, 152), (SheetPhoto(35, 45, 3), SheetPhoto(35, 45, 5))))
    assert [copy.photo for copy in page.photos] == [0] * 3 + [1] * 5


def test_a_filled_sheet_has_as_many_as_fit() -> None:
    (page,) = lay_out(SheetOrder(A4, (SheetPhoto(25, 35, 1),), is_filled=True))
    assert len(page.photos) == capacity(A4, 25, 35, 2, 3) == 57


@pytest.mark.parametrize("sizes", [[(5, 5)], [(5, 5), (5, 7), (6, 6)]])
def test_a_filled_sheet_has_no_more_copies_than_a_ticket_is_printed_again_with(sizes: list[tuple[int, int]]) -> None:
    """A square metre holds 40000 of 5 × 5 mm, which took half a minute, and no ticket with so many could be read."""
    poster = Paper("poster", 1000, 1000)
    (page,) = lay_out(SheetOrder(poster, tuple(SheetPhoto(*size, 1) for size in sizes), 0, 0, is_filled=True))
    counts = Counter(copy.photo for copy in page.photos)
    assert sum(counts.values()) == MOST_COPIES
    assert max(counts.values()) - min(counts.values()) <= 1
    again = tuple(SheetPhoto(*size, counts[at]) for at, size in enumerate(sizes))
    assert sum(len(one.photos) for one in lay_out(SheetOrder(poster, again, 0, 0))) == MOST_COPIES


@pytest.mark.parametrize("persons", [2, 3, 5, 7])
def test_a_filled_sheet_is_shared_fairly(persons: int) -> None:
    (page,) = lay_out(SheetOrder(A4, (SheetPhoto(35, 45, 1),) * persons, is_filled=True))
    shares = [count for _, count in sorted(Counter(copy.photo for copy in page.photos).items())]
    assert sum(shares) == 32
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize(
    ("large", "small", "each"), [((51, 51), (35, 45), 7), ((50, 70), (25, 35), 7), ((70, 90), (20, 25), 5)]
)
def test_nothing_more_fits_on_a_filled_sheet_of_two_sizes(
    large: tuple[float, float], small: tuple[float, float], each: int
) -> None:
    """Not even of the smaller one, after the larger one has no room left."""
    order = SheetOrder(A4, (SheetPhoto(*large, 1), SheetPhoto(*small, 1)), is_filled=True)
    (page,) = lay_out(order)
    counts = Counter(copy.photo for copy in page.photos)
    assert min(counts[0], counts[1]) >= each
    for at in (0, 1):
        asked = [counts[number] + (number == at) for number in (0, 1)]
        more = dataclasses.replace(
            order,
            photos=tuple(
                dataclasses.replace(photo, copies=count) for photo, count in zip(order.photos, asked, strict=True)
            ),
            is_filled=False,
            orientation="upright" if page.paper == A4 else "turned",
        )
        assert len(lay_out(more)) > 1


def test_a_photo_with_no_copies_is_left_out_of_a_filled_sheet() -> None:
    (page,) = lay_out(SheetOrder(A4, (SheetPhoto(35, 45, 0), SheetPhoto(51, 51, 1)), is_filled=True))
    assert {copy.photo for copy in page.photos} == {1}


def test_no_copies_make_no_page() -> None:
    assert lay_out(SheetOrder(A4, (SheetPhoto(35, 45, 0),))) == []
    assert lay_out(SheetOrder(A4, ())) == []


def test_a_borderless_paper_has_no_margin() -> None:
    borderless = dataclasses.replace(POSTCARD, is_borderless=True)
    assert capacity(POSTCARD, 35, 45, 2, 3) == 6
    assert capacity(borderless, 35, 45, 2, 3) == 8


@pytest.mark.parametrize("forced", ["upright", "turned"])
def test_the_person_may_say_how_the_paper_lies(forced: str) -> None:
    order = SheetOrder(A4, (SheetPhoto(35, 45, 12),), orientation="upright" if forced == "upright" else "turned")
    (page,) = lay_out(order)
    assert page.paper == (A4 if forced == "upright" else A4.turned)


def test_the_paper_lies_so_that_photos_are_upright() -> None:
    (page,) = lay_out(SheetOrder(Paper("4R", 102, 152), (SheetPhoto(35, 45, 8),)))
    assert page.paper.width > page.paper.height
    assert not any(copy.is_turned for copy in page.photos)


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (
            SheetOrder(POSTCARD, (SheetPhoto(95, 120, 1),)),
            "A photo of 95 × 120 mm does not fit on “10 × 15 cm” inside its margins. "
            "Choose a larger paper or a smaller margin.",
        ),
        (
            SheetOrder(POSTCARD, (SheetPhoto(101, 120, 1),), margin=0),
            "A photo of 101 × 120 mm does not fit on “10 × 15 cm”. Choose a larger paper.",
        ),
        (
            SheetOrder(POSTCARD, (SheetPhoto(35, 45, 1),), margin=50),
            "Margins of 50 mm leave no room on “10 × 15 cm”. Choose smaller ones.",
        ),
        (SheetOrder(POSTCARD, (SheetPhoto(35, 45, 1),), gap=-1), "The gap cannot be -1 mm. Choose 0 to 50 mm."),
        (
            SheetOrder(POSTCARD, (SheetPhoto(2, 45, 1),)),
            "A photo of 2 × 45 mm is too small to be cut. Each side needs 5 mm.",
        ),
        (
            SheetOrder(POSTCARD, (SheetPhoto(35, 45, -1),)),
            "A photo cannot have fewer than 0 copies. Choose how many to print.",
        ),
        (
            SheetOrder(POSTCARD, (SheetPhoto(35, 45, 600), SheetPhoto(35, 45, 600))),
            "A sheet order has at most 1000 copies. Print it in parts.",
        ),
        (
            SheetOrder(POSTCARD, (SheetPhoto(70, 90, 1), SheetPhoto(80, 90, 1)), is_filled=True),
            "The photos do not fit on one page of “10 × 15 cm”. Choose a larger paper.",
        ),
    ],
)
def test_what_cannot_be_is_said(order: SheetOrder, sentence: str) -> None:
    with pytest.raises(SheetError) as told:
        lay_out(order)
    assert str(told.value) == sentence


def test_a_photo_as_large_as_the_room_fits() -> None:
    (page,) = lay_out(SheetOrder(POSTCARD, (SheetPhoto(94, 144, 1),)))
    assert (page.photos[0].x, page.photos[0].y) == (3, 3)


def test_marks_are_at_every_edge_of_a_lone_photo() -> None:
    marks = cut_marks(POSTCARD, [PlacedPhoto(0, 30, 50, 35, 45)])
    assert len(marks) == 8
    assert {mark.x0 for mark in marks if mark.x0 == mark.x1} == {30, 65}
    assert {mark.y0 for mark in marks if mark.y0 == mark.y1} == {50, 95}
    assert {(mark.y0, mark.y1) for mark in marks if mark.x0 == 30} == {(45.8, 49.8), (95.2, 99.2)}


def test_marks_fill_the_gap_between_two_rows() -> None:
    marks = cut_marks(POSTCARD, [PlacedPhoto(0, 30, 20, 35, 45), PlacedPhoto(0, 30, 67, 35, 45)])
    assert CutMark(30, 65.2, 30, 66.8) in marks
    assert CutMark(65, 65.2, 65, 66.8) in marks


def test_without_a_gap_marks_are_in_the_margin_only() -> None:
    marks = cut_marks(POSTCARD, [PlacedPhoto(0, 15, 20, 35, 45), PlacedPhoto(0, 50, 20, 35, 45)])
    assert {mark.x0 for mark in marks if mark.x0 == mark.x1} == {15, 50, 85}
    assert all(mark.x1 < 15 or mark.x0 > 85 for mark in marks if mark.y0 == mark.y1)


def test_marks_can_be_left_away() -> None:
    (page,) = lay_out(SheetOrder(POSTCARD, (SheetPhoto(35, 45, 4),), has_cut_marks=False))
    assert page.marks == ()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("a4", "A4"),
        ("10x15", "10 × 15 cm"),
        ("10 × 15 cm", "10 × 15 cm"),
        ("10x15cm", "10 × 15 cm"),
        ("100x150 mm", "10 × 15 cm"),
        ("4r", "6 inch (4R)"),
        ("6 Inch", "6 inch (4R)"),
        ("letter", "Letter"),
        ("My cards", "My cards"),
    ],
)
def test_a_paper_is_found_by_what_people_type(typed: str, name: str) -> None:
    assert find_paper(typed, [Paper("My cards", 54, 86)]).name == name


def test_an_unknown_paper_is_told_with_those_there_are() -> None:
    with pytest.raises(PaperError, match=r"^There is no paper “foolscap”\. There are “10 × 15 cm”, .*“Mine”\.$"):
        find_paper("foolscap", [Paper("Mine", 50, 60)])


def test_names_and_words_of_bundled_papers_are_their_own() -> None:
    papers = bundled_papers()
    assert len({paper.name for paper in papers}) == len(papers) >= 7
    assert all(paper.width <= paper.height for paper in papers)
    assert all(find_paper(paper.name) is paper for paper in papers)


def test_an_own_paper_is_kept_as_it_was() -> None:
    paper = paper_from({"name": " Wide ", "width": 300, "height": 100.5, "is_borderless": True})
    assert paper == Paper("Wide", 100.5, 300, is_borderless=True)
    assert paper_from(row_of(paper)) == paper


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"name": "", "width": 100, "height": 100},
        {"name": "a" * 61, "width": 100, "height": 100},
        {"name": 7, "width": 100, "height": 100},
        {"name": "x", "width": 19.9, "height": 100},
        {"name": "x", "width": 100, "height": 1200.1},
        {"name": "x", "width": True, "height": 100},
        {"name": "x", "width": "100", "height": 100},
        {"name": "x", "width": float("nan"), "height": 100},
    ],
)
def test_an_own_paper_that_cannot_be_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(PaperError):
        paper_from(row)


def test_odd_papers_in_the_settings_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    good = {"name": "Mine", "width": 50, "height": 60}
    with caplog.at_level(logging.WARNING):
        assert own_papers([7, good, good, {"name": "a4", "width": 1, "height": 2}, {**good, "name": "A4"}]) == (
            Paper("Mine", 50, 60),
        )
    assert len(caplog.records) == 4
    assert own_papers("papers") == own_papers(None) == ()


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(PaperError, match=r"^There is a paper “a4” already\. Choose another name\.$"):
        check_name("a4", bundled_papers())
