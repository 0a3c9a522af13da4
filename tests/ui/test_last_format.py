"""The format that the save dialog suggests: the one chosen last for what is like it, unless it loses something."""

from dataclasses import replace
from pathlib import Path

import pytest

from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.dialogs.save_format import PhotoToSave, formats_for
from picwish_desktop.ui.last_format import in_last_format, remember_format

PICTURE = PhotoToSave(None, is_jpeg=False)
TRANSPARENT = PhotoToSave(None, is_jpeg=False, has_alpha=True, is_cutout=True)
BEFORE_A_BACKDROP = replace(TRANSPARENT, has_alpha=False)
KINDS = [(PICTURE, "thing.png"), (TRANSPARENT, "thing-cutout.png"), (BEFORE_A_BACKDROP, "thing-cutout.jpg")]


@pytest.mark.parametrize(("photo", "usual"), KINDS)
def test_each_kind_has_its_own(photo: PhotoToSave, usual: str) -> None:
    settings = Settings()
    assert in_last_format(Path(usual), photo, settings) == Path(usual)
    remember_format("TIFF", photo, settings)
    assert in_last_format(Path(usual), photo, settings).suffix == ".tif"
    for other, name in KINDS:
        if other is not photo:
            assert in_last_format(Path(name), other, settings) == Path(name)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("chosen", [entry.name for entry in formats_for(TRANSPARENT)])
def test_a_transparent_cutout_keeps_transparency_and_depth(chosen: str, bits: int) -> None:
    settings, photo = Settings(), replace(TRANSPARENT, bits=bits)
    remember_format(chosen, photo, settings)
    keeping = {"PNG": ".png", "TIFF": ".tif", "PSD": ".psd"}
    if bits == 8:
        keeping |= {"WEBP": ".webp", "OpenRaster": ".ora"}
    assert in_last_format(Path("thing-cutout.png"), photo, settings).suffix == keeping.get(chosen, ".png")


def test_one_on_white_does_not_end_a_habit() -> None:
    settings = Settings()
    for chosen in ("WEBP", "JPEG"):
        remember_format(chosen, TRANSPARENT, settings)
    assert in_last_format(Path("thing-cutout.png"), TRANSPARENT, settings).suffix == ".webp"


def test_depth_is_no_reason_where_the_usual_format_does_not_keep_it_either() -> None:
    settings, photo = Settings(), replace(BEFORE_A_BACKDROP, bits=16)
    remember_format("WEBP", photo, settings)
    assert in_last_format(Path("thing-cutout.jpg"), photo, settings).suffix == ".webp"


@pytest.mark.parametrize("unknown", ["PSD", "GIF"])
def test_a_setting_that_cannot_be_is_not_followed(unknown: str) -> None:
    assert in_last_format(Path("thing.png"), PICTURE, Settings(save_format=unknown)) == Path("thing.png")
