"""Silencing Pillow from several threads leaves Python's warnings as they were."""

from __future__ import annotations

import threading
import warnings

import pytest

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.quiet import quiet
from picwish_desktop.imaging.read import read_bytes
from tests.imaging.pictures import tiff


def test_threads_that_overlap_leave_the_filters_as_they_were() -> None:
    before = list(warnings.filters)
    inside, leave = threading.Event(), threading.Event()

    def first_in() -> None:
        with quiet():
            inside.set()
            leave.wait()

    thread = threading.Thread(target=first_in)
    thread.start()
    inside.wait()
    with quiet():
        leave.set()
        thread.join()
        # the first one has gone, and it is still quiet
        warnings.warn_explicit("from Pillow", UserWarning, "PngImagePlugin.py", 1, module="PIL.PngImagePlugin")
    assert list(warnings.filters) == before
    with pytest.warns(UserWarning, match="from Pillow"):
        warnings.warn_explicit("from Pillow", UserWarning, "PngImagePlugin.py", 1, module="PIL.PngImagePlugin")


def test_only_pillow_is_silenced() -> None:
    with quiet(), pytest.raises(UserWarning):
        warnings.warn("from elsewhere", UserWarning, stacklevel=1)


def test_libtiff_writes_nothing_between_our_sentences(capfd: pytest.CaptureFixture[str]) -> None:
    entries = [(256, 4, [60]), (257, 4, [40]), (258, 3, [16]), (259, 3, [8]), (278, 4, [40])]
    with pytest.raises(PictureError, match="is damaged"):
        read_bytes(tiff(entries, [bytes(99)]), "a.tif")
    assert capfd.readouterr().err == ""
