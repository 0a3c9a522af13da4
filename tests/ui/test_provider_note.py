"""The sentence below the provider."""

import asyncio
from pathlib import Path

import pytest
import skimage.data
from PIL import Image

from picwish_desktop.app import App
from picwish_desktop.ui.rail import BACKGROUND, ID_PHOTO, REMOVE_OBJECTS
from tests.ui.whole_window import opened


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("job", [REMOVE_OBJECTS.id, BACKGROUND.id, ID_PHOTO.id])
async def test_whoever_turns_to_this_computer_before_it_is_measured_is_told_of_no_error(
    app: App, tmp_path: Path, caplog: pytest.LogCaptureFixture, job: str
) -> None:
    path = tmp_path / "astronaut.png"
    Image.fromarray(skimage.data.astronaut()).save(path)
    window = app.window
    _, document = await opened(window, path)
    document.mark_all()
    note = window.provider_note
    chosen = {
        REMOVE_OBJECTS.id: window.remove_panel.provider_chosen,
        BACKGROUND.id: window.background_panel.provider_chosen,
        ID_PHOTO.id: window.id_photo_panel.provider_chosen,
    }[job]
    chosen.emit("picwish")
    note.touch()
    assert note._pause.isActive()
    chosen.emit("local")
    others = set(window.tasks._running)
    note._pause.timeout.emit()
    await asyncio.gather(*(window.tasks._running - others))
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    assert note.text == "Works without a network. Nothing is uploaded."
