"""Keys of the providers: in the system's keyring, or for this run only, and never in a file or log of ours."""

from __future__ import annotations

import asyncio
import hmac
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum
from typing import Any, NoReturn, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")

SERVICE = "picwish-desktop"
PATIENCE = 10.0
"""Seconds; a keyring may ask the person for a password that nobody types."""

ABSENT = "This system has no keyring that can be used, so keys are kept until the program ends."
LOCKED = (
    "The system’s keyring is locked, so keys are kept until the program ends. Unlock it and open the settings again."
)
SILENT = (
    "The system’s keyring does not answer, so keys are kept until the program ends. It may be waiting for its password."
)
FORGETFUL = "The system’s keyring does not keep keys, so they are kept until the program ends."
NOT_FORGOTTEN = (
    "The system’s keyring may still have the key. Unlock the keyring, and forget the key again in the settings."
)


class Secret:
    """A text that never shows itself by accident, and stays as it is."""

    __slots__ = ("_text",)
    _text: str

    def __init__(self, text: str) -> None:
        object.__setattr__(self, "_text", text)

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "•••"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __setattr__(self, _name: str, _value: object) -> NoReturn:
        raise AttributeError("a secret stays as it is")

    def __delattr__(self, _name: str) -> NoReturn:
        raise AttributeError("a secret stays as it is")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not stored")

    def _bytes(self) -> bytes:
        # the environment gives bytes that are no text as lone surrogates
        return self._text.encode("utf-8", "surrogatepass")


class Storing(Enum):
    """Where a key is."""

    KEYRING = "in the system’s keyring"
    RUN_ONLY = "for this run only"


class KeyringFailedError(Exception):
    """One sentence for a person. What the keyring itself said may hold anything, and is not passed on."""


