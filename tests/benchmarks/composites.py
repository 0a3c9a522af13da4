"""Pictures whose alpha is known: subjects out of real photographs, put before backdrops out of others.

**Subjects.** Seven, out of scikit-image's photographs, cut by outlines drawn by hand over enlarged crops
(`tests/references`). At the size of the composite the outline is filled with anti-aliasing and softened by 1 to 3 px;
hair and fur get strands that grow from the outline. The subject's own colour is taken from well inside the outline only
and reflected outwards, so nothing of the old backdrop is in the band, and with it the picture is exactly
``round(alpha × foreground + (1 − alpha) × backdrop)``.

**Backdrops.** Ten, parts of photographs there. Behind what stands (persons, rocket, helmet, cat) they are out of
focus, as behind a portrait; what lies (cup, coin) has textures sharp under it and throws a soft shadow on them, or is
held before a room far behind. Grey textures are toned; behind the cameraman, who is grey, all of them are grey. Subject
and backdrop get a camera's grain each.

**Split.** Subjects and backdrops are split in two: who tunes on "tuning" has seen neither subject nor backdrop of
"held out". "all" has every subject before every backdrop, so also the mixed pairs that are in neither half.

**What they do not show.** Light, perspective and colour cast of subject and backdrop do not agree, so some are easier
than a photograph and some harder. No motion blur, no glass, no backdrop shining through or reflected, no JPEG. The
photographs are small (300 to 741 px): subjects are enlarged 0.9 to 7 times at 1024 px (persons 1.1 to 2.2, the coin
most), and 4k is the same picture larger, which serves for time and memory only. Two of seven subjects are persons.
Strands are drawn, not photographed. Three backdrops (cloth, dusk, wood) are other parts of a subject's own photograph.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from tests.references import drawing, filled, photo

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Kind = Literal["person", "object"]
Which = Literal["all", "tuning", "held out"]

NORMAL = 1024
"""The long side at which lengths are told below; they grow with the picture."""
OVERLAP = 8.0
"""Pixels of the photo that an outline cut off by its border goes on outside of it."""
GRAIN = 2.0
"""Sigma, of 255."""
FAR = 10.0
"""Blur in pixels of what is too far behind to have a shadow thrown on it."""


@dataclass(frozen=True, slots=True)
class Composite:
    name: str
    picture: Pixels
    """Rows × columns × 3."""
    alpha: Pixels
    """Rows × columns."""
    foreground: Pixels
    """Rows × columns × 3, the subject's own colour; means something where alpha is not 0."""
    subject_kind: Kind


@dataclass(frozen=True, slots=True)
class Subject:
    kind: Kind
    half: Literal["tuning", "held out"]
    shapes: tuple[float, ...]
    """Width by height of the pictures it is in, in turn."""
    height: tuple[float, float]
    """Of the drawn outline, as a share of the picture's, least and most."""
    stands: Literal["free", "bottom", "bottom left", "left"]
    """Which borders of the picture cut it off, as those of its photo do."""
    core: int
    """Pixels of the photo inside the outline that still have something of the old backdrop."""
    softness: float = 0.6
    """Sigma of the rim's blur in pixels."""
    lies: bool = False
    turn: float = 0.0
    """Degrees it may be turned to either side."""
    hair: tuple[tuple[float, float, float, float], ...] = ()
    """Rectangles left, top, right, bottom of the photo in which strands grow from the outline."""
    strand: float = 0.0
    """Mean length of strands in pixels."""
    tone: tuple[float, float, float] = (1.0, 1.0, 1.0)
    grey: bool = False


SUBJECTS = {
    "astronaut": Subject(
        "person", "tuning", (0.8, 1.5), (0.72, 0.92), "bottom", 3, hair=((148, 10, 306, 128),), strand=6
    ),
    "chelsea": Subject(
        "object",
        "tuning",
        (16 / 9,),
        (1.02, 1.06),
        "left",
        5,
        1.5,
        hair=((330, 70, 400, 240), (0, 0, 60, 130)),
        strand=5,
    ),
    "coin": Subject("object", "tuning", (1.0, 1.5), (0.3, 0.42), "free", 2, lies=True, turn=180, tone=(1.0, 0.9, 0.72)),
    "helmet": Subject("object", "tuning", (1.5, 1.0), (0.55, 0.7), "bottom", 2),
    "camera": Subject(
        "person",
        "held out",
        (1.0, 1.5),
        (0.85, 0.95),
        "bottom left",
        2,
        hair=((160, 60, 275, 135),),
        strand=4,
        grey=True,
    ),
    "coffee": Subject("object", "held out", (1.5, 1.0), (0.5, 0.7), "free", 2, lies=True, turn=25),
    "rocket": Subject("object", "held out", (0.67, 0.8), (0.75, 0.92), "bottom", 2, 0.5),
}


