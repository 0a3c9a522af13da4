"""The outline of a cutout while its matte is painted."""

from contextlib import closing

import pytest

from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.any_gestures import levels_down_to
from tests.ui.canvas.interruptions import Interruption
from tests.ui.canvas.matte_gestures import MatteStroke, SeeAs
from tests.ui.canvas.watched_cutout import WatchedCutout
from tests.ui.canvas.watched_view import RIGHT


@pytest.mark.usefixtures("qtbot")
def test_an_outline_that_a_stroke_brings_to_sight_is_exact_when_the_stroke_ends() -> None:
    watched = WatchedCutout((500, 130), 0.05 * 320**0.75)
    watched.canvas.set_cutout_view(CutoutView.ORIGINAL)
    # painted once while the stroke goes on, and not once more before it ends
    way, rest = [(297, 23), (183, 130)], [(58, 168)]
    MatteStroke(way, rest, Interruption.TOOL, 2, 0.25, Tool.ERASER, RIGHT).do(watched)
    watched.assert_right()
    watched.close()


@pytest.mark.usefixtures("qtbot")
def test_an_outline_just_beside_a_stroke_is_painted_again() -> None:
    """It is seen exactly where the photo's pixels end between those of the view."""
    with levels_down_to(512), closing(WatchedCutout((500, 130), 7.650819998320298)) as watched:
        SeeAs(CutoutView.OUTLINE).do(watched)
        watched.assert_right()
        MatteStroke([(246, 2), (0, 0)], [(2, 2), (208, 0)], Interruption.THEME, 7, 0.0, Tool.ERASER).do(watched)
        watched.assert_right()
