"""What `test_portrait_view` has a process of its own check, because Qt reads the screen's scaling at its start only."""

import sys
from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QApplication

from picwish_desktop.model.portrait import Placement
from picwish_desktop.ui.id_photo.portrait_view import PortraitView
from tests.ui.id_photo.portrait_stage import Answering, Hand, dot_in, dotted, expected, inside, scene_of, seen


def check() -> None:
    application = QApplication([])
    view = PortraitView()
    view.resize(701, 563)
    view.show()
    dot, placement = (260.0, 400.0), Placement((300, 420), 500, 4)
    answering = Answering(view, replace(scene_of(placement, pixels=dotted(dot)), guides=[]))
    assert view.frame.area.height > 0.85 * 563 * view.frame.ratio
    np.testing.assert_allclose(dot_in(seen(view)), expected(view, placement, dot), atol=1)
    hand = Hand(view)
    begin, end = inside(view, 0.3, 0.3), inside(view, 0.55, 0.45)
    before = view.frame.to_photo(placement, hand.met(begin))
    hand.drag(begin, (begin[0] + 9, begin[1]), end)
    moved = answering.scene.placement
    np.testing.assert_allclose(view.frame.to_photo(moved, hand.met(end)), before, atol=1e-6)
    np.testing.assert_allclose(dot_in(seen(view)), expected(view, moved, dot), atol=1)
    sys.stdout.write(f"{view.frame.ratio}\n")
    view.close()
    application.quit()
