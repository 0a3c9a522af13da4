"""Everything a menu, a tool button or a shortcut can do, in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QLabel, QMenuBar, QWidget

from picwish_desktop.ui.icons import icon

FRAME_BY_LINES = "Frame by the lines"
"""What Command.FIT does with an ID photo, which fills its view at any time."""


class Group(Enum):
    """Actions of which exactly one is on."""

    TOOL = "tool"
    CUTOUT_VIEW = "cutout view"
    JOB = "job"
    THEME = "theme"


@dataclass(frozen=True)
class Entry:
    """A row of the table: what the menu says, the keys (the first one is shown), and how the action behaves."""

    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    checkable: bool = False
    group: Group | None = None
    repeats: bool = False
    """Whether it is done again and again while its key is held."""

    @property
    def name(self) -> str:
        """Without the dots of what asks something first."""
        return self.text.removesuffix("…")


class Command(Enum):
    """The table. The keys follow the conventions of other editors, with aliases for keyboards that lack a key."""

    OPEN = Entry("Open…", ("Ctrl+O",))
    PASTE = Entry("Paste", ("Ctrl+V",), tip="Open the picture on the clipboard")
    SAVE = Entry("Save", ("Ctrl+S",))
    SAVE_AS = Entry("Save as…", ("Ctrl+Shift+S",))
    LOCK = Entry("Keep on this computer", ("Ctrl+L",), checkable=True, tip="Never send this photo to a provider")
    CLOSE = Entry("Close", ("Ctrl+W",), tip="Close this photo")
    QUIT = Entry("Quit", ("Ctrl+Q",))

    UNDO = Entry("Undo", ("Ctrl+Z",), icon="undo-2", repeats=True)
    REDO = Entry("Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo-2", repeats=True)
    COPY = Entry("Copy", ("Ctrl+C",), tip="Copy the picture")
    SETTINGS = Entry("Settings…", ("Ctrl+,",), tip="Keys, providers, folders, privacy")

    MARK_ALL = Entry("Mark all", ("Ctrl+A",))
    CLEAR = Entry("Clear mark", ("Del", "Backspace", "Ctrl+D", "Ctrl+Shift+A"))
    INVERT = Entry("Invert mark", ("Ctrl+Shift+I",))
    GROW = Entry("Grow mark", ("Ctrl+Alt+]",), tip="Make what is marked larger on all sides")
    SHRINK = Entry("Shrink mark", ("Ctrl+Alt+[",), tip="Make what is marked smaller on all sides")
    FILL_HOLES = Entry("Fill holes", ("Ctrl+Alt+H",), tip="Mark what is surrounded by the mark")
    FLATTEN = Entry("Rectangles to mask", ("Ctrl+Shift+M",), tip="Make the rectangles part of the painted mask")
    DUPLICATE = Entry("Duplicate rectangle", ("Shift+D",), tip="Another rectangle of the same size")
    COPY_MASK = Entry("Copy mask", ("Ctrl+Shift+C",), tip="To paste it in this photo or another one")
    PASTE_MASK = Entry("Paste mask", ("Ctrl+Shift+V",), tip="Mark what was copied")
    SAME_MASK = Entry("Same mask again", ("Ctrl+Shift+D",), tip="Mark what the last removal removed")
    IMPORT_MASK = Entry("Import mask…", tip="Take the mark from a black and white picture")
    EXPORT_MASK = Entry("Export mask…", ("Ctrl+Shift+E",), tip="Save the mark as a black and white picture")

    ZOOM_IN = Entry("Zoom in", ("Ctrl++", "Ctrl+="), repeats=True)
    ZOOM_OUT = Entry("Zoom out", ("Ctrl+-",), repeats=True)
    FIT = Entry("Fit to window", ("Ctrl+0",), icon="maximize")
    ACTUAL_SIZE = Entry("100 %", ("Ctrl+1",), tip="One pixel of the photo on one of the screen")
    OVERLAY = Entry("Overlay", ("\\",), checkable=True, tip="Show the mark over the photo")
    MASK_ONLY = Entry("Mask only", ("Q",), checkable=True, tip="Show the mask without the photo")
    COMPARE = Entry(
        "Compare", ("C",), icon="separator-vertical", checkable=True, tip="Compare with the photo as it was"
    )
    NEXT_DOCUMENT = Entry("Next photo", ("Ctrl+Tab", "PgDown"), repeats=True)
    PREVIOUS_DOCUMENT = Entry("Previous photo", ("Ctrl+Shift+Tab", "PgUp"), repeats=True)
    THEME_SYSTEM = Entry("As the system", checkable=True, group=Group.THEME)
    THEME_LIGHT = Entry("Light", checkable=True, group=Group.THEME)
    THEME_DARK = Entry("Dark", checkable=True, group=Group.THEME)
    FULL_SCREEN = Entry("Full screen", ("F11",), checkable=True)
    HIDE_PANELS = Entry(
        "Hide panels", ("F", "Shift+F11"), checkable=True, tip="Leave the room beside the photo to the photo"
    )

    RUN = Entry("Remove", ("Ctrl+Enter", "Ctrl+Return", "Shift+R"), tip="Remove what is marked, or cut out")
    KEEP = Entry("Keep result", ("Ctrl+K",))
    DISCARD = Entry("Discard result", ("Ctrl+Backspace",))
    TRY_ANOTHER = Entry("Try another", ("Ctrl+T",), tip="Show what else could be meant")
    SOFTEN_EDGE = Entry("Soften edge", ("Shift+F6",), tip="Go to how soft the cutout’s edge is")
    DROP_CUTOUT = Entry("Drop the cutout", tip="Go back to the photo with its background")
    SAVE_MATTE = Entry("Save matte as…", tip="Save the cutout’s opacity as a grey picture")

    RESULT_VIEW = Entry("Result", checkable=True, group=Group.CUTOUT_VIEW, tip="The cutout before its backdrop")
    MATTE_VIEW = Entry("Matte", checkable=True, group=Group.CUTOUT_VIEW, tip="What is kept in white")
    OUTLINE_VIEW = Entry("Outline", checkable=True, group=Group.CUTOUT_VIEW, tip="A marching line around what is kept")
    ORIGINAL_VIEW = Entry("Original", checkable=True, group=Group.CUTOUT_VIEW, tip="The photo with its background")

    HAND = Entry("Hand", ("H",), icon="hand", checkable=True, group=Group.TOOL)
    SMART = Entry(
        "Smart brush",
        ("W",),
        icon="wand-sparkles",
        tip="Paint roughly: the cutout finds the edge itself",
        checkable=True,
        group=Group.TOOL,
    )
    BRUSH = Entry("Brush", ("B",), icon="brush", checkable=True, group=Group.TOOL)
    ERASER = Entry("Eraser", ("E",), icon="eraser", checkable=True, group=Group.TOOL)
    RECTANGLE = Entry("Rectangle", ("M", "R"), icon="square-dashed", checkable=True, group=Group.TOOL)
    ELLIPSE = Entry("Ellipse", ("Shift+M",), icon="circle-dashed", checkable=True, group=Group.TOOL)
    LASSO = Entry("Lasso", ("L",), icon="lasso", checkable=True, group=Group.TOOL, tip="Draw around what should go")
    POLYGON = Entry(
        "Polygon", ("Shift+L",), icon="hexagon", checkable=True, group=Group.TOOL, tip="Click from corner to corner"
    )
    WAND = Entry(
        "Magic wand", ("W",), icon="wand", checkable=True, group=Group.TOOL, tip="Mark what has the colour of a click"
    )
    ZOOM = Entry(
        "Zoom", ("Z",), icon="zoom-in", checkable=True, group=Group.TOOL, tip="Click or drag to zoom; Alt: out"
    )
    SWAP = Entry("Swap brush and eraser", ("X",))
    SMALLER = Entry("Smaller brush", ("[", ","), repeats=True)
    BIGGER = Entry("Bigger brush", ("]", "."), repeats=True)
    SOFTER = Entry("Softer brush", ("Shift+[",), repeats=True)
    HARDER = Entry("Harder brush", ("Shift+]",), repeats=True)

    BACKGROUND = Entry(
        "Background",
        ("Alt+1",),
        checkable=True,
        group=Group.JOB,
        tip="Cut the subject out and put it before something else",
    )
    FACE = Entry("Face", ("Alt+2",), checkable=True, group=Group.JOB, tip="Cut the face or head out")
    REMOVE_OBJECTS = Entry(
        "Remove objects", ("Alt+3",), checkable=True, group=Group.JOB, tip="Remove objects from the photo"
    )
    ID_PHOTO = Entry(
        "ID photo",
        ("Alt+4",),
        checkable=True,
        group=Group.JOB,
        tip="Frame a portrait by the rules of a document, and print it",
    )
    PAID_WORK = Entry("Paid work that waits…", tip="Results nobody took, and requests that may have been charged")

    NEXT_CUSTOMER = Entry("Next customer", ("Ctrl+N",), tip="Keep this ticket, and begin a new one")
    REPEAT_LAST = Entry("Repeat last", ("Ctrl+R",), tip="Document, background, sheet and file as last time")
    CHOOSE_DOCUMENT = Entry("Document type…", ("Ctrl+F",), tip="Search the document types")
    ADD_TO_SHEET = Entry("Add to the sheet", ("Ctrl+E",), tip="Keep this ID photo on the customer’s sheet")
    PRINT = Entry("Print sheet…", ("Ctrl+P",), tip="Look at the sheet and print it")
    SAVE_SHEET = Entry("Save sheet as…", ("Ctrl+Shift+P",), tip="As PDF in real size, or as a picture")
    SHEET_VIEW = Entry("Show the sheet", ("Ctrl+G",), checkable=True, tip="The sheet in place of the photo")
    TICKETS = Entry("Customers…", ("Ctrl+J",), tip="Find today’s and earlier tickets, and print them again")
    WATCH = Entry("Watch a folder…", tip="Open each new picture of a camera or a card")
    CALIBRATE = Entry("Calibrate a printer…", tip="Print a ruler, and type what you measured")
    OWN_PAPERS = Entry("Own papers…", tip="Papers that are not in the list")

    SHORTCUTS = Entry("Shortcuts", ("F1", "?"))
    ABOUT = Entry("About PicWish Desktop")


TOOLS = (
    Command.HAND,
    Command.ZOOM,
    Command.BRUSH,
    Command.ERASER,
    Command.RECTANGLE,
    Command.ELLIPSE,
    Command.LASSO,
    Command.POLYGON,
    Command.WAND,
)
CUTOUT_VIEWS = (Command.RESULT_VIEW, Command.MATTE_VIEW, Command.OUTLINE_VIEW, Command.ORIGINAL_VIEW)
JOBS = (Command.BACKGROUND, Command.FACE, Command.REMOVE_OBJECTS, Command.ID_PHOTO)
THEMES = (Command.THEME_SYSTEM, Command.THEME_LIGHT, Command.THEME_DARK)

DIGITS = "0123456789"
"""Those that no command has set how strong the overlay is."""

_BRAND_MARGINS = (14, 0, 10, 0)
SEPARATOR = None
MENUS: dict[str, tuple[Command | tuple[str, tuple[Command, ...]] | None, ...]] = {
    "File": (
        Command.OPEN,
        Command.PASTE,
        SEPARATOR,
        Command.SAVE,
        Command.SAVE_AS,
        Command.SAVE_MATTE,
        SEPARATOR,
        Command.LOCK,
        SEPARATOR,
        Command.CLOSE,
        Command.QUIT,
    ),
    "Edit": (
        Command.UNDO,
        Command.REDO,
        SEPARATOR,
        Command.COPY,
        SEPARATOR,
        Command.SETTINGS,
    ),
    "Mark": (
        Command.MARK_ALL,
        Command.CLEAR,
        Command.INVERT,
        SEPARATOR,
        Command.GROW,
        Command.SHRINK,
        Command.FILL_HOLES,
        SEPARATOR,
        Command.FLATTEN,
        Command.DUPLICATE,
        SEPARATOR,
        Command.COPY_MASK,
        Command.PASTE_MASK,
        Command.SAME_MASK,
        SEPARATOR,
        Command.IMPORT_MASK,
        Command.EXPORT_MASK,
    ),
    "View": (
        Command.ZOOM_IN,
        Command.ZOOM_OUT,
        Command.FIT,
        Command.ACTUAL_SIZE,
        SEPARATOR,
        Command.OVERLAY,
        Command.MASK_ONLY,
        ("Cutout", CUTOUT_VIEWS),
        Command.COMPARE,
        SEPARATOR,
        Command.NEXT_DOCUMENT,
        Command.PREVIOUS_DOCUMENT,
        SEPARATOR,
        ("Theme", THEMES),
        Command.FULL_SCREEN,
        Command.HIDE_PANELS,
    ),
    "Image": (
        Command.RUN,
        SEPARATOR,
        Command.KEEP,
        Command.DISCARD,
        SEPARATOR,
        Command.TRY_ANOTHER,
        Command.SOFTEN_EDGE,
        Command.DROP_CUTOUT,
    ),
    "Tools": (
        *TOOLS,
        Command.SMART,
        SEPARATOR,
        Command.SWAP,
        Command.SMALLER,
        Command.BIGGER,
        Command.SOFTER,
        Command.HARDER,
    ),
    "Counter": (
        Command.NEXT_CUSTOMER,
        Command.REPEAT_LAST,
        Command.TICKETS,
        SEPARATOR,
        Command.CHOOSE_DOCUMENT,
        Command.ADD_TO_SHEET,
        Command.SHEET_VIEW,
        Command.PRINT,
        Command.SAVE_SHEET,
        SEPARATOR,
        Command.WATCH,
        Command.OWN_PAPERS,
        Command.CALIBRATE,
    ),
    "Jobs": (*JOBS, SEPARATOR, Command.PAID_WORK),
    "Help": (Command.SHORTCUTS, SEPARATOR, Command.ABOUT),
}


def commands_of(menu: str) -> Iterator[Command]:
    """From top to bottom, with those of its submenus."""
    for row in MENUS[menu]:
        if isinstance(row, Command):
            yield row
        elif row is not None:
            yield from row[1]


class Actions(QObject):
    """One QAction for each command, as `actions[Command.OPEN]`; all of them work anywhere in the window."""

    overlay_opacity_chosen = Signal(float)
    keys_changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._groups = {group: QActionGroup(self) for group in Group}
        self._actions = {command: self._build(command.value, command.name.lower()) for command in Command}
        window.addActions(list(self._actions.values()))
        self.digits = [self._opacity_action(digit) for digit in range(10)]
        """Of the overlay, from 0, which is 100 %, to 9."""
        window.addActions(self.digits)

    def __getitem__(self, command: Command) -> QAction:
        return self._actions[command]

    def __iter__(self) -> Iterator[tuple[Command, QAction]]:
        return iter(self._actions.items())

    def set_undo_labels(self, undo: str | None, redo: str | None) -> None:
        """Name the step that would be taken back or done again; None where there is none."""
        for command, label in ((Command.UNDO, undo), (Command.REDO, redo)):
            action = self[command]
            action.setEnabled(label is not None)
            # as a name: how it is written in the middle of a sentence differs from language to language
            action.setText(f"{command.value.text} “{label}”" if label else command.value.text)
            action.setToolTip(_tooltip(action.text(), action.shortcut()))

    def name_fit(self, name: str = Command.FIT.value.text) -> None:
        """Call it what it does with what is shown."""
        action = self[Command.FIT]
        action.setText(name)
        action.setToolTip(_tooltip(name, action.shortcut()))

    def set_keys(self, keys: Mapping[Command, tuple[str, ...]]) -> None:
        """Give commands other keys. The digits that no command has are the overlay's."""
        for command, its_keys in keys.items():
            action, entry = self[command], command.value
            action.setShortcuts([QKeySequence(key) for key in its_keys])
            is_named_anew = command in (Command.UNDO, Command.REDO, Command.FIT)
            text = action.text() if is_named_anew else entry.tip or entry.name
            action.setToolTip(_tooltip(text, action.shortcut()))
        taken = [key for action in self._actions.values() for key in action.shortcuts()]
        for digit, action in enumerate(self.digits):
            key = QKeySequence(str(digit))
            action.setShortcuts([] if key in taken else [key])
        self.keys_changed.emit()

    def _build(self, entry: Entry, name: str) -> QAction:
        action = QAction(entry.text, self)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        action.setToolTip(_tooltip(entry.tip or entry.name, action.shortcut()))
        action.setCheckable(entry.checkable)
        action.setAutoRepeat(entry.repeats)
        if entry.icon:
            action.setIcon(icon(entry.icon))
            action.setIconVisibleInMenu(False)
        if entry.group is not None:
            self._groups[entry.group].addAction(action)
        return action

    def _opacity_action(self, digit: int) -> QAction:
        action = QAction(f"Overlay {digit or 10}0 %", self)
        action.setObjectName(f"overlay_{digit}")
        action.setShortcut(QKeySequence(str(digit)))
        action.setAutoRepeat(False)
        action.triggered.connect(lambda: self.overlay_opacity_chosen.emit((digit or 10) / 10))
        return action


def build_menus(menubar: QMenuBar, actions: Actions) -> None:
    """Fill the menu bar, behind the program's name."""
    brand = QLabel("PicWish Desktop", menubar)
    # not in the style sheet: the bar asks how wide it is while that is changed, too, and not again after that
    font = brand.font()
    font.setBold(True)
    brand.setFont(font)
    brand.setContentsMargins(*_BRAND_MARGINS)
    menubar.setCornerWidget(brand, Qt.Corner.TopLeftCorner)
    for title, rows in MENUS.items():
        menu = menubar.addMenu(f"&{title}")
        menu.setObjectName(f"menu_{title.lower()}")
        for row in rows:
            if row is None:
                menu.addSeparator()
            elif isinstance(row, Command):
                menu.addAction(actions[row])
            else:
                submenu = menu.addMenu(row[0])
                submenu.addActions([actions[command] for command in row[1]])


def _tooltip(text: str, shortcut: QKeySequence) -> str:
    keys = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text} ({keys})" if keys else text
