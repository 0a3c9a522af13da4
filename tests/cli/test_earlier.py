"""What earlier runs of the program left, as a crash at any moment would: finished, saved or put away. In this process,
as nothing is sent."""

import asyncio
import re
import shlex
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from picwish_desktop.cli import main
from picwish_desktop.imaging.upload import encode_picture
from picwish_desktop.jobs.job import Job, JobState, Purpose
from picwish_desktop.jobs.journal import Journal
from picwish_desktop.jobs.journal_file import FILE
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.model.selection import Mark
from picwish_desktop.operations.catalogue import RemoveBackground, RemoveObjects
from picwish_desktop.operations.request import Answer, Request
from picwish_desktop.storage.private import set_private
from picwish_desktop.storage.stamp import stamp
from tests.cli.desk import pixels

Run = Callable[..., tuple[int, str, str]]
"""Exit status, stdout and stderr."""

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return run


def left_behind(
    home: Path, state: JobState, photo: Path | None = None, output: Path | None = None, *, may_replace: bool = False
) -> str:
    """Put a job into the journal as another run would have; the short id."""

    async def write() -> str:
        purpose = Purpose(photo, (0, 0) if photo is None else stamp(photo), output=output, may_replace=may_replace)
        job = Job("cat.png", "picwish", RemoveBackground(), purpose, Request(RemoveBackground(), picture()))
        journal = Journal(home / "data" / "jobs")
        await journal.open()
        await journal.begin(job)
        if state is JobState.SUCCEEDED:
            await journal.succeed(job, Answer(picture()))
        else:
            await journal.record(job, state, "It says why.")
        await journal.close()
        return job.id[:8]

    return asyncio.run(write())


def picture() -> PictureFile:
    shades = np.arange(64 * 64 * 3, dtype=np.uint32).reshape(64, 64, 3) % 251
    return encode_picture(shades.astype(np.uint8), None, (64, 64), 10**6)


def test_a_result_goes_where_it_was_asked_for(home: Path, here: Path, run: Run) -> None:
    id_ = left_behind(home, JobState.SUCCEEDED, output=here / "out.png")
    assert run("jobs", "list")[1].endswith(f"done, not taken yet: `picwish jobs take {id_}`\n")
    assert run("jobs", "resume") == (0, f"{here / 'out.png'}\n", "")
    assert pixels(here / "out.png").shape == (64, 64, 3)
    assert run("jobs", "list")[1].endswith("cat.png  done\n")
    assert run("jobs", "resume") == (0, "There is nothing to finish.\n", "")


def test_killed_between_the_file_and_the_note_of_it(home: Path, here: Path, run: Run) -> None:
    """The file that stands in the way is the result itself; it is left as it is."""
    left_behind(home, JobState.SUCCEEDED, output=here / "out.png")
    run("jobs", "resume")
    before = stamp(here / "out.png")
    left_behind(home, JobState.SUCCEEDED, output=here / "out.png")
    assert run("jobs", "resume") == (0, f"{here / 'out.png'}\n", "")
    assert stamp(here / "out.png") == before
    assert run("jobs", "resume")[1] == "There is nothing to finish.\n"


def test_another_file_in_the_way_is_not_replaced_unasked(home: Path, here: Path, run: Run) -> None:
    out = here / "out.png"
    out.write_bytes(b"precious")
    id_ = left_behind(home, JobState.SUCCEEDED, output=out)
    status, written, told = run("jobs", "resume")
    assert (status, written, told.count("\n")) == (1, "", 1)
    assert str(out) in told
    assert f"`picwish jobs take {id_} -o OUT`" in told
    exists = f"picwish: {out} exists. Add --force to replace it, or -o for another name.\n"
    assert run("jobs", "take", id_) == (1, "", exists)
    assert out.read_bytes() == b"precious"
    assert run("jobs", "take", id_[:4], "-o", "other.tif") == (0, "other.tif\n", "")
    # taken once, it can be had again
    assert run("jobs", "take", id_, "--force") == (0, f"{out}\n", "")
    assert np.array_equal(pixels(out), pixels(here / "other.tif"))


def test_what_was_asked_with_force_may_be_replaced(home: Path, here: Path, run: Run) -> None:
    out = here / "out.png"
    out.write_bytes(b"old")
    left_behind(home, JobState.SUCCEEDED, output=out, may_replace=True)
    assert run("jobs", "resume") == (0, f"{out}\n", "")
    assert pixels(out).shape == (64, 64, 3)


def test_a_photo_that_has_changed_is_not_replaced(home: Path, here: Path, run: Run) -> None:
    """Even where it was asked for: what was made is of another picture."""
    photo = here / "cat.png"
    photo.write_bytes(picture().data)
    left_behind(home, JobState.SUCCEEDED, photo, photo, may_replace=True)
    photo.write_bytes(b"precious")
    status, written, told = run("jobs", "resume")
    assert (status, written, told.count("\n")) == (1, "", 1)
    assert "“cat.png” has changed" in told
    assert photo.read_bytes() == b"precious"


def test_a_result_without_a_place_is_named(home: Path, here: Path, run: Run) -> None:
    id_ = left_behind(home, JobState.SUCCEEDED)
    told = f"picwish: cat.png: The result is here: `picwish jobs take {id_} -o OUT`.\n"
    assert run("jobs", "resume") == (0, "", told)
    (here / "results").mkdir()
    assert run("jobs", "take", id_, "-o", "results") == (0, "results/cat-cutout.png\n", "")
    assert run("jobs", "take", id_) == (0, "cat-cutout.png\n", "")