@dataclass(frozen=True, slots=True)
class Backdrop:
    half: Literal["tuning", "held out"]
    photo: str
    part: tuple[int, int, int, int]
    """Left, top, right, bottom of the photo."""
    blur: float
    """Radius of the circle of confusion in pixels behind what stands."""
    blur_under: float
    """The same under what lies."""
    dark: tuple[int, int, int] | None = None
    bright: tuple[int, int, int] | None = None
    """What black and white of a grey photo become."""
    turned: Literal["never", "to fit", "always"] = "never"
    """By a quarter."""


BACKDROPS = {
    "lawn": Backdrop("tuning", "grass", (0, 0, 512, 512), 5, 0, (14, 26, 6), (202, 222, 132)),
    "brick": Backdrop("tuning", "brick", (0, 0, 512, 512), 3, 0, (40, 22, 18), (226, 176, 150), "always"),
    "dusk": Backdrop("tuning", "rocket", (345, 60, 640, 420), 14, 20),
    "garage": Backdrop("tuning", "stereo_motorcycle", (572, 80, 741, 240), 8, 18),
    "cloth": Backdrop("tuning", "astronaut", (306, 0, 376, 220), 4, 4, turned="to fit"),
    "gravel": Backdrop("held out", "gravel", (0, 0, 512, 512), 6, 0, (22, 20, 20), (236, 228, 214)),
    "wood": Backdrop("held out", "coffee", (484, 0, 600, 300), 4, 0, turned="to fit"),
    "plaster": Backdrop("held out", "moon", (0, 150, 512, 512), 3, 0, (60, 48, 40), (255, 244, 226)),
    "page": Backdrop("held out", "page", (0, 0, 384, 191), 5, 0, (20, 20, 26), (250, 246, 236)),
    "curtain": Backdrop("held out", "immunohistochemistry", (0, 0, 512, 512), 9, 3),
}


def composites(long_side: int = NORMAL, which: Which = "all") -> Iterator[Composite]:
    """Every subject before every backdrop, always the same; long_side in pixels."""
    return (composite(name, long_side) for name in names(which))


def names(which: Which = "all") -> list[str]:
    every = [f"{subject} before {backdrop}" for subject in SUBJECTS for backdrop in BACKDROPS]
    return [name for name in every if which in ("all", half(name))]


def half(name: str) -> Literal["tuning", "held out", "mixed"]:
    """Which half a composite is in; mixed where its subject and its backdrop are in different ones."""
    subject, backdrop = name.split(" before ")
    same = SUBJECTS[subject].half == BACKDROPS[backdrop].half
    return SUBJECTS[subject].half if same else "mixed"


def composite(name: str, long_side: int = NORMAL) -> Composite:
    """One of `names`."""
    subject_name, backdrop_name = name.split(" before ")
    subject, rng = SUBJECTS[subject_name], np.random.default_rng(zlib.crc32(name.encode()))
    shape = subject.shapes[list(BACKDROPS).index(backdrop_name) % len(subject.shapes)]
    size = (long_side, round(long_side / shape)) if shape >= 1 else (round(long_side * shape), long_side)
    scale = long_side / NORMAL
    placed = _placed(subject_name, size, rng)
    alpha = _alpha(subject_name, placed, size, scale, rng)
    own = _own_colour(subject_name) * np.array(subject.tone, np.float32)
    foreground = _grained(
        cv2.warpAffine(own, placed, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), rng
    )
    behind = _behind(BACKDROPS[backdrop_name], size, subject, rng)
    if subject.lies and BACKDROPS[backdrop_name].blur_under < FAR:
        behind *= _light(alpha, scale, rng)[..., None]
    backdrop = _grained(behind, rng)
    if subject.grey:
        foreground, backdrop = _grey(foreground), _grey(backdrop)
    share = alpha[..., None].astype(np.float32) / 255
    picture = np.rint(share * foreground + (1 - share) * backdrop).astype(np.uint8)
    return Composite(name, picture, alpha, foreground, subject.kind)


