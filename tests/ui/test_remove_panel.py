"""The removal column: what each state shows, and what each press says."""

from dataclasses import replace
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QProgressBar, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.panels.column import COLUMN_WIDTH
from picwish_desktop.ui.panels.remove_foot import Phase, RemoveFoot
from picwish_desktop.ui.panels.remove_objects import RemovePanel, RemovePanelState
from picwish_desktop.ui.theme import Theme, apply_theme
from picwish_desktop.ui.widgets.buttons import IconButton
from picwish_desktop.ui.widgets.menu_link import MenuLink
from picwish_desktop.ui.widgets.meter import Meter
from picwish_desktop.ui.widgets.pixel_line import PixelLine

MARKED = RemovePanelState(marked_share=0.034, rectangles=1, provider="local", can_save=True)


@pytest.fixture
def panel(qtbot: QtBot) -> RemovePanel:
    panel = RemovePanel()
    panel.set_providers([("local", "This computer", "free"), ("picwish", "PicWish", "1 credit")])
    the(panel, RemoveFoot).settle_ms = 0
    qtbot.addWidget(panel)
    panel.resize(316, 720)
    panel.show()
    panel.show_state(MARKED)
    return panel


def visible_buttons(panel: RemovePanel) -> dict[str, bool]:
    """The texts of the buttons that can be seen, and whether they can be pressed."""
    return {button.text(): button.isEnabled() for button in panel.findChildren(QPushButton) if button.isVisible()}


Kind = TypeVar("Kind", bound=QWidget)


def the(panel: RemovePanel, kind: type[Kind]) -> Kind:
    """The only child of a kind."""
    found = panel.findChild(kind)
    assert found is not None
    return found


def button(panel: RemovePanel, text: str) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.isVisible() and b.text().startswith(text))


def line(panel: RemovePanel, name: str) -> PixelLine:
    return next(found for found in panel.findChildren(PixelLine) if found.accessibleName() == name)


