"""Keys that are held, and keys that are known by their place."""

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSpinBox,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.bracket_keys import BracketKeys
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.keys import _HeldKey
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.keymap import apply_keymap
from picwish_desktop.ui.physical_keys import PhysicalKey, physical_key
from tests.ui.canvas.acting import Hand, document_of, grabbed

BRACKET_LEFT, BRACKET_RIGHT, BACKQUOTE = 34, 35, 49
"""As X11 and Wayland count."""
NONE, SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def key_event(
    key: int, text: str, code: int, modifiers: Qt.KeyboardModifier = NONE, *, is_press: bool = True
) -> QKeyEvent:
    kind = QEvent.Type.KeyPress if is_press else QEvent.Type.KeyRelease
    return QKeyEvent(kind, key, modifiers, code, 0, 0, text)


class Desk:
    """A window with the actions, and what they were asked for."""

    def __init__(self, qtbot: QtBot, focus: QWidget) -> None:
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.actions = Actions(self.window)
        self.window.setCentralWidget(focus)
        self.keys = BracketKeys(self.window)
        self.focus = focus
        self.done: list[Command] = []
        for command, action in self.actions:
            action.triggered.connect(lambda _on=False, command=command: self.done.append(command))
        self.window.show()
        self.window.activateWindow()
        focus.setFocus()
        qtbot.waitUntil(focus.hasFocus)

    def press(self, key: int, text: str, code: int, modifiers: Qt.KeyboardModifier = NONE) -> list[Command]:
        """As the window system does: shortcuts first, then whoever has the focus, and what is around it."""
        self.done.clear()
        QTest.simulateEvent(self.focus, True, key, modifiers, text, False)
        if not self.done:
            QApplication.sendEvent(self.focus, key_event(key, text, code, modifiers))
        return list(self.done)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, QPushButton("Focus"))


@pytest.mark.skipif(sys.platform != "linux", reason="the codes are those of X11 and Wayland")
@pytest.mark.parametrize(
    ("key", "text", "code", "modifiers", "command"),
    [
        (Qt.Key.Key_Udiaeresis, "ü", BRACKET_LEFT, NONE, Command.SMALLER),
        (Qt.Key.Key_Plus, "+", BRACKET_RIGHT, NONE, Command.BIGGER),
        (Qt.Key.Key_Udiaeresis, "Ü", BRACKET_LEFT, SHIFT, Command.SOFTER),
        (Qt.Key.Key_Asterisk, "*", BRACKET_RIGHT, SHIFT, Command.HARDER),
        (Qt.Key.Key_Dead_Circumflex, "", BRACKET_LEFT, NONE, Command.SMALLER),
        (Qt.Key.Key_Dollar, "$", BRACKET_RIGHT, NONE, Command.BIGGER),
        (Qt.Key.Key_Dead_Grave, "", BRACKET_LEFT, NONE, Command.SMALLER),
        (Qt.Key.Key_Aring, "å", BRACKET_LEFT, NONE, Command.SMALLER),
        (Qt.Key.Key_Udiaeresis, "ü", BRACKET_LEFT, CONTROL | ALT, Command.SHRINK),
    ],
    ids=["German", "German ]", "German Shift", "German Shift ]", "French", "French ]", "Spanish", "Swedish", "shrink"],
)
def test_the_keys_right_of_p_size_the_brush_on_every_layout(
    desk: Desk, key: Qt.Key, text: str, code: int, modifiers: Qt.KeyboardModifier, command: Command
) -> None:
    assert desk.press(key, text, code, modifiers) == [command]


