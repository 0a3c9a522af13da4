"""The list of recent pictures."""

from datetime import date, datetime
from pathlib import Path

from picwish_desktop.storage.paths import Paths
from picwish_desktop.storage.recent import remember, thumbnail_path
from picwish_desktop.storage.resources import resource
from picwish_desktop.ui.panels.recent import THUMBNAIL
from picwish_desktop.ui.recent_items import recent_items


def test_they_come_with_their_small_pictures(tmp_path: Path) -> None:
    paths = Paths(*(tmp_path / name for name in ("config", "data", "cache", "logs")))
    moment = datetime(2026, 5, 4, 12).astimezone()
    for name in ("bare.png", "seen.png"):
        (tmp_path / name).touch()
        remember(paths, tmp_path / name, "opened", moment)
    thumbnail = thumbnail_path(paths, tmp_path / "seen.png")
    thumbnail.parent.mkdir(parents=True, exist_ok=True)
    thumbnail.write_bytes(resource("photos/coffee.jpg").read_bytes())
    seen, bare = recent_items(paths, date(2026, 5, 5))
    assert (seen.title, seen.note, bare.title, bare.thumbnail) == ("seen.png", "opened · yesterday", "bare.png", None)
    assert seen.thumbnail is not None
    # just what fills its place on a dense screen
    assert min(seen.thumbnail.width() / THUMBNAIL.width(), seen.thumbnail.height() / THUMBNAIL.height()) == 2
