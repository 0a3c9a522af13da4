"""ID photos of a document type on the command line: files, checks, sheets, bans; and what is paid only once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdf
import pytest
import skimage.data
from PIL import Image

from picwish_desktop.cli import main
from picwish_desktop.cli.id_photo_command import IdPhotoCommand, SheetCommand
from picwish_desktop.cli.parser import parse
from picwish_desktop.storage.private import set_private
from picwish_desktop.workflows.id_photo_making import landmarks_at
from tests.cli.desk import Desk, pixels
from tests.imaging.test_sheet_files import measured
from tests.sandbox.faults import Silence, When
from tests.sandbox.routes import Route

Run = Callable[..., tuple[int, list[str], str]]
"""Exit status, the lines of stdout, and stderr."""

LINES = ("--lines", "20,110,185,220")
"""Of the astronaut as it is."""
PAID = ("--provider", "picwish")


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """In this process; no provider can be reached."""
    assert here.is_dir()

    def run(*arguments: object) -> tuple[int, list[str], str]:
        capsys.readouterr()
        status = main(["id-photo", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return run


@pytest.fixture
def astronaut(here: Path) -> Path:
    return shot(here / "astronaut.png", 1)


def shot(path: Path, times: float) -> Path:
    whole = Image.fromarray(skimage.data.astronaut())
    side = round(512 * times)
    whole.resize((side, side), Image.Resampling.LANCZOS).save(path)
    return path


def blank(path: Path) -> Path:
    Image.new("RGB", (300, 400), (200, 200, 200)).save(path)
    return path


def of_file(path: Path) -> tuple[str | None, tuple[int, int], tuple[int, int]]:
    """Format, size and dots per inch."""
    with Image.open(path) as image:
        across, down = image.info["dpi"]
        return image.format, image.size, (round(across), round(down))


# what is asked


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--document schengen-visa --size 413x531", "the document type says the size"),
        ("--document schengen-visa --background none --format jpg", "a jpg cannot be transparent"),
        ("--document schengen-visa --background none -o a.jpg", "a jpg cannot be transparent"),
        ("--document schengen-visa --max-kb 50 --format png", "only a jpg can be made smaller"),
        ("--document schengen-visa --max-kb 0", "whole number from 1"),
        ("--document schengen-visa --format png -o b.jpg", "“b.jpg” says another one"),
        ("--document schengen-visa -o b.tif", "Let the name end in .jpg or .png"),
        ("--document schengen-visa --lines 10,20,30", "not four numbers"),
        ("--document schengen-visa --lines 30,20,10,5", "the crown above the eyes"),
        ("b.png --document schengen-visa --lines 10,20,30,5", "--lines are of one photo"),
        ("--document schengen-visa --copies 8", "--copies needs --sheet"),
        ("--document schengen-visa --sheet a4 --copies 1001", "from 1 to 1000"),
        ("--document schengen-visa --sheet a4 --sheet-output s.doc", "Let the name end in .pdf"),
        ("--document schengen-visa --framed-by picwish --provider local", "Leave --provider out"),
        ("--document schengen-visa --framed-by picwish --lines 10,20,30,5", "Leave --framed-by out"),
        ("https://example.com/a.png --document schengen-visa", "needs the photo itself"),
        ("--check", "--check needs --document"),
        ("--sheet a4", "--sheet needs --document"),
        ("--background keep", "--background keep needs --document"),
        ("--max-kb 50", "--max-kb needs --document"),
    ],
)
def test_wrong_use_is_status_2(options: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["id-photo", "a.png", *options.split()])
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert (out, words in err.splitlines()[-1]) == ("", True), err


def test_what_is_asked_unless_told() -> None:
    asked = command("")
    assert (asked.is_upload, asked.background, asked.file_format, asked.provider) == (True, None, "jpeg", "local")
    assert (asked.is_saved, asked.sheet) == (True, None)
    assert command("--background none").file_format == "png"
    assert command("-o b.PNG").file_format == "png"
    assert command("--background #81D4FA").background == (0x81, 0xD4, 0xFA)
    assert command("--max-kb 50").most_bytes == 51200
    assert command("--lines 1.5,20,30,7").landmarks == landmarks_at(1.5, 20, 30, 7)
    assert command("--framed-by picwish").provider == "picwish"
    assert command("--check").is_saved is False
    assert command("--check -o a.jpg").is_saved is True


def test_the_sheet_that_is_asked() -> None:
    """Without copies it is filled; and the print is made for it."""
    assert command("--sheet a4").sheet == SheetCommand("a4", 1, is_filled=True, has_cut_marks=True, output=None)
    asked = command("--sheet a4 --copies 8 --no-cut-marks --sheet-output s.png")
    assert asked.sheet == SheetCommand("a4", 8, is_filled=False, has_cut_marks=False, output=Path("s.png"))
    assert asked.is_upload is False
    assert command("--sheet a4 --file upload").is_upload is True


def command(options: str) -> IdPhotoCommand:
    asked = parse(["id-photo", "a.png", "--document", "schengen-visa", *options.split()]).order
    assert isinstance(asked, IdPhotoCommand)
    return asked


# on this computer


def test_a_file_by_the_rules(astronaut: Path, run: Run) -> None:
    """Found, cut out and framed here; what is not right is said in one line; nothing is replaced."""
    status, out, err = run(astronaut.name, "--document", "us-passport", "--max-kb", "60")
    assert (status, out) == (0, ["astronaut-us-passport.jpg"])
    *notes, failed = err.splitlines()
    assert failed.startswith("picwish: astronaut.png: 1 check failed: Resolution is 4")
    assert all(note.startswith("picwish: us-passport: ") for note in notes)
    made = Path(out[0])
    assert of_file(made) == ("JPEG", (600, 600), (300, 300))
    assert 54 * 1024 <= made.stat().st_size <= 60 * 1024
    # off-white, of which a jpeg keeps nearly everything
    assert np.abs(pixels(made)[:8, :8].astype(int) - (250, 249, 246)).max() <= 8
    before = made.read_bytes()
    status, out, err = run(astronaut.name, "--document", "us-passport", "--max-kb", "60")
    assert (status, out) == (1, [])
    assert "astronaut-us-passport.jpg exists. Add --force" in err
    assert made.read_bytes() == before


def test_checks_and_their_exit_status(here: Path, astronaut: Path, run: Run) -> None:
    """A line each; 1 where one failed. Nothing is written unless it is said where."""
    large = shot(here / "large.png", 1.8)
    files = set(here.iterdir())
    asked = ("--document", "cn-small-1inch", "--check")
    status, out, err = run(large.name, *asked)
    assert (status, err) == (0, ""), out
    assert {line[:6] for line in out} <= {"PASS  ", "WARN  ", "----  "}
    [size] = [line for line in out if "  Pixels  " in line]
    assert re.match(r"PASS  Pixels +260 × 378 px, 300 dpi +260 × 378 px +\S", size)
    assert set(here.iterdir()) == files
    status, out, err = run(astronaut.name, *asked, *LINES, "-o", "out.png", "--background", "none")
    assert (status, err, out[-1]) == (1, "", "out.png")
    [resolution] = [line for line in out if "Resolution" in line]
    assert resolution.startswith("FAIL")
    assert pixels(here / "out.png").shape == (378, 260, 4)


@pytest.mark.parametrize(
    ("above", "told"),
    [
        (40, r"WARN .* cut off at the top +the whole head on the photo, with room above "),
        (12, r"PASS .* \d+\.\d % empty \(top\) +no border of the photo in the frame "),
    ],
    ids=["cut off", "whole"],
)
def test_a_head_that_the_photo_cuts_off(above: int, told: str, here: Path, run: Run) -> None:
    """Its hair ends in a straight line below the backdrop; a whole one may have more room there than on the photo."""
    photo = Image.fromarray(skimage.data.astronaut()[above:])
    photo.resize((photo.width * 2, photo.height * 2)).save(here / "a.png")
    _, out, err = run("a.png", "--document", "schengen-visa", "--check")
    assert err == ""
    [edge] = [line for line in out if "Photo fills the frame" in line]
    assert re.match(told, edge), edge


def test_a_forbidden_background_is_kept(here: Path, home: Path, astronaut: Path, run: Run) -> None:
    """Nothing is cut out or sent, so a locked photo may be made an ID photo too."""
    set_private(home / "data" / "private.json", astronaut, True)
    status, out, err = run(astronaut.name, "--document", "au-passport", "--background", "ffffff")
    assert (status, out) == (1, [])
    assert err.startswith("picwish: The background cannot be replaced: Australian passport photos")
    status, out, err = run(astronaut.name, "--document", "au-passport", "--framed-by", "picwish")
    assert (status, out, "Leave --framed-by out" in err) == (1, [], True)
    status, out, err = run(astronaut.name, "--document", "au-passport", *PAID, *LINES)
    assert (status, out) == (0, ["astronaut-au-passport.jpg"])
    assert "The photo’s own background is kept, and nothing is sent." in err
    made = pixels(here / out[0])
    # the flag beside the head, and no plain colour
    assert made[:250, -40:].std() > 10
    status, out, err = run(astronaut.name, "--document", "schengen-visa", *PAID, *LINES)
    assert (status, out, "is locked to this computer" in err) == (1, [], True)


def test_where_no_face_is_found(here: Path, run: Run) -> None:
    blank(here / "blank.png")
    asked = ("blank.png", "--document", "schengen-visa", "--background", "keep")
    status, out, err = run(*asked)
    assert (status, out, err.count("\n")) == (1, [], 1)
    assert "No face was found" in err
    assert "--lines" in err
    status, out, err = run(*asked, "--lines", "100,150,200,400.5")
    assert (status, "outside the photo of 300 × 400 pixels" in err) == (1, True)
    status, out, _ = run(*asked, "--lines", "100,150,200,150")
    assert (status, out) == (0, ["blank-schengen-visa.jpg"])


def test_of_two_persons_the_one_that_is_meant(here: Path, run: Run) -> None:
    """The largest, or the one by the lines, which is another picture; cut out whole."""
    one = np.asarray(Image.fromarray(skimage.data.astronaut()).resize((256, 256)))
    Image.fromarray(np.hstack((one, one[:, ::-1]))).save(here / "two.png")
    asked = ("two.png", "--document", "schengen-visa", "--background", "ff0000", "--format", "png", "-o")
    status, _, err = run(*asked, "any.png")
    assert status == 0
    assert "two.png: 2 faces were found, and the clearest was taken." in err
    status, _, err = run(*asked, "left.png", "--lines", "10,55,92,110")
    assert (status, "faces were found" in err) == (0, False)
    either = [pixels(here / name).astype(int) for name in ("any.png", "left.png")]
    for picture in either:
        # skin between eyes and chin, red beside the hair
        assert (picture[260:380, 170:240, 1] > 60).mean() > 0.95
        assert (picture[:6, :60] == (255, 0, 0)).all()
    largest, left = either
    assert np.abs(left - largest[:, ::-1]).mean() < np.abs(left - largest).mean()


def test_a_sheet_of_those_that_could_be_made(here: Path, run: Run) -> None:
    """One that fails does not stop the others."""
    for name, times in (("one.png", 1.0), ("two.png", 1.2), ("three.png", 1.4)):
        shot(here / name, times)
    blank(here / "blank.png")
    asked = ("one.png", "two.png", "blank.png", "three.png", "--document", "schengen-visa", "--background", "keep")
    status, out, err = run(*asked, "--sheet", "10x15", "--copies", "2", "--format", "png")
    assert status == 1
    assert sorted(out[:3]) == [f"{name}-schengen-visa.png" for name in ("one", "three", "two")]
    assert out[3:] == ["one-schengen-visa-sheet.pdf"]
    assert "blank.png: No face was found" in err
    assert "Only the photos that could be made are on the sheet." in err
    [page] = pypdf.PdfReader(here / out[3]).pages
    found = measured(page)
    assert len(found.images) == 6
    assert len({name for name, _ in found.images}) == 3
    for _, (left, bottom, right, base, top_x, top_y) in found.images:
        sides = np.hypot(right - left, base - bottom), np.hypot(top_x - left, top_y - bottom)
        assert sides == pytest.approx((35, 45), abs=0.1)
    # the sheet is in the way, so nothing is begun
    status, out, err = run(
        *asked, "--sheet", "10x15", "-o", ".", "--format", "jpg", "--sheet-output", "one-schengen-visa-sheet.pdf"
    )
    assert (status, out) == (1, [])
    assert "one-schengen-visa-sheet.pdf exists. Add --force" in err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--document passport", "means several document types"),
        ("--document atlantis", "No document type is found by “atlantis”"),
        ("--document nz-passport --sheet a4", "is only uploaded"),
        ("--document schengen-visa --sheet a99", "There is no paper “a99”"),
        ("--document cn-5inch --sheet wallet --copies 1", "paper"),
        ("--document schengen-visa -o no/such.jpg", "the folder is not there"),
        ("--document schengen-visa --background keep --framed-by picwish", "Leave --background keep"),
        ("--document uk-visa --sheet a4 --sheet-output no/s.pdf", "the folder is not there"),
        ("--document in-ssc-upsc-sign --background ffffff", "is no portrait"),
        ("--document cn-visa-cova --framed-by picwish --file upload --sheet a4", "Add --file print"),
        ("--document schengen-visa astronaut.png", "would be written twice"),
    ],
)
def test_what_is_not_begun(options: str, words: str, here: Path, astronaut: Path, run: Run) -> None:
    files = set(here.iterdir())
    status, out, err = run(*options.split(), astronaut.name)
    assert (status, out, err.count("\n")) == (1, [], 1), err
    assert words in err
    assert set(here.iterdir()) == files


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ("-o q.jpg --sheet-output q.jpg", "q.jpg"),
        # two pages of six
        ("--copies 12 -o q-1.jpg --sheet-output q.jpg", "q-1.jpg"),
        ("--copies 12 -o q-2.jpg --sheet-output sub/../q.jpg", "q-2.jpg"),
        ("--sheet-output astronaut.png", "astronaut.png"),
        ("--sheet-output link.png", "astronaut.png"),
        ("--check --sheet-output astronaut.png", "astronaut.png"),
    ],
)
def test_a_sheet_is_not_written_over_a_photo(options: str, taken: str, here: Path, astronaut: Path, run: Run) -> None:
    """Also with leave to replace what is there."""
    (here / "sub").mkdir()
    (here / "link.png").symlink_to(astronaut.name)
    files = set(here.iterdir())
    asked = (astronaut.name, "--document", "schengen-visa", "--background", "keep", "--sheet", "10x15", "--force")
    status, out, err = run(*asked, *options.split())
    sentence = f"picwish: The sheet would be written over {taken}. Choose another name with --sheet-output.\n"
    assert (status, out, err) == (1, [], sentence)
    assert set(here.iterdir()) == files


def test_a_sheet_beside_a_photo_that_is_called_like_a_page_it_has_not(astronaut: Path, run: Run) -> None:
    asked = (astronaut.name, "--document", "schengen-visa", "--background", "keep", "--sheet", "10x15")
    status, out, _ = run(*asked, "--copies", "2", "-o", "q-1.jpg", "--sheet-output", "q.jpg")
    assert (status, out) == (0, ["q-1.jpg", "q.jpg"])


# what is paid


async def test_one_credit_for_every_look(desk: Desk) -> None:
    """Colour, kind of file, bytes, another document type, sheet and copies."""
    shot(desk.folder / "a.png", 0.5)
    cut = ("id-photo", "a.png", *PAID, "--lines", "10,55,92,110", "--document")
    runs = [
        ("schengen-visa", "-o", "1.png", "--background", "none"),
        ("schengen-visa", "-o", "2.jpg", "--background", "81d4fa", "--max-kb", "30"),
        ("us-visa-ds160", "-o", "3.jpg", "--sheet", "10x15", "--copies", "4"),
    ]
    for asked in runs:
        ended = await desk.run(*cut, *asked)
        assert (ended.status, ended.out.split()[0]) == (0, asked[2]), ended.err
    assert len(desk.sandbox.charges) == len(desk.asked(Route.SEGMENTATION)) == 1
    [sent] = desk.asked(Route.SEGMENTATION)
    assert sent.fields["type"] == "person"
    assert pixels(desk.folder / "1.png").shape == (531, 413, 4)
    blue = pixels(desk.folder / "2.jpg")[:6, :6].astype(int)
    assert np.abs(blue - (0x81, 0xD4, 0xFA)).max() < 12
    assert (desk.folder / "2.jpg").stat().st_size <= 30 * 1024
    assert len(measured(pypdf.PdfReader(desk.folder / "3-sheet.pdf").pages[0]).images) == 2


async def test_framed_by_picwish(desk: Desk) -> None:
    """Killed while it runs and asked once more: paid once, and scaled here."""
    shot(desk.folder / "a.png", 0.5)
    desk.sandbox.faults.push(Route.ID_PHOTO_TASK, Silence(When.BEFORE_WORK))
    asked = ("id-photo", "a.png", "--document", "in-oci", "--framed-by", "picwish", "-o", "a.jpg")
    process = await desk.start(*asked)
    await desk.until(lambda: desk.asked(Route.ID_PHOTO_TASK))
    await desk.kill(process)
    assert not (desk.folder / "a.jpg").exists()
    ended = await desk.run(*asked)
    assert (ended.status, ended.out) == (0, "a.jpg\n")
    assert of_file(desk.folder / "a.jpg") == ("JPEG", (602, 602), (300, 300))
    [sent] = desk.asked(Route.ID_PHOTO)
    assert sent.fields == {"sync": "0", "return_type": "1", "size": "602x602", "format": "png"}
    assert len(desk.sandbox.charges) == 1
    [line] = await desk.done("jobs", "list")
    assert line.endswith("done")


async def test_killed_and_resumed(desk: Desk) -> None:
    """It arrives where it was asked for, and asking again costs nothing."""
    shot(desk.folder / "a.png", 0.5)
    desk.sandbox.faults.push(Route.SEGMENTATION_TASK, Silence(When.BEFORE_WORK))
    asked = ("id-photo", "a.png", *PAID, "--lines", "10,55,92,110", "--document", "schengen-visa", "--sheet", "10x15")
    process = await desk.start(*asked)
    await desk.until(lambda: desk.asked(Route.SEGMENTATION_TASK))
    await desk.kill(process)
    out = desk.folder / "a-schengen-visa.jpg"
    resumed = await desk.run("jobs", "resume")
    assert (resumed.status, resumed.out) == (1, f"{out}\n")
    ended = await desk.run(*asked, "--force")
    assert (ended.status, ended.out) == (0, "a-schengen-visa.jpg\na-schengen-visa-sheet.pdf\n")
    # what is wrong with it is said as at first, and what a later run cannot make
    assert "failed" in ended.err
    no_sheet = "a.png: The sheet was not made. Run the command again with --force; that costs nothing more."
    assert sorted(resumed.err.splitlines()) == sorted([*ended.err.splitlines(), f"picwish: {no_sheet}"])
    assert of_file(out) == ("JPEG", (413, 531), (300, 300))
    [line] = await desk.done("jobs", "list")
    taken = await desk.run("jobs", "take", line[:8], "-o", "taken.jpg")
    assert (taken.status, "sheet" in taken.err) == (0, False), "it is made by now"
    assert len(desk.sandbox.charges) == 1
