"""The display that end-to-end tests run on is a real one."""

import subprocess


def test_a_window_manager_runs() -> None:
    desktops = subprocess.run(["xdotool", "get_num_desktops"], capture_output=True, text=True, check=True)
    assert int(desktops.stdout) >= 1
