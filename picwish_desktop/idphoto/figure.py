"""A measured number as a person reads it, and as it is judged."""

from __future__ import annotations


def as_read(value: float) -> float:
    """With one decimal: 36.04 is read as 36.0 and keeps “32–36”. Never -0.0."""
    # what is measured on two ways differs in the last bits, and 24.749999999999996 is 24.75
    return round(round(value, 6), 1) + 0.0
