"""Own papers: made, changed, deleted, and only such as can be."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from picwish_desktop.model.sheet import Paper
from picwish_desktop.ui.dialogs.paper import PaperDialog
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.millimetre_field import MillimetreField
from picwish_desktop.ui.widgets.switch import Switch

KIOSK, STRIP = Paper("Kiosk", 130, 180, True), Paper("Strip", 50, 150)


class Open:
    """The dialog and what is in it."""

    def __init__(self, qtbot: QtBot, *own: Paper, paper: str = "") -> None:
        self.dialog = PaperDialog(own, paper=paper)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(self.dialog)
        self.changes: list[tuple[tuple[Paper, ...], Paper | None]] = []
        self.dialog.changed.connect(lambda own, paper: self.changes.append((own, paper)))
        self.dialog.open()
        self.qtbot = qtbot
        self.name = next(field for field in self.dialog.findChildren(QLineEdit) if field.accessibleName() == "Name")
        self.width, self.height = self.dialog.findChildren(MillimetreField)
        self.borderless = self.dialog.findChildren(Switch)[0]
        self.which = self.dialog.findChildren(Choice)[0]

    def fill(self, name: str, width: str, height: str) -> None:
        for field, text in ((self.name, name), (self.width, width), (self.height, height)):
            field.selectAll()
            self.qtbot.keyClick(field, Qt.Key.Key_Delete)
            self.qtbot.keyClicks(field, text)

    def button(self, text: str) -> QPushButton:
        return next(button for button in self.dialog.findChildren(QPushButton) if button.text() == text)

    def press(self, text: str) -> None:
        self.qtbot.mouseClick(self.button(text), Qt.MouseButton.LeftButton)

    def said(self) -> str:
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())


def test_a_new_paper_is_put_behind_the_others(qtbot: QtBot) -> None:
    opened = Open(qtbot, KIOSK)
    assert not opened.button("Delete").isEnabled()
    opened.fill(" Wide ", "150.5", "90,2")
    qtbot.mouseClick(opened.borderless, Qt.MouseButton.LeftButton)
    opened.press("Save")
    wide = Paper("Wide", 90.2, 150.5, True)
    assert opened.changes == [((KIOSK, wide), wide)]
    assert not opened.dialog.isVisible()


def test_enter_saves_and_escape_does_not(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.fill("Mine", "90", "120")
    qtbot.keyClick(opened.name, Qt.Key.Key_Escape)
    assert opened.changes == []
    assert not opened.dialog.isVisible()
    opened = Open(qtbot)
    opened.fill("Mine", "90", "120")
    qtbot.keyClick(opened.height, Qt.Key.Key_Return)
    assert opened.changes[0][1] == Paper("Mine", 90, 120)


def test_a_paper_is_changed_in_its_place(qtbot: QtBot) -> None:
    opened = Open(qtbot, KIOSK, STRIP, paper="Kiosk")
    assert (opened.name.text(), opened.width.value(), opened.height.value()) == ("Kiosk", 130, 180)
    assert opened.borderless.isChecked()
    opened.fill("Kiosk", "127", "178")
    opened.press("Save")
    changed = Paper("Kiosk", 127, 178, True)
    assert opened.changes == [((changed, STRIP), changed)]


def test_another_paper_can_be_chosen(qtbot: QtBot) -> None:
    opened = Open(qtbot, KIOSK, STRIP)
    opened.which.set_current("Strip")
    assert (opened.name.text(), opened.width.value(), opened.borderless.isChecked()) == ("Strip", 50, False)


def test_a_deleted_paper_is_gone_and_the_dialog_stays(qtbot: QtBot) -> None:
    opened = Open(qtbot, KIOSK, STRIP, paper="Strip")
    opened.press("Delete")
    assert opened.changes == [((KIOSK,), None)]
    assert opened.dialog.isVisible()
    assert [opened.which.itemText(row) for row in range(opened.which.count())] == ["New paper", "Kiosk"]
    assert opened.name.text() == ""
    assert not opened.button("Delete").isEnabled()


@pytest.mark.parametrize(
    ("name", "width", "height", "sentence"),
    [
        ("", "90", "120", "The paper has no name."),
        ("A 4", "90", "120", "There is a paper “A 4” already."),
        ("kiosk", "90", "120", "There is a paper “kiosk” already."),
        ("Mine", "19", "120", "The sides of “Mine” cannot be used."),
        ("Mine", "90", "", "The sides of “Mine” cannot be used."),
    ],
)
def test_what_cannot_be_is_said(qtbot: QtBot, name: str, width: str, height: str, sentence: str) -> None:
    opened = Open(qtbot, KIOSK)
    opened.fill(name, width, height)
    assert sentence not in opened.said()
    opened.press("Save")
    assert sentence in opened.said()
    assert opened.changes == []
    assert opened.dialog.isVisible()
    opened.fill("Right", "90", "120")
    assert sentence not in opened.said()


def test_everything_is_named_and_explained(qtbot: QtBot) -> None:
    opened = Open(qtbot, KIOSK, paper="Kiosk")
    fields = opened.name, opened.width, opened.height, opened.borderless, opened.which
    for widget in (*fields, *opened.dialog.findChildren(QPushButton)):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
