"""Every address that the sandbox answers."""

from __future__ import annotations

from enum import StrEnum


class Route(StrEnum):
    """Method and path, as the pages write them; what faults are queued by."""

    SEGMENTATION = "POST /api/tasks/visual/segmentation"
    SEGMENTATION_TASK = "GET /api/tasks/visual/segmentation/{task_id}"
    FACE_CUTOUT = "POST /api/tasks/visual/self-face-cutout"
    FACE_CUTOUT_TASK = "GET /api/tasks/visual/self-face-cutout/{task_id}"
    INPAINT = "POST /api/tasks/visual/inpaint"
    INPAINT_TASK = "GET /api/tasks/visual/inpaint/{task_id}"
    ID_PHOTO = "POST /api/tasks/visual/idphoto"
    ID_PHOTO_TASK = "GET /api/tasks/visual/idphoto/{task_id}"
    PICWISH_CREDITS = "GET /api/customers/package-credits"
    REMOVE_BACKGROUND = "POST /v1/remove-background"
    PIXELCUT_CREDITS = "GET /v1/credits"
    RESULT = "GET /result/{name}"
    PICTURE = "GET /picture/{name}"

    @property
    def method(self) -> str:
        return self.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.partition(" ")[2]

    @property
    def creates(self) -> bool:
        """Whether it may cost money."""
        return self.method == "POST"

    @property
    def has_tasks(self) -> bool:
        return "/tasks/" in self.path

    @property
    def task(self) -> Route:
        """Where the tasks made by this one are asked for (PicWish)."""
        return Route(f"GET {self.path}/{{task_id}}")


PICWISH_OPERATIONS = (Route.SEGMENTATION, Route.FACE_CUTOUT, Route.INPAINT, Route.ID_PHOTO)
