"""Pillow warns through Python's warnings, which nobody who uses a window reads; what matters is raised or noted."""

from __future__ import annotations

import ctypes
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PIL import _imaging

# libtiff prints what Pillow raises as well; where it is a part of Pillow's own library, as on Windows, it goes on
with suppress(AttributeError, OSError):
    ctypes.CDLL(_imaging.__file__).TIFFSetErrorHandler(None)

_lock = threading.Lock()
_inside = 0
_filters = warnings.catch_warnings()


@contextmanager
def quiet() -> Iterator[None]:
    """Silence Pillow's warnings meanwhile.

    Python's filters belong to the process: threads that each put back what they found would undo one another. So the
    first one in sets the filter and the last one out puts the old ones back.
    """
    global _inside, _filters
    with _lock:
        if _inside == 0:
            _filters = warnings.catch_warnings()
            _filters.__enter__()
            warnings.filterwarnings("ignore", module=r"PIL\.")
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _filters.__exit__(None, None, None)
