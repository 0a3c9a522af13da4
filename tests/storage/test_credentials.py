"""Keys are kept in a keyring that keeps them, else for this run, and nobody waits for one that hangs."""

import asyncio
import copy
import logging
import os
import pickle
import threading
from collections.abc import Iterator

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from picwish_desktop.storage import credentials as module
from picwish_desktop.storage.credentials import SERVICE, Credentials, KeyringFailedError, Secret, Storing
from tests.storage.keyrings import FailingKeyring, HangingKeyring, MemoryKeyring, absent, null

KEY = "wx-5f3a-secret-key"


@pytest.fixture
def hanging() -> Iterator[HangingKeyring]:
    backend = HangingKeyring()
    keyring.set_keyring(backend)
    yield backend
    backend.typed.set()


async def test_a_key_is_found_again_in_another_run(memory_keyring: MemoryKeyring) -> None:
    credentials = Credentials()
    assert await credentials.set("picwish", f" {KEY}\n") is Storing.KEYRING
    assert memory_keyring.kept == {(SERVICE, "picwish"): KEY}
    another_run = Credentials()
    assert await another_run.get("picwish") == Secret(KEY)
    assert another_run.storing("picwish") is Storing.KEYRING
    assert await another_run.get("pixelcut") is None
    assert another_run.storing("pixelcut") is None
    assert another_run.problem is credentials.problem is None


async def test_the_keyring_is_asked_once(memory_keyring: MemoryKeyring) -> None:
    memory_keyring.kept[SERVICE, "picwish"] = KEY
    credentials = Credentials()
    found = await asyncio.gather(*(credentials.get("picwish") for _ in range(5)))
    assert found == [Secret(KEY)] * 5
    assert memory_keyring.calls == 1


async def test_a_key_is_forgotten_for_good(memory_keyring: MemoryKeyring) -> None:
    credentials = Credentials()
    await credentials.set("picwish", KEY)
    await credentials.delete("picwish")
    assert memory_keyring.kept == {}
    assert await credentials.get("picwish") is None
    assert await Credentials().get("picwish") is None
    # what is not there can be forgotten
    await credentials.delete("pixelcut")


