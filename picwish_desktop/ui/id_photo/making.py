"""Making an ID photo of an open document: cut out, framed, and put into it as one step."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from picwish_desktop.idphoto.target import Target
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.operations.catalogue import RemoveBackground
from picwish_desktop.operations.provider import Provider, TaskFailedError
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.rail import ID_PHOTO
from picwish_desktop.ui.work import Work
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.cutting import cut_out
from picwish_desktop.workflows.edit import Errand, upload_format
from picwish_desktop.workflows.id_photo import Head, NoFaceError, find_head
from picwish_desktop.workflows.id_photo_provider import frame_by_provider

log = logging.getLogger(__name__)

Fresh = Callable[[Head | None], IdPhoto]
"""Makes a new one by the rules, for the head that was found."""


class Making:
    """Knows what head was found on each photo."""

    def __init__(self, work: Work, worker: Worker, settings: Settings) -> None:
        self._work = work
        self._worker = worker
        self._settings = settings
        self._heads: WeakKeyDictionary[Document, Head | None] = WeakKeyDictionary()

    def head(self, document: Document) -> Head | None:
        """None where nobody has looked, or no face was found."""
        return self._heads.get(document)

    async def frame_there(self, entry: OpenDocument, provider: Provider, target: Target, fresh: Fresh) -> None:
        """`provider` cuts out and frames for `target`. Raises what `frame_by_provider` does."""
        document = entry.document
        assert document is not None
        entry.job = None
        framed = await frame_by_provider(
            document,
            target,
            self._work.runner,
            provider,
            errand=self._errand(),
            on_job=self._work.note_job(entry),
        )
        made = replace(fresh(None), framed=framed)
        self._work.end_gestures(entry)
        document.set_id_photo("ID photo", made)
        self._work.take(entry)

    async def frame_here(
        self,
        entry: OpenDocument,
        provider: Provider,
        fresh: Fresh,
        *,
        keeps_background: bool,
        is_portrait: bool,
        is_by_hand: bool = False,
    ) -> None:
        """Framed by the head that this computer finds, or with lines that wait for the hand, and say so themselves; of
        several faces nothing is said where it is to be no portrait. What is not cut out yet is cut out by `provider`,
        unless the background stays. `is_by_hand`: the ID photo is as a person made it. Raises what `cut_out` does."""
        document = entry.document
        assert document is not None
        entry.job = None
        before, cutout = document.state, document.state.cutout
        is_cut_now = cutout is None and not keeps_background
        if is_cut_now:
            cutout = await self._cut_out(entry, document, provider)
        head: Head | None = None
        problem = ""
        try:
            head = await find_head(document, self._worker, lambda _: None)
        except NoFaceError:
            log.info("no face was found")
        except TaskFailedError as error:
            problem = str(error)
        self._heads[document] = head
        if self._settings.job == ID_PHOTO.id and is_portrait:
            # whoever turned to another job meanwhile sees no lines
            entry.message = problem or _several(head)
        self._work.end_gestures(entry)
        if document.state.id_photo != before.id_photo:
            # what an earlier run left came back meanwhile
            return
        if document.state.cutout != before.cutout:
            cutout, is_cut_now = document.state.cutout, False
        with document.gesture("ID photo") as gesture:
            made = fresh(head)
            gesture.set_state(replace(document.state, cutout=cutout, id_photo=made))
        if not is_by_hand and (not is_cut_now or provider.account is None):
            entry.framed_here = made
        if is_cut_now:
            entry.made_by_itself = replace(document.state.content, edits=())
            if provider.account is None:
                # nobody is asked about what is made again by itself
                document.mark_saved(document.state.content)
            self._work.take(entry)

    async def _cut_out(self, entry: OpenDocument, document: Document, provider: Provider) -> Cutout:
        """With what drawing it needs."""
        picture = entry.picture
        assert picture is not None
        person = RemoveBackground("person")
        new = await cut_out(
            document,
            person if provider.supports(person) else RemoveBackground("auto"),
            self._work.runner,
            provider,
            self._worker,
            errand=self._errand(),
            on_job=self._work.note_job(entry),
        )
        await asyncio.to_thread(picture.prepare, new.cutout.colors)
        await asyncio.to_thread(picture.matte_levels, new.cutout.matte)
        return new.cutout

    def _errand(self) -> Errand:
        return Errand(upload_format=upload_format(self._settings.upload_format))


def _several(head: Head | None) -> str:
    if head is None or head.faces < 2:
        return ""
    return f"{head.faces} faces were found; the clearest was taken. Drag the lines if another one is meant."
