"""Document types made by hand, so that each test says the rule it is about."""

from __future__ import annotations

from typing import Any

from picwish_desktop.idphoto.spec import BackgroundRule, Band, ByteRule, DocumentSpec, Source

WHITE = (255, 255, 255)


def document(**rules: Any) -> DocumentSpec:
    """35 × 45 mm, white, without any other rule than `rules`."""
    given: dict[str, Any] = {
        "id": "test",
        "country": "Nowhere",
        "name": "Test",
        "size_mm": (35.0, 45.0),
        "pixels": None,
        "bytes": ByteRule(None, None),
        "head": None,
        "eyes": None,
        "background": BackgroundRule("white", WHITE, (WHITE,)),
        "bans": (),
        "source": Source("The authority’s page", "2026-08-20", "A"),
    }
    return DocumentSpec(**(given | rules))


def share(low: float, high: float, **more: Any) -> Band:
    return Band(low, high, is_share=True, **more)


def mm(low: float, high: float, **more: Any) -> Band:
    return Band(low, high, is_share=False, **more)
