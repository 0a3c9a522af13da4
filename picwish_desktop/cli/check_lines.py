"""The checks of an ID photo as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from picwish_desktop.cli.words import printable
from picwish_desktop.idphoto.check import Check, Verdict

_SIGNS = {Verdict.PASS: "PASS", Verdict.WARN: "WARN", Verdict.FAIL: "FAIL", Verdict.UNKNOWN: "----"}


def check_lines(checks: Sequence[Check], name: str = "") -> list[str]:
    """A line each, in columns: verdict, label, measured, expected, source. `name`: of the photo, where there are
    several."""
    rows = [
        (*([name] if name else []), _SIGNS[check.verdict], check.label, _measured(check), check.expected)
        for check in checks
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        printable("  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=True)), _source(check)]))
        for row, check in zip(rows, checks, strict=True)
    ]


def failed(checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if check.verdict is Verdict.FAIL]


def failed_sentence(checks: Sequence[Check]) -> str:
    """Of checks that failed: what is wrong, and what to do."""
    told = "; ".join(f"{check.label} is {check.measured or 'unknown'}, expected {check.expected}" for check in checks)
    n = len(checks)
    advice = dict.fromkeys(check.help for check in checks if check.help)
    return " ".join((f"{n} {'check' if n == 1 else 'checks'} failed: {told}.", *advice, "--check shows all of them."))


def _measured(check: Check) -> str:
    """Some say in their number that it is an estimate."""
    is_told = not check.is_estimate or "estimate" in check.measured
    return check.measured if is_told else f"{check.measured} (estimate)"


def _source(check: Check) -> str:
    return f"{check.source} ({check.read_on})" if check.read_on else check.source
