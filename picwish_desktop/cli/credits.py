"""`picwish credits`: what is left at each provider."""

from __future__ import annotations

from picwish_desktop.cli.session import Session
from picwish_desktop.operations.provider import KeyCheck, Provider


async def show_credits(name: str | None, session: Session) -> bool:
    """A line for each provider that is paid, or for the one named. Returns whether one of them could be asked."""
    paid = [provider for provider in session.providers.values() if provider.account is not None]
    asked = [provider for provider in paid if name in (None, provider.name)]
    return any([await _show(provider, session) for provider in asked])


async def _show(provider: Provider, session: Session) -> bool:
    assert provider.account is not None
    if not await session.has_key(provider):
        session.terminal.line(f"{provider.label}: no API key. {session.where_keys_go(provider)}")
        return False
    left = await provider.account.credits_left()
    if left is not None:
        session.terminal.line(f"{provider.label}: {left} {'credit' if left == 1 else 'credits'} left")
        return True
    check = await provider.account.check_key()
    if check in (KeyCheck.RIGHT, KeyCheck.UNKNOWN):
        session.terminal.line(f"{provider.label} does not tell how many credits are left.")
        return True
    session.terminal.line(f"{provider.label}: {check.value}")
    return False
