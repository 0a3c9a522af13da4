"""Names of saved files: fields filled in, and nothing that a system refuses."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.idphoto.naming import FIELDS, LONGEST, Naming, PatternError, check_pattern, file_name, safe_name

MAI = Naming("Mai / Anh", "0412", "Schengen visa", datetime(2026, 11, 21, 9, 5, 7), 413, 531, 300, 8)


def test_every_field_is_filled_in() -> None:
    pattern = "{ticket} {name} {document} {date} {time} {width}x{height} {dpi} {copies}"
    assert file_name(pattern, MAI, ".jpg") == "0412 Mai _ Anh Schengen visa 2026-11-21 09-05-07 413x531 300 8.jpg"
    assert set(MAI.fields()) == set(FIELDS)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("{nmae}", "“{nmae}” is not known"), ("{", "stands alone"), ("{name}}", "stands alone"), (" ", "empty")],
)
def test_a_pattern_that_cannot_be_used_is_answered_with_a_sentence(pattern: str, said: str) -> None:
    with pytest.raises(PatternError, match=said):
        check_pattern(pattern)
    with pytest.raises(PatternError, match=said):
        file_name(pattern, MAI, ".jpg")


def test_a_value_that_looks_like_a_field_is_not_filled_in_again() -> None:
    odd = Naming("{ticket}", *(getattr(MAI, name) for name in Naming.__slots__[1:]))
    assert file_name("{name}", odd, ".png") == "{ticket}.png"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("con", "_con"),
        ("LPT1.report", "_LPT1.report"),
        ("console", "console"),
        ("a..", "a"),
        ("../../etc", "_.._etc"),
        ("护照 35x45", "护照 35x45"),
        (" . ", "ID photo"),
        ("a\tb\u202egnp", "a_bgnp"),
    ],
)
def test_names_that_a_system_refuses_are_changed(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=300))
def test_any_text_becomes_a_name(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= LONGEST
    assert not set('<>:"/\\|?*') & set(name)
    assert name.isprintable()
    assert name == name.strip(" .")
    assert name.split(".")[0].rstrip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


def test_a_long_name_gives_way_to_what_tells_files_apart() -> None:
    long = Naming("Anna " * 60, *(getattr(MAI, name) for name in Naming.__slots__[1:]))
    made = file_name("{ticket} {name} {document} {width}x{height}", long, ".jpg")
    assert made.startswith("0412 Anna Anna")
    assert made.endswith(" Schengen visa 413x531.jpg")
    assert len(made) <= LONGEST + len(".jpg")
