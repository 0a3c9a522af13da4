"""Portraits whose crown, chin and eyes are known: the astronaut, measured by hand, changed in ways that are known too.

**What is changed.** The photograph itself is turned, scaled, shifted, cut, mirrored, dimmed, brightened, tinted, made
noisy, blurred and stored as JPEG. The person, cut out along the outline drawn by hand (`tests/references`), is turned,
stretched up to 5 % either way, seen in perspective and put before other backdrops. Landmarks go through the same
homography as the pixels. The last ones are several of these at once, drawn by lot, always the same.

**What they do not show.** One person: how hair, beards, skin and necks of others look is not in it, so that the table
says how steady the landmarks are and not how good they are on everyone. Hats and glasses are drawn.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from picwish_desktop.model.portrait import Landmarks
from tests.references import landmarks, photo, reference

Pixels = NDArray[np.uint8]
Warp = NDArray[np.float64]
"""3 × 3: takes homogeneous points, 0, 0 being the corner of the first pixel."""

FACE = 222.0, 110.0
"""Of the astronaut: what is turned about."""


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    name: str
    picture: Pixels
    landmarks: Landmarks
    matte: Pixels
    """Of the person, drawn by hand."""


def portraits() -> Iterator[Portrait]:
    """All of them, always the same ones."""
    return map(portrait, names())


def names() -> list[str]:
    return list(_makers())


def portrait(name: str) -> Portrait:
    """One of `names`."""
    return replace(_makers()[name](), name=name)


def _makers() -> dict[str, Callable[[], Portrait]]:
    made: dict[str, Callable[[], Portrait]] = {"as it is": plain}
    for degrees in (-20, -15, -10, -6, -3, 3, 6, 10, 15, 20):
        made[f"turned {degrees:+}°"] = partial(_changed, turn(degrees), (512, 512))
    for scale in (0.35, 0.5, 0.75, 1.5, 2.0, 3.0):
        made[f"scaled {scale}"] = partial(_changed, scaling(scale, scale), (round(512 * scale), round(512 * scale)))
    made["cut close"] = partial(_changed, shift(-95, -2), (270, 250))
    made["cut on the left"] = partial(_changed, shift(-130, 0), (382, 400))
    made["far at the lower right"] = partial(_changed, shift(250, 220), (900, 730))
    made["shifted down"] = partial(_changed, shift(40, 90), (512, 602))
    made["mirrored"] = partial(_changed, mirror(512), (512, 512))
    for name, change in RECOLOURED.items():
        made[name] = partial(_recoloured_plain, change)
    for number, (backdrop, pose) in enumerate(REPOSED):
        made[f"before {backdrop}, pose {number + 1}"] = partial(reposed, backdrop, pose)
    for number in range(16):
        made[f"by lot {number + 1}"] = partial(by_lot, number)
    return made


def _changed(warp: Warp, size: tuple[int, int]) -> Portrait:
    return warped(plain(), warp, size)


def _recoloured_plain(change: Callable[[Pixels], Pixels]) -> Portrait:
    return recoloured(plain(), change)


def plain() -> Portrait:
    return Portrait("as it is", photo("astronaut"), landmarks("astronaut"), reference("astronaut"))


def warped(portrait: Portrait, warp: Warp, size: tuple[int, int]) -> Portrait:
    """Its pixels and its landmarks through `warp`. size: columns, rows of the result."""
    columns, rows = size
    shrink = float(np.sqrt(abs(np.linalg.det(warp[:2, :2]))))
    interpolation = cv2.INTER_CUBIC if shrink > 0.9 else cv2.INTER_LINEAR
    source, matte = portrait.picture, portrait.matte
    if shrink < 0.9:
        # a lens does not alias
        source, matte = blurred(0.45 / shrink)(source), blurred(0.45 / shrink)(matte)
    to_middles = shift(-0.5, -0.5) @ warp @ shift(0.5, 0.5)
    picture, alpha = (
        np.asarray(
            cv2.warpPerspective(pixels, to_middles, (columns, rows), flags=interpolation, borderMode=border), np.uint8
        )
        for pixels, border in ((source, cv2.BORDER_REPLICATE), (matte, cv2.BORDER_REPLICATE))
    )
    return replace(portrait, picture=picture, matte=alpha, landmarks=moved(portrait.landmarks, warp))


def moved(marks: Landmarks, warp: Warp) -> Landmarks:
    points = np.array([marks.crown, marks.chin, marks.left_eye, marks.right_eye])
    x, y, w = warp @ np.vstack([points.T, np.ones(4)])
    crown, chin, *eyes = zip((x / w).tolist(), (y / w).tolist(), strict=True)
    # the left one is the one that is left on the picture
    left, right = sorted(eyes)
    return Landmarks(crown, chin, left, right)


def shift(across: float, down: float) -> Warp:
    return np.array([[1, 0, across], [0, 1, down], [0, 0, 1.0]])


def scaling(across: float, down: float) -> Warp:
    return np.diag([across, down, 1.0])


def turn(degrees: float, about: tuple[float, float] = FACE) -> Warp:
    """Clockwise."""
    cosine, sine = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    turned = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1.0]])
    return np.asarray(shift(*about) @ turned @ shift(-about[0], -about[1]))


def mirror(columns: float) -> Warp:
    return np.array([[-1.0, 0, columns], [0, 1, 0], [0, 0, 1]])


def perspective(across: float, down: float) -> Warp:
    """Sides, or top and bottom, are as much nearer and farther per 100 px around the face."""
    tilted = np.array([[1, 0, 0], [0, 1, 0], [across / 100, down / 100, 1.0]])
    return np.asarray(shift(*FACE) @ tilted @ shift(-FACE[0], -FACE[1]))


def stretched(across: float, down: float) -> Warp:
    return np.asarray(shift(*FACE) @ scaling(across, down) @ shift(-FACE[0], -FACE[1]))


def _pixels(values: NDArray[Any]) -> Pixels:
    return np.asarray(np.rint(values).clip(0, 255), np.uint8)


def of_light(change: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Callable[[Pixels], Pixels]:
    def changed(picture: Pixels) -> Pixels:
        return _pixels(change(picture.astype(np.float32)))

    return changed


def noisy(sigma: float) -> Callable[[Pixels], Pixels]:
    def changed(picture: Pixels) -> Pixels:
        grain = np.random.default_rng(7).normal(0, sigma, picture.shape)
        return _pixels(picture + grain)

    return changed


def blurred(sigma: float) -> Callable[[Pixels], Pixels]:
    return lambda picture: np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def as_jpeg(quality: int) -> Callable[[Pixels], Pixels]:
    def changed(picture: Pixels) -> Pixels:
        coded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.ascontiguousarray(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])

    return changed


def side_light(picture: Pixels) -> Pixels:
    """Falls off from the left to the right."""
    falls = np.linspace(1.15, 0.45, picture.shape[1], dtype=np.float32)[None, :, None]
    return _pixels(picture * falls)


def grey(picture: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)


RECOLOURED: dict[str, Callable[[Pixels], Pixels]] = {
    "dimmed to 30 %": of_light(lambda light: light * 0.3),
    "dimmed to 60 %": of_light(lambda light: light * 0.6),
    "brightened by 40 %": of_light(lambda light: light * 1.4),
    "contrast halved": of_light(lambda light: 128 + (light - 128) * 0.5),
    "contrast × 1.5": of_light(lambda light: 128 + (light - 128) * 1.5),
    "warm cast": of_light(lambda light: light * np.array([1.15, 1.0, 0.7], np.float32)),
    "cold cast": of_light(lambda light: light * np.array([0.75, 0.95, 1.2], np.float32)),
    "green cast": of_light(lambda light: light * np.array([0.85, 1.1, 0.85], np.float32)),
    "light from the left": side_light,
    "grey": grey,
    "noise 8": noisy(8),
    "noise 20": noisy(20),
    "blur 1": blurred(1),
    "blur 2.5": blurred(2.5),
    "JPEG 40": as_jpeg(40),
    "JPEG 12": as_jpeg(12),
}


def recoloured(portrait: Portrait, change: Callable[[Pixels], Pixels]) -> Portrait:
    return replace(portrait, picture=change(portrait.picture))


REPOSED: tuple[tuple[str, Warp], ...] = (
    ("grey", stretched(1.0, 1.0)),
    ("grey", turn(-8) @ stretched(1.05, 0.95)),
    ("grey", turn(12) @ stretched(0.95, 1.05)),
    ("blue", perspective(0.03, 0.0)),
    ("blue", turn(5) @ stretched(0.95, 1.0)),
    ("white", turn(-4) @ stretched(1.0, 1.05)),
    ("white", perspective(-0.03, 0.02) @ turn(7)),
    ("gradient", stretched(1.0, 0.95)),
    ("gradient", mirror(512) @ turn(9) @ stretched(1.04, 1.0)),
    ("dark", turn(3) @ stretched(1.0, 1.04)),
    ("coffee", turn(-6)),
    ("coffee", mirror(512) @ stretched(0.96, 1.03)),
    ("rocket", turn(4) @ stretched(1.03, 0.97)),
    ("rocket", perspective(0.02, 0.03)),
    ("brick", turn(-11)),
    ("brick", stretched(1.05, 1.0)),
)
SIZE = 900, 1000
"""Columns, rows of the canvas people are put on."""


def reposed(backdrop: str, pose: Warp, size: tuple[int, int] = SIZE, enlarged: float = 1.7) -> Portrait:
    """The person alone, in `pose`, before another backdrop; the lower border cuts her off as that of her photo does."""
    columns, rows = size
    stand = shift(columns / 2, rows) @ scaling(enlarged, enlarged) @ shift(-FACE[0], -505)
    person = warped(plain(), stand @ pose, size)
    # her photo ends at the waist: what is repeated below it is out of the canvas but for a few pixels
    cover = warped(replace(plain(), matte=_edge_faded()), stand @ pose, size)
    share = (np.minimum(person.matte, cover.matte) / np.float32(255))[..., None]
    behind = canvas(backdrop, size).astype(np.float32)
    picture = np.rint(share * person.picture + (1 - share) * behind).astype(np.uint8)
    return replace(person, picture=picture, matte=np.rint(share[..., 0] * 255).astype(np.uint8))


@cache
def _edge_faded() -> Pixels:
    """Nothing left and right of the photo, all of it below."""
    cover = np.zeros((512, 512), np.uint8)
    cover[2:, 2:-2] = 255
    return cover


@cache
def canvas(name: str, size: tuple[int, int]) -> Pixels:
    """What stands behind: a colour, a gradient or a photograph out of focus."""
    columns, rows = size
    plain_colours = {"grey": (176, 178, 180), "blue": (70, 130, 200), "white": (245, 245, 243), "dark": (48, 46, 52)}
    if name in plain_colours:
        grain = np.random.default_rng(3).normal(0, 1.5, (rows, columns, 1))
        return _pixels(plain_colours[name] + grain)
    if name == "gradient":
        down = np.linspace(235, 120, rows)[:, None, None]
        across = np.linspace(1.0, 0.8, columns)[None, :, None]
        return _pixels(down * across * np.array([1.0, 0.99, 0.94]))
    pixels = np.asarray(getattr(data, name)(), np.uint8)
    pixels = pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, 2)
    side = min(pixels.shape[0] / rows, pixels.shape[1] / columns)
    height, width = round(rows * side), round(columns * side)
    part = np.asarray(cv2.resize(pixels[:height, :width], size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return np.asarray(cv2.GaussianBlur(part, (0, 0), 6), np.uint8)


def by_lot(number: int) -> Portrait:
    """Several changes at once."""
    rng = np.random.default_rng(zlib.crc32(f"portrait {number}".encode()))
    pose = turn(rng.uniform(-15, 15)) @ stretched(*rng.uniform(0.95, 1.05, 2))
    pose = perspective(*rng.uniform(-0.03, 0.03, 2)) @ pose
    if rng.random() < 0.5:
        pose = mirror(2 * FACE[0]) @ pose
    backdrop = str(rng.choice(["grey", "blue", "white", "gradient", "coffee", "brick"]))
    enlarged = float(rng.uniform(1.0, 2.2))
    size = int(900 * rng.uniform(0.9, 1.1)), int(560 * enlarged)
    made = reposed(backdrop, pose, size, enlarged)
    changes = [
        of_light(lambda light: light * rng.uniform(0.5, 1.25)),
        of_light(lambda light: light * rng.uniform(0.85, 1.15, 3).astype(np.float32)),
        noisy(float(rng.uniform(2, 10))),
        as_jpeg(int(rng.integers(40, 90))),
    ]
    for change in changes:
        made = recoloured(made, change)
    return made


def with_cap(portrait: Portrait, colour: tuple[int, int, int] = (24, 26, 38)) -> Portrait:
    """A knitted cap down to the middle of the forehead, before the photo is warped."""
    drawn = portrait.picture.copy()
    _fill_ellipse(drawn, (228, 66), (80, 54), 180, 360, colour)
    cv2.rectangle(drawn, (148, 64), (308, 80), tuple(round(part * 0.8) for part in colour), -1)
    grain = np.random.default_rng(5).normal(0, 2, drawn.shape)
    changed = (drawn != portrait.picture).any(axis=2)[..., None]
    return replace(portrait, name="with a cap", picture=np.where(changed, _pixels(drawn + grain), drawn))


def with_glasses(portrait: Portrait, colour: tuple[int, int, int] = (30, 24, 22)) -> Portrait:
    """Frames round both eyes and a bridge between them."""
    drawn = portrait.picture.copy()
    for x, y in (portrait.landmarks.left_eye, portrait.landmarks.right_eye):
        cv2.ellipse(drawn, (round(x), round(y + 2)), (18, 14), 3, 0, 360, colour, 2, cv2.LINE_AA)
    cv2.line(drawn, (222, 100), (229, 101), colour, 2, cv2.LINE_AA)
    cv2.line(drawn, (186, 99), (178, 97), colour, 2, cv2.LINE_AA)
    cv2.line(drawn, (264, 102), (272, 101), colour, 2, cv2.LINE_AA)
    return replace(portrait, name="with glasses", picture=drawn)


def _fill_ellipse(
    picture: Pixels, middle: tuple[int, int], axes: tuple[int, int], start: int, stop: int, colour: tuple[int, ...]
) -> None:
    cv2.ellipse(picture, middle, axes, 0, start, stop, colour, -1, cv2.LINE_AA)
