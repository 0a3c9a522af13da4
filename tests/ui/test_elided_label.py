"""Names come from anybody's files."""

from pytestqt.qtbot import QtBot

from picwish_desktop.ui.widgets.elided_label import ElidedLabel


def test_a_name_is_never_taken_for_html(qtbot: QtBot) -> None:
    name = "<img src='//host/x.png'>portrait.jpg"
    label = ElidedLabel(name)
    qtbot.addWidget(label)
    label.setFixedWidth(60)
    label.show()
    label.grab()
    assert "<img" not in label.toolTip()
    assert "&lt;img" in label.toolTip()
    # as plain text it is as wide as its letters
    assert label.sizeHint().width() > label.fontMetrics().horizontalAdvance(name) - 2
