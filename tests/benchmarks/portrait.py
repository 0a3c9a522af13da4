"""How exactly crown, chin and eyes of portraits are found, and how fast.

The portraits, how they are made and what they do not show: `portraits`. The head height's error is a share of the true
one, the eyes' error (of the worse one) a share of their distance. What hand measuring leaves uncertain is in the
numbers: 1 % of the head height, .7° of tilt. The time is of one core and 24 megapixels, faces' cascades loaded.

``python -m tests.benchmarks.portrait`` prints a line for each portrait.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import fmean, median
from time import perf_counter

import cv2
import numpy as np

from picwish_desktop.vision.heads import NoFaceError
from picwish_desktop.vision.portrait import find_portrait
from picwish_desktop.vision.portrait_quality import measure_portrait
from tests.benchmarks.portraits import Portrait, plain, portraits, scaling, warped, with_cap, with_glasses
from tests.benchmarks.row import Row

HEAD, TILT, SECONDS, MEASURE_SECONDS = 0.04, 1.5, 1.5, 0.2


@dataclass(frozen=True, slots=True)
class Score:
    name: str
    is_found: bool
    eyes_found: bool = False
    crown_found: bool = False
    head: float = math.nan
    """Signed, as the next three."""
    crown: float = math.nan
    chin: float = math.nan
    tilt: float = math.nan
    eyes: float = math.nan
    hat: float = math.nan
    glasses: float = math.nan
    seconds: float = math.nan


def run() -> list[Row]:
    cv2.setNumThreads(1)
    made = list(portraits())
    scores, matted = [score(portrait) for portrait in made], [score(portrait, True) for portrait in made[::3]]
    found = [one for one in scores if one.is_found]
    return [
        Row("portraits", len(scores), target="≥ 40", met=len(scores) >= 40),
        Row("share found", len(found) / len(scores), target="1", met=len(found) == len(scores)),
        Row("share with eyes by the detector", fmean(one.eyes_found for one in scores)),
        Row("share with the crown by the mask", fmean(one.crown_found for one in scores)),
        Row("head height's error, median", 100 * median(abs(one.head) for one in found), "%"),
        _at_most("head height's error, most", 100 * max(abs(one.head) for one in found), "%", 100 * HEAD),
        _at_most("head height's error with a matte, most", 100 * max(abs(one.head) for one in matted), "%", 100 * HEAD),
        Row("crown's error, most", 100 * max(abs(one.crown) for one in found), "% of head"),
        Row("chin's error, most", 100 * max(abs(one.chin) for one in found), "% of head"),
        Row("tilt's error, median", median(abs(one.tilt) for one in found), "°"),
        _at_most("tilt's error, most", max(abs(one.tilt) for one in found), "°", TILT),
        Row("eyes' error, median", 100 * median(one.eyes for one in found), "% apart"),
        Row("eyes' error, most", 100 * max(one.eyes for one in found), "% apart"),
        *_estimates(found),
        Row("time, median", median(one.seconds for one in found), "s"),
        *_times(),
    ]


def score(portrait: Portrait, with_matte: bool = False) -> Score:
    start = perf_counter()
    try:
        found = find_portrait(portrait.picture, portrait.matte if with_matte else None)
    except NoFaceError:
        return Score(portrait.name, False)
    seconds = perf_counter() - start
    true, ours = portrait.landmarks, found.landmarks
    apart = math.dist(true.left_eye, true.right_eye)
    lean = math.radians(true.tilt)
    crown, chin = (
        ((got[1] - want[1]) * math.cos(lean) - (got[0] - want[0]) * math.sin(lean)) / true.head_height
        for got, want in ((ours.crown, true.crown), (ours.chin, true.chin))
    )
    return Score(
        portrait.name,
        True,
        found.eyes_found,
        found.crown_found,
        ours.head_height / true.head_height - 1,
        crown,
        chin,
        ours.tilt - true.tilt,
        max(math.dist(ours.left_eye, true.left_eye), math.dist(ours.right_eye, true.right_eye)) / apart,
        found.hat,
        found.glasses,
        seconds,
    )


def _at_most(name: str, value: float, unit: str, target: float) -> Row:
    return Row(name, value, unit, f"≤ {target:g} {unit}", value <= target)


def _estimates(bare: list[Score]) -> Iterator[Row]:
    """Bounds are the checks' .5: a hat or glasses there, or not."""
    cap, frames = score(with_cap(plain())), score(with_glasses(plain()))
    for name, worn, most in (
        ("hat", cap.hat, max(one.hat for one in bare)),
        ("glasses", frames.glasses, max(one.glasses for one in bare)),
    ):
        yield Row(f"{name} estimate, drawn on her", worn, target="> 0.5", met=worn > 0.5)
        yield Row(f"{name} estimate without, most", most, target="< 0.5", met=most < 0.5)


def _times() -> Iterator[Row]:
    large = np.asarray(cv2.resize(plain().picture, (4900, 4900), interpolation=cv2.INTER_CUBIC), np.uint8)
    seconds = min(_seconds(lambda: find_portrait(large)) for _ in range(3))
    yield _at_most("time, 24 megapixels, one core", seconds, "s", SECONDS)
    photo = warped(plain(), scaling(4, 4), (1200, 1600))
    seconds = min(_seconds(lambda: measure_portrait(photo.picture, photo.landmarks)) for _ in range(3))
    yield _at_most("time to measure 1200 × 1600", seconds, "s", MEASURE_SECONDS)


def _seconds(what: Callable[[], object]) -> float:
    start = perf_counter()
    what()
    return perf_counter() - start


def _table() -> None:
    for portrait in [*portraits(), with_cap(plain()), with_glasses(plain())]:
        one = score(portrait)
        print(
            f"{one.name:28} head {100 * one.head:+5.1f} %  crown {100 * one.crown:+5.1f}  chin {100 * one.chin:+5.1f}"
            f"  tilt {one.tilt:+5.2f}°  eyes {100 * one.eyes:4.1f} %  hat {one.hat:.2f}  glasses {one.glasses:.2f}"
            f"  {one.seconds:.2f} s{'' if one.eyes_found else '  no eyes'}{'' if one.crown_found else '  no crown'}",
            flush=True,
        )


if __name__ == "__main__":
    _table()
