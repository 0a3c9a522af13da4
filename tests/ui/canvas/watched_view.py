"""A small canvas under a hand: what it did not ask to be painted again must not have changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import ceil, dist, floor

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import CLICK, Tool
from tests.ui.canvas.acting import Point, draw_what_waits, grabbed, is_drawn, is_opaque, moved

SIZE = (300, 200)
Place = tuple[int, int]
"""Pixels of the window system in the view, also beside it."""
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, ALT, CONTROL = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
TWICE = QEvent.Type.MouseButtonDblClick
THEMES = (("#161617", "#ff4d6a", "#4c8dff"), ("#d9d9dd", "#00a5ff", "#2468e5"))
"""Behind the picture, of the mark, and of what is active."""


class RecordingCanvas(Canvas):
    """Remembers what it asked to be painted again, and what to be moved, in the window system's pixels."""

    asked: list[QRect | QPoint]

    def update(self, *area: int) -> None:  # type: ignore[override]
        self.__dict__.setdefault("asked", []).append(QRect(*area) if area else self.rect())

    def scroll(self, dx: int, dy: int, area: QRect | None = None) -> None:
        assert area == self.rect()
        self.__dict__.setdefault("asked", []).append(QPoint(dx, dy))


class WatchedView(ABC):
    """A person before a canvas. Places are in the view."""

    def __init__(self) -> None:
        self.canvas = RecordingCanvas()
        self.canvas.resize(*SIZE)
        self.last: dict[Tool, Point] = {}
        """Where the last stroke of a brush ended."""
        self.theme, self.opacity = 0, 0.6
        self.is_mask_only, self.is_comparing = False, False
        self._shown = grabbed(self.canvas)

    def close(self) -> None:
        self.canvas.set_document(None, None)
        self.canvas.deleteLater()

    # a hand

    def take(self, tool: Tool) -> None:
        """Which has all of the canvas painted: that is not to hide what comes after it."""
        self.canvas.set_tool(tool)
        self.assert_painted()

    def point(self, place: Place) -> Point:
        """What is there of the picture."""
        return self.canvas.viewport.to_picture(place[0] * self.canvas.ratio, place[1] * self.canvas.ratio)

    def send(self, kind: QEvent.Type, place: Place, button: Qt.MouseButton, held: Qt.KeyboardModifier = NONE) -> None:
        is_move, position = kind == MOVE, QPointF(*place)
        buttons = Qt.MouseButton.NoButton if kind == RELEASE else button
        its_own = Qt.MouseButton.NoButton if is_move else button
        event = QMouseEvent(kind, position, self.canvas.mapToGlobal(position), its_own, buttons, held)
        QApplication.sendEvent(self.canvas, event)

    def drag(
        self,
        places: list[Place],
        button: Qt.MouseButton = LEFT,
        held: Qt.KeyboardModifier = NONE,
        later: Qt.KeyboardModifier = NONE,
    ) -> None:
        """With `held` at the press and `later` from then on. What is seen just before the release is looked at."""
        self.send(PRESS, places[0], button, held)
        for place in places[1:]:
            self.send(MOVE, place, button, later)
        self.assert_painted()
        self.send(RELEASE, places[-1], button, later)

    def is_drag(self, places: list[Place]) -> bool:
        """Whether it went far enough to be no click."""
        return any(np.hypot(x - places[0][0], y - places[0][1]) >= CLICK for x, y in places[1:])

    def away(self, place: Place, point: Point) -> float:
        """How far a place is from a point of the picture, in pixels of the window system."""
        return dist(self.canvas.viewport.to_view(*point), [at * self.canvas.ratio for at in place]) / self.canvas.ratio

    def resize(self, width: int, height: int) -> None:
        """Qt paints all of it again."""
        self.canvas.resize(width, height)
        self._shown = grabbed(self.canvas)

    def turn_wheel(self, place: Place, down: int, across: int = 0, held: Qt.KeyboardModifier = NONE) -> None:
        position = QPointF(*place)
        event = QWheelEvent(
            position,
            self.canvas.mapToGlobal(position),
            QPoint(),
            QPoint(across, down),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.canvas, event)

    def press_key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas, key, held)

    def is_its_own(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> bool:
        """Ask the canvas as Qt does, before it gives a key to a shortcut of the window."""
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
        event.ignore()
        QApplication.sendEvent(self.canvas, event)
        return event.isAccepted()

    def ask_for_shortcut(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        """As Qt does before it triggers a shortcut of the window."""
        assert not self.is_its_own(key, held), f"{key} is the canvas' own now"

    def leave(self) -> None:
        QApplication.sendEvent(self.canvas, QEvent(QEvent.Type.Leave))

    def lose_focus(self) -> None:
        QApplication.sendEvent(self.canvas, QFocusEvent(QEvent.Type.FocusOut))

    def takes_divider(self, place: Place) -> bool:
        """Whether a press there would move the divider."""
        canvas, (x, y) = self.canvas, (at * self.canvas.ratio for at in place)
        return canvas.is_divided and canvas.divider.is_at(x, y, canvas.viewport.visible_area, canvas.ratio)

    def change_theme(self) -> None:
        self.theme = 1 - self.theme
        self.canvas.set_colors(*map(QColor, THEMES[self.theme]))

    # what is compared

    def assert_painted(self) -> None:
        """Where nothing was asked to be painted again, nothing changed, and what is missing will be drawn."""
        canvas, ratio = self.canvas, self.canvas.ratio
        assert is_drawn(canvas) or canvas._drawing.isActive(), "something is missing, and nobody would draw it"
        painted = grabbed(canvas)
        waiting: list[QRect] = []
        for one in canvas.__dict__.pop("asked", []):
            if isinstance(one, QRect):
                waiting.append(one)
            else:
                self._shown, waiting = moved(self._shown, waiting, one, canvas)
        for rect in waiting:
            inside = rect.intersected(canvas.rect())
            rows = slice(floor(inside.top() * ratio), ceil((inside.bottom() + 1) * ratio))
            columns = slice(floor(inside.left() * ratio), ceil((inside.right() + 1) * ratio))
            self._shown[rows, columns] = painted[rows, columns]
        assert np.array_equal(self._shown, painted), f"{where(self._shown, painted)} was not painted again"

    def assert_fresh(self) -> None:
        """The canvas shows what one shows that was made now."""
        self.assert_painted()
        if self.canvas.is_rough:
            assert self.canvas._sharpening.isActive()
            self.canvas.sharpen()
        draw_what_waits(self.canvas)
        both = (self.canvas.surface, self.canvas.original)
        assert all(is_opaque(cells) for cells in both if cells is not None), "what lies below would be seen, too"
        self.leave()
        self.assert_painted()
        tool = self.canvas.tool
        # without what only the tool in hand shows
        self.canvas.set_tool(Tool.HAND)
        fresh = Canvas()
        fresh.resize(self.canvas.size())
        fresh.set_tool(Tool.HAND)
        fresh.set_colors(*map(QColor, THEMES[self.theme]))
        fresh.set_overlay_opacity(self.opacity)
        fresh.set_mask_only(self.is_mask_only)
        fresh.set_compare(self.is_comparing)
        fresh.divider.fraction = self.canvas.divider.fraction
        self.show_on(fresh)
        shown, expected = grabbed(self.canvas), grabbed(fresh)
        fresh.set_document(None, None)
        fresh.deleteLater()
        self.take(tool)
        assert np.array_equal(shown, expected), f"{where(shown, expected)} is not as in a new canvas"

    @abstractmethod
    def show_on(self, fresh: Canvas) -> None:
        """Show there what the canvas should show."""


def where(one: DisplayPixels, other: DisplayPixels) -> Rect:
    """The bounds of what differs."""
    differs = one != other
    return bounds(np.asarray(differs.any(axis=2) if differs.ndim > 2 else differs, np.uint8))


def bounds(mask: DisplayPixels) -> Rect:
    """Of what is not 0."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return EMPTY
    x, y = int(columns[0]), int(rows[0])
    return Rect(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)
