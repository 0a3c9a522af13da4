"""Settings that cannot be read are never lost, and for want of them nothing leaves this computer or is deleted."""

from dataclasses import replace
from pathlib import Path

import pytest

from picwish_desktop.storage.access import Access, AddressError
from picwish_desktop.storage.credentials import Credentials
from picwish_desktop.storage.settings import Settings, careful_settings
from picwish_desktop.storage.settings_file import SettingsFile, load_settings, save_settings

DAMAGED = [
    b"",
    b"{",
    b'{"lock_new_photos": true,}',
    b"\xff\xfe",
    b"[1]",
    b'"x"',
    b"[" * 100_000,
    b'{"theme": ' * 50_000,
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def broken(path: Path, text: bytes) -> SettingsFile:
    path.parent.mkdir()
    path.write_bytes(text)
    return SettingsFile(path)


def aside(path: Path) -> list[Path]:
    return [found for found in path.parent.iterdir() if found != path]


def test_what_is_sound_or_not_there_is_nothing_to_tell(path: Path) -> None:
    file = SettingsFile(path)
    assert (file.load(), file.problem) == (Settings(), "")
    file.save(Settings(theme="dark"))
    again = SettingsFile(path)
    assert (again.load(), again.problem) == (Settings(theme="dark"), "")
    assert aside(path) == []


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_is_put_aside_and_nothing_is_unlocked_sent_or_deleted(path: Path, text: bytes) -> None:
    file = broken(path, text)
    settings = file.load()
    assert settings.lock_new_photos
    assert (settings.keep_results_days, settings.keep_tickets_days) == (3650, 365), "nothing was kept for longer"
    for provider in ("picwish", "pixelcut"):
        with pytest.raises(AddressError, match="there is none"):
            _ = Access(provider, settings, Credentials(), {}).base_url
    (damaged,) = aside(path)
    assert damaged.name.startswith("settings.json.damaged-")
    assert damaged.read_bytes() == text
    assert str(path) in file.problem
    assert damaged.name in file.problem


def test_the_next_start_does_not_take_it_for_none(path: Path) -> None:
    settings = broken(path, b"{").load()
    again = SettingsFile(path)
    assert again.load() == settings
    assert settings == replace(careful_settings(), put_aside=aside(path)[0].name)
    settings.lock_new_photos = False
    again.save(settings)
    assert not SettingsFile(path).load().lock_new_photos, "it was set anew"


def test_it_is_told_until_it_is_set_anew(path: Path) -> None:
    settings = broken(path, b"{").load()
    # a command's run may have put it aside, and the window is opened later
    again = SettingsFile(path)
    again.load()
    assert aside(path)[0].name in again.problem
    again.save(replace(settings, put_aside=""))
    last = SettingsFile(path)
    last.load()
    assert last.problem == ""


def test_what_cannot_be_read_now_is_never_saved_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(Settings(theme="dark"), path)
    file = SettingsFile(path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", fails)
        assert file.load() == careful_settings()
    assert "Input/output error" in file.problem
    with pytest.raises(OSError, match="left as it is"):
        file.save(Settings())
    assert load_settings(path) == Settings(theme="dark")
    assert aside(path) == []


def test_what_cannot_be_put_aside_is_never_saved_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = broken(path, b"{")
    with monkeypatch.context() as patch:
        patch.setattr("picwish_desktop.storage.settings_file.write_atomically", fails)
        assert file.load() == careful_settings()
    with pytest.raises(OSError, match="left as it is"):
        file.save(Settings())
    assert path.read_bytes() == b"{"


def fails(*_: object, **__: object) -> str:
    raise OSError(5, "Input/output error")
