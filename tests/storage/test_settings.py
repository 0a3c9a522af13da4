"""Settings come back as they were, one that cannot be falls back alone, and the dialog has a line for each."""

import json
import math
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.setting_kinds import Number, OneOf, Switch
from picwish_desktop.storage.settings import Settings, asked_settings
from picwish_desktop.storage.settings_file import load_settings, save_settings

ASKED = dict(asked_settings())
INTERNAL = {entry.name for entry in fields(Settings)} - set(ASKED)


def values_of(name: str) -> st.SearchStrategy[Any]:
    default = getattr(Settings(), name)
    match ASKED[name].kind:
        case OneOf(options):
            return st.sampled_from([kept for kept, _ in options])
        case Number(least, most) if isinstance(default, int):
            return st.integers(math.ceil(least), math.floor(most))
        case Number(least, most):
            return st.floats(least, most)
        case Switch():
            return st.booleans()
        case _:
            return st.text()


@given(st.fixed_dictionaries({name: values_of(name) for name in ASKED}))
def test_settings_come_back_as_they_were(values: dict[str, Any]) -> None:
    path = find_paths().settings
    settings = Settings(**values)
    save_settings(settings, path)
    assert load_settings(path) == settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("removal_provider", "pixelcut"),
        ("background_provider", "somebody"),
        ("upload_format", "bmp"),
        ("theme", "pink"),
        ("picwish_requests_per_second", 0),
        ("picwish_requests_per_second", -2.0),
        ("picwish_requests_per_second", math.inf),
        ("picwish_requests_per_second", math.nan),
        ("picwish_requests_per_second", 10**400),
        ("pixelcut_requests_per_second", True),
        ("pixelcut_requests_per_second", "5"),
        ("keep_results_days", 0),
        ("keep_results_days", 7.5),
        ("undo_megabytes", 10**9),
        ("lock_new_photos", 1),
        ("model_file", 1),
        ("model_preset", "resnet"),
        ("open_folder", None),
        ("brush_size", -5),
        ("overlay_opacity", math.nan),
        ("overlay_opacity", 1.5),
        ("save_jpeg_quality", 101),
    ],
)
def test_a_value_that_cannot_be_falls_back_alone(tmp_path: Path, name: str, value: object) -> None:
    settings = Settings(window_geometry="AAAA", save_folder="/pictures", picwish_base_url="https://own.example")
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({**asdict(settings), name: value}))
    assert load_settings(path) == settings


def test_a_whole_number_is_a_number(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"picwish_requests_per_second": 4}')
    rate = load_settings(path).picwish_requests_per_second
    assert rate == 4
    assert isinstance(rate, float)


@pytest.mark.parametrize("address", ["http://gateway.example", "nonsense", ""])
def test_an_address_that_cannot_be_used_is_not_replaced_by_another(tmp_path: Path, address: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"picwish_base_url": address}))
    assert load_settings(path).picwish_base_url == address, "or photos and key would go to somebody else"


def test_what_is_asked_for_has_a_default_that_fits_and_says_what_it_is() -> None:
    for name, asked in ASKED.items():
        default = getattr(Settings(), name)
        if isinstance(asked.kind, OneOf | Number):
            assert asked.kind.fits(default), name
        assert asked.label
        assert asked.help.endswith("."), name
    assert {"window_geometry", "brush_size", "save_format"} <= INTERNAL
    assert "lock_new_photos" in ASKED
