"""What is not begun: one sentence, nothing sent, nothing written. In this process, as nothing runs that could be
interrupted."""

import json
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.errors
import pytest
from PIL import Image

from picwish_desktop.cli import main
from picwish_desktop.model.document import Document
from picwish_desktop.storage.private import set_private
from picwish_desktop.workflows.edit import remove_objects
from tests.storage.keyrings import FailingKeyring, MemoryKeyring

MARK = ("--rectangle", "0,0,9,9")
PRINTS = ("cups.png", "cups-schengen-visa.jpg")
URL = "https://example.com/a.png"
CUT = ("remove-background", "cups.png")
PICWISH = ("--provider", "picwish")
LONGEST = f"{'x' * 251}.png"
"""Beside it, there is no name for what is made of it."""


@pytest.fixture(autouse=True)
def pictures(here: Path, home: Path) -> None:
    for name, size in (
        ("cups.png", 96),
        ("secret.png", 80),
        ("white.png", 64),
        (LONGEST, 64),
    ):
        Image.new("RGB", (size, size), "white").save(name)
    set_private(home / "data" / "private.json", here / "secret.png", True)
    Path("cups-face-mask.png").write_text("precious")
    Image.new("P", (64, 64)).save("moving.gif")
    Path("folder").mkdir()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ((*CUT, "-o", "no/out.png", *PICWISH), "no/out.png cannot be saved: the folder is not there"),
        ((*CUT, "-o", f"{'x' * 300}.png", *PICWISH), "Choose another name"),
        (("remove-background", LONGEST, "--force", *PICWISH), "Choose another name"),
        ((*CUT, "-o", "out.xyz", *PICWISH), "“out.xyz” cannot be saved"),
        (("remove-objects", "moving.gif", "--rectangle", "0,0,9,9"), "“moving.gif” is a GIF picture. Save it as"),
        (("remove-objects", "folder", "--rectangle", "0,0,9,9"), "“folder” is a folder. Choose a picture in it."),
        ((*CUT, "cups.png", *PICWISH), "cups-cutout.png would be written twice"),
        (
            ("remove-objects", "cups.png", "cups-removed.png", *MARK, "--force"),
            "cups-removed.png would be written over",
        ),
        (("remove-objects", "cups.png", "--mask", "white.png", "-o", "white.png", "--force"), "would be written over"),
        ((*CUT, "--background", "white.png", "-o", "white.png", "--force"), "white.png would be written over"),
        (
            ("id-photo", *PRINTS, "--document", "schengen-visa", "--force"),
            "cups-schengen-visa.jpg would be written over",
        ),
        (("id-photo", "cups.png", "--document", "hk-passport-online", "--file", "print"), "only one to upload"),
        (("id-photo", "cups.png", "--document", "schengen-visa", "--file", "upload"), "only one to print"),
        ((*CUT, "--background", "red"), "A colour is RRGGBB, such as 81d4fa."),
        (
            ("remove-objects", "cups.png", *MARK, "--provider", "pixelcut"),
            "Add --provider local or --provider picwish.",
        ),
        ((*CUT, "white.png", "-o", "one.png", *PICWISH), "one.png is no folder"),
        ((*CUT, "-o", "out.psd", "--matte-only"), "“out.psd” cannot be saved"),
        (("remove-background", URL, "-o", "out.psd", *PICWISH), "“out.psd” cannot be saved"),
        (("remove-background", URL), "on pictures that are here, not on addresses"),
        (("id-photo", "cups.png"), "Add --document ID, such as schengen-visa, or --provider picwish."),
        (("id-photo", URL), "This computer cannot do “ID photo” yet. Add --provider picwish."),
        (("remove-objects", URL, "--rectangle", "0,0,9,9"), "on pictures that are here, not on addresses"),
        (("remove-objects", "cups.png", "--rectangle", "0,0,9,9", "--provider", "pixelcut"), "cannot do “Remove obj"),
        (("remove-background", URL, "--crop", "--provider", "pixelcut"), "Pixelcut cannot crop"),
        ((*CUT, "--type", "person", "--provider", "pixelcut"), "Pixelcut cannot find out about a kind of subject"),
        ((*CUT, "--sync", "--return", "base64", "--provider", "pixelcut"), "Pixelcut cannot give its result as text"),
        (("cut-out-face", "white.png", "--provider", "pixelcut"), "Pixelcut cannot do “Cut out face”"),
        (("remove-background", "secret.png", *PICWISH), "secret.png: This photo is locked to this computer"),
        (("remove-background", URL, "--background", "secret.png", *PICWISH), "secret.png: This photo is locked"),
        ((*CUT, "--background", "gone.png", *PICWISH), "“gone.png” is not there"),
        (("cut-out-face", "cups.png", *PICWISH), "cups-face-mask.png exists"),
        (("remove-objects", URL, "--mask", "cups.png", *PICWISH), "More than half of “cups.png” is marked"),
        (("remove-objects", "cups.png", "--rectangle", "0,0,96,96", *PICWISH), "Mark less, or remove it in two steps"),
        (("remove-objects", URL, "--mask", "secret.png", *PICWISH), "is locked to this computer"),
        (("jobs", "take", "0"), "“0” is no job’s id"),
        (("jobs", "forget", ""), "“” is no job’s id"),
        (("jobs", "resume", "0"), "“0” is no job’s id"),
    ],
)
def test_one_sentence(command: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    check(command, words, capsys)


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="no folder here that not even root can write")
@pytest.mark.parametrize(
    "command",
    [
        (*CUT, "-o", "/sys/out.png", *PICWISH),
        (*CUT, "-o", "/sys", *PICWISH),
        (*CUT, "-o", "link.png", "--force", *PICWISH),
        ("id-photo", "cups.png", "--document", "schengen-visa", "-o", "/sys/out.jpg", *PICWISH),
        ("id-photo", "cups.png", "--size", "413x531", "-o", "/sys/out.jpg", *PICWISH),
    ],
)
def test_a_folder_that_takes_no_files(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    Path("link.png").symlink_to("/sys/out.png")
    check(command, "Nothing can be saved in /sys: ", capsys)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"PICWISH_API_KEY": ""}, "There is no API key for PicWish. Set PICWISH_API_KEY"),
        (
            {"PICWISH_BASE_URL": "nowhere"},
            "The address of PicWish in the environment variable PICWISH_BASE_URL cannot be used",
        ),
    ],
)
def test_what_the_environment_lacks(
    variables: dict[str, str], words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    check((*CUT, *PICWISH), words, capsys)


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (MemoryKeyring(), "There is no API key for PicWish. Set PICWISH_API_KEY"),
        (FailingKeyring(keyring.errors.KeyringLocked), "The API key for PicWish is not known. The system’s keyring is"),
    ],
    ids=["none", "locked"],
)
def test_a_key_that_the_keyring_does_not_tell(
    backend: keyring.backend.KeyringBackend,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PICWISH_API_KEY", raising=False)
    keyring.set_keyring(backend)
    check((*CUT, *PICWISH), words, capsys)


def test_the_settings_provider_is_asked_only_for_what_may_leave(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = home / "config" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"background_provider": "picwish", "lock_new_photos": True}))
    check(CUT, "New photos are locked to this computer by the settings", capsys)
    settings.write_text(json.dumps({"background_provider": "picwish"}))
    assert main(CUT) == 1
    assert "PicWish cannot be reached" in capsys.readouterr().err


