"""What names are made of is typed, and refused with a sentence where it cannot be."""

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from picwish_desktop.storage.settings import Settings, asked_settings
from picwish_desktop.ui.widgets.setting_fields import setting_field


def test_a_pattern_is_typed_and_looked_at(qtbot: QtBot) -> None:
    asked = dict(asked_settings())["id_photo_name"]
    field = setting_field(asked, Settings().id_photo_name)
    qtbot.addWidget(field)
    assert field.value() == Settings().id_photo_name
    assert field.problem() == ""
    typed = field.findChild(QLineEdit)
    assert isinstance(typed, QLineEdit)
    typed.setText("{date} {copies} of {document}")
    assert (field.value(), field.problem()) == ("{date} {copies} of {document}", "")
    typed.setText("{customer}")
    assert "“{customer}” is not known" in field.problem()
