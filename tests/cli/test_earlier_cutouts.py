"""Cutouts that earlier runs of the program left: finished from the photo's own pixels, and as they were to look. In
this process, as nothing is sent."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.cli import main
from picwish_desktop.imaging.upload import encode_picture
from picwish_desktop.imaging.write import Encoding, encode
from picwish_desktop.jobs.job import Job, Purpose
from picwish_desktop.jobs.journal import Journal
from picwish_desktop.model.backdrop import ColorBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.frame import Framing
from picwish_desktop.model.photo import Metadata
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, Operation, RemoveBackground
from picwish_desktop.operations.request import Answer, Request
from picwish_desktop.storage.stamp import stamp
from picwish_desktop.workflows.cutout_order import CutoutOrder, recipe_of
from tests.cli.desk import pixels

Run = Callable[..., tuple[int, str, str]]
"""Exit status, stdout and stderr."""

pytestmark = pytest.mark.usefixtures("here")

SIZE = WIDTH, HEIGHT = 128, 96
SKY = (129, 212, 250)
WHOLE = RemoveBackground(output="both")
PLAIN = Look(framing=Framing(margin=0.0))
ON_SKY = CutoutOrder(replace(PLAIN, backdrop=ColorBackdrop(SKY)))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return run


def shot() -> NDArray[np.uint8]:
    """A cup, real."""
    whole = Image.fromarray(skimage.data.coffee()[80:320, 140:460])
    return np.asarray(whole.resize(SIZE, Image.Resampling.LANCZOS))


@pytest.fixture
def photo(here: Path) -> Path:
    Image.fromarray(shot()).save(here / "cups.png", dpi=(300, 300))
    return here / "cups.png"


def sent() -> PictureFile:
    """Half as large as the photo, as by a provider that takes no more."""
    return encode_picture(shot(), None, (WIDTH // 2, HEIGHT // 2), 10**6)


def answered(*, opacity: int = 255) -> PictureFile:
    """What was sent, cut out to its middle."""
    small = np.asarray(Image.fromarray(shot()).resize((WIDTH // 2, HEIGHT // 2)))
    alpha = np.zeros(small.shape[:2], np.uint8)
    alpha[12:36, 16:48] = opacity
    return as_file(np.dstack((small, alpha)))


def as_file(picture: NDArray[np.uint8]) -> PictureFile:
    data = encode(picture, Metadata("PNG"), Encoding("PNG"))
    return PictureFile(data, "PNG", picture.shape[1], picture.shape[0])


@dataclass
class Left:
    """A paid cutout that came and was not saved."""

    photo: Path
    output: Path
    order: CutoutOrder | None = None
    recipe: str = ""
    operation: Operation = WHOLE
    backdrop: PictureFile | None = None
    has_edits: bool = False
    answer: Answer | None = None

    def leave(self, home: Path) -> str:
        """The job's short id."""
        recipe = self.recipe if self.order is None else recipe_of(self.order)
        purpose = Purpose(self.photo, stamp(self.photo), output=self.output, recipe=recipe, has_edits=self.has_edits)
        request = Request(self.operation, sent(), backdrop=self.backdrop)
        job = Job("cups.png", "picwish", self.operation, purpose, request)

        async def write() -> None:
            journal = Journal(home / "data" / "jobs")
            await journal.open()
            await journal.begin(job)
            await journal.succeed(job, self.answer or Answer(answered()))
            await journal.close()

        asyncio.run(write())
        return job.id[:8]


def is_photo_in_the_middle(path: Path) -> bool:
    """To the last bit, where the cutout is opaque."""
    return bool((pixels(path)[30:66, 40:88, :3] == shot()[30:66, 40:88]).all())


def test_it_looks_as_it_was_asked_for(home: Path, photo: Path, run: Run) -> None:
    out = photo.with_name("out.png")
    Left(photo, out, ON_SKY).leave(home)
    assert run("jobs", "resume") == (0, f"{out}\n", "")
    assert pixels(out).shape == (HEIGHT, WIDTH, 3)
    assert is_photo_in_the_middle(out)
    assert (pixels(out)[:16] == SKY).all()
    with Image.open(out) as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
    # the matte beside it only where that was asked for
    assert not photo.with_name("out-mask.png").exists()
    assert run("jobs", "resume") == (0, "There is nothing to finish.\n", "")


def test_picture_and_matte_are_cropped_alike(home: Path, photo: Path, run: Run) -> None:
    """The margin reaches beyond the photo there."""
    out = photo.with_name("out.webp")
    look = replace(PLAIN, framing=Framing(is_cropped=True, margin=0.6))
    Left(photo, out, CutoutOrder(look, "both"), operation=CutOutFace()).leave(home)
    matte = photo.with_name("out-mask.png")
    assert run("jobs", "resume") == (0, f"{out}\n{matte}\n", "")
    cutout = pixels(out)
    assert cutout.shape[0] > HEIGHT
    assert np.array_equal(pixels(matte), cutout[..., 3])
    assert pixels(matte).max() == 255


@pytest.mark.parametrize("ending", [".png", ".psd", ".jpg", ".tif"])
def test_killed_between_the_file_and_the_note_of_it(ending: str, home: Path, photo: Path, run: Run) -> None:
    out = photo.with_name(f"out{ending}")
    Left(photo, out, ON_SKY).leave(home)
    run("jobs", "resume")
    before = stamp(out)
    Left(photo, out, ON_SKY).leave(home)
    assert run("jobs", "resume") == (0, f"{out}\n", "")
    assert stamp(out) == before


