"""The list of recent pictures in the words of the panel."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from picwish_desktop.storage.paths import Paths
from picwish_desktop.storage.recent import load_recent, thumbnail_path
from picwish_desktop.ui.panels.recent import THUMBNAIL, RecentItem
from picwish_desktop.ui.widgets.thumbnail import read_thumbnail


def recent_items(paths: Paths, today: date) -> list[RecentItem]:
    """Newest first. Any thread may call it, and another than the window's should: it reads their small pictures."""
    items = []
    for picture in load_recent(paths):
        path = Path(picture.path)
        note = f"{picture.note} · {when(datetime.fromisoformat(picture.when).date(), today)}"
        thumbnail = read_thumbnail(thumbnail_path(paths, path), THUMBNAIL * 2)
        items.append(RecentItem(path, path.name, note, thumbnail))
    return items


def when(day: date, today: date) -> str:
    """ "today", "yesterday", the weekday within a week, then the date."""
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{day:%A}" if days < 7 else f"{day.day} {day:%B %Y}"
