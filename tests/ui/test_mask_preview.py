"""The photo in the dialog that asks how a mask is to be taken."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.widgets.mask_preview import PREVIEW, MaskPreview, PreviewPictures

GREEN = QColor(0, 200, 0)


@pytest.mark.parametrize("shape", [(900, 600), (1600, 900), (600, 600), (600, 900)])
def test_a_photo_of_the_usual_shape_is_as_wide_as_the_controls(qtbot: QtBot, shape: tuple[int, int]) -> None:
    width, height = shape
    photo = QImage(width, height, QImage.Format.Format_RGB32)
    photo.fill(GREEN)
    nothing = np.zeros((height, width), np.uint8)
    preview = MaskPreview(PreviewPictures(GREEN, photo, nothing, nothing))
    qtbot.addWidget(preview)
    preview.show()
    seen = preview.grab().toImage()
    middle = seen.height() // 2
    ends = [seen.pixelColor(x, middle) == GREEN for x in (0, seen.width() - 1)]
    assert ends == [width / height >= 1.5] * 2
    assert (seen.width(), seen.height() <= PREVIEW.height()) == (PREVIEW.width(), True)
