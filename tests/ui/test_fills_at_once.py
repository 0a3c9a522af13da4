"""Qt fills on the thread that asks for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

THREADS = Path("/proc/self/task")

PAINT = """
from pathlib import Path
import {imported}
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QImage, QPainter, QPen
application = QGuiApplication(["paint", "-platform", "offscreen"])
image, picture = (QImage(2000, 2000, QImage.Format.Format_ARGB32_Premultiplied) for _ in range(2))
picture.fill(QColor("red"))
before = len(list(Path("{threads}").iterdir()))
with QPainter(image) as painter:
    painter.setPen(QPen(QBrush(picture), 800, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QLineF(500, 1000, 1500, 1000))
print(len(list(Path("{threads}").iterdir())) - before)
"""


@pytest.mark.skipif(not THREADS.exists() or os.cpu_count() == 1, reason="Linux tells of its threads, where it has some")
@pytest.mark.parametrize(("imported", "threads"), [("picwish_desktop.ui", "none"), ("picwish_desktop", "some")])
def test_a_wide_line_is_drawn_without_other_threads(
    imported: str, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the count would tell: without the window's code there are some."""
    monkeypatch.delenv("QT_NO_GUI_THREADPOOL", raising=False)
    script = PAINT.format(imported=imported, threads=THREADS)
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60).stdout
    assert ("some" if int(made) else "none") == threads
