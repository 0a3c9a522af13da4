"""Set up whatever is missing on this machine and open the window: `python3 installer/start.py [FILE…]`."""

import os
import sys

from prepare import ROOT, prepare

uv = prepare()
# not from the project's folder: a FILE is relative to the person's own
os.execv(uv, [uv, "run", "--project", str(ROOT), "--locked", "--no-dev", "picwish-desktop", *sys.argv[1:]])
