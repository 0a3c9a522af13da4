"""What can go wrong with a picture's file."""

from __future__ import annotations


class PictureError(Exception):
    """A sentence for a person: what is wrong, with which file, what to do."""


class NotEnoughMemoryError(PictureError):
    """Nothing may be wrong with the picture: there is no room for it now."""
