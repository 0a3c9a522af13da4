"""`picwish remove-objects` on this computer as a person calls it: a real process, real files, exit statuses and
sentences. What goes over a network is tested in tests/cli."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def picwish(tmp_path: Path) -> Run:
    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "picwish_desktop.cli", *map(str, arguments)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONWARNINGS": "error"},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return run


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "two cups ☕.png"
    Image.fromarray(skimage.data.coffee()).save(path, dpi=(300, 300))
    return path


def pixels(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(image)


def assert_one_sentence(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stderr.startswith("picwish: ")
    for word in words:
        assert word in result.stderr


def test_rectangles_go_and_everything_else_stays(picwish: Run, photo: Path, tmp_path: Path) -> None:
    result = picwish("remove-objects", photo, "--rectangle", "380,50,50,90", "--rectangle", "10,10,20,20")
    assert (result.returncode, result.stderr) == (0, "")
    output = tmp_path / "two cups ☕-removed.png"
    assert result.stdout == f"{output}\n"
    before, after = pixels(photo), pixels(output)
    changed = (before != after).any(axis=2)
    assert changed[50:140, 380:430].any()
    assert changed[10:30, 10:30].any()
    changed[50:140, 380:430] = changed[10:30, 10:30] = False
    assert not changed.any()
    with Image.open(output) as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_a_mask_marks_what_goes(picwish: Run, photo: Path, tmp_path: Path) -> None:
    mask = np.zeros(pixels(photo).shape[:2], np.uint8)
    mask[100:130, 200:260] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    result = picwish("remove-objects", photo, "--mask", "mask.png", "-o", "out.tif")
    assert result.returncode == 0, result.stderr
    changed = (pixels(photo) != pixels(tmp_path / "out.tif")).any(axis=2)
    assert changed[mask > 0].any()
    assert not changed[mask == 0].any()


def test_sixteen_bits_stay_sixteen(picwish: Run, tmp_path: Path) -> None:
    deep = np.random.default_rng(8).integers(0, 65536, (60, 80), np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    assert picwish("remove-objects", "deep.png", "--rectangle", "30,20,10,10").returncode == 0
    after = pixels(tmp_path / "deep-removed.png").copy()
    assert after.dtype == np.uint16
    after[20:30, 30:40] = deep[20:30, 30:40]
    assert np.array_equal(after, deep)


def test_nothing_is_overwritten_without_force(picwish: Run, photo: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.png"
    output.write_text("precious")
    arguments = ("remove-objects", photo, "--rectangle", "0,0,9,9", "-o", output)
    assert_one_sentence(picwish(*arguments), "out.png", "--force")
    assert output.read_text() == "precious"
    assert picwish(*arguments, "--force").returncode == 0
    assert pixels(output).shape == pixels(photo).shape


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gone.jpg", "--rectangle", "0,0,9,9"], ["gone.jpg"]),
        (["{photo}", "--rectangle", "5000,0,9,9"], ["outside", "600 × 400"]),
        (["{photo}", "--rectangle", "0,0,600,300"], ["half"]),
        (["{photo}", "--rectangle", "0,0,9,9", "-o", "out.xyz"], ["out.xyz"]),
        (["{photo}", "--rectangle", "0,0,9,9", "-o", "no/such/folder/out.png"], ["out.png", "folder"]),
        (["{photo}", "--mask", "{photo}2"], ["2"]),
        (["{photo}", "--mask", "small.png"], ["small.png", "4 × 4", "600 × 400"]),
        (["{photo}", "--mask", "black.png"], ["Nothing is marked"]),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    picwish: Run, photo: Path, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    Image.new("L", (4, 4), 255).save(tmp_path / "small.png")
    Image.new("L", (600, 400), 0).save(tmp_path / "black.png")
    files = set(tmp_path.iterdir())
    assert_one_sentence(picwish("remove-objects", *(a.format(photo=photo) for a in arguments)), *words)
    assert set(tmp_path.iterdir()) == files


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-command"],
        ["remove-objects"],
        ["remove-objects", "a.png"],
        ["remove-objects", "a.png", "--rectangle", "1,2,3"],
        ["remove-objects", "a.png", "--rectangle", "1,2,0,3"],
        ["remove-objects", "a.png", "--rectangle", "0,0,9,9", "--mask", "m.png"],
        ["remove-objects", "a.png", "--rectangle", "0,0,9,9", "--provider", "nobody"],
        ["remove-objects", "a.png", *["--rectangle", "0,0,9,9"] * 51],
    ],
)
def test_wrong_use_is_status_2(picwish: Run, arguments: list[str]) -> None:
    result = picwish(*arguments)
    assert result.returncode == 2
    assert "usage: picwish" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [[], ["remove-background"], ["jobs", "resume"], ["credits"]])
def test_help_is_quick_and_imports_nothing_slow(picwish: Run, command: list[str]) -> None:
    code = (
        "import sys; from picwish_desktop.cli import main\n"
        f"try: main([*{command}, '--help'])\nexcept SystemExit: pass\n"
        "slow = {'PySide6', 'numpy', 'cv2', 'PIL', 'httpx', 'keyring', 'asyncio'} & set(sys.modules)\n"
        "assert not slow, slow"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
    assert picwish(*command, "--help").returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize("command", ["remove-background", "documents"])
def test_help_is_shown_in_any_encoding(command: str, encoding: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "picwish_desktop.cli", command, "--help"],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.startswith(f"usage: picwish {command} ".encode())


@pytest.mark.skipif(sys.platform == "win32", reason="no locale says there how files are named")
def test_checks_are_shown_in_any_encoding_and_files_as_they_are_named(tmp_path: Path) -> None:
    Image.fromarray(skimage.data.astronaut()).save(tmp_path / "für.png")

    def shown(*arguments: str) -> bytes:
        result = subprocess.run(
            [sys.executable, "-m", "picwish_desktop.cli", *arguments],
            cwd=tmp_path,
            env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            capture_output=True,
            check=False,
        )
        assert b"Traceback" not in result.stderr
        return result.stdout

    assert b"32?36 mm" in shown("id-photo", "für.png", "--document", "schengen-visa", "--check")
    assert shown("remove-objects", "für.png", "--rectangle", "9,9,9,9") == "für-removed.png\n".encode()


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("parser", ["documents"]),
        ("order", ["remove-background", "a.png"]),
        ("documents", ["documents"]),
        ("running", ["jobs", "list"]),
    ],
)
def test_ctrl_c_while_it_starts_is_no_traceback(module: str, command: list[str]) -> None:
    """Which comes while a module is imported."""
    code = (
        "import signal, sys\n"
        "from picwish_desktop.cli import main\n"
        "class Impatient:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == 'picwish_desktop.cli.{module}':\n"
        "            signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Impatient())\n"
        f"sys.modules.pop('picwish_desktop.cli.{module}', None)\n"
        f"sys.exit(main({command!r}))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


def test_a_list_of_document_types_imports_nothing_that_works_on_pictures() -> None:
    code = (
        "import sys; from picwish_desktop.cli import main\n"
        "assert main(['documents', 'schengen']) == 0\n"
        "slow = {'PySide6', 'cv2', 'PIL', 'httpx', 'keyring', 'asyncio'} & set(sys.modules)\n"
        "assert not slow, slow"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_no_qt_is_imported_by_a_removal(photo: Path) -> None:
    code = (
        "import sys; from picwish_desktop.cli import main\n"
        "if __name__ == '__main__':\n"
        f"    assert main(['remove-objects', {str(photo)!r}, '--rectangle', '5,5,9,9']) == 0\n"
        "    assert 'PySide6' not in sys.modules and 'qasync' not in sys.modules"
    )
    script = photo.with_name("script.py")
    script.write_text(code, "utf-8")
    result = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
