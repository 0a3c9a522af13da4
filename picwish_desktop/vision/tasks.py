"""The functions the worker process can run, by name. Imported in that process only, as it loads OpenCV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.portrait import Landmarks
from picwish_desktop.vision.cutout import Cut, correct, cut_out, cut_out_head, from_matte
from picwish_desktop.vision.heads import NoFaceError
from picwish_desktop.vision.inpaint import inpaint
from picwish_desktop.vision.mask_shape import changed, fill_holes, grow, shrink
from picwish_desktop.vision.model_file import ModelError, predict
from picwish_desktop.vision.portrait import find_portrait
from picwish_desktop.vision.portrait_quality import measure_portrait
from picwish_desktop.vision.segment import NothingFoundError
from picwish_desktop.vision.wand import pick
from picwish_desktop.vision.working import working_copy

Arrays: TypeAlias = Mapping[str, NDArray[Any]]
Options: TypeAlias = Mapping[str, Any]
Progress: TypeAlias = Callable[[float], None]
Results: TypeAlias = dict[str, NDArray[Any]]

REFUSALS = (NothingFoundError, NoFaceError)
"""What is no failure of the engine: the sentence is for the person."""

MODEL_SIDE = 1024
"""Of the longer side of what a model of one's own is shown."""


def _inpaint(arrays: Arrays, _options: Options, progress: Progress) -> Results:
    return {"picture": inpaint(arrays["picture"], arrays["mask"], progress)}


def _cut_out(arrays: Arrays, options: Options, progress: Progress) -> Results:
    """Options: subject, box (or None), attempt, model (path and preset, or None)."""
    picture, box, attempt = arrays["picture"], options["box"], options["attempt"]
    note, before = "", 0
    if options["model"] is not None and box is None:
        try:
            if attempt == 0:
                return _by_model(picture, options["model"], progress)
            # what the model made was the first
            before = 1
        except ModelError as error:
            note = str(error)
    cut = cut_out(picture, options["subject"], box, attempt - before, progress)
    return _results(replace(cut, count=cut.count + before), note)


def _cut_out_head(arrays: Arrays, options: Options, progress: Progress) -> Results:
    """Options: box (or None), attempt."""
    return _results(cut_out_head(arrays["picture"], options["box"], options["attempt"], progress))


def _from_matte(arrays: Arrays, _options: Options, progress: Progress) -> Results:
    return _results(from_matte(arrays["picture"], arrays["coarse"], progress))


def _correct(arrays: Arrays, options: Options, progress: Progress) -> Results:
    """Options: keep."""
    masks = (arrays["matte"], arrays["stroke"])
    region, matte, places, tiles = correct(
        arrays["picture"], *masks, options["keep"], arrays["kept"], arrays["removed"], progress
    )
    return {"region": np.array(region), "matte": matte, "places": places, "tiles": tiles}


def _find_portrait(arrays: Arrays, _options: Options, progress: Progress) -> Results:
    """Arrays: picture, and matte if there is one."""
    found = find_portrait(arrays["picture"], arrays.get("matte"), progress)
    marks = found.landmarks
    return {
        "landmarks": np.array([marks.crown, marks.chin, marks.left_eye, marks.right_eye], np.float64),
        "faces": np.array([(face.x, face.y, face.width, face.height) for face in found.faces], np.float64),
        "n_faces": np.array(len(found.faces)),
        "eyes_found": np.array(found.eyes_found),
        "crown_found": np.array(found.crown_found),
        "chin_clarity": np.array(found.chin_clarity),
        "hat": np.array(found.hat),
        "glasses": np.array(found.glasses),
    }


def _measure_portrait(arrays: Arrays, _options: Options, progress: Progress) -> Results:
    """Arrays: picture, landmarks (4 × 2: crown, chin, left and right eye), and matte if there is one."""
    progress(0.0)
    points = [(float(x), float(y)) for x, y in arrays["landmarks"]]
    quality = measure_portrait(arrays["picture"], Landmarks(*points), arrays.get("matte"))
    progress(1.0)
    return {field.name: np.array(getattr(quality, field.name), np.float64) for field in fields(quality)}


def _pick(arrays: Arrays, options: Options, _progress: Progress) -> Results:
    """Arrays: picture, and patch_0, patch_1 … over it. Options: seed, tolerance, is_contiguous, and rects: of the
    patches."""
    patches = [(Rect(*rect), arrays[f"patch_{index}"]) for index, rect in enumerate(options["rects"])]
    bounds, coverage = pick(
        arrays["picture"],
        options["seed"],
        options["tolerance"],
        is_contiguous=options["is_contiguous"],
        patches=patches,
    )
    return _part(bounds, coverage)


def _grow(arrays: Arrays, options: Options, _progress: Progress) -> Results:
    """Options: radius. As the other two that change a mask's shape, it gives what changes."""
    return _part(*changed(arrays["mask"], grow(arrays["mask"], options["radius"])))


def _shrink(arrays: Arrays, options: Options, _progress: Progress) -> Results:
    """Options: radius."""
    return _part(*changed(arrays["mask"], shrink(arrays["mask"], options["radius"])))


def _fill_holes(arrays: Arrays, _options: Options, _progress: Progress) -> Results:
    return _part(*changed(arrays["mask"], fill_holes(arrays["mask"])))


def _part(bounds: Rect, coverage: Mask) -> Results:
    return {"bounds": np.array(bounds), "coverage": coverage}


def _by_model(picture: NDArray[Any], model: tuple[str, str], progress: Progress) -> Results:
    path, preset = model
    coarse = predict(Path(path), working_copy(picture, MODEL_SIDE), preset)
    if not coarse.any():
        raise ModelError(f"“{Path(path).name}” found nothing in this photo, so the program’s own engine looked.")
    progress(0.5)
    cut = from_matte(picture, coarse, lambda part: progress(0.5 + part / 2))
    # another attempt asks the engine inside the program
    return {**_results(cut), "count": np.array(2)}


def _results(cut: Cut, note: str = "") -> Results:
    return {
        "matte": cut.matte,
        "places": cut.places,
        "tiles": cut.tiles,
        "count": np.array(cut.count),
        "doubt": np.array(cut.doubt),
        "note": np.array(note),
    }


TASKS: dict[str, Callable[[Arrays, Options, Progress], Results]] = {
    "inpaint": _inpaint,
    "cut_out": _cut_out,
    "cut_out_head": _cut_out_head,
    "from_matte": _from_matte,
    "correct": _correct,
    "find_portrait": _find_portrait,
    "measure_portrait": _measure_portrait,
    "pick": _pick,
    "grow": _grow,
    "shrink": _shrink,
    "fill_holes": _fill_holes,
}
