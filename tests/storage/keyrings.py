"""Keyrings that answer as those of real systems do, well and badly. None is ever chosen by itself."""

from __future__ import annotations

import threading

import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import keyring.errors


class MemoryKeyring(keyring.backend.KeyringBackend):
    priority = -1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.calls = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.calls += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.calls += 1
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.calls += 1
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("not found")
        del self.kept[service, username]


class FailingKeyring(MemoryKeyring):
    """Raises `error` with whatever it was given, as long as `error` is set."""

    def __init__(self, error: type[Exception]) -> None:
        super().__init__()
        self.error: type[Exception] | None = error

    def get_password(self, service: str, username: str) -> str | None:
        self._fail(service, username)
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail(service, username, password)
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._fail(service, username)
        super().delete_password(service, username)

    def _fail(self, *given: str) -> None:
        if self.error is not None:
            raise self.error(" ".join(given))


class HangingKeyring(MemoryKeyring):
    """Waits for a password that nobody types, until `typed` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.typed = threading.Event()
        self.callers: set[int | None] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self.callers.add(threading.current_thread().ident)
        self.typed.wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.callers.add(threading.current_thread().ident)
        self.typed.wait()
        super().set_password(service, username, password)


def absent() -> keyring.backend.KeyringBackend:
    """What there is without a Secret Service."""
    return keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]


def null() -> keyring.backend.KeyringBackend:
    """Takes everything and keeps nothing."""
    return keyring.backends.null.Keyring()  # type: ignore[no-untyped-call]
