"""Tiny models of every kind: made here, so that no test needs one from elsewhere."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, helper

Shape = Sequence[int | str | None]
ANY_SIZE: Shape = (1, 3, "rows", "columns")


def model(
    nodes: Sequence[NodeProto],
    fed: Shape = ANY_SIZE,
    *,
    number: int = TensorProto.FLOAT,
    inputs: Sequence[str] = ("picture",),
    outputs: Sequence[str] = ("mask",),
    constants: Sequence[TensorProto] = (),
) -> ModelProto:
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, number, fed) for name in inputs],
        [helper.make_tensor_value_info(name, number, None) for name in outputs],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def save(path: Path, made: ModelProto) -> Path:
    path.write_bytes(made.SerializeToString())
    return path


def channel(number: int, *, axis: int = 1, of: str = "picture", to: str = "mask") -> list[NodeProto]:
    """One channel of what is fed."""
    index = helper.make_tensor(f"{to} index", TensorProto.INT64, [1], [number])
    return [
        helper.make_node("Constant", [], [f"{to} index"], value=index),
        helper.make_node("Gather", [of, f"{to} index"], [to], axis=axis),
    ]


def times(factor: float, of: str, to: str = "mask", number: int = TensorProto.FLOAT) -> list[NodeProto]:
    value = helper.make_tensor(f"{to} factor", number, [], [factor])
    return [
        helper.make_node("Constant", [], [f"{to} factor"], value=value),
        helper.make_node("Mul", [of, f"{to} factor"], [to]),
    ]


def above(threshold: float, of: str, to: str = "mask") -> list[NodeProto]:
    """1 where it is greater, else 0."""
    value = helper.make_tensor(f"{to} threshold", TensorProto.FLOAT, [], [threshold])
    return [
        helper.make_node("Constant", [], [f"{to} threshold"], value=value),
        helper.make_node("Greater", [of, f"{to} threshold"], [f"{to} flags"]),
        helper.make_node("Cast", [f"{to} flags"], [to], to=TensorProto.FLOAT),
    ]


def plus(term: float, of: str, to: str = "mask") -> list[NodeProto]:
    value = helper.make_tensor(f"{to} term", TensorProto.FLOAT, [], [term])
    return [
        helper.make_node("Constant", [], [f"{to} term"], value=value),
        helper.make_node("Add", [of, f"{to} term"], [to]),
    ]


def elsewhere(location: str) -> ModelProto:
    """A model whose weight lies in another file."""
    weight = TensorProto(name="weight", data_type=TensorProto.FLOAT, dims=[3000], data_location=TensorProto.EXTERNAL)
    for key, value in {"location": location, "offset": "0", "length": "12000"}.items():
        weight.external_data.add(key=key, value=value)
    nodes: list[Any] = [
        helper.make_node("ReduceMean", ["weight"], ["mean"]),
        *channel(0, to="red"),
        helper.make_node("Mul", ["red", "mean"], ["mask"]),
    ]
    return model(nodes, constants=[weight])


def die(*_given: object) -> None:
    """As a model that breaks onnxruntime."""
    os._exit(1)


def hang(*_given: object) -> None:
    """As a model that is never done."""
    signal.pause()
