"""What somebody in Slack reads from the top, for each kind of answer, in both languages."""

from __future__ import annotations

import re

import pytest

from bot.workspace.plain import visible_text

from .conftest import Slack

ANSWERS = [
    pytest.param(
        "combien d’abonnés pour CNN ?",
        ["CNN · 2,8 millions de followers", "Le profil de CNN compte 2,8 millions de followers."],
        id="a figure with its unit",
    ),
    pytest.param(
        "how much revenue in the third quarter?",
        ["Third quarter · 400,000 dollars", "Twitter’s revenue is estimated at 400,000 dollars"],
        id="an estimate with its period",
    ),
    pytest.param(
        "Quelle part des internautes utilise Twitter ?",
        ["Utilisation · à peine 9\u202f%", "Twitter n’est utilisé que par à peine 9\u202f%"],
        id="a figure with its hedge",
    ),
    pytest.param(
        "What does Distinguin say about the business model?",
        ["« Avec un chiffre d’affaires", "— Stéphane Distinguin", "Our translation: “With revenue"],
        id="a quotation, then our translation",
    ),
    pytest.param(
        "que dit Distinguin du modèle économique ?",
        [
            "« Avec un chiffre d’affaires",
            "— Stéphane Distinguin",
            "Twitter est, selon l’intertitre",
        ],
        id="a quotation in the asker's language",
    ),
    pytest.param(
        "écart entre CNN et Dell ?",
        ["1,4 million de followers", "Écart entre CNN", "Calcul : 2,8 millions − 1,4 million ="],
        id="a result, then what it is of, then how",
    ),
    pytest.param(
        "Twitter est utilisé par 20 % des internautes, non ?",
        ["❌ Non, ce n’est pas ce que dit l’article.", "Twitter n’est utilisé que par à peine"],
        id="a claim that is contradicted",
    ),
    pytest.param(
        "Does CNN have 2.8 million followers?",
        ["✅ Yes, the article says so.", "CNN’s profile has 2.8 million followers."],
        id="a claim that is supported",
    ),
    pytest.param(
        "Does Facebook have more users than Twitter?",
        ["➖ The article neither confirms nor denies it.", "The nearest thing it says: Twitter"],
        id="a claim that is not in the source",
    ),
    pytest.param(
        "combien d'abonnés pour Lady Gaga ?",
        ["L’article ne donne pas ce chiffre (followers) pour Lady Gaga.", "Ce qu’il dit de plus"],
        id="what the text does not say, then the nearest thing",
    ),
    pytest.param(
        "How many followers does CNN have? And how much revenue in Q4?",
        ["CNN’s profile has 2.8 million followers.", "Twitter’s revenue is estimated at 4 million"],
        id="several questions in their order",
    ),
    pytest.param(
        "liste tous les chiffres",
        ["Les chiffres", "Quoi | Quand | Combien | Statut", "Notoriété | – | 60\u202f%"],
        id="a table",
    ),
]


@pytest.mark.parametrize(("question", "lines"), ANSWERS)
async def test_the_answer_comes_first(with_article: Slack, question: str, lines: list[str]) -> None:
    reply = await with_article.workspace.dm(question)

    shown = reply.plain.splitlines()[: len(lines)]
    begun = [line[: len(wanted)] for line, wanted in zip(shown, lines, strict=True)]
    assert begun == [line.replace(" : ", "\u202f: ").replace("« ", "«\u202f") for line in lines]


NUMBER = re.compile(r"\d[\d\u202f.,]*\d|\d")
CLICKED = {"actions", "context_actions"}
DRAWN = {"data_visualization"}  # it has its numbers as numbers; the text has them in words


@pytest.mark.parametrize("question", [case.values[0] for case in ANSWERS])
async def test_a_screen_reader_says_every_number_that_is_shown(
    with_article: Slack, question: str
) -> None:
    reply = await with_article.workspace.dm(question)

    read = [block for block in reply.blocks if block["type"] not in CLICKED | DRAWN]
    assert set(NUMBER.findall(visible_text(read))) <= set(NUMBER.findall(reply.text))


async def test_what_the_sentence_says_of_its_figure_is_not_said_again(with_article: Slack) -> None:
    reply = await with_article.workspace.dm("combien de membres en 2013 ?")

    assert reply.plain.count("un espoir, pas un fait") == 1
