"""A job's folder: what was asked, frozen, and what came back. Enough to know the job by when the journal is lost.

`intent.json` is written after the files it names, so a folder without it was never asked for; `answer.json` likewise.
The files of a result carry the job's name.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import shutil
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from picwish_desktop.jobs.job import Job, Purpose
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import MARKED
from picwish_desktop.model.picture_file import MaskFile, PictureFile
from picwish_desktop.model.selection import Mark
from picwish_desktop.operations.catalogue import operation_from_json, operation_to_json
from picwish_desktop.operations.provider import TaskId
from picwish_desktop.operations.request import Answer, Delivery, PictureUrl, Request
from picwish_desktop.storage.atomic import sync_folder, write_atomically

INTENT = "intent.json"
ANSWER = "answer.json"
TASK = "task.json"
ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "TIFF": "tif", "BMP": "bmp"}

Sent = PictureFile | PictureUrl


class JobFolder:
    """Everything here blocks, and raises OSError where the disk does; ValueError, KeyError or TypeError where what is
    read is not what was written."""

    def __init__(self, root: Path, job_id: str) -> None:
        self.path = root / job_id
        self._id = job_id

    @property
    def is_complete(self) -> bool:
        return (self.path / INTENT).is_file()

    def write_intent(self, job: Job) -> None:
        """Freeze what is asked. Raises TypeError for a request that holds bare pixels: those never go out."""
        request = job.request
        assert request is not None
        self.path.mkdir(parents=True)
        content = {
            "picture": self._write_sent("picture", request.picture),
            "mask": self._write_sent("mask", request.mask),
            "backdrop": self._write_sent("backdrop", request.backdrop),
            "rectangles": [_numbers(rectangle) for rectangle in request.rectangles],
            "delivery": dataclasses.asdict(request.delivery),
        }
        self._write_json(job, content)

    def write_purpose(self, job: Job) -> None:
        """The same request is now for something else, or that has another name."""
        self._write_json(job, self._read_json()["request"])

    def read_job(self) -> Job:
        """The job as it was asked for; how far it came is not written here."""
        stored = self._read_json()
        return Job(
            title=str(stored["title"]),
            provider=str(stored["provider"]),
            operation=operation_from_json(stored["operation"]),
            purpose=_purpose_from_json(stored["purpose"]),
            id=self._id,
            created_at=float(stored["created_at"]),
            digest=str(stored["digest"]),
        )

    def read_request(self) -> Request:
        stored = self._read_json()
        request = stored["request"]
        picture = self._read_sent(request["picture"])
        assert picture is not None
        return Request(
            operation=operation_from_json(stored["operation"]),
            picture=picture,
            mask=cast("MaskFile | PictureUrl | None", self._read_sent(request["mask"])),
            rectangles=tuple(Rect(*numbers) for numbers in request["rectangles"]),
            backdrop=self._read_sent(request["backdrop"]),
            delivery=Delivery(**request["delivery"]),
        )

    def write_answer(self, answer: Answer) -> None:
        files = (("picture", answer.picture), ("mask", answer.mask))
        stored = {
            name: self._write_file(f"{self._id}-{name}", file) for name, file in files if isinstance(file, PictureFile)
        }
        write_atomically(self.path / ANSWER, json.dumps(stored).encode())

    def read_answer(self) -> Answer:
        """Raises ValueError when a file is not the one that was written."""
        stored = json.loads((self.path / ANSWER).read_text("utf-8"))
        return Answer(
            picture=self._read_file(stored["picture"]) if "picture" in stored else None,
            mask=self._read_file(stored["mask"]) if "mask" in stored else None,
        )

    def drop_answer(self) -> None:
        """There is none any more; its files stay, for whoever wants to look at them."""
        (self.path / ANSWER).unlink(missing_ok=True)
        sync_folder(self.path)

    def write_task(self, task_id: TaskId, submitted_at: float) -> None:
        write_atomically(self.path / TASK, json.dumps([task_id, submitted_at]).encode())

    def drop_task(self) -> None:
        if (self.path / TASK).exists():
            (self.path / TASK).unlink()
            sync_folder(self.path)

    def read_task(self) -> tuple[TaskId, float] | None:
        """What `write_task` wrote, if it did and can still be read."""
        try:
            task_id, submitted_at = json.loads((self.path / TASK).read_text("utf-8"))
            return TaskId(str(task_id)), float(submitted_at)
        except (OSError, ValueError, TypeError):
            return None

    @property
    def has_answer(self) -> bool:
        """Whether all of it came."""
        return (self.path / ANSWER).is_file()

    def remove(self) -> None:
        """What cannot be removed stays."""
        if self.is_complete:
            # without it the rest is nothing
            (self.path / INTENT).unlink()
            sync_folder(self.path)
        shutil.rmtree(self.path, ignore_errors=True)

    def _write_json(self, job: Job, request: Mapping[str, Any]) -> None:
        content = {
            "title": job.title,
            "provider": job.provider,
            "operation": operation_to_json(job.operation),
            "created_at": job.created_at,
            "digest": job.digest,
            "purpose": _purpose_to_json(job.purpose),
            "request": request,
        }
        write_atomically(self.path / INTENT, json.dumps(content).encode())
        sync_folder(self.path.parent)

    def _read_json(self) -> dict[str, Any]:
        stored = json.loads((self.path / INTENT).read_text("utf-8"))
        if not isinstance(stored, dict):
            raise TypeError(f"{self.path / INTENT} holds no object")
        return stored

    def _write_sent(self, name: str, sent: object) -> dict[str, Any] | None:
        if sent is None:
            return None
        if isinstance(sent, PictureUrl):
            return {"url": sent.url}
        if not isinstance(sent, PictureFile):
            raise TypeError(f"the {name} is neither a file nor an address")
        return self._write_file(name, sent)

    def _read_sent(self, stored: Mapping[str, Any] | None) -> Sent | None:
        if stored is None:
            return None
        return PictureUrl(stored["url"]) if "url" in stored else self._read_file(stored)

    def _write_file(self, name: str, file: PictureFile) -> dict[str, Any]:
        stored = dataclasses.asdict(file)
        data = stored.pop("data")
        stored |= {"file": f"{name}.{ENDINGS[file.format]}", "sha256": hashlib.sha256(data).hexdigest()}
        write_atomically(self.path / stored["file"], data)
        return stored

    def _read_file(self, stored: Mapping[str, Any]) -> PictureFile:
        facts = dict(stored)
        # never a path that leads elsewhere
        data = (self.path / Path(facts.pop("file")).name).read_bytes()
        if hashlib.sha256(data).hexdigest() != facts.pop("sha256"):
            raise ValueError(f"a file of {self.path} has changed")
        return (MaskFile if "marked" in facts else PictureFile)(data=data, **facts)


def folders(root: Path) -> Iterator[JobFolder]:
    """The jobs that lie below `root`."""
    for path in sorted(root.iterdir()) if root.is_dir() else []:
        folder = JobFolder(root, path.name)
        if folder.is_complete:
            yield folder


def sweep(root: Path) -> None:
    """Remove what was never asked for, or was forgotten: a crash came before its pictures were gone."""
    for path in root.iterdir():
        if path.is_dir() and not JobFolder(root, path.name).is_complete:
            shutil.rmtree(path, ignore_errors=True)


def digest(provider: str, request: Request) -> str:
    """The same for requests that would be answered the same: who, what, with which parameters, on which pixels. How
    the answer is handed over does not count."""
    summary = hashlib.sha256(json.dumps([provider, operation_to_json(request.operation)]).encode())
    for name, sent in (("picture", request.picture), ("mask", request.mask), ("backdrop", request.backdrop)):
        if isinstance(sent, PictureFile):
            summary.update(f"{name} {len(sent.data)} ".encode() + sent.data)
        elif isinstance(sent, PictureUrl):
            summary.update(f"{name} at {sent.url} ".encode())
    summary.update(repr([_numbers(rectangle) for rectangle in request.rectangles]).encode())
    return summary.hexdigest()


def has_urls(request: Request) -> bool:
    """Whether it asks for pictures that can change without anybody here noticing."""
    return any(isinstance(sent, PictureUrl) for sent in (request.picture, request.mask, request.backdrop))


def _purpose_to_json(purpose: Purpose) -> dict[str, Any]:
    return {
        "photo": None if purpose.photo is None else str(purpose.photo),
        "stamp": purpose.stamp,
        "crop": None if purpose.crop is None else _numbers(purpose.crop),
        "mark": None if purpose.mark is None else _mark_to_json(purpose.mark),
        "output": None if purpose.output is None else str(purpose.output),
        "may_replace": purpose.may_replace,
        "recipe": purpose.recipe,
        "has_edits": purpose.has_edits,
        "place": None if purpose.place is None else str(purpose.place),
    }


def _purpose_from_json(stored: Mapping[str, Any]) -> Purpose:
    size, time_ns = stored["stamp"]
    crop, mark = stored["crop"], stored["mark"]
    return Purpose(
        photo=_path(stored["photo"]),
        stamp=(int(size), int(time_ns)),
        crop=None if crop is None else Rect(*crop),
        mark=None if mark is None else _mark_from_json(mark),
        output=_path(stored["output"]),
        may_replace=bool(stored["may_replace"]),
        # earlier versions knew none of these
        recipe=str(stored.get("recipe", "")),
        has_edits=bool(stored.get("has_edits", False)),
        place=_path(stored.get("place")),
    )


def _mark_to_json(mark: Mark) -> dict[str, Any]:
    bits = zlib.compress(np.packbits(mark.mask > 0).tobytes(), 1)
    return {"bounds": _numbers(mark.bounds), "bits": base64.b64encode(bits).decode("ascii")}


def _mark_from_json(stored: Mapping[str, Any]) -> Mark:
    bounds = Rect(*stored["bounds"])
    try:
        bits = np.frombuffer(zlib.decompress(base64.b64decode(stored["bits"])), np.uint8)
    except zlib.error as error:
        raise ValueError("a mark is damaged") from error
    mask = np.unpackbits(bits, count=bounds.area).reshape(bounds.height, bounds.width) * np.uint8(MARKED)
    return Mark(bounds, mask, int(np.count_nonzero(mask)))


def _numbers(rect: Rect) -> tuple[int, ...]:
    return rect.x, rect.y, rect.width, rect.height


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)
