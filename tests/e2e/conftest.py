"""A window manager on the virtual display: without one no window gets the keyboard or can be maximised."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest


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
