"""The strip over an ID photo says how it is moved, in whole sentences."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.actions import Actions
from picwish_desktop.ui.id_photo_strip import HOW, HOW_SHEET, HOW_SHORT, HOW_SHORTEST, PHOTO, SHEET, IdPhotoStrip
from picwish_desktop.ui.widgets.elided_label import ElidedLabel


@pytest.mark.parametrize(("width", "sentence"), [(1400, HOW), (700, HOW_SHORT), (540, HOW_SHORTEST)])
def test_the_sentence_fits(qtbot: QtBot, width: int, sentence: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    strip = IdPhotoStrip(Actions(window), window)
    strip.resize(width, strip.height())
    window.resize(1500, 100)
    window.show()
    label = strip.findChild(ElidedLabel)
    assert label is not None
    strip.show_view(PHOTO, is_framed=True)
    assert label.text() == sentence
    assert "L takes a line" in sentence
    assert label.fontMetrics().horizontalAdvance(sentence) <= label.width(), "whole, also in the narrowest window"
    other_width, other = (1400, HOW) if width == 700 else (700, HOW_SHORT)
    strip.resize(other_width, strip.height())
    qtbot.waitUntil(lambda: label.text() == other)
    strip.resize(1400, strip.height())
    strip.show_view(SHEET, is_framed=True)
    assert label.text() == HOW_SHEET
    strip.show_view(PHOTO, is_framed=False)
    assert label.text() == ""
