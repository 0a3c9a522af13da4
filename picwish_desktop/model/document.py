"""The picture being edited: a photo that never changes, what is marked on it, and what was done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from picwish_desktop.model.edit import Edit, render
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.mask import MARKED, Mask, MaskPatch, MaskRecorder
from picwish_desktop.model.photo import Photo, Pixels
from picwish_desktop.model.selection import Selection, checked_rectangles
from picwish_desktop.model.undo import DEFAULT_LIMIT, UndoStack


@dataclass(frozen=True, slots=True)
class State:
    """Everything a step can change except the mask, which is too large to copy."""

    rectangles: tuple[Rect, ...] = ()
    edits: tuple[Edit, ...] = ()
    preview: Edit | None = None
    """A result that was neither kept nor discarded yet."""

    @property
    def visible_edits(self) -> tuple[Edit, ...]:
        return self.edits if self.preview is None else (*self.edits, self.preview)


@dataclass(frozen=True, slots=True)
class DocumentStep:
    label: str
    before: State
    after: State
    mask: MaskPatch | None

    @property
    def nbytes(self) -> int:
        """An upper bound: an edit that two steps add and remove counts in both."""
        edits = {id(edit): edit for edit in self.before.visible_edits}
        for edit in self.after.visible_edits:
            if edits.pop(id(edit), None) is None:
                edits[id(edit)] = edit
        return sum(edit.nbytes for edit in edits.values()) + (self.mask.nbytes if self.mask else 0)


@dataclass(frozen=True, slots=True)
class Change:
    """What must be drawn again. An empty rectangle means nothing of that kind."""

    mask: Rect = EMPTY
    pixels: Rect = EMPTY
    rectangles: bool = False
    history: bool = False
    """A step was added, taken back or repeated."""


Listener = Callable[[Change], None]


class Document:
    """One opened photo. Not for several threads at once, but what `state` and `photo` hold never changes."""

    def __init__(self, photo: Photo, undo_limit: int = DEFAULT_LIMIT) -> None:
        self.photo = photo
        self.selection = Selection(photo.width, photo.height)
        self.state = State()
        self.is_private = False
        """Whether it must not leave this computer."""
        self.stamp = photo.stamp
        """Of the opened file as it was read, or as it was saved from here."""
        self.saved_path: Path | None = None
        """Where Save writes without asking; None until the person chose a place."""
        self._saved_edits: tuple[Edit, ...] = ()
        self._undo: UndoStack[DocumentStep] = UndoStack(undo_limit)
        self._gesture: Gesture | None = None
        self._listeners: list[Listener] = []

    # what others see

    @property
    def has_unsaved_changes(self) -> bool:
        """Whether closing would lose a result, kept or still a preview."""
        return self.state.edits != self._saved_edits or self.state.preview is not None

    @property
    def undo_label(self) -> str | None:
        return self._undo.undo_label

    @property
    def redo_label(self) -> str | None:
        return self._undo.redo_label

    @property
    def undo_nbytes(self) -> int:
        return self._undo.nbytes

    def pixels(self, rect: Rect | None = None) -> Pixels:
        """The picture with everything kept so far, without a preview."""
        return render(self.photo, self.state.edits, rect)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called after each change; the answer ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # gestures

    def begin(self, label: str) -> Gesture:
        """Start a gesture. Everything until its `commit` is one undo step."""
        if self._gesture is not None:
            raise RuntimeError(f"“{label}” began before “{self._gesture.label}” ended")
        self._gesture = Gesture(self, label)
        return self._gesture

    @contextmanager
    def gesture(self, label: str) -> Iterator[Gesture]:
        """A gesture that is committed at the end of the block, or taken back when the block raises."""
        gesture = self.begin(label)
        try:
            yield gesture
        except BaseException:
            gesture.cancel()
            raise
        gesture.commit()

    def undo(self) -> None:
        """Take the last step back; nothing during a gesture or when there is none."""
        if self._gesture is None and (step := self._undo.undo()) is not None:
            self._apply(step, step.before)

    def redo(self) -> None:
        if self._gesture is None and (step := self._undo.redo()) is not None:
            self._apply(step, step.after)

    # what a person does in one go

    def set_rectangles(self, label: str, rectangles: Iterable[Rect]) -> None:
        """Raises TooManyRectanglesError and changes nothing when there are too many."""
        with self.gesture(label) as gesture:
            gesture.set_rectangles(rectangles)

    def set_mask(self, label: str, mask: Mask) -> None:
        """Take `mask` (0 or 255, the picture's size) in place of the painted one."""
        with self.gesture(label) as gesture, gesture.painting(self.selection.area) as painted:
            painted[:] = mask

    def invert(self) -> None:
        """Mark exactly what was not marked. Rectangles become part of the mask."""
        with self.gesture("Invert mark") as gesture:
            marked = self.selection.marked(self.selection.area)
            with gesture.painting(self.selection.area) as painted:
                painted[:] = MARKED - marked
            gesture.set_rectangles(())

    def clear_selection(self, label: str = "Clear mark") -> None:
        with self.gesture(label) as gesture:
            gesture.clear_selection()

    def propose(self, edit: Edit) -> None:
        """Show a result that can be kept or discarded."""
        with self.gesture(edit.label) as gesture:
            gesture.set_state(replace(self.state, preview=edit))

    def keep(self) -> None:
        """Make the preview part of the picture and clear what was marked."""
        if self.state.preview is None:
            return
        with self.gesture("Keep result") as gesture:
            gesture.set_state(replace(self.state, edits=self.state.visible_edits, preview=None))
            gesture.clear_selection()

    def discard(self) -> None:
        """Drop the preview; what was marked is marked again."""
        if self.state.preview is None:
            return
        with self.gesture("Discard result") as gesture:
            gesture.set_state(replace(self.state, preview=None))

    def mark_saved(self, path: Path, edits: tuple[Edit, ...]) -> None:
        """Tell that the picture with `edits` is at `path`; the document may have gone on since."""
        self.saved_path = path
        self._saved_edits = edits
        self.notify(Change(history=True))

    # for Gesture

    def finish_gesture(self, step: DocumentStep | None) -> None:
        """Called by the gesture itself when it ends; `step` is None when nothing changed."""
        self._gesture = None
        if step is not None:
            self._undo.push(step)
            self.notify(Change(history=True))

    def enter(self, state: State) -> Change:
        """Make `state` the current one and say what must be drawn again, without telling the listeners."""
        before = self.state
        touched = _bounds(before.rectangles).union(_bounds(state.rectangles))
        has_new_rectangles = before.rectangles != state.rectangles
        with self.selection.changing(touched if has_new_rectangles else EMPTY):
            self.state = state
            self.selection.rectangles = state.rectangles
        return Change(
            pixels=_difference(before.visible_edits, state.visible_edits),
            rectangles=has_new_rectangles,
        )

    def notify(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)

    def _apply(self, step: DocumentStep, state: State) -> None:
        mask = EMPTY
        if step.mask is not None:
            mask = step.mask.bounds
            with self.selection.changing(mask):
                step.mask.apply(self.selection.mask)
        self.notify(replace(self.enter(state), mask=mask, history=True))


class Gesture:
    """One undo step in the making. What it does shows at once; `commit` makes it a step, `cancel` takes it back."""

    def __init__(self, document: Document, label: str) -> None:
        self.label = label
        self._document = document
        self._before = document.state
        self._recorder = MaskRecorder(document.selection.mask)

    @contextmanager
    def painting(self, rect: Rect) -> Iterator[Mask]:
        """Inside the block the mask may be changed within `rect`, through the view it gives or any alias of it.

        `rect` is in picture coordinates; what lies outside the picture is left out.
        """
        selection = self._document.selection
        rect = rect.intersection(selection.area)
        self._recorder.touch(rect)
        with selection.changing(rect):
            yield selection.mask[rect.slices]
        self._document.notify(Change(mask=rect))

    def set_rectangles(self, rectangles: Iterable[Rect]) -> None:
        """Raises TooManyRectanglesError and changes nothing when there are too many."""
        inside = checked_rectangles(rectangles, self._document.selection.area)
        self.set_state(replace(self._document.state, rectangles=inside))

    def set_state(self, state: State) -> None:
        change = self._document.enter(state)
        self._document.notify(change)

    def clear_selection(self) -> None:
        bounds = self._document.selection.mask_bounds()
        if not bounds.is_empty:
            with self.painting(bounds) as painted:
                painted[:] = 0
        self.set_rectangles(())

    def commit(self) -> None:
        """End the gesture. It becomes an undo step when it changed anything."""
        document = self._document
        mask = self._recorder.patch()
        is_step = mask is not None or document.state != self._before
        document.finish_gesture(DocumentStep(self.label, self._before, document.state, mask) if is_step else None)

    def cancel(self) -> None:
        """End the gesture as if it had never begun."""
        document = self._document
        touched = self._recorder.touched
        with document.selection.changing(touched):
            self._recorder.restore()
        change = document.enter(self._before)
        document.finish_gesture(None)
        document.notify(replace(change, mask=touched))


def _bounds(rectangles: Iterable[Rect]) -> Rect:
    bounds = EMPTY
    for rectangle in rectangles:
        bounds = bounds.union(rectangle)
    return bounds


def _difference(before: tuple[Edit, ...], after: tuple[Edit, ...]) -> Rect:
    """What must be drawn again when one list of edits takes the place of the other."""
    shared = 0
    while shared < min(len(before), len(after)) and before[shared] is after[shared]:
        shared += 1
    return _bounds(edit.bounds for edit in (*before[shared:], *after[shared:]))
