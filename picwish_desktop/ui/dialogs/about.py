"""What this program is, and whom it owes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import note

CREDITS = (
    "Icons: Lucide (ISC). Font: Noto Sans, Google (SIL Open Font License 1.1).",
    "Sample photos: astronaut, NASA (public domain); coffee, Rachel Michetti, chelsea, Stefan van der Walt, and "
    "rocket, SpaceX (CC0); all by way of scikit-image.",
    "Built on Qt and PySide6 (LGPL 3), OpenCV (Apache 2.0), NumPy (BSD) and Pillow (MIT-CMU).",
)


class AboutDialog(Dialog):
    """Name, version and credits."""

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(f"PicWish Desktop {version}", 420, parent)
        self.body.addWidget(note("Removes objects from photographs, cuts subjects out, and changes nothing else."))
        self.body.addSpacing(4)
        for sentence in CREDITS:
            self.body.addWidget(note(sentence))
        close = push_button("Close", "Close this window (Esc)")
        close.clicked.connect(self.accept)
        self.add_buttons([close])
