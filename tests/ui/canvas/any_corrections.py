"""What a hand can do on the canvas when it corrects a cutout."""

from __future__ import annotations

from contextlib import closing
from typing import Protocol

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from picwish_desktop.model.backdrop import ColorBackdrop, GradientBackdrop, Shadow
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.any_gestures import (
    buttons,
    fractions,
    inside,
    levels_down_to,
    places,
    scales,
    sizes,
    smallest_sides,
    ways,
)
from tests.ui.canvas.interruptions import Interruption
from tests.ui.canvas.matte_gestures import (
    DropHint,
    HintStroke,
    LeftMatteStroke,
    MatteStroke,
    PutBefore,
    SeeAs,
    TakeBack,
    TurnToMarking,
)
from tests.ui.canvas.view_gestures import Look, Show, Wheel, ZoomRoughly
from tests.ui.canvas.watched_cutout import WatchedCutout
from tests.ui.canvas.watched_view import LEFT, NONE


class Correction(Protocol):
    def do(self, watched: WatchedCutout) -> None:
        """With mouse, wheel or keys; and to the reference what should become of the matte."""


_interruptions = st.one_of(st.none(), st.sampled_from(Interruption))
_tools = st.sampled_from([Tool.BRUSH, Tool.BRUSH, Tool.ERASER])
_strokes = st.builds(MatteStroke, places, ways, _interruptions, sizes, fractions, _tools, buttons)
_hints = st.builds(HintStroke, places, ways, _interruptions, sizes, buttons)
_backdrops = st.sampled_from([None, ColorBackdrop((10, 200, 90)), GradientBackdrop((255, 0, 0), (0, 0, 255), 30.0)])
_looks = st.one_of(
    st.builds(SeeAs, st.sampled_from(CutoutView)),
    st.builds(PutBefore, _backdrops, st.sampled_from([Shadow(), Shadow(0.6)])),
    st.builds(Wheel, inside, st.sampled_from([-240, -30, 60, 360]), st.sampled_from([0, 160])),
    st.builds(ZoomRoughly, inside, st.sampled_from([0.4, 0.8, 1.1, 1.9])),
    st.builds(Look, ways, st.just(Tool.HAND), st.just(LEFT), st.just(NONE), st.just(False)),
    st.builds(Show, st.sampled_from(["compare", "divider", "theme", "scale", "fit", "size"]), fractions),
    st.just(TurnToMarking()),
)
_others = st.one_of(
    st.builds(LeftMatteStroke, places, ways, sizes), st.builds(TakeBack, st.booleans()), st.just(DropHint())
)
corrections = st.one_of(_strokes, _strokes, _hints, _looks, _looks, _others)


def run(examples: int) -> None:
    """The test itself, so often."""
    _check(examples, st.lists(corrections, min_size=6, max_size=12))


def run_interrupted(by: Interruption, examples: int) -> None:
    """Strokes in the middle of which that happens, so often."""
    interrupted = st.builds(MatteStroke, ways, ways, st.just(by), sizes, fractions, _tools, buttons)
    hints = st.builds(HintStroke, ways, ways, st.just(by), sizes, buttons)
    doing = st.tuples(st.builds(SeeAs, st.sampled_from(CutoutView)), interrupted, hints)
    _check(examples, doing.map(lambda each: [*each]))


def _check(examples: int, corrections: st.SearchStrategy[list[Correction]]) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from([(320, 240), (287, 391), (500, 130)]),
        scales,
        smallest_sides,
        corrections,
    )
    def check(size: tuple[int, int], scale: float, smallest: int, doing: list[Correction]) -> None:
        with levels_down_to(smallest), closing(WatchedCutout(size, scale)) as watched:
            for correction in doing:
                correction.do(watched)
                if isinstance(correction, ZoomRoughly):
                    # what comes next meets a picture that is only scaled
                    watched.assert_matte()
                else:
                    watched.assert_right()
            watched.assert_right()

    check()
