"""The units that stand beside a number: percent, percentage points and currencies."""

from typing import Final, Literal

from bot.understanding.numerals import Token, joined_text, within_one_edit

Unit = Literal["percent", "percentage_points", "USD", "EUR", "GBP"]

_SYMBOLS: Final[dict[str, Unit]] = {"$": "USD", "€": "EUR", "£": "GBP"}
_CURRENCIES: Final[dict[str, Unit]] = {
    **_SYMBOLS,
    "usd": "USD", "dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD",
    "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "gbp": "GBP", "livre": "GBP", "livres": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
}  # fmt: skip
# The scale and the currency in one: "400 kusd".
_ABBREVIATED_AMOUNTS: Final[dict[str, Unit]] = {
    "keur": "EUR", "meur": "EUR", "kusd": "USD", "musd": "USD",
}  # fmt: skip
_PERCENT: Final = frozenset({"%", "pct", "percent", "percents", "pourcent", "pourcents"})
_POINTS: Final = frozenset({"point", "points", "pt", "pts", "pp", "ppt"})
_MISSPELT_UNITS: Final[dict[str, Unit]] = {
    "percent": "percent", "pourcent": "percent", "dollars": "USD", "dollar": "USD",
}  # fmt: skip


def unit_after(tokens: list[Token], at: int) -> tuple[Unit | None, int]:
    """Return the unit of the number that ends before `at` and the index after the unit."""
    if tokens[at - 1].text in _ABBREVIATED_AMOUNTS:
        return _ABBREVIATED_AMOUNTS[tokens[at - 1].text], at
    word = joined_text(tokens, at)
    if not word:
        return None, at
    after = _after_percent(tokens, at)
    if after > at:
        if joined_text(tokens, after) in ("point", "points"):
            return "percentage_points", after + 1
        return "percent", after
    if word == "percentage" and joined_text(tokens, at + 1) in ("point", "points"):
        return "percentage_points", at + 2
    if word in _POINTS:
        of = at + 2 if joined_text(tokens, at + 1) == "de" else at + 1
        if joined_text(tokens, of) in ("pourcentage", "pourcentages", "%", "pourcent", "pct"):
            return "percentage_points", of + 1
        return "percentage_points", at + 1
    return _currency(tokens, at)


def _after_percent(tokens: list[Token], at: int) -> int:
    """Return the index after a percent sign or word at `at`; `at` where there is none."""
    word = tokens[at].text
    if word in _PERCENT or _misspelt(word) == "percent":
        return at + 1
    if word not in ("pour", "per", "p", "pr") or at + 1 >= len(tokens):
        return at
    hundred = tokens[at + 1]
    if hundred.text in ("cent", "cents", "100") and (hundred.joined or hundred.gap in (".", ". ")):
        return at + 2
    return at


def _currency(tokens: list[Token], at: int) -> tuple[Unit | None, int]:
    name = at + 1 if joined_text(tokens, at) in ("de", "d", "of") or tokens[at].text == "us" else at
    # "d'euros": the apostrophe parts the tokens without parting the words.
    elided = name < len(tokens) and tokens[name].gap == "'"
    word = tokens[name].text if elided else joined_text(tokens, name)
    if word == "us":
        name += 1
        word = joined_text(tokens, name)
    unit = _CURRENCIES.get(word) or _misspelt(word)
    return (unit, name + 1) if unit not in (None, "percent") else (None, at)


def _misspelt(word: str) -> Unit | None:
    if len(word) < 5:
        return None
    for name, unit in _MISSPELT_UNITS.items():
        if word[0] == name[0] and within_one_edit(word, name):
            return unit
    return None


def currency_before(tokens: list[Token], first: int, free: int) -> tuple[Unit | None, int]:
    """Return the currency before the number ("US$ 4m", "EUR 4m") and where it begins.

    Tokens before `free` belong to the number before: in "400 $ 4" the sign is taken.
    """
    if first <= free or not tokens[first].joined:
        return None, first
    at = first - 1
    if tokens[at].text == "us" and at > free and tokens[at - 1].text == "$":
        return "USD", at - 1
    if tokens[at].text not in (*_SYMBOLS, "usd", "eur", "gbp"):
        return None, first
    unit = _CURRENCIES[tokens[at].text]
    if at > free and tokens[at - 1].text == "us" and not tokens[at].gap:
        at -= 1
    return unit, at
