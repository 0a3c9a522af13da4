"""Keys of the providers: in the system's keyring, or for this run only, and never in a file or log of ours."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from typing import Any, NoReturn, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")

SERVICE = "picwish-desktop"
PATIENCE = 10.0
"""Seconds; a keyring may ask the person for a password that nobody types."""


class Secret:
    """A text that never shows itself by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "•••"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not stored")


class Storing(Enum):
    """Where a key is."""

    KEYRING = "in the system's keyring"
    RUN_ONLY = "for this run only"


class Credentials:
    """Asks the keyring in a thread of its own, once for each provider, and remembers."""

    def __init__(self) -> None:
        self.problem: str | None = None
        """A sentence, once it turned out that the system keeps no keys."""
        self._known: dict[str, tuple[Secret | None, Storing]] = {}
        self._thread: ThreadPoolExecutor | None = None

    async def get(self, provider: str) -> Secret | None:
        if provider not in self._known:
            text = await self._ask(_read, provider)
            # set meanwhile, it is newer
            self._known.setdefault(provider, (Secret(text) if text else None, Storing.KEYRING))
        return self._known[provider][0]

    def storing(self, provider: str) -> Storing | None:
        """Where the key is that `get` gave; None where there is none."""
        secret, storing = self._known.get(provider, (None, Storing.KEYRING))
        return None if secret is None else storing

    async def set(self, provider: str, key: str) -> Storing:
        """Keep a key. Where the keyring does not take it, or forgets it at once, it is kept until the program ends."""
        key = key.strip()
        self._known[provider] = Secret(key), Storing.RUN_ONLY
        # the null backend takes everything and keeps nothing
        if await self._ask(_write, provider, key) and await self._ask(_read, provider) == key:
            self._known[provider] = Secret(key), Storing.KEYRING
            self.problem = None
        elif self.problem is None:
            self.problem = "This system's keyring does not keep keys, so the key is kept until the program ends."
        return self._known[provider][1]

    async def delete(self, provider: str) -> None:
        self._known[provider] = None, Storing.KEYRING
        await self._ask(_delete, provider)

    async def _ask(self, function: Callable[..., T], *arguments: Any) -> T | None:
        """None where the keyring fails or does not answer."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="keyring")
        running = asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)
        try:
            return await asyncio.wait_for(asyncio.shield(running), PATIENCE)
        except TimeoutError:
            # it may answer one day; the next question gets a thread of its own
            self._thread.shutdown(wait=False)
            self._thread = None
            running.add_done_callback(lambda done: done.exception())
            kind = "does not answer"
        except Exception as error:  # noqa: BLE001 - backends raise what they like, and their texts may hold anything
            kind = f"fails ({type(error).__name__})"
        log.warning("the keyring %s", kind)
        self.problem = "This system has no keyring that can be used, so keys are kept until the program ends."
        return None


def _read(provider: str) -> str | None:
    import keyring

    return keyring.get_password(SERVICE, provider)


def _write(provider: str, key: str) -> bool:
    import keyring

    keyring.set_password(SERVICE, provider, key)
    return True


def _delete(provider: str) -> None:
    import keyring
    import keyring.errors

    try:
        keyring.delete_password(SERVICE, provider)
    except keyring.errors.PasswordDeleteError:
        # there was none
        return
