"""ID photos of all document types: exact pixels, dpi and bytes; what a provider frames; and what asks nobody."""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from picwish_desktop.idphoto.check import Check, Verdict
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.measures import measure
from picwish_desktop.idphoto.papers import find_paper
from picwish_desktop.idphoto.rules import shares
from picwish_desktop.idphoto.spec import Ban, ByteRule, DocumentSpec
from picwish_desktop.idphoto.target import Target, targets
from picwish_desktop.imaging import decode
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.id_photo import FramedPicture, Lines
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.model.portrait import Landmarks, Placement
from picwish_desktop.operations.catalogue import MakeIdPhoto, Operation, RemoveBackground
from picwish_desktop.operations.provider import FetchInterruptedError, Provider, TaskFailedError
from picwish_desktop.operations.request import Answer
from picwish_desktop.vision.worker import NOTHING, Arrays, Progress, Worker
from picwish_desktop.workflows.cutting import COLORS, cut_out
from picwish_desktop.workflows.edit import NothingToDoError
from picwish_desktop.workflows.id_photo import (
    Head,
    begin,
    checks_of,
    draw,
    draw_framed,
    encode,
    find_head,
    finish,
    framed_by_lines,
    source_of,
    target_of,
)
from picwish_desktop.workflows.id_photo_making import (
    framed_file,
    landmarks_at,
    make_id_photo,
    ordered_file,
    person_around,
    placed,
    print_pixels,
)
from picwish_desktop.workflows.id_photo_order import IdPhotoOrder, id_photo_order_of, recipe_of_id_photo
from picwish_desktop.workflows.id_photo_provider import frame_by_provider, framing_operation
from picwish_desktop.workflows.id_photo_sheet import SheetItem, save_sheet, sheet_pages
from tests.idphoto.specs import document as spec_with
from tests.jobs.vendor import Vendor, may_leave
from tests.providers.remote import Remote, remote

SPECS = {spec.id: spec for spec in bundled_documents()}
WIDTH, HEIGHT = 600, 760
HEAD = Landmarks((300, 150), (300, 420), (265, 275), (335, 275))
FOUND = Head(HEAD, 1, has_hat=False, has_glasses=False)
WALL, SKIN = (120, 150, 180), (224, 172, 140)
RED = (200, 30, 30)


def person() -> NDArray[np.uint8]:
    """Head and shoulders before a wall, with the grain of a camera."""
    image = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    pen = ImageDraw.Draw(image)
    pen.ellipse((120, 450, 480, 1100), (40, 60, 90))
    pen.ellipse((205, 150, 395, 420), SKIN)
    for x in (265, 335):
        pen.ellipse((x - 8, 270, x + 8, 280), (30, 30, 30))
    grain = np.random.default_rng(5).integers(-9, 10, (HEIGHT, WIDTH, 3))
    return np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8)


def outline() -> NDArray[np.uint8]:
    matte = Image.new("L", (WIDTH, HEIGHT), 0)
    for box in ((120, 450, 480, 1100), (205, 150, 395, 420)):
        ImageDraw.Draw(matte).ellipse(box, 255)
    return np.array(matte)


PERSON, OUTLINE = person(), outline()


def photo() -> Photo:
    return Photo(PERSON.copy(), Metadata("PNG"))


def cut_document() -> Document:
    document = Document(photo())
    document.set_cutout("Cut out", Cutout(OUTLINE.copy(), Edit(COLORS, "local", ()), "local", over=0))
    return document


CUT, UNCUT = cut_document(), Document(photo())


