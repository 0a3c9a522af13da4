"""What a PNG says of its colours in gAMA and cHRM, as an ICC profile: that is shown truly, and every format keeps it.

Source: Portable Network Graphics (PNG) Specification, third edition, 4.3 and 11.3.2; ICC.1:2022; Lindbloom's Bradford.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

_SRGB_GAMMA = 0.45455
_SRGB_PRIMARIES = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
"""White, red, green and blue, x and y each, as in cHRM."""
_SRGB_CURVE = (3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_NEAR = 0.05
"""How far a gamma may be from sRGB's and yet mean it, in shares of it, as libpng has it."""
_CLOSE = 0.005
"""The same of a primary's place."""
_SRGB_POINTS = bytes((1, 13))
"""Primaries and curve, as cICP counts them."""
_D50 = np.array((0.9642, 1.0, 0.8249))
_BRADFORD = np.array(((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296)))


def profile_of(info: Mapping[Any, Any], *, is_grey: bool) -> bytes | None:
    """The profile for what Pillow found in a PNG without iCCP; None where that is sRGB, or nothing, or nonsense."""
    gamma, primaries = info.get("gamma", _SRGB_GAMMA), info.get("chromaticity", _SRGB_PRIMARIES)
    if "srgb" in info or not 0.1 < gamma < 10:
        return None
    is_usual = abs(gamma / _SRGB_GAMMA - 1) < _NEAR
    curve = _curve(_SRGB_CURVE if is_usual else (0, 1 / gamma))
    if is_grey:
        return None if is_usual else _profile(b"GRAY", {b"kTRC": curve})
    try:
        if is_usual and np.allclose(primaries, _SRGB_PRIMARIES, rtol=0, atol=_CLOSE):
            return None
        with np.errstate(all="raise"):
            return _profile(b"RGB ", _color_tags(primaries, curve))
    except (ValueError, ArithmeticError):
        return None


def is_not_read(data: bytes, info: Mapping[Any, Any]) -> bool:
    """Whether a PNG says only in cICP what its colours are, and not that they are sRGB."""
    at = data.find(b"\0\0\0\4cICP", 0, data.find(b"IDAT"))
    is_alone = info.keys().isdisjoint(("icc_profile", "srgb", "gamma", "chromaticity"))
    return at >= 0 and is_alone and data[at + 8 : at + 10] != _SRGB_POINTS


def _color_tags(primaries: Sequence[float], curve: bytes) -> dict[bytes, bytes]:
    """Red, green and blue under D50, and what brought them there. Raises ValueError, ArithmeticError where they span
    nothing."""
    white, *rgb = (np.array((x / y, 1, (1 - x - y) / y)) for x, y in zip(primaries[::2], primaries[1::2], strict=True))
    columns = np.stack(rgb, axis=1)
    under_white = columns * np.linalg.solve(columns, white)
    adaptation = np.linalg.solve(_BRADFORD, np.diag((_BRADFORD @ _D50) / (_BRADFORD @ white)) @ _BRADFORD)
    tags = {b"chad": b"sf32" + bytes(4) + _fixed(adaptation)}
    for name, colorant in zip((b"r", b"g", b"b"), (adaptation @ under_white).T, strict=True):
        tags |= {name + b"XYZ": _xyz(colorant), name + b"TRC": curve}
    return tags


def _curve(parameters: Sequence[float]) -> bytes:
    """A parametric curve: its kind, and then its numbers."""
    kind, *numbers = parameters
    return b"para" + bytes(4) + struct.pack(">HH", int(kind), 0) + _fixed(numbers)


def _xyz(values: ArrayLike) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)


def _fixed(values: ArrayLike) -> bytes:
    """As s15Fixed16."""
    return np.round(np.multiply(values, 65536)).astype(">i4").tobytes()


def _text(text: str) -> bytes:
    stored = text.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II4sII", 1, 12, b"enUS", len(stored), 28) + stored


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    tags |= {b"desc": _text("own colours"), b"cprt": _text("No copyright"), b"wtpt": _xyz(_D50)}
    table, body, start = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += struct.pack(">4sII", name, start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    lead = struct.pack(">I4xI4s4s4s", start + len(body), 0x04400000, b"mntr", space, b"XYZ ")
    header = lead + struct.pack(">6H4s28x", 2000, 1, 1, 0, 0, 0, b"acsp") + _fixed(_D50)
    return header.ljust(128, b"\0") + table + body
