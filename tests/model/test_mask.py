"""What a gesture takes back, against full copies: before and after it is packed, small or as large as the picture."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.model import difference, mask, packer
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.mask import MARKED, Mask, MaskPatch, MaskRecorder, wait_until_packed
from picwish_desktop.model.packer import Packer
from picwish_desktop.model.tiles import SQUARE, runs

WIDTH, HEIGHT = 3 * SQUARE + 40, 2 * SQUARE + 9
AREA = Rect(0, 0, WIDTH, HEIGHT)


@contextmanager
def small_limits(are_small: bool) -> Iterator[None]:
    """Whether a picture of some tiles is a large one."""
    with pytest.MonkeyPatch.context() as patched:
        if are_small:
            patched.setattr(mask, "_MANY", 2 * SQUARE * SQUARE)
            patched.setattr(difference, "_SMALL", 2 * SQUARE * SQUARE)
            patched.setattr(difference, "_TOGETHER", 3 * SQUARE * SQUARE)
        yield


def fill(value: int) -> Callable[[Mask], None]:
    def change(part: Mask) -> None:
        part[:] = value

    return change


def noise(seed: int, levels: int) -> Callable[[Mask], None]:
    """Of 0 and 255 only, or of everything."""

    def change(part: Mask) -> None:
        rng = np.random.default_rng(seed)
        part[:] = (
            rng.choice(np.array([0, MARKED], np.uint8), part.shape)
            if levels == 2
            else rng.integers(0, 256, part.shape, np.uint8)
        )

    return change


def invert(part: Mask) -> None:
    np.invert(part, out=part)


def nothing(_part: Mask) -> None:
    pass


parts = st.one_of(
    st.just(AREA),
    st.builds(Rect, st.integers(-20, WIDTH), st.integers(-20, HEIGHT), st.integers(1, 300), st.integers(1, 200)).map(
        AREA.intersection
    ),
)
changes = st.one_of(
    st.sampled_from([0, MARKED, 7]).map(fill),
    st.builds(noise, st.integers(0, 9), st.sampled_from([2, 256])),
    st.just(invert),
    st.just(nothing),
)
strokes = st.lists(st.tuples(parts, changes), max_size=6)


def painted(before: Mask, steps: list[tuple[Rect, Callable[[Mask], None]]]) -> tuple[Mask, MaskRecorder]:
    now = before.copy()
    recorder = MaskRecorder(now)
    for rect, change in steps:
        recorder.touch(rect)
        change(now[rect.slices])
    return now, recorder


def picture(steps: list[tuple[Rect, Callable[[Mask], None]]]) -> Mask:
    return painted(np.zeros((HEIGHT, WIDTH), np.uint8), steps)[0]


@given(strokes, strokes, st.booleans())
def test_a_patch_goes_back_and_forth_before_and_after_it_is_packed(
    first: list[tuple[Rect, Callable[[Mask], None]]],
    then: list[tuple[Rect, Callable[[Mask], None]]],
    are_small: bool,
) -> None:
    with small_limits(are_small):
        before = picture(first)
        now, recorder = painted(before, then)
        after = now.copy()
        patch = recorder.patch()
        # what comes later does not reach what is to be packed
        now[:] = 99
        if patch is None:
            assert np.array_equal(before, after)
            return
        bounds = patch.bounds
        goes_back_and_forth(patch, before, after)
        wait_until_packed()
        assert patch.bounds == bounds
        goes_back_and_forth(patch, before, after)
    outside = before != after
    outside[bounds.slices] = False
    assert not outside.any()
    assert recorder.touched.contains(bounds)


def goes_back_and_forth(patch: MaskPatch, before: Mask, after: Mask) -> None:
    assert not np.array_equal(before, after)
    now = after.copy()
    for expected in (before, after, before):
        patch.apply(now)
        assert np.array_equal(now, expected)


@given(strokes, strokes, st.booleans(), st.booleans())
def test_everything_is_put_back_even_after_the_patch_was_made(
    first: list[tuple[Rect, Callable[[Mask], None]]],
    then: list[tuple[Rect, Callable[[Mask], None]]],
    are_small: bool,
    is_made: bool,
) -> None:
    with small_limits(are_small):
        before = picture(first)
        now, recorder = painted(before, then)
        if is_made:
            recorder.patch()
        recorder.restore()
    assert np.array_equal(now, before)


steps_told = st.lists(st.tuples(parts, changes, st.booleans()), max_size=6)
"""And whether it is told how it will change."""


@given(strokes, steps_told, st.booleans(), st.booleans())
def test_what_is_told_before_it_changes_goes_back_and_forth_among_what_is_copied(
    first: list[tuple[Rect, Callable[[Mask], None]]],
    then: list[tuple[Rect, Callable[[Mask], None], bool]],
    are_small: bool,
    is_restored: bool,
) -> None:
    before = picture(first)
    now = before.copy()
    with small_limits(are_small):
        recorder = MaskRecorder(now)
        for rect, change, is_told in then:
            part = now[rect.slices]
            after = part.copy()
            change(after)
            difference = part ^ after
            if is_told and difference.any():
                recorder.expect(rect, int(difference[0, 0]) if not np.ptp(difference) else difference)
            else:
                recorder.touch(rect)
            part[:] = after
        after, patch = now.copy(), recorder.patch()
        if is_restored:
            recorder.restore()
            assert np.array_equal(now, before)
            now[:] = after
        if patch is None:
            assert np.array_equal(before, after)
            return
        for _ in range(2):
            for expected in (before, after):
                patch.apply(now)
                assert np.array_equal(now, expected)
            wait_until_packed()
    outside = before != after
    outside[patch.bounds.slices] = False
    assert not outside.any()
    assert recorder.touched.contains(patch.bounds)


def test_what_is_told_beside_a_copy_in_the_same_tile_counts_once() -> None:
    now = np.zeros((HEIGHT, WIDTH), np.uint8)
    recorder = MaskRecorder(now)
    recorder.touch(Rect(0, 1, 1, 1))
    now[1, 0] = MARKED
    recorder.expect(Rect(0, 0, 1, 1), MARKED)
    now[0, 0] = MARKED
    patch = recorder.patch()
    assert patch is not None
    patch.apply(now)
    assert not now.any()


def test_what_is_told_is_not_copied() -> None:
    now = picture([(AREA, noise(1, 2))])
    recorder = MaskRecorder(now)
    recorder.expect(AREA, MARKED)
    np.invert(now, out=now)
    patch = recorder.patch()
    assert patch is not None
    assert patch.nbytes < 200


def test_what_is_the_same_all_over_is_not_copied() -> None:
    now = np.zeros((2048, 2048), np.uint8)
    recorder = MaskRecorder(now)
    recorder.touch(Rect(0, 0, 2048, 2048))
    now[:] = MARKED
    patch = recorder.patch()
    assert patch is not None
    assert patch.nbytes < 10_000
    assert patch.bounds == Rect(0, 0, 2048, 2048)
    patch.apply(now)
    assert not now.any()


def test_a_patch_of_everything_that_changes_a_little_is_small_and_says_where() -> None:
    now = picture([(AREA, noise(1, 2))])
    with small_limits(are_small=True):
        recorder = MaskRecorder(now)
        recorder.touch(AREA)
        now[SQUARE + 5, 2 * SQUARE + 7] ^= MARKED
        patch = recorder.patch()
        assert patch is not None
        assert patch.nbytes >= now.nbytes
        assert patch.bounds == Rect(2 * SQUARE, SQUARE, SQUARE, SQUARE)
        wait_until_packed()
    assert patch.bounds == Rect(2 * SQUARE, SQUARE, SQUARE, SQUARE)
    assert patch.nbytes < 200


def test_a_stroke_is_taken_back_where_it_was() -> None:
    now = np.zeros((HEIGHT, WIDTH), np.uint8)
    recorder = MaskRecorder(now)
    for x in (30, 60, 90):
        recorder.touch(Rect(x, 40, 50, 20))
        now[40:60, x : x + 50] = MARKED
    patch = recorder.patch()
    assert patch is not None
    assert patch.bounds == Rect(30, 40, 110, 20)
    wait_until_packed()
    assert patch.bounds == Rect(30, 40, 110, 20)


def test_nothing_touched_is_no_patch() -> None:
    recorder = MaskRecorder(np.zeros((HEIGHT, WIDTH), np.uint8))
    recorder.touch(EMPTY)
    assert recorder.patch() is None
    assert recorder.touched.is_empty


class _Failing:
    """Copies until memory runs out."""

    def __init__(self, copies: int) -> None:
        self.left = copies

    def __call__(self, place: Rect, values: NDArray[np.uint8]) -> Iterator[tuple[Rect, NDArray[np.uint8] | int]]:
        for part, held in self.real(place, values):
            if not self.left:
                raise MemoryError
            self.left -= 1
            yield part, held

    real = staticmethod(runs)


@pytest.mark.parametrize("copies", [0, 1, 2])
def test_memory_that_runs_out_loses_nothing(copies: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture([(AREA, noise(3, 2))])
    now = before.copy()
    with small_limits(are_small=True):
        recorder = MaskRecorder(now)
        recorder.touch(Rect(0, 0, 10, 10))
        now[:10, :10] = 7
        with monkeypatch.context() as patched:
            patched.setattr(mask, "runs", _Failing(copies))
            with pytest.raises(MemoryError):
                recorder.touch(AREA)
        recorder.touch(AREA)
        now[:] = MARKED
        patch = recorder.patch()
    assert patch is not None
    patch.apply(now)
    assert np.array_equal(now, before)


def test_memory_that_runs_out_at_the_end_can_still_be_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture([(Rect(0, 0, 9, 9), fill(MARKED))])
    with small_limits(are_small=True):
        now, recorder = painted(before, [(Rect(0, 0, 9, 9), fill(0)), (AREA, noise(3, 2))])
        with monkeypatch.context() as patched:
            patched.setattr(mask, "runs", _Failing(1))
            with pytest.raises(MemoryError):
                recorder.patch()
        recorder.restore()
    assert np.array_equal(now, before)


def test_a_patch_that_cannot_be_packed_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def run_out(_plain: difference.Plain) -> difference.Packed:
        raise MemoryError

    monkeypatch.setattr(difference.Plain, "packed", run_out)
    now, recorder = painted(np.zeros((HEIGHT, WIDTH), np.uint8), [(Rect(5, 5, 9, 9), fill(MARKED))])
    patch = recorder.patch()
    assert patch is not None
    wait_until_packed()
    assert not patch.is_waiting
    assert "stays unpacked" in caplog.text
    patch.apply(now)
    assert not now.any()


class _Patch:
    """Writes down when it is packed."""

    def __init__(self, nbytes: int, packed: list[int], then: Callable[[], None] = lambda: None) -> None:
        self.nbytes = nbytes
        self._packed, self._then = packed, then

    def pack(self) -> None:
        self._packed.append(self.nbytes)
        self._then()


def test_small_patches_wait_for_each_other_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packer, "_BATCH", 100)
    waits, packed, is_done = Packer(), list[int](), Event()
    patches = [_Patch(40, packed), _Patch(50, packed), _Patch(10, packed, is_done.set), _Patch(7, packed)]
    for patch in patches[:2]:
        waits.add(patch, patch.nbytes)
    assert packed == []
    waits.add(patches[2], 10)
    assert is_done.wait(10)
    assert packed == [40, 50, 10]
    waits.add(patches[3], 7)
    waits.wait()
    assert packed == [40, 50, 10, 7]


def test_what_is_forgotten_is_not_packed() -> None:
    waits, packed = Packer(), list[int]()
    patches = [_Patch(nbytes, packed) for nbytes in (1, 2, 3)]
    for patch in patches:
        waits.add(patch, patch.nbytes)
    del patch, patches[1]
    waits.wait()
    assert packed == [1, 3]


def test_what_no_thread_could_be_had_for_is_packed_with_what_comes_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(packer, "_BATCH", 100)
    waits, packed, is_done = Packer(), list[int](), Event()
    patches = [_Patch(100, packed), _Patch(200, packed, is_done.set)]
    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", Mock(side_effect=RuntimeError("can't start new thread")))
        waits.add(patches[0], 100)
    assert "can't start new thread" in caplog.text
    waits.add(patches[1], 200)
    assert is_done.wait(10)
    assert packed == [100, 200]


def test_a_large_patch_is_packed_without_being_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    is_done, packed = Event(), difference.Plain.packed

    def pack(plain: difference.Plain) -> difference.Packed:
        is_done.set()
        return packed(plain)

    monkeypatch.setattr(difference.Plain, "packed", pack)
    recorder = painted(np.zeros((2048, 1024), np.uint8), [(Rect(0, 0, 1024, 2048), noise(1, 2))])[1]
    patch = recorder.patch()
    assert patch is not None
    assert is_done.wait(10)