class StillWorker(Worker):
    """Knows this one photo."""

    async def run(
        self, task: str, arrays: Arrays, progress: Progress, _options: Mapping[str, Any] = NOTHING
    ) -> dict[str, NDArray[Any]]:
        progress(0.5)
        match task:
            case "find_portrait":
                points = np.array([HEAD.crown, HEAD.chin, HEAD.left_eye, HEAD.right_eye])
                return {"landmarks": points, "n_faces": np.array(2), "hat": np.array(0.1), "glasses": np.array(0.9)}
            case "from_matte":
                picture, coarse = arrays["picture"], arrays["coarse"]
                assert isinstance(picture, np.ndarray)
                assert isinstance(coarse, np.ndarray)
                matte = np.array(Image.fromarray(coarse).resize((picture.shape[1], picture.shape[0])))
                none: dict[str, NDArray[Any]] = {
                    "places": np.zeros((0, 2), np.int32),
                    "tiles": np.zeros((0, 64, 64, 3), np.uint8),
                }
                return none | {"matte": matte, "count": np.array(1), "doubt": np.array(0.0), "note": np.array("")}
            case _:
                names = "sharpness edge_width face_luma clipped_high clipped_low background_spread side_difference"
                unknown = {name: np.array(np.nan) for name in names.split()}
                return unknown | {"background": np.full(3, np.nan)}


@pytest.fixture
def worker() -> Iterator[StillWorker]:
    worker = StillWorker()
    yield worker
    worker.close()


@pytest.fixture
async def runner(tmp_path: Path) -> AsyncIterator[Runner]:
    """Of whatever provider a test puts into it."""
    runner = Runner({}, tmp_path / "jobs", may_leave=may_leave)
    yield runner
    await runner.close()


@pytest.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Remote]:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    async with remote() as there:
        yield there
        assert there.sandbox.violations == []


# files


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_exact_pixels_dpi_and_bytes(spec: DocumentSpec) -> None:
    """Every file of every document type, read back."""
    for target in targets(spec):
        is_upload = target.kind == "upload"
        begun = begin(spec, CUT, FOUND if spec.is_portrait else None, is_upload=is_upload)
        assert begun.is_upload is is_upload
        pixels = draw(source_of(CUT, begun), begun, target.size)
        data = encode(pixels, target, "jpeg")
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            assert (image.format, image.mode) == ("JPEG", "RGB")
            assert image.info["dpi"] == (spec.dpi, spec.dpi)
            if is_upload:
                assert spec.pixels is not None
                least, most = spec.pixels.least, spec.pixels.most or image.size
                assert all(low <= side <= high for low, side, high in zip(least, image.size, most, strict=True))
                assert abs(image.width / image.height - least[0] / least[1]) < 1.5 / image.height
            else:
                assert spec.size_mm is not None
                assert image.size == tuple(round(side / 25.4 * spec.dpi) for side in spec.size_mm)
        rule = spec.bytes if is_upload or spec.pixels is None else ByteRule(None, None)
        assert (rule.least or 0) <= len(data) <= (rule.most or len(data))


@pytest.mark.parametrize("id_", ["us-passport", "nl-passport", "in-ssc-upsc-photo"])
def test_a_png_is_as_it_was_drawn(id_: str) -> None:
    """At 300 and 400 dpi."""
    spec = SPECS[id_]
    target = target_of(spec, is_upload=True)
    begun = replace(begin(spec, CUT, FOUND, is_upload=True), background=None)
    pixels = draw(source_of(CUT, begun), begun, target.size)
    with Image.open(io.BytesIO(encode(pixels, target, "png"))) as image:
        assert (image.mode, image.size) == ("RGBA", target.size)
        assert image.info["dpi"] == pytest.approx((spec.dpi, spec.dpi), abs=0.02)
        assert np.array_equal(np.asarray(image), pixels)


def test_the_least_and_the_most_bytes() -> None:
    """Of a flat picture that has to be filled up, and of one that has to be made smaller."""
    target = target_of(SPECS["cn-chsi"], is_upload=True)
    assert target.least_bytes is not None
    flat = np.full((target.height, target.width, 3), 250, np.uint8)
    assert len(encode(flat, target, "jpeg")) == target.least_bytes
    noise = np.random.default_rng(3).integers(110, 140, flat.shape, np.uint8)
    free = len(encode(noise, target, "jpeg"))
    assert target.most_bytes is None or free <= target.most_bytes
    assert target.least_bytes <= len(encode(noise, target, "jpeg", free - 40_000)) <= free - 40_000
    with pytest.raises(PictureError, match="cannot be made smaller than"):
        encode(noise, target, "jpeg", 2000)
    # what a person asks for is asked for by somebody
    small = encode(flat, target, "jpeg", 20_000)
    assert len(small) <= 20_000


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_the_head_is_framed_by_the_rules(spec: DocumentSpec) -> None:
    """Measured again on the finished file's rectangle; eyes only where their band leaves room for this face."""
    if not spec.is_portrait or spec.head is None:
        return
    for target in targets(spec):
        begun = begin(spec, CUT, FOUND, is_upload=target.kind == "upload")
        seen = measure(spec, begun.landmarks, begun.placement, target.size)
        bounds = shares(spec.head, spec)
        assert bounds is not None
        assert bounds[0] - 1e-8 <= seen.head <= bounds[1] + 1e-8
        assert seen.off_center == pytest.approx(0, abs=0.005)


