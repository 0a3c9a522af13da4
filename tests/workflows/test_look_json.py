"""A look survives being written as JSON, and nothing else becomes one."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.model.backdrop import (
    BackdropPicture,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
    Shadow,
)
from picwish_desktop.model.cutout import Edge, Look
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.workflows.look_json import look_from_json, look_to_json

PIXELS = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
PICTURE = BackdropPicture(PIXELS, "wall.jpg")

shares = st.floats(0, 1)
colors = st.tuples(*[st.integers(0, 255)] * 3)
pictures = st.builds(
    BackdropPicture,
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(0, 255)).map(
        lambda size: np.full((size[0], size[1], 3), size[2], np.uint8)
    ),
    st.text() | st.just("name of no encoding \udce9.jpg"),
)
looks = st.builds(
    Look,
    st.none()
    | st.builds(ColorBackdrop, colors)
    | st.builds(GradientBackdrop, colors, colors, st.floats(-360, 360))
    | st.builds(PictureBackdrop, pictures, st.floats(1, 10), shares, shares)
    | st.builds(BlurredBackdrop, shares),
    st.builds(Shadow, shares, st.booleans(), st.floats(-1, 1), st.floats(-1, 1), shares),
    st.builds(Edge, st.floats(-20, 20), st.floats(0, 20), st.booleans()),
    st.builds(Framing, st.sampled_from(CanvasShape), st.booleans(), shares),
)


def parts(look: Look) -> tuple[object, ...]:
    """By what looks are told apart, also where a picture was read twice."""
    match look.backdrop:
        case PictureBackdrop(picture, zoom, x, y):
            shape, data = picture.pixels.shape, picture.pixels.tobytes()
            return replace(look, backdrop=None), picture.name, shape, data, zoom, x, y
        case _:
            return (look,)


def reader(look: Look) -> Callable[[str], NDArray[np.uint8]]:
    def read_picture(name: str) -> NDArray[np.uint8]:
        assert name == "picture-1"
        assert isinstance(look.backdrop, PictureBackdrop)
        return look.backdrop.picture.pixels

    return read_picture


@given(looks)
def test_any_look_comes_back(look: Look) -> None:
    text = json.dumps(look_to_json(look, "picture-1"))
    assert parts(look_from_json(json.loads(text), reader(look))) == parts(look)


def changed(look: Look, path: str, value: object) -> Any:
    content = look_to_json(look, "picture-1")
    *parents, last = path.split(".")
    place = content
    for parent in parents:
        place = place[parent]
    place[last] = value
    return json.loads(json.dumps(content))


NUMBERS = {
    "shadow.strength": (Look(), -0.01, 1.01),
    "shadow.dx": (Look(), -1e9, 1e9),
    "shadow.dy": (Look(), -1e9, 1e9),
    "shadow.blur": (Look(), -0.01, 1e9),
    "edge.shift": (Look(), -1e9, 1e9),
    "edge.soften": (Look(), -0.01, 1e9),
    "framing.margin": (Look(), -0.01, 1e9),
    "backdrop.angle": (Look(GradientBackdrop((1, 2, 3), (4, 5, 6))), -1e9, 1e9),
    "backdrop.zoom": (Look(PictureBackdrop(PICTURE)), 0.99, 1e9),
    "backdrop.x": (Look(PictureBackdrop(PICTURE)), -0.01, 1.01),
    "backdrop.y": (Look(PictureBackdrop(PICTURE)), -0.01, 1.01),
    "backdrop.radius": (Look(BlurredBackdrop()), -0.01, 1.01),
}
WRONG_NUMBERS: list[object] = [float("nan"), float("inf"), float("-inf"), 10**400, True, None, "0.5", [0.5], {}]


@pytest.mark.parametrize("path", NUMBERS)
def test_numbers_that_cannot_be_are_refused(path: str) -> None:
    look, below, above = NUMBERS[path]
    assert parts(look_from_json(changed(look, path, 1), reader(look)))
    for value in (below, above, *WRONG_NUMBERS):
        with pytest.raises(ValueError, match=path.rpartition(".")[2]):
            look_from_json(changed(look, path, value), reader(look))


COLORED = Look(ColorBackdrop((1, 2, 3)))
GRADED = Look(GradientBackdrop((1, 2, 3), (4, 5, 6)))
PICTURED = Look(PictureBackdrop(PICTURE))


@pytest.mark.parametrize(
    ("look", "path", "values"),
    [
        (COLORED, "backdrop.color", [[1, 2], [1, 2, 3, 4], [1, 2, 256], [-1, 2, 3], [1, 2, 3.0], [1, 2, True], "abc"]),
        (GRADED, "backdrop.start", [None, [1, 2, 1000], {"0": 1}]),
        (GRADED, "backdrop.end", [None, [1, 2, 1000], 7]),
        (GRADED, "backdrop.kind", ["picture", "color", "blurred", "plaid", None, 1, []]),
        (PICTURED, "backdrop.name", [None, 1, ["a"]]),
        (PICTURED, "backdrop.pixels", [None, 1, ["a"]]),
        (Look(), "shadow.is_contact", [0, 1, None, "true"]),
        (Look(), "edge.cleans_colors", [0, 1, None, "true"]),
        (Look(), "framing.is_cropped", [0, 1, None, "true"]),
        (Look(), "framing.shape", ["round", None, 4, [], {}]),
        (Look(), "backdrop", [[], "white", 5, {}]),
        (Look(), "shadow", [None, [], {}]),
        (Look(), "edge", [None, [], {}]),
        (Look(), "framing", [None, [], {}]),
    ],
)
def test_what_nobody_can_choose_is_refused(look: Look, path: str, values: list[object]) -> None:
    for value in values:
        with pytest.raises(ValueError, match=r"."):
            look_from_json(changed(look, path, value), reader(look))


@pytest.mark.parametrize("content", [None, [], "look", 7, {}])
def test_what_is_no_look_at_all_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        look_from_json(content, reader(Look()))


NAMES = st.sampled_from(["backdrop", "shadow", "edge", "framing", "kind", "color"])
SCALARS = st.none() | st.booleans() | st.floats() | st.text()


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)))
def test_any_other_json_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        look_from_json(content, reader(Look()))
