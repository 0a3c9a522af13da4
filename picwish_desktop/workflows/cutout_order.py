"""How a cutout is to be saved, as it was asked for, and as the text that a job carries until it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from picwish_desktop.imaging.backdrop_file import read_backdrop
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.jobs.job import Job
from picwish_desktop.model.backdrop import PictureBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.operations.catalogue import CutOutFace, Output, RemoveBackground
from picwish_desktop.workflows.look_json import look_from_json, look_to_json


class RecipeError(PictureError):
    """A result cannot be made as it was asked, whatever it is to be saved as. Says what to do."""


@dataclass(frozen=True, slots=True)
class CutoutOrder:
    look: Look = field(default_factory=Look)
    output: Output = "image"
    """The cutout, its matte (white is the subject), or both."""
    picture: Path | None = None
    """The file of the backdrop where that is a picture; `with_picture` brings it into the look."""


def with_picture(order: CutoutOrder) -> CutoutOrder:
    """`order` with its picture behind the subject. Raises PictureError."""
    if order.picture is None:
        return order
    return replace(order, look=replace(order.look, backdrop=PictureBackdrop(read_backdrop(order.picture))))


def recipe_of(order: CutoutOrder) -> str:
    """What `order_of` reads. A picture is named by its file, not kept."""
    name = None if order.picture is None else str(order.picture.absolute())
    return json.dumps({"output": order.output, "look": look_to_json(order.look, name)})


def order_of(job: Job) -> CutoutOrder:
    """What was asked of a job that cuts out; of one without a recipe the transparent picture, with its matte where the
    operation gives one. Raises RecipeError."""
    if not job.purpose.recipe:
        output = job.operation.output if isinstance(job.operation, RemoveBackground) else "image"
        return CutoutOrder(output="both" if isinstance(job.operation, CutOutFace) else output)
    picture: Path | None = None

    def pixels(name: str) -> Any:
        nonlocal picture
        picture = Path(name)
        return read_backdrop(picture).pixels

    try:
        stored = json.loads(job.purpose.recipe)
        output = stored["output"]
        if output not in get_args(Output):
            raise ValueError(f"an output {output!r}")
        return CutoutOrder(look_from_json(stored["look"], pixels), output, picture)
    except PictureError as error:
        raise RecipeError(
            f"The backdrop cannot be put behind “{job.title}”: {error} Or ask for the same photo with another "
            "backdrop; that costs nothing more."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise RecipeError(
            f"How “{job.title}” was to look cannot be read any more. Ask for the same photo again; that costs nothing "
            "more."
        ) from error
