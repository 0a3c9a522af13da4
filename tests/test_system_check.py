"""Why a window cannot open is said in one sentence, before Qt ends the process."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from picwish_desktop import system_check
from picwish_desktop.system_check import missing_for_window, missing_libraries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt brings all it needs")

ROOT = Path(__file__).parents[1]
ABSENT = {"libabsent.so.1": "libabsent1", "libabsent-too.so.1": "libabsent1", "libgone.so.2": "libgone2t64"}


@pytest.fixture
def all_libraries_present(monkeypatch: pytest.MonkeyPatch) -> None:
    for table in ("QT_LIBRARIES", "X11_LIBRARIES", "WAYLAND_LIBRARIES"):
        monkeypatch.setattr(system_check, table, {"libc.so.6": "libc6"})


@pytest.fixture
def display() -> Iterator[str]:
    """The name of an X display that answers."""
    if not shutil.which("Xvfb"):
        pytest.skip("Xvfb not installed")
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        try:
            # the number is written once the display answers
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


@pytest.mark.usefixtures("all_libraries_present")
def test_no_display_is_said_with_what_to_install() -> None:
    sentence = missing_for_window({}, "linux")
    assert sentence is not None
    assert "no display" in sentence
    assert "`sudo apt-get install xvfb xauth`" in sentence


@pytest.mark.usefixtures("all_libraries_present")
def test_a_display_that_does_not_answer_is_named() -> None:
    sentence = missing_for_window({"DISPLAY": ":54321"}, "linux")
    assert sentence is not None
    assert sentence.startswith("The display :54321 does not answer")


def test_a_display_that_answers_is_enough(display: str) -> None:
    assert missing_for_window({"DISPLAY": display}, "linux") is None


@pytest.mark.usefixtures("all_libraries_present")
def test_either_display_is_enough(display: str, tmp_path: Path) -> None:
    both = {"DISPLAY": display, "WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert missing_for_window(both, "linux") is None


@pytest.mark.usefixtures("all_libraries_present")
def test_a_wayland_display_that_is_gone_is_named(tmp_path: Path) -> None:
    sentence = missing_for_window({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}, "linux")
    assert sentence is not None
    assert sentence.startswith("The display wayland-0 does not answer")


@pytest.mark.usefixtures("all_libraries_present")
@pytest.mark.parametrize(
    ("qt_platform", "needs_display"),
    [
        ("", True),
        ("xcb", True),
        ("xcb:no_xcb_xlib", True),
        ("wayland;xcb", True),
        ("wayland-egl", True),
        ("offscreen", False),
        ("vnc:size=800x600", False),
        ("xcb;offscreen", False),
    ],
)
def test_only_a_platform_that_shows_on_a_display_needs_one(qt_platform: str, needs_display: bool) -> None:
    assert (missing_for_window({"QT_QPA_PLATFORM": qt_platform}, "linux") is not None) is needs_display


def test_missing_libraries_are_said_with_the_install_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(system_check, "X11_LIBRARIES", ABSENT)
    monkeypatch.setattr(system_check, "QT_LIBRARIES", {"libc.so.6": "libc6"})
    apt_get = tmp_path / "apt-get"
    monkeypatch.setattr(system_check, "APT_GET", apt_get)
    assert missing_for_window({"DISPLAY": ":0"}, "linux") == (
        "System libraries are missing; install the packages that bring "
        "libabsent.so.1, libabsent-too.so.1, libgone.so.2."
    )
    apt_get.touch()
    assert missing_for_window({"DISPLAY": ":0"}, "linux") == (
        "System libraries are missing; install them with `sudo apt-get install libabsent1 libgone2t64`."
    )


def test_a_library_that_loads_is_not_missing() -> None:
    assert missing_libraries({"libc.so.6": "libc6", **ABSENT}) == ABSENT


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_qt_brings_all_it_needs(platform: str) -> None:
    assert missing_for_window({}, platform) is None


def test_it_runs_before_anything_is_installed() -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import picwish_desktop.system_check"
    # neither the environment's packages nor the user's
    subprocess.run([sys.executable, "-I", "-S", "-c", program], check=True)


@pytest.mark.parametrize(
    ("qt_file", "tables"),
    [
        ("lib/libQt6Core.so.6", ["QT_LIBRARIES"]),
        ("lib/libQt6DBus.so.6", ["QT_LIBRARIES"]),
        ("lib/libQt6Gui.so.6", ["QT_LIBRARIES"]),
        ("lib/libQt6Widgets.so.6", ["QT_LIBRARIES"]),
        ("lib/libQt6XcbQpa.so.6", ["QT_LIBRARIES", "X11_LIBRARIES"]),
        ("plugins/platforms/libqxcb.so", ["QT_LIBRARIES", "X11_LIBRARIES"]),
        ("plugins/platforms/libqwayland.so", ["QT_LIBRARIES", "WAYLAND_LIBRARIES"]),
    ],
)
def test_every_library_that_qt_links_is_looked_for(qt_file: str, tables: list[str]) -> None:
    pyside = pytest.importorskip("PySide6")
    content = (Path(pyside.__file__).parent / "Qt" / qt_file).read_bytes()
    # an ELF file holds the names of what it links as zero-terminated strings
    linked = {name.decode() for name in re.findall(rb"\0(lib[\w.+-]+\.so\.\d+)(?=\0)", content)}
    with_python_or_qt = re.compile(r"libQt6|libicu|libc\.|libm\.|libgcc_s|libstdc")
    known = {library for table in tables for library in getattr(system_check, table)}
    assert {library for library in linked if not with_python_or_qt.match(library)} <= known
