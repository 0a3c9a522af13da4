"""A button that shows the document type in use, and opens the list of them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from picwish_desktop.idphoto.facts import size_text
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.ui.icons import icon
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.document_rows import title
from picwish_desktop.ui.widgets.tip import tip
from picwish_desktop.ui.widgets.usable import set_purpose

_HEIGHT = 50
_PADDING = 11
_CHEVRON = 14
_PURPOSE = "Choose the document type (Ctrl+F)"
_NONE = "Choose a document type"


class DocumentButton(QPushButton):
    """Two lines: country and name, and below them the size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = (_NONE, "")
        self._chevron = icon("chevron-down")
        self.setProperty("kind", "choice")
        self.setToolTip(_PURPOSE)
        self.setAccessibleName(f"Document: {_NONE}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(_HEIGHT)

    def show_spec(self, spec: DocumentSpec | None) -> None:
        lines = (_NONE, "by country, name or size") if spec is None else (title(spec), size_text(spec))
        if lines != self._lines:
            self._lines = lines
            self.setAccessibleName("Document: " + " · ".join(lines))
            set_purpose(self, _PURPOSE if spec is None else tip(f"{' · '.join(lines)}\n{_PURPOSE}"))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # as a list would
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F4):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        inside = self.rect().adjusted(_PADDING, 6, -_PADDING, -6)
        chevron = QRect(inside.right() - _CHEVRON + 2, (self.height() - _CHEVRON) // 2, _CHEVRON, _CHEVRON)
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self._chevron.paint(painter, chevron, mode=mode)
        inside.setRight(chevron.left() - 4)
        upper, lower = QRect(inside), QRect(inside)
        upper.setHeight(inside.height() // 2)
        lower.setTop(upper.bottom() + 1)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        # Also while a preset is locked, or the photo is framed, it has to be seen which document type is in use.
        painter.setPen(QColor(colours.text if self.isEnabled() else colours.dim))
        metrics = painter.fontMetrics()
        painter.drawText(upper, middle, metrics.elidedText(self._lines[0], Qt.TextElideMode.ElideRight, upper.width()))
        small = QFont(painter.font())
        small.setPixelSize(12)
        painter.setFont(small)
        painter.setPen(QColor(colours.dim if self.isEnabled() else colours.faint))
        painter.drawText(lower, middle, self._lines[1])
