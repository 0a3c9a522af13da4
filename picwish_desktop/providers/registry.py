"""The providers there are. A new one is a file beside this and a line here."""

from __future__ import annotations

from picwish_desktop.operations.provider import Provider
from picwish_desktop.providers.local import LocalProvider
from picwish_desktop.vision.worker import Worker


def build_providers(worker: Worker) -> dict[str, Provider]:
    """Every provider by its name, the default one first."""
    providers: list[Provider] = [LocalProvider(worker)]
    return {provider.name: provider for provider in providers}
