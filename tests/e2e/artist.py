"""A person who marks: mouse and keys over the photo and the widgets, on a screen of any density."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QMenu, QSlider, QWidget

from picwish_desktop.app import App
from picwish_desktop.model.document import Document
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.e2e.person import SCREENSHOTS, Person, _xdotool, keep_picture
from tests.ui.canvas.acting import Hand, Point
from tests.waiting import until

LEFT, MIDDLE, RIGHT = 1, 2, 3
UP, DOWN = 4, 5
"""The wheel."""


class Releases(QObject):
    """Counts how often a button was let go over a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.MouseButtonRelease
        return False


class Artist(Person):
    """Points are in pixels of the photo."""

    def __init__(self, app: App, name: str) -> None:
        super().__init__(app, name)
        self._releases = Releases(self.canvas)
        self._pictures = 0
        self._pointer: QPoint | None = None
        self._beside = QPoint()
        """How far from where Qt says that it is the window is: a frame of an odd number of pixels puts it between the
        points that Qt counts on a dense screen."""

    @property
    def canvas(self) -> Canvas:
        return self.window.canvas

    @property
    def document(self) -> Document:
        entry = self.window.documents.current
        assert entry is not None
        assert entry.document is not None
        return entry.document

    async def is_idle(self) -> None:
        entry = self.window.documents.current
        assert entry is not None
        await until(lambda: not entry.is_busy)

    async def finds_photo(self) -> None:
        """Be exact to a pixel from now on. The photo is seen at 100 %."""
        met: list[QPoint] = []
        self.canvas.position_changed.connect(lambda x, y: met.append(QPoint(x, y)))
        for x, y in ((10, 10), (20, 20)):
            met.clear()
            await self.points_at((x, y))
            await until(lambda: met)
        self._beside = QPoint(20, 20) - met[-1]

    # keys

    async def takes(self, tool: Tool, *keys: str) -> None:
        await self.keys(*keys)
        await until(lambda: self.canvas.tool is tool)

    async def does(self, command: Command, keys: str, label: str) -> None:
        """A command by its keys, which is a step of that name."""
        assert self.window.commands[command].isEnabled(), command
        await self.keys(keys)
        await until(lambda: self.document.undo_label == label)
        await self.is_idle()

    # mouse

    async def draws(self, *points: Point, button: int = LEFT, holding: str = "") -> None:
        """From point to point with a button held, and with a key; until the canvas has seen all of it."""
        before = self._releases.count
        places = [self._place(point) for point in points]
        held, let_go = (["keydown", holding], ["keyup", holding]) if holding else ([], [])
        first, *rest = [self._move(place) for place in places]
        moves = [word for move in rest for word in move]
        await _xdotool(*held, *first, "mousedown", str(button), *moves, "mouseup", str(button), *let_go)
        await until(lambda: self._releases.count > before)

    async def clicks_at(self, point: Point, *, button: int = LEFT, times: int = 1, holding: str = "") -> None:
        held, let_go = (["keydown", holding], ["keyup", holding]) if holding else ([], [])
        repeat = ["--repeat", str(times), "--delay", "20"]
        await _xdotool(*held, *self._move(self._place(point)), "click", *repeat, str(button), *let_go)

    async def points_at(self, point: Point) -> None:
        if move := self._move(self._place(point)):
            await _xdotool(*move)

    async def turns_wheel(self, direction: int, notches: int = 1, *, holding: str = "") -> None:
        held, let_go = (["keydown", holding], ["keyup", holding]) if holding else ([], [])
        await _xdotool(*held, "click", "--repeat", str(notches), "--delay", "2", str(direction), *let_go)

    @property
    def hand_with_alt(self) -> Hand:
        """By Qt: the window manager takes buttons and wheel for itself while Alt is held."""
        hand = Hand(self.canvas)
        hand.modifiers = Qt.KeyboardModifier.AltModifier
        return hand

    # widgets

    async def clicks(self, widget: QWidget) -> None:
        await self.clicks_on(widget, widget.rect().center())

    async def clicks_on(self, widget: QWidget, place: QPoint) -> None:
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        await _xdotool(*self._move(_physical(widget, place)), "click", "1")

    async def presses(self, within: QWidget, name: str) -> None:
        """A button by its name."""
        buttons = [each for each in within.findChildren(QAbstractButton) if each.isVisible()]
        await self.clicks(next(each for each in buttons if name in (each.accessibleName(), each.text())))

    async def chooses(self, menu: QMenu, text: str) -> None:
        """From a menu that is open."""
        await until(menu.isVisible)
        action = next(each for each in menu.actions() if each.text().replace("&", "") == text)
        await self.clicks_on(menu, menu.actionGeometry(action).center())
        await until(lambda: not menu.isVisible())

    def slider(self, name: str) -> QSlider:
        sliders = self.window.tool_strip.findChildren(QSlider)
        return next(slider for slider in sliders if slider.accessibleName() == name)

    # files

    async def names(self, path: Path) -> None:
        """In a file dialog that is open."""
        await self.types(str(path))
        await self.keys("Return")

    # what is seen

    def looks(self, stage: str) -> None:
        if SCREENSHOTS is not None:
            self._pictures += 1
            percent = round(100 * self.window.devicePixelRatioF())
            theme = "light" if self.window.theme.is_light else "dark"
            keep_picture(SCREENSHOTS, f"tools-{theme}-{percent}-{self._pictures:02}-{stage}.png")

    def color_at(self, point: Point) -> tuple[int, int, int]:
        """What the canvas shows of the photo there."""
        x, y = self.canvas.viewport.to_view(*point)
        color = self.canvas.grab().toImage().pixelColor(round(x), round(y))
        return color.red(), color.green(), color.blue()

    def _move(self, place: QPoint) -> Sequence[str]:
        """Waiting for each, or the X server makes one way of several; for one of no length it would be for ever."""
        if place == self._pointer:
            return []
        self._pointer = place
        return ["mousemove", "--sync", str(place.x()), str(place.y())]

    def _place(self, point: Point) -> QPoint:
        x, y = self.canvas.viewport.to_view(*point)
        return _physical(self.canvas, QPoint()) + self._beside + QPoint(round(x), round(y))


def _physical(widget: QWidget, place: QPoint) -> QPoint:
    """Pixels of the X server's screen."""
    return widget.mapToGlobal(place) * widget.devicePixelRatioF()
