"""How well, how fast and in how much memory subjects are cut out, beside two classics in the same run.

The composites, how they are made and what they do not show: `composites`. IoU counts a pixel as in from alpha 128 on;
where nothing was found it is 0. Without hints and after strokes all composites count; the best of the first three
attempts and the one with a box are measured on half of them (`sample`: all subjects, all backdrops). The four
strokes of the simulated person correct the first attempt.

The band is where the true alpha is neither 0 nor 255. Its errors are of cuts with IoU ≥ 0.9, medians over the
composites: what an edge is worth where the wrong thing was cut out says nothing. The colour error is that of the
subject's own colour, each pixel counting by its true alpha; without estimation the picture's colours stay, and with
them a rim of the old backdrop.

GrabCut is OpenCV's, 5 iterations from a rectangle 5 % inside, on the picture scaled to 512 px. The border threshold is
Otsu's on the distance in Lab from the median colour of a border 2 % wide.

``python -m tests.benchmarks.cutout FOLDER [tuning | "held out"]`` writes a table of the composites and a sheet of the
worst ten there.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
import tempfile
import zlib
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from picwish_desktop.vision.cutout import Cut, correct, cut_out
from picwish_desktop.vision.segment import NothingFoundError
from tests.benchmarks.composites import BACKDROPS, SUBJECTS, Composite, Kind, composite, half, names
from tests.benchmarks.row import Row
from tests.benchmarks.simulated_person import stroke

Alpha = NDArray[np.uint8]
Pixels = NDArray[np.uint8]

STROKES = 4
ATTEMPTS = 3
FOUND = 0.9
"""IoU from which the band's errors count."""
STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Band:
    alpha: float
    """Mean absolute error of alpha, 0 to 1."""
    binary: float
    """The same of the matte made 0 or 1."""
    colour: float
    """Mean absolute error of the subject's colour, of 255."""
    own: float
    """The same of the picture's colours."""


@dataclass(frozen=True, slots=True)
class Score:
    name: str
    kind: Kind
    plain: float
    """IoU without hints."""
    stroked: tuple[float, ...]
    """IoU after each stroke."""
    tried: float | None
    """Best IoU of the first attempts; None outside of the sample, as below."""
    boxed: float | None
    grabcut: float
    border: float
    band: Band | None
    """None where the cut is not of the subject."""
    seconds: float


def run() -> list[Row]:
    scores = measured(names())
    everywhere, held_out = [score.plain for score in scores], [s.plain for s in scores if half(s.name) == "held out"]
    tried = [score.tried for score in scores if score.tried is not None]
    boxed = [score.boxed for score in scores if score.boxed is not None]
    rows = [
        _at_least("IoU median, no hints", median(everywhere), 0.98),
        _at_least("IoU mean, no hints", fmean(everywhere), 0.95),
        _at_least("IoU median, no hints, held out", median(held_out), 0.98),
        _at_least("IoU mean, no hints, held out", fmean(held_out), 0.95),
        Row("IoU mean, no hints, persons", fmean(score.plain for score in scores if score.kind == "person")),
        Row("share of IoU ≥ 0.9, no hints", fmean(iou >= FOUND for iou in everywhere)),
        Row(f"IoU median, best of {ATTEMPTS} attempts, sample", median(tried)),
        Row(f"IoU mean, best of {ATTEMPTS} attempts, sample", fmean(tried)),
        Row("IoU median, with a box, sample", median(boxed)),
        Row("IoU mean, with a box, sample", fmean(boxed)),
    ]
    for count in range(1, STROKES + 1):
        after = [score.stroked[count - 1] for score in scores]
        name = f"after {count} stroke{'s' * (count > 1)}"
        middle = median(after)
        rows.append(
            _at_least(f"IoU median, {name}", middle, 0.99) if count == STROKES else Row(f"IoU median, {name}", middle)
        )
        rows.append(Row(f"IoU mean, {name}", fmean(after)))
    steps = [(before, after) for s in scores for before, after in pairwise((s.plain, *s.stroked))]
    rows.append(
        Row("share of strokes that cost 0.01 IoU or more", fmean(before - after >= 0.01 for before, after in steps))
    )
    for name, found in (("GrabCut", [s.grabcut for s in scores]), ("border threshold", [s.border for s in scores])):
        rows += [Row(f"IoU median, {name}", median(found)), Row(f"IoU mean, {name}", fmean(found))]
    return rows + _bands([score.band for score in scores if score.band is not None]) + _costs()


def measured(which: Iterable[str]) -> list[Score]:
    """Composites by name, several at once."""
    processes = max(1, (os.cpu_count() or 1) - 1)
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(_score, which))


