"""Runs the sandbox for trying the window by hand: ``python -m tests.sandbox [--port N] [--key KEY] …``."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import asdict

from tests.sandbox.options import Options
from tests.sandbox.server import Sandbox


def main() -> None:
    default = Options()
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox")
    parser.add_argument("--port", type=int, default=8800, help="of PicWish; the next two are taken too (0: free ones)")
    parser.add_argument("--key", default=default.key, help="of PicWish; Pixelcut's is KEY-pixelcut")
    parser.add_argument("--latency", type=float, default=2.0, metavar="SECONDS", help="that each task takes")
    parser.add_argument("--rate", type=int, default=default.picwish_rate, help="PicWish requests in any second")
    parser.add_argument("--credits", type=int, default=default.credits, help="of each key")
    asked = parser.parse_args()
    asyncio.run(
        _serve(
            Options(
                key=asked.key,
                pixelcut_key=f"{asked.key}-pixelcut",
                credits=asked.credits,
                latency=asked.latency,
                picwish_rate=asked.rate,
                port=asked.port,
            )
        )
    )


async def _serve(options: Options) -> None:
    """Until Ctrl+C or SIGTERM; then say, in one line of JSON, what was paid and what should not have been done."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # not add_signal_handler, which Windows lacks
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))
    async with Sandbox(options) as sandbox:
        _say(
            f"export PICWISH_BASE_URL={sandbox.picwish_url}",
            f"export PICWISH_API_KEY={sandbox.key}",
            f"export PIXELCUT_BASE_URL={sandbox.pixelcut_url}",
            f"export PIXELCUT_API_KEY={sandbox.pixelcut_key}",
        )
        await stopped.wait()
    charges = [asdict(charge) for charge in sandbox.charges]
    _say(json.dumps({"charges": charges, "violations": sandbox.violations}))


def _say(*lines: str) -> None:
    # at once, as whoever started this may wait for it
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
