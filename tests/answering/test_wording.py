"""Numbers and sentences follow French and English typography."""

from decimal import Decimal
from fractions import Fraction
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering import wording
from bot.answering.wording import (
    amount,
    capital,
    figure_amount,
    hedged,
    is_rounded,
    listing,
    number,
    sentence,
    typeset,
)
from bot.knowledge.model import Figure, Term
from bot.understanding.numbers import read_numbers

NARROW = "\u202f"  # U+202F, the space French sets in numbers and before ; : ! ? %


def unit(ident: str, fr: str, en: str) -> Term:
    return Term.model_validate({"id": ident, "kind": "unit", "name": {"fr": fr, "en": en}})


RIDERS = unit("riders", "passagers", "passengers")
USERS = unit("users", "utilisateurs", "users")
EUROS = unit("eur", "euros", "euros")
PERCENT = unit("percent", "pour cent", "per cent")
POINTS = unit("percentage-points", "points de pourcentage", "percentage points")


def cases(*rows):
    return [pytest.param(*row, id=f"{row[-2]}: {row[-1]}") for row in rows]


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    cases(
        ("2.8", "fr", "2,8"),
        ("2.8", "en", "2.8"),
        ("2.00", "fr", "2"),
        ("0.125", "en", "0.13"),
        ("2.785", "fr", "2,79"),
        ("-51", "en", "-51"),
        ("0", "fr", "0"),
        ("1000", "en", "1,000"),
        ("1000", "fr", f"1{NARROW}000"),
        ("400000", "fr", f"400{NARROW}000"),
        ("1234567.5", "en", "1,234,567.5"),
        ("1234567.5", "fr", f"1{NARROW}234{NARROW}567,5"),
    ),
)
def test_numbers(value: str, language: str, shown: str) -> None:
    assert number(Decimal(value), language) == shown


@pytest.mark.parametrize(
    ("value", "of", "language", "shown"),
    cases(
        ("2800000", RIDERS, "fr", "2,8 millions de passagers"),
        ("2800000", RIDERS, "en", "2.8 million passengers"),
        ("1400000", RIDERS, "fr", "1,4 million de passagers"),
        ("1000000", RIDERS, "en", "1 million passengers"),
        ("2000000", RIDERS, "fr", "2 millions de passagers"),
        ("25000000", USERS, "fr", "25 millions d’utilisateurs"),
        ("1000000000", USERS, "fr", "1 milliard d’utilisateurs"),
        ("1000000000", USERS, "en", "1 billion users"),
        ("3500000000", EUROS, "fr", "3,5 milliards d’euros"),
        ("400000", EUROS, "fr", f"400{NARROW}000 euros"),
        ("400000", EUROS, "en", "400,000 euros"),
        ("999999", RIDERS, "en", "999,999 passengers"),
        ("9", PERCENT, "fr", f"9{NARROW}%"),
        ("9", PERCENT, "en", "9%"),
        ("51", POINTS, "fr", "51 points"),
        ("51", POINTS, "en", "51 percentage points"),
        ("3", None, "en", "3"),
        ("2800000", None, "fr", "2,8 millions"),
    ),
)
def test_amounts(value: str, of: Term | None, language: str, shown: str) -> None:
    assert amount(Decimal(value), of, language) == shown


@pytest.mark.parametrize(
    ("hedge", "language", "shown"),
    cases(
        ("about", "fr", "environ 9"),
        ("about", "en", "about 9"),
        ("barely", "fr", "à peine 9"),
        ("barely", "en", "barely 9"),
        ("under", "fr", "moins de 9"),
        ("under", "en", "fewer than 9"),
        ("over", "fr", "plus de 9"),
        ("over", "en", "more than 9"),
        (None, "fr", "9"),
    ),
)
def test_hedges(hedge: str | None, language: str, shown: str) -> None:
    assert hedged("9", hedge, language) == shown


def test_a_figure_is_written_with_its_hedge_and_unit() -> None:
    figure = Figure.model_validate(
        {"measure": "usage", "of": "site", "value": 9, "unit": "percent", "hedge": "barely"}
    )

    assert figure_amount(figure, {"percent": PERCENT}, "fr") == f"à peine 9{NARROW}%"


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("2.78", False),
        ("2.785", True),
        ("2800000", False),
        ("2785123", True),
        ("346666.67", False),
        (Decimal(1040000) / 3, True),
    ],
)
def test_what_is_rounded_is_known(value: str | Decimal, rounded: bool) -> None:
    assert is_rounded(Decimal(value)) is rounded


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Qui ? Lui : « oui » !", f"Qui{NARROW}? Lui{NARROW}: «{NARROW}oui{NARROW}»{NARROW}!"),
        ("9 % ; 8 %", f"9{NARROW}%{NARROW}; 8{NARROW}%"),
        ("rien", "rien"),
    ],
)
def test_french_marks_stand_off_by_narrow_spaces(text: str, shown: str) -> None:
    assert typeset(text, "fr") == shown
    assert typeset(shown, "fr") == shown
    assert typeset(text, "en") == text


@pytest.mark.parametrize(
    ("items", "language", "shown"),
    cases(
        ([], "en", ""),
        (["a"], "fr", "a"),
        (["a", "b"], "fr", "a et b"),
        (["a", "b", "c"], "en", "a, b and c"),
    ),
)
def test_lists(items: list[str], language: str, shown: str) -> None:
    assert listing(items, language) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("l’article", "L’article"), ("été", "Été"), ("", ""), ("9 %", "9 %")]
)
def test_sentences_start_with_a_capital(text: str, shown: str) -> None:
    assert capital(text) == shown


BLANKS = {
    key: {name for _, name, _, _ in Formatter().parse(texts["fr"]) if name}
    for key, texts in wording._SENTENCES.items()
}


@pytest.mark.parametrize("key", sorted(BLANKS))
def test_both_languages_fill_the_same_blanks(key: str) -> None:
    english = {n for _, n, _, _ in Formatter().parse(wording._SENTENCES[key]["en"]) if n}

    assert {b.lower() for b in english} == {b.lower() for b in BLANKS[key]}


@pytest.mark.parametrize("key", sorted(BLANKS))
def test_french_sentences_are_typeset(key: str) -> None:
    text = sentence(key, "fr", **dict.fromkeys(BLANKS[key], "x"))

    assert not any(f" {mark}" in text for mark in ":;?!»")
    assert "'" not in text


@settings(max_examples=100, deadline=None)
@given(
    st.fractions(min_value=0, max_value=10**12).filter(lambda f: f.denominator < 10**6),
    st.sampled_from(["fr", "en"]),
)
def test_shown_numbers_read_back_as_they_are(value: Fraction, language: str) -> None:
    exact = (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.01"))
    (read,) = read_numbers(f"x {number(exact, language)} y", language)

    assert read.value == exact