@pytest.mark.parametrize("state", [JobState.PENDING, JobState.UNCONFIRMED, JobState.FAILED, JobState.EXPIRED])
def test_there_is_nothing_to_take_of_what_is_not_done(state: JobState, home: Path, run: Run) -> None:
    status, written, told = run("jobs", "take", left_behind(home, state))
    assert (status, written, told.count("\n")) == (1, "", 1)
    assert "There is no result to take" in told


@pytest.mark.parametrize("has_edits", [False, True])
def test_what_was_removed_before_and_never_saved_is_said(home: Path, here: Path, run: Run, *, has_edits: bool) -> None:
    photo, area = here / "cat.png", Rect(8, 8, 10, 10)
    photo.write_bytes(picture().data)

    async def write() -> None:
        mark = Mark(area, np.full((10, 10), 255, np.uint8), 100, (area,))
        purpose = Purpose(photo, stamp(photo), Rect(0, 0, 64, 64), mark, has_edits=has_edits)
        request = Request(RemoveObjects(), picture(), rectangles=(area,))
        job = Job("cat.png", "picwish", RemoveObjects(), purpose, request)
        journal = Journal(home / "data" / "jobs")
        await journal.open()
        await journal.begin(job)
        await journal.succeed(job, Answer(encode_picture(np.zeros((64, 64, 3), np.uint8), None, (64, 64), 10**6)))
        await journal.close()

    asyncio.run(write())
    (id_,) = re.findall(r"jobs take (\w+)", run("jobs", "list")[1])
    told = "picwish: cat.png: What was removed before that was not saved: it is in this one again.\n"
    # also where the photo itself gives way to it
    assert run("jobs", "take", id_, "--force", "-o", "cat.png") == (0, "cat.png\n", told if has_edits else "")
    assert not pixels(photo)[8:18, 8:18].any()


def test_what_gave_nothing_is_not_sent_again_where_the_same_was_asked_for_since(
    home: Path, here: Path, run: Run
) -> None:
    failed = left_behind(home, JobState.FAILED, output=here / "out.png")
    left_behind(home, JobState.SUCCEEDED)
    assert run("jobs", "resume", failed, "--send-again") == (0, f"{here / 'out.png'}\n", "")
    assert run("jobs", "list")[1].count("\n") == 1


@pytest.mark.parametrize("state", [JobState.UNCONFIRMED, JobState.FAILED, JobState.EXPIRED])
def test_only_a_person_has_it_sent_again(state: JobState, home: Path, run: Run) -> None:
    id_ = left_behind(home, state)
    status, written, told = run("jobs", "resume", id_)
    assert (status, written, told.count("\n")) == (1, "", 1)
    assert told.startswith("picwish: cat.png: It says why.")
    assert "--send-again" in told
    status, written, told = run("jobs", "resume", id_, "--send-again")
    assert (status, written) == (1, "")
    assert "PicWish cannot be reached" in told


def test_what_waits_goes_on_waiting_without_a_key_or_where_it_is_locked(
    home: Path, here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = here / "cat.png"
    photo.write_bytes(picture().data)
    left_behind(home, JobState.PENDING, photo)
    set_private(home / "data" / "private.json", photo, True)
    assert "locked to this computer" in run("jobs", "resume")[2]
    monkeypatch.setenv("PICWISH_API_KEY", "")
    assert "Set PICWISH_API_KEY" in run("jobs", "resume")[2]
    assert "waiting to be sent" in run("jobs", "list")[1]


def test_settings_that_cannot_be_read_delete_nothing(home: Path, run: Run) -> None:
    """They may have said that results are kept for years."""
    left_behind(home, JobState.FAILED)
    with closing(sqlite3.connect(home / "data" / "jobs" / FILE)) as journal, journal:
        journal.execute("UPDATE job SET changed_at = ?", (time.time() - 100 * 86400,))
    settings = home / "config" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"keep_results_days": 3650,}')
    for _ in range(2):
        assert "failed: It says why." in run("jobs", "list")[1]


def test_who_has_read_enough_gets_no_traceback(home: Path, here: Path) -> None:
    """`picwish jobs list | true`, and without any stdout."""
    left_behind(home, JobState.SUCCEEDED)
    command = f"{shlex.quote(sys.executable)} -m picwish_desktop.cli jobs list"
    for redirected in ("| true", ">&-"):
        shell = subprocess.run(f"{command} {redirected}", shell=True, cwd=here, capture_output=True, check=False)
        assert (shell.returncode, shell.stdout, shell.stderr) == (0, b"", b"")


def test_what_is_forgotten_is_gone(home: Path, run: Run) -> None:
    first, second = left_behind(home, JobState.SUCCEEDED), left_behind(home, JobState.UNCONFIRMED)
    assert run("jobs", "forget", first, second, first) == (0, f"{first} is forgotten.\n{second} is forgotten.\n", "")
    assert run("jobs", "list") == (0, "There are no jobs.\n", "")
    assert not [path for path in (home / "data" / "jobs").iterdir() if path.is_dir()]


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.EXPIRED])
def test_everything_that_gave_nothing_is_sent_again_where_that_is_asked_for(
    state: JobState, home: Path, run: Run
) -> None:
    left_behind(home, state)
    assert run("jobs", "resume") == (0, "There is nothing to finish.\n", "")
    status, written, told = run("jobs", "resume", "--send-again")
    assert (status, written) == (1, "")
    assert "PicWish cannot be reached" in told


def test_what_failed_ends_with_one_full_stop(home: Path, run: Run) -> None:
    _, _, told = run("jobs", "take", left_behind(home, JobState.FAILED))
    assert told == "picwish: cat.png: There is no result to take – failed: It says why.\n"