@pytest.mark.parametrize(
    ("key", "text", "code", "modifiers", "command"),
    [
        (Qt.Key.Key_BracketLeft, "[", BRACKET_LEFT, NONE, Command.SMALLER),
        (Qt.Key.Key_BracketRight, "]", BRACKET_RIGHT, NONE, Command.BIGGER),
        (Qt.Key.Key_BraceLeft, "{", BRACKET_LEFT, SHIFT, Command.SOFTER),
        (Qt.Key.Key_Comma, ",", 59, NONE, Command.SMALLER),
        (Qt.Key.Key_Period, ".", 60, NONE, Command.BIGGER),
        (Qt.Key.Key_Plus, "+", BRACKET_RIGHT, CONTROL, Command.ZOOM_IN),
    ],
)
def test_a_key_that_is_a_shortcut_by_its_letter_does_that_once(
    desk: Desk, key: Qt.Key, text: str, code: int, modifiers: Qt.KeyboardModifier, command: Command
) -> None:
    assert desk.press(key, text, code, modifiers) == [command]


def test_where_the_brush_cannot_be_sized_the_key_does_nothing(desk: Desk) -> None:
    desk.actions[Command.SMALLER].setEnabled(False)
    assert desk.press(Qt.Key.Key_Udiaeresis, "ü", BRACKET_LEFT) == []
    desk.actions[Command.BIGGER].setShortcuts([QKeySequence(".")])
    assert desk.press(Qt.Key.Key_Plus, "+", BRACKET_RIGHT) == []


def test_of_two_that_share_a_key_by_its_place_the_one_that_can_be_used_does_it(desk: Desk) -> None:
    apply_keymap(desk.actions, "picwish", {Command.SMART: ("[",), Command.WAND: ("[",), Command.SMALLER: ()})
    desk.actions[Command.SMART].setEnabled(False)
    assert desk.press(Qt.Key.Key_Udiaeresis, "ü", BRACKET_LEFT) == [Command.WAND]
    desk.actions[Command.WAND].setEnabled(False)
    desk.actions[Command.SMART].setEnabled(True)
    assert desk.press(Qt.Key.Key_Udiaeresis, "ü", BRACKET_LEFT) == [Command.SMART]


@pytest.mark.parametrize("kind", [QLineEdit, QTextEdit, QSpinBox, QDoubleSpinBox])
def test_what_is_typed_into_a_field_is_no_shortcut(qtbot: QtBot, kind: type[QWidget]) -> None:
    desk = Desk(qtbot, kind())
    for key, text, code in (
        (Qt.Key.Key_Udiaeresis, "ü", BRACKET_LEFT),
        (Qt.Key.Key_Dead_Circumflex, "", BRACKET_LEFT),
        (Qt.Key.Key_BracketRight, "]", BRACKET_RIGHT),
        (Qt.Key.Key_B, "b", 56),
        (Qt.Key.Key_W, "w", 25),
        (Qt.Key.Key_E, "e", 26),
        (Qt.Key.Key_1, "1", 10),
        (Qt.Key.Key_Period, ".", 60),
        (Qt.Key.Key_Backslash, "\\", 51),
    ):
        assert desk.press(key, text, code) == [], text
    if isinstance(desk.focus, QLineEdit):
        assert set("ü]bwe1.\\") == set(desk.focus.text())


@pytest.mark.parametrize(
    ("platform", "codes"),
    [("linux", (49, 34, 35)), ("win32", (0x29, 0x1A, 0x1B)), ("darwin", (50, 33, 30))],
)
def test_places_are_known_on_each_system(platform: str, codes: tuple[int, int, int]) -> None:
    for code, place in zip(codes, PhysicalKey, strict=True):
        is_mac = platform == "darwin"
        event = QKeyEvent(QEvent.Type.KeyPress, 0, NONE, 1 if is_mac else code, code if is_mac else 7, 0)
        assert physical_key(event, platform) is place
    assert physical_key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_BracketLeft, NONE), platform) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the codes are those of X11 and Wayland")
