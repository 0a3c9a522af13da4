"""What a job's result is for, as it lies on disk."""

import json
from pathlib import Path

from picwish_desktop.jobs.folder import INTENT, JobFolder
from picwish_desktop.jobs.job import Purpose
from tests.jobs.vendor import new_job


def test_how_it_is_to_be_saved_is_kept(tmp_path: Path) -> None:
    purpose = Purpose(
        tmp_path / "a.png",
        (3, 4),
        output=tmp_path / "b.png",
        recipe='{"“”": 1}',
        has_edits=True,
        place=tmp_path / "c.png",
    )
    job = new_job(purpose=purpose)
    folder = JobFolder(tmp_path, job.id)
    folder.write_intent(job)
    read = folder.read_job().purpose
    assert (read.recipe, read.has_edits, read.output) == (purpose.recipe, True, purpose.output)
    assert read.place == purpose.place


def test_a_job_of_an_earlier_version_has_none(tmp_path: Path) -> None:
    job = new_job(purpose=Purpose(tmp_path / "a.png", (3, 4), may_replace=True))
    folder = JobFolder(tmp_path, job.id)
    folder.write_intent(job)
    stored = json.loads((folder.path / INTENT).read_text("utf-8"))
    for name in ("recipe", "has_edits", "place"):
        del stored["purpose"][name]
    (folder.path / INTENT).write_text(json.dumps(stored), "utf-8")
    read = folder.read_job().purpose
    assert (read.recipe, read.has_edits, read.may_replace, read.place) == ("", False, True, None)