@pytest.mark.parametrize("text", ['{"lock_new_photos": true,}', None])
def test_without_readable_settings_no_address_is_made_up(
    home: Path, text: str | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home / "config" / "settings.json"
    if text is None:
        settings.mkdir(parents=True)
    else:
        settings.parent.mkdir()
        settings.write_text(text)
    monkeypatch.delenv("PICWISH_BASE_URL")
    assert main((*CUT, *PICWISH)) == 1
    told, refused = capsys.readouterr().err.splitlines()
    assert told.startswith(f"picwish: The settings in {settings} ")
    assert refused == (
        "picwish: cups.png: The address of PicWish in the settings cannot be used: there is none. Choose one."
    )
    # until they are set anew
    assert main((*CUT, *PICWISH)) == 1
    assert capsys.readouterr().err.splitlines() == [told, refused]


def check(command: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = set(Path().iterdir())
    assert main(command) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("picwish: ")
    assert words in err
    assert "-key" not in err
    assert set(Path().iterdir()) == files


@pytest.mark.parametrize("command", [("remove-objects", *MARK), ("id-photo", "--document", "schengen-visa")])
def test_photos_of_one_name_are_told_apart(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    photos = ["a/cups.png", "b/cups.png"]
    for photo in photos:
        Path(photo).parent.mkdir()
        Path(photo).write_text("no picture")
    assert main([*command, *photos, "moving.gif"]) == 1
    told = capsys.readouterr().err.splitlines()
    for photo in photos:
        assert any(line.startswith(f"picwish: {photo}: “cups.png” is a text file.") for line in told)
    assert any(line.startswith("picwish: “moving.gif” is a GIF picture.") for line in told)


def test_a_fault_of_ours_costs_no_other_photo(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (60, 60), "white").save("bad.png")

    async def stumble(document: Document, *rest: Any, **named: Any) -> Any:
        if document.photo.width == 60:
            raise ZeroDivisionError
        return await remove_objects(document, *rest, **named)

    monkeypatch.setattr("picwish_desktop.cli.one_photo.remove_objects", stumble)
    assert main(["remove-objects", "bad.png", "cups.png", *MARK, "-o", "folder"]) == 1
    assert capsys.readouterr() == (
        "folder/cups-removed.png\n",
        "picwish: bad.png: Something went wrong on this computer. The log says more.\n",
    )