@pytest.mark.parametrize(
    ("key", "code", "is_shown"),
    [
        (Qt.Key.Key_QuoteLeft, BACKQUOTE, True),
        (Qt.Key.Key_Dead_Grave, 21, True),
        (Qt.Key.Key_Dead_Circumflex, BACKQUOTE, True),
        (Qt.Key.Key_masculine, BACKQUOTE, True),
        (Qt.Key.Key_Backslash, BACKQUOTE, False),
        (Qt.Key.Key_Dead_Grave, BRACKET_LEFT, False),
    ],
    ids=["US", "accent elsewhere", "German", "Spanish", "Portuguese", "Spanish accent"],
)
def test_the_photo_before_is_seen_while_the_key_left_of_1_is_held(
    canvas: Canvas, hand: Hand, key: Qt.Key, code: int, is_shown: bool
) -> None:
    hand.drag((100, 100), (150, 100))
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    marked = grabbed(canvas)
    QApplication.sendEvent(canvas, key_event(key, "", code))
    assert bool((grabbed(canvas) != marked).any()) is is_shown
    QApplication.sendEvent(canvas, key_event(key, "", code, is_press=False))
    assert (grabbed(canvas) == marked).all()


@pytest.mark.skipif(sys.platform != "linux", reason="the codes are those of X11 and Wayland")
@pytest.mark.parametrize(
    ("pressed", "released", "code"),
    [
        (Qt.Key.Key_QuoteLeft, Qt.Key.Key_AsciiTilde, BACKQUOTE),
        (Qt.Key.Key_Dead_Circumflex, Qt.Key.Key_degree, BACKQUOTE),
        (Qt.Key.Key_masculine, Qt.Key.Key_Backslash, BACKQUOTE),
        (Qt.Key.Key_Dead_Grave, Qt.Key.Key_Dead_Acute, 21),
        (Qt.Key.Key_QuoteLeft, Qt.Key.Key_QuoteLeft, 0),
    ],
    ids=["US", "German", "Spanish", "Swedish", "untold"],
)
def test_what_is_held_ends_with_its_key_whatever_it_means_by_then(
    canvas: Canvas, pressed: Qt.Key, released: Qt.Key, code: int
) -> None:
    """Shift came to it, or went."""
    QApplication.sendEvent(canvas, key_event(pressed, "", code))
    assert canvas._is_showing_original
    for other, place in ((Qt.Key.Key_Shift, 50), (Qt.Key.Key_E, 26), (Qt.Key.Key_E, 0)):
        QApplication.sendEvent(canvas, key_event(other, "", place, is_press=False))
        assert canvas._is_showing_original, "that was another key"
    QApplication.sendEvent(canvas, key_event(released, "", code, SHIFT, is_press=False))
    assert not canvas._is_showing_original


@pytest.mark.skipif(sys.platform != "linux", reason="the codes are those of X11 and Wayland")
def test_space_ends_with_its_key_where_it_means_another_space_by_then(canvas: Canvas, hand: Hand) -> None:
    """As with Shift on the keyboards of Bépo."""
    QApplication.sendEvent(canvas, key_event(Qt.Key.Key_Space, " ", 65))
    QApplication.sendEvent(canvas, key_event(Qt.Key.Key_nobreakspace, "\xa0", 65, SHIFT, is_press=False))
    hand.drag((100, 100), (150, 100))
    assert document_of(canvas).undo_label == "Paint"


@pytest.mark.skipif(sys.platform != "linux", reason="the codes are those of X11 and Wayland")
def test_the_tilde_of_that_key_is_a_shortcut_and_no_press(canvas: Canvas) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_AsciiTilde, SHIFT, BACKQUOTE, 0, 0, "~")
    event.ignore()
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()
    QApplication.sendEvent(canvas, key_event(Qt.Key.Key_AsciiTilde, "~", BACKQUOTE, SHIFT))
    assert not canvas._is_showing_original


def test_on_macos_a_held_key_is_known_by_its_virtual_key() -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_QuoteLeft, NONE, 1, 50, 0)
    assert _HeldKey.of(event, "darwin") == _HeldKey(Qt.Key.Key_QuoteLeft, 50)


