"""Every setting in one typed table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any, TypeAlias

from picwish_desktop.model.sheet import MOST_COPIES
from picwish_desktop.storage.setting_kinds import (
    Address,
    Asked,
    File,
    Folder,
    Group,
    Kind,
    Number,
    OneOf,
    Pattern,
    Switch,
    asked,
)

MOST_KB = 102_400
"""That a person can allow an ID photo’s file to have."""

KeyTable: TypeAlias = dict[str, list[str]]
"""Keys, such as "Ctrl+Shift+S", by the name of the command."""

_HERE_OR_PICWISH = OneOf((("local", "This computer"), ("picwish", "PicWish")))
_ALL_PROVIDERS = OneOf((*_HERE_OR_PICWISH.options, ("pixelcut", "Pixelcut")))
_ID_PHOTO_PROVIDERS = OneOf((*_HERE_OR_PICWISH.options, ("picwish-framed", "PicWish, which frames it, too")))
_THEMES = OneOf((("system", "As the system has it"), ("light", "Light"), ("dark", "Dark")))
_KEYMAPS = OneOf((("picwish", "PicWish, as in Photoshop"), ("gimp", "As in GIMP"), ("krita", "As in Krita")))
_UPLOADS = OneOf((("auto", "PNG when it fits, else JPEG"), ("png", "Always PNG"), ("jpeg", "Always JPEG")))
_PICWISH = Address((("https://techhk.aoscdn.com", "Worldwide"), ("https://techsz.aoscdn.com", "Mainland China")))
_PIXELCUT = Address((("https://api.developer.pixelcut.ai", "Pixelcut’s own"),))
_RATE = Number(0.1, 1000, "a second")
_RESULT_DAYS = Number(1, 3650, "days")
_TICKET_DAYS = Number(1, 365, "days")
_LAST_USED = Folder("The folder used last")
_BESIDE_THE_PHOTO = Folder("Beside the photo")
_NAMES = Pattern(
    (
        "{ticket} {name} {document} {width}x{height}",
        "{ticket} {document}",
        "{name} {document}",
        "{date} {ticket} {document}",
    )
)
_MODEL = File("None", ".onnx")
_FAMILIES = OneOf(
    (
        ("u2net", "U²-Net, Silueta"),
        ("isnet", "IS-Net, RMBG 1.4"),
        ("birefnet", "BiRefNet, RMBG 2.0"),
        ("modnet", "MODNet"),
    )
)


@dataclass(slots=True)
class Settings:
    """The type of a field's default is the field's type; a file's value of another type is not taken. What a person is
    asked for says so in its metadata, from which the dialog is made."""

    removal_provider: str = field(
        default="local",
        metadata=asked(Group.PROVIDERS, "Remove objects", "Who fills what is marked.", _HERE_OR_PICWISH),
    )
    background_provider: str = field(
        default="local",
        metadata=asked(Group.PROVIDERS, "Remove background", "Who cuts the subject out.", _ALL_PROVIDERS),
    )
    face_provider: str = field(
        default="local", metadata=asked(Group.PROVIDERS, "Cut out face", "Who finds the face.", _HERE_OR_PICWISH)
    )
    id_photo_provider: str = field(
        default="local", metadata=asked(Group.PROVIDERS, "ID photo", "Who cuts the portrait out.", _ID_PHOTO_PROVIDERS)
    )
    model_file: str = field(
        default="",
        metadata=asked(
            Group.PROVIDERS, "Model of your own", "An .onnx file that finds subjects on this computer.", _MODEL
        ),
    )
    model_preset: str = field(
        default="u2net",
        metadata=asked(Group.PROVIDERS, "Family of the model", "Which one its maker says it is.", _FAMILIES),
    )
    picwish_requests_per_second: float = field(
        default=2.0,
        metadata=asked(
            Group.PROVIDERS, "Requests to PicWish", "At most so many; PicWish allows 2 to everybody.", _RATE
        ),
    )
    pixelcut_requests_per_second: float = field(
        default=5.0,
        metadata=asked(Group.PROVIDERS, "Requests to Pixelcut", "At most so many; Pixelcut allows 5.", _RATE),
    )
    picwish_base_url: str = field(
        default="https://techhk.aoscdn.com",
        metadata=asked(
            Group.ACCOUNTS, "Address of PicWish", "Where the key was made: a key works there only.", _PICWISH
        ),
    )
    pixelcut_base_url: str = field(
        default="https://api.developer.pixelcut.ai",
        metadata=asked(Group.ACCOUNTS, "Address of Pixelcut", "Another one for a service of your own.", _PIXELCUT),
    )
    open_folder: str = field(
        default="", metadata=asked(Group.FILES, "Open from", "Where the next photo is looked for.", _LAST_USED)
    )
    save_folder: str = field(
        default="", metadata=asked(Group.FILES, "Save to", "Where a pasted picture is put next.", _LAST_USED)
    )
    upload_format: str = field(
        default="auto",
        metadata=asked(Group.FILES, "Send as", "PNG loses nothing; JPEG is sent several times faster.", _UPLOADS),
    )
    keep_results_days: int = field(
        default=30,
        metadata=asked(
            Group.FILES,
            "Keep paid results",
            "Asking for the same again is free while they are kept. Changes count from the next start.",
            _RESULT_DAYS,
        ),
    )
    undo_megabytes: int = field(
        default=256,
        metadata=asked(
            Group.FILES, "Memory for undo", "For each photo that is opened from now on.", Number(16, 16384, "MB")
        ),
    )
    id_photo_folder: str = field(
        default="",
        metadata=asked(
            Group.FILES, "ID photos to", "Where the counter saves them; nobody is asked there.", _BESIDE_THE_PHOTO
        ),
    )
    id_photo_name: str = field(
        default="{ticket} {name} {document} {width}x{height}",
        metadata=asked(
            Group.FILES,
            "ID photos are called",
            "Of {ticket}, {name}, {document}, {date}, {time}, {width}, {height}, {dpi}, {copies}.",
            _NAMES,
        ),
    )
    keep_tickets_days: int = field(
        default=7,
        metadata=asked(
            Group.PRIVACY,
            "Keep customers’ tickets",
            "Portraits are personal data: tickets and their pictures are deleted after so many days.",
            _TICKET_DAYS,
        ),
    )
    lock_new_photos: bool = field(
        default=False,
        metadata=asked(
            Group.PRIVACY,
            "Lock every photo to this computer",
            "A photo that is opened is never sent to a provider, unless you unlock it.",
            Switch(),
        ),
    )
    theme: str = field(default="system", metadata=asked(Group.LOOK, "Theme", "The colours of the window.", _THEMES))

    keymap: str = field(
        default="picwish",
        metadata=asked(
            Group.KEYBOARD, "Keyboard shortcuts", "Those of the program you know. F1 shows them all.", _KEYMAPS
        ),
    )
    own_keys: KeyTable = field(default_factory=dict)
    """Of the commands that have others than in the keymap, whichever that is."""

    brush_size: int = 64
    """Diameter in picture pixels."""
    eraser_size: int = 64
    brush_hardness: float = 0.8
    """Of the brush on a matte: the share of its radius that is solid."""
    overlay_opacity: float = 0.55
    overlay_color: str = "red"
    """Of what is marked; "contrast" for one that differs most from the photo."""
    shape_mode: str = "add"
    """What a lasso, a polygon, an ellipse or the wand does to what was marked before."""
    wand_tolerance: int = 32
    """Most that a channel may differ from the clicked pixel's."""
    wand_contiguous: bool = True
    grow_by: int = 4
    """Pixels of the photo by which a mark is grown or shrunk."""
    save_format: str = ""
    """What was chosen last in the save dialog for a picture; empty for the opened picture's own format."""
    save_cutout_format: str = ""
    """The same for a transparent cutout; empty for PNG."""
    save_backdrop_format: str = ""
    """The same for a cutout before a backdrop; empty for JPEG."""
    save_jpeg_quality: int = 0
    """0 as it came, else 1 to 100."""
    save_webp_quality: int = 0
    """0 lossless, else 1 to 100."""
    id_document: str = "schengen-visa"
    """Document type used last, as the other choices of the ID photo column."""
    id_is_upload: bool = False
    id_format: str = "jpeg"
    id_most_kb: int = 0
    """0 leaves it to the document type."""
    id_paper: str = "10 × 15 cm"
    id_copies: int = 4
    id_fills_sheet: bool = True
    id_gap: float = 2.0
    id_margin: float = 3.0
    id_cut_marks: bool = True
    id_orientation: str = "auto"
    id_watched_folder: str = ""
    """Where new pictures come in, as long as it is watched."""
    id_printer: str = ""
    """The one used last."""
    job: str = "remove_objects"
    """Which one of the rail was used last."""
    window_geometry: str = ""
    """Qt's own bytes, in base64."""
    is_light: bool = False
    """What the window looked like last; in this it opens, until the system could be asked."""
    put_aside: str = ""
    """Name of the damaged file in whose place these are, until a person sets them anew."""


