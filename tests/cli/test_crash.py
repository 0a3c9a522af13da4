"""Killed at any moment and started again: one charge, and the result arrives where it was asked for."""

import asyncio
import logging
import signal

import pytest

from picwish_desktop.cli import main
from tests.cli.desk import Desk, pixels
from tests.sandbox.faults import Silence, When
from tests.sandbox.routes import Route

PICWISH = ("--provider", "picwish")


async def test_killed_at_each_step(desk: Desk) -> None:
    """Each step with another operation, by which its requests are known."""
    # first, as all of them would fetch a result
    download = await killed_while_it_is_received(desk.other("receiving"))
    async with asyncio.TaskGroup() as group:
        group.create_task(download_goes_on(download))
        group.create_task(killed_while_it_is_sent(desk.other("sending")))
        group.create_task(killed_when_it_was_charged(desk.other("charged")))
        group.create_task(killed_while_it_runs(desk.other("running")))
    # what the person decided to send again, and nothing else
    [violation] = desk.sandbox.violations
    assert Route.SEGMENTATION.path in violation
    desk.sandbox.violations.clear()
    routes = (Route.INPAINT, Route.SEGMENTATION, Route.ID_PHOTO, Route.FACE_CUTOUT)
    assert sorted(charge.route for charge in desk.sandbox.charges) == sorted(routes)


async def killed_while_it_is_sent(desk: Desk) -> None:
    """Nobody can know whether it was charged: only the person has it sent again."""
    desk.sandbox.faults.push(Route.SEGMENTATION, Silence(When.BEFORE_BODY))
    desk.photo()
    process = await desk.start("remove-background", "cups.png", *PICWISH)
    await desk.until(lambda: desk.asked(Route.SEGMENTATION))
    await desk.kill(process)
    [line] = await desk.done("jobs", "list")
    id_ = line[:8]
    assert line.endswith(
        f"may have been charged: send again (`picwish jobs resume {id_} --send-again`) or forget "
        f"(`picwish jobs forget {id_}`)"
    )
    refused = await desk.run("jobs", "resume")
    assert (refused.status, refused.out) == (1, "")
    assert f"`picwish jobs resume {id_} --send-again`" in refused.sentence
    assert len(desk.asked(Route.SEGMENTATION)) == 1
    assert await desk.done("jobs", "resume", "--send-again") == [str(desk.folder / "cups-cutout.png")]
    assert len(desk.asked(Route.SEGMENTATION)) == 2


async def killed_when_it_was_charged(desk: Desk) -> None:
    """The same, only that it was charged: it is never sent again unasked, and can be forgotten."""
    desk.sandbox.faults.push(Route.ID_PHOTO, Silence(When.AFTER_WORK))
    desk.photo()
    process = await desk.start("id-photo", "cups.png", *PICWISH)
    await desk.until(lambda: any(charge.route is Route.ID_PHOTO for charge in desk.sandbox.charges))
    await desk.kill(process)
    refused = await desk.run("id-photo", "cups.png", *PICWISH)
    assert refused.status == 1
    assert "may have been charged" in refused.sentence
    [line] = await desk.done("jobs", "list")
    assert f"`picwish jobs forget {line[:8]}`" in refused.sentence
    assert await desk.done("jobs", "forget", line[:3]) == [f"{line[:8]} is forgotten."]
    assert await desk.done("jobs", "list") == ["There are no jobs."]
    assert len(desk.asked(Route.ID_PHOTO)) == 1


async def killed_while_it_runs(desk: Desk) -> None:
    """The result looks as it was asked for, to the last byte."""
    desk.sandbox.faults.push(Route.FACE_CUTOUT_TASK, Silence(When.BEFORE_WORK))
    desk.photo()
    backdrop = desk.photo("backdrop.png", 60, seed=9)
    command = ("cut-out-face", "cups.png", *PICWISH, "--background", backdrop.name, "--margin", "10")
    process = await desk.start(*command, "-o", "face.png")
    await desk.until(lambda: desk.asked(Route.FACE_CUTOUT_TASK))
    await desk.kill(process)
    [line] = await desk.done("jobs", "list")
    assert line.endswith(f"PicWish  Cut out face  cups.png  running at PicWish: `picwish jobs resume {line[:8]}`")
    assert await desk.done("jobs", "resume", line[:1]) == [
        str(desk.folder / "face.png"),
        str(desk.folder / "face-mask.png"),
    ]
    [line] = await desk.done("jobs", "list")
    assert line.endswith("cups.png  done")
    assert await desk.done("jobs", "resume") == ["There is nothing to finish."]
    # answered from disk
    assert await desk.done(*command, "-o", "again.png") == ["again.png", "again-mask.png"]
    for name in ("face.png", "face-mask.png"):
        again = desk.folder / name.replace("face", "again", 1)
        assert (desk.folder / name).read_bytes() == again.read_bytes()


async def killed_while_it_is_received(desk: Desk) -> Desk:
    desk.sandbox.faults.push(Route.RESULT, Silence(When.BEFORE_WORK))
    desk.photo()
    command = ("remove-objects", "cups.png", "--rectangle", "30,40,20,20", "-o", "out.png", *PICWISH)
    process = await desk.start(*command)
    await desk.until(lambda: desk.asked(Route.RESULT))
    await desk.kill(process)
    return desk


async def download_goes_on(desk: Desk) -> None:
    assert not (desk.folder / "out.png").exists()
    assert await desk.done("jobs", "resume") == [str(desk.folder / "out.png")]
    changed = (pixels(desk.folder / "cups.png") != pixels(desk.folder / "out.png")).any(axis=2)
    assert changed[40:60, 30:50].any()
    changed[40:60, 30:50] = False
    assert not changed.any()


async def test_stopped_by_a_person(desk: Desk) -> None:
    """Ctrl+C, SIGTERM and a terminal that is closed leave paid work as it is, and say how it goes on."""

    async def check(number: signal.Signals, command: str, operation: Route, *outputs: str) -> None:
        here = desk.other(command)
        here.photo()
        desk.sandbox.faults.push(operation.task, Silence(When.BEFORE_WORK))
        process = await here.start(command, "cups.png", *PICWISH)
        await desk.until(lambda: desk.asked(operation.task))
        stopped = await here.kill(process, number)
        assert (stopped.status, stopped.out) == (130, "")
        assert stopped.sentence == "Stopped. Paid work is kept: `picwish jobs resume` finishes it."
        assert await here.done("jobs", "resume") == [str(here.folder / output) for output in outputs]

    async with asyncio.TaskGroup() as group:
        group.create_task(check(signal.SIGINT, "remove-background", Route.SEGMENTATION, "cups-cutout.png"))
        group.create_task(check(signal.SIGTERM, "id-photo", Route.ID_PHOTO, "cups-id.png"))
        faces = "cups-face.png", "cups-face-mask.png"
        group.create_task(check(signal.SIGHUP, "cut-out-face", Route.FACE_CUTOUT, *faces))
    assert len(desk.sandbox.charges) == 3


@pytest.mark.usefixtures("here")
def test_ctrl_c_twice_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def press_twice() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    async def work(*_: object) -> bool:
        asyncio.get_running_loop().call_soon(press_twice)
        await asyncio.sleep(60)
        return True

    monkeypatch.setattr("picwish_desktop.cli.running.show_credits", work)
    assert main(["credits"]) == 130
    assert capsys.readouterr().err.startswith("picwish: Stopped at once.")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
