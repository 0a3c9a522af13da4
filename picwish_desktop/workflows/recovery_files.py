"""The files beside a document that is kept on disk: written once, and checked when they are read."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias, TypeVar
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import MARKED, Mask
from picwish_desktop.storage.atomic import sync_folder

Thing = TypeVar("Thing")
Data: TypeAlias = bytes | memoryview

KINDS = ("edit", "mask", "matte", "picture", "stroke")


class KeptFiles:
    """What one version of a document needs. What never changes is written by the first version that has it."""

    def __init__(self, folder: Path, before: KeptFiles | None = None) -> None:
        self._folder = folder
        self.checks: dict[str, int] = {}
        """CRC-32 of each file, by its name."""
        self._written: dict[int, tuple[object, str]] = {}
        """What never changes and its file. It is held, so that its `id` is nobody else's."""
        self._before = {} if before is None else before._written
        self._checks_before = {} if before is None else before.checks

    def keep(self, kind: str, thing: Thing, pack: Callable[[Thing], Sequence[Data]]) -> str:
        """The name of the file of `thing`, which never changes. Raises OSError."""
        known = self._written.get(id(thing)) or self._before.get(id(thing))
        name = self.write(kind, *pack(thing)) if known is None else self.reuse(known[1])
        self._written[id(thing)] = thing, name
        return name

    def write(self, kind: str, *parts: Data) -> str:
        """The name of a new file, one of `KINDS`. Raises OSError; `remove_others` takes what there is of it then."""
        name, check = f"{kind}-{uuid4().hex}", 0
        with (self._folder / name).open("xb") as file:
            for part in parts:
                file.write(part)
                check = zlib.crc32(part, check)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self._folder)
        self.checks[name] = check
        return name

    def reuse(self, name: str) -> str:
        """Have a file that the version before needed too."""
        if name not in self.checks:
            self.checks[name] = self._checks_before[name]
        return name

    def settle(self) -> None:
        """This version is on disk: let go of what only the one before it had."""
        self._before, self._checks_before = {}, {}


class StoredFiles:
    """Reads them."""

    def __init__(self, folder: Path, checks: object) -> None:
        """`checks` as in `KeptFiles`; a file that it lacks is read as it is. Raises ValueError."""
        if not isinstance(checks, dict):
            raise ValueError(f"{checks!r} says nothing of files")  # noqa: TRY004 (what is read is wrong, not who calls)
        self._folder = folder
        self._checks = checks

    def read(self, name: str) -> bytes:
        """Raises OSError, and ValueError for what is not as it was written."""
        data = (self._folder / name).read_bytes()
        if self._checks.get(name, zlib.crc32(data)) != zlib.crc32(data):
            raise ValueError(f"{name} is damaged")
        return data


def remove_others(folder: Path, needed: Collection[str]) -> None:
    """Remove what `KeptFiles` wrote and nobody needs. Never fails: what stays goes another time."""
    for kind in KINDS:
        for file in folder.glob(f"{kind}-*"):
            if file.name not in needed:
                with suppress(OSError):
                    file.unlink()


def pack_edit(edit: Edit) -> list[Data]:
    arrays = {f"p{number}": patch.pixels for number, patch in enumerate(edit.patches)}
    rects = np.array([patch.rect for patch in edit.patches])
    packed = io.BytesIO()
    np.savez(packed, label=edit.label, provider=edit.provider, rects=rects, **arrays)  # type: ignore[arg-type]
    return [packed.getbuffer()]


def unpack_edit(data: bytes) -> Edit:
    """Raises what `numpy.load` raises."""
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        patches = []
        for number, row in enumerate(stored["rects"].tolist()):
            pixels = stored[f"p{number}"]
            pixels.flags.writeable = False
            patches.append(Patch(Rect(*row), pixels))
        return Edit(str(stored["label"]), str(stored["provider"]), tuple(patches))


def pack_mask(painted: Mask) -> bytes:
    return zlib.compress(np.packbits(painted > 0).tobytes(), 1)


def unpack_mask(data: bytes, bounds: Rect) -> Mask:
    """Of that size. Raises ValueError or zlib.error."""
    bits = np.frombuffer(zlib.decompress(data), np.uint8)
    if bits.size != -(-bounds.area // 8):
        raise ValueError(f"{bits.size} bytes of a mask at {bounds}")
    return np.unpackbits(bits, count=bounds.area).reshape(bounds.height, bounds.width) * np.uint8(MARKED)


def pack_levels(levels: NDArray[np.uint8]) -> list[Data]:
    """A matte, or what was painted."""
    packer = zlib.compressobj(1)
    return [*map(packer.compress, pack_pixels(levels)), packer.flush()]


def unpack_levels(data: bytes) -> NDArray[np.uint8]:
    """Rows × columns, writable. Raises ValueError, EOFError or zlib.error."""
    return _array(zlib.decompress(data), 2)


def pack_pixels(pixels: NDArray[np.uint8]) -> list[Data]:
    """Photographs: compressing would gain little. They are not copied either, which would hold up all threads."""
    pixels = np.ascontiguousarray(pixels)
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, np.lib.format.header_data_from_array_1_0(pixels))
    return [header.getvalue(), pixels.data.cast("B")]


def unpack_pixels(data: bytes, channels: int = 3) -> NDArray[np.uint8]:
    """Rows × columns × `channels`, read-only. Raises ValueError or EOFError."""
    pixels = _array(data, 3)
    if pixels.shape[2] != channels:
        raise ValueError(f"a picture of {pixels.shape[2]} channels")
    pixels.flags.writeable = False
    return pixels


def _array(data: bytes, dimensions: int) -> NDArray[np.uint8]:
    array: NDArray[np.uint8] = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    if array.dtype != np.uint8 or array.ndim != dimensions or array.size == 0:
        raise ValueError(f"an array of {array.dtype}, {array.shape}")
    return array