def sample(name: str) -> bool:
    subject, backdrop = name.split(" before ")
    # in pairs, as shapes take turns too
    return (list(SUBJECTS).index(subject) + list(BACKDROPS).index(backdrop) // 2) % 2 == 0


def _at_least(name: str, value: float, target: float) -> Row:
    return Row(name, value, target=f"≥ {target:.2f}", met=value >= target)


def _bands(bands: list[Band]) -> list[Row]:
    alpha, binary, colour, own = (
        median(getattr(band, error) for band in bands) for error in ("alpha", "binary", "colour", "own")
    )
    return [
        Row("alpha error in the band, ours", alpha, target=f"< {binary:.3f}, made binary", met=alpha < binary),
        Row("alpha error in the band, made binary", binary),
        Row("colour error in the band, ours", colour, "of 255", f"< {own:.3f}, the picture's", colour < own),
        Row("colour error in the band, picture's colours", own, "of 255"),
    ]


def _score(name: str) -> Score:
    """In one of several processes, from which threads would only take time."""
    cv2.setNumThreads(1)
    made = composite(name)
    start = perf_counter()
    cut = _cut(made.picture)
    seconds = perf_counter() - start
    matte = np.zeros_like(made.alpha) if cut is None else cut.matte
    plain = iou(matte, made.alpha)
    tried = boxed = None
    if sample(name):
        others = [_cut(made.picture, attempt=attempt) for attempt in range(1, min(ATTEMPTS, cut.count if cut else 0))]
        tried = max([plain, *(iou(other.matte, made.alpha) for other in others if other is not None)])
        with_box = _cut(made.picture, box=_box(made))
        boxed = 0.0 if with_box is None else iou(with_box.matte, made.alpha)
    return Score(
        name,
        made.subject_kind,
        plain,
        _stroked(made, matte),
        tried,
        boxed,
        iou(_grabcut(made.picture), made.alpha),
        iou(_border_threshold(made.picture), made.alpha),
        _band(made, cut) if cut is not None and plain >= FOUND else None,
        seconds,
    )


def iou(matte: Alpha, truth: Alpha) -> float:
    ours, theirs = matte >= 128, truth >= 128
    return float((ours & theirs).sum() / (ours | theirs).sum())


def _cut(picture: Pixels, box: tuple[int, int, int, int] | None = None, attempt: int = 0) -> Cut | None:
    try:
        return cut_out(picture, box=box, attempt=attempt)
    except NothingFoundError:
        return None


def _box(made: Composite) -> tuple[int, int, int, int]:
    """What a person draws around the subject: up to 3 % too large on each side, never too small."""
    rng = np.random.default_rng(zlib.crc32(made.name.encode()))
    rows, columns = np.flatnonzero((made.alpha > 127).any(axis=1)), np.flatnonzero((made.alpha > 127).any(axis=0))
    slack = rng.uniform(0.005, 0.03, 4) * max(made.alpha.shape)
    left, top = max(0, round(columns[0] - slack[0])), max(0, round(rows[0] - slack[1]))
    right = min(made.alpha.shape[1], round(columns[-1] + 1 + slack[2]))
    bottom = min(made.alpha.shape[0], round(rows[-1] + 1 + slack[3]))
    return left, top, right - left, bottom - top


def _stroked(made: Composite, first: Alpha) -> tuple[float, ...]:
    rng = np.random.default_rng(zlib.crc32(made.name.encode()))
    matte, reached = first.copy(), []
    signs: dict[bool, Alpha] = {}
    for _ in range(STROKES):
        painted = stroke(matte, made.alpha, rng)
        if painted is not None:
            kept, removed = (signs.setdefault(sign, np.zeros_like(painted.mask)) for sign in (True, False))
            (x, y, width, height), part, _, _ = correct(made.picture, matte, painted.mask, painted.keep, kept, removed)
            matte[y : y + height, x : x + width] = part
            signs[painted.keep] = signs[painted.keep] | painted.mask
        reached.append(iou(matte, made.alpha))
    return tuple(reached)


def _band(made: Composite, cut: Cut) -> Band:
    colours = made.picture.copy()
    for (x, y), tile in zip(cut.places, cut.tiles, strict=True):
        place = colours[y : y + tile.shape[0], x : x + tile.shape[1]]
        place[:] = tile[: place.shape[0], : place.shape[1]]
    band = (made.alpha > 0) & (made.alpha < 255)
    truth = made.alpha[band] / 255
    matte = cut.matte[band] / 255

    def colour_error(shown: Pixels) -> float:
        difference = np.abs(shown[band].astype(np.float64) - made.foreground[band]).mean(axis=1)
        return float((truth * difference).sum() / truth.sum())

    alpha, binary = (float(np.abs(each - truth).mean()) for each in (matte, matte >= 0.5))
    return Band(alpha, binary, colour_error(colours), colour_error(made.picture))


def _grabcut(picture: Pixels) -> Alpha:
    rows, columns = picture.shape[:2]
    share = 512 / max(rows, columns)
    small = cv2.resize(picture, (round(columns * share), round(rows * share)), interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    inside = (round(width * 0.05), round(height * 0.05), round(width * 0.9), round(height * 0.9))
    labels, models = np.zeros((height, width), np.uint8), [np.zeros((1, 65)) for _ in range(2)]
    cv2.setRNGSeed(0)
    cv2.grabCut(small, labels, inside, models[0], models[1], 5, cv2.GC_INIT_WITH_RECT)
    found = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8) * 255
    return np.asarray(cv2.resize(found, (columns, rows), interpolation=cv2.INTER_LINEAR), np.uint8)


def _border_threshold(picture: Pixels) -> Alpha:
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    inside = np.zeros(lab.shape[:2], bool)
    width = round(max(lab.shape) * 0.02)
    inside[width:-width, width:-width] = True
    distance = np.linalg.norm(lab - np.median(lab[~inside], axis=0), axis=2)
    levels = np.rint(distance * (255 / distance.max())).astype(np.uint8)
    return np.asarray(cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1], np.uint8)


