"""Every row of what was agreed on shortcuts, by real keys and the real mouse, and every key of every keymap."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import skimage.data
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit

from picwish_desktop.app import build
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui import main_window
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.dialogs.save import SaveDialog
from picwish_desktop.ui.dialogs.settings import SettingsDialog
from picwish_desktop.ui.dialogs.shortcuts import ShortcutSheet
from picwish_desktop.ui.keymap import KEYMAPS, apply_keymap
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.widgets.pixel_line import PixelLine
from tests import waiting
from tests.e2e.artist import DOWN, MIDDLE, RIGHT, UP, Artist
from tests.e2e.every_tool import is_marked
from tests.e2e.person import Person
from tests.waiting import until

HERE, THERE = (200, 150), (260, 150)
AWAY = (520, 350)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 8.0)


@pytest.fixture
async def artist(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Artist]:
    """Before a photo at 100 %."""
    compress = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents
    QGuiApplication.setAttribute(compress, False)
    app = build()
    artist = Artist(app, request.node.name)
    app.window.show()
    await artist.sees_window()
    for name in ("cup.png", "mug.png"):
        Image.fromarray(skimage.data.coffee()).save(tmp_path / name)
        app.window.open_files([tmp_path / name])
        await until(lambda: app.window.documents.current and app.window.documents.current.title == name)  # noqa: B023
        await until(lambda: app.window.documents.current and app.window.documents.current.document)
    app.window.canvas.zoom_to(1.0)
    await artist.finds_photo()
    yield artist
    app.window.hide()
    await app.close()
    app.window.deleteLater()
    QGuiApplication.setAttribute(compress)


def at_rest(artist: Artist) -> None:
    """As at first, but for what a person has set."""
    canvas, window = artist.canvas, artist.window
    window.documents.edit_current(Document.discard)
    window.documents.edit_current(Document.clear_selection)
    canvas.set_tool(Tool.BRUSH)
    canvas.set_brush_size(40)
    canvas.set_overlay_visible(True)
    canvas.zoom_fit()
    canvas.zoom_to(1.0)
    canvas.setFocus()


async def leaves(artist: Artist, kind: type[QDialog]) -> None:
    """A dialog that a key has opened."""
    await artist.sees_dialog(kind)
    await artist.keys("Escape")
    await until(artist.window.isActiveWindow)


# what is pressed, and what comes of it


async def takes_tools(artist: Artist, *ways: tuple[str, Tool]) -> None:
    for key, tool in ways:
        artist.canvas.set_tool(Tool.HAND if tool is not Tool.HAND else Tool.BRUSH)
        await artist.takes(tool, key)


async def brush(artist: Artist) -> None:
    await takes_tools(artist, ("b", Tool.BRUSH))
    await artist.draws(HERE, THERE)
    await until(lambda: is_marked(artist, HERE, THERE))


async def eraser(artist: Artist) -> None:
    await artist.draws(HERE, THERE)
    await until(lambda: is_marked(artist, HERE))
    await artist.takes(Tool.ERASER, "e")
    await artist.draws(HERE, (202, 150))
    await until(lambda: not is_marked(artist, HERE))


async def temporary_erase(artist: Artist) -> None:
    await artist.draws(HERE, THERE)
    await artist.draws(HERE, (202, 150), button=RIGHT)
    await until(lambda: not is_marked(artist, HERE) and is_marked(artist, THERE))
    artist.hand_with_alt.drag(THERE, (262, 150))
    assert not is_marked(artist, THERE)


async def brush_size(artist: Artist) -> None:
    # right of P wherever that is, then by what is printed on the key
    for key, is_larger in (("35", True), ("34", False), ("period", True), ("comma", False)):
        before = artist.canvas.brush_size
        await artist.keys(key)
        await until(lambda: artist.canvas.brush_size != before)  # noqa: B023
        assert (artist.canvas.brush_size > before) is is_larger


async def size_by_mouse(artist: Artist) -> None:
    before = artist.canvas.brush_size
    artist.hand_with_alt.turn_wheel(HERE, 240)
    assert artist.canvas.brush_size > before
    before = artist.canvas.brush_size
    await artist.draws(HERE, (205, 150), (210, 150), holding="shift")
    await until(lambda: artist.canvas.brush_size > before)
    assert artist.document.selection.is_empty


async def swaps(artist: Artist) -> None:
    await artist.takes(Tool.ERASER, "x")
    await artist.takes(Tool.BRUSH, "x")


async def opacity(artist: Artist) -> None:
    for digit in "1234567890":
        percent = str((int(digit) or 10) * 10)
        await artist.keys(digit)
        await until(lambda: artist.slider("Overlay").accessibleDescription() == percent)  # noqa: B023


async def hand(artist: Artist) -> None:
    canvas = artist.canvas
    canvas.zoom_to(4.0)
    await artist.takes(Tool.HAND, "h")
    for tool, button, holding in ((Tool.HAND, 1, ""), (Tool.BRUSH, 1, "space"), (Tool.BRUSH, MIDDLE, "")):
        canvas.set_tool(tool)
        before = canvas.viewport.x
        await artist.draws((300, 200), (290, 200), (280, 200), button=button, holding=holding)
        await until(lambda: abs(canvas.viewport.x - before + 20 * 4) <= 2)  # noqa: B023
    assert artist.document.selection.is_empty


async def zoom_tool(artist: Artist) -> None:
    await artist.takes(Tool.ZOOM, "z")
    await artist.clicks_at(HERE)
    await until(lambda: artist.canvas.viewport.scale > 1)
    artist.canvas.set_tool(Tool.BRUSH)
    artist.canvas.zoom_to(1.0)
    await artist.holds("ctrl")
    # elsewhere, or it would be a double click
    await artist.clicks_at(AWAY, holding="space")
    await artist.releases("ctrl")
    await until(lambda: artist.canvas.viewport.scale > 1)
    assert artist.document.selection.is_empty


async def zooms(artist: Artist) -> None:
    def scale() -> float:
        return artist.canvas.viewport.scale

    for keys, is_larger in (("ctrl+plus", True), ("ctrl+minus", False), ("ctrl+equal", True), ("ctrl+minus", False)):
        before = scale()
        await artist.keys(keys)
        await until(lambda: scale() != before)  # noqa: B023
        assert (scale() > before) is is_larger
    await artist.points_at(HERE)
    for direction, is_larger in ((UP, True), (DOWN, False)):
        before = scale()
        await artist.turns_wheel(direction, 2)
        # the second notch may come after the wheel was let go
        await until(lambda: scale() > before if is_larger else scale() < before)  # noqa: B023


async def actual_size_and_fit(artist: Artist) -> None:
    await artist.keys("ctrl+0")
    await until(lambda: artist.canvas.viewport.is_fitting)
    await artist.keys("ctrl+1")
    await until(lambda: not artist.canvas.viewport.is_fitting and artist.canvas.viewport.scale == 1.0)


async def mask_only_and_overlay(artist: Artist) -> None:
    action = artist.window.commands[Command.MASK_ONLY]
    await artist.draws(HERE, THERE)
    await artist.keys("q")
    await until(action.isChecked)
    assert artist.color_at(HERE) == (255, 255, 255)
    await artist.keys("q")
    await until(lambda: not action.isChecked())
    for is_shown in (False, True):
        await artist.keys("backslash")
        await until(lambda: artist.canvas.is_mark_shown is is_shown)  # noqa: B023


async def rectangle(artist: Artist) -> None:
    await takes_tools(artist, ("m", Tool.RECTANGLE), ("r", Tool.RECTANGLE))
    await artist.draws((200, 150), (250, 180), (300, 200))
    await until(lambda: artist.document.state.rectangles == (Rect(200, 150, 100, 50),))


async def other_shapes(artist: Artist) -> None:
    await takes_tools(artist, ("shift+m", Tool.ELLIPSE), ("shift+l", Tool.POLYGON), ("l", Tool.LASSO), ("w", Tool.WAND))


async def adds_and_subtracts(artist: Artist) -> None:
    canvas = artist.canvas
    await artist.takes(Tool.ELLIPSE, "shift+m")
    canvas.set_combine(Combine.NEW)
    await artist.draws((100, 100), (150, 150), (200, 200))
    await until(lambda: is_marked(artist, (150, 150)))
    await artist.draws((300, 100), (350, 150), (400, 200), holding="shift")
    await until(lambda: is_marked(artist, (150, 150), (350, 150)))
    artist.hand_with_alt.drag((310, 110), (350, 150), (390, 190))
    assert is_marked(artist, (150, 150))
    assert not is_marked(artist, (350, 150))
    canvas.set_combine(Combine.ADD)


async def straight_line(artist: Artist) -> None:
    await artist.clicks_at(HERE)
    await artist.clicks_at((400, 150), holding="shift")
    await until(lambda: is_marked(artist, HERE, (300, 150), (400, 150)))


async def undoes_and_redoes(artist: Artist) -> None:
    await artist.draws(HERE, THERE)
    for redo in ("ctrl+shift+z", "ctrl+y"):
        await artist.keys("ctrl+z")
        await until(lambda: not is_marked(artist, HERE))
        await artist.keys(redo)
        await until(lambda: is_marked(artist, HERE))


async def all_none_invert_and_clear(artist: Artist) -> None:
    everything = artist.document.selection.area.area
    for key in ("ctrl+d", "ctrl+shift+a", "Delete", "BackSpace"):
        await artist.keys("ctrl+a")
        await until(lambda: artist.document.selection.count == everything)
        await artist.keys(key)
        await until(lambda: artist.document.selection.is_empty)
    await artist.keys("ctrl+shift+i")
    await until(lambda: artist.document.selection.count == everything)


async def compares(artist: Artist) -> None:
    await artist.draws(HERE, THERE)
    await artist.points_at(AWAY)
    marked = artist.color_at(HERE)
    plain = tuple(artist.document.photo.pixels[HERE[1], HERE[0]])
    await artist.holds("grave")
    await until(lambda: artist.color_at(HERE) == plain != marked)
    await artist.releases("grave")
    await until(lambda: artist.color_at(HERE) == marked)


async def runs_and_cancels(artist: Artist) -> None:
    entry = artist.window.documents.current
    assert entry is not None
    for keys in ("ctrl+Return", "ctrl+KP_Enter", "shift+r"):
        await artist.draws(HERE, THERE)
        await until(lambda: is_marked(artist, HERE))
        await artist.keys(keys)
        await until(lambda: entry.work is not None or artist.document.state.preview is not None)
        await artist.keys("Escape")
        await artist.is_idle()
        at_rest(artist)


async def opens_and_saves(artist: Artist) -> None:
    await artist.keys("ctrl+o")
    await leaves(artist, QFileDialog)
    await artist.keys("ctrl+shift+s")
    await leaves(artist, SaveDialog)
    await artist.draws(HERE, THERE)
    await artist.keys("ctrl+shift+e")
    await leaves(artist, QFileDialog)
    await artist.is_idle()
    # where it was never saved before
    await artist.keys("ctrl+s")
    await leaves(artist, SaveDialog)


async def copies_and_pastes(artist: Artist) -> None:
    window, n = artist.window, len(artist.window.documents)
    QGuiApplication.clipboard().clear()
    await artist.keys("ctrl+c")
    await until(lambda: not QGuiApplication.clipboard().image().isNull())
    await artist.keys("ctrl+v")
    await until(lambda: len(window.documents) == n + 1)
    await until(lambda: window.documents.current and window.documents.current.document)
    await artist.keys("ctrl+w")
    await until(lambda: len(window.documents) == n)


async def next_and_previous(artist: Artist) -> None:
    for keys in ("Next", "Prior", "ctrl+Tab", "ctrl+shift+Tab"):
        before = artist.window.documents.current
        await artist.keys(keys)
        await until(lambda: artist.window.documents.current is not before)  # noqa: B023


async def full_screen_and_panels(artist: Artist) -> None:
    window = artist.window
    for is_full in (True, False):
        await artist.keys("F11")
        await until(lambda: window.isFullScreen() is is_full)  # noqa: B023
    for are_hidden in (True, False):
        width = window.canvas.width()
        await artist.keys("f")
        await until(lambda: window.rail.isHidden() is window.column.isHidden() is are_hidden)  # noqa: B023
        await until(lambda: (window.canvas.width() > width) is are_hidden)  # noqa: B023


async def nudges(artist: Artist) -> None:
    await artist.takes(Tool.RECTANGLE, "m")
    await artist.draws((200, 150), (250, 180), (300, 200))
    await until(lambda: artist.document.state.rectangles)
    await artist.keys("Right", "shift+Down", "Up", "shift+Left")
    await until(lambda: artist.document.state.rectangles == (Rect(191, 159, 100, 50),))


async def settings_and_sheet(artist: Artist) -> None:
    for keys, kind in (("ctrl+comma", SettingsDialog), ("F1", ShortcutSheet), ("question", ShortcutSheet)):
        await artist.keys(keys)
        await leaves(artist, kind)


async def letters_are_typed(artist: Artist) -> None:
    await artist.takes(Tool.RECTANGLE, "m")
    await artist.draws((200, 150), (250, 180), (300, 200))
    await until(lambda: artist.document.state.rectangles)
    field = artist.window.remove_panel.rectangle_fields.findChildren(PixelLine)[0]
    await artist.clicks(field)
    opacity, size = artist.slider("Overlay").accessibleDescription(), artist.canvas.brush_size
    await artist.keys("ctrl+a")
    await artist.types("beqw[],.37")
    await until(lambda: field.text() == "37")
    assert isinstance(field, QLineEdit)
    assert artist.canvas.tool is Tool.RECTANGLE
    assert (artist.slider("Overlay").accessibleDescription(), artist.canvas.brush_size) == (opacity, size)
    await artist.keys("Escape")


ROWS: dict[str, Callable[[Artist], Awaitable[None]]] = {
    "brush": brush,
    "eraser": eraser,
    "temporary erase while painting": temporary_erase,
    "smaller / bigger brush": brush_size,
    "size by mouse": size_by_mouse,
    "swap / default colours": swaps,
    "opacity": opacity,
    "hand": hand,
    "zoom tool": zoom_tool,
    "zoom in / out": zooms,
    "100 %; fit": actual_size_and_fit,
    "quick mask / overlay": mask_only_and_overlay,
    "rectangle": rectangle,
    "ellipse; lasso / polygon; magic wand": other_shapes,
    "add / subtract selection": adds_and_subtracts,
    "straight line": straight_line,
    "undo; redo": undoes_and_redoes,
    "select all / none; invert mask; clear": all_none_invert_and_clear,
    "compare with original": compares,
    "run; cancel": runs_and_cancels,
    "open / save / save as / export": opens_and_saves,
    "copy / paste picture": copies_and_pastes,
    "next / previous picture": next_and_previous,
    "fullscreen / hide panels": full_screen_and_panels,
    "nudge 1 / 10 px": nudges,
    "preferences; shortcut sheet": settings_and_sheet,
    "single letters while a text field has focus": letters_are_typed,
}
"""By the name in the table of shortcuts. Hardness and feather are a cutout's, see `tests/ui/test_edge_softness.py`, and
print is the counter's, see `test_counter.py`; rotating the view was put off."""


