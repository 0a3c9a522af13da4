"""Giving freed memory back."""

import subprocess
import sys

import pytest

PROGRAM = """
import threading
import numpy as np
from picwish_desktop.storage.memory import give_back, return_large_blocks

return_large_blocks()

def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

def work():
    # after which glibc would keep all that is smaller
    np.ones(24 << 20, np.uint8)
    blocks = [np.ones(1 << 20, np.uint8) for _ in range(100)]
    kept.append(blocks[-1])

kept = []
before = resident()
large = [np.ones(8 << 20, np.uint8) for _ in range(10)]
del large[:9]
freed = resident() - before
del large
before = resident()
thread = threading.Thread(target=work)
thread.start()
thread.join()
held = resident() - before
give_back()
print(freed, held, resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's own habit")
def test_what_a_thread_freed_goes_back_to_the_system() -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    freed, held, left = map(int, told.stdout.split())
    assert freed < 10_000, "large blocks go at once, whatever lies after them"
    assert left < 20_000
    assert left < held / 2, "there was something to give back"
