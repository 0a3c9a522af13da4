"""The smallest window, and a screen that holds no larger one: all is there, and nothing lies over anything else."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.imaging.mask_file import candidate_of
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.actions import Actions
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.dialogs.import_mask import ImportMaskDialog
from picwish_desktop.ui.dialogs.paid_work import Decision, PaidWorkDialog, PaidWorkRow
from picwish_desktop.ui.dialogs.shortcuts import ShortcutSheet
from picwish_desktop.ui.dialogs.tickets import TicketsDialog
from picwish_desktop.ui.first_window import FRAME, SMALLEST
from picwish_desktop.ui.job_card import JobCard, JobCardButton
from picwish_desktop.ui.main_window import JOBS, MainWindow
from picwish_desktop.ui.welcome import SAMPLES, Welcome
from picwish_desktop.ui.widgets.mask_preview import PreviewPictures
from tests.ui.serving import Engine, portrait
from tests.ui.whole_window import current
from tests.waiting import until

CARD = JobCard("a", "coffee.jpg", "failed", "warn", can_retry=True)


def place_of(widget: QWidget) -> QRect:
    """In its window."""
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())


@pytest.mark.parametrize("job", [job.id for job in JOBS])
async def test_every_part_has_its_place(engine: Engine, window: MainWindow, tmp_path: Path) -> None:
    assert engine.has_face
    window.resize(*SMALLEST)
    window.open_files([portrait(tmp_path / f"{name}.png") for name in ("anna", "berta")])
    await current(window)
    await until(lambda: window.tabs.isVisible() and (window.width(), window.height()) == (940, 480))
    # all that there can be at once
    window.tray.set_jobs([CARD])
    await until(lambda: window.tray.geometry().bottom() < window.status.geometry().top())
    strip, view = window.strips.currentWidget(), window.centre.currentWidget()
    assert strip is not None
    assert view is not None
    parts: list[QWidget] = [
        window.menuBar(),
        window.rail,
        strip,
        window.tabs,
        view,
        window.column,
        window.tray,
        window.status,
    ]
    for part in parts:
        assert part.isVisible()
        assert window.rect().contains(place_of(part))
        least = part.minimumSizeHint()
        assert part.width() >= least.width()
        assert part.height() >= least.height()
    for one, other in combinations(parts, 2):
        assert not place_of(one).intersects(place_of(other))
    assert view.height() > window.height() / 2
    for part in (window.rail, window.tray):
        for button in part.findChildren(QAbstractButton):
            assert place_of(part).contains(place_of(button))


@pytest.mark.parametrize(("height", "tray", "card"), [(480, 92, 68), (582, 92, 68), (620, 128, 104), (900, 128, 104)])
async def test_a_low_window_shows_less_of_what_jobs_are_about(
    window: MainWindow, height: int, tray: int, card: int
) -> None:
    window.tray.set_jobs([CARD])
    window.resize(1200, height)
    await until(lambda: window.height() == height and window.tray.height() == tray)
    window.tray.set_jobs([CARD, JobCard("b", "cat.jpg", "done")])
    assert [shown.height() for shown in window.tray.findChildren(JobCardButton)] == [card, card], "a later one, too"


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize(("size", "has_samples"), [((540, 380), True), ((540, 288), False), ((1040, 800), True)])
def test_the_invitation_has_room(qtbot: QtBot, size: tuple[int, int], has_samples: bool) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    welcome = Welcome()
    window.setCentralWidget(welcome)
    window.setFixedSize(*size)
    window.show()
    QApplication.sendPostedEvents()
    captions = [caption for _, caption, _ in SAMPLES]
    samples = [button for button in welcome.findChildren(QAbstractButton) if button.text() in captions]
    assert [sample.isVisible() for sample in samples] == [has_samples] * len(SAMPLES)
    link = welcome.findChild(QPushButton)
    assert link is not None
    card = link.parentWidget()
    assert isinstance(card, QWidget)
    shown = [card, *(sample for sample in samples if has_samples)]
    for one, other in combinations(shown, 2):
        assert not place_of(one).intersects(place_of(other))
    for part in shown:
        assert welcome.rect().contains(place_of(part))
    assert place_of(card).contains(place_of(link))


class LaptopScreen:
    """1920 × 1080 at 200 %, above the task bar."""

    def availableGeometry(self) -> QRect:
        return QRect(0, 0, 960, 510)


def shortcuts(actions: Actions) -> Dialog:
    return ShortcutSheet(actions)


def customers(_: Actions) -> Dialog:
    return TicketsDialog(7)


def paid_work(_: Actions) -> Dialog:
    return PaidWorkDialog([PaidWorkRow(f"{n}", "a.jpg", "Sent.", (Decision.FORGET,)) for n in range(20)])


def import_mask(_: Actions) -> Dialog:
    """With all that it can ask and say."""
    mask = np.full((300, 400), 255, np.uint8)
    mask[:, :100] = 0
    photo = QImage(400, 300, QImage.Format.Format_RGB888)
    pictures = PreviewPictures(QColor("red"), photo, mask, mask)
    found = candidate_of(Photo(mask[..., np.newaxis].copy(), Metadata("PNG")), "mask.png")
    dialog = ImportMaskDialog("Import mask", found, (900, 900), pictures)
    next(button for button in dialog.findChildren(QPushButton) if button.text() == "White marks").click()
    return dialog


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("make", [shortcuts, customers, paid_work, import_mask])
def test_a_dialog_fits_a_small_screen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, actions: Actions, make: Callable[[Actions], Dialog]
) -> None:
    monkeypatch.setattr(Dialog, "screen", lambda _: LaptopScreen())
    dialog = make(actions)
    qtbot.addWidget(dialog)
    room = LaptopScreen().availableGeometry().size() - FRAME
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
