"""A person's own model: fed as its family wants it, read as its family means it, and trusted with nothing else."""

import asyncio
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper

from picwish_desktop.storage.setting_kinds import OneOf
from picwish_desktop.storage.settings import Settings, asked_settings
from picwish_desktop.vision import model_check, model_file
from picwish_desktop.vision.model_check import check_model
from picwish_desktop.vision.model_file import ModelError, predict
from picwish_desktop.vision.model_presets import PRESETS
from tests.vision.models import ANY_SIZE, Shape, above, channel, die, elsewhere, hang, model, plus, save, times

Picture = NDArray[np.uint8]


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_file, "_loaded", {})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.onnx"


@pytest.fixture
def photo() -> Picture:
    """Higher than wide."""
    return np.ascontiguousarray(skimage.data.astronaut()[:, 100:400])


@pytest.fixture
def ramp() -> Picture:
    """Red grows from 0 to 200 from left to right, green from 0 to 100 from the top down."""
    picture = np.zeros((96, 128, 3), np.uint8)
    picture[..., 0] = np.linspace(0, 200, 128)
    picture[..., 1] = np.linspace(0, 100, 96)[:, np.newaxis]
    return picture


# what comes out


def test_a_model_that_cuts_at_a_red_is_followed(path: Path, photo: Picture) -> None:
    """MODNet's numbers are from −1 to 1 and its mask is taken as it is."""
    save(path, model([*channel(0, to="red"), *above(0.21, "red")], (1, 3, 512, 300)))
    mask = predict(path, photo, "modnet")
    assert mask.dtype == np.uint8
    assert np.array_equal(mask, np.where(photo[..., 0] > 154, 255, 0))


def test_the_mask_is_soft(path: Path, ramp: Picture) -> None:
    save(path, model(channel(0), (1, 3, 96, 128)))
    mask = predict(path, ramp, "isnet")
    assert np.abs(mask.astype(int) - np.rint(ramp[..., 0] * (255 / 200)).astype(int)).max() <= 1


@pytest.mark.parametrize(("name", "most"), [("isnet", 20.0), ("u2net", -3.0), ("u2net", 1.5e38)])
def test_a_mask_that_is_spread_uses_all_of_the_range(path: Path, ramp: Picture, name: str, most: float) -> None:
    save(path, model([*channel(0, to="red"), *times(most, "red")]))
    mask = predict(path, ramp, name)
    assert (mask.min(), mask.max()) == (0, 255)
    assert (mask[:, 0].mean() < mask[:, -1].mean()) == (most > 0)


@pytest.mark.parametrize("level", [0.0, 0.25, 1.0])
def test_a_mask_of_one_value_is_that_value(path: Path, ramp: Picture, level: float) -> None:
    save(path, model([*above(1000, "picture", "nothing"), *channel(0, of="nothing", to="none"), *plus(level, "none")]))
    assert np.unique(predict(path, ramp, "isnet")) == [round(level * 255)]


def test_logits_become_a_matte_and_a_matte_stays_one(path: Path, ramp: Picture) -> None:
    nodes = [*channel(0, to="red"), *above(0.5, "red", "over"), *times(12, "over", "twelve"), *plus(-6, "twelve")]
    save(path, model(nodes))
    assert set(np.unique(predict(path, ramp, "birefnet"))) >= {1, 254}
    nodes = [*channel(0, to="red"), *above(0.5, "red", "over"), *times(0.5, "over")]
    save(path, model(nodes))
    assert np.array_equal(np.unique(predict(path, ramp, "birefnet"))[[0, -1]], [0, 128]), "it was no logits"


def test_a_matte_beyond_its_range_is_cut(path: Path, ramp: Picture) -> None:
    save(path, model([*channel(0, to="red"), *times(2, "red")], (1, 3, 96, 128)))
    mask = predict(path, ramp, "modnet")
    assert np.array_equal(np.unique(mask[ramp[..., 0] < 127]), [0])
    assert np.array_equal(np.unique(mask[ramp[..., 0] > 192]), [255])


@pytest.mark.parametrize(("name", "expected"), [("isnet", 0), ("birefnet", 1)])
def test_the_output_is_the_familys(path: Path, ramp: Picture, name: str, expected: int) -> None:
    """U²-Net and IS-Net give the best mask first, BiRefNet last."""
    nodes = [*channel(0, to="first"), *channel(1, to="second")]
    save(path, model(nodes, outputs=("first", "second")))
    mask = predict(path, ramp, name).astype(float)
    across = np.corrcoef(mask.ravel(), ramp[..., expected].ravel())[0, 1]
    assert across > 0.99


