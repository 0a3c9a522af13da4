"""Checks of the file: its pixels and its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from picwish_desktop.idphoto.check import Check, Verdict, ruled
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.target import Target, allows

_KB = 1024


def file_checks(spec: DocumentSpec, target: Target, file_size: int | None) -> Iterator[Check]:
    """`file_size` is None as long as it was not encoded."""
    width, height = target.size
    is_right = (
        allows(spec.pixels, target.size)
        if target.kind == "upload" and spec.pixels
        else (target.size == spec.print_pixels)
    )
    yield ruled(
        spec,
        "pixels",
        "Pixels",
        Verdict.PASS if is_right else Verdict.FAIL,
        f"{width} × {height} px, {target.dpi} dpi",
        _pixels_expected(spec, target),
        "Choose a size that the document type allows.",
    )
    least, most = target.least_bytes, target.most_bytes
    if least is None and most is None:
        return
    expected = _bytes_expected(least, most)
    if file_size is None:
        yield ruled(spec, "file-size", "File size", Verdict.UNKNOWN, "", expected, "It is known after saving.")
        return
    is_within = (least is None or file_size >= least) and (most is None or file_size <= most)
    yield ruled(
        spec,
        "file-size",
        "File size",
        Verdict.PASS if is_within else Verdict.FAIL,
        kilobytes(file_size, target),
        expected,
        "Save it as JPEG with the document type’s bounds.",
    )


def kilobytes(size: int, target: Target) -> str:
    """What a file of `size` bytes has, such as “49.9 KB”: beyond a bound of `target` it never reads as if it kept it,
    as 51199 bytes do where 50 KB are the least."""
    tenths = round(size * 10 / _KB)
    if target.least_bytes is not None and size < target.least_bytes:
        tenths = size * 10 // _KB
    elif target.most_bytes is not None and size > target.most_bytes:
        tenths = -(-size * 10 // _KB)
    return f"{tenths / 10:.1f} KB"


def _pixels_expected(spec: DocumentSpec, target: Target) -> str:
    if target.kind == "print" or spec.pixels is None:
        size = spec.print_pixels or target.size
        return f"{size[0]} × {size[1]} px"
    rule = spec.pixels
    least = f"{rule.least[0]} × {rule.least[1]} px"
    if rule.is_exact:
        return least
    return f"at least {least}" if rule.most is None else f"{least} to {rule.most[0]} × {rule.most[1]} px"


def _bytes_expected(least: int | None, most: int | None) -> str:
    """In kilobytes, so rounded that whoever keeps to them keeps the rule."""
    if least is None and most is not None:
        return f"at most {floor(most / _KB)} KB"
    if most is None and least is not None:
        return f"at least {ceil(least / _KB)} KB"
    return f"{ceil((least or 0) / _KB)}–{floor((most or 0) / _KB)} KB"
