"""How soon the window is seen, and what memory it takes with a photo, against the simplest window PySide6 can show."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import skimage.data
from PIL import Image

from tests.benchmarks.row import Row

ROOT = Path(__file__).parents[2]
RUNS = 15
MEMORY_RUNS = 3
MEGAPIXELS_16 = (4608, 3456)
START_LIMIT, MEMORY_LIMIT = 1.2, 1.3

Measured = Mapping[str, float]


def run() -> list[Row]:
    """Each start is a process of its own, from its beginning; the kinds take turns. Before, each was started once: as
    on any computer but on the day of installation, compiled modules and settings are there."""
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        Image.fromarray(skimage.data.astronaut()).resize(MEGAPIXELS_16).save(photo, quality=92)
        environment = _environment(Path(folder))
        kinds = {"bare": ("bare",), "ours": ("ours",), "ours with a photo": ("ours", photo)}
        times = _starts(kinds, RUNS, environment)
        shown = {"drawn": ("drawn", photo), "labelled": ("labelled", photo), "ours": ("ours", photo)}
        memory = _starts(shown, MEMORY_RUNS, environment)
    return [*_time_rows(times), *_memory_rows(memory)]


def _time_rows(times: Mapping[str, Sequence[Measured]]) -> list[Row]:
    stages = [("bare", "painted"), ("ours", "painted"), ("ours", "usable")]
    stages += [("ours with a photo", stage) for stage in ("painted", "preview", "usable", "exact")]
    rows = []
    for kind, stage in stages:
        values = [1000 * start[stage] for start in times[kind] if stage in start]
        if values:
            rows.append(Row(f"{kind}: {stage}", statistics.median(values), "ms"))
            rows.append(Row(f"{kind}: {stage}, p99", max(values), "ms"))
    bare = statistics.median(start["painted"] for start in times["bare"])
    for kind in ("ours", "ours with a photo"):
        ratio = statistics.median(start["painted"] for start in times[kind]) / bare
        rows.append(Row(f"{kind}: painted", ratio, "× bare", f"≤ {START_LIMIT}", ratio <= START_LIMIT))
    return rows


def _memory_rows(memory: Mapping[str, Sequence[Measured]]) -> list[Row]:
    if not all("rss" in start for starts in memory.values() for start in starts):
        return []
    resident = {kind: statistics.median(start["rss"] for start in starts) for kind, starts in memory.items()}
    rows = [Row(f"16 MP photo, {kind}: memory", value / 2**20, "MB") for kind, value in resident.items()]
    for kind in ("drawn", "labelled"):
        ratio = resident["ours"] / resident[kind]
        rows.append(Row(f"16 MP photo: memory, {kind}", ratio, "× bare", f"≤ {MEMORY_LIMIT}", ratio <= MEMORY_LIMIT))
    return rows


def _starts(
    kinds: Mapping[str, tuple[str | Path, ...]], runs: int, environment: Mapping[str, str]
) -> dict[str, list[Measured]]:
    measured: dict[str, list[Measured]] = {kind: [] for kind in kinds}
    for turn in range(runs + 1):
        for kind, (program, *arguments) in kinds.items():
            command = [sys.executable, "tests/benchmarks/started.py", program, str(time.monotonic()), *arguments]
            told = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60
            )
            if turn > 0:
                measured[kind].append(json.loads(told.stdout.splitlines()[-1]))
    return measured


def _environment(folder: Path) -> dict[str, str]:
    places = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PICWISH_", "PYTHON"))}
    own = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    return {**kept, **places, **own, "QT_QPA_PLATFORM": "offscreen"}
