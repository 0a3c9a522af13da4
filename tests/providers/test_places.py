"""Whoever is told to correct a key or an address is told where it stands."""

from collections.abc import AsyncIterator

import pytest

from picwish_desktop.operations.provider import Provider, ProviderError
from picwish_desktop.providers.picwish import PicwishProvider
from picwish_desktop.providers.pixelcut import PixelcutProvider
from picwish_desktop.storage.access import Access
from picwish_desktop.storage.credentials import Credentials
from picwish_desktop.storage.settings import Settings
from tests.providers.remote import Remote, cutout
from tests.sandbox.faults import Reply
from tests.sandbox.routes import Route

WRONG_KEY = "nobodys-key"


class Places:
    """A provider whose key and address stand in the environment, or else in the settings."""

    def __init__(self, there: Remote, name: str, *, is_given: bool) -> None:
        self._there, self._name, self._is_given = there, name, is_given
        self._address = there.sandbox.picwish_url if name == "picwish" else there.sandbox.pixelcut_url
        self._route = Route.SEGMENTATION if name == "picwish" else Route.REMOVE_BACKGROUND
        self._providers: list[Provider] = []
        variable = f"in the environment variable {name.upper()}"
        self.of_key = f"{variable}_API_KEY" if is_given else "in the settings"
        self.of_address = f"{variable}_BASE_URL" if is_given else "in the settings"

    async def sentence(self, *, key: str = WRONG_KEY, address: str | None = None, status: int | None = None) -> str:
        """What a person reads when a cutout is asked for."""
        address = self._address if address is None else address
        settings, credentials, variables = Settings(), Credentials(), {}
        if self._is_given:
            variables = {f"{self._name.upper()}_API_KEY": key, f"{self._name.upper()}_BASE_URL": address}
        else:
            setattr(settings, f"{self._name}_base_url", address)
            await credentials.set(self._name, key)
        access = Access(self._name, settings, credentials, variables)
        provider = PicwishProvider(access) if self._name == "picwish" else PixelcutProvider(access)
        self._providers.append(provider)
        if status is not None:
            self._there.push(self._route, Reply(status, b"{}"))
        with pytest.raises(ProviderError) as caught:
            await self._there.submit(cutout(), provider)
        return str(caught.value)

    async def close(self) -> None:
        for provider in self._providers:
            await provider.close()


@pytest.fixture(params=["picwish", "pixelcut"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["environment", "settings"])
async def places(there: Remote, name: str, request: pytest.FixtureRequest) -> AsyncIterator[Places]:
    places = Places(there, name, is_given=request.param)
    yield places
    await places.close()


async def test_of_a_key(places: Places) -> None:
    assert (await places.sentence()).endswith(f"Correct it {places.of_key}.")
    assert places.of_key in await places.sentence(key="a key")


async def test_of_an_address(places: Places) -> None:
    assert places.of_address in await places.sentence(status=404)
    assert places.of_address in await places.sentence(status=308)
    assert places.of_address in await places.sentence(address="http://127.0.0.1:1")
    assert places.of_address in await places.sentence(address="nonsense")


async def test_of_a_key_that_a_task_is_asked_for_with(there: Remote) -> None:
    task = await there.task(cutout())
    there.push(Route.SEGMENTATION_TASK, Reply(401, b"{}"))
    with pytest.raises(ProviderError) as caught:
        await there.fetch(task)
    assert "in the environment variable PICWISH_API_KEY" in str(caught.value)
