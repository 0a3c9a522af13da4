"""Asking how a mask is taken: what marks, what is said about its size, and what is seen of it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from picwish_desktop.imaging.mask_file import Candidate, candidate_of
from picwish_desktop.imaging.mask_levels import DrawnBy
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.dialogs.import_mask import ImportMaskDialog, MaskChoice, scaling_sentence
from picwish_desktop.ui.widgets.mask_preview import MaskPreview, PreviewPictures

WIDTH, HEIGHT = 440, 220


def half(left: bool) -> Mask:
    """The left or the right third is white."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[:, :140] = 255
    return mask if left else mask[:, ::-1].copy()


def candidate(mask: Mask, **changes: object) -> Candidate:
    found = candidate_of(Photo(mask[..., np.newaxis].copy(), Metadata("PNG")), "mask.png")
    for name, value in changes.items():
        object.__setattr__(found, name, value)
    return found


class Open:
    def __init__(
        self,
        qtbot: QtBot,
        found: Candidate,
        *,
        marked: Mask | None = None,
        size: tuple[int, int] = (WIDTH, HEIGHT),
        is_ours: bool = False,
    ) -> None:
        photo = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB888)
        photo.fill(QColor("black"))
        before = np.zeros((HEIGHT, WIDTH), np.uint8) if marked is None else marked
        pictures = PreviewPictures(QColor("red"), photo, half(left=True), before)
        self.dialog = ImportMaskDialog("Import mask", found, size, pictures, is_ours=is_ours)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(self.dialog)
        self.choices: list[MaskChoice] = []
        self.dialog.chosen.connect(self.choices.append)
        self.dialog.open()
        self._qtbot = qtbot

    def button(self, text: str) -> QPushButton:
        return next(button for button in self.dialog.findChildren(QPushButton) if button.text() == text)

    def press(self, text: str) -> None:
        self._qtbot.mouseClick(self.button(text), Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key) -> None:
        self._qtbot.keyClick(self.dialog, key)

    def texts(self) -> list[str]:
        return [button.text() for button in self.dialog.findChildren(QPushButton) if button.isVisible()]

    def said(self) -> str:
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())

    def tinted(self) -> tuple[bool, bool, bool]:
        """At the left, in the middle, at the right."""
        preview = self.dialog.findChildren(MaskPreview)[0]
        seen = preview.grab().toImage()
        ratio = seen.devicePixelRatio()
        at = [QPoint(round(x * ratio), round(preview.height() / 2 * ratio)) for x in (60, 220, 380)]
        left, middle, right = (seen.pixelColor(place).red() > 50 for place in at)
        return left, middle, right


def test_the_guess_is_chosen_and_enter_takes_it(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True)))
    assert opened.tinted() == (True, False, False)
    assert "32 % of the photo is marked this way." in opened.said()
    opened.key(Qt.Key.Key_Return)
    assert opened.choices == [MaskChoice(marks_white=True, how=Combine.ADD)]
    assert not opened.dialog.isVisible()


def test_black_may_be_what_marks(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True)))
    opened.press("Black marks")
    assert opened.tinted() == (False, True, True)
    assert "68 % of the photo is marked this way." in opened.said()
    assert "At most half of a photo can be removed at once." in opened.said()
    opened.press("White marks")
    assert "At most half" not in opened.said()
    opened.press("Black marks")
    opened.press("Import")
    assert opened.choices == [MaskChoice(marks_white=False, how=Combine.ADD)]


def test_what_is_marked_already_stays_or_goes(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True)), marked=half(left=False))
    assert opened.tinted() == (True, False, True)
    opened.press("Replace the mark")
    assert opened.tinted() == (True, False, False)
    opened.press("Import")
    assert opened.choices == [MaskChoice(marks_white=True, how=Combine.NEW)]


def test_what_would_be_marked_is_said_with_what_is_marked_already(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True)), marked=half(left=False))
    assert "64 % of the photo" in opened.said()
    opened.press("Replace the mark")
    assert "32 % of the photo" in opened.said()


def test_it_is_not_asked_what_makes_no_difference(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True)), is_ours=True)
    assert opened.texts() == ["Cancel", "Import"]


def test_escape_takes_nothing(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True)))
    opened.key(Qt.Key.Key_Escape)
    assert not opened.dialog.isVisible()
    assert opened.choices == []


def test_what_marks_nothing_cannot_be_taken(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(np.zeros((HEIGHT, WIDTH), np.uint8)))
    assert "This way nothing is marked." in opened.said()
    assert not opened.button("Import").isEnabled()
    opened.press("Black marks")
    assert "100 % of the photo" in opened.said()
    assert opened.button("Import").isEnabled()


def test_little_is_not_nothing(qtbot: QtBot) -> None:
    speck = np.zeros((HEIGHT, WIDTH), np.uint8)
    speck[9, 9] = 255
    assert "Less than 1 % of the photo is marked this way." in Open(qtbot, candidate(speck)).said()


@pytest.mark.parametrize(
    ("drawn_by", "texts"),
    [
        (DrawnBy.OPACITY, ("Opaque marks", "Transparent marks")),
        (DrawnBy.COLOR, ("What is drawn marks", "The rest marks")),
    ],
)
def test_the_parts_have_the_names_of_how_they_were_drawn(
    drawn_by: DrawnBy, texts: tuple[str, str], qtbot: QtBot
) -> None:
    opened = Open(qtbot, candidate(half(left=True), drawn_by=drawn_by))
    assert opened.texts()[:2] == list(texts)


def test_a_photograph_is_said_and_still_offered(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True), is_photo=True))
    assert "it may be a photograph" in opened.said()
    assert opened.button("Import").isEnabled()


def test_scaling_is_said_with_both_sizes() -> None:
    assert scaling_sentence("The mask", (800, 600), (1600, 1200)) == (
        "The mask has 800 × 600 pixels, the photo 1600 × 1200. It is scaled."
    )
    assert scaling_sentence("The mask", (800, 600), (1600, 900)) == (
        "The mask has 800 × 600 pixels, the photo 1600 × 900. Their proportions differ: it is stretched, and may not "
        "fit."
    )


def test_the_size_is_said_where_it_differs(qtbot: QtBot) -> None:
    assert "It is scaled." in Open(qtbot, candidate(half(left=True)), size=(WIDTH * 4, HEIGHT * 4)).said()
    assert "pixels" not in Open(qtbot, candidate(half(left=True))).said()
