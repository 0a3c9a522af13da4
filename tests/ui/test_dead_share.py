"""A share whose server is gone: who looks there waits, and nobody else does."""

import asyncio
import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from PIL import Image

from picwish_desktop.app import build
from picwish_desktop.storage.paths import find_paths
from tests.sandbox.server import Sandbox
from tests.ui.whole_window import ended, opened
from tests.waiting import until

SHARE = "/share/"


class DeadShare:
    """Looks below `SHARE` wait until it is given up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.given_up = threading.Event()
        stat = os.stat

        def stat_there(path: Any, *rest: Any, **named: Any) -> os.stat_result:
            if str(path).startswith(SHARE):
                self.asked.append(str(path))
                self.given_up.wait(60)
                raise OSError(112, "Host is down")
            return stat(path, *rest, **named)

        monkeypatch.setattr(os, "stat", stat_there)


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> Iterator[DeadShare]:
    share = DeadShare(monkeypatch)
    yield share
    share.given_up.set()


async def test_other_photos_open_and_providers_are_asked(sandbox: Sandbox, share: DeadShare, tmp_path: Path) -> None:
    recent = find_paths().recent
    recent.parent.mkdir(parents=True)
    yesterday = f"{SHARE}yesterday.png"
    recent.write_text(json.dumps([{"path": yesterday, "note": "opened", "when": "2026-11-21T10:00:00"}]))
    path = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    with ThreadPoolExecutor(2) as pixels:
        # as `app` has it
        asyncio.get_running_loop().set_default_executor(pixels)
        app = build()
        window = app.window
        window.show()
        there = Path(f"{SHARE}b.png")
        window.open_files([there])
        await until(lambda: {yesterday, str(there)} <= set(share.asked))
        _, document = await opened(window, path)
        assert document.photo.path == path
        account = app.service.providers["picwish"].account
        assert account is not None
        assert await account.credits_left() == 100
        assert sandbox.requests != []
        share.given_up.set()
        await until(lambda: len(tuple(window.documents)) == 1)
        await ended(app)