def test_the_background_is_what_the_rule_suggests_and_nothing_else_is_seen() -> None:
    spec = SPECS["schengen-visa"]
    begun = begin(spec, CUT, FOUND, is_upload=False)
    assert begun.background == spec.background.suggested
    size = target_of(spec, is_upload=False).size
    red = draw(source_of(CUT, begun), replace(begun, background=RED), size)
    assert (red[:20, :20] == RED).all()
    clear = draw(source_of(CUT, begun), replace(begun, background=None), size)
    assert clear.shape == (531, 413, 4)
    assert not clear[:20, :20].any()
    opaque = clear[..., 3] == 255
    assert opaque.mean() > 0.2
    # up to half a level of opacity is rounded away
    assert np.abs(clear[..., :3][opaque].astype(int) - red[opaque]).max() <= 1


@pytest.mark.parametrize(
    "spec", [spec for spec in SPECS.values() if spec.ban(Ban.BACKGROUND, Ban.EDIT)], ids=lambda s: s.id
)
def test_a_forbidden_background_is_kept(spec: DocumentSpec) -> None:
    """Although there is a cutout; the ban is then kept too."""
    begun = begin(spec, CUT, FOUND, is_upload=True)
    assert begun.keeps_background
    target = target_of(spec, is_upload=True)
    drawn = draw(source_of(CUT, begun), begun, target.size)
    assert np.array_equal(drawn, draw(source_of(UNCUT, begun), begun, target.size))
    # its grain has no colour
    assert drawn[5:30, 5:30].reshape(-1, 3).mean(axis=0) == pytest.approx(WALL, abs=3)
    assert Verdict.FAIL not in verdicts(checks_of(CUT, spec, begun, FOUND, None, None), "ban-")
    replaced = replace(begun, keeps_background=False, background=RED)
    assert Verdict.FAIL in verdicts(checks_of(CUT, spec, replaced, FOUND, None, None), "ban-")


async def test_a_finished_id_photo(worker: StillWorker) -> None:
    """As it is saved, with checks of that very file; glasses and a second face are estimates and warn."""
    spec = SPECS["us-passport"]
    head = await find_head(CUT, worker, lambda _: None)
    assert (head.landmarks, head.faces, head.has_hat, head.has_glasses) == (HEAD, 2, False, True)
    begun = begin(spec, CUT, head, is_upload=True)
    finished = await finish(CUT, spec, begun, worker, head, "jpeg")
    assert finished.file is not None
    checks = {check.id: check for check in finished.checks}
    assert checks["file-size"].measured == f"{len(finished.file) / 1024:.1f} KB"
    assert checks["head-height"].verdict is Verdict.PASS
    assert {checks[id_].verdict for id_ in ("faces", "glasses")} == {Verdict.WARN}
    impossible = await finish(CUT, spec, begun, worker, head, "jpeg", 300)
    assert impossible.file is None
    assert "cannot be made smaller" in impossible.problem
    assert impossible.pixels.shape == (600, 600, 3)


def test_without_a_face_lines_wait_in_the_frame() -> None:
    spec = SPECS["schengen-visa"]
    begun = begin(spec, UNCUT, None, is_upload=False)
    assert begun.lines is Lines.GUESSED
    for x, y in (begun.landmarks.crown, begun.landmarks.chin, begun.landmarks.eyes):
        assert (0 < x < WIDTH, 0 < y < HEIGHT) == (True, True)
    by_hand = framed_by_lines(replace(begun, lines=Lines.BY_HAND, landmarks=HEAD), spec, UNCUT.photo)
    assert by_hand.placement == begin(spec, UNCUT, FOUND, is_upload=False).placement