@pytest.mark.parametrize("values", ["mask", "rows", "batch"])
def test_a_mask_of_any_rank_is_one(path: Path, ramp: Picture, values: str) -> None:
    squeeze = {"mask": [], "rows": [0, 1], "batch": [0]}[values]
    axes = helper.make_tensor("axes", TensorProto.INT64, [len(squeeze)], squeeze)
    nodes = [*channel(0, to="red"), helper.make_node("Squeeze", ["red", *(["axes"] if squeeze else [])], ["mask"])]
    save(path, model(nodes if squeeze else channel(0), (1, 3, 96, 128), constants=[axes]))
    assert predict(path, ramp, "isnet").shape == ramp.shape[:2]


# what goes in


@pytest.mark.parametrize(
    ("name", "shape"),
    [("u2net", (320, 320)), ("isnet", (1024, 1024)), ("birefnet", (1024, 1024)), ("modnet", (864, 512))],
)
def test_a_model_of_any_size_is_fed_what_its_family_was_trained_with(
    path: Path, photo: Picture, monkeypatch: pytest.MonkeyPatch, name: str, shape: tuple[int, int]
) -> None:
    save(path, model(channel(0)))
    assert _fed(path, photo, name, monkeypatch).shape == (1, 3, *shape)


def test_a_models_own_size_comes_first(path: Path, photo: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, model(channel(0), (1, 3, 64, 96)))
    assert _fed(path, photo, "u2net", monkeypatch).shape == (1, 3, 64, 96)


def test_a_panorama_stays_in_bounds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, model(channel(0)))
    panorama = np.zeros((10, 2000, 3), np.uint8)
    assert _fed(path, panorama, "modnet", monkeypatch).shape == (1, 3, 512, 4096)
    assert predict(path, panorama, "modnet").shape == (10, 2000)