def _costs() -> list[Row]:
    """A cut in a new process of its own, as in the worker: the picture is a memory-mapped file."""
    rows = []
    for name, long_side in (("1k", 1024), ("2k", 2048), ("4k", 4096)):
        seconds, peak, _ = _cost(composite("astronaut before lawn", long_side).picture)
        rows += [Row(f"time, {name}", seconds, "s"), Row(f"peak memory, {name}", peak / 1e6, "MB")]
    photo = np.asarray(cv2.resize(data.coffee(), (6000, 4000), interpolation=cv2.INTER_CUBIC), np.uint8)
    grain = np.random.default_rng(0).integers(0, 8, photo.shape, np.uint8)
    photo = np.asarray(cv2.add(photo, grain), np.uint8)
    seconds, peak, idle = _cost(photo)
    share = peak / photo.nbytes
    return [
        *rows,
        Row("time, 24 MP", seconds, "s"),
        Row("peak memory, 24 MP, of the decoded picture", share, "×", "< 6", share < 6),
        Row("of that, the process before the picture", idle / photo.nbytes, "×"),
    ]


def _cost(picture: Pixels) -> tuple[float, float, float]:
    """Seconds, bytes at the peak, bytes before."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.npy"
        np.save(path, picture)
        process = context.Process(target=_cut_alone, args=(path, theirs))
        process.start()
        theirs.close()
        seconds, peak, idle = ours.recv()
        process.join()
    return float(seconds), float(peak), float(idle)


def _cut_alone(path: Path, answer: Connection) -> None:
    idle = _peak()
    start = perf_counter()
    cut_out(np.load(path, mmap_mode="r"))
    answer.send((perf_counter() - start, _peak(), idle))


def _peak() -> float:
    """Bytes this process had at most; not a number where the system does not tell."""
    found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii")) if STATUS.exists() else None
    return float("nan") if found is None else int(found[1]) * 1024.0


def write_worst(folder: Path, which: list[str]) -> None:
    """A line for each composite, worst first, and a picture of the worst ten: picture, truth, found."""
    scores = sorted(measured(which), key=lambda score: score.plain)
    lines = [f"{'':26} {'plain':>6} {'best3':>6} {'box':>6} {'strokes 1 to 4':>27} {'grab':>6} {'border':>6} {'s':>5}"]
    for score in scores:
        once = "".join(f" {value:6.3f}" if value is not None else "      –" for value in (score.tried, score.boxed))
        strokes = "".join(f" {value:6.3f}" for value in score.stroked)
        classics = f" {score.grabcut:6.3f} {score.border:6.3f} {score.seconds:5.1f}"
        lines.append(f"{score.name:26} {score.plain:6.3f}{once}{strokes}{classics} {half(score.name)}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    worst = [_thumbnail(_shown(score)) for score in scores[:10]]
    cv2.imwrite(str(folder / "worst.png"), np.hstack([np.vstack(worst[0::2]), np.vstack(worst[1::2])]))


def _shown(score: Score) -> Pixels:
    made = composite(score.name)
    cut = _cut(made.picture)
    matte = np.zeros_like(made.alpha) if cut is None else cut.matte
    pictures = [made.picture, *(np.repeat(alpha[..., None], 3, 2) for alpha in (made.alpha, matte))]
    beside = np.hstack(pictures)[..., ::-1].copy()
    cv2.putText(beside, f"{score.name} {score.plain:.3f}", (20, 60), 0, 2, (255, 0, 255), 4)
    return beside


def _thumbnail(picture: Pixels) -> Pixels:
    share = min(900 / picture.shape[1], 300 / picture.shape[0])
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    whole = np.zeros((300, 900, 3), np.uint8)
    whole[: small.shape[0], : small.shape[1]] = small
    return whole


if __name__ == "__main__":
    kinds = {"tuning": names("tuning"), "held out": names("held out")}
    write_worst(Path(sys.argv[1]), kinds.get(" ".join(sys.argv[2:]), names()))
