"""How a mask from elsewhere is taken where that is not plain: which part of it marks, and at what size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.mask_file import Candidate, is_stretched
from picwish_desktop.imaging.mask_levels import DrawnBy
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.elided_label import ElidedLabel
from picwish_desktop.ui.widgets.labels import note, section
from picwish_desktop.ui.widgets.marked_percent import marked_percent
from picwish_desktop.ui.widgets.mask_preview import PREVIEW, MaskPreview, PreviewPictures
from picwish_desktop.ui.widgets.notices import Notices
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.signs import Sign

_MARGINS = 40
_AROUND = 430
_LEAST_HEIGHT = 80
_WHITE, _BLACK = "white", "black"
_CHOICES = {
    DrawnBy.BRIGHTNESS: ("White marks", "Black marks"),
    DrawnBy.OPACITY: ("Opaque marks", "Transparent marks"),
    DrawnBy.COLOR: ("What is drawn marks", "The rest marks"),
}
MOST = 0.5
"""No more can be removed at once."""


@dataclass(frozen=True, slots=True)
class MaskChoice:
    """What the person chose."""

    marks_white: bool
    how: Combine


class ImportMaskDialog(Dialog):
    """Show it with `open()`. Closing it is Cancel."""

    chosen = Signal(MaskChoice)

    def __init__(
        self,
        title: str,
        candidate: Candidate,
        size: tuple[int, int],
        pictures: PreviewPictures,
        *,
        is_ours: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`size` is the photo's width and height. Of a mask that `is_ours` it is not asked what marks."""
        super().__init__(title, PREVIEW.width() + _MARGINS, parent)
        self._candidate = candidate
        height = max(_LEAST_HEIGHT, min(PREVIEW.height(), self.height_beside(_AROUND)))
        self._preview = MaskPreview(pictures, QSize(PREVIEW.width(), height))
        self._facts = note()
        self._notices = Notices()
        self._size = size
        white, black = candidate.drawn_by.value
        texts = _CHOICES[candidate.drawn_by]
        self._polarity = Segmented(
            (
                (_WHITE, texts[0], f"What is {white} in the mask is to go"),
                (_BLACK, texts[1], f"What is {black} in the mask is to go"),
            )
        )
        self._how = Segmented(
            (
                (Combine.ADD.value, "Add to the mark", "What is marked already stays marked"),
                (Combine.NEW.value, "Replace the mark", "What is marked already is unmarked"),
            )
        )
        self._cancel = push_button("Cancel", "Leave the mark as it is (Esc)")
        self._import = push_button(title.split()[0], "Mark this (Enter)", "primary")
        self._polarity.set_current(_WHITE if candidate.marks_white else _BLACK)
        self._how.set_current(Combine.ADD.value)
        self._is_marked = bool(pictures.marked.any())
        self._lay_out(asks_polarity=not is_ours, asks_how=self._is_marked)
        self._polarity.chosen.connect(self._refresh)
        self._how.chosen.connect(self._refresh)
        self._cancel.clicked.connect(self.reject)
        self._import.clicked.connect(self._finish)
        self._refresh()

    def choice(self) -> MaskChoice:
        """What is chosen now."""
        return MaskChoice(self._polarity.current() == _WHITE, Combine(self._how.current()))

    def _refresh(self) -> None:
        choice = self.choice()
        share = self._candidate.share(marks_white=choice.marks_white)
        is_added = self._is_marked and choice.how is Combine.ADD
        self._preview.show_mark(marks_white=choice.marks_white, is_added=is_added)
        self._import.setEnabled(share > 0)
        if is_added and share > 0:
            share = max(share, self._preview.share)
        self._facts.setText(_facts(self._candidate, self._size, share, is_added=is_added))
        self._notices.show_notices([(Sign.ALERT, warning) for warning in _warnings(self._candidate, self._size, share)])
        self.fit()

    def _finish(self) -> None:
        self.chosen.emit(self.choice())
        self.accept()

    def _lay_out(self, *, asks_polarity: bool, asks_how: bool) -> None:
        self.body.addWidget(ElidedLabel(self._candidate.name))
        self.body.addWidget(self._preview)
        self.body.addWidget(self._facts)
        if asks_polarity:
            self.body.addWidget(section("What is marked"))
            self.body.addWidget(self._polarity)
        if asks_how:
            self.body.addSpacing(4)
            self.body.addWidget(section("What is marked already"))
            self.body.addWidget(self._how)
        self.body.addWidget(self._notices)
        self.add_buttons([self._cancel, self._import])


def scaling_sentence(what: str, size: tuple[int, int], photo: tuple[int, int]) -> str:
    """What scaling `what` from `size` to the photo's means."""
    sentence = f"{what} has {size[0]} × {size[1]} pixels, the photo {photo[0]} × {photo[1]}."
    if is_stretched(size, photo):
        return f"{sentence} Their proportions differ: it is stretched, and may not fit."
    return f"{sentence} It is scaled."


def _facts(candidate: Candidate, size: tuple[int, int], share: float, *, is_added: bool) -> str:
    # scaling makes thin lines a little wider, and of two marks together the preview tells
    fact = _share_sentence(share, is_counted=candidate.size == size and not is_added)
    is_scaled = candidate.size != size and not is_stretched(candidate.size, size)
    return f"{fact} {scaling_sentence('The mask', candidate.size, size)}" if is_scaled else fact


def _warnings(candidate: Candidate, size: tuple[int, int], share: float) -> list[str]:
    warnings = []
    if candidate.is_photo:
        warnings.append("Little of this is black or white, as a mask is: it may be a photograph.")
    if is_stretched(candidate.size, size):
        warnings.append(scaling_sentence("The mask", candidate.size, size))
    if share > MOST:
        warnings.append("At most half of a photo can be removed at once.")
    return warnings


def _share_sentence(share: float, *, is_counted: bool) -> str:
    if share == 0:
        return "The mask marks nothing this way."
    percent = marked_percent(share, MOST)
    about = "" if is_counted or not percent[0].isdigit() else "About "
    return f"{about}{percent} % of the photo is marked this way."