@pytest.mark.parametrize(
    ("operation", "written"),
    [
        (RemoveBackground(), ["out.png"]),
        (RemoveBackground(output="both"), ["out.png", "out-mask.png"]),
        (CutOutFace(), ["out.png", "out-mask.png"]),
    ],
)
def test_without_a_recipe_it_is_transparent_and_as_fine_as_the_photo(
    operation: Operation, written: list[str], home: Path, photo: Path, run: Run
) -> None:
    Left(photo, photo.with_name("out.png"), operation=operation).leave(home)
    assert run("jobs", "resume")[:2] == (0, "".join(f"{photo.with_name(name)}\n" for name in written))
    cutout = pixels(photo.with_name("out.png"))
    assert cutout.shape == (HEIGHT, WIDTH, 4)
    assert is_photo_in_the_middle(photo.with_name("out.png"))
    assert cutout[:16, :, 3].max() == 0


def test_where_the_photo_has_changed_what_was_sent_takes_its_place(home: Path, photo: Path, run: Run) -> None:
    out = photo.with_name("out.png")
    Left(photo, out, ON_SKY).leave(home)
    Image.new("RGB", SIZE, "red").save(photo)
    assert run("jobs", "resume") == (0, f"{out}\n", "")
    assert pixels(out).shape == (HEIGHT // 2, WIDTH // 2, 3)
    assert (pixels(out)[:8] == SKY).all()
    with Image.open(photo.parent / "out.png") as image:
        assert np.array_equal(np.asarray(image)[15:33, 20:44], pixels_of(sent())[15:33, 20:44])


def pixels_of(file: PictureFile) -> NDArray[np.generic]:
    path = Path("again.png")
    path.write_bytes(file.data)
    return pixels(path)


@pytest.mark.parametrize("what", ["a backdrop that the provider put behind it", "more than the photo was sent"])
def test_what_is_no_cutout_of_the_photo_is_saved_as_it_came(what: str, home: Path, photo: Path, run: Run) -> None:
    """As earlier versions asked for it, or from a window in which something had been removed before."""
    out = photo.with_name("out.png")
    if what.startswith("more"):
        Left(photo, out, operation=RemoveBackground(), has_edits=True).leave(home)
    else:
        matte = np.ascontiguousarray(pixels_of(answered())[..., 3:], np.uint8)
        Left(photo, out, backdrop=sent(), answer=Answer(sent(), as_file(matte))).leave(home)
    assert run("jobs", "resume")[0] == 0
    assert pixels(out).shape == (HEIGHT // 2, WIDTH // 2, 4 if what.startswith("more") else 3)


def test_a_backdrop_that_is_gone_can_be_put_back(home: Path, photo: Path, run: Run) -> None:
    beach = photo.with_name("beach.png")
    out = photo.with_name("out.png")
    # red to the left, blue to the right, and twice as wide as the photo
    picture = np.zeros((HEIGHT, WIDTH * 2, 3), np.uint8)
    picture[:, :WIDTH, 0], picture[:, WIDTH:, 2] = 255, 255
    look = replace(PLAIN, backdrop=None)
    Image.fromarray(picture).save(beach)
    recipe = recipe_of(CutoutOrder(look))
    stored = json.loads(recipe)
    stored["look"]["backdrop"] = {
        "kind": "picture", "pixels": str(beach), "name": "beach.png", "zoom": 1.0, "x": 0.5, "y": 0.5
    }  # fmt: skip
    id_ = Left(photo, out, recipe=json.dumps(stored)).leave(home)
    beach.rename(photo.with_name("elsewhere.png"))
    status, written, told = run("jobs", "resume")
    assert (status, written, told.count("\n")) == (1, "", 1)
    assert "“beach.png” is not there" in told
    # taking it fails with the same sentence
    assert "jobs take" not in told
    assert run("jobs", "take", id_, "-o", "other.png") == (1, "", told)
    photo.with_name("elsewhere.png").rename(beach)
    assert run("jobs", "resume") == (0, f"{out}\n", "")
    seen = pixels(out)
    assert (seen[:16, : WIDTH // 2 - 1] == (255, 0, 0)).all()
    assert (seen[:16, WIDTH // 2 + 1 :] == (0, 0, 255)).all()


@pytest.mark.parametrize("recipe", ["{", "[]", '{"output": "all", "look": {}}', '{"output": "image", "look": 1}'])
def test_a_recipe_that_cannot_be_read_loses_nothing(recipe: str, home: Path, photo: Path, run: Run) -> None:
    Left(photo, photo.with_name("out.png"), recipe=recipe).leave(home)
    status, written, told = run("jobs", "resume")
    assert (status, written, told.count("\n")) == (1, "", 1)
    assert "cannot be read any more" in told
    assert told.endswith("that costs nothing more.\n")
    assert "not taken yet" in run("jobs", "list")[1]


def test_an_empty_cutout_is_none(home: Path, photo: Path, run: Run) -> None:
    Left(photo, photo.with_name("out.png"), ON_SKY, answer=Answer(answered(opacity=0))).leave(home)
    status, written, told = run("jobs", "resume")
    assert (status, written, told.count("\n")) == (1, "", 1)
    assert "found nothing to cut out" in told
    assert not photo.with_name("out.png").exists()


def test_it_can_be_had_under_another_name(home: Path, photo: Path, run: Run) -> None:
    """With the look that was asked for, in another format, or in a folder."""
    id_ = Left(photo, photo.with_name("out.png"), ON_SKY).leave(home)
    Path("folder").mkdir()
    assert run("jobs", "take", id_, "-o", "layers.psd") == (0, "layers.psd\n", "")
    assert run("jobs", "take", id_, "-o", "folder") == (0, "folder/out.png\n", "")
    assert (pixels(Path("folder/out.png"))[:16] == SKY).all()
    with Image.open("layers.psd") as layered:
        assert layered.size == SIZE
        assert (np.asarray(layered.convert("RGB"))[:16] == SKY).all()
