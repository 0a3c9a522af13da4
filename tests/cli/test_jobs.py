"""How jobs are named and listed, and how a command waits for its turn at the journal."""

import time
from pathlib import Path

import pytest

from picwish_desktop.cli.errors import CommandError
from picwish_desktop.cli.jobs import find_jobs, run_jobs_command
from picwish_desktop.cli.outputs import default_for, file_name
from picwish_desktop.cli.parser import parse
from picwish_desktop.cli.session import Session
from picwish_desktop.cli.terminal import Terminal
from picwish_desktop.cli.words import about, job_lines, next_step, state_words
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal import Journal
from picwish_desktop.jobs.journal_file import FILE, JournalLockedError
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import RemoveBackground
from picwish_desktop.operations.request import Request
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.stamp import stamp
from picwish_desktop.workflows.service import build_service

ID = "0123456789abcdef"


def job(state: JobState, **facts: object) -> Job:
    made = Job("cat.png", "picwish", RemoveBackground(), id=ID, state=state, created_at=0.0)
    for name, value in facts.items():
        setattr(made, name, value)
    return made


@pytest.fixture
def session() -> Session:
    return Session(build_service(find_paths(), waits_for_network=False), Terminal())


@pytest.mark.parametrize(
    ("asked", "words", "step"),
    [
        (job(JobState.PENDING), "waiting to be sent: `picwish jobs resume 01234567`", "`picwish jobs resume 01234567`"),
        (job(JobState.RUNNING), "running at PicWish: `picwish jobs resume 01234567`", "`picwish jobs resume 01234567`"),
        (job(JobState.SUCCEEDED), "done, not taken yet: `picwish jobs take 01234567`", "`picwish jobs take 01234567"),
        (job(JobState.SUCCEEDED, is_taken=True), "done", ""),
        (job(JobState.SUCCEEDED, is_wanted=False), "cancelled; its result is kept for the same request", ""),
        (job(JobState.UNCONFIRMED), "may have been charged: send again (`picwish jobs resume 01234567 --send-again`)",
         "--send-again` sends it once more, `picwish jobs forget 01234567` forgets it."),
        (job(JobState.FAILED, error="No\nface."), "failed: No�face.", ""),
        (job(JobState.EXPIRED, error="Too late."), "lost: Too late.", ""),
    ],
)  # fmt: skip
def test_each_state_in_words(asked: Job, words: str, step: str, session: Session) -> None:
    assert state_words(asked, session.providers).startswith(words)
    assert step in next_step(asked)
    assert bool(step) == bool(next_step(asked))


def test_a_line_a_job_in_columns(session: Session) -> None:
    jobs = [job(JobState.SUCCEEDED, is_taken=True), job(JobState.PENDING, provider="pixelcut", title="a\x1b[2J\n.png")]
    first, second = job_lines(jobs, session.providers)
    assert first.startswith("01234567  ")
    assert "\x1b" not in second
    assert first.index("Remove background") == second.index("Remove background")
    assert first.index("done") == second.index("waiting to be sent")


def test_an_id_may_be_shortened_as_far_as_it_is_clear(session: Session) -> None:
    jobs = [job(JobState.PENDING, id=id_) for id_ in ("ab12", "abcd")]
    session.runner.jobs.update({one.id: one for one in jobs})
    assert find_jobs(["abc", "AB1", "abcd"], session) == [jobs[1], jobs[0]]
    for id_, words in (("ab", "several jobs"), ("x", "no job’s id"), ("", "several jobs")):
        with pytest.raises(CommandError, match=words):
            find_jobs([id_], session)


async def test_a_journal_that_another_program_keeps_is_waited_for(
    session: Session, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = home / "data" / "jobs"
    other = Journal(root)
    await other.open()
    files = [root / FILE, root / f"{FILE}-wal"]
    before = [stamp(file) for file in files]
    with pytest.raises(JournalLockedError):
        await session.open_journal(patience=0.4)
    # to wait is not to touch: two who wait would keep each other waiting
    assert [stamp(file) for file in files] == before
    assert capsys.readouterr().err == "picwish: Another PicWish Desktop keeps the paid work; waiting for it.\n"
    await other.close()
    await session.open_journal(patience=0)
    await session.runner.close()


async def test_what_another_program_keeps_is_listed(
    session: Session, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = home / "data" / "jobs"
    other = Journal(root)
    await other.open()
    picture = PictureFile(b"picture", "PNG", 1, 1)
    jobs = [
        job(state, request=Request(RemoveBackground(), picture)) for state in (JobState.PENDING, JobState.SUBMITTING)
    ]
    for number, one in enumerate(jobs):
        one.id = f"{number}{ID}"
        await other.begin(one)
        await other.record(one, one.state)
    files = [root / FILE, root / f"{FILE}-wal"]
    before = [stamp(file) for file in files]
    assert await run_jobs_command(parse(["jobs", "list"]), session)
    told = capsys.readouterr()
    assert [line.split("cat.png  ")[1] for line in told.out.splitlines()] == [
        "waiting to be sent: `picwish jobs resume 00123456`",
        # and not broken off: that program lives
        "being sent to PicWish",
    ]
    assert told.err.splitlines() == [
        "picwish: Another PicWish Desktop keeps the paid work; waiting for it.",
        "picwish: Another PicWish Desktop keeps the paid work; this is what it has noted.",
    ]
    assert [stamp(file) for file in files] == before
    await other.record(jobs[0], JobState.FAILED)
    await other.close()


async def test_nothing_is_sent_within_a_second_after_another_program(session: Session, home: Path) -> None:
    other = Journal(home / "data" / "jobs")
    await other.open()
    await other.close()
    ended = stamp(home / "data" / "jobs" / FILE)[1] / 1e9
    await session.open_journal()
    await session.keep_rate()
    assert time.time() - ended >= 1.0
    await session.runner.close()


@pytest.mark.parametrize(
    ("name", "sentence", "told"),
    [
        ("a.png", "“a.png” is empty.", "“a.png” is empty."),
        ("a.png", "“ba.png” is empty.", "a.png: “ba.png” is empty."),
        ("a\n.png", "Nothing is marked.", "a�.png: Nothing is marked."),
    ],
)
def test_a_sentence_names_its_photo_once(name: str, sentence: str, told: str) -> None:
    assert about(name, sentence) == told


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.com/some/cat.jpg?token=1", "cat-removed.jpg"),
        ("https://example.com/caf%C3%A9%2F..%2Fcat.webp", "cat-removed.webp"),
        ("https://example.com/cat.php?id=1", "cat-removed.png"),
        ("https://example.com/", "example.com-removed.png"),
        ("https://example.com/%00%0a%1b.png", "_-removed.png"),
        (f"https://example.com/{'x' * 500}", f"{'x' * 100}-removed.png"),
    ],
)
def test_a_name_from_an_address(url: str, name: str) -> None:
    asked = parse(["remove-objects", url, "--rectangle", "0,0,9,9"]).order
    assert default_for(asked.sources[0], asked) == Path(name)


def test_a_name_from_a_title() -> None:
    assert file_name("Pasted picture") == Path("Pasted picture.png")
