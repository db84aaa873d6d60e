"""One question, in process: how long a reply takes by kind, and what simpler ways would answer.

    python -m bench question [--quick]

The simpler ways take the pack's phrase nearest to the question, and give the reply that Verbatim
gives to this phrase; below a threshold they say that they do not know. Each has the threshold that
is best for it on these very questions, which no bot could know beforehand.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.embeddings import MiniLM, NotInstalledError
from bench.results import record, table, write
from bench.timing import Times, machine, timed
from bot.answering.model import Kind, Reply, Thread
from bot.assistant import Assistant
from bot.curation.evaluate import table_files
from bot.curation.judging import Outcome, judge
from bot.curation.tables import Case, read_tables
from bot.knowledge.loading import load_pack
from bot.knowledge.model import LANGUAGES, Pack

ROOT = Path(__file__).resolve().parent.parent
PACK = "twitter-france"  # the one that ships, which the bars are about

PASSES, QUICK_PASSES = 5, 2
QUICK_QUESTIONS = 150
BESIDE_QUESTIONS = 500
"""Drawn from the tables for the comparison: some ways take a tenth of a second for each."""

SECONDS = 300.0
"""Asking stops after so long, once every question was asked."""

NOISE_CHARACTERS = 4_000
NOISE_QUESTIONS = 20
THRESHOLDS = 41

Way = Callable[[str], tuple[int, float]]  # the number of the nearest phrase, and how near


@dataclass(frozen=True)
class Turn:
    """A turn of a table's conversation, the thread it is said in, and what it is timed under."""

    text: str
    thread: Thread
    kind: str


def turns_of(assistant: Assistant, cases: Sequence[Case]) -> list[Turn]:
    """Every turn of the tables under what it gets, and noise of the longest message read."""
    found = []
    for case in cases:
        thread = Thread()
        for text in case.turns:
            reply = assistant.reply(text, thread)
            found.append(Turn(text, thread, _kind(reply)))
            thread = reply.thread
    source = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz     .,?0123456789"
    for _ in range(NOISE_QUESTIONS):
        noise = "".join(source.choices(letters, k=NOISE_CHARACTERS))
        found.append(Turn(noise, Thread(), f"noise of {NOISE_CHARACTERS:,} characters"))
    return found


def _kind(reply: Reply) -> str:
    if reply.kind is Kind.UNKNOWN:
        return "misses"
    if reply.kind is not Kind.ANSWER:
        return {Kind.CLARIFICATION: "clarifications", Kind.SOCIAL: "greetings and help"}[reply.kind]
    if reply.working:
        return "computed"
    return "claims held against the text" if reply.verdict else "hits"


def speed(assistant: Assistant, cases: Sequence[Case], passes: int) -> tuple[str, dict[str, float]]:
    """The table of times by kind, and its figures."""
    turns = turns_of(assistant, cases)
    times = timed(
        lambda turn: assistant.reply(turn.text, turn.thread), turns, passes=passes, seconds=SECONDS
    )
    kinds: dict[str, list[int]] = defaultdict(list)
    for place, turn in enumerate(turns):
        kinds[turn.kind].append(place)
    asked = [i for kind, places in kinds.items() if "noise" not in kind for i in places]
    rows = [_row("**all questions**", times[asked])]
    rows += [_row(kind, times[places]) for kind, places in sorted(kinds.items())]
    text = table(("a reply to", "questions", "p50 ms", "p99 ms"), rows)
    text += f"\n\nA question usually took {times.noise:.1f} times as long as at its best."
    return text, {"p50": times[asked].p50, "p99": times[asked].p99, "noise": times.noise}


def _row(name: str, times: Times) -> tuple[object, ...]:
    return name, times.milliseconds.shape[1], f"{times.p50:.2f}", f"{times.p99:.2f}"


# The simpler ways.


