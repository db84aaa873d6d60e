"""The fixed texts that only curators see, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.model import Language
from bot.slack.wording.catalogue import Counted


@dataclass(frozen=True)
class CuratorWords:
    """The texts of one language. Braces are places to fill with ``str.format``."""

    # Home: the queue, what was taught, the report
    queue_title: str
    queue_empty: str
    queue_rest: Counted
    asked: Counted
    whys: dict[str, str]  # by reason of an unknown, and "downvoted"
    answered_now: str
    teach: str
    teach_says: str
    dismiss: str
    dismiss_says: str
    taught_title: str
    taught: str
    taught_rest: Counted
    take_back: str
    take_back_says: str
    report_title: str
    report_none: str
    report_total: Counted
    report_answered: str
    report_unanswered: str
    report_useful: str
    report_useless: str
    report_day: str
    report_reasons: str
    report_surfaces: str
    report_entries: str

    # The modal
    modal_title: str
    modal_submit: str
    nearest: str
    nothing_near: str
    choose: str
    choose_hint: str
    trying: str
    replies_then: str
    replies_nothing: str
    no_tables: str
    tables: Counted
    better: Counted
    broke: Counted
    unchanged: str
    taught_now: str
    fitting: str
    not_taught: str
    gone: str


_FRENCH = CuratorWords(
    queue_title="Questions restées sans réponse",
    queue_empty="Aucune question n’attend.",
    queue_rest=Counted("et {n} autre groupe", "et {n} autres groupes"),
    asked=Counted("posée une fois", "posée {n} fois"),
    whys={
        "not-in-source": "le texte ne dit rien à ce sujet",
        "no-figure": "le texte ne donne pas ce chiffre",
        "not-understood": "pas comprise",
        "language": "dans une autre langue",
        "downvoted": "réponse jugée inutile",
    },
    answered_now="une réponse existe maintenant",
    teach="Enseigner",
    teach_says="Enseigner la réponse à : {question}",
    dismiss="Écarter",
    dismiss_says="Écarter : {question}",
    taught_title="Enseigné dans cet espace",
    taught="« {phrase} » mène à {intent}",
    taught_rest=Counted("et {n} autre phrase", "et {n} autres phrases"),
    take_back="Retirer",
    take_back_says="Ne plus mener à {intent} : {phrase}",
    report_title="Les 30 derniers jours",
    report_none="Rien n’a encore été demandé.",
    report_total=Counted("{n} question", "{n} questions"),
    report_answered="répondues : {n}",
    report_unanswered="sans réponse : {n}",
    report_useful="utiles : {n}",
    report_useless="pas utiles : {n}",
    report_day="{all}, dont {unanswered} sans réponse",
    report_reasons="Sans réponse : ",
    report_surfaces="Où : ",
    report_entries="Les plus demandés : ",
    modal_title="Enseigner",
    modal_submit="Enseigner",
    nearest="Les intentions les plus proches, et ce qui les a arrêtées",
    nothing_near="Aucune intention n’est proche.",
    choose="L’intention qui répond à cette question",
    choose_hint="L’effet sur les tables de questions s’affiche dès que vous avez choisi.",
    trying="J’essaie cette phrase sur les tables de questions…",
    replies_then="Ce que la question obtiendrait alors",
    replies_nothing=(
        "Même ainsi, la question n’a pas de réponse : quelque chose qu’elle nomme n’est pas dans le"
        " texte, ou l’intention demande un terme qu’elle ne nomme pas."
    ),
    no_tables="Ce corpus n’a pas de tables de questions : rien ne dit ce qui changerait ailleurs.",
    tables=Counted(
        "{n} question des tables : {before} juste avant, {after} après",
        "{n} questions des tables : {before} justes avant, {after} après",
    ),
    better=Counted("{n} question s’améliore : ", "{n} questions s’améliorent : "),
    broke=Counted("{n} question se dégrade : ", "{n} questions se dégradent : "),
    unchanged="Aucune autre question ne change.",
    taught_now="C’est enseigné : la phrase sert dès maintenant dans cet espace.",
    fitting="C’est noté ; la phrase servira dans quelques secondes.",
    not_taught="Cela n’a pas pu être enseigné. Réessayez dans un instant.",
    gone="Cette question a déjà été traitée.",
)

_ENGLISH = CuratorWords(
    queue_title="Questions that went unanswered",
    queue_empty="No question is waiting.",
    queue_rest=Counted("and {n} more group", "and {n} more groups"),
    asked=Counted("asked once", "asked {n} times"),
    whys={
        "not-in-source": "the text says nothing about it",
        "no-figure": "the text does not give that figure",
        "not-understood": "not understood",
        "language": "in another language",
        "downvoted": "answer marked as not useful",
    },
    answered_now="has an answer by now",
    teach="Teach",
    teach_says="Teach the answer to: {question}",
    dismiss="Dismiss",
    dismiss_says="Dismiss: {question}",
    taught_title="Taught in this workspace",
    taught="“{phrase}” leads to {intent}",
    taught_rest=Counted("and {n} more phrase", "and {n} more phrases"),
    take_back="Take back",
    take_back_says="No longer lead to {intent}: {phrase}",
    report_title="The last 30 days",
    report_none="Nothing has been asked yet.",
    report_total=Counted("{n} question", "{n} questions"),
    report_answered="answered: {n}",
    report_unanswered="unanswered: {n}",
    report_useful="useful: {n}",
    report_useless="not useful: {n}",
    report_day="{all}, {unanswered} of them unanswered",
    report_reasons="Unanswered: ",
    report_surfaces="Where: ",
    report_entries="Asked most: ",
    modal_title="Teach",
    modal_submit="Teach",
    nearest="The nearest intents, and what stopped them",
    nothing_near="No intent comes near.",
    choose="The intent that answers this question",
    choose_hint="What it would do to the question tables shows as soon as you have chosen.",
    trying="Trying this phrase on the question tables…",
    replies_then="What the question would get then",
    replies_nothing=(
        "Even so the question has no answer: something it names is not in the text, or the intent "
        "needs a term that it does not name."
    ),
    no_tables="This pack has no question tables: nothing tells what would change elsewhere.",
    tables=Counted(
        "{n} question of the tables: {before} right before, {after} after",
        "{n} questions of the tables: {before} right before, {after} after",
    ),
    better=Counted("{n} question gets better: ", "{n} questions get better: "),
    broke=Counted("{n} question gets worse: ", "{n} questions get worse: "),
    unchanged="No other question changes.",
    taught_now="Taught: the phrase serves in this workspace from now on.",
    fitting="Noted; the phrase will serve in a few seconds.",
    not_taught="It could not be taught. Try again in a moment.",
    gone="This question has been dealt with already.",
)


def curator_words(language: Language) -> CuratorWords:
    """The texts in ``language``."""
    return _FRENCH if language == "fr" else _ENGLISH
