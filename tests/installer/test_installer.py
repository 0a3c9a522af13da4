"""The README's commands, run with stand-ins for every program they would call."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the installer is for Debian and Ubuntu")

INSTALLER = Path(__file__).parents[2] / "installer"
SUDO_OR_ROOT = "apt-get", "env", "sudo"
TEST_TOOLS = "Xvfb", "openbox", "xdotool"
TYPES = "uv run --no-sync mypy"

Machine = Callable[..., Path]
"""Makes a folder of stand-ins: each writes down how it was called, and those called `failing` fail."""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    def make(*programs: str, failing: str = "nothing") -> Path:
        folder = tmp_path / "bin"
        folder.mkdir()
        for program in programs:
            stand_in = folder / program
            stand_in.write_text(
                f'#!/bin/sh\necho "{program} $*" >> {tmp_path}/calls\ncase "$*" in *"{failing}"*) exit 7;; esac\n'
            )
            stand_in.chmod(0o755)
        return folder

    return make


def test_the_steps_of_the_test_command(machine: Machine) -> None:
    folder = machine("uv", *TEST_TOOLS)
    assert _run("test.py", folder).returncode == 0
    calls, without_qt = _calls(folder), "uv sync --locked --no-install-package=pyside6-essentials"
    # beside the tests of the window, and done before what comes after them
    (types,) = (place for place, call in enumerate(calls) if call == TYPES)
    assert any(call.startswith(without_qt) for call in calls[types:])
    del calls[types]
    assert calls == [
        "uv sync --locked",
        "uv run --no-sync ruff check",
        "uv run --no-sync ruff format --check",
        "uv run --no-sync lint-imports --no-logo",
        "uv run --no-sync mypy installer",
        "uv run --no-sync pytest -n auto --dist worksteal tests/ui tests/e2e tests/installer "
        "tests/test_entry_points.py tests/test_system_check.py",
        "uv sync --locked --no-install-package=pyside6-essentials --no-install-package=shiboken6 "
        "--no-install-package=qasync --no-install-package=pytest-qt --no-install-package=pytest-xvfb",
        "uv run --no-sync pytest -n auto --dist worksteal",
    ]


def test_the_test_command_stops_at_the_first_failure(machine: Machine) -> None:
    folder = machine("uv", *TEST_TOOLS, failing="ruff format")
    assert _run("test.py", folder).returncode == 7
    assert _calls(folder)[-1] == "uv run --no-sync ruff format --check"


def test_the_test_command_fails_with_the_types(machine: Machine) -> None:
    # the ones of the program, not the installer's
    folder = machine("uv", *TEST_TOOLS)
    uv = folder / "uv"
    uv.write_text(f'{uv.read_text()}test "$*" != "{TYPES.removeprefix("uv ")}"\n')
    assert _run("test.py", folder).returncode == 1
    assert not any("--no-install-package" in call for call in _calls(folder))


def test_nothing_goes_on_after_the_tests_failed(machine: Machine, tmp_path: Path) -> None:
    folder, pid = machine("uv", *TEST_TOOLS), tmp_path / "pid"
    uv = folder / "uv"
    endless = f"""
case "$*" in
    "{TYPES.removeprefix("uv ")}") echo $$ > {pid}; while :; do :; done;;
    *pytest*) while [ ! -s {pid} ]; do :; done; exit 7;;
esac
"""
    uv.write_text(uv.read_text() + endless)
    assert _run("test.py", folder).returncode == 7
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_only_what_is_missing_is_installed(machine: Machine) -> None:
    folder = machine("uv", "Xvfb", *SUDO_OR_ROOT)
    run = _run("test.py", folder)
    assert run.returncode == 0
    assert "$ " in run.stdout
    [update, install] = _calls(folder)[:2]
    assert update.endswith("apt-get update -qq")
    assert install.endswith(
        "env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends xdotool openbox"
    )


def test_without_apt_the_packages_are_named(machine: Machine) -> None:
    folder = machine("uv")
    run = _run("test.py", folder)
    assert run.returncode == 1
    assert run.stderr == (
        "System packages are missing. Please install what Debian calls xvfb xdotool openbox, then run this again.\n"
    )
    assert not _calls(folder)


def test_the_start_command_opens_the_files(machine: Machine) -> None:
    folder = machine("uv")
    assert _run("start.py", folder, "a photo.jpg").returncode == 0
    assert _calls(folder) == [f"uv run --project {INSTALLER.parent} --locked --no-dev picwish-desktop a photo.jpg"]


def test_annotations_are_not_evaluated_by_an_older_python() -> None:
    """With 3.9, which Debian 11 has, `|` between types fails."""
    listing = (
        "import sys, prepare; print(*(getattr(module, '__file__', None) for module in sys.modules.values()), sep='\\n')"
    )
    listed = subprocess.run([sys.executable, "-c", listing], cwd=INSTALLER, capture_output=True, text=True, check=True)
    root = INSTALLER.parent
    read = [path for line in listed.stdout.splitlines() if (path := Path(line)).is_relative_to(root)]
    ours = {path for path in read if path.parent in (INSTALLER, root / "picwish_desktop")}
    assert {path.name for path in ours} >= {"prepare.py", "system_check.py"}
    for path in [INSTALLER / "start.py", INSTALLER / "test.py", *ours]:
        tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 9))
        is_annotated = any(
            getattr(node, "returns", None) or getattr(node, "annotation", None) for node in ast.walk(tree)
        )
        assert not is_annotated or "from __future__ import annotations" in ast.unparse(tree), path


def _run(script: str, path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(INSTALLER / script), *arguments]
    return subprocess.run(command, env={"PATH": str(path)}, capture_output=True, text=True, check=False, timeout=60)


def _calls(folder: Path) -> list[str]:
    calls = folder.with_name("calls")
    return calls.read_text().splitlines() if calls.exists() else []
