"""To another job without the mouse, by the keys that the X server sends."""

from pathlib import Path

import skimage.data
from PIL import Image
from PySide6.QtWidgets import QToolButton

from picwish_desktop.ui.rail import FACE, ID_PHOTO, REMOVE_OBJECTS
from tests.e2e.person import Person
from tests.waiting import until


def focused(person: Person) -> str:
    buttons = person.window.rail.findChildren(QToolButton)
    return next((button.accessibleName() for button in buttons if button.hasFocus()), "")


async def test_who_has_no_mouse_changes_the_job(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    await person.opens(path)
    window = person.window
    await person.keys("alt+3")
    await until(lambda: window.job == REMOVE_OBJECTS.id)
    for _ in range(40):
        await person.keys("Tab")
        if focused(person):
            break
    assert focused(person) == "Remove objects"
    await person.keys("Down")
    await until(lambda: focused(person) == "ID photo")
    person.looks("an-arrow-only-moves-the-focus")
    assert window.job == REMOVE_OBJECTS.id
    await person.keys("space")
    await until(lambda: window.job == ID_PHOTO.id)
    await person.keys("Up", "Up", "Return")
    await until(lambda: window.job == FACE.id)
    # by the menu, where the jobs stand first
    await person.keys("alt+j")
    await until(lambda: window.menuBar().activeAction())
    person.looks("the-menu")
    await person.keys("Up", "Up")
    await person.keys("Return")
    await until(lambda: window.job == ID_PHOTO.id)
