"""How well and how fast objects are removed, beside OpenCV's two classics in the same run.

Holes are cut into textures whose truth is known. SSIM (7 × 7 windows, averaged over the hole's pixels only) asks
whether the very same pixels came back. That is fair where the texture repeats and so can be predicted: bricks, a weave,
stripes. Grass and gravel cannot be, and there SSIM prefers grey mush to any other grass, because two unrelated textures
differ twice as much as a texture and its mean. So those are reported without a target, and what has one is detail: the
mean absolute difference of neighbouring pixels inside the hole, divided by the truth's. Mush is near 0, the texture
near 1.

``python -m tests.benchmarks.removal`` writes the README's picture instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data
from skimage.metrics import structural_similarity

from picwish_desktop.vision.inpaint import inpaint
from tests.benchmarks.row import Row

Picture = NDArray[np.uint8]
Remover = Callable[[Picture, Picture], Picture]

README_PICTURE = Path(__file__).parents[2] / "resources" / "readme" / "removal.jpg"
TOWERS = (
    [[192, 112], [212, 112], [218, 380], [164, 380], [180, 250]],
    [[436, 112], [456, 112], [490, 426], [464, 426], [440, 386], [434, 386], [434, 250]],
)
"""Corners of the two lightning towers beside the rocket, in the photo's own pixels."""


def run() -> list[Row]:
    repeating, random = _scores(_repeating()), _scores(_random())
    rows = []
    for kind, scores, has_target in (("repeating", repeating, True), ("random", random, False)):
        ours, best = scores["ours"][0], max(scores[name][0] for name in scores if name != "ours")
        target, met = (f"> {best:.3f}, the best classic", ours > best) if has_target else ("", None)
        rows.append(Row(f"SSIM, {kind} textures, ours", ours, target=target, met=met))
        rows += [Row(f"SSIM, {kind} textures, {name}", scores[name][0]) for name in scores if name != "ours"]
    for kind, scores in (("repeating", repeating), ("random", random)):
        ours = scores["ours"][1]
        rows.append(Row(f"detail kept, {kind} textures, ours", ours, target="0.75 to 1.25", met=0.75 <= ours <= 1.25))
        rows += [Row(f"detail kept, {kind} textures, {name}", scores[name][1]) for name in scores if name != "ours"]
    return rows + _times()


def _removers() -> dict[str, Remover]:
    def classic(method: int, radius: int) -> Remover:
        def remove(pixels: Picture, mask: Picture) -> Picture:
            filled = cv2.inpaint(pixels, mask, radius, method)
            return np.asarray(filled, np.uint8).reshape(pixels.shape)

        return remove

    classics = {
        f"{name} {radius}": classic(method, radius)
        for name, method in (("TELEA", cv2.INPAINT_TELEA), ("NS", cv2.INPAINT_NS))
        for radius in (3, 5)
    }

    def ours(pixels: Picture, mask: Picture) -> Picture:
        return np.asarray(inpaint(pixels, mask), np.uint8)

    return {"ours": ours, **classics}


def _repeating() -> dict[str, Picture]:
    brick = np.asarray(data.brick(), np.uint8)
    y, x = np.mgrid[:256, :256].astype(np.float64)
    grain = np.random.default_rng(0).normal(0, 4, (256, 256))
    weave = 128 + 50 * np.sin(x * np.pi / 4.5) * np.sin(y * np.pi / 4.5) + 30 * np.sin((x + y) * np.pi / 9) + grain
    stripes = 128 + 70 * np.sign(np.sin((x * 0.9 + y * 0.35) * np.pi / 5)) + grain
    small = np.asarray(cv2.resize(brick, (256, 256), interpolation=cv2.INTER_AREA), np.uint8)
    synthetic = {name: np.rint(image).clip(0, 255) for name, image in (("weave", weave), ("stripes", stripes))}
    return {"brick": brick, "small brick": small, **{name: image.astype(np.uint8) for name, image in synthetic.items()}}


def _random() -> dict[str, Picture]:
    return {
        "grass": data.grass(),
        "gravel": data.gravel(),
        "wood": data.coffee()[250:400, 400:600],
        "fur": data.chelsea()[20:150, 130:330],
        "hair": data.astronaut()[10:100, 160:300],
    }


