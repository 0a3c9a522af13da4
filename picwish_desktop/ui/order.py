"""An ID photo as it was when somebody wanted it saved, printed or kept."""

from __future__ import annotations

from dataclasses import dataclass

from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.model.id_photo import Lines
from picwish_desktop.ui.id_photo.finished_files import FrozenIdPhoto
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.shown_item import item_key
from picwish_desktop.ui.ticket import Customer, Item
from picwish_desktop.workflows.id_photo import begin, framed_by_lines


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """What a press was about: until its turn comes, another tab may be shown, another document type or format be
    chosen, and the customer have left."""

    entry: OpenDocument
    photo: FrozenIdPhoto
    customer: Customer


def is_only_seen(order: Order) -> bool:
    """Whether it is as this computer made it, and of nobody: opened again, it would be so again."""
    recipe, customer = order.photo.recipe, order.customer
    is_somebodys = customer.name or item_key(order.entry, recipe.spec) in customer.kept
    is_as_made = recipe.id_photo == order.entry.framed_here and not order.photo.document.has_unsaved_changes
    return is_as_made and not is_somebodys


def is_worked_on(entry: OpenDocument, spec: DocumentSpec) -> bool:
    """Whether a person placed or coloured it, or a provider framed it, by `spec`, and it is nowhere yet."""
    document, here = entry.document, entry.framed_here
    made = None if document is None else document.state.id_photo
    if document is None or made is None or document.saved.id_photo or made == here:
        return False
    by_itself = begin(spec, document, None, is_upload=made.is_upload)
    colors = [(one.background, one.keeps_background) for one in (by_itself, here) if one is not None]
    is_placed = made.lines is Lines.BY_HAND or framed_by_lines(made, spec, document.photo).placement != made.placement
    return is_placed or (made.background, made.keeps_background) not in colors or made.framed is not None


def is_kept_at_end(order: Order, item: Item) -> bool:
    """Whether the ticket does not say yet what would be printed of what was shown."""
    customer, document = order.customer, order.photo.document
    if not document.saved.id_photo or any(added.key == item.key for added in customer.added):
        return True
    return item.key in customer.kept and (document.has_unsaved_changes or item.key not in customer.printed)
