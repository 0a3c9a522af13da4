"""The empty window: the card, the samples, what was opened lately."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.storage.resources import resource
from picwish_desktop.ui.panels.recent import RecentItem, RecentPanel
from picwish_desktop.ui.rail import FACE, REMOVE_OBJECTS, Rail
from picwish_desktop.ui.welcome import SAMPLES, Welcome


def test_the_card_and_its_link_open(qtbot: QtBot) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)
    welcome.resize(1040, 800)
    welcome.show()
    link = welcome.findChild(QPushButton)
    assert link is not None
    with qtbot.waitSignal(welcome.open_requested):
        qtbot.keyClick(link, Qt.Key.Key_Space)
    with qtbot.waitSignal(welcome.open_requested):
        qtbot.mouseClick(link.parentWidget(), Qt.MouseButton.LeftButton, pos=QPoint(30, 30))


def test_samples_are_there_and_can_be_chosen(qtbot: QtBot) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)
    welcome.show()
    said: list[tuple[str, str]] = []
    welcome.sample_chosen.connect(lambda *sample: said.append(sample))
    for _, caption, _ in SAMPLES:
        sample = next(b for b in welcome.findChildren(QAbstractButton) if b.accessibleName() == caption)
        qtbot.mouseClick(sample, Qt.MouseButton.LeftButton)
        qtbot.keyClick(sample, Qt.Key.Key_Space)
    assert said == [(str(resource(name)), job) for name, _, job in SAMPLES for _ in range(2)]
    assert all(Path(path).is_file() for path, _ in said)


def test_the_samples_begin_and_end_where_the_card_does(qtbot: QtBot) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)
    welcome.resize(1040, 800)
    welcome.show()
    captions = [caption for _, caption, _ in SAMPLES]
    samples = [b for b in welcome.findChildren(QAbstractButton) if b.accessibleName() in captions]
    link = welcome.findChild(QPushButton)
    assert link is not None
    card = link.parentWidget()
    assert isinstance(card, QWidget)
    left, right = card.geometry().left(), card.geometry().right()
    assert (min(b.geometry().left() for b in samples), max(b.geometry().right() for b in samples)) == (left, right)


def test_a_photo_held_over_the_card_lights_it_up(qtbot: QtBot) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)
    before = welcome.grab().toImage()
    welcome.set_drop_active(True)
    assert welcome.grab().toImage() != before
    welcome.set_drop_active(False)
    assert welcome.grab().toImage() == before


def test_recent_photos_open_again(qtbot: QtBot) -> None:
    panel = RecentPanel()
    qtbot.addWidget(panel)
    panel.show()
    said: list[str] = []
    panel.chosen.connect(said.append)
    panel.set_items([RecentItem(Path("/gone.png"), "gone.png")])
    panel.set_items(
        [
            RecentItem(
                Path("/a/rocket.jpg"),
                "rocket.jpg",
                "removed 2 objects · today",
                QImage(str(resource("photos/rocket.jpg"))),
            ),
            RecentItem(Path("/b/cat.png"), "cat.png", "opened · yesterday"),
        ]
    )

    def rows() -> list[QAbstractButton]:
        return [row for row in panel.findChildren(QAbstractButton) if row.isVisible()]

    qtbot.waitUntil(lambda: [row.accessibleName() for row in rows()] == ["Open rocket.jpg", "Open cat.png"])
    qtbot.mouseClick(rows()[0], Qt.MouseButton.LeftButton)
    qtbot.keyClick(rows()[1], Qt.Key.Key_Space)
    assert said == ["/a/rocket.jpg", "/b/cat.png"]


def test_the_rail_shows_one_job_and_leaves_it_to_the_window_which(qtbot: QtBot) -> None:
    rail = Rail([REMOVE_OBJECTS, FACE])
    qtbot.addWidget(rail)
    buttons = rail.findChildren(QAbstractButton)
    rail.set_current(FACE.id)
    with qtbot.waitSignal(rail.chosen) as chosen:
        qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert chosen.args == [REMOVE_OBJECTS.id]
    assert [button.isChecked() for button in buttons] == [False, True]
