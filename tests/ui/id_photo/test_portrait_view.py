"""Framing an ID photo by hand, as the mouse and the keys do it."""

import os
import subprocess
import sys
from collections.abc import Callable, Set
from dataclasses import replace
from math import dist

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.guides import guides
from picwish_desktop.idphoto.moving import nudged, scaled, turned
from picwish_desktop.model.portrait import Placement, apply
from picwish_desktop.ui.id_photo import guide_lines
from picwish_desktop.ui.id_photo.portrait_view import PortraitView
from picwish_desktop.ui.palette import DARK, LIGHT, Tokens
from picwish_desktop.ui.theme import tokens
from tests.idphoto.specs import document, mm, share
from tests.ui.id_photo.portrait_stage import (
    HEAD,
    NO,
    SPEC,
    START,
    Answering,
    Hand,
    Screen,
    dot_in,
    dotted,
    expected,
    inside,
    plain,
    press_key,
    scene_of,
    seen,
    subject_of,
)

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
ALL = frozenset({"crown", "eyes", "chin", "centre"})
FREE = (0.25, 0.25)
"""Where no guide is, by shares of the ID photo."""


@pytest.fixture
def view(qtbot: QtBot) -> PortraitView:
    view = PortraitView()
    qtbot.addWidget(view)
    view.resize(800, 600)
    with qtbot.waitExposed(view):
        view.show()
    return view


@pytest.fixture
def answering(view: PortraitView) -> Answering:
    return Answering(view, scene_of())


@pytest.fixture
def hand(view: PortraitView) -> Hand:
    return Hand(view)


def rgb(color: str) -> tuple[int, int, int]:
    wanted = QColor(color)
    return wanted.red(), wanted.green(), wanted.blue()


def guide_point(view: PortraitView, name: str, across: float = 0.2) -> tuple[float, float]:
    """On a guide's line, beside every other."""
    assert view.scene is not None
    guide = next(guide for guide in view.scene.guides if guide.name == name)
    return inside(view, guide.value_share, across) if name == "centre" else inside(view, across, guide.value_share)


# what is seen


@pytest.mark.parametrize("placement", [START, Placement((310, 420), 620, 7.5), Placement((280, 380), 240, -20)])
def test_a_point_of_the_photo_is_seen_where_the_placement_says(view: PortraitView, placement: Placement) -> None:
    dot = apply(placement.to_photo(1, 1), (0.68, 0.37))
    view.show_scene(replace(scene_of(placement, pixels=dotted(dot)), guides=[]))
    assert dist(dot_in(seen(view)), expected(view, placement, dot)) < 0.5


def test_a_reduced_part_of_the_photo_is_seen_where_the_whole_would_be(view: PortraitView) -> None:
    dot = 330.0, 350.0
    part = dotted(dot)[200:600:2, 100:500:2]
    scene = replace(scene_of(), guides=[], subject=subject_of(part), subject_to_photo=(2, 0, 100, 0, 2, 200))
    view.show_scene(scene)
    # every second pixel stands for two, half a pixel to the left of their middle
    assert dist(dot_in(seen(view)), expected(view, START, (dot[0] + 0.5, dot[1] + 0.5))) < 0.5


def test_a_large_subject_is_made_smaller_from_all_of_its_pixels(view: PortraitView) -> None:
    stripes = np.zeros((3200, 2400, 3), np.uint8)
    stripes[:, ::2] = 254
    scene = replace(scene_of(Placement((300, 400), 500)), guides=[], subject_to_photo=(0.25, 0, 0, 0, 0.25, 0))
    view.show_scene(replace(scene, subject=subject_of(stripes)))
    area = view.frame.area.grown(-4)
    np.testing.assert_allclose(seen(view)[area.slices], 127, atol=2)


def test_the_photo_has_the_documents_shape_with_room_for_what_is_said_beside_it(view: PortraitView) -> None:
    for spec in (SPEC, document(size_mm=(50.0, 50.0)), document(size_mm=(60.0, 20.0))):
        view.show_scene(scene_of(spec=spec))
        area = view.frame.area
        assert area.width / area.height == pytest.approx(spec.aspect, abs=0.01)
        assert area.x >= 120
        assert area.right <= view.width() - 90
        assert area.height > 520 or area.width > 560


@pytest.mark.usefixtures("dressed")  # which brings the window's font
@pytest.mark.parametrize("guessed", [frozenset(), ALL], ids=["placed", "guessed"])
def test_every_rule_is_whole_beside_the_photo_in_a_narrow_view(view: PortraitView, guessed: Set[str]) -> None:
    view.resize(view.minimumSizeHint())
    for spec in (spec for spec in bundled_documents() if spec.is_portrait):
        view.show_scene(replace(scene_of(spec=spec), guessed=frozenset(guessed)))
        borders = seen(view)[:, [0, -1]]
        assert (borders == rgb(tokens().canvas)).all(), spec.id


@pytest.mark.parametrize("is_kept", [False, True])
def test_what_lies_beyond_the_photo_has_the_background_colour_or_is_white(view: PortraitView, is_kept: bool) -> None:
    scene = replace(scene_of(Placement((0, 400), 400)), guides=[], background=(20, 200, 40), keeps_background=is_kept)
    view.show_scene(scene)
    pixels, (x, y) = seen(view), inside(view, 0.25, 0.5)
    assert tuple(pixels[int(y), int(x)]) == ((255, 255, 255) if is_kept else (20, 200, 40))
    x, y = inside(view, 0.75, 0.5)
    assert tuple(pixels[int(y), int(x)]) == (90, 120, 150)


def test_a_cutout_lies_over_its_colour_or_over_the_checkerboard(view: PortraitView) -> None:
    half = plain((200, 0, 0, 128))
    scene = replace(scene_of(pixels=half), guides=[], keeps_background=False, background=(0, 0, 255))
    view.show_scene(scene)
    area = view.frame.area
    np.testing.assert_allclose(
        seen(view)[area.slices], np.broadcast_to((100, 0, 127), (area.height, area.width, 3)), atol=1
    )
    view.show_scene(replace(scene, background=None))
    board = seen(view)[area.slices][..., 2]
    assert {int(value) for value in np.unique(board)} == {102, 127}


