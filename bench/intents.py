"""Measures the intent matcher on CLINC150 beside the usual lexical methods, in one run.

    python -m bench.intents [path/to/clinc150.json] [--write]

Fits on `train`; `test` and `oos_test` only measure. `--write` puts the table into bench/RESULTS.md.
Without the data it says so and ends well: the data set is not in the repository.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.corpora import CLINC150
from bench.phrases import misspelt
from bench.results import write
from bot.understanding.matching import Matcher

SIZES = (100, 20, 10)
"""Phrases an intent; fewer than all are drawn at random, the same for every method."""

SLOW_SAMPLE = 400
"""Questions that methods of tens of milliseconds are asked; all others are asked every question."""

WRAPPERS = (
    "yo! long time no see. listen, {}, appreciate the assist",
    "greetings, it's monday and my brain is foggy... {}?? you're a star",
    "ugh, been staring at my screen for ages, {} and that would make my day",
    "hiya, my manager is standing behind me so be fast: {}",
    "my apologies for writing at this late hour; {}. kind regards, sam",
    "hmm not sure whether this is the right place to ask but {}? ta very much",
    "hi there, quick question before my meeting, {} - thanks so much in advance",
    "so my colleague asked me this over lunch and i had no idea, {}",
)
"""The first six use none of the pleasantries that bot/understanding/pleasantries.py lists; the
last two resemble some of them."""

Phrase = tuple[str, str]  # intent, text
Rank = Callable[[str], tuple[str, float]]  # the likeliest intent, and how sure


@dataclass(frozen=True)
class Questions:
    """What is asked: questions in scope with their intents, and some out of scope."""

    texts: list[str]
    intents: list[str]
    outside: list[str]


@dataclass(frozen=True)
class Row:
    """One method's figures; shares between 0 and 1, milliseconds."""

    method: str
    accuracy: dict[int, float]  # by phrases an intent
    auroc: dict[int, float]
    typos: float
    wrapped: float
    milliseconds: tuple[float, float]  # median, 99th percentile
    reliability: list[tuple[float, float, int]] | None = None  # said, right, questions


def matcher(phrases: Sequence[Phrase]) -> Rank:
    fitted = Matcher(phrases)
    with tempfile.TemporaryDirectory() as folder:  # what is served is a loaded fit
        path = Path(folder) / "fit.npz"
        fitted.save(path)
        before = time.perf_counter()
        served = Matcher.load(path)
        took, size = time.perf_counter() - before, path.stat().st_size
    print(f"  {len(phrases)} phrases: loads in {took:.2f} s, {size / 1e6:.0f} MB", file=sys.stderr)

    def rank(text: str) -> tuple[str, float]:
        best = served.rank(text)[0]
        return best.intent, best.confidence

    return rank


def matcher_of_numbers(phrases: Sequence[Phrase]) -> Rank:
    """The matcher without what the intents' names tell it."""
    intents = sorted({intent for intent, _ in phrases})
    rank = matcher([(str(intents.index(intent)), text) for intent, text in phrases])

    def named(text: str) -> tuple[str, float]:
        number, confidence = rank(text)
        return intents[int(number)], confidence

    return named


def nearest_by(scorer_name: str) -> Callable[[Sequence[Phrase]], Rank]:
    def method(phrases: Sequence[Phrase]) -> Rank:
        from rapidfuzz import fuzz, process, utils

        scorer = getattr(fuzz, scorer_name)
        texts = [utils.default_process(text) for _, text in phrases]

        def rank(text: str) -> tuple[str, float]:
            _, score, place = process.extractOne(
                text, texts, scorer=scorer, processor=utils.default_process
            )
            return phrases[place][0], score

        return rank

    return method


def bm25(phrases: Sequence[Phrase]) -> Rank:
    """The ten best phrases by BM25 vote with their scores."""
    import bm25s

    index = bm25s.BM25()
    texts = [text for _, text in phrases]
    index.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)

    def rank(text: str) -> tuple[str, float]:
        words = re.findall(r"\b\w\w+\b", text.lower())  # as bm25s.tokenize splits
        known = [word for word in words if word in index.vocab_dict]
        scores = index.get_scores(known) if known else np.zeros(len(phrases))
        votes: dict[str, float] = defaultdict(float)
        for place in np.argpartition(-scores, 10)[:10]:
            votes[phrases[place][0]] += float(scores[place])
        intent = max(votes, key=lambda name: votes[name])
        return intent, votes[intent]

    return rank


