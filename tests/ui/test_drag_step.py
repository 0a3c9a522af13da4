"""What is dragged is one step of undo."""

from dataclasses import replace

import numpy as np

from picwish_desktop.model.backdrop import ColorBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.drag_step import DragStep

RED, GREEN, BLUE = (ColorBackdrop(color) for color in ((255, 0, 0), (0, 255, 0), (0, 0, 255)))


def document() -> Document:
    return Document(Photo(np.zeros((8, 8, 3), np.uint8), Metadata("PNG")))


def drag(step: DragStep, dragged: Document, backdrop: ColorBackdrop, *, is_final: bool = False) -> None:
    state = dragged.state
    step.change(dragged, "Backdrop", replace(state, look=replace(state.look, backdrop=backdrop)), is_final)


def test_many_changes_are_taken_back_at_once() -> None:
    step, dragged = DragStep(), document()
    drag(step, dragged, RED)
    drag(step, dragged, GREEN)
    drag(step, dragged, BLUE, is_final=True)
    assert dragged.state.look.backdrop == BLUE
    dragged.undo()
    assert dragged.state.look == Look()
    dragged.redo()
    assert dragged.state.look.backdrop == BLUE


def test_what_is_cancelled_leaves_no_step() -> None:
    step, dragged = DragStep(), document()
    drag(step, dragged, RED)
    step.cancel()
    assert dragged.state.look == Look()
    assert not dragged.is_changing
    assert not dragged.undo_label


def test_another_document_ends_the_drag_of_the_one_before() -> None:
    step, first, second = DragStep(), document(), document()
    drag(step, first, RED)
    drag(step, second, GREEN)
    assert not first.is_changing
    assert first.state.look.backdrop == RED
    step.cancel()
    assert second.state.look == Look()
    assert first.state.look.backdrop == RED


def test_nothing_is_dragged_after_the_end() -> None:
    step, dragged = DragStep(), document()
    drag(step, dragged, RED, is_final=True)
    step.cancel()
    step.end()
    assert dragged.state.look.backdrop == RED
