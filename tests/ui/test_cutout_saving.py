"""Cutouts that leave the window: saved in every format, copied, and never lost at closing."""

import io
import threading
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import psd_tools
import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from picwish_desktop.imaging.read import read
from picwish_desktop.model.backdrop import ColorBackdrop, Shadow
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.frame import Framing
from picwish_desktop.model.geometry import Rect
from picwish_desktop.operations.catalogue import CutOutFace, Operation, RemoveBackground
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.recent import load_recent, thumbnail_path
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.save import SaveChoice, SaveDialog
from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.job_card import JobCardButton
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import Found
from picwish_desktop.ui.rail import BACKGROUND, FACE, REMOVE_OBJECTS
from tests.imaging.pictures import chunk as png_chunk
from tests.imaging.pictures import png_of, wide_profile
from tests.ui.canvas.acting import array_of
from tests.ui.cutting_out import HEIGHT, WIDTH, cutout_of, draw_photo, with_cutout
from tests.ui.whole_window import opened, sees, visible
from tests.waiting import until

RED = ColorBackdrop((255, 0, 0))

pytestmark = pytest.mark.usefixtures("known_cutouts")


@pytest.fixture
def job() -> str:
    return BACKGROUND.id


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """With a colour profile."""
    path = draw_photo(tmp_path / "thing.png")
    with Image.open(path) as image:
        image.save(path, icc_profile=wide_profile())
    return path


@pytest.fixture(autouse=True)
def clear_clipboard(qapp: QApplication) -> None:  # noqa: ARG001 - it must be there
    QGuiApplication.clipboard().clear()


async def save_as(window: MainWindow, path: Path, file_format: str, quality: int | None = None) -> SaveDialog:
    entry = window.documents.current
    assert entry is not None
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.commands[Command.SAVE_AS].trigger()
    dialog = await sees(window, SaveDialog)
    dialog.chosen.emit(SaveChoice(path, file_format, quality))
    dialog.accept()
    await until(lambda: told[-1:] == [f"Saved {path}"])
    assert told[0] == f"Saving {path}…"
    assert all(text.startswith(told[0]) and text.endswith("%") for text in told[1:-1])
    return dialog


def modified(document: Document) -> bool:
    return document.has_unsaved_changes


def stain(document: Document) -> None:
    """What removing something makes, kept."""
    pixels = np.full((64, 64, document.photo.channels), 3, document.photo.pixels.dtype)
    document.propose(Edit("Remove objects", "local", (Patch(Rect(0, 64, 64, 64), pixels),)))
    document.keep()


@pytest.mark.parametrize(("file_format", "ending"), [("PNG", "png"), ("TIFF", "tif"), ("WEBP", "webp")])
async def test_formats_with_transparency_keep_the_subject_as_it_is(
    window: MainWindow, photo: Path, tmp_path: Path, file_format: str, ending: str
) -> None:
    _, document = await with_cutout(window, photo)
    target = tmp_path / f"out.{ending}"
    await save_as(window, target, file_format)
    assert not modified(document)
    saved, matte = read(target), cutout_of(document).matte
    assert np.array_equal(saved.pixels[..., 3], matte)
    whole = matte == 255
    assert np.array_equal(saved.pixels[whole][:, :3], document.photo.pixels[whole])
    assert not saved.pixels[matte == 0].any(), "nothing of the old background is in the file"
    assert saved.metadata.icc_profile == document.photo.metadata.icc_profile is not None