def linear_svm(phrases: Sequence[Phrase]) -> Rank:
    """Scikit-learn as its documentation would have it: TF-IDF of words and pairs, linear SVM."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC())
    model.fit([text for _, text in phrases], [intent for intent, _ in phrases])

    def rank(text: str) -> tuple[str, float]:
        margins = model.decision_function([text])[0]
        return model.classes_[margins.argmax()], float(margins.max())

    return rank


METHODS: dict[str, tuple[Callable[[Sequence[Phrase]], Rank], bool]] = {
    "**Matcher**": (matcher, False),
    "Matcher, intents numbered instead of named": (matcher_of_numbers, False),
    "TF-IDF + LinearSVC (scikit-learn)": (linear_svm, False),
    "bm25s, ten nearest vote": (bm25, False),
    "rapidfuzz extractOne token_set_ratio": (nearest_by("token_set_ratio"), True),
    "rapidfuzz extractOne WRatio": (nearest_by("WRatio"), True),
}


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """How often a question in scope is surer than one out of scope; ties count half."""
    scores = np.sort(np.array(outside))
    below = np.searchsorted(scores, inside, "left") + np.searchsorted(scores, inside, "right")
    return float(below.mean() / 2 / len(scores))


def drawn(phrases: Sequence[Phrase], size: int) -> list[Phrase]:
    """`size` phrases of each intent, drawn at random but always the same."""
    by_intent: dict[str, list[str]] = defaultdict(list)
    for intent, text in phrases:
        by_intent[intent].append(text)
    source = random.Random(0)
    return [
        (intent, text)
        for intent, texts in sorted(by_intent.items())
        for text in (source.sample(texts, size) if size < len(texts) else texts)
    ]


def reliability(said: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float, int]]:
    """For bands of confidence: the mean said, the share right, how many questions."""
    confidences, hits = np.array(said), np.array(right)
    edges = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
    bands = []
    for low, high in pairwise(edges):
        band = (confidences >= low) & (confidences < high)
        if band.any():
            bands.append(
                (float(confidences[band].mean()), float(hits[band].mean()), int(band.sum()))
            )
    return bands


def measure(name: str, train: Sequence[Phrase], questions: Questions) -> Row:
    method, slow = METHODS[name]
    texts, intents, outside = questions.texts, questions.intents, questions.outside
    if slow:
        chosen = random.Random(1).sample(range(len(texts)), min(SLOW_SAMPLE, len(texts)))
        texts, intents = [texts[i] for i in chosen], [intents[i] for i in chosen]
        outside = outside[:SLOW_SAMPLE]

    def accuracy(rank: Rank, asked: Sequence[str]) -> float:
        return float(np.mean([rank(q)[0] == i for q, i in zip(asked, intents, strict=True)]))

    accuracies, aurocs, typos, wrapped = {}, {}, 0.0, 0.0
    milliseconds, bands = (0.0, 0.0), None
    for size in SIZES:
        rank = method(drawn(train, size))
        ranked, times = [], []
        for text in texts:
            before = time.perf_counter()
            ranked.append(rank(text))
            times.append(1e3 * (time.perf_counter() - before))
        right = [got == intent for (got, _), intent in zip(ranked, intents, strict=True)]
        accuracies[size] = float(np.mean(right))
        said = [confidence for _, confidence in ranked]
        aurocs[size] = auroc(said, [rank(text)[1] for text in outside])
        if size == SIZES[0]:
            source = random.Random(2)
            typos = accuracy(rank, [misspelt(text, source) for text in texts])
            wrapped = accuracy(
                rank, [WRAPPERS[i % len(WRAPPERS)].format(text) for i, text in enumerate(texts)]
            )
            milliseconds = float(np.median(times)), float(np.quantile(times, 0.99))
            bands = reliability(said, right) if method is matcher else None
    return Row(name, accuracies, aurocs, typos, wrapped, milliseconds, bands)


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table; in brackets what typos and wrappers cost, in points."""
    lines = [
        "| method | accuracy, all | 20 | 10 | AUROC, all | 20 | 2 typos | wrapped | p50 ms | p99 |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        clean = row.accuracy[SIZES[0]]
        cells = [
            row.method,
            *(f"{100 * row.accuracy[size]:.1f}" for size in SIZES),
            *(f"{row.auroc[size]:.3f}" for size in SIZES[:2]),
            *(f"{100 * s:.1f} ({100 * (s - clean):+.1f})" for s in (row.typos, row.wrapped)),
            *(f"{ms:.2f}" for ms in row.milliseconds),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    for row in rows:
        if row.reliability:
            bands = "; ".join(f"{s:.2f} → {r:.2f} ({n})" for s, r, n in row.reliability)
            lines += ["", f"Confidence said → share right (questions), all phrases: {bands}."]
    return "\n".join(lines)


def measured(*, quick: bool = False, save: bool = True) -> None:
    """The whole table, or with ``quick`` nothing: fitting takes minutes."""
    if quick:
        print("bench intents: left out of a quick run")
        return
    main(["--write"] if save else [])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "data", nargs="?", type=Path, default=CLINC150, help="CLINC150's data_full.json"
    )
    parser.add_argument("--write", action="store_true", help="put the table into bench/RESULTS.md")
    chosen = parser.parse_args(arguments)
    if not chosen.data.is_file():
        print(f"bench.intents: skipped, there is no {chosen.data} (CLINC150's data_full.json).")
        return 0
    data = json.loads(chosen.data.read_text(encoding="utf-8"))
    train = [(intent, text) for text, intent in data["train"]]
    questions = Questions(
        [text for text, _ in data["test"]],
        [intent for _, intent in data["test"]],
        [text for text, _ in data["oos_test"]],
    )
    rows = []
    for name in METHODS:
        print(f"{name} …", file=sys.stderr)
        try:
            rows.append(measure(name, train, questions))
            print(table(rows[-1:]).splitlines()[2], file=sys.stderr)
        except ModuleNotFoundError as missing:
            print(f"  skipped: {missing.name} is not installed", file=sys.stderr)
    text = table(rows)
    print(text)
    if chosen.write:
        write("intents", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
