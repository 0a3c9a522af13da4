"""Where in an array there is anything."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.model.extent import extent
from picwish_desktop.model.geometry import EMPTY, Rect

WIDTH, HEIGHT = 300, 200


@given(
    st.lists(st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1)), max_size=5),
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
)
def test_it_is_what_looking_at_every_pixel_finds(places: list[tuple[int, int]], corner: tuple[int, int]) -> None:
    values = np.zeros((HEIGHT, WIDTH), np.uint8)
    within = Rect(*corner, WIDTH - corner[0], HEIGHT - corner[1])
    inside = [(x, y) for x, y in places if x >= within.x and y >= within.y]
    for x, y in inside:
        values[y, x] = 1
    found = extent(values, within)
    if not inside:
        assert found == EMPTY
        return
    xs, ys = zip(*inside, strict=True)
    assert found == Rect(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


def test_of_nothing_it_is_empty() -> None:
    assert extent(np.ones((5, 5), np.uint8), EMPTY) == EMPTY
