"""How document types look in a list: country, name and size, the rules below, a star, signs for what is forbidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from picwish_desktop.idphoto.facts import facts, size_text
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.signs import Sign, draw_sign
from picwish_desktop.ui.widgets.tip import tip

ROW = 44
STAR_ROOM = 38
"""At the right of a row, where a click is for the star."""

_PADDING = 10
_SIGN = 12
_STAR = 8.0
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class DocumentShelf:
    """The document types that can be chosen, and what the person made of them."""

    specs: tuple[DocumentSpec, ...] = ()
    own: frozenset[str] = frozenset()
    """Ids of those made or imported here."""
    favourites: frozenset[str] = frozenset()
    recent: tuple[str, ...] = ()
    """Ids, the last used first."""

    def find(self, id_: str) -> DocumentSpec | None:
        return next((spec for spec in self.specs if spec.id == id_), None)


class DocumentRows(QAbstractListModel):
    """Rows for `DocumentDelegate`; what a row says in words is its display text."""

    def __init__(self) -> None:
        super().__init__()
        self._shelf = DocumentShelf()
        self._specs: list[DocumentSpec] = []

    @property
    def shelf(self) -> DocumentShelf:
        return self._shelf

    def show_specs(self, shelf: DocumentShelf, specs: Sequence[DocumentSpec]) -> None:
        self.beginResetModel()
        self._shelf, self._specs = shelf, list(specs)
        self.endResetModel()

    def show_shelf(self, shelf: DocumentShelf) -> None:
        """Other stars on the rows that are shown."""
        self._shelf = shelf
        self.dataChanged.emit(self.index(0), self.index(max(0, len(self._specs) - 1)))

    def spec(self, row: int) -> DocumentSpec | None:
        return self._specs[row] if 0 <= row < len(self._specs) else None

    def row_of(self, id_: str) -> int:
        """-1 where it is not shown."""
        return next((row for row, spec in enumerate(self._specs) if spec.id == id_), -1)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._specs)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        spec = self.spec(index.row())
        if spec is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return in_words(spec, self._shelf)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip("\n".join((title(spec), facts(spec), *(text for _, text in notices(spec)))))
        return None


class DocumentDelegate(QStyledItemDelegate):
    """Paints rows of a `DocumentRows`."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        spec = model.spec(index.row()) if isinstance(model, DocumentRows) else None
        if not isinstance(model, DocumentRows) or spec is None:
            return
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        colours = tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current or is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.soft if is_current else colours.raised))
            painter.drawRoundedRect(option.rect, 6, 6)
        inside = option.rect.adjusted(_PADDING, 4, -STAR_ROOM, -4)
        _draw_words(painter, inside, spec, model.shelf)
        star = QRectF(option.rect.right() - STAR_ROOM, option.rect.y(), STAR_ROOM, ROW).center()
        if spec.id in model.shelf.favourites or is_current or is_hovered:
            _draw_star(painter, star, is_full=spec.id in model.shelf.favourites)
        painter.restore()


def title(spec: DocumentSpec) -> str:
    """Such as “Schengen area · Visa”."""
    return " · ".join(part for part in (spec.country, spec.name) if part)


def notices(spec: DocumentSpec) -> list[tuple[Sign, str]]:
    """What a person has to know before working: what is forbidden, and where sources differ."""
    return [(Sign.BAN, reason) for _, reason in spec.bans] + [(Sign.ALERT, text) for text in spec.disagreements]


def in_words(spec: DocumentSpec, shelf: DocumentShelf) -> str:
    """A row as it is read aloud."""
    words = [title(spec), size_text(spec)]
    words += ["favourite"] if spec.id in shelf.favourites else []
    words += _marks(spec, shelf)
    words += ["something is forbidden"] if spec.bans else []
    words += ["sources disagree"] if spec.disagreements else []
    return ", ".join(word for word in words if word)


def _marks(spec: DocumentSpec, shelf: DocumentShelf) -> list[str]:
    own = ["own"] if spec.id in shelf.own else []
    return own + (["used before"] if spec.id in shelf.recent else [])


def _draw_words(painter: QPainter, place: QRect, spec: DocumentSpec, shelf: DocumentShelf) -> None:
    colours = tokens()
    upper, lower = QRect(place), QRect(place)
    upper.setHeight(place.height() // 2)
    lower.setTop(upper.bottom() + 1)
    left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    size = size_text(spec)
    painter.setPen(QColor(colours.dim))
    painter.drawText(upper, right, size)
    room = upper.width() - painter.fontMetrics().horizontalAdvance(size) - 12
    painter.setPen(QColor(colours.text))
    painter.drawText(upper, left, painter.fontMetrics().elidedText(title(spec), Qt.TextElideMode.ElideRight, room))
    signs = ([Sign.BAN] if spec.bans else []) + ([Sign.ALERT] if spec.disagreements else [])
    edge = lower.right() + 1
    for sign in reversed(signs):
        edge -= _SIGN
        draw_sign(painter, QRectF(edge, lower.center().y() - _SIGN / 2 + 1, _SIGN, _SIGN), sign)
        edge -= 4
    small = QFont(painter.font())
    small.setPixelSize(12)
    painter.setFont(small)
    painter.setPen(QColor(colours.dim))
    words = " · ".join((*_marks(spec, shelf), facts(spec)))
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, edge - lower.left() - 6)
    painter.drawText(lower, left, shown)


def _draw_star(painter: QPainter, center: QPointF, *, is_full: bool) -> None:
    points = []
    for corner in range(10):
        reach = _STAR if corner % 2 == 0 else _STAR * 0.42
        angle = corner * pi / 5 - pi / 2
        points.append(center + QPointF(reach * cos(angle), reach * sin(angle)))
    color = QColor(tokens().accent if is_full else tokens().dim)
    painter.setPen(QPen(color, 1.3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(color if is_full else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF(points))