def phrases_of(pack: Pack) -> list[str]:
    """The phrases of a pack's intents, slots filled by the subjects of their figures."""
    subjects = defaultdict(list)
    for fact in pack.facts:
        for figure in fact.figures:
            subjects[figure.measure].append(figure.of)
    names = {term.id: term.name for term in pack.terms}
    found = []
    for intent in pack.intents:
        for language in LANGUAGES:
            for phrase in intent.ask.in_(language):
                fillers = [names[of].in_(language) for of in subjects[intent.measure or ""]]
                filled = [re.sub(r"\{[^}]*\}", filler, phrase) for filler in fillers]
                found += filled if "{" in phrase else [phrase]
    return found


def wratio(phrases: Sequence[str]) -> Way:
    from rapidfuzz import fuzz, process, utils

    texts = [utils.default_process(text) for text in phrases]

    def way(text: str) -> tuple[int, float]:
        found = process.extractOne(text, texts, scorer=fuzz.WRatio, processor=utils.default_process)
        return (found[2], found[1] / 100) if found else (0, 0.0)

    return way


def bm25(phrases: Sequence[str]) -> Way:
    import bm25s

    index = bm25s.BM25()
    index.index(
        bm25s.tokenize(list(phrases), stopwords=None, show_progress=False), show_progress=False
    )

    def way(text: str) -> tuple[int, float]:
        words = [w for w in re.findall(r"\b\w\w+\b", text.lower()) if w in index.vocab_dict]
        scores = index.get_scores(words) if words else np.zeros(len(phrases))
        best = int(scores.argmax())
        return best, float(scores[best] / (1 + len(text.split())))  # a sum over words, else

    return way


def tfidf(phrases: Sequence[str]) -> Way:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    matrix = vectors.fit_transform(phrases).T.tocsc()

    def way(text: str) -> tuple[int, float]:
        cosines = (vectors.transform([text]) @ matrix).toarray()[0]
        best = int(cosines.argmax())
        return best, float(cosines[best])

    return way


def index(phrases: Sequence[str]) -> Way:
    from bot.understanding.postings import PhraseIndex

    with tempfile.TemporaryDirectory() as folder:
        opened = PhraseIndex.build(phrases, Path(folder) / "index")

    def way(text: str) -> tuple[int, float]:
        found = opened.nearest(text)
        return (found[0].number, found[0].cosine) if found else (0, 0.0)

    return way


def minilm(phrases: Sequence[str]) -> Way:
    model = MiniLM()
    matrix = model.embed_all(phrases)

    def way(text: str) -> tuple[int, float]:
        cosines = matrix @ model.embed(text)
        best = int(cosines.argmax())
        return best, float(cosines[best])

    return way


WAYS: dict[str, Callable[[Sequence[str]], Way]] = {
    "rapidfuzz `extractOne`, WRatio": wratio,
    "bm25s": bm25,
    "TF-IDF of characters, nearest": tfidf,
    "this project's phrase index alone": index,
    "MiniLM embeddings, nearest (in English)": minilm,
}


QUICK_WAYS = {name: make for name, make in WAYS.items() if make is not minilm}
"""Thousands of phrases take minutes to embed."""


def beside(
    assistant: Assistant,
    cases: Sequence[Case],
    passes: int,
    ways: Mapping[str, Callable[[Sequence[str]], Way]],
) -> str:
    """Verbatim and the simpler ways on the questions of one turn: right, wrong, time."""
    alone = [case for case in cases if len(case.turns) == 1]
    alone = random.Random(2).sample(alone, min(BESIDE_QUESTIONS, len(alone)))
    texts = [case.turns[0] for case in alone]
    outcomes = Counter(judge(case, assistant.reply(case.turns[0])).outcome for case in alone)
    times = timed(assistant.reply, texts, passes=passes)
    rows = [("**Verbatim**", *_shares(outcomes), f"{times.p50:.2f}", f"{times.p99:.2f}")]
    skipped = []
    phrases = phrases_of(assistant.pack)
    for name, make in ways.items():
        try:
            way = make(phrases)
        except (NotInstalledError, ModuleNotFoundError) as missing:
            skipped.append(f"{name} is left out: {missing}.")
            continue
        outcomes = _with_best_threshold(assistant, alone, phrases, way)
        times = timed(way, texts, passes=passes, seconds=20.0)
        rows.append((name, *_shares(outcomes), f"{times.p50:.2f}", f"{times.p99:.2f}"))
    text = table(("way", "right %", "off or missed %", "wrong %", "p50 ms", "p99 ms"), rows)
    return "\n\n".join([text, *skipped])


