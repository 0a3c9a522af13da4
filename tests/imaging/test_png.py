"""Pictures and masks written as PNG: what others read is what was written, however they were cut and filtered."""

from __future__ import annotations

import io
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from picwish_desktop.imaging import png, png_filters, png_rows
from picwish_desktop.imaging.read import read_bytes
from picwish_desktop.model.photo import Metadata
from tests.imaging.png_file import stored_rows

Picture = NDArray[Any]


def written(pixels: Picture) -> bytes:
    file = io.BytesIO()
    png.write(file, pixels, Metadata("PNG"))
    return file.getvalue()


def written_mask(mask: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    png.write_mask(file, mask)
    return file.getvalue()


def by_pillow(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def filters(data: bytes) -> list[int]:
    return [row[0] for row in stored_rows(data)]


def large(photo: Picture, factor: int) -> Picture:
    size = (photo.shape[1] * factor, photo.shape[0] * factor)
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BICUBIC))


def grainy(photo: Picture, sigma: float) -> Picture:
    grain = np.random.default_rng(0).normal(0, sigma, photo.shape)
    return np.clip(photo + grain, 0, 255).astype(np.uint8)


def opaque(photo: Picture) -> Picture:
    return np.dstack((photo, np.full(photo.shape[:2], 255, np.uint8)))


def tiles() -> Picture:
    """Photographs as sharp as they were taken, side by side."""
    return np.tile(np.hstack([data.coffee()[:300, :450], data.chelsea()[:300, :450]]), (4, 2, 1))


def cut_out() -> Picture:
    """Most of it transparent, without colours there."""
    photo = grainy(large(data.astronaut(), 3), 3)
    y, x = np.mgrid[-1 : 1 : photo.shape[0] * 1j, -1 : 1 : photo.shape[1] * 1j]
    alpha = np.clip((0.5 - np.hypot(x, y)) * 5000, 0, 255).astype(np.uint8)
    return np.dstack((np.where(alpha[..., None] > 0, photo, 0), alpha)).astype(np.uint8)


def screen() -> Picture:
    """Plain areas with lines of the same few signs."""
    signs = np.random.default_rng(1).integers(0, 2, (20, 12, 7), np.uint8) * 180
    chosen = np.random.default_rng(2).integers(0, 20, (60, 150))
    text = np.block([[signs[number] for number in row] for row in chosen])
    page = np.full((1200, 1400, 4), (40, 44, 52, 255), np.uint8)
    for number in range(60):
        top = number * 20
        page[top : top + 12, 40 : 40 + text.shape[1], :3] += text[number * 12 : number * 12 + 12, :, None]
    page[300:500, 900:1300] = (30, 120, 200, 255)
    return page


def stairs() -> Picture:
    return np.repeat(np.repeat(opaque(data.coffee()) & 0xE0, 3, axis=0), 3, axis=1)


