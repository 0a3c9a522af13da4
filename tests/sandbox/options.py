"""How the sandbox behaves: each field is a reading of the pages where they leave one open."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.sandbox.clock import Clock

HOUR = 3600.0
"""Seconds for which a result URL works and a task can be asked for."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a test or the command line chooses before the sandbox starts."""

    key: str = "picwish-sandbox-key"
    """PicWish's."""
    pixelcut_key: str = "pixelcut-sandbox-key"
    credits: int = 100
    """Of each of the two keys at the start."""
    latency: float = 0.0
    """Seconds that a task takes, beside the work itself: its states pass during them."""
    sync_patience: float = 30.0
    """Seconds after which a request with `sync=1` is answered though the task is not done."""
    picwish_rate: int = 2
    """Requests with one key in any second, polls included."""
    pixelcut_rate: int = 5
    strings: bool = False
    """State, progress, timestamps and credits as strings, as the pages show them, not as numbers."""
    message: bool = True
    """Whether successful answers have one."""
    extra_keys: bool = True
    """Whether keys come that no page names."""
    data_prefix: bool = False
    """Whether base64 is led by `data:image/png;base64,`."""
    out_of_credits: int = 402
    """PicWish's HTTP and body status where credits are short."""
    camel_case_credits: bool = False
    """Pixelcut's `creditsRemaining`, not `credits_remaining`."""
    port: int = 0
    """Of PicWish; Pixelcut and the result host take the two after it. 0: whichever are free."""
    clock: Clock = field(default_factory=Clock)
