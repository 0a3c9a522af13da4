"""How fast pictures are opened and saved: against Pillow, one after the other in the same process.

Pictures of 16 MP, and one of 100 MP, are photographs scaled up with the grain of a sensor, or without it.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from skimage import data

from picwish_desktop.imaging import png
from picwish_desktop.imaging.read import read, read_preview
from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.photo import Metadata
from tests.benchmarks.row import Row

Pixels: TypeAlias = NDArray[np.uint8]
Times: TypeAlias = NDArray[np.float64]

SMALL, LARGE = (4900, 3266), (12250, 8165)
"""Width and height of 16 and of 100 MP."""
RUNS = 5
MASK_RUNS = 15


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [*_png(), *_mask(), *_opened(folder), *_saved(folder), *_preview(folder)]


def _png() -> list[Row]:
    rows = []
    cases = {
        "RGBA photo with grain": _opaque(_grainy(_scaled(data.coffee(), SMALL))),
        "RGBA photo without grain": _opaque(_scaled(data.coffee(), SMALL)),
        "RGBA cutout": _cutout(_grainy(_scaled(data.astronaut(), SMALL))),
    }
    for name, pixels in cases.items():
        theirs, ours = io.BytesIO(), io.BytesIO()

        def by_pillow(pixels: Pixels = pixels, file: io.BytesIO = theirs) -> None:
            file.seek(0)
            Image.fromarray(pixels).save(file, "PNG", compress_level=1)

        def by_us(pixels: Pixels = pixels, file: io.BytesIO = ours) -> None:
            file.seek(0)
            png.write(file, pixels, Metadata("PNG"))

        times = _timed(by_pillow, by_us)
        size = ours.tell() / theirs.tell()
        rows += _ratio(f"{name}, PNG: Pillow's time (level 1) / ours", times, 5)
        rows.append(Row(f"{name}, PNG: our bytes / Pillow's", size, "×", "≤ 1", size <= 1))
    return rows


def _mask() -> list[Row]:
    """Some strokes."""
    mask = np.zeros(SMALL[::-1], np.uint8)
    y, x = np.mgrid[0 : SMALL[1], 0 : SMALL[0]]
    for number in range(12):
        across = 300 + 380 * number + 150 * np.sin(y / (200 + 30 * number))
        mask[(abs(x - across) < 60) & (abs(y - 1600) < 300 + 100 * number)] = 255

    times = _timed(
        lambda: Image.fromarray(mask).save(io.BytesIO(), "PNG"), lambda: png.write_mask(io.BytesIO(), mask), MASK_RUNS
    )
    return _ratio("mask, PNG: Pillow's time (default) / ours", times, 15)


def _opened(folder: Path) -> list[Row]:
    pixels = _grainy(_scaled(data.coffee(), SMALL))
    rows = []
    for name, ending, options, plugin, least in (
        ("JPEG 4:2:0", "jpg", {"quality": 92}, JpegImageFile, 1.5),
        ("JPEG 4:4:4", "jpg", {"quality": 95, "subsampling": 0}, JpegImageFile, None),
        ("PNG", "png", {"compress_level": 1}, PngImageFile, None),
    ):
        path = folder / f"photo.{ending}"
        Image.fromarray(pixels).save(path, **options)  # type: ignore[arg-type]

        def by_pillow(path: Path = path, plugin: type[JpegImageFile | PngImageFile] = plugin) -> None:
            np.asarray(plugin(path))

        times = _timed(by_pillow, lambda path=path: read(path))  # type: ignore[misc]
        rows += _ratio(f"{name}, opened: Pillow's time / ours", times, least)
    return rows


def _saved(folder: Path) -> list[Row]:
    pixels = _grainy(_scaled(data.coffee(), SMALL))
    path = folder / "saved.jpg"
    times = _timed(
        lambda: Image.fromarray(pixels).save(path, quality=95, subsampling=0),
        lambda: write(path, pixels, Metadata("PNG"), Encoding("JPEG")),
    )
    return _ratio("JPEG, saved: Pillow's time / ours", times, None)


def _preview(folder: Path) -> list[Row]:
    path = folder / "large.jpg"
    Image.fromarray(_grainy(_scaled(data.coffee(), LARGE))).save(path, quality=92)
    times = _timed(lambda: read(path), lambda: read_preview(path), 3)
    part = float(np.median(times[1]) / np.median(times[0]))
    return [
        Row("JPEG of 100 MP, read, p50", float(np.median(times[0])), "s"),
        Row("JPEG of 100 MP, preview, p50", float(np.median(times[1])), "s"),
        Row("JPEG of 100 MP, preview / read", part, "×"),
    ]


def _timed(theirs: Callable[[], object], ours: Callable[[], object], runs: int = RUNS) -> Times:
    """Seconds: theirs and ours × runs, in turn."""
    times = np.empty((2, runs))
    for number in range(runs):
        for which, work in enumerate((theirs, ours)):
            start = perf_counter()
            work()
            times[which, number] = perf_counter() - start
    return times


def _ratio(name: str, times: Times, least: float | None) -> list[Row]:
    theirs, ours = np.median(times, axis=1)
    ratio = float(theirs / ours)
    target, met = ("", None) if least is None else (f"≥ {least:g}", ratio >= least)
    return [
        Row(name, ratio, "×", target, met),
        Row("  ours, p50", float(ours), "s"),
        Row("  ours, p99", float(np.percentile(times[1], 99)), "s"),
    ]


def _scaled(photo: Pixels, size: tuple[int, int]) -> Pixels:
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BICUBIC))


def _grainy(pixels: Pixels) -> Pixels:
    rng = np.random.default_rng(0)
    result = np.empty_like(pixels)
    # in parts: of 100 MP the numbers alone would be gigabytes
    for top in range(0, len(pixels), 500):
        part = pixels[top : top + 500]
        result[top : top + 500] = np.clip(part + 3 * rng.standard_normal(part.shape, np.float32), 0, 255)
    return result


def _opaque(pixels: Pixels) -> Pixels:
    return np.dstack((pixels, np.full(pixels.shape[:2], 255, np.uint8)))


def _cutout(pixels: Pixels) -> Pixels:
    y, x = np.mgrid[-1 : 1 : pixels.shape[0] * 1j, -1 : 1 : pixels.shape[1] * 1j]
    alpha = np.clip((0.6 - np.hypot(x, y)) * 5000, 0, 255).astype(np.uint8)
    return np.dstack((np.where(alpha[..., None] > 0, pixels, np.uint8(0)), alpha))