def sentences(panel: RemovePanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_nothing_marked_says_why_remove_is_off(panel: RemovePanel) -> None:
    panel.show_state(RemovePanelState())
    buttons = visible_buttons(panel)
    assert not buttons["Remove  ·  Ctrl+Enter"]
    assert not buttons["Clear"]
    assert not buttons["Grow"]
    assert not buttons["Shrink"]
    assert buttons["Invert"]
    assert line(panel, "Pixels to grow or shrink by").isEnabled()
    assert not buttons["Save as…"]
    assert "Mark what should go" in sentences(panel)


def test_a_mark_can_be_removed(panel: RemovePanel) -> None:
    buttons = visible_buttons(panel)
    assert buttons["Remove  ·  Ctrl+Enter"]
    assert buttons["Rectangles  1 / 50"]
    assert the(panel, Meter).text() == "3.4 of 50 %"
    assert "Mark what should go" not in sentences(panel)


def test_more_than_half_is_explained_and_refused(panel: RemovePanel) -> None:
    panel.show_state(replace(MARKED, marked_share=0.5))
    assert visible_buttons(panel)["Remove  ·  Ctrl+Enter"]
    panel.show_state(replace(MARKED, marked_share=0.5001))
    assert not visible_buttons(panel)["Remove  ·  Ctrl+Enter"]
    assert "More than half of the photo is marked" in sentences(panel)
    assert the(panel, Meter).text() == "> 50 of 50 %"


def test_running_shows_progress_and_only_cancel(panel: RemovePanel) -> None:
    panel.show_state(replace(MARKED, phase=Phase.RUNNING, progress=0.4, progress_text="Removing… 40 %"))
    buttons = visible_buttons(panel)
    assert buttons["Cancel  ·  Esc"]
    assert "Remove  ·  Ctrl+Enter" not in buttons
    assert not any(buttons[text] for text in ("Invert", "Clear", "Import…", "Grow", "Shrink"))
    assert not line(panel, "Pixels to grow or shrink by").isEnabled()
    assert not the(panel, QComboBox).isEnabled()
    assert the(panel, QProgressBar).value() == 40
    assert "Removing… 40 %" in sentences(panel)


def test_a_result_can_be_kept_or_discarded(panel: RemovePanel, qtbot: QtBot) -> None:
    panel.show_state(replace(MARKED, phase=Phase.RESULT))
    assert {"Keep result  ·  Ctrl+K", "Discard", "Save as…"} <= set(visible_buttons(panel))
    with qtbot.waitSignal(panel.keep):
        qtbot.mouseClick(button(panel, "Keep"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.discard):
        qtbot.mouseClick(button(panel, "Discard"), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Invert", "invert"),
        ("Clear", "clear"),
        ("Import", "import_mask"),
        ("Grow", "grow"),
        ("Shrink", "shrink"),
        ("Remove", "remove"),
        ("Save as", "save_as"),
    ],
)
def test_buttons_by_mouse_and_by_key(panel: RemovePanel, qtbot: QtBot, text: str, signal: str) -> None:
    pressed = button(panel, text)
    with qtbot.waitSignal(getattr(panel, signal)):
        qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(getattr(panel, signal)):
        qtbot.keyClick(pressed, Qt.Key.Key_Space)


def test_a_click_takes_no_focus_from_the_canvas(panel: RemovePanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(panel, "Invert"), Qt.MouseButton.LeftButton)
    assert not button(panel, "Invert").hasFocus()


def test_the_second_click_of_a_double_click_neither_cancels_nor_removes_again(panel: RemovePanel, qtbot: QtBot) -> None:
    the(panel, RemoveFoot).settle_ms = 60_000
    said = []
    panel.remove.connect(lambda: said.append("remove"))
    panel.cancel.connect(lambda: said.append("cancel"))
    panel.remove.connect(lambda: panel.show_state(replace(MARKED, phase=Phase.RUNNING)))
    qtbot.mouseClick(button(panel, "Remove"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(panel, "Cancel"), Qt.MouseButton.LeftButton)
    assert said == ["remove"]
    panel.show_state(MARKED)
    qtbot.mouseClick(button(panel, "Remove"), Qt.MouseButton.LeftButton)
    assert said == ["remove"]


def test_focus_stays_on_the_primary_button(panel: RemovePanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    button(panel, "Remove").setFocus()
    qtbot.waitUntil(lambda: button(panel, "Remove").hasFocus())
    panel.show_state(replace(MARKED, phase=Phase.RUNNING))
    assert button(panel, "Cancel").hasFocus()


def test_showing_a_state_says_nothing(panel: RemovePanel) -> None:
    said: list[str] = []
    panel.mark_with_chosen.connect(said.append)
    panel.provider_chosen.connect(said.append)
    panel.show_state(replace(MARKED, mark_with="rectangles", provider="picwish"))
    panel.show_state(MARKED)
    assert said == []


def test_mark_with_by_mouse_and_arrow_keys(panel: RemovePanel, qtbot: QtBot) -> None:
    said: list[str] = []
    panel.mark_with_chosen.connect(said.append)
    qtbot.mouseClick(button(panel, "Rectangles"), Qt.MouseButton.LeftButton)
    assert said == ["rectangles"]
    panel.activateWindow()
    button(panel, "Rectangles").setFocus()
    qtbot.waitUntil(lambda: button(panel, "Rectangles").hasFocus())
    qtbot.keyClick(button(panel, "Rectangles"), Qt.Key.Key_Left)
    assert said == ["rectangles", "mask"]
    assert button(panel, "Mask").hasFocus()


def test_a_provider_is_chosen_with_the_keyboard(panel: RemovePanel, qtbot: QtBot) -> None:
    said: list[str] = []
    panel.provider_chosen.connect(said.append)
    qtbot.keyClick(the(panel, QComboBox), Qt.Key.Key_Down)
    assert said == ["picwish"]


def test_a_message_stays_away_until_another_comes(panel: RemovePanel, qtbot: QtBot) -> None:
    failed = replace(MARKED, message="PicWish could not be reached.")
    panel.show_state(failed)
    assert "could not be reached" in sentences(panel)
    qtbot.mouseClick(the(panel, IconButton), Qt.MouseButton.LeftButton)
    panel.show_state(replace(failed, marked_share=0.1))
    assert "could not be reached" not in sentences(panel)
    panel.show_state(MARKED)
    panel.show_state(failed)
    assert "could not be reached" in sentences(panel)


@pytest.mark.parametrize(
    ("typed", "shown", "said"), [("7", "7", [7]), ("0", "1", [1]), ("999", "500", [500]), ("", "4", []), ("4", "4", [])]
)
def test_how_much_it_grows_is_typed(panel: RemovePanel, qtbot: QtBot, typed: str, shown: str, said: list[int]) -> None:
    heard: list[int] = []
    panel.grow_by_changed.connect(heard.append)
    panel.set_grow_by(4)
    pixels = line(panel, "Pixels to grow or shrink by")
    assert pixels.text() == "4"
    pixels.selectAll()
    qtbot.keyClick(pixels, Qt.Key.Key_Delete)
    qtbot.keyClicks(pixels, typed)
    qtbot.keyClick(pixels, Qt.Key.Key_Return)
    assert heard == said
    assert pixels.text() == shown


def test_how_much_it_grows_by_arrow_keys(panel: RemovePanel, qtbot: QtBot) -> None:
    heard: list[int] = []
    panel.grow_by_changed.connect(heard.append)
    panel.set_grow_by(498)
    pixels = line(panel, "Pixels to grow or shrink by")
    for _ in range(3):
        qtbot.keyClick(pixels, Qt.Key.Key_Up)
    qtbot.keyClick(pixels, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert heard == [499, 500, 490]


def test_rectangles_have_fields_at_the_end_so_that_nothing_moves(panel: RemovePanel) -> None:
    def places() -> list[tuple[str, int]]:
        QApplication.sendPostedEvents()
        return [(text, button(panel, text).mapTo(panel, QPoint()).y()) for text in ("Invert", "Grow", "Remove")]

    before = places()
    fields = panel.rectangle_fields
    assert not fields.isVisible()
    panel.show_state(replace(MARKED, mark_with="rectangles", selected=Rect(3, 4, 50, 60), bounds=Rect(0, 0, 800, 600)))
    assert fields.isVisible()
    assert [line(panel, name).text() for name in ("X", "Y", "Width", "Height")] == ["3", "4", "50", "60"]
    assert places() == before
    assert fields.mapTo(panel, QPoint()).y() > the(panel, QComboBox).mapTo(panel, QPoint()).y()
    panel.show_state(replace(MARKED, mark_with="rectangles", phase=Phase.RUNNING, progress=0.1))
    assert not fields.isEnabled()


def test_what_is_done_with_a_rectangle_is_said(panel: RemovePanel, qtbot: QtBot) -> None:
    typed: list[Rect] = []
    panel.rectangle_typed.connect(typed.append)
    panel.show_state(replace(MARKED, mark_with="rectangles", selected=Rect(3, 4, 50, 60), bounds=Rect(0, 0, 800, 600)))
    x = line(panel, "X")
    x.selectAll()
    qtbot.keyClicks(x, "9")
    qtbot.keyClick(x, Qt.Key.Key_Return)
    assert typed == [Rect(9, 4, 50, 60)]
    for text, signal in (("Duplicate", panel.duplicate), ("Delete", panel.delete), ("To mask", panel.to_mask)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button(panel, text), Qt.MouseButton.LeftButton)


def test_the_menu_offers_what_it_is_given(panel: RemovePanel, qtbot: QtBot) -> None:
    link = the(panel, MenuLink)
    assert not link.isVisible()
    copy, save = QAction("Copy mask", panel), QAction("Export mask…", panel)
    panel.offer_mark_actions([copy, None, save])
    assert link.isVisible()
    assert link.text() == "More", "and a chevron that is drawn"
    assert not link.icon().isNull()
    qtbot.keyClick(link, Qt.Key.Key_Space)
    menu = link.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert menu.isVisible()
    assert [action.text() for action in menu.actions()] == ["Copy mask", "", "Export mask…"]
    with qtbot.waitSignal(save.triggered):
        qtbot.keyClick(menu, Qt.Key.Key_Up)
        qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert not menu.isVisible()


def test_the_smallest_window_shows_a_mark_without_scrolling(panel: RemovePanel) -> None:
    apply_theme(cast(QApplication, QApplication.instance()), Theme.DARK)
    panel.offer_mark_actions([QAction("Export mask…", panel)])
    panel.show_state(replace(MARKED, marked_share=0, provider_note="Works without a network. Nothing is uploaded."))
    # the smallest window without its menu and its status bar
    panel.resize(COLUMN_WIDTH, 564)
    QApplication.sendPostedEvents()
    scrolled = the(panel, QScrollArea)
    assert scrolled.verticalScrollBar().maximum() == 0
    assert scrolled.horizontalScrollBar().maximum() == 0
    panel.show_state(replace(MARKED, mark_with="rectangles"))
    QApplication.sendPostedEvents()
    assert scrolled.verticalScrollBar().maximum() > 0
