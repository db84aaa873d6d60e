"""Ranks the intents of a text by example phrases, with a calibrated confidence for each."""

import hashlib
import json
import os
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Self

import numpy as np

from bot.understanding import features as lexical
from bot.understanding.calibration import CANDIDATES, SIGNALS, Calibration, calibrate
from bot.understanding.linear import Bag, Evidence, Floats, Ints, LinearModel, Vocabulary, fit
from bot.understanding.pleasantries import clauses, remarks
from bot.understanding.spelling import GeneralWords, Speller, general_words

VERSION = 6
"""Raised whenever a file fitted by an earlier version must not be used any more."""

_SLOT_RARITY = 8.0
"""A slot counts as much as a middling content word ("meeting" has 8.9, "the" 3.1)."""

_SHORTEST_TELLING = 3


@dataclass(frozen=True, slots=True)
class Match:
    """One ranked intent: its calibrated confidence in [0, 1] and the nearest of its phrases."""

    intent: str
    confidence: float
    phrase: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """How much a signal or a feature of a text speaks for (+) or against (-) an intent."""

    name: str
    weight: float


def fingerprint(phrases: Iterable[tuple[str, str]]) -> str:
    """Names a fit, to cache it by: the same for the same phrases, in any order, and matcher."""
    digest = hashlib.sha256(f"matcher {VERSION}".encode())
    for pair in sorted(set(phrases)):
        digest.update(json.dumps(pair).encode())
    return digest.hexdigest()


