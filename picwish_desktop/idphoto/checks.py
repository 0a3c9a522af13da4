"""The list of checks of an ID photo, in the order in which a person looks."""

from __future__ import annotations

from picwish_desktop.idphoto.check import Check, Evidence
from picwish_desktop.idphoto.file_checks import file_checks
from picwish_desktop.idphoto.framing_checks import crop_checks, head_checks
from picwish_desktop.idphoto.person_checks import ban_checks, person_checks
from picwish_desktop.idphoto.quality_checks import background_checks, face_checks, waiting_face_checks
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.target import Target, rules_on


def run_checks(spec: DocumentSpec, target: Target, evidence: Evidence) -> list[Check]:
    """All that can be said of the file `target`. What was not measured is unknown where a rule asks for it, or where
    the guides are still to be placed; else left out. Takes well under a millisecond, so it can follow a drag."""
    checks: list[Check] = []
    if spec.is_portrait:
        checks += head_checks(rules_on(spec, target), evidence)
    if evidence.crop is not None:
        checks += crop_checks(evidence.crop, evidence.is_replaced)
    checks += background_checks(spec, evidence)
    if spec.is_portrait:
        if evidence.quality is not None:
            checks += face_checks(evidence.quality)
        elif evidence.is_guess:
            checks += waiting_face_checks()
        checks += person_checks(evidence)
    checks += ban_checks(spec, evidence)
    checks += file_checks(spec, target, evidence.file_size)
    return checks
