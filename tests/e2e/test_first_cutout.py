"""Cutting out as a person does it: choose the job, cut out, correct by hand, put it before something, save it."""

import io
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image, ImageCms
from psd_tools import PSDImage
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QToolButton

from picwish_desktop.model.backdrop import ColorBackdrop
from picwish_desktop.model.document import Document
from picwish_desktop.ui.dialogs.save import SaveDialog
from tests.e2e.person import Person
from tests.references import reference
from tests.waiting import until


@pytest.fixture
def cup(tmp_path: Path) -> Path:
    """A PNG with a colour profile."""
    path = tmp_path / "cup.png"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(skimage.data.coffee()).save(path, icc_profile=profile)
    return path


async def turns_to(person: Person, job: str) -> None:
    """A job of the rail."""
    buttons = person.window.rail.findChildren(QToolButton)
    await person.clicks(next(button for button in buttons if button.accessibleName() == job))
    await until(lambda: person.window.job == job.lower())


async def cuts_out(person: Person, document: Document) -> None:
    await person.keys("ctrl+Return")
    await until(lambda: document.state.cutout is not None)
    await is_idle(person)


async def is_idle(person: Person) -> None:
    entry = person.window.documents.current
    assert entry is not None
    await until(lambda: not entry.is_busy)


async def presses(person: Person, name: str) -> None:
    """A control of the column."""
    panel = person.window.column.currentWidget()
    assert panel is not None
    buttons = panel.findChildren(QAbstractButton)
    await person.clicks(next(button for button in buttons if button.accessibleName() == name and button.isVisible()))


async def saves_as(person: Person, path: Path) -> None:
    await person.keys("ctrl+shift+s")
    dialog = await person.sees_dialog(SaveDialog)
    assert isinstance(dialog, SaveDialog)
    field = next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "File")
    await person.clicks(field)
    await person.keys("ctrl+a")
    await person.types(str(path))
    await until(lambda: dialog.choice().path == path)
    person.looks(f"saving-{path.suffix[1:]}")
    await person.keys("Return")
    await until(path.exists)


def place_of(level: int, matte: NDArray[np.uint8]) -> tuple[int, int]:
    """The corner of 90 × 60 pixels that are all of one level."""
    for y in range(0, matte.shape[0] - 60, 10):
        for x in range(0, matte.shape[1] - 90, 10):
            if (matte[y : y + 60, x : x + 90] == level).all():
                return x, y
    raise AssertionError(f"nowhere is all {level}")


def overlap(matte: NDArray[np.uint8], truth: NDArray[np.uint8]) -> float:
    """Intersection over union."""
    ours, wanted = matte >= 128, truth >= 128
    return float((ours & wanted).sum() / (ours | wanted).sum())


