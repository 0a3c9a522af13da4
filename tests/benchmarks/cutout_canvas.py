"""How fast a cutout is drawn again: another look, and a brush on its matte.

A photograph of 24 MP in a view of 1920 × 1080, without a screen. A time is from the change of the document to the end
of the painting that it asks for, on the window's thread. One plain copy of the whole view is timed beside them: what a
machine that does something else at the same time is measured by.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice, pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from skimage import data

from picwish_desktop.imaging.blur import blurred_photo
from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.backdrop import (
    BackdropPicture,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
    Shadow,
)
from picwish_desktop.model.cutout import Cutout, Edge, Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.cutout_surface import CutoutSurface
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.matte_stroke import MatteStroke
from picwish_desktop.ui.canvas.picture import Picture
from tests.benchmarks.canvas_stage import paint
from tests.benchmarks.measuring import timed, undisturbed
from tests.benchmarks.row import Row

Times: TypeAlias = NDArray[np.float64]
"""Milliseconds."""
Pixels: TypeAlias = NDArray[np.uint8]

WIDTH, HEIGHT = 6000, 4000
VIEW = 1920, 1080
CHANGES = 100
FRAME_MS = 16
TILE = 64
"""Sides of the patches that a cutout's colours come in."""
ASKING = {"socket.connect", "subprocess.Popen", "os.posix_spawn", "os.fork"}


def run() -> list[Row]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    asked: list[str] = []
    # a hook cannot be taken out again
    sys.addaudithook(lambda event, _: asked.append(event) if event in ASKING else None)
    canvas, document = _shown()
    blit = float(np.median(_blits()))
    rows = [Row("one copy of the whole view, median", blit, "ms")]
    for place, scale in (("fit", None), ("100 %", 1.0)):
        _zoom(canvas, scale)
        rows += _looks(canvas, document, place, blit)
    for place, scale, radius in (("fit", None, 50), ("100 %", 1.0, 200)):
        _zoom(canvas, scale)
        times = _strokes(canvas, document, radius)
        rows += _rows(f"brush of radius {radius} at {place}", times, blit, None)
    canvas.close()
    return [*rows, Row("connections and processes for all this", len(asked), "", "0", not asked)]


def _looks(canvas: Canvas, document: Document, place: str, blit: float) -> list[Row]:
    plain = Look(shadow=Shadow(strength=0.5))
    backdrops = [replace(plain, backdrop=backdrop) for backdrop in BACKDROPS]
    drags = {
        "shadow's strength": [replace(plain, shadow=Shadow(strength=at / CHANGES)) for at in range(1, CHANGES)],
        "shadow's blur": [replace(plain, shadow=Shadow(0.5, blur=at / 1000)) for at in range(1, CHANGES)],
        "edge's shift": [replace(plain, edge=Edge(shift=at / 10 - 5)) for at in range(CHANGES)],
        "edge's softness": [replace(plain, edge=Edge(soften=at / 10)) for at in range(CHANGES)],
    }
    rows = []
    every = _changes(canvas, document, list(islice(cycle(backdrops), CHANGES)))
    rows += _rows(f"{CHANGES} backdrops at {place}", every, blit, FRAME_MS)
    for backdrop, times in zip(backdrops, every.reshape(-1, len(backdrops)).T, strict=True):
        rows.append(Row(f"  {type(backdrop.backdrop).__name__}, median", float(np.median(times)), "ms"))
    for name, looks in drags.items():
        rows += _rows(f"{name} at {place}", _drag(document, looks), blit, None)
    return rows


def _rows(name: str, times: Times, blit: float, target: float | None) -> list[Row]:
    middle, worst = float(np.median(times)), float(np.percentile(times, 99))
    asked = "" if target is None else f"< {target} ms"
    return [
        Row(f"{name}, p50", middle, "ms"),
        Row(f"{name}, p99", worst, "ms", asked, None if target is None else worst < target),
        Row(f"{name}, p99", worst / blit, "copies"),
    ]


