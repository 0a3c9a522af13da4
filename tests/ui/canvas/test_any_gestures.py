"""Whatever was done: the canvas shows what a new one shows, and marked is what each gesture marks by itself."""

import os
import subprocess
import sys

import pytest

from tests.ui.canvas import any_gestures

EXAMPLES, DENSE_EXAMPLES = 40, 15


@pytest.mark.usefixtures("qtbot")
def test_after_any_gestures_the_canvas_is_right() -> None:
    any_gestures.run(EXAMPLES)


def test_after_any_gestures_on_a_dense_screen_too() -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    script = f"from tests.ui.canvas.any_gestures import run_alone; run_alone({DENSE_EXAMPLES})"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == "2.0\n"
