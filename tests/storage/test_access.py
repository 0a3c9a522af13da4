"""The environment wins, and no key goes out in the clear."""

import keyring
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from picwish_desktop.storage.access import Access, AddressError, KeySource, checked_address
from picwish_desktop.storage.credentials import Credentials, Secret
from picwish_desktop.storage.settings import Settings
from tests.storage.keyrings import null


def access(**environ: str) -> Access:
    return Access("picwish", Settings(picwish_base_url="https://kept.example"), Credentials(), environ)


async def test_a_key_of_the_environment_wins() -> None:
    await Credentials().set("picwish", "kept")
    given_ = access(PICWISH_API_KEY=" given ")
    assert await given_.key() == Secret("given")
    assert await given_.key_source() is KeySource.ENVIRONMENT
    assert await access(PICWISH_API_KEY=" ").key() == Secret("kept")


async def test_where_the_key_comes_from() -> None:
    none = access()
    assert await none.key() is None
    assert await none.key_source() is KeySource.NONE
    await Credentials().set("picwish", "kept")
    assert await access().key_source() is KeySource.KEYRING
    keyring.set_keyring(null())
    credentials = Credentials()
    await credentials.set("picwish", "typed")
    assert await Access("picwish", Settings(), credentials, {}).key_source() is KeySource.RUN_ONLY


def test_an_address_of_the_environment_wins_and_may_be_plain() -> None:
    assert access().base_url == "https://kept.example"
    assert not access().is_address_given
    assert access(PICWISH_BASE_URL="http://10.0.0.7:8080/").base_url == "http://10.0.0.7:8080"
    assert access(PICWISH_BASE_URL=" ").base_url == "https://kept.example"
    with pytest.raises(AddressError):
        _ = access(PICWISH_BASE_URL="ftp://10.0.0.7").base_url


def test_settings_that_change_are_seen_at_once() -> None:
    settings = Settings()
    reached = Access("pixelcut", settings, Credentials(), {})
    settings.pixelcut_base_url, settings.pixelcut_requests_per_second = "https://other.example", 9.0
    assert (reached.base_url, reached.requests_per_second) == ("https://other.example", 9.0)


@pytest.mark.parametrize(
    ("address", "checked"),
    [
        (" https://techsz.aoscdn.com/ ", "https://techsz.aoscdn.com"),
        ("HTTPS://techsz.aoscdn.com", "https://techsz.aoscdn.com"),
        ("https://gateway.example:8443/picwish/", "https://gateway.example:8443/picwish"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_addresses_that_can_be_used(address: str, checked: str) -> None:
    assert checked_address(address) == checked


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://",
        "techhk.aoscdn.com",
        "ftp://techhk.aoscdn.com",
        "http://techhk.aoscdn.com",
        "http://localhost.evil.example",
        "http://127.0.0.1@evil.example",
        "http://localhost\\@evil.example",
        "https://name:password@techhk.aoscdn.com",
        "https://:password@techhk.aoscdn.com",
        "https://techhk.aoscdn.com?key=1",
        "https://techhk.aoscdn.com#top",
        "https://techhk.aos\ncdn.com",
        "https://tech hk.aoscdn.com",
        "https://techhk.aoscdn.com:99999",
        "https://[techhk",
    ],
)
def test_addresses_that_cannot(address: str) -> None:
    with pytest.raises(AddressError):
        checked_address(address)


def test_a_key_in_the_wrong_field_is_not_repeated() -> None:
    with pytest.raises(AddressError) as raised:
        checked_address("wx-secret")
    assert "wx-secret" not in f"{raised.value}{raised.value.__context__}"


@given(st.text() | st.text("htps:/[]@.?#%\\ 019azA\n", max_size=24).map("http://".__add__))
@example("https://[")
@example("http://\u2100.example")
def test_any_text_is_an_address_or_a_sentence(text: str) -> None:
    try:
        checked = checked_address(text)
    except AddressError:
        return
    assert checked.startswith(("https://", "http://localhost", "http://127.0.0.1", "http://[::1]"))
    assert checked_address(checked) == checked
