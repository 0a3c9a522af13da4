"""Looking at the picture, and the window's commands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt

from picwish_desktop.model.mask import Mask
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.watched_canvas import WatchedCanvas
from tests.ui.canvas.watched_view import RELEASE, SIZE, TWICE, Place, WatchedView


@dataclass(frozen=True)
class Command:
    name: str

    def do(self, watched: WatchedCanvas) -> None:
        document, mark = watched.document, watched.mark
        watched.canvas.finish_gesture()
        getattr(document, self.name)()
        everything = np.full_like(mark.mask, 255)
        marks: dict[str, Mask] = {
            "mark_all": everything,
            "invert": everything - mark.marked,
            "clear_selection": np.zeros_like(mark.mask),
            "flatten_rectangles": mark.marked,
        }
        if self.name in marks:
            mark.become(marks[self.name])
        elif self.name == "undo":
            mark.undo()
        else:
            mark.redo()


@dataclass(frozen=True)
class Wheel:
    place: Place
    down: int
    across: int

    def do(self, watched: WatchedView) -> None:
        watched.turn_wheel(self.place, self.down, self.across)


@dataclass(frozen=True)
class ZoomRoughly:
    """As fingers do, and on at once."""

    place: Place
    factor: float

    def do(self, watched: WatchedView) -> None:
        viewport = watched.canvas.viewport
        watched.canvas.look_through(viewport.zoomed(viewport.scale * self.factor, *self.place), is_moving=True)


@dataclass(frozen=True)
class Look:
    """With the hand, the middle button, the zoom tool."""

    places: list[Place]
    tool: Tool
    button: Qt.MouseButton
    held: Qt.KeyboardModifier
    is_twice: bool

    def do(self, watched: WatchedView) -> None:
        watched.take(self.tool)
        if self.is_twice:
            watched.send(TWICE, self.places[0], self.button, self.held)
            watched.send(RELEASE, self.places[0], self.button, self.held)
        else:
            watched.drag(self.places, self.button, self.held, self.held)


@dataclass(frozen=True)
class Show:
    what: str
    value: float = 0.0

    def do(self, watched: WatchedView) -> None:
        canvas = watched.canvas
        match self.what:
            case "overlay":
                canvas.set_overlay_visible(not canvas.is_mark_shown)
            case "mask only":
                watched.is_mask_only = not watched.is_mask_only
                canvas.set_mask_only(watched.is_mask_only)
            case "compare":
                watched.is_comparing = not watched.is_comparing
                canvas.set_compare(watched.is_comparing)
            case "divider" if canvas.is_divided:
                canvas.move_divider(self.value * SIZE[0] * canvas.ratio)
            case "theme":
                watched.change_theme()
            case "opacity":
                watched.opacity = self.value
                canvas.set_overlay_opacity(self.value)
            case "scale":
                canvas.zoom_to(0.05 * 320**self.value)
            case "fit":
                canvas.zoom_fit()
            case "size":
                watched.resize(SIZE[0] + round(60 * self.value), SIZE[1] - round(40 * self.value))
