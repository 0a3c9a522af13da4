"""A list of document types that opens over the window: typing filters, the arrow keys go, Enter chooses."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from picwish_desktop.idphoto.search import find_documents
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.document_rows import STAR_ROOM, DocumentDelegate, DocumentRows, DocumentShelf, in_words
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.search_line import SearchLine

_SIZE = QSize(440, 480)
_AIR = 4
_TO_LIST = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class _List(QListView):
    taken = Signal(int)
    starred = Signal(int)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        position = event.position().toPoint()
        index = self.indexAt(position)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            is_star = position.x() > self.visualRect(index).right() - STAR_ROOM
            (self.starred if is_star else self.taken).emit(index.row())


class DocumentPicker(QFrame):
    """Favourites and what was used last come first. What is pressed in the last row closes it."""

    chosen = Signal(str)
    favourite_changed = Signal(str, bool)
    new_document = Signal()
    import_document = Signal()
    edit_document = Signal(str)
    export_document = Signal(str)
    delete_document = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self.setAccessibleName("Document types")
        self._shelf = DocumentShelf()
        self._typed = SearchLine("Find a document type", "Country, document or size, such as 35x45")
        self._typed.installEventFilter(self)
        self._rows = DocumentRows()
        self._list = _List()
        self._list.setModel(self._rows)
        self._list.setItemDelegate(DocumentDelegate(self._list))
        self._list.setAccessibleName("Document types")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = QLabel()
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._keys = note("Enter chooses · Ctrl+D favourite · Esc closes")
        self._new = push_button("New document type…", "Make a document type of your own", "link")
        self._import = push_button("Import…", "Take a document type from a file", "link")
        self._edit = push_button("Edit…", "Change this document type of your own", "link")
        self._export = push_button("Export…", "Save this document type of your own as a file", "link")
        self._delete = push_button("Delete", "Delete this document type of your own", "link")
        self._lay_out()
        self._connect()

    def offer(self, shelf: DocumentShelf) -> None:
        """Show these document types. While it is open, and they are the same but for their stars, they stay where they
        are. Emits nothing."""
        is_same = shelf.specs == self._shelf.specs and shelf.own == self._shelf.own
        self._shelf = shelf
        if is_same and self.isVisible():
            self._rows.show_shelf(shelf)
            self._describe()
        else:
            self._filter(keep=True)

    def open_below(self, anchor: QWidget, current: str) -> None:
        """Open at `anchor`, with the document type `current` at hand and nothing typed."""
        self._typed.clear()
        self._filter()
        row = self._rows.row_of(current)
        self._go_to(max(row, 0))
        screen = anchor.screen().availableGeometry()
        size = _SIZE.boundedTo(screen.size())
        self.resize(size)
        corner = anchor.mapToGlobal(QPoint(anchor.width() - size.width(), anchor.height() + _AIR))
        corner.setX(min(max(corner.x(), screen.left()), screen.right() - size.width() + 1))
        corner.setY(min(max(corner.y(), screen.top()), screen.bottom() - size.height() + 1))
        self.move(corner)
        self.show()
        self._typed.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._typed and event.type() == QEvent.Type.KeyPress:
            return self._press_key(cast(QKeyEvent, event))
        return super().eventFilter(watched, event)

    def _press_key(self, event: QKeyEvent) -> bool:
        """Whether the key is for the list and not for what is typed."""
        key = event.key()
        if key in _TO_LIST:
            self._list.keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._list.currentIndex().row())
        elif key == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._star(self._list.currentIndex().row())
        else:
            return False
        return True

    def _lay_out(self) -> None:
        own = QHBoxLayout()
        own.setSpacing(4)
        for button in (self._new, self._import):
            own.addWidget(button)
        own.addStretch(1)
        for button in (self._edit, self._export, self._delete):
            own.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 6)
        layout.setSpacing(6)
        layout.addWidget(self._typed)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self._keys)
        layout.addLayout(own)
        self._nothing.hide()

    def _connect(self) -> None:
        self._typed.textChanged.connect(lambda _text: self._filter())
        self._list.taken.connect(self._take)
        self._list.starred.connect(self._star)
        self._list.selectionModel().currentChanged.connect(lambda _now, _before: self._describe())
        self._new.clicked.connect(lambda: self._leave_for(self.new_document))
        self._import.clicked.connect(lambda: self._leave_for(self.import_document))
        for button, signal in (
            (self._edit, self.edit_document),
            (self._export, self.export_document),
            (self._delete, self.delete_document),
        ):
            button.clicked.connect(lambda _on=False, signal=signal: self._leave_with(signal))

    def _filter(self, *, keep: bool = False) -> None:
        """Show what is typed for; the first of them at hand, or with `keep` the one that is."""
        current = self._current() if keep else ""
        shelf = self._shelf
        found = find_documents(self._typed.text(), shelf.specs, shelf.favourites, shelf.recent)
        self._rows.show_specs(shelf, found)
        self._list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._nothing.setText(
            f"Nothing is known as “{self._typed.text().strip()}”.\nType a country, a document or a size such as 35x45, "
            "or make a new document type."
        )
        self._go_to(max(self._rows.row_of(current), 0))
        self._describe()

    def _go_to(self, row: int) -> None:
        index = self._rows.index(row)
        self._list.setCurrentIndex(index)
        self._list.scrollTo(index, QListView.ScrollHint.EnsureVisible)

    def _describe(self) -> None:
        spec = self._rows.spec(self._list.currentIndex().row())
        is_own = spec is not None and spec.id in self._shelf.own
        for button in (self._edit, self._export, self._delete):
            button.setVisible(is_own)
            if spec is not None:
                button.setAccessibleName(f"{button.text().removesuffix('…')}: {spec.name}")
        # The focus stays in what is typed; this is how the row at hand is read aloud.
        self._typed.setAccessibleDescription(in_words(spec, self._shelf) if spec is not None else self._nothing.text())

    def _current(self) -> str:
        index: QModelIndex = self._list.currentIndex()
        spec = self._rows.spec(index.row())
        return spec.id if spec is not None else ""

    def _take(self, row: int) -> None:
        spec = self._rows.spec(row)
        if spec is not None:
            self.close()
            self.chosen.emit(spec.id)

    def _star(self, row: int) -> None:
        spec = self._rows.spec(row)
        if spec is not None:
            self.favourite_changed.emit(spec.id, spec.id not in self._shelf.favourites)

    def _leave_for(self, signal: SignalInstance) -> None:
        self.close()
        signal.emit()

    def _leave_with(self, signal: SignalInstance) -> None:
        id_ = self._current()
        self.close()
        if id_:
            signal.emit(id_)
