"""What a client that keeps its promises never does (design.md, "What it promises" 2 and 6)."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Collection, Iterable, Iterator

from PIL import Image

from tests.sandbox.options import HOUR
from tests.sandbox.record import Received

_NEUTRAL_NAME = re.compile(r"(image|mask|picture|photo|upload|file|background|bg_image)(_file)?\.[a-z]{3,4}")

# Make, Model, Software, DateTime, Artist, ImageDescription, Copyright, XMP, IPTC, Photoshop, Exif, GPS; orientation
# too, as pictures have to come upright
_TELLING_TAGS = {270, 271, 272, 274, 305, 306, 315, 33432, 700, 33723, 34377, 34665, 34853}
_TELLING_INFO = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment"}


def leaks(received: Received) -> list[str]:
    """What its files tell about the person. Takes its time: pictures are decoded."""
    found = []
    for part in received.files.values():
        if not _NEUTRAL_NAME.fullmatch(part.filename or ""):
            found.append(f"{part.name} has a file name of its own: {part.filename}")
        found += [f"{part.name} carries {what}" for what in _metadata(part.data)]
    return found


def misplaced_keys(received: Received, own: str | None, keys: Collection[str]) -> Iterator[str]:
    """`own`: the key that belongs to this host, if one does; `keys`: those of all hosts."""
    if "X-API-KEY" in received.headers and (own is None or received.key in set(keys) - {own}):
        yield f"a key was sent to a host that it is not for: {received.target}"
    if any(key in received.target for key in keys):
        yield f"a key is in an address: {received.target}"


def is_paid_twice(received: Received, earlier: Iterable[Received], charged_tasks: Collection[str]) -> bool:
    """Whether the same work was asked for before, and may have been charged, and is not lost for good."""
    return any(
        received.time - other.time < HOUR and _is_same_work(received, other) and _may_be_charged(other, charged_tasks)
        for other in earlier
        if other.route is received.route
    )


def _is_same_work(received: Received, other: Received) -> bool:
    if other.is_whole:
        return _fingerprint(received) == _fingerprint(other)
    # nobody knows what was in it; two pictures of one length are unlikely
    return received.content_length is not None and received.content_length == other.content_length


def _may_be_charged(received: Received, charged_tasks: Collection[str]) -> bool:
    if received.status is not None and 400 <= received.status < 500:
        return False
    return received.task_id is None or received.task_id in charged_tasks


def _fingerprint(received: Received) -> str:
    """The same for the same work, however its answer is wanted."""
    digest = hashlib.sha256(repr(received.json).encode())
    for part in sorted(received.parts, key=lambda part: part.name):
        if part.name not in ("sync", "return_type"):
            digest.update(repr((part.name, len(part.data))).encode() + part.data)
    return digest.hexdigest()


def _metadata(data: bytes) -> list[str]:
    """What a picture carries beside its pixels and colour profile; nothing where it is none."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            # in a PNG it can stand behind the pixels
            picture.load()
            tags = _TELLING_TAGS & set(picture.getexif())
            info = _TELLING_INFO & {str(name) for name in picture.info}
            texts = getattr(picture, "text", {})
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return []
    return [*(f"tag {tag}" for tag in sorted(tags)), *sorted(info), *(f"text {name}" for name in sorted(texts))]
