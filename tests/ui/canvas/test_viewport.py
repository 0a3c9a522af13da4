"""Where the picture lies in the view."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.viewport import MAX_SCALE, MIN_SCALE, STEPS, Viewport, drawn_length

viewports = st.builds(
    Viewport,
    width=st.integers(100, 2000),
    height=st.integers(100, 2000),
    picture_width=st.integers(1, 8000),
    picture_height=st.integers(1, 8000),
    margin=st.integers(0, 48),
).map(Viewport.fitted)


def test_fit_shows_all_of_the_picture_within_the_margin() -> None:
    fitted = Viewport(1040, 672, 6000, 4000, margin=24).fitted()
    assert fitted.area == Rect(52, 24, 936, 624)
    assert fitted.is_fitting


def test_fit_leaves_a_small_picture_at_its_own_size_in_the_middle() -> None:
    assert Viewport(400, 300, 100, 50).fitted().area == Rect(150, 125, 100, 50)


@given(viewports, st.floats(0.001, 100), st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_the_point_under_the_cursor(viewport: Viewport, scale: float, across: float, down: float) -> None:
    x, y = viewport.width * across, viewport.height * down
    column, row = viewport.to_picture(x, y)
    zoomed = viewport.zoomed(scale, x, y)
    now_x, now_y = zoomed.to_view(column, row)
    area = zoomed.area
    # it may only have moved where the picture would otherwise have left the view
    can_stay_x = area.width > zoomed.width and zoomed.width - area.width - zoomed.margin < zoomed.x < zoomed.margin
    can_stay_y = area.height > zoomed.height and zoomed.height - area.height - zoomed.margin < zoomed.y < zoomed.margin
    assert not can_stay_x or abs(now_x - x) <= 0.5 + 1e-6
    assert not can_stay_y or abs(now_y - y) <= 0.5 + 1e-6


@given(viewports, st.lists(st.floats(0.001, 100), min_size=1, max_size=60), st.floats(0, 1), st.floats(0, 1))
def test_however_often_it_is_zoomed_the_same_point_stays_within_a_pixel(
    viewport: Viewport, scales: list[float], across: float, down: float
) -> None:
    x, y = viewport.width * across, viewport.height * down
    point = viewport.to_picture(x, y)
    for scale in scales:
        viewport = viewport.showing(point, x, y, scale)
        now_x, now_y = viewport.to_view(*point)
        area, margin = viewport.area, viewport.margin
        assert abs(now_x - x) <= 0.5 + 1e-6 or _is_held_back(viewport.x, area.width, viewport.width, margin)
        assert abs(now_y - y) <= 0.5 + 1e-6 or _is_held_back(viewport.y, area.height, viewport.height, margin)


def _is_held_back(position: int, length: int, view: int, margin: int) -> bool:
    """Whether the picture fits there, or has been moved as far as it can be."""
    return length <= view - 2 * margin or position in (margin, view - length - margin)


@given(viewports, st.floats(0.01, 64), st.data())
def test_a_part_of_the_view_is_shown_as_large_as_it_fits(viewport: Viewport, scale: float, data: st.DataObject) -> None:
    viewport = viewport.zoomed(scale, viewport.width / 2, viewport.height / 2)
    visible = viewport.visible_area
    left = data.draw(st.integers(visible.x, visible.right - 1))
    top = data.draw(st.integers(visible.y, visible.bottom - 1))
    right, bottom = data.draw(st.integers(left + 1, visible.right)), data.draw(st.integers(top + 1, visible.bottom))
    first, last = viewport.to_picture(left, top), viewport.to_picture(right, bottom)
    shown = viewport.showing_all(left, top, right, bottom)
    (now_left, now_top), (now_right, now_bottom) = shown.to_view(*first), shown.to_view(*last)
    area = shown.area
    for start, end, last_of_picture, length in (
        (now_left, now_right, area.right, shown.width),
        (now_top, now_bottom, area.bottom, shown.height),
    ):
        assert -1 - shown.margin <= start
        # small, the picture is drawn up to half a pixel beyond its end
        assert min(end, last_of_picture) <= length + 1 + shown.margin
    fills = (now_right - now_left) / shown.width, (now_bottom - now_top) / shown.height
    assert max(fills) == pytest.approx(1) or shown.scale == MAX_SCALE


def test_a_step_can_be_around_any_point() -> None:
    viewport = Viewport(400, 300, 1000, 1000).zoomed(1.0, 0, 0)
    before = viewport.to_picture(37, 222)
    assert viewport.stepped(1, (37, 222)).to_view(*before) == pytest.approx((37, 222), abs=0.51)
    assert viewport.stepped(1) == viewport.stepped(1, (200, 150))


def test_zooming_at_the_cursor_in_the_middle_of_a_large_picture() -> None:
    viewport = Viewport(800, 600, 6000, 4000).fitted()
    before = viewport.to_picture(500, 222)
    after = viewport.zoomed(1.0, 500, 222).to_picture(500, 222)
    assert after == pytest.approx(before, abs=0.51)


@given(viewports, st.floats(0.0001, 1000))
def test_the_scale_keeps_to_its_limits(viewport: Viewport, scale: float) -> None:
    zoomed = viewport.zoomed(scale, 0, 0)
    assert MIN_SCALE <= zoomed.scale <= MAX_SCALE
    assert zoomed.area.width >= 1
    assert zoomed.area.height >= 1


@given(viewports, st.floats(0.01, 64), st.integers(-20000, 20000), st.integers(-20000, 20000))
def test_the_picture_never_leaves_the_view(viewport: Viewport, scale: float, dx: int, dy: int) -> None:
    moved = viewport.zoomed(scale, viewport.width / 2, viewport.height / 2).moved(dx, dy)
    assert not moved.visible_area.is_empty
    if moved.area.width <= moved.width - 2 * moved.margin:
        assert abs((moved.x - 0) - (moved.width - moved.area.right)) <= 1


def test_moving_stops_at_the_margin() -> None:
    viewport = Viewport(400, 300, 1000, 1000, margin=10).zoomed(1.0, 0, 0)
    assert (viewport.moved(5000, 5000).x, viewport.moved(5000, 5000).y) == (10, 10)
    assert (viewport.moved(-5000, -5000).x, viewport.moved(-5000, -5000).y) == (400 - 1000 - 10, 300 - 1000 - 10)


def test_stepping_stops_at_round_numbers() -> None:
    viewport = Viewport(400, 300, 1000, 1000).zoomed(0.84, 0, 0)
    assert viewport.stepped(1).scale == 1.0
    assert viewport.stepped(-1).scale == pytest.approx(2 / 3)
    assert viewport.stepped(1).stepped(1).scale == 1.5
    smallest, largest = viewport.zoomed(STEPS[0], 0, 0), viewport.zoomed(STEPS[-1], 0, 0)
    assert smallest.stepped(-1) == smallest
    assert largest.stepped(1) == largest


def test_a_fitting_picture_fits_again_when_the_view_is_resized() -> None:
    viewport = Viewport(400, 300, 1000, 1000, margin=10).fitted()
    assert viewport.resized(800, 600) == Viewport(800, 600, 1000, 1000, margin=10).fitted()


def test_resizing_keeps_the_middle_of_what_was_zoomed() -> None:
    viewport = Viewport(400, 300, 5000, 5000).zoomed(2.0, 200, 150).moved(-777, -555)
    middle = viewport.to_picture(200, 150)
    assert viewport.resized(600, 500).to_picture(300, 250) == pytest.approx(middle, abs=0.5)
    assert viewport.resized(400, 300) == viewport


@given(viewports, st.floats(0.01, 64), st.integers(0, 500), st.integers(0, 500))
def test_a_rectangle_in_the_view_holds_all_that_its_pixels_reach(
    viewport: Viewport, scale: float, x: int, y: int
) -> None:
    zoomed = viewport.zoomed(scale, 0, 0)
    rect = zoomed.rect_to_view(Rect(x, y, 3, 2))
    left, top = zoomed.to_view(x, y)
    right, bottom = zoomed.to_view(x + 3, y + 2)
    assert rect.x <= left < rect.x + 1
    assert rect.y <= top < rect.y + 1
    assert rect.right - 1 < right <= rect.right
    assert rect.bottom - 1 < bottom <= rect.bottom


def test_a_pixel_of_the_view_counts_when_its_centre_is_inside() -> None:
    assert drawn_length(100, 0.5) == 50
    assert drawn_length(101, 0.506) == 51
    assert drawn_length(1, 0.01) == 1
    assert drawn_length(21, 0.5) == 10, "a centre on the very edge may stay undrawn"


def test_a_very_long_picture_does_not_vanish() -> None:
    fitted = Viewport(400, 300, 1, 5000, margin=24).fitted()
    assert fitted.area.width == 1
    assert not fitted.visible_area.is_empty


def test_moving_a_fitting_picture_nowhere_leaves_it_fitting() -> None:
    fitted = Viewport(400, 300, 100, 50).fitted()
    assert fitted.moved(30, 30) == fitted
    enlarged = replace(fitted, picture_width=4000, picture_height=4000).zoomed(1.0, 0, 0)
    assert not enlarged.moved(-5, 0).is_fitting


def test_a_view_smaller_than_its_margin_still_shows_something() -> None:
    viewport = Viewport(3, 2, 100, 100, margin=24).fitted()
    assert not viewport.visible_area.is_empty
    assert not viewport.zoomed(1.0, 0, 0).moved(500, 500).visible_area.is_empty
