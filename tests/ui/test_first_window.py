"""The window is there before the program is, and becomes the program's."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.imaging.color import display_pixels
from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.imaging.read import read
from picwish_desktop.model.limits import MAX_PIXELS
from picwish_desktop.storage.first_look import FirstLook, read_first_look
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.settings_file import load_settings, save_settings
from picwish_desktop.ui import preview as previews
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.first_window import FirstWindow
from picwish_desktop.ui.palette import DARK, LIGHT
from picwish_desktop.ui.preview import read_preview
from picwish_desktop.ui.rail import ID_PHOTO

ROOT = Path(__file__).parents[2]
SIZE = QSize(901, 640)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cup.jpg"
    Image.fromarray(skimage.data.coffee()).resize((2000, 1334)).save(path, quality=95)
    return path


def start(person: str, *files: Path) -> subprocess.CompletedProcess[str]:
    """The whole program with somebody of `starting.py` in it."""
    return subprocess.run(
        [sys.executable, "-m", "tests.ui.starting", person, *files],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def said(person: str, *files: Path) -> list[str]:
    started = start(person, *files)
    assert started.returncode == 0, started.stderr
    assert started.stderr == ""
    return started.stdout.splitlines()


def test_the_window_is_painted_before_anything_large_is_imported() -> None:
    assert said("tells_what_is_imported") == ["imported"]


def test_a_window_that_is_never_painted_is_filled_too() -> None:
    """Such as one that is opened as an icon."""
    assert said("opens_it_as_an_icon") == ["built"]


def test_nothing_jumps_when_the_program_comes(photo: Path) -> None:
    """Not the parts of the window, and not the photo; and what only some jobs need is not there at the end."""
    parts = [f"{part} same" for part in ("rail", "strip", "column", "status", "menu", "canvas")]
    assert said("compares") == ["preview None", *parts, "current None", "unused"]
    expected = ["preview (2000, 1334)", *parts, "photo same", "current cup.jpg", "unused"]
    assert said("compares", photo) == expected
    other = photo.with_name("saucer.jpg")
    other.write_bytes(photo.read_bytes())
    assert said("compares", other, photo) == expected


def test_keys_the_mouse_dialogs_and_the_full_screen_belong_to_one_window(photo: Path) -> None:
    assert said("uses", photo) == [
        "windows 1",
        "title cup.jpg[*] – PicWish Desktop False True",
        "eraser True",
        "marked True",
        "undone True",
        "modified True",
        "full screen",
        "dialog True",
        "closed False",
    ]


def test_an_id_photo_is_not_shown_before_it_is_framed(photo: Path) -> None:
    save_settings(Settings(job=ID_PHOTO.id), find_paths().settings)
    assert said("compares", photo)[0] == "preview None"


def test_nothing_jumps_on_a_fine_screen(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    assert "photo same" in said("compares", photo)


def test_the_window_stays_where_a_person_says_so() -> None:
    assert said("refuses_to_close") == ["asked", "stays True"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_the_terminal_ends_it_at_any_time() -> None:
    assert said("interrupts") == ["closed"]
    assert start("interrupts_early").returncode == -2


@pytest.mark.parametrize("person", ["sees_an_error", "cannot_build"])
def test_what_keeps_the_program_from_starting_is_said(person: str, home: Path) -> None:
    failed = start(person)
    assert failed.returncode == 1
    reason = {"sees_an_error": "No module named 'picwish_desktop.ui.absent'", "cannot_build": "The disk is full"}[
        person
    ]
    assert failed.stdout.startswith(f"PicWish Desktop cannot go on: {reason}. Start it again")
    assert failed.stderr == failed.stdout
    assert reason in (home / "logs" / "picwish-desktop.log").read_text("utf-8")


@pytest.mark.parametrize(("theme", "is_light", "colors"), [
    ("light", False, LIGHT), ("dark", True, DARK), ("system", True, LIGHT), ("system", False, DARK)
])  # fmt: skip
def test_it_opens_in_the_colours_it_had(qtbot: QtBot, theme: str, is_light: bool, colors: object) -> None:
    window = FirstWindow(FirstLook(theme=theme, is_light=is_light), 1)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    picture = window.grab().toImage()
    shown = {picture.pixelColor(x, 300).name() for x in (40, 400, window.width() - 40)}
    assert shown == {getattr(colors, "panel"), getattr(colors, "canvas")}  # noqa: B009 (as the names are read)


def test_it_opens_where_and_as_large_as_it_was(qtbot: QtBot) -> None:
    before = FirstWindow(FirstLook(), 0)
    qtbot.addWidget(before)
    before.resize(1234, 678)
    geometry = bytes(before.saveGeometry().toBase64().data()).decode()
    after = FirstWindow(FirstLook(window_geometry=geometry), 0)
    qtbot.addWidget(after)
    assert after.size() == before.size()


def test_what_it_reads_of_the_settings_is_what_they_say(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(theme="light", is_light=True, window_geometry="AdnQywAD", job="background"), path)
    settings = load_settings(path)
    assert read_first_look(path) == FirstLook(*(getattr(settings, name) for name in FirstLook._fields))
    assert FirstLook() == FirstLook(*(getattr(Settings(), name) for name in FirstLook._fields))


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "7", '{"theme": 7, "job": null, "window_geometry": {}}', "\x00", "[" * 99999]
)
def test_settings_that_cannot_be_read_are_the_usual_ones(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert read_first_look(path) == FirstLook()
    assert read_first_look(tmp_path) == FirstLook()
    assert read_first_look(tmp_path / "absent") == FirstLook()


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp", ".tif"])
def test_a_preview_is_seen_where_and_as_the_photo_will_be(
    qtbot: QtBot, tmp_path: Path, orientation: int, ending: str
) -> None:
    path = tmp_path / f"photo{ending}"
    exif = Image.Exif()
    exif[0x112] = orientation
    options = {"quality": 95} if orientation == 1 else {"quality": 95, "exif": exif}
    Image.fromarray(skimage.data.coffee()).resize((1801, 1203)).save(path, **options)
    exact = read(path)
    preview = read_preview(path, SIZE, 1.0)
    if preview is None:
        # Qt would show it turned
        assert ending in (".png", ".webp")
        assert orientation != 1
        return
    assert (preview.width, preview.height) == (exact.width, exact.height)
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(SIZE)
    canvas.set_colors(canvas.background, canvas.mark_color, canvas.mark_color)
    canvas.set_document(None, Picture(Pyramid.of(display_pixels(exact)), lambda _: display_pixels(exact)))
    quick = QWidget()
    qtbot.addWidget(quick)
    quick.resize(SIZE)
    shown = preview.widget(quick, canvas.background.name())
    shown.resize(SIZE)
    first, then = _pixels(shown), _pixels(canvas)
    difference = np.abs(first - then)
    assert difference.mean() < 2
    # nor by a pixel: along the borders something would be quite another colour
    assert np.percentile(difference, 99.5) < 60
    area = canvas.viewport.area
    around = np.ones(first.shape[:2], bool)
    around[area.slices] = False
    assert not difference[around].any()


def test_no_preview_of_what_is_no_photo(tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, folder, pipe, film = tmp_path / "text.jpg", tmp_path / "folder", tmp_path / "pipe", tmp_path / "film.gif"
    text.write_text("words")
    folder.mkdir()
    os.mkfifo(pipe)
    Image.new("P", (40, 40)).save(film)
    cmyk = tmp_path / "cmyk.jpg"
    Image.new("CMYK", (40, 40)).save(cmyk)
    for path in (text, folder, pipe, film, cmyk, tmp_path / "absent", tmp_path / "a\0b"):
        assert read_preview(path, SIZE, 1.0) is None
    assert read_preview(photo, SIZE, 1.0) is not None
    monkeypatch.setattr(previews, "MAX_BYTES", photo.stat().st_size - 1)
    assert read_preview(photo, SIZE, 1.0) is None
    monkeypatch.undo()
    monkeypatch.setattr(previews, "MAX_PIXELS", 2000 * 1334 - 1)
    assert read_preview(photo, SIZE, 1.0) is None


def test_a_preview_is_as_large_as_what_is_opened(tmp_path: Path, photo: Path) -> None:
    before, path = QImageReader.allocationLimit(), tmp_path / "large.png"
    # of which Qt unpacks the whole, whatever the size that it is asked for
    Image.open(photo).save(path)
    QImageReader.setAllocationLimit(8)
    try:
        assert read_preview(path, SIZE, 1.0) is not None
        assert QImageReader.allocationLimit() * 2**20 >= MAX_PIXELS * 4
    finally:
        QImageReader.setAllocationLimit(before)


def _pixels(widget: QWidget) -> "np.ndarray[tuple[int, ...], np.dtype[np.int16]]":
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return flat[..., :3].astype(np.int16)
