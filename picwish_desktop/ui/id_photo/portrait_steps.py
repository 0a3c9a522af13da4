"""What a turn of the wheel or a key makes of a placement."""

from __future__ import annotations

from math import hypot

from picwish_desktop.idphoto.moving import nudged, scaled, turned
from picwish_desktop.model.portrait import Placement, Point
from picwish_desktop.ui.id_photo.gestures import Step
from picwish_desktop.ui.id_photo.photo_frame import PhotoFrame
from picwish_desktop.ui.id_photo.portrait_keys import KeyAction
from picwish_desktop.ui.id_photo.portrait_scene import PortraitScene

LEAST_HEIGHT = 16.0
"""Photo pixels that an ID photo shows at least."""
MOST_PHOTOS = 8.0
"""So many times the subject's longer side an ID photo is high at most."""


def by_key(scene: PortraitScene, frame: PhotoFrame, action: KeyAction) -> tuple[Step, Placement]:
    if action.right or action.down:
        return Step.MOVE, nudged(scene.placement, action.right, action.down, scene.spec)
    if action.degrees:
        return Step.TURN, with_turn(scene, frame, action.degrees)
    return Step.SCALE, with_scale(scene, frame, action.factor, _pivot(scene, frame))


def with_scale(scene: PortraitScene, frame: PhotoFrame, factor: float, about: Point) -> Placement:
    """`about` is a point of the view."""
    a, _, _, d, _, _ = scene.subject_to_photo
    longer = max(scene.subject.width(), scene.subject.height()) * hypot(a, d)
    height = scene.placement.height
    # what already is beyond the limits may come back, and goes no further
    wanted = min(max(height / factor, min(height, LEAST_HEIGHT)), max(height, MOST_PHOTOS * longer))
    return scaled(scene.placement, height / wanted, frame.to_photo(scene.placement, about))


def with_turn(scene: PortraitScene, frame: PhotoFrame, degrees: float) -> Placement:
    return turned(scene.placement, degrees, frame.to_photo(scene.placement, _pivot(scene, frame)))


def _pivot(scene: PortraitScene, frame: PhotoFrame) -> Point:
    """Between the eyes, so that turning and scaling leave them where they are; without guides the middle."""
    shares = {guide.name: guide.value_share for guide in scene.guides}
    return frame.x(shares.get("centre", 0.5)), frame.y(shares.get("eyes", 0.5))
