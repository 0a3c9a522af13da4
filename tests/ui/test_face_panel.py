"""The face column: what it has in place of the background's."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox
from pytestqt.qtbot import QtBot

from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.ui.panels.face import FacePanel
from tests.ui.cutout_panels import DONE, buttons, click, looks, named, sentences, set_up


@pytest.fixture
def panel(qtbot: QtBot) -> FacePanel:
    return set_up(qtbot, FacePanel())


def test_nobody_is_asked_what_the_subject_is(panel: FacePanel) -> None:
    assert "Subject" not in sentences(panel)
    assert "Stamp" not in buttons(panel)
    assert [choice.accessibleName() for choice in panel.findChildren(QComboBox)] == ["Provider"]


def test_cropping_to_the_head_keeps_what_else_was_framed(panel: FacePanel, qtbot: QtBot) -> None:
    said = looks(panel)
    framing = Framing(CanvasShape.SQUARE, margin=0.1)
    panel.show_state(replace(DONE, look=replace(DONE.look, framing=framing)))
    switch = named(panel, QAbstractButton, "Crop to the head")
    click(qtbot, switch)
    assert [(look.framing, is_final) for look, is_final in said] == [(replace(framing, is_cropped=True), True)]
    panel.show_state(DONE)
    assert not switch.isChecked()
    assert len(said) == 1


def test_a_marketplaces_canvas_is_a_crop_that_can_be_left(panel: FacePanel, qtbot: QtBot) -> None:
    said = looks(panel)
    framing = Framing(CanvasShape.MARKETPLACE)
    panel.show_state(replace(DONE, look=replace(DONE.look, framing=framing)))
    switch = named(panel, QAbstractButton, "Crop to the head")
    assert switch.isChecked()
    click(qtbot, switch)
    assert [look.framing for look, _ in said] == [Framing(CanvasShape.FREE)]


def test_several_faces_are_said(panel: FacePanel) -> None:
    assert "Face 2 of 3." in sentences(panel)
    assert "Try another  2 / 3" in buttons(panel)
    panel.show_state(replace(DONE, candidates=1, attempt=1))
    assert "Face 1 of" not in sentences(panel)
    assert not buttons(panel)["Try another"]


def test_doubt_and_faces_are_both_said(panel: FacePanel) -> None:
    panel.show_state(replace(DONE, doubt="The automatic cut is unsure here."))
    assert "unsure here" in sentences(panel)
    assert "Face 2 of 3" in sentences(panel)
