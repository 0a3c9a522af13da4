"""What benchmarks measure with."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

import numpy as np

from tests.benchmarks.row import Row


@contextmanager
def undisturbed() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def timed(action: Callable[[], object]) -> float:
    """Milliseconds."""
    start = perf_counter()
    action()
    return (perf_counter() - start) * 1000


def p50(times: Sequence[float]) -> float:
    return float(np.median(times))


def p99(times: Sequence[float]) -> float:
    return float(np.percentile(times, 99))


def at_most(name: str, ratio: float, most: float) -> Row:
    return Row(name, ratio, "times", f"≤ {most}", ratio <= most)


def at_least(name: str, ratio: float, least: float) -> Row:
    return Row(name, ratio, "times", f"≥ {least}", ratio >= least)
