"""`picwish remove-objects` and the other commands that make a new picture of each photo."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from picwish_desktop.cli.budget import Budget
from picwish_desktop.cli.errors import CommandError
from picwish_desktop.cli.id_photo import OneIdPhoto, finish_batch
from picwish_desktop.cli.id_photo_batch import begin_batch
from picwish_desktop.cli.id_photo_command import IdPhotoCommand
from picwish_desktop.cli.one_photo import Batch, OnePhoto
from picwish_desktop.cli.order import Order
from picwish_desktop.cli.outputs import find_outputs
from picwish_desktop.cli.progress import shown
from picwish_desktop.cli.session import Session
from picwish_desktop.cli.words import about, name_of, names_of, next_step
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.read import read
from picwish_desktop.jobs.journal_file import JournalError
from picwish_desktop.jobs.runner import UndecidedError
from picwish_desktop.model.photo import Photo
from picwish_desktop.operations.catalogue import (
    CutOutFace,
    MakeIdPhoto,
    ParameterError,
    RemoveBackground,
    RemoveObjects,
)
from picwish_desktop.operations.provider import Provider, ProviderError
from picwish_desktop.operations.request import PictureUrl
from picwish_desktop.workflows.cutout_order import with_picture
from picwish_desktop.workflows.edit import NothingToDoError
from picwish_desktop.workflows.result_files import OutputExistsError

log = logging.getLogger(__name__)

FAILURES = (
    CommandError,
    PictureError,
    ProviderError,
    NothingToDoError,
    ParameterError,
    JournalError,
    UndecidedError,
    OutputExistsError,
)
"""Of one photo; the others go on."""


async def edit_photos(order: Order | IdPhotoCommand, session: Session) -> bool:
    """Returns whether every photo was done. Raises CommandError or JournalError where none can be."""
    if isinstance(order, IdPhotoCommand):
        return await _make_id_photos(order, session)
    provider = _provider(order, session)
    outputs = find_outputs(order)
    await session.check_key(provider)
    order, backdrop = await _backdrop(order, provider, session)
    batch = Batch(order, provider, session, backdrop, Budget())
    photos = [OnePhoto(batch, *each) for each in zip(names_of(order.sources), order.sources, outputs, strict=True)]
    return await _run_all(photos, provider, session)


async def _make_id_photos(command: IdPhotoCommand, session: Session) -> bool:
    """As `edit_photos`; with checks, whether all of them passed."""
    batch, photos = begin_batch(command, session)
    if batch.provider is not None:
        await session.check_key(batch.provider)
    are_done = await _run_all(photos, batch.provider, session)
    return await finish_batch(batch, photos) and are_done


async def _run_all(
    photos: Sequence[OnePhoto] | Sequence[OneIdPhoto], provider: Provider | None, session: Session
) -> bool:
    if provider is not None and provider.account is not None:
        await session.open_journal()
        await session.keep_rate()
    with shown(lambda: [photo.job for photo in photos if photo.job is not None], len(photos), session):
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(_run(photo, session)) for photo in photos]
    return all(task.result() for task in running)


async def _run(photo: OnePhoto | OneIdPhoto, session: Session) -> bool:
    """Returns whether it is done; what went wrong was said."""
    try:
        written = await photo.run()
    except FAILURES as error:
        job = error.job if isinstance(error, UndecidedError) else photo.job
        step = next_step(job) if job is not None and job.id in session.runner.jobs else ""
        session.terminal.say(f"{about(photo.name, str(error))} {step}".strip())
        return False
    except Exception:
        # a fault of ours, which may not cost the other photos
        log.exception("%s", photo.name)
        session.terminal.say(about(photo.name, "Something went wrong on this computer. The log says more."))
        return False
    if photo.job is not None and photo.job.error:
        session.terminal.say(about(photo.name, photo.job.error))
    for path in written:
        session.terminal.written(path)
    return True


def _provider(order: Order, session: Session) -> Provider:
    """Raises CommandError for one that cannot do it, or that nobody has asked for expressly though photos are
    locked."""
    settings, operation = session.settings, order.operation
    usual = {
        RemoveObjects.name: settings.removal_provider,
        RemoveBackground.name: settings.background_provider,
        CutOutFace.name: settings.face_provider,
        MakeIdPhoto.name: settings.id_photo_provider,
    }
    provider = session.providers.get(order.provider or usual[operation.name], session.providers["local"])
    # what a provider lacks of a background's removal is told later, in more words
    is_told_later = provider.account is not None and isinstance(operation, RemoveBackground)
    if not is_told_later and not provider.supports(operation):
        others = [f"--provider {other.name}" for other in session.providers.values() if other.supports(operation)]
        if isinstance(operation, MakeIdPhoto) and provider.account is None and not order.has_addresses:
            raise CommandError(
                f"{provider.label} makes ID photos by the rules of a document type. Add --document ID, such as "
                f"schengen-visa, or {' or '.join(others)}."
            )
        raise CommandError(f"{provider.label} cannot do “{operation.label}” yet. Add {' or '.join(others)}.")
    _check_type(order, provider)
    if order.box is not None and provider.limits.takes_files:
        raise CommandError(f"{provider.label} cannot be told where to look. Leave --box out, or add --provider local.")
    if order.provider is None and settings.lock_new_photos and provider.limits.takes_files:
        raise CommandError(
            "New photos are locked to this computer by the settings, so nothing was sent. Add --provider "
            f"{provider.name} to send these all the same."
        )
    return provider


def _check_type(order: Order, provider: Provider) -> None:
    """Raises CommandError. What else a provider lacks of a cutout is made here, but not what it looks for."""
    operation = order.operation
    if order.cutout is None or not isinstance(operation, RemoveBackground) or operation.subject == "auto":
        return
    if not provider.supports(RemoveBackground(operation.subject)):
        raise CommandError(
            f"{provider.label} cannot find out about a kind of subject. Leave --type out, or choose another provider."
        )


async def _backdrop(order: Order, provider: Provider, session: Session) -> tuple[Order, Photo | PictureUrl | None]:
    """`order` with the backdrop's picture for photos that are here, and what is sent with addresses. Raises
    CommandError."""
    picture = order.backdrop
    if not isinstance(picture, Path):
        return order, picture
    sent = None
    try:
        if order.cutout is not None:
            order = replace(order, cutout=await asyncio.to_thread(with_picture, order.cutout))
        if order.has_addresses:
            session.check_may_leave(picture, provider)
            sent = await asyncio.to_thread(read, picture)
    except (PictureError, NothingToDoError) as error:
        is_word = not picture.suffix and not picture.exists()
        hint = " A colour is RRGGBB, such as 81d4fa." if is_word else ""
        raise CommandError(about(name_of(picture), f"{error}{hint}")) from error
    return order, sent
