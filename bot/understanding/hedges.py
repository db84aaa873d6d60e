"""The hedges that stand right before or after a number: "plus de", "about", "or more"."""

from typing import Final, Literal, NamedTuple

from bot.understanding.numerals import Token, joined_text

Hedge = Literal[
    "about", "nearly", "slightly_over", "barely", "under", "over", "at_least", "at_most", "exactly"
]

# Keys are folded words; "d'" and "des" read as "de".
_PHRASES: Final[tuple[tuple[Hedge, tuple[str, ...]], ...]] = (
    ("about", (
        "~", "≈", "±", "environ", "env", "about", "around", "roughly", "approximately",
        "approx", "circa", "some", "autour de", "a peu pres", "aux alentours de",
        "dans les", "quelque", "in the region of", "something like", "more or less",
        "plus ou moins", "grosso modo", "a la louche", "tourne autour de",
    )),
    ("nearly", (
        "presque", "nearly", "almost", "pres de", "quasi", "quasiment", "close to",
        "pas loin de", "virtually", "practically", "pratiquement", "frole", "frolent",
        "avoisine", "avoisinent", "approche", "approche de", "approchent", "approaching",
        "approaches", "nears", "nearing", "not quite", "shy of", "just shy of", "short of",
        "just short of", "just under", "just below", "a little under", "a bit under",
        "slightly under", "slightly below", "a little less than", "a bit less than",
        "slightly less than", "un peu moins de", "legerement moins de", "juste sous",
    )),
    ("slightly_over", (
        "just over", "just above", "a little over", "a bit over", "slightly over",
        "slightly above", "a little more than", "a bit more than", "slightly more than",
        "un peu plus de", "legerement plus de",
    )),
    ("barely", (
        "a peine", "barely", "hardly", "scarcely", "tout juste", "just barely", "just about",
    )),
    ("over", (
        ">", "plus de", "+ de", "plus que", "more than", "over", "above", "greater than",
        "higher than", "larger than", "bigger than", "superieur a", "superieure a",
        "superieurs a", "superieures a", "au dessus de", "au dela de", "beyond", "exceeding",
        "exceeds", "exceed", "exceeded", "depasse", "depassent", "depassant", "in excess of",
        "upwards of",
    )),
    ("under", (
        "<", "moins de", "moins que", "less than", "fewer than", "under", "below",
        "lower than", "smaller than", "inferieur a", "inferieure a", "inferieurs a",
        "inferieures a", "en dessous de", "au dessous de", "sous",
    )),
    ("at_least", (
        ">=", "≥", "at least", "au moins", "au minimum", "minimum", "pas moins de",
        "no less than", "no fewer than", "not less than", "not fewer than", "not under",
    )),
    ("at_most", (
        "<=", "≤", "at most", "au plus", "au maximum", "maximum", "max", "up to",
        "jusqu a", "pas plus de", "no more than", "not more than", "not over",
    )),
    ("exactly", ("exactly", "exactement", "precisely", "precisement", "pile")),
)  # fmt: skip
_HEDGES: Final = {phrase: hedge for hedge, phrases in _PHRASES for phrase in phrases}
_HEDGE_ENDS: Final = frozenset(phrase.rsplit(" ", 1)[-1] for phrase in _HEDGES)
_LONGEST_HEDGE: Final = max(len(phrase.split()) for phrase in _HEDGES)
_AFTER: Final[dict[str, Hedge]] = {
    "environ": "about", "or so": "about", "or more": "at_least",
    "ou plus": "at_least", "et plus": "at_least", "and more": "at_least", "au moins": "at_least",
    "at least": "at_least", "minimum": "at_least", "or less": "at_most", "ou moins": "at_most",
    "au plus": "at_most", "at most": "at_most", "maximum": "at_most", "max": "at_most",
    "exactly": "exactly", "exactement": "exactly", "pile": "exactly",
}  # fmt: skip
_DE: Final = {"d": "de", "des": "de"}
_DETERMINERS: Final = frozenset({"les", "the", "ces", "la", "le"})


class HedgeSpan(NamedTuple):
    """A hedge and the tokens it is written at, `tokens[first:stop]`."""

    hedge: Hedge
    first: int
    stop: int


def hedge_of(tokens: list[Token], first: int, stop: int) -> HedgeSpan | None:
    """Return the hedge right before the number, or else right after it."""
    last = first - 1
    # "environ les 60 %"
    if last > 0 and tokens[last].text in _DETERMINERS and tokens[first].joined:
        last -= 1
    return _hedge_before(tokens, last) or _hedge_after(tokens, stop)


def _hedge_before(tokens: list[Token], last: int) -> HedgeSpan | None:
    if last < 0 or tokens[last + 1].gap.strip() not in ("", "'", "-", "."):
        return None
    end = _DE.get(tokens[last].text, tokens[last].text)
    if end not in _HEDGE_ENDS:
        return None
    words = [
        _DE.get(token.text, token.text)
        for token in tokens[max(0, last - _LONGEST_HEDGE + 1) : last + 1]
    ]
    for length in range(len(words), 0, -1):
        hedge = _HEDGES.get(" ".join(words[-length:]))
        if hedge is not None:
            return HedgeSpan(hedge, last - length + 1, last + 1)
    # "les - de 50 ans"
    if end == "de" and tokens[last].gap.endswith("- "):
        return HedgeSpan("under", last, last + 1)
    return None


def _hedge_after(tokens: list[Token], stop: int) -> HedgeSpan | None:
    if stop >= len(tokens) or not tokens[stop].joined:
        return None
    if tokens[stop].text == "+":
        return None if tokens[stop].gap else HedgeSpan("at_least", stop, stop + 1)
    hedge, after = _AFTER.get(tokens[stop].text), stop + 1
    if hedge is None:
        hedge, after = _AFTER.get(f"{tokens[stop].text} {joined_text(tokens, stop + 1)}"), stop + 2
    # In "2 millions exactement 9 %" the word belongs to the number that follows.
    if hedge is None or (after < len(tokens) and tokens[after].kind != "word"):
        return None
    return HedgeSpan(hedge, stop, after)
