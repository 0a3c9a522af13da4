"""A person uses every tool, in both themes, on a usual and on a dense screen."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from picwish_desktop.app import build
from picwish_desktop.ui.theme import Theme
from tests.e2e import every_tool
from tests.e2e.artist import Artist
from tests.e2e.person import SCREENSHOTS

DENSE = "QT_SCALE_FACTOR"
"""Qt reads it when a process begins."""
LOOKS = SCREENSHOTS is not None
"""Then each theme is seen on each screen; else one on the usual and one on the dense one."""


@pytest.fixture
async def artist(request: pytest.FixtureRequest) -> AsyncIterator[Artist]:
    compress = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents
    # a hand is slow; here all its moves come at once, and each is wanted
    QGuiApplication.setAttribute(compress, False)
    app = build()
    artist = Artist(app, request.node.name)
    app.window.show()
    await artist.sees_window()
    yield artist
    app.window.hide()
    await app.close()
    app.window.deleteLater()
    QGuiApplication.setAttribute(compress)


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT] if LOOKS or DENSE in os.environ else [Theme.DARK])
async def test_a_person_uses_every_tool(artist: Artist, tmp_path: Path, theme: Theme) -> None:
    QGuiApplication.clipboard().clear()
    artist.window.choose_theme(theme)
    await every_tool.opens_photos(artist, tmp_path)
    await every_tool.paints(artist)
    await every_tool.erases(artist)
    await every_tool.draws_rectangles(artist)
    await every_tool.draws_shapes(artist)
    await every_tool.uses_wand(artist)
    await every_tool.changes_mark(artist)
    await every_tool.looks_at_mark(artist)
    await every_tool.imports(artist, tmp_path)
    await every_tool.exports(artist, tmp_path)
    await every_tool.pastes(artist, tmp_path)
    await every_tool.removes_and_repeats(artist)
    await every_tool.moves_photo(artist)
    await every_tool.zooms(artist)
    await every_tool.opens_menus(artist)
    await every_tool.undoes_everything(artist)


@pytest.mark.skipif(DENSE in os.environ, reason="this is the dense screen")
@pytest.mark.parametrize("theme", ["dark", "light"] if LOOKS else ["light"])
def test_on_a_dense_screen_too(theme: str) -> None:
    """In a process of its own, on a display as much larger."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DISPLAY"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", __file__]
    command += ["-o", "xvfb_width=3200", "-o", "xvfb_height=2000", "-k", f"every_tool and {theme}"]
    done = subprocess.run(command, env=environment | {DENSE: "2"}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
