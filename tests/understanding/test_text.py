"""Slack's markup goes, what the person said stays; words and sentences are cut as they stand."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.text import MAX_CHARACTERS, clean, fold, sentences, stem, tokenise


def cases(*rows):
    return [pytest.param(*row, id=f"{row[0][:50]!r}") for row in rows]


@pytest.mark.parametrize(
    ("typed", "said"),
    cases(
        ("<@U0123ABC> how many loans?", "how many loans?"),
        ("<@U0123ABC|nora> how many loans?", "how many loans?"),
        ("how many loans <#C042|library>?", "how many loans library?"),
        ("<!here> how many loans?", "how many loans?"),
        ("<!subteam^S01|@readers> loans?", "@readers loans?"),
        ("loans in <https://example.org/a?b=c|the report>?", "loans in the report?"),
        ("loans in <https://example.org/a>?", "loans in ?"),
        ("see https://example.org/2031/640000 please", "see please"),
        ("write to <mailto:a@example.org|Nora>", "write to Nora"),
        ("how *many* _loans_ ~in~ 2031?", "how many loans in 2031?"),
        ("loans :books: :+1::skin-tone-3:", "loans"),
        ("at 10:30:15", "at 10:30:15"),
        ("loans 📚🎉?", "loans ?"),
        ("Crumb &amp; Sons &lt;3", "Crumb & Sons <3"),
        ("« la bibliothèque »", "la bibliothèque"),
        ("“the library”", "the library"),
        ("l’herbier d‘hier", "l'herbier d'hier"),
        ("cafe\u0301", "café"),
        ("ﬁgures", "figures"),
        ("  a \t b\u00a0c  ", "a b c"),
        ("one\n\n\n  two  ", "one\ntwo"),
        ("zero\u200bwidth", "zero width"),
        ("", ""),
        ("🎉 :tada: <@U1>", ""),
    ),
)
def test_a_message_is_cleaned(typed: str, said: str) -> None:
    assert clean(typed) == said


def test_marks_of_code_go() -> None:
    assert clean("loans in `2031`?") == "loans in 2031?"


@pytest.mark.parametrize("quote", ["«", "»", "“", "”", '"'])
def test_quotation_marks_go(quote: str) -> None:
    assert quote not in clean(f"is it {quote} true {quote} ?")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_clean_text_is_short_one_spaced_and_stays_clean_of_noise(message: str) -> None:
    text = clean(message)

    assert len(text) <= MAX_CHARACTERS
    assert "  " not in text
    assert not any(unicodedata.category(c) in {"So", "Cf"} for c in text)


def test_of_a_long_message_the_head_is_read() -> None:
    text = clean("Is it open? " + "x " * 20_000)

    assert text.startswith("Is it open?")
    assert len(text) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    ("text", "parts"),
    cases(
        ("", ()),
        ("open on Sundays", ("open on Sundays",)),
        ("Open? And closed?", ("Open?", "And closed?")),
        ("Really?! Yes.", ("Really?!", "Yes.")),
        ("It opens. It closes.", ("It opens.", "It closes.")),
        ("2.8 million, i.e. 2.5 more", ("2.8 million, i.e. 2.5 more",)),
        ("one\ntwo", ("one", "two")),
        ("Hm… et lundi ?", ("Hm…", "et lundi ?")),
    ),
)
def test_sentences_end_at_their_marks(text: str, parts: tuple[str, ...]) -> None:
    assert sentences(text) == parts


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab 1.?!;…\nÉ"), max_size=80))
def test_sentences_lose_nothing_but_spaces(text: str) -> None:
    joined = "".join("".join(sentences(text)).split())

    assert joined == "".join(text.split())


@pytest.mark.parametrize(
    ("word", "norm"),
    cases(
        ("Été", "ete"),
        ("ŒUVRE", "oeuvre"),
        ("æther", "aether"),
        ("Ça", "ca"),
        ("naïve", "naive"),
        ("plain", "plain"),
    ),
)
def test_words_are_folded(word: str, norm: str) -> None:
    assert fold(word) == norm


@pytest.mark.parametrize(
    ("text", "norms"),
    cases(
        ("L'an d'après", ["l", "an", "d", "apres"]),
        ("micro-blogging", ["micro", "blogging"]),
        ("Crumb & Sons", ["crumb", "sons"]),
        ("2,8 millions", ["2", "8", "millions"]),
        ("a + b", ["a", "+", "b"]),
        ("snake_case", ["snake", "case"]),
        ("?!…", []),
        ("", []),
    ),
)
def test_texts_are_cut_into_words(text: str, norms: list[str]) -> None:
    assert [token.norm for token in tokenise(text)] == norms


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_every_word_stands_where_it_says(text: str) -> None:
    tokens = tokenise(text)

    assert all(text[t.start : t.end] == t.text and t.norm for t in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("reader", "readers", "en"),
        ("opens", "opening", "en"),
        ("lecteur", "lecteurs", "fr"),
        ("publicité", "publicités", "fr"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str, language: str) -> None:
    assert stem(one, language) == stem(other, language)


@pytest.mark.parametrize(("one", "other"), [("loans", "rooms"), ("dell", "delta")])
def test_different_words_have_different_stems(one: str, other: str) -> None:
    assert stem(one, "en") != stem(other, "en")
