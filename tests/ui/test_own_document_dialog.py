"""Own document types: made, taken over from another one, changed, and only such as can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.idphoto.document_file import checked
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.spec import BackgroundRule, Ban, Band, ByteRule, DocumentSpec, PixelRule, Source
from picwish_desktop.ui.dialogs.own_document import OwnDocumentDialog
from picwish_desktop.ui.theme import Theme, apply_theme
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.swatches import Swatch
from picwish_desktop.ui.widgets.switch import Switch

SPECS = {spec.id: spec for spec in bundled_documents()}
TODAY = date(2026, 11, 21)
GREY, WHITE = (220, 220, 220), (255, 255, 255)


class Open:
    """The dialog and what is in it."""

    def __init__(self, qtbot: QtBot, spec: DocumentSpec | None = None, current: DocumentSpec | None = None) -> None:
        self.qtbot = qtbot
        self.dialog = OwnDocumentDialog(spec, current=current, today=TODAY)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(self.dialog)
        self.saved: list[DocumentSpec] = []
        self.dialog.saved.connect(self.saved.append)
        with qtbot.waitExposed(self.dialog):
            self.dialog.open()

    def named(self, name: str) -> QWidget:
        return next(w for w in self.dialog.findChildren(QWidget) if w.accessibleName() == name and not w.isHidden())

    def type(self, **texts: str) -> None:
        """Into the fields by their names, with _ for a space."""
        for name, text in texts.items():
            self.fill(name.replace("_", " "), text)

    def fill(self, name: str, text: str) -> None:
        field = self.named(name)
        assert isinstance(field, QLineEdit)
        field.selectAll()
        self.qtbot.keyClick(field, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(field, text)

    def press(self, name: str) -> None:
        button = self.named(name)
        assert isinstance(button, QPushButton | Swatch | Switch)
        button.click()

    def said(self) -> str:
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if not label.isHidden())


def test_a_new_one_of_all_that_can_be_said(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.type(Name=" Diving  licence ", Country="Atlantis", Width_in_print="35", Height_in_print="45,5")
    opened.type(Dots_per_inch="600", Width_in_pixels="600", Height_in_pixels="800", Background="plain light grey")
    opened.fill("At least, in KB", "20")
    opened.fill("At most, in KB", "240.5")
    opened.fill("Head height: least", "32")
    opened.fill("Head height: most", "36")
    opened.fill("Eyes above the lower edge: least", "50")
    opened.fill("Eyes above the lower edge: most", "62.5")
    eyes = next(w for w in opened.dialog.findChildren(QPushButton) if w.text() == "%" and w.isVisible() and _is_last(w))
    eyes.click()
    opened.press("Allowed: White")
    opened.press("Allowed: Light grey")
    suggested = opened.named("Suggested colour")
    assert isinstance(suggested, Choice)
    suggested.set_current("#dcdcdc")
    opened.press("The background may not be replaced")
    opened.press("No editing")
    opened.fill("Reason: No editing", "Edited photos are refused.")
    notes = opened.named("Other rules")
    assert isinstance(notes, QPlainTextEdit)
    qtbot.keyClicks(notes, "Mouth closed.")
    qtbot.keyClick(notes, Qt.Key.Key_Return)
    qtbot.keyClicks(notes, "No hat.")
    opened.type(Source="atlantis.test/photos")
    assert "35 × 45.5 mm · 827 × 1075 px at 600 dpi · head 32–36 mm · plain light grey" in opened.said()
    qtbot.keyClick(opened.named("Name"), Qt.Key.Key_Return)
    assert opened.saved == [
        DocumentSpec(
            id="",
            country="Atlantis",
            name="Diving licence",
            size_mm=(35, 45.5),
            pixels=PixelRule((600, 800), (600, 800)),
            bytes=ByteRule(20 * 1024, 246272),
            head=Band(32, 36, False),
            eyes=Band(0.5, 0.625, True),
            background=BackgroundRule("plain light grey", GREY, (GREY, WHITE)),
            bans=(
                (Ban.BACKGROUND, "The background must not be replaced."),
                (Ban.EDIT, "Edited photos are refused."),
            ),
            source=Source("atlantis.test/photos", "2026-11-21", "own"),
            dpi=600,
            notes=("Mouth closed.", "No hat."),
        )
    ]
    assert not opened.dialog.isVisible()


def _is_last(button: QPushButton) -> bool:
    """Whether it is the unit of the eyes and not of the head."""
    buttons = [other for other in button.window().findChildren(QPushButton) if other.text() == "%"]
    return button is max(buttons, key=lambda other: other.mapToGlobal(other.rect().center()).y())


def test_the_least_that_can_be_said(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    assert "as soon as there is a name and a size" in opened.said()
    opened.type(Name="Mine", Width_in_print="35", Height_in_print="45")
    opened.press("Save")
    (spec,) = opened.saved
    assert (spec.size_mm, spec.pixels, spec.head, spec.bans, spec.dpi) == ((35, 45), None, None, (), 300)
    assert (spec.background.suggested, spec.background.allowed) == (None, ())


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS.keys())
def test_a_document_type_that_is_only_looked_at_stays_as_it_is(qtbot: QtBot, spec: DocumentSpec) -> None:
    mine = replace(spec, id="mine")
    opened = Open(qtbot, mine)
    opened.press("Save")
    (kept,) = opened.saved
    assert kept == replace(checked(mine), source=Source(spec.source.text, "2026-11-21", "own"))


def test_start_from_another_one(qtbot: QtBot) -> None:
    us = SPECS["us-passport"]
    opened = Open(qtbot, current=us)
    opened.press(_start(opened))
    opened.type(Name="Mine")
    opened.press("Save")
    (kept,) = opened.saved
    assert (kept.id, kept.name, kept.country) == ("", "Mine", us.country)
    assert (kept.size_mm, kept.head, kept.bans, kept.notes) == (us.size_mm, us.head, us.bans, us.notes)
    assert (kept.words, kept.disagreements) == ((), ())
    assert kept.source.confidence == "own"


def _start(opened: Open) -> str:
    buttons = opened.dialog.findChildren(QPushButton)
    return next(b.accessibleName() for b in buttons if b.accessibleName().startswith("Start from"))


def test_what_was_typed_as_the_name_is_kept_at_the_start(qtbot: QtBot) -> None:
    opened = Open(qtbot, current=SPECS["uk-passport"])
    opened.type(Name="Mine")
    opened.press(_start(opened))
    name = opened.named("Name")
    assert isinstance(name, QLineEdit)
    assert name.text() == "Mine"


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"Name": "  "}, "The document type has no name."),
        ({"Width in print": ""}, "One of the two numbers is missing."),
        ({"Width in print": "", "Height in print": ""}, "Give a size in print, pixels for upload, or both."),
        ({"Width in print": "4"}, "A side has 5 to 500 mm."),
        ({"Width in print": "-35"}, "A side has 5 to 500 mm."),
        ({"Width in print": "1e2"}, "“1e2” is not a number."),
        ({"Width in print": "nan"}, "“nan” is not a number."),
        ({"Dots per inch": "50"}, "Photos have 72 to 1200 dpi."),
        ({"Dots per inch": "300.5"}, "“300.5” is not a whole number."),
        ({"Width in print": "500", "Height in print": "500", "Dots per inch": "1200"}, "not within 16 to 20000 pixels"),
        ({"Width in pixels": "10", "Height in pixels": "100"}, "A side has 16 to 20000 pixels."),
        ({"At most, in KB": "0"}, "A file has 1 to 102400 KB."),
        ({"At least, in KB": "90", "At most, in KB": "80"}, "The most is less than the least."),
        ({"Head height: least": "36", "Head height: most": "32"}, "The smaller number comes first."),
        ({"Head height: least": "0", "Head height: most": "32"}, "The photo is 45 mm high"),
        ({"Head height: least": "30", "Head height: most": "46"}, "The photo is 45 mm high"),
    ],
)
def test_what_cannot_be_is_said(qtbot: QtBot, texts: dict[str, str], sentence: str) -> None:
    opened = Open(qtbot)
    opened.type(Name="Mine", Width_in_print="35", Height_in_print="45")
    before = opened.said()
    for name, text in texts.items():
        opened.fill(name, text)
    assert sentence not in before
    assert sentence in opened.said()
    opened.press("Save")
    assert opened.saved == []
    assert opened.dialog.isVisible()
    opened.type(Name="Mine", Width_in_print="35", Height_in_print="45", Dots_per_inch="300")
    opened.type(Width_in_pixels="", Height_in_pixels="")
    for name in ("At least, in KB", "At most, in KB", "Head height: least", "Head height: most"):
        opened.fill(name, "")
    assert sentence not in opened.said()


def test_what_was_left_alone_is_found_fault_with_at_the_end(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.type(Country="Atlantis")
    assert "no name" not in opened.said()
    opened.press("Save")
    assert "The document type has no name." in opened.said()
    assert opened.dialog.focusWidget() is opened.named("Name")
    assert opened.named("Name").accessibleDescription() == "The document type has no name."


def test_millimetres_need_a_size_in_print(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.type(Name="Mine", Width_in_pixels="600", Height_in_pixels="800")
    opened.fill("Head height: least", "50")
    opened.fill("Head height: most", "60")
    assert "Without a size in print, this is said in per cent." in opened.said()


def test_pixels_from_least_to_most(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.type(Name="Mine", Width_in_pixels="600", Height_in_pixels="800")
    opened.press("Between")
    assert "at least 600 × 800 px" in opened.said()
    opened.type(Most_width_in_pixels="1200", Most_height_in_pixels="700")
    assert "The most is less than the least." in opened.said()
    opened.type(Most_height_in_pixels="1600")
    opened.press("Save")
    assert opened.saved[0].pixels == PixelRule((600, 800), (1200, 1600))


def test_a_colour_of_ones_own(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.type(Name="Mine", Width_in_print="35", Height_in_print="45")
    opened.fill("Colour code", "#12f")
    # Enter there allows the colour, and saves nothing
    qtbot.keyClick(opened.named("Colour code"), Qt.Key.Key_Return)
    assert opened.saved == []
    assert opened.named("Suggested colour").nextInFocusChain() is opened.named("Allowed: White")
    opened.press("Allowed: White")
    opened.press("Save")
    assert opened.saved[0].background == BackgroundRule("#1122ff, white", (17, 34, 255), ((17, 34, 255), WHITE))


def test_an_allowed_colour_is_no_longer_forbidden(qtbot: QtBot) -> None:
    france = SPECS["fr-passport"]
    assert WHITE in france.background.forbidden
    opened = Open(qtbot, replace(france, id="mine"))
    opened.press("Allowed: White")
    opened.press("Save")
    assert WHITE in opened.saved[0].background.allowed
    assert WHITE not in opened.saved[0].background.forbidden


def test_arrow_keys_go_through_the_colours(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.named("Allowed: White").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(opened.named("Allowed: White"), Qt.Key.Key_Left)
    assert opened.dialog.focusWidget() is opened.named("Allowed: Black")
    qtbot.keyClick(opened.named("Allowed: Black"), Qt.Key.Key_Space)
    black = opened.named("Allowed: Black")
    assert isinstance(black, Swatch)
    assert black.isChecked()


def test_what_cannot_be_kept_is_not_lost(qtbot: QtBot) -> None:
    opened = Open(qtbot, replace(SPECS["uk-passport"], id="mine"))
    opened.dialog.saved.connect(lambda _spec: opened.dialog.refuse("“mine” cannot be written (the disk is full)."))
    opened.press("Save")
    assert opened.dialog.isVisible()
    assert "the disk is full" in opened.said()


def test_escape_keeps_nothing(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.type(Name="Mine", Width_in_print="35", Height_in_print="45")
    qtbot.keyClick(opened.named("Name"), Qt.Key.Key_Escape)
    assert opened.saved == []
    assert not opened.dialog.isVisible()


def test_names_are_read_as_they_are_written(qtbot: QtBot) -> None:
    html = replace(SPECS["uk-passport"], name="<b>A&B</b>", notes=("<i>x</i>",), source=Source("<u>", "", "own"))
    opened = Open(qtbot, html, current=html)
    for label in opened.dialog.findChildren(QLabel):
        assert "<" not in label.text() or label.textFormat() == Qt.TextFormat.PlainText
    for button in opened.dialog.findChildren(QPushButton):
        assert "<b>" not in button.toolTip()


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_everything_is_named_and_explained(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    apply_theme(qapp, theme)
    opened = Open(qtbot, replace(SPECS["uk-passport"], id="mine"), SPECS["us-passport"])
    assert not opened.dialog.grab().isNull()
    kinds = QLineEdit, QPushButton, Switch, Swatch, Choice, QPlainTextEdit
    for kind in kinds:
        for widget in opened.dialog.findChildren(kind):
            assert widget.accessibleName()
            assert widget.toolTip()
