"""How replies are put into French and English: numbers, and sentences around curated words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from bot.knowledge.model import Figure, Hedge, Language, Term

NARROW_SPACE = "\u202f"

_SCALES: tuple[tuple[Decimal, dict[Language, tuple[str, str]]], ...] = (
    (Decimal(10) ** 9, {"fr": ("milliard", "milliards"), "en": ("billion", "billion")}),
    (Decimal(10) ** 6, {"fr": ("million", "millions"), "en": ("million", "million")}),
)
_DECIMALS = Decimal("0.01")

_HEDGES: dict[Hedge, dict[Language, str]] = {
    "about": {"fr": "environ {}", "en": "about {}"},
    "barely": {"fr": "à peine {}", "en": "barely {}"},
    "under": {"fr": "moins de {}", "en": "fewer than {}"},
    "over": {"fr": "plus de {}", "en": "more than {}"},
}

_SENTENCES: dict[str, dict[Language, str]] = {
    "yes": {"fr": "Oui.", "en": "Yes."},
    "supported": {"fr": "Oui, {text} le dit.", "en": "Yes, {text} says so."},
    "contradicted": {
        "fr": "Non, ce n’est pas ce que dit {text}.",
        "en": "No, that is not what {text} says.",
    },
    "premise": {
        "fr": "Attention, {text} dit autre chose.",
        "en": "Careful: {text} says otherwise.",
    },
    "unsupported": {
        "fr": "{Text} ne permet ni de le confirmer ni de le démentir.",
        "en": "{Text} neither confirms nor denies it.",
    },
    "silent": {"fr": "{Text} ne le dit pas.", "en": "{Text} does not say."},
    "silent.of": {
        "fr": "{Text} ne dit rien à ce sujet : {what}.",
        "en": "{Text} says nothing about this: {what}.",
    },
    "silent.why": {"fr": "{Text} ne dit pas pourquoi.", "en": "{Text} does not say why."},
    "silent.when": {"fr": "{Text} ne dit pas quand.", "en": "{Text} does not say when."},
    "silent.where": {"fr": "{Text} ne dit pas où.", "en": "{Text} does not say where."},
    "silent.how": {"fr": "{Text} ne dit pas comment.", "en": "{Text} does not say how."},
    "silent.how-many": {
        "fr": "{Text} ne donne pas ce chiffre.",
        "en": "{Text} does not give that figure.",
    },
    "no-figure": {
        "fr": "{Text} ne donne pas ce chiffre ({measure}) pour {what}.",
        "en": "{Text} does not give that figure ({measure}) for {what}.",
    },
    "nearest": {
        "fr": "Ce qu’il dit de plus proche : {said}",
        "en": "The nearest thing it says: {said}",
    },
    "lost": {
        "fr": "Je n’ai pas compris la question. Reformulez-la, ou demandez « que puis-je "
        "demander ? ».",
        "en": "I did not understand the question. Put it another way, or ask “what can I ask?”.",
    },
    "language": {
        "fr": "Je ne lis que le français et l’anglais. / I only read French and English.",
        "en": "I only read French and English. / Je ne lis que le français et l’anglais.",
    },
    "table": {"fr": "Les chiffres", "en": "The figures"},
    "table.what": {"fr": "Quoi", "en": "What"},
    "table.when": {"fr": "Quand", "en": "When"},
    "table.figure": {"fr": "Combien", "en": "Figure"},
    "table.standing": {"fr": "Statut", "en": "Status"},
    "apart": {"fr": " ; ", "en": "; "},
    "table.estimated": {"fr": "estimation", "en": "estimate"},
    "table.hoped": {"fr": "espoir", "en": "hope"},
    "which": {"fr": "Que voulez-vous savoir ?", "en": "Which do you mean?"},
    "difference": {
        "fr": "Écart entre {a} ({va}) et {b} ({vb}) : {result}.",
        "en": "Difference between {a} ({va}) and {b} ({vb}): {result}.",
    },
    "ratio": {
        "fr": "{a} ({va}) représente {result} fois {b} ({vb}).",
        "en": "{a} ({va}) is {result} times {b} ({vb}).",
    },
    "total": {"fr": "Au total, {names} : {result}.", "en": "In total, {names}: {result}."},
    "average": {"fr": "En moyenne, {names} : {result}.", "en": "On average, {names}: {result}."},
    "median": {"fr": "Valeur médiane, {names} : {result}.", "en": "Median, {names}: {result}."},
    "share": {
        "fr": "{part} représente {result} du total des chiffres donnés ({names}).",
        "en": "{part} makes up {result} of the total of the figures given ({names}).",
    },
    "share.goal": {
        "fr": "{A} ({va}) représente {result} de {b} ({vb}).",
        "en": "{A} ({va}) is {result} of {b} ({vb}).",
    },
    "growth": {
        "fr": "{A} : {va} ; {b} : {vb}. Évolution : {change}, soit {percent} ({times} fois).",
        "en": "{A}: {va}; {b}: {vb}. Change: {change}, that is {percent} ({times} times).",
    },
    "complement": {
        "fr": "{statement} Le reste fait donc {result}.",
        "en": "{statement} The rest is therefore {result}.",
    },
    "sample": {
        "fr": "{statement} Sur {n}, cela fait {result}.",
        "en": "{statement} Out of {n}, that makes {result}.",
    },
    "ranking": {"fr": "Classement ({measure}) : {list}.", "en": "Ranking ({measure}): {list}."},
    "first": {
        "fr": "Le premier ({measure}) est {a}, avec {va}.",
        "en": "The highest ({measure}) is {a}, with {va}.",
    },
    "last": {
        "fr": "Le dernier de ceux que cite {text} ({measure}) est {a}, avec {va}.",
        "en": "The lowest of those {text} names ({measure}) is {a}, with {va}.",
    },
    "nth": {
        "fr": "Numéro {n} ({measure}) : {a}, avec {va}.",
        "en": "Number {n} ({measure}): {a}, with {va}.",
    },
    "rank": {
        "fr": "{a} est numéro {n} sur {count} ({measure}), avec {va}.",
        "en": "{a} is number {n} of {count} ({measure}), with {va}.",
    },
    "count": {
        "fr": "{n} sur {count} ({condition}) : {list}.",
        "en": "{n} of {count} ({condition}): {list}.",
    },
    "count.none": {
        "fr": "Aucun ({condition}), parmi : {list}.",
        "en": "None ({condition}), among: {list}.",
    },
    "compare": {
        "fr": "{a} ({va}) devance {b} ({vb}) : écart de {result}.",
        "en": "{a} ({va}) is ahead of {b} ({vb}), by {result}.",
    },
    "sides": {"fr": "{a} contre {b}.", "en": "{a} against {b}."},
    "equal": {"fr": "{a} et {b} sont à égalité ({va}).", "en": "{a} and {b} are level ({va})."},
    "list": {"fr": "{Measure} : {list}.", "en": "{Measure}: {list}."},
    "above": {"fr": "plus de {n}", "en": "more than {n}"},
    "below": {"fr": "moins de {n}", "en": "fewer than {n}"},
    "at-least": {"fr": "au moins {n}", "en": "at least {n}"},
    "at-most": {"fr": "au plus {n}", "en": "at most {n}"},
    "between": {"fr": "entre {n} et {m}", "en": "between {n} and {m}"},
    "equals": {"fr": "{n}", "en": "{n}"},
    "rounded": {"fr": "chiffre arrondi", "en": "rounded"},
    "unlike-units": {
        "fr": "Ces chiffres ne comptent pas la même chose : je ne peux pas les calculer ensemble.",
        "en": "These figures do not count the same thing: they cannot be computed together.",
    },
    "one-figure": {
        "fr": "Il faudrait un second chiffre pour calculer cela ; {text} ne le donne pas.",
        "en": "A second figure would be needed to compute that; {text} does not give it.",
    },
    "zero": {"fr": "Ce calcul n’est pas possible.", "en": "That cannot be computed."},
    "said-by": {"fr": "C’est {who} qui le dit.", "en": "{who} says so."},
    "said-by.text": {
        "fr": "C’est {text} qui le dit, sans citer personne.",
        "en": "{Text} says so itself, quoting nobody.",
    },
    "sure": {
        "fr": "Oui, voici le passage ({place}) : « {excerpt} ».",
        "en": "Yes, here is the passage ({place}): “{excerpt}”.",
    },
    "source": {"fr": "Source : {title}, {places}.", "en": "Source: {title}, {places}."},
    "more": {"fr": "Vous pouvez aussi demander :", "en": "You can also ask:"},
    "nothing-before": {
        "fr": "De quoi parlez-vous ? Posez d’abord une question.",
        "en": "What do you mean? Ask a question first.",
    },
    "why.read": {"fr": "Compris : {what}.", "en": "Understood: {what}."},
    "why.phrase": {
        "fr": "Question connue la plus proche : « {phrase} ».",
        "en": "Nearest known question: “{phrase}”.",
    },
    "why.unread": {
        "fr": "Sans réponse dans le texte : {what}.",
        "en": "Not answered by the text: {what}.",
    },
    "why.working": {"fr": "Calcul : {working}.", "en": "Working: {working}."},
    "translation": {"fr": "notre traduction", "en": "our translation"},
    "quote": {"fr": "{who} : « {words} »", "en": "{who}: “{words}”"},
    "unknown-metadata": {
        "fr": "{Text} ne donne pas cette information.",
        "en": "{Text} does not give it.",
    },
}


def sentence(key: str, language: Language, **values: str) -> str:
    """One of the fixed sentences with its blanks filled, set in the language's typography."""
    said = typeset(_SENTENCES[key][language].format(**values), language)
    return headed(said) if said.endswith(_ENDS) else said


