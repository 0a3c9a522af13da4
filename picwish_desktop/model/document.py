"""The picture being edited: a photo that never changes, what is marked on it, and what was done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from weakref import ref

from picwish_desktop.model.cutout import Cutout, Look, Matte
from picwish_desktop.model.edit import Edit, render
from picwish_desktop.model.extent import extent
from picwish_desktop.model.frame import Frame, frame
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.photo import Photo, Pixels
from picwish_desktop.model.selection import Combine, Selection
from picwish_desktop.model.state import Change, Content, DocumentStep, Saved, State, change_between
from picwish_desktop.model.undo import DEFAULT_LIMIT, UndoStack

Listener = Callable[[Change], None]


@dataclass(slots=True)
class Lock:
    """Whether a document must not leave this computer. What was asked for it keeps this, and not the document."""

    is_on: bool = False


class Document:
    """One opened photo. Not for several threads at once, but what `state` and `photo` hold never changes."""

    def __init__(self, photo: Photo, undo_limit: int = DEFAULT_LIMIT) -> None:
        self.photo = photo
        self.selection = Selection(photo.width, photo.height)
        self.state = State()
        self.lock = Lock()
        self.stamp = photo.stamp
        """Of the opened file as it was read, or as it was saved from here: by it paid work knows its photo in a later
        run."""
        self._saved_edits: tuple[Edit, ...] | None = ()
        """None for none: not even the photo as it was opened is in a file."""
        self._saved_cutout = Content()
        """Without edits."""
        self._saved_id_photo: IdPhoto | None = None
        self._subject: tuple[ref[Matte], int, Rect] | None = None
        """Of which matte in which version, and where its subject is."""
        self._matte_touched = EMPTY
        """Where it changed since."""
        self._undo: UndoStack[DocumentStep] = UndoStack(undo_limit)
        self._gesture: Gesture | None = None
        self.gestures = 0
        """How many have begun."""
        self._waiting: list[Callable[[], None]] = []
        """For the one that goes on."""
        self._listeners: list[Listener] = []
        self._untold: list[Change] | None = None
        """What is told when the gesture that is done in one go ends."""

    # what others see

    @property
    def is_private(self) -> bool:
        """Whether it must not leave this computer."""
        return self.lock.is_on

    @is_private.setter
    def is_private(self, is_private: bool) -> None:
        self.lock.is_on = is_private

    @property
    def saved(self) -> Saved:
        state = self.state
        return Saved(
            state.edits == self._saved_edits,
            state.cutout is None or replace(state.content, edits=()) == self._saved_cutout,
            state.id_photo is None or state.id_photo == self._saved_id_photo,
        )

    @property
    def has_unsaved_changes(self) -> bool:
        """Whether closing would lose a result, kept or still a preview."""
        saved = self.saved
        return not saved.edits or not saved.cutout or self.state.preview is not None

    @property
    def is_worth_recovering(self) -> bool:
        """Whether a crash would lose something: also an ID photo, which nobody is asked about when it closes, and what
        is only marked."""
        return self.has_unsaved_changes or not self.saved.id_photo or not self.selection.is_empty

    @property
    def is_changing(self) -> bool:
        """Whether a gesture goes on."""
        return self._gesture is not None

    @property
    def undo_label(self) -> str | None:
        return self._undo.undo_label

    @property
    def last_step(self) -> DocumentStep | None:
        """What undo would take back; None where there is nothing."""
        return self._undo.done

    @property
    def redo_label(self) -> str | None:
        return self._undo.redo_label

    @property
    def undo_nbytes(self) -> int:
        return self._undo.nbytes

    def pixels(self, rect: Rect | None = None) -> Pixels:
        """The picture with everything kept so far, without a preview."""
        return render(self.photo, self.state.edits, rect)

    def subject_bounds(self) -> Rect:
        """The smallest rectangle that holds everything of the cutout; empty where there is nothing. While a gesture
        changes the matte, it may be what it was before."""
        cutout = self.state.cutout
        if cutout is None:
            return EMPTY
        # what is found during a gesture holds for no version: the gesture may be taken back
        version = -1 if self.is_changing else self.state.matte_version
        known, matte = self._subject, cutout.matte
        if known is None or known[0]() is not matte:
            known = self._subject = ref(matte), version, extent(matte, self.photo.bounds)
        elif known[1] != self.state.matte_version:
            known = self._subject = ref(matte), version, extent(matte, known[2].union(self._matte_touched))
        else:
            return known[2]
        self._matte_touched = EMPTY
        return known[2]

    def touch_matte(self, rect: Rect) -> None:
        """Tell that the matte changed inside `rect`."""
        self._matte_touched = self._matte_touched.union(rect)

    def frame(self) -> Frame:
        """What a saved cutout shows of the photo."""
        return frame(self.state.look.framing, self.photo.bounds, self.subject_bounds())

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called after each change; the answer ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # gestures

    def when_unchanging(self, call: Callable[[], None]) -> None:
        """Call once, as soon as the gesture that goes on has ended, before the listeners hear of that."""
        self._waiting.append(call)

    def begin(self, label: str) -> Gesture:
        """Start a gesture. Everything until its `commit` is one undo step."""
        if self._gesture is not None:
            raise RuntimeError(f"“{label}” began before “{self._gesture.label}” ended")
        self._gesture = Gesture(self, label)
        self.gestures += 1
        return self._gesture

    @contextmanager
    def gesture(self, label: str) -> Iterator[Gesture]:
        """A gesture that is committed at the end of the block, or taken back when the block raises. The listeners are
        told once, after that: nobody draws what is half done."""
        gesture = self.begin(label)
        with self._telling_once():
            try:
                yield gesture
            except BaseException:
                gesture.cancel()
                raise
            gesture.commit()

    def undo(self) -> None:
        """Take the last step back; nothing during a gesture or when there is none. Where memory runs out, nothing
        changes before this raises; so with `redo`."""
        if self._gesture is None and (step := self._undo.done) is not None:
            change = self._apply(step, step.before, step.counts[0])
            self._undo.undo()
            self.notify(change)

    def redo(self) -> None:
        if self._gesture is None and (step := self._undo.undone) is not None:
            change = self._apply(step, step.after, step.counts[1])
            self._undo.redo()
            self.notify(change)

    # what a person does in one go

    def set_rectangles(self, label: str, rectangles: Iterable[Rect]) -> None:
        """Raises TooManyRectanglesError and changes nothing when there are too many."""
        with self.gesture(label) as gesture:
            gesture.set_rectangles(rectangles)

    def set_mask(self, label: str, mask: Mask) -> None:
        """Take `mask` (0 or 255, the picture's size) in place of the painted one."""
        with self.gesture(label) as gesture, gesture.painting(self.selection.area) as painted:
            painted[:] = mask

    def combine(self, label: str, area: Rect, coverage: Mask, how: Combine) -> None:
        """Mark what `coverage` (0 or 255, of the shape of `area`, which lies inside the picture) covers, or unmark it.
        It is kept: nobody may change it any more. Rectangles become part of the mask, unless nothing is taken away
        from any of them."""
        with self.gesture(label) as gesture:
            gesture.combine(area, coverage, how)

    def flatten_rectangles(self) -> None:
        """Make the rectangles part of the mask."""
        with self.gesture("Rectangles to mask") as gesture:
            gesture.flatten_rectangles()

    def mark_all(self) -> None:
        with self.gesture("Mark all") as gesture:
            gesture.mark_all()

    def invert(self) -> None:
        """Mark exactly what was not marked. Rectangles become part of the mask."""
        with self.gesture("Invert mark") as gesture:
            gesture.invert()

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

    def set_cutout(self, label: str, cutout: Cutout | None) -> None:
        """Take `cutout` in place of the one there was; None for none: then there is no ID photo made of it, either."""
        made = self.state.id_photo
        is_of_cutout = made is not None and made.framed is None and not made.keeps_background
        id_photo = None if cutout is None and is_of_cutout else made
        with self.gesture(label) as gesture:
            gesture.set_state(replace(self.state, cutout=cutout, id_photo=id_photo))

    def set_look(self, label: str, look: Look) -> None:
        with self.gesture(label) as gesture:
            gesture.set_state(replace(self.state, look=look))

    def set_id_photo(self, label: str, id_photo: IdPhoto | None) -> None:
        with self.gesture(label) as gesture:
            gesture.set_state(replace(self.state, id_photo=id_photo))

    def mark_saved(self, content: Content) -> None:
        """Tell that `content` is in a file: the picture with its edits, or a cutout, in which what the edits did may
        not be seen. The document may have gone on since."""
        if content.cutout is None:
            self._saved_edits = content.edits
        else:
            self._saved_cutout = replace(content, edits=())
        self.notify(Change(history=True))

    def mark_id_photo_saved(self) -> None:
        """Tell that the ID photo as it is now is in a file or on a ticket."""
        self._saved_id_photo = self.state.id_photo
        self.notify(Change(history=True))

    def restore_saved(self, saved: Saved, *, is_photo_in_file: bool) -> None:
        """Tell which parts, as they are now, were in a file when an earlier run of the program ended, and whether the
        photo without edits still is."""
        if saved.edits:
            self._saved_edits = self.state.edits
        elif not (is_photo_in_file and self.state.edits):
            self._saved_edits = None
        if saved.cutout:
            self._saved_cutout = replace(self.state.content, edits=())
        if saved.id_photo:
            self._saved_id_photo = self.state.id_photo
        self.notify(Change(history=True))

    # for Gesture

    def finish_gesture(self, step: DocumentStep | None) -> None:
        """Called by the gesture itself when it ends; `step` is None when nothing changed. Does not tell the listeners.
        Where memory runs out, the gesture has not ended."""
        if step is not None:
            self._undo.push(step)
        self._gesture = None
        waiting, self._waiting = self._waiting, []
        for ended in waiting:
            ended()

    def enter(self, state: State) -> Change:
        """Make `state` the current one and say what must be drawn again, without telling the listeners."""
        change = change_between(self.state, state, self.photo.bounds)
        if state.rectangles != self.selection.rectangles:
            self.selection.set_rectangles(state.rectangles)
        self.state = state
        return change

    def put_back(self, state: State, count: int, mask: Rect, matte: Rect, *, is_step: bool = False) -> Change:
        """As `enter`, of a state that there was when `count` pixels were marked. The mask and the matte are again what
        they were then, which changed them inside these rectangles. `is_step`: by taking one back, or repeating it."""
        change = change_between(self.state, state, self.photo.bounds)
        self.selection.put_back(state.rectangles, count, mask)
        self.touch_matte(matte)
        self.state = state
        return replace(change, mask=mask, matte=change.matte.union(matte), history=is_step, again=is_step)

    def notify(self, change: Change) -> None:
        if self._untold is not None:
            self._untold.append(change)
            return
        for listener in tuple(self._listeners):
            listener(change)

    @contextmanager
    def _telling_once(self) -> Iterator[None]:
        self._untold = untold = list[Change]()
        try:
            yield
        finally:
            self._untold = None
            if untold:
                self.notify(reduce(Change.union, untold))

    def _apply(self, step: DocumentStep, state: State, count: int) -> Change:
        mask, matte = (EMPTY if patch is None else patch.bounds for patch in (step.mask, step.matte))
        step.apply(self.selection.mask)
        return self.put_back(state, count, mask, matte, is_step=True)
