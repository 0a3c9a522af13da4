"""The two commands, run as a person runs them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

BIN = Path(sys.executable).parent


@pytest.mark.parametrize("command", ["picwish", "picwish-desktop"])
def test_help_is_shown_at_once(command: str) -> None:
    """Nothing that takes long to import is imported for it."""
    shown = _run(command, "--help", PYTHONPROFILEIMPORTTIME="1")
    assert shown.returncode == 0
    assert shown.stdout.startswith(f"usage: {command} ")
    assert {"PySide6", "cv2", "numpy", "PIL"}.isdisjoint(_imported(shown.stderr))


def test_the_command_line_imports_no_qt(tmp_path: Path) -> None:
    """On the whole way of its main job, in the worker process too."""
    photo = tmp_path / "photo.png"
    Image.effect_noise((64, 64), 20).convert("RGB").save(photo)
    removed = _run("picwish", "remove-objects", str(photo), "--rectangle", "20,20,8,8", PYTHONPROFILEIMPORTTIME="1")
    assert removed.returncode == 0, removed.stderr
    imported = _imported(removed.stderr)
    assert {"picwish_desktop.imaging.read", "picwish_desktop.workflows.edit"} <= imported
    assert {"PySide6", "shiboken6", "qasync"}.isdisjoint(imported)


@pytest.mark.skipif(sys.platform != "linux" or find_spec("PySide6") is None, reason="needs Qt on Linux")
@pytest.mark.parametrize("display", ["", ":54321"])
def test_without_a_display_the_window_says_so_in_one_sentence(display: str) -> None:
    failed = _run("picwish-desktop", DISPLAY=display, WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "display" in failed.stderr
    assert failed.stderr.endswith(".\n")
    assert failed.stderr.count("\n") == 1


def _run(command: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables: Mapping[str, str] = {**os.environ, **environment}
    return subprocess.run([BIN / command, *arguments], env=variables, capture_output=True, text=True, check=False)


def _imported(import_times: str) -> set[str]:
    """The modules that `python -X importtime` names, each at the end of its line."""
    return {line.rpartition("|")[2].strip() for line in import_times.splitlines() if line.startswith("import time:")}
