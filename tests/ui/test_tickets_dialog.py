"""Customers: what is shown of a ticket, what each key and button asks for; and the name of a preset."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.idphoto.preset import MOST_NAME, Preset
from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.delete_ticket import DeleteTicketDialog
from picwish_desktop.ui.dialogs.preset_name import PresetNameDialog
from picwish_desktop.ui.dialogs.tickets import TicketsDialog
from picwish_desktop.ui.theme import Theme, apply_theme
from picwish_desktop.ui.widgets.switch import Switch
from picwish_desktop.ui.widgets.ticket_details import photo_facts
from picwish_desktop.ui.widgets.ticket_rows import documents_text, state_text, time_text

NOON = datetime(2026, 11, 21, 12, 5).astimezone()
TODAY = NOON.date()


def photo(label: str, copies: int, *, is_upload: bool = False, background: str | None = "DCDCDC") -> TicketPhoto:
    width, height = (None, None) if is_upload else (35.0, 45.0)
    return TicketPhoto(label.lower(), label, width, height, 413, 531, 300, copies, background, label, is_upload)


ADA = Ticket(
    "a" * 32,
    "0003",
    "Ada Berg",
    TODAY,
    NOON,
    NOON + timedelta(minutes=2),
    (Path("/photos/ada.jpg"),),
    (photo("Schengen visa", 8), photo("China one inch", 4)),
)
BO = Ticket("b" * 32, "0002", "<img src='http://x.test/a.png'>Bo", TODAY, NOON, None, (), (photo("US visa", 2),))
CHEN = Ticket("c" * 32, "0001", "", TODAY, NOON, None, (), (photo("India OCI", 0, is_upload=True),))
KEPT = [ADA, BO, CHEN]


class Open:
    """The dialog and what it asked for."""

    def __init__(self, qtbot: QtBot, kept: list[Ticket] | None = None) -> None:
        self.qtbot = qtbot
        self.dialog = TicketsDialog(7, today=TODAY)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(self.dialog)
        self.asked: list[tuple[str, object]] = []
        for name in ("searched", "selected", "print_requested", "save_requested", "delete_requested"):
            getattr(self.dialog, name).connect(lambda what, name=name: self.asked.append((name, what)))
        self.dialog.settings_requested.connect(lambda: self.asked.append(("settings_requested", None)))
        self.dialog.closed.connect(lambda: self.asked.append(("closed", None)))
        self.dialog.show_tickets("", KEPT if kept is None else kept)
        with qtbot.waitExposed(self.dialog):
            self.dialog.open()
        self.asked.clear()
        self.search = self.dialog.findChildren(QLineEdit)[0]
        self.list = self.dialog.findChildren(QListView)[0]

    def button(self, text: str) -> QPushButton:
        return next(button for button in self.dialog.findChildren(QPushButton) if button.text() == text)

    def key(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.search, key)

    def question(self) -> DeleteTicketDialog:
        return self.dialog.findChildren(DeleteTicketDialog)[-1]

    def answer(self, text: str) -> None:
        answers = self.question().findChildren(QPushButton)
        self.qtbot.mouseClick(next(b for b in answers if b.text() == text), Qt.MouseButton.LeftButton)


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_a_ticket_in_words() -> None:
    assert documents_text(ADA) == "Schengen visa × 8 · China one inch × 4"
    assert documents_text(CHEN) == "India OCI, file"
    both = Ticket("d" * 32, "0004", "", TODAY, NOON, photos=(photo("X", 2), photo("X", 0, is_upload=True)))
    assert documents_text(both) == "X × 2, file"
    assert state_text(ADA, TODAY) == "printed 12:07 · 1 file saved"
    assert state_text(BO, TODAY) == "not printed"
    assert state_text(CHEN, TODAY) == "not saved"
    assert time_text(NOON, TODAY) == "12:05"
    assert time_text(NOON, date(2026, 11, 22)) == "21 Nov, 12:05"
    assert photo_facts(ADA.photos[0]) == ["35 × 45 mm", "413 × 531 px at 300 dpi", "8 copies", "background #dcdcdc"]
    assert photo_facts(photo("X", 0, is_upload=True, background=None)) == [
        "413 × 531 px at 300 dpi",
        "a file for upload",
        "background as it was",
    ]


def test_the_rows_say_it_all(qtbot: QtBot) -> None:
    model = Open(qtbot).list.model()
    rows = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert rows[0] == "0003 Ada Berg, Schengen visa × 8 · China one inch × 4, 12:05, printed 12:07 · 1 file saved"
    assert rows[2] == "0001, India OCI, file, 12:05, not saved"


def test_it_is_called_as_in_the_menu(qtbot: QtBot) -> None:
    dialog = Open(qtbot).dialog
    assert Command.TICKETS.value.name == dialog.windowTitle()
    assert dialog.windowTitle() in said(dialog).split("\n")


def test_typing_searches_wherever_the_focus_is(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    assert opened.dialog.focusWidget() is opened.search
    qtbot.keyClicks(opened.search, " b")
    assert [what for name, what in opened.asked if name == "searched"] == ["", "b"]
    opened.button("Close").setFocus()
    qtbot.keyClick(opened.button("Close"), Qt.Key.Key_O)
    assert opened.dialog.search_text == "bo"
    assert opened.dialog.focusWidget() is opened.search


USES = ("Print again…", "Save files…", "Delete")


def test_nothing_is_at_hand_until_what_is_typed_is_answered(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    dialog, row = opened.dialog, opened.list.visualRect(opened.list.model().index(1, 0)).center()
    qtbot.keyClick(opened.search, Qt.Key.Key_B)
    dialog.show_tickets("", KEPT)
    assert dialog.current is None, "an answer to what is not asked any longer"
    assert [opened.button(text).isEnabled() for text in USES] == [False] * 3
    assert opened.button("Print again…").toolTip() == "Looking for tickets…"
    assert opened.search.accessibleDescription() == "Looking for tickets…"
    opened.key(Qt.Key.Key_Down)
    opened.key(Qt.Key.Key_Delete)
    qtbot.mouseDClick(opened.list.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert dialog.current is None
    dialog.show_tickets("b", [BO])
    assert [opened.button(text).isEnabled() for text in USES] == [True] * 3
    opened.key(Qt.Key.Key_Return)
    found = [("selected", BO), ("print_requested", BO)]
    assert opened.asked == [("searched", "b"), *found], "who is found, whatever was at hand before"


def test_of_several_who_are_found_nobody_is_printed_before_one_is_chosen(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    qtbot.keyClicks(opened.search, "b")
    opened.dialog.show_tickets("b", [BO, ADA])
    assert "2 tickets are found.\nChoose one: Enter or ↓ takes the first, a click any." in said(opened.dialog)
    assert opened.search.accessibleDescription().startswith("2 tickets are found.")
    assert [opened.button(text).isEnabled() for text in USES] == [False] * 3
    assert opened.button("Print again…").toolTip() == "Choose a ticket first: Enter or ↓ takes the first one."
    opened.key(Qt.Key.Key_Delete)
    assert not opened.dialog.findChildren(DeleteTicketDialog)
    opened.key(Qt.Key.Key_Return)
    assert opened.asked == [("searched", "b"), ("selected", BO)], "the first Enter only chooses"
    assert "2 tickets are found" not in said(opened.dialog)
    assert [opened.button(text).isEnabled() for text in USES] == [True] * 3
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True, count=1
    )
    QApplication.sendEvent(opened.search, held)
    assert "print_requested" not in dict(opened.asked), "it is still the first one, held"
    opened.key(Qt.Key.Key_Return)
    assert opened.asked[2:] == [("print_requested", BO)]


def test_an_arrow_or_a_click_chooses_of_several_who_are_found(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    qtbot.keyClicks(opened.search, "b")
    opened.dialog.show_tickets("b", [BO, ADA])
    opened.key(Qt.Key.Key_Down)
    assert opened.dialog.current == BO
    opened.key(Qt.Key.Key_Return)
    assert opened.asked[-1] == ("print_requested", BO)
    opened.search.setText("a")
    opened.dialog.show_tickets("a", [BO, ADA])
    assert not opened.button("Print again…").isEnabled(), "chosen for what was typed before"
    row = opened.list.visualRect(opened.list.model().index(1, 0)).center()
    qtbot.mouseClick(opened.list.viewport(), Qt.MouseButton.LeftButton, pos=row)
    opened.key(Qt.Key.Key_Return)
    assert opened.asked[-1] == ("print_requested", ADA)
    # as one that is deleted makes it
    opened.dialog.show_tickets("a", [ADA])
    assert opened.dialog.current == ADA


@pytest.mark.parametrize(("found", "printed"), [([BO], [BO]), ([BO, ADA], []), ([], []), ([CHEN], [])])
def test_enter_waits_for_the_one_who_is_found(qtbot: QtBot, found: list[Ticket], printed: list[Ticket]) -> None:
    """Of several nobody was chosen, and who has only files for upload is not printed."""
    opened = Open(qtbot)
    qtbot.keyClicks(opened.search, "b")
    opened.key(Qt.Key.Key_Return)
    assert "print_requested" not in dict(opened.asked)
    opened.dialog.show_tickets("b", found)
    opened.dialog.show_tickets("b", found)
    assert [what for name, what in opened.asked if name == "print_requested"] == printed


def test_who_types_on_has_not_pressed_enter_yet(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    qtbot.keyClicks(opened.search, "b")
    opened.key(Qt.Key.Key_Return)
    qtbot.keyClicks(opened.search, "o")
    opened.dialog.show_tickets("bo", [BO])
    assert "print_requested" not in dict(opened.asked)


def test_of_those_who_are_left_when_one_is_deleted_none_is_printed_unasked(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    qtbot.keyClicks(opened.search, "b")
    opened.dialog.show_tickets("b", [ADA, BO, CHEN])
    opened.dialog._list.setCurrentIndex(opened.dialog._rows.index(0))
    opened.dialog.show_tickets("b", [BO, CHEN])
    opened.asked.clear()
    opened.key(Qt.Key.Key_Return)
    # which only chooses
    assert opened.asked == [("selected", BO)]
    opened.key(Qt.Key.Key_Return)
    assert opened.asked == [("selected", BO), ("print_requested", BO)]


def test_enter_before_anybody_is_seen_prints_nobody(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    qtbot.keyClicks(opened.search, "b")
    opened.search.clear()
    opened.key(Qt.Key.Key_Return)
    opened.dialog.show_tickets("", [ADA])
    assert "print_requested" not in dict(opened.asked)


def test_pictures_are_waited_for_by_the_rows_in_sight(qtbot: QtBot) -> None:
    kept = [replace(BO, id=str(number), photos=(photo(f"Visa {number}", 1),)) for number in range(40)]
    opened = Open(qtbot, [CHEN, *kept])
    dialog, wanted = opened.dialog, list[None]()
    dialog.pictures_wanted.connect(lambda: wanted.append(None))

    def brought() -> list[str]:
        ids = []
        while (ticket := dialog.without_picture) is not None:
            ids.append(ticket.id)
            dialog.show_row_picture(ticket, QImage(40, 50, QImage.Format.Format_RGB32) if len(ids) % 2 else None)
        return ids

    assert brought() == [CHEN.id, *map(str, range(6))]
    bar = opened.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert wanted
    assert brought() == list(map(str, range(33, 40)))
    qtbot.keyClicks(opened.search, "v")
    dialog.show_row_picture(kept[20], None)
    assert dialog.without_picture is None, "these are on their way out"
    wanted.clear()
    dialog.show_tickets("v", [kept[39], kept[20], kept[10], kept[0]])
    assert wanted
    assert brought() == ["10"], "those that were brought before are kept, and who is listed no longer keeps none"


def test_the_arrow_keys_go_and_enter_prints(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.key(Qt.Key.Key_Down)
    assert opened.dialog.current == BO
    opened.key(Qt.Key.Key_Return)
    assert opened.asked == [("selected", BO), ("print_requested", BO)]
    opened.key(Qt.Key.Key_Up)
    opened.key(Qt.Key.Key_Enter)
    assert opened.asked[2:] == [("selected", ADA), ("print_requested", ADA)]
    assert opened.dialog.isVisible()


def test_the_buttons_ask_for_the_ticket_at_hand(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    for text in ("Print again…", "Save files…", "Settings…", "Close"):
        qtbot.mouseClick(opened.button(text), Qt.MouseButton.LeftButton)
    assert opened.asked == [
        ("print_requested", ADA),
        ("save_requested", ADA),
        ("settings_requested", None),
        ("closed", None),
    ]


def test_escape_closes_once(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.key(Qt.Key.Key_Escape)
    assert opened.asked == [("closed", None)]
    assert not opened.dialog.isVisible()


def test_delete_asks_once_and_says_that_it_is_for_good(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.key(Qt.Key.Key_Delete)
    assert opened.asked == []
    assert "This cannot be undone." in said(opened.question())
    assert "its 2 pictures" in said(opened.question())
    # whatever comes to hand meanwhile
    opened.dialog.show_tickets("", [BO])
    opened.asked.clear()
    opened.answer("Delete")
    assert opened.asked == [("delete_requested", ADA)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_what_is_not_meant_deletes_nothing(qtbot: QtBot, key: Qt.Key) -> None:
    opened = Open(qtbot)
    opened.key(Qt.Key.Key_Delete)
    qtbot.keyClick(opened.question(), key)
    assert opened.asked == []
    assert not opened.question().isVisible()


def test_del_edits_what_is_typed_first(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    qtbot.keyClicks(opened.search, "bx")
    opened.key(Qt.Key.Key_Left)
    opened.key(Qt.Key.Key_Delete)
    assert opened.search.text() == "b"
    assert not opened.dialog.findChildren(DeleteTicketDialog)
    opened.search.selectAll()
    opened.key(Qt.Key.Key_Delete)
    assert opened.search.text() == ""
    assert not opened.dialog.findChildren(DeleteTicketDialog)


def test_the_ticket_at_hand_stays_at_hand(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.key(Qt.Key.Key_Down)
    opened.dialog.show_tickets("", [KEPT[1], KEPT[0], KEPT[2]])
    assert opened.dialog.current == BO
    opened.dialog.show_tickets("", [KEPT[0], KEPT[2]])
    assert opened.dialog.current == ADA
    opened.key(Qt.Key.Key_Down)
    opened.dialog.show_tickets("", [KEPT[0]])
    assert opened.dialog.current == ADA


def test_pictures_of_another_ticket_come_too_late(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    red = QImage(413, 531, QImage.Format.Format_RGB32)
    red.fill(QColor("#ff0000"))

    def color() -> str:
        picture = next(w for w in opened.dialog.findChildren(QWidget) if w.accessibleName().startswith("Picture: "))
        return picture.grab().toImage().pixelColor(QPoint(20, 20)).name()

    opened.dialog.show_pictures(BO.id, [red])
    assert color() != "#ff0000"
    opened.dialog.show_pictures(ADA.id, [red, None])
    assert color() == "#ff0000"


def test_what_is_only_uploaded_is_not_printed(qtbot: QtBot) -> None:
    opened = Open(qtbot, [CHEN])
    assert not opened.button("Print again…").isEnabled()
    assert opened.button("Print again…").toolTip() == "Photos for upload have no size on paper."
    opened.key(Qt.Key.Key_Return)
    assert opened.asked == []
    assert opened.button("Save files…").isEnabled()


def test_nothing_to_show_is_said(qtbot: QtBot) -> None:
    opened = Open(qtbot, [])
    assert "Nobody was here yet today." in said(opened.dialog)
    for text in ("Print again…", "Save files…", "Delete"):
        assert not opened.button(text).isEnabled()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Delete):
        opened.key(key)
    assert opened.asked == []
    qtbot.keyClicks(opened.search, "zoe")
    opened.dialog.show_tickets("zoe", [])
    assert "No ticket is found for “zoe”." in said(opened.dialog)


def test_what_is_kept_and_for_how_long(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    sentence = "Portraits are kept on this computer for {}, then deleted. They are personal data."
    assert sentence.format("7 days") in said(opened.dialog)
    opened.dialog.show_keep_days(1)
    opened.dialog.show_total(48_300_000)
    assert sentence.format("1 day") in said(opened.dialog)
    assert "48.3 MB in all" in said(opened.dialog)


def test_a_trouble_is_said_until_the_next_choice(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.dialog.say("It cannot be deleted.")
    assert "It cannot be deleted." in said(opened.dialog)
    opened.key(Qt.Key.Key_Down)
    assert "It cannot be deleted." not in said(opened.dialog)


def test_names_are_read_as_they_are_written(qtbot: QtBot) -> None:
    opened = Open(qtbot)
    opened.key(Qt.Key.Key_Down)
    name = next(label for label in opened.dialog.findChildren(QLabel) if "<img" in label.text())
    assert name.textFormat() == Qt.TextFormat.PlainText
    long = Ticket("e" * 32, "0009", "<b>" + "x" * 290, TODAY, NOON, saved=(Path("/" + "<i>" * 80),))
    opened.dialog.show_tickets("", [long])
    tips = [widget.toolTip() for widget in (opened.dialog.findChildren(QLabel)) if "&lt;" in widget.toolTip()]
    assert len(tips) == 2
    index = opened.list.currentIndex()
    assert "<b>" not in index.data(Qt.ItemDataRole.ToolTipRole)
    assert opened.dialog.width() == Open(qtbot).dialog.width()


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_the_dialog_can_be_drawn_and_named(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    apply_theme(qapp, theme)
    picture = QImage(80, 100, QImage.Format.Format_ARGB32)
    picture.fill(QColor(255, 0, 0, 128))
    opened = Open(qtbot, [ADA])
    opened.dialog.show_row_picture(ADA, picture)
    opened.dialog.show_pictures(ADA.id, [picture, None])
    assert not opened.dialog.grab().isNull()
    for widget in (opened.search, *opened.dialog.findChildren(QPushButton)):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert opened.search.accessibleDescription().startswith("0003 Ada Berg")


class OpenPreset:
    def __init__(self, qtbot: QtBot, *presets: Preset) -> None:
        self.dialog = PresetNameDialog(presets)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(self.dialog)
        self.named: list[tuple[str, bool]] = []
        self.dialog.named.connect(lambda name, is_locked: self.named.append((name, is_locked)))
        self.dialog.open()
        self.name = self.dialog.findChildren(QLineEdit)[0]
        self.lock = self.dialog.findChildren(Switch)[0]


def test_a_preset_gets_its_name(qtbot: QtBot) -> None:
    opened = OpenPreset(qtbot)
    assert opened.dialog.focusWidget() is opened.name
    assert "No photo and no customer is kept in it." in said(opened.dialog)
    qtbot.keyClicks(opened.name, "  Visa   of eight ")
    qtbot.mouseClick(opened.lock, Qt.MouseButton.LeftButton)
    qtbot.keyClick(opened.name, Qt.Key.Key_Return)
    assert opened.named == [("Visa of eight", True)]
    assert not opened.dialog.isVisible()


def test_a_preset_without_a_name_is_not_kept(qtbot: QtBot) -> None:
    opened = OpenPreset(qtbot)
    assert "no name" not in said(opened.dialog)
    qtbot.keyClicks(opened.name, "  ")
    qtbot.keyClick(opened.name, Qt.Key.Key_Return)
    assert "The preset has no name. Type one." in said(opened.dialog)
    assert opened.named == []
    qtbot.keyClicks(opened.name, "a")
    assert "no name" not in said(opened.dialog)


def test_a_locked_preset_is_not_replaced(qtbot: QtBot) -> None:
    opened = OpenPreset(qtbot, Preset("Visa", "x", is_locked=True), Preset("Pass", "y"))
    qtbot.keyClicks(opened.name, "visa ")
    assert "“Visa” is locked. Unlock it first, or take another name." in said(opened.dialog)
    qtbot.keyClick(opened.name, Qt.Key.Key_Return)
    assert opened.named == []
    opened.name.selectAll()
    qtbot.keyClicks(opened.name, "PASS")
    assert "This takes the place of the preset “Pass”." in said(opened.dialog)
    qtbot.keyClick(opened.name, Qt.Key.Key_Return)
    assert opened.named == [("PASS", False)]


def test_a_long_name_is_cut_where_it_is_typed(qtbot: QtBot) -> None:
    opened = OpenPreset(qtbot)
    qtbot.keyClicks(opened.name, "x" * 60)
    assert opened.name.text() == "x" * MOST_NAME
    qtbot.keyClick(opened.name, Qt.Key.Key_Escape)
    assert opened.named == []
