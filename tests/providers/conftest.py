"""A sandbox for each test, whose clock the providers wait by, and that nobody may have broken a promise to."""

import os
from collections.abc import AsyncIterator

import pytest

from tests.providers.remote import Remote, remote


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's proxy has nothing to do with this computer's own addresses."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
async def there() -> AsyncIterator[Remote]:
    async with remote() as there:
        yield there
        assert there.sandbox.violations == []
