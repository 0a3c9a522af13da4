"""What stays unknown of a head where no face was found, however well a person placed its lines."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

from picwish_desktop.idphoto.check import Check, Verdict

_TILT = "No face was found, and the lines do not say how the head leans. Look whether it is upright."
_CENTRING = "Not known until the centre line is where it belongs: drag it to the middle of the face, or click it there."


def without_face(checks: Iterable[Check], guessed: Set[str]) -> list[Check]:
    """The tilt, which is measured between two eyes and not by lines, is unknown; the centring is as long as the centre
    is one of the `guessed` lines."""
    unknown = {"tilt": _TILT}
    if "centre" in guessed:
        unknown["centring"] = _CENTRING
    return [
        replace(check, verdict=Verdict.UNKNOWN, measured="", is_estimate=False, help=unknown[check.id])
        if check.id in unknown
        else check
        for check in checks
    ]