def test_a_guess_is_not_checked_until_it_is_placed() -> None:
    spec = SPECS["schengen-visa"]
    guessed = begin(spec, CUT, None, is_upload=False)
    checks = {check.id: check for check in checks_of(CUT, spec, guessed, None, None, 40_000)}
    unknown = {id_ for id_, check in checks.items() if check.verdict is Verdict.UNKNOWN}
    assert unknown == {"head-height", "eye-line", "above-head", "centring", "tilt", "sharpness", "exposure"}
    assert checks["background"].verdict is checks["pixels"].verdict is Verdict.PASS
    for two in itertools.combinations(("crown", "eyes", "chin"), 2):
        still = replace(guessed, placed=frozenset({*two, "centre"}))
        assert not_known(checks_of(CUT, spec, still, None, None, None)) == unknown, two
    marked = replace(guessed, landmarks=HEAD, placed=frozenset({"crown", "eyes", "chin"}))
    assert not_known(checks_of(CUT, spec, marked, None, None, None)) == {"centring", "tilt"}
    centred = replace(marked, placed=marked.placed | {"centre"})
    found = checks_of(CUT, spec, centred, None, None, None)
    assert not_known(found) == {"tilt"}, "no line says how the head leans"
    assert not any(check.is_estimate for check in found)
    placed = replace(guessed, lines=Lines.BY_HAND, landmarks=HEAD)
    known = {check.id: check.verdict for check in checks_of(CUT, spec, placed, None, None, 40_000)}
    assert Verdict.UNKNOWN not in known.values()
    assert known.keys() == checks.keys() - {"sharpness", "exposure"}, "they are not measured yet"
    # of what a provider framed, and of a signature, there are no lines to place
    framed = FramedPicture(np.zeros((531, 413, 4), np.uint8), "picwish")
    signature = SPECS["in-ssc-upsc-sign"]
    for other, made in (
        (spec, replace(guessed, framed=framed)),
        (signature, begin(signature, CUT, None, is_upload=True)),
    ):
        found = checks_of(CUT, other, made, None, None, None)
        assert not any("lines" in check.help for check in found), other.id


def not_known(checks: Iterable[Check]) -> set[str]:
    return {check.id for check in checks if check.verdict is Verdict.UNKNOWN}


@given(st.frozensets(st.sampled_from(["crown", "eyes", "chin", "centre"])))
def test_framing_by_lines_keeps_what_is_placed_only_where_all_is(placed: frozenset[str]) -> None:
    spec = SPECS["schengen-visa"]
    guessed = begin(spec, UNCUT, None, is_upload=False)
    some = replace(guessed, landmarks=HEAD, placed=placed, placement=Placement((1, 2), 3))
    framed = framed_by_lines(some, spec, UNCUT.photo)
    if placed >= {"crown", "eyes", "chin"}:
        assert (framed.landmarks, framed.placed) == (HEAD, placed)
        assert framed.placement == begin(spec, UNCUT, FOUND, is_upload=False).placement
    else:
        assert framed == guessed


def verdicts(checks: list[Check], beginning: str) -> set[Verdict]:
    return {check.verdict for check in checks if check.id.startswith(beginning)}


# as it was ordered


ORDERS = [
    IdPhotoOrder(SPECS["us-passport"], True, "jpeg", RED, most_bytes=90_000, has_sheet=True),
    IdPhotoOrder(SPECS["cn-passport"], False, "png", None, keeps_background=True),
    IdPhotoOrder(SPECS["cn-visa-cova"], False, "png", None, landmarks=HEAD),
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.spec.id)
def test_a_recipe_is_read_as_it_was_written(order: IdPhotoOrder) -> None:
    """Also by a program that does not know the document type any more."""
    assert id_photo_order_of(job_with(recipe_of_id_photo(order))) == order
    own = replace(order, spec=replace(order.spec, id="gone", name="My card"))
    assert id_photo_order_of(job_with(recipe_of_id_photo(own))) == own


