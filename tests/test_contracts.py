"""Each import contract of pyproject.toml is seen to break: one that names the wrong module would hold forever."""

import itertools
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "picwish_desktop"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def _broken_layers() -> list[tuple[str, str]]:
    """An (importer, imported) for each pair of neighbouring lines of the layers, and for each pair of siblings."""
    [layers] = [contract["layers"] for contract in CONTRACTS if contract["id"] == "layers"]
    rows = [[name.strip() for name in row.split("|") if "(" not in name] for row in layers]
    lines = [[f"{PACKAGE}.{name}" for name in row] for row in rows if row]
    upwards = [(lower[-1], upper[-1]) for upper, lower in itertools.pairwise(lines)]
    sideways = [pair for line in lines for pair in itertools.combinations(line, 2)]
    return upwards + sideways


VIOLATIONS = {
    "layers": _broken_layers(),
    "command-line-without-qt": [(f"{PACKAGE}.cli", f"{PACKAGE}.ui"), (f"{PACKAGE}.workflows.edit", "PySide6.QtGui")],
    "qt": [(f"{PACKAGE}.imaging", "PySide6.QtGui"), (f"{PACKAGE}.jobs", "qasync")],
    "opencv": [(f"{PACKAGE}.imaging", "cv2"), (f"{PACKAGE}.ui", "cv2")],
    "pillow": [(f"{PACKAGE}.vision", "PIL.Image"), (f"{PACKAGE}.ui", "PIL.ImageQt")],
    "httpx": [(f"{PACKAGE}.providers.local", "httpx"), (f"{PACKAGE}.ui", "httpcore")],
    "sqlite": [(f"{PACKAGE}.storage", "sqlite3"), (f"{PACKAGE}.workflows", "sqlite3.dbapi2")],
    "keyring": [(f"{PACKAGE}.providers", "keyring"), (f"{PACKAGE}.ui", "keyring.errors")],
    "onnxruntime": [(f"{PACKAGE}.vision.tasks", "onnxruntime"), (f"{PACKAGE}.ui", "onnxruntime.capi")],
    "simplejpeg": [(f"{PACKAGE}.imaging.read", "simplejpeg"), (f"{PACKAGE}.ui", "simplejpeg")],
    "psd-tools": [(f"{PACKAGE}.imaging.write", "psd_tools"), (f"{PACKAGE}.workflows", "psd_tools.api")],
    "reportlab": [(f"{PACKAGE}.imaging.write", "reportlab"), (f"{PACKAGE}.ui", "reportlab.pdfgen")],
    "development-only": [(f"{PACKAGE}.storage", "skimage.data"), (f"{PACKAGE}.vision", "scipy.ndimage")],
}


@pytest.fixture
def package_copy(tmp_path: Path) -> Path:
    """A folder with the program and its contracts, to be spoilt."""
    shutil.copytree(ROOT / PACKAGE, tmp_path / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_program_keeps_every_contract(package_copy: Path) -> None:
    check = _lint(package_copy)
    assert check.returncode == 0, check.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in check.stdout


def test_every_contract_has_a_violation_here() -> None:
    assert sorted(VIOLATIONS) == sorted(contract["id"] for contract in CONTRACTS)


@pytest.mark.parametrize(
    ("contract", "importer", "imported"),
    [(contract, *violation) for contract, violations in VIOLATIONS.items() for violation in violations],
)
def test_a_violation_breaks_its_contract(package_copy: Path, contract: str, importer: str, imported: str) -> None:
    place = package_copy.joinpath(*importer.split("."))
    module = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    module.write_text(f"{module.read_text()}\nimport {imported}\n")

    check = _lint(package_copy, "--contract", contract)
    assert check.returncode == 1
    assert "0 kept, 1 broken" in check.stdout
    # of a foreign package import-linter names the top only
    assert f"{importer} -> {imported if imported.startswith(PACKAGE) else imported.partition('.')[0]}" in check.stdout


def test_a_module_outside_the_layers_breaks_them(package_copy: Path) -> None:
    (package_copy / PACKAGE / "utils.py").touch()
    check = _lint(package_copy, "--contract", "layers")
    assert check.returncode == 1
    assert f"- {PACKAGE}.utils" in check.stdout


def _lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # import-linter looks for the package in the working directory first
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
