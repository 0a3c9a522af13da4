"""Keys, what they may be used for, and what was paid."""

from __future__ import annotations

from dataclasses import dataclass

from tests.sandbox.routes import Route


@dataclass(slots=True)
class Account:
    """A key's balance; `services` are the routes it may create tasks at, all when None."""

    credits: int
    services: frozenset[Route] | None = None

    def is_enabled(self, route: Route) -> bool:
        return self.services is None or not route.creates or route in self.services


@dataclass(frozen=True, slots=True)
class Charge:
    """One credit."""

    key: str
    task_id: str
    route: Route
    time: float


class Accounts:
    """The accounts of one vendor."""

    def __init__(self, key: str, credits: int, charges: list[Charge]) -> None:  # noqa: A002 - the pages' word
        self.by_key = {key: Account(credits)}
        self._charges = charges

    def charge(self, charge: Charge) -> None:
        """Take a credit, which `by_key` must have."""
        self.by_key[charge.key].credits -= 1
        self._charges.append(charge)

    def refund(self, charge: Charge) -> None:
        """Only successful calls cost something."""
        self.by_key[charge.key].credits += 1
        self._charges.remove(charge)
