"""The bundled document types say what the table says, row by row."""

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from picwish_desktop.idphoto.document_table import spec_from_table, table_from_spec
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.facts import band_text, facts, size_text
from picwish_desktop.idphoto.rules import shares
from picwish_desktop.idphoto.spec import Ban, Band, ByteRule, DocumentSpec, PixelRule
from picwish_desktop.idphoto.swatches import bundled_swatches
from picwish_desktop.idphoto.table import TableError
from picwish_desktop.model.backdrop import Color

HERE = Path(__file__).parent
READ_THROUGH = "A-Box-of-Tools/website tools/id-photo/src/specs.js+sources.js@0be1147a "

Row = Mapping[str, str]


@cache
def rows() -> dict[str, Row]:
    with (HERE / "id_photo_documents.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@cache
def specs() -> dict[str, DocumentSpec]:
    return {spec.id: spec for spec in bundled_documents()}


each = pytest.mark.parametrize("id_", rows())


def test_there_are_95_each_with_its_own_id() -> None:
    assert len(bundled_documents()) == len(specs()) == len(rows()) == 95
    assert [spec.id for spec in bundled_documents()] == list(rows())


@each
def test_names_and_source(id_: str) -> None:
    row, spec = rows()[id_], specs()[id_]
    plain = str.maketrans("üãé", "uae")
    assert spec.country.translate(plain) == row["country"]
    assert spec.name.translate(plain) == row["document"]
    assert (spec.source.read_on, spec.source.confidence) == (row["read_on"], row["confidence"])
    if row["source"].startswith(READ_THROUGH):
        authority = re.sub(r"^[\w.-]+(: |; |$)", "", row["source"].removeprefix(READ_THROUGH))
        assert spec.source.text == ", ".join(filter(None, (authority, "by way of A-Box-of-Tools/website@0be1147a")))
    else:
        assert spec.source.text == row["source"]


TWO_INCHES = {"us-passport", "us-visa-ds160", "us-dv-lottery", "us-green-card", "in-passport-print"}
"""51 × 51 mm in the table."""
DPI = {"nl-passport": 400, "cn-ssc": 350}


@each
def test_size_in_print(id_: str) -> None:
    row, spec = rows()[id_], specs()[id_]
    assert spec.dpi == DPI.get(id_, 300)
    if not row["width_mm"]:
        assert spec.size_mm is None
        assert spec.print_pixels is None
        return
    stated = float(row["width_mm"]), float(row["height_mm"])
    pixels = int(row["px300_w"]), int(row["px300_h"])
    if id_ in TWO_INCHES:
        assert (stated, pixels) == ((51, 51), (602, 602)), "the table was corrected"
        stated, pixels = (50.8, 50.8), (600, 600)
    assert spec.size_mm == stated
    assert replace(spec, dpi=300).print_pixels == pixels


def test_the_dutch_print_has_the_400_dpi_of_its_rule() -> None:
    assert specs()["nl-passport"].print_pixels == (551, 709)


PIXELS = {
    "th-evisa": PixelRule((600, 800), None),
    "ca-visa": PixelRule((420, 540), (420, 540)),
}


def stated_pixels(text: str) -> PixelRule | None:
    """“600x600..1200x1200 square”, “>=413x531”, “600x600 exact”, “413x531”, “”."""
    if not text:
        return None
    found = re.fullmatch(r"(>=)?(\d+)x(\d+)(?:\.\.(\d+)x(\d+))?(?: square| exact)?", text)
    assert found, text
    least = int(found[2]), int(found[3])
    if found[1]:
        return PixelRule(least, None)
    return PixelRule(least, (int(found[4]), int(found[5])) if found[4] else least)


@each
def test_pixels_and_bytes_of_an_upload(id_: str) -> None:
    row, spec = rows()[id_], specs()[id_]
    assert spec.pixels == (PIXELS[id_] if id_ in PIXELS else stated_pixels(row["digital_px"]))
    least, most = (int(row[key]) * 1024 if row[key] else None for key in ("kb_min", "kb_max"))
    if id_ == "cn-chsi":
        assert (least, most) == (102400, 512000)
    assert spec.bytes == ByteRule(least, most)


def stated_band(text: str) -> Band | None:
    """The first “29-34 mm” or “64-76%” of a text."""
    found = re.search(r"(\d+)-(\d+) ?(mm|%)", text)
    if found is None:
        return None
    is_share = found[3] == "%"
    factor = 100 if is_share else 1
    return Band(
        int(found[1]) / factor,
        int(found[2]) / factor,
        is_share,
        is_advisory=bool(re.search(r"advisory|studio|no published|none published", text)),
    )


def bare(band: Band | None) -> Band | None:
    """Without the note, at the precision of the data."""
    return band and replace(band, low=round(band.low, 4), high=round(band.high, 4), note="")


HEADS = {
    "th-evisa": Band(0.65, 0.75, is_share=True, is_advisory=True),
    "cn-hk-macau-permit": Band(28, 33, is_share=False),
}
IN_WORDS = {"", "words only", "n/a", "wide; office crops", "position of features also checked"}
EYES = {"cn-visa-cova": Band(round(256 / 472, 4), 0.72, is_share=True)}
HEAD_WIDTHS = {"cn-hk-macau-permit": Band(15, 22, is_share=False)}
ABOVE_HEAD = {
    "fi-passport": Band(2, 4, is_share=False, is_advisory=True),
    "co-passport": Band(9, 11, is_share=False, is_advisory=True),
    "cn-passport": Band(3, 5, is_share=False),
    "cn-visa-cova": Band(round(10 / 472, 4), round(70 / 472, 4), is_share=True),
    "jp-passport": Band(2, 6, is_share=False),
}
BELOW_CHIN = {"cn-passport": Band(7, 17, is_share=False)}


@each
def test_bands(id_: str) -> None:
    row, spec = rows()[id_], specs()[id_]
    head, eyes = row["head_height_chin_crown"], row["eye_line_from_bottom"]
    assert bare(spec.head) == HEADS.get(id_, stated_band(head.split("width")[0]))
    assert spec.head or head in IN_WORDS
    assert bare(spec.eyes) == EYES.get(id_, stated_band(eyes))
    assert spec.eyes or eyes in IN_WORDS
    widths = head.split("width")[1:]
    assert bare(spec.head_width) == HEAD_WIDTHS.get(id_, stated_band(widths[0]) if widths else None)
    assert bare(spec.above_head) == ABOVE_HEAD.get(id_)
    assert bare(spec.below_chin) == BELOW_CHIN.get(id_)
    assert "words only" not in head or spec.head or any("in words" in note for note in spec.notes)


@each
def test_the_bands_of_a_document_leave_room_for_a_head(id_: str) -> None:
    spec = specs()[id_]
    head, above, eyes = (shares(band, spec) for band in (spec.head, spec.above_head, spec.eyes))
    if head and above:
        assert head[0] + above[0] < 1
    if head and eyes:
        low, high = eyes
        assert 0 < low <= high < 1
        assert low > head[0] * 0.3, "the eyes are above the chin"


def test_bounds_that_only_follow_are_no_narrower_than_what_they_follow_from() -> None:
    passport = specs()["cn-passport"]
    assert passport.size_mm
    assert passport.head
    assert passport.above_head
    assert passport.below_chin
    assert passport.below_chin.high == passport.size_mm[1] - passport.head.low - passport.above_head.low


COLORS: dict[str, Color] = {
    "off-white": (246, 244, 240),
    "near white": (246, 244, 240),
    "light grey": (220, 220, 220),
    "pale grey": (220, 220, 220),
    "light blue": (207, 220, 234),
    "cream": (235, 228, 215),
    "beige": (235, 228, 215),
    "white": (255, 255, 255),
    "grey": (220, 220, 220),
    "blue": (98, 139, 206),
    "red": (215, 69, 50),
}
"""Longer names before those that are part of them."""
LIGHT = {COLORS[name] for name in ("white", "off-white", "light grey", "cream", "light blue")}
WHITE, GREY, PALE_BLUE = COLORS["white"], COLORS["grey"], COLORS["light blue"]
ALLOWED: dict[str, set[Color]] = {
    "plain light": LIGHT,
    "plain light / white": LIGHT,
    "plain light (grey preferred)": LIGHT,
    "plain white (or light)": LIGHT,
    "white or light": LIGHT,
    "plain pale, no shadow, no gradient": LIGHT,
    "white, grey or blue": {WHITE, GREY, PALE_BLUE},
    "white (grey = refusal)": {WHITE},
    "light grey or light blue; WHITE FORBIDDEN": {GREY, PALE_BLUE},
    "per notice": set(),
    "any": set(),
}
FORBIDDEN = {"fr-passport": (WHITE,), "mx-passport": (GREY,)}
TEXTS = {
    "white/blue/red": "white, blue or red",
    "light grey or light blue; WHITE FORBIDDEN": "light grey or light blue, never white",
    "white (grey = refusal)": "white, never grey",
    "per notice": "as the notice says",
    "per notice (blue/white)": "as the notice says: blue or white",
}


def named_colors(text: str) -> set[Color]:
    found = set()
    for name, color in COLORS.items():
        if name in text:
            found.add(color)
            text = text.replace(name, "")
    return found


@each
def test_background(id_: str) -> None:
    row, rule = rows()[id_], specs()[id_].background
    assert rule.text == TEXTS.get(row["background"], row["background"])
    suggested = row["suggest_hex"]
    assert rule.suggested == (tuple(bytes.fromhex(suggested)) if suggested else None)
    allowed = ALLOWED[row["background"]] if row["background"] in ALLOWED else named_colors(row["background"])
    if allowed:
        assert rule.suggested
        assert rule.allowed[0] == rule.suggested
        assert set(rule.allowed) == allowed | {rule.suggested}, "light swatches of the table's own may be suggested"
        assert len(rule.allowed) == len(set(rule.allowed))
    else:
        assert rule.allowed == ()
    assert rule.forbidden == FORBIDDEN.get(id_, ())
    assert not set(rule.allowed) & set(rule.forbidden)


BANS = {
    "us-passport": [Ban.RETOUCH],
    "uk-passport": [Ban.EDIT, Ban.CROP],
    "ee-passport": [Ban.RETOUCH],
    "ca-passport": [Ban.EDIT],
    "ca-citizenship": [Ban.EDIT, Ban.CROP],
    "au-passport": [Ban.BACKGROUND, Ban.RETOUCH],
    "in-passport-icao": [Ban.EDIT],
    "pk-passport": [Ban.EDIT, Ban.CROP],
    "cn-passport": [Ban.EDIT],
    "cn-chsi": [Ban.RETOUCH],
    "kr-passport": [Ban.BACKGROUND],
}


@each
def test_bans(id_: str) -> None:
    spec = specs()[id_]
    assert bool(spec.bans) == bool(rows()[id_]["edit_or_bg_change_forbidden"])
    assert [ban for ban, _ in spec.bans] == BANS.get(id_, [])
    for _, reason in spec.bans:
        assert re.fullmatch(r"[A-Z].*\)\.", reason), "a sentence that says who says so"


def test_the_reason_of_a_ban_can_be_shown() -> None:
    assert (
        specs()["uk-passport"].ban(Ban.BACKGROUND, Ban.EDIT)
        == "UK passport photos must be unaltered by computer software (HM Passport Office)."
    )
    assert specs()["schengen-visa"].ban(*Ban) is None


DISAGREEMENTS = {
    "icao-9303": ["70 %"],
    "us-passport": ["602 px", "advisory now"],
    "us-visa-ds160": ["602 px"],
    "us-dv-lottery": ["602 px"],
    "us-green-card": ["602 px"],
    "in-passport-print": ["602 px"],
    "cn-2inch": ["413 × 626 px"],
    "jp-visa": ["295 × 413 px"],
    "ae-passport": ["40 × 60 mm"],
    "eg-passport": ["40 × 60 mm"],
}


@each
def test_disagreements(id_: str) -> None:
    told = specs()[id_].disagreements
    expected = DISAGREEMENTS.get(id_, [])
    assert len(told) == len(expected)
    assert all(part in sentence for part, sentence in zip(expected, told, strict=True))


@each
def test_every_number_of_the_other_rules_is_told(id_: str) -> None:
    row, spec = rows()[id_], specs()[id_]
    told = " ".join([*spec.notes, *spec.disagreements, *(reason for _, reason in spec.bans)])
    assert not row["other_rules"] or told or ABOVE_HEAD.get(id_)
    told += f" {spec.pixels} {spec.above_head} {spec.below_chin} {spec.dpi} {spec.size_mm}"
    numbers = re.findall(r"\d+", row["other_rules"])
    if "1 month" in row["other_rules"]:
        numbers.remove("1")
        assert "month" in told
    if id_ == "ru-passport-5y":
        numbers.remove("3")
        assert "Three prints." in told
    missing = [number for number in numbers if not re.search(rf"(?<!\d){number}(?!\d)", told)]
    assert missing == []


@each
def test_what_is_told_is_sentences(id_: str) -> None:
    spec = specs()[id_]
    for sentence in (*spec.notes, *spec.disagreements):
        assert re.fullmatch(r"[A-Z0-9].*\.", sentence)


def test_only_the_signature_is_no_portrait() -> None:
    assert [id_ for id_, spec in specs().items() if not spec.is_portrait] == ["in-ssc-upsc-sign"]


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("cn-passport", "护照 中国 cn"),
        ("hk-passport", "护照 護照"),
        ("sg-passport", "护照 singaporean"),
        ("tw-passport", "护照 台湾"),
        ("cn-1inch", "一寸 1寸"),
        ("cn-ssc", "社保卡 身份证"),
        ("jp-residence", "在留カード 居留卡"),
        ("jp-resume", "履歴書"),
        ("de-passport", "Reisepass Personalausweis german de"),
        ("us-passport", "us usa american 2x2"),
    ],
)
def test_what_people_call_it(id_: str, words: str) -> None:
    known = {word.lower() for word in specs()[id_].words}
    assert set(words.lower().split()) <= known


