"""A person's own model, an `.onnx` file on this computer, asked for the mask of a picture. Nothing is ever fetched.

onnxruntime is an optional part of the program (the extra `ml`) and is imported here alone, when a model is first used.
A model is what somebody wrote: it is no larger than an ONNX file can be, no file that it names is opened, no library is
loaded for it, and it is run in a process of its own (`worker.py`, `model_check.py`), which it may spoil.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.storage.stamp import Stamp, stamp
from picwish_desktop.vision.model_presets import PRESETS, Meaning, Preset

MAX_BYTES = 2**31 - 1
"""Of a file, as https://onnxruntime.ai/docs/tutorials/web/large-models.html says of the format."""
MAX_SIDE = 4096
"""Pixels of what a model is fed, or gives back."""
MULTIPLE = 32
"""Of the sides of what is fed in proportion."""
THREADS = min(4, os.cpu_count() or 1)

_NUMBERS = {"tensor(float)": np.float32, "tensor(float16)": np.float16}


class ModelError(Exception):
    """One sentence for a person: the model's name, and what to do."""


class ModelFile:
    """A model that is loaded: one RGB picture goes in, a mask comes out."""

    def __init__(self, path: Path) -> None:
        """Raises ModelError."""
        self._name = path.name
        self._session = _open_session(path)
        fed = self._session.get_inputs()
        if len(fed) != 1 or fed[0].type not in _NUMBERS:
            raise self._wants_else()
        self._input, self._number = fed[0].name, _NUMBERS[fed[0].type]
        # a name in the place of a number leaves it open
        match [size if isinstance(size, int) else None for size in fed[0].shape]:
            case [1 | None, 3, rows, columns]:
                self._channels_last = False
            case [1 | None, rows, columns, 3]:
                self._channels_last = True
            case [1 | None, None, rows, columns]:
                self._channels_last = False
            case _:
                raise self._wants_else()
        if any(side is not None and not 1 <= side <= MAX_SIDE for side in (rows, columns)):
            raise self._wants_else()
        self._rows, self._columns = rows, columns

    def mask(self, picture: NDArray[np.uint8], preset: Preset) -> NDArray[np.uint8]:
        """Rows × columns of `picture`, 0 to 255. picture: rows × columns × RGB. Raises ModelError."""
        rows, columns = self._size(picture.shape[0], picture.shape[1], preset)
        fed: NDArray[Any] = _resized(picture, rows, columns).astype(np.float32)
        fed /= max(float(fed.max()), 1.0) if preset.is_stretched else 255.0
        fed = (fed - np.array(preset.mean)) / np.array(preset.deviation)
        fed = (fed if self._channels_last else fed.transpose(2, 0, 1))[np.newaxis]
        values = self._run(np.ascontiguousarray(fed, self._number), preset.output)
        mask = np.rint(_matte(values, preset.meaning) * 255).astype(np.uint8)
        return _resized(mask, picture.shape[0], picture.shape[1])

    def _size(self, height: int, width: int, preset: Preset) -> tuple[int, int]:
        rows, columns = preset.side, preset.side
        if preset.keeps_proportions:
            scale = preset.side / min(height, width)
            rows, columns = (
                min(max(round(side * scale / MULTIPLE), 1) * MULTIPLE, MAX_SIDE) for side in (height, width)
            )
        return self._rows or rows, self._columns or columns

    def _run(self, fed: NDArray[Any], output: int) -> NDArray[np.float64]:
        try:
            given = self._session.run([self._session.get_outputs()[output].name], {self._input: fed})[0]
            # of twice the bits, so that no difference is too large
            values = np.squeeze(np.asarray(given, np.float32)).astype(np.float64)
        # onnxruntime's errors have nothing in common
        except Exception as error:
            raise self._gives_none() from error
        if values.ndim != 2 or not values.size or max(values.shape) > MAX_SIDE or not np.isfinite(values).all():
            raise self._gives_none()
        return values

    def _wants_else(self) -> ModelError:
        return ModelError(
            f"“{self._name}” wants something other than one RGB picture. Choose a model for removing backgrounds."
        )

    def _gives_none(self) -> ModelError:
        return ModelError(f"“{self._name}” gave no mask of the picture. Choose another model in the settings.")


def predict(path: Path, picture: NDArray[np.uint8], preset: str) -> NDArray[np.uint8]:
    """How much of each pixel is the subject, 0 to 255: rows × columns of `picture`, which is rows × columns × RGB.

    The model stays loaded in this process for as long as its file is the same and no other is asked for. preset: a key
    of PRESETS. Raises ModelError.
    """
    known = path, stamp(path)
    if known not in _loaded:
        # before the other one is there: both may not fit
        _loaded.clear()
        _loaded[known] = ModelFile(path)
    return _loaded[known].mask(picture, PRESETS[preset])


_loaded: dict[tuple[Path, Stamp], ModelFile] = {}
"""At most one."""


def _open_session(path: Path) -> Any:
    """Raises ModelError."""
    content = _read(path)
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError(
            f"“{path.name}” needs onnxruntime, which is not installed. In the program’s folder, run: uv sync --extra ml"
        ) from error
    # the releases for Windows report to Microsoft otherwise
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    # the process lives on and shall keep neither the memory nor a core busy
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # what is wrong is raised
    options.log_severity_level = 4
    # or a model could call itself one of onnxruntime's own format, which is hardly checked
    options.add_session_config_entry("session.load_model_format", "ONNX")
    # where a model's other files are looked for: below a file there are none
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", __file__)
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"], enable_fallback=0)
    # onnxruntime's errors have nothing in common
    except Exception as error:
        raise ModelError(
            f"“{path.name}” is no model that can be used. Choose an ONNX model that is one file."
        ) from error


def _read(path: Path) -> bytes:
    """Raises ModelError."""
    try:
        # anything but a file could be read for ever
        if not path.is_file():
            raise ModelError(f"“{path.name}” is not there. Choose the model again in the settings.")
        if path.stat().st_size > MAX_BYTES:
            raise ModelError(f"“{path.name}” is larger than a model can be. Choose an ONNX model.")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"“{path.name}” cannot be read ({error.strerror or error}). Choose another model in the settings."
        ) from error


def _resized(picture: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.uint8]:
    shrinks = rows * columns < picture.shape[0] * picture.shape[1]
    resized = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return np.asarray(resized, np.uint8)


def _matte(values: NDArray[np.float64], meaning: Meaning) -> NDArray[np.float64]:
    """0 to 1."""
    least, greatest = float(values.min()), float(values.max())
    if meaning is Meaning.SPREAD and greatest > least:
        values = (values - least) / (greatest - least)
    # some files have the logistic function inside
    elif meaning is Meaning.LOGITS and not 0 <= least <= greatest <= 1:
        values = 1 / (1 + np.exp(-values.clip(-50, 50)))
    return values.clip(0, 1)
