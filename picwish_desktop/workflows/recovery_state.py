"""A document's state as JSON and the files beside it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.backdrop import PictureBackdrop
from picwish_desktop.model.cutout import Cutout, Look
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Photo
from picwish_desktop.model.state import Saved, State
from picwish_desktop.workflows.id_photo_json import id_photo_from_json, id_photo_to_json
from picwish_desktop.workflows.look_json import look_from_json, look_to_json
from picwish_desktop.workflows.recovery_files import (
    KeptFiles,
    StoredFiles,
    pack_edit,
    pack_levels,
    pack_pixels,
    unpack_edit,
    unpack_levels,
    unpack_pixels,
)
from picwish_desktop.workflows.recovery_matte import read_matte


def state_to_json(state: State, matte_names: list[list[str]], files: KeptFiles) -> dict[str, Any]:
    """Everything but the mask. `matte_names` are the files of the cutout's matte. Raises OSError."""
    backdrop, picture = state.look.backdrop, None
    if isinstance(backdrop, PictureBackdrop):
        picture = files.keep("picture", backdrop.picture.pixels, pack_pixels)
    return {
        "rectangles": [rect_to_json(rectangle) for rectangle in state.rectangles],
        "edits": [files.keep("edit", edit, pack_edit) for edit in state.edits],
        "preview": None if state.preview is None else files.keep("edit", state.preview, pack_edit),
        "look": look_to_json(state.look, picture),
        "cutout": None if state.cutout is None else _cutout_to_json(state.cutout, matte_names, files),
        "id_photo": None if state.id_photo is None else id_photo_to_json(state.id_photo, files),
    }


def state_from_json(content: dict[str, Any], files: StoredFiles) -> State:
    """Raises OSError, ValueError, KeyError, TypeError, and what unpacking raises."""
    # they had no checks, and left the ending out
    ending = "" if "files" in content else ".npz"
    preview, look, cutout = content["preview"], content.get("look"), content.get("cutout")
    id_photo = content.get("id_photo")
    return State(
        tuple(rect_from_json(row) for row in content["rectangles"]),
        tuple(_edit(f"{name}{ending}", files) for name in content["edits"]),
        None if preview is None else _edit(f"{preview}{ending}", files),
        None if cutout is None else _cutout_from_json(cutout, files),
        Look() if look is None else look_from_json(look, lambda name: unpack_pixels(files.read(name))),
        id_photo=None if id_photo is None else id_photo_from_json(id_photo, files),
    )


def check_fits(state: State, photo: Photo) -> None:
    """Raises ValueError where the state cannot be that of a document of `photo`."""
    colors = () if state.cutout is None else (state.cutout.colors,)
    for edit in (*state.visible_edits, *colors):
        for patch in edit.patches:
            shape = patch.rect.height, patch.rect.width, photo.channels
            if patch.pixels.shape != shape or patch.pixels.dtype != photo.pixels.dtype:
                raise ValueError(f"a patch of {patch.pixels.dtype}, {patch.pixels.shape}")
    if state.cutout is not None and state.cutout.matte.shape != photo.pixels.shape[:2]:
        raise ValueError(f"a matte of {state.cutout.matte.shape}")


def saved_to_json(saved: Saved) -> dict[str, bool]:
    return asdict(saved)


def saved_from_json(row: object) -> Saved:
    """Nothing where `row` does not say: what is asked about once more than it had to be is not lost."""
    match row:
        case {"edits": bool(edits), "cutout": bool(cutout), "id_photo": bool(id_photo)}:
            return Saved(edits, cutout, id_photo)
        case _:
            return Saved()


def rect_to_json(rect: Rect) -> list[int]:
    return list(rect)


def rect_from_json(row: object) -> Rect:
    """Raises ValueError."""
    match row:
        case [int(x), int(y), int(width), int(height)]:
            return Rect(x, y, width, height)
        case _:
            raise ValueError(f"{row!r} is no rectangle")


def _cutout_to_json(cutout: Cutout, matte_names: list[list[str]], files: KeptFiles) -> dict[str, Any]:
    def stroke(painted: NDArray[np.uint8] | None) -> str | None:
        return None if painted is None else files.keep("stroke", painted, pack_levels)

    return {
        "matte": matte_names,
        "colors": files.keep("edit", cutout.colors, pack_edit),
        "provider": cutout.provider,
        "over": cutout.over,
        "kept": stroke(cutout.kept),
        "removed": stroke(cutout.removed),
    }


def _cutout_from_json(content: dict[str, Any], files: StoredFiles) -> Cutout:
    def stroke(name: str | None) -> NDArray[np.uint8] | None:
        return None if name is None else unpack_levels(files.read(name))

    matte, colors = read_matte(content["matte"], files), _edit(content["colors"], files)
    over, kept, removed = int(content.get("over", 0)), stroke(content["kept"]), stroke(content["removed"])
    return Cutout(matte, colors, str(content["provider"]), kept, removed, max(0, over))


def _edit(name: str, files: StoredFiles) -> Edit:
    return unpack_edit(files.read(name))
