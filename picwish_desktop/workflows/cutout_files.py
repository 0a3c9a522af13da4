"""A document's cutout as a picture: saved flat, in layers, or its matte alone; and as pixels for the clipboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.flatten import Flat, flatten, matte_alone
from picwish_desktop.imaging.layers import ENDINGS, write_layers
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.imaging.thumbnail import written_thumbnail
from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import render
from picwish_desktop.model.frame import Frame
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Photo, Pixels
from picwish_desktop.model.state import State
from picwish_desktop.storage.memory import give_back
from picwish_desktop.storage.reaching import reach

LAYERED = {name: ending for ending, name in ENDINGS.items()}
"""The endings of formats with layers, by their names."""

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class FrozenCutout:
    """A document's cutout as it was at one moment."""

    photo: Photo
    state: State
    matte: Matte
    frame: Frame
    subject: Rect

    def pixels(self, rect: Rect) -> Pixels:
        """The photo with everything kept, and with the subject's own colours along its edge."""
        return render(self.photo, self.state.subject_edits, rect)

    def behind(self, rect: Rect) -> Pixels:
        """The photo with everything kept, as it was before the cutout."""
        return render(self.photo, self.state.visible_edits, rect)

    def flat(self, on_progress: Progress | None = None) -> Flat:
        """All of it in one picture. Takes long: not for the window's thread."""
        return flatten(self.scene(), on_progress)

    def scene(self) -> Scene:
        """Not for the window's thread."""
        look, frame, subject = self.state.look, self.frame, self.subject
        return Scene(self.photo, self.pixels, self.behind, self.matte, look, frame, subject)


async def freeze(document: Document) -> FrozenCutout:
    """The cutout that `document` has, apart from what is painted from now on. Raises PictureError when it is dropped
    meanwhile."""
    while True:
        state, cutout, gestures = document.state, document.state.cutout, document.gestures
        if cutout is None:
            raise PictureError("The cutout is gone. Cut it out again, and save it then.")
        matte = await asyncio.to_thread(cutout.matte.copy)
        # a stroke that was drawn meanwhile may be in it by half, even if it was taken back
        if document.state is state and not document.is_changing and document.gestures == gestures:
            return FrozenCutout(document.photo, state, matte, document.frame(), document.subject_bounds())


async def save_cutout(
    document: Document, path: Path, encoding: Encoding, on_progress: Progress | None = None
) -> bytes | None:
    """Write the cutout as it looks to `path`, and answer with its thumbnail, where the file has no layers: those cannot
    be opened here. Raises PictureError; the old file is then still there."""
    frozen = await freeze(document)
    thumbnail = await reach(write_cutout, frozen, path, encoding, on_progress)
    document.mark_saved(frozen.state.content)
    return thumbnail


def write_cutout(
    frozen: FrozenCutout, path: Path, encoding: Encoding, on_progress: Progress | None = None
) -> bytes | None:
    """As `save_cutout`, on the caller's thread."""
    thumbnail = None
    # what was done before may have freed much that the C library still holds
    give_back()
    if encoding.format in LAYERED:
        write_layers(path, frozen.scene(), on_progress)
    else:
        flat = frozen.flat(on_progress)
        write(path, flat.pixels, flat.metadata, encoding)
        thumbnail = written_thumbnail(flat.pixels, flat.metadata, encoding)
        # or it would be given back only with the next one
        del flat
    give_back()
    return thumbnail


async def save_matte(document: Document, path: Path) -> None:
    """Write the matte alone, white where the subject is, as large as the photo. Raises PictureError."""
    frozen = await freeze(document)
    await reach(write_matte, frozen, path)


def write_matte(frozen: FrozenCutout, path: Path) -> None:
    """As `save_matte`, on the caller's thread. PNG whatever the name says."""
    flat = matte_alone(frozen.matte, frozen.state.look.edge, frozen.photo.metadata)
    write(path, flat.pixels, flat.metadata, Encoding("PNG"))
    give_back()
