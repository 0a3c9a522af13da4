"""What can be asked of a provider: each operation is a frozen dataclass whose fields are its parameters.

The values and their bounds are those of the endpoints' pages; a wrong one is refused before anything leaves.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal, TypeAlias, get_args

Subject = Literal["auto", "person", "object", "stamp"]
Output = Literal["image", "mask", "both"]
Format = Literal["png", "jpg"]

MIN_ID_PHOTO_SIDE, MAX_ID_PHOTO_SIDE = 100, 2000


class ParameterError(ValueError):
    """One sentence for a person: which parameter is wrong and what it may be."""


@dataclass(frozen=True, slots=True)
class RemoveObjects:
    """Fill what is marked with what could stand behind it. The mark travels in the request; nothing else is asked."""

    name: ClassVar[str] = "remove-objects"
    label: ClassVar[str] = "Remove objects"


@dataclass(frozen=True, slots=True)
class RemoveBackground:
    """Cut the subject out, or put it before something else. A backdrop picture travels in the request."""

    name: ClassVar[str] = "remove-background"
    label: ClassVar[str] = "Remove background"

    subject: Subject = "auto"
    """What stands in front; "auto": the provider finds out."""
    output: Output = "image"
    """The cutout, its mask (white is the subject), or both."""
    crop: bool = False
    """To the subject's edge."""
    format: Format = "png"
    """png is transparent; jpg has a white background or `background`."""
    background: str | None = None
    """RRGGBB, with jpg only."""

    def __post_init__(self) -> None:
        _check_choice("The type", self.subject, get_args(Subject))
        _check_choice("The output", self.output, get_args(Output))
        _check_choice("The format", self.format, get_args(Format))
        _check_background(self.background, self.format)


@dataclass(frozen=True, slots=True)
class CutOutFace:
    """Cut the face or head out."""

    name: ClassVar[str] = "cut-out-face"
    label: ClassVar[str] = "Cut out face"

    crop: bool = False
    """To the head's edge."""
    format: Format = "png"
    """png is transparent."""

    def __post_init__(self) -> None:
        _check_choice("The format", self.format, get_args(Format))


@dataclass(frozen=True, slots=True)
class MakeIdPhoto:
    """Frame a portrait at a size, before nothing or one colour."""

    name: ClassVar[str] = "id-photo"
    label: ClassVar[str] = "ID photo"

    size: tuple[int, int] | None = None
    """Width and height in pixels, each 100 to 2000; None: as large as the picture."""
    format: Format = "png"
    """png is transparent; jpg has a white background or `background`."""
    background: str | None = None
    """RRGGBB, with jpg only."""

    def __post_init__(self) -> None:
        _check_choice("The format", self.format, get_args(Format))
        _check_background(self.background, self.format)
        if self.size is not None and not all(MIN_ID_PHOTO_SIDE <= side <= MAX_ID_PHOTO_SIDE for side in self.size):
            width, height = self.size
            raise ParameterError(
                f"An ID photo of {width} × {height} pixels cannot be made: each side must be between "
                f"{MIN_ID_PHOTO_SIDE} and {MAX_ID_PHOTO_SIDE}."
            )


Operation: TypeAlias = RemoveObjects | RemoveBackground | CutOutFace | MakeIdPhoto
"""Any of the operations."""

OPERATIONS: dict[str, type[Operation]] = {
    operation.name: operation for operation in (RemoveObjects, RemoveBackground, CutOutFace, MakeIdPhoto)
}


def operation_to_json(operation: Operation) -> dict[str, Any]:
    """What `operation_from_json` reads."""
    return {"name": operation.name, **asdict(operation)}


def operation_from_json(stored: dict[str, Any]) -> Operation:
    """Raises ParameterError, KeyError or TypeError where it was not `operation_to_json` that wrote it."""
    parameters = dict(stored)
    operation = OPERATIONS[parameters.pop("name")]
    if parameters.get("size") is not None:
        width, height = parameters["size"]
        parameters["size"] = (int(width), int(height))
    return operation(**parameters)


def _check_choice(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ParameterError(f"{what} “{value}” is not known. Choose one of {', '.join(choices)}.")


def _check_background(color: str | None, format_name: str) -> None:
    if color is None:
        return
    if not re.fullmatch("[0-9A-Fa-f]{6}", color):
        raise ParameterError(f"“{color}” is no colour. Write it as RRGGBB, such as 81d4fa.")
    if format_name != "jpg":
        raise ParameterError("A background colour needs the format jpg; png is transparent.")
