"""Open documents as tabs, jobs as cards."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QTabBar
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.job_card import JobCard, JobCardButton
from picwish_desktop.ui.tabs import DocumentTab, DocumentTabs
from picwish_desktop.ui.tray import Tray

CROSS = QTabBar.ButtonPosition.RightSide
COFFEE = DocumentTab("1", "coffee.jpg", "/photos/coffee.jpg")
CAT = DocumentTab("2", "R&D cat.png", "/photos/R&D cat.png", is_modified=True)
RUNNING = JobCard("a", "coffee.jpg", "64 %", "accent", 0.64, is_running=True)
DONE = JobCard("b", "cat.png", "done", "ok")


@pytest.fixture
def tabs(qtbot: QtBot) -> DocumentTabs:
    tabs = DocumentTabs()
    qtbot.addWidget(tabs)
    tabs.resize(600, 34)
    return tabs


@pytest.fixture
def tray(qtbot: QtBot) -> Tray:
    tray = Tray()
    qtbot.addWidget(tray)
    tray.resize(800, 128)
    return tray


def cards(tray: Tray) -> list[JobCardButton]:
    """From left to right."""
    shown = [card for card in tray.findChildren(JobCardButton) if not card.isHidden()]
    return sorted(shown, key=lambda card: card.x())


def test_one_document_needs_no_tabs(tabs: DocumentTabs) -> None:
    tabs.set_documents([COFFEE], "1")
    assert not tabs.isVisible()
    tabs.set_documents([COFFEE, CAT], "2")
    assert tabs.isVisible()


def test_tabs_say_name_path_and_change(tabs: DocumentTabs) -> None:
    tabs.set_documents([COFFEE, CAT], "2")
    assert tabs.currentIndex() == 1
    assert tabs.tabText(1) == "R&&D cat.png"
    assert tabs.accessibleTabName(1) == "R&D cat.png, not saved"
    assert tabs.tabToolTip(1) == "/photos/R&D cat.png"
    tabs.set_documents([COFFEE, replace(CAT, is_modified=False)], "2")
    assert tabs.accessibleTabName(1) == "R&D cat.png"


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("name", ["cat.png", "a picture with a name that is wider than any tab can ever be.png"])
def test_the_dot_comes_and_nothing_moves(tabs: DocumentTabs, name: str) -> None:
    def seen(document: DocumentTab) -> QImage:
        tabs.set_documents([COFFEE, document], "2")
        places.append([tabs.tabRect(index) for index in (0, 1)])
        return tabs.grab().toImage()

    places: list[list[QRect]] = []
    cat = replace(CAT, name=name)
    changed, saved, once_more = seen(cat), seen(replace(cat, is_modified=False)), seen(cat)
    assert places[0] == places[1]
    assert changed == once_more
    pixels = [(x, y) for x in range(changed.width()) for y in range(changed.height())]
    differing = [place for place in pixels if changed.pixel(*place) != saved.pixel(*place)]
    columns = {x for x, _ in differing}
    assert 5 <= len(columns) <= 7
    assert all(places[0][1].contains(*place) for place in differing)
    assert len({saved.pixel(*place) for place in differing}) == 1, "where no letter of the name is"


def test_of_many_tabs_both_ends_of_the_names_are_read(tabs: DocumentTabs) -> None:
    many = [DocumentTab(str(number), f"IMG_20261104_{number:06}.jpg") for number in range(12)]
    tabs.set_documents(many, "0")
    narrowest = min(tabs.tabRect(index).width() for index in range(12))
    assert narrowest >= tabs.fontMetrics().horizontalAdvance("IMG…01.jpg") + tabs.tabButton(0, CROSS).width()
    assert tabs.elideMode() is Qt.TextElideMode.ElideMiddle
    tabs.set_documents([COFFEE, DocumentTab("2", "a.png")], "1")
    assert tabs.tabRect(1).width() < narrowest


def test_only_a_person_chooses(tabs: DocumentTabs, qtbot: QtBot) -> None:
    said: list[str] = []
    tabs.chosen.connect(said.append)
    tabs.set_documents([COFFEE, CAT], "1")
    tabs.set_documents([CAT], "2")
    tabs.set_documents([COFFEE, CAT], "2")
    assert said == []
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(0).center())
    assert said == ["1"]


def test_a_cross_closes_its_tab(tabs: DocumentTabs, qtbot: QtBot) -> None:
    tabs.set_documents([COFFEE, CAT], "1")
    with qtbot.waitSignal(tabs.close_requested) as closed:
        qtbot.mouseClick(tabs.tabButton(1, CROSS), Qt.MouseButton.LeftButton)
    assert closed.args == ["2"]


def test_the_tray_is_gone_without_jobs(tray: Tray) -> None:
    tray.set_jobs([RUNNING])
    assert tray.isVisible()
    tray.set_jobs([])
    assert not tray.isVisible()


def test_cards_stay_while_their_job_does(tray: Tray) -> None:
    tray.set_jobs([RUNNING, DONE])
    first, second = cards(tray)
    tray.set_jobs([DONE, replace(RUNNING, note="65 %", thumbnail=QImage(40, 30, QImage.Format.Format_RGB32))])
    assert {first, second} == set(cards(tray))
    assert first.accessibleName() == "coffee.jpg, 65 %"
    tray.set_jobs([DONE])
    assert cards(tray) == [second]


def test_a_card_by_mouse(tray: Tray, qtbot: QtBot) -> None:
    tray.set_jobs([RUNNING, DONE])
    running, done = (
        card for name in ("coffee", "cat") for card in cards(tray) if card.accessibleName().startswith(name)
    )
    with qtbot.waitSignal(tray.chosen) as chosen:
        qtbot.mouseClick(running, Qt.MouseButton.LeftButton, pos=QPoint(20, 90))
    assert chosen.args == ["a"]
    for card, signal in ((running, tray.cancel_requested), (done, tray.dismissed)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(card.childAt(card.width() - 16, 16), Qt.MouseButton.LeftButton)


def test_a_card_by_key_before_the_windows_own_keys(qtbot: QtBot) -> None:
    tray = Tray()
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    cleared: list[bool] = []
    actions[Command.CLEAR].triggered.connect(cleared.append)
    window.setCentralWidget(tray)
    window.show()
    window.activateWindow()
    tray.set_jobs([RUNNING])
    (card,) = cards(tray)
    card.setFocus()
    qtbot.waitUntil(card.hasFocus)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(tray.chosen):
            qtbot.keyClick(card, key)
    with qtbot.waitSignal(tray.cancel_requested):
        qtbot.keyClick(card, Qt.Key.Key_Delete)
    with qtbot.assertNotEmitted(tray.cancel_requested):
        QTest.simulateEvent(card, True, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "", True)
    assert cleared == []
