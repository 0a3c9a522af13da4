"""How to reach a provider: where it is, with which key, how fast. The environment wins over what is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum
from urllib.parse import urlsplit

from picwish_desktop.storage.credentials import Credentials, Secret, Storing
from picwish_desktop.storage.settings import Settings

NO_ADDRESS = "This is no address of a service. It looks like https://techhk.aoscdn.com."
THIS_COMPUTER = ("127.0.0.1", "localhost", "::1")


class AddressError(ValueError):
    """One sentence for a person: why an address cannot be used."""


class KeySource(Enum):
    """Where the key comes from, as a person reads it."""

    ENVIRONMENT = "from the environment variable"
    KEYRING = "in the system’s keyring"
    RUN_ONLY = "for this run only"
    NONE = "no key yet"


class Access:
    """Ask each time: what is answered can change while the program runs."""

    def __init__(
        self, provider: str, settings: Settings, credentials: Credentials, environ: Mapping[str, str] = os.environ
    ) -> None:
        self._provider = provider
        self._settings = settings
        self._credentials = credentials
        self._environ = environ

    @property
    def key_variable(self) -> str:
        return f"{self._provider.upper()}_API_KEY"

    @property
    def address_variable(self) -> str:
        return f"{self._provider.upper()}_BASE_URL"

    @property
    def is_address_given(self) -> bool:
        """Whether the environment has one, which wins."""
        return bool(self._environ.get(self.address_variable, "").strip())

    @property
    def is_key_given(self) -> bool:
        """Whether the environment has one, which wins."""
        return bool(self._environ.get(self.key_variable, "").strip())

    @property
    def key_place(self) -> str:
        """Where a person corrects the key, as a sentence ends."""
        return f"in the environment variable {self.key_variable}" if self.is_key_given else "in the settings"

    @property
    def address_place(self) -> str:
        """Where a person corrects the address, as a sentence ends."""
        return f"in the environment variable {self.address_variable}" if self.is_address_given else "in the settings"

    @property
    def base_url(self) -> str:
        """Without a slash at its end. Raises AddressError."""
        if self.is_address_given:
            given = self._environ[self.address_variable]
            # whoever sets it knows the network between: a server for trying things out is rarely encrypted
            return checked_address(given, may_be_plain=True)
        kept = str(getattr(self._settings, f"{self._provider}_base_url"))
        if not kept.strip():
            raise AddressError("there is none. Choose one.")
        return checked_address(kept)

    @property
    def requests_per_second(self) -> float:
        return float(getattr(self._settings, f"{self._provider}_requests_per_second"))

    async def key(self) -> Secret | None:
        if self.is_key_given:
            return Secret(self._environ[self.key_variable].strip())
        return await self._credentials.get(self._provider)

    @property
    def key_problem(self) -> str | None:
        """A sentence, where `key` gave none though there may be one."""
        return self._credentials.untold

    async def hear_key(self) -> bool:
        """Wait until a keyring that did not answer does: `key` has its answer then. False where none is waited for."""
        return not self.is_key_given and await self._credentials.hear()

    async def key_source(self) -> KeySource:
        if self.is_key_given:
            return KeySource.ENVIRONMENT
        await self._credentials.get(self._provider)
        storing = self._credentials.storing(self._provider)
        return {None: KeySource.NONE, Storing.KEYRING: KeySource.KEYRING, Storing.RUN_ONLY: KeySource.RUN_ONLY}[storing]


def checked_address(address: str, *, may_be_plain: bool = False) -> str:
    """`address` without a slash at its end. Raises AddressError for what would send a key in the clear, or nowhere.

    The error does not repeat the address: somebody may have put the key there.
    """
    address = address.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        is_of_service = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise AddressError(NO_ADDRESS) from None
    # urlsplit takes line breaks out, and what stands before an @ is a name and a password
    if not is_of_service or not address.isprintable() or set(address) & set(" @?#\\"):
        raise AddressError(NO_ADDRESS)
    if parts.scheme == "http" and not may_be_plain and parts.hostname not in THIS_COMPUTER:
        raise AddressError("This address would send the key unencrypted. Write https:// instead of http://.")
    return f"{parts.scheme}{address[len(parts.scheme) :]}"
