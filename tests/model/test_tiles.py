"""Tiles against sets of pairs, and what they hold against every pixel."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.tiles import SQUARE, TILE_HEIGHT, TILE_WIDTH, TileSet, runs, tiles_of

rects = st.builds(Rect, st.integers(0, 9), st.integers(0, 9), st.integers(0, 6), st.integers(0, 6))


def places_in(tiles: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(tiles.x, tiles.right) for y in range(tiles.y, tiles.bottom)}


@given(st.lists(rects, max_size=8))
def test_what_is_missing_are_the_tiles_nobody_added(added: list[Rect]) -> None:
    tiles, known = TileSet(), set[tuple[int, int]]()
    for rect in added:
        missing = tiles.missing(rect)
        assert set().union(*map(places_in, missing)) == places_in(rect) - known
        assert sum(part.width * part.height for part in missing) == len(places_in(rect) - known), "they overlap"
        tiles.add(rect)
        known |= places_in(rect)


def test_what_nobody_added_is_missing_in_one_piece() -> None:
    tiles = TileSet()
    tiles.add(Rect(0, 0, 5, 3))
    assert tiles.missing(Rect(1, 3, 40, 90)) == [Rect(1, 3, 40, 90)]
    assert tiles.missing(Rect(2, 1, 2, 4)) == [Rect(2, 3, 2, 2)]


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 300), st.integers(1, 300))
def test_the_tiles_of_a_rectangle_hold_it_and_each_has_a_part_of_it(x: int, y: int, width: int, height: int) -> None:
    rect = Rect(x, y, width, height)
    found = tiles_of(rect)
    expected = {
        (column // TILE_WIDTH, row // TILE_HEIGHT) for column in (x, rect.right - 1) for row in (y, rect.bottom - 1)
    }
    assert {(found.x, found.y), (found.right - 1, found.bottom - 1)} <= expected
    assert places_in(found) >= expected


levels = st.sampled_from([0, 0, 0, 7, 255, 255])


@given(st.data(), st.integers(1, 4 * SQUARE), st.integers(1, 3 * SQUARE), st.integers(0, 200), st.integers(0, 200))
def test_runs_are_all_that_is_there(data: st.DataObject, width: int, height: int, x: int, y: int) -> None:
    place = Rect(x, y, width, height)
    values = np.repeat(np.repeat(np.array([[data.draw(levels) for _ in range(4)] for _ in range(3)], np.uint8),
                                 SQUARE, axis=0), SQUARE, axis=1)[:height, :width].copy()  # fmt: skip
    for _ in range(data.draw(st.integers(0, 3))):
        values[data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))] = data.draw(levels)
    seen = np.full(values.shape, -1)
    for part, held in runs(place, values):
        inside = part.translated(-place.x, -place.y).slices
        assert (seen[inside] == -1).all(), "they overlap"
        seen[inside] = held
        if isinstance(held, int):
            continue
        assert np.shares_memory(held, values)
        for column in range(0, part.width, SQUARE):
            assert np.ptp(held[:, column : column + SQUARE]), "a square that holds one value"
    assert np.array_equal(seen, values)
