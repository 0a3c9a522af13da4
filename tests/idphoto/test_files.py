"""Every document type's file, made of a real portrait: exact pixels, dots per inch and bytes."""

import io
from functools import cache

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.framing import automatic_placement, centered_placement
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.target import targets
from picwish_desktop.imaging.bounded_jpeg import encode_between, png_with_dpi
from picwish_desktop.imaging.portrait import render_portrait
from picwish_desktop.model.portrait import Landmarks

ASTRONAUT = Landmarks((222, 22), (222, 182), (203, 109), (248, 109))


@cache
def portrait() -> NDArray[np.uint8]:
    return np.ascontiguousarray(skimage.data.astronaut())


@pytest.mark.parametrize("spec", bundled_documents(), ids=lambda spec: spec.id)
def test_the_file_has_the_pixels_the_dots_and_the_bytes_that_are_asked(spec: DocumentSpec) -> None:
    for target in targets(spec):
        if spec.is_portrait:
            placement = automatic_placement(spec, ASTRONAUT, (512, 512), target.aspect)
        else:
            placement = centered_placement(spec, (512, 512), target.aspect)
        pixels = render_portrait(portrait(), None, placement, target.size, spec.background.suggested)
        data = encode_between(pixels, target.dpi, target.least_bytes, target.most_bytes)
        image = Image.open(io.BytesIO(data))
        image.load()
        assert (image.size, image.mode) == (target.size, "RGB")
        assert image.info["dpi"] == (target.dpi, target.dpi)
        assert (target.least_bytes or 0) <= len(data) <= (target.most_bytes or len(data))


def test_a_transparent_file_has_the_documents_pixels_and_dots() -> None:
    spec = bundled_documents()[0]
    target = targets(spec)[0]
    matte = np.full((512, 512), 255, np.uint8)
    matte[:, 300:] = 0
    placement = automatic_placement(spec, ASTRONAUT, (512, 512), target.aspect)
    pixels = render_portrait(portrait(), matte, placement, target.size, None)
    image = Image.open(io.BytesIO(png_with_dpi(pixels, target.dpi)))
    assert (image.size, image.mode) == (target.size, "RGBA")
    assert image.info["dpi"] == pytest.approx((target.dpi, target.dpi), abs=0.01)
    assert image.getchannel("A").getextrema() == (0, 255)
