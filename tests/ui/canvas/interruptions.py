"""What happens while a button is held down and a stroke is drawn."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.watched_view import CONTROL, LEFT, PRESS, RELEASE, RIGHT, SIZE, Place, WatchedView


class After(Enum):
    """What becomes of the stroke, and of what the hand goes on to draw."""

    GOES_ON = auto()
    """As if nothing had happened."""
    ANEW = auto()
    """It ends as it is, and the rest is another one."""
    ELSEWHERE = auto()
    """It ends as it is, and the rest is another one that begins at the next place: nobody drew the way there."""
    ENDED = auto()
    """It ends as it is, and the rest is nothing."""
    TAKEN_BACK = auto()
    """It is as if it had never begun, and the rest is nothing."""


class Interruption(Enum):
    ESCAPE = auto()
    TOOL = auto()
    ZOOM_KEY = auto()
    PLAIN_KEY = auto()
    """That zooms, of a keymap where it needs no other one."""
    FIT_KEY = auto()
    UNUSED_KEY = auto()
    SIZE_KEY = auto()
    WHEEL = auto()
    SPACE = auto()
    OPACITY = auto()
    THEME = auto()
    COMPARE = auto()
    RESIZED = auto()
    OTHER_BUTTON = auto()
    FOCUS = auto()
    LEAVE = auto()
    JOB = auto()


def interrupt(watched: WatchedView, by: Interruption, place: Place, button: Qt.MouseButton) -> After:
    """At `place`, while `button` is held down."""
    canvas = watched.canvas
    match by:
        case Interruption.ESCAPE:
            # before the stroke reaches the picture there is nothing to take back
            has_begun = watched.is_its_own(Qt.Key.Key_Escape)
            watched.press_key(Qt.Key.Key_Escape)
            return After.TAKEN_BACK if has_begun else After.GOES_ON
        case Interruption.TOOL:
            watched.ask_for_shortcut(Qt.Key.Key_H)
            canvas.set_tool(Tool.HAND)
            return After.ENDED
        case Interruption.ZOOM_KEY | Interruption.FIT_KEY | Interruption.PLAIN_KEY:
            return _zoom(watched, by)
        case Interruption.OPACITY:
            watched.ask_for_shortcut(Qt.Key.Key_3)
            watched.opacity = 0.3
            canvas.set_overlay_opacity(watched.opacity)
            return After.ANEW
        case Interruption.JOB:
            job = canvas.job
            canvas.set_job(CanvasJob.CUT_OUT if job is CanvasJob.MARK else CanvasJob.MARK)
            canvas.set_job(job)
            return After.ENDED
        case Interruption.THEME:
            watched.change_theme()
            return After.ANEW
        case Interruption.COMPARE:
            watched.ask_for_shortcut(Qt.Key.Key_C)
            watched.is_comparing = not watched.is_comparing
            canvas.set_compare(watched.is_comparing)
            return After.ANEW
        case Interruption.RESIZED:
            watched.resize(SIZE[0] + 31 if canvas.width() == SIZE[0] else SIZE[0], SIZE[1])
            return After.ELSEWHERE
        case _:
            _disturb(watched, by, place, button)
            return After.GOES_ON


def _zoom(watched: WatchedView, by: Interruption) -> After:
    canvas, before = watched.canvas, watched.canvas.viewport
    match by:
        case Interruption.ZOOM_KEY:
            watched.ask_for_shortcut(Qt.Key.Key_Plus, CONTROL)
            canvas.zoom_in()
        case Interruption.FIT_KEY:
            watched.ask_for_shortcut(Qt.Key.Key_0, CONTROL)
            canvas.zoom_fit()
        case _:
            watched.ask_for_shortcut(Qt.Key.Key_1)
            canvas.zoom_to(1.0)
            return After.GOES_ON if canvas.viewport == before else After.ELSEWHERE
    return After.ENDED


def _disturb(watched: WatchedView, by: Interruption, place: Place, button: Qt.MouseButton) -> None:
    """What a stroke does not mind."""
    match by:
        case Interruption.WHEEL:
            watched.turn_wheel(place, 120, -40)
        case Interruption.UNUSED_KEY:
            watched.press_key(Qt.Key.Key_J)
        case Interruption.SIZE_KEY:
            watched.ask_for_shortcut(Qt.Key.Key_BracketLeft)
            for _ in range(3):
                watched.canvas.step_brush_size(-1)
        case Interruption.SPACE:
            QTest.keyPress(watched.canvas, Qt.Key.Key_Space)
            QTest.keyRelease(watched.canvas, Qt.Key.Key_Space)
        case Interruption.OTHER_BUTTON:
            other = RIGHT if button == LEFT else LEFT
            watched.send(PRESS, place, other)
            watched.send(RELEASE, place, other)
        case Interruption.LEAVE:
            watched.leave()
        case Interruption.FOCUS:
            watched.lose_focus()
