"""The providers there are. A new one is a file beside this and a line here; README says what else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from picwish_desktop.operations.provider import Provider
from picwish_desktop.providers.local import LocalProvider, ModelChoice
from picwish_desktop.providers.pace import Pace
from picwish_desktop.providers.picwish import PicwishProvider
from picwish_desktop.providers.pixelcut import PixelcutProvider
from picwish_desktop.storage.access import Access
from picwish_desktop.vision.worker import Worker


class RemoteProvider(Provider, Protocol):
    @property
    def pace(self) -> Pace:
        """For the next run of the program."""
        ...


REMOTE = {provider.name: provider for provider in (PicwishProvider, PixelcutProvider)}


def build_remote(access: Mapping[str, Access], paces: Mapping[str, Pace]) -> dict[str, RemoteProvider]:
    """Those that are asked over the network, by name. `access` has one for each; `paces` what earlier runs learned."""
    return {name: build(access[name], pace=paces.get(name)) for name, build in REMOTE.items()}


def build_providers(
    worker: Worker, remote: Mapping[str, RemoteProvider], model: Callable[[], ModelChoice | None] = lambda: None
) -> dict[str, Provider]:
    """Every provider by its name, the default one first. `model` says which one this computer cuts out with, if not
    the engine inside the program."""
    local = LocalProvider(worker, model)
    return {local.name: local, **remote}