@pytest.fixture
def small_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that even small pictures have many."""
    monkeypatch.setattr(png_rows, "BAND", 512)


shapes = st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4))


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from([np.uint8, np.uint16]).flatmap(lambda dtype: hnp.arrays(dtype, shapes)),
    st.sampled_from([1, 64, 300, png_rows.BAND]),
    st.sampled_from([1, 100, 1 << 19]),
    st.sampled_from([None, *(png_rows.Packing(number, 1, 3) for number in (2, 3, 4))]),
)
def test_what_is_read_is_what_was_written(
    pixels: Picture, band: int, block: int, packing: png_rows.Packing | None
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(png_rows, "BAND", band)
        patch.setattr(png_filters, "_BLOCK", block)
        if packing is not None:
            patch.setattr(png_rows, "_chosen", lambda *_: packing)
        encoded = written(pixels)
    stored_rows(encoded)
    if pixels.dtype == np.uint8:
        np.testing.assert_array_equal(by_pillow(encoded).reshape(pixels.shape), pixels)
    np.testing.assert_array_equal(read_bytes(encoded, "it.png").pixels, pixels)


@settings(deadline=None, max_examples=100)
@given(hnp.arrays(np.bool_, st.tuples(st.integers(1, 70), st.integers(1, 70))), st.sampled_from([1, 20, 1 << 22]))
def test_a_mask_is_white_where_it_is_drawn_and_has_one_bit(mask: NDArray[np.bool_], band: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(png_rows, "BAND", band)
        encoded = written_mask(np.where(mask, np.uint8(255), np.uint8(0)))
    stored_rows(encoded)
    with Image.open(io.BytesIO(encoded)) as image:
        assert image.mode == "1"
        np.testing.assert_array_equal(np.asarray(image), mask)


@pytest.mark.parametrize("place", ["left", "over", "corner"])
def test_every_filter_foretells_as_the_specification_says(place: str) -> None:
    """PNG, 9.4: of all neighbours the one that is named is nearest, or the first of equals."""
    values = np.arange(0, 256, 15, dtype=np.uint8)
    left, over, corner = (each.ravel() for each in np.meshgrid(values, values, values))

    def nearest(a: int, b: int, c: int) -> int:
        estimate = a + b - c
        away = [abs(estimate - a), abs(estimate - b), abs(estimate - c)]
        return (a, b, c)[away.index(min(away))]

    wanted = [nearest(*map(int, each)) for each in zip(left, over, corner, strict=True)]
    found = png_filters.paeth(left, over, corner)
    np.testing.assert_array_equal(found, wanted)
    # all three happen
    assert (found == {"left": left, "over": over, "corner": corner}[place]).sum() > 100


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("smooth", opaque(large(data.coffee(), 3))),
        ("grainy", opaque(grainy(large(data.rocket(), 3), 3))),
        ("sharp", opaque(tiles())),
        ("sharp and grainy", opaque(grainy(tiles(), 4))),
        ("mostly transparent", cut_out()),
        ("screen", screen()),
        ("stairs", stairs()),
        ("plain", np.full((1000, 1500, 4), 200, np.uint8)),
        ("noise", np.random.default_rng(0).integers(0, 256, (800, 1200, 4), np.uint8)),
        ("colour", large(data.chelsea(), 4)),
        ("grey", large(data.camera(), 3)[..., None]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_never_larger_than_pillows_quickest(name: str, picture: Picture) -> None:
    theirs = io.BytesIO()
    Image.fromarray(picture[..., 0] if picture.shape[2] == 1 else picture).save(theirs, "PNG", compress_level=1)
    ours = written(picture)
    # of noise both are as long as what it holds
    assert len(ours) <= theirs.tell() * (1.001 if name == "noise" else 1)
    np.testing.assert_array_equal(by_pillow(ours).reshape(picture.shape), picture)


def test_each_part_of_a_picture_is_packed_as_suits_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_rows, "BAND", 1 << 20)
    photo = opaque(grainy(large(data.coffee(), 2), 4))
    picture = np.vstack([np.full((800, photo.shape[1], 4), 90, np.uint8), photo])
    used = filters(written(picture))
    assert used[0] == 2
    assert used[-1] in (3, 4)


@pytest.mark.usefixtures("small_bands")
def test_bands_are_few_in_memory_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    started, most, lock = 0, 0, threading.Lock()
    done = 0
    with ThreadPoolExecutor(3) as threads:
        monkeypatch.setattr(png_rows, "_threads", lambda: (threads, 3))

        def rows(top: int, bottom: int) -> Picture:
            nonlocal started, most
            with lock:
                started += 1
                most = max(most, started - done)
            return np.full((bottom - top, 8, 4), top % 256, np.uint8)

        for _ in png_rows.pack(rows, 2000, 32):
            with lock:
                done += 1
    assert started == 125
    assert most <= 5


@pytest.mark.usefixtures("small_bands")
def test_what_fails_in_a_band_is_told_and_the_next_picture_is_written() -> None:
    def rows(top: int, bottom: int) -> Picture:
        if top > 500:
            raise MemoryError
        return np.zeros((bottom - top, 8, 4), np.uint8)

    with pytest.raises(MemoryError):
        list(png_rows.pack(rows, 2000, 32))
    pixels = np.zeros((300, 8, 4), np.uint8)
    np.testing.assert_array_equal(by_pillow(written(pixels)), pixels)


@pytest.mark.usefixtures("small_bands")
def test_several_pictures_are_written_at_once() -> None:
    pictures = [np.random.default_rng(seed).integers(0, 256, (300, 20, 3), np.uint8) for seed in range(6)]
    with ThreadPoolExecutor(6) as threads:
        for pixels, encoded in zip(pictures, threads.map(written, pictures), strict=True):
            np.testing.assert_array_equal(by_pillow(encoded), pixels)


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (4, 4), (64, 4)])
def test_there_are_no_more_threads_than_cores(cores: int, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    pool, count = png_rows._threads.__wrapped__()
    pool.shutdown()
    assert count == threads
