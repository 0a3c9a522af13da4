"""Set up whatever is missing on this machine and run every check: `python3 installer/test.py`."""

from prepare import beside, prepare, run

uv = prepare(programs=[("Xvfb", "xvfb"), ("xdotool", "xdotool"), ("openbox", "openbox")])

run(uv, "sync", "--locked")
run(uv, "run", "--no-sync", "ruff", "check")
run(uv, "run", "--no-sync", "ruff", "format", "--check")
run(uv, "run", "--no-sync", "lint-imports", "--no-logo")
run(uv, "run", "--no-sync", "mypy", "installer")
on_all_cores = ("-n", "auto", "--dist", "worksteal")
# hundreds of processes are started: none should compile the same modules again
keeps_bytecode = {"PYTHONDONTWRITEBYTECODE": ""}
# the window, each process with a display of its own, and what looks at the program as a whole
with_qt = ["tests/ui", "tests/e2e", "tests/installer", "tests/test_entry_points.py", "tests/test_system_check.py"]
# types take a minute on one core, and these tests do not keep all of them busy
with beside(uv, "run", "--no-sync", "mypy"):
    run(uv, "run", "--no-sync", "pytest", *on_all_cores, *with_qt, **keeps_bytecode)

# everything below the window, where Qt is not installed; once, as what it does does not depend on that
without_qt = {"UV_PROJECT_ENVIRONMENT": ".venv-without-qt"}
qt = ["pyside6-essentials", "shiboken6", "qasync", "pytest-qt", "pytest-xvfb"]
run(uv, "sync", "--locked", *(f"--no-install-package={name}" for name in qt), **without_qt)
run(uv, "run", "--no-sync", "pytest", *on_all_cores, **without_qt, **keeps_bytecode)
