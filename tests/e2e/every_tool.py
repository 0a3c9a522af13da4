"""Every tool and every way of marking, one after the other, by mouse and keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QToolButton

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.pixel_grid import FIRST_SCALE
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.canvas.viewport import Viewport
from picwish_desktop.ui.dialogs.import_mask import ImportMaskDialog
from picwish_desktop.ui.overlay_button import OverlayButton
from picwish_desktop.ui.widgets.elided_label import ElidedLabel
from picwish_desktop.ui.widgets.pixel_line import PixelLine
from tests.e2e.artist import DOWN, MIDDLE, RIGHT, UP, Artist
from tests.ui.canvas.acting import Point
from tests.waiting import until

MOST_STEPS = 90
"""More than are taken here."""


def is_marked(artist: Artist, *points: Point) -> bool:
    marked = artist.document.selection.marked(artist.document.selection.area)
    return all(marked[int(y), int(x)] == 255 for x, y in points)


def label_of(artist: Artist) -> str | None:
    return artist.document.undo_label


def copied(artist: Artist) -> Mask:
    return artist.document.selection.marked(artist.document.selection.area).copy()


async def opens_photos(artist: Artist, folder: Path) -> None:
    Image.fromarray(skimage.data.coffee()).save(folder / "cup.png")
    Image.fromarray(skimage.data.chelsea()).save(folder / "cat.png")
    await artist.opens(folder / "cup.png")
    await artist.finds_photo()


# tools


async def paints(artist: Artist) -> None:
    canvas, document = artist.canvas, artist.document
    await artist.takes(Tool.BRUSH, "b")
    await artist.points_at((300, 200))
    # by where they are on the keyboard, then by what is printed on others
    for key, is_larger in (("35", True), ("35", True), ("34", False), ("period", True), ("comma", False)):
        before = canvas.brush_size
        await artist.keys(key)
        await until(lambda: canvas.brush_size != before)  # noqa: B023
        assert (canvas.brush_size > before) is is_larger
    before = canvas.brush_size
    artist.hand_with_alt.turn_wheel((300, 200), 240)
    await until(lambda: canvas.brush_size >= before * 1.3)
    assert canvas.viewport.is_fitting
    before = canvas.brush_size
    await artist.draws((300, 200), (285, 200), (280, 200), holding="shift")
    await until(lambda: canvas.brush_size == before - 40)
    assert label_of(artist) is None
    assert artist.slider("Size").accessibleDescription() == f"{canvas.brush_size} px"

    await artist.draws((60, 60), (120, 70), (180, 60))
    await until(lambda: is_marked(artist, (60, 60), (120, 70), (180, 60)))
    assert document.undo_label == "Paint"
    artist.looks("brush")
    # a straight line from there
    await artist.clicks_at((180, 160), holding="shift")
    await until(lambda: is_marked(artist, (180, 110), (180, 160)))


async def erases(artist: Artist) -> None:
    canvas, size = artist.canvas, artist.canvas.brush_size
    await artist.takes(Tool.ERASER, "e")
    assert canvas.brush_size == 64
    await artist.keys("comma", "comma", "comma")
    await until(lambda: canvas.brush_size < 40)
    await artist.draws((120, 70), (121, 71))
    await until(lambda: not is_marked(artist, (120, 70)))
    assert artist.document.undo_label == "Erase"
    artist.looks("eraser")
    await artist.takes(Tool.BRUSH, "x")
    assert canvas.brush_size == size
    await artist.draws((180, 110), (181, 112), button=RIGHT)
    await until(lambda: not is_marked(artist, (180, 110)))
    assert is_marked(artist, (180, 160))
    artist.hand_with_alt.drag((180, 160), (182, 160))
    assert not is_marked(artist, (180, 160))
    assert artist.document.undo_label == "Erase"


async def draws_rectangles(artist: Artist) -> None:
    document, panel = artist.document, artist.window.remove_panel
    await artist.does(Command.CLEAR, "ctrl+d", "Clear mark")
    await artist.takes(Tool.RECTANGLE, "m")
    await artist.draws((40, 40), (90, 70), (140, 100))
    await until(lambda: document.state.rectangles == (Rect(40, 40, 100, 60),))
    artist.looks("rectangle")
    await artist.draws((90, 70), (100, 90), (110, 90))
    await until(lambda: document.state.rectangles == (Rect(60, 60, 100, 60),))
    await artist.draws((160, 120), (170, 130), (180, 150))
    await until(lambda: document.state.rectangles == (Rect(60, 60, 120, 90),))
    await artist.keys("Right", "Right", "shift+Down")
    await until(lambda: document.state.rectangles == (Rect(62, 70, 120, 90),))
    await artist.does(Command.DUPLICATE, "shift+d", "Duplicate rectangle")
    assert len(document.state.rectangles) == 2
    fields = panel.rectangle_fields.findChildren(PixelLine)
    for field, number in zip(fields, (400, 250, 80, 50), strict=True):
        await artist.clicks(field)
        await artist.keys("ctrl+a")
        await artist.types(str(number))
        await artist.keys("Return")
        await until(lambda: field.value == number)  # noqa: B023
    await until(lambda: document.state.rectangles == (Rect(62, 70, 120, 90), Rect(400, 250, 80, 50)))
    artist.looks("rectangle-fields")
    await artist.presses(panel.rectangle_fields, "Duplicate")
    await until(lambda: len(document.state.rectangles) == 3)
    await artist.presses(panel.rectangle_fields, "Delete")
    await until(lambda: len(document.state.rectangles) == 2)
    await artist.clicks_at((100, 100))
    await artist.keys("Delete")
    await until(lambda: document.state.rectangles == (Rect(400, 250, 80, 50),))
    marked = copied(artist)
    await artist.presses(panel.rectangle_fields, "To mask")
    await until(lambda: not document.state.rectangles)
    np.testing.assert_array_equal(document.selection.mask, marked)
    # the mask is what one goes on with
    assert artist.canvas.tool is Tool.BRUSH
    # a brush makes them part of the mask
    await artist.takes(Tool.RECTANGLE, "m")
    await artist.draws((40, 40), (90, 70), (140, 100))
    await until(lambda: len(document.state.rectangles) == 1)
    await artist.takes(Tool.BRUSH, "b")
    await artist.draws((300, 300), (310, 300))
    await until(lambda: not document.state.rectangles)
    assert is_marked(artist, (41, 41), (401, 251), (300, 300))


async def draws_shapes(artist: Artist) -> None:
    document, strip = artist.document, artist.window.tool_strip
    await artist.does(Command.CLEAR, "ctrl+shift+a", "Clear mark")
    await artist.takes(Tool.LASSO, "l")
    await artist.draws((100, 100), (200, 90), (220, 200), (110, 210))
    await until(lambda: document.undo_label == "Draw lasso")
    assert is_marked(artist, (150, 150))
    artist.looks("lasso")
    await artist.takes(Tool.POLYGON, "shift+l")
    for corner in ((300, 100), (400, 100), (350, 200)):
        await artist.clicks_at(corner)
    await artist.points_at((330, 190))
    artist.looks("polygon-in-the-making")
    await artist.keys("Return")
    await until(lambda: document.undo_label == "Draw polygon")
    assert is_marked(artist, (150, 150), (350, 150))
    for corner in ((300, 300), (400, 300)):
        await artist.clicks_at(corner)
    await artist.clicks_at((350, 220), times=2)
    await until(lambda: is_marked(artist, (350, 280)))
    await artist.takes(Tool.ELLIPSE, "shift+m")
    await artist.draws((450, 100), (500, 150), (560, 180))
    await until(lambda: document.undo_label == "Draw ellipse")
    assert is_marked(artist, (505, 140))
    artist.looks("ellipse")
    # taken away: by the right button, by Alt, by the mode of the strip; Shift adds whatever the mode is
    await artist.draws((480, 120), (500, 150), (530, 160), button=RIGHT)
    await until(lambda: not is_marked(artist, (505, 140)))
    artist.hand_with_alt.drag((320, 110), (350, 140), (380, 150))
    assert not is_marked(artist, (350, 130))
    await artist.presses(strip, "Subtract")
    await until(lambda: artist.window.settings.shape_mode == "subtract")
    artist.looks("mode")
    await artist.draws((120, 120), (150, 150), (180, 180))
    await until(lambda: not is_marked(artist, (150, 150)))
    await artist.draws((120, 120), (150, 150), (180, 180), holding="shift")
    await until(lambda: is_marked(artist, (150, 150)))
    await artist.presses(strip, "New")
    await until(lambda: artist.window.settings.shape_mode == "new")
    await artist.draws((200, 100), (250, 150), (300, 200))
    await until(lambda: not is_marked(artist, (150, 150)) and is_marked(artist, (250, 150)))
    await artist.presses(strip, "Add")
    await until(lambda: artist.window.settings.shape_mode == "add")


async def uses_wand(artist: Artist) -> None:
    document, strip, settings = artist.document, artist.window.tool_strip, artist.window.settings
    await artist.does(Command.CLEAR, "ctrl+d", "Clear mark")
    await artist.takes(Tool.WAND, "w")
    await artist.clicks_at((40, 40))
    await until(lambda: document.undo_label == "Magic wand")
    assert is_marked(artist, (40, 40))
    connected = document.selection.count
    artist.looks("wand")
    await artist.presses(strip, "Contiguous")
    await until(lambda: not settings.wand_contiguous)
    await artist.clicks_at((40, 40))
    await until(lambda: document.selection.count > connected)
    everywhere = document.selection.count
    slider = artist.slider("Tolerance")
    tolerance = settings.wand_tolerance
    await artist.clicks_on(slider, QPoint(slider.width() - 4, slider.height() // 2))
    await until(lambda: settings.wand_tolerance > tolerance)
    await artist.clicks_at((40, 40))
    await until(lambda: document.selection.count > everywhere)
    await artist.clicks_at((40, 40), button=RIGHT)
    await until(lambda: not is_marked(artist, (40, 40)))
    await artist.is_idle()


# the whole mark


async def changes_mark(artist: Artist) -> None:
    document, area = artist.document, artist.document.selection.area
    await artist.does(Command.MARK_ALL, "ctrl+a", "Mark all")
    assert document.selection.count == area.area
    await artist.does(Command.CLEAR, "Delete", "Clear mark")
    assert document.selection.is_empty
    await artist.takes(Tool.ELLIPSE, "shift+m")
    await artist.draws((200, 100), (300, 200), (400, 300))
    await artist.draws((270, 170), (300, 200), (330, 230), button=RIGHT)
    await until(lambda: is_marked(artist, (220, 200)) and not is_marked(artist, (300, 200)))
    ring = document.selection.count
    await artist.does(Command.GROW, "ctrl+alt+bracketright", "Grow mark")
    grown = document.selection.count
    assert grown > ring
    await artist.does(Command.SHRINK, "ctrl+alt+bracketleft", "Shrink mark")
    assert document.selection.count < grown
    await artist.does(Command.FILL_HOLES, "ctrl+alt+h", "Fill holes")
    assert is_marked(artist, (300, 200))
    full = document.selection.count
    await artist.does(Command.INVERT, "ctrl+shift+i", "Invert mark")
    assert document.selection.count == area.area - full
    await artist.does(Command.INVERT, "ctrl+shift+i", "Invert mark")
    for name in ("Shrink", "Grow", "Invert", "Invert"):
        before = document.selection.count
        await artist.presses(artist.window.remove_panel, name)
        await until(lambda: document.selection.count != before)  # noqa: B023
        await artist.is_idle()


async def looks_at_mark(artist: Artist) -> None:
    window, canvas, document = artist.window, artist.canvas, artist.document
    inside, outside = (300, 200), (20, 380)
    await artist.keys("q")
    await until(lambda: window.commands[Command.MASK_ONLY].isChecked())
    assert (artist.color_at(inside), artist.color_at(outside)) == ((255, 255, 255), (0, 0, 0))
    artist.looks("mask-only")
    await artist.keys("q")
    await until(lambda: not window.commands[Command.MASK_ONLY].isChecked())
    await artist.keys("backslash")
    await until(lambda: not canvas.is_mark_shown)
    assert artist.color_at(inside) == tuple(document.photo.pixels[200, 300])
    await artist.keys("backslash")
    await until(lambda: canvas.is_mark_shown)
    for digit, percent in (("3", "30"), ("0", "100"), ("6", "60")):
        await artist.keys(digit)
        await until(lambda: artist.slider("Overlay").accessibleDescription() == percent)  # noqa: B023
        if digit == "0":
            color = canvas.mark_color
            assert artist.color_at(inside) == (color.red(), color.green(), color.blue())
    button = window.tool_strip.findChildren(OverlayButton)[0]
    plain = artist.color_at(inside)
    for name, setting in (("Green", "green"), ("Contrasting", "contrast")):
        await artist.clicks(button)
        menu = button.findChildren(QMenu)[0]
        await until(menu.isVisible)
        artist.looks(f"color-menu-{setting}")
        await artist.chooses(menu, name)
        await until(lambda: window.settings.overlay_color == setting)  # noqa: B023
        await until(lambda: artist.color_at(inside) != plain)
    artist.looks("contrasting")
    await artist.clicks(button)
    await artist.chooses(button.findChildren(QMenu)[0], "Red")
    await until(lambda: artist.color_at(inside) == plain)


# masks that come and go


async def imports(artist: Artist, folder: Path) -> None:
    document = artist.document
    await artist.does(Command.CLEAR, "ctrl+d", "Clear mark")
    small = np.full((200, 300), 255, np.uint8)
    # black marks, at half the size
    small[50:150, 100:200] = 0
    Image.fromarray(small).save(folder / "mask.png")
    await artist.presses(artist.window.remove_panel, "Import…")
    await artist.sees_dialog(QFileDialog)
    await artist.names(folder / "mask.png")
    dialog = await artist.sees_dialog(ImportMaskDialog)
    assert isinstance(dialog, ImportMaskDialog)
    assert not dialog.choice().marks_white
    artist.looks("import")
    await artist.keys("Return")
    await until(lambda: document.undo_label == "Import mask")
    assert is_marked(artist, (210, 110), (390, 290))
    assert not is_marked(artist, (190, 110))
    assert not is_marked(artist, (410, 290))


async def exports(artist: Artist, folder: Path) -> None:
    await artist.keys("ctrl+shift+e")
    await artist.sees_dialog(QFileDialog)
    await artist.keys("ctrl+a")
    await artist.names(folder / "exported.png")
    await until((folder / "exported.png").exists)
    await until(artist.window.isActiveWindow)
    await artist.is_idle()
    with Image.open(folder / "exported.png") as saved:
        np.testing.assert_array_equal(np.asarray(saved.convert("L")), copied(artist))


async def pastes(artist: Artist, folder: Path) -> None:
    """Into another photo."""
    said = artist.window.status.findChildren(ElidedLabel)
    await artist.keys("ctrl+shift+c")
    await until(lambda: any(label.text() == "Mask copied" and label.isVisible() for label in said))
    await artist.opens(folder / "cat.png")
    await artist.keys("ctrl+shift+v")
    dialog = await artist.sees_dialog(ImportMaskDialog)
    assert isinstance(dialog, QDialog)
    artist.looks("paste")
    await artist.keys("Return")
    await until(lambda: artist.document.undo_label == "Paste mask")
    # two thirds of the way across and down of either photo
    assert is_marked(artist, (451 / 2, 150))
    assert not is_marked(artist, (451 / 4, 150))


async def removes_and_repeats(artist: Artist) -> None:
    """In the second photo, and the same mask in the first."""
    document = artist.document
    mark = copied(artist)
    await artist.keys("ctrl+Return")
    await until(lambda: document.state.preview is not None)
    await until(lambda: artist.window.jobs.running() == 0)
    await artist.is_idle()
    artist.looks("result")
    await artist.keys("ctrl+k")
    await until(lambda: document.state.preview is None and len(document.state.edits) == 1)
    assert document.selection.is_empty
    await artist.does(Command.SAME_MASK, "ctrl+shift+d", "Same mask again")
    np.testing.assert_array_equal(copied(artist), mark)
    await artist.keys("ctrl+Tab")
    await until(lambda: artist.document is not document)
    await artist.does(Command.CLEAR, "ctrl+d", "Clear mark")
    await artist.does(Command.SAME_MASK, "ctrl+shift+d", "Same mask again")
    assert is_marked(artist, (300, 200))


# looking


async def moves_photo(artist: Artist) -> None:
    canvas = artist.canvas
    await artist.keys("ctrl+1", *["ctrl+plus"] * 5)
    await until(lambda: canvas.viewport.scale == 6)
    await artist.takes(Tool.HAND, "h")
    for tool, button, holding in ((Tool.HAND, 1, ""), (Tool.BRUSH, 1, "space"), (Tool.BRUSH, MIDDLE, "")):
        if tool is Tool.BRUSH:
            await artist.takes(tool, "b")
        before, steps = canvas.viewport, artist.document.undo_label
        await artist.draws((300, 200), (290, 195), (280, 190), button=button, holding=holding)
        # the last of the moves may come after the hand has let go
        await until(lambda: is_moved(before, canvas.viewport, -20, -10))  # noqa: B023
        assert artist.document.undo_label == steps
    await artist.keys("ctrl+0")
    await until(lambda: canvas.viewport.is_fitting)


def is_moved(before: Viewport, now: Viewport, across: float, down: float) -> bool:
    """By so many pixels of the photo, to two of the screen."""
    dx, dy = now.x - before.x, now.y - before.y
    return abs(dx - across * before.scale) <= 2 and abs(dy - down * before.scale) <= 2


async def zooms(artist: Artist) -> None:
    canvas = artist.canvas
    await artist.takes(Tool.ZOOM, "z")
    await artist.clicks_at((300, 200))
    await until(lambda: canvas.viewport.scale == 1.5)
    artist.looks("zoom-tool")
    await artist.clicks_at((300, 200), button=RIGHT)
    await until(lambda: canvas.viewport.scale == 1.0)
    artist.hand_with_alt.drag((300, 200))
    assert canvas.viewport.scale == 2 / 3
    await artist.draws((200, 150), (250, 180), (300, 200))
    await until(lambda: canvas.viewport.scale > 4)
    x, y = canvas.viewport.to_picture(canvas.viewport.width / 2, canvas.viewport.height / 2)
    assert abs(x - 250) < 3
    assert abs(y - 175) < 3
    in_the_box = canvas.viewport
    await artist.clicks_at((250, 175), times=2)
    await until(lambda: canvas.viewport.scale == in_the_box.stepped(1).stepped(1).scale)
    await artist.points_at((250, 175))
    await artist.turns_wheel(DOWN, 40)
    await until(lambda: canvas.viewport.scale == 0.01)
    artist.looks("one-percent")
    await artist.turns_wheel(UP, 45)
    await until(lambda: canvas.viewport.scale == 64)
    canvas.sharpen()
    assert canvas.viewport.scale > FIRST_SCALE
    artist.looks("pixel-grid")
    button = next(
        each for each in artist.window.tool_strip.findChildren(QToolButton) if each.objectName() == "zoomButton"
    )
    assert button.text() == "6400 %"
    await artist.clicks(button)
    await until(lambda: canvas.viewport.scale == 1.0)
    await artist.keys("ctrl+0")
    await until(lambda: canvas.viewport.is_fitting)


async def opens_menus(artist: Artist) -> None:
    """What the menus offer, for those who look."""
    bar = artist.window.menuBar()
    for action in bar.actions():
        menu = action.menu()
        if isinstance(menu, QMenu) and menu.title().replace("&", "") in ("Mark", "View", "Tools"):
            await artist.clicks_on(bar, bar.actionGeometry(action).center())
            await until(menu.isVisible)
            artist.looks(f"menu-{menu.objectName()}")
            await artist.keys("Escape")
            await until(lambda: not menu.isVisible())  # noqa: B023
    await artist.keys("Escape")
    await artist.takes(Tool.BRUSH, "b")


async def undoes_everything(artist: Artist) -> None:
    document = artist.document
    await artist.is_idle()
    mark, rectangles = document.selection.mask.copy(), document.state.rectangles
    await artist.keys(*["ctrl+z"] * MOST_STEPS)
    await until(lambda: document.undo_label is None)
    assert document.selection.is_empty
    assert not document.state.rectangles
    await artist.keys(*["ctrl+shift+z"] * MOST_STEPS)
    await until(lambda: document.redo_label is None)
    np.testing.assert_array_equal(document.selection.mask, mark)
    assert document.state.rectangles == rectangles
    assert document.selection.count == np.count_nonzero(copied(artist))
