"""What this computer must have before a window can open, checked before Qt is imported.

Qt ends the process where a library or the display is missing, and no `except` can catch that. Standard library
only: the installer reads the same table with nothing installed yet.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

APT_GET = Path("/usr/bin/apt-get")

Libraries = Mapping[str, str]
"""The file name of a shared library -> the Debian and Ubuntu package that brings it."""

QT_LIBRARIES: Libraries = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    # Ubuntu 24.04 and Debian 13 call it libglib2.0-0t64, and apt finds it by this name too
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
X11_LIBRARIES: Libraries = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES: Libraries = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}


def missing_for_window(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """One sentence that says why no window can open here and what to do about it, or None when it can."""
    if platform != "linux":
        return None
    if not _needs_display(environ.get("QT_QPA_PLATFORM", "")):
        return _library_complaint(QT_LIBRARIES)
    x11, wayland = environ.get("DISPLAY"), environ.get("WAYLAND_DISPLAY")
    if not x11 and not wayland:
        return (
            "There is no display to open a window on: start it in a desktop session, "
            f"or install a virtual display with `{_install_command(['xvfb', 'xauth'])}` "
            "and run `xvfb-run -a picwish-desktop`."
        )
    if x11:
        complaint = _library_complaint({**QT_LIBRARIES, **X11_LIBRARIES})
        if complaint or _x11_answers(x11):
            return complaint
    if wayland:
        complaint = _library_complaint({**QT_LIBRARIES, **WAYLAND_LIBRARIES})
        # an absolute WAYLAND_DISPLAY stands for itself
        if complaint or Path(environ.get("XDG_RUNTIME_DIR", ""), wayland).is_socket():
            return complaint
    return (
        f"The display {x11 or wayland} does not answer: "
        "start it in a desktop session, or set DISPLAY to a display that runs."
    )


def missing_libraries(libraries: Libraries) -> Libraries:
    """Those of the `libraries` that this computer cannot load."""
    return {library: package for library, package in libraries.items() if not _loads(library)}


def _library_complaint(libraries: Libraries) -> str | None:
    missing = missing_libraries(libraries)
    if not missing:
        return None
    if APT_GET.exists():
        return f"System libraries are missing; install them with `{_install_command(missing.values())}`."
    return f"System libraries are missing; install the packages that bring {', '.join(missing)}."


def _install_command(packages: Iterable[str]) -> str:
    return " ".join(["sudo", "apt-get", "install", *dict.fromkeys(packages)])


def _needs_display(qt_platform: str) -> bool:
    """Whether all that QT_QPA_PLATFORM lets Qt try (`name:options;name…`, or nothing chosen) needs a display."""
    names = [name.partition(":")[0] for name in qt_platform.split(";")]
    return all(name in ("", "xcb") or name.startswith("wayland") for name in names)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x11_answers(display: str) -> bool:
    """Connect as Qt will, by the library Qt uses: it understands the name and brings the authorisation."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    # a connection object comes back even when nothing answered
    connection = xcb.xcb_connect(os.fsencode(display), None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)
