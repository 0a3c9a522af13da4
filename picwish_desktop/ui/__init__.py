"""Everything that is seen: windows, panels, dialogs, and the canvas."""

from os import environ

# Qt divides fills of about 96 rows and more among threads, which on the canvas takes several times as long as to fill
# them at once. It reads this when it first paints.
environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
