"""Where and how the picture is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from picwish_desktop.storage.reaching import reach_soon
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.dialogs.save_format import (
    PhotoToSave,
    SaveFormat,
    consequences,
    format_named,
    format_of,
    formats_for,
    with_ending,
)
from picwish_desktop.ui.dialogs.save_place import NO_ANSWER, Place, find_place
from picwish_desktop.ui.dialogs.save_quality import SaveQuality
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.labels import note, section, warning


@dataclass(frozen=True)
class SaveChoice:
    """What the person chose. `quality` is None where nothing is lost, and for a JPEG saved as it came."""

    path: Path
    format: str
    quality: int | None


class SaveDialog(Dialog):
    """It asks before it lets a file be replaced; the caller need not ask again."""

    chosen = Signal(SaveChoice)

    def __init__(
        self,
        photo: PhotoToSave,
        suggested: Path,
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        *,
        changed: Path | None = None,
        jpeg_quality: int | None = None,
        webp_quality: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`changed` is a file that was saved here before, and that another wrote since."""
        super().__init__("Save cutout" if photo.is_cutout else "Save picture", 480, parent)
        self._photo = photo
        self._spawn = spawn
        self._changed = changed
        self._folder = suggested.parent
        """Of a name that is typed alone."""
        self._path = QLineEdit(str(suggested))
        self._browse = push_button("Browse…", "Choose the folder and the name")
        self._format = Choice("Format", "What kind of file is written")
        self._formats = formats_for(photo)
        for entry in self._formats:
            self._format.add(entry.name, entry.title)
        self._format.set_current((format_of(suggested) or self._formats[0]).name)
        self._quality = SaveQuality(photo.is_jpeg, jpeg_quality, webp_quality)
        self._note = note()
        self._problem = warning()
        self._replace = QCheckBox()
        self._place = Place()
        """What was found where it would be saved."""
        self._question: Path | None = None
        """What is asked to be replaced."""
        self._looking: asyncio.Task[None] | None = None
        self._looked_for: tuple[Path, Path] | None = None
        self._is_wanted = False
        """Whether it is to be saved as soon as it is known what is there."""
        self._save = push_button("Save", "Save the picture", "primary")
        self._cancel = push_button("Cancel", "Go back without saving (Esc)")
        self._lay_out()
        self._path.textEdited.connect(self._path_edited)
        self._format.activated.connect(self._format_chosen)
        self._quality.changed.connect(self._refresh)
        self._replace.toggled.connect(self._refresh)
        self._browse.clicked.connect(self._ask_path)
        self._save.clicked.connect(self._finish)
        self._cancel.clicked.connect(self.reject)
        self.finished.connect(self._stop_looking)
        self._refresh()

    def choice(self) -> SaveChoice:
        """What is chosen now."""
        return SaveChoice(with_ending(self._typed(), self._entry()), self._entry().name, self._quality.quality())

    def set_path(self, path: Path) -> None:
        """Save here; a known ending chooses the format."""
        self._path.setText(str(path))
        self._path_edited()

    def _typed(self) -> Path:
        text = self._path.text().strip()
        return self._folder / _home_expanded(text) if text else Path()

    def _entry(self) -> SaveFormat:
        return format_named(self._format.currentData())

    def _path_edited(self) -> None:
        entry = format_of(self._typed())
        if entry in self._formats:
            assert entry is not None
            self._format.set_current(entry.name)
        self._replace.setChecked(False)
        self._refresh()

    def _format_chosen(self) -> None:
        self._path.setText(str(with_ending(self._typed(), self._entry())))
        self._replace.setChecked(False)
        self._refresh()

    def _refresh(self) -> None:
        entry = self._entry()
        self._quality.show_format(entry.name)
        choice = self.choice()
        self._note.setText(consequences(entry, choice.quality, self._photo))
        if (self._typed(), choice.path) != self._looked_for:
            self._look()
        self._show_place()
        self.fit()

    def _look(self) -> None:
        """What was found before is shown until something else is: it would flicker with every letter."""
        self._stop_looking()
        typed, path = self._looked_for = self._typed(), self.choice().path
        self._looking = self._spawn(self._find(typed, path))

    def _stop_looking(self) -> None:
        self._is_wanted = False
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _find(self, typed: Path, path: Path) -> None:
        try:
            self._place = await reach_soon(find_place, typed, path, self._photo.opened_path)
        except TimeoutError:
            self._place = NO_ANSWER
        self._looking = None
        self._show_place()
        if self._is_wanted and self._save.isEnabled():
            self.chosen.emit(self.choice())
            self.accept()
        self._is_wanted = False

    def _show_place(self) -> None:
        if self._looking is not None:
            # who presses before it is known does not press in vain
            self._save.setEnabled(not self._is_wanted)
            return
        place = self._place
        question = self.choice().path if place.exists else None
        if question != self._question:
            # who ticked the one for another name did not mean this one
            self._question = question
            self._replace.setChecked(False)
        self._problem.setText(place.problem)
        self._problem.setVisible(bool(place.problem))
        self._replace.setVisible(place.exists)
        if place.exists:
            self._replace.setText(self._replace_question(self.choice().path))
        self._save.setEnabled(not place.problem and (not place.exists or self._replace.isChecked()))
        self.fit()

    def _replace_question(self, path: Path) -> str:
        if self._place.is_opened:
            return "Replace the photo you opened: the original will be gone"
        shown = self.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, 220)
        why = "was changed since you saved it" if path == self._changed else "is there already"
        return f"Replace {shown}, which {why}".replace("&", "&&")

    def _ask_path(self) -> None:
        dialog = QFileDialog(self, "Save picture", self._path.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # A lambda would hold this dialog, and could let go of it in the middle of the file dialog's own end.
        dialog.fileSelected.connect(self._path_found)
        dialog.open()

    def _path_found(self, path: str) -> None:
        self.set_path(Path(path))

    def _finish(self) -> None:
        # what was not there a moment ago may be now
        self._look()
        self._is_wanted = True
        self._show_place()

    def _lay_out(self) -> None:
        self._path.setAccessibleName("File")
        self._path.setToolTip("Folder and name of the file")
        self._replace.setAccessibleName("Replace the file")
        self._replace.setToolTip("The file that is there now will be gone")
        self._problem.hide()
        self._replace.hide()
        path = QHBoxLayout()
        path.setSpacing(8)
        path.addWidget(self._path, 1)
        path.addWidget(self._browse)
        # One line for either of them, there even when it is empty: nothing may jump while a name is typed.
        verdict = QWidget()
        verdict.setFixedHeight(24)
        self._problem.setWordWrap(False)
        line = QHBoxLayout(verdict)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._problem)
        line.addWidget(self._replace)
        self.body.addSpacing(2)
        self.body.addWidget(section("File"))
        self.body.addLayout(path)
        self.body.addSpacing(6)
        self.body.addWidget(section("Format"))
        self.body.addWidget(self._format)
        self.body.addWidget(self._quality)
        self.body.addWidget(self._note)
        self.body.addWidget(verdict)
        self.add_buttons([self._cancel, self._save])


def _home_expanded(text: str) -> Path:
    """What begins with “~” lies in a person's own folder, where there is one."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
