"""The person's own document types: a folder with a file for each."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from picwish_desktop.idphoto.document_file import (
    ENDING,
    DocumentFileError,
    checked,
    read_document,
    write_document,
)
from picwish_desktop.idphoto.document_table import MOST_ID_CHARACTERS, plain_id
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.spec import DocumentSpec

log = logging.getLogger(__name__)

_BEGINNING = "document-"
"""Of every file's name: Windows takes no file called con or nul."""


class OwnDocuments:
    """The folder is made with the first document type. Files that cannot be read do not hide the others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[DocumentSpec]:
        """By country and name. Never fails: `problems` says what could not be read."""
        return self._read()[0]

    def problems(self) -> list[str]:
        """A sentence for each file that `all` leaves out."""
        return self._read()[1]

    def save(self, spec: DocumentSpec) -> DocumentSpec:
        """Add it, or put it in the place of the own one with its id. The answer is what is kept: no id, and that of a
        bundled one, give way to a new one. Raises DocumentFileError, and has then changed nothing."""
        kept = checked(spec)
        if not spec.id or kept.id in self._bundled:
            kept = replace(kept, id=self.free_id(spec.id or spec.name))
        write_document(kept, self._files().get(kept.id) or self._folder / f"{_BEGINNING}{kept.id}{ENDING}")
        return kept

    def remove(self, id_: str) -> None:
        """Nothing happens where there is none. Raises DocumentFileError."""
        path = self._files().get(id_)
        if path is None:
            return
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise DocumentFileError(f"“{path.name}” cannot be deleted ({error.strerror}).") from error

    def read_file(self, path: Path) -> DocumentSpec:
        """From somebody else; nothing is kept. The id of a bundled one gives way to a new one; the id of an own one
        stays, so that `save` replaces it: ask before, or use `free_id`. Raises DocumentFileError."""
        spec = read_document(path)
        return replace(spec, id=self.free_id(spec.id)) if spec.id in self._bundled else spec

    def write_file(self, spec: DocumentSpec, path: Path) -> None:
        """For somebody else; any document type. Raises DocumentFileError."""
        write_document(checked(spec), path)

    def free_id(self, wanted: str) -> str:
        """An id like `wanted` that no document type has."""
        return _free(plain_id(wanted), self._bundled | self._files().keys())

    @cached_property
    def _bundled(self) -> frozenset[str]:
        # when they are needed: reading them takes longer than the rest of the window's parts
        return frozenset(spec.id for spec in bundled_documents())

    def _read(self) -> tuple[list[DocumentSpec], list[str]]:
        specs, problems = [], []
        for id_, path in self._files().items():
            try:
                specs.append(replace(read_document(path), id=id_))
            except DocumentFileError as error:
                log.warning("%s", error)
                problems.append(str(error))
        return sorted(specs, key=lambda spec: (spec.country, spec.name, spec.id)), problems

    def _files(self) -> dict[str, Path]:
        """By id: a file's name decides, whatever stands in it. A release may bundle an id that an own one has."""
        try:
            paths = sorted(self._folder.glob(f"{_BEGINNING}*{ENDING}"))
        except OSError as error:
            log.warning("own document types in %s cannot be listed: %s", self._folder, error)
            return {}
        files: dict[str, Path] = {}
        for path in paths:
            id_ = plain_id(path.name.removeprefix(_BEGINNING).removesuffix(ENDING))
            files[_free(id_, self._bundled | files.keys())] = path
        return files


def _free(wanted: str, taken: Collection[str]) -> str:
    free, number = wanted, 2
    while free in taken:
        ending = f"-{number}"
        free, number = wanted[: MOST_ID_CHARACTERS - len(ending)].rstrip("-") + ending, number + 1
    return free
