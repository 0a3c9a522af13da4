"""One document type as a file that people exchange. What is read may come from anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

from picwish_desktop.idphoto.document_table import spec_from_table, table_from_spec
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.table import TableError
from picwish_desktop.imaging.replace import replace_file

MOST_BYTES = 64 * 1024
ENDING = ".json"

_MARK = "picwish_document_type"
_VERSION = 1


class DocumentFileError(ValueError):
    """One sentence for a person that names the file or the document type."""


def read_document(path: Path) -> DocumentSpec:
    """The document type in the file, its id never more than a plain word whatever stands there. Raises
    DocumentFileError."""
    try:
        if not path.is_file():
            raise DocumentFileError(f"“{path.name}” is not a file.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DocumentFileError(f"“{path.name}” cannot be read ({error.strerror}).") from error
    if len(data) > MOST_BYTES:
        raise DocumentFileError(f"“{path.name}” is not a document type: it is larger than {MOST_BYTES // 1024} KB.")
    try:
        return document_from_bytes(data)
    except TableError as error:
        raise DocumentFileError(f"“{path.name}” cannot be used: {error}.") from error


def write_document(spec: DocumentSpec, path: Path) -> None:
    """Raises DocumentFileError."""
    data = document_bytes(spec)
    try:
        replace_file(path, data)
    except OSError as error:
        raise DocumentFileError(f"“{path.name}” cannot be written ({error.strerror}).") from error


def document_bytes(spec: DocumentSpec) -> bytes:
    """The file's bytes: UTF-8 JSON that a person can read and correct."""
    rows = {_MARK: _VERSION, "id": spec.id, **table_from_spec(spec)}
    return json.dumps(rows, ensure_ascii=False, indent=2).encode() + b"\n"


def document_from_bytes(data: bytes) -> DocumentSpec:
    """Raises TableError."""
    try:
        rows = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise TableError("it is not a document type, or a damaged one") from error
    if not isinstance(rows, dict) or _MARK not in rows:
        raise TableError("it is not a document type")
    if rows[_MARK] != _VERSION:
        raise TableError("it was written by a newer version of this program")
    id_ = rows.get("id")
    if not isinstance(id_, str) or not id_:
        raise TableError("“id” is missing")
    return spec_from_table(id_, rows)


def checked(spec: DocumentSpec) -> DocumentSpec:
    """`spec` as it will be read back. Raises DocumentFileError where it would not be."""
    try:
        kept = spec_from_table(spec.id, table_from_spec(spec))
    except TableError as error:
        raise DocumentFileError(f"“{spec.name}” cannot be kept: {error}.") from error
    if len(document_bytes(kept)) > MOST_BYTES:
        raise DocumentFileError(f"“{spec.name}” cannot be kept: its texts are too long.")
    return kept


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")
