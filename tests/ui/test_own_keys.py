"""A person's own keys: nobody else's any more, kept, and never a reason not to start."""

import json
import logging
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.settings_file import load_settings, save_settings
from picwish_desktop.ui.actions import MENUS, Actions, Command, commands_of
from picwish_desktop.ui.free_keys import key_of, press_of, read_key, refusal
from picwish_desktop.ui.keymap import KEYMAPS, Keys, apply_keymap, keys_in, may_share
from picwish_desktop.ui.own_keys import MOST_KEYS, OwnKeys, key_table, read_own_keys

NONE, SHIFT, CONTROL, ALT, KEYPAD = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.KeypadModifier,
)
KEYS = ("B", "K", "W", "Ctrl+Alt+B", "{", "Shift+[", "1", "F7", "Del", "Ctrl+Z")
COMMANDS = (Command.BRUSH, Command.ERASER, Command.WAND, Command.SMART, Command.SOFTER, Command.UNDO, Command.QUIT)


def owners(keys: Mapping[Command, Keys]) -> dict[str, list[Command]]:
    found: defaultdict[str, list[Command]] = defaultdict(list)
    for command, its_keys in keys.items():
        for key in dict.fromkeys(map(press_of, its_keys)):
            found[key].append(command)
    return found


def assert_nobody_shares(keys: Mapping[Command, Keys]) -> None:
    for key, commands in owners(keys).items():
        assert all(may_share(commands[0], command) for command in commands), (key, commands)


# which keys there are


def test_every_key_that_a_keymap_has_could_be_chosen() -> None:
    for name in KEYMAPS:
        for command, keys in keys_in(name).items():
            assert len(keys) <= MOST_KEYS
            for key in keys:
                assert read_key(key) == key, command
                assert refusal(key) == "", command


NEEDED = "Space Ctrl+Space Alt+Space Left Shift+Up Ctrl+Right Esc Tab Shift+Tab Backtab Return Enter Shift+Return `"


@pytest.mark.parametrize("key", [*NEEDED.split(), *(f"Alt+{menu[0]}" for menu in MENUS)])
def test_what_the_program_needs_is_refused_in_a_sentence(key: str) -> None:
    sentence = refusal(read_key(key))
    assert sentence.startswith("“")
    assert sentence.endswith(".")


@pytest.mark.parametrize("key", ["Ctrl+Return", "Ctrl+Tab", "Ctrl+`", "Alt+X", "Ctrl+Alt+F", "F", "Home", "Shift+F6"])
def test_what_it_needs_not_is_not_refused(key: str) -> None:
    assert refusal(read_key(key)) == ""


@pytest.mark.parametrize(
    "text", ["", "nonsense", "Ctrl", "Ctrl+", "Ctrl+Shift", "B, C", "Ctrl+K, B", "Ctrl+B\n", "Hyper+B"]
)
def test_what_is_no_key_is_not_read(text: str) -> None:
    assert read_key(text) == ""


@given(st.text(max_size=20))
def test_what_is_read_stays_what_it_is(text: str) -> None:
    key = read_key(text)
    assert read_key(key) == key
    if key:
        assert QKeySequence(key).count() == 1
        refusal(key)


@pytest.mark.parametrize(
    ("key", "text", "modifiers", "expected"),
    [
        (Qt.Key.Key_K, "k", NONE, "K"),
        (Qt.Key.Key_K, "K", SHIFT, "Shift+K"),
        (Qt.Key.Key_K, "\x0b", CONTROL | SHIFT, "Ctrl+Shift+K"),
        (Qt.Key.Key_Question, "?", SHIFT, "?"),
        (Qt.Key.Key_BraceLeft, "{", SHIFT, "{"),
        (Qt.Key.Key_Plus, "+", CONTROL | SHIFT, "Ctrl++"),
        (Qt.Key.Key_1, "1", KEYPAD, "1"),
        (Qt.Key.Key_F6, "", SHIFT, "Shift+F6"),
        (Qt.Key.Key_Space, " ", SHIFT, "Shift+Space"),
        (Qt.Key.Key_Udiaeresis, "ü", NONE, "Ü"),
        (Qt.Key.Key_Udiaeresis, "Ü", SHIFT, "Shift+Ü"),
        (Qt.Key.Key_Dead_Acute, "", NONE, ""),
        (Qt.Key.Key_Multi_key, "", NONE, ""),
        (Qt.Key.Key_Multi_key, "", SHIFT, ""),
        (Qt.Key.Key_Mode_switch, "", NONE, ""),
        (Qt.Key.Key_Hyper_L, "", NONE, ""),
        (Qt.Key.Key_Henkan, "", NONE, ""),
        (Qt.Key.Key_Direction_L, "", NONE, ""),
        # Qt writes it as another letter, which it would be at the next start
        (Qt.Key.Key_ydiaeresis, "ÿ", NONE, ""),
        (Qt.Key.Key_unknown, "", NONE, ""),
    ],
)
def test_a_press_is_called_as_the_shortcut_that_it_will_be(
    key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier, expected: str
) -> None:
    assert key_of(QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)) == expected


