"""The ID photo column: what each state shows, what each press says, and what is off with which reason."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, SignalInstance
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QSlider,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from picwish_desktop.idphoto.check import Check, Verdict
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.papers import bundled_papers
from picwish_desktop.idphoto.spec import Ban, ByteRule
from picwish_desktop.ui.panels.background_colors import MOST_COLORS, BackgroundColors
from picwish_desktop.ui.panels.check_list import CheckList, CheckRow, summary
from picwish_desktop.ui.panels.customer_controls import CustomerControls
from picwish_desktop.ui.panels.document_controls import DocumentControls
from picwish_desktop.ui.panels.file_controls import FileControls
from picwish_desktop.ui.panels.id_photo import IdPhotoPanel
from picwish_desktop.ui.panels.id_photo_foot import IdPhotoFoot
from picwish_desktop.ui.panels.id_photo_state import (
    BackgroundChoice,
    IdPhotoPanelState,
    IdPhotoPhase,
    SheetSettings,
    TicketRow,
)
from picwish_desktop.ui.panels.print_controls import PrintControls
from picwish_desktop.ui.theme import Theme, apply_theme, tokens
from picwish_desktop.ui.widgets.color_picker import ColorPicker
from picwish_desktop.ui.widgets.document_button import DocumentButton
from picwish_desktop.ui.widgets.document_picker import DocumentPicker
from picwish_desktop.ui.widgets.document_rows import DocumentShelf
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.swatches import Swatch, Swatches
from tests.ui.cutout_panels import button, buttons, click, named, press_swatch, sentences

SPECS = {spec.id: spec for spec in bundled_documents()}
PAPERS = bundled_papers()
VISA = SPECS["schengen-visa"]
BANNED = SPECS["uk-passport"]
UPLOAD_ONLY = next(spec for spec in SPECS.values() if spec.size_mm is None and not spec.bans)
GREY = (220, 220, 220)
LOCKED_BY_VISA = "Locked by the preset “Visa”. Unlock it, or take another one."


def check(id_: str, verdict: Verdict = Verdict.PASS, measured: str = "33.6 mm", *, is_estimate: bool = True) -> Check:
    advice = "" if verdict is Verdict.PASS else f"Mend {id_}."
    label = id_.replace("-", " ").capitalize()
    return Check(id_, label, verdict, measured, "32–36 mm", is_estimate, "EU Visa Code", "2026-08-20", advice)


CHECKS = (
    check("head-height"),
    check("tilt", Verdict.FAIL, "5.8°"),
    check("eye-line", Verdict.WARN, "58.4 %"),
    check("pixels", measured="413 × 531 px", is_estimate=False),
    check("file-size", Verdict.UNKNOWN, "", is_estimate=False),
)
READY = IdPhotoPanelState(
    has_photo=True,
    number="0412",
    presets=("Visa", "Passport"),
    spec=VISA,
    background=BackgroundChoice(GREY),
    papers=PAPERS,
    sheet=SheetSettings(PAPERS[0].name, 4, is_filled=False),
    provider="local",
    can_repeat=True,
)
DONE = replace(READY, phase=IdPhotoPhase.DONE, has_result=True, checks=CHECKS)
RUNNING = replace(READY, phase=IdPhotoPhase.RUNNING, progress=0.4, progress_text="Finding the face… 40 %")
LOCKED = replace(DONE, preset="Visa", is_preset_locked=True)


pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def panel(qtbot: QtBot) -> IdPhotoPanel:
    panel = IdPhotoPanel()
    panel.set_providers([("local", "This computer", "free"), ("picwish", "PicWish", "1 credit")])
    panel.set_documents(DocumentShelf(tuple(SPECS.values())))
    panel.findChildren(IdPhotoFoot)[0].settle_ms = 0
    qtbot.addWidget(panel)
    panel.resize(316, 990)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.show_state(DONE)
    return panel


def heard(signal: SignalInstance) -> list[object]:
    """What a signal says from now on: its argument, or all of them."""
    said: list[object] = []
    signal.connect(lambda *args: said.append(args[0] if len(args) == 1 else args))
    return said


def part(panel: IdPhotoPanel, kind: type[QWidget]) -> QWidget:
    return panel.findChildren(kind)[0]


def in_names(panel: IdPhotoPanel) -> str:
    """What a screen reader could say of the controls in sight."""
    return "\n".join(child.accessibleName() for child in panel.findChildren(QWidget) if child.isVisible())


def refused(widget: QWidget) -> str:
    """The reason in the tooltip of a control that cannot be used."""
    assert not widget.isEnabled()
    return widget.toolTip()


def swatches(panel: IdPhotoPanel) -> Swatches:
    return next(row for row in part(panel, BackgroundColors).findChildren(Swatches) if row.isVisible())


# what a state shows


def test_before_anything_it_says_what_to_do_first(panel: IdPhotoPanel) -> None:
    panel.show_state(IdPhotoPanelState())
    assert refused(button(panel, "Frame and cut out")) == "Open a photo first."
    panel.show_state(IdPhotoPanelState(has_photo=True))
    assert refused(button(panel, "Frame and cut out")) == "Choose a document type first."
    assert "Choose a document type" in named(panel, DocumentButton, "Document:").accessibleName()
    assert refused(named(panel, QAbstractButton, "White")) == "Choose a document type first."
    assert refused(button(panel, "Print sheet")) == "Choose a document type first."
    panel.show_state(READY)
    shown = buttons(panel)
    assert shown["Frame and cut out  ·  Ctrl+Enter"]
    assert not shown["Print sheet…"]
    assert button(panel, "Print sheet").toolTip() == "Frame the photo first."
    assert "What can be measured is here" in sentences(panel)


def test_a_document_shows_its_facts_and_files(panel: IdPhotoPanel) -> None:
    assert named(panel, DocumentButton, "Document:").accessibleName() == "Document: Schengen area · Visa · 35 × 45 mm"
    assert "413 × 531 px at 300 dpi · head 32–36 mm" in sentences(panel)
    assert "Upload 600 × 750" not in buttons(panel)
    panel.show_state(replace(DONE, spec=BANNED, kind="upload"))
    assert {"Print 413 × 531", "Upload 600 × 750"} <= set(buttons(panel))
    assert button(panel, "Upload 600").isChecked()
    assert "at least 600 × 750 px · head 64.4–75.6 %" in sentences(panel), "millimetres are for the print"
    panel.show_state(replace(DONE, spec=BANNED, kind="print"))
    assert "413 × 531 px at 300 dpi · head 29–34 mm" in sentences(panel)


def test_bans_and_disagreements_are_told_before_working(panel: IdPhotoPanel) -> None:
    torn = next(spec for spec in SPECS.values() if spec.bans and spec.disagreements)
    panel.show_state(replace(READY, spec=torn))
    for sentence in (*(reason for _, reason in torn.bans), *torn.disagreements):
        assert sentence in sentences(panel)
    panel.show_state(READY)
    assert torn.disagreements[0] not in sentences(panel)


def test_the_rules_unfold_with_their_source(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    assert VISA.source.text not in sentences(panel)
    qtbot.keyClick(button(panel, "Rules"), Qt.Key.Key_Space)
    assert VISA.source.text in sentences(panel)
    assert f"read {VISA.source.read_on}" in sentences(panel)
    assert "That is " in sentences(panel)
    assert all(rule in sentences(panel) for rule in VISA.notes)
    click(qtbot, button(panel, "Hide rules"))
    assert VISA.source.text not in sentences(panel)


def test_a_forbidden_background_is_off_with_the_reason(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    said = heard(panel.background_changed)
    panel.show_state(replace(DONE, spec=BANNED))
    reason = BANNED.ban(Ban.BACKGROUND, Ban.EDIT)
    assert reason
    for name in ("As photographed", "White", "Transparent", "Another colour"):
        assert refused(named(panel, Swatch, name)) == reason
    assert named(panel, Swatch, "As photographed").isChecked()
    assert "It stays as photographed" in sentences(panel)
    press_swatch(qtbot, panel, "White")
    assert said == []
    panel.show_state(DONE)
    assert named(panel, Swatch, "White").isEnabled()
    assert "It stays as photographed" not in sentences(panel)
    assert swatches(panel).current() == "0"


def test_a_locked_preset_locks_what_it_sets(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    panel.show_state(LOCKED)
    for control in (
        named(panel, DocumentButton, "Document"),
        named(panel, Swatch, "White"),
        named(panel, QComboBox, "Paper"),
        named(panel, QSpinBox, "Copies"),
        named(panel, QAbstractButton, "Fill the sheet"),
        named(panel, QAbstractButton, "PNG"),
        named(panel, QComboBox, "Provider"),
        button(panel, "Repeat last"),
    ):
        assert LOCKED_BY_VISA in refused(control), control.accessibleName()
    # another preset, and the way out, are not locked
    assert named(panel, QComboBox, "Preset").isEnabled()
    said = heard(panel.lock_preset)
    click(qtbot, named(panel, QAbstractButton, "Unlock the preset"))
    panel.show_state(replace(LOCKED, is_preset_locked=False))
    click(qtbot, named(panel, QAbstractButton, "Lock the preset"))
    assert said == [False, True]
    assert named(panel, QComboBox, "Paper").isEnabled()
    assert named(panel, DocumentButton, "Document").isEnabled()


def test_what_only_goes_online_is_not_printed(panel: IdPhotoPanel) -> None:
    panel.show_state(replace(DONE, spec=UPLOAD_ONLY))
    for control in (
        named(panel, QComboBox, "Paper"),
        button(panel, "Add to this customer"),
        button(panel, "Print sheet"),
    ):
        assert "only uploaded" in refused(control)
    # what is on the customer's sheet already can be
    panel.show_state(replace(DONE, spec=UPLOAD_ONLY, ticket=(TicketRow("1", "Visa", 4),)))
    assert button(panel, "Print sheet").isEnabled()
    assert named(panel, QComboBox, "Paper").isEnabled()


def test_running_shows_progress_and_cancel(panel: IdPhotoPanel) -> None:
    panel.show_state(RUNNING)
    assert buttons(panel)["Cancel  ·  Esc"]
    assert panel.findChildren(QProgressBar)[0].value() == 40
    assert "Finding the face… 40 %" in sentences(panel)
    for control in (
        named(panel, DocumentButton, "Document"),
        named(panel, QComboBox, "Provider"),
        button(panel, "Next customer"),
        button(panel, "Print sheet"),
    ):
        assert refused(control) == "Wait until it is framed, or cancel it."
    assert "Use this computer instead" not in buttons(panel)
    panel.show_state(replace(RUNNING, waits_for_network=True))
    assert buttons(panel)["Use this computer instead"]


def test_prices_are_said_in_the_foot_and_by_the_document(panel: IdPhotoPanel) -> None:
    panel.show_state(replace(READY, price_note="Framing costs 1 credit.", change_note="Another size costs 1 credit."))
    assert "Framing costs 1 credit." in sentences(panel)
    assert "Another size costs 1 credit." in sentences(panel)
    panel.show_state(replace(RUNNING, price_note="Framing costs 1 credit."))
    assert "Framing costs" not in sentences(panel)


def test_a_photo_that_stays_here_is_not_framed_elsewhere(panel: IdPhotoPanel) -> None:
    why = "“anna.jpg” is kept on this computer."
    panel.show_state(replace(READY, is_locked=True, provider_note=why))
    assert refused(button(panel, "Frame and cut out")) == why
    assert panel.provider_note == why


def test_every_refusal_of_the_window_is_in_its_button(panel: IdPhotoPanel) -> None:
    panel.show_state(
        replace(
            DONE, save_refusal="No face is placed.", print_refusal="The sheet is empty.", next_refusal="Save first."
        )
    )
    assert refused(button(panel, "Save photo")) == "No face is placed."
    assert refused(button(panel, "Print sheet")) == "The sheet is empty."
    assert refused(button(panel, "Next customer")) == "Save first."


def test_the_folder_that_is_watched(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.watch_folder):
        click(qtbot, button(panel, "Watch a folder"))
    panel.show_state(replace(DONE, watched="DCIM", watch_problem="The card was taken out."))
    assert "Watching “DCIM”" in sentences(panel)
    assert "The card was taken out." in sentences(panel)
    assert "Watch a folder…" not in buttons(panel)
    with qtbot.waitSignal(panel.stop_watching):
        qtbot.keyClick(button(panel, "Stop"), Qt.Key.Key_Space)


def test_nothing_moves_sideways_or_gets_narrower(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    area = panel.findChildren(QScrollArea)[0]
    everything = replace(
        LOCKED,
        spec=max(SPECS.values(), key=lambda spec: len(spec.country + spec.name)),
        preset="A preset with a name of forty characters",
        name="W" * 80,
        watched="A folder with a long name that no column could ever hold",
        sheet_note="8 copies on 10 × 15 cm, 1 page",
        ticket=(TicketRow("1", "India · Passport at missions abroad (from 2025-09-01)", 4),),
        checks=(check("space-above-the-head-and-more-words", measured="1.23 photo pixels for each of the file"),),
        provider_note="The photo goes to PicWish.",
    )
    click(qtbot, button(panel, "More"))
    click(qtbot, button(panel, "Rules"))
    for height in (990, 480):
        panel.resize(316, height)
        for state in (everything, *(replace(READY, spec=spec) for spec in SPECS.values())):
            panel.show_state(state)
            QApplication.sendPostedEvents()
            content = area.widget()
            assert content is not None
            assert content.minimumSizeHint().width() <= 315, state.spec
            assert named(panel, QComboBox, "Provider").width() == 283
            assert area.horizontalScrollBar().value() == 0


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
def test_both_themes_are_worn(panel: IdPhotoPanel, qapp: QApplication, theme: Theme) -> None:
    apply_theme(qapp, theme)
    panel.resize(316, 1300)
    panel.show_state(DONE)
    QApplication.sendPostedEvents()
    picture = panel.grab().toImage()
    assert picture.pixelColor(20, 5).name() == tokens().panel
    failed = next(row for row in panel.findChildren(CheckRow) if row.accessibleName().startswith("Mend"))
    drawn = failed.grab().toImage()
    colors = {drawn.pixelColor(x, y).name() for x in range(drawn.width()) for y in range(drawn.height())}
    assert tokens().mark in colors
    apply_theme(qapp, Theme.DARK)


# checks


def test_checks_are_counted_and_keep_their_order(panel: IdPhotoPanel) -> None:
    assert named(panel, QAbstractButton, "Show the checks: 1 to mend, 1 to look at, 1 not known").isVisible()
    names = [row.accessibleName() for row in panel.findChildren(CheckRow) if row.isVisible()]
    assert names == [
        "Passed: Head height 33.6 mm, estimate",
        "Mend: Tilt 5.8°, estimate",
        "Look at: Eye line 58.4 %, estimate",
        "Passed: Pixels 413 × 531 px",
        "Not known: File size",
    ]
    panel.show_state(replace(DONE, checks=CHECKS[:1]))
    assert "All 1 passed" in sentences(panel)
    assert sum(row.isVisible() for row in panel.findChildren(CheckRow)) == 1


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), ("", Verdict.UNKNOWN)),
        ((Verdict.PASS, Verdict.PASS), ("All 2 passed", Verdict.PASS)),
        ((Verdict.PASS, Verdict.UNKNOWN), ("1 not known", Verdict.UNKNOWN)),
        ((Verdict.WARN, Verdict.WARN), ("2 to look at", Verdict.WARN)),
        ((Verdict.FAIL, Verdict.WARN, Verdict.FAIL), ("2 to mend, 1 to look at", Verdict.FAIL)),
    ],
)
def test_the_summary(verdicts: tuple[Verdict, ...], expected: tuple[str, Verdict]) -> None:
    assert summary([check(str(number), verdict) for number, verdict in enumerate(verdicts)]) == expected


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            ("crown", "eyes", "chin"),
            "No face was found. Still to be placed: crown, eyes and chin. Drag each line to its place, or click one "
            "that is right. By keys: L takes a line, the arrows move it, Enter says that it is right. Then choose "
            "“Frame by the lines”.",
        ),
        (
            ("eyes", "chin"),
            "No face was found. Still to be placed: eyes and chin. Drag each line to its place, or click one that is "
            "right. By keys: L takes a line, the arrows move it, Enter says that it is right. Then choose “Frame by "
            "the lines”.",
        ),
        (
            ("chin",),
            "No face was found. Still to be placed: chin. Drag it to its place, or click it if it is right. By keys: L "
            "takes a line, the arrows move it, Enter says that it is right. Then choose “Frame by the lines”.",
        ),
    ],
)
def test_what_is_to_be_placed_is_said_by_the_checks_and_beside_what_saves(
    panel: IdPhotoPanel, names: tuple[str, ...], said: str
) -> None:
    assert "placed" not in sentences(panel)
    waiting = replace(DONE, checks=(CHECKS[3], CHECKS[4]), to_place=names)
    panel.show_state(waiting)
    assert said in sentences(panel)
    attend = named(panel, QAbstractButton, "Show the checks: 1 not known")
    assert attend.isVisible()
    assert attend.property("role") == "warn"
    assert button(panel, "Save photo  ·  Ctrl+S").isEnabled()
    panel.show_state(replace(waiting, to_place=()))
    assert "placed" not in sentences(panel)
    assert "1 not known" in sentences(panel)


def test_a_check_tells_what_its_rule_says_besides_its_numbers(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    panel.show_state(replace(DONE, checks=(replace(check("head-height"), note="to the skull, hair excluded"),)))
    row = panel.findChildren(CheckRow)[0]
    said = "Expected: 32–36 mm (to the skull, hair excluded)."
    assert said in row.toolTip()
    assert said in row.accessibleDescription()
    click(qtbot, row)
    assert said in sentences(panel)


def test_an_estimate_that_its_number_says_is_not_said_twice(panel: IdPhotoPanel) -> None:
    panel.show_state(replace(DONE, checks=(check("faces", measured="1 face found (estimate)"),)))
    assert panel.findChildren(CheckRow)[0].accessibleName() == "Passed: Faces 1 face found (estimate)"


def test_a_check_tells_what_is_expected_and_who_says_so(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    rows = [row for row in panel.findChildren(CheckRow) if row.isVisible()]
    expected = (
        "Mend tilt.\nExpected: 32–36 mm.\nAn estimate: look at it yourself.\nSource: EU Visa Code, read 2026-08-20."
    )
    assert rows[1].accessibleDescription() == expected
    assert "EU Visa Code" in rows[1].toolTip()
    assert "EU Visa Code" not in sentences(panel)
    click(qtbot, rows[1])
    assert expected in sentences(panel)
    assert rows[1].isChecked()
    click(qtbot, rows[3])
    assert "Mend tilt." not in sentences(panel)
    # the numbers follow a drag, and what is unfolded stays
    panel.show_state(replace(DONE, checks=(CHECKS[3], *CHECKS[:3])))
    assert [row.isChecked() for row in rows[:4]] == [True, False, False, False]
    click(qtbot, rows[0])
    assert "EU Visa Code" not in sentences(panel)


def test_checks_by_keyboard(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    rows = [row for row in panel.findChildren(CheckRow) if row.isVisible()]
    assert [row.focusPolicy() == Qt.FocusPolicy.TabFocus for row in rows] == [True, False, False, False, False]
    rows[0].setFocus()
    qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    assert rows[1].hasFocus()
    qtbot.keyClick(rows[1], Qt.Key.Key_Return)
    assert "Mend tilt." in sentences(panel)
    qtbot.keyClick(rows[1], Qt.Key.Key_Space)
    assert "Mend tilt." not in sentences(panel)
    qtbot.keyClick(rows[1], Qt.Key.Key_Up)
    qtbot.keyClick(rows[0], Qt.Key.Key_Up)
    assert rows[4].hasFocus()
    assert rows[4].focusPolicy() == Qt.FocusPolicy.TabFocus
    # Tab goes on to what is below the list, from whichever row, whenever it came
    QTest.keyClick(rows[4], Qt.Key.Key_Tab)
    assert button(panel, "More").hasFocus()
    panel.show_state(replace(DONE, checks=CHECKS[::-1]))
    assert rows[4].focusPolicy() == Qt.FocusPolicy.NoFocus
    panel.show_state(replace(DONE, checks=(*CHECKS, check("last"), check("very-last"))))
    last = [row for row in panel.findChildren(CheckRow) if row.isVisible()][-1]
    last.setFocus()
    QTest.keyClick(last, Qt.Key.Key_Tab)
    assert button(panel, "More").hasFocus()
    panel.show_state(DONE)
    rows[4].setFocus()
    # fewer checks, and the one with the focus gone: Tab still reaches the list
    panel.show_state(replace(DONE, checks=CHECKS[:2]))
    left = [row for row in rows if row.isVisible()]
    assert any(row.focusPolicy() == Qt.FocusPolicy.TabFocus for row in left)


def test_signs_differ_by_shape_and_not_only_by_colour(qtbot: QtBot) -> None:
    checks = CheckList()
    qtbot.addWidget(checks)
    checks.resize(283, 100)
    shapes = set()
    for verdict in Verdict:
        checks.show_checks([check("x", verdict)])
        checks.show()
        picture = checks.findChildren(CheckRow)[0].grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        picture = picture.copy(0, 0, 20, 24)
        ground = picture.pixelColor(0, 12).lightness()
        shapes.add(
            tuple(
                abs(picture.pixelColor(x, y).lightness() - ground) > 20
                for x in range(picture.width())
                for y in range(picture.height())
            )
        )
    assert len(shapes) == len(Verdict)


# what a press says


def test_showing_a_state_says_nothing(panel: IdPhotoPanel) -> None:
    said: list[object] = []
    for name in dir(IdPhotoPanel):
        signal = getattr(panel, name, None)
        if isinstance(signal, SignalInstance) and name not in ("destroyed", "windowTitleChanged"):
            signal.connect(lambda *_args, name=name: said.append(name))
    thumbnail = QImage(8, 8, QImage.Format.Format_RGB32)
    thumbnail.fill(QColor("#336699"))
    sheet = SheetSettings(PAPERS[1].name, 12, True, 5, 7, False, "turned")
    for state in (
        IdPhotoPanelState(),
        replace(DONE, name="Anna", preset="Passport", watched="DCIM", spec=BANNED, kind="upload", provider="picwish"),
        replace(DONE, background=BackgroundChoice((1, 2, 3)), photo_thumbnail=thumbnail, is_picking_color=True),
        replace(DONE, background=BackgroundChoice(keeps_photo=True), sheet=sheet, format="png", most_kb=50),
        replace(DONE, ticket=(TicketRow("1", "Visa", 4), TicketRow("2", "Passport", 2))),
        replace(DONE, ticket=(TicketRow("2", "Passport", 8),)),
        replace(LOCKED, format="jpeg", most_kb=None, papers=PAPERS[:2], sheet=replace(sheet, paper="None known")),
        RUNNING,
    ):
        panel.show_state(state)
        panel.set_documents(DocumentShelf((VISA,)))
    assert said == []


@pytest.mark.parametrize(
    ("state", "text", "signal"),
    [
        (READY, "Frame and cut out", "frame_photo"),
        (RUNNING, "Cancel", "cancel"),
        (replace(RUNNING, waits_for_network=True), "Use this computer", "use_this_computer"),
        (DONE, "Save photo", "save"),
        (DONE, "Print sheet…", "print_sheet"),
        (DONE, "Next customer", "next_customer"),
        (DONE, "Frame again", "frame_photo"),
        (DONE, "Repeat last", "repeat_last"),
        (DONE, "Add to this customer", "add_to_sheet"),
    ],
)
def test_buttons_by_mouse_and_by_key(
    panel: IdPhotoPanel, qtbot: QtBot, state: IdPhotoPanelState, text: str, signal: str
) -> None:
    panel.show_state(state)
    pressed = button(panel, text)
    for press in (lambda: click(qtbot, pressed), lambda: qtbot.keyClick(pressed, Qt.Key.Key_Space)):
        with qtbot.waitSignal(getattr(panel, signal)):
            press()


def test_a_double_click_neither_cancels_nor_pays_twice(qtbot: QtBot) -> None:
    panel = IdPhotoPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_state(READY)
    panel.findChildren(IdPhotoFoot)[0].settle_ms = 60_000
    said: list[str] = []
    for name in ("frame_photo", "cancel", "save"):
        getattr(panel, name).connect(lambda name=name: said.append(name))
    click(qtbot, button(panel, "Frame and cut out"))
    panel.show_state(RUNNING)
    click(qtbot, button(panel, "Cancel"))
    panel.show_state(DONE)
    click(qtbot, button(panel, "Save photo"))
    assert said == ["frame_photo"]


def test_the_list_of_documents_opens_by_mouse_key_and_call(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    picker = panel.findChildren(DocumentPicker)[0]
    opener = named(panel, DocumentButton, "Document")
    said = heard(panel.document_chosen)
    for opened in (
        lambda: click(qtbot, opener),
        lambda: qtbot.keyClick(opener, Qt.Key.Key_Down),
        lambda: qtbot.keyClick(opener, Qt.Key.Key_Return),
        panel.open_documents,
    ):
        opened()
        assert picker.isVisible()
        picker.close()
    panel.open_documents()
    field = picker.findChildren(QLineEdit)[0]
    # the one in use is at hand
    assert field.accessibleDescription().startswith("Schengen area · Visa")
    qtbot.keyClicks(field, "uk passport")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert said == ["uk-passport"]
    panel.show_state(LOCKED)
    panel.open_documents()
    assert not picker.isVisible()


def test_the_list_of_documents_opens_where_its_control_is_seen(panel: IdPhotoPanel) -> None:
    panel.resize(316, 500)
    QApplication.sendPostedEvents()
    area, opener = panel.findChildren(QScrollArea)[0], named(panel, DocumentButton, "Document")
    picker = panel.findChildren(DocumentPicker)[0]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert opener.visibleRegion().isEmpty()
    panel.show_state(LOCKED)
    panel.open_documents()
    assert opener.visibleRegion().isEmpty(), "nothing opens, and nothing moves"
    panel.show_state(DONE)
    panel.open_documents()
    assert opener.visibleRegion().boundingRect() == opener.rect(), "all of it"
    assert picker.y() > opener.mapToGlobal(QPoint(0, opener.height())).y()
    picker.close()


def test_what_the_list_of_documents_says_comes_through(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    picker = panel.findChildren(DocumentPicker)[0]
    for name, args in (
        ("favourite_changed", ("schengen-visa", True)),
        ("new_document", ()),
        ("import_document", ()),
        ("edit_document", ("mine",)),
        ("export_document", ("mine",)),
        ("delete_document", ("mine",)),
    ):
        with qtbot.waitSignal(getattr(panel, name)) as said:
            getattr(picker, name).emit(*args)
        assert tuple(said.args) == args


def test_which_file_is_made(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    panel.show_state(replace(DONE, spec=BANNED))
    said = heard(panel.kind_chosen)
    click(qtbot, button(panel, "Upload"))
    assert said == ["upload"]
    button(panel, "Upload").setFocus()
    qtbot.keyClick(button(panel, "Upload"), Qt.Key.Key_Left)
    assert said == ["upload", "print"]


# customer


def test_a_name_is_told_with_every_key(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    said = heard(panel.name_changed)
    field = named(panel, QLineEdit, "Customer’s name")
    field.setFocus()
    qtbot.keyClicks(field, "Li")
    assert said == ["L", "Li"]
    # the answer of the window does not move the cursor
    qtbot.keyClick(field, Qt.Key.Key_Home)
    panel.show_state(replace(DONE, name="Li"))
    qtbot.keyClicks(field, "M")
    assert said[-1] == "MLi"
    panel.show_state(replace(DONE, name="", number="0413"))
    assert field.text() == ""
    assert "0413" in sentences(panel)


def test_a_preset_is_chosen_saved_and_removed(panel: IdPhotoPanel) -> None:
    choice = named(panel, QComboBox, "Preset")
    said = heard(panel.preset_chosen)
    saved, removed = heard(panel.save_preset), heard(panel.remove_preset)

    def choose(text: str) -> None:
        row = choice.findText(text)
        assert row >= 0
        choice.setCurrentIndex(row)
        choice.activated.emit(row)

    choose("Passport")
    panel.show_state(replace(DONE, preset="Passport"))
    assert choice.currentText() == "Passport"
    choose("Save as preset…")
    assert saved == [()]
    # what is shown stays the preset in use until the window says otherwise
    assert choice.currentText() == "Passport"
    choose("Remove “Passport”")
    assert removed == ["Passport"]
    assert choice.currentText() == "Passport"
    choose("No preset")
    assert said == ["Passport", ""]
    panel.show_state(replace(LOCKED))
    assert choice.findText("Remove “Visa”") < 0
    panel.show_state(DONE)
    assert refused(named(panel, QAbstractButton, "Lock the preset")) == "Choose a preset first, or save one."


def test_a_preset_may_be_called_like_an_entry(panel: IdPhotoPanel) -> None:
    panel.show_state(replace(DONE, presets=("save", "none", "x"), preset="x"))
    choice = named(panel, QComboBox, "Preset")
    said, saved = heard(panel.preset_chosen), heard(panel.save_preset)
    choice.setCurrentIndex(choice.findText("save"))
    choice.activated.emit(choice.currentIndex())
    assert (said, saved) == (["save"], [])


def test_no_list_is_changed_by_the_wheel(panel: IdPhotoPanel) -> None:
    said = [heard(signal) for signal in (panel.preset_chosen, panel.sheet_changed, panel.provider_chosen)]
    panel.resize(316, 1300)
    QApplication.sendPostedEvents()
    for control in (
        named(panel, QComboBox, "Preset"),
        named(panel, QComboBox, "Paper"),
        named(panel, QSpinBox, "Copies"),
        named(panel, QComboBox, "Provider"),
    ):
        window = control.window()
        at = control.mapTo(window, control.rect().center())
        QTest.wheelEvent(window.windowHandle(), at, QPoint(0, -120))
    assert said == [[], [], []]


# background


def test_the_colours_of_the_document_come_first(panel: IdPhotoPanel) -> None:
    for spec in SPECS.values():
        panel.show_state(replace(READY, spec=spec))
        names = [swatch.accessibleName() for swatch in swatches(panel).findChildren(Swatch) if swatch.isVisible()]
        assert names[0] == "As photographed"
        assert names[-2:] == ["Transparent", "Another colour"]
        assert 3 < len(names) <= MOST_COLORS + 3
        assert len(set(names)) == len(names), names
        if spec.background.suggested is not None:
            assert names[1].endswith(", suggested")
        assert sum(name.endswith(", suggested") for name in names) <= 1
        assert not any(name.startswith("#") for name in names), names


def test_a_colour_that_is_refused_is_not_offered(panel: IdPhotoPanel) -> None:
    spec = SPECS["fr-passport"]
    assert spec.background.forbidden == ((255, 255, 255),)
    panel.show_state(replace(READY, spec=spec))
    assert "White" not in in_names(panel)
    assert "Not taken: white." in sentences(panel)
    panel.show_state(READY)
    assert "White" in in_names(panel)
    assert "Not taken" not in sentences(panel)


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("As photographed", BackgroundChoice(keeps_photo=True)),
        ("Light grey, suggested", BackgroundChoice(GREY)),
        ("White", BackgroundChoice((255, 255, 255))),
        ("Blue", BackgroundChoice((0x62, 0x8B, 0xCE))),
        ("Red", BackgroundChoice((0xD7, 0x45, 0x32))),
        ("Transparent", BackgroundChoice()),
    ],
)
def test_a_swatch_is_a_background(panel: IdPhotoPanel, qtbot: QtBot, name: str, choice: BackgroundChoice) -> None:
    panel.show_state(replace(DONE, background=BackgroundChoice((1, 2, 3))))
    assert swatches(panel).current() == "custom"
    said = heard(panel.background_changed)
    press_swatch(qtbot, panel, name)
    assert said == [(choice, True)]
    panel.show_state(replace(DONE, background=choice))
    assert named(panel, QAbstractButton, name).isChecked()
    assert not panel.findChildren(ColorPicker)[0].isVisible()


def test_any_other_colour_opens_the_picker_with_the_colour_there_is(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    panel.background_changed.connect(lambda choice, _final: panel.show_state(replace(DONE, background=choice)))
    said = heard(panel.background_changed)
    press_swatch(qtbot, panel, "Another colour")
    picker = panel.findChildren(ColorPicker)[0]
    assert picker.isVisible()
    assert picker.color == GREY
    assert swatches(panel).current() == "custom"
    code = named(panel, QLineEdit, "Colour code")
    code.selectAll()
    qtbot.keyClicks(code, "0a141e")
    qtbot.keyClick(code, Qt.Key.Key_Return)
    assert said[-1] == (BackgroundChoice((10, 20, 30)), True)
    panel.take_color((40, 50, 60))
    assert said[-1] == (BackgroundChoice((40, 50, 60)), True)
    with qtbot.waitSignal(panel.pipette_requested):
        click(qtbot, named(panel, QAbstractButton, "Take a colour from the canvas"))
    # undone to one of the swatches: the picker goes
    panel.show_state(DONE)
    assert not picker.isVisible()
    assert swatches(panel).current() == "0"


def test_the_photo_is_on_its_swatch(panel: IdPhotoPanel) -> None:
    thumbnail = QImage(8, 8, QImage.Format.Format_RGB32)
    thumbnail.fill(QColor("#ff00ff"))
    panel.show_state(replace(DONE, photo_thumbnail=thumbnail))
    drawn = named(panel, Swatch, "As photographed").grab().toImage()
    assert drawn.pixelColor(16, 16).name() == "#ff00ff"


# sheet


def test_the_sheet_changes_one_thing_at_a_time(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    said = heard(panel.sheet_changed)
    before = SheetSettings(PAPERS[0].name, 4, is_filled=False, gap=2, margin=3)

    def anew() -> None:
        said.clear()
        panel.show_state(replace(DONE, sheet=before))

    qtbot.keyClick(named(panel, QSpinBox, "Copies"), Qt.Key.Key_Up)
    assert said == [(replace(before, copies=5), True)]
    anew()
    click(qtbot, named(panel, QAbstractButton, "Less: Copies"))
    assert said == [(replace(before, copies=3), True)]
    anew()
    click(qtbot, named(panel, QAbstractButton, "Fill the sheet"))
    assert said == [(replace(before, is_filled=True), True)]
    anew()
    qtbot.keyClick(named(panel, QComboBox, "Paper"), Qt.Key.Key_Down)
    assert said == [(replace(before, paper=PAPERS[1].name), True)]
    anew()
    assert not any(slider.isVisible() for slider in part(panel, PrintControls).findChildren(QSlider))
    click(qtbot, button(panel, "More"))
    qtbot.keyClick(named(panel, QSlider, "Gap"), Qt.Key.Key_Right)
    assert said[-1] == (replace(before, gap=2.5), True)
    anew()
    qtbot.keyClick(named(panel, QSlider, "Margin"), Qt.Key.Key_Left)
    assert said[-1] == (replace(before, margin=2.5), True)
    anew()
    click(qtbot, named(panel, QAbstractButton, "Cut marks"))
    assert said == [(replace(before, has_cut_marks=False), True)]
    anew()
    click(qtbot, button(panel, "Turned"))
    assert said == [(replace(before, orientation="turned"), True)]
    click(qtbot, button(panel, "Less"))
    assert not named(panel, QAbstractButton, "Fill the sheet").isHidden()
    assert "Turned" not in buttons(panel)


def test_own_paper_is_asked_for_and_does_not_change_the_paper(panel: IdPhotoPanel) -> None:
    said, asked = heard(panel.sheet_changed), heard(panel.own_paper_requested)
    paper = named(panel, QComboBox, "Paper")
    paper.setCurrentIndex(paper.findText("Own paper…"))
    paper.activated.emit(paper.currentIndex())
    assert asked == [()]
    assert said == []
    assert paper.currentText() == PAPERS[0].name


def test_a_filled_sheet_needs_no_number(panel: IdPhotoPanel) -> None:
    panel.show_state(replace(DONE, sheet=SheetSettings(PAPERS[0].name, 4, is_filled=True)))
    assert refused(named(panel, QSpinBox, "Copies")) == "Switch “Fill the sheet” off to set a number."
    panel.show_state(DONE)
    assert named(panel, QSpinBox, "Copies").isEnabled()


def test_the_number_of_copies_can_be_seen(panel: IdPhotoPanel) -> None:
    number = named(panel, QSpinBox, "Copies")
    assert number.text() == "4"
    assert number.lineEdit().width() > 30
    assert named(panel, QAbstractButton, "Less: Copies").isEnabled()
    panel.show_state(replace(DONE, sheet=replace(DONE.sheet, copies=1)))
    assert not named(panel, QAbstractButton, "Less: Copies").isEnabled()


def test_what_is_on_the_customers_sheet(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    assert "On this customer’s sheet" not in sentences(panel)
    rows = (TicketRow("a", "Schengen visa", 4), TicketRow("b", "Passport", 2))
    panel.show_state(replace(DONE, ticket=rows, sheet_note="6 copies on 10 × 15 cm, 1 page"))
    assert "6 copies on 10 × 15 cm, 1 page" in sentences(panel)
    copies, removed = heard(panel.ticket_copies_changed), heard(panel.ticket_photo_removed)
    click(qtbot, named(panel, QAbstractButton, "More: Copies: Passport"))
    assert copies == [("b", 3)]
    qtbot.keyClick(named(panel, QAbstractButton, "Take off the sheet: Schengen visa"), Qt.Key.Key_Space)
    assert removed == ["a"]
    panel.show_state(replace(DONE, ticket=rows[1:]))
    qtbot.keyClick(named(panel, QSpinBox, "Copies: Passport"), Qt.Key.Key_Down)
    assert copies[1:] == [("b", 1)]
    assert "Schengen visa" not in sentences(panel)


# file


def test_the_format_and_the_most_kilobytes(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    formats, most = heard(panel.format_chosen), heard(panel.most_kb_changed)
    ruled = replace(VISA, bytes=ByteRule(54 * 1024, 240 * 1024))
    panel.show_state(replace(DONE, spec=ruled, file_note="JPEG, 54–240 KB: 118 KB at quality 92"))
    assert "118 KB at quality 92" in sentences(panel)
    field = named(panel, QLineEdit, "At most")
    assert field.placeholderText() == "240"
    field.setFocus()
    qtbot.keyClicks(field, "300")
    assert "Write a whole number from 54 to 240, or nothing." in sentences(panel)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert most == []
    field.selectAll()
    qtbot.keyClicks(field, "100")
    assert "Write a whole number" not in sentences(panel)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert most == [100]
    panel.show_state(replace(DONE, spec=ruled, most_kb=100))
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    named(panel, QLineEdit, "Customer’s name").setFocus()
    assert most == [100, None]
    click(qtbot, button(panel, "PNG"))
    assert formats == ["png"]
    panel.show_state(replace(DONE, format="png"))
    assert not field.isVisible()


def test_what_cannot_be_taken_is_put_back(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    panel.show_state(replace(DONE, most_kb=80))
    most = heard(panel.most_kb_changed)
    field = named(panel, QLineEdit, "At most")
    field.setFocus()
    qtbot.keyClicks(field, "x")
    assert "Write a whole number" in sentences(panel)
    # a state that comes meanwhile leaves what is being typed
    panel.show_state(replace(DONE, most_kb=80))
    assert field.text() == "80x"
    named(panel, QLineEdit, "Customer’s name").setFocus()
    assert field.text() == "80"
    assert "Write a whole number" not in sentences(panel)
    assert most == []


def test_what_is_being_typed_is_taken_before_saving(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    said: list[object] = []
    panel.most_kb_changed.connect(said.append)
    panel.save.connect(lambda: said.append("save"))
    field = named(panel, QLineEdit, "At most")
    field.setFocus()
    qtbot.keyClicks(field, "90")
    click(qtbot, button(panel, "Save photo"))
    assert said == [90, "save"]
    field.selectAll()
    qtbot.keyClicks(field, "70")
    panel.finish_typing()
    panel.finish_typing()
    assert said == [90, "save", 70]


def test_where_the_background_stays_nothing_is_cut_out(panel: IdPhotoPanel) -> None:
    panel.show_state(replace(READY, spec=BANNED))
    assert "its background stays (Ctrl+Enter)" in button(panel, "Frame  ·").toolTip()
    panel.show_state(READY)
    assert "cut it out (Ctrl+Enter)" in button(panel, "Frame and cut out").toolTip()


def test_a_provider_is_chosen_by_key(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    said = heard(panel.provider_chosen)
    qtbot.keyClick(named(panel, QComboBox, "Provider"), Qt.Key.Key_Down)
    assert said == ["picwish"]


# keyboard and screen reader


def test_tab_goes_through_the_column_in_the_order_of_the_work(panel: IdPhotoPanel) -> None:
    ticket = (TicketRow("a", "Visa", 4), TicketRow("b", "Passport", 2))
    panel.show_state(
        replace(
            DONE, preset="Visa", spec=SPECS["us-passport"], background=BackgroundChoice((255, 255, 255)), ticket=ticket
        )
    )
    panel.resize(316, 1500)
    start = named(panel, QLineEdit, "Customer’s name")
    start.setFocus()
    reached: list[str] = []
    for _ in range(60):
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        now = panel.focusWidget()
        if now is start:
            break
        reached.append(now.accessibleName() or type(now).__name__)
    else:
        pytest.fail(f"Tab does not come round: {reached}")
    wanted = [
        "Preset",
        "Lock the preset",
        "Document: United States",
        "Print 600",
        "White",
        "Passed: Head height",
        "Paper",
        "Copies",
        "Copies: Visa",
        "Take off the sheet: Visa",
        "Copies: Passport",
        "Take off the sheet: Passport",
        "JPEG",
        "At most, in KB",
        "Provider",
        "Save photo",
        "Print sheet",
        "Next customer",
    ]
    places = [next((place for place, name in enumerate(reached) if name.startswith(want)), -1) for want in wanted]
    assert -1 not in places, f"{wanted[places.index(-1)]}: {', '.join(reached)}"
    assert places == sorted(places), reached


def test_every_control_has_a_name_and_a_tooltip(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    panel.show_state(replace(DONE, preset="Visa", spec=SPECS["us-passport"], ticket=(TicketRow("a", "Visa", 4),)))
    click(qtbot, button(panel, "More"))
    kinds = (QAbstractButton, QComboBox, QSlider, QSpinBox, QLineEdit)
    for kind in kinds:
        for control in panel.findChildren(kind):
            if not control.isVisible() or isinstance(control.parentWidget(), QSpinBox):
                continue
            assert control.accessibleName(), control
            assert control.toolTip(), control.accessibleName()


@pytest.mark.parametrize(
    ("state", "text", "keys"),
    [
        (READY, "Frame and cut out", "Ctrl+Enter"),
        (RUNNING, "Cancel", "Esc"),
        (DONE, "Save photo", "Ctrl+S"),
        (DONE, "Print sheet", "Ctrl+P"),
        (DONE, "Next customer", "Ctrl+N"),
        (DONE, "Repeat last", "Ctrl+R"),
    ],
)
def test_tooltips_say_the_keys(panel: IdPhotoPanel, state: IdPhotoPanelState, text: str, keys: str) -> None:
    panel.show_state(state)
    assert f"({keys})" in button(panel, text).toolTip()
    assert "(Ctrl+F)" in named(panel, DocumentButton, "Document").toolTip() or state is RUNNING


def test_what_a_press_brings_up_is_in_sight(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    panel.resize(316, 500)
    QApplication.sendPostedEvents()
    area = panel.findChildren(QScrollArea)[0]
    press_swatch(qtbot, panel, "Another colour")

    def lowest_in_sight() -> bool:
        code = named(panel, QWidget, "Colour code")
        return code.mapTo(area.viewport(), QPoint(0, code.height())).y() <= area.viewport().height()

    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0 and lowest_in_sight())


def test_what_is_to_mend_is_said_beside_the_save_button(panel: IdPhotoPanel, qtbot: QtBot) -> None:
    panel.resize(316, 440)
    QApplication.sendPostedEvents()
    area = panel.findChildren(QScrollArea)[0]
    area.verticalScrollBar().setValue(0)
    attend = named(panel, QAbstractButton, "Show the checks: 1 to mend, 1 to look at")
    assert attend.mapTo(panel, QPoint(0, 0)).y() > area.height()
    last = [row for row in panel.findChildren(CheckRow) if row.isVisible()][-1]

    def is_in_sight() -> bool:
        return bool(last.mapTo(area.viewport(), QPoint(0, last.height())).y() <= area.viewport().height())

    assert not is_in_sight()
    click(qtbot, attend)
    qtbot.waitUntil(is_in_sight)
    panel.show_state(replace(DONE, checks=CHECKS[:1]))
    assert not attend.isVisible()
    panel.show_state(replace(RUNNING, checks=CHECKS))
    assert not attend.isVisible()


def test_what_is_to_mend_is_said_once(panel: IdPhotoPanel) -> None:
    said = "1 to mend, 1 to look at, 1 not known"

    def places() -> list[int]:
        QApplication.sendPostedEvents()
        return [row.y() for row in panel.findChildren(CheckRow)]

    panel.show_state(replace(DONE, checks=CHECKS))
    before = places()
    assert [each.text() for each in panel.findChildren(QAbstractButton) if each.isVisible()].count(said) == 1
    assert said not in sentences(panel)
    panel.show_state(replace(RUNNING, checks=CHECKS))
    assert said in sentences(panel), "the foot says then what is going on"
    assert places() == before
    panel.show_state(replace(DONE, checks=CHECKS[:1]))
    assert "All 1 passed" in sentences(panel)


def test_texts_of_others_are_shown_letter_by_letter(panel: IdPhotoPanel) -> None:
    evil = "<img src='//elsewhere/x.png'>"
    spec = replace(VISA, name=evil, notes=(evil,), disagreements=(evil,), bans=((Ban.EDIT, evil),))
    panel.show_state(replace(DONE, spec=spec, name=evil, checks=(replace(CHECKS[1], help=evil),)))
    for label in panel.findChildren(QLabel):
        assert evil not in label.text() or label.textFormat() == Qt.TextFormat.PlainText
    for widget in panel.findChildren(QWidget):
        assert not (widget.toolTip() and "<img" in widget.toolTip()), widget


def test_the_parts_say_who_they_are(panel: IdPhotoPanel) -> None:
    kinds = (CustomerControls, DocumentControls, BackgroundColors, CheckList, PrintControls, FileControls)
    tops = [part(panel, kind).mapTo(panel, QPoint(0, 0)).y() for kind in kinds]
    assert tops == sorted(tops)
    assert all(isinstance(row, Segmented) for row in part(panel, FileControls).findChildren(Segmented))