def _shares(outcomes: Counter[Outcome]) -> tuple[str, ...]:
    right, wrong = outcomes[Outcome.RIGHT], outcomes[Outcome.WRONG]
    every = outcomes.total()
    return tuple(f"{100 * n / every:.1f}" for n in (right, every - right - wrong, wrong))


def _with_best_threshold(
    assistant: Assistant, cases: Sequence[Case], phrases: Sequence[str], way: Way
) -> Counter[Outcome]:
    """What a way gets with the threshold for which right less wrong is most."""
    found = [way(case.turns[0]) for case in cases]
    replies: dict[int, Reply] = {}
    for number, _ in found:
        if number not in replies:
            replies[number] = assistant.reply(phrases[number])
    unknown = assistant.reply("xqzvkw")
    judged = [
        (near, judge(case, replies[number]).outcome, judge(case, unknown).outcome)
        for case, (number, near) in zip(cases, found, strict=True)
    ]
    thresholds = np.quantile([near for near, _, _ in judged], np.linspace(0, 1, THRESHOLDS))
    tried = (
        Counter(answered if near >= threshold else silent for near, answered, silent in judged)
        for threshold in thresholds.tolist()
    )
    return max(tried, key=lambda o: o[Outcome.RIGHT] - o[Outcome.WRONG])


# Loading.

_LOAD = """
import json, sys, time
from pathlib import Path
began = time.perf_counter()
from bench.timing import resident
from bot.assistant import Assistant
from bot.knowledge.loading import load_pack
imported, before = time.perf_counter(), resident()
assistant = Assistant(load_pack(sys.argv[1], Path(sys.argv[2])), cache=Path(sys.argv[3]))
loaded, after = time.perf_counter(), resident()
assistant.reply("hello")
replied = time.perf_counter()
print(json.dumps({"imports": imported - began, "load": loaded - imported,
                  "first": replied - loaded, "before": before, "after": after}))
"""


def loading() -> tuple[str, dict[str, float]]:
    """How long a new process takes to be ready, with nothing cached and with the fit cached."""
    with tempfile.TemporaryDirectory() as cache:
        fitted, again = (_load(cache) for _ in range(2))
    text = (
        f"A new process reads the pack in {again['load']:.1f} s ({fitted['load']:.1f} s the first "
        f"time, when the matcher is fitted and cached), after {again['imports']:.1f} s of imports; "
        f"it then takes {again['after']:.0f} MB."
    )
    return text, {"load": again["load"], "fit": fitted["load"], "memory": again["after"]}


def _load(cache: str) -> dict[str, float]:
    run = subprocess.run(
        [sys.executable, "-c", _LOAD, PACK, str(ROOT), cache],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def main(*, quick: bool = False, save: bool = True) -> None:
    """Measure, print, and write the section `question`."""
    cases = [case.item for case in read_tables(table_files(PACK, ROOT), ROOT)]
    if quick:
        cases = random.Random(1).sample(cases, QUICK_QUESTIONS)
    assistant = Assistant(load_pack(PACK, ROOT), cache=ROOT / ".verbatim" / "cache")
    passes = QUICK_PASSES if quick else PASSES
    times, figures = speed(assistant, cases, passes)
    compared = beside(assistant, cases, passes, QUICK_WAYS if quick else WAYS)
    loaded, memory = loading()
    text = "\n\n".join([times, loaded, compared, f"Measured on {machine()}."])
    print(text)
    if save:
        write("question", text)
        record("question", figures | memory)
