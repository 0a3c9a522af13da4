"""`picwish remove-objects` from file to file, start of the program included."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from skimage import data

from tests.benchmarks.row import Row


def run() -> list[Row]:
    """Seconds for a 24 MP JPEG of a real photograph with a camera's grain, one object of 500 × 900 px, to PNG; and what
    only reading that JPEG and writing that PNG takes with Pillow at its defaults."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photo = folder / "photo.jpg"
        large = cv2.resize(data.coffee(), (6000, 4000), interpolation=cv2.INTER_CUBIC)
        grain = np.random.default_rng(0).integers(0, 8, large.shape, np.uint8)
        Image.fromarray(np.asarray(cv2.add(large, grain), np.uint8)).save(photo, quality=93)
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "picwish_desktop.cli",
            "remove-objects",
            photo,
            "--rectangle",
        ]
        start = time.perf_counter()
        subprocess.run([*command, "3800,500,500,900", "-o", folder / "out.png"], check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        with Image.open(photo) as image:
            image.save(folder / "pillow.png")
        pillow = time.perf_counter() - start
    return [
        Row("24 MP JPEG to PNG, object removed", seconds, "s", "< 10 s", seconds < 10),
        Row("of Pillow's open and save alone", seconds / pillow, "×"),
    ]
