"""Saving: the name, the format and what it costs, and no file replaced unasked."""

import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from picwish_desktop.storage import reaching
from picwish_desktop.ui.dialogs.save import SaveChoice, SaveDialog
from picwish_desktop.ui.dialogs.save_format import (
    FORMATS,
    PhotoToSave,
    consequences,
    format_named,
    format_of,
    with_ending,
)
from picwish_desktop.ui.dialogs.save_place import Place, find_place
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.widgets.choice import Choice
from tests.waiting import PATIENCE, until

PASTED = PhotoToSave(None, is_jpeg=False)


class Ask(Protocol):
    async def __call__(
        self,
        suggested: Path,
        photo: PhotoToSave = PASTED,
        *,
        webp_quality: int | None = None,
        changed: Path | None = None,
    ) -> SaveDialog: ...


@pytest.fixture
async def ask(qtbot: QtBot) -> AsyncIterator[Ask]:
    """Opens a dialog, which has looked where it would save."""
    failed: list[Exception] = []
    tasks = Tasks(failed.append)

    async def open_dialog(
        suggested: Path,
        photo: PhotoToSave = PASTED,
        *,
        webp_quality: int | None = None,
        changed: Path | None = None,
    ) -> SaveDialog:
        dialog = SaveDialog(photo, suggested, tasks.spawn, webp_quality=webp_quality, changed=changed)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        await found(dialog)
        return dialog

    yield open_dialog
    await tasks.cancel_all()
    assert not failed


async def found(dialog: SaveDialog) -> None:
    """It has looked where it would save."""
    await until(lambda: dialog._looking is None)


def named(dialog: SaveDialog, text: str) -> QPushButton:
    return next(button for button in dialog.findChildren(QPushButton) if button.text() == text)


def type_path(dialog: SaveDialog, qtbot: QtBot, text: str) -> None:
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)


def choose_format(dialog: SaveDialog, name: str) -> None:
    choice = dialog.findChild(Choice)
    assert choice is not None
    choice.set_current(name)
    choice.activated.emit(choice.currentIndex())


def choices(dialog: SaveDialog) -> list[SaveChoice]:
    """What is chosen from now on."""
    chosen: list[SaveChoice] = []
    dialog.chosen.connect(chosen.append)
    return chosen


async def test_save_says_path_format_and_quality(ask: Ask, qtbot: QtBot, tmp_path: Path) -> None:
    saving = await ask(tmp_path / "cup.png")
    chosen = choices(saving)
    qtbot.mouseClick(named(saving, "Save"), Qt.MouseButton.LeftButton)
    await until(lambda: chosen)
    assert chosen == [SaveChoice(tmp_path / "cup.png", "PNG", None)]
    assert not saving.isVisible()


async def test_enter_saves_and_escape_does_not(ask: Ask, qtbot: QtBot, tmp_path: Path) -> None:
    saving = await ask(tmp_path / "cup.png")
    chosen = choices(saving)
    qtbot.keyClick(saving.findChild(QLineEdit), Qt.Key.Key_Return)
    await until(lambda: chosen)
    saving = await ask(tmp_path / "cup.png")
    chosen = choices(saving)
    qtbot.keyClick(saving, Qt.Key.Key_Escape)
    assert not saving.isVisible()
    assert not chosen


async def test_a_format_changes_the_ending_and_an_ending_the_format(ask: Ask, qtbot: QtBot, tmp_path: Path) -> None:
    saving = await ask(tmp_path / "cup.png")
    choose_format(saving, "TIFF")
    assert saving.choice().path == tmp_path / "cup.tif"
    type_path(saving, qtbot, str(tmp_path / "cup.jpeg"))
    await found(saving)
    assert saving.choice() == SaveChoice(tmp_path / "cup.jpeg", "JPEG", 95)
    type_path(saving, qtbot, str(tmp_path / "IMG.0042"))
    await found(saving)
    assert saving.choice().path == tmp_path / "IMG.0042.jpg"


async def test_a_jpeg_is_saved_as_it_came_unless_a_quality_is_chosen(ask: Ask, qtbot: QtBot, tmp_path: Path) -> None:
    saving = await ask(tmp_path / "cup.jpg", PhotoToSave(tmp_path / "in.jpg", is_jpeg=True))
    assert saving.choice().quality is None
    qtbot.mouseClick(next(b for b in saving.findChildren(QPushButton) if b.text() == "Choose" and b.isVisible()),
                     Qt.MouseButton.LeftButton)  # fmt: skip
    assert saving.choice().quality == 95
    slider = next(slider for slider in saving.findChildren(QSlider) if slider.isVisible())
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert saving.choice().quality == 1


