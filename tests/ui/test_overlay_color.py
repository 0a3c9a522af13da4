"""The overlay's colour: what it is called, and the one that differs most from a photo, to eyes of every kind."""

from dataclasses import fields

import numpy as np
import pytest
import skimage.color
import skimage.data
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QColor

from picwish_desktop.storage.setting_kinds import OneOf
from picwish_desktop.storage.settings import Settings, kind_of
from picwish_desktop.ui.contrast import least_differences
from picwish_desktop.ui.overlay_color import OVERLAY_COLORS, contrasting, overlay_color

OPACITY = 0.55
MARK = QColor("#ff4d6a")
RED, GREEN, BLUE = (220, 30, 40), (20, 160, 60), (20, 60, 200)

# Machado, Oliveira & Fernandes (2009), severity 1: another model of the same eyes than the one under test
EYES = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def small(name: str) -> NDArray[np.uint8]:
    picture = Image.fromarray(getattr(skimage.data, name)())
    picture.thumbnail((512, 512))
    return np.asarray(picture)


def plain(color: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.full((64, 48, 3), color, np.uint8)


def seen_difference(photo: NDArray[np.uint8], color: tuple[int, int, int], eyes: str) -> float:
    """CIEDE76 that 90 % of the pixels exceed, by scikit-image's own conversions."""
    before = photo / 255
    after = before * (1 - OPACITY) + np.array(color) / 255 * OPACITY
    seen = []
    for picture in (before, after):
        linear = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
        linear = np.clip(linear @ np.array(EYES[eyes]).T, 0, 1)
        encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
        seen.append(skimage.color.rgb2lab(encoded))
    return float(np.percentile(np.linalg.norm(seen[1] - seen[0], axis=-1), 10))


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("name", ["astronaut", "coffee", "chelsea", "rocket"])
def test_nearly_all_of_a_real_photo_changes_visibly_for_all_eyes(name: str, eyes: str) -> None:
    photo = small(name)
    # a difference of 2.3 can just be seen; the theme's red gives 4 to 11 on these
    assert seen_difference(photo, contrasting(photo), eyes) > 20


@pytest.mark.parametrize("name", ["astronaut", "coffee", "chelsea", "rocket"])
def test_it_is_seen_better_than_the_usual_red(name: str) -> None:
    photo = small(name)
    chosen = min(seen_difference(photo, contrasting(photo), eyes) for eyes in EYES)
    usual = min(seen_difference(photo, (MARK.red(), MARK.green(), MARK.blue()), eyes) for eyes in EYES)
    assert chosen > 2.5 * usual


@pytest.mark.parametrize("color", [RED, GREEN, BLUE, (230, 159, 0), (240, 228, 66), (255, 255, 255), (0, 0, 0)])
def test_a_plain_picture_does_not_get_its_own_hue(color: tuple[int, int, int]) -> None:
    chosen = QColor(*contrasting(plain(color)))
    apart = abs(chosen.hslHue() - QColor(*color).hslHue())
    assert QColor(*color).hslSaturation() == 0 or min(apart, 360 - apart) > 40


def test_red_blind_eyes_count() -> None:
    # a green and a red that look the same to them, and very different to others
    green, red = (104, 104, 15), (196, 40, 27)
    normal_only = seen_difference(plain(green), red, "normal")
    assert seen_difference(plain(green), red, "protanopia") < normal_only / 2
    least = least_differences(plain(green), [red], OPACITY)[0]
    assert least < least_differences(plain(green), [(40, 60, 200)], OPACITY)[0] / 2


def test_what_is_covered_does_not_look_like_something_else_in_the_photo() -> None:
    grey = (128, 128, 128)
    best = contrasting(plain(grey))
    as_covered = np.round(np.array(grey) * (1 - OPACITY) + np.array(best) * OPACITY).astype(np.uint8)
    photo = plain(grey)
    photo[:, 20:] = as_covered
    assert contrasting(photo) != best


def test_a_few_odd_pixels_do_not_decide() -> None:
    photo = plain((128, 128, 128))
    expected = contrasting(photo)
    photo[:4, :24] = np.round(128 * (1 - OPACITY) + np.array(expected) * OPACITY).astype(np.uint8)
    assert contrasting(photo) == expected


def test_a_small_thing_of_the_colour_itself_does_not_rule_it_out() -> None:
    photo = plain((128, 128, 128))
    blue = (0, 114, 178)
    photo[:, :3] = blue
    assert least_differences(photo, [blue], OPACITY)[0] > 0.02
    photo[:, :12] = blue
    assert least_differences(photo, [blue], OPACITY)[0] < 0.001


def test_more_opacity_is_seen_better() -> None:
    least = [least_differences(small("chelsea"), [(0, 114, 178)], opacity)[0] for opacity in (0, 0.2, 0.5, 1)]
    assert least == sorted(least)
    assert least[0] < 0.001


@given(arrays(np.uint8, (5, 7, 3)), st.tuples(*[st.integers(0, 255)] * 3))
def test_where_the_pixels_are_does_not_matter(photo: NDArray[np.uint8], color: tuple[int, int, int]) -> None:
    shuffled = np.random.default_rng(0).permutation(photo.reshape(-1, 3)).reshape(7, 5, 3)
    assert least_differences(photo, [color], OPACITY) == least_differences(shuffled, [color], OPACITY)


def test_colours_by_name() -> None:
    shown = {name: overlay_color(name, MARK, None) for name, _ in OVERLAY_COLORS}
    assert shown["red"] == MARK
    assert shown["green"].green() > max(shown["green"].red(), shown["green"].blue())
    assert shown["blue"].blue() > max(shown["blue"].red(), shown["blue"].green())
    assert min(shown["yellow"].red(), shown["yellow"].green()) > 2 * shown["yellow"].blue()
    assert shown["contrast"] == MARK
    assert overlay_color("contrast", MARK, plain(RED)) == QColor(*contrasting(plain(RED)))


def test_the_settings_know_the_same_names() -> None:
    kind = kind_of(next(entry for entry in fields(Settings) if entry.name == "overlay_color"))
    assert isinstance(kind, OneOf)
    assert kind.options == OVERLAY_COLORS