class Matcher:
    """Ranks intents by example phrases.

    `phrases` holds `(intent, text)` in any languages; `{slot}`s stand for terms. The words of an
    intent's name ("opening-hours") count as one more phrase of it: with ten phrases an intent that
    is worth a point of accuracy, and a name that says nothing does no harm. Fitting needs
    scikit-learn, ranking and loading do not. `threshold` is the confidence below which a caller
    should abstain; cross-validation on the phrases alone chose it.
    Raises ValueError if there are fewer than two intents.
    """

    threshold: float

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        pairs = sorted(set(phrases))
        intents = sorted({intent for intent, _ in pairs})
        if len(intents) < 2:
            raise ValueError("a matcher needs phrases of at least two intents")
        tokens = [lexical.tokenise(text) for _, text in pairs]
        labels = np.searchsorted(np.array(intents), np.array([intent for intent, _ in pairs]))
        names = [lexical.tokenise(intent) for intent in intents]
        frequencies = dict(Counter(token for phrase in chain(tokens, names) for token in phrase))
        vocabulary = Vocabulary.of([*tokens, *names])
        bags = [vocabulary.encode(phrase) for phrase in tokens]
        titles = [vocabulary.encode(name) for name in names]
        chatter = [vocabulary.encode(remark) for remark in remarks() if remark not in tokens]

        def fit_to(kept: Ints) -> LinearModel:
            phrases = [bags[i] for i in kept]
            return fit(vocabulary, phrases, labels[kept], len(intents), titles, chatter)

        model = fit_to(np.arange(len(pairs)))
        texts = [text for _, text in pairs]
        self._assemble(intents, texts, frequencies, general_words(), vocabulary, model)
        rarities = [self._rarity(phrase) for phrase in tokens]
        self._calibration, self.threshold = calibrate(fit_to, bags, rarities, labels)

    def _assemble(
        self,
        intents: list[str],
        texts: list[str],
        frequencies: dict[str, int],
        general: GeneralWords,
        vocabulary: Vocabulary,
        model: LinearModel,
    ) -> None:
        self._intents = intents
        self._texts = texts
        self._frequencies = frequencies
        self._general = general
        self._speller = Speller(frequencies, general)
        self._vocabulary = vocabulary
        self._model = model

    def rank(self, text: str, limit: int = 5) -> list[Match]:
        """The `limit` likeliest intents, most confident first. Never abstains: see `threshold`."""
        _, evidence = self._read(text, max(limit, CANDIDATES))
        scores = self._calibration.score(evidence)
        order = np.argsort(-scores, kind="stable")[:limit]
        confidences = self._calibration.confidence(scores)
        return [
            Match(
                self._intents[evidence.intents[i]],
                float(confidences[i]),
                self._texts[evidence.nearest[i]],
            )
            for i in order
        ]

    def _read(self, text: str, limit: int) -> tuple[Bag, Evidence]:
        """What a text says of its likeliest intents, misspellings mended and chatter left out."""
        parts = [self._mend(clause) for clause in clauses(text)]
        if len(parts) > 1:
            encode = self._vocabulary.encode
            parts = [part for part in parts if not self._model.is_chatter(encode(part))] or parts
        tokens = [token for part in parts for token in part]
        bag = self._vocabulary.encode(tokens)
        return bag, self._model.evidence(bag, self._rarity(tokens), limit)

    def _mend(self, tokens: Sequence[str]) -> list[str]:
        return [word for token in tokens for word in self._speller.correct(token)]

    def _rarity(self, tokens: Sequence[str]) -> Floats:
        return np.array([_weight(token, self._general) for token in tokens], dtype=np.float32)

    def explain(self, text: str, intent: str, limit: int = 8) -> list[Contribution]:
        """Why `text` scores so for `intent`: the signals, then the `limit` heaviest features.

        Signals are in standard deviations from the usual right answer; features sum up to the
        margin. Raises KeyError if there is no such intent.
        """
        if intent not in self._intents:
            raise KeyError(intent)
        number = self._intents.index(intent)
        bag, evidence = self._read(text, len(self._intents))
        place = int(np.flatnonzero(evidence.intents == number)[0])
        parts = self._calibration.parts(evidence)[:, place].tolist()
        signals = [Contribution(*pair) for pair in zip(SIGNALS, parts, strict=True)]
        weights = self._model.vector(bag) * self._model.weights[bag.ids, number]
        strongest = np.argsort(-np.abs(weights), kind="stable")[:limit]
        return signals + [
            Contribution(self._vocabulary.names[bag.ids[i]], float(weights[i])) for i in strongest
        ]

    def save(self, path: Path) -> None:
        """Writes the fit as npz (arrays, a JSON text, no pickle); readers never see half of it."""
        about = {
            "version": VERSION,
            "intents": self._intents,
            "texts": self._texts,
            "frequencies": self._frequencies,
            "vocabulary": self._vocabulary.names,
            "stems": self._vocabulary.stem_of,
            "threshold": self.threshold,
            "calibration": asdict(self._calibration),
        }
        temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
        with temporary.open("wb") as file:
            arrays = self._model.arrays() | {
                "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
                "general_keys": self._general.keys,
                "general_rarities": self._general.rarities,
            }
            np.savez(file, allow_pickle=False, **arrays)
        temporary.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads what `save` wrote; it ranks as the saved matcher did.

        Raises ValueError if the file is damaged or of another version of the matcher, OSError if
        it cannot be read.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                about: dict[str, Any] = json.loads(stored["about"].tobytes())
                if about["version"] != VERSION:
                    raise ValueError(
                        f"fitted by version {about['version']} of the matcher, not {VERSION}"
                    )
                general = GeneralWords(stored["general_keys"], stored["general_rarities"])
                vocabulary = Vocabulary(about["vocabulary"], about["stems"])
                model = LinearModel.of_arrays(stored, vocabulary.blocks)
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path}: not a fitted matcher of this version ({error})") from error
        matcher = cls.__new__(cls)
        matcher._assemble(
            about["intents"], about["texts"], about["frequencies"], general, vocabulary, model
        )
        matcher.threshold = about["threshold"]
        matcher._calibration = Calibration(**about["calibration"])
        return matcher


def _weight(token: str, general: GeneralWords) -> float:
    """How much a token counts as known or unknown: its rarity; figures and letters tell nothing."""
    if lexical.is_slot(token):
        return _SLOT_RARITY
    if len(token) < _SHORTEST_TELLING or not token.isalpha():
        return 0.0
    return general.rarity(token)