@pytest.mark.parametrize("where", ["over the canvas", "elsewhere"])
def test_alt_over_the_canvas_is_the_tools_and_not_the_menus(canvas: Canvas, hand: Hand, where: str) -> None:
    """Or turning the wheel with Alt would end in the menu bar."""
    if where == "over the canvas":
        hand.move((100, 100))
    else:
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Alt, NONE)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted() is (where == "over the canvas")


def test_escape_ends_what_is_in_progress_and_else_is_not_taken(canvas: Canvas, hand: Hand) -> None:
    def is_taken() -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, NONE)
        event.ignore()
        QApplication.sendEvent(canvas, event)
        return event.isAccepted()

    for tool in (Tool.BRUSH, Tool.ZOOM):
        canvas.set_tool(tool)
        assert not is_taken()
        hand.press((50, 50))
        hand.move((120, 90))
        assert is_taken()
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
        hand.release((120, 90))
        assert not is_taken()
    assert not document_of(canvas).selection.mask.any()
    assert canvas.viewport.scale == 1.0


def test_while_a_colour_is_picked_space_is_not_the_hand(canvas: Canvas) -> None:
    canvas.set_picking_color(True)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Space, NONE)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()
    canvas.set_picking_color(False)


def test_without_a_picture_no_key_is_taken(canvas: Canvas) -> None:
    canvas.set_document(None, None)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_QuoteLeft):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, NONE)
        event.ignore()
        QApplication.sendEvent(canvas, event)
        assert not event.isAccepted()


RIGHT_ARROW, P, R = Qt.Key.Key_Right, QEvent.Type.KeyPress, QEvent.Type.KeyRelease
REPEATS = [(P, 1000), (R, 1500), (P, 1500), (R, 1540), (P, 1540), (R, 1600)]
"""A held key as X11 tells it, where Qt does not see that it repeats."""


def tell(canvas: Canvas, kind: QEvent.Type, key: Qt.Key, time: int) -> None:
    event = QKeyEvent(kind, key, NONE)
    event.setTimestamp(time)
    QApplication.sendEvent(canvas, event)


def test_a_held_arrow_is_one_step_also_where_qt_sees_no_repeat(canvas: Canvas, hand: Hand, qtbot: QtBot) -> None:
    document = document_of(canvas)
    canvas.set_tool(Tool.RECTANGLE)
    hand.drag((100, 50), (150, 80))
    (drawn,) = document.state.rectangles
    for kind, time in REPEATS:
        tell(canvas, kind, RIGHT_ARROW, time)
        if time == 1000:
            # which does not repeat
            tell(canvas, P, Qt.Key.Key_Shift, 1480)
    qtbot.waitUntil(lambda: not document.is_changing)
    assert document.state.rectangles == (drawn.translated(3, 0),)
    tell(canvas, P, RIGHT_ARROW, 1900)
    tell(canvas, R, RIGHT_ARROW, 1950)
    assert not document.is_changing, "a tap is told at once"
    document.undo()
    assert document.state.rectangles == (drawn.translated(3, 0),)
    document.undo()
    assert document.state.rectangles == (drawn,), "one step"


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_QuoteLeft])
def test_what_is_held_goes_on_where_qt_sees_no_repeat(canvas: Canvas, hand: Hand, qtbot: QtBot, key: Qt.Key) -> None:
    hand.move((150, 100))

    def is_on() -> bool:
        return canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor or canvas._is_showing_original

    for kind, time in REPEATS:
        tell(canvas, kind, key, time)
        assert is_on()
    qtbot.waitUntil(lambda: not is_on())
    tell(canvas, P, key, 2000)
    tell(canvas, R, key, 2500)
    tell(canvas, P, Qt.Key.Key_J, 2510)
    assert not is_on(), "another key comes after the release"
