"""How the usual families of models want a picture, and what their numbers mean.

Each as its authors' own inference code has it:

- U²-Net, https://github.com/xuebinqin/U-2-Net (data_loader.py, u2net_test.py): 320 × 320, as a share of the brightest
  value, ImageNet's mean and deviation; the first output, its least value as 0 and its greatest as 1.
- IS-Net, https://github.com/xuebinqin/DIS (IS-Net/Inference.py): 1024 × 1024, mean 0.5, deviation 1; the first output,
  spread as U²-Net's.
- BiRefNet, https://github.com/ZhengPeng7/BiRefNet (dataset.py, inference.py): 1024 × 1024, ImageNet's mean and
  deviation; the logistic function of the last output.
- MODNet, https://github.com/ZHKKKe/MODNet (onnx/inference_onnx.py): in proportion, the shorter side 512, both multiples
  of 32, from −1 to 1; the only output is the matte.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

Color: TypeAlias = tuple[float, float, float]


class Meaning(Enum):
    """Of the numbers that come out."""

    MATTE = auto()
    """0 to 1."""
    SPREAD = auto()
    """The least is 0, the greatest 1."""
    LOGITS = auto()
    """The logistic function of them is the matte."""


@dataclass(frozen=True, slots=True)
class Preset:
    """What is fed: (share of full brightness − `mean`) / `deviation`, for red, green and blue."""

    mean: Color
    deviation: Color
    side: int
    """Pixels, where the model itself leaves it open; the shorter one where `keeps_proportions`."""
    meaning: Meaning
    output: int = 0
    """Its place among the outputs; −1 is the last."""
    keeps_proportions: bool = False
    is_stretched: bool = False
    """Whether the brightest value counts as full brightness."""


_IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_HALF = (0.5, 0.5, 0.5)
_ONE = (1.0, 1.0, 1.0)

PRESETS = {
    "u2net": Preset(*_IMAGENET, 320, Meaning.SPREAD, is_stretched=True),
    "isnet": Preset(_HALF, _ONE, 1024, Meaning.SPREAD),
    "birefnet": Preset(*_IMAGENET, 1024, Meaning.LOGITS, output=-1),
    "modnet": Preset(_HALF, _HALF, 512, Meaning.MATTE, keeps_proportions=True),
}
"""By the name that the settings keep."""
