"""No test asks the machine's own keyring."""

import keyring
import pytest

from tests.storage.keyrings import MemoryKeyring


@pytest.fixture(autouse=True)
def memory_keyring() -> MemoryKeyring:
    """The keyring of this test. The machine's own is not even looked for, before or after."""
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend
