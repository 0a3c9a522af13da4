"""Sizes, dots per inch and bytes of what is saved, for every document type of the table."""

from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.spec import ByteRule, DocumentSpec, PixelRule
from picwish_desktop.idphoto.target import Target, allows, default_target, provider_size, rules_on, targets
from tests.idphoto.specs import document, mm, share


@pytest.mark.parametrize("spec", bundled_documents(), ids=lambda spec: spec.id)
def test_every_document_type_has_a_file_that_its_rules_allow(spec: DocumentSpec) -> None:
    target = default_target(spec)
    if spec.pixels is not None:
        assert target.kind == "upload"
        assert allows(spec.pixels, target.size)
    else:
        assert spec.size_mm is not None
        assert target.width == pytest.approx(spec.size_mm[0] / 25.4 * spec.dpi, abs=0.5)
        assert target.height == pytest.approx(spec.size_mm[1] / 25.4 * spec.dpi, abs=0.5)
    assert (target.least_bytes, target.most_bytes) == (spec.bytes.least, spec.bytes.most)
    assert target.dpi == spec.dpi


@pytest.mark.parametrize("spec", bundled_documents(), ids=lambda spec: spec.id)
def test_a_provider_can_make_every_file_or_one_of_its_shape(spec: DocumentSpec) -> None:
    for target in targets(spec):
        size = provider_size(target)
        assert size is not None
        assert all(100 <= side <= 2000 for side in size)
        assert abs(size[0] - size[1] * target.aspect) <= 1


def test_what_is_printed_has_no_bytes_where_an_upload_has_them() -> None:
    spec = document(pixels=PixelRule((600, 750), None), bytes=ByteRule(50, 90))
    printed, upload = targets(spec)
    assert printed == Target(413, 531, 300, None, None, "print")
    assert upload == Target(600, 750, 300, 50, 90, "upload")
    assert targets(document(bytes=ByteRule(50, 90))) == [Target(413, 531, 300, 50, 90, "print")]


def test_an_upload_has_the_prints_size_where_that_is_allowed_else_the_least() -> None:
    def upload(least: tuple[int, int], most: tuple[int, int] | None) -> tuple[int, int]:
        return default_target(document(pixels=PixelRule(least, most))).size

    assert upload((350, 450), None) == (413, 531)
    assert upload((350, 450), (420, 540)) == (413, 531)
    assert upload((350, 450), (400, 514)) == (350, 450)
    assert upload((400, 400), None) == (400, 400)
    assert upload((600, 600), (1200, 1200)) == (600, 600)


def test_an_upload_with_pixels_of_its_own_is_ruled_in_per_cent() -> None:
    spec = document(pixels=PixelRule((600, 750), None), head=mm(29, 34, note="hair excluded"), eyes=share(0.5, 0.6))
    printed, upload = targets(spec)
    assert rules_on(spec, printed) == spec
    rules = rules_on(spec, upload)
    assert rules.head == share(29 / 45, 34 / 45, note="hair excluded")
    assert (rules.size_mm, rules.eyes, rules.above_head) == (None, spec.eyes, None)
    # a file that is the print, too, has its millimetres
    both = document(pixels=PixelRule((413, 531), None), head=mm(29, 34))
    assert all(rules_on(both, target) == both for target in targets(both))


def test_what_a_pixel_rule_allows() -> None:
    rule = PixelRule((600, 800), (1200, 1600))
    assert allows(rule, (750, 1000))
    assert allows(rule, (601, 800))
    assert not allows(rule, (610, 800))
    assert not allows(rule, (599, 799))
    assert not allows(rule, (1203, 1604))
    assert allows(PixelRule((600, 800), None), (6000, 8000))


def test_a_document_type_without_any_size_has_no_file() -> None:
    with pytest.raises(ValueError, match="Test"):
        default_target(document(size_mm=None))


def asked(width: int, height: int) -> tuple[int, int] | None:
    return provider_size(Target(width, height, 300, None, None, "upload"))


def test_sizes_that_a_provider_is_asked_for() -> None:
    assert asked(413, 531) == (413, 531)
    assert asked(140, 60) == (280, 120)
    assert asked(4500, 6000) == (1500, 2000)
    assert asked(2000, 2800) == (1425, 1995)
    assert asked(2102, 3000) in {(1401, 2000), (1051, 1500)}
    assert asked(99, 2001) is None
    assert asked(10, 300) is None


@given(st.integers(1, 8000), st.integers(1, 8000))
def test_what_a_provider_is_asked_for_is_allowed_and_has_the_shape(width: int, height: int) -> None:
    size = asked(width, height)
    if size is None:
        assert max(width, height) * 100 > min(width, height) * 1000
        return
    assert min(size) >= 100
    assert max(size) <= 2000
    assert abs(size[0] - size[1] * width / height) <= max(1, width / height)
    if max(width, height) <= 2000:
        assert (size[0] % width, size[1] % height) == (0, 0)
    elif max(width, height) // gcd(width, height) <= 1000:
        assert size[0] * height == size[1] * width
