"""The groups of fields that a document type of one's own is made with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from picwish_desktop.idphoto.document_table import DPI, KILOBYTE, KILOBYTES, MM, PIXELS
from picwish_desktop.idphoto.spec import PRINT_DPI, Ban, Band, ByteRule, PixelRule
from picwish_desktop.ui.widgets.field_box import FieldBox, SwitchRow
from picwish_desktop.ui.widgets.labels import section
from picwish_desktop.ui.widgets.number_line import NumberError, NumberLine, NumberPair
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.setting_fields import mark
from picwish_desktop.ui.widgets.verdict import Tone, Verdict

_SHORT = 150
_REASON_STYLE = "QLineEdit { background: palette(base); margin-bottom: 6px; }"
"""On a raised box."""

BANS = (
    (Ban.BACKGROUND, "The background may not be replaced", "The background must not be replaced."),
    (Ban.RETOUCH, "No retouching", "The person must not be retouched."),
    (Ban.EDIT, "No editing", "The photo must not be edited by software."),
    (Ban.CROP, "Not cut from a larger picture", "The photo must not be cut from a larger picture."),
)
"""Each with the name of its switch, and the reason where the person gives none."""


class Group(QWidget):
    """Fields below their name. `show_problem` says what is wrong with them."""

    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verdict = Verdict()
        self.fields = QVBoxLayout()
        self.fields.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(section(name))
        layout.addLayout(self.fields)
        layout.addWidget(self.verdict)

    def show_problem(self, problem: str) -> None:
        """Also marks what is to be corrected; "" takes that back."""
        self.verdict.say(problem, Tone.WARN)

    def focus(self) -> None:
        """The first of its fields gets the keys."""
        first = next((line for line in self.findChildren(QLineEdit) if line.isVisible()), None)
        if first is not None:
            first.setFocus()
            first.selectAll()


class PrintGroup(Group):
    """Millimetres on paper, and dots per inch."""

    def __init__(self) -> None:
        super().__init__("Size in print")
        limits = f"{MM[0]:g} to {MM[1]:g} mm; empty when it is not printed"
        self.sides = NumberPair(("Width in print", "Height in print"), limits, "×", "mm at")
        self.dpi = NumberLine("Dots per inch", f"Of the print and of the file, {DPI[0]} to {DPI[1]}", is_whole=True)
        self.sides.row.insertWidget(self.sides.row.count() - 1, self.dpi)
        self.sides.row.insertWidget(self.sides.row.count() - 1, _dim("dpi"))
        self.fields.addWidget(self.sides)
        self.sides.edited.connect(self.edited)
        self.dpi.textEdited.connect(lambda _text: self.edited.emit())

    def show_value(self, size: tuple[float, float] | None, dpi: int) -> None:
        self.sides.show_numbers(size or (None, None))
        self.dpi.show_number(dpi)

    def value(self) -> tuple[tuple[float, float] | None, int]:
        """Raises NumberError."""
        size, dpi = self.sides.both(), self.dpi.number()
        if size and not all(MM[0] <= side <= MM[1] for side in size):
            raise NumberError(f"A side has {MM[0]:g} to {MM[1]:g} mm.")
        if dpi is not None and not DPI[0] <= dpi <= DPI[1]:
            raise NumberError(f"Photos have {DPI[0]} to {DPI[1]} dpi.")
        return size, PRINT_DPI if dpi is None else int(dpi)

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        is_dpi = "dpi" in problem
        self.sides.show_problem("" if is_dpi else problem)
        mark(self.dpi, problem if is_dpi else "")


class UploadGroup(Group):
    """Pixels of a file that is uploaded: exactly so many, or least and most."""

    def __init__(self) -> None:
        super().__init__("Pixels for upload")
        self.kind = Segmented(
            (
                ("exact", "Exactly", "The file has exactly these pixels"),
                ("range", "Between", "The file has at least the first and at most the second"),
            )
        )
        limits = f"{PIXELS[0]} to {PIXELS[1]}; empty when it is not uploaded"
        self.least = NumberPair(("Width in pixels", "Height in pixels"), limits, "×", "px", is_whole=True)
        most = "Empty where only the least is said"
        self.most = NumberPair(
            ("Most width in pixels", "Most height in pixels"), most, "×", "px at most", is_whole=True
        )
        for widget in (self.kind, self.least, self.most):
            self.fields.addWidget(widget)
        self.kind.chosen.connect(lambda _kind: self._choose())
        self.least.edited.connect(self.edited)
        self.most.edited.connect(self.edited)

    def show_value(self, rule: PixelRule | None) -> None:
        is_range = rule is not None and not rule.is_exact
        self.kind.set_current("range" if is_range else "exact")
        self.least.show_numbers(rule.least if rule else (None, None))
        self.most.show_numbers(rule.most if rule and rule.most and is_range else (None, None))
        self._show_kind()

    def value(self) -> PixelRule | None:
        """Raises NumberError."""
        is_exact = self.kind.current() == "exact"
        least, most = self._sides(self.least), None if is_exact else self._sides(self.most)
        if least is None:
            if most is not None:
                raise NumberError("The least is missing.")
            return None
        if most is not None and (most[0] < least[0] or most[1] < least[1]):
            raise NumberError("The most is less than the least.")
        return PixelRule(least, least if is_exact else most)

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        self.least.show_problem(problem)
        self.most.show_problem(problem)

    def _show_kind(self) -> None:
        is_exact = self.kind.current() == "exact"
        self.least.show_unit("px" if is_exact else "px at least")
        self.most.setHidden(is_exact)

    def _choose(self) -> None:
        self._show_kind()
        self.edited.emit()

    def _sides(self, pair: NumberPair) -> tuple[int, int] | None:
        sides = pair.both()
        if sides is None:
            return None
        if not all(PIXELS[0] <= side <= PIXELS[1] for side in sides):
            raise NumberError(f"A side has {PIXELS[0]} to {PIXELS[1]} pixels.")
        return int(sides[0]), int(sides[1])


class BytesGroup(Group):
    """How large the file is. Either bound may be left out."""

    def __init__(self) -> None:
        super().__init__("File size")
        tooltip = f"{KILOBYTES[0]} to {KILOBYTES[1]} KB; empty where nothing is said"
        self.pair = NumberPair(("At least, in KB", "At most, in KB"), tooltip, "to", "KB")
        self.fields.addWidget(self.pair)
        self.pair.edited.connect(self.edited)

    def show_value(self, rule: ByteRule) -> None:
        least, most = (None if bound is None else bound / KILOBYTE for bound in (rule.least, rule.most))
        self.pair.first.show_number(least)
        self.pair.second.show_number(most)

    def value(self) -> ByteRule:
        """Raises NumberError."""
        least, most = self.pair.numbers()
        if any(bound is not None and not KILOBYTES[0] <= bound <= KILOBYTES[1] for bound in (least, most)):
            raise NumberError(f"A file has {KILOBYTES[0]} to {KILOBYTES[1]} KB.")
        if least is not None and most is not None and least > most:
            raise NumberError("The most is less than the least.")
        return ByteRule(*(None if bound is None else round(bound * KILOBYTE) for bound in (least, most)))

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        self.pair.show_problem(problem)


class BandGroup(Group):
    """A length between two bounds: millimetres, or a share of the photo's height."""

    def __init__(self, name: str, tooltip: str) -> None:
        super().__init__(name)
        self._kept: Band | None = None
        self.pair = NumberPair((f"{name}: least", f"{name}: most"), tooltip, "–")
        self.unit = Segmented(
            (("mm", "mm", "In millimetres in print"), ("share", "%", "In per cent of the photo’s height"))
        )
        self.unit.setFixedWidth(96)
        self.pair.row.insertWidget(self.pair.row.count() - 1, self.unit)
        self.fields.addWidget(self.pair)
        self.pair.edited.connect(self.edited)
        self.unit.chosen.connect(lambda _unit: self.edited.emit())

    def show_value(self, band: Band | None) -> None:
        self._kept = band
        self.unit.set_current("share" if band is not None and band.is_share else "mm")
        factor = 100 if band is not None and band.is_share else 1
        self.pair.show_numbers((None, None) if band is None else (band.low * factor, band.high * factor))

    def value(self, height_mm: float | None) -> Band | None:
        """On a photo that is so high in print; None where it is not printed. Raises NumberError."""
        bounds = self.pair.both()
        if bounds is None:
            return None
        is_share = self.unit.current() == "share"
        if not is_share and height_mm is None:
            raise NumberError("Without a size in print, this is said in per cent.")
        most, unit = (100.0, "%") if is_share or height_mm is None else (height_mm, "mm")
        if bounds[0] > bounds[1]:
            raise NumberError("The smaller number comes first.")
        if bounds[0] <= 0 or bounds[1] > most:
            raise NumberError(f"The photo is {most:g} {unit} high: this is more than 0 and at most {most:g} {unit}.")
        low, high = (round(bound / 100, 6) if is_share else bound for bound in bounds)
        # who recommends it, and what it means, is still so when a number is corrected
        return replace(self._kept or Band(low, high, is_share), low=low, high=high, is_share=is_share)

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        self.pair.show_problem(problem)


