"""Any bytes are read as a document or told as faults, never an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.documents import parse_document

YAMLISH = st.text(alphabet="ab0 \n\t:-[]{},#&*!|>'\"%@`~<=?\x00\x85\u2028é", max_size=60)


@given(st.binary(max_size=60) | YAMLISH.map(lambda text: text.encode()))
def test_any_bytes_give_a_document(data: bytes) -> None:
    document = parse_document(data)

    assert document.readable or document.faults


@pytest.mark.parametrize("null", ["", "~", "null", "NULL"])
def test_nothing_is_none_unless_it_is_quoted(null: str) -> None:
    assert parse_document(f"a: {null}\nb: '{null}'".encode()).value == {"a": None, "b": null}


def test_every_key_and_item_knows_its_line() -> None:
    lines = parse_document(b"a: 1\nb:\n  - x\n  - c:\n      d: 2\n").lines

    assert [lines.at(*path) for path in (("a",), ("b",), ("b", 0), ("b", 1, "c", "d"))] == [
        *(1, 2, 3),
        5,
    ]
    assert lines.at("b", 1, "missing") == 4


def test_a_byte_order_mark_and_crlf_are_taken() -> None:
    assert parse_document("\ufeffa: b\r\nc: d\r\n".encode()).value == {"a": "b", "c": "d"}
