"""The photo in the dialog that asks how a mask is to be taken."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from picwish_desktop.imaging.mask_file import drawn_mask, white_coverage
from picwish_desktop.ui.widgets.mask_preview import PREVIEW, MaskPreview, PreviewPictures

GREEN = QColor(0, 200, 0)
LARGE = (4899, 3266)
"""Width and height of 16 MP."""


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


@pytest.mark.parametrize("is_marked_already", [False, True])
@pytest.mark.parametrize("marks_white", [True, False])
def test_a_thin_line_on_a_large_photo_is_seen_and_its_share_is_what_it_was(
    qtbot: QtBot, marks_white: bool, is_marked_already: bool
) -> None:
    mask = np.zeros(LARGE[::-1], np.uint8)
    for x in range(300, 4600):
        mask[x // 2 : x // 2 + 3, x] = 255
    seen_size = PREVIEW.width(), PREVIEW.width() * LARGE[1] // LARGE[0]
    photo = QImage(*seen_size, QImage.Format.Format_RGB32)
    photo.fill(QColor("black"))
    found = drawn_mask(mask if marks_white else 255 - mask, "")
    line, nothing = white_coverage(drawn_mask(mask, ""), seen_size), np.zeros(seen_size[::-1], np.uint8)
    if is_marked_already:
        pictures = PreviewPictures(QColor("red"), photo, nothing if marks_white else 255 - nothing, line)
    else:
        pictures = PreviewPictures(QColor("red"), photo, white_coverage(found, seen_size), nothing)
    preview = MaskPreview(pictures)
    qtbot.addWidget(preview)
    preview.show_mark(marks_white=marks_white, is_added=True)
    assert preview.share == pytest.approx(found.share(marks_white=marks_white), rel=0.05)
    seen = preview.grab().toImage()
    # beside the rounded corners
    across = [[seen.pixelColor(x, y).red() for y in range(10, preview.height() - 10)] for x in range(preview.width())]
    ends = [round(x * PREVIEW.width() / LARGE[0]) for x in (300, 4600)]
    assert min(max(column) for column in across[ends[0] + 1 : ends[1] - 1]) > 64
    assert not any(max(column) for column in (*across[: ends[0] - 1], *across[ends[1] + 1 :]))
