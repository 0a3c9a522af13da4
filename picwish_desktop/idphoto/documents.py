"""The document types that come with the program."""

from __future__ import annotations

import tomllib
from functools import cache

from picwish_desktop.idphoto.document_table import spec_from_table
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.swatches import bundled_swatches
from picwish_desktop.idphoto.table import TableError
from picwish_desktop.storage.resources import resource


@cache
def bundled_documents() -> tuple[DocumentSpec, ...]:
    """In the order of the file. Raises ValueError that names the document type and its key, where a rule was corrected
    to something that cannot be."""
    rows = tomllib.loads(resource("id_photo/documents.toml").read_text("utf-8"))
    countries: dict[str, list[str]] = tomllib.loads(resource("id_photo/countries.toml").read_text("utf-8"))
    colors = {swatch.id: swatch.color for swatch in bundled_swatches()}
    specs = []
    for id_, row in rows.items():
        words = row.get("words", []) + countries.get(row["country"], [])
        try:
            specs.append(spec_from_table(id_, row | {"words": words}, colors))
        except TableError as error:
            raise ValueError(f"{id_} of documents.toml cannot be used: {error}.") from error
    return tuple(specs)