def _placed(name: str, size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float64]:
    """The 2 × 3 transform of the photo's pixels to the picture's: enlarged, perhaps mirrored, turned and moved."""
    subject, drawn = SUBJECTS[name], drawing(name)
    points = np.concatenate([outline.points for outline in drawn.outlines])
    low, high = points.min(axis=0), points.max(axis=0)
    columns, rows = size
    enlarged = rng.uniform(*subject.height) * rows / (high[1] - low[1])
    # what is too wide for a portrait is made smaller, unless the border cuts it off anyway
    widest = 0.94 if subject.stands in ("free", "bottom") else 1.5
    enlarged = min(enlarged, widest * columns / (high[0] - low[0]))
    angle = np.deg2rad(rng.uniform(-subject.turn, subject.turn))
    turned = enlarged * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = (low + high) / 2
    half_width, half_height = (high - low) * enlarged / 2
    across = rng.uniform(0.3, 0.7)
    x = half_width + across * (columns - 2 * half_width)
    y = rows - half_height + 1
    if subject.stands == "free":
        y = half_height + rng.uniform(0.25, 0.75) * (rows - 2 * half_height)
    elif subject.stands == "bottom left":
        x = half_width - 1
    elif subject.stands == "left":
        x, y = half_width - rng.uniform(0.02, 0.3) * rows, rows / 2
    placed = np.column_stack([turned, np.array([x, y]) - turned @ middle])
    if rng.random() < 0.5:
        placed = np.array([[-1.0, 0.0], [0.0, 1.0]]) @ placed
        placed[0, 2] += columns
    # OpenCV counts from the middle of a pixel, the drawings from its corner
    placed[:, 2] += placed[:, :2] @ [0.5, 0.5] - 0.5
    return placed


def _alpha(
    name: str, placed: NDArray[np.float64], size: tuple[int, int], scale: float, rng: np.random.Generator
) -> Pixels:
    subject, drawn = SUBJECTS[name], drawing(name)
    outlines = []
    strands = np.zeros((size[1], size[0]), np.uint8)
    for outline in drawn.outlines:
        beyond = np.where(outline.points <= 0, -OVERLAP, outline.points)
        beyond = np.where(beyond >= np.array(drawn.size), np.array(drawn.size) + OVERLAP, beyond)
        outlines.append((_moved(beyond, placed), outline.hole))
        if subject.strand and not outline.hole:
            _grow(strands, outline.points, placed, subject, scale, rng)
    sigma = max(subject.softness * scale, 0.3)
    body = cv2.GaussianBlur(filled(outlines, size), (0, 0), sigma)
    # strands are as sharp as the lens is
    return np.asarray(np.maximum(body, cv2.GaussianBlur(strands, (0, 0), max(0.4 * scale, 0.3))), np.uint8)


