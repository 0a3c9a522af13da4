"""A document type as a table: the same keys in the bundled TOML and in the JSON that people exchange."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from picwish_desktop.idphoto.spec import (
    PRINT_DPI,
    BackgroundRule,
    Ban,
    Band,
    ByteRule,
    DocumentSpec,
    PixelRule,
    Source,
)
from picwish_desktop.idphoto.table import Table, TableError
from picwish_desktop.model.backdrop import Color

MM = (5, 500)
"""Bounds of a side of the photo."""
PIXELS = (16, 20000)
"""Bounds of a side of the picture, printed or uploaded."""
DPI = (72, 1200)
KILOBYTES = (1, 102400)
KILOBYTE = 1024
MOST_ID_CHARACTERS = 60

_NO_NAMES: Mapping[str, Color] = {}
_OWN = "own"


def plain_id(text: str) -> str:
    """What can be an id and part of a file name: small Latin letters, digits and single hyphens; “document” if nothing
    of `text` can."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", letters)
    return "-".join(words)[:MOST_ID_CHARACTERS].strip("-") or "document"


def spec_from_table(id_: str, rows: Mapping[str, object], names: Mapping[str, Color] = _NO_NAMES) -> DocumentSpec:
    """The document type; `names` are those that its colours may have. Raises TableError."""
    table = Table(rows)
    name = table.text("name")
    if not name:
        raise TableError("“name” is missing")
    spec = DocumentSpec(
        id=plain_id(id_),
        country=table.text("country"),
        name=name,
        size_mm=table.pair("size_mm", *MM),
        pixels=_pixels(table),
        bytes=_bytes(table),
        head=_band(table, "head"),
        eyes=_band(table, "eyes"),
        background=_background(table, names),
        bans=tuple(_ban(row) for row in table.tables("bans")),
        source=_source(table),
        dpi=table.whole("dpi", *DPI) or PRINT_DPI,
        head_width=_band(table, "head_width"),
        above_head=_band(table, "above_head"),
        below_chin=_band(table, "below_chin"),
        is_portrait=table.flag("is_portrait", default=True),
        notes=table.texts("notes"),
        disagreements=table.texts("disagreements"),
        words=table.texts("words"),
    )
    if spec.size_mm is None and spec.pixels is None:
        raise TableError("a size is missing, in millimetres (“size_mm”) or in pixels (“pixels”)")
    if spec.print_pixels and not all(PIXELS[0] <= side <= PIXELS[1] for side in spec.print_pixels):
        raise TableError(f"“size_mm” at {spec.dpi} dpi is not within {PIXELS[0]} to {PIXELS[1]} pixels")
    return spec


def table_from_spec(spec: DocumentSpec) -> dict[str, object]:
    """What `spec_from_table` reads back, without the id and with the empty values left out."""
    background, source = spec.background, spec.source
    rows = {
        "country": spec.country,
        "name": spec.name,
        "size_mm": spec.size_mm and list(spec.size_mm),
        "dpi": spec.dpi,
        "pixels": spec.pixels and _pixel_rows(spec.pixels),
        "kb": _filled(
            at_least=spec.bytes.least and spec.bytes.least / KILOBYTE,
            at_most=spec.bytes.most and spec.bytes.most / KILOBYTE,
        ),
        "head": _band_rows(spec.head),
        "eyes": _band_rows(spec.eyes),
        "head_width": _band_rows(spec.head_width),
        "above_head": _band_rows(spec.above_head),
        "below_chin": _band_rows(spec.below_chin),
        "background": _filled(
            text=background.text,
            suggested=background.suggested and _hex(background.suggested),
            allowed=[_hex(color) for color in background.allowed],
            forbidden=[_hex(color) for color in background.forbidden],
        ),
        "bans": [{"what": ban.value, "why": reason} for ban, reason in spec.bans],
        "notes": list(spec.notes),
        "disagreements": list(spec.disagreements),
        "words": list(spec.words),
        "source": _filled(text=source.text, read_on=source.read_on, confidence=source.confidence),
    }
    return _filled(**rows) | ({} if spec.is_portrait else {"is_portrait": False})


def _pixels(table: Table) -> PixelRule | None:
    rule = table.table("pixels")
    if rule is None:
        return None
    if exact := rule.whole_pair("exact", *PIXELS):
        return PixelRule(exact, exact)
    least, most = rule.whole_pair("at_least", *PIXELS), rule.whole_pair("at_most", *PIXELS)
    if least is None:
        raise TableError("“pixels” needs “exact” or “at_least”")
    if most and (most[0] < least[0] or most[1] < least[1]):
        raise TableError("“at_most” of “pixels” is less than “at_least”")
    return PixelRule(least, most)


def _bytes(table: Table) -> ByteRule:
    rule = table.table("kb") or Table({})
    least, most = rule.number("at_least", *KILOBYTES), rule.number("at_most", *KILOBYTES)
    if least and most and least > most:
        raise TableError("“at_most” of “kb” is less than “at_least”")
    return ByteRule(*(None if bound is None else round(bound * KILOBYTE) for bound in (least, most)))


def _band(table: Table, key: str) -> Band | None:
    rule = table.table(key)
    if rule is None:
        return None
    share = rule.pair("share", 0, 1)
    bounds = share or rule.pair("mm", 0, MM[1])
    if bounds is None:
        raise TableError(f"“{key}” needs “mm” or “share”")
    if bounds[0] > bounds[1]:
        raise TableError(f"“{key}” needs the smaller number first")
    return Band(*bounds, share is not None, rule.flag("advisory", default=False), rule.text("note"))


def _background(table: Table, names: Mapping[str, Color]) -> BackgroundRule:
    rule = table.table("background") or Table({"text": "any"})
    return BackgroundRule(
        # an empty one is not written, and none means any
        rule.text("text") or "any",
        rule.color("suggested", names),
        rule.colors("allowed", names),
        rule.colors("forbidden", names),
    )


def _ban(rule: Table) -> tuple[Ban, str]:
    what, why = rule.text("what"), rule.text("why")
    kinds = {ban.value: ban for ban in Ban}
    if what not in kinds:
        raise TableError(f"“what” of “bans” needs one of {', '.join(kinds)}")
    if not why:
        raise TableError("“why” of “bans” is missing")
    return kinds[what], why


def _source(table: Table) -> Source:
    rule = table.table("source") or Table({})
    return Source(rule.text("text"), rule.text("read_on"), rule.text("confidence") or _OWN)


def _pixel_rows(rule: PixelRule) -> dict[str, object]:
    if rule.is_exact:
        return {"exact": list(rule.least)}
    return _filled(at_least=list(rule.least), at_most=rule.most and list(rule.most))


def _band_rows(band: Band | None) -> dict[str, object] | None:
    if band is None:
        return None
    key = "share" if band.is_share else "mm"
    return _filled(**{key: [band.low, band.high]}, advisory=band.is_advisory, note=band.note)


def _hex(color: Sequence[int]) -> str:
    return "#" + bytes(color).hex()


def _filled(**rows: object) -> dict[str, object]:
    """Without what reads the same when it is left out."""
    return {key: value for key, value in rows.items() if value}
