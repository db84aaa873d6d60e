"""The figures of a sentence, and what they seem to count, of whom and when: guesses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, get_args

from bot.curation.draft_names import attributed_to, slug
from bot.knowledge.model import Hedge, Language, Status
from bot.understanding.numbers import Number, read_numbers
from bot.understanding.ordinals import read_fractions
from bot.understanding.text import fold, tokenise

_UNITS: Final = {
    "percent": "percent",
    "percentage_points": "percentage-points",
    "USD": "usd",
    "EUR": "eur",
    "GBP": "gbp",
}
_STOP: Final = frozenset(
    "a an the of in on at to for by from with and or but than that which who are is was were be "
    "between among since until before after during near against said says "
    "has have had will would can could may it its their this these those as per each every up down "
    "more less over under about not only also while when where "
    "un une le la les de du des d l en au aux pour par avec et ou mais que qui est sont etait "
    "a ont sera seront son sa ses leur leurs ce cette ces dans sur sous plus "
    "moins selon contre entre depuis pendant avant apres jusqu vers".split()
)
_MONEY: Final = frozenset(
    "revenue turnover sales cost costs price budget profit loss income salary rent debt grant fund "
    "funds funding investment fee fare subsidy prize fine bill value spending savings "
    "chiffre revenus recettes cout couts prix budget benefice perte salaire loyer dette subvention "
    "fonds investissement frais tarif amende facture valeur depenses economies".split()
)
_HOPED: Final = frozenset(
    "hope hopes hoped hoping aim aims aimed target targets goal plan plans planned intends wants "
    "espere esperent vise visent objectif compte prevoit ambitionne souhaite".split()
)
_ESTIMATED: Final = frozenset(
    "estimate estimates estimated reckon reckons roughly forecast forecasts projected "
    "estime estimee estimes estimees estimation prevision previsions".split()
)
_QUARTERS: Final = {
    "q1": r"\b(?:q1|t1|first quarter|(?:premier|1er) trimestre)\b",
    "q2": r"\b(?:q2|t2|second quarter|(?:deuxieme|second|2e) trimestre)\b",
    "q3": r"\b(?:q3|t3|third quarter|(?:troisieme|3e) trimestre)\b",
    "q4": r"\b(?:q4|t4|fourth quarter|(?:quatrieme|4e) trimestre)\b",
    "today": r"\b(?:today|aujourd['’]hui|currently|actuellement)\b",
}
_SHARE_OF = re.compile(
    r"\s*(?:of|des|de la|de l['’]|du|de|d['’])\s*(?:the |all |les |tous les )?", re.IGNORECASE
)
_OF_WHAT = re.compile(r"\w+ d['’](?!une?\b)\w+")  # chiffre d'affaires
_CURRENCY_CODE = re.compile(r"\b([A-Z]{3})\s?$")  # NOK 14 million
_MEASURE_WORDS = 3
WHAT = "what does it count?"
"""The doubt of a figure beside which nothing tells what it counts."""


@dataclass(frozen=True)
class DraftFigure:
    """A number of the text with what it seems to count; ``doubts`` say what is a guess."""

    number: Number
    measure: str  # the words it counts, as written: “reading rooms”
    unit: str  # an id; of what is counted otherwise, its last word
    subject: str  # a name of the text; empty for the text's own subject
    value: Decimal
    hedge: Hedge | None
    period: str | None  # an id: y2031, q3, today
    status: Status
    by: str  # a name of the text; empty for the text itself
    doubts: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        """Whether the text seems to say what it counts."""
        return WHAT not in self.doubts


def fractions_in(sentence: str, language: Language) -> tuple[str, ...]:
    """The parts that a sentence has in words: “three quarters”, “un sur cinq”."""
    return tuple(ratio.text for ratio in read_fractions(sentence, language) if ratio.value < 1)


def years_in(sentence: str, language: Language) -> tuple[int, ...]:
    """The years that a sentence names."""
    return tuple(int(n.value) for n in read_numbers(sentence, language) if n.kind == "year")


def figures_in(sentence: str, language: Language, names: Sequence[str]) -> tuple[DraftFigure, ...]:
    """The figures of a sentence, in order.

    Args:
        sentence: in a composed normal form.
        language: of the text.
        names: the names of the text, for whom a figure is of and who says so.
    """
    numbers = read_numbers(sentence, language)
    periods = _periods(sentence, numbers)
    named = [match.span() for name in names for match in re.finditer(re.escape(name), sentence)]
    counted = [
        number
        for number in numbers
        if number.kind != "year"
        and not number.weak
        and not any(start <= number.start < stop for start, stop in named)
    ]
    by = attributed_to(sentence, names)
    status = _status(sentence)
    figures = [
        _figure(sentence, number, language, periods, names, by, status, shared=len(counted) > 1)
        for number in counted
    ]
    return tuple(map(_like_the_other_end, figures, [*figures[1:], None]))


def _like_the_other_end(figure: DraftFigure, following: DraftFigure | None) -> DraftFigure:
    """The low end of a range counts what its high end counts: “15,000 to 20,000 trees”."""
    if following is None or not (figure.number.bound and following.number.bound):
        return figure
    if figure.is_counted or not following.is_counted or figure.number.unit:
        return figure
    doubts = tuple(doubt for doubt in figure.doubts if doubt != WHAT)
    return replace(figure, measure=following.measure, unit=following.unit, doubts=doubts)


def _figure(
    sentence: str,
    number: Number,
    language: Language,
    periods: Sequence[tuple[int, str]],
    names: Sequence[str],
    by: str,
    status: Status,
    *,
    shared: bool,
) -> DraftFigure:
    doubts: list[str] = []
    measure, is_sure = _measure(sentence, number, language)
    if not is_sure:
        doubts.append(WHAT)
    code = None if number.unit else _CURRENCY_CODE.search(sentence[: number.start])
    unit = _UNITS[number.unit] if number.unit else slug(code[1] if code else measure.split()[-1])
    subject = _nearest_name(sentence, number, names)
    doubts.append(f"is it of {subject}?" if subject else "of whom or of what is it?")
    hedge: Hedge | None = None
    if number.hedge in get_args(Hedge):
        hedge = next(known for known in get_args(Hedge) if known == number.hedge)
    elif number.hedge is not None:
        doubts.append(f"the text says {number.hedge.replace('_', ' ')}")
    if number.bound is not None:
        doubts.append("it is one end of a range")
    period = min(periods, key=lambda item: _distance(item[0], number), default=(0, None))[1]
    if period is not None and (shared or len(periods) > 1):
        doubts.append(f"is its period {period}?")
    if status != "reported":
        doubts.append(f"is it {status}?")
    if by:
        doubts.append(f"does {by} say it?")
    return DraftFigure(
        number, measure, unit or "things", subject, number.value, hedge, period, status, by,
        tuple(doubts),
    )  # fmt: skip


def _measure(sentence: str, number: Number, language: Language) -> tuple[str, bool]:
    """The words that a number counts, and whether they stand right behind it."""
    after = sentence[number.end :]
    if number.unit in ("percent", "percentage_points"):
        match = _SHARE_OF.match(after)
        words = _noun(after[match.end() :]) if match else ""
        share = {"fr": "part de {}", "en": "share of {}"}[language]
        return (share.format(words), True) if words else ("share", False)
    if number.unit is not None or _CURRENCY_CODE.search(sentence[: number.start]):
        return _money(sentence, number)
    match = _SHARE_OF.match(after)
    words = _noun(after[match.end() :] if match else after)
    return (words, True) if words else ("things", False)


def _noun(text: str) -> str:
    """The first words of a text that may be nouns or adjectives, up to a plural if there is one."""
    gap = re.match(r"\s*", text)
    rest = text[gap.end() if gap else 0 :]
    words: list[str] = []
    for token in tokenise(rest):
        before = rest[sum(len(w) for w in words) + len(words) : token.start] if words else ""
        if token.norm in _STOP or token.is_number or re.search(r"[^\w\s-]", before):
            break
        words.append(token.text)
        if len(words) == _MEASURE_WORDS:
            break
    if rest[:1] and not rest[0].isalpha():
        return ""
    for count, word in enumerate(words, start=1):
        if fold(word).endswith(("s", "x")) and not fold(word).endswith("ss"):
            return " ".join(words[:count])
    return words[0] if words else ""


def _money(sentence: str, number: Number) -> tuple[str, bool]:
    """The word for money nearest to an amount: “revenue”, “cost”."""
    near = [
        (abs(token.start - number.start), token)
        for token in tokenise(sentence)
        if token.norm in _MONEY
    ]
    if not near:
        return "amount", False
    word = min(near, key=lambda item: item[0])[1]
    whole = _OF_WHAT.match(sentence, word.start)
    return (whole.group() if whole else word.text).lower(), True


def _nearest_name(sentence: str, number: Number, names: Sequence[str]) -> str:
    """The last name before a number, else none: what comes later is seldom what is counted."""
    before = sentence[: number.start]
    found = [(before.rfind(name), name) for name in names if name in before]
    return max(found)[1] if found else ""


def _periods(sentence: str, numbers: Sequence[Number]) -> list[tuple[int, str]]:
    found = [(n.start, f"y{int(n.value)}") for n in numbers if n.kind == "year"]
    folded = fold(sentence)
    for period, pattern in _QUARTERS.items():
        found += [(match.start(), period) for match in re.finditer(pattern, folded)]
    return sorted(found)


def _distance(at: int, number: Number) -> int:
    """How far a period stands from a number; before it, twice as far as behind it."""
    return at - number.end if at >= number.end else 2 * (number.start - at)


def _status(sentence: str) -> Status:
    words = {token.norm for token in tokenise(sentence)}
    if words & _ESTIMATED:
        return "estimated"
    return "hoped" if words & _HOPED else "reported"