@pytest.mark.parametrize("recipe", ["{", '{"id_photo": 1}', '{"id_photo": {"id": "a", "document": {}}}'])
def test_a_recipe_that_cannot_be_read(recipe: str) -> None:
    with pytest.raises(PictureError, match="cannot be read any more"):
        id_photo_order_of(job_with(recipe))


def test_other_jobs_are_no_id_photos() -> None:
    assert id_photo_order_of(job_with("")) is None
    assert id_photo_order_of(job_with('{"output": "image", "look": {}}')) is None


def job_with(recipe: str) -> Job:
    job = Job("a.png", "vendor", RemoveBackground())
    job.purpose = replace(job.purpose, recipe=recipe)
    return job


async def test_what_is_made_later_is_what_is_made_now(worker: StillWorker, tmp_path: Path) -> None:
    order = IdPhotoOrder(SPECS["schengen-visa"], False, "png", RED)
    made = await make_id_photo(CUT, order, worker)
    path = tmp_path / "a.png"
    (await ordered_file(CUT, order, worker, path)).write(path)
    assert path.read_bytes() == made.finished.file
    # the name decides about the format
    (await ordered_file(CUT, order, worker, tmp_path / "a.jpg")).write(tmp_path / "a.jpg")
    with Image.open(tmp_path / "a.jpg") as image:
        assert (image.format, image.info["dpi"]) == ("JPEG", (300, 300))
    with pytest.raises(PictureError, match=r"“a.bmp” cannot be saved as an ID photo"):
        await ordered_file(CUT, order, worker, tmp_path / "a.bmp")


def test_lines_by_hand() -> None:
    lines = landmarks_at(crown=150, eyes=275, chin=420, center=300)
    assert (lines.crown, lines.chin, lines.eyes) == (HEAD.crown, HEAD.chin, HEAD.eyes)
    assert lines.left_eye[0] < 300 < lines.right_eye[0]
    order = IdPhotoOrder(SPECS["schengen-visa"], False, "jpeg", RED, landmarks=lines)
    made = placed(UNCUT, order, None)
    assert made.lines is Lines.BY_HAND
    assert made.placement.center[0] == pytest.approx(300, abs=0.01)
    with pytest.raises(NothingToDoError, match="outside the photo of 600 × 760 pixels"):
        placed(UNCUT, replace(order, landmarks=landmarks_at(crown=550, eyes=675, chin=820, center=300)), None)


async def test_a_cutout_of_something_else_is_refused(worker: StillWorker) -> None:
    """Whoever made it; where the photo's own background is kept it does not matter."""
    document = Document(photo())
    elsewhere = np.zeros_like(OUTLINE)
    elsewhere[:140] = 255
    document.set_cutout("Cut out", Cutout(elsewhere, Edit(COLORS, "local", ()), "local", over=0))
    order = IdPhotoOrder(SPECS["schengen-visa"], False, "jpeg", RED)
    with pytest.raises(NothingToDoError, match="Something else than the head was cut out"):
        await make_id_photo(document, order, worker)
    kept = await make_id_photo(document, replace(order, keeps_background=True, background=None), worker)
    assert kept.finished.file is not None


def test_where_a_head_s_person_is() -> None:
    """Head and shoulders, down to the photo's lower border."""
    box = person_around(HEAD, UNCUT.photo)
    assert (box.y, box.bottom) == (150 - 68, HEIGHT)
    assert 0 <= box.x < 120
    assert 480 < box.right <= WIDTH
    at_the_side = landmarks_at(crown=150, eyes=275, chin=420, center=50)
    assert person_around(at_the_side, UNCUT.photo).x == 0


async def test_the_print_of_a_file_to_upload(worker: StillWorker) -> None:
    """In the shape of the millimetres, not of the upload."""
    spec = SPECS["uk-passport"]
    order = IdPhotoOrder(spec, True, "jpeg", None, keeps_background=True)
    made = await make_id_photo(UNCUT, order, worker)
    assert made.finished.pixels.shape[:2] == (750, 600)
    printed = print_pixels(UNCUT, order, made)
    assert printed.shape[:2] == (531, 413)
    alone = await make_id_photo(UNCUT, replace(order, is_upload=False), worker)
    assert np.array_equal(printed, alone.finished.pixels)


