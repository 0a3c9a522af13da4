"""Set up whatever is missing on this machine and run every check: `python3 installer/test.py`."""

from prepare import prepare, run

uv = prepare(programs=[("Xvfb", "xvfb"), ("xdotool", "xdotool"), ("openbox", "openbox")])

run(uv, "sync", "--locked")
run(uv, "run", "--no-sync", "ruff", "check")
run(uv, "run", "--no-sync", "ruff", "format", "--check")
run(uv, "run", "--no-sync", "mypy")
run(uv, "run", "--no-sync", "mypy", "installer")
run(uv, "run", "--no-sync", "lint-imports", "--no-logo")
run(uv, "run", "--no-sync", "pytest")

# everything below the window, where Qt is not installed
without_qt = {"UV_PROJECT_ENVIRONMENT": ".venv-without-qt"}
qt = ["pyside6-essentials", "shiboken6", "qasync", "pytest-qt", "pytest-xvfb"]
run(uv, "sync", "--locked", *(f"--no-install-package={name}" for name in qt), **without_qt)
run(uv, "run", "--no-sync", "pytest", **without_qt)
