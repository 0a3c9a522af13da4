"""What people type finds the document type."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.search import find_documents

SPECS = bundled_documents()
IDS = [spec.id for spec in SPECS]


def found(query: str) -> list[str]:
    return [spec.id for spec in find_documents(query, SPECS)]


def test_no_words_find_all_by_country_and_name() -> None:
    everything = find_documents("  ", SPECS)
    assert sorted(found("")) == sorted(IDS)
    assert [(spec.country, spec.name) for spec in everything] == sorted((spec.country, spec.name) for spec in SPECS)


@pytest.mark.parametrize("id_", IDS)
def test_the_id_finds_its_document_first(id_: str) -> None:
    assert found(id_)[0] == found(f" {id_.upper()} ")[0] == id_


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("schengen", "schengen-visa"),
        ("SCHENG", "schengen-visa"),
        ("visa schengen", "schengen-visa"),
        ("german pass", "de-passport"),
        ("reisepass", "de-passport"),
        ("türkiye", "tr-passport"),
        ("turkiye", "tr-passport"),
        ("Turkey", "tr-passport"),
        ("cartao", "pt-passport"),
        ("cartão de cidadão", "pt-passport"),
        ("carte d'identité", "fr-passport"),
        ("dowod", "pl-passport"),
        ("VESİKALIK", "tr-passport"),
        ("us passport", "us-passport"),
        ("us visa", "us-visa-ds160"),
        ("usa visa", "us-visa-ds160"),
        ("us vis", "us-visa-ds160"),
        ("visa lottery", "us-dv-lottery"),
        ("ds-160", "us-visa-ds160"),
        ("DS160", "us-visa-ds160"),
        ("一寸", "cn-1inch"),
        ("1寸", "cn-1inch"),
        ("小一寸", "cn-small-1inch"),
        ("大二寸", "cn-large-2inch"),
        ("中国护照", "cn-passport"),
        ("社保", "cn-ssc"),
        ("在留", "jp-residence"),
        ("履歴書", "jp-resume"),
        ("여궈", "kr-passport"),
        ("جواز سفر مصر", "eg-passport"),
        ("דרכון", "il-passport"),
        ("διαβατηριο", "gr-passport"),
        ("uk 35x45 pass", "uk-passport"),
        ("２寸", "cn-2inch"),
        ("630x810", "in-passport-icao"),
        ("140×60 px", "in-ssc-upsc-sign"),
    ],
)
def test_found_first(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_every_word_must_match() -> None:
    assert found("canada visa") == ["ca-visa"]
    assert found("canada 35x45") == ["ca-visa"]
    assert found("canada zebra") == found("assport") == []


def test_passports_by_their_chinese_name() -> None:
    assert {"cn-passport", "hk-passport", "hk-passport-online", "sg-passport", "tw-passport"} <= set(found("护照"))
    assert "us-passport" not in found("护照")


def test_a_word_of_the_title_comes_before_the_beginning_of_one() -> None:
    assert found("in")[:7] == [id_ for id_ in found("in") if id_.startswith("in-")]
    assert found("germ") == ["de-passport", "schengen-visa"], "its country, then a word of another"


def test_sizes_in_all_their_spellings() -> None:
    spellings = [
        "35x45",
        "35 x 45 mm",
        "35×45",
        "35 X 45mm",
        "35*45",
        "3.5x4.5 cm",
        "3,5 x 4,5",
        "35х45",
        "35mm x 45mm",
    ]
    expected = {spec.id for spec in SPECS if spec.size_mm == (35, 45)}
    assert len(expected) > 30
    for spelling in spellings:
        assert set(found(spelling)) == expected, spelling


def test_two_inches_in_all_their_spellings() -> None:
    expected = {spec.id for spec in SPECS if spec.size_mm in ((50.8, 50.8), (51, 51))}
    for spelling in (
        "2x2 in",
        "2x2inch",
        "2x2",
        "2 x 2 inches",
        '2" x 2"',
        "2″×2″",
        "2”x2”",
        "51x51",
        "51x51 mm",
        "2in x 2in",
    ):
        assert set(found(spelling)) == expected, spelling
    assert set(found("50.8x50.8")) == expected - {"in-oci"}


def test_pixels_of_print_and_upload() -> None:
    assert {"cn-1inch", "cn-teacher", "in-pan-card"} <= set(found("295x413"))
    assert {"us-visa-ds160"} == set(found("1200 x 1200 px"))
    assert "schengen-visa" in found("413x531")
    assert found("413x531 mm") == []


@pytest.mark.parametrize(
    "query", ["35x45 mm", "us visa 2x2 in", "中国护照", "413 × 531 px", "schengen-visa", "35x45 pakistan"]
)
def test_what_is_found_in_the_end_is_there_after_each_key(query: str) -> None:
    for end in range(1, len(query)):
        typed = query[:end]
        assert set(found(query)) <= set(found(typed)), typed


def test_favourites_then_last_used_then_the_rest() -> None:
    specs = find_documents(
        "passport", SPECS, {"za-passport", "nowhere"}, ["uk-passport", "gone", "de-passport", "uk-passport"]
    )
    ids = [spec.id for spec in specs]
    assert ids[:3] == ["za-passport", "uk-passport", "de-passport"]
    assert sorted(ids) == sorted(found("passport"))
    both = find_documents("", SPECS, ["uk-passport", "za-passport"], ["za-passport"])
    assert [spec.id for spec in both[:2]] == ["za-passport", "uk-passport"]


@given(st.text(max_size=200) | st.text(alphabet='0123456789x×,. "″mcpin一寸护照', max_size=300))
def test_any_text_is_answered(query: str) -> None:
    assert set(found(query)) <= set(IDS)


def test_a_hostile_word_does_not_hold_the_search() -> None:
    trap = replace(SPECS[0], id="trap", words=("一" * 300,) * 80)
    began = time.process_time()
    assert find_documents("一" * 99 + "二", [trap]) == []
    assert time.process_time() - began < 1


def test_each_key_is_answered_at_once() -> None:
    find_documents("", SPECS)
    queries = ["p", "pas", "passport", "35x45", "中国护照", "us visa 2x2 in", ""] * 10
    times = []
    for query in queries:
        began = time.process_time()
        find_documents(query, SPECS, ["us-passport"], ["uk-passport"])
        times.append(time.process_time() - began)
    assert sorted(times)[len(times) // 2] < 0.005
