"""`picwish documents`: a line each, searched as in the window; own ones too."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from picwish_desktop.cli import main
from picwish_desktop.cli.documents import find_document
from picwish_desktop.cli.errors import CommandError
from picwish_desktop.idphoto.document_file import ENDING
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.own_documents import OwnDocuments
from picwish_desktop.idphoto.spec import DocumentSpec
from tests.idphoto.specs import document

pytestmark = pytest.mark.usefixtures("home")

SPECS = bundled_documents()


def shown(capsys: pytest.CaptureFixture[str], *search: str) -> list[str]:
    assert main(["documents", *search]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out.splitlines()


def test_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    """In columns, that begin where the others' do."""
    lines = shown(capsys)
    assert {line.split()[0] for line in lines} == {spec.id for spec in SPECS}
    assert len(lines) == len(SPECS) == 95
    starts = {line.index(spec.country, len(spec.id)) for line, spec in zip(lines, in_order(lines), strict=True)}
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (["schengen"], ["schengen-visa"]),
        (["china", "1inch"], ["cn-1inch", "cn-small-1inch", "cn-large-1inch"]),
        (["50x70", "citizenship"], ["ca-citizenship"]),
    ],
)
def test_what_is_searched(search: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(line.split()[0] for line in shown(capsys, *search)) == sorted(expected)


def test_a_line_says_size_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    [line] = shown(capsys, "schengen")
    assert line.split("  ") == [
        "schengen-visa",
        "Schengen area",
        "Visa",
        "35 × 45 mm",
        "413 × 531 px at 300 dpi · head 32–36 mm · plain light grey (white accepted by many)",
    ]


def test_in_another_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert any(line.startswith("cn-passport ") for line in shown(capsys, "护照"))


def test_nothing_found_is_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["documents", "atlantis"]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "picwish: No document type is found by “atlantis”. `picwish documents` lists them all.\n")


def test_own_ones_are_listed_and_broken_ones_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "config" / "id_photo" / "documents"
    kept = OwnDocuments(folder).save(replace(document(), id="", name="Climbing hall card"))
    [line] = shown(capsys, "climbing")
    assert line.startswith(f"{kept.id}  Nowhere  Climbing hall card  35 × 45 mm")
    (folder / f"document-broken{ENDING}").write_text("{")
    assert main(["documents", "climbing"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(kept.id)
    assert "document-broken" in err


def test_for_other_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["documents", "schengen", "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["id"], row["size_mm"], row["head"]["mm"]) == ("schengen-visa", [35, 45], [32, 36])


def test_every_id_means_one() -> None:
    """Also where others are found by it."""
    assert [find_document(spec.id.upper(), SPECS).id for spec in SPECS] == [spec.id for spec in SPECS]


@pytest.mark.parametrize(
    ("text", "id_"), [("cn-1inch", "cn-1inch"), ("CN-1INCH", "cn-1inch"), ("schengen", "schengen-visa")]
)
def test_the_one_that_is_meant(text: str, id_: str) -> None:
    assert find_document(text, SPECS).id == id_


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("uk", "means several document types: uk-passport, uk-visa"),
        ("passport", "others. Give the id of one of them"),
        ("atlantis", "No document type is found"),
        ("", "No document type is found"),
        (" ", "No document type is found"),
    ],
)
def test_one_that_is_not_clear(text: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        find_document(text, SPECS)


def in_order(lines: list[str]) -> list[DocumentSpec]:
    by_id = {spec.id: spec for spec in SPECS}
    return [by_id[line.split()[0]] for line in lines]
