"""How long to wait while there is no network."""

from collections.abc import Iterator, Sequence
from itertools import chain, repeat


def pauses(seconds: Sequence[float]) -> Iterator[float]:
    """Before each next try; the last one repeats. None where `seconds` is empty: then there is no next try."""
    return chain(seconds, repeat(seconds[-1])) if seconds else iter(())
