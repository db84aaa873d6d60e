"""The pages somebody sees who installs the bot, in French or English."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from string import Template
from typing import Final

from bot.knowledge.model import Language

NAME: Final = "Verbatim"


@dataclass(frozen=True)
class _Words:
    install: str
    button: str
    scopes: str
    done: str
    steps: tuple[str, ...]
    open_slack: str
    not_done: str
    reasons: dict[str, str]
    again: str


_FRENCH = _Words(
    install=f"Installer {NAME} dans Slack",
    button="Ajouter à Slack",
    scopes=(
        f"{NAME} lit les messages qui lui sont adressés, et aucun autre ; "
        "il y répond et cite sa source."
    ),
    done="C’est installé dans {team}",
    steps=(
        f"Écrivez à {NAME} dans l’onglet Messages de l’application, ou tapez /ask help.",
        f"Dans un canal, invitez-le (/invite @{NAME}) puis mentionnez-le avec votre question.",
        "Sur tout message, « Check this claim » compare ce qu’il dit avec le texte.",
    ),
    open_slack="Ouvrir Slack",
    not_done="L’installation n’a pas abouti",
    reasons={
        "access_denied": "Elle a été annulée dans Slack.",
        "invalid_browser": "Elle a été commencée dans un autre navigateur, ou sans cookies.",
        "invalid_state": "Le lien a déjà servi, ou il a plus de dix minutes.",
        "missing_code": "Slack n’a pas envoyé de code.",
        "invalid_code": "Slack n’accepte pas ce code : il a déjà servi, ou il a expiré.",
        "unavailable": "Slack ou notre base de données ne répond pas pour le moment.",
    },
    again="Recommencer",
)
_ENGLISH = _Words(
    install=f"Install {NAME} in Slack",
    button="Add to Slack",
    scopes=(
        f"{NAME} reads the messages addressed to it and no others; "
        "it answers them and cites its source."
    ),
    done="Installed in {team}",
    steps=(
        f"Write to {NAME} in the app’s Messages tab, or type /ask help.",
        f"In a channel, invite it (/invite @{NAME}), then mention it with your question.",
        "On any message, “Check this claim” compares what it says with the text.",
    ),
    open_slack="Open Slack",
    not_done="The installation did not go through",
    reasons={
        "access_denied": "It was cancelled in Slack.",
        "invalid_browser": "It was begun in another browser, or without cookies.",
        "invalid_state": "The link was used before, or is more than ten minutes old.",
        "missing_code": "Slack sent no code.",
        "invalid_code": "Slack does not take this code: it was used before, or has expired.",
        "unavailable": "Slack or our database does not answer at the moment.",
    },
    again="Start again",
)
_WORDS: Final[dict[Language, _Words]] = {"fr": _FRENCH, "en": _ENGLISH}

_PAGE = Template(
    """<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 10vh auto; padding: 0 1rem;
  color: #1d1c1d; background: #fff }
a.button { display: inline-block; padding: .6rem 1.2rem; border-radius: .4rem; color: #fff;
  background: #1d3a4f; text-decoration: none; font-weight: 600 }
a.button:focus-visible { outline: 3px solid #d97706; outline-offset: 2px }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #1a1d21 }
  a.button { background: #3b7ea1 } }
</style>
</head>
<body>
<main>
<h1>$title</h1>
$body
</main>
</body>
</html>
"""
)


def language_of(accepted: str) -> Language:
    """The first of our languages in an ``Accept-Language`` header; English where none is."""
    for wanted in accepted.lower().split(","):
        code = wanted.strip()[:2]
        if code in _WORDS:
            return "fr" if code == "fr" else "en"
    return "en"


def install(url: str, language: Language) -> str:
    """The page with the link to Slack's consent page."""
    w = _WORDS[language]
    return _page(language, w.install, f"<p>{escape(w.scopes)}</p>{_button(url, w.button)}")


def succeeded(team: str, app_id: str, language: Language) -> str:
    """The page after it, with what to do next."""
    w = _WORDS[language]
    steps = "".join(f"<li>{escape(step)}</li>" for step in w.steps)
    link = "https://slack.com/app_redirect?app=" + escape(app_id, quote=True)
    body = f"<ol>{steps}</ol>{_button(link, w.open_slack)}"
    return _page(language, w.done.format(team=team or "Slack"), body)


def failed(reason: str, language: Language) -> str:
    """The page where it went wrong."""
    w = _WORDS[language]
    said = w.reasons.get(reason, "")
    return _page(language, w.not_done, f"<p>{escape(said)}</p>{_button('install', w.again)}")


def known(reason: str) -> str:
    """``reason`` if it is one of ours: it may come out of a query, and goes to the log."""
    return reason if reason in _ENGLISH.reasons else "another reason"


def _button(url: str, label: str) -> str:
    return f'<p><a class="button" href="{escape(url, quote=True)}">{escape(label)}</a></p>'


def _page(language: Language, title: str, body: str) -> str:
    return _PAGE.substitute(language=language, title=escape(title), body=body)
