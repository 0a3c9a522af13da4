"""Asking how a mask is to be taken, over a small view of what it would mark."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.mask_file import Candidate, drawn_mask, white_coverage
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.dialogs.import_mask import ImportMaskDialog, MaskChoice
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.overlay_color import overlay_color
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.mask_preview import PREVIEW, PreviewPictures
from picwish_desktop.workflows.masks import copy_marked

_LOOKED_AT = 1024
"""The longer side, in pixels, of what the small photo is made of."""


async def ask_how(
    window: QWidget,
    documents: OpenDocuments,
    entry: OpenDocument,
    title: str,
    candidate: Candidate,
    color: str,
    *,
    is_ours: bool,
) -> MaskChoice | None:
    """What the person chooses; None where they change their mind or `entry` is closed. `entry` is read; `color` is what
    the settings call that of the mark."""
    document = entry.document
    assert document is not None
    pictures = await _pictures(entry, candidate, color, window.devicePixelRatioF())
    if entry not in tuple(documents):
        return None
    size = document.photo.width, document.photo.height
    dialog = ImportMaskDialog(title, candidate, size, pictures, is_ours=is_ours, parent=window)
    chosen: list[MaskChoice] = []
    dialog.chosen.connect(chosen.append)
    closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def close(_result: int) -> None:
        if not closed.done():
            closed.set_result(None)

    def leave() -> None:
        # it deletes itself when it closes
        if not closed.done() and entry not in tuple(documents):
            dialog.reject()

    dialog.finished.connect(close)
    documents.changed.connect(leave)
    try:
        dialog.open()
        await closed
    except asyncio.CancelledError:
        if closed.cancelled():
            dialog.reject()
        raise
    finally:
        documents.changed.disconnect(leave)
    return chosen[0] if chosen else None


async def _pictures(entry: OpenDocument, candidate: Candidate, color: str, pixel_ratio: float) -> PreviewPictures:
    document, picture = entry.document, entry.picture
    assert document is not None
    assert picture is not None
    photo = picture.opaque(picture.level_within(_LOOKED_AT), document.state.visible_edits)
    fitting = QSize(picture.width, picture.height).scaled(PREVIEW, Qt.AspectRatioMode.KeepAspectRatio)
    size = (fitting * pixel_ratio).expandedTo(QSize(1, 1))
    mark = QColor(tokens().mark)
    marked = await copy_marked(document)

    def small() -> PreviewPictures:
        whole, to = image_over(photo), (size.width(), size.height())
        return PreviewPictures(
            overlay_color(color, mark, photo),
            whole.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation),
            white_coverage(candidate, to),
            white_coverage(drawn_mask(marked, ""), to),
        )

    return await asyncio.to_thread(small)
