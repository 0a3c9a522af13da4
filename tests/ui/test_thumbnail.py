"""Small pictures: they look as they did when each paint scaled them, and no paint scales what the one before had."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QListView, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.storage.resources import resource
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.dialogs.paid_work import Decision, PaidWorkDialog, PaidWorkRow
from picwish_desktop.ui.job_card import JobCard, JobCardButton
from picwish_desktop.ui.panels.recent import RecentItem, RecentPanel
from picwish_desktop.ui.welcome import SAMPLES, Welcome
from picwish_desktop.ui.widgets import thumbnail
from picwish_desktop.ui.widgets.swatch_faces import picture_face
from picwish_desktop.ui.widgets.swatches import Swatches
from picwish_desktop.ui.widgets.thumbnail import Cover, rounded
from picwish_desktop.ui.widgets.ticket_rows import TicketDelegate, TicketRows

TODAY = date(2026, 11, 21)
TICKET = Ticket("a" * 32, "0001", "Ada", TODAY, datetime(2026, 11, 21, 12, tzinfo=UTC))
PICTURES = (
    image_over(skimage.data.coffee()).copy(),
    image_over(np.ascontiguousarray(skimage.data.chelsea()[:90])).copy(),
    image_over(np.ascontiguousarray(skimage.data.astronaut()[:, :140])).copy(),
)
"""Of one shape each: nearly square, wide, tall."""


@pytest.fixture
def scaled(monkeypatch: pytest.MonkeyPatch) -> list[QSize]:
    """What pictures were scaled to."""
    sizes: list[QSize] = []
    covering = thumbnail.covering

    def noted(*arguments):  # type: ignore[no-untyped-def]
        image = covering(*arguments)
        sizes.append(image.size())
        return image

    monkeypatch.setattr(thumbnail, "covering", noted)
    return sizes


def painted(cover: Cover, image: QImage | None, size: QSize, ratio: float = 1.0, anchor: float = 0.5) -> QImage:
    screen = QImage(QSize(120, 90) * ratio, QImage.Format.Format_RGB32)
    screen.setDevicePixelRatio(ratio)
    screen.fill(0)
    with QPainter(screen) as painter:
        target = QRectF(4, 6, size.width(), size.height())
        cover.draw(painter, target, image, rounded(target, 6), anchor=anchor)
    return screen


PAINTS = st.tuples(
    st.sampled_from((None, *PICTURES)),
    st.builds(QSize, st.integers(1, 110), st.integers(1, 80)),
    st.sampled_from((1.0, 1.5, 2.0)),
    st.sampled_from((0.0, 0.3, 0.5)),
)


@given(paints=st.lists(PAINTS, min_size=1, max_size=8))
def test_what_is_kept_looks_like_what_is_scaled_anew(
    paints: list[tuple[QImage | None, QSize, float, float]],
) -> None:
    kept = Cover()
    for paint in paints:
        fresh = painted(Cover(), *paint)
        assert painted(kept, *paint) == fresh
        assert painted(kept, *paint) == fresh


def test_only_another_picture_place_or_screen_is_scaled_anew(scaled: list[QSize]) -> None:
    cover, (picture, other, _), size = Cover(), PICTURES, QSize(60, 40)
    changes: list[tuple[QImage, QSize, float, float]] = [
        (picture, size, 1.0, 0.5),
        (other, size, 1.0, 0.5),
        (other, QSize(60, 41), 1.0, 0.5),
        (other, QSize(60, 41), 1.5, 0.5),
        (other, QSize(60, 41), 1.5, 0.0),
    ]
    for count, change in enumerate(changes, 1):
        for _ in range(3):
            painted(cover, *change)
        assert len(scaled) == count, change
    assert scaled[0] == QSize(60, 40)
    assert scaled[3] == QSize(90, 62), "as many pixels as the screen has"


def test_a_picture_that_was_painted_on_is_another(scaled: list[QSize]) -> None:
    cover, picture = Cover(), PICTURES[0].copy()
    before = painted(cover, picture, QSize(60, 40))
    picture.fill(0xFF00FF)
    assert painted(cover, picture, QSize(60, 40)) != before
    assert len(scaled) == 2


# where they are seen


def card() -> QWidget:
    return JobCardButton(JobCard("a", "coffee.jpg", "12 %", progress=0.12, thumbnail=PICTURES[0]))


def recent() -> QWidget:
    panel = RecentPanel()
    panel.set_items([RecentItem(Path("/a.jpg"), "a.jpg", "opened", QImage(str(resource("photos/rocket.jpg"))))])
    return panel


def paid_work() -> QWidget:
    return PaidWorkDialog([PaidWorkRow("a", "a.jpg", "It is done.", (Decision.OPEN,), PICTURES[0])])


def tickets() -> QWidget:
    view, rows = QListView(), TicketRows()
    rows.setParent(view)
    photo = TicketPhoto("visa", "Visa", 35, 45, 413, 531, 300, 8, None, "", is_upload=False)
    kept = [replace(TICKET, photos=(replace(photo, file=str(number)),)) for number in range(len(PICTURES))]
    rows.show_tickets(kept, TODAY)
    for ticket, picture in zip(kept, PICTURES, strict=True):
        rows.show_picture(ticket, picture)
    view.setModel(rows)
    view.setItemDelegate(TicketDelegate(view))
    view.resize(300, 400)
    return view


def swatches() -> QWidget:
    return Swatches([("picture", "Own picture", "Own picture", picture_face(PICTURES[0]))])


@pytest.mark.parametrize(
    ("make", "pictures"),
    [
        pytest.param(card, 1, id="card"),
        pytest.param(recent, 1, id="recent"),
        pytest.param(Welcome, len(SAMPLES), id="samples"),
        pytest.param(paid_work, 1, id="paid work"),
        pytest.param(tickets, len(PICTURES), id="tickets"),
        pytest.param(swatches, 1, id="swatch"),
    ],
)
def test_painting_again_scales_nothing(
    qtbot: QtBot, scaled: list[QSize], make: Callable[[], QWidget], pictures: int
) -> None:
    widget = make()
    qtbot.addWidget(widget)
    first = widget.grab().toImage()
    assert len(scaled) == pictures
    for _ in range(3):
        assert widget.grab().toImage() == first
    assert len(scaled) == pictures


def test_progress_on_a_card_scales_nothing_and_another_picture_does(qtbot: QtBot, scaled: list[QSize]) -> None:
    job = JobCard("a", "coffee.jpg", "0 %", progress=0.0, thumbnail=PICTURES[0])
    button = JobCardButton(job)
    qtbot.addWidget(button)
    seen = []
    for percent in range(0, 100, 20):
        button.show_job(replace(job, note=f"{percent} %", progress=percent / 100))
        seen.append(button.grab().toImage())
    assert all(before != after for before, after in pairwise(seen))
    assert len(scaled) == 1
    button.show_job(replace(job, thumbnail=PICTURES[1]))
    button.grab()
    assert len(scaled) == 2


@pytest.mark.parametrize(("width", "height"), [(1, 400), (400, 1), (1, 1)])
def test_a_picture_a_pixel_wide_is_seen_too(width: int, height: int) -> None:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFF3366)
    covering = thumbnail.covering(image, QSizeF(44, 30), 1.0, 0.5)
    assert covering.size() == QSize(44, 30)
    assert covering.pixelColor(20, 15) == image.pixelColor(0, 0)
