"""How far apart two colours look: ΔE in CIE Lab.

The older formula of 1976, the straight distance, because the tolerances that are known for ID photo backgrounds were
set for it. Sources: IEC 61966-2-1 (sRGB), CIE 15 (Lab, D65).
"""

from __future__ import annotations

import math

from picwish_desktop.model.backdrop import Color

_TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)
_KNEE = 6 / 29


def lab(color: Color) -> tuple[float, float, float]:
    """L*, a* and b* of an sRGB colour under D65."""
    light = [_linear(channel / 255) for channel in color]
    x, y, z = (
        _curve(sum(weight * part for weight, part in zip(row, light, strict=True)) / white)
        for row, white in zip(_TO_XYZ, _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(first: Color, second: Color) -> float:
    """ΔE (CIE 1976) between two sRGB colours: about 2 is just seen, black and white are 100 apart."""
    return math.dist(lab(first), lab(second))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _curve(value: float) -> float:
    return math.cbrt(value) if value > _KNEE**3 else value / (3 * _KNEE**2) + 4 / 29
