"""The removal column: what each state shows, and what each press says."""

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.panels.remove_foot import Phase, RemoveFoot
from picwish_desktop.ui.panels.remove_objects import RemovePanel, RemovePanelState
from picwish_desktop.ui.widgets.buttons import IconButton
from picwish_desktop.ui.widgets.meter import Meter

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


def sentences(panel: RemovePanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_nothing_marked_says_why_remove_is_off(panel: RemovePanel) -> None:
    panel.show_state(RemovePanelState())
    buttons = visible_buttons(panel)
    assert not buttons["Remove  ·  Ctrl+Enter"]
    assert not buttons["Clear"]
    assert buttons["Invert"]
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
    assert not buttons["Invert"]
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
