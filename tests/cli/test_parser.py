"""What the command line takes, and what it refuses before anything is read."""

from dataclasses import replace
from pathlib import Path

import pytest

from picwish_desktop.cli.order import Order
from picwish_desktop.cli.outputs import find_outputs
from picwish_desktop.cli.parser import parse
from picwish_desktop.model.backdrop import BlurredBackdrop, ColorBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.frame import Framing
from picwish_desktop.operations.catalogue import MakeIdPhoto, RemoveBackground
from picwish_desktop.operations.request import PictureUrl
from picwish_desktop.workflows.cutout_order import CutoutOrder

PLAIN = Look(framing=Framing(margin=0.0))
MARK = ("--rectangle", "0,0,9,9")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("remove-background", "PHOTO"),
        ("remove-background a.png --type cat", "cat"),
        ("remove-background https://a.com/a.png --background 81d4fa --format png", "needs the format jpg"),
        ("remove-background https://a.com/a.png --background blur", "needs the photo itself"),
        ("remove-background a.png https://a.com/a.png --margin 5", "needs the photo itself"),
        ("remove-background https://a.com/a.png --matte-only", "needs the photo itself"),
        ("cut-out-face https://a.com/a.png --background ffffff", "needs the photo itself"),
        ("remove-background a.png --background https://a.com/b.png", "Give it as a file"),
        ("remove-background a.png --matte-only --crop", "--matte-only is the matte of the whole photo"),
        ("cut-out-face a.png --matte-only --background none", "--matte-only is the matte of the whole photo"),
        ("remove-background a.png --margin 101", "not 0 to 100 per cent"),
        ("remove-background a.png --margin -1", "--margin"),
        ("cut-out-face a.png --margin nan", "not 0 to 100 per cent"),
        ("remove-background a.png --return binary", "--sync"),
        ("remove-background https://a.com/a.png --sync --return binary --output-type both", "one picture"),
        ("remove-background a.png --upload tiff", "tiff"),
        ("remove-background http:// --provider picwish", "no address of a picture"),
        ("remove-background http://[a --provider picwish", "no address of a picture"),
        ("cut-out-face a.png --return base64", "--return"),
        ("id-photo a.png --size 413X531", "413X531"),
        ("id-photo a.png --size 99x531", "between 100 and 2000"),
        ("id-photo a.png --size 413x2001", "between 100 and 2000"),
        ("id-photo a.png --background sky", "sky"),
        ("id-photo a.png --return binary", "binary"),
        ("remove-objects a.png --mask https://example.com/m.png", "only the provider sees"),
        ("remove-objects https://example.com/a.png a.png --mask https://example.com/m.png", "only the provider sees"),
        ("remove-objects a.png", "--mask"),
        ("jobs", "COMMAND"),
        ("jobs forget", "ID"),
        ("jobs take", "ID"),
        ("credits --provider local", "local"),
    ],
)
def test_wrong_use_is_status_2(command: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(command.split())
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert (out, words in err.splitlines()[-1]) == ("", True), err
    assert err.startswith("usage: picwish")


def test_fifty_rectangles_are_taken() -> None:
    assert len(order("remove-objects", "a.png", *MARK * 50).rectangles) == 50


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", RemoveBackground()),
        ("-o a.JPG", RemoveBackground(format="jpg")),
        ("-o a.jpg --format png", RemoveBackground(format="png")),
        ("--background #81D4FA -o a.png", RemoveBackground(format="jpg", background="81D4FA")),
        ("--background sky.jpg", RemoveBackground()),
    ],
)
def test_the_format_is_what_the_output_and_the_backdrop_need(options: str, expected: RemoveBackground) -> None:
    assert order("remove-background", "a.png", *options.split()).operation == expected