class BansGroup(Group):
    """What may not be done, each with a reason that people are told."""

    def __init__(self) -> None:
        super().__init__("What is forbidden")
        self.rows: dict[Ban, tuple[SwitchRow, QLineEdit]] = {}
        widgets: list[QWidget] = []
        for ban, name, reason in BANS:
            switch, why = SwitchRow(name, "The control is off then, with the reason"), QLineEdit()
            why.setAccessibleName(f"Reason: {name}")
            why.setToolTip("The reason, as a sentence for the person at the counter")
            why.setPlaceholderText(reason)
            why.setMaxLength(_SHORT * 2)
            why.setStyleSheet(_REASON_STYLE)
            why.hide()
            switch.changed.connect(lambda is_on, why=why: self._switch(why, is_on))
            why.textEdited.connect(lambda _text: self.edited.emit())
            self.rows[ban] = switch, why
            widgets += [switch, why]
        self.fields.addWidget(FieldBox(*widgets))

    def show_value(self, bans: Sequence[tuple[Ban, str]]) -> None:
        for ban, (switch, why) in self.rows.items():
            reason = next((reason for banned, reason in bans if banned is ban), None)
            switch.set_on(reason is not None)
            why.setText(reason or "")
            # a sentence is read from its beginning
            why.setCursorPosition(0)
            why.setHidden(reason is None)

    def value(self) -> tuple[tuple[Ban, str], ...]:
        return tuple(
            (ban, " ".join(why.text().split()) or why.placeholderText())
            for ban, (switch, why) in self.rows.items()
            if switch.is_on()
        )

    def _switch(self, why: QLineEdit, is_on: bool) -> None:
        why.setVisible(is_on)
        if is_on:
            why.setFocus()
        self.edited.emit()


def line(name: str, tooltip: str, hint: str = "", most: int = _SHORT) -> QLineEdit:
    """A line of text."""
    typed = QLineEdit()
    typed.setAccessibleName(name)
    typed.setToolTip(tooltip)
    typed.setPlaceholderText(hint)
    typed.setMaxLength(most)
    return typed


def _dim(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "dim")
    return label
