"""The settings: a line for each, nothing changed by looking, keys tried and kept and never shown."""

import asyncio
import base64
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Sized
from functools import partial
from pathlib import Path

import keyring
import keyring.errors
import pytest
import skimage.data
from keyring.backend import KeyringBackend
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from picwish_desktop.app import App
from picwish_desktop.model.geometry import Rect
from picwish_desktop.operations.provider import KeyCheck
from picwish_desktop.storage.access import KeySource
from picwish_desktop.storage.credentials import SERVICE, SILENT, Secret
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.setting_kinds import Group
from picwish_desktop.storage.settings import Settings, asked_settings
from picwish_desktop.storage.settings_file import load_settings
from picwish_desktop.ui import configuring
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.settings import SettingsChange, SettingsDialog
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.theme import Theme
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.key_field import KeyField
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.switch import Switch
from picwish_desktop.ui.widgets.verdict import Tone, Verdict
from tests.sandbox.options import Options
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox
from tests.storage.keyrings import FailingKeyring, HangingKeyring, MemoryKeyring, absent, null
from tests.ui.whole_window import sees
from tests.waiting import until

KEY = "wx-5f3a-secret-key"


@pytest.fixture(autouse=True)
def memory_keyring() -> MemoryKeyring:
    """No test asks the machine's own keyring."""
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Options(key=KEY, picwish_rate=1000, pixelcut_rate=1000)) as sandbox:
        yield sandbox
        assert sandbox.violations == []


@pytest.fixture
def app(sandbox: Sandbox, app: App) -> App:
    settings = app.service.settings
    settings.picwish_base_url, settings.pixelcut_base_url = sandbox.picwish_url, sandbox.pixelcut_url
    settings.picwish_requests_per_second = settings.pixelcut_requests_per_second = 1000
    return app


class SmallScreen:
    def availableGeometry(self) -> QRect:
        return QRect(0, 0, 1024, 400)