def _holes(rows: int, columns: int) -> Iterator[Picture]:
    for number, (across, down) in enumerate([(0.5, 0.5), (0.35, 0.3), (0.3, 0.65), (0.65, 0.35), (0.65, 0.65)]):
        radius = max(8, min(rows, columns) // (16 if number % 2 else 9))
        mask = np.zeros((rows, columns), np.uint8)
        centre = (round(columns * across), round(rows * down))
        cv2.ellipse(mask, centre, (round(radius * 1.2), radius), 0, 0, 360, 255, -1)
        yield mask


def _scores(textures: dict[str, Picture]) -> dict[str, tuple[float, float]]:
    """For each remover the medians over all textures and holes: SSIM inside the hole, and detail kept."""
    scores: dict[str, tuple[float, float]] = {}
    for name, remove in _removers().items():
        measured = []
        for texture in textures.values():
            pixels = np.ascontiguousarray(texture if texture.ndim == 3 else texture[..., None])
            for mask in _holes(*pixels.shape[:2]):
                hidden = np.where(mask[..., None] > 0, np.uint8(255), pixels)
                measured.append(_compare(_grey(pixels), _grey(remove(hidden, mask)), mask > 0))
        scores[name] = (median(ssim for ssim, _ in measured), median(detail for _, detail in measured))
    return scores


def _compare(truth: Picture, filled: Picture, hole: NDArray[np.bool_]) -> tuple[float, float]:
    _, similarity = structural_similarity(truth, filled, full=True, data_range=255)

    def detail(image: Picture) -> float:
        return float(np.abs(np.diff(image.astype(np.float64), axis=1))[hole[:, 1:]].mean())

    return float(similarity[hole].mean()), detail(filled) / detail(truth)


def _grey(pixels: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.shape[2] == 3 else pixels[..., 0], np.uint8)


def _times() -> list[Row]:
    """Seconds for one round object on the coffee photo, scaled up and with a camera's grain; the best of two runs."""
    rows = []
    cases = (("1 MP, object 120 px", 1225, 60, 1.5), ("24 MP, object 120 px", 6000, 60, 1.5))
    for name, width, radius, limit in (*cases, ("24 MP, object 800 px", 6000, 400, 5.0)):
        pixels = np.asarray(cv2.resize(data.coffee(), (width, width * 2 // 3), interpolation=cv2.INTER_CUBIC), np.uint8)
        grain = np.random.default_rng(0).integers(0, 8, pixels.shape, np.uint8)
        pixels = np.asarray(cv2.add(pixels, grain), np.uint8)
        mask = np.zeros(pixels.shape[:2], np.uint8)
        cv2.circle(mask, (round(width * 0.85), round(width * 0.45)), radius, 255, -1)
        removers = _removers()
        seconds = min(_seconds(removers["ours"], pixels, mask) for _ in range(2))
        rows.append(Row(f"time, {name}", seconds, "s", f"< {limit} s", seconds < limit))
        rows.append(Row(f"time, {name}, of TELEA 3's", seconds / _seconds(removers["TELEA 3"], pixels, mask), "×"))
    return rows


def _seconds(remove: Remover, pixels: Picture, mask: Picture) -> float:
    start = perf_counter()
    remove(pixels, mask)
    return perf_counter() - start


def write_readme_picture() -> None:
    """The rocket with two towers marked, and without them."""
    photo = cv2.resize(data.rocket(), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    pixels = np.asarray(photo, np.uint8)
    mask = np.zeros(pixels.shape[:2], np.uint8)
    for tower in TOWERS:
        cv2.fillPoly(mask, [np.array(tower, np.int32) * 2], (255,))
    removed = np.asarray(inpaint(pixels, mask), np.uint8)
    tint = np.array([0xFF, 0x4D, 0x6A], np.float64)
    marked = np.where(mask[..., None] > 0, np.rint(0.5 * pixels + 0.5 * tint), pixels).astype(np.uint8)
    halves = [cv2.resize(half, (696, 464), interpolation=cv2.INTER_AREA) for half in (marked, removed)]
    gap = np.full((464, 8, 3), 255, np.uint8)
    side_by_side = cv2.cvtColor(np.hstack([halves[0], gap, halves[1]]), cv2.COLOR_RGB2BGR)
    README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(README_PICTURE), side_by_side, [cv2.IMWRITE_JPEG_QUALITY, 90])


if __name__ == "__main__":
    write_readme_picture()
