"""What is thin is seen to be marked in a whole large photo, too, which is shown very small."""

import numpy as np
import pytest

from picwish_desktop.model.geometry import Rect
from tests.ui.canvas.acting import document_of, grabbed
from tests.ui.canvas.conftest import MakeCanvas


@pytest.mark.parametrize("scale", [0.01, 0.014, 0.02, 0.03, 0.04, 0.07, 0.1])
@pytest.mark.parametrize("size", [(11600, 8700), (30000, 900)], ids=["100 megapixels", "panorama"])
def test_a_line_of_one_pixel_is_seen_all_along(make_canvas: MakeCanvas, size: tuple[int, int], scale: float) -> None:
    canvas = make_canvas(np.full((size[1], size[0], 1), 90, np.uint8), scale=scale, size=(400, 300))
    canvas.pan(10**6, 10**6)
    document, bare = document_of(canvas), grabbed(canvas).astype(int)
    shown = canvas.viewport.visible_area
    y, least, length = canvas.viewport.to_picture(shown.x + 1, shown.y + shown.height / 2)[1], [], 0
    for beside in range(0, 90, 13):
        with document.gesture("Test") as gesture, gesture.painting(Rect(0, int(y) + beside, size[0], 1)) as painted:
            painted[:] = 255
        change = np.abs(grabbed(canvas).astype(int) - bare).max(axis=2)[:, shown.x + 2 : shown.right - 2]
        least.append(change.max(axis=0).min())
        length = change.shape[1]
        document.undo()
    document.mark_all()
    full = np.abs(grabbed(canvas).astype(int) - bare).max()
    assert length > 50
    assert min(least) / full > 0.2
