"""The providers there are. A new one is a file beside this and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from picwish_desktop.operations.provider import Provider
from picwish_desktop.providers.local import LocalProvider
from picwish_desktop.providers.picwish import PicwishProvider
from picwish_desktop.providers.pixelcut import PixelcutProvider
from picwish_desktop.storage.access import Access
from picwish_desktop.vision.worker import Worker


def build_providers(worker: Worker, access: Mapping[str, Access]) -> dict[str, Provider]:
    """Every provider by its name, the default one first. `access` has those that are asked over the network."""
    providers: list[Provider] = [
        LocalProvider(worker),
        PicwishProvider(access[PicwishProvider.name]),
        PixelcutProvider(access[PixelcutProvider.name]),
    ]
    return {provider.name: provider for provider in providers}
