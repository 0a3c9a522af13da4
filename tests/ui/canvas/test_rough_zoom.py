"""While a zoom moves, what was seen is scaled; a moment later all is drawn."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.decoration import DARK, LOWER, SHADOW, paint_shadow
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, Screen, array_of, document_of, edit_of, grabbed, noise, stage_of
from tests.ui.canvas.conftest import MakeCanvas
from tests.ui.canvas.rough_zoom import shows_scaled

TURNS = [(30, 30, 30), (120,), (480, -60), (-30, -30), (-480,), (240, -960)]


@pytest.mark.parametrize("turns", TURNS, ids=str)
@pytest.mark.parametrize("scale", [0.4, 1.0, 2.6])
@pytest.mark.parametrize("size", [(900, 700), (300, 90)], ids=["large", "small"])
def test_what_was_seen_is_scaled_and_what_was_not_is_background(
    make_canvas: MakeCanvas,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    scale: float,
    turns: tuple[int, ...],
) -> None:
    canvas = make_canvas(noise(*size), scale=scale)
    canvas.set_tool(Tool.HAND)
    canvas.pan(-31, 17)
    document_of(canvas).mark_all()
    screen, hand = Screen(canvas, monkeypatch), Hand(canvas)
    for delta in turns:
        hand.turn_wheel((size[0] * 0.4, size[1] * 0.6), delta)
        assert screen.is_right()
        shows_scaled(canvas, canvas.surface, grabbed(canvas), canvas.viewport.visible_area)
    canvas.sharpen()
    assert screen.is_right()


@pytest.mark.parametrize("turns", TURNS, ids=str)
def test_both_sides_of_the_divider_are_scaled(make_canvas: MakeCanvas, turns: tuple[int, ...]) -> None:
    canvas = make_canvas(noise(900, 700), scale=1.0)
    document_of(canvas).propose(edit_of(Rect(0, 0, 900, 700)))
    canvas.set_compare(True)
    canvas.set_tool(Tool.HAND)
    for delta in turns:
        Hand(canvas).turn_wheel((380, 410), delta)
        view, area = grabbed(canvas), canvas.viewport.visible_area
        # beside what is written at the top, and the grip
        top, grip, line = area.y + 42, 20, canvas.divider.x(area)
        left = Rect(area.x, top, line - grip - area.x, area.bottom - top)
        shows_scaled(canvas, canvas.original, view, left)
        shows_scaled(canvas, canvas.surface, view, Rect(line + grip, top, area.right - line - grip, left.height))


@pytest.mark.parametrize("turns", TURNS, ids=str)
def test_a_cutout_is_scaled(make_canvas: MakeCanvas, turns: tuple[int, ...]) -> None:
    canvas = make_canvas(noise(8, 8))
    stage_of(420, 300).show(canvas)
    canvas.set_tool(Tool.HAND)
    canvas.zoom_to(1.3)
    for delta in turns:
        Hand(canvas).turn_wheel((200, 170), delta)
        shows_scaled(canvas, canvas.surface, grabbed(canvas), canvas.viewport.visible_area)


@pytest.mark.parametrize("ratio", ["1.25", "1.5", "2"])
def test_on_a_dense_screen_too(ratio: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    script = "from tests.ui.canvas.rough_zoom import check; check()"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == f"{float(ratio)}\n"


def test_the_zoom_is_told_when_it_is_drawn(make_canvas: MakeCanvas) -> None:
    canvas, told = make_canvas(noise(900, 700), scale=1.0), list[float]()
    canvas.zoom_changed.connect(told.append)
    hand = Hand(canvas)
    hand.turn_wheel((450, 350), 60)
    hand.turn_wheel((450, 350), 60)
    assert told == []
    canvas.sharpen()
    assert told == pytest.approx([1.25])
    hand.turn_wheel((450, 350), 120)
    hand.turn_wheel((450, 350), -120)
    canvas.sharpen()
    assert told == pytest.approx([1.25]), "there and back"


AREAS = [Rect(50, 40, 300, 200), Rect(50, 40, 90, 220), Rect(-900, 60, 1800, 90), Rect(120, 90, 84, 81)]


@pytest.mark.parametrize("area", AREAS, ids=str)
@pytest.mark.parametrize("ground", ["#161617", "#f4f4f4"])
@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_the_shadow_is_that_of_outlines_around_the_whole_picture(area: Rect, ground: str, ratio: float) -> None:
    def outlines(painter: QPainter) -> None:
        reach, lower = round(SHADOW * ratio), round(LOWER * ratio)
        strength = 70 if QColor(ground).lightness() < DARK else 28
        for distance in range(-lower, reach):
            painter.setPen(QColor(0, 0, 0, round(strength * (1 - max(0, distance) / reach) ** 2)))
            outer, corner = area.translated(0, lower).grown(distance), max(0, distance)
            painter.drawRoundedRect(outer.x, outer.y, outer.width - 1, outer.height - 1, corner, corner)

    def on_ground(shadow: QImage) -> DisplayPixels:
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(QColor(ground))
        with QPainter(image) as painter:
            painter.drawImage(0, 0, shadow)
            painter.fillRect(area.x, area.y, area.width, area.height, QColor(255, 0, 0))
        return array_of(image)

    expected, painted = (QImage(400, 300, QImage.Format.Format_ARGB32_Premultiplied) for _ in range(2))
    for image in (expected, painted):
        image.fill(0)
    with QPainter(expected) as painter:
        outlines(painter)
    with QPainter(painted) as painter:
        paint_shadow(painter, area, QColor(ground), ratio)
    np.testing.assert_array_equal(on_ground(painted), on_ground(expected))