def test_guides_lie_at_their_shares_and_can_be_seen_on_black_and_on_white(view: PortraitView) -> None:
    for color in ((0, 0, 0), (255, 255, 255)):
        view.show_scene(scene_of(pixels=plain(color)))
        without = replace(scene_of(pixels=plain(color)), guides=[])
        pixels = seen(view).astype(int)
        view.show_scene(without)
        changed = np.abs(pixels - seen(view)).max(axis=2) > 60
        area = view.frame.area
        for guide in guides(SPEC, HEAD, START):
            if guide.name == "centre":
                line = changed[area.y : area.bottom, round(view.frame.x(guide.value_share))]
            else:
                line = changed[round(view.frame.y(guide.value_share)), area.x : area.right]
            assert line.mean() > 0.3, (guide.name, color)


def test_the_heads_bracket_has_the_colour_of_its_verdict(view: PortraitView) -> None:
    def is_seen_beside(color: str) -> bool:
        beside = seen(view)[:, : view.frame.area.x]
        return bool((beside == rgb(color)).all(axis=2).sum() > 100)

    colours = tokens()
    advised = document(head=share(0.7, 0.8, is_advisory=True))
    for spec, height, color in (
        (SPEC, 460, colours.ok),
        (SPEC, 560, colours.mark),
        (advised, 560, colours.warn),
    ):
        view.show_scene(scene_of(Placement((300, 340), height), spec=spec))
        for other in (colours.ok, colours.warn, colours.mark):
            assert is_seen_beside(other) == (other == color), (height, other)


def test_a_guess_looks_like_one_and_measures_nothing(view: PortraitView, hand: Hand) -> None:
    guess, colours = replace(scene_of(), guessed=ALL), tokens()
    judged = [rgb(color) for color in (colours.ok, colours.warn, colours.mark)]

    def beside() -> np.ndarray:
        """What is seen around the photo."""
        pixels, area = seen(view), view.frame.area
        pixels[area.y : area.bottom, area.x : area.right] = 0
        return pixels

    view.show_scene(scene_of())
    known = seen(view)
    assert any((beside() == color).all(axis=2).any() for color in judged)
    view.show_scene(guess)
    guessed = seen(view)
    assert not any((beside() == color).all(axis=2).any() for color in judged)
    # each line is another one, also where the pointer is on none
    for guide in guess.guides:
        name, area = guide.name, view.frame.area
        changed = (known != guessed).any(axis=2)
        if name == "centre":
            line = changed[area.y : area.bottom, round(view.frame.x(guide.value_share))]
        else:
            line = changed[round(view.frame.y(guide.value_share)), area.x : area.right]
        assert line.mean() > 0.2, name
    head = view.lines.head
    assert head is not None
    assert (head.value_text(), head.band_text(), head.standing.name) == ("?", "32–36 mm", "NOT_KNOWN")
    assert not any(character.isdigit() for character in view.accessibleDescription().split("Drag")[0])
    # where the crown may be hangs on the chin: no stripe says so
    hand.move(guide_point(view, "crown"))
    row = round(view.frame.y(guess.guides[0].value_share)) - 6
    free = seen(view)[row, view.frame.area.x + 20 : view.frame.area.x + 40]
    assert (free == guessed[row, view.frame.area.x + 20 : view.frame.area.x + 40]).all()
    hand.move(inside(view, *FREE))
    view.show_scene(scene_of())
    np.testing.assert_array_equal(seen(view), known)


@pytest.mark.parametrize("color", [(0, 0, 0), (128, 128, 128), (220, 220, 220), (255, 255, 255)])
def test_each_line_looks_like_a_guess_until_it_is_placed_on_any_ground(
    view: PortraitView, color: tuple[int, int, int]
) -> None:
    """A placed line is unbroken on what is light, and mostly light on what is dark; a guess is mostly nothing."""
    bare = replace(scene_of(pixels=plain(color)), guides=[])
    view.show_scene(bare)
    ground, area = seen(view).astype(int), view.frame.area

    def drawn(name: str) -> float:
        """How much of the line is seen."""
        guide = next(guide for guide in guides(SPEC, HEAD, START) if guide.name == name)
        changed = np.abs(seen(view) - ground).max(axis=2) > 40
        if name == "centre":
            at = round(view.frame.x(guide.value_share))
            return float(changed[area.y : area.bottom, at - 2 : at + 3].any(axis=1).mean())
        at = round(view.frame.y(guide.value_share))
        return float(changed[at - 2 : at + 3, area.x : area.right].any(axis=0).mean())

    for placed in ("crown", "eyes", "chin", "centre"):
        view.show_scene(replace(bare, guides=scene_of().guides, guessed=ALL - {placed}))
        for name in ALL:
            if name == placed:
                assert drawn(name) > (0.55 if max(color) < 60 else 0.95), name
            else:
                assert 0.1 < drawn(name) < 0.45, name