# what a person changes


def test_a_new_key_is_the_first_one_and_nobody_elses() -> None:
    keys = OwnKeys("picwish", {})
    assert keys.owners("E", Command.BRUSH) == [Command.ERASER]
    keys.add(Command.BRUSH, "E")
    assert keys.keys(Command.BRUSH) == ("E", "B")
    assert keys.keys(Command.ERASER) == ()
    assert keys.is_changed(Command.ERASER)
    assert key_table(keys.own) == {"brush": ["E", "B"]}, "only what was chosen is kept"


def test_to_reset_the_winner_gives_the_key_back() -> None:
    keys = OwnKeys("picwish", {})
    keys.add(Command.BRUSH, "E")
    assert keys.reset(Command.BRUSH) == []
    assert keys.keys(Command.ERASER) == ("E",)
    assert keys.own == {}


def test_to_reset_the_loser_takes_the_key_back() -> None:
    keys = OwnKeys("picwish", {})
    keys.add(Command.BRUSH, "E")
    assert keys.reset(Command.ERASER) == [Command.BRUSH]
    assert keys.keys(Command.ERASER) == ("E",)
    assert keys.keys(Command.BRUSH) == ("B",)
    assert keys.own == {}, "which is as it was at first"


def test_a_key_that_is_taken_away_is_nobodys_until_all_is_reset() -> None:
    keys = OwnKeys("picwish", {})
    keys.remove(Command.CLEAR, "Backspace")
    assert keys.keys(Command.CLEAR) == ("Del", "Ctrl+D", "Ctrl+Shift+A")
    assert keys.owners("Backspace", Command.QUIT) == []
    keys.remove(Command.SWAP, "X")
    assert key_table(keys.own)["swap"] == []
    keys.reset_all()
    assert keys.keys(Command.SWAP) == ("X",)
    assert keys.own == {}


def test_an_own_key_goes_from_owner_to_owner() -> None:
    keys = OwnKeys("picwish", {})
    keys.add(Command.BRUSH, "K")
    keys.add(Command.ERASER, "K")
    assert keys.keys(Command.BRUSH) == ("B",)
    assert keys.keys(Command.ERASER) == ("K", "E")


def test_two_of_which_one_can_be_used_share_a_key() -> None:
    keys = OwnKeys("picwish", {})
    assert keys.owners("W", Command.WAND) == []
    keys.add(Command.WAND, "K")
    assert keys.owners("K", Command.SMART) == []
    keys.add(Command.SMART, "K")
    assert keys.keys(Command.WAND) == ("K", "W")
    assert keys.owners("W", Command.BRUSH) == [Command.SMART, Command.WAND]


def test_one_press_of_two_names_is_one_key() -> None:
    keys = OwnKeys("picwish", {})
    assert keys.owners("{", Command.QUIT) == [Command.SOFTER]
    keys.add(Command.QUIT, "{")
    assert keys.keys(Command.SOFTER) == (), "or Qt would do neither"


def test_a_key_that_comes_back_is_there_once() -> None:
    keys = OwnKeys("picwish", {})
    keys.add(Command.REDO, "B")
    assert keys.keys(Command.BRUSH) == ()
    keys.add(Command.BRUSH, "B")
    assert keys.keys(Command.BRUSH) == ("B",)
    assert keys.own == {}, "which is as it was at first"


def test_another_name_of_the_same_press_takes_its_place() -> None:
    keys = OwnKeys("picwish", {})
    keys.add(Command.SOFTER, "{")
    assert keys.keys(Command.SOFTER) == ("{",)


@pytest.mark.parametrize("name", KEYMAPS)
def test_another_keymap_leaves_a_persons_own_keys(name: str) -> None:
    keys = OwnKeys("picwish", {Command.QUIT: ("P",)})
    keys.set_keymap(name)
    assert keys.keys(Command.QUIT) == ("P",)
    assert keys.keys(Command.BRUSH) == ("B",), "P is the brush's in GIMP"
    assert_nobody_shares({command: keys.keys(command) for command in Command})


