"""What a question asks to compute is computed from typed figures, shown and cited."""

from decimal import Decimal

import pytest

from bot.answering.model import Kind, Reason
from bot.assistant import Assistant

GANNET, PUFFIN, OSPREY = 640_000, 320_000, 80_000


def asked(*rows):
    """A question and what is expected of the reply."""
    return [pytest.param(*row, id=row[0]) for row in rows]


@pytest.mark.parametrize(
    ("question", "shown"),
    asked(
        (
            "Difference in passengers between the Gannet and the Puffin?",
            (320_000, [GANNET, PUFFIN]),
        ),
        ("How many more passengers for the Gannet than the Osprey?", (560_000, [GANNET, OSPREY])),
        ("Quel écart de passagers entre l'Osprey et le Puffin ?", (240_000, [PUFFIN, OSPREY])),
        ("Gannet minus Puffin passengers", (320_000, [GANNET, PUFFIN])),
        ("Puffin - Osprey passengers", (240_000, [PUFFIN, OSPREY])),
        ("total passengers without the Gannet", (400_000, [PUFFIN, OSPREY])),
        (
            "How many passengers do all the ferries have except the Gannet?",
            (400_000, [PUFFIN, OSPREY]),
        ),
        ("How many times more passengers for the Gannet than the Osprey?", (8, [GANNET, OSPREY])),
        ("combien de fois plus de passagers pour le Puffin que l'Osprey ?", (4, [PUFFIN, OSPREY])),
        ("total passengers of all ferries", (1_040_000, [GANNET, PUFFIN, OSPREY])),
        (
            "Au total, combien de passagers pour le Gannet et l'Osprey ?",
            (720_000, [GANNET, OSPREY]),
        ),
        ("average passengers of the Gannet and the Puffin", (480_000, [GANNET, PUFFIN])),
        ("médiane des passagers", (320_000, [GANNET, PUFFIN, OSPREY])),
        ("What percentage of the crossings is not on time?", (8, [92])),
        ("Quelle part des traversées n'est pas à l'heure ?", (8, [92])),
        ("How many ferries carried more than 100,000 passengers?", (2, [GANNET, PUFFIN])),
        ("combien de bateaux ont moins de 100 000 passagers ?", (1, [OSPREY])),
        ("passengers between 100,000 and 500,000", (1, [PUFFIN])),
        ("how many ferries carried over 1 million passengers", (0, [GANNET, PUFFIN, OSPREY])),
    ),
)
def test_results_are_shown_with_their_operands(
    ferries: Assistant, question: str, shown: tuple[int, list[int]]
) -> None:
    result, operands = shown
    reply = ferries.reply(question)

    assert reply.kind is Kind.ANSWER, reply.text
    *given, last = [f.value for f in reply.figures]
    assert last == result
    assert sorted(given) == sorted(map(Decimal, operands))


@pytest.mark.parametrize(
    "question", ["By how much did takings grow?", "De combien les recettes ont-elles augmenté ?"]
)
def test_growth_is_shown_as_an_amount_in_times_and_in_per_cent(
    ferries: Assistant, question: str
) -> None:
    figures = ferries.reply(question).figures

    computed = [(f.value, f.unit) for f in figures[2:]]
    assert [f.value for f in figures[:2]] == [2_000_000, 2_500_000]
    assert computed == [(500_000, "eur"), (Decimal("1.25"), "times"), (25, "percent")]


@pytest.mark.parametrize(
    ("question", "names"),
    asked(
        ("Which ferry carried the most passengers?", ["Gannet"]),
        ("Quel bateau a le moins de passagers ?", ["Osprey"]),
        ("Which ferry ranks second by passengers?", ["Puffin"]),
        ("Top 2 ferries by passengers", ["Gannet", "Puffin"]),
        ("the last two by passengers", ["Puffin", "Osprey"]),
        ("Rank the ferries by passengers", ["Gannet", "Puffin", "Osprey"]),
        ("Classement des ferrys par passagers", ["Gannet", "Puffin", "Osprey"]),
        ("Compare the passengers of the Osprey and the Gannet", ["Gannet", "Osprey"]),
        ("who is second by passengers?", ["Puffin"]),
    ),
)
def test_ranks_name_the_first_first(ferries: Assistant, question: str, names: list[str]) -> None:
    reply = ferries.reply(question)

    found = sorted((reply.text.find(n), n) for n in ("Gannet", "Puffin", "Osprey"))
    assert reply.kind is Kind.ANSWER, reply.text
    assert [name for at, name in found if at >= 0] == names


