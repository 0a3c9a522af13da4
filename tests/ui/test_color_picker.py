"""Choosing a colour: by mouse, by keys, by its code; and the gradient that takes two of them."""

from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.model.backdrop import Color, GradientBackdrop
from picwish_desktop.ui.widgets.color_picker import ColorPicker
from picwish_desktop.ui.widgets.drag_pad import DragPad
from picwish_desktop.ui.widgets.gradient_editor import GradientEditor
from picwish_desktop.ui.widgets.hex_field import HexField, color_of, hex_of
from picwish_desktop.ui.widgets.recent_colors import RecentColors

ORANGE, TEAL = (255, 128, 0), (0, 128, 128)
COLORS = st.tuples(*(st.integers(0, 255),) * 3)
Kind = TypeVar("Kind", bound=QWidget)
Said = list[tuple[Color, bool]]


pytestmark = pytest.mark.usefixtures("dressed")


def shown(qtbot: QtBot, widget: Kind) -> Kind:
    qtbot.addWidget(widget)
    widget.resize(284, 300)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


@pytest.fixture
def picker(qtbot: QtBot) -> ColorPicker:
    picker = ColorPicker(RecentColors([TEAL]))
    picker.show_color(ORANGE)
    return shown(qtbot, picker)


@pytest.fixture
def said(picker: ColorPicker) -> Said:
    said: Said = []
    picker.changed.connect(lambda color, is_final: said.append((color, is_final)))
    return said


def named(parent: QWidget, kind: type[Kind], name: str) -> Kind:
    return next(child for child in parent.findChildren(kind) if child.accessibleName().startswith(name))


def hexes(picker: QWidget) -> HexField:
    return picker.findChildren(HexField)[0]


def drag(qtbot: QtBot, widget: QWidget, *stops: QPoint) -> None:
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=stops[0])
    for stop in stops[1:]:
        qtbot.mouseMove(widget, stop)
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=stops[-1])


def test_dragging_says_every_colour_and_the_last_once(picker: ColorPicker, said: Said, qtbot: QtBot) -> None:
    pad = named(picker, DragPad, "Saturation")
    corner = QPoint(pad.width() + 30, -30)
    drag(qtbot, pad, QPoint(20, 60), QPoint(120, 40), corner)
    assert [is_final for _, is_final in said] == [False, False, False, True]
    # full colour at the right, full brightness at the top: the pure hue
    assert said[-1][0] == picker.color == ORANGE
    assert said[-2][0] == said[-1][0]
    assert hexes(picker).text() == "#ff8000"
    drag(qtbot, pad, QPoint(-10, -10))
    assert picker.color == (255, 255, 255)
    drag(qtbot, pad, QPoint(40, pad.height() + 10))
    assert picker.color == (0, 0, 0)


def test_another_button_drags_nothing(picker: ColorPicker, said: Said, qtbot: QtBot) -> None:
    pad = named(picker, DragPad, "Saturation")
    qtbot.mousePress(pad, Qt.MouseButton.RightButton, pos=QPoint(20, 60))
    qtbot.mouseRelease(pad, Qt.MouseButton.RightButton, pos=QPoint(20, 60))
    assert said == []


