"""What a document is at one moment, a step between two such moments, and what a step changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from picwish_desktop.model.backdrop import PictureBackdrop
from picwish_desktop.model.cutout import Cutout, Look
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import EMPTY, Rect, bounds_of
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.model.mask import Mask, MaskPatch
from picwish_desktop.model.photo import Pixels


@dataclass(frozen=True, slots=True)
class Content:
    """What a saved file would show; equal while nothing of it changed."""

    edits: tuple[Edit, ...] = ()
    cutout: Cutout | None = None
    look: Look = field(default_factory=Look)
    matte_version: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """Which parts of a document are in a file as they are now; what there is not is not missing there."""

    edits: bool = False
    cutout: bool = False
    id_photo: bool = False
    """Also where it is on a ticket."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything a step can change except the mask and the matte, which are too large to copy."""

    rectangles: tuple[Rect, ...] = ()
    edits: tuple[Edit, ...] = ()
    preview: Edit | None = None
    """A result that was neither kept nor discarded yet."""
    cutout: Cutout | None = None
    look: Look = field(default_factory=Look)
    matte_version: int = 0
    """Another after each gesture that changes the matte."""
    id_photo: IdPhoto | None = None

    @property
    def visible_edits(self) -> tuple[Edit, ...]:
        return self.edits if self.preview is None else (*self.edits, self.preview)

    @property
    def subject_edits(self) -> tuple[Edit, ...]:
        """What lies over the photo where the cutout is shown."""
        over = 0 if self.cutout is None else self.cutout.over
        return (*self.visible_edits[:over], *self.clean_colors, *self.visible_edits[over:])

    @property
    def clean_colors(self) -> tuple[Edit, ...]:
        """The cutout's own colours where they are shown."""
        return () if self.cutout is None or not self.look.edge.cleans_colors else (self.cutout.colors,)

    @property
    def content(self) -> Content:
        if self.cutout is None:
            return Content(self.edits)
        return Content(self.edits, self.cutout, self.look, self.matte_version)

    def _held(self) -> Iterator[Pixels]:
        """What takes memory for as long as the state can be brought back."""
        edits, cutout = self.visible_edits, self.cutout
        if cutout is not None:
            edits = *edits, cutout.colors
            yield from (array for array in (cutout.matte, cutout.kept, cutout.removed) if array is not None)
        for edit in edits:
            yield from (patch.pixels for patch in edit.patches)
        if isinstance(self.look.backdrop, PictureBackdrop):
            yield self.look.backdrop.picture.pixels
        if self.id_photo is not None and self.id_photo.framed is not None:
            yield self.id_photo.framed.pixels


@dataclass(frozen=True, slots=True)
class DocumentStep:
    label: str
    before: State
    after: State
    counts: tuple[int, int]
    """Marked pixels before and after."""
    mask: MaskPatch | None
    matte: MaskPatch | None = None
    """Of the matte that both states have."""
    state_nbytes: int = field(init=False)
    """What only one of the states holds."""

    def __post_init__(self) -> None:
        before, after = ({id(array): array.nbytes for array in state._held()} for state in (self.before, self.after))
        held = sum((before | after)[array] for array in before.keys() ^ after.keys())
        # once: it is asked for after each step, of all steps
        object.__setattr__(self, "state_nbytes", held)

    @property
    def changes_mark(self) -> bool:
        return self.mask is not None or self.before.rectangles != self.after.rectangles

    def apply(self, mask: Mask) -> None:
        """Change `mask` and the matte from one end of the step to the other, or nothing where this raises."""
        if self.mask is not None:
            self.mask.apply(mask)
        if self.matte is not None and self.before.cutout is not None:
            try:
                self.matte.apply(self.before.cutout.matte)
            except MemoryError:
                if self.mask is not None:
                    self.mask.apply(mask)
                raise

    @property
    def nbytes(self) -> int:
        """An upper bound: what two steps add and remove counts in both."""
        return self.state_nbytes + sum(patch.nbytes for patch in (self.mask, self.matte) if patch is not None)

    @property
    def settled_nbytes(self) -> int:
        """As `nbytes`, without the patches that the packer has yet to make smaller."""
        patches = (patch for patch in (self.mask, self.matte) if patch is not None)
        return self.state_nbytes + sum(patch.nbytes for patch in patches if not patch.is_waiting)


@dataclass(frozen=True, slots=True)
class Change:
    """What must be drawn again. An empty rectangle means nothing of that kind."""

    mask: Rect = EMPTY
    pixels: Rect = EMPTY
    matte: Rect = EMPTY
    subject: Rect = EMPTY
    """Where the cutout's own colours are others."""
    rectangles: bool = False
    look: bool = False
    cutout: bool = False
    """There is one now, none any more, or another matte altogether."""
    id_photo: bool = False
    history: bool = False
    """A step was added, taken back or repeated."""
    again: bool = False
    """It was like this before: a step was taken back or repeated."""

    def union(self, other: Change) -> Change:
        """What must be drawn again when both happened."""
        return Change(
            mask=self.mask.union(other.mask),
            pixels=self.pixels.union(other.pixels),
            matte=self.matte.union(other.matte),
            subject=self.subject.union(other.subject),
            rectangles=self.rectangles or other.rectangles,
            look=self.look or other.look,
            cutout=self.cutout or other.cutout,
            id_photo=self.id_photo or other.id_photo,
            history=self.history or other.history,
            again=self.again and other.again,
        )


def change_between(before: State, after: State, area: Rect) -> Change:
    """What must be drawn again when one state takes the place of another; `area` is the whole photo."""
    if before is after:
        # as of a stroke, which changes only what is too large to copy
        return Change()
    is_other_cutout = _matte_id(before) != _matte_id(after)
    return Change(
        pixels=_difference(before.visible_edits, after.visible_edits),
        matte=area if is_other_cutout else EMPTY,
        subject=_difference(before.clean_colors, after.clean_colors),
        rectangles=before.rectangles != after.rectangles,
        look=before.look != after.look,
        cutout=is_other_cutout,
        id_photo=before.id_photo != after.id_photo,
    )


def _matte_id(state: State) -> int | None:
    return None if state.cutout is None else id(state.cutout.matte)


def _difference(before: tuple[Edit, ...], after: tuple[Edit, ...]) -> Rect:
    """What must be drawn again when one list of edits takes the place of the other."""
    shared = 0
    while shared < min(len(before), len(after)) and before[shared] is after[shared]:
        shared += 1
    return bounds_of(edit.bounds for edit in (*before[shared:], *after[shared:]))
