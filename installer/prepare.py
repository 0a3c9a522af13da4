"""Brings a machine to where `uv` can do the rest: installs the system packages that are missing, and uv itself.

Runs on the bare system's Python: standard library only.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRIVATE_UV = ROOT / ".uv"

sys.path.insert(0, str(ROOT))

from picwish_desktop.system_check import QT_LIBRARIES, X11_LIBRARIES, missing_libraries  # noqa: E402


def prepare(programs: Iterable[tuple[str, str]] = ()) -> str:
    """Install what a window needs, the (program, its package) pairs asked for, and uv; return where uv is."""
    packages: list[str] = []
    if sys.platform == "linux":
        packages += missing_libraries({**QT_LIBRARIES, **X11_LIBRARIES}).values()
        packages += [package for program, package in programs if not shutil.which(program)]
    uv = shutil.which("uv") or shutil.which("uv", path=PRIVATE_UV / "bin")
    # Debian and Ubuntu keep what `venv` needs in a package of its own
    if not uv and importlib.util.find_spec("ensurepip") is None:
        packages.append("python3-venv")
    if packages:
        _install(dict.fromkeys(packages))
    return uv or _install_uv()


def run(*command: str | Path, **environment: str) -> None:
    """Say and run a command from the project's folder; where it fails, end with its exit status."""
    print(f"\n$ {_line(command, environment)}", flush=True)
    status = subprocess.call(command, cwd=ROOT, env={**os.environ, **environment})
    if status:
        sys.exit(status)


@contextmanager
def beside(*command: str) -> Iterator[None]:
    """Run a command from the project's folder while the block goes on, and say after that what it said; where it fails,
    end with its exit status. Where the block fails, it ends too."""
    with tempfile.TemporaryFile() as said:
        started = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        try:
            yield
        except BaseException:
            started.terminate()
            started.wait()
            raise
        status = started.wait()
        said.seek(0)
        print(f"\n$ {_line(command, {})}\n{said.read().decode()}", flush=True)
    if status:
        sys.exit(status)


def _line(command: Iterable[str | Path], environment: Mapping[str, str]) -> str:
    return " ".join([*(f"{name}={value}" for name, value in environment.items()), *map(str, command)])


def _install(packages: Iterable[str]) -> None:
    install = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        sys.exit(
            f"System packages are missing. Please install what Debian calls {' '.join(packages)}, then run this again."
        )
    as_root: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            sys.exit(f"System packages are missing. Please run `{' '.join(install)}` as root, then this again.")
        print("Some system packages are missing; sudo may ask for your password to install them.")
        as_root = ["sudo"]
    as_root += ["env", "DEBIAN_FRONTEND=noninteractive"]
    # some other package source of this machine may be broken; whether ours works, the installation tells
    subprocess.call([*as_root, "apt-get", "update", "-qq"])
    run(*as_root, *install)


def _install_uv() -> str:
    print(f"\nuv is not on the PATH; installing it into {PRIVATE_UV}.", flush=True)
    run(sys.executable, "-m", "venv", PRIVATE_UV)
    run(PRIVATE_UV / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    return str(PRIVATE_UV / "bin" / "uv")
