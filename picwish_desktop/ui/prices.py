"""What leaves this computer and what it costs, in words."""

from __future__ import annotations

from picwish_desktop.model.state import State
from picwish_desktop.operations.provider import Provider


def price(provider: Provider) -> str:
    return "free" if provider.account is None else "1 credit"


def price_of_another(state: State | None, provider: Provider) -> str:
    if provider.account is None or state is None or state.cutout is None:
        return ""
    if state.cutout.provider != provider.name:
        return "Cutting out again costs 1 credit."
    # what was asked before is answered from disk
    return "The same again is free; any other cutout costs 1 credit."


def upload_note(crop: tuple[int, int], size: tuple[int, int], photo: tuple[int, int], megabytes: float) -> str:
    """What would be sent of a photo, all in pixels."""
    what = "the whole photo" if crop == photo else f"a {crop[0]} × {crop[1]} px crop"
    scaled = "" if size == crop else f", scaled to {size[0]} × {size[1]}"
    whole = f" of the {photo[0] * photo[1] / 10**6:.0f} MP photo" if crop != photo and photo[0] * photo[1] > 2e6 else ""
    return f"Sends {what}{whole}{scaled}, {max(0.1, megabytes):.1f} MB."


def credits_note(credits_left: int | None) -> str:
    if credits_left is None:
        return ""
    return "1 credit left." if credits_left == 1 else f"{credits_left} credits left."
