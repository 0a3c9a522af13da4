"""What may have to scroll ends where everything else does."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.widgets.scroll_column import ScrollColumn

WIDTH, HEIGHT, NEEDED = 300, 200, 160


def test_only_a_bar_takes_room(qtbot: QtBot) -> None:
    column, content = ScrollColumn(), QWidget()
    qtbot.addWidget(column)
    layout = QVBoxLayout(column.inside)
    layout.setContentsMargins(0, 0, 0, 0)
    content.setMinimumHeight(NEEDED)
    layout.addWidget(content)
    column.setFixedWidth(WIDTH)
    column.show()
    bar = column.verticalScrollBar()

    def fits(has_bar: bool) -> bool:
        room = WIDTH - (bar.width() + 4 if has_bar else 0)
        return bar.isVisible() is has_bar and content.width() == room

    for height in (HEIGHT, NEEDED // 2, HEIGHT):
        column.setFixedHeight(height)
        qtbot.waitUntil(partial(fits, height < NEEDED))