async def test_webp_is_lossless_or_has_a_quality(ask: Ask, tmp_path: Path) -> None:
    assert (await ask(tmp_path / "cup.webp")).choice().quality is None
    saving = await ask(tmp_path / "cup.webp", webp_quality=80)
    assert saving.choice().quality == 80
    choose_format(saving, "PNG")
    assert saving.choice().quality is None


@pytest.mark.parametrize("is_original", [True, False])
async def test_a_file_is_replaced_only_when_asked(ask: Ask, qtbot: QtBot, tmp_path: Path, is_original: bool) -> None:
    existing = tmp_path / "cup.png"
    existing.touch()
    saving = await ask(existing, PhotoToSave(existing if is_original else None, is_jpeg=False))
    replace = saving.findChild(QCheckBox)
    assert replace is not None
    assert ("the original will be gone" in replace.text()) == is_original
    assert not named(saving, "Save").isEnabled()
    chosen = choices(saving)
    qtbot.keyClick(saving.findChild(QLineEdit), Qt.Key.Key_Return)
    await found(saving)
    assert not chosen
    replace.setChecked(True)
    assert named(saving, "Save").isEnabled()
    type_path(saving, qtbot, str(tmp_path / "other.png"))
    await found(saving)
    assert not replace.isVisible()
    type_path(saving, qtbot, str(existing))
    await found(saving)
    assert not named(saving, "Save").isEnabled()


async def test_a_file_that_appears_meanwhile_is_not_replaced(ask: Ask, qtbot: QtBot, tmp_path: Path) -> None:
    saving = await ask(tmp_path / "cup.png")
    (tmp_path / "cup.png").touch()
    chosen = choices(saving)
    qtbot.mouseClick(named(saving, "Save"), Qt.MouseButton.LeftButton)
    await found(saving)
    assert saving.isVisible()
    assert not chosen


@pytest.mark.parametrize("text", ["", "/", "/nowhere/at/all/cup.png", "{folder}", "{folder}/", "/proc/1/fd/x.png"])
async def test_a_place_that_cannot_be_is_explained(ask: Ask, qtbot: QtBot, tmp_path: Path, text: str) -> None:
    saving = await ask(tmp_path / "cup.png")
    type_path(saving, qtbot, text.format(folder=tmp_path))
    await found(saving)
    if text != "/proc/1/fd/x.png":  # root may look there
        assert not named(saving, "Save").isEnabled()
    assert saving.choice().format


@pytest.mark.parametrize("opened", [False, True])
async def test_a_name_that_is_too_long_does_not_fail(ask: Ask, tmp_path: Path, opened: bool) -> None:
    (tmp_path / "cup.png").touch()
    photo = replace(PASTED, opened_path=tmp_path / "cup.png") if opened else PASTED
    saving = await ask(tmp_path / "cup.png", photo)
    saving.set_path(tmp_path / ("x" * 300 + ".png"))
    await found(saving)
    assert not named(saving, "Save").isEnabled()
    assert "This name is too long. Shorten it." in [label.text() for label in saving.findChildren(QLabel)]


async def test_a_name_alone_is_put_where_the_other_was(
    ask: Ask, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    saving = await ask(tmp_path / "cup.png")
    type_path(saving, qtbot, "mug.png")
    await found(saving)
    assert named(saving, "Save").isEnabled()
    assert saving.choice().path == tmp_path / "mug.png"
    type_path(saving, qtbot, "~/mug.png")
    await found(saving)
    assert saving.choice().path == tmp_path / "home" / "mug.png"


async def test_browse_opens_a_file_dialog_that_fills_in_the_name(ask: Ask, qtbot: QtBot, tmp_path: Path) -> None:
    saving = await ask(tmp_path / "cup.png")
    qtbot.mouseClick(named(saving, "Browse…"), Qt.MouseButton.LeftButton)
    browser = saving.findChild(QFileDialog)
    assert browser is not None
    browser.fileSelected.emit(str(tmp_path / "found.webp"))
    browser.close()
    assert saving.choice() == SaveChoice(tmp_path / "found.webp", "WEBP", None)


@pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: entry.name)
def test_every_format_says_what_it_costs(entry: object) -> None:
    assert entry in FORMATS
    deep = PhotoToSave(None, is_jpeg=False, bits=16, has_alpha=True)
    said = {found.name: consequences(found, None, deep) for found in FORMATS}
    assert "keeps 8" in said["JPEG"]
    assert "on white" in said["BMP"]
    assert "no metadata" in said["BMP"]
    assert said["PNG"] == said["TIFF"] == "Every unmarked pixel stays exactly as it is."
    assert "exactly as it is" not in said["WEBP"]


