"""The program's own limits for ID photos, where no authority publishes a number."""

from __future__ import annotations

from dataclasses import dataclass

from picwish_desktop.idphoto.check import Verdict


@dataclass(frozen=True, slots=True)
class Limit:
    """From where on something is doubtful, and from where on it is wrong."""

    warn: float
    fail: float
    """Above `warn`: more is worse; below: less is worse."""

    def verdict(self, value: float) -> Verdict:
        sign = 1 if self.fail > self.warn else -1
        if value * sign > self.fail * sign:
            return Verdict.FAIL
        return Verdict.WARN if value * sign > self.warn * sign else Verdict.PASS


TILT = Limit(2.0, 5.0)
"""Degrees."""
OFF_CENTER = Limit(0.03, 0.05)
"""Share of the width."""
ABOVE_HEAD = Limit(0.02, 0.0)
"""Share of the height, where the document type has no rule of its own."""
ENLARGED = Limit(1.1, 1.0)
"""Pixels of the photo, along a line, for each of the ID photo."""
BEYOND = 0.5
"""Pixels of the ID photo that lie beyond the photo's border: half of one cannot be seen."""
CUT_OFF = 5.0
"""Pixels of the ID photo along the photo's border on which the subject ends: fewer are a hair or two."""
EDGE_WIDTH = Limit(3.5, 6.0)
"""Pixels from 10 to 90 % of an edge in the face."""
SHARPNESS = Limit(0.25, 0.1)
"""Share of the energy of the face's gradients that a Gaussian blur of one pixel takes."""
FACE_DARK = Limit(50.0, 30.0)
"""Median luma of the face. Low, because a dark face that is well lit is no darker photo."""
FACE_BRIGHT = Limit(220.0, 240.0)
CLIPPED_HIGH = Limit(0.02, 0.1)
"""Share of the face without any drawing in its lights."""
CLIPPED_LOW = Limit(0.15, 0.4)
"""The same for its shadows; a dark beard has some."""
BACKGROUND_SPREAD = Limit(6.0, 12.0)
"""Mean ΔE (CIE 1976): above, it is a shadow and no noise."""
SIDE_DIFFERENCE = Limit(5.0, 10.0)
"""ΔE (CIE 1976) between left and right."""
TOLERANCE = 20.0
"""ΔE (CIE 1976) up to which a background counts as a colour for which nobody says one."""
FAR_OFF = 2.0
"""Times the tolerance from which on a background is another colour and no unclear one."""
WHOLE_PHOTO = 0.98
"""Share of the photo that is shown from which on it counts as not cut."""
