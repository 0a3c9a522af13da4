"""What a hand does to a cutout, and what should become of its matte."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import Qt

from picwish_desktop.model.backdrop import Backdrop, Shadow
from picwish_desktop.model.cutout import Look
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Point, matte_of
from tests.ui.canvas.interruptions import After, Interruption, interrupt
from tests.ui.canvas.reference_mark import distances
from tests.ui.canvas.watched_cutout import WatchedCutout
from tests.ui.canvas.watched_view import CONTROL, LEFT, MOVE, PRESS, RELEASE, RIGHT, Place


@dataclass(frozen=True)
class MatteStroke:
    """Keeps or removes by hand; something may happen in the middle of it."""

    places: list[Place]
    more: list[Place]
    by: Interruption | None
    size: int
    hardness: float
    tool: Tool = Tool.BRUSH
    button: Qt.MouseButton = LEFT

    def do(self, watched: WatchedCutout) -> None:
        canvas = watched.canvas
        canvas.set_smart(False)
        canvas.painting.hardness = self.hardness
        watched.take(self.tool)
        canvas.set_brush_size(self.size)
        if watched.takes_divider(self.places[0]):
            return
        points = begin(watched, self.places, self.button)
        after = After.GOES_ON
        if self.by is not None:
            after = interrupt(watched, self.by, self.places[-1], self.button)
            watched.assert_painted()
        if after in (After.ENDED, After.ANEW, After.ELSEWHERE):
            self.follow(watched, points)
        more = go_on(watched, self.more, self.button)
        if after is After.GOES_ON:
            self.follow(watched, [*points, *more])
        elif after is After.ANEW:
            self.follow(watched, [points[-1], *more])
        elif after is After.ELSEWHERE:
            self.follow(watched, more)

    def follow(self, watched: WatchedCutout, points: list[Point]) -> None:
        """It is right but for rounding; what it is exactly is then taken over."""
        is_keeping = self.tool is not Tool.ERASER and self.button != RIGHT
        before, after = watched.matte.matte, matte_of(watched.canvas)
        expected = watched.matte.painted(points, self.size, self.hardness, is_keeping=is_keeping)
        assert np.abs(after - expected).max() <= 1, "the matte"
        assert np.array_equal(after[expected == before], before[expected == before]), "changed beside the stroke"
        watched.matte.become(after)


@dataclass(frozen=True)
class HintStroke:
    """Points at what to keep or remove; something may happen in the middle of it."""

    places: list[Place]
    more: list[Place]
    by: Interruption | None
    size: int
    button: Qt.MouseButton = LEFT

    def do(self, watched: WatchedCutout) -> None:
        watched.canvas.set_smart(True)
        watched.take(Tool.BRUSH)
        watched.canvas.set_brush_size(self.size)
        if watched.takes_divider(self.places[0]):
            return
        told = len(watched.hints)
        points = begin(watched, self.places, self.button)
        after = After.GOES_ON
        if self.by is not None:
            after = interrupt(watched, self.by, self.places[-1], self.button)
            watched.assert_painted()
        more = go_on(watched, self.more, self.button)
        drawn = {
            After.GOES_ON: [[*points, *more]],
            After.ANEW: [points, [points[-1], *more]],
            After.ELSEWHERE: [points, more],
            After.ENDED: [points],
            After.TAKEN_BACK: [],
        }[after]
        reaching = [way for way in drawn if self._reaches(watched, way)]
        assert len(watched.hints) - told == len(reaching), "how many were told"
        for hint, way in zip(watched.hints[told:], reaching, strict=True):
            mask = hint.mask(watched.document.photo.bounds)
            away, radius = distances(way, watched.document.photo.bounds), max(2, self.size) / 2
            assert mask[away <= radius - 1].all(), "a gap in the hint"
            assert not mask[away > radius + 1].any(), "hinted beside the stroke"
            assert hint.is_keeping == (self.button == LEFT)

    def _reaches(self, watched: WatchedCutout, way: list[Point]) -> bool:
        """Whether its bounds do, line by line."""
        photo, radius = watched.document.photo, self.size / 2
        for start, end in zip((way[0], *way), way, strict=False):
            (left, right), (top, bottom) = (sorted((start[axis], end[axis])) for axis in (0, 1))
            if (
                np.floor(left - radius) < photo.width
                and np.ceil(right + radius) > 0
                and np.floor(top - radius) < photo.height
                and np.ceil(bottom + radius) > 0
            ):
                return True
        return False


@dataclass(frozen=True)
class LeftMatteStroke:
    """Another document is shown while the button is held down, and this one again after the release."""

    places: list[Place]
    more: list[Place]
    size: int

    def do(self, watched: WatchedCutout) -> None:
        stroke = MatteStroke(self.places, self.more, None, self.size, 0.5)
        watched.canvas.set_smart(False)
        watched.canvas.painting.hardness = stroke.hardness
        watched.take(Tool.BRUSH)
        watched.canvas.set_brush_size(self.size)
        if watched.takes_divider(self.places[0]):
            return
        points = begin(watched, self.places, LEFT)
        other = watched.turn_to_another_document()
        go_on(watched, self.more, LEFT)
        assert other.undo_label is None, "a stroke went on in another document"
        assert not watched.hints, "nor does it point at something there"
        watched.turn_back()
        stroke.follow(watched, points)


def begin(watched: WatchedCutout, places: list[Place], button: Qt.MouseButton) -> list[Point]:
    """Press and go along `places`. Where that was on the photo."""
    points = [watched.point(place) for place in places]
    watched.send(PRESS, places[0], button)
    for place in places[1:]:
        watched.send(MOVE, place, button)
    watched.assert_painted()
    return points


def go_on(watched: WatchedCutout, places: list[Place], button: Qt.MouseButton) -> list[Point]:
    """Further along `places`, and release."""
    points = [watched.point(place) for place in places]
    for place in places:
        watched.send(MOVE, place, button)
    watched.assert_painted()
    watched.send(RELEASE, places[-1], button)
    return points


@dataclass(frozen=True)
class DropHint:
    """What was pointed at is found."""

    def do(self, watched: WatchedCutout) -> None:
        if watched.hints:
            watched.canvas.remove_hint(watched.hints.pop(0))


@dataclass(frozen=True)
class TakeBack:
    is_redo: bool

    def do(self, watched: WatchedCutout) -> None:
        watched.ask_for_shortcut(Qt.Key.Key_Z, CONTROL)
        if watched.document.undo_label != "Cut out" and not self.is_redo:
            watched.document.undo()
            watched.matte.undo()
        elif self.is_redo:
            watched.document.redo()
            watched.matte.redo()


@dataclass(frozen=True)
class SeeAs:
    view: CutoutView

    def do(self, watched: WatchedCutout) -> None:
        watched.canvas.set_cutout_view(self.view)


@dataclass(frozen=True)
class TurnToMarking:
    """And back."""

    def do(self, watched: WatchedCutout) -> None:
        watched.canvas.set_job(CanvasJob.MARK)
        watched.assert_fresh()
        watched.canvas.set_job(CanvasJob.CUT_OUT)


@dataclass(frozen=True)
class PutBefore:
    backdrop: Backdrop | None
    shadow: Shadow

    def do(self, watched: WatchedCutout) -> None:
        """No step, so that undo is the strokes'."""
        document = watched.document
        state = replace(document.state, look=Look(self.backdrop, self.shadow))
        document.notify(document.enter(state))