def contrast(first: np.ndarray, second: np.ndarray) -> float:
    """As WCAG counts it: 1 is none, and 3 is enough for what is no text."""

    def light(color: np.ndarray) -> float:
        linear = np.where(color <= 10, color / 255 / 12.92, ((color / 255 + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    low, high = sorted((light(first), light(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("guessed", [frozenset(), ALL], ids=["placed", "guessed"])
@pytest.mark.parametrize("ground", [(0, 0, 0), (170, 125, 85), (220, 180, 150), (36, 104, 229), (255, 255, 255)])
@pytest.mark.parametrize("name", ["eyes", "centre"])
def test_the_line_that_is_taken_is_unbroken_and_seen_on_any_ground(
    view: PortraitView,
    monkeypatch: pytest.MonkeyPatch,
    theme: Tokens,
    guessed: Set[str],
    ground: tuple[int, int, int],
    name: str,
) -> None:
    monkeypatch.setattr(guide_lines, "tokens", lambda: theme)
    view.show_scene(replace(scene_of(pixels=plain(ground)), guessed=frozenset(guessed)))
    while taken_line(view) != name:
        press_key(view, Key.Key_L)
    (x, y), area = guide_point(view, name), view.frame.area
    across = seen(view).swapaxes(0, 1) if name == "centre" else seen(view)
    at, begin, end = (x, area.y, area.bottom) if name == "centre" else (y, area.x, area.right)
    strip = across[round(at) - 6 : round(at) + 7, begin:end]
    is_accent = (strip == rgb(theme.accent)).all(axis=2).sum(axis=0)
    assert (is_accent == 3).all(), "three pixels thick, without a gap"
    column = strip[:, (end - begin) // 20].astype(float)
    accented = np.flatnonzero((column == rgb(theme.accent)).all(axis=1))
    rim, shade = column[accented[-1] + 1], column[accented[-1] + 2]
    assert contrast(rim, column[accented[0]]) >= 3
    assert contrast(rim, shade) >= 3


def test_the_names_of_guessed_lines_ask_and_numbers_wait_for_all_three(view: PortraitView, hand: Hand) -> None:
    def said() -> dict[str, tuple[str, ...]]:
        return {label.guide.name: label.lines for label in view.lines._labels}

    view.show_scene(replace(scene_of(), guessed=frozenset({"eyes", "centre"})))
    assert {name: lines[0] for name, lines in said().items()} == {
        "crown": "crown",
        "eyes": "eyes ?",
        "chin": "chin",
        "centre": "centre ?",
    }
    assert view.lines.head is not None
    assert view.lines.head.value_text() == "?"
    view.show_scene(replace(scene_of(), guessed=frozenset({"centre"})))
    assert said()["eyes"][0] == "eyes"
    assert view.lines.head is not None
    assert view.lines.head.value_text() == "33.3 mm"
    hand.move(guide_point(view, "centre"), is_held=False)
    assert said()["centre"] == ("centre ?",), "nobody has said where the middle is"


def clicks(view: PortraitView, guessed: Set[str]) -> list[str]:
    """What is confirmed from now on."""
    view.show_scene(replace(scene_of(), guessed=frozenset(guessed)))
    confirmed: list[str] = []
    view.guide_confirmed.connect(confirmed.append)
    return confirmed


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_click_on_a_guess_says_that_it_is_right(view: PortraitView, hand: Hand, name: str) -> None:
    confirmed = clicks(view, ALL)
    moved: list[object] = []
    view.guide_moved.connect(lambda *told: moved.append(told))
    x, y = guide_point(view, name)
    hand.press((x, y))
    hand.move((x + 1, y + 2))
    assert confirmed == []
    hand.release((x + 1, y + 2))
    assert (confirmed, moved) == ([name], [])


def test_only_a_click_on_a_guess_does(view: PortraitView, hand: Hand) -> None:
    confirmed = clicks(view, {"eyes"})
    at = guide_point(view, "eyes")
    for other in ("crown", "centre"):
        hand.drag(guide_point(view, other))
    hand.drag(inside(view, *FREE))
    hand.press(at)
    press_key(view, Key.Key_Escape)
    hand.release(at)
    hand.press(at)
    view.finish_gesture()
    hand.release(at)
    hand.button = Qt.MouseButton.RightButton
    hand.drag(at)
    hand.button = Qt.MouseButton.LeftButton
    # dragged, and back to where it was
    hand.drag(at, (at[0], at[1] + 30), at)
    view.set_usable(False, "Something runs.")
    hand.drag(at)
    view.set_usable(True)
    # beyond the photo, where its name only is seen
    view.show_scene(replace(scene_of(Placement((300, 500), 460)), guessed=ALL))
    hand.drag((view.frame.area.right + 20, view.frame.area.y))
    assert confirmed == []


def test_a_second_click_of_a_hasty_hand_frames_nothing(view: PortraitView, hand: Hand) -> None:
    confirmed = clicks(view, {"eyes"})
    asked: list[bool] = []
    view.automatic_requested.connect(lambda: asked.append(True))
    x, y = guide_point(view, "eyes")
    point = QPoint(round(x), round(y))

    def double_click() -> None:
        hand.press((x, y))
        hand.release((x, y))
        view.show_scene(replace(scene_of(), guessed=frozenset()))
        QTest.mouseDClick(view, Qt.MouseButton.LeftButton, NO, point)

    double_click()
    assert (confirmed, asked) == (["eyes"], [])
    double_click()
    assert asked == [True], "the line was placed before"


def test_a_hint_is_above_the_photo_and_the_progress_along_the_top(view: PortraitView) -> None:
    view.show_scene(scene_of())
    area = view.frame.area
    before = seen(view)
    view.show_scene(replace(scene_of(), hint="Still to be placed: crown, eyes and chin."))
    hinted = seen(view)
    changed = np.argwhere((hinted != before).any(axis=2))
    assert len(changed) > 200
    assert changed[:, 0].max() < area.y, "it covers no line"
    assert changed[:, 1].min() > area.x
    assert changed[:, 1].max() < area.right
    view.show_scene(scene_of())
    view.set_progress(0.5)
    blue = (seen(view)[0] == rgb(tokens().accent)).all(axis=1)
    assert blue[: view.width() // 2].all()
    assert not blue[view.width() // 2 + 1 :].any()
    view.set_progress(None)
    np.testing.assert_array_equal(seen(view), before)


def test_only_what_changed_is_painted_again(
    view: PortraitView, hand: Hand, answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(view)
    monkeypatch.setattr(view, "update", screen.update)
    assert screen.is_right()
    whole = view.width() * view.height()
    for act, most in (
        (lambda: hand.move(guide_point(view, "eyes"), is_held=False), 0.2),
        (lambda: hand.drag(guide_point(view, "eyes"), inside(view, 0.2, 0.5), inside(view, 0.2, 0.45)), 2.0),
        (lambda: hand.drag(guide_point(view, "centre", 0.1), inside(view, 0.6, 0.1)), 2.0),
        (lambda: hand.drag(inside(view, *FREE), inside(view, 0.3, 0.31)), 2.5),
        (lambda: hand.turn_wheel(inside(view, 0.5, 0.5), -4800), 1.5),
        (lambda: press_key(view, Key.Key_Down, SHIFT), 1.0),
        (lambda: view.set_progress(0.3), 0.1),
        (lambda: view.set_progress(0.4), 0.1),
        (lambda: view.show_scene(replace(answering.scene, keeps_background=False)), 0.6),
        (lambda: view.show_scene(replace(answering.scene, guessed=ALL, hint="Still to be placed: eyes.")), 1.5),
        (lambda: view.show_scene(replace(answering.scene, guessed=ALL - {"eyes"})), 1.5),
        (lambda: hand.move(guide_point(view, "chin"), is_held=False), 0.3),
        (lambda: view.show_scene(None), 1.5),
    ):
        act()
        assert screen.asked <= most * whole
        assert screen.is_right()


# moving


@pytest.mark.parametrize("angle", [0.0, 12.0, -90.0])
@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_what_is_under_the_pointer_goes_with_it(
    view: PortraitView, hand: Hand, angle: float, button: Qt.MouseButton
) -> None:
    answering = Answering(view, scene_of(replace(START, angle=angle), landmarks=None))
    hand.button = button
    begin, end = inside(view, 0.3, 0.3), inside(view, 0.7, 0.55)
    taken = view.frame.to_photo(answering.scene.placement, hand.press(begin))
    for point in (inside(view, 0.4, 0.2), end):
        hand.move(point)
        assert view.frame.to_photo(answering.scene.placement, hand.met(point)) == pytest.approx(taken)
    hand.release(end)
    assert answering.finals == [False, False, False, True]
    assert answering.placed[-1][0] == answering.placed[-2][0] == answering.scene.placement
    hand.move(inside(view, 0.1, 0.1), is_held=False)
    assert len(answering.placed) == 4


def test_the_person_moves_as_far_as_the_pointer(view: PortraitView, hand: Hand) -> None:
    dot = 300.0, 340.0
    answering = Answering(view, scene_of(landmarks=None, pixels=dotted(dot)))
    x, y = dot_in(seen(view))
    begin_x, begin_y = hand.met(inside(view, *FREE))
    hand.drag((begin_x, begin_y), (300, 300), (begin_x + 40, begin_y - 25))
    assert dot_in(seen(view)) == pytest.approx((x + 40, y - 25), abs=0.5)
    assert len(answering.placed) == 4


def test_a_click_moves_nothing_and_a_double_click_asks_for_automatic(
    view: PortraitView, hand: Hand, answering: Answering
) -> None:
    x, y = inside(view, *FREE)
    hand.press((x, y))
    hand.move((x + 2, y + 1))
    hand.release((x + 2, y + 1))
    assert answering.placed == []
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, NO, QPoint(round(x), round(y)))
    hand.move((x + 50, y))
    assert answering.others == ["automatic"]
    assert answering.placed == []


def test_beside_the_photo_the_left_button_takes_nothing(view: PortraitView, hand: Hand, answering: Answering) -> None:
    hand.drag((10, 10), (60, 60))
    assert answering.placed == []
    assert "Wheel" in view.toolTip()


@pytest.mark.parametrize(("delta", "factor"), [(120, 1.02), (-120, 1 / 1.02), (30, 1.02**0.25)])
def test_the_wheel_scales_about_the_pointer(
    view: PortraitView, hand: Hand, answering: Answering, qtbot: QtBot, delta: int, factor: float
) -> None:
    point = inside(view, 0.8, 0.15)
    fixed = view.frame.to_photo(START, hand.met(point))
    with qtbot.waitSignal(view.placed, check_params_cb=lambda _, is_final: is_final):
        for _ in range(3):
            hand.turn_wheel(point, delta)
        assert answering.finals == [False] * 3
    assert answering.finals == [False] * 3 + [True]
    placement = answering.scene.placement
    assert placement.height == pytest.approx(START.height / factor**3)
    assert view.frame.to_photo(placement, hand.met(point)) == pytest.approx(fixed)


def test_ctrl_and_the_wheel_turn_about_the_eyes(view: PortraitView, hand: Hand, answering: Answering) -> None:
    eyes = expected(view, START, HEAD.eyes)
    hand.turn_wheel(inside(view, 0.9, 0.9), 240, CONTROL)
    view.finish_gesture()
    placement = answering.scene.placement
    assert placement.angle == pytest.approx(-0.5)
    assert placement.height == START.height
    assert expected(view, placement, HEAD.eyes) == pytest.approx(eyes, abs=0.2)
    assert answering.finals == [False, True]


def test_it_cannot_be_scaled_out_of_all_reason(view: PortraitView, hand: Hand, answering: Answering) -> None:
    for delta, least, most in ((120 * 50, 16, 16), (-120 * 50, 6400, 6400)):
        for _ in range(12):
            hand.turn_wheel(inside(view, 0.5, 0.5), delta)
        assert least <= answering.scene.placement.height <= most


KEYS: list[tuple[Qt.Key, Qt.KeyboardModifier, Callable[[Placement], Placement]]] = [
    (Key.Key_Left, NO, lambda placement: nudged(placement, -0.25, 0, SPEC)),
    (Key.Key_Right, NO, lambda placement: nudged(placement, 0.25, 0, SPEC)),
    (Key.Key_Up, NO, lambda placement: nudged(placement, 0, -0.25, SPEC)),
    (Key.Key_Down, Qt.KeyboardModifier.KeypadModifier, lambda placement: nudged(placement, 0, 0.25, SPEC)),
    (Key.Key_Right, SHIFT, lambda placement: nudged(placement, 1, 0, SPEC)),
    (Key.Key_Up, SHIFT, lambda placement: nudged(placement, 0, -1, SPEC)),
    (Key.Key_Plus, SHIFT, lambda placement: scaled(placement, 1.01, HEAD.eyes)),
    (Key.Key_Equal, NO, lambda placement: scaled(placement, 1.01, HEAD.eyes)),
    (Key.Key_Minus, NO, lambda placement: scaled(placement, 1 / 1.01, HEAD.eyes)),
    (Key.Key_Less, NO, lambda placement: turned(placement, -0.25, HEAD.eyes)),
    (Key.Key_Greater, SHIFT, lambda placement: turned(placement, 0.25, HEAD.eyes)),
]


@pytest.mark.parametrize(("key", "modifiers", "change"), KEYS)
def test_keys_move_scale_and_turn(
    view: PortraitView,
    answering: Answering,
    qtbot: QtBot,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    change: Callable[[Placement], Placement],
) -> None:
    with qtbot.waitSignal(view.placed, check_params_cb=lambda _, is_final: is_final):
        press_key(view, key, modifiers, repeats=2)
    wanted = change(change(change(START)))
    placement = answering.scene.placement
    assert (*placement.center, placement.height, placement.angle) == pytest.approx(
        (*wanted.center, wanted.height, wanted.angle)
    )
    assert answering.finals == [False] * 3 + [True]


def test_a_key_that_is_held_has_not_ended(view: PortraitView, answering: Answering, qtbot: QtBot) -> None:
    press_key(view, Key.Key_Left)
    QTest.keyPress(view, Key.Key_Left)
    with qtbot.assertNotEmitted(view.placed, wait=600):
        pass
    QTest.keyRelease(view, Key.Key_Left)
    with qtbot.waitSignal(view.placed, check_params_cb=lambda _, is_final: is_final):
        pass
    assert answering.finals == [False, False, True]


def test_another_kind_of_step_and_a_drag_end_what_was_done_before(
    view: PortraitView, hand: Hand, answering: Answering
) -> None:
    hand.turn_wheel(inside(view, 0.5, 0.5), 120)
    press_key(view, Key.Key_Plus)
    assert answering.finals == [False, False]
    press_key(view, Key.Key_Left)
    assert answering.finals == [False, False, True, False]
    hand.drag(inside(view, *FREE), inside(view, 0.3, 0.3))
    assert answering.finals == [False, False, True, False, True, False, False, True]
    view.finish_gesture()
    assert len(answering.placed) == 8


@pytest.mark.parametrize(
    "end",
    [
        lambda view: view.finish_gesture(),
        lambda view: QTest.keyClick(view, Key.Key_S, CONTROL),
        lambda view: QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut)),
        lambda view: view.resize(view.width() - 50, view.height()),
        lambda view: view.set_usable(False, "Something runs."),
    ],
)
def test_whatever_comes_next_ends_a_gesture_once(
    view: PortraitView, hand: Hand, answering: Answering, end: Callable[[PortraitView], object]
) -> None:
    press_key(view, Key.Key_Left)
    end(view)
    assert answering.finals == [False, True]
    view.set_usable(True)
    hand.press(inside(view, *FREE))
    hand.move(inside(view, 0.3, 0.4))
    end(view)
    hand.release(inside(view, 0.4, 0.4))
    assert answering.finals == [False, True, False, True]


@pytest.mark.parametrize("key", [Key.Key_Shift, Key.Key_CapsLock, Key.Key_Super_L])
def test_a_key_that_is_no_command_by_itself_ends_nothing(
    view: PortraitView, hand: Hand, answering: Answering, key: Qt.Key
) -> None:
    hand.press(inside(view, *FREE))
    hand.move(inside(view, 0.3, 0.4))
    QTest.keyClick(view, key)
    assert answering.finals == [False]


def test_keys_that_mean_nothing_here_are_left_to_the_window(view: PortraitView, answering: Answering) -> None:
    def is_taken(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        override = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        override.ignore()
        QApplication.sendEvent(view, override)
        return override.isAccepted()

    for key, modifiers in ((Key.Key_Left, CONTROL), (Key.Key_Plus, CONTROL), (Key.Key_Escape, NO), (Key.Key_B, NO)):
        assert not is_taken(key, modifiers)
        press_key(view, key, modifiers)
    assert answering.placed == []
    assert is_taken(Key.Key_Left, NO)
    press_key(view, Key.Key_Left)
    assert is_taken(Key.Key_Escape, NO)


# guides


@pytest.mark.parametrize(
    ("name", "end", "wanted"),
    [
        ("crown", (0.2, 0.06), 0.06),
        ("eyes", (0.2, 0.5), 0.5),
        ("chin", (0.2, 0.9), 0.9),
        ("chin", (0.2, 1.4), 1.0),
        ("centre", (0.62, 0.2), 0.62),
    ],
)
def test_a_dragged_guide_tells_its_share(
    view: PortraitView, hand: Hand, answering: Answering, name: str, end: tuple[float, float], wanted: float
) -> None:
    point = guide_point(view, name)
    hand.drag(point, inside(view, 0.4, 0.4), inside(view, *end))
    assert [told[0] for told in answering.guides] == [name] * 4
    assert [told[2] for told in answering.guides] == [False, False, False, True]
    assert answering.guides[-1][1] == answering.guides[-2][1] == pytest.approx(wanted, abs=0.003)
    assert next(guide.value_share for guide in answering.scene.guides if guide.name == name) == pytest.approx(
        wanted, abs=0.003
    )
    assert answering.placed == []


@pytest.mark.parametrize(("off", "is_taken"), [(0, True), (4, True), (-4, True), (8, False), (-8, False)])
def test_a_guide_is_taken_from_near(
    view: PortraitView, hand: Hand, answering: Answering, off: int, is_taken: bool
) -> None:
    x, y = guide_point(view, "eyes")
    hand.move((x, y + off), is_held=False)
    shape = view.cursor().shape()
    assert shape == (Qt.CursorShape.SizeVerCursor if is_taken else Qt.CursorShape.OpenHandCursor)
    hand.drag((x, y + off), (x, y + off + 20))
    assert bool(answering.guides) == is_taken
    assert bool(answering.placed) != is_taken


def test_the_name_beside_the_photo_is_a_handle(view: PortraitView, hand: Hand, answering: Answering) -> None:
    area = view.frame.area
    x, y = area.right + 20, guide_point(view, "crown")[1]
    hand.drag((x, y), (x, y + 10))
    assert answering.guides[-1][0] == "crown"
    hand.drag((guide_point(view, "centre")[0], area.bottom + 22), (area.x + 100, area.bottom + 22))
    assert answering.guides[-1][0] == "centre"


def test_a_guide_beyond_the_photo_is_fetched_by_its_name(view: PortraitView, hand: Hand) -> None:
    answering = Answering(view, scene_of(Placement((300, 500), 460)))
    area = view.frame.area
    assert answering.scene.guides[0].value_share < 0
    hand.drag((area.right + 20, area.y), (area.right + 20, area.y + 40))
    name, place, _ = answering.guides[-1]
    assert name == "crown"
    assert place == pytest.approx(40 / area.height, abs=0.002)


def test_names_of_guides_that_are_close_do_not_cover_each_other(view: PortraitView) -> None:
    close = replace(HEAD, crown=(300, 308), chin=(300, 313))
    view.show_scene(scene_of(landmarks=close))
    found = {view.lines.at(view.frame.area.right + 20, y) for y in range(view.height())}
    assert found >= {"crown", "eyes", "chin"}


# ending, and being told


@pytest.mark.parametrize("name", ["crown", None])
def test_escape_takes_a_drag_back(view: PortraitView, hand: Hand, answering: Answering, name: str | None) -> None:
    before = answering.scene
    begin = inside(view, *FREE) if name is None else guide_point(view, name)
    hand.press(begin)
    hand.move(inside(view, 0.3, 0.4))
    QTest.keyClick(view, Key.Key_Escape)
    hand.move(inside(view, 0.5, 0.5))
    hand.release(inside(view, 0.5, 0.5))
    assert answering.others == ["cancelled"]
    assert answering.scene is before
    assert [told[-1] for told in (*answering.placed, *answering.guides)] == [False]


def test_escape_takes_nothing_back_where_nothing_was_moved(
    view: PortraitView, hand: Hand, answering: Answering
) -> None:
    hand.press(inside(view, *FREE))
    QTest.keyClick(view, Key.Key_Escape)
    hand.move(inside(view, 0.5, 0.5))
    assert (answering.placed, answering.others) == ([], [])


def test_escape_takes_steps_back_that_have_not_ended(view: PortraitView, hand: Hand, answering: Answering) -> None:
    hand.turn_wheel(inside(view, 0.5, 0.5), 120)
    QTest.keyClick(view, Key.Key_Escape)
    assert answering.others == ["cancelled"]
    assert answering.scene.placement == START
    view.finish_gesture()
    assert answering.finals == [False]


def test_showing_something_tells_nothing_and_another_photo_forgets_the_gesture(
    view: PortraitView, hand: Hand, answering: Answering, qtbot: QtBot
) -> None:
    press_key(view, Key.Key_Left)
    hand.press(inside(view, *FREE))
    hand.move(inside(view, 0.4, 0.4))
    told = len(answering.placed)
    view.show_scene(scene_of(Placement((310, 400), 600)))
    hand.move(inside(view, 0.5, 0.5))
    hand.release(inside(view, 0.5, 0.5))
    press_key(view, Key.Key_Left)
    view.show_scene(None)
    with qtbot.assertNotEmitted(view.placed, wait=500):
        pass
    assert len(answering.placed) == told + 1
    assert answering.others == []


def test_nothing_can_be_moved_while_something_runs_and_it_says_why(
    view: PortraitView, hand: Hand, answering: Answering
) -> None:
    told = told_by(view)
    view.set_usable(False, "The person is being cut out.")
    hand.drag(inside(view, *FREE), inside(view, 0.5, 0.5))
    hand.drag(guide_point(view, "eyes"), inside(view, 0.2, 0.5))
    assert told == ["The person is being cut out."] * 2, "once a press"
    hand.drag((10, 10), (30, 30))
    hand.move((10, 10), is_held=False)
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor, "there is nothing to be moved"
    hand.move((view.frame.area.right + 20, guide_point(view, "eyes")[1]), is_held=False)
    assert view.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    hand.move(inside(view, *FREE), is_held=False)
    hand.turn_wheel(inside(view, 0.5, 0.5), 120)
    press_key(view, Key.Key_Left)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, NO, QPoint(400, 300))
    assert (answering.placed, answering.guides, answering.others) == ([], [], [])
    assert view.toolTip() == "The person is being cut out."
    assert view.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    assert len(told) == 2, "only a press that would move something is answered"
    view.set_usable(True)
    assert view.toolTip() == ""
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    press_key(view, Key.Key_Left)
    assert len(answering.placed) == 1


def test_nothing_happens_where_there_is_no_photo(view: PortraitView, hand: Hand) -> None:
    hand.drag((300, 300), (400, 400))
    hand.turn_wheel((300, 300), 120)
    for key, modifiers, _ in KEYS:
        press_key(view, key, modifiers)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, NO, QPoint(400, 300))
    view.finish_gesture()
    view.set_progress(0.5)
    assert (seen(view)[300] == rgb(tokens().canvas)).all()


def test_it_can_be_reached_named_and_heard(view: PortraitView) -> None:
    view.show_scene(scene_of())
    assert view.accessibleName() == "ID photo"
    assert view.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert view.accessibleDescription().startswith("Head height 33.3 mm, allowed 32–36 mm. Drag")
    view.show_scene(scene_of(spec=document(size_mm=None, head=share(0.5, 1.0))))
    assert view.accessibleDescription().startswith("Head height 73.9 %, allowed ≥ 50 %. Drag")
    view.show_scene(scene_of(landmarks=None))
    assert view.accessibleDescription() == view.how_to()
    view.show_scene(replace(scene_of(landmarks=None), hint="No face was found."))
    view.set_usable(False, "It is being cut out.")
    assert view.accessibleDescription().startswith("It is being cut out. No face was found. Drag")


@pytest.mark.parametrize(
    ("guessed", "lines"),
    [
        (
            frozenset(),
            [
                "crown, head height 33.3 mm, allowed 32–36 mm",
                "eyes 25.4 mm, allowed 20–26 mm",
                "chin 7.8 mm",
                "centre 0.0 %, allowed ±3 %",
            ],
        ),
        (
            ALL,
            [
                "crown, head height ?, allowed 32–36 mm",
                "eyes ?, allowed 20–26 mm",
                "chin ?",
                "centre ?, allowed ±3 %",
            ],
        ),
    ],
)
def test_each_line_is_read_out_with_its_own_rule_and_unit(
    view: PortraitView, guessed: Set[str], lines: list[str]
) -> None:
    view.show_scene(replace(scene_of(), guessed=frozenset(guessed)))
    for line in lines:
        press_key(view, Key.Key_L)
        assert f"The arrow keys move the line: {line}." in described(view)


def test_a_guesss_band_has_its_unit_where_no_number_above_it_says_one(view: PortraitView) -> None:
    def said() -> tuple[str, ...]:
        return next(label.lines for label in view.lines._labels if label.guide.name == "eyes")

    view.show_scene(scene_of())
    assert said() == ("eyes", "25.4 mm", "20–26 ✓")
    view.show_scene(replace(scene_of(), guessed=ALL))
    assert said() == ("eyes ?", "20–26 mm")


def test_the_ring_is_for_those_who_come_with_the_keyboard(view: PortraitView, hand: Hand) -> None:
    view.show_scene(scene_of())
    accent = rgb(tokens().accent)

    def is_ringed() -> bool:
        area = view.frame.area
        above = seen(view)[area.y - 2, area.x : area.right]
        return bool((above == accent).all())

    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    assert not is_ringed()
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert is_ringed()
    hand.press(inside(view, *FREE))
    assert not is_ringed()


def test_what_is_read_is_what_is_judged(view: PortraitView) -> None:
    def head(height_mm: float) -> str:
        length = height_mm / 45 * START.height
        view.show_scene(scene_of(landmarks=replace(HEAD, crown=(300, 490 - length))))
        reading = view.lines.head
        assert reading is not None
        return f"{reading.value_text()} {reading.band_text()} {reading.standing.name}"

    assert head(33.6) == "33.6 mm 32–36 mm WITHIN"
    assert head(36.04) == "36.0 mm 32–36 mm WITHIN"
    assert head(36.06) == "36.1 mm 32–36 mm OUTSIDE"
    assert head(31.9) == "31.9 mm 32–36 mm OUTSIDE"


def test_a_rule_keeps_its_numbers_where_the_photo_ends(view: PortraitView) -> None:
    """With the chin so high, 36 mm of head do not go on the photo."""
    view.show_scene(scene_of(Placement((300, 480), 560), spec=document(head=mm(32, 36))))
    reading = view.lines.head
    assert reading is not None
    assert reading.band_text() == "32–36 mm"


@pytest.mark.parametrize("ratio", ["1.25", "2"])
def test_on_a_dense_screen_every_pixel_of_the_screen_is_used(ratio: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    script = "from tests.ui.id_photo.dense_portrait import check; check()"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == f"{float(ratio)}\n"


# lines by keys


def line_of(view: PortraitView, name: str) -> float:
    assert view.scene is not None
    return next(guide.value_share for guide in view.scene.guides if guide.name == name)


def take(view: PortraitView, name: str) -> None:
    """By as many presses as it takes."""
    for _ in range(1 + ["crown", "eyes", "chin", "centre"].index(name)):
        press_key(view, Key.Key_L)


@pytest.mark.parametrize(
    ("name", "key", "modifiers", "by"),
    [
        ("crown", Key.Key_Up, NO, -0.25 / 45),
        ("eyes", Key.Key_Down, SHIFT, 1 / 45),
        ("chin", Key.Key_Up, NO, -0.25 / 45),
        ("centre", Key.Key_Right, NO, 0.25 / 35),
    ],
)
def test_a_line_that_is_taken_by_key_moves_in_the_place_of_the_person(
    view: PortraitView,
    answering: Answering,
    qtbot: QtBot,
    name: str,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    by: float,
) -> None:
    before = line_of(view, name)
    take(view, name)
    with qtbot.waitSignal(view.guide_moved, check_params_cb=lambda _name, _share, is_final: is_final):
        press_key(view, key, modifiers, repeats=1)
    assert line_of(view, name) == pytest.approx(before + 2 * by, abs=1e-6)
    assert [(one, is_final) for one, _, is_final in answering.guides] == [(name, False), (name, False), (name, True)]
    assert answering.placed == []


def test_arrows_beside_a_lines_way_do_nothing_and_what_scales_and_turns_does(
    view: PortraitView, answering: Answering
) -> None:
    take(view, "eyes")
    press_key(view, Key.Key_Left)
    assert (answering.guides, answering.placed) == ([], [])
    press_key(view, Key.Key_Plus)
    press_key(view, Key.Key_Greater, SHIFT)
    assert len(answering.placed) == 3


def test_lines_are_taken_in_turn_there_and_back_and_let_go(view: PortraitView, answering: Answering) -> None:
    seen_before = seen(view)
    described = []
    for key, modifiers in ((Key.Key_L, NO),) * 5 + ((Key.Key_L, SHIFT),):
        press_key(view, key, modifiers)
        described.append(view.accessibleDescription())
    names = [next((n for n in ("crown", "eyes", "chin", "centre") if f"line: {n}" in text), None) for text in described]
    assert names == ["crown", "eyes", "chin", "centre", None, "centre"]
    assert (seen(view) != seen_before).any(), "it is seen which one is taken"
    QTest.keyClick(view, Key.Key_Escape)
    np.testing.assert_array_equal(seen(view), seen_before)
    press_key(view, Key.Key_Left)
    assert len(answering.placed) == 1, "the person again"


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda view: Hand(view).press(inside(view, *FREE)), id="press"),
        pytest.param(lambda view: QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut)), id="focus"),
        pytest.param(lambda view: view.set_usable(False, "Something runs."), id="not usable"),
        pytest.param(lambda view: view.show_scene(scene_of()), id="another photo"),
        pytest.param(lambda view: view.show_scene(replace(view.scene, guides=[])), id="no lines"),
    ],
)
def test_a_line_is_let_go_when_something_else_begins(
    view: PortraitView, answering: Answering, end: Callable[[PortraitView], object]
) -> None:
    take(view, "eyes")
    end(view)
    view.set_usable(True)
    assert "line:" not in view.accessibleDescription()
    Hand(view).release(inside(view, *FREE))
    answering.guides.clear()
    press_key(view, Key.Key_Up)
    assert answering.guides == []


def test_enter_places_a_guess_and_goes_on_to_the_next(view: PortraitView) -> None:
    scene = replace(scene_of(), guessed=frozenset({"eyes", "centre"}))
    confirmed: list[str] = []

    def confirm(name: str) -> None:
        confirmed.append(name)
        assert view.scene is not None
        view.show_scene(replace(view.scene, guessed=view.scene.guessed - {name}))

    view.guide_confirmed.connect(confirm)
    view.show_scene(scene)
    QTest.keyClick(view, Key.Key_Return)
    assert confirmed == [], "nothing is taken yet"
    press_key(view, Key.Key_L)
    assert "line: eyes ?" in view.accessibleDescription(), "the first that waits"
    QTest.keyClick(view, Key.Key_Return)
    assert confirmed == ["eyes"]
    assert "line: centre" in view.accessibleDescription()
    QTest.keyClick(view, Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert confirmed == ["eyes", "centre"]
    assert "line:" not in view.accessibleDescription(), "none waits any more"
    press_key(view, Key.Key_L)
    QTest.keyClick(view, Key.Key_Return)
    assert confirmed == ["eyes", "centre"], "a line that is placed is none to be confirmed"


def all_waiting(view: PortraitView, placement: Placement = START) -> list[str]:
    """What is confirmed from now on, and guessed no more."""
    confirmed: list[str] = []

    def confirm(name: str) -> None:
        confirmed.append(name)
        assert view.scene is not None
        view.show_scene(replace(view.scene, guessed=view.scene.guessed - {name}))

    view.guide_confirmed.connect(confirm)
    view.show_scene(replace(scene_of(placement), guessed=ALL))
    return confirmed


def taken_line(view: PortraitView) -> str | None:
    """As it is read out."""
    return next((name for name in ("crown", "eyes", "chin", "centre") if f"line: {name}" in described(view)), None)


def described(view: PortraitView) -> str:
    return view.accessibleDescription()


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_a_held_enter_says_that_one_line_is_right(view: PortraitView, key: Qt.Key) -> None:
    confirmed = all_waiting(view)
    press_key(view, Key.Key_L)
    press_key(view, key, repeats=6)
    assert confirmed == ["crown"]
    assert taken_line(view) == "eyes"
    press_key(view, key, repeats=6)
    assert confirmed == ["crown", "eyes"], "each waits for a press of its own"


def test_a_held_l_takes_one_line_and_reaches_no_shortcut(view: PortraitView) -> None:
    view.show_scene(scene_of())
    press_key(view, Key.Key_L, repeats=6)
    assert taken_line(view) == "crown"
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_L, NO, "", True)
    override.ignore()
    QApplication.sendEvent(view, override)
    assert override.isAccepted()


BEYOND = Placement((300, 500), 460)
"""Of the person, with the crown's line above the photo."""


def told_by(view: PortraitView) -> list[str]:
    """What is told from now on."""
    told: list[str] = []
    view.told.connect(told.append)
    return told


def test_a_guess_beyond_the_photo_says_what_to_do_and_the_others_go_on_without_it(view: PortraitView) -> None:
    confirmed, told = all_waiting(view, BEYOND), told_by(view)
    assert view.scene is not None
    press_key(view, Key.Key_L)
    press_key(view, Key.Key_Return)
    assert told == ["Move “crown” onto the photo first, or press L for the next line."]
    assert (confirmed, taken_line(view)) == ([], "crown"), "the arrows move the one that is named"
    press_key(view, Key.Key_L)
    for name in ("eyes", "chin", "centre"):
        assert taken_line(view) == name, "never back to the crown while others wait"
        press_key(view, Key.Key_Return)
    assert confirmed == ["eyes", "chin", "centre"]
    assert taken_line(view) == "crown", "which still waits"
    view.show_scene(replace(scene_of(), photo=view.scene.photo, guessed=frozenset({"crown"})))
    press_key(view, Key.Key_Return)
    assert confirmed[-1] == "crown", "on the photo now"
    assert (len(told), taken_line(view)) == (1, None)


def test_a_click_on_the_name_of_a_guess_beyond_the_photo_says_what_to_do(view: PortraitView, hand: Hand) -> None:
    confirmed, told = all_waiting(view, BEYOND), told_by(view)
    hand.drag((view.frame.area.right + 20, view.frame.area.y))
    assert (confirmed, told) == ([], ["Move “crown” onto the photo first."])


def test_keys_for_lines_are_the_windows_where_there_are_none(view: PortraitView) -> None:
    def is_taken(key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> bool:
        override = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        override.ignore()
        QApplication.sendEvent(view, override)
        return override.isAccepted()

    assert not is_taken(Key.Key_L)
    view.show_scene(scene_of())
    assert is_taken(Key.Key_L)
    assert is_taken(Key.Key_L, SHIFT)
    assert not is_taken(Key.Key_L, CONTROL)
    assert not is_taken(Key.Key_Return)
    assert not is_taken(Key.Key_Escape)
    press_key(view, Key.Key_L)
    assert is_taken(Key.Key_Return)
    assert is_taken(Key.Key_Escape)
    view.set_usable(False, "Something runs.")
    assert not is_taken(Key.Key_L)


def test_a_line_that_is_moved_by_key_is_taken_back_by_escape(view: PortraitView, answering: Answering) -> None:
    before = line_of(view, "chin")
    take(view, "chin")
    press_key(view, Key.Key_Up)
    QTest.keyClick(view, Key.Key_Escape)
    assert answering.others == ["cancelled"]
    assert line_of(view, "chin") == before
    press_key(view, Key.Key_Up)
    assert len(answering.guides) == 2, "it is still taken"
