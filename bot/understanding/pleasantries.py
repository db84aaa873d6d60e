"""What people say around their questions, and where the clauses of a chatty text end."""

import re

from bot.understanding.features import MAX_CHARACTERS, tokenise

_OPENINGS = (
    "hi", "hello", "hey", "hey there", "good morning", "good afternoon everyone", "hi team",
    "dear all", "hi bot", "thanks for being here", "hope all is well", "hope your day goes well",
    "sorry to bother you", "sorry for the silly question", "excuse me", "quick one",
    "i have a question", "just a quick question", "one more thing", "i was wondering",
    "i am just curious", "tell me", "could you help me", "can you help me out",
    "could you please tell me", "can you tell me", "do you know", "would you mind telling me",
    "i would like to know", "i need to know", "i really want to understand", "please help", "so",
    "ok so", "well", "um", "by the way", "my boss wants to know", "a colleague asked me",
    "a friend of mine asked", "for a report i am writing", "before the meeting starts",
    "while i have you here", "i am in a rush", "no idea about this one",
    "we were talking about it at lunch", "i was reading this today",
    "i could not find it anywhere", "bonjour", "salut", "coucou", "bonsoir a tous",
    "bonjour l equipe", "desole de vous deranger", "pardon pour la question bete", "excusez moi",
    "petite question", "une question rapide", "j ai une question", "encore une chose",
    "dites moi", "dis moi", "je me demandais", "je suis curieux", "pouvez vous me dire",
    "peux tu me dire", "est ce que tu sais", "savez vous", "je voudrais savoir",
    "j aimerais savoir", "j ai besoin de savoir", "bon", "alors", "euh", "au fait",
    "mon chef veut savoir", "une collegue m a demande", "c est pour un rapport",
    "avant la reunion", "je suis presse", "aucune idee", "on en parlait ce midi",
    "j espere que ca va",
)  # fmt: skip
_CLOSINGS = (
    "please", "thanks", "thank you", "thank you so much", "thanks in advance", "many thanks",
    "cheers", "much appreciated", "if you do not mind", "if possible", "when you have a minute",
    "right now", "as soon as you can", "i would appreciate it", "i appreciate your help",
    "have a nice day", "any idea", "do you know", "for me", "just wondering", "lol", "asap",
    "bye", "merci", "merci beaucoup", "merci d avance", "svp", "stp", "s il te plait",
    "s il vous plait", "bonne journee", "si possible", "des que possible",
    "quand tu as une minute", "une idee", "c est pour moi", "mdr", "a bientot",
    "ce serait gentil", "je te remercie", "merci pour ton aide",
)  # fmt: skip

_BREAK = re.compile(r"[.,;:!?…()\[\]\n\r\"«»“”]+|\s[-–—]+\s")
_MOST_CLAUSES = 8


def remarks() -> list[list[str]]:
    """The tokens of each of the pleasantries, openings and closings."""
    return [tokenise(text) for text in (*_OPENINGS, *_CLOSINGS)]


def clauses(text: str) -> list[list[str]]:
    """The tokens of each part of a text between punctuation marks; the last holds the rest."""
    half = MAX_CHARACTERS // 2
    if len(text) > MAX_CHARACTERS:
        text = f"{text[:half]} {text[-half:]}"
    parts = _BREAK.split(text, maxsplit=_MOST_CLAUSES - 1)
    return [tokens for part in parts if (tokens := tokenise(part))]
