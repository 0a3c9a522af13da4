"""A check of an ID photo: what was measured, what is expected, who says so, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from picwish_desktop.idphoto.measures import Crop, Measures
from picwish_desktop.idphoto.quality import Quality
from picwish_desktop.idphoto.spec import Ban, DocumentSpec
from picwish_desktop.model.backdrop import Color

OWN_MEASURE = "PicWish Desktop’s own measure"
"""The source of limits that no authority publishes."""
PLACE_LINES = "Not known until the lines are where they belong: drag them to crown, eyes and chin."


class Verdict(Enum):
    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    label: str
    verdict: Verdict
    measured: str
    """A number with its unit, or a word or two; empty where nothing could be measured."""
    expected: str
    is_estimate: bool
    """Whether it rests on what this computer took a part of the picture to be."""
    source: str
    read_on: str
    """When the source was read; empty for the program's own measures."""
    help: str
    """What to do, a sentence; empty where it is passed."""
    note: str = ""
    """What the rule says besides its numbers."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about an ID photo when it is checked; None where it is not known."""

    measures: Measures | None = None
    is_by_hand: bool = False
    """Whether a person put the guides where they are, so that the measures are no estimates."""
    is_guess: bool = False
    """Whether nobody did, and no face was found: what depends on the guides is unknown until somebody does."""
    head_width: float | None = None
    """As a share of the ID photo's height."""
    crop: Crop | None = None
    quality: Quality | None = None
    background: Color | None = None
    """What was put behind the person; None where the photo's own was left."""
    is_transparent: bool = False
    """Whether the photo's own was taken away and nothing put there."""
    done: frozenset[Ban] = field(default=frozenset())
    """What was done to the photo besides."""
    faces: int | None = None
    has_glasses: bool | None = None
    has_hat: bool | None = None
    file_size: int | None = None
    """Of the encoded file, in bytes."""

    @property
    def is_replaced(self) -> bool:
        """Whether the photo's own background is gone."""
        return self.background is not None or self.is_transparent


def own(
    id_: str,
    label: str,
    verdict: Verdict,
    measured: str,
    expected: str,
    advice: str = "",
    *,
    is_estimate: bool = False,
) -> Check:
    """A check against a limit of the program's own."""
    return Check(id_, label, verdict, measured, expected, is_estimate, OWN_MEASURE, "", _help(verdict, advice))


def waiting(id_: str, label: str, expected: str) -> Check:
    """One of the program's own that is unknown until the guides are placed."""
    return own(id_, label, Verdict.UNKNOWN, "", expected, PLACE_LINES)


def ruled(
    spec: DocumentSpec,
    id_: str,
    label: str,
    verdict: Verdict,
    measured: str,
    expected: str,
    advice: str = "",
    *,
    is_estimate: bool = False,
    note: str = "",
) -> Check:
    """A check against a rule of the document type."""
    text, read_on = spec.source.text, spec.source.read_on
    return Check(id_, label, verdict, measured, expected, is_estimate, text, read_on, _help(verdict, advice), note)


def _help(verdict: Verdict, advice: str) -> str:
    return "" if verdict is Verdict.PASS else advice