def test_the_hue_changes_and_the_rest_stays(picker: ColorPicker, said: Said, qtbot: QtBot) -> None:
    strip = named(picker, DragPad, "Hue")
    drag(qtbot, strip, QPoint(strip.width() // 2, 500))
    red, green, blue = picker.color
    assert (red, blue) == (0, 255)
    assert green >= 245
    assert said[-1] == (picker.color, True)


def test_a_grey_keeps_the_hue_that_was_chosen(picker: ColorPicker, qtbot: QtBot) -> None:
    pad = named(picker, DragPad, "Saturation")
    drag(qtbot, pad, QPoint(0, 40))
    red, green, blue = picker.color
    assert red == green == blue
    picker.show_color((0, 0, 0))
    drag(qtbot, pad, QPoint(pad.width(), 0))
    assert picker.color == ORANGE


def test_black_keeps_the_saturation_that_was_chosen(picker: ColorPicker, qtbot: QtBot) -> None:
    picker.show_color((0, 0, 0))
    pad = named(picker, DragPad, "Saturation")
    for _ in range(10):
        qtbot.keyClick(pad, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert picker.color == ORANGE


def test_arrow_keys_move_by_steps_and_end_with_the_key(picker: ColorPicker, said: Said, qtbot: QtBot) -> None:
    pad = named(picker, DragPad, "Saturation")
    pad.setFocus()
    qtbot.keyPress(pad, Qt.Key.Key_Down)
    assert [is_final for _, is_final in said] == [False]
    qtbot.keyRelease(pad, Qt.Key.Key_Down)
    assert [is_final for _, is_final in said] == [False, True]
    assert picker.color[0] == 252
    qtbot.keyClick(pad, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert picker.color[0] == 227
    assert pad.accessibleDescription() == "saturation 100 %, brightness 89 %"
    strip = named(picker, DragPad, "Hue")
    before = len(said)
    qtbot.keyClick(strip, Qt.Key.Key_Up)
    assert len(said) == before
    qtbot.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert strip.accessibleDescription() == "40 degrees"


def test_a_code_is_taken_while_it_is_typed(picker: ColorPicker, said: Said, qtbot: QtBot) -> None:
    field = hexes(picker)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "81d4fa")
    assert said == [((0x88, 0x11, 0xDD), False), ((0x81, 0xD4, 0xFA), False)]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert said[-1] == ((0x81, 0xD4, 0xFA), True)
    assert field.text() == "#81d4fa"
    assert len(said) == 3


def test_a_code_that_cannot_be_read_is_marked_and_put_back(picker: ColorPicker, said: Said, qtbot: QtBot) -> None:
    field = hexes(picker)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "12345x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.property("invalid")
    assert "such as 81d4fa" in field.toolTip()
    assert field.text() == "12345x"
    said.clear()
    named(picker, DragPad, "Hue").setFocus()
    assert not field.property("invalid")
    assert field.text() == hex_of(picker.color)
    assert said == []


@given(COLORS)
def test_a_code_reads_back(color: Color) -> None:
    assert color_of(hex_of(color)) == color
    assert color_of(f"  {hex_of(color).upper()[1:]} ") == color


@pytest.mark.parametrize(("text", "color"), [("#8df", (0x88, 0xDD, 0xFF)), ("", None), ("#12", None), ("12345", None)])
def test_short_codes(text: str, color: Color | None) -> None:
    assert color_of(text) == color


@pytest.mark.usefixtures("qapp")
@settings(max_examples=50, deadline=None)
@given(st.lists(COLORS, min_size=1, max_size=4))
def test_a_shown_colour_is_that_colour_and_is_not_said(colors: list[Color]) -> None:
    picker = ColorPicker(RecentColors())
    said: list[object] = []
    picker.changed.connect(lambda *change: said.append(change))
    for color in colors:
        picker.show_color(color)
        assert picker.color == color
        assert hexes(picker).text() == hex_of(color)
    assert said == []
    picker.deleteLater()


def test_the_pipette_asks_and_the_window_answers(picker: ColorPicker, said: Said, qtbot: QtBot) -> None:
    pipette = named(picker, QAbstractButton, "Take a colour")
    with qtbot.waitSignal(picker.pipette):
        qtbot.mouseClick(pipette, Qt.MouseButton.LeftButton)
    assert not pipette.isChecked()
    picker.show_picking(True)
    assert pipette.isChecked()
    with qtbot.waitSignal(picker.pipette):
        qtbot.keyClick(pipette, Qt.Key.Key_Space)
    assert pipette.isChecked()
    picker.take((1, 2, 3))
    assert said == [((1, 2, 3), True)]
    assert named(picker, QAbstractButton, "Used before: #010203").isVisible()


def test_a_colour_used_before_is_taken_again(picker: ColorPicker, said: Said, qtbot: QtBot) -> None:
    qtbot.mouseClick(named(picker, QAbstractButton, "Used before: #008080"), Qt.MouseButton.LeftButton)
    assert said == [(TEAL, True)]
    assert picker.color == TEAL


@pytest.fixture
def editor(qtbot: QtBot) -> GradientEditor:
    return shown(qtbot, GradientEditor(GradientBackdrop(ORANGE, TEAL, 90), RecentColors()))


def picker_of(editor: GradientEditor) -> ColorPicker:
    return editor.findChildren(ColorPicker)[0]


def test_each_end_opens_the_picker_and_closes_it(editor: GradientEditor, qtbot: QtBot) -> None:
    first, second = (named(editor, QAbstractButton, name) for name in ("First", "Second"))
    assert not picker_of(editor).isVisible()
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert picker_of(editor).isVisible()
    assert picker_of(editor).color == TEAL
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert picker_of(editor).color == ORANGE
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert not picker_of(editor).isVisible()


def test_the_end_that_is_open_takes_the_colour(editor: GradientEditor, qtbot: QtBot) -> None:
    said: list[tuple[GradientBackdrop, bool]] = []
    editor.changed.connect(lambda gradient, is_final: said.append((gradient, is_final)))
    qtbot.mouseClick(named(editor, QAbstractButton, "Second"), Qt.MouseButton.LeftButton)
    pad = named(editor, DragPad, "Saturation")
    drag(qtbot, pad, QPoint(-9, -9), QPoint(-9, -8))
    assert said[-1] == (GradientBackdrop(ORANGE, (255, 255, 255), 90), True)
    assert [is_final for _, is_final in said] == [False, False, True]
    editor.take((9, 9, 9))
    assert editor.gradient.end == (9, 9, 9)


def test_a_picked_colour_is_the_first_one_unless_another_is_open(editor: GradientEditor) -> None:
    editor.take((9, 9, 9))
    assert editor.gradient == GradientBackdrop((9, 9, 9), TEAL, 90)


def test_the_angle_is_a_slider(editor: GradientEditor, qtbot: QtBot) -> None:
    said: list[tuple[GradientBackdrop, bool]] = []
    editor.changed.connect(lambda gradient, is_final: said.append((gradient, is_final)))
    slider = named(editor, QSlider, "Angle")
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert said == [(GradientBackdrop(ORANGE, TEAL, 91), False), (GradientBackdrop(ORANGE, TEAL, 91), True)]
    editor.show_gradient(GradientBackdrop(ORANGE, TEAL, -90))
    assert slider.accessibleDescription() == "270°"
    assert len(said) == 2
