"""Own document types are kept, exchanged, and safe from what somebody else's file holds."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from picwish_desktop.idphoto.document_file import DocumentFileError, document_bytes, document_from_bytes, read_document
from picwish_desktop.idphoto.document_table import plain_id
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.own_documents import OwnDocuments
from picwish_desktop.idphoto.spec import (
    BackgroundRule,
    Ban,
    Band,
    ByteRule,
    DocumentSpec,
    PixelRule,
    Source,
)
from picwish_desktop.idphoto.table import TableError, clean

CARD = DocumentSpec(
    id="club-card",
    country="Club",
    name="Member’s card",
    size_mm=(30.0, 40.0),
    pixels=None,
    bytes=ByteRule(None, 100 * 1024),
    head=Band(24.0, 28.0, is_share=False),
    eyes=None,
    background=BackgroundRule("white", (255, 255, 255), ((255, 255, 255),)),
    bans=((Ban.RETOUCH, "The club wants no retouching."),),
    source=Source("the club", "2026-01-01", "own"),
)

text = st.text(max_size=40).map(lambda text: clean(text, "it"))
some_text = text.filter(bool)
sentences = st.lists(some_text, max_size=3).map(tuple)
color = st.tuples(*[st.integers(0, 255)] * 3)
side = st.integers(16, 20000)
size = st.tuples(side, side)


def ordered(low: float, high: float) -> st.SearchStrategy[tuple[float, float]]:
    return st.tuples(st.floats(low, high), st.floats(low, high)).map(lambda pair: (min(pair), max(pair)))


bands = st.none() | st.booleans().flatmap(
    lambda is_share: st.builds(
        lambda bounds, advisory, note: Band(bounds[0], bounds[1], is_share, advisory, note),
        ordered(0, 1 if is_share else 500),
        st.booleans(),
        text,
    )
)
pixel_rules = st.builds(
    lambda first, second, is_open: PixelRule(
        (min(first[0], second[0]), min(first[1], second[1])),
        None if is_open else (max(first[0], second[0]), max(first[1], second[1])),
    ),
    size,
    size,
    st.booleans(),
)
byte_count = st.integers(1024, 102400 * 1024)
byte_rules = st.builds(lambda pair: ByteRule(min(pair), max(pair)), st.tuples(byte_count, byte_count)) | st.builds(
    ByteRule, st.none() | byte_count, st.none()
)
documents = st.builds(
    DocumentSpec,
    id=st.text(max_size=80).map(plain_id),
    country=text,
    name=some_text,
    size_mm=st.tuples(st.floats(6, 400), st.floats(6, 400)),
    pixels=st.none() | pixel_rules,
    bytes=byte_rules,
    head=bands,
    eyes=bands,
    background=st.builds(
        BackgroundRule,
        some_text,
        st.none() | color,
        st.lists(color, max_size=3).map(tuple),
        st.lists(color, max_size=3).map(tuple),
    ),
    bans=st.lists(st.tuples(st.sampled_from(Ban), some_text), max_size=4).map(tuple),
    source=st.builds(Source, text, text, st.sampled_from(["A", "B", "own"])),
    dpi=st.integers(72, 1200),
    head_width=bands,
    above_head=bands,
    below_chin=bands,
    is_portrait=st.booleans(),
    notes=sentences,
    disagreements=sentences,
    words=sentences,
)


@given(documents)
def test_an_exchange_file_holds_the_whole_document_type(spec: DocumentSpec) -> None:
    assert document_from_bytes(document_bytes(spec)) == spec


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
KEYS = [*json.loads(document_bytes(bundled_documents()[1])), "bans", "is_portrait", "above_head", "new"]


@given(st.dictionaries(st.sampled_from(KEYS), json_values, max_size=6))
def test_any_value_at_any_key_is_refused_with_a_sentence_or_read_within_bounds(odd: dict[str, object]) -> None:
    rows = json.loads(document_bytes(CARD)) | odd
    try:
        spec = document_from_bytes(json.dumps(rows).encode())
    except TableError:
        return
    assert document_from_bytes(document_bytes(spec)) == spec
    assert spec.size_mm is None or all(5 <= length <= 500 for length in spec.size_mm)
    assert 72 <= spec.dpi <= 1200


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(TableError, match="it is not a document type"):
        document_from_bytes(data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2000), st.integers(0, 255))
def test_a_damaged_file_is_refused_or_still_a_document_type(tmp_path: Path, at: int, byte: int) -> None:
    data = bytearray(document_bytes(CARD))
    data[at % len(data)] = byte
    path = tmp_path / "card.json"
    path.write_bytes(data)
    try:
        spec = read_document(path)
    except DocumentFileError:
        return
    assert plain_id(spec.id) == spec.id


@pytest.fixture
def own(tmp_path: Path) -> OwnDocuments:
    return OwnDocuments(tmp_path / "own")


def test_add_replace_delete(own: OwnDocuments, tmp_path: Path) -> None:
    assert own.all() == []
    assert own.save(CARD) == CARD
    assert own.all() == [CARD]
    changed = own.save(replace(CARD, dpi=600))
    assert own.all() == [changed]
    other = own.save(replace(CARD, id="a-badge", country="Airport"))
    assert own.all() == [other, changed]
    assert OwnDocuments(tmp_path / "own").all() == [other, changed], "they are kept"
    own.remove(other.id)
    own.remove(other.id)
    assert own.all() == [changed]
    assert len(list((tmp_path / "own").iterdir())) == 1


def test_documents_with_no_id_get_one_each(own: OwnDocuments) -> None:
    kept = [own.save(replace(CARD, id="", name=name)) for name in ("会员卡", "学生卡", "Card no. 1", "card no 1")]
    assert [spec.id for spec in kept] == ["document", "document-2", "card-no-1", "card-no-1-2"]
    assert sorted(spec.name for spec in own.all()) == sorted(spec.name for spec in kept)


def test_the_id_of_a_bundled_document_gives_way(own: OwnDocuments, tmp_path: Path) -> None:
    bundled = bundled_documents()[1]
    assert own.save(bundled).id == "us-passport-2"
    assert own.save(bundled).id == "us-passport-3"
    own.write_file(bundled, tmp_path / "x.json")
    assert own.read_file(tmp_path / "x.json") == replace(bundled, id="us-passport-4")


def test_a_document_bundled_later_hides_no_own_one(own: OwnDocuments, tmp_path: Path) -> None:
    own.save(CARD)
    (tmp_path / "own" / "document-club-card.json").rename(tmp_path / "own" / "document-uk-passport.json")
    assert own.all() == [replace(CARD, id="uk-passport-2")]
    changed = own.save(replace(CARD, id="uk-passport-2", dpi=600))
    assert own.all() == [changed]
    own.remove("uk-passport-2")
    assert own.all() == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_who_may_read_the_folder_may_read_what_is_exported_there(own: OwnDocuments, tmp_path: Path) -> None:
    old, target = tmp_path / "old.json", tmp_path / "target.json"
    old.touch()
    old.chmod(0o664)
    (tmp_path / "link.json").symlink_to(target)
    umask = os.umask(0o022)
    try:
        for name in ("new.json", "old.json", "link.json"):
            own.write_file(CARD, tmp_path / name)
    finally:
        os.umask(umask)
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "new.json", old, target)] == [0o644, 0o664, 0o644]
    assert (tmp_path / "link.json").is_symlink()


def test_exchange_between_two_people(own: OwnDocuments, tmp_path: Path) -> None:
    own.write_file(CARD, tmp_path / "Café card.json")
    other = OwnDocuments(tmp_path / "other")
    spec = other.read_file(tmp_path / "Café card.json")
    assert spec == CARD
    assert other.all() == [], "reading keeps nothing"
    assert other.save(spec) == CARD
    assert other.save(replace(spec, id=other.free_id(spec.id))).id == "club-card-2"


def hostile(tmp_path: Path, **rows: object) -> Path:
    path = tmp_path / "from.json"
    path.write_text(json.dumps(json.loads(document_bytes(CARD)) | rows), "utf-8")
    return path


@pytest.mark.parametrize(
    "id_", ["../../../etc/passwd", "/etc/passwd", "C:\\Windows\\x", "..", "con", "a\x00b", "é/è", "x" * 5000, "-", "😀"]
)
def test_an_id_is_never_a_path(own: OwnDocuments, tmp_path: Path, id_: str) -> None:
    spec = own.read_file(hostile(tmp_path, id=id_))
    own.save(spec)
    assert own.all() == [spec]
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file() and path.name != "from.json")
    assert kept.parent == tmp_path / "own"
    assert kept.name == f"document-{spec.id}.json"
    own.save(replace(CARD, id=id_))
    assert len(own.all()) == 1
    own.remove(id_)
    own.remove(spec.id)
    assert own.all() == []


def test_texts_are_shown_as_they_are_written(own: OwnDocuments, tmp_path: Path) -> None:
    spec = own.read_file(
        hostile(tmp_path, name="a\u202egpj\x07.\r\n\tb\u2028c\ud800", notes=["", "\x00", "  one  two "])
    )
    assert spec.name == "agpj. b c"
    assert spec.notes == ("one two",)
    assert own.save(spec) == spec


def test_unknown_keys_are_ignored_and_colours_are_read(own: OwnDocuments, tmp_path: Path) -> None:
    path = hostile(tmp_path, license="mine", background={"text": "red", "suggested": "#D74532", "shade": 1})
    assert own.read_file(path).background == BackgroundRule("red", (215, 69, 50))


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "it is not a document type"),
        (b"\xff\xfe", "it is not a document type"),
        (b"[" * 60_000, "it is not a document type"),
        (b"1" * 60_000, "it is not a document type"),
        (b"[1]", "it is not a document type"),
        (b'{"id": "x"}', "it is not a document type"),
        (b'{"picwish_document_type": 2, "id": "x"}', "it was written by a newer version of this program"),
        (b'{"picwish_document_type": 1, "name": "x"}', "“id” is missing"),
        (b'{"picwish_document_type": 1, "id": "x"}', "“name” is missing"),
        (b'{"picwish_document_type": 1, "id": "x", "dpi": NaN}', "it is not a document type"),
        (
            b'{"picwish_document_type": 1, "id": "x", "name": "x", "size_mm": [1e999, 45]}',
            "“size_mm” needs two numbers",
        ),
    ],
)
def test_other_files_are_answered_with_one_sentence(own: OwnDocuments, tmp_path: Path, data: bytes, wrong: str) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(data)
    with pytest.raises(DocumentFileError, match=f"^“odd.json” cannot be used: {wrong}.*\\.$"):
        own.read_file(path)


def test_large_files_folders_and_pipes_are_not_read(own: OwnDocuments, tmp_path: Path) -> None:
    large = hostile(tmp_path, words=["x" * 70_000])
    with pytest.raises(DocumentFileError, match=r"^“from\.json” is not a document type: it is larger than 64 KB\.$"):
        own.read_file(large)
    with pytest.raises(DocumentFileError, match=r"^“nothing\.json” is not a file\.$"):
        own.read_file(tmp_path / "nothing.json")
    with pytest.raises(DocumentFileError, match="is not a file"):
        own.read_file(tmp_path)
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.json")
        with pytest.raises(DocumentFileError, match="is not a file"):
            own.read_file(tmp_path / "pipe.json")


def test_odd_files_do_not_hide_the_others(own: OwnDocuments, tmp_path: Path) -> None:
    own.save(CARD)
    folder = tmp_path / "own"
    (folder / "document-broken.json").write_bytes(b"{")
    (folder / "document-folder.json").mkdir()
    (folder / ".document-club-card.json-abc").write_bytes(b"left by a crash")
    (folder / "notes.txt").write_bytes(b"mine")
    assert own.all() == [CARD]
    assert own.problems() == [
        "“document-broken.json” cannot be used: it is not a document type, or a damaged one.",
        "“document-folder.json” is not a file.",
    ]
    own.remove("broken")
    assert own.problems() == ["“document-folder.json” is not a file."]
    with pytest.raises(DocumentFileError, match=r"^“document-folder\.json” cannot be deleted \("):
        own.remove("folder")


def test_what_cannot_be_kept_changes_nothing(own: OwnDocuments, tmp_path: Path) -> None:
    own.save(CARD)
    for wrong, told in (
        (replace(CARD, size_mm=(1, 45)), "“Member’s card” cannot be kept: “size_mm” needs"),
        (replace(CARD, notes=("x" * 301,)), "“Member’s card” cannot be kept: “notes” has more"),
        (replace(CARD, notes=("字" * 300,) * 80), "“Member’s card” cannot be kept: its texts are too long"),
        (replace(CARD, size_mm=None), "“Member’s card” cannot be kept: a size is missing"),
    ):
        with pytest.raises(DocumentFileError, match=told):
            own.save(wrong)
        with pytest.raises(DocumentFileError, match=told):
            own.write_file(wrong, tmp_path / "x.json")
    assert own.all() == [CARD]
    assert not (tmp_path / "x.json").exists()


def test_a_full_disk_leaves_the_old_one(own: OwnDocuments, monkeypatch: pytest.MonkeyPatch) -> None:
    own.save(CARD)
    monkeypatch.setattr(os, "fsync", Mock(side_effect=OSError(28, "No space left on device")))
    with pytest.raises(
        DocumentFileError, match=r"^“document-club-card\.json” cannot be written \(No space left on device\)\.$"
    ):
        own.save(replace(CARD, dpi=600))
    assert own.all() == [CARD]
