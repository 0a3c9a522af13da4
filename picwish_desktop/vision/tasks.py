"""The functions the worker process can run, by name. Imported in that process only, as it loads OpenCV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from numpy.typing import NDArray

from picwish_desktop.vision.inpaint import inpaint

Arrays = Mapping[str, NDArray[Any]]


def _inpaint(arrays: Arrays, progress: Callable[[float], None]) -> dict[str, NDArray[Any]]:
    return {"picture": inpaint(arrays["picture"], arrays["mask"], progress)}


TASKS: dict[str, Callable[[Arrays, Callable[[float], None]], dict[str, NDArray[Any]]]] = {"inpaint": _inpaint}
