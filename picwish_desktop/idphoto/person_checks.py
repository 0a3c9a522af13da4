"""Checks of who is on an ID photo, and of what was done to it although it is forbidden."""

from __future__ import annotations

from collections.abc import Iterator

from picwish_desktop.idphoto import limits
from picwish_desktop.idphoto.check import Check, Evidence, Verdict, own, ruled
from picwish_desktop.idphoto.spec import Ban, DocumentSpec

_LABELS = {
    Ban.BACKGROUND: "Background as photographed",
    Ban.RETOUCH: "No retouching",
    Ban.EDIT: "No editing",
    Ban.CROP: "Not cut from a larger picture",
}
_BROKEN_BY = {
    Ban.BACKGROUND: {Ban.BACKGROUND},
    Ban.RETOUCH: {Ban.RETOUCH},
    Ban.EDIT: {Ban.EDIT, Ban.RETOUCH, Ban.BACKGROUND},
}
_DOUBTED_BY = {Ban.RETOUCH: {Ban.BACKGROUND}, Ban.CROP: {Ban.CROP}}
"""What only the authority can judge: before another background the person's outline is drawn anew, and every ID photo
is cut to its size, from too large a picture or not."""
_DONE = {
    Ban.BACKGROUND: "background replaced",
    Ban.RETOUCH: "retouched",
    Ban.EDIT: "edited",
    Ban.CROP: "cut",
}


def person_checks(evidence: Evidence) -> Iterator[Check]:
    """Faces, glasses and headwear: all of it estimates, so none of it fails."""
    faces = evidence.faces
    if faces is not None:
        is_one = faces == 1 or (faces == 0 and evidence.is_by_hand)
        yield own(
            "faces",
            "One person",
            Verdict.PASS if is_one else Verdict.WARN,
            f"{faces or 'no'} {'face' if faces == 1 else 'faces'} found (estimate)",
            "one face",
            "Drag the guides to crown, eyes and chin." if faces == 0 else "Choose a photo of one person alone.",
            is_estimate=True,
        )
    for id_, label, is_seen, advice in (
        ("glasses", "Glasses", evidence.has_glasses, "Look whether they are allowed and do not reflect."),
        ("headwear", "Headwear", evidence.has_hat, "Look whether it is allowed; drag the crown’s guide to the head."),
    ):
        if is_seen is not None:
            verdict = Verdict.WARN if is_seen else Verdict.PASS
            measured = "seen (estimate)" if is_seen else "none seen (estimate)"
            yield own(id_, label, verdict, measured, "none seen", advice, is_estimate=True)


def ban_checks(spec: DocumentSpec, evidence: Evidence) -> Iterator[Check]:
    """One for each thing that the authority forbids, with its reason."""
    done = set(evidence.done)
    if evidence.is_replaced:
        done.add(Ban.BACKGROUND)
    if evidence.crop is not None and evidence.crop.shown < limits.WHOLE_PHOTO:
        done.add(Ban.CROP)
    for ban, reason in spec.bans:
        broken, doubted = (done & kinds.get(ban, set()) for kinds in (_BROKEN_BY, _DOUBTED_BY))
        verdict = Verdict.FAIL if broken else Verdict.WARN if doubted else Verdict.PASS
        measured = ", ".join(_DONE[kind] for kind in Ban if kind in broken | doubted) or "kept"
        yield ruled(spec, f"ban-{ban.value}", _LABELS[ban], verdict, measured, "forbidden", reason)
