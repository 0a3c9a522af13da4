"""What every test stands on: its own settings folder, the event loop, and a display that is not the developer's."""

import asyncio
import gc
import os
import shutil
import sys
from asyncio import AbstractEventLoop
from collections.abc import Callable, Generator, Mapping
from importlib.util import find_spec
from pathlib import Path

import keyring
import pytest
from hypothesis import settings

from tests.storage.keyrings import MemoryKeyring

TESTS = Path(__file__).parent
WITH_QT = find_spec("PySide6") is not None

# everything below `ui` is also tested where PySide6 is not installed
collect_ignore = [] if WITH_QT else ["ui", "e2e"]

settings.register_profile("moderate", max_examples=50, deadline=None, derandomize="CI" in os.environ)
settings.register_profile("nightly", max_examples=5000, deadline=None)
settings.load_profile("moderate")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Make pyproject.toml's options known to pytest where the plugin that reads them is not installed."""
    options_of = {
        "pytest-qt": ["qt_api", "qt_log_level_fail"],
        "xvfb": ["xvfb_width", "xvfb_height", "xvfb_colordepth", "xvfb_args"],
    }
    for plugin, options in options_of.items():
        if not pluginmanager.has_plugin(plugin):
            for option in options:
                parser.addini(option, f"read by {plugin}, which is not installed")


def pytest_configure(config: pytest.Config) -> None:
    """Show windows on the virtual display that pytest-xvfb starts, or on none at all."""
    if not WITH_QT or sys.platform != "linux" or config.getoption("--no-xvfb", default=False):
        return
    missing = [tool for tool in ("Xvfb", "xdotool", "openbox") if not shutil.which(tool)]
    if missing and "CI" in os.environ:
        raise pytest.UsageError(f"without {', '.join(missing)} no real window would be tested")
    os.environ["QT_QPA_PLATFORM"] = "offscreen" if "Xvfb" in missing else "xcb"


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], AbstractEventLoop]]:
    """Run the coroutines of window tests on Qt's event loop, as the program does, and all others on asyncio's."""
    return {"qt": _qt_event_loop} if _shows_windows(item) else {"asyncio": asyncio.new_event_loop}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Keep the garbage collector out of threads, where it would destroy the window's objects, as the program does."""
    if _shows_windows(item):
        gc.disable()
        gc.freeze()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Let the windows of a test go with it: what is left of them would be styled again for every later one."""
    yield
    if _shows_windows(item):
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if isinstance(item, pytest.Function):
            # pytest lets go of them later, when the next test has put them out of the collector's reach
            item.funcargs.clear()
        gc.collect()
        gc.enable()


@pytest.fixture(autouse=True)
def frozen_heap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there before a window's test is not looked through again after it, whatever the window's own collector
    does: that took half as long as to build the window."""
    if _shows_windows(request.node):
        monkeypatch.setattr(gc, "freeze", lambda: None)
        monkeypatch.setattr(gc, "unfreeze", lambda: None)


def _shows_windows(item: pytest.Item) -> bool:
    return item.path.is_relative_to(TESTS / "ui") or item.path.is_relative_to(TESTS / "e2e")


def _qt_event_loop() -> AbstractEventLoop:
    from PySide6.QtWidgets import QApplication

    from picwish_desktop.ui.event_loop import EventLoop

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication([])
    # or the last window of a test, closing, would end the loop under it
    application.setQuitOnLastWindowClosed(False)
    loop: AbstractEventLoop = EventLoop(application)
    return loop


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test's settings, journal and logs; no key or address of the developer's comes in."""
    for name in [name for name in os.environ if name.startswith(("PICWISH_", "PIXELCUT_"))]:
        monkeypatch.delenv(name)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PICWISH_DESKTOP_HOME", str(folder))
    # neither in this process nor in one that a test starts is the machine's own keyring touched
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    keyring.set_keyring(MemoryKeyring())
    return folder
