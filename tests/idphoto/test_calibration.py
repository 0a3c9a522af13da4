"""Printers that print too long or too short: what is measured is made up for."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from picwish_desktop.idphoto.calibration import (
    Calibration,
    CalibrationError,
    CalibrationStore,
    Label,
    calibrated,
    calibration_from,
    ruler_page,
)
from picwish_desktop.idphoto.papers import bundled_papers
from picwish_desktop.idphoto.sheet import SheetOrder, SheetPhoto, lay_out
from picwish_desktop.model.sheet import CutMark, Paper, PlacedPhoto, SheetPage

CORNER = 13
A4, POSTCARD = Paper("A4", 210, 297), Paper("10 × 15 cm", 100, 150)
TINY = 1e-6

errors = st.floats(0.9, 1.1)


@given(errors, errors, st.booleans())
def test_what_is_measured_on_the_print_is_exact(along_short: float, along_long: float, is_turned: bool) -> None:
    """A printer is played: it makes everything so many times as long, along the paper's short and long side."""
    calibration = calibration_from(100 * along_short, 100 * along_long)
    paper = A4.turned if is_turned else A4
    page = SheetPage(
        paper, (PlacedPhoto(0, 20, 30, 35, 45), PlacedPhoto(1, 57, 30, 51, 51)), (CutMark(20, 26, 20, 29),)
    )
    x, y = (along_long, along_short) if is_turned else (along_short, along_long)
    sent = calibrated(page, calibration)
    assert sent.paper == paper
    for copy, wanted in zip(sent.photos, page.photos, strict=True):
        printed = (copy.x * x, copy.y * y, copy.width * x, copy.height * y)
        assert printed == pytest.approx((wanted.x, wanted.y, wanted.width, wanted.height), abs=TINY)
    (mark,) = sent.marks
    assert (mark.x0 * x, mark.y0 * y, mark.x1 * x, mark.y1 * y) == pytest.approx((20, 26, 20, 29), abs=TINY)


def test_the_ruler_of_a_small_paper_is_shorter() -> None:
    assert calibration_from(79.2, 80.8, nominal_mm=80) == Calibration(80 / 79.2, 80 / 80.8)


@pytest.mark.parametrize("measured", [(89.9, 100.0), (100.0, 110.1), (0.0, 100.0), (float("nan"), 100.0), (-100, 100)])
def test_a_length_that_cannot_be_is_measured_again(measured: tuple[float, float]) -> None:
    with pytest.raises(CalibrationError, match=r"^Measure again: a ruler of 100 mm cannot be .* mm long in print"):
        calibration_from(*measured)


@pytest.mark.parametrize("measured", [90.0, 110.0])
def test_the_bounds_themselves_are_taken(measured: float) -> None:
    calibration_from(measured, measured)


@settings(deadline=None)
@given(errors, errors, st.integers(1, 40), st.sampled_from([A4, POSTCARD]))
def test_copies_stay_on_the_paper_or_it_is_said(x: float, y: float, copies: int, paper: Paper) -> None:
    calibration = calibration_from(100 * x, 100 * y)
    for page in lay_out(SheetOrder(paper, (SheetPhoto(35, 45, copies),))):
        try:
            sent = calibrated(page, calibration)
        except CalibrationError:
            assume(False)
            raise
        for copy, wanted in zip(sent.photos, page.photos, strict=True):
            assert copy.x >= -TINY
            assert copy.y >= -TINY
            assert copy.x + copy.width <= page.paper.width + TINY
            assert copy.y + copy.height <= page.paper.height + TINY
            assert copy.is_turned == wanted.is_turned
        for one, two in combinations(sent.marks, 2):
            assert one != two
        for mark in sent.marks:
            assert 0 <= mark.x0 <= mark.x1 <= page.paper.width
            assert 0 <= mark.y0 <= mark.y1 <= page.paper.height


def test_copies_pushed_over_the_edge_are_moved_back() -> None:
    page = SheetPage(POSTCARD, (PlacedPhoto(0, 4, 4, 92, 142),), ())
    (copy,) = calibrated(page, Calibration(1.05, 1.0)).photos
    assert copy.width == pytest.approx(96.6)
    assert copy.x == pytest.approx(3.4)
    assert (copy.y, copy.height) == (4, 142)


def test_copies_that_would_be_clipped_are_refused() -> None:
    page = SheetPage(POSTCARD, (PlacedPhoto(0, 1, 1, 98, 148),), ())
    with pytest.raises(CalibrationError, match=r"over the edge of “10 × 15 cm”\. Choose a larger margin or fewer"):
        calibrated(page, Calibration(1.05, 1.0))


