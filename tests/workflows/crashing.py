"""The end of a program that nobody expected."""

from __future__ import annotations

from picwish_desktop.workflows.recovery import Recovery


def crash(recovery: Recovery) -> None:
    """What the system does for a program that ends without a word."""
    assert recovery._lock is not None
    recovery._lock.release()
