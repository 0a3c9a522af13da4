"""Portraits are not kept for longer than was set, however long the program runs."""

from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui import earlier_tickets
from picwish_desktop.ui.earlier_tickets import EarlierTickets

HOUR_MS = 3_600_000


def test_old_tickets_are_looked_for_now_and_each_hour(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert earlier_tickets.FORGET_MS <= HOUR_MS
    monkeypatch.setattr(earlier_tickets, "FORGET_MS", 1)
    begun: list[Coroutine[Any, Any, None]] = []

    def spawn(task: Coroutine[Any, Any, None]) -> None:
        begun.append(task)
        task.close()

    window, nobody = QWidget(), cast("Any", None)
    qtbot.addWidget(window)
    counter, tasks = cast("Any", SimpleNamespace(tickets=None)), cast("Any", SimpleNamespace(spawn=spawn))
    EarlierTickets(window, nobody, counter, nobody, nobody, tasks, Settings()).forget_old()
    assert len(begun) == 1, "now"
    qtbot.waitUntil(lambda: len(begun) > 3)
