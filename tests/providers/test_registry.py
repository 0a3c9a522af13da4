"""The providers there are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from picwish_desktop.cli.parser import PROVIDERS
from picwish_desktop.operations.catalogue import OPERATIONS
from picwish_desktop.operations.provider import Provider
from picwish_desktop.providers.exchange import ExchangeError, Response
from picwish_desktop.providers.picwish import PicwishProvider
from picwish_desktop.providers.registry import build_providers, build_remote
from picwish_desktop.providers.results import Results, UnreachedError
from picwish_desktop.storage.access import Access
from picwish_desktop.storage.credentials import Credentials
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.settings_file import load_settings, save_settings
from picwish_desktop.vision.worker import Worker
from tests.providers.remote import PHOTO, Remote
from tests.providers.remote import access as access_to


@pytest.fixture
def providers() -> Iterator[dict[str, Provider]]:
    worker = Worker()
    names = ("picwish", "pixelcut")
    access = {name: Access(name, Settings(), Credentials(), {}) for name in names}
    yield build_providers(worker, build_remote(access, {}))
    worker.close()


def test_this_computer_comes_first(providers: dict[str, Provider]) -> None:
    assert list(providers) == ["local", "picwish", "pixelcut"]
    assert all(provider.name == name for name, provider in providers.items())
    assert [name for name, provider in providers.items() if provider.account is not None] == ["picwish", "pixelcut"]


def test_each_can_be_chosen_by_settings_that_are_kept_and_on_the_command_line(
    providers: dict[str, Provider], tmp_path: Path
) -> None:
    for name in providers:
        save_settings(Settings(background_provider=name), tmp_path / "settings.json")
        assert load_settings(tmp_path / "settings.json").background_provider == name
    assert set(PROVIDERS) == set(providers)


def test_every_operation_has_a_provider(providers: dict[str, Provider]) -> None:
    for operation in OPERATIONS.values():
        assert any(provider.supports(operation()) for provider in providers.values())


def test_how_often_they_may_be_asked_is_a_setting(providers: dict[str, Provider]) -> None:
    rates = [provider.limits.requests_per_second for provider in providers.values()]
    assert rates == [None, 2.0, 5.0]


async def test_what_began_protected_stays_protected(there: Remote) -> None:
    """Where the API is asked by https, a result is never fetched in the clear."""
    protected = PicwishProvider(access_to("picwish", "https://example.com", "any"), clock=there.clock)
    results = Results(protected._api, 100)
    with pytest.raises(UnreachedError):
        await results.download(f"{there.sandbox.result_url}/x.png", there.clock.now() + 60, lambda _: None)
    assert there.sandbox.requests == []
    await protected.close()


async def test_what_is_given_in_the_clear_is_asked_for_protected(
    there: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result's address that is not, of a service that is."""
    asked: list[str] = []

    async def send(method: str, url: str, **_: object) -> Response:
        asked.append(f"{method} {url}")
        return (
            Response(302, {"location": "HTTP://b.example/y?a=http:"}, b"")
            if len(asked) == 1
            else Response(200, {}, PHOTO.data)
        )

    protected = PicwishProvider(access_to("picwish", "https://example.com", "any"), clock=there.clock)
    monkeypatch.setattr(await protected._api.client(), "send", send)
    until = there.clock.now() + 60
    result = await Results(protected._api, 10**6).download("http://a.example/x?u=http://c", until, lambda _: None)
    assert result == PHOTO
    assert asked == ["GET https://a.example/x?u=http://c", "GET https://b.example/y?a=http:"]
    await protected.close()


def test_no_key_in_what_is_shown_or_logged(there: Remote) -> None:
    shown = repr(there.picwish) + repr(vars(there.picwish)) + repr(vars(there.picwish._api)) + repr(ExchangeError("x"))
    assert there.sandbox.key not in shown
