"""Runs benchmarks and prints what they measured: ``python -m tests.benchmarks [NAME …] [--json FILE]``."""

from __future__ import annotations

import argparse
import json
import pkgutil
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tests import benchmarks
from tests.benchmarks.row import Row

NOT_BENCHMARKS = {
    "__main__",
    "canvas_baselines",
    "canvas_brush",
    "canvas_regions",
    "canvas_scaling",
    "canvas_stage",
    "canvas_undo",
    "canvas_views",
    "composites",
    "measuring",
    "portraits",
    "row",
    "simulated_person",
    "started",
}
"""What the others stand on."""


def main() -> None:
    known = sorted({module.name for module in pkgutil.iter_modules(benchmarks.__path__)} - NOT_BENCHMARKS)
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all when left out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows here")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(known):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    rows: list[Row] = []
    for name in arguments.names or known:
        measured: list[Row] = import_module(f"tests.benchmarks.{name}").run()
        for row in measured:
            verdict = "" if row.met is None else "met" if row.met else "MISSED"
            print(f"{name:10} {row.name:44} {row.value:9.3f} {row.unit:8} {row.target:24} {verdict}", flush=True)
        rows += measured
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
