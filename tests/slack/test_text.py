"""Texts cut to size, and what people typed made readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import clip, escape, length, readable, without_mention


@pytest.mark.parametrize(
    ("text", "most", "clipped"),
    [
        pytest.param("short", 10, "short", id="fits"),
        pytest.param("exactly10!", 10, "exactly10!", id="fits exactly"),
        pytest.param("abcdefghijk", 10, "abcdefghi…", id="cut"),
        pytest.param("one two three", 10, "one two…", id="between words"),
        pytest.param("👩🏽\u200d🚀👩🏽\u200d🚀", 10, "👩🏽\u200d🚀…", id="between two astronauts"),
        pytest.param("e\u0301" * 6, 10, "e\u0301" * 4 + "…", id="an accent stays on its letter"),
        pytest.param("🇫🇷🇩🇪🇮🇹", 9, "🇫🇷🇩🇪…", id="between two flags"),
        pytest.param("a\x00b\ud800", 10, "ab\ufffd", id="what JSON cannot carry"),
        pytest.param("", 10, "", id="nothing"),
    ],
)
def test_a_text_is_cut_where_people_see_a_gap(text: str, most: int, clipped: str) -> None:
    assert clip(text, most) == clipped


@given(st.text(max_size=200), st.integers(1, 60))
def test_a_cut_text_always_fits(text: str, most: int) -> None:
    assert length(clip(text, most)) <= most


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("a &lt;b&gt; &amp; c", "a <b> & c", id="entities"),
        pytest.param("<@U012|camille> said", "@camille said", id="a person"),
        pytest.param("<@U012>", "@U012", id="a person without a name"),
        pytest.param("<#C012|general>", "#general", id="a channel"),
        pytest.param("<https://x.example|here>", "here", id="a link with a label"),
        pytest.param("<https://x.example>", "https://x.example", id="a link"),
        pytest.param("<mailto:a@b.example|a@b.example>", "a@b.example", id="an address"),
        pytest.param("<!channel> <!here>", "@channel @here", id="a call to everybody"),
        pytest.param("&lt;!channel&gt;", "<!channel>", id="one that was only typed"),
        pytest.param("2 < 3", "2 < 3", id="a lone sign"),
    ],
)
def test_what_was_typed_is_read_as_people_see_it(typed: str, read: str) -> None:
    assert readable(typed) == read


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        pytest.param("<@UBOT> hello", "hello", id="before"),
        pytest.param("hello <@UBOT|verbatim>", "hello", id="after, with a name"),
        pytest.param("<@UBOT>", "", id="alone"),
        pytest.param("<@UOTHER> hello", "<@UOTHER> hello", id="somebody else"),
    ],
)
def test_the_mention_that_addresses_the_bot_is_left_out(text: str, rest: str) -> None:
    assert without_mention(text, "UBOT") == rest


@given(st.text())
def test_what_is_escaped_cannot_be_markup(text: str) -> None:
    assert "<" not in escape(text)
    assert ">" not in escape(text)
