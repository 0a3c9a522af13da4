"""Asking how a mask is taken: what marks, what is said about its size, and what is seen of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
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
from picwish_desktop.ui.widgets.marked_percent import marked_percent
from picwish_desktop.ui.widgets.mask_preview import MaskPreview, PreviewPictures
from picwish_desktop.ui.widgets.meter import Meter

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
    assert "31.8 % of the photo is marked this way." in opened.said()
    opened.key(Qt.Key.Key_Return)
    assert opened.choices == [MaskChoice(marks_white=True, how=Combine.ADD)]
    assert not opened.dialog.isVisible()


def test_black_may_be_what_marks(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True)))
    opened.press("Black marks")
    assert opened.tinted() == (False, True, True)
    assert "68.2 % of the photo is marked this way." in opened.said()
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
    assert "About 63.6 % of the photo" in opened.said()
    opened.press("Replace the mark")
    assert "31.8 % of the photo" in opened.said()
    assert "About" not in opened.said()


def test_it_is_not_asked_what_makes_no_difference(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True)), is_ours=True)
    assert opened.texts() == ["Cancel", "Import"]


def test_escape_takes_nothing(qtbot: QtBot) -> None:
    opened = Open(qtbot, candidate(half(left=True)))
    opened.key(Qt.Key.Key_Escape)
    assert not opened.dialog.isVisible()
    assert opened.choices == []


@pytest.mark.parametrize("marked", [None, half(left=False)], ids=["nothing is marked", "something is marked"])
def test_what_marks_nothing_cannot_be_taken(qtbot: QtBot, marked: Mask | None) -> None:
    opened = Open(qtbot, candidate(np.zeros((HEIGHT, WIDTH), np.uint8)), marked=marked)
    assert "The mask marks nothing this way." in opened.said()
    assert "of the photo" not in opened.said()
    assert not opened.button("Import").isEnabled()
    opened.press("Black marks")
    assert "100.0 % of the photo" in opened.said()
    assert opened.button("Import").isEnabled()


def test_little_is_not_nothing(qtbot: QtBot) -> None:
    speck = np.zeros((HEIGHT, WIDTH), np.uint8)
    speck[9, 9] = 255
    for size in ((WIDTH, HEIGHT), (WIDTH * 4, HEIGHT * 4)):
        said = Open(qtbot, candidate(speck), size=size).said()
        assert "< 0.1 % of the photo is marked this way." in said
        assert "About" not in said


@pytest.mark.usefixtures("qapp")
@given(share=st.floats(0, 1), limit=st.sampled_from((0.25, 0.5, 0.8)))
@example(share=0.5001, limit=0.5)
@example(share=0.0004, limit=0.5)
def test_the_panel_says_as_much(share: float, limit: float) -> None:
    meter = Meter("", "")
    meter.show_share(share, limit)
    assert meter.text() == f"{marked_percent(share, limit)} of {limit * 100:.0f} %"


def test_the_limit_is_not_said_of_what_is_more(qtbot: QtBot) -> None:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[: HEIGHT // 2] = 255
    assert "50.0 % of the photo is marked this way." in Open(qtbot, candidate(mask, marks_white=True)).said()
    mask[HEIGHT // 2, 0] = 255
    said = Open(qtbot, candidate(mask, marks_white=True)).said()
    assert "> 50 % of the photo is marked this way." in said
    assert "At most half" in said


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
    said = Open(qtbot, candidate(half(left=True)), size=(WIDTH * 4, HEIGHT * 4)).said()
    assert "It is scaled." in said
    assert "About 31.8 % of the photo" in said
    assert "pixels" not in Open(qtbot, candidate(half(left=True))).said()
