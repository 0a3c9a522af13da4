"""The files a document type is made into: their pixels, dots per inch and bytes, and what a provider is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, gcd
from typing import Literal, TypeAlias

from picwish_desktop.idphoto.spec import Band, ByteRule, DocumentSpec, PixelRule

Kind: TypeAlias = Literal["print", "upload"]

PROVIDER_LEAST, PROVIDER_MOST = 100, 2000
"""Pixels a side that PicWish's ID photos may have."""
_NO_BYTES = ByteRule(None, None)


@dataclass(frozen=True, slots=True)
class Target:
    width: int
    height: int
    dpi: int
    least_bytes: int | None
    most_bytes: int | None
    kind: Kind

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height

    @property
    def aspect(self) -> float:
        """Width by height."""
        return self.width / self.height


def targets(spec: DocumentSpec) -> list[Target]:
    """What is printed, then what is uploaded. The rule about bytes is the upload's where there is one."""
    found: list[Target] = []
    if spec.print_pixels is not None:
        bytes_ = spec.bytes if spec.pixels is None else _NO_BYTES
        found.append(_target(spec.print_pixels, spec.dpi, bytes_, "print"))
    if spec.pixels is not None:
        found.append(_target(_natural(spec.pixels, spec.print_pixels), spec.dpi, spec.bytes, "upload"))
    return found


def default_target(spec: DocumentSpec) -> Target:
    """The file that is saved: the upload's, else that of the print. Raises ValueError where the document type has
    neither millimetres nor pixels."""
    found = targets(spec)
    if not found:
        raise ValueError(f"“{spec.name}” has neither a printed size nor pixels")
    return found[-1]


def rules_on(spec: DocumentSpec, target: Target) -> DocumentSpec:
    """The rules as they are read on that file. One that is uploaded with pixels of its own is no print, and has no
    millimetres: what is ruled in them is per cent of the height there."""
    if spec.size_mm is None or target.kind == "print" or target.size == spec.print_pixels:
        return spec
    height = spec.size_mm[1]
    return replace(
        spec,
        size_mm=None,
        head=_as_shares(spec.head, height),
        head_width=_as_shares(spec.head_width, height),
        eyes=_as_shares(spec.eyes, height),
        above_head=_as_shares(spec.above_head, height),
        below_chin=_as_shares(spec.below_chin, height),
    )


def allows(rule: PixelRule, size: tuple[int, int]) -> bool:
    """Whether a file of `size` (width, height) keeps the rule: within its bounds, and in its shape to a pixel."""
    (width, height), (least_width, least_height) = size, rule.least
    most_width, most_height = rule.most or size
    is_within = least_width <= width <= most_width and least_height <= height <= most_height
    return is_within and abs(width - height * least_width / least_height) <= 1


def provider_size(target: Target) -> tuple[int, int] | None:
    """What a provider is asked for; the file is scaled from it here.

    The target's own size where that is allowed; a multiple of it where it is too small; where it is too large, the
    largest of its exact shape, else of its shape to a pixel. None where the shape is too long for both bounds.
    """
    short, long = sorted(target.size)
    if long > PROVIDER_MOST:
        return _smaller(target)
    times = ceil(PROVIDER_LEAST / short)
    return None if long * times > PROVIDER_MOST else (target.width * times, target.height * times)


def _smaller(target: Target) -> tuple[int, int] | None:
    unit = gcd(*target.size)
    shape = target.width // unit, target.height // unit
    times = PROVIDER_MOST // max(shape)
    size = shape[0] * times, shape[1] * times
    if max(size) < PROVIDER_MOST / 2:
        # sides with hardly a common divisor
        scale = PROVIDER_MOST / max(target.size)
        size = round(target.width * scale), round(target.height * scale)
    return size if min(size) >= PROVIDER_LEAST else None


def _target(size: tuple[int, int], dpi: int, rule: ByteRule, kind: Kind) -> Target:
    return Target(*size, dpi, rule.least, rule.most, kind)


def _as_shares(band: Band | None, height_mm: float) -> Band | None:
    if band is None or band.is_share:
        return band
    return replace(band, low=band.low / height_mm, high=band.high / height_mm, is_share=True)


def _natural(rule: PixelRule, printed: tuple[int, int] | None) -> tuple[int, int]:
    """The print's size where the rule allows it, so that one file does for both; else the least that it allows."""
    return printed if printed is not None and allows(rule, printed) else rule.least
