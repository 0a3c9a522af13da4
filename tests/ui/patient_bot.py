"""pytest-qt's robot with a person's patience: on a busy machine its own five seconds are over before a window shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.waiting import PATIENCE

MILLISECONDS = {"timeout": round(PATIENCE * 1000)}


class PatientBot(QtBot):
    def waitUntil(self, callback: Callable[[], bool | None], **others: Any) -> None:
        super().waitUntil(callback, **MILLISECONDS | others)

    def waitSignal(self, signal: Any, **others: Any) -> Any:
        return super().waitSignal(signal, **MILLISECONDS | others)

    def waitExposed(self, widget: QWidget, **others: Any) -> Any:
        return super().waitExposed(widget, **MILLISECONDS | others)

    def waitActive(self, widget: QWidget, **others: Any) -> Any:
        return super().waitActive(widget, **MILLISECONDS | others)
