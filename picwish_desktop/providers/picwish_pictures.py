"""The pictures of a PicWish task that is done."""

from __future__ import annotations

import logging

from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, Operation, RemoveBackground
from picwish_desktop.operations.provider import Progress, Stage
from picwish_desktop.operations.request import Answer
from picwish_desktop.providers.answers import Told
from picwish_desktop.providers.results import BrokenPictureError, Results, is_address

log = logging.getLogger(__name__)


async def receive(results: Results, operation: Operation, told: Told, until: float, progress: Progress) -> Answer:
    """Fetch or decode them, until `until` by the provider's clock. Raises GoneError, UnreachedError or
    BrokenPictureError, the last also where there is none; a mask may be missing beside its image."""
    sources = _sources(operation, told)
    pictures: dict[str, PictureFile] = {}
    for number, (name, source) in enumerate(sources.items()):

        def on_part(part: float, number: int = number) -> None:
            progress(Stage.RECEIVING, (number + part) / len(sources))

        on_part(0.0)
        try:
            if is_address(source):
                pictures[name] = await results.download(source, until, on_part)
            else:
                pictures[name] = await results.decode_base64(source)
        except BrokenPictureError as error:
            if "image" not in pictures:
                raise
            # its alpha says the same as the mask: what is paid for is there
            log.warning("the mask of a result is missing or damaged: %s", error)
        on_part(1.0)
    return Answer(pictures.get("image"), pictures.get("mask"))


def _sources(operation: Operation, told: Told) -> dict[str, str]:
    """By the names of the pages: an address, base64, or nothing where it is missing."""
    given = {"image": told.image, "mask": told.mask}
    if isinstance(operation, RemoveBackground):
        wanted = {"image": ["image"], "mask": ["mask"], "both": ["image", "mask"]}[operation.output]
    elif isinstance(operation, CutOutFace) and told.mask:
        # the page offers it, and it is paid for
        wanted = ["image", "mask"]
    else:
        wanted = ["image"]
    return {name: given[name] for name in wanted}
