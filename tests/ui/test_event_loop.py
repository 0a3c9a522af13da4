"""Coroutines and the window share one event loop."""

import asyncio
from contextvars import ContextVar
from weakref import ref

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from picwish_desktop.ui.event_loop import EventLoop

WHOSE: ContextVar[str] = ContextVar("whose", default="nobody's")


async def test_a_coroutine_awaits_a_click(qtbot: QtBot) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, QEventLoop)
    clicked = loop.create_future()
    button = QPushButton("Remove")
    qtbot.addWidget(button)
    button.clicked.connect(lambda: clicked.set_result("removed"))
    button.show()
    loop.call_soon(QTest.mouseClick, button, Qt.MouseButton.LeftButton)
    assert await clicked == "removed"


async def test_the_loop_outlives_the_last_window(qtbot: QtBot) -> None:
    button = QPushButton("Close")
    qtbot.addWidget(button)
    button.show()
    button.close()
    await asyncio.sleep(0)


def test_what_asyncio_has_to_do_waits_until_it_runs(qapp: QApplication, qtbot: QtBot) -> None:
    done: list[str] = []

    async def work() -> None:
        done.append(WHOSE.get())
        done.append(await asyncio.to_thread(str, "thread"))

    with EventLoop(qapp) as loop:
        token = WHOSE.set("the task's")
        task = loop.create_task(work())
        WHOSE.reset(token)
        turn(qtbot)
        assert done == []
        loop.run_until_complete(task)
    assert done == ["the task's", "thread"]


def test_what_waits_keeps_its_order(qapp: QApplication, qtbot: QtBot) -> None:
    done: list[int] = []
    with EventLoop(qapp) as loop:
        loop.call_soon(done.append, 1)
        turn(qtbot)
        loop.call_soon(done.append, 2)
        loop.run_until_complete(asyncio.sleep(0))
    assert done == [1, 2]


def test_what_was_cancelled_meanwhile_is_not_done(qapp: QApplication, qtbot: QtBot) -> None:
    done: list[str] = []
    with EventLoop(qapp) as loop:
        cancelled = loop.call_later(0, done.append, "cancelled")
        handles: list[asyncio.Handle] = []
        loop.call_soon(lambda: handles[0].cancel())
        handles.append(loop.call_soon(done.append, "cancelled too"))
        loop.call_soon(done.append, "last")
        turn(qtbot)
        cancelled.cancel()
        del cancelled
        loop.run_until_complete(asyncio.sleep(0))
    assert done == ["last"]


def test_a_time_limit_that_was_kept_is_kept_when_it_passes_between_runs(qapp: QApplication, qtbot: QtBot) -> None:
    async def work() -> None:
        async with asyncio.timeout(0.05):
            await answer

    with EventLoop(qapp) as loop:
        answer = loop.create_future()
        task = loop.create_task(work())
        loop.run_until_complete(asyncio.sleep(0))
        answer.set_result(None)
        limit = QTimer()
        limit.setSingleShot(True)
        with qtbot.waitSignal(limit.timeout):
            limit.start(70)
        loop.run_until_complete(task)


def test_what_a_thread_hands_over_too_late_waits_as_well(qapp: QApplication, qtbot: QtBot) -> None:
    done: list[str] = []
    with EventLoop(qapp) as loop:
        loop.run_until_complete(asyncio.sleep(0))
        loop.call_soon_threadsafe(done.append, "handed over")
        turn(qtbot)
        assert done == []
        loop.run_until_complete(asyncio.sleep(0))
        assert done == ["handed over"]


async def test_what_was_done_is_let_go_at_once() -> None:
    class Argument:
        pass

    argument, done = Argument(), asyncio.Event()
    gone = ref(argument)
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda _: None, argument)
    del argument
    loop.call_later(0.001, done.set)
    await done.wait()
    assert gone() is None


def turn(qtbot: QtBot) -> None:
    """Let Qt handle what there is, and what comes of it, while asyncio does not run."""
    timer = QTimer()
    timer.setSingleShot(True)
    for _ in range(3):
        with qtbot.waitSignal(timer.timeout):
            timer.start(0)