# providers


class Framer(Vendor):
    """Sends back what a test puts there."""

    def __init__(self, *answers: Image.Image) -> None:
        super().__init__()
        self.answers = list(answers)
        self.answer = lambda: Answer(png(self.answers.pop(0)))

    def supports(self, operation: Operation) -> bool:
        return isinstance(operation, MakeIdPhoto)


def png(image: Image.Image) -> PictureFile:
    file = io.BytesIO()
    image.save(file, "PNG")
    return PictureFile(file.getvalue(), "PNG", *image.size)


def framed_answer(size: tuple[int, int]) -> Image.Image:
    """A person before nothing."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    width, height = size
    ImageDraw.Draw(image).ellipse((width // 4, height // 5, width * 3 // 4, height), (*SKIN, 255))
    return image


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_provider_is_asked_for_what_it_makes(spec: DocumentSpec) -> None:
    """Within its bounds and in the file's shape; scaled here to the exact pixels."""
    for target in targets(spec):
        operation = framing_operation(target, Framer())
        assert operation.size is not None
        assert (operation.format, operation.background) == ("png", None)
        width, height = operation.size
        assert 100 <= min(width, height) <= max(width, height) <= 2000
        assert abs(width - height * target.width / target.height) <= max(1, height / target.height)
        framed = FramedPicture(np.array(framed_answer(operation.size)), "vendor")
        drawn = draw_framed(framed, target.size, RED)
        assert drawn.shape == (target.height, target.width, 3)
        assert (drawn[:2] == RED).all()
        assert drawn[-target.height // 4, target.width // 2] == pytest.approx(SKIN, abs=2)


@pytest.mark.parametrize(("millimetres", "asked"), [((400.0, 500.0), (1600, 2000)), ((8.0, 9.0), None)])
def test_beyond_a_provider_s_bounds(millimetres: tuple[float, float], asked: tuple[int, int] | None) -> None:
    """4724 × 5906 pixels, and 94 × 106."""
    [target] = targets(spec_with(size_mm=millimetres))
    assert max(target.size) > 2000 or min(target.size) < 100
    size = framing_operation(target, Framer()).size
    assert size is not None
    assert 100 <= min(size) <= max(size) <= 2000
    if asked:
        assert size == pytest.approx(asked, abs=1)


def test_a_shape_that_no_provider_makes_is_refused() -> None:
    [target] = targets(spec_with(size_mm=(10.0, 300.0)))
    with pytest.raises(NothingToDoError, match="Vendor cannot make an ID photo in the shape of 118 × 3543 pixels"):
        framing_operation(target, Framer())
    with pytest.raises(NothingToDoError, match="Vendor does not frame ID photos"):
        framing_operation(target, Vendor())


def put_into(runner: Runner, provider: Provider) -> None:
    assert isinstance(runner.providers, dict)
    runner.providers[provider.name] = provider


async def framed_by(framer: Framer, runner: Runner, document: Document = UNCUT) -> FramedPicture:
    put_into(runner, framer)
    return await frame_by_provider(document, TARGET, runner, framer)


TARGET: Target = target_of(SPECS["schengen-visa"], is_upload=False)


@pytest.mark.parametrize("size", [(413, 531), (826, 1062), (206, 265)])
async def test_an_answer_of_another_size(size: tuple[int, int], runner: Runner) -> None:
    framer = Framer(framed_answer(size))
    framed = await framed_by(framer, runner)
    assert framed.provider == "vendor"
    assert framed.pixels.shape == (531, 413, 4)
    assert not framed.pixels.flags.writeable
    assert framed.pixels[400, 206] == pytest.approx((*SKIN, 255), abs=1)
    assert not framed.pixels[:90].any()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (framed_answer((531, 413)), "cannot be used: 531 × 413 came back for 413 × 531"),
        (framed_answer((413, 531)).convert("RGB"), "whose background is still there"),
        (Image.new("RGBA", (413, 531), (9, 9, 9, 255)), "whose background is still there"),
        (Image.new("RGBA", (413, 531), (9, 9, 9, 0)), "found nobody"),
    ],
)
async def test_an_answer_that_is_none(answer: Image.Image, words: str, runner: Runner) -> None:
    """It is told, and asking once more is a new request."""
    framer = Framer(answer, framed_answer((413, 531)))
    with pytest.raises(TaskFailedError, match=words):
        await framed_by(framer, runner)
    [job] = runner.jobs.values()
    assert job.state is JobState.FAILED
    await framed_by(framer, runner)
    assert framer.charges == 2


