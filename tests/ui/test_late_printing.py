"""What only printing needs is not there before somebody prints."""

import os
import subprocess
import sys
from pathlib import Path

from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.settings_file import save_settings
from picwish_desktop.ui.rail import ID_PHOTO

COUNTER = """
import sys
from picwish_desktop import app
from tests.ui.starting import say, when_built

async def look(built):
    await built.window.counter.load()
    say("at the counter", built.window.id_photos.spec.id)
    say("loaded", *[name for name in ("PySide6.QtPrintSupport", "reportlab") if name in sys.modules])

when_built(look)
sys.exit(app.main([]))
"""


def test_the_counter_opens_without_qts_printing() -> None:
    save_settings(Settings(job=ID_PHOTO.id), find_paths().settings)
    done = subprocess.run(
        [sys.executable, "-c", COUNTER],
        cwd=Path(__file__).parents[2],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["at the counter schengen-visa", "loaded"]