@given(
    st.sampled_from(list(KEYMAPS)),
    st.lists(st.tuples(st.sampled_from(["add", "remove", "reset"]), st.sampled_from(COMMANDS), st.sampled_from(KEYS))),
)
def test_whatever_is_changed_no_key_has_two_commands_and_all_is_kept(
    name: str, steps: list[tuple[str, Command, str]]
) -> None:
    keys = OwnKeys("picwish", {})
    for step, command, key in steps:
        if step == "add" and key not in keys.keys(command) and len(keys.keys(command)) < MOST_KEYS:
            keys.add(command, key)
            assert keys.keys(command)[0] == key
            assert keys.owners(key, command) == []
            presses = [press_of(its) for its in keys.keys(command)]
            assert len(presses) == len(set(presses)) <= MOST_KEYS
        elif step == "remove":
            keys.remove(command, key)
            assert key not in keys.keys(command)
        elif step == "reset":
            keys.reset(command)
            assert not keys.is_changed(command)
        assert_nobody_shares({command: keys.keys(command) for command in Command})
    keys.set_keymap(name)
    assert_nobody_shares(keys_in(name, keys.own))
    settings = Settings(own_keys=key_table(keys.own))
    save_settings(settings, find_paths().settings)
    assert read_own_keys(load_settings(find_paths().settings).own_keys) == keys.own


# what the window does


def test_menus_tooltips_and_the_overlays_digits_follow(actions: Actions) -> None:
    apply_keymap(actions, "picwish", {Command.BRUSH: ("K", "3"), Command.SWAP: ()})
    assert actions[Command.BRUSH].shortcuts() == [QKeySequence("K"), QKeySequence("3")]
    assert actions[Command.BRUSH].toolTip() == "Brush (K)"
    assert actions[Command.SWAP].toolTip() == "Swap brush and eraser"
    assert [digit for digit, action in enumerate(actions.digits) if not action.shortcuts()] == [3]
    apply_keymap(actions, "picwish")
    assert actions[Command.BRUSH].toolTip() == "Brush (B)"
    assert all(action.shortcuts() for action in actions.digits)


def test_every_command_is_found_in_one_menu() -> None:
    found = [command for menu in MENUS for command in commands_of(menu)]
    assert len(found) == len(set(found))
    assert set(found) == set(Command)


# nonsense


@pytest.mark.parametrize(
    ("table", "own", "said"),
    [
        ({"no_such_command": ["K"]}, {}, "no_such_command"),
        ({"brush": ["nonsense", "K"]}, {Command.BRUSH: ("K",)}, "nonsense"),
        ({"brush": ["Ctrl+K, B"]}, {}, "Ctrl+K, B"),
        ({"brush": ["Space"]}, {}, "Space"),
        ({"brush": []}, {Command.BRUSH: ()}, ""),
        ({"softer": ["{", "Shift+["]}, {Command.SOFTER: ("{",)}, "which it has"),
        ({"brush": ["K", "k"]}, {Command.BRUSH: ("K",)}, "'k'"),
        ({"brush": ["K"], "eraser": ["K", "J"]}, {Command.BRUSH: ("K",), Command.ERASER: ("J",)}, "eraser"),
        ({"brush": list("ABCDEFG")}, {Command.BRUSH: tuple("ABCDE")}, "enough"),
        ({"wand": ["K"], "smart": ["K"]}, {Command.WAND: ("K",), Command.SMART: ("K",)}, ""),
        ({"brush": ["ctrl+k"]}, {Command.BRUSH: ("Ctrl+K",)}, ""),
    ],
)
def test_what_cannot_be_is_left_out_and_said_in_the_log(
    table: dict[str, list[str]], own: Mapping[Command, Keys], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert read_own_keys(table) == own
    assert said in caplog.text
    assert bool(caplog.records) is bool(said)


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("nonsense", {}),
        (["brush"], {}),
        (None, {}),
        ({"brush": "K", "eraser": ["J"]}, {"eraser": ["J"]}),
        ({"brush": [1], "eraser": ["J"]}, {"eraser": ["J"]}),
        ({"brush": None}, {}),
    ],
)
def test_a_table_that_is_none_is_survived(
    kept: object, read: object, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"own_keys": kept, "theme": "dark"}))
    settings = load_settings(path)
    assert (settings.own_keys, settings.theme) == (read, "dark")
    assert caplog.records


@given(
    st.dictionaries(st.sampled_from([command.name.lower() for command in COMMANDS]) | st.text(), st.lists(st.text()))
)
def test_no_table_stops_the_start(table: dict[str, list[str]]) -> None:
    own = read_own_keys(table)
    assert_nobody_shares(own)
    for name in KEYMAPS:
        assert_nobody_shares(keys_in(name, own))