@each
def test_a_bundled_document_type_can_be_exchanged(id_: str) -> None:
    spec = specs()[id_]
    assert spec_from_table(id_, table_from_spec(spec)) == spec


def test_swatches_are_those_of_the_table() -> None:
    with (HERE / "id_photo_backgrounds.csv").open(encoding="utf-8", newline="") as file:
        stated = [(row["hex"], row["tolerance_dE_Lab"]) for row in csv.DictReader(file)]
    kept = [(bytes(swatch.color).hex(), f"{swatch.tolerance or ''}") for swatch in bundled_swatches()]
    assert kept == stated
    assert (
        len({swatch.id for swatch in bundled_swatches()}) == len({swatch.name for swatch in bundled_swatches()}) == 12
    )


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"size_mm": [35, 4500]}, "“size_mm” needs two numbers from 5 to 500"),
        ({"size_mm": [35]}, "“size_mm” needs"),
        ({"size_mm": [True, 45]}, "“size_mm” needs"),
        ({"size_mm": [35, float("nan")]}, "“size_mm” needs"),
        ({"size_mm": [500, 500], "dpi": 1200}, "“size_mm” at 1200 dpi"),
        ({"size_mm": None}, "a size is missing"),
        ({"dpi": 300.5}, "“dpi” needs a whole number"),
        ({"dpi": 71}, "“dpi” needs a number from 72 to 1200"),
        ({"pixels": {"exact": [15, 100]}}, "“exact” of “pixels” needs two numbers from 16 to 20000"),
        ({"pixels": {"at_least": [100, 100], "at_most": [200, 99]}}, "“at_most” of “pixels” is less"),
        ({"pixels": {}}, "“pixels” needs “exact” or “at_least”"),
        ({"kb": {"at_least": 0.5}}, "“at_least” of “kb” needs"),
        ({"kb": {"at_most": True}}, "“at_most” of “kb” needs"),
        ({"kb": {"at_least": 50, "at_most": 20}}, "“at_most” of “kb” is less"),
        ({"head": {"share": [0.7, 1.1]}}, "“share” of “head” needs two numbers from 0 to 1"),
        ({"head": {"mm": [36, 32]}}, "“head” needs the smaller number first"),
        ({"eyes": {}}, "“eyes” needs “mm” or “share”"),
        ({"eyes": [1, 2]}, "“eyes” needs named values"),
        ({"background": {"allowed": ["mauve"]}}, "not “mauve”"),
        ({"bans": [{"what": "smile", "why": "No."}]}, "“what” of “bans” needs one of background"),
        ({"bans": [{"what": "edit"}]}, "“why” of “bans” is missing"),
        ({"notes": "one"}, "“notes” needs a list"),
        ({"notes": ["x" * 301]}, "“notes” has more than 300 characters"),
        ({"words": ["x"] * 81}, "“words” has more than 80 entries"),
        ({"name": " \n"}, "“name” is missing"),
        ({"is_portrait": "no"}, "“is_portrait” needs true or false"),
    ],
)
def test_a_rule_that_cannot_be_is_named(row: dict[str, object], wrong: str) -> None:
    with pytest.raises(TableError, match=re.escape(wrong)):
        spec_from_table("club", {"name": "Card", "size_mm": [35, 45]} | row)


def test_facts_in_a_line() -> None:
    assert facts(specs()["schengen-visa"]) == (
        "413 × 531 px at 300 dpi · head 32–36 mm · plain light grey (white accepted by many)"
    )
    assert facts(specs()["nz-passport"]) == "900 × 1200 to 4500 × 6000 px · head 70–80 % · white or light grey"
    assert facts(specs()["hk-passport-online"]).startswith("at least 1200 × 1600 px · head 60–75 %")
    assert facts(specs()["se-passport"]) == "413 × 531 px at 300 dpi · plain light"
    assert size_text(specs()["us-passport"]) == "50.8 × 50.8 mm"
    assert size_text(specs()["in-passport-icao"]) == "630 × 810 px"
    assert band_text(Band(10, 10, is_share=False)) == "10 mm"
    assert band_text(Band(10 / 472, 70 / 472, is_share=True)) == "2.1–14.8 %"