@pytest.mark.parametrize(
    ("backend", "problem"),
    [
        (absent(), module.ABSENT),
        (null(), module.FORGETFUL),
        (FailingKeyring(keyring.errors.KeyringLocked), module.LOCKED),
        (FailingKeyring(keyring.errors.KeyringError), module.ABSENT),
        # what a bus that went away raises has nothing to do with keyring's own errors
        (FailingKeyring(ConnectionError), module.ABSENT),
    ],
    ids=["absent", "null", "locked", "failing", "bus gone"],
)
async def test_without_a_keyring_the_key_is_kept_for_this_run(
    backend: KeyringBackend, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    keyring.set_keyring(backend)
    caplog.set_level(logging.DEBUG)
    credentials = Credentials()
    assert await credentials.get("picwish") is None
    assert await credentials.set("picwish", KEY) is Storing.RUN_ONLY
    assert credentials.problem == problem
    assert await credentials.get("picwish") == Secret(KEY)
    assert credentials.storing("picwish") is Storing.RUN_ONLY
    assert await Credentials().get("picwish") is None
    assert KEY not in caplog.text


@pytest.mark.parametrize("error", [keyring.errors.KeyringLocked, ConnectionError])
async def test_a_key_that_could_not_be_forgotten_is_said(error: type[Exception]) -> None:
    backend = FailingKeyring(error)
    backend.error = None
    keyring.set_keyring(backend)
    credentials = Credentials()
    await credentials.set("picwish", KEY)
    backend.error = error
    with pytest.raises(KeyringFailedError, match="may still have the key") as raised:
        await credentials.delete("picwish")
    assert KEY not in f"{raised.value!r}{raised.value.__cause__!r}{raised.value.__context__!r}"
    assert await credentials.get("picwish") is None, "this run uses it no more"


@pytest.mark.parametrize("backend", [absent(), null()])
async def test_what_no_keyring_has_is_forgotten_without_a_word(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    credentials = Credentials()
    await credentials.set("picwish", KEY)
    await credentials.delete("picwish")
    assert await credentials.get("picwish") is None


async def test_a_keyring_that_was_unlocked_is_asked_again() -> None:
    backend = FailingKeyring(keyring.errors.KeyringLocked)
    backend.kept[SERVICE, "picwish"] = KEY
    keyring.set_keyring(backend)
    credentials = Credentials()
    assert await credentials.get("picwish") is None
    backend.error = None
    assert await credentials.get("picwish") is None, "it is not asked at every request"
    credentials.look_again()
    assert credentials.problem is None
    assert await credentials.get("picwish") == Secret(KEY)


async def test_looking_again_keeps_the_keys_of_this_run() -> None:
    keyring.set_keyring(null())
    credentials = Credentials()
    await credentials.set("picwish", KEY)
    credentials.look_again()
    assert await credentials.get("picwish") == Secret(KEY)
    assert credentials.problem == module.FORGETFUL


async def test_a_hanging_keyring_is_not_waited_for_and_not_called_again(hanging: HangingKeyring) -> None:
    credentials = Credentials(patience=0.01)
    assert set(await asyncio.gather(*(credentials.get(name) for name in ("picwish", "pixelcut")))) == {None}
    assert credentials.problem == module.SILENT
    assert await credentials.set("picwish", KEY) is Storing.RUN_ONLY
    assert await credentials.get("picwish") == Secret(KEY)
    with pytest.raises(KeyringFailedError):
        await credentials.delete("picwish")
    assert len(hanging.callers) == 1, "threads would pile up"


async def test_the_answer_of_a_keyring_that_is_unlocked_late_is_taken(hanging: HangingKeyring) -> None:
    hanging.kept[SERVICE, "picwish"] = KEY
    credentials = Credentials(patience=0.01)
    assert await credentials.get("picwish") is None
    assert credentials.untold == module.SILENT
    type_password(hanging)
    assert await credentials.get("picwish") == Secret(KEY)
    assert hanging.calls == 1, "it would ask for its password again"
    assert credentials.problem is None


async def test_looking_again_takes_no_late_answer_of_before(hanging: HangingKeyring) -> None:
    credentials = Credentials(patience=0.01)
    assert await credentials.get("picwish") is None
    type_password(hanging)
    hanging.kept[SERVICE, "picwish"] = KEY
    credentials.look_again()
    assert await credentials.get("picwish") == Secret(KEY)


def type_password(hanging: HangingKeyring) -> None:
    hanging.typed.set()
    for thread in threading.enumerate():
        if thread.ident in hanging.callers:
            thread.join()


async def test_a_question_that_nobody_waits_for_any_more_does_not_fail_the_next(hanging: HangingKeyring) -> None:
    hanging.kept[SERVICE, "picwish"] = KEY
    credentials = Credentials()
    asked = asyncio.create_task(credentials.get("picwish"))
    while not hanging.callers:
        await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    again = asyncio.create_task(credentials.get("picwish"))
    await asyncio.sleep(0)
    hanging.typed.set()
    assert await again == Secret(KEY)
    assert credentials.problem is None


async def test_the_last_of_two_keys_stays(hanging: HangingKeyring) -> None:
    credentials = Credentials()
    first = asyncio.create_task(credentials.set("picwish", "first"))
    second = asyncio.create_task(credentials.set("picwish", "second"))
    await asyncio.sleep(0)
    hanging.typed.set()
    await asyncio.gather(first, second)
    assert await credentials.get("picwish") == Secret("second")
    assert credentials.storing("picwish") is Storing.KEYRING
    assert hanging.kept == {(SERVICE, "picwish"): "second"}


async def test_a_key_that_is_forgotten_while_it_is_stored_stays_forgotten(hanging: HangingKeyring) -> None:
    credentials = Credentials()
    setting = asyncio.create_task(credentials.set("picwish", KEY))
    forgetting = asyncio.create_task(credentials.delete("picwish"))
    await asyncio.sleep(0)
    hanging.typed.set()
    await asyncio.gather(setting, forgetting)
    assert await credentials.get("picwish") is None
    assert hanging.kept == {}


async def test_the_settings_can_be_opened_while_a_key_is_stored_and_forgotten(hanging: HangingKeyring) -> None:
    credentials = Credentials()
    setting = asyncio.create_task(credentials.set("picwish", KEY))
    while not hanging.callers:
        await asyncio.sleep(0)
    forgetting = asyncio.create_task(credentials.delete("picwish"))
    await asyncio.sleep(0)
    credentials.look_again()
    hanging.typed.set()
    await asyncio.gather(setting, forgetting)
    assert hanging.kept == {}
    assert await credentials.get("picwish") is None
    assert credentials.storing("picwish") is None


async def test_the_settings_can_be_opened_while_a_key_is_looked_for_and_forgotten(hanging: HangingKeyring) -> None:
    hanging.kept[SERVICE, "picwish"] = KEY
    credentials = Credentials()
    getting = asyncio.create_task(credentials.get("picwish"))
    while not hanging.callers:
        await asyncio.sleep(0)
    forgetting = asyncio.create_task(credentials.delete("picwish"))
    await asyncio.sleep(0)
    credentials.look_again()
    hanging.typed.set()
    found, _ = await asyncio.gather(getting, forgetting)
    assert found is None
    assert await credentials.get("picwish") is None
    assert hanging.kept == {}


async def test_a_key_that_was_not_forgotten_is_found_again(memory_keyring: MemoryKeyring) -> None:
    memory_keyring.kept[SERVICE, "picwish"] = KEY
    credentials = Credentials()
    failing = FailingKeyring(keyring.errors.KeyringLocked)
    keyring.set_keyring(failing)
    with pytest.raises(KeyringFailedError):
        await credentials.delete("picwish")
    keyring.set_keyring(memory_keyring)
    assert await credentials.get("picwish") is None, "this run uses it no more"
    credentials.look_again()
    assert await credentials.get("picwish") == Secret(KEY), "it can be forgotten again"


async def test_a_key_that_is_set_while_another_is_forgotten_wins(hanging: HangingKeyring) -> None:
    hanging.kept[SERVICE, "picwish"] = "old"
    credentials = Credentials()
    forgetting = asyncio.create_task(credentials.delete("picwish"))
    while not hanging.callers:
        await asyncio.sleep(0)
    setting = asyncio.create_task(credentials.set("picwish", KEY))
    await asyncio.sleep(0)
    hanging.typed.set()
    await forgetting
    assert await credentials.get("picwish") == Secret(KEY)
    await setting
    assert await credentials.get("picwish") == Secret(KEY)
    assert hanging.kept == {(SERVICE, "picwish"): KEY}


async def test_a_key_that_is_set_while_it_is_looked_for_wins(hanging: HangingKeyring) -> None:
    hanging.kept[SERVICE, "picwish"] = "old"
    credentials = Credentials()
    looking = asyncio.create_task(credentials.get("picwish"))
    setting = asyncio.create_task(credentials.set("picwish", "new"))
    await asyncio.sleep(0)
    hanging.typed.set()
    assert await looking == Secret("new")
    await setting
    assert await credentials.get("picwish") == Secret("new")


def test_a_hanging_keyring_does_not_keep_the_program_from_ending(hanging: HangingKeyring) -> None:
    async def ask() -> None:
        await Credentials(patience=0.01).get("picwish")

    asyncio.run(ask())
    (thread,) = (thread for thread in threading.enumerate() if thread.ident in hanging.callers)
    assert thread.daemon


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret(KEY)
    assert KEY not in f"{secret} {secret!r} {[secret]} {{'key': {secret!r}}}"
    assert secret == Secret(KEY) != Secret("another")
    assert secret != KEY
    for store in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not stored"):
            store(secret)


def test_a_secret_stays_as_it_is() -> None:
    secret = Secret(KEY)
    with pytest.raises(AttributeError) as raised:
        secret.text = "another"
    with pytest.raises(AttributeError):
        secret._text = "another"
    with pytest.raises(AttributeError):
        del secret._text
    assert KEY not in repr(raised.value)
    assert secret.reveal() == KEY


def test_a_text_that_is_no_text_is_compared_without_showing_it() -> None:
    """As the environment gives bytes that cannot be read."""
    odd = os.fsdecode(b"wx-\xff")
    assert Secret(odd) == Secret(odd) != Secret(KEY)
