"""A person before the window, on a virtual display with a window manager: without one no window gets the keyboard or
can be maximised."""

import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator

import pytest

from picwish_desktop.app import build
from tests.e2e.person import Person


@pytest.fixture(scope="package", autouse=True)
def window_manager() -> Iterator[None]:
    """Openbox, for the tests in this folder; those of `tests/ui` never meet one, whether run alone or after these."""
    missing = [tool for tool in ("Xvfb", "xdotool", "openbox") if not shutil.which(tool)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")
    # openbox runs the startup command once it manages the display; its own messages come before
    command = ["openbox", "--sm-disable", "--startup", "echo ready"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as openbox:
        assert openbox.stdout
        try:
            assert "ready\n" in openbox.stdout, "openbox ended without managing the display"
            yield
        finally:
            openbox.terminate()


@pytest.fixture
async def person(request: pytest.FixtureRequest) -> AsyncIterator[Person]:
    app = build()
    person = Person(app, request.node.name)
    app.window.show()
    await person.sees_window()
    yield person
    app.window.hide()
    await app.close()
    app.window.deleteLater()
