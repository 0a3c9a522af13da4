"""The mark's colour in the whole window: chosen, found for each photo, and true in every theme."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolButton

from picwish_desktop.app import App
from picwish_desktop.ui import mark_color
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.overlay_color import contrasting
from picwish_desktop.ui.palette import DARK, LIGHT
from picwish_desktop.ui.theme import Theme
from tests.ui.canvas.acting import Hand
from tests.ui.whole_window import opened
from tests.waiting import until

RED, WHITE = (200, 30, 30), (250, 250, 250)


@pytest.fixture
def app(app: App) -> App:
    app.window.choose_theme(Theme.DARK)
    return app


def plain(path: Path, color: tuple[int, int, int]) -> Path:
    Image.new("RGB", (300, 200), color).save(path)
    return path


def best_on(color: tuple[int, int, int]) -> QColor:
    return QColor(*contrasting(np.full((20, 30, 3), color, np.uint8)))


def swatch(window: MainWindow) -> QColor:
    found = (button for button in window.tool_strip.findChildren(QToolButton) if button.isVisible())
    button = next(button for button in found if button.accessibleName().startswith("Colour of the mark"))
    painted = button.grab().toImage()
    return painted.pixelColor(painted.rect().center())


async def test_a_chosen_colour_is_painted_and_kept(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, plain(tmp_path / "a.png", RED))
    assert window.canvas.mark_color == QColor(DARK.mark)
    window.tool_strip.overlay_color_chosen.emit("green")
    assert window.canvas.mark_color == swatch(window) != QColor(DARK.mark)
    assert window.settings.overlay_color == "green"
    window.choose_theme(Theme.LIGHT)
    assert window.canvas.mark_color == swatch(window) != QColor(LIGHT.mark)
    window.tool_strip.overlay_color_chosen.emit("red")
    assert window.canvas.mark_color == swatch(window) == QColor(LIGHT.mark)
    window.choose_theme(Theme.DARK)
    assert window.canvas.mark_color == swatch(window) == QColor(DARK.mark)


async def test_each_photo_has_what_contrasts_with_it(window: MainWindow, tmp_path: Path) -> None:
    assert best_on(RED) != best_on(WHITE)
    first, _ = await opened(window, plain(tmp_path / "a.png", RED))
    window.tool_strip.overlay_color_chosen.emit("contrast")
    await until(lambda: window.canvas.mark_color == best_on(RED))
    assert swatch(window) == best_on(RED)
    second, _ = await opened(window, plain(tmp_path / "b.png", WHITE))
    await until(lambda: window.canvas.mark_color == best_on(WHITE))
    window.documents.show(first)
    assert window.canvas.mark_color == swatch(window) == best_on(RED)
    window.documents.show(second)
    assert window.canvas.mark_color == swatch(window) == best_on(WHITE)
    window.closing.close_document(second)
    await until(lambda: window.documents.current is first)
    assert window.canvas.mark_color == best_on(RED)


@pytest.mark.parametrize("why", ["found", "theme"])
@pytest.mark.parametrize("erases", [False, True])
async def test_a_stroke_in_the_hand_is_not_ended_by_another_colour(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str, *, erases: bool
) -> None:
    _, document = await opened(window, plain(tmp_path / "a.png", RED))
    hand, before = Hand(window.canvas), window.canvas.mark_color
    if erases:
        # where nothing is marked it changes nothing, and no gesture tells that it ended
        window.canvas.set_tool(Tool.ERASER)
    found, to_thread = asyncio.Event(), asyncio.to_thread

    async def find_late(*arguments: Any) -> Any:
        if arguments[0] is mark_color._contrast_with:
            await found.wait()
        return await to_thread(*arguments)

    monkeypatch.setattr(asyncio, "to_thread", find_late)
    if why == "found":
        window.tool_strip.overlay_color_chosen.emit("contrast")
    hand.press((50, 100))
    hand.move((100, 100))
    if why == "found":
        found.set()
        await until(lambda: swatch(window) == best_on(RED))
    else:
        window.choose_theme(Theme.LIGHT)
    assert window.canvas.mark_color == before
    assert document.is_changing
    hand.move((250, 100))
    hand.release((250, 100))
    expected = best_on(RED) if why == "found" else QColor(LIGHT.mark)
    await until(lambda: window.canvas.mark_color == expected)
    assert document.selection.is_empty is erases
    if not erases:
        assert document.selection.mask[100, 50:250].all()
        document.undo()
        assert document.selection.is_empty