def _shown() -> tuple[Canvas, Document]:
    """A photo with a cutout whose edge is soft, of which everything that is prepared in the background is."""
    photograph = Image.fromarray(data.coffee()).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    pixels = np.array(photograph, np.uint8)
    photo = Photo(pixels, Metadata("JPEG"))
    document = Document(photo)
    picture = Picture(Pyramid.of(pixels), lambda patch: patch.astype(np.uint8))
    matte = _matte()
    cutout = Cutout(matte, _colors(matte), "local")
    picture.prepare(cutout.colors)
    levels = picture.matte_levels(matte)
    for backdrop in BACKDROPS:
        if isinstance(backdrop, PictureBackdrop):
            picture.behind.add_picture(backdrop.picture)
    level = picture.level_within(1024)
    small = levels.level(level)[..., 0]
    picture.behind.set_blurred(blurred_photo(picture.opaque(level, ()), small, 0.02 * small.shape[1]), photo.bounds)
    canvas = Canvas()
    canvas.resize(*VIEW)
    canvas.set_job(CanvasJob.CUT_OUT)
    canvas.show()
    QTest.qWaitForWindowExposed(canvas)
    canvas.set_document(document, picture)
    document.set_cutout("Cut out", cutout)
    paint()
    return canvas, document


def _matte() -> Pixels:
    """An ellipse that fills most of the photo, hairy: its edge goes in and out by some 60 pixels."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    x, y = (x - WIDTH / 2) / (WIDTH * 0.35), (y - HEIGHT / 2) / (HEIGHT * 0.42)
    away = (1 - np.hypot(x, y)) * 1500 + 60 * np.sin(np.arctan2(y, x) * 200)
    levels: Pixels = np.clip(away * 20 + 128, 0, 255).astype(np.uint8)
    return levels


def _colors(matte: Pixels) -> Edit:
    """Patches wherever the edge is."""
    rng = np.random.default_rng(0)
    patches = []
    for y in range(0, HEIGHT, TILE):
        for x in range(0, WIDTH, TILE):
            rect = Rect(x, y, TILE, TILE).intersection(Rect(0, 0, WIDTH, HEIGHT))
            part = matte[rect.slices]
            if ((part > 0) & (part < 255)).any():
                patches.append(Patch(rect, rng.integers(0, 256, (rect.height, rect.width, 3), np.uint8)))
    return Edit("Cut out", "local", tuple(patches))


def _zoom(canvas: Canvas, scale: float | None) -> None:
    if scale is None:
        canvas.zoom_fit()
    else:
        canvas.zoom_to(scale)


def _changes(canvas: Canvas, document: Document, looks: list[Look]) -> Times:
    # once before: what is made when it is first shown is not made for each change
    for look in looks[: len(BACKDROPS)]:
        document.set_look("Look", look)
        canvas.repaint()
    return _timed([partial(document.set_look, "Look", look) for look in looks])


def _drag(document: Document, looks: list[Look]) -> Times:
    """As a slider is dragged: one gesture."""
    with document.gesture("Look") as gesture:
        return _timed([lambda look=look: gesture.set_state(replace(document.state, look=look)) for look in looks])  # type: ignore[misc]


def _strokes(canvas: Canvas, document: Document, radius: int) -> Times:
    """Of what each move of the mouse costs: strokes along the edge, by steps as a hand makes them."""
    document.set_look("Look", Look(ColorBackdrop((240, 240, 240)), Shadow(0.5)))
    canvas.repaint()
    times = []
    middle = canvas.viewport.to_picture(VIEW[0] / 2, VIEW[1] / 2)
    for is_keeping in (False, True):
        surface = canvas.surface
        assert isinstance(surface, CutoutSurface)
        stroke = MatteStroke(document.begin("Brush"), surface, 2 * radius, 0.8, is_keeping=is_keeping)
        step = 12 / canvas.viewport.scale
        points = [(middle[0] + (at - CHANGES / 2) * step, middle[1] + (at % 7) * step) for at in range(CHANGES)]
        times.append(_timed([partial(stroke.draw, *line) for line in pairwise(points)]))
        canvas.update_area(stroke.commit())
        canvas.repaint()
    return np.concatenate(times)


def _timed(actions: Sequence[Callable[[], None]]) -> Times:
    """Each with the painting it asks for."""
    paint()
    with undisturbed():
        return np.array([timed(partial(_show, action)) for action in actions])


def _show(action: Callable[[], None]) -> None:
    action()
    paint()


def _blits() -> Times:
    shown, view = (QImage(*VIEW, QImage.Format.Format_RGB32) for _ in range(2))
    shown.fill(Qt.GlobalColor.gray)

    def copy() -> None:
        with QPainter(view) as painter:
            painter.drawImage(0, 0, shown)

    return np.array([timed(copy) for _ in range(CHANGES)])


BACKDROPS = (
    ColorBackdrop((255, 255, 255)),
    GradientBackdrop((20, 60, 120), (240, 230, 210), 60.0),
    PictureBackdrop(
        BackdropPicture(np.asarray(Image.fromarray(data.rocket()).resize((4000, 2700), Image.Resampling.BICUBIC)), "")
    ),
    BlurredBackdrop(),
    None,
)
