"""Whether a file can be used as a model, tried in a process of its own: loading it takes a while, and may go wrong."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from multiprocessing.connection import Connection
from pathlib import Path

SIDE = 64
"""Pixels of the picture that it is tried with."""


async def check_model(path: Path, preset: str) -> str:
    """What is wrong with it, as one sentence for a person; "" where nothing is. preset: a key of PRESETS.

    Cancelling ends the process.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_check, args=(theirs, path, preset), name="picwish-model", daemon=True)
    process.start()
    theirs.close()
    try:
        return str(await asyncio.to_thread(ours.recv))
    except (EOFError, OSError):
        return f"“{path.name}” broke what tried it. Choose another model."
    finally:
        # a thread that still reads sees the end
        process.kill()
        process.join()
        process.close()


def _check(connection: Connection, path: Path, preset: str) -> None:
    # Ctrl+C is the program's to answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import numpy as np

    from picwish_desktop.vision.model_file import ModelError, predict

    try:
        predict(path, np.zeros((SIDE, SIDE, 3), np.uint8), preset)
    except ModelError as error:
        connection.send(str(error))
    else:
        connection.send("")
