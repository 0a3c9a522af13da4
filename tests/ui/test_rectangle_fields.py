"""The selected rectangle in numbers: typed, stepped, taken back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.panels.column import Column
from picwish_desktop.ui.panels.rectangle_fields import RectangleFields

BOUNDS = Rect(0, 0, 300, 200)
START = Rect(20, 30, 100, 80)
SHIFT = Qt.KeyboardModifier.ShiftModifier
NAMES = ("X", "Y", "Width", "Height")


@pytest.fixture
def fields(qtbot: QtBot) -> Iterator[RectangleFields]:
    """In a window beside something else that takes the focus; it follows what is typed, as the canvas makes it do."""
    window = QWidget()
    qtbot.addWidget(window)
    fields = RectangleFields()
    elsewhere = QLineEdit()
    elsewhere.setObjectName("elsewhere")
    layout = QVBoxLayout(window)
    layout.addWidget(fields)
    layout.addWidget(elsewhere)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    fields.show_rectangle(START, BOUNDS, 1)
    fields.rectangle_typed.connect(lambda typed: fields.show_rectangle(typed, BOUNDS, 1))
    yield fields
    window.close()


@pytest.fixture
def typed(fields: RectangleFields) -> list[Rect]:
    """What the fields have said."""
    said: list[Rect] = []
    fields.rectangle_typed.connect(said.append)
    return said


def line(fields: RectangleFields, name: str) -> QLineEdit:
    return next(line for line in fields.findChildren(QLineEdit) if line.accessibleName() == name)


def texts(fields: RectangleFields) -> tuple[str, ...]:
    return tuple(line(fields, name).text() for name in NAMES)


def write(fields: RectangleFields, name: str, text: str) -> QLineEdit:
    """Type it over what is there, and go on being in the field."""
    field = line(fields, name)
    field.setFocus()
    field.selectAll()
    if text:
        QTest.keyClicks(field, text)
    else:
        QTest.keyClick(field, Qt.Key.Key_Delete)
    return field


def press(fields: RectangleFields, text: str) -> None:
    button = next(button for button in fields.findChildren(QPushButton) if button.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("X", "7", Rect(7, 30, 100, 80)),
        ("X", "250", Rect(200, 30, 100, 80)),
        ("X", "9999", Rect(200, 30, 100, 80)),
        ("Y", "1,500", Rect(20, 120, 100, 80)),
        ("Y", "0", Rect(20, 0, 100, 80)),
        ("Y", "-5", Rect(20, 0, 100, 80)),
        ("X", "7.5", Rect(8, 30, 100, 80)),
        ("Width", "12,4", Rect(20, 30, 12, 80)),
        ("Width", "12", Rect(20, 30, 12, 80)),
        ("Width", "0", Rect(20, 30, 1, 80)),
        ("Height", "500", Rect(20, 30, 100, 170)),
    ],
)
def test_enter_takes_what_is_typed_cut_to_the_photo(
    fields: RectangleFields, typed: list[Rect], name: str, text: str, expected: Rect
) -> None:
    field = write(fields, name, text)
    assert typed == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert typed == [expected]
    assert texts(fields) == tuple(str(value) for value in (expected.x, expected.y, expected.width, expected.height))
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert typed == [expected], "once"


def test_leaving_takes_it_too(fields: RectangleFields, typed: list[Rect]) -> None:
    write(fields, "X", "7")
    QTest.keyClick(line(fields, "X"), Qt.Key.Key_Tab)
    assert line(fields, "Y").hasFocus()
    assert typed == [Rect(7, 30, 100, 80)]


def test_esc_restores_and_reaches_the_window_only_when_nothing_was_typed(
    fields: RectangleFields, typed: list[Rect]
) -> None:
    stopped: list[None] = []
    shortcut = QShortcut(Qt.Key.Key_Escape, fields.window())
    shortcut.activated.connect(lambda: stopped.append(None))
    field = write(fields, "Width", "7")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert texts(fields) == ("20", "30", "100", "80")
    assert (typed, stopped) == ([], [])
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert stopped == [None]


def test_only_a_number_can_be_typed_and_nothing_is_what_was_there(fields: RectangleFields, typed: list[Rect]) -> None:
    field = write(fields, "X", "-1a2.")
    assert field.text() == "-12."
    QTest.keyClick(write(fields, "X", ""), Qt.Key.Key_Return)
    assert texts(fields)[0] == "20"
    assert typed == []


def test_a_width_that_the_photo_does_not_have_room_for_shows_what_was_there(
    fields: RectangleFields, typed: list[Rect]
) -> None:
    fields.show_rectangle(Rect(200, 0, 100, 10), BOUNDS, 1)
    QTest.keyClick(write(fields, "Width", "900"), Qt.Key.Key_Return)
    assert texts(fields)[2] == "100"
    assert typed == []


def test_a_change_that_was_refused_is_shown_as_such(qtbot: QtBot) -> None:
    fields = RectangleFields()
    qtbot.addWidget(fields)
    fields.show_rectangle(START, BOUNDS, 1)
    QTest.keyClick(write(fields, "X", "7"), Qt.Key.Key_Return)
    fields.show_rectangle(START, BOUNDS, 1)
    assert texts(fields)[0] == "20"


def test_arrow_keys_step_and_a_held_one_is_taken_once(fields: RectangleFields, typed: list[Rect]) -> None:
    field = line(fields, "Y")
    field.setFocus()
    QTest.keyPress(field, Qt.Key.Key_Up)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) * 4:
        repeat = QKeyEvent(kind, Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(field, repeat)
    assert texts(fields)[1] == "35"
    assert typed == []
    QTest.keyRelease(field, Qt.Key.Key_Up)
    assert typed == [Rect(20, 35, 100, 80)]
    QTest.keyClick(field, Qt.Key.Key_Down, SHIFT)
    assert typed[-1] == Rect(20, 25, 100, 80)


def test_steps_end_where_the_rectangle_would_leave_the_photo(fields: RectangleFields, typed: list[Rect]) -> None:
    for name, expected in (
        ("X", Rect(200, 30, 100, 80)),
        ("Y", Rect(200, 120, 100, 80)),
        ("Width", Rect(200, 120, 100, 80)),
    ):
        field = line(fields, name)
        field.setFocus()
        for _ in range(30):
            QTest.keyClick(field, Qt.Key.Key_Up, SHIFT)
        assert typed[-1] == expected
    field = line(fields, "Height")
    field.setFocus()
    for _ in range(30):
        QTest.keyClick(field, Qt.Key.Key_Down, SHIFT)
    assert typed[-1] == Rect(200, 120, 100, 1)


def test_undo_is_the_windows_once_the_number_is_taken(fields: RectangleFields) -> None:
    undone: list[None] = []
    shortcut = QShortcut("Ctrl+Z", fields.window())
    shortcut.activated.connect(lambda: undone.append(None))
    field = write(fields, "X", "77")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [], "of what is being typed"
    write(fields, "X", "77")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [None]
    assert field.text() == "77"


def test_what_is_being_typed_stays_while_the_rectangle_does(fields: RectangleFields) -> None:
    write(fields, "X", "7")
    fields.show_rectangle(START, BOUNDS, 1)
    assert texts(fields)[0] == "7"
    fields.show_rectangle(Rect(21, 30, 100, 80), BOUNDS, 1)
    assert texts(fields)[0] == "21"


@pytest.mark.parametrize(
    ("count", "reason", "may_flatten"),
    [
        (2, "Click a rectangle in the photo to select it.", True),
        (0, "There is no rectangle yet. Draw one in the photo.", False),
    ],
)
def test_with_none_selected_it_says_what_to_do(
    fields: RectangleFields, count: int, reason: str, may_flatten: bool
) -> None:
    fields.show_rectangle(None, BOUNDS, count)
    assert texts(fields) == ("", "", "", "")
    for name in NAMES:
        assert not line(fields, name).isEnabled()
        assert line(fields, name).toolTip() == reason
    enabled = {button.text(): button.isEnabled() for button in fields.findChildren(QPushButton)}
    assert enabled == {"Duplicate": False, "Delete": False, "To mask": may_flatten}
    fields.show_rectangle(START, BOUNDS, 1)
    assert texts(fields) == ("20", "30", "100", "80")
    assert line(fields, "X").toolTip() == "Pixels from the photo’s left edge"


def test_buttons_say_what_was_pressed(fields: RectangleFields, qtbot: QtBot) -> None:
    for text, signal in {
        "Duplicate": fields.duplicate,
        "Delete": fields.delete,
        "To mask": fields.to_mask,
    }.items():
        with qtbot.waitSignal(signal):
            press(fields, text)


def test_a_click_on_a_button_takes_what_is_typed_first(fields: RectangleFields) -> None:
    write(fields, "X", "7")
    order: list[str] = []
    fields.rectangle_typed.connect(lambda _: order.append("typed"))
    fields.duplicate.connect(lambda: order.append("duplicate"))
    press(fields, "Duplicate")
    assert order == ["typed", "duplicate"]


def test_it_fits_in_the_column_with_the_largest_numbers(qtbot: QtBot) -> None:
    column = Column("Remove objects")
    qtbot.addWidget(column)
    fields = RectangleFields()
    column.body.addWidget(fields)
    fields.show_rectangle(Rect(10234, 20345, 11111, 22222), Rect(0, 0, 30000, 50000), 1)
    column.show()
    assert fields.minimumSizeHint().width() <= fields.width()
    for name in NAMES:
        field = line(fields, name)
        room = field.width() - 2 * 9
        assert field.fontMetrics().horizontalAdvance(field.text()) <= room, name
    right = {child.mapTo(column, child.rect().topRight()).x() for child in (line(fields, "Height"),)}
    buttons = [button for button in fields.findChildren(QPushButton) if button.text() == "To mask"]
    assert right == {buttons[0].mapTo(column, buttons[0].rect().topRight()).x()}


def test_emptiness_is_no_rectangle(qtbot: QtBot) -> None:
    fields = RectangleFields()
    qtbot.addWidget(fields)
    fields.show_rectangle(None, EMPTY)
    assert texts(fields) == ("", "", "", "")