async def test_every_row_does_what_it_says(artist: Artist) -> None:
    failed = {}
    for name, act in ROWS.items():
        at_rest(artist)
        try:
            await act(artist)
        except (AssertionError, TimeoutError) as error:
            failed[name] = repr(error)
    assert failed == {}


# every key of every keymap

KEYSYMS = {
    "[": "bracketleft",
    "]": "bracketright",
    "{": "braceleft",
    "}": "braceright",
    ",": "comma",
    ".": "period",
    "\\": "backslash",
    "?": "question",
    "+": "plus",
    "-": "minus",
    "=": "equal",
    "Del": "Delete",
    "Backspace": "BackSpace",
    "PgUp": "Prior",
    "PgDown": "Next",
    "Enter": "KP_Enter",
}
MODIFIERS = ("Ctrl", "Shift", "Alt")


def keysym(key: str) -> str:
    """As xdotool calls it."""
    held = []
    while (modifier := next((each for each in MODIFIERS if key.startswith(f"{each}+")), None)) is not None:
        held.append(modifier.lower())
        key = key.removeprefix(f"{modifier}+")
    name = KEYSYMS.get(key, key.lower() if len(key) == 1 else key)
    return "+".join([*held, name])


@pytest.fixture
async def recorded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[tuple[Person, list[str]]]:
    """A window with a photo that does nothing but tell which action was asked for."""
    done: list[str] = []

    def record(window: MainWindow) -> None:
        for action in window.actions():
            action.triggered.connect(lambda _on=False, action=action: done.append(action.objectName()))

    monkeypatch.setattr(main_window, "connect_commands", record)
    app = build()
    app.window.show()
    person = Person(app, "keys")
    await person.sees_window()
    Image.fromarray(skimage.data.coffee()).save(tmp_path / "cup.png")
    app.window.open_files([tmp_path / "cup.png"])
    await until(lambda: app.window.documents.current and app.window.documents.current.document)
    yield person, done
    app.window.hide()
    await app.close()
    app.window.deleteLater()


@pytest.mark.parametrize("name", KEYMAPS)
async def test_every_key_of_a_keymap_asks_for_its_command(recorded: tuple[Person, list[str]], name: str) -> None:
    person, done = recorded
    window = person.window
    apply_keymap(window.commands, name)
    wanted: list[tuple[str, str]] = []
    for action in window.actions():
        action.setEnabled(action.objectName() != "smart")
        wanted += [(key.toString(), action.objectName()) for key in action.shortcuts() if action.isEnabled()]
    window.canvas.setFocus()
    for start in range(0, len(wanted), 20):
        part = wanted[start : start + 20]
        done.clear()
        await person.keys(*(keysym(key) for key, _ in part))
        await until(lambda: len(done) == len(part))  # noqa: B023
        assert done == [command for _, command in part]