def test_marks_end_at_the_edge_of_the_paper() -> None:
    page = SheetPage(POSTCARD, (PlacedPhoto(0, 4, 4, 90, 60),), (CutMark(94.5, 4, 98, 4), CutMark(99.5, 9, 100, 9)))
    (mark,) = calibrated(page, Calibration(1.05, 1.0)).marks
    assert mark.x0 == pytest.approx(99.225)
    assert (mark.y0, mark.x1, mark.y1) == (4, 100, 4)


@pytest.mark.parametrize("paper", [*bundled_papers(), Paper("own", 40, 60), Paper("wide", 300, 120)], ids=str)
def test_rulers_are_as_long_as_they_say_and_on_the_paper(paper: Paper) -> None:
    page = ruler_page(paper)
    assert page.paper.width <= page.paper.height
    assert page.length == (100 if min(paper.width, paper.height) >= 120 else page.length)
    level = [line for line in page.lines if line.x0 == line.x1 and line.y0 != line.y1 and line.y1 == CORNER]
    upright = [line for line in page.lines if line.y0 == line.y1 and line.x1 == CORNER]
    for ticks in ([line.x0 for line in level], [line.y0 for line in upright]):
        assert len(ticks) == page.length + 1
        assert max(ticks) - min(ticks) == page.length
        assert sorted(ticks) == [CORNER + at for at in range(int(page.length) + 1)]
    for line in page.lines:
        assert min(line.x0, line.y0) >= 5
        assert max(line.x0, line.x1) <= page.paper.width - 5
        assert max(line.y0, line.y1) <= page.paper.height - 5
    for label in page.labels:
        width = len(label.text) * label.height / 2
        assert label.x - width / 2 >= 3.7
        assert label.x + width / 2 <= page.paper.width - 4.7
    assert {label.text for label in page.labels} >= {str(at) for at in range(0, int(page.length) + 1, 10)}


def test_every_ten_millimetres_have_their_number_at_the_tick() -> None:
    page = ruler_page(A4)
    assert Label("70", 83, 8, 3) in page.labels
    assert CutMark(83, 9, 83, 13) in page.lines
    assert Label("70", 6, 84, 3) in page.labels
    assert CutMark(9, 83, 13, 83) in page.lines


def test_a_paper_too_small_for_a_ruler_is_told() -> None:
    with pytest.raises(CalibrationError, match=r"^“stamp” is too small for a ruler\. Calibrate"):
        ruler_page(Paper("stamp", 30, 40))


def test_calibrations_are_kept_for_each_printer_and_paper(tmp_path: Path) -> None:
    path = tmp_path / "new" / "calibrations.json"
    store = CalibrationStore(path)
    assert store.load("DNP “RX1”", "A4") is None
    one, two, three = Calibration(1.01, 0.99), Calibration(1.02, 1.0), Calibration(0.95, 1.0)
    store.save("DNP “RX1”", "A4", one)
    store.save("DNP “RX1”", "10 × 15 cm", two)
    store.save("Other", "A4", replace(one, scale_x=1.0))
    store.save("Other", "A4", three)
    again = CalibrationStore(path)
    assert again.load("DNP “RX1”", "A4") == one
    assert again.load("DNP “RX1”", "10 × 15 cm") == two
    assert again.load("Other", "A4") == three
    assert again.load("Other", "10 × 15 cm") is None
    again.forget("Other", "A4")
    again.forget("Unknown", "A4")
    assert store.load("Other", "A4") is None
    assert store.load("DNP “RX1”", "A4") == one


@given(errors, errors)
def test_what_was_measured_can_be_kept(tmp_path_factory: pytest.TempPathFactory, x: float, y: float) -> None:
    store = CalibrationStore(tmp_path_factory.getbasetemp() / "kept.json")
    calibration = calibration_from(100 * x, 100 * y)
    store.save("printer", "paper", calibration)
    assert store.load("printer", "paper") == calibration


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        "{",
        '{"p": 7}',
        '{"p": {"A4": 7}}',
        '{"p": {"A4": [1]}}',
        '{"p": {"A4": ["x", 1]}}',
        '{"p": {"A4": [1, 2]}}',
        '{"p": {"A4": [NaN, 1]}}',
        '{"p": {"A4": [null, 1]}}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:30],
)
def test_an_odd_file_counts_as_empty_and_is_logged(tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "calibrations.json"
    path.write_text(text, "utf-8")
    store = CalibrationStore(path)
    with caplog.at_level(logging.WARNING):
        assert store.load("p", "A4") is None
    assert "cannot be read" in caplog.text
    store.save("p", "A4", Calibration(1.0, 1.0))
    assert json.loads(path.read_text("utf-8")) == {"p": {"A4": [1.0, 1.0]}}