@pytest.mark.parametrize(
    ("question", "working"),
    [
        ("total passengers", "640,000 + 320,000 + 80,000 = 1.04 million"),
        ("Difference in passengers, Gannet and Puffin?", "640,000 − 320,000 = 320,000"),
        ("How many times the Puffin's passengers is the Gannet?", "640,000 ÷ 320,000 = 2"),
        ("écart de passagers entre Gannet et Puffin ?", "640 000 − 320 000 = 320 000"),
        ("What percentage is not on time?", "100% − 92% = 8%"),
        ("passengers of the Puffin", None),
    ],
)
def test_the_arithmetic_is_shown(ferries: Assistant, question: str, working: str | None) -> None:
    shown = ferries.reply(question).working

    assert (shown and shown.replace("\u202f", " ")) == working


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("average passengers of all ferries", "(rounded)"),
        ("passagers en moyenne, tous les ferrys ?", "(chiffre arrondi)"),
        ("What share of the passengers does the Gannet carry?", "(rounded)"),
    ],
)
def test_rounding_is_said(ferries: Assistant, question: str, said: str) -> None:
    reply = ferries.reply(question)

    assert said in reply.text
    assert "≈" in (reply.working or "")


@pytest.mark.parametrize(
    "question",
    [
        "total passengers of all ferries",
        "Difference in passengers between the Gannet and the Osprey?",
        "Rank the ferries by passengers",
        "By how much did takings grow?",
        "How many ferries carried more than 100,000 passengers?",
    ],
)
def test_every_operand_is_cited(ferries: Assistant, question: str) -> None:
    reply = ferries.reply(question)

    facts = {f.id: f for f in ferries.pack.facts}
    cited = {c.excerpt for c in reply.citations}
    assert reply.entries
    assert all(e.excerpt in cited for i in reply.entries for e in facts[i].evidence)


@pytest.mark.parametrize(
    "question",
    [
        "Puffin passengers plus Kittiwake passengers",
        "difference in passengers between the Gannet and the Kittiwake",
        "total takings in 2031",
        "average age of the passengers",
        "add the passengers and the takings",
        "how many times more takings than passengers",
        "écart entre la ponctualité et les recettes ?",
    ],
)
def test_what_cannot_be_computed_is_not(ferries: Assistant, question: str) -> None:
    reply = ferries.reply(question)

    assert reply.kind is Kind.UNKNOWN, reply.text
    assert reply.reason in (Reason.NO_FIGURE, Reason.NOT_IN_SOURCE)
    assert (reply.figures, reply.working) == ((), None)


@pytest.mark.parametrize(
    ("question", "result"),
    asked(
        ("total des followers de CNN et Dell ?", 4_200_000),
        ("How many times more followers does CNN have than Dell?", 2),
        ("quel pourcentage d'internautes ne connaît pas Twitter ?", 40),
        ("quelle part des internautes ne connaît pas Twitter ?", 40),
    ),
)
def test_the_shipped_pack_computes_the_same_way(
    twitter: Assistant, question: str, result: int
) -> None:
    reply = twitter.reply(question)

    assert reply.kind is Kind.ANSWER
    assert reply.figures[-1].value == result


def test_compared_figures_make_a_chart(ferries: Assistant) -> None:
    chart = ferries.reply("Rank the ferries by passengers").chart

    assert chart is not None
    assert [p.value for p in chart.points] == [GANNET, PUFFIN, OSPREY]


def test_one_figure_makes_none(ferries: Assistant) -> None:
    assert ferries.reply("passengers of the Puffin").chart is None
