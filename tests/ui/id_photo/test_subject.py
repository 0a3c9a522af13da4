"""What decides how the person on an ID photo looks."""

from dataclasses import replace
from pathlib import Path

import pytest

from picwish_desktop.app import App
from picwish_desktop.model.cutout import Edge
from picwish_desktop.ui.id_photo.subject import subject_key
from tests.ui.serving import framed, made, portrait, ready


@pytest.mark.parametrize("cleans_colors", [True, False])
async def test_another_cutout_of_the_same_photo_looks_otherwise(
    counter: App, tmp_path: Path, *, cleans_colors: bool
) -> None:
    window = counter.window
    entry, document = await framed(window, portrait(tmp_path / "ana.png"))
    document.set_look("Edge", replace(document.state.look, edge=Edge(cleans_colors=cleans_colors)))
    before, key = await ready(window), subject_key(document, made(document))
    assert key == subject_key(document, made(document))
    cutout = document.state.cutout
    assert cutout is not None
    document.set_cutout("Another", replace(cutout, matte=cutout.matte.copy()))
    assert key != subject_key(document, made(document))
    assert window.id_photos.finished(entry) is None
    assert await ready(window) is not before
    document.undo()
    assert key == subject_key(document, made(document))
