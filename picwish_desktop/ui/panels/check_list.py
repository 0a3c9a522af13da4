"""The checks of an ID photo, one below the other; a press on one tells what is expected, who says so, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QVBoxLayout, QWidget

from picwish_desktop.idphoto.check import Check, Verdict
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.signs import SIGN_SIDE, Sign, draw_sign
from picwish_desktop.ui.widgets.tip import tip

_ROW = 24
_GAP = 6
_INSET = 4
SIGNS = {
    Verdict.PASS: Sign.CHECK,
    Verdict.WARN: Sign.ALERT,
    Verdict.FAIL: Sign.CROSS,
    Verdict.UNKNOWN: Sign.DASH,
}
WORDS = {Verdict.PASS: "Passed", Verdict.WARN: "Look at", Verdict.FAIL: "Mend", Verdict.UNKNOWN: "Not known"}
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ESTIMATE = "estimate"


def summary(checks: Sequence[Check]) -> tuple[str, Verdict]:
    """Such as “2 to mend, 1 to look at”, and the worst of them."""
    counts = {verdict: sum(check.verdict is verdict for check in checks) for verdict in Verdict}
    fail, warn, unknown = counts[Verdict.FAIL], counts[Verdict.WARN], counts[Verdict.UNKNOWN]
    parts = [f"{fail} to mend"] if fail else []
    parts += [f"{warn} to look at"] if warn else []
    parts += [f"{unknown} not known"] if unknown else []
    if not parts and checks:
        return f"All {len(checks)} passed", Verdict.PASS
    if not fail and not warn:
        return ", ".join(parts), Verdict.UNKNOWN
    return ", ".join(parts), Verdict.FAIL if fail else Verdict.WARN


class CheckRow(QAbstractButton):
    """A sign, what was checked, and the number. Checked while its explanation is unfolded."""

    left_for = Signal(int)
    """An arrow key wants the focus so many rows further."""
    reached = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check: Check | None = None
        self.setCheckable(True)
        self.setFixedHeight(_ROW)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_check(self, check: Check) -> None:
        if check == self._check:
            return
        self._check = check
        measured = f" {check.measured}" if check.measured else ""
        estimate = f", {_ESTIMATE}" if _is_marked(check) else ""
        self.setAccessibleName(f"{WORDS[check.verdict]}: {check.label}{measured}{estimate}")
        self.setAccessibleDescription(explanation(check))
        self.setToolTip(tip(f"{check.label}{measured}{estimate}\n{explanation(check)}"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, _ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is not None:
            self.left_for.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()

    def enterEvent(self, _event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        check = self._check
        if check is None:
            return
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRectF(self.rect())
            if self.underMouse() or self.isChecked():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.raised))
                painter.drawRoundedRect(place, 6, 6)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(colours.accent), 2))
                painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 6, 6)
            draw_sign(painter, QRectF(_INSET, (_ROW - SIGN_SIDE) / 2, SIGN_SIDE, SIGN_SIDE), SIGNS[check.verdict])
            self._write(painter, check)

    def _write(self, painter: QPainter, check: Check) -> None:
        colours, metrics = tokens(), painter.fontMetrics()
        left = _INSET + SIGN_SIDE + _GAP
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        texts = [(check.label, colours.text if check.verdict is not Verdict.UNKNOWN else colours.dim)]
        texts += [(check.measured, sign_text(check.verdict))] if check.measured else []
        right = self.width() - _INSET
        if _is_marked(check):
            right -= metrics.horizontalAdvance(_ESTIMATE)
            painter.setPen(QColor(colours.dim))
            painter.drawText(QRect(right, 0, self.width() - right, _ROW), middle, _ESTIMATE)
            right -= _GAP
        for text, color in texts:
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, right - left))
            painter.setPen(QColor(color))
            painter.drawText(QRect(left, 0, right - left, _ROW), middle, shown)
            left += metrics.horizontalAdvance(shown) + _GAP


class CheckList(QWidget):
    """Tab reaches one row, the arrow keys go on, Space or Enter unfolds."""

    unfolded = Signal(object)
    """The widget that a press has brought up, and that ought to be in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Checks")
        self._checks: tuple[Check, ...] = ()
        self._open = ""
        """Id of the check that is unfolded."""
        self._rows: list[tuple[CheckRow, QLabel]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        # Its place in the order of Tab is that of all which come later.
        self._add_row()
        self._show()

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show these, in this order. Rows are kept, so that it can follow a drag."""
        if tuple(checks) == self._checks:
            return
        self._checks = tuple(checks)
        while len(self._rows) < len(self._checks):
            self._add_row()
        for check, (row, _) in zip(self._checks, self._rows, strict=False):
            row.show_check(check)
        self._show()
        self._rove(next((position for position, (row, _) in enumerate(self._rows) if row.hasFocus()), 0))

    def _add_row(self) -> None:
        row, details = CheckRow(), note()
        details.setContentsMargins(_INSET + SIGN_SIDE + _GAP, 0, 0, 6)
        details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        position = len(self._rows)
        row.clicked.connect(lambda _on=False: self._press(position))
        row.left_for.connect(lambda step: self._go(position, step))
        row.reached.connect(lambda: self._rove(position))
        self._rows.append((row, details))
        self._layout.addWidget(row)
        self._layout.addWidget(details)
        if position:
            before = self._rows[position - 1][0]
            # Qt puts nothing behind what Tab does not reach; `show_checks` ends with the one row that it does.
            before.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setTabOrder(before, row)

    def _press(self, position: int) -> None:
        pressed = self._checks[position].id
        self._open = "" if self._open == pressed else pressed
        self._show()
        if self._open:
            self.unfolded.emit(self._rows[position][1])

    def _show(self) -> None:
        for position, (row, details) in enumerate(self._rows):
            check = self._checks[position] if position < len(self._checks) else None
            row.setVisible(check is not None)
            is_open = check is not None and check.id == self._open
            row.setChecked(is_open)
            if check is not None:
                details.setText(explanation(check))
            details.setVisible(is_open)

    def _go(self, position: int, step: int) -> None:
        self._rows[(position + step) % len(self._checks)][0].setFocus(Qt.FocusReason.TabFocusReason)

    def _rove(self, reached: int) -> None:
        for position, (row, _) in enumerate(self._rows):
            row.setFocusPolicy(Qt.FocusPolicy.TabFocus if position == reached else Qt.FocusPolicy.NoFocus)


def explanation(check: Check) -> str:
    """What to do, what is expected, and who says so, a line each."""
    note = f" ({check.note})" if check.note else ""
    expected = f"Expected: {check.expected}{note}." if check.expected else ""
    estimate = "An estimate: look at it yourself." if check.is_estimate else ""
    read = f", read {check.read_on}" if check.read_on else ""
    return "\n".join(line for line in (check.help, expected, estimate, f"Source: {check.source}{read}.") if line)


def sign_text(verdict: Verdict) -> str:
    """The colour of a number with that verdict."""
    colours = tokens()
    return {Verdict.WARN: colours.warn, Verdict.FAIL: colours.mark}.get(verdict, colours.dim)


def _is_marked(check: Check) -> bool:
    """Whether the row has to say that it is an estimate: some say it in their number."""
    return check.is_estimate and _ESTIMATE not in check.measured