def _moved(points: NDArray[np.float64], placed: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((points - 0.5) @ placed[:, :2].T + placed[:, 2] + 0.5)


def _grow(
    strands: Pixels,
    points: NDArray[np.float64],
    placed: NDArray[np.float64],
    subject: Subject,
    scale: float,
    rng: np.random.Generator,
) -> None:
    """Draw strands that leave the outline slanting, bend, and get thinner and fainter towards their tips."""
    following = np.roll(points, -1, axis=0)
    inside = np.zeros(len(points), bool)
    for left, top, right, bottom in subject.hair:
        inside |= (points >= (left, top)).all(axis=1) & (following <= (right, bottom)).all(axis=1)
    starts, ends = _moved(points, placed)[inside], _moved(following, placed)[inside]
    # twice the area, positive where the outline goes round clockwise on the screen
    x, y = _moved(points, placed).T
    outside = np.sign(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    faint_to_full: list[tuple[int, NDArray[np.int32]]] = []
    for start, end in zip(starts, ends, strict=True):
        along = (end - start) / np.linalg.norm(end - start)
        outwards = outside * np.array([along[1], -along[0]])
        for _ in range(rng.poisson(np.linalg.norm(end - start) / (0.9 * scale))):
            root = start + rng.random() * (end - start) - outwards * 1.5 * scale
            length = min(rng.exponential(subject.strand), 4 * subject.strand) * scale
            lean, bend = rng.normal(1.0, 0.5), rng.normal(0.6, 0.3)
            steps = np.linspace(0, 1, 7)[:, None]
            curve = root + length * steps * (outwards * (1 - bend * steps) + along * (lean + bend * steps))
            opacity = rng.uniform(70, 230)
            for number in range(6):
                piece = np.rint(curve[number : number + 2] * 16).astype(np.int32)
                faint_to_full.append((round(opacity * (1 - number / 7)), piece))
    for opacity_now, piece in sorted(faint_to_full, key=lambda drawn: drawn[0]):
        cv2.polylines(strands, [piece], False, (opacity_now,), max(1, round(1.2 * scale)), cv2.LINE_AA, 4)


@cache
def _own_colour(name: str) -> Floats:
    """The photo with the subject's colours reflected outwards at its outline."""
    subject, drawn = SUBJECTS[name], drawing(name)
    pixels = photo(name).astype(np.float32)
    matte = filled([(outline.points, outline.hole) for outline in drawn.outlines], drawn.size)
    whole = cv2.copyMakeBorder(matte, 16, 16, 16, 16, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform((whole > 127).astype(np.uint8), cv2.DIST_L2, 5)[16:-16, 16:-16]
    # what is thinner than twice the core keeps its middle
    thickest = cv2.dilate(depth, np.ones((2 * subject.core + 1,) * 2, np.uint8))
    core = (depth > subject.core) | ((depth >= thickest) & (depth > 0.7))
    _, labels = cv2.distanceTransformWithLabels(
        (~core).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    rows, columns = np.mgrid[: matte.shape[0], : matte.shape[1]]
    nearest = np.zeros(int(labels.max()) + 1, np.int64)
    nearest[labels[core]] = np.flatnonzero(core)
    near_rows, near_columns = np.divmod(nearest[labels], matte.shape[1])
    mirror_rows = np.clip(2 * near_rows - rows, 0, matte.shape[0] - 1)
    mirror_columns = np.clip(2 * near_columns - columns, 0, matte.shape[1] - 1)
    usable = core[mirror_rows, mirror_columns]
    outside = pixels[np.where(usable, mirror_rows, near_rows), np.where(usable, mirror_columns, near_columns)]
    smooth = cv2.GaussianBlur(outside, (0, 0), 0.8)
    return np.asarray(np.where(core[..., None], pixels, smooth), np.float32)


def _behind(backdrop: Backdrop, size: tuple[int, int], subject: Subject, rng: np.random.Generator) -> Floats:
    """The backdrop as large as the picture: a part of the photo of the right shape, blurred as the lens would."""
    pixels = _photograph(backdrop.photo)
    left, top, right, bottom = backdrop.part
    part = pixels[top:bottom, left:right].astype(np.float32)
    shape = size[0] / size[1]
    if backdrop.turned == "always" or (backdrop.turned == "to fit" and (shape > 1) != (part.shape[1] > part.shape[0])):
        part = np.rot90(part)
    if rng.random() < 0.5 and backdrop.photo != "page":
        part = part[:, ::-1]
    rows, columns = part.shape[:2]
    used = (min(columns, round(rows * shape)), min(rows, round(columns / shape)))
    x, y = (round(rng.random() * (whole - kept)) for whole, kept in zip((columns, rows), used, strict=True))
    part = np.ascontiguousarray(part[y : y + used[1], x : x + used[0]])
    if backdrop.dark is not None and backdrop.bright is not None:
        share = part.mean(axis=2, keepdims=True) / 255
        part = np.array(backdrop.dark, np.float32) * (1 - share) + np.array(backdrop.bright, np.float32) * share
    normal = tuple(round(side * NORMAL / max(size)) for side in size)
    part = np.asarray(cv2.resize(part, normal, interpolation=cv2.INTER_CUBIC), np.float32)
    if radius := backdrop.blur_under if subject.lies else backdrop.blur:
        part = _out_of_focus(part, radius)
    interpolation = cv2.INTER_AREA if max(size) < NORMAL else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, size, interpolation=interpolation), np.float32)


@cache
def _photograph(name: str) -> Pixels:
    pixels: Any = getattr(data, name)()
    pixels = np.asarray(pixels[0] if isinstance(pixels, tuple) else pixels, np.uint8)
    return np.asarray(pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, 2), np.uint8)


def _out_of_focus(pixels: Floats, radius: float) -> Floats:
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    # light adds up, not what the file stores of it
    light = cv2.filter2D((pixels.clip(0, 255) / 255) ** 2.2, -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT)
    return np.asarray(np.maximum(light, 0) ** (1 / 2.2) * 255, np.float32)


def _light(alpha: Pixels, scale: float, rng: np.random.Generator) -> Floats:
    """Rows × columns, how much light the shadow of what lies there leaves."""
    distance = rng.uniform(4, 10) * scale
    angle = rng.uniform(0.2, 0.8) * np.pi
    move = np.array([[1, 0, distance * np.cos(angle)], [0, 1, distance * np.sin(angle)]])
    shadow = cv2.warpAffine(alpha, move, alpha.shape[::-1]).astype(np.float32) / 255
    return np.asarray(1 - 0.55 * cv2.GaussianBlur(shadow, (0, 0), 7 * scale), np.float32)


def _grained(pixels: cv2.typing.MatLike, rng: np.random.Generator) -> Pixels:
    grain = rng.normal(0, GRAIN, pixels.shape[:2]).astype(np.float32)[..., None]
    return np.asarray(np.rint(pixels + grain).clip(0, 255), np.uint8)


def _grey(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)