class Vendor:
    """Answers about keys when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, asyncio.Future[KeyCheck]]] = []
        self.models: list[tuple[Path, str, asyncio.Future[str]]] = []
        self.tasks = Tasks(self._fail)
        self.errors: list[Exception] = []

    async def check_key(self, provider: str, key: str | None) -> KeyCheck:
        answer: asyncio.Future[KeyCheck] = asyncio.get_running_loop().create_future()
        self.asked.append((provider, key, answer))
        # as a request that is on its way: it comes back although nobody wants it any more
        return await asyncio.shield(answer)

    async def check_model(self, path: Path, preset: str) -> str:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.models.append((path, preset, answer))
        return await asyncio.shield(answer)

    def _fail(self, error: Exception) -> None:
        self.errors.append(error)


@pytest.fixture
async def vendor() -> Vendor:
    return Vendor()


@pytest.fixture
def new_dialog(qtbot: QtBot, vendor: Vendor) -> Callable[..., SettingsDialog]:
    def new(settings: Settings | None = None, fixed: dict[str, str] | None = None) -> SettingsDialog:
        providers = {"picwish": "PicWish", "pixelcut": "Pixelcut"}
        dialog = SettingsDialog(
            settings or Settings(), providers, vendor.check_key, vendor.check_model, vendor.tasks.spawn, fixed=fixed
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        for field in dialog.keys.values():
            field.show_source("In the system’s keyring.", Tone.NOTE, has_key=True, is_fixed=False)
        dialog.open()
        return dialog

    return new


NewDialog = Callable[..., SettingsDialog]


def named(parent: QWidget, text: str) -> QPushButton:
    return next(button for button in parent.findChildren(QPushButton) if button.text() == text)


def press(parent: QWidget, text: str) -> None:
    """As a click does: not while it is off."""
    named(parent, text).click()


def line(parent: QWidget) -> QLineEdit:
    found = parent.findChild(QLineEdit)
    assert found is not None
    return found


def choose(parent: QWidget, kept: str) -> None:
    choice = parent.findChild(Choice)
    assert choice is not None
    choice.set_current(kept)
    assert choice.currentData() == kept


def says(field: KeyField, verdict: KeyCheck) -> bool:
    return field.verdict.text() == verdict.value


def has(answers: Sized, number: int) -> bool:
    return len(answers) == number


def problem(dialog: SettingsDialog) -> list[str]:
    """What is said in the colour of a warning, on any page."""
    return [label.text() for label in dialog.findChildren(Verdict) if label.text() and label.property("role") == "warn"]


def saved(dialog: SettingsDialog) -> list[SettingsChange]:
    changes: list[SettingsChange] = []
    dialog.saved.connect(changes.append)
    return changes


# the dialog


def test_each_setting_has_a_line_with_its_words(new_dialog: NewDialog) -> None:
    dialog = new_dialog()
    words = {label.text() for label in dialog.findChildren(QLabel)}
    assert list(dialog.fields) == [name for name, _ in asked_settings()]
    for _, asked in asked_settings():
        assert {asked.label, asked.help} <= words


def test_the_pages_are_called_what_is_looked_for_there(new_dialog: NewDialog, qtbot: QtBot) -> None:
    dialog = new_dialog()
    segmented = dialog.findChild(Segmented)
    assert segmented is not None
    pages = {button.text(): button for button in segmented.findChildren(QPushButton)}
    assert list(pages) == ["Providers", "Accounts", "Folders and files", "Privacy", "Look", "Keyboard"]
    for button in pages.values():
        assert button.width() >= button.sizeHint().width(), button.text()
    qtbot.mouseClick(pages["Keyboard"], Qt.MouseButton.LeftButton)
    assert dialog.fields["keymap"].isVisible()
    assert any("F1" in label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    qtbot.mouseClick(pages["Accounts"], Qt.MouseButton.LeftButton)
    assert all(field.isVisible() for field in dialog.keys.values())
    assert not dialog.fields["keymap"].isVisible()


@pytest.mark.parametrize(("group", "name"), [(Group.LOOK, "theme"), (Group.KEYBOARD, "keymap")])
def test_a_page_ends_where_the_names_of_the_pages_do(new_dialog: NewDialog, group: Group, name: str) -> None:
    dialog = new_dialog()
    dialog.show_group(group)
    pages = dialog.findChild(Segmented)
    assert pages is not None
    ends = [QRect(part.mapTo(dialog, QPoint()), part.size()).right() for part in (dialog.fields[name], pages)]
    assert ends[0] == ends[1]


def test_every_control_is_reached_by_tab_and_says_what_it_is(new_dialog: NewDialog, qtbot: QtBot) -> None:
    dialog = new_dialog()
    for group in Group:
        dialog.show_group(group)
        reached: set[QWidget] = set()
        while (focused := dialog.focusWidget()) not in reached:
            assert focused is not None
            reached.add(focused)
            qtbot.keyClick(focused, Qt.Key.Key_Tab)
        for kind in (QLineEdit, Choice, Switch, QPushButton):
            for control in dialog.findChildren(kind):
                if control.isVisible() and control.isEnabled() and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    assert control in reached, control.accessibleName()
        for control in reached:
            assert control.accessibleName()
            assert control.toolTip()


def test_ok_says_only_what_changed(new_dialog: NewDialog) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    choose(dialog.fields["background_provider"], "pixelcut")
    line(dialog.fields["picwish_requests_per_second"]).setText(" 1,5 ")
    line(dialog.fields["keep_results_days"]).setText("7")
    line(dialog.fields["undo_megabytes"]).setText("512")
    line(dialog.fields["undo_megabytes"]).setText("256")
    switch = dialog.findChild(Switch)
    assert switch is not None
    switch.click()
    choose(dialog.fields["theme"], "dark")
    press(dialog, "OK")
    (change,) = changes
    assert change.values == {
        "background_provider": "pixelcut",
        "picwish_requests_per_second": 1.5,
        "keep_results_days": 7,
        "lock_new_photos": True,
        "theme": "dark",
    }
    assert change.keys == {}
    assert isinstance(change.values["keep_results_days"], int)
    assert not dialog.isVisible()


@pytest.mark.parametrize("how", ["Cancel", "escape", "close"])
def test_cancel_changes_nothing(new_dialog: NewDialog, qtbot: QtBot, how: str) -> None:
    settings = Settings()
    dialog = new_dialog(settings)
    changes = saved(dialog)
    choose(dialog.fields["theme"], "dark")
    line(dialog.keys["picwish"]).setText(KEY)
    if how == "Cancel":
        press(dialog, "Cancel")
    elif how == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()
    assert not dialog.isVisible()
    assert changes == []
    assert settings == Settings()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("keep_results_days", "0", "Write a whole number from 1 to 3650."),
        ("keep_results_days", "7.5", "Write a whole number from 1 to 3650."),
        ("keep_results_days", "", "Write a whole number from 1 to 3650."),
        ("picwish_requests_per_second", "nan", "Write a number from 0.1 to 1000."),
        ("undo_megabytes", "many", "Write a whole number from 16 to 16384."),
        ("open_folder", "pictures", "Say the whole path, from the top folder on."),
        ("save_folder", "/nowhere/at/all", "This folder does not exist."),
        ("save_folder", "/" + "x" * 300, "This folder cannot be reached."),
        ("model_file", "/nowhere/mine.onnx", "This file does not exist."),
        ("model_file", "/", "This file does not exist."),
        ("model_file", "/" + "x" * 300, "This file cannot be reached."),
    ],
)
def test_a_wrong_value_is_said_beside_its_field(new_dialog: NewDialog, name: str, text: str, sentence: str) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    typed = line(dialog.fields[name])
    kept = typed.text()
    typed.setText(text)
    assert problem(dialog) == [], "not while it is being typed"
    press(dialog, "OK")
    assert dialog.isVisible()
    assert changes == []
    assert problem(dialog) == [sentence]
    assert typed.accessibleDescription() == sentence
    assert typed.isVisible(), "its page is shown"
    typed.setText(kept)
    assert problem(dialog) == []
    press(dialog, "OK")
    assert [change.values for change in changes] == [{}]


@pytest.mark.parametrize("group", [Group.LOOK, Group.ACCOUNTS])
@pytest.mark.parametrize("screen_is_small", [False, True])
def test_what_is_wrong_is_scrolled_to_and_can_be_typed_over(
    new_dialog: NewDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, screen_is_small: bool, group: Group
) -> None:
    if screen_is_small:
        monkeypatch.setattr(SettingsDialog, "screen", lambda _: SmallScreen())
    dialog = new_dialog()
    for field in dialog.keys.values():
        field.verdict.say(KeyCheck.UNKNOWN.value, Tone.WARN)
    own = dialog.fields["pixelcut_base_url"]
    choose(own, "own")
    line(own).setText("http://gateway.example")
    dialog.show_group(group)
    press(dialog, "OK")
    said = next(label for label in dialog.findChildren(Verdict) if "unencrypted" in label.text())
    for shown in (line(own), said):
        qtbot.waitUntil(partial(is_whole, shown))
    assert dialog.focusWidget() is line(own)
    assert line(own).selectedText() == line(own).text()


def is_whole(shown: QWidget) -> bool:
    """Not squeezed either, as before it is laid out."""
    needed = max(shown.minimumSizeHint().height(), shown.heightForWidth(shown.width()))
    return shown.height() >= needed and shown.visibleRegion().boundingRect() == shown.rect()


def test_what_was_left_alone_is_not_found_fault_with(new_dialog: NewDialog) -> None:
    dialog = new_dialog(Settings(open_folder="/gone", picwish_base_url="nonsense"))
    changes = saved(dialog)
    press(dialog, "OK")
    assert [change.values for change in changes] == [{}]


def test_an_address_is_one_of_the_known_ones_or_ones_own(new_dialog: NewDialog) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    choose(dialog.fields["picwish_base_url"], "https://techsz.aoscdn.com")
    dialog.show_group(Group.ACCOUNTS)
    own = dialog.fields["pixelcut_base_url"]
    assert not line(own).isVisible()
    choose(own, "own")
    assert line(own).isVisible()
    line(own).setText("http://gateway.example")
    press(dialog, "OK")
    assert problem(dialog) == ["This address would send the key unencrypted. Write https:// instead of http://."]
    line(own).setText("https://gateway.example/")
    press(dialog, "OK")
    assert changes[0].values == {
        "picwish_base_url": "https://techsz.aoscdn.com",
        "pixelcut_base_url": "https://gateway.example",
    }
    again = new_dialog(Settings(pixelcut_base_url="https://gateway.example"))
    assert line(again.fields["pixelcut_base_url"]).text() == "https://gateway.example"


def test_a_folder_is_browsed_for(new_dialog: NewDialog, tmp_path: Path) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    press(dialog.fields["save_folder"], "Browse…")
    browser = dialog.findChild(QFileDialog)
    assert browser is not None
    browser.fileSelected.emit(str(tmp_path))
    browser.close()
    press(dialog, "OK")
    assert changes[0].values == {"save_folder": str(tmp_path)}


def test_what_the_environment_says_is_off(new_dialog: NewDialog) -> None:
    sentence = "From the environment variable PICWISH_BASE_URL."
    dialog = new_dialog(fixed={"picwish_base_url": sentence})
    dialog.show_group(Group.ACCOUNTS)
    assert not dialog.fields["picwish_base_url"].isVisible(), "what is kept is not what is used"
    assert dialog.fields["pixelcut_base_url"].isVisible()
    assert sentence in [label.text() for label in dialog.findChildren(QLabel)]


def test_it_fits_a_small_screen_and_tab_scrolls(
    new_dialog: NewDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SettingsDialog, "screen", lambda _: SmallScreen())
    dialog = new_dialog()
    assert dialog.height() <= SmallScreen().availableGeometry().height() - 48, "the frame needs some too"
    dialog.show_group(Group.FILES)
    last = line(dialog.fields["undo_megabytes"])
    qtbot.waitUntil(lambda: last.height() > 0)
    assert last.visibleRegion().isEmpty()
    for _ in range(20):
        focused = dialog.focusWidget()
        if focused is last:
            break
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert last.visibleRegion().boundingRect() == last.rect()


# keys in the dialog


def key_field(dialog: SettingsDialog) -> KeyField:
    dialog.show_group(Group.ACCOUNTS)
    return dialog.keys["picwish"]


def test_a_key_is_never_shown(new_dialog: NewDialog) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    typed = line(key_field(dialog))
    typed.setText(f" {KEY} ")
    assert KEY not in typed.displayText()
    press(dialog, "OK")
    assert changes[0].keys == {"picwish": Secret(KEY)}
    assert KEY not in repr(changes)


@pytest.mark.parametrize("text", ["wx 5f3a", "wx–5f3a", "ключ"])
def test_what_cannot_be_a_key_is_not_kept(new_dialog: NewDialog, text: str) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    line(key_field(dialog)).setText(text)
    dialog.show_group(Group.LOOK)
    press(dialog, "OK")
    assert changes == []
    assert dialog.isVisible()
    assert dialog.group is Group.ACCOUNTS
    assert problem(dialog) == ["This key has characters that no key has. Copy it again."]
    assert dialog.focusWidget() is line(dialog.keys["picwish"])
    assert line(dialog.keys["picwish"]).accessibleDescription() == problem(dialog)[0]
    line(dialog.keys["picwish"]).setText(KEY)
    assert problem(dialog) == []
    assert line(dialog.keys["picwish"]).accessibleDescription() == ""
    press(dialog, "OK")
    assert changes[0].keys == {"picwish": Secret(KEY)}


def test_forgetting_waits_for_ok_and_can_be_taken_back(new_dialog: NewDialog) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    field = key_field(dialog)
    line(field).setText("typed")
    press(field, "Forget")
    assert line(field).text() == ""
    assert not named(field, "Test").isEnabled()
    press(field, "Keep")
    press(dialog, "OK")
    dialog = new_dialog()
    changes += saved(dialog)
    again: list[SettingsChange] = saved(dialog)
    press(key_field(dialog), "Forget")
    press(dialog, "OK")
    assert [change.keys for change in changes] == [{}]
    assert [change.keys for change in again] == [{"picwish": None}]


def test_a_key_typed_after_forgetting_is_kept(new_dialog: NewDialog) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    press(key_field(dialog), "Forget")
    line(key_field(dialog)).setText(KEY)
    press(dialog, "OK")
    assert changes[0].keys == {"picwish": Secret(KEY)}


def test_a_key_of_the_environment_can_only_be_tested(new_dialog: NewDialog) -> None:
    field = key_field(new_dialog())
    field.show_source("From the environment variable PICWISH_API_KEY.", Tone.NOTE, has_key=True, is_fixed=True)
    assert not line(field).isEnabled()
    assert not named(field, "Forget").isEnabled()
    assert named(field, "Test").isEnabled()
    field.show_source("No key yet.", Tone.NOTE, has_key=False, is_fixed=False)
    assert not named(field, "Test").isEnabled()
    assert not named(field, "Forget").isEnabled()


@pytest.mark.parametrize("verdict", KeyCheck)
async def test_what_a_test_found_is_said(new_dialog: NewDialog, vendor: Vendor, verdict: KeyCheck) -> None:
    field = key_field(new_dialog())
    press(field, "Test")
    await until(lambda: vendor.asked)
    assert field.verdict.text() == "Asking PicWish…"
    provider, key, answer = vendor.asked[0]
    assert (provider, key) == ("picwish", None), "the one that is kept"
    answer.set_result(verdict)
    await until(lambda: field.verdict.text() == verdict.value)
    assert field.verdict.property("role") == ("ok" if verdict is KeyCheck.RIGHT else "warn")


async def test_only_the_newest_test_is_heard(new_dialog: NewDialog, vendor: Vendor) -> None:
    field = key_field(new_dialog())
    line(field).setText("first")
    press(field, "Test")
    await until(lambda: len(vendor.asked) == 1)
    line(field).setText("second")
    assert field.verdict.text() == "", "that was about another key"
    press(field, "Test")
    await until(lambda: len(vendor.asked) == 2)
    (_, _, first), (_, key, second) = vendor.asked
    assert key == "second"
    second.set_result(KeyCheck.RIGHT)
    await until(lambda: field.verdict.text() == KeyCheck.RIGHT.value)
    first.set_result(KeyCheck.WRONG)
    await vendor.tasks.cancel_all()
    assert field.verdict.text() == KeyCheck.RIGHT.value


async def test_a_check_that_does_not_heed_its_end_is_not_heard(qtbot: QtBot, vendor: Vendor) -> None:
    """The newest wins also over one that answers although it was cancelled."""
    answers: list[asyncio.Future[KeyCheck]] = []

    async def check(_provider: str, _key: str | None) -> KeyCheck:
        answers.append(asyncio.get_running_loop().create_future())
        mine = answers[-1]
        while not mine.done():
            try:
                await asyncio.shield(mine)
            except asyncio.CancelledError:
                continue
        return mine.result()

    errors: list[Exception] = []
    dialog = SettingsDialog(Settings(), {"picwish": "PicWish"}, check, vendor.check_model, Tasks(errors.append).spawn)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    field = key_field(dialog)
    for number in (1, 2):
        line(field).setText(f"key {number}")
        press(field, "Test")
        await until(partial(has, answers, number))
    answers[1].set_result(KeyCheck.RIGHT)
    await until(lambda: field.verdict.text() == KeyCheck.RIGHT.value)
    answers[0].set_result(KeyCheck.WRONG)
    press(field, "Test")
    await until(lambda: len(answers) == 3)
    dialog.reject()
    answers[2].set_result(KeyCheck.WRONG)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert field.verdict.text() == "Asking PicWish…", "a closed dialog is left alone"
    assert errors == []


async def test_a_dialog_that_is_gone_is_not_touched(new_dialog: NewDialog, vendor: Vendor) -> None:
    dialog = new_dialog()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, True)
    press(key_field(dialog), "Test")
    await until(lambda: vendor.asked)
    dialog.reject()
    await until(lambda: not isValid(dialog))
    vendor.asked[0][2].set_result(KeyCheck.WRONG)
    await vendor.tasks.cancel_all()
    assert vendor.errors == []


def test_a_key_is_not_tested_at_an_address_that_was_changed(new_dialog: NewDialog, vendor: Vendor) -> None:
    dialog = new_dialog()
    choose(dialog.fields["picwish_base_url"], "https://techsz.aoscdn.com")
    press(key_field(dialog), "Test")
    assert "Press OK" in key_field(dialog).verdict.text()
    choose(dialog.fields["picwish_base_url"], "own")
    press(key_field(dialog), "Test")
    assert "Press OK" in key_field(dialog).verdict.text(), "there is no address yet"
    assert vendor.asked == []


async def test_a_key_is_tested_at_an_address_that_was_changed_back(new_dialog: NewDialog, vendor: Vendor) -> None:
    dialog = new_dialog()
    choose(dialog.fields["picwish_base_url"], "https://techsz.aoscdn.com")
    choose(dialog.fields["picwish_base_url"], Settings().picwish_base_url)
    press(key_field(dialog), "Test")
    await until(lambda: vendor.asked)


# a model of one's own


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.onnx"
    path.write_bytes(b"no model")
    return path


async def test_a_model_is_tried_when_it_is_chosen(new_dialog: NewDialog, vendor: Vendor, model_file: Path) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    press(dialog.fields["model_file"], "Browse…")
    browser = dialog.findChild(QFileDialog)
    assert browser is not None
    assert browser.nameFilters() == ["*.onnx"]
    browser.fileSelected.emit(str(model_file))
    browser.close()
    await until(lambda: vendor.models)
    assert "Trying “mine.onnx”…" in texts(dialog)
    path, preset, answer = vendor.models[0]
    assert (path, preset) == (model_file, "u2net")
    answer.set_result("")
    await until(lambda: "“mine.onnx” can be used." in texts(dialog))
    press(dialog, "OK")
    assert changes[0].values == {"model_file": str(model_file)}


async def test_a_file_that_is_no_model_is_refused_until_another_is_chosen(
    new_dialog: NewDialog, vendor: Vendor, model_file: Path
) -> None:
    dialog = new_dialog()
    changes = saved(dialog)
    typed = line(dialog.fields["model_file"])
    typed.setText(str(model_file))
    await until(lambda: vendor.models)
    vendor.models[0][2].set_result("It is none.")
    await until(lambda: problem(dialog) == ["It is none."])
    assert typed.accessibleDescription() == "It is none."
    dialog.show_group(Group.LOOK)
    press(dialog, "OK")
    assert changes == []
    assert dialog.group is Group.PROVIDERS
    assert dialog.focusWidget() is typed
    choose(dialog.fields["model_preset"], "modnet")
    assert problem(dialog) == [], "it may be of another family"
    await until(lambda: len(vendor.models) == 2)
    assert vendor.models[1][1] == "modnet"
    vendor.models[1][2].set_result("It is none.")
    await until(lambda: problem(dialog) == ["It is none."])
    typed.setText("")
    assert problem(dialog) == []
    press(dialog, "OK")
    assert changes[0].values == {"model_preset": "modnet"}


async def test_what_was_said_of_a_model_is_not_said_of_another(
    new_dialog: NewDialog, vendor: Vendor, model_file: Path
) -> None:
    dialog = new_dialog()
    typed = line(dialog.fields["model_file"])
    typed.setText(str(model_file))
    await until(lambda: vendor.models)
    vendor.models[0][2].set_result("")
    await until(lambda: "“mine.onnx” can be used." in texts(dialog))
    typed.setText(str(model_file)[:-1])
    assert "“mine.onnx” can be used." not in texts(dialog)
    assert problem(dialog) == [], "not while it is being typed"
    press(dialog, "OK")
    assert problem(dialog) == ["This file does not exist."]
    typed.setText(str(model_file)[:-2])
    assert problem(dialog) == ["This file does not exist."]
    typed.setText(str(model_file))
    assert problem(dialog) == []


async def test_only_the_newest_trial_is_heard(new_dialog: NewDialog, vendor: Vendor, model_file: Path) -> None:
    dialog = new_dialog()
    typed = line(dialog.fields["model_file"])
    typed.setText(str(model_file))
    await until(lambda: vendor.models)
    other = model_file.with_name("other.onnx")
    other.touch()
    typed.setText(str(other))
    await until(lambda: len(vendor.models) == 2)
    vendor.models[0][2].set_result("It is none.")
    vendor.models[1][2].set_result("")
    await until(lambda: "“other.onnx” can be used." in texts(dialog))
    assert problem(dialog) == []
    typed.setText(str(model_file))
    await until(lambda: len(vendor.models) == 3)
    dialog.reject()
    vendor.models[2][2].set_result("It is none.")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert problem(dialog) == [], "a closed dialog is left alone"
    assert vendor.errors == []


async def test_in_the_window_a_model_is_really_tried(app: App, model_file: Path) -> None:
    dialog = await asked(app)
    line(dialog.fields["model_file"]).setText(str(model_file))
    await until(lambda: problem(dialog))
    assert "“mine.onnx” is no model" in problem(dialog)[0]
    dialog.reject()


def texts(dialog: SettingsDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


# in the window


async def asked(app: App) -> SettingsDialog:
    app.window.configuring.ask()
    dialog = next(found for found in app.window.findChildren(SettingsDialog) if found.isVisible())
    await until(lambda: all(field.source.text() != "Looking for the key…" for field in dialog.keys.values()))
    return dialog


async def message(app: App) -> str:
    found = await sees(app.window, MessageDialog)
    text = " ".join(label.text() for label in found.findChildren(QLabel))
    found.accept()
    return text


async def test_settings_are_kept_and_used_at_once(app: App) -> None:
    window = app.window
    window.commands[Command.SETTINGS].trigger()
    dialog = next(found for found in window.findChildren(SettingsDialog) if found.isVisible())
    theme = Theme.LIGHT if window.theme.theme is not Theme.LIGHT else Theme.DARK
    choose(dialog.fields["theme"], theme.value)
    choose(dialog.fields["removal_provider"], "picwish")
    line(dialog.fields["keep_results_days"]).setText("7")
    choose(dialog.fields["keymap"], "gimp")
    press(dialog, "OK")
    assert window.commands[Command.BRUSH].shortcut() == QKeySequence("P")
    assert window.theme.theme is theme
    assert window.commands[Command.THEME_LIGHT].isChecked() == (theme is Theme.LIGHT)
    assert window.removal.provider.name == "picwish"
    await until(lambda: load_settings(find_paths().settings).keep_results_days == 7)
    assert load_settings(find_paths().settings) == window.settings
    # no key: it says so, and the settings open where one is entered
    await until(lambda: "needs a key" in window.provider_note.text)
    assert (await asked(app)).group is Group.ACCOUNTS


async def test_settings_that_cannot_be_written_hold_and_are_said(app: App) -> None:
    find_paths().settings.mkdir(parents=True)
    dialog = await asked(app)
    line(dialog.fields["keep_results_days"]).setText("7")
    press(dialog, "OK")
    said = await message(app)
    assert "cannot be written" in said
    assert "until the program ends" in said
    assert app.window.settings.keep_results_days == 7
    find_paths().settings.rmdir()


async def test_a_key_is_tested_without_spending_anything(app: App, sandbox: Sandbox) -> None:
    dialog = await asked(app)
    assert dialog.keys["picwish"].source.text() == "No key yet."
    for provider, key in (("picwish", KEY), ("pixelcut", sandbox.pixelcut_key)):
        field = dialog.keys[provider]
        for typed, verdict in ((key, KeyCheck.RIGHT), ("wrong", KeyCheck.WRONG)):
            line(field).setText(typed)
            press(field, "Test")
            await until(partial(says, field, verdict))
    app.service.settings.picwish_base_url = "http://127.0.0.1:9"
    press(dialog.keys["picwish"], "Test")
    await until(lambda: dialog.keys["picwish"].verdict.text() == KeyCheck.NO_NETWORK.value)
    assert sandbox.charges == []
    assert not sandbox.at(Route.INPAINT)
    dialog.reject()


async def test_a_key_is_kept_used_and_forgotten(app: App, sandbox: Sandbox, memory_keyring: MemoryKeyring) -> None:
    app.service.settings.removal_provider = "picwish"
    dialog = await asked(app)
    line(dialog.keys["picwish"]).setText(KEY)
    press(dialog, "OK")
    await until(lambda: "100 credits left." in app.window.provider_note.text)
    assert memory_keyring.kept == {(SERVICE, "picwish"): KEY}
    dialog = await asked(app)
    field = dialog.keys["picwish"]
    assert field.source.text() == "In the system’s keyring."
    press(field, "Test")
    await until(lambda: field.verdict.text() == KeyCheck.RIGHT.value)
    press(field, "Forget")
    press(dialog, "OK")
    await until(lambda: "needs a key" in app.window.provider_note.text)
    assert memory_keyring.kept == {}
    assert sandbox.charges == []


async def test_a_key_of_the_environment_wins(app: App, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    monkeypatch.setenv("PICWISH_API_KEY", KEY)
    monkeypatch.setenv("PICWISH_BASE_URL", sandbox.picwish_url)
    dialog = await asked(app)
    field = dialog.keys["picwish"]
    assert "PICWISH_API_KEY" in field.source.text()
    assert not line(field).isEnabled()
    assert dialog.fields["picwish_base_url"].isHidden(), "what is kept is not what is used"
    press(field, "Test")
    await until(lambda: field.verdict.text() == KeyCheck.RIGHT.value)
    dialog.reject()


@pytest.mark.parametrize("backend", [absent(), null(), FailingKeyring(keyring.errors.KeyringLocked)])
async def test_without_a_keyring_the_person_is_told(app: App, backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    dialog = await asked(app)
    line(dialog.keys["picwish"]).setText(KEY)
    press(dialog, "OK")
    said = await message(app)
    assert "The key for PicWish is kept for this run only" in said
    assert "until the program ends" in said
    dialog = await asked(app)
    source = dialog.keys["picwish"].source
    assert source.text().startswith("For this run only: th")
    assert source.property("role") == "warn"
    assert await app.service.access["picwish"].key_source() is KeySource.RUN_ONLY
    dialog.reject()


async def test_a_key_that_stays_in_the_keyring_is_said(app: App) -> None:
    backend = FailingKeyring(keyring.errors.KeyringLocked)
    backend.error = None
    keyring.set_keyring(backend)
    await app.service.credentials.set("picwish", KEY)
    dialog = await asked(app)
    backend.error = keyring.errors.KeyringLocked
    press(dialog.keys["picwish"], "Forget")
    press(dialog, "OK")
    assert "may still have the key" in await message(app)


async def test_a_keyring_that_hangs_does_not_hold_the_window(app: App) -> None:
    backend = HangingKeyring()
    keyring.set_keyring(backend)
    app.window.configuring.ask()
    dialog = next(found for found in app.window.findChildren(SettingsDialog) if found.isVisible())
    await until(lambda: backend.callers)
    assert dialog.keys["picwish"].source.text() == "Looking for the key…"
    dialog.reject()
    await until(lambda: not isValid(dialog))
    backend.typed.set()
    # what the dialog asked for is answered before what is asked now
    assert await app.service.credentials.get("pixelcut") is None
    await asyncio.sleep(0)
    assert not app.window.findChildren(MessageDialog)


async def test_a_keyring_that_answers_late_is_heard_in_the_dialog_and_below_the_provider(app: App) -> None:
    backend = HangingKeyring()
    backend.kept[SERVICE, "picwish"] = KEY
    keyring.set_keyring(backend)
    window = app.window
    app.service.credentials._patience = 0.05
    window.remove_panel.provider_chosen.emit("picwish")
    dialog = await asked(app)
    source = dialog.keys["picwish"].source
    await until(lambda: SILENT[1:] in source.text())
    await until(lambda: SILENT in window.provider_note.text)
    assert not window.provider_note.is_ready
    backend.typed.set()
    await until(lambda: source.text() == "In the system’s keyring.")
    await until(lambda: window.provider_note.is_ready)
    assert "key" not in window.provider_note.text
    await until(lambda: not window.provider_note._awaited)
    dialog.reject()


async def test_what_was_chosen_last_is_written_last(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bool] = []
    may_write = threading.Event()

    def write(_list_file: Path, _photo: Path, locked: bool) -> None:
        written.append(locked)
        may_write.wait()

    monkeypatch.setattr(configuring, "set_private", write)
    photo = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(photo)
    app.window.open_files([photo])
    await until(lambda: app.window.documents.current and app.window.documents.current.document)
    app.window.configuring.set_private(True)
    app.window.configuring.set_private(False)
    await until(lambda: written)
    await asyncio.to_thread(bool)
    begun = list(written)
    may_write.set()
    assert begun == [True], "the second waits for the first"
    await until(lambda: written == [True, False])


async def test_a_photo_locked_and_unlocked_quickly_is_unlocked(app: App, tmp_path: Path) -> None:
    photo = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(photo)
    window = app.window
    window.open_files([photo])
    await until(lambda: window.documents.current and window.documents.current.document)
    for _ in range(3):
        window.configuring.set_private(True)
        window.configuring.set_private(False)
    await until(lambda: find_paths().private.exists() and json.loads(find_paths().private.read_text()) == [])
    await window.tasks.cancel_all()
    assert json.loads(find_paths().private.read_text()) == []


@pytest.mark.parametrize("has_keyring", [True, False])
async def test_no_byte_of_a_key_is_in_any_file(
    app: App, sandbox: Sandbox, home: Path, tmp_path: Path, has_keyring: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if not has_keyring:
        keyring.set_keyring(FailingKeyring(ConnectionError))
    window = app.window
    dialog = await asked(app)
    field = dialog.keys["picwish"]
    for key, verdict in ((f"{KEY}-wrong", KeyCheck.WRONG), (KEY, KeyCheck.RIGHT)):
        line(field).setText(key)
        press(field, "Test")
        await until(partial(says, field, verdict))
    choose(dialog.fields["removal_provider"], "picwish")
    press(dialog, "OK")
    if not has_keyring:
        assert KEY not in await message(app)
    await until(lambda: "100 credits left." in window.provider_note.text)

    photo = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(photo)
    window.open_files([photo])
    await until(lambda: window.documents.current and window.documents.current.document)
    entry = window.documents.current
    assert entry is not None
    assert entry.document is not None
    entry.document.set_rectangles("Rectangle", [Rect(380, 50, 50, 90)])
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.work is None)
    assert len(sandbox.charges) == 1
    # the vendor takes the key back
    sandbox.picwish.by_key.clear()
    entry.document.discard()
    entry.document.set_rectangles("Rectangle", [Rect(100, 50, 50, 90)])
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.work is None)
    assert "key" in entry.message
    assert KEY not in entry.message
    await app.service.runner.close()

    forms = [KEY.encode(), KEY[::-1].encode(), KEY.encode().hex().encode(), base64.b64encode(KEY.encode())[:-2]]
    files = [file for file in home.rglob("*") if file.is_file()]
    assert {"settings.json", "picwish-desktop.log"} <= {file.name for file in files}
    for file in files:
        content = file.read_bytes()
        assert not [form for form in forms if form in content], file
    assert KEY not in caplog.text
