"""The slider of the tool strip: by the pointer, and by typing its number."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMainWindow, QSlider, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.widgets.labelled_slider import LabelledSlider

LEFT = Qt.MouseButton.LeftButton
LENGTH = 112
HANDLE = 14
"""Of the theme, with its border."""


pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def photo() -> QWidget:
    """What has the keys while nobody types."""
    photo = QWidget()
    photo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return photo


@pytest.fixture
def slider(bare_window: QMainWindow, photo: QWidget, qtbot: QtBot) -> LabelledSlider:
    slider = LabelledSlider("Tolerance", "Tip", (0, 255), length=LENGTH, text=lambda value: f"{value} px")
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.addWidget(slider)
    layout.addWidget(photo)
    bare_window.setCentralWidget(inside)
    slider.set_value(32)
    with qtbot.waitActive(bare_window):
        bare_window.show()
        bare_window.activateWindow()
    photo.setFocus()
    return slider


@pytest.fixture
def said(slider: LabelledSlider) -> list[int]:
    said: list[int] = []
    slider.value_changed.connect(said.append)
    return said


def groove(slider: LabelledSlider) -> QSlider:
    found = slider.findChild(QSlider)
    assert isinstance(found, QSlider)
    return found


def number(slider: LabelledSlider) -> QLineEdit:
    found = slider.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def place(value: int) -> int:
    """Pixels from the groove's left where the handle's middle is."""
    return round(HANDLE / 2 + (LENGTH - HANDLE) * value / 255)


@pytest.mark.parametrize("value", [0, 5, 128, 200, 255])
@pytest.mark.parametrize("above_middle", [0, 8])
def test_a_press_in_the_groove_brings_the_handle_there(
    slider: LabelledSlider, said: list[int], qtbot: QtBot, value: int, above_middle: int
) -> None:
    inner = groove(slider)
    qtbot.mousePress(inner, LEFT, pos=QPoint(place(value), inner.height() // 2 - above_middle))
    a_pixel = 255 / (LENGTH - HANDLE)
    assert slider.value() == pytest.approx(value, abs=1.5 * a_pixel)
    assert said == [slider.value()]
    assert inner.isSliderDown()
    qtbot.mouseRelease(inner, LEFT)


def test_the_pointer_goes_on_dragging_from_there(slider: LabelledSlider, said: list[int], qtbot: QtBot) -> None:
    inner, middle = groove(slider), groove(slider).height() // 2
    qtbot.mousePress(inner, LEFT, pos=QPoint(place(200), middle))
    qtbot.mouseMove(inner, QPoint(place(100), middle))
    assert slider.value() == pytest.approx(100, abs=4)
    qtbot.mouseMove(inner, QPoint(place(255) + 40, middle))
    qtbot.mouseRelease(inner, LEFT, pos=QPoint(place(255) + 40, middle))
    assert slider.value() == said[-1] == 255
    assert not inner.isSliderDown()


def test_a_press_on_the_handle_moves_nothing(slider: LabelledSlider, said: list[int], qtbot: QtBot) -> None:
    inner = groove(slider)
    qtbot.mouseClick(inner, LEFT, pos=QPoint(place(32) + 4, inner.height() // 2))
    assert said == []


def test_other_buttons_do_nothing(slider: LabelledSlider, said: list[int], qtbot: QtBot) -> None:
    qtbot.mouseClick(groove(slider), Qt.MouseButton.RightButton, pos=QPoint(place(200), 10))
    assert said == []


def test_a_click_selects_the_number_and_enter_takes_it(slider: LabelledSlider, said: list[int], qtbot: QtBot) -> None:
    line = number(slider)
    assert line.text() == "32 px"
    ended: list[bool] = []
    slider.typing_ended.connect(lambda: ended.append(True))
    qtbot.mouseClick(line, LEFT, pos=QPoint(14, 12))
    assert line.selectedText() == line.text() == "32"
    qtbot.keyClicks(line, "120")
    assert said == [], "not yet"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert said == [120]
    assert slider.value() == 120
    assert groove(slider).value() == pytest.approx(1000 * 120 / 255, abs=1)
    assert line.text() == "120 px"
    assert ended == [True]
    assert not line.hasFocus()
    assert line.selectedText() == ""


def test_a_second_click_puts_the_caret(slider: LabelledSlider, qtbot: QtBot) -> None:
    line = number(slider)
    qtbot.mouseClick(line, LEFT, pos=QPoint(14, 12))
    qtbot.mouseClick(line, LEFT, pos=QPoint(line.width() - 2, 12))
    qtbot.keyClicks(line, "1")
    assert line.text() == "321"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("999", 255), ("000", 0), ("", 32), ("x", 32), ("-7", 0), ("3.5", 4), ("3,4", 3), (".", 32), ("-", 32)],
)
def test_a_number_is_brought_between_the_ends(slider: LabelledSlider, qtbot: QtBot, typed: str, value: int) -> None:
    line = number(slider)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    qtbot.keyClicks(line, typed)
    qtbot.keyClick(line, Qt.Key.Key_Enter)
    assert slider.value() == value
    assert line.text() == f"{value} px"


def test_leaving_it_takes_the_number(slider: LabelledSlider, photo: QWidget, said: list[int], qtbot: QtBot) -> None:
    line = number(slider)
    line.setFocus()
    qtbot.keyClicks(line, "77")
    photo.setFocus()
    assert said == [77]
    assert line.text() == "77 px"


def test_escape_brings_back_what_was_there(
    bare_window: QMainWindow, slider: LabelledSlider, said: list[int], qtbot: QtBot
) -> None:
    stopped: list[bool] = []
    QShortcut(QKeySequence(Qt.Key.Key_Escape), bare_window, lambda: stopped.append(True))
    line = number(slider)
    line.setFocus()
    qtbot.keyClicks(line, "77")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "32 px"
    assert said == []
    assert stopped == []
    assert not line.hasFocus()
    qtbot.keyClick(bare_window, Qt.Key.Key_Escape)
    assert stopped == [True]


def test_arrow_keys_step_as_far_as_the_ends(slider: LabelledSlider, said: list[int], qtbot: QtBot) -> None:
    line = number(slider)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(line, "254")
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert said == [33, 23, 254, 255]
    assert line.selectedText() == "255"
    assert line.hasFocus()


def test_what_is_typed_there_is_not_for_the_window(
    bare_window: QMainWindow, slider: LabelledSlider, photo: QWidget, qtbot: QtBot
) -> None:
    heard: list[str] = []
    for keys in ("7", "B", "Ctrl+Z", "Space"):
        QShortcut(QKeySequence(keys), bare_window, lambda keys=keys: heard.append(keys))
    line = number(slider)
    line.setFocus()
    # nothing is typed yet: the window's undo
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["Ctrl+Z"]
    for key in (Qt.Key.Key_7, Qt.Key.Key_B, Qt.Key.Key_Space):
        qtbot.keyClick(line, key)
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["Ctrl+Z"]
    qtbot.keyClick(line, Qt.Key.Key_Return)
    for receiver in (bare_window, photo):
        heard.clear()
        qtbot.keyClick(receiver, Qt.Key.Key_7)
        qtbot.keyClick(receiver, Qt.Key.Key_B)
        assert heard == ["7", "B"]


def test_a_number_shown_meanwhile_is_what_is_typed_over(slider: LabelledSlider, qtbot: QtBot) -> None:
    line = number(slider)
    line.setFocus()
    qtbot.keyClicks(line, "7")
    slider.set_value(32)
    assert line.text() == "7", "it is the same number"
    slider.set_value(50)
    assert line.selectedText() == "50"


def test_nothing_moves_while_a_number_changes_or_is_typed(slider: LabelledSlider, qtbot: QtBot) -> None:
    line = number(slider)
    at_first = line.geometry()
    metrics = line.fontMetrics()
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    for value in (0, 255):
        slider.set_value(value)
        qtbot.mouseClick(line, LEFT)
        # the caret behind the last digit needs no scrolling
        qtbot.keyClick(line, Qt.Key.Key_End)
        assert line.cursorRect().right() < line.width()
        assert line.geometry() == at_first
        qtbot.keyClick(line, Qt.Key.Key_Escape)


def test_one_without_a_text_has_no_number(qtbot: QtBot) -> None:
    slider = LabelledSlider("Overlay", "Tip", (0, 100))
    qtbot.addWidget(slider)
    assert slider.findChild(QLineEdit) is None