async def test_jpeg_is_on_white_or_on_the_backdrop(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    _, document = await with_cutout(window, photo)
    await save_as(window, tmp_path / "white.jpg", "JPEG", 95)
    with Image.open(tmp_path / "white.jpg") as image:
        assert np.asarray(image)[:6, :6].min() > 250
    # which is what it is known by among the recent pictures
    await until(lambda: load_recent(find_paths())[0].path == str(tmp_path / "white.jpg"))
    with Image.open(thumbnail_path(find_paths(), tmp_path / "white.jpg")) as image:
        assert image.mode == "RGB"
        assert np.asarray(image)[:6, :6].min() > 250
        assert np.asarray(image)[70, 172].max() < 250, "with what was cut out in the middle"
    document.set_look("Backdrop", Look(RED))
    await save_as(window, tmp_path / "red.jpg", "JPEG", 95)
    with Image.open(tmp_path / "red.jpg") as image:
        # in the photo's profile red and blue are exchanged
        assert (np.abs(np.asarray(image)[3, 3].astype(int) - (0, 0, 255)) < 6).all()


async def test_layers_can_be_taken_apart_again(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    _, document = await with_cutout(window, photo)
    document.set_look("Look", Look(RED, Shadow(0.5)))
    await save_as(window, tmp_path / "out.psd", "PSD")
    layers = list(psd_tools.PSDImage.open(tmp_path / "out.psd"))
    assert [layer.name for layer in layers] == ["Backdrop", "Shadow", "Subject"]
    assert layers[-1].has_mask()
    await save_as(window, tmp_path / "out.ora", "OpenRaster")
    with zipfile.ZipFile(tmp_path / "out.ora") as archive:
        names = [name for name in archive.namelist() if name.startswith("data/")]
        assert len(names) == 3
        with Image.open(io.BytesIO(archive.read("mergedimage.png"))) as merged:
            assert merged.size == (WIDTH, HEIGHT)
    assert not modified(document)
    window.choose_job(REMOVE_OBJECTS.id)
    assert await suggested(window) == "thing.png", "the picture cannot be saved so"


async def test_16_bits_stay(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    pixels = np.array(Image.open(draw_photo(path))).astype(np.uint16) * 257 + 3
    profile = b"p\0\0" + zlib.compress(wide_profile())
    path.write_bytes(png_of(np.minimum(pixels, 65000), png_chunk(b"iCCP", profile)))
    _, document = await with_cutout(window, path)
    assert document.photo.bit_depth == 16
    await save_as(window, tmp_path / "out.tif", "TIFF")
    saved, matte = read(tmp_path / "out.tif"), cutout_of(document).matte
    assert saved.bit_depth == 16
    assert np.array_equal(saved.pixels[matte == 255][:, :3], document.photo.pixels[matte == 255])
    assert np.array_equal(saved.pixels[..., 3], matte.astype(np.uint16) * 257)


async def test_the_frame_and_the_edge_are_saved_as_they_are_seen(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    _, document = await with_cutout(window, photo)
    document.set_look("Canvas", Look(framing=Framing(is_cropped=True, margin=0.1)))
    frame = document.frame()
    await save_as(window, tmp_path / "out.png", "PNG")
    with Image.open(tmp_path / "out.png") as image:
        assert image.size == (frame.width, frame.height)
        assert image.size != (WIDTH, HEIGHT)


async def test_the_matte_alone(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    entry, document = await with_cutout(window, photo)
    window.commands[Command.SAVE_MATTE].trigger()
    dialog = await sees(window, QFileDialog)
    assert "thing-mask" in dialog.selectedFiles()[0]
    target = tmp_path / "matte.png"
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    await until(target.exists)
    with Image.open(target) as image:
        assert image.mode == "L"
        assert np.array_equal(np.asarray(image), cutout_of(document).matte)
    assert modified(document), "the cutout itself is not saved by it"
    window.commands[Command.SAVE_MATTE].trigger()
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "no" / "matte.png"))
    dialog.reject()
    message = await sees(window, MessageDialog)
    message.accept()
    assert entry.message == ""


def _entry(window: MainWindow):  # type: ignore[no-untyped-def]
    assert window.documents.current is not None
    return window.documents.current


async def test_save_goes_to_the_same_place_and_never_where_the_picture_is(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    entry, document = await with_cutout(window, photo)
    stain(document)
    cutout, picture = tmp_path / "out.png", tmp_path / "picture.png"
    await save_as(window, cutout, "PNG")
    assert entry.title == "thing.png", "the cutout is not what the tab is called"
    window.choose_job(REMOVE_OBJECTS.id)
    await save_as(window, picture, "PNG")
    assert not modified(document), "both are saved"
    assert entry.title == "picture.png"
    with Image.open(picture) as image:
        assert image.mode == "RGB"
    before = picture.read_bytes(), cutout.read_bytes()
    window.choose_job(BACKGROUND.id)
    document.set_look("Backdrop", Look(RED))
    window.commands[Command.SAVE].trigger()
    await until(lambda: not modified(document))
    assert picture.read_bytes() == before[0]
    assert cutout.read_bytes() != before[1]
    window.choose_job(REMOVE_OBJECTS.id)
    after = cutout.read_bytes()
    picture.unlink()
    window.commands[Command.SAVE].trigger()
    await until(picture.exists)
    await until(lambda: not modified(document))
    assert cutout.read_bytes() == after
    with Image.open(photo) as original:
        assert np.array_equal(np.asarray(original), document.photo.pixels)


async def test_the_card_has_the_name_that_the_photo_was_saved_under(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    _, document = await with_cutout(window, photo)
    stain(document)
    (card,) = window.tray.findChildren(JobCardButton)
    assert card.accessibleName().startswith("thing.png,")
    window.choose_job(REMOVE_OBJECTS.id)
    await save_as(window, tmp_path / "picture.png", "PNG")
    assert card.accessibleName().startswith("picture.png,")


async def test_the_dialog_knows_what_is_saved(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    for look, ending in ((Look(), ".png"), (Look(RED), ".jpg")):
        document.set_look("Backdrop", look)
        window.commands[Command.SAVE_AS].trigger()
        dialog = await sees(window, SaveDialog)
        assert "Save cutout" in [label.text() for label in dialog.findChildren(QLabel)]
        assert dialog.choice().path == photo.with_name(f"thing-cutout{ending}")
        dialog.reject()
        await until(lambda: visible(window, SaveDialog) is None)


async def suggested(window: MainWindow, command: Command = Command.SAVE_AS) -> str:
    """The name that is suggested where it asks."""
    window.commands[command].trigger()
    dialog = await sees(window, SaveDialog)
    name = dialog.choice().path.name
    dialog.reject()
    await until(lambda: visible(window, SaveDialog) is None)
    return name


async def test_the_format_of_a_cutout_is_remembered_from_photo_to_photo(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    _, document = await with_cutout(window, photo)
    await save_as(window, tmp_path / "out.webp", "WEBP")
    document.set_look("Backdrop", Look(RED))
    await save_as(window, tmp_path / "out.tif", "TIFF")
    await save_as(window, tmp_path / "red.jpg", "JPEG", 90)
    assert await suggested(window) == "red.jpg", "its own file goes before what was chosen last"
    _, other = await with_cutout(window, draw_photo(tmp_path / "other.png", grain=1))
    assert await suggested(window) == "other-cutout.webp", "transparent as the one before that was"
    other.set_look("Backdrop", Look(RED))
    assert await suggested(window) == "other-cutout.jpg", "on a colour as the one before that was"
    window.choose_job(REMOVE_OBJECTS.id)
    assert await suggested(window) == "other.png", "a picture is no cutout"


async def test_a_transparent_cutout_is_never_suggested_on_white(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    await with_cutout(window, photo)
    await save_as(window, tmp_path / "out.webp", "WEBP")
    await save_as(window, tmp_path / "white.jpg", "JPEG", 90)
    await with_cutout(window, draw_photo(tmp_path / "other.png", grain=1))
    assert await suggested(window) == "other-cutout.webp", "one on white is no habit"


async def test_a_cutout_that_lost_its_backdrop_is_not_put_on_white_unasked(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    _, document = await with_cutout(window, photo)
    document.set_look("Backdrop", Look(RED))
    target = tmp_path / "out.jpg"
    await save_as(window, target, "JPEG", 90)
    document.set_look("Backdrop", Look())
    window.commands[Command.SAVE].trigger()
    dialog = await sees(window, SaveDialog)
    dialog.set_path(target)
    assert any("JPEG has no transparency" in label.text() for label in dialog.findChildren(QLabel))
    dialog.chosen.emit(SaveChoice(target, "JPEG", 90))
    dialog.accept()
    await until(lambda: not modified(document))
    document.set_look("Edge", Look(framing=Framing(is_cropped=True)))
    window.commands[Command.SAVE].trigger()
    await until(lambda: not modified(document))
    assert visible(window, SaveDialog) is None, "who said white once is not asked again"


@pytest.mark.parametrize(("chosen_before", "name"), [(None, "red one.png"), ("WEBP", "red one.webp")])
async def test_a_cutout_that_lost_its_backdrop_is_suggested_as_what_holds_transparency(
    window: MainWindow, photo: Path, tmp_path: Path, chosen_before: str | None, name: str
) -> None:
    _, document = await with_cutout(window, photo)
    if chosen_before is not None:
        await save_as(window, tmp_path / f"out.{chosen_before.lower()}", chosen_before)
    document.set_look("Backdrop", Look(RED))
    target = tmp_path / "red one.jpg"
    await save_as(window, target, "JPEG", 90)
    document.set_look("Backdrop", Look())
    for command in (Command.SAVE, Command.SAVE_AS):
        assert await suggested(window, command) == name
    document.set_look("Backdrop", Look(RED))
    assert await suggested(window) == target.name, "its own file can hold it again"


@pytest.mark.parametrize(
    ("seen_in", "operation", "name"),
    [
        (BACKGROUND.id, RemoveBackground(), "thing-cutout.png"),
        (FACE.id, CutOutFace(), "thing-face.png"),
        (REMOVE_OBJECTS.id, RemoveBackground(), "thing.png"),
    ],
)
async def test_the_suggested_name_says_what_is_saved(
    window: MainWindow, photo: Path, seen_in: str, operation: Operation, name: str
) -> None:
    entry, document = await with_cutout(window, photo)
    assert document.state.cutout is not None
    entry.note_cut(document.state.cutout.matte, Found(operation))
    window.choose_job(seen_in)
    window.commands[Command.SAVE_AS].trigger()
    dialog = await sees(window, SaveDialog)
    assert dialog.choice().path == photo.with_name(name)
    dialog.reject()
    await until(lambda: visible(window, SaveDialog) is None)


@pytest.mark.parametrize("file_format", ["PNG", "PSD"])
async def test_a_save_that_fails_leaves_the_old_file(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file_format: str
) -> None:
    _, document = await with_cutout(window, photo)
    target = tmp_path / f"out.{file_format.lower()}"
    await save_as(window, target, file_format)
    before = target.read_bytes()
    document.set_look("Backdrop", Look(RED))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    window.commands[Command.SAVE].trigger()
    dialog = await sees(window, MessageDialog)
    assert "full" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.accept()
    monkeypatch.undo()
    assert target.read_bytes() == before
    assert modified(document)
    assert {file.name for file in tmp_path.iterdir()} == {"thing.png", target.name}, "nothing half is left"


async def test_a_drag_that_goes_on_is_saved_as_it_stands(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    _, document = await with_cutout(window, photo)
    target = tmp_path / "out.png"
    await save_as(window, target, "PNG")
    look = replace(document.state.look, backdrop=RED)
    window.background_panel.look_changed.emit(look, False)
    window.commands[Command.SAVE].trigger()
    await until(lambda: not modified(document))
    with Image.open(target) as image:
        assert image.mode == "RGB"
    assert document.undo_label == "Backdrop"


# closing


@pytest.mark.parametrize("answer", [UnsavedAnswer.DISCARD, UnsavedAnswer.CANCEL, UnsavedAnswer.SAVE])
async def test_an_unsaved_cutout_is_asked_for(
    window: MainWindow, photo: Path, tmp_path: Path, answer: UnsavedAnswer
) -> None:
    _, document = await with_cutout(window, photo)
    window.closing.close_current()
    dialog = await sees(window, UnsavedDialog)
    dialog._finish(answer)
    if answer is UnsavedAnswer.SAVE:
        save = await sees(window, SaveDialog)
        target = tmp_path / "out.png"
        save.chosen.emit(SaveChoice(target, "PNG", None))
        save.accept()
        await until(lambda: len(window.documents) == 0)
        assert np.array_equal(read(target).pixels[..., 3], cutout_of(document).matte)
    elif answer is UnsavedAnswer.DISCARD:
        await until(lambda: len(window.documents) == 0)
    else:
        await until(lambda: visible(window, UnsavedDialog) is None)
        assert len(window.documents) == 1


@pytest.mark.parametrize("has_removal", [False, True])
async def test_a_cutout_that_another_job_hides_is_saved_too(
    window: MainWindow, photo: Path, tmp_path: Path, has_removal: bool
) -> None:
    _, document = await with_cutout(window, photo)
    if has_removal:
        stain(document)
    window.choose_job(REMOVE_OBJECTS.id)
    window.closing.close_current()
    (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.SAVE)
    asked = []
    for number in range(2 if has_removal else 1):
        await until(lambda: len([1 for one in window.findChildren(SaveDialog) if one.isVisible()]) == 1)
        save = await sees(window, SaveDialog)
        asked.append(save._photo.is_cutout)
        save.chosen.emit(SaveChoice(tmp_path / f"{number}.png", "PNG", None))
        save.accept()
        await until((tmp_path / f"{number}.png").exists)
    await until(lambda: len(window.documents) == 0)
    assert asked == ([False, True] if has_removal else [True])
    assert np.array_equal(read(tmp_path / f"{len(asked) - 1}.png").pixels[..., 3], cutout_of(document).matte)


# the clipboard


async def test_the_clipboard_has_a_png_with_alpha_and_an_image(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    clipboard = QGuiApplication.clipboard()
    window.commands[Command.COPY].trigger()
    await until(lambda: clipboard.mimeData() is not None and clipboard.mimeData().hasImage())
    data = bytes(clipboard.mimeData().data("image/png").data())
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == "RGBA"
        pixels = np.asarray(image)
    assert np.array_equal(pixels[..., 3], cutout_of(document).matte)
    shown = array_of(clipboard.image())
    assert shown.shape == (HEIGHT, WIDTH, 4)
    inside = cutout_of(document).matte == 255
    assert np.array_equal(shown[inside][:, :3], pixels[inside][:, :3])
    # in sRGB, whatever the photo's profile is
    assert not np.array_equal(pixels[inside][:, :3], document.photo.pixels[inside])


async def test_a_drag_that_goes_on_is_copied_as_it_stands(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    clipboard = QGuiApplication.clipboard()
    window.background_panel.look_changed.emit(replace(document.state.look, backdrop=RED), False)
    window.commands[Command.COPY].trigger()
    await until(lambda: clipboard.mimeData() is not None and clipboard.mimeData().hasImage())
    with Image.open(io.BytesIO(bytes(clipboard.mimeData().data("image/png").data()))) as image:
        assert image.mode == "RGB"
        assert image.getpixel((2, 2)) == (255, 0, 0)


async def test_what_another_job_shows_is_what_is_copied(window: MainWindow, photo: Path) -> None:
    await with_cutout(window, photo)
    window.choose_job(REMOVE_OBJECTS.id)
    window.commands[Command.COPY].trigger()
    clipboard = QGuiApplication.clipboard()
    await until(lambda: not clipboard.image().isNull())
    assert (array_of(clipboard.image())[..., 3] == 255).all()


async def test_saving_and_copying_leave_the_windows_thread_alone(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Encoding and putting together is done elsewhere."""
    from picwish_desktop.workflows import cutout_files

    _, document = await with_cutout(window, photo)
    threads: list[threading.Thread] = []
    for name in ("flatten", "write", "write_layers"):
        function = getattr(cutout_files, name)

        def noted(*args: object, function=function, **named: object) -> object:  # type: ignore[no-untyped-def]
            threads.append(threading.current_thread())
            return function(*args, **named)

        monkeypatch.setattr(cutout_files, name, noted)
    await save_as(window, tmp_path / "out.png", "PNG")
    await save_as(window, tmp_path / "out.psd", "PSD")
    window.commands[Command.COPY].trigger()
    clipboard = QGuiApplication.clipboard()
    await until(lambda: clipboard.mimeData() is not None and clipboard.mimeData().hasImage())
    assert len(threads) >= 4
    assert threading.main_thread() not in threads
    assert not modified(document)


async def test_nothing_is_saved_while_it_is_cut_out(window: MainWindow, photo: Path) -> None:
    entry, _ = await opened(window, photo)
    window.commands[Command.RUN].trigger()
    window.commands[Command.SAVE_AS].trigger()
    window.saving.save_matte()
    assert visible(window, SaveDialog) is None
    assert visible(window, QFileDialog) is None
    await until(lambda: not entry.is_busy)
