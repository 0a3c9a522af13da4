"""Whatever was done: the canvas shows what a new one shows, marked is what each gesture marks by itself, and of a
cutout there is what each stroke should leave."""

import os
import subprocess
import sys

import pytest

from tests.ui.canvas import any_corrections, any_gestures
from tests.ui.canvas.interruptions import Interruption

GESTURES, FROM_AFAR, CORRECTIONS = 30, 20, 20
"""Examples."""
INTERRUPTED = 4
"""Examples of each way."""
DENSE_GESTURES, DENSE_CORRECTIONS = 8, 8
"""Examples on each dense screen."""


@pytest.mark.usefixtures("qtbot")
def test_after_any_gestures_the_canvas_is_right() -> None:
    any_gestures.run(GESTURES)


@pytest.mark.usefixtures("qtbot")
def test_thin_marks_are_right_from_any_distance() -> None:
    any_gestures.run_from_afar(FROM_AFAR)


@pytest.mark.usefixtures("qtbot")
def test_after_any_corrections_the_cutout_is_right() -> None:
    any_corrections.run(CORRECTIONS)


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("by", Interruption)
def test_whatever_happens_in_the_middle_of_a_stroke(by: Interruption) -> None:
    any_gestures.run_interrupted(by, INTERRUPTED)
    any_corrections.run_interrupted(by, INTERRUPTED)


@pytest.mark.parametrize("ratio", ["1.5", "2.0"])
def test_after_any_of_them_on_a_dense_screen_too(ratio: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    examples = f"{DENSE_GESTURES}, {DENSE_CORRECTIONS}"
    script = f"from tests.ui.canvas.dense_gestures import check; check({examples})"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == f"{ratio}\n"
