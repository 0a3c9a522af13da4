"""Numbers are read as people write them, and no field makes another number of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.widgets.millimetre_field import MillimetreField
from picwish_desktop.ui.widgets.stepper import Stepper
from picwish_desktop.ui.widgets.typed_number import may_become_whole, read_number, read_whole


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3.0), ("3.5", 3.5), ("3,5", 3.5), (" 3,", 3.0), (",5", 0.5), ("-5", -5.0), ("−5", -5.0), ("+5", 5.0)],
)
def test_a_number_as_people_write_it(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "-", ".", "1e5", "nan", "inf", "1_0", "1.2.3", "1,2,3", "--1", "٣", "3 px"])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None
    assert read_whole(text, 0, 99) is None


@pytest.mark.parametrize("text", ["1,500", "1.500", "−1.500"])
def test_thousands_of_whole_pixels(text: str) -> None:
    assert read_whole(text, -9999, 9999) in (1500, -1500)
    assert read_whole("0.500", 0, 9999) == 1
    assert read_whole("1.5", 0, 9999) == 2


@given(st.decimals(-999, 999, places=2), st.sampled_from(".,"))
def test_a_whole_number_is_the_nearest_within_the_ends_and_can_be_typed(number: float, point: str) -> None:
    text = str(number).replace(".", point)
    read = read_whole(text, -10, 500)
    assert read is not None
    assert abs(read - min(max(float(number), -10), 500)) <= 0.5
    assert all(may_become_whole(text[:length], 3) for length in range(len(text) + 1))


@pytest.mark.parametrize(("typed", "value"), [("7", 7), ("3.5", 4), ("2,4", 2), ("-5", 1), ("0", 1), (".", 4)])
def test_a_number_between_buttons(qtbot: QtBot, typed: str, value: int) -> None:
    stepper = Stepper("Copies", "How many", (1, 99))
    qtbot.addWidget(stepper)
    stepper.set_value(4)
    stepper.show()
    number = stepper.number
    assert isinstance(number, QSpinBox)
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number, typed)
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert number.value() == value
    assert number.text() == str(value)


@pytest.mark.parametrize(("typed", "value"), [("3.5", 3.5), ("3,5", 3.5), (",5", 0.5), ("12", 12.0)])
def test_a_length(qtbot: QtBot, typed: str, value: float) -> None:
    field = MillimetreField("Width", "How wide", 400)
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert isinstance(field, QDoubleSpinBox)
    assert field.value() == value
