"""How much of a photo is marked, in figures: the same wherever it is said."""

from __future__ import annotations


def marked_percent(share: float, limit: float) -> str:
    """`share` of the whole, 0 to 1, without the sign. Neither what is little nor what is just over `limit` is rounded
    away."""
    percent = share * 100
    if 0 < percent < 0.1:
        return "< 0.1"
    shown = f"{percent:.1f}"
    # or it would be "50.0 of 50 %" of what is refused
    return f"> {limit * 100:.0f}" if share > limit and shown == f"{limit * 100:.1f}" else shown