_UNASKED: dict[str, Kind] = {
    "brush_size": Number(1, 1000),
    "eraser_size": Number(1, 1000),
    "overlay_opacity": Number(0, 1),
    "overlay_color": OneOf(
        (("red", "Red"), ("green", "Green"), ("blue", "Blue"), ("yellow", "Yellow"), ("contrast", "Contrasting"))
    ),
    "shape_mode": OneOf((("new", "New"), ("add", "Add"), ("subtract", "Subtract"))),
    "wand_tolerance": Number(0, 255),
    "grow_by": Number(1, 500),
    "id_copies": Number(1, MOST_COPIES),
    "id_most_kb": Number(0, MOST_KB),
    "id_gap": Number(0, 50),
    "id_margin": Number(0, 50),
    "id_format": OneOf((("jpeg", "JPEG"), ("png", "PNG"))),
    "id_orientation": OneOf((("auto", "Auto"), ("upright", "Upright"), ("turned", "Turned"))),
    "brush_hardness": Number(0, 1),
    "save_jpeg_quality": Number(0, 100),
    "save_webp_quality": Number(0, 100),
}
"""Bounds of what the window keeps for itself."""


def asked_settings() -> Iterator[tuple[str, Asked]]:
    """What a person is asked for, by name, in the order of the dialog."""
    for entry in fields(Settings):
        if "asked" in entry.metadata:
            yield entry.name, entry.metadata["asked"]


def kind_of(entry: Field[Any]) -> Kind | None:
    """What a field of `Settings` can be; None where its type says all."""
    question: Asked | None = entry.metadata.get("asked")
    return _UNASKED.get(entry.name) if question is None else question.kind


def careful_settings() -> Settings:
    """For when nobody knows any more what was set: nothing leaves this computer and nothing is deleted, until somebody
    says so."""
    return Settings(
        lock_new_photos=True,
        picwish_base_url="",
        pixelcut_base_url="",
        keep_results_days=int(_RESULT_DAYS.most),
        keep_tickets_days=int(_TICKET_DAYS.most),
    )
