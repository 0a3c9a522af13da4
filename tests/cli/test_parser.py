"""What the command line takes, and what it refuses before anything is read."""

from pathlib import Path

import pytest

from picwish_desktop.cli.order import Order
from picwish_desktop.cli.parser import parse
from picwish_desktop.operations.catalogue import MakeIdPhoto, RemoveBackground
from picwish_desktop.operations.request import PictureUrl

MARK = ("--rectangle", "0,0,9,9")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("remove-background", "PHOTO"),
        ("remove-background a.png --type cat", "cat"),
        ("remove-background a.png --background 81d4fa --format png", "needs the format jpg"),
        ("remove-background a.png --return binary", "--sync"),
        ("remove-background a.png --sync --return binary --output-type both", "one picture"),
        ("remove-background a.png --upload tiff", "tiff"),
        ("remove-background http:// --provider picwish", "no address of a picture"),
        ("remove-background http://[a --provider picwish", "no address of a picture"),
        ("cut-out-face a.png --return base64", "--return"),
        ("cut-out-face a.png --background ffffff", "--background"),
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