class Credentials:
    """Asks the keyring in a thread, once for each provider, and remembers."""

    def __init__(self, patience: float = PATIENCE) -> None:
        """`patience` in seconds."""
        self.problem: str | None = None
        """A sentence, once it turned out that the system keeps no keys."""
        self._patience = patience
        self._known: dict[str, tuple[Secret | None, Storing]] = {}
        """No key, for this run only: it is being forgotten, and the keyring may still have it."""
        self._turn = asyncio.Lock()
        self._call: Future[Any] | None = None
        """The last one, which may hang."""
        self._called_at = 0.0
        self._late: tuple[object, ...] | None = None
        """What it was asked, where the answer comes too late: it is for whoever asks that next."""

    @property
    def untold(self) -> str | None:
        """The sentence of `problem`, where the keyring may have a key that it does not tell now."""
        return self.problem if self.problem in (LOCKED, SILENT) else None

    async def get(self, provider: str) -> Secret | None:
        """None also where the keyring does not tell. One that is locked or fails is not asked again before
        `look_again`; of one that does not answer yet the answer is taken when it is there."""
        if provider not in self._known:
            async with self._turn:
                # another one asked, or the key was set, while this one waited
                if provider not in self._known:
                    text = await self._ask_or_note(_read, provider)
                    if text is not None or self.problem != SILENT:
                        self._known.setdefault(provider, (Secret(text) if text else None, Storing.KEYRING))
        return self._known.get(provider, (None, Storing.KEYRING))[0]

    def storing(self, provider: str) -> Storing | None:
        """Where the key is that `get` gave; None where there is none."""
        secret, storing = self._known.get(provider, (None, Storing.KEYRING))
        return None if secret is None else storing

    async def hear(self) -> bool:
        """Wait until a keyring that did not answer does, however long. False, at once, where none is waited for."""
        if self._call is None or self._call.done():
            return False
        await asyncio.wait([asyncio.wrap_future(self._call)])
        return True

    def look_again(self) -> None:
        """Ask once more for keys that were not found: the keyring may have been unlocked since."""
        self._known = {
            provider: (secret, storing)
            for provider, (secret, storing) in self._known.items()
            if secret is not None or storing is Storing.RUN_ONLY
        }
        if self._call is not None and self._call.done():
            # of what was asked before
            self._late = None
        self._forgive()

    async def set(self, provider: str, key: str) -> Storing:
        """Keep a key. Where the keyring does not take it, or forgets it at once, it is kept until the program ends."""
        secret = Secret(key.strip())
        self._known[provider] = secret, Storing.RUN_ONLY
        async with self._turn:
            is_kept = await self._ask_or_note(_keep, provider, secret)
            if is_kept:
                self.problem = None
                # unless another one was set meanwhile
                if self._known[provider][0] is secret:
                    self._known[provider] = secret, Storing.KEYRING
            elif is_kept is False:
                self.problem = FORGETFUL
        return self._known[provider][1]

    async def delete(self, provider: str) -> None:
        """Raises KeyringFailedError where the keyring may still have it; this run uses it no more, either way."""
        self._known[provider] = forgetting = None, Storing.RUN_ONLY
        async with self._turn:
            try:
                await self._ask(_delete, provider)
            except KeyringFailedError as error:
                raise KeyringFailedError(NOT_FORGOTTEN) from error
            finally:
                # unless a key was set meanwhile
                if self._known[provider] is forgetting:
                    self._known[provider] = None, Storing.KEYRING

    async def _ask_or_note(self, function: Callable[..., T], *arguments: object) -> T | None:
        """None where the keyring fails or does not answer; `problem` says so."""
        try:
            answer = await self._ask(function, *arguments)
        except KeyringFailedError as error:
            self.problem = str(error)
            return None
        if self.problem == SILENT:
            self._forgive()
        return answer

    def _forgive(self) -> None:
        """Unless a key is kept for this run only, which needs its reason."""
        if all(storing is Storing.KEYRING for _, storing in self._known.values()):
            self.problem = None

    async def _ask(self, function: Callable[..., T], *arguments: object) -> T:
        """One call at a time, and none while one hangs. Raises KeyringFailedError."""
        clock = asyncio.get_running_loop().time
        if self._call is not None and not self._call.done():
            await asyncio.wait([asyncio.wrap_future(self._call)], timeout=self._called_at + self._patience - clock())
            if not self._call.done():
                raise KeyringFailedError(SILENT)
        question = (function, *arguments)
        if self._call is not None and self._late == question:
            answer, self._late = self._call.result(), None
        else:
            answer = await self._call_for(question)
        if isinstance(answer, KeyringFailedError):
            raise answer
        return answer  # type: ignore[no-any-return]

    async def _call_for(self, question: tuple[Any, ...]) -> Any:
        """Raises KeyringFailedError where no answer comes in time."""
        call: Future[Any] = Future()
        # nobody can cancel it from now on
        call.set_running_or_notify_cancel()
        self._call, self._called_at, self._late = call, asyncio.get_running_loop().time(), None
        # not a pool's thread, for which the interpreter would wait at its end, also when it hangs
        threading.Thread(target=_answer, args=(call, *question), name="keyring", daemon=True).start()
        try:
            async with asyncio.timeout(self._patience):
                return await asyncio.wrap_future(call)
        except TimeoutError:
            log.warning("the keyring does not answer")
            self._late = question
            raise KeyringFailedError(SILENT) from None


def _answer(call: Future[T | KeyringFailedError], function: Callable[..., T], *arguments: object) -> None:
    try:
        call.set_result(function(*arguments))
    except Exception as error:  # noqa: BLE001 - backends raise what they like, and their texts may hold anything
        log.warning("the keyring fails (%s)", type(error).__name__)
        call.set_result(KeyringFailedError(LOCKED if _is_locked(error) else ABSENT))


def _is_locked(error: Exception) -> bool:
    import keyring.errors

    return isinstance(error, keyring.errors.KeyringLocked)


def _read(provider: str) -> str | None:
    import keyring

    return keyring.get_password(SERVICE, provider)


def _keep(provider: str, secret: Secret) -> bool:
    """Whether it is there afterwards: the null backend takes everything and keeps nothing."""
    import keyring

    keyring.set_password(SERVICE, provider, secret.reveal())
    return keyring.get_password(SERVICE, provider) == secret.reveal()


def _delete(provider: str) -> None:
    import keyring
    import keyring.errors

    try:
        if keyring.get_password(SERVICE, provider) is not None:
            keyring.delete_password(SERVICE, provider)
    except keyring.errors.NoKeyringError:
        # nothing was ever kept
        return
