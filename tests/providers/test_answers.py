"""Reading what a server says: every reading of the pages, and no surprise from anything else."""

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from picwish_desktop.operations.provider import ProviderError
from picwish_desktop.providers.answers import Told, presentable, read_answer, read_number, read_whole_number
from picwish_desktop.providers.exchange import Response
from picwish_desktop.providers.picwish_account import credits_in
from picwish_desktop.providers.picwish_sentences import state_error, submit_error
from tests.providers.remote import access

KEY = "secret-key"


def told(content: Any, status: int = 200) -> Told:
    return read_answer(Response(status, {}, json.dumps(content).encode()), KEY)


@pytest.mark.parametrize("as_text", [False, True])
def test_numbers_and_texts_mean_the_same(as_text: bool) -> None:
    def number(value: int) -> int | str:
        return str(value) if as_text else value

    answer = told(
        {
            "status": number(200),
            "data": {"task_id": "a-1", "state": number(4), "progress": number(40), "image_width": 7},
        }
    )
    assert (answer.status, answer.task_id, answer.state, answer.progress) == (200, "a-1", 4, 0.4)
    assert answer.is_success
    assert not answer.is_done


@pytest.mark.parametrize(
    ("http", "body", "status"),
    [
        (200, 200, 200),
        (200, None, 200),
        (200, "x", 200),
        (200, 500, 500),
        (200, "401", 401),
        (201, 200, 200),
        (500, 200, 500),
        (500, 429, 500),
        (400, 401, 401),
        (429, 429, 429),
        (400, 200, 400),
        (404, 500, 404),
        (302, 200, 302),
    ],
)
def test_each_status_can_say_failure(http: int, body: object, status: int) -> None:
    answer = told({"status": body}, http)
    assert answer.is_success == (200 <= status < 300)
    assert answer.status == status


@pytest.mark.parametrize(
    ("task_id", "read"),
    [
        ("dc45f6", "dc45f6"),
        (" dc45f6\n", "dc45f6"),
        (12345, "12345"),
        ("a/b?c#d", "a/b?c#d"),
        ("..", ""),
        (".", ""),
        ("", ""),
        ("a b", ""),
        ("č", ""),
        ("x" * 201, ""),
        (None, ""),
        (True, ""),
        (1.5, ""),
        (["a"], ""),
    ],
)
def test_names_of_tasks(task_id: object, read: str) -> None:
    assert told({"data": {"task_id": task_id}}).task_id == read


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1, 1),
        ("1", 1),
        (" -7 ", -7),
        ("1.0", 1),
        (1.0, 1),
        ("+3", 3),
        (True, None),
        ("", None),
        ("1e3", None),
        ("١", None),
        (1.5, None),
        ("1.5", None),
        (None, None),
        ([1], None),
        (float("nan"), None),
        (float("-inf"), None),
        (10**400, None),
        ("9" * 5000, None),
    ],
)
def test_whole_numbers(value: object, number: int | None) -> None:
    assert read_whole_number(value) == number


def test_broken_numbers() -> None:
    assert read_number("12.5") == 12.5
    assert [told({"data": {"progress": value}}).progress for value in (-5, 250, "x", None)] == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Invalid image", "Invalid image"),
        ("  Nečitelný obrázek  ", "Nečitelný obrázek"),
        (f"the key {KEY.upper()} is wrong", ""),
        ("two\nlines", ""),
        ("<h1>nginx</h1>", ""),
        ("see https://example.com", ""),
        ("x" * 121, ""),
        ("\x1b[31mred", ""),
        ("right to \u202eleft", ""),
        (404, ""),
        (None, ""),
        ({"a": "b"}, ""),
    ],
)
def test_messages_are_shown_where_they_are_harmless(message: object, shown: str) -> None:
    assert presentable(message, KEY) == shown


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
data_objects = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("task_id", "state", "progress", "image", "mask", "remaining_credits"), json_values),
)
envelopes = st.fixed_dictionaries(
    {},
    optional={
        "status": json_values | st.integers(-2, 600),
        "message": json_values,
        "data": json_values | data_objects | st.lists(data_objects),
    },
)
bodies = st.binary() | (json_values | envelopes).map(lambda value: json.dumps(value).encode())


@given(status=st.integers(100, 999), body=bodies)
@example(200, b"[" * 100_000)
@example(200, b'{"data":' * 100_000)
@example(200, b"9" * 100_000)
@example(200, b'{"status": ' + b"9" * 4000 + b"}")
@example(200, b'{"data": {"task_id": ' + b"9" * 4000 + b"}}")
@example(200, b'\xff\xfe{"status"')
@example(200, b'{"status": NaN, "data": {"state": -Infinity, "progress": Infinity}}')
@example(200, b'{"message": "\\ud800"}')
@example(200, "č".encode("utf-16"))
def test_nothing_that_a_server_says_is_more_than_a_sentence(status: int, body: bytes) -> None:
    answer = read_answer(Response(status, {}, body), KEY)
    assert 0 <= answer.progress <= 1
    assert len(answer.task_id) <= 200
    left = credits_in(Response(status, {}, body))
    assert left is None or left >= 0
    if not answer.is_success:
        error = submit_error(answer, access("picwish", "https://example.org"))
        assert isinstance(error, ProviderError)
        assert str(error).isprintable()
        assert str(error).endswith(".")
    if answer.state is not None and answer.state < 0:
        assert answer.task_id in str(state_error(answer.state, answer.task_id))


@pytest.mark.parametrize(
    "many", [[[]] * 1_000_000, [{}] * 1_000_000, list(range(1_000_000))], ids=["lists", "objects", "numbers"]
)
def test_what_would_take_much_memory_is_not_read(many: list[object]) -> None:
    body = json.dumps({"status": 200, "data": {"task_id": "a-1", "more": many}}).encode()
    tracemalloc.start()
    try:
        answer = read_answer(Response(200, {}, body))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert not answer.is_readable
    assert most < len(body)


def test_a_picture_in_an_answer_may_be_large() -> None:
    answer = told({"status": 200, "data": {"task_id": "a-1", "state": 1, "image": "A" * 20_000_000}})
    assert answer.is_done
    assert len(answer.image) == 20_000_000
