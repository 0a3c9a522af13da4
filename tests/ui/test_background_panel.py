"""The background column: what each state shows, what each press says, and what one gesture is."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QProgressBar, QScrollArea, QSlider, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.model.backdrop import (
    BackdropPicture,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
    Shadow,
)
from picwish_desktop.model.cutout import Edge, Look
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.ui.panels.background import BackgroundPanel
from picwish_desktop.ui.panels.cutout_foot import CutoutFoot
from picwish_desktop.ui.panels.cutout_state import CutoutPanelState
from picwish_desktop.ui.widgets.buttons import IconButton
from picwish_desktop.ui.widgets.color_picker import ColorPicker
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.swatches import Swatches
from tests.ui.cutout_panels import (
    DONE,
    FRESH,
    RUNNING,
    button,
    buttons,
    click,
    handle,
    looks,
    named,
    press_swatch,
    sentences,
    set_up,
)

PICTURE = PictureBackdrop(BackdropPicture(np.zeros((2, 2, 3), np.uint8), "wall.jpg"), zoom=1.5)
WHITE = ColorBackdrop((255, 255, 255))


pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def panel(qtbot: QtBot) -> BackgroundPanel:
    return set_up(qtbot, BackgroundPanel())


def with_look(**change: Any) -> CutoutPanelState:
    return replace(DONE, look=replace(Look(), **change))


def with_picture(**change: Any) -> CutoutPanelState:
    thumbnail = QImage(8, 8, QImage.Format.Format_RGB32)
    thumbnail.fill(QColor("#336699"))
    return replace(with_look(**change), picture_thumbnail=thumbnail)


def swatch(panel: BackgroundPanel) -> str:
    return panel.findChildren(Swatches)[0].current()


def follow(panel: BackgroundPanel, state: CutoutPanelState = DONE) -> None:
    """Answer every change of the look as the window does."""
    panel.look_changed.connect(lambda look, _final: panel.show_state(replace(state, look=look)))


# what a state shows


def test_before_the_first_cut_the_look_says_why_it_is_off(panel: BackgroundPanel) -> None:
    panel.show_state(FRESH)
    shown = buttons(panel)
    assert shown["Cut out  ·  Ctrl+Enter"]
    assert not any(shown[text] for text in ("Try another", "Copy", "Save as…", "Drop", "Contact"))
    for kind, name in (
        (QSlider, "Shadow"),
        (QSlider, "Soften"),
        (QAbstractButton, "White"),
        (QAbstractButton, "Clean edge"),
        (QComboBox, "Canvas"),
        (QAbstractButton, "Contact"),
    ):
        control = named(panel, kind, name)
        assert not control.isEnabled()
        assert control.toolTip() == "Cut it out first; then this costs nothing."
    assert button(panel, "Copy").toolTip() == "Cut it out first."
    panel.show_state(DONE)
    assert named(panel, QSlider, "Shadow").toolTip() == "How dark the shadow is"
    assert named(panel, QSlider, "Shadow").isEnabled()


def test_running_shows_progress_and_cancel_and_leaves_the_look(panel: BackgroundPanel) -> None:
    panel.show_state(RUNNING)
    shown = buttons(panel)
    assert shown["Cancel  ·  Esc"]
    assert not {"Cut out  ·  Ctrl+Enter", "Use this computer instead"} & set(shown)
    assert not shown["Person"]
    assert not shown["Draw a box"]
    assert not named(panel, QComboBox, "Provider").isEnabled()
    assert panel.findChildren(QProgressBar)[0].value() == 40
    assert "Finding the subject… 40 %" in sentences(panel)
    panel.show_state(replace(RUNNING, has_cutout=True, waits_for_network=True))
    assert named(panel, QSlider, "Shadow").isEnabled()
    assert "Use this computer instead" in buttons(panel)


def test_a_price_is_said_before_it_is_paid_again(panel: BackgroundPanel) -> None:
    panel.show_state(replace(DONE, price_note="Cutting out again costs 1 credit."))
    assert "Cutting out again costs 1 credit." in sentences(panel)
    assert "Cut out again  ·  Ctrl+Enter" in buttons(panel)
    panel.show_state(DONE)
    assert "costs 1 credit" not in sentences(panel)


def test_a_locked_photo_is_not_cut_out_elsewhere(panel: BackgroundPanel) -> None:
    panel.show_state(replace(FRESH, is_locked=True, provider_note="This photo stays here."))
    assert not button(panel, "Cut out").isEnabled()
    assert button(panel, "Cut out").toolTip() == panel.provider_note == "This photo stays here."


def test_only_the_subjects_that_are_offered_are_shown(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said: list[str] = []
    panel.subject_chosen.connect(said.append)
    panel.show_state(replace(FRESH, subject="stamp"))
    assert panel.findChildren(Segmented)[0].current() == "stamp"
    panel.show_state(replace(FRESH, subjects=("auto", "person")))
    shown = buttons(panel)
    assert {"Auto", "Person"} <= set(shown)
    assert not {"Object", "Stamp"} & set(shown)
    click(qtbot, button(panel, "Person"))
    assert said == ["person"]
    panel.show_state(replace(FRESH, subjects=()))
    assert "Subject" not in sentences(panel)
    assert said == ["person"]


def test_doubt_is_said_below_what_helps(panel: BackgroundPanel) -> None:
    doubt = "The automatic cut is unsure here. Draw a box around the subject, or paint what to keep."
    panel.show_state(replace(DONE, doubt=doubt))
    assert doubt in sentences(panel)
    panel.show_state(DONE)
    assert doubt not in sentences(panel)


def test_what_cannot_be_tried_says_why(panel: BackgroundPanel) -> None:
    panel.show_state(replace(DONE, candidates=1, takes_box=False))
    assert "Draw a box, or paint" in button(panel, "Try another").toolTip()
    assert "takes no box" in button(panel, "Draw a box").toolTip()


def test_a_message_can_be_put_away(panel: BackgroundPanel, qtbot: QtBot) -> None:
    panel.show_state(replace(DONE, message="PicWish could not be reached."))
    assert "could not be reached" in sentences(panel)
    click(qtbot, named(panel, IconButton, "Dismiss"))
    assert "could not be reached" not in sentences(panel)


def test_nothing_gets_narrower_when_the_column_scrolls(panel: BackgroundPanel) -> None:
    width = named(panel, QComboBox, "Provider").width()
    panel.resize(316, 500)
    QApplication.sendPostedEvents()
    area = panel.findChildren(QScrollArea)[0]
    assert area.verticalScrollBar().maximum() > 0
    assert named(panel, QComboBox, "Provider").width() == width == 283


# what a press says


def test_showing_a_state_says_nothing(panel: BackgroundPanel) -> None:
    said: list[object] = looks(panel)  # type: ignore[assignment]
    for signal in (panel.subject_chosen, panel.provider_chosen, panel.draw_box):
        signal.connect(said.append)
    for signal in (panel.backdrop_picture_requested, panel.pipette_requested, panel.try_another, panel.cut_out):
        signal.connect(lambda: said.append("pressed"))
    everything = Look(PICTURE, Shadow(0.3, is_contact=True), Edge(-3.5, 2, False), Framing(CanvasShape.WIDE, True, 0.2))
    panel.show_state(replace(with_picture(), look=everything, is_drawing_box=True, is_picking_color=True))
    panel.show_state(replace(FRESH, subject="person", provider="picwish"))
    for backdrop in (None, WHITE, GradientBackdrop((1, 2, 3), (4, 5, 6), 12), BlurredBackdrop(0.05)):
        panel.show_state(with_look(backdrop=backdrop))
    assert said == []


@pytest.mark.parametrize(
    ("state", "text", "signal"),
    [
        (DONE, "Try another  2 / 3", "try_another"),
        (DONE, "Copy", "copy"),
        (DONE, "Save as…", "save_as"),
        (FRESH, "Cut out  ·", "cut_out"),
        (DONE, "Cut out again", "cut_out"),
        (RUNNING, "Cancel", "cancel"),
        (replace(RUNNING, waits_for_network=True), "Use this computer", "use_this_computer"),
    ],
)
def test_buttons_by_mouse_and_by_key(
    panel: BackgroundPanel, qtbot: QtBot, state: CutoutPanelState, text: str, signal: str
) -> None:
    panel.show_state(state)
    pressed = button(panel, text)
    with qtbot.waitSignal(getattr(panel, signal)):
        click(qtbot, pressed)
    with qtbot.waitSignal(getattr(panel, signal)):
        qtbot.keyClick(pressed, Qt.Key.Key_Space)


def test_drawing_a_box_goes_on_and_off(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said: list[bool] = []
    panel.draw_box.connect(said.append)
    click(qtbot, button(panel, "Draw a box"))
    panel.show_state(replace(DONE, is_drawing_box=True))
    assert button(panel, "Draw a box").isChecked()
    click(qtbot, button(panel, "Draw a box"))
    panel.show_state(DONE)
    assert said == [True, False]


def test_a_double_click_neither_cancels_nor_pays_twice(qtbot: QtBot) -> None:
    panel = set_up(qtbot, BackgroundPanel(), FRESH)
    panel.findChildren(CutoutFoot)[0].settle_ms = 60_000
    said: list[str] = []
    panel.cut_out.connect(lambda: said.append("cut out"))
    panel.cancel.connect(lambda: said.append("cancel"))
    click(qtbot, button(panel, "Cut out"))
    panel.show_state(RUNNING)
    click(qtbot, button(panel, "Cancel"))
    panel.show_state(DONE)
    click(qtbot, button(panel, "Cut out"))
    assert said == ["cut out"]


def test_focus_stays_on_the_main_button(panel: BackgroundPanel) -> None:
    button(panel, "Cut out again").setFocus()
    panel.show_state(replace(RUNNING, has_cutout=True, can_save=True))
    assert button(panel, "Cancel").hasFocus()
    panel.show_state(DONE)
    assert button(panel, "Cut out again").hasFocus()


def test_a_provider_is_chosen_by_key_and_not_by_the_wheel(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said: list[str] = []
    panel.provider_chosen.connect(said.append)
    turn_wheel(named(panel, QComboBox, "Provider"))
    assert said == []
    qtbot.keyClick(named(panel, QComboBox, "Provider"), Qt.Key.Key_Down)
    assert said == ["picwish"]


def turn_wheel(widget: QWidget) -> None:
    window = widget.window()
    QTest.wheelEvent(window.windowHandle(), widget.mapTo(window, widget.rect().center()), QPoint(0, -120))


# sliders: one gesture, one step


def test_a_drag_is_told_on_the_way_and_once_at_its_end(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said = looks(panel)
    follow(panel)
    slider = named(panel, QSlider, "Shadow")
    at = handle(slider)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at)
    assert said == []
    for step in (40, 80, 120):
        qtbot.mouseMove(slider, at + QPoint(step, 0))
    assert [is_final for _, is_final in said] == [False] * 3
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at + QPoint(120, 0))
    assert [is_final for _, is_final in said] == [False] * 3 + [True]
    strengths = [look.shadow.strength for look, _ in said]
    assert strengths == sorted(strengths)
    assert strengths[-1] == strengths[-2] == pytest.approx(0.62, abs=0.05)


def test_a_click_moves_the_handle_there_and_a_double_click_back(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said = looks(panel)
    slider = named(panel, QSlider, "Shift")
    there = QPoint(slider.width() * 3 // 4, slider.height() // 2)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=there)
    assert [is_final for _, is_final in said] == [False, True]
    assert said[-1][0].edge.shift == pytest.approx(5, abs=1)
    assert said[-1][0].edge.shift % 0.5 == 0
    said.clear()
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=handle(slider))
    assert [(look.edge.shift, is_final) for look, is_final in said] == [(0, True)]


def test_a_key_that_is_held_is_one_gesture(panel: BackgroundPanel) -> None:
    said = looks(panel)
    follow(panel)
    slider = named(panel, QSlider, "Soften")
    slider.setFocus()
    for kind, is_repeated in (
        (QEvent.Type.KeyPress, False),
        (QEvent.Type.KeyRelease, True),
        (QEvent.Type.KeyPress, True),
        (QEvent.Type.KeyRelease, False),
    ):
        key = QKeyEvent(kind, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, "", is_repeated)
        QApplication.sendEvent(slider, key)
    assert [(look.edge.soften, is_final) for look, is_final in said] == [(0.5, False), (1, False), (1, True)]


def test_leaving_the_slider_ends_the_gesture(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said = looks(panel)
    slider = named(panel, QSlider, "Soften")
    slider.setFocus()
    qtbot.keyPress(slider, Qt.Key.Key_Right)
    named(panel, QSlider, "Shift").setFocus()
    assert [is_final for _, is_final in said] == [False, True]


def test_what_is_shown_during_a_drag_is_not_said_at_its_end(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said = looks(panel)
    slider = named(panel, QSlider, "Shadow")
    at = handle(slider)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(slider, at + QPoint(40, 0))
    panel.show_state(with_look(shadow=Shadow(0.9)))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at + QPoint(40, 0))
    assert [is_final for _, is_final in said] == [False]


def test_the_wheel_scrolls_the_column(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said = looks(panel)
    panel.show_state(with_look(shadow=Shadow(0.5)))
    panel.resize(316, 500)
    QApplication.sendPostedEvents()
    turn_wheel(named(panel, QSlider, "Shadow"))
    bar = panel.findChildren(QScrollArea)[0].verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)
    assert said == []


def test_shadow_and_edge_change_one_thing_each(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said = looks(panel)
    before = Look(WHITE, Shadow(0.42, dx=0.1), Edge(-3.5, 2), Framing(CanvasShape.WIDE))
    panel.show_state(replace(DONE, look=before))
    assert "42 %" in sentences(panel)
    assert "−3.5 px" in sentences(panel)
    click(qtbot, button(panel, "Contact"))
    assert said[-1] == (replace(before, shadow=Shadow(0.42, is_contact=True, dx=0.1)), True)
    panel.show_state(replace(DONE, look=before))
    click(qtbot, button(panel, "Contact"))
    click(qtbot, button(panel, "Drop"))
    assert said[-1] == (before, True)
    click(qtbot, named(panel, QAbstractButton, "Clean edge colours"))
    assert said[-1] == (replace(before, edge=Edge(-3.5, 2, cleans_colors=False)), True)
    assert len(said) == 4


# what it is put before


@pytest.mark.parametrize(
    ("name", "backdrop"),
    [
        ("Nothing", None),
        ("White", WHITE),
        ("Black", ColorBackdrop((0, 0, 0))),
        ("Light blue", ColorBackdrop((0x81, 0xD4, 0xFA))),
        ("Blurred photo", BlurredBackdrop()),
    ],
)
def test_a_swatch_is_a_backdrop(panel: BackgroundPanel, qtbot: QtBot, name: str, backdrop: object) -> None:
    panel.show_state(with_look(backdrop=ColorBackdrop((1, 2, 3))))
    said = looks(panel)
    press_swatch(qtbot, panel, name)
    assert [(look.backdrop, is_final) for look, is_final in said] == [(backdrop, True)]
    panel.show_state(with_look(backdrop=ColorBackdrop((1, 2, 3))))
    assert swatch(panel) == "custom"
    panel.show_state(replace(DONE, look=said[0][0]))
    assert named(panel, QAbstractButton, name).isChecked()


def test_any_other_colour_opens_the_picker_with_the_colour_there_is(panel: BackgroundPanel, qtbot: QtBot) -> None:
    follow(panel)
    said = looks(panel)
    press_swatch(qtbot, panel, "White")
    press_swatch(qtbot, panel, "Another colour")
    picker = named(panel, QWidget, "Colour code").parentWidget()
    assert isinstance(picker, ColorPicker)
    assert picker.color == (255, 255, 255)
    # white as it is, it was asked for with the picker, which stays
    assert said[-1][0].backdrop == WHITE
    assert swatch(panel) == "custom"
    press_swatch(qtbot, panel, "Nothing")
    assert not picker.isVisible()


def test_undoing_to_a_plain_colour_closes_the_picker(panel: BackgroundPanel, qtbot: QtBot) -> None:
    follow(panel)
    press_swatch(qtbot, panel, "Another colour")
    assert swatch(panel) == "custom"
    panel.show_state(with_look(backdrop=WHITE))
    assert swatch(panel) == "white"


def test_a_colour_from_the_canvas_goes_where_it_was_asked_for(panel: BackgroundPanel, qtbot: QtBot) -> None:
    follow(panel)
    said = looks(panel)
    press_swatch(qtbot, panel, "Another colour")
    with qtbot.waitSignal(panel.pipette_requested):
        click(qtbot, named(panel, QAbstractButton, "Take a colour from the canvas"))
    panel.take_color((10, 20, 30))
    assert said[-1] == (Look(ColorBackdrop((10, 20, 30))), True)
    press_swatch(qtbot, panel, "Gradient")
    press_swatch(qtbot, panel, "Second colour")
    with qtbot.waitSignal(panel.pipette_requested):
        click(qtbot, named(panel, QAbstractButton, "Take a colour from the canvas"))
    panel.take_color((40, 50, 60))
    backdrop = said[-1][0].backdrop
    assert isinstance(backdrop, GradientBackdrop)
    assert backdrop.end == (40, 50, 60)


def test_colours_used_last_are_shared_by_the_columns(qtbot: QtBot) -> None:
    recent = RecentColors()
    panel = set_up(qtbot, BackgroundPanel(recent))
    follow(panel)
    press_swatch(qtbot, panel, "Another colour")
    panel.take_color((10, 20, 30))
    panel.show_state(with_look(backdrop=ColorBackdrop((40, 50, 60))))
    press_swatch(qtbot, panel, "White")
    assert recent.colors[:2] == ((40, 50, 60), (10, 20, 30))


def test_a_gradient_comes_back_as_it_was_left(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said = looks(panel)
    mine = GradientBackdrop((1, 2, 3), (4, 5, 6), 200)
    panel.show_state(with_look(backdrop=mine))
    press_swatch(qtbot, panel, "White")
    press_swatch(qtbot, panel, "Gradient")
    assert said[-1][0].backdrop == mine


def test_the_first_press_asks_for_a_picture(panel: BackgroundPanel, qtbot: QtBot) -> None:
    said = looks(panel)
    with qtbot.waitSignal(panel.backdrop_picture_requested):
        press_swatch(qtbot, panel, "Own picture")
    assert said == []
    panel.show_state(with_picture(backdrop=PICTURE))
    assert swatch(panel) == "picture"
    assert "150 %" in sentences(panel)
    with qtbot.waitSignal(panel.backdrop_picture_requested):
        press_swatch(qtbot, panel, "Own picture: “wall.jpg”")


def test_a_picture_comes_back_without_being_asked_for_again(panel: BackgroundPanel, qtbot: QtBot) -> None:
    panel.show_state(with_picture(backdrop=PICTURE))
    said = looks(panel)
    press_swatch(qtbot, panel, "White")
    panel.show_state(with_picture(backdrop=WHITE))
    with qtbot.assertNotEmitted(panel.backdrop_picture_requested):
        press_swatch(qtbot, panel, "Own picture")
    assert said[-1] == (Look(PICTURE), True)


def test_another_document_has_no_picture_yet(panel: BackgroundPanel, qtbot: QtBot) -> None:
    panel.show_state(with_picture(backdrop=PICTURE))
    panel.show_state(DONE)
    with qtbot.waitSignal(panel.backdrop_picture_requested):
        press_swatch(qtbot, panel, "Own picture")


def test_a_picture_is_sized_and_moved_by_key(panel: BackgroundPanel, qtbot: QtBot) -> None:
    panel.show_state(with_picture(backdrop=PICTURE))
    said = looks(panel)
    for name, expected in (
        ("Size", replace(PICTURE, zoom=1.51)),
        ("Across", replace(PICTURE, zoom=1.51, x=0.51)),
        ("Down", replace(PICTURE, zoom=1.51, x=0.51, y=0.51)),
    ):
        qtbot.keyClick(named(panel, QSlider, name), Qt.Key.Key_Right)
        assert said[-1] == (Look(expected), True)


def test_the_blur_has_its_own_slider(panel: BackgroundPanel, qtbot: QtBot) -> None:
    panel.show_state(with_look(backdrop=BlurredBackdrop(0.05)))
    said = looks(panel)
    qtbot.keyClick(named(panel, QSlider, "Blur"), Qt.Key.Key_Right)
    assert said[-1] == (Look(BlurredBackdrop(0.0525)), True)


# canvas


@pytest.mark.parametrize(
    ("row", "framing"),
    [
        (1, Framing(is_cropped=True, margin=0.1)),
        (2, Framing(CanvasShape.SQUARE, margin=0.1)),
        (3, Framing(CanvasShape.PORTRAIT, margin=0.1)),
        (4, Framing(CanvasShape.WIDE, margin=0.1)),
        (5, Framing(CanvasShape.MARKETPLACE, margin=0.1)),
    ],
)
def test_a_canvas_is_chosen(panel: BackgroundPanel, qtbot: QtBot, row: int, framing: Framing) -> None:
    panel.show_state(with_look(framing=Framing(margin=0.1)))
    said = looks(panel)
    canvas = named(panel, QComboBox, "Canvas")
    for _ in range(row):
        qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert said[-1][0].framing.shape is framing.shape
    panel.show_state(with_look(framing=framing))
    assert canvas.currentIndex() == row
    # the list says so, and every step on the way was told once
    assert len(said) == row


def test_the_margin_is_there_when_it_does_something(panel: BackgroundPanel) -> None:
    def rows() -> set[str]:
        names = {"Margin", "Crop to subject"}
        shown = (child.accessibleName() for child in panel.findChildren(QWidget) if child.isVisible())
        return names & set(shown)

    assert rows() == set()
    for framing, expected in (
        (Framing(is_cropped=True), {"Margin"}),
        (Framing(CanvasShape.SQUARE), {"Crop to subject"}),
        (Framing(CanvasShape.SQUARE, is_cropped=True), {"Crop to subject", "Margin"}),
        (Framing(CanvasShape.MARKETPLACE, is_cropped=True), set()),
    ):
        panel.show_state(with_look(framing=framing))
        assert rows() == expected, framing
    assert "subject takes 85 %" in sentences(panel)


def test_a_square_around_the_subject(panel: BackgroundPanel, qtbot: QtBot) -> None:
    panel.show_state(with_look(framing=Framing(CanvasShape.SQUARE)))
    said = looks(panel)
    click(qtbot, named(panel, QAbstractButton, "Crop to subject"))
    assert said[-1] == (Look(framing=Framing(CanvasShape.SQUARE, is_cropped=True)), True)
    qtbot.keyClick(named(panel, QSlider, "Margin"), Qt.Key.Key_PageUp)
    assert said[-1] == (Look(framing=Framing(CanvasShape.SQUARE, True, 0.1)), True)


def test_what_a_press_brings_up_is_in_sight(panel: BackgroundPanel, qtbot: QtBot) -> None:
    panel.resize(316, 560)
    QApplication.sendPostedEvents()
    area = panel.findChildren(QScrollArea)[0]
    press_swatch(qtbot, panel, "Another colour")

    def lowest_in_sight() -> bool:
        code = named(panel, QWidget, "Colour code")
        return code.mapTo(area.viewport(), QPoint(0, code.height())).y() <= area.viewport().height()

    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0 and lowest_in_sight())
