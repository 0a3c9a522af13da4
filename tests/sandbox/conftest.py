"""A sandbox for each test, and a client for it."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.client import Client, sandboxed


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with sandboxed() as client:
        yield client