async def test_the_whole_path(person: Person, cup: Path) -> None:
    document = await person.opens(cup)
    await turns_to(person, "Background")
    person.looks("ready")
    await cuts_out(person, document)
    person.looks("cut-out")
    cutout = document.state.cutout
    assert cutout is not None

    # correct by hand: a piece of the table is wanted, a piece of the subject is not
    (left, top), (x, y) = place_of(0, cutout.matte), place_of(255, cutout.matte)
    await person.keys("b")
    await person.drags((left + 30, top + 30), (left + 45, top + 30), (left + 60, top + 30))
    await until(lambda: (cutout.matte[top + 25 : top + 35, left + 30 : left + 60] == 255).all())
    await person.keys("e")
    await person.drags((x + 30, y + 30), (x + 45, y + 30), (x + 60, y + 30))
    await until(lambda: not cutout.matte[y + 25 : y + 35, x + 30 : x + 60].any())
    await person.keys("ctrl+z")
    await until(lambda: document.undo_label == "Keep")
    await person.keys("ctrl+shift+z")
    await until(lambda: document.undo_label == "Remove")
    person.looks("corrected")

    transparent = cup.with_name("cup-cutout.png")
    await saves_as(person, transparent)
    await until(lambda: not document.has_unsaved_changes)
    await presses(person, "White")
    await until(lambda: document.state.look.backdrop == ColorBackdrop((255, 255, 255)))
    person.looks("on-white")
    before = document.state.cutout
    await saves_as(person, cup.with_name("cup.jpg"))
    await saves_as(person, cup.with_name("cup.psd"))
    await saves_as(person, cup.with_name("cup.ora"))
    await until(lambda: not document.has_unsaved_changes)
    assert document.state.cutout is before, "a backdrop cuts nothing out again"

    with Image.open(transparent) as saved:
        assert (saved.mode, saved.size) == ("RGBA", (600, 400))
        assert saved.info["icc_profile"]
        pixels = np.asarray(saved)
    assert np.array_equal(pixels[..., 3], cutout.matte)
    inside = cutout.matte == 255
    assert np.array_equal(pixels[inside][:, :3], skimage.data.coffee()[inside])
    assert not pixels[cutout.matte == 0].any(), "nothing of the old background is left in the file"
    with Image.open(cup.with_name("cup.jpg")) as saved:
        assert (saved.mode, saved.size) == ("RGB", (600, 400))
        assert saved.info["icc_profile"]
        x, y = place_of(0, cutout.matte)
        # away from what JPEG smears
        assert (np.asarray(saved)[y + 16 : y + 44, x + 16 : x + 74] >= 250).all(), "it stands before white"

    layered = PSDImage.open(cup.with_name("cup.psd"))
    assert layered.size == (600, 400)
    subject, backdrop = (next(layer for layer in layered if layer.name == name) for name in ("Subject", "Backdrop"))
    assert subject.mask is not None
    mask = subject.mask.topil()
    assert mask is not None
    shown = np.zeros((400, 600), np.uint8)
    left, top, right, bottom = subject.mask.bbox
    shown[top:bottom, left:right] = np.asarray(mask)
    assert np.array_equal(shown, cutout.matte)
    assert np.asarray(backdrop.topil())[..., :3].min() == 255

    with ZipFile(cup.with_name("cup.ora")) as archive:
        assert archive.namelist()[0] == "mimetype"
        stack = ElementTree.fromstring(archive.read("stack.xml"))
        layers = [layer.attrib for layer in stack.iter("layer")]
        assert [layer["name"] for layer in layers] == ["Subject", "Backdrop"]
        top_layer = Image.open(io.BytesIO(archive.read(layers[0]["src"])))
        at = int(layers[0]["x"]), int(layers[0]["y"])
        alpha = np.zeros((400, 600), np.uint8)
        alpha[at[1] : at[1] + top_layer.height, at[0] : at[0] + top_layer.width] = np.asarray(top_layer)[..., 3]
        assert np.array_equal(alpha, cutout.matte)


async def test_the_cat_that_fills_its_frame(person: Person, tmp_path: Path) -> None:
    """Where the automatic cut is weak, a few rough strokes say what the subject is."""
    path = tmp_path / "cat.png"
    Image.fromarray(skimage.data.chelsea()).save(path)
    document = await person.opens(path)
    await turns_to(person, "Background")
    truth = reference("chelsea")
    await cuts_out(person, document)
    person.looks("automatic")
    keeping = [
        ((60, 20), (120, 60), (230, 60), (330, 40), (370, 20)),
        ((70, 110), (110, 180), (200, 230), (300, 200), (330, 150)),
        ((20, 180), (60, 250), (150, 285), (260, 290), (360, 285)),
    ]
    removing = [((15, 10), (12, 60), (10, 100)), ((420, 20), (430, 120), (425, 230), (430, 290))]
    for sign, strokes in (("b", keeping), ("e", removing)):
        await person.keys(sign, "w")
        for stroke in strokes:
            await person.drags(*stroke)
            await is_idle(person)
    person.looks("after-strokes")
    cutout = document.state.cutout
    assert cutout is not None
    assert overlap(cutout.matte, truth) >= 0.95
