"""What a photo's file said beside its pixels and our own copy, a PNG, cannot hold: as JSON, and back."""

from __future__ import annotations

import base64
import logging
from dataclasses import asdict, replace
from typing import Any

from picwish_desktop.imaging.metadata import sensible_dpi
from picwish_desktop.imaging.signatures import FORMATS
from picwish_desktop.model.photo import JpegEncoding, Metadata

log = logging.getLogger(__name__)


def metadata_to_json(metadata: Metadata) -> dict[str, Any]:
    return {
        "format": metadata.format,
        "iptc": None if metadata.iptc is None else base64.b64encode(metadata.iptc).decode("ascii"),
        # PNG counts whole pixels a metre
        "dpi": metadata.dpi,
        "jpeg": None if metadata.jpeg is None else asdict(metadata.jpeg),
    }


def metadata_from_json(row: object, copied: Metadata) -> Metadata:
    """`copied`, which the copy says, with the rest; alone where `row` is not what was written. Earlier versions wrote
    none."""
    try:
        match row:
            case {"format": str(format_name), "iptc": None | str() as iptc, "dpi": None | [_, _] as dpi, "jpeg": jpeg}:
                if format_name not in FORMATS:
                    raise ValueError(f"{format_name} is no format")
                return replace(
                    copied,
                    format=format_name,
                    iptc=base64.b64decode(iptc, validate=True) if iptc else None,
                    dpi=sensible_dpi(tuple(dpi)) if dpi else None,
                    jpeg=None if jpeg is None else _jpeg_from_json(jpeg),
                )
    except ValueError as error:
        log.warning("what a photo's file said beside its pixels is damaged: %s", error)
    return copied


def _jpeg_from_json(row: object) -> JpegEncoding:
    match row:
        case {"quantization": list(tables), "subsampling": int(subsampling), "progressive": bool(progressive)}:
            if 1 <= len(tables) <= 4 and all(map(_is_table, tables)) and subsampling in (-1, 0, 1, 2):
                return JpegEncoding(tuple(map(tuple, tables)), subsampling, progressive)
    raise ValueError("no JPEG is compressed like that")


def _is_table(row: object) -> bool:
    match row:
        case list(values) if len(values) == 64:
            return all(isinstance(value, int) and 0 <= value <= 65535 for value in values)
        case _:
            return False
