"""What is only estimated says so, and what failed says what to do."""

from dataclasses import replace

import pytest

from picwish_desktop.cli.check_lines import check_lines, failed_sentence
from picwish_desktop.idphoto.check import Verdict, own


@pytest.mark.parametrize(
    ("measured", "is_estimate", "told"),
    [
        ("34.0 mm", True, "34.0 mm (estimate)"),
        ("34.0 mm", False, "34.0 mm  "),
        ("1 face found (estimate)", True, "1 face found (estimate)  "),
    ],
)
def test_estimates_are_called_estimates(measured: str, *, is_estimate: bool, told: str) -> None:
    check = own("head", "Head height", Verdict.PASS, measured, "32–36 mm", "")
    (line,) = check_lines([replace(check, is_estimate=is_estimate)])
    assert told in line
    assert line.count("estimate") == is_estimate


@pytest.mark.parametrize(
    ("advice", "told"), [("Take another one.", "mm. Take another one. --check"), ("", "mm. --check")]
)
def test_what_failed_says_what_to_do_once(advice: str, told: str) -> None:
    check = own("head", "Head height", Verdict.FAIL, "4.0 mm", "32–36 mm", advice)
    sentence = failed_sentence([check, check])
    assert sentence.startswith("2 checks failed: Head height is 4.0 mm, expected 32–36 mm; Head height is")
    assert told in sentence
