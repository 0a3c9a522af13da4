"""A desk for each test, with vendors that answer at once and count no requests, so that tests need not queue; and a
folder for commands that run in this process."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.cli.desk import Desk, desk_with
from tests.sandbox.options import Options


@pytest.fixture
async def desk(tmp_path: Path, home: Path) -> AsyncIterator[Desk]:
    async with desk_with(Options(picwish_rate=1000, pixelcut_rate=1000), tmp_path, home) as desk:
        yield desk


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current folder of a command in this process; its providers cannot be reached, so that whatever would be sent
    is told as that."""
    monkeypatch.chdir(tmp_path)
    for provider in ("PICWISH", "PIXELCUT"):
        monkeypatch.setenv(f"{provider}_BASE_URL", "http://127.0.0.1:9")
        monkeypatch.setenv(f"{provider}_API_KEY", f"{provider}-key")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    handlers = list(logging.getLogger().handlers)
    yield tmp_path
    for handler in logging.getLogger().handlers:
        if handler not in handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()
