"""The dialogs of the counter; each is imported when it is wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from picwish_desktop.ui.counter import Counter
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.tasks import Tasks


class Desk(QObject):
    """Each is shown over the window, and what is chosen in it is the counter's to do."""

    def __init__(self, window: QWidget, counter: Counter, id_photos: IdPhotos, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._counter = counter
        self._id_photos = id_photos
        self._tasks = tasks

    def ask_document(self, id_: str | None) -> None:
        """Make a document type of one's own, or change one."""
        from picwish_desktop.ui.dialogs.own_document import OwnDocumentDialog

        known = None if id_ is None else self._counter.shelf.find(id_)
        dialog = OwnDocumentDialog(known, current=self._id_photos.spec, parent=self._window)
        dialog.saved.connect(self._counter.save_document)
        dialog.open()

    def ask_delete(self, id_: str) -> None:
        """Delete a document type of one's own, once the person is sure."""
        from picwish_desktop.ui.dialogs.delete_document import DeleteDocumentDialog

        spec = self._counter.shelf.find(id_)
        if spec is not None:
            dialog = DeleteDocumentDialog(spec.name, self._window)
            dialog.accepted.connect(lambda: self._counter.delete_document(id_))
            dialog.open()

    def ask_preset(self) -> None:
        """Name what is chosen now."""
        from picwish_desktop.ui.dialogs.preset_name import PresetNameDialog

        dialog = PresetNameDialog(self._counter.known_presets, self._window)
        dialog.named.connect(self._counter.save_preset)
        dialog.open()

    def ask_papers(self) -> None:
        self._when_loaded(self._show_papers)

    def ask_calibration(self) -> None:
        self._when_loaded(self._show_calibration)

    def _when_loaded(self, show: Callable[[], None]) -> None:
        """What a dialog changes is written whole: it has to be read before, whichever job the window does."""

        async def wait() -> None:
            await self._counter.load()
            show()

        self._tasks.spawn(wait())

    def _show_papers(self) -> None:
        from picwish_desktop.ui.dialogs.paper import PaperDialog

        dialog = PaperDialog(self._counter.own_papers, paper=self._counter.paper.name, parent=self._window)
        dialog.changed.connect(self._counter.set_papers)
        dialog.open()

    def _show_calibration(self) -> None:
        from picwish_desktop.ui.dialogs.calibration import CalibrationDialog
        from picwish_desktop.ui.id_photo.printing import print_ruler, printer_names

        dialog = CalibrationDialog(
            printer_names(),
            self._counter.papers,
            self._counter.calibrations,
            lambda ruler, printer: print_ruler(self._window, ruler, "Ruler", printer=printer),
            self._tasks.spawn,
            paper=self._counter.paper.name,
            parent=self._window,
        )
        dialog.open()