@pytest.mark.parametrize("name", PRESETS)
def test_the_numbers_are_what_the_family_was_trained_with(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Against the formulas as the authors write them."""
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[:] = 200, 100, 50
    save(path, model(channel(0), (1, 3, 32, 32)))
    fed = _fed(path, picture, name, monkeypatch)
    shares = np.array([200, 100, 50]) / (200 if name == "u2net" else 255)
    mean, deviation = {
        "u2net": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        "birefnet": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        "isnet": ([0.5] * 3, [1.0] * 3),
        "modnet": ([0.5] * 3, [0.5] * 3),
    }[name]
    assert fed.dtype == np.float32
    assert np.allclose(fed[0, :, 5, 7], (shares - mean) / deviation, atol=1e-6)


def test_a_black_picture_is_fed(path: Path) -> None:
    save(path, model(channel(0)))
    assert np.unique(predict(path, np.zeros((8, 9, 3), np.uint8), "u2net")).size == 1


@pytest.mark.parametrize(
    ("fed", "axis"), [((1, "rows", "columns", 3), 3), ((None, 40, 50, 3), 3), (("batch", 3, None, None), 1)]
)
def test_channels_may_come_last(path: Path, ramp: Picture, fed: Shape, axis: int) -> None:
    save(path, model(channel(0, axis=axis), fed))
    mask = predict(path, ramp, "isnet").astype(float)
    assert np.corrcoef(mask.ravel(), ramp[..., 0].ravel())[0, 1] > 0.99


def test_half_numbers_are_fed(path: Path, ramp: Picture) -> None:
    save(path, model(channel(0), number=TensorProto.FLOAT16))
    assert predict(path, ramp, "isnet").max() == 255


@pytest.mark.parametrize("of", ["pixels read only", "a part"])
def test_any_array_is_taken(path: Path, photo: Picture, of: str) -> None:
    """The worker's pictures are mapped from a file that is not written to."""
    save(path, model(channel(0)))
    picture = photo[::2, 10:200] if of == "a part" else photo
    picture.flags.writeable = False
    assert np.array_equal(predict(path, picture, "u2net"), predict(path, picture.copy(), "u2net"))


# kept


def test_a_model_is_loaded_once_until_it_changes(
    path: Path, tmp_path: Path, ramp: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path] = []
    load = model_file._open_session

    def count(which: Path) -> object:
        loaded.append(which)
        return load(which)

    monkeypatch.setattr(model_file, "_open_session", count)
    save(path, model(channel(0)))
    for name in ("u2net", "isnet", "u2net"):
        predict(path, ramp, name)
    assert loaded == [path]
    another = save(tmp_path / "another.onnx", model(channel(1)))
    red, green = predict(path, ramp, "isnet"), predict(another, ramp, "isnet")
    assert loaded == [path, another]
    assert not np.array_equal(red, green)
    save(path, model([*channel(1, to="green"), *times(-1, "green")]))
    os.utime(path, ns=(1, 1))
    assert not np.array_equal(predict(path, ramp, "isnet"), red)
    assert loaded == [path, another, path]
    assert len(model_file._loaded) == 1, "two may not fit into memory"


# what cannot be used


def test_a_file_that_is_no_model_is_named(path: Path, ramp: Picture) -> None:
    whole = model(channel(0)).SerializeToString()
    for content in (b"", b"hello", whole[: len(whole) // 2], np.random.default_rng(1).bytes(5000), b"\x08\x08"):
        path.write_bytes(content)
        assert "is no model that can be used" in refused(path, ramp)


def test_a_file_of_onnxruntimes_own_format_is_not_taken(path: Path, ramp: Picture) -> None:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    own = path.with_suffix(".ort")
    options.optimized_model_filepath = str(own)
    options.add_session_config_entry("session.save_model_format", "ORT")
    onnxruntime.InferenceSession(model(channel(0)).SerializeToString(), options, providers=["CPUExecutionProvider"])
    path.write_bytes(own.read_bytes())
    assert "is no model that can be used" in refused(path, ramp)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, ramp: Picture) -> None:
    assert "is not there" in refused(tmp_path / "mine.onnx", ramp)
    folder = tmp_path / "folder.onnx"
    folder.mkdir()
    assert "“folder.onnx” is not there" in refused(folder, ramp)
    os.mkfifo(tmp_path / "pipe.onnx")
    assert "“pipe.onnx” is not there" in refused(tmp_path / "pipe.onnx", ramp)


def test_a_file_larger_than_a_model_is_not_read(path: Path, ramp: Picture) -> None:
    with path.open("wb") as file:
        file.truncate(model_file.MAX_BYTES + 1)
    assert "larger than a model can be" in refused(path, ramp)


@pytest.mark.parametrize("location", ["weights.bin", "../weights.bin", "{folder}/weights.bin", "*/_ORT_MEM_ADDR_/*"])
def test_no_other_file_is_opened_for_a_model(
    path: Path, ramp: Picture, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    weights = np.ones(3000, np.float32).tobytes()
    inside = path.parent / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    for folder in (path.parent, inside):
        (folder / "weights.bin").write_bytes(weights)
    for where in (path, inside / "mine.onnx"):
        save(where, elsewhere(location.format(folder=path.parent)))
        assert "that is one file" in refused(where, ramp)


@pytest.mark.parametrize(
    ("fed", "number", "inputs"),
    [
        (ANY_SIZE, TensorProto.FLOAT, ("picture", "hint")),
        ((1, 4, 64, 64), TensorProto.FLOAT, ("picture",)),
        ((1, 1, 64, 64), TensorProto.FLOAT, ("picture",)),
        ((2, 3, 64, 64), TensorProto.FLOAT, ("picture",)),
        ((1, 3, 5, 64, 64), TensorProto.FLOAT, ("picture",)),
        ((3, 64), TensorProto.FLOAT, ("picture",)),
        ((1, 3, 0, 64), TensorProto.FLOAT, ("picture",)),
        ((1, 3, 64, 100_000), TensorProto.FLOAT, ("picture",)),
        (ANY_SIZE, TensorProto.INT64, ("picture",)),
        (ANY_SIZE, TensorProto.DOUBLE, ("picture",)),
    ],
)
def test_a_model_for_something_else_is_named(
    path: Path, ramp: Picture, fed: Shape, number: int, inputs: tuple[str, ...]
) -> None:
    nodes = [helper.make_node("Identity", [name], [f"{name} out"]) for name in inputs]
    save(path, model(nodes, fed, number=number, inputs=inputs, outputs=[f"{name} out" for name in inputs]))
    assert "something other than one RGB picture" in refused(path, ramp)


NO_MASKS: dict[str, list[NodeProto]] = {
    "three channels": [helper.make_node("Identity", ["picture"], ["mask"])],
    "one number": [helper.make_node("ReduceMean", ["picture"], ["mask"])],
    "nothing": [
        *times(0, "picture", "zero"),
        helper.make_node("Div", ["zero", "zero"], ["nan"]),
        *channel(0, of="nan"),
    ],
    "too large": [*channel(0, to="red"), helper.make_node("Tile", ["red", "by"], ["mask"])],
    "a failure": channel(5),
}


@pytest.mark.parametrize("given", NO_MASKS)
def test_what_is_no_mask_is_named(path: Path, ramp: Picture, given: str) -> None:
    by = helper.make_tensor("by", TensorProto.INT64, [4], [1, 1, 100, 1])
    save(path, model(NO_MASKS[given], constants=[by] if given == "too large" else []))
    assert "gave no mask" in refused(path, ramp)


def test_a_list_is_no_mask(path: Path, ramp: Picture) -> None:
    made = model([helper.make_node("SequenceConstruct", ["picture"], ["mask"])])
    del made.graph.output[:]
    made.graph.output.append(helper.make_tensor_sequence_value_info("mask", TensorProto.FLOAT, None))
    assert "gave no mask" in refused(save(path, made), ramp)


def refused(path: Path, picture: Picture) -> str:
    with pytest.raises(ModelError) as raised:
        predict(path, picture, "u2net")
    sentence = str(raised.value)
    assert f"“{path.name}”" in sentence
    assert sentence.endswith(".")
    assert "ONNXRuntimeError" not in sentence
    return sentence


# without onnxruntime


def test_without_onnxruntime_the_person_is_told(path: Path, ramp: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, model(channel(0)))
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelError, match=r"“mine.onnx” needs onnxruntime.*uv sync --extra ml"):
        predict(path, ramp, "u2net")


def test_nothing_imports_onnxruntime_before_a_model_is_used() -> None:
    """And everything but the one who uses it works where it is not installed."""
    code = """
import importlib, importlib.util, pkgutil, sys
sys.modules["onnxruntime"] = None
import picwish_desktop
needs_qt = () if importlib.util.find_spec("PySide6") else ("picwish_desktop.ui", "picwish_desktop.app")
for found in pkgutil.walk_packages(picwish_desktop.__path__, "picwish_desktop."):
    if not found.name.endswith("__main__") and not found.name.startswith(needs_qt):
        importlib.import_module(found.name)
del sys.modules["onnxruntime"]
for found in list(sys.modules):
    assert not found.startswith("onnx"), found
assert "picwish_desktop.vision.model_file" in sys.modules
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stderr


# tried in a process of its own


async def test_a_model_is_tried(path: Path) -> None:
    save(path, model(channel(0)))
    assert await check_model(path, "u2net") == ""
    path.write_bytes(b"nothing")
    assert "“mine.onnx” is no model" in await check_model(path, "u2net")


async def test_a_model_may_break_what_tries_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_check, "_check", die)
    assert "“mine.onnx” broke what tried it" in await check_model(path, "u2net")


async def test_a_trial_ends_when_it_is_cancelled(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_check, "_check", hang)
    before = multiprocessing.active_children()
    trial = asyncio.create_task(check_model(path, "u2net"))
    await asyncio.sleep(0)
    assert len(multiprocessing.active_children()) == len(before) + 1
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    assert multiprocessing.active_children() == before


# the settings


def test_the_settings_know_every_family() -> None:
    kind = dict(asked_settings())["model_preset"].kind
    assert isinstance(kind, OneOf)
    assert [kept for kept, _ in kind.options] == list(PRESETS)
    assert Settings().model_preset in PRESETS


def _fed(path: Path, picture: Picture, name: str, monkeypatch: pytest.MonkeyPatch) -> NDArray[np.float32]:
    """What the model is fed."""
    fed: list[NDArray[np.float32]] = []
    run = model_file.ModelFile._run

    def keep(self: model_file.ModelFile, values: NDArray[np.float32], output: int) -> NDArray[np.float64]:
        fed.append(values)
        return run(self, values, output)

    with monkeypatch.context() as patch:
        patch.setattr(model_file.ModelFile, "_run", keep)
        predict(path, picture, name)
    return fed[0]
