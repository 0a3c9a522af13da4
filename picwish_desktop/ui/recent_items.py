"""The list of recent pictures in the words of the panel."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from picwish_desktop.storage.paths import Paths
from picwish_desktop.storage.recent import load_recent, thumbnail_path
from picwish_desktop.ui.panels.recent import RecentItem


def recent_items(paths: Paths, today: date) -> list[RecentItem]:
    """Newest first."""
    items = []
    for picture in load_recent(paths):
        path = Path(picture.path)
        note = f"{picture.note} · {when(datetime.fromisoformat(picture.when).date(), today)}"
        items.append(RecentItem(path, path.name, note, thumbnail_path(paths, path)))
    return items


def when(day: date, today: date) -> str:
    """ "today", "yesterday", the weekday within a week, then the date."""
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{day:%A}" if days < 7 else f"{day.day} {day:%B %Y}"
