"""Tasks that Qt's signals start."""

import asyncio

from picwish_desktop.ui.tasks import Tasks


def test_what_qt_starts_while_it_is_not_asyncios_turn_begins_when_it_is() -> None:
    loop = asyncio.new_event_loop()
    failed: list[Exception] = []
    done: list[str] = []

    async def begin() -> Tasks:
        return Tasks(failed.append)

    async def work() -> None:
        done.append("begun")
        await asyncio.to_thread(done.append, "thread")

    tasks = loop.run_until_complete(begin())
    task = tasks.spawn(work())
    assert done == []
    loop.run_until_complete(task)
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    assert done == ["begun", "thread"]
    assert failed == []


async def test_what_is_started_after_the_end_never_begins() -> None:
    failed: list[Exception] = []
    done: list[str] = []

    async def work() -> None:
        done.append("begun")

    tasks = Tasks(failed.append)
    before = tasks.spawn(asyncio.sleep(3600))
    await tasks.cancel_all()
    after = tasks.spawn(work())
    await asyncio.wait([after])
    assert before.cancelled()
    assert after.cancelled()
    assert (done, failed) == ([], [])
