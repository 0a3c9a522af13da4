"""Controls that cannot be used now say why in their tooltip."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_PURPOSE = "purpose"


def set_usable(widget: QWidget, reason: str = "") -> None:
    """Enable a control, and all in it, without a `reason` against it; else disable it and let the tooltips say that."""
    widget.setEnabled(not reason)
    for part in (widget, *widget.findChildren(QWidget)):
        purpose = part.property(_PURPOSE)
        if purpose is None:
            purpose = part.toolTip()
            part.setProperty(_PURPOSE, purpose)
        if purpose:
            part.setToolTip(reason or purpose)


def set_purpose(widget: QWidget, tooltip: str) -> None:
    """What the tooltip says whenever the control can be used."""
    widget.setProperty(_PURPOSE, tooltip)
    if widget.isEnabled():
        widget.setToolTip(tooltip)
