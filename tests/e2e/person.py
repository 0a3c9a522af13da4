"""A person at the screen: real mouse and keys, sent by the X server, and what they can see."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from picwish_desktop.app import App
from picwish_desktop.model.document import Document
from picwish_desktop.ui.main_window import MainWindow
from tests.waiting import until

SCREENSHOTS = Path(os.environ["SCREENSHOTS"]) if "SCREENSHOTS" in os.environ else None
"""Where to keep what the person saw, for somebody to look at."""


def keep_picture(folder: Path, name: str) -> None:
    """Of the whole screen, with all on it that was asked to be painted."""
    # what is laid out anew is painted after that
    for kind in QEvent.Type.LayoutRequest, QEvent.Type.UpdateRequest:
        QCoreApplication.sendPostedEvents(None, kind.value)
    folder.mkdir(parents=True, exist_ok=True)
    QGuiApplication.primaryScreen().grabWindow(0).save(str(folder / name))


class Person:
    def __init__(self, app: App, name: str) -> None:
        self.app = app
        self.window: MainWindow = app.window
        self._name = name
        self._stage = 0

    async def sees_window(self) -> None:
        """The window is on the screen and has the keyboard."""
        await until(lambda: self.window.isActiveWindow())

    async def sees_dialog(self, kind: type[QDialog]) -> QDialog:
        """A dialog is open and has the keyboard."""
        await until(lambda: self._dialog(kind) is not None)
        dialog = self._dialog(kind)
        assert dialog is not None
        return dialog

    async def opens(self, path: Path) -> Document:
        """By the dialog, which begins where pictures were opened last."""
        self.window.settings.open_folder = str(path.parent)
        await self.keys("ctrl+o")
        await self.sees_dialog(QFileDialog)
        await self.types(path.name)
        await self.keys("Return")
        await until(lambda: self.window.documents.current and self.window.documents.current.document)
        entry = self.window.documents.current
        assert entry is not None
        assert entry.document is not None
        return entry.document

    async def keys(self, *keys: str) -> None:
        await _has_keyboard()
        await _xdotool("key", "--clearmodifiers", *keys)

    async def holds(self, key: str) -> None:
        await _has_keyboard()
        await _xdotool("keydown", key)

    async def releases(self, key: str) -> None:
        await _xdotool("keyup", key)

    async def types(self, text: str) -> None:
        await _has_keyboard()
        await _xdotool("type", "--delay", "1", text)

    async def clicks(self, widget: QWidget) -> None:
        """The middle of a widget."""
        await _xdotool(*_move(widget.mapToGlobal(widget.rect().center())), "click", "1")

    async def drags(self, *points: tuple[float, float], button: int = 1) -> None:
        """Over the photo, from point to point in its pixels."""
        places = [self._on_screen(*point) for point in points]
        moves = [word for place in places[1:] for word in _move(place)]
        await _xdotool(*_move(places[0]), "mousedown", str(button), *moves, "mouseup", str(button))

    async def drags_by(self, start: QPoint, *moves: tuple[int, int]) -> None:
        """From a point of the screen, by steps in its pixels."""
        words, place = [*_move(start), "mousedown", "1"], start
        for dx, dy in moves:
            place = place + QPoint(dx, dy)
            words += _move(place)
        await _xdotool(*words, "mouseup", "1")

    def looks(self, stage: str) -> None:
        """Keep a picture of the whole screen, if somebody wants to see it."""
        if SCREENSHOTS is not None:
            self._stage += 1
            keep_picture(SCREENSHOTS, f"{self._name}-{self._stage:02}-{stage}.png")

    def _on_screen(self, x: float, y: float) -> QPoint:
        canvas = self.window.canvas
        view_x, view_y = canvas.viewport.to_view(x, y)
        ratio = canvas.devicePixelRatioF()
        return canvas.mapToGlobal(QPoint(round(view_x / ratio), round(view_y / ratio)))

    def _dialog(self, kind: type[QDialog]) -> QDialog | None:
        dialogs = (dialog for dialog in self.window.findChildren(kind) if dialog.isActiveWindow())
        return next(dialogs, None)


def _move(place: QPoint) -> list[str]:
    return ["mousemove", "--sync", str(place.x()), str(place.y())]


class Hand:
    """How long a person would take for what was done, whatever the machine takes: the keystroke-level model of Card,
    Moran and Newell (Communications of the ACM 23:7, 1980)."""

    THINK, POINT, PRESS, KEY = 1.35, 1.1, 0.1, 0.28
    """Seconds; KEY is an average typist's."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def does(self, words: Sequence[str]) -> None:
        """What xdotool is told."""
        is_wheel = "click" in words and words[-1] in ("4", "5")
        # a wheel is turned without a thought; a way in steps is one way
        self.seconds += 0 if is_wheel else self.THINK + min(words.count("mousemove"), 2) * self.POINT
        self.seconds += (words.count("mousedown") + words.count("mouseup") + 2 * words.count("click")) * self.PRESS
        if words[0] == "type":
            self.seconds += len(words[-1]) * self.KEY
        elif words[0].startswith("key"):
            keys = [word for word in words[1:] if not word.startswith("-")]
            self.seconds += sum(key.count("+") + 1 for key in keys) * self.KEY


HAND = Hand()


async def _has_keyboard() -> None:
    """After a dialog has gone it takes the window manager a moment to give the keyboard to the window below."""
    await until(lambda: QApplication.activeWindow() is not None)


async def _xdotool(*words: str) -> None:
    HAND.does(words)
    process = await asyncio.create_subprocess_exec("xdotool", *words)
    status = await process.wait()
    assert status == 0, f"xdotool {' '.join(words)}"
