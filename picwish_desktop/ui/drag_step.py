"""What a person drags is one step of undo, however many changes it is."""

from __future__ import annotations

from picwish_desktop.model.document import Document
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.state import State


class DragStep:
    """At most one at a time."""

    def __init__(self) -> None:
        self._open: tuple[Document, Gesture] | None = None

    def change(self, document: Document, label: str, state: State, is_final: bool) -> None:
        """Let `document` have `state`; `is_final` makes a step of it and of what was dragged before."""
        if self._open is not None and self._open[0] is not document:
            self.end()
        if self._open is None:
            self._open = document, document.begin(label)
        self._open[1].set_state(state)
        if is_final:
            self.end()

    @property
    def label(self) -> str:
        """Of what is being dragged; empty where nothing is."""
        return "" if self._open is None else self._open[1].label

    def end(self) -> None:
        """Something else is about to happen: what is dragged stays where it is."""
        drag, self._open = self._open, None
        if drag is not None:
            drag[1].commit()

    def cancel(self) -> None:
        """What is dragged goes back to where it was."""
        drag, self._open = self._open, None
        if drag is not None:
            drag[1].cancel()
