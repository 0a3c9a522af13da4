"""The whole path as a person goes it: open, mark, remove, compare, keep, take back, save, close."""

from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image

from picwish_desktop.model.document import Document
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.save import SaveDialog
from picwish_desktop.ui.dialogs.unsaved import UnsavedDialog
from picwish_desktop.ui.theme import Theme
from tests.e2e.person import Person
from tests.waiting import until


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    return path


async def removes(person: Person, document: Document) -> None:
    await person.keys("ctrl+Return")
    await until(lambda: document.state.preview is not None)
    await until(lambda: person.window.jobs.running() == 0)


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
async def test_a_person_removes_an_object_and_saves(person: Person, photo: Path, theme: Theme) -> None:
    window = person.window
    window.choose_theme(theme)
    person.looks("empty")
    document = await person.opens(photo)
    person.looks("opened")

    await person.keys("b")
    await person.drags((470, 60), (455, 110), (440, 150), (430, 190))
    await until(lambda: not document.selection.is_empty)
    await until(lambda: document.undo_label is not None)
    person.looks("painted")
    mark = document.selection.marked(document.photo.bounds).copy()

    await person.keys("ctrl+Return")
    await until(lambda: window.jobs.running() == 1)
    person.looks("removing")
    await until(lambda: document.state.preview is not None)
    assert document.has_unsaved_changes
    person.looks("result")

    area = window.canvas.viewport.visible_area
    divider = window.canvas.mapToGlobal(window.canvas.rect().topLeft())
    divider.setX(divider.x() + window.canvas.divider.x(area))
    divider.setY(divider.y() + area.y + area.height // 2)
    before = window.canvas.divider.fraction
    await person.drags_by(divider, (30, 0), (60, 0))
    await until(lambda: window.canvas.divider.fraction > before + 0.05)
    person.looks("compared")
    await person.holds("grave")
    await until(lambda: window.canvas.original_area() == window.canvas.viewport.visible_area)
    person.looks("as-it-was")
    await person.releases("grave")
    await until(lambda: window.canvas.original_area() != window.canvas.viewport.visible_area)

    await person.keys("ctrl+k")
    await until(lambda: len(document.state.edits) == 1)
    person.looks("kept")
    kept = document.pixels().copy()
    await person.keys("ctrl+z", "ctrl+z")
    await until(lambda: document.state.preview is None and not document.state.edits)
    assert np.array_equal(document.selection.marked(document.photo.bounds), mark)
    person.looks("taken-back")
    await person.keys("ctrl+shift+z", "ctrl+shift+z")
    await until(lambda: len(document.state.edits) == 1)
    assert np.array_equal(document.pixels(), kept)

    await person.keys("ctrl+s")
    dialog = await person.sees_dialog(SaveDialog)
    assert isinstance(dialog, SaveDialog)
    assert dialog.choice().path == photo.with_name("cup-removed.png")
    person.looks("saving")
    await person.keys("Return")
    await until(lambda: not document.has_unsaved_changes)
    person.looks("saved")
    with Image.open(photo) as opened, Image.open(photo.with_name("cup-removed.png")) as saved:
        changed = (np.asarray(opened) != np.asarray(saved)).any(axis=2)
    assert changed[mark > 0].mean() > 0.5
    assert not changed[mark == 0].any()

    await person.keys("ctrl+q")
    await until(window.closed.done)


async def test_several_results_in_a_row(person: Person, photo: Path) -> None:
    document = await person.opens(photo)
    await person.keys("m")
    await person.drags((30, 30), (60, 50), (90, 70))
    await until(lambda: document.state.rectangles)
    await removes(person, document)
    # marking more keeps the first result
    await person.drags((500, 300), (530, 320), (560, 350))
    await until(lambda: len(document.state.rectangles) == 1 and document.state.edits)
    await removes(person, document)
    await person.keys("ctrl+k")
    await until(lambda: len(document.state.edits) == 2)
    person.looks("two-results")
    changed = (document.pixels() != document.photo.pixels).any(axis=2)
    assert changed[30:70, 30:90].any()
    assert changed[300:350, 500:560].any()
    changed[30:71, 30:91] = changed[300:351, 500:561] = False
    assert not changed.any()


async def test_escape_stops_a_removal_and_the_next_one_works(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.fromarray(skimage.data.coffee()).resize((2400, 1600)).save(path)
    document = await person.opens(path)
    await person.keys("m")
    await person.drags((300, 300), (900, 600), (1500, 1200))
    await until(lambda: document.state.rectangles)
    await person.keys("ctrl+Return")
    await until(lambda: window_progress(person) > 0)
    await person.keys("Escape")
    await until(lambda: person.window.jobs.running() == 0)
    entry = person.window.documents.current
    assert entry is not None
    await until(lambda: entry.work is None)
    assert document.state.preview is None
    assert document.state.rectangles
    person.looks("stopped")
    await person.keys("Delete")
    await until(lambda: not document.state.rectangles)
    await person.drags((100, 100), (150, 130), (200, 160))
    await until(lambda: document.state.rectangles)
    await removes(person, document)


def window_progress(person: Person) -> float:
    entry = person.window.documents.current
    return entry.job.progress if entry is not None and entry.job is not None else 0.0


async def test_unsaved_changes_are_asked_for(person: Person, photo: Path) -> None:
    document = await person.opens(photo)
    await person.keys("m")
    await person.drags((30, 30), (60, 50), (90, 70))
    await until(lambda: document.state.rectangles)
    await removes(person, document)
    await person.keys("ctrl+q")
    await person.sees_dialog(UnsavedDialog)
    person.looks("unsaved")
    await person.keys("Escape")
    await until(lambda: person.window.isActiveWindow())
    assert not person.window.closed.done()
    await person.keys("ctrl+q")
    dialog = await person.sees_dialog(UnsavedDialog)
    assert dialog.isVisible()
    await person.keys("Return")
    await person.sees_dialog(SaveDialog)
    await person.keys("Return")
    await until(person.window.closed.done)
    assert photo.with_name("cup-removed.png").exists()


async def test_a_broken_file_is_one_sentence(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 no more of it")
    person.window.open_files([path])
    await person.sees_dialog(MessageDialog)
    person.looks("broken")
    await person.keys("Return")
    await until(lambda: person.window.isActiveWindow() and not len(person.window.documents))
