"""How an ID photo is to be made, as it was asked for, and as the text that a job carries until it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, get_args

from picwish_desktop.idphoto.document_table import spec_from_table, table_from_spec
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.target import Target, targets
from picwish_desktop.jobs.job import Job
from picwish_desktop.model.backdrop import Color, ColorBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.portrait import Landmarks, Point
from picwish_desktop.workflows.cutout_order import CutoutOrder, RecipeError, recipe_of
from picwish_desktop.workflows.id_photo import FileFormat, target_of

_KEY = "id_photo"
"""In a recipe, beside what makes a plain cutout of it for whoever does not know ID photos."""


@dataclass(frozen=True, slots=True)
class IdPhotoOrder:
    spec: DocumentSpec
    is_upload: bool
    file_format: FileFormat
    background: Color | None
    """None for transparent."""
    keeps_background: bool = False
    landmarks: Landmarks | None = None
    """Where a person says that the head is; None: this computer finds it."""
    most_bytes: int | None = None
    """Beside the document type's own bound."""
    has_sheet: bool = False
    """Whether a sheet is to be made of it, which only the run that was asked for it does."""

    @property
    def target(self) -> Target:
        return target_of(self.spec, is_upload=self.is_upload)


def recipe_of_id_photo(order: IdPhotoOrder) -> str:
    """What `id_photo_order_of` reads. The document type is in it, so that it may change or go meanwhile."""
    color = None if order.background is None or order.keeps_background else ColorBackdrop(order.background)
    marks = order.landmarks
    points = None if marks is None else [marks.crown, marks.chin, marks.left_eye, marks.right_eye]
    rows = {
        "id": order.spec.id,
        "document": table_from_spec(order.spec),
        "is_upload": order.is_upload,
        "format": order.file_format,
        "background": order.background,
        "keeps_background": order.keeps_background,
        "landmarks": points,
        "most_bytes": order.most_bytes,
        "has_sheet": order.has_sheet,
    }
    return json.dumps(json.loads(recipe_of(CutoutOrder(Look(color)))) | {_KEY: rows})


def id_photo_order_of(job: Job) -> IdPhotoOrder | None:
    """What was asked of a job; None where it was no ID photo of a document type. Raises RecipeError."""
    if not job.purpose.recipe:
        return None
    try:
        stored = json.loads(job.purpose.recipe)
        return None if _KEY not in stored else _order(stored[_KEY])
    except (ValueError, KeyError, TypeError) as error:
        raise RecipeError(
            f"How “{job.title}” was to look cannot be read any more. Ask for the same photo again; that costs nothing "
            "more."
        ) from error


def _order(rows: dict[str, Any]) -> IdPhotoOrder:
    spec = spec_from_table(str(rows["id"]), rows["document"])
    if not targets(spec) or rows["format"] not in get_args(FileFormat):
        raise ValueError("no file can be made")
    background = rows["background"] and _color(*rows["background"])
    points: list[Point] = [(float(x), float(y)) for x, y in rows["landmarks"] or ()]
    return IdPhotoOrder(
        spec,
        bool(rows["is_upload"]),
        rows["format"],
        background,
        bool(rows["keeps_background"]),
        Landmarks(*points) if points else None,
        None if rows["most_bytes"] is None else int(rows["most_bytes"]),
        # earlier versions did not say
        bool(rows.get("has_sheet", False)),
    )


def _color(red: int, green: int, blue: int) -> Color:
    levels = bytes([red, green, blue])
    return levels[0], levels[1], levels[2]