async def test_an_answer_for_which_there_is_no_memory_is_kept(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    framer = Framer(framed_answer((413, 531)))
    with monkeypatch.context() as scarce:
        scarce.setattr(decode, "open_image", Mock(side_effect=MemoryError))
        with pytest.raises(FetchInterruptedError, match="close other programs"):
            await framed_by(framer, runner)
    assert (await framed_by(framer, runner)).pixels.shape == (531, 413, 4)
    assert framer.charges == 1


async def test_a_locked_photo_is_not_sent(runner: Runner) -> None:
    document = Document(photo())
    document.is_private = True
    framer = Framer(framed_answer((413, 531)))
    with pytest.raises(NothingToDoError, match="locked to this computer"):
        await framed_by(framer, runner, document)
    assert framer.charges == 0


async def test_what_was_framed_is_saved_later(tmp_path: Path) -> None:
    framed = FramedPicture(np.array(framed_answer((413, 531))), "vendor")
    order = IdPhotoOrder(SPECS["cn-visa-cova"], True, "png", RED)
    (await framed_file(framed, order, tmp_path / "a.jpg")).write(tmp_path / "a.jpg")
    data = (tmp_path / "a.jpg").read_bytes()
    assert 40 * 1024 <= len(data) <= 120 * 1024
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size, image.info["dpi"]) == ("JPEG", (354, 472), (300, 300))


# nobody is asked


async def test_one_request_is_enough_for_every_change(
    there: Remote, runner: Runner, worker: StillWorker, tmp_path: Path
) -> None:
    """Colour, bytes, sheet, copies; and framed here, another document type too."""
    put_into(runner, there.picwish)
    spec = SPECS["us-passport"]
    jobs: list[Job] = []
    framed = await frame_by_provider(UNCUT, target_of(spec, is_upload=True), runner, there.picwish, on_job=jobs.append)
    document = Document(photo())
    new = await cut_out(document, RemoveBackground("person"), runner, there.picwish, worker, on_job=jobs.append)
    document.set_cutout("Cut out", new.cutout)
    asked = len(there.sandbox.requests)
    assert len(there.sandbox.charges) == 2
    files: set[bytes] = set()
    for other in (spec, SPECS["schengen-visa"], SPECS["cn-passport"]):
        for color in (None, (255, 255, 255), RED):
            order = IdPhotoOrder(other, True, "jpeg", color, most_bytes=70_000)
            made = await make_id_photo(document, order, worker)
            assert made.finished.file is not None
            files.add(made.finished.file)
            assert other.size_mm is not None
            items = [SheetItem(print_pixels(document, order, made), *other.size_mm, copies) for copies in (1, 3)]
            for paper in ("10x15", "a4"):
                pages = sheet_pages(items, find_paper(paper))
                pictures = [item.picture for item in items]
                save_sheet(tmp_path / "s.pdf", pages, pictures, other.dpi, may_replace=True)
    for most in (None, 60_000):
        for color in ((255, 255, 255), RED):
            order = IdPhotoOrder(spec, True, "jpeg", color, most_bytes=most)
            made = await make_id_photo(UNCUT, order, worker, framed)
            assert made.finished.file is not None
            files.add(made.finished.file)
    assert len(files) == 13
    assert len(there.sandbox.requests) == asked
    # what was asked once is answered from disk
    again = await frame_by_provider(UNCUT, target_of(spec, is_upload=True), runner, there.picwish)
    assert np.array_equal(again.pixels, framed.pixels)
    assert len(there.sandbox.requests) == asked