async def test_a_file_that_another_changed_is_named_so(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "cup.png").touch()
    saving = await ask(tmp_path / "cup.png", changed=tmp_path / "cup.png")
    replace = saving.findChild(QCheckBox)
    assert replace is not None
    assert replace.text() == "Replace cup.png, which was changed since you saved it"
    assert not named(saving, "Save").isEnabled()


async def test_nothing_jumps_while_a_name_is_typed(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "cup.png").touch()
    saving = await ask(tmp_path / "free.png")
    height = saving.height()
    for name in ("cup.png", "nowhere/cup.png", "free.png", "nowhere/cup.png", "cup.png"):
        saving.set_path(tmp_path / name)
        await found(saving)
        assert saving.height() == height, name


async def test_a_share_that_does_not_answer_keeps_nobody_waiting(
    ask: Ask, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving = await ask(tmp_path / "cup.png")
    is_back, there = threading.Event(), Path.is_dir

    def is_dir(path: Path) -> bool:
        if path.name == "share":
            is_back.wait(60)
        return there(path)

    monkeypatch.setattr(Path, "is_dir", is_dir)
    monkeypatch.setattr(reaching, "PATIENCE", 0.05)
    try:
        saving.set_path(tmp_path / "share" / "cup.png")
        chosen = choices(saving)
        qtbot.keyClick(saving.findChild(QLineEdit), Qt.Key.Key_Return)
        await found(saving)
        assert not named(saving, "Save").isEnabled()
        assert "This place does not answer. Choose another one." in [one.text() for one in saving.findChildren(QLabel)]
        saving.set_path(tmp_path / "cup.png")
        qtbot.keyClick(saving.findChild(QLineEdit), Qt.Key.Key_Return)
        await until(lambda: chosen)
    finally:
        is_back.set()
    assert chosen == [SaveChoice(tmp_path / "cup.png", "PNG", None)]


@pytest.mark.parametrize("how", [OSError(112, "Host is down"), OSError(13, "Permission denied")])
async def test_a_place_that_cannot_be_reached_is_told(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: OSError
) -> None:
    saving = await ask(tmp_path / "cup.png")

    def fail(_path: Path, **_: bool) -> None:
        raise how

    monkeypatch.setattr(Path, "stat", fail)
    saving.set_path(tmp_path / "share" / "cup.png")
    await found(saving)
    assert not named(saving, "Save").isEnabled()
    assert "This place cannot be reached." in [one.text() for one in saving.findChildren(QLabel)]


def test_endings() -> None:
    png = format_named("PNG")
    assert with_ending(Path("/a/b.JPG"), png) == Path("/a/b.png")
    assert with_ending(Path("/a/b.PNG"), png) == Path("/a/b.PNG")
    assert with_ending(Path("/a/b"), png) == Path("/a/b.png")
    assert with_ending(Path("/"), png) == Path("/")
    assert format_of(Path("x.TIFF")) == format_named("TIFF")
    assert format_of(Path("x.gif")) is None


async def test_who_agrees_to_replace_one_file_agrees_to_no_other(
    ask: Ask, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"there")
    dialog = await ask(tmp_path / "a.png")
    may_look = threading.Event()

    def find_slowly(typed: Path, path: Path, opened: Path | None) -> Place:
        assert may_look.wait(PATIENCE)
        return find_place(typed, path, opened)

    monkeypatch.setattr("picwish_desktop.ui.dialogs.save.find_place", find_slowly)
    type_path(dialog, qtbot, str(tmp_path / "b.png"))
    box = dialog.findChild(QCheckBox)
    assert box is not None
    # which still speaks of the other file
    box.click()
    may_look.set()
    await found(dialog)
    assert "b.png" in box.text()
    assert not box.isChecked()
    assert not named(dialog, "Save").isEnabled()
