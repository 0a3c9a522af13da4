"""Everything that works without a window, made once and closed once: for the window and for the command line."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.operations.provider import Provider, RequestRejectedError
from picwish_desktop.providers.local import ModelChoice
from picwish_desktop.providers.pace import load_paces, save_paces
from picwish_desktop.providers.registry import REMOTE, RemoteProvider, build_providers, build_remote
from picwish_desktop.storage.access import Access
from picwish_desktop.storage.credentials import Credentials
from picwish_desktop.storage.paths import Paths
from picwish_desktop.storage.private import PrivateListError, is_listed
from picwish_desktop.storage.reaching import reach
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.settings_file import SettingsFile
from picwish_desktop.vision.worker import Worker

NETWORK_PAUSES = (2.0, 5.0, 15.0, 30.0)
"""Seconds between tries while there is no network, where somebody is there to wait."""


@dataclass(frozen=True, slots=True)
class Service:
    paths: Paths
    settings: Settings
    settings_file: SettingsFile
    credentials: Credentials
    access: dict[str, Access]
    """How to reach each remote provider, by its name."""
    worker: Worker
    providers: dict[str, Provider]
    remote: dict[str, RemoteProvider]
    """Those of them that are asked over the network."""
    runner: Runner

    async def close(self) -> None:
        """End what runs here; paid work stays on disk as far as it came."""
        await self.runner.close()
        paces = {name: provider.pace for name, provider in self.remote.items()}
        if any(pace.sent_at for pace in paces.values()):
            await asyncio.to_thread(save_paces, paces, self.paths.pace)
        for provider in self.providers.values():
            await provider.close()
        self.worker.close()


def build_service(paths: Paths, *, waits_for_network: bool) -> Service:
    """Nothing is read but the settings, and nothing started, before it is used."""
    settings_file = SettingsFile(paths.settings)
    settings = settings_file.load()
    credentials = Credentials()
    access = {name: Access(name, settings, credentials) for name in REMOTE}
    worker = Worker()
    remote = build_remote(access, load_paces(paths.pace))
    # asked each time, as it can be changed while the program runs
    providers = build_providers(worker, remote, lambda: _model(settings))
    pauses = NETWORK_PAUSES if waits_for_network else ()

    async def may_leave(job: Job) -> bool:
        # at the disk where the photo is nobody looks any more: a share may keep all of this provider's work waiting
        place = job.purpose.place or job.purpose.photo
        try:
            return place is None or not await reach(is_listed, paths.private, place)
        except PrivateListError as error:
            raise RequestRejectedError(f"Nothing was sent, as the photo may be locked. {error}") from error

    runner = Runner(
        providers, paths.jobs, may_leave=may_leave, network_pauses=pauses, keep_days=settings.keep_results_days
    )
    return Service(paths, settings, settings_file, credentials, access, worker, providers, remote, runner)


def _model(settings: Settings) -> ModelChoice | None:
    return (settings.model_file, settings.model_preset) if settings.model_file else None
