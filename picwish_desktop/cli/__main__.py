"""`python -m picwish_desktop.cli`."""

import sys

from picwish_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
