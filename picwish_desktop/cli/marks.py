"""What is to be removed, from the options to a document or to what is sent."""

from __future__ import annotations

from pathlib import Path

from picwish_desktop.cli.errors import CommandError
from picwish_desktop.cli.order import Order
from picwish_desktop.imaging.mask_file import read_mask
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.upload import encode_mask
from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Photo
from picwish_desktop.model.picture_file import MaskFile
from picwish_desktop.operations.limits import Limits


def marked_document(photo: Photo, order: Order) -> Document:
    """The photo with what the order marks on it. Raises CommandError or PictureError."""
    document = Document(photo)
    if isinstance(order.mask, Path):
        document.set_mask("Import mask", read_mask(order.mask, photo.width, photo.height))
        return document
    for rectangle in order.rectangles:
        if not rectangle.overlaps(photo.bounds):
            name = "the photo" if photo.path is None else photo.path.name
            raise CommandError(
                f"The rectangle {rectangle.x},{rectangle.y},{rectangle.width},{rectangle.height} lies outside "
                f"“{name}”, which is {photo.width} × {photo.height} pixels."
            )
    document.set_rectangles("Rectangles", order.rectangles)
    return document


def mask_of_unseen(path: Path, limits: Limits) -> MaskFile:
    """The mask in a file, for a picture that only the provider sees. Raises CommandError or PictureError."""
    drawn = read(path)
    mask = read_mask(path, drawn.width, drawn.height)
    file = encode_mask(mask, (drawn.width, drawn.height))
    if file.marked == 0:
        raise CommandError(f"Nothing is marked in “{path.name}”. Draw white where something should go.")
    if file.marked > limits.max_marked_share * mask.size:
        raise CommandError(f"More than half of “{path.name}” is marked. Mark less, or remove it in two steps.")
    return file
