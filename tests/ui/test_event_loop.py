"""Coroutines and the window share one event loop."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from qasync import QEventLoop


async def test_a_coroutine_awaits_a_click(qtbot: QtBot) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, QEventLoop)
    clicked = loop.create_future()
    button = QPushButton("Remove")
    qtbot.addWidget(button)
    button.clicked.connect(lambda: clicked.set_result("removed"))
    button.show()
    loop.call_soon(QTest.mouseClick, button, Qt.MouseButton.LeftButton)
    assert await asyncio.wait_for(clicked, timeout=5) == "removed"


async def test_the_loop_outlives_the_last_window(qtbot: QtBot) -> None:
    button = QPushButton("Close")
    qtbot.addWidget(button)
    button.show()
    button.close()
    await asyncio.sleep(0)