@pytest.mark.parametrize(
    ("options", "look", "output"),
    [
        ("", PLAIN, "image"),
        ("--background none", PLAIN, "image"),
        ("--background #81D4FA", replace(PLAIN, backdrop=ColorBackdrop((0x81, 0xD4, 0xFA))), "image"),
        ("--background 000000 --format png", replace(PLAIN, backdrop=ColorBackdrop((0, 0, 0))), "image"),
        ("--background blur --output-type both", replace(PLAIN, backdrop=BlurredBackdrop()), "both"),
        ("-o a.jpg", replace(PLAIN, backdrop=ColorBackdrop((255, 255, 255))), "image"),
        ("-o a.jpg --format png", PLAIN, "image"),
        ("--format jpg -o a.png --background none", replace(PLAIN, backdrop=ColorBackdrop((255, 255, 255))), "image"),
        ("--crop", Look(framing=Framing(is_cropped=True, margin=0.0)), "image"),
        ("--margin 12.5%", Look(framing=Framing(is_cropped=True, margin=0.125)), "image"),
        ("--margin 0 --output-type mask", Look(framing=Framing(is_cropped=True, margin=0.0)), "mask"),
        ("--matte-only", PLAIN, "mask"),
    ],
)
def test_the_look_of_a_photo_that_is_here(options: str, look: Look, output: str) -> None:
    assert order("remove-background", "a.png", *options.split()).cutout == CutoutOrder(look, output)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["sky.jpg", "./ffffff", "./blur", "ff"])
def test_a_backdrop_that_is_a_file(name: str) -> None:
    cutout = order("remove-background", "a.png", "--background", name).cutout
    assert cutout == CutoutOrder(PLAIN, picture=Path(name).absolute())
    assert order("remove-background", "https://example.com/a.png", "--background", name).cutout is None


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ("remove-background a.jpg", "a-cutout.png"),
        ("remove-background a.png --background ffffff", "a-cutout.jpg"),
        ("remove-background a.png --background ffffff --format png", "a-cutout.png"),
        ("remove-background a.jpg --background blur", "a-cutout.png"),
        ("remove-background a.jpg --matte-only", "a-mask.png"),
        ("remove-background a.jpg --output-type mask --crop", "a-mask.png"),
        ("cut-out-face a.jpg", "a-face.png"),
        ("cut-out-face a.jpg --matte-only", "a-face-mask.png"),
        ("cut-out-face a.png --background 81d4fa", "a-face.jpg"),
        ("remove-objects a.JFIF --rectangle 0,0,9,9", "a-removed.JFIF"),
        ("remove-objects IMG_1234 --rectangle 0,0,9,9", "IMG_1234-removed.png"),
        ("remove-objects https://example.com/picture --rectangle 0,0,9,9", "picture-removed.png"),
    ],
)
def test_where_it_goes_unless_told(options: str, name: str) -> None:
    assert find_outputs(order(*options.split())) == [Path(name)]


def test_an_address_is_told_from_a_file() -> None:
    asked = order("remove-background", "HTTPS://example.com/a.png?b#c", "./ffffff", "--background", "./ffffff")
    assert asked.sources == (PictureUrl("HTTPS://example.com/a.png?b#c"), Path("ffffff"))
    assert asked.backdrop == Path("ffffff")


def test_the_size_of_an_id_photo() -> None:
    assert order("id-photo", "a.png", "--size", "413x531").operation == MakeIdPhoto((413, 531))


def order(*arguments: str) -> Order:
    asked = parse(arguments).order
    assert isinstance(asked, Order)
    return asked


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (". --rectangle 1,1,5,5", "“.” is a folder; choose pictures in it"),
        ("/ --rectangle 1,1,5,5", "“/” is a folder"),
        ("a.png --rectangle 1,1,5,5 -o no/such/", "the folder no/such/ is not there; make it"),
        ("a.png --rectangle -5,-5,20,20", "“-5,-5,20,20” needs X and Y of at least 0"),
    ],
)
def test_what_is_wrong_with_a_word_is_said(options: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["remove-objects", *options.split()])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err
