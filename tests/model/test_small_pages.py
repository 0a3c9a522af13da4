"""Memory in small pages."""

import sys
from pathlib import Path

import numpy as np
import pytest

from picwish_desktop.model.small_pages import in_small_pages


def flags_at(address: int) -> list[str]:
    """Of the system's, for the memory there."""
    is_there = False
    for line in Path("/proc/self/smaps").read_text(encoding="ascii").splitlines():
        first = line.split()[0]
        if not first.endswith(":"):
            start, end = (int(part, 16) for part in first.split("-"))
            is_there = start <= address < end
        elif is_there and first == "VmFlags:":
            return line.split()[1:]
    return []


@pytest.mark.parametrize("nbytes", [0, 1, 5 << 20, (16 << 20) + 3])
def test_it_is_the_same_array(nbytes: int) -> None:
    fresh = np.zeros(nbytes, np.uint8)
    assert in_small_pages(fresh) is fresh
    assert not fresh.any()
    fresh[:] = 7
    assert (fresh == 7).all()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux is told")
def test_a_large_one_takes_no_huge_pages() -> None:
    fresh = in_small_pages(np.empty(16 << 20, np.uint8))
    for offset in (0, 5 << 20, (16 << 20) - 1):
        assert "nh" in flags_at(fresh.ctypes.data + offset)
