"""What the brush does in each job: it marks, corrects the matte, or points at what the matte should hold."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from picwish_desktop.model.gesture import Gesture
from picwish_desktop.ui.canvas.brush import BrushStroke
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.cutout_surface import CutoutSurface
from picwish_desktop.ui.canvas.document_view import CanvasJob, DocumentView
from picwish_desktop.ui.canvas.erasing import ErasingStroke
from picwish_desktop.ui.canvas.hint_stroke import Hint, HintStroke
from picwish_desktop.ui.canvas.matte_stroke import MatteStroke
from picwish_desktop.ui.canvas.stroke import Stroke
from picwish_desktop.ui.canvas.surface import Surface

FIRST_HARDNESS = 0.8


class Painting:
    """Begins a brush's strokes."""

    def __init__(
        self,
        view: DocumentView,
        begin: Callable[[str], Gesture | None],
        hint_drawn: Callable[[Hint], None],
    ) -> None:
        """`begin` starts a gesture, or says None when nothing may be changed now."""
        self._view = view
        self._begin = begin
        self._hint_drawn = hint_drawn
        self.is_smart = True
        """Whether a stroke on a cutout points at something, and does not paint the matte itself."""
        self.hardness = FIRST_HARDNESS
        """Of the brush on the matte, 0 to 1."""

    def stroke(self, diameter: int, *, is_erasing: bool) -> BrushStroke | None:
        if self._view.job is CanvasJob.MARK:
            return self._mark_stroke(diameter, is_erasing)
        document = self._view.document
        if self.is_smart or document is None or document.state.cutout is None:
            return self._hint_stroke(diameter, is_erasing)
        return self._matte_stroke(diameter, is_erasing)

    def _mark_stroke(self, diameter: int, is_erasing: bool) -> BrushStroke | None:
        """None when there is nothing to erase because a preview hides the mark."""
        document = self._view.document
        if document is None or (is_erasing and document.state.preview is not None):
            return None
        gesture = self._begin(_erase() if is_erasing else _paint())
        if gesture is None:
            return None
        try:
            if not is_erasing:
                # beside a painted mask rectangles are no rectangles to a provider
                gesture.flatten_rectangles()
            # before the stroke draws on the surface itself
            self._view.draw_missing()
            # only now: what begins a gesture may have made another surface
            surface = self._view.surface
            assert isinstance(surface, Surface)
            if is_erasing:
                return ErasingStroke(gesture, document, surface, diameter, self._view.draw_missing)
            return Stroke(gesture, document.selection.mask, surface, diameter, is_marking=True)
        except BaseException:
            gesture.cancel()
            raise

    def _matte_stroke(self, diameter: int, is_erasing: bool) -> BrushStroke | None:
        gesture = self._begin(_remove() if is_erasing else _keep())
        if gesture is None:
            return None
        try:
            if not self._view.is_cutout_shown:
                # on the photo too it is to be seen what is painted
                self._view.set_cutout_view(CutoutView.OUTLINE)
            surface = self._view.surface
            assert isinstance(surface, CutoutSurface)
            return MatteStroke(gesture, surface, diameter, self.hardness, is_keeping=not is_erasing)
        except BaseException:
            gesture.cancel()
            raise

    def _hint_stroke(self, diameter: int, is_erasing: bool) -> BrushStroke | None:
        document = self._view.document
        if document is None or not self._view.may_hint or (is_erasing and document.state.cutout is None):
            return None
        hint = Hint(diameter, is_keeping=not is_erasing)
        self._view.add_hint(hint)

        def done(drawn: Hint | None) -> None:
            if drawn is None:
                self._view.remove_hint(hint)
            else:
                self._hint_drawn(drawn)

        return HintStroke(hint, self._view.update_photo, done)


def _paint() -> str:
    return QCoreApplication.translate("Canvas", "Paint")


def _erase() -> str:
    return QCoreApplication.translate("Canvas", "Erase")


def _keep() -> str:
    return QCoreApplication.translate("Canvas", "Keep")


def _remove() -> str:
    return QCoreApplication.translate("Canvas", "Remove")
