"""Whatever is done in whatever order while marks are worked out: nothing hangs, the count is right, and undo takes back
all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui import marking
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.workflows.marking import Region, Wand
from tests.ui.canvas.acting import Hand, draw_what_waits, redrawn, seen
from tests.ui.test_keys_and_clicks import photo_of
from tests.ui.whole_window import idle

WIDTH, HEIGHT = 500, 400
STEPS = 60
COMMANDS = (
    Command.GROW,
    Command.SHRINK,
    Command.FILL_HOLES,
    Command.INVERT,
    Command.CLEAR,
    Command.MARK_ALL,
    Command.UNDO,
    Command.UNDO,
    Command.REDO,
    Command.RUN,
)


class Worked:
    """Takes the worker's place: finds anything, in no more than some turns of the loop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
        self._random, self._noise = Random(seed), np.random.default_rng(seed)
        for name in ("grown", "shrunk", "filled"):
            monkeypatch.setattr(marking, name, self._find)
        monkeypatch.setattr(Wand, "pick", self._find)

    async def _find(self, *_: object, **_options: object) -> Region:
        for _turn in range(self._random.randrange(8)):
            await asyncio.sleep(0)
        width, height = self._random.randrange(1, 90), self._random.randrange(1, 90)
        area = Rect(self._random.randrange(WIDTH - width), self._random.randrange(HEIGHT - height), width, height)
        return area, self._noise.choice(np.array([0, 255], np.uint8), (height, width))


class Person:
    """Does one thing after the other, without waiting for what comes of it."""

    def __init__(self, window: MainWindow, hand: Hand, entry: OpenDocument, seed: int) -> None:
        self._window, self._hand, self._entry = window, hand, entry
        self._random = Random(seed)
        self._acts: tuple[Callable[[], None], ...] = (
            self._drag,
            self._click,
            self._press,
            self._release,
            self._command,
            self._command,
            lambda: window.work.cancel(entry),
            lambda: QTest.keyClick(window.canvas, Qt.Key.Key_Escape),
        )

    async def act(self) -> None:
        self._random.choice(self._acts)()
        for _ in range(self._random.choice((0, 0, 1, 5))):
            await asyncio.sleep(0)

    async def rest(self) -> None:
        self._release()
        self._window.work.cancel(self._entry)
        await idle(self._entry)

    def _somewhere(self) -> tuple[int, int]:
        return self._random.randrange(WIDTH), self._random.randrange(HEIGHT)

    def _take(self, *tools: Tool) -> None:
        self._window.canvas.set_tool(self._random.choice(tools))

    def _drag(self) -> None:
        if not self._window.canvas.is_held:
            self._take(Tool.BRUSH, Tool.ERASER, Tool.RECTANGLE, Tool.ELLIPSE)
            self._hand.drag(self._somewhere(), self._somewhere())

    def _click(self) -> None:
        if not self._window.canvas.is_held:
            self._take(Tool.WAND)
            self._window.settings.wand_contiguous = self._random.random() < 0.5
            keys = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier)
            self._hand.modifiers = self._random.choice(keys)
            self._hand.click(self._somewhere())
            self._hand.modifiers = Qt.KeyboardModifier.NoModifier

    def _press(self) -> None:
        if not self._window.canvas.is_held:
            self._take(Tool.BRUSH, Tool.ERASER, Tool.RECTANGLE, Tool.LASSO, Tool.ZOOM)
            self._hand.press(self._somewhere())
            self._hand.move(self._somewhere())

    def _release(self) -> None:
        if self._window.canvas.is_held:
            self._hand.release(self._somewhere())

    def _command(self) -> None:
        self._window.commands[self._random.choice(COMMANDS)].trigger()


def undo_all(document: Document) -> None:
    while document.undo_label is not None:
        document.undo()


@pytest.mark.parametrize("seed", range(12))
async def test_anything_in_any_order(
    window: MainWindow,
    hand: Hand,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    seed: int,
) -> None:
    Worked(monkeypatch, seed)
    entry, document = await photo_of(window, tmp_path, WIDTH, HEIGHT)
    person = Person(window, hand, entry, seed)
    for _ in range(STEPS):
        await person.act()
    await person.rest()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    assert not document.is_changing
    selection = document.selection
    assert selection.count == np.count_nonzero(selection.marked(selection.area))
    window.canvas.sharpen()
    draw_what_waits(window.canvas)
    surface = window.canvas.surface
    assert isinstance(surface, Surface)
    np.testing.assert_array_equal(seen(surface), redrawn(surface))
    undo_all(document)
    assert selection.is_empty