def typeset(text: str, language: Language) -> str:
    """French punctuation gets its narrow no-break spaces; English is left as it is."""
    if language == "en":
        return text
    for mark in (":", ";", "?", "!", "»", "%"):
        text = text.replace(f" {mark}", f"{NARROW_SPACE}{mark}")
    return text.replace("« ", f"«{NARROW_SPACE}")


@lru_cache(maxsize=4096)
def number(value: Decimal, language: Language) -> str:
    """A plain number: "2,79", "400 000", at most two decimals, halves rounded up."""
    rounded = value.quantize(_DECIMALS, ROUND_HALF_UP)
    return format_decimal(rounded, format="#,##0.##", locale=language)


def is_rounded(value: Decimal) -> bool:
    """Whether ``number`` or ``amount`` shows the value rounded."""
    scaled = value
    for scale, _ in _SCALES:
        if abs(value) >= scale:
            scaled = value / scale
            break
    return scaled != scaled.quantize(_DECIMALS, ROUND_HALF_UP)


def amount(value: Decimal, unit: Term | None, language: Language) -> str:
    """A number with its unit: "2,8 millions de lecteurs", "400 000 dollars", "60 %"."""
    name = unit.name.in_(language) if unit else ""
    if unit is not None and unit.id == "percent":
        return number(value, language) + (f"{NARROW_SPACE}%" if language == "fr" else "%")
    if unit is not None and unit.id == "percentage-points":
        return f"{number(value, language)} {'points' if language == 'fr' else 'percentage points'}"
    for scale, words in _SCALES:
        if abs(value) >= scale:
            scaled = value / scale
            plural = abs(scaled) >= 2
            text = f"{number(scaled, language)} {words[language][plural]}"
            if not name:
                return text
            return f"{text} {_of(name)}" if language == "fr" else f"{text} {name}"
    return f"{number(value, language)} {name}".strip()


def _of(name: str) -> str:
    """A name after a number: "de lecteurs", "d’utilisateurs"."""
    return f"d’{name}" if name[:1].lower() in "aeéèêiouyh" else f"de {name}"


def hedged(text: str, hedge: Hedge | None, language: Language) -> str:
    """An amount with its hedge: "à peine 9 %"."""
    return _HEDGES[hedge][language].format(text) if hedge else text


def figure_amount(figure: Figure, terms: Mapping[str, Term], language: Language) -> str:
    """A figure as statements write it, hedge included."""
    return hedged(amount(figure.value, terms.get(figure.unit), language), figure.hedge, language)


def listing(items: Sequence[str], language: Language) -> str:
    """Items in a row: "a, b et c", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'et' if language == 'fr' else 'and'} {items[-1]}"


_ENDS = (".", "?", "!")
"""Marks at the end of a whole sentence; what has none stands inside another one."""


def headed(text: str) -> str:
    """The text with a capital at its head, unless its first word has one of its own ("iPhone")."""
    head = text.partition(" ")[0]
    return text if head != head.lower() else capital(text)


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
