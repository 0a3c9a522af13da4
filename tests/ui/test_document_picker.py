"""The list of document types: what typing finds, how the keys go through it, what each press says."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.spec import DocumentSpec, Source
from picwish_desktop.ui.theme import Theme, apply_theme
from picwish_desktop.ui.widgets.document_button import DocumentButton
from picwish_desktop.ui.widgets.document_picker import DocumentPicker
from picwish_desktop.ui.widgets.document_rows import STAR_ROOM, DocumentShelf, notices
from picwish_desktop.ui.widgets.signs import Sign
from picwish_desktop.ui.widgets.tip import tip

SPECS = {spec.id: spec for spec in bundled_documents()}
MINE = replace(SPECS["de-passport"], id="mine", country="Atlantis", name="Diving licence", words=())
SHELF = DocumentShelf(
    (*SPECS.values(), MINE), frozenset({"mine"}), frozenset({"schengen-visa"}), ("uk-passport", "us-passport")
)


@pytest.fixture(params=[Theme.DARK, Theme.LIGHT])
def picker(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> Iterator[DocumentPicker]:
    apply_theme(qapp, request.param)
    window = QMainWindow()
    qtbot.addWidget(window)
    anchor = DocumentButton()
    window.setCentralWidget(anchor)
    window.resize(400, 100)
    picker = DocumentPicker(window)
    picker.offer(SHELF)
    with qtbot.waitExposed(window):
        window.show()
    picker.open_below(anchor, "")
    qtbot.waitUntil(picker.isVisible)
    yield picker
    picker.close()


def typed(picker: DocumentPicker) -> QLineEdit:
    return picker.findChildren(QLineEdit)[0]


def shown(picker: DocumentPicker) -> list[str]:
    model = picker.findChildren(QListView)[0].model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def at_hand(picker: DocumentPicker) -> str:
    return str(picker.findChildren(QListView)[0].currentIndex().data())


def button(picker: DocumentPicker, text: str) -> QPushButton:
    return next(b for b in picker.findChildren(QPushButton) if b.text() == text)


def choices(picker: DocumentPicker) -> list[str]:
    said: list[str] = []
    picker.chosen.connect(said.append)
    return said


def test_favourites_come_first_then_what_was_used_last(picker: DocumentPicker) -> None:
    rows = shown(picker)
    assert len(rows) == 96
    assert rows[0] == "Schengen area · Visa, 35 × 45 mm, favourite"
    assert rows[1].startswith("United Kingdom · Passport")
    assert rows[2].startswith("United States · Passport")
    assert "used before" in rows[1]
    assert "something is forbidden" in rows[1]
    assert at_hand(picker) == rows[0]


def test_typing_filters_at_once_and_enter_chooses(picker: DocumentPicker, qtbot: QtBot) -> None:
    said = choices(picker)
    assert typed(picker).hasFocus()
    qtbot.keyClicks(typed(picker), "uk passp")
    assert shown(picker)[0].startswith("United Kingdom · Passport")
    assert all("Passport" in row for row in shown(picker))
    qtbot.keyClick(typed(picker), Qt.Key.Key_Return)
    assert said == ["uk-passport"]
    assert not picker.isVisible()


def test_arrow_keys_go_through_the_list(picker: DocumentPicker, qtbot: QtBot) -> None:
    said = choices(picker)
    rows = shown(picker)
    for key, expected in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        qtbot.keyClick(typed(picker), key)
        assert at_hand(picker) == rows[expected]
        # the focus stays where is typed: that is how a screen reader hears of the row
        assert typed(picker).accessibleDescription() == rows[expected]
    qtbot.keyClick(typed(picker), Qt.Key.Key_PageDown)
    assert rows.index(at_hand(picker)) > 5
    for _ in range(12):
        qtbot.keyClick(typed(picker), Qt.Key.Key_PageUp)
    assert at_hand(picker) == rows[0]
    qtbot.keyClick(typed(picker), Qt.Key.Key_Down)
    qtbot.keyClick(typed(picker), Qt.Key.Key_Enter)
    assert said == ["uk-passport"]


def test_escape_closes_and_says_nothing(picker: DocumentPicker, qtbot: QtBot) -> None:
    said = choices(picker)
    qtbot.keyClicks(typed(picker), "japan")
    qtbot.keyClick(typed(picker), Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert said == []


def test_it_opens_with_nothing_typed_and_the_one_in_use_at_hand(picker: DocumentPicker, qtbot: QtBot) -> None:
    qtbot.keyClicks(typed(picker), "japan")
    picker.close()
    picker.open_below(picker, "uk-passport")
    assert typed(picker).text() == ""
    assert at_hand(picker).startswith("United Kingdom · Passport")
    assert len(shown(picker)) == 96


def test_a_star_by_key_and_by_mouse(picker: DocumentPicker, qtbot: QtBot) -> None:
    said: list[tuple[str, bool]] = []
    picker.favourite_changed.connect(lambda id_, is_on: said.append((id_, is_on)))
    qtbot.keyClick(typed(picker), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert said == [("schengen-visa", False)]
    assert typed(picker).text() == ""
    rows = picker.findChildren(QListView)[0]
    second = rows.visualRect(rows.model().index(1, 0))
    star = QPoint(second.right() - STAR_ROOM // 2, second.center().y())
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=star)
    assert said[1:] == [("uk-passport", True)]
    assert picker.isVisible()


def test_rows_stay_where_they_are_when_a_star_is_put_on(picker: DocumentPicker, qtbot: QtBot) -> None:
    before = [row.split(",")[0] for row in shown(picker)]
    for _ in range(5):
        qtbot.keyClick(typed(picker), Qt.Key.Key_Down)
    fifth = before[5]

    def put(id_: str, is_on: bool) -> None:
        picker.offer(replace(SHELF, favourites=SHELF.favourites | {id_} if is_on else SHELF.favourites - {id_}))

    picker.favourite_changed.connect(put)
    qtbot.keyClick(typed(picker), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [row.split(",")[0] for row in shown(picker)] == before
    assert at_hand(picker).startswith(fifth)
    assert "favourite" in at_hand(picker)
    qtbot.keyClick(typed(picker), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert "favourite" not in at_hand(picker)


def test_a_click_chooses(picker: DocumentPicker, qtbot: QtBot) -> None:
    said = choices(picker)
    rows = picker.findChildren(QListView)[0]
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(rows.model().index(2, 0)).center())
    assert said == ["us-passport"]
    assert not picker.isVisible()


def test_nothing_found_says_what_to_do(picker: DocumentPicker, qtbot: QtBot) -> None:
    said = choices(picker)
    qtbot.keyClicks(typed(picker), "<b>zzz")
    texts = [label.text() for label in picker.findChildren(QLabel) if label.isVisible()]
    assert any("Nothing is known as “<b>zzz”" in text for text in texts)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in picker.findChildren(QLabel))
    qtbot.keyClick(typed(picker), Qt.Key.Key_Return)
    qtbot.keyClick(typed(picker), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert said == []
    assert picker.isVisible()


def test_what_can_be_done_with_an_own_one(picker: DocumentPicker, qtbot: QtBot) -> None:
    own = [button(picker, text) for text in ("Edit…", "Export…", "Delete")]
    assert not any(b.isVisible() for b in own)
    qtbot.keyClicks(typed(picker), "diving")
    assert ", own" in at_hand(picker)
    assert all(b.isVisible() for b in own)
    assert own[2].accessibleName() == "Delete: Diving licence"
    for pressed, signal in (
        (own[0], picker.edit_document),
        (own[1], picker.export_document),
        (own[2], picker.delete_document),
    ):
        with qtbot.waitSignal(signal) as said:
            qtbot.keyClick(pressed, Qt.Key.Key_Space)
        assert said.args == ["mine"]
        assert not picker.isVisible()
        picker.open_below(picker, "mine")
    typed(picker).setText("")
    qtbot.keyClick(typed(picker), Qt.Key.Key_PageUp)
    for _ in range(12):
        qtbot.keyClick(typed(picker), Qt.Key.Key_PageUp)
    assert not own[0].isVisible()


@pytest.mark.parametrize(("text", "signal"), [("New document type…", "new_document"), ("Import…", "import_document")])
def test_a_new_one(picker: DocumentPicker, qtbot: QtBot, text: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(picker, signal)):
        qtbot.mouseClick(button(picker, text), Qt.MouseButton.LeftButton)
    assert not picker.isVisible()


def test_tab_reaches_the_buttons(picker: DocumentPicker, qtbot: QtBot) -> None:
    qtbot.keyClick(typed(picker), Qt.Key.Key_Tab)
    assert button(picker, "New document type…").hasFocus()


def test_other_documents_keep_the_row_at_hand(picker: DocumentPicker, qtbot: QtBot) -> None:
    qtbot.keyClicks(typed(picker), "japan")
    qtbot.keyClick(typed(picker), Qt.Key.Key_Down)
    before = at_hand(picker)
    picker.offer(replace(SHELF, specs=(*SHELF.specs, replace(MINE, id="second", country="Japan", name="A badge"))))
    assert at_hand(picker) == before
    assert any("A badge" in row for row in shown(picker))


def test_a_row_shows_its_signs(picker: DocumentPicker) -> None:
    rows = picker.findChildren(QListView)[0]
    warned = next(spec for spec in SPECS.values() if spec.disagreements and not spec.bans)
    plain = replace(warned, disagreements=())
    pictures = []
    for spec in (warned, plain):
        picker.offer(DocumentShelf((spec,)))
        assert len(shown(picker)) == 1
        pictures.append(rows.viewport().grab().toImage())
    assert pictures[0] != pictures[1]
    picker.offer(DocumentShelf((plain,), favourites=frozenset({plain.id})))
    assert rows.viewport().grab().toImage() != pictures[1]


def test_what_is_told_before_working() -> None:
    spec = next(spec for spec in SPECS.values() if spec.bans and spec.disagreements)
    said = notices(spec)
    assert [text for sign, text in said if sign is Sign.BAN] == [reason for _, reason in spec.bans]
    assert [text for sign, text in said if sign is Sign.ALERT] == list(spec.disagreements)


def test_tooltips_say_what_a_file_says_letter_by_letter(picker: DocumentPicker) -> None:
    evil = "<img src='//elsewhere/x.png'>"
    spec: DocumentSpec = replace(MINE, name=evil, source=Source(evil, "", "own"))
    picker.offer(DocumentShelf((spec,)))
    index = picker.findChildren(QListView)[0].model().index(0, 0)
    shown_tip = str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert "<img" not in shown_tip
    assert "&lt;img" in shown_tip


def test_a_tooltip_that_is_short_and_plain_is_left_as_it_is() -> None:
    assert tip("Choose & take\nthis") == "Choose & take\nthis"
    assert tip("<b>x</b>") == "<qt>&lt;b&gt;x&lt;/b&gt;</qt>"
    assert tip("a\n" + "b" * 200).startswith("<qt>a<br>bbb")
