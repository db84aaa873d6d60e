"""More phrases: a thousand to a million, in this project's index and in what people use instead.

    python -m bench scale [--quick]

Each way and each number of phrases has a process of its own (``python -m bench.scale WAY NUMBER
[--corpus clinc150]``), so that memory is its own. Phrases and questions are made up, or CLINC150's
among made-up ones (bench/corpora.py). A question is right if the phrase found is of its topic.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.corpora import CLINC150, CORPORA
from bench.phrases import phrases, questions
from bench.results import record, table, write
from bench.timing import Times, machine, proportional, resident, timed
from bot.understanding.matching import Matcher
from bot.understanding.postings import PhraseIndex

NUMBERS = (1_000, 10_000, 100_000, 1_000_000)
QUICK_NUMBERS = NUMBERS[:2]
QUESTIONS = 400
SECONDS = 10.0
"""Asking stops after so long: slow ways are asked fewer questions."""
PASSES = 5
KNOWN, KNOWN_SLOW, SLOW = 400, 100, 10.0
"""Questions whose share of right ones is counted: fewer for ways that take so many milliseconds."""

AGREEMENT_QUESTIONS = 200
LONGEST = 600.0
"""Seconds after which a way is given up."""

Find = Callable[[str], int]  # the number of the phrase found first, -1 for none
Make = Callable[[Sequence[str], Sequence[int], Path], Find]  # of phrases, their topics, a folder


def folder_size(folder: Path) -> float:
    """Megabytes of the files in a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def with_index(texts: Sequence[str], _: Sequence[int], folder: Path) -> Find:
    opened = PhraseIndex.build(texts, folder / "phrases")

    def find(text: str) -> int:
        found = opened.nearest(text)
        return found[0].number if found else -1

    return find


def with_matcher(texts: Sequence[str], topics: Sequence[int], folder: Path) -> Find:
    fitted = Matcher(zip(map(str, topics), texts, strict=True))
    fitted.save(folder / "fit.npz")
    served = Matcher.load(folder / "fit.npz")
    first = {str(topic): number for number, topic in reversed(list(enumerate(topics)))}
    return lambda text: first[served.rank(text)[0].intent]


def with_rapidfuzz(scorer_name: str) -> Make:
    def make(texts: Sequence[str], _: Sequence[int], __: Path) -> Find:
        from rapidfuzz import fuzz, process

        scorer = getattr(fuzz, scorer_name)

        def find(text: str) -> int:
            found = process.extractOne(text, texts, scorer=scorer)
            return int(found[2]) if found else -1

        return find

    return make


def with_bm25(texts: Sequence[str], _: Sequence[int], folder: Path) -> Find:
    import bm25s

    index = bm25s.BM25()
    tokens = bm25s.tokenize(list(texts), stopwords=None, show_progress=False)
    index.index(tokens, show_progress=False)
    index.save(folder / "bm25")

    def find(text: str) -> int:
        words = [w for w in re.findall(r"\b\w\w+\b", text.lower()) if w in index.vocab_dict]
        return int(index.get_scores(words).argmax()) if words else -1

    return find


def with_tantivy(texts: Sequence[str], _: Sequence[int], folder: Path) -> Find:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text")
    schema.add_unsigned_field("number", stored=True)
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for number, text in enumerate(texts):
        writer.add_document(tantivy.Document(text=text, number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(text: str) -> int:
        words = " ".join(re.findall(r"\w+", text.lower()))
        if not words:
            return -1
        hits = searcher.search(index.parse_query(words, ["text"]), limit=1, count=False).hits
        return int(searcher.doc(hits[0][1])["number"][0]) if hits else -1

    return find


def with_fts5(texts: Sequence[str], _: Sequence[int], folder: Path) -> Find:
    database = sqlite3.connect(folder / "fts.db")
    database.execute("CREATE VIRTUAL TABLE phrases USING fts5(text)")
    numbered = ((number + 1, text) for number, text in enumerate(texts))
    database.executemany("INSERT INTO phrases(rowid, text) VALUES (?, ?)", numbered)
    database.execute("INSERT INTO phrases(phrases) VALUES ('optimize')")
    database.commit()
    query = "SELECT rowid FROM phrases WHERE phrases MATCH ? ORDER BY rank LIMIT 1"

    def find(text: str) -> int:
        words = re.findall(r"\w+", text.lower())
        if not words:
            return -1
        matched = " OR ".join(f'"{word}"' for word in words)
        found = database.execute(query, (matched,)).fetchone()
        return found[0] - 1 if found else -1

    return find


WAYS: dict[str, tuple[str, Make, int]] = {
    "index": ("**phrase index**", with_index, 1_000_000),
    "matcher": ("the matcher (fitted model)", with_matcher, 100_000),
    "tantivy": ("tantivy", with_tantivy, 1_000_000),
    "bm25s": ("bm25s", with_bm25, 1_000_000),
    "ratio": ("rapidfuzz `ratio`", with_rapidfuzz("ratio"), 1_000_000),
    "wratio": ("rapidfuzz `WRatio`", with_rapidfuzz("WRatio"), 100_000),
    "fts5": ("SQLite FTS5", with_fts5, 100_000),
}
"""What a way is called, how it is made, and up to how many phrases it is measured: more would take
it minutes."""

OF_CLINC150 = {
    "index": 1_000_000, "matcher": 10_000, "tantivy": 1_000_000, "bm25s": 100_000,
    "ratio": 10_000, "fts5": 10_000,
}  # fmt: skip
"""Up to how many phrases a way is measured with CLINC150's too: the data set has 15,000, and beyond
them the made-up ones have told what a way takes. All 15,000 are fitted under "Intents"."""


def measure(way: str, number: int, corpus: str) -> dict[str, Any]:
    """The figures of one way over so many phrases; in this process, which is best a new one."""
    found_in = CORPORA[corpus](number, QUESTIONS)
    topics, texts = [topic for topic, _ in found_in.phrases], [text for _, text in found_in.phrases]
    asked = found_in.questions
    before = resident()
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        find = WAYS[way][1](texts, topics, Path(name))
        built = time.perf_counter() - began
        find(asked[0][0])
        times = timed(find, [text for text, _ in asked], passes=PASSES, seconds=SECONDS)
        reached = times.milliseconds.shape[1]
        known = [(text, topic) for text, topic in asked[:reached] if topic is not None]
        most = KNOWN if times.p50 < SLOW else KNOWN_SLOW
        right = [(at := find(text)) >= 0 and topics[at] == topic for text, topic in known[:most]]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {
            "build": built,
            "disk": folder_size(Path(name)),
            "held": resident() - before,
            "peak": peak,
            "p50": times.p50,
            "p99": times.p99,
            "noise": times.noise,
            "asked": reached,
            "right": sum(right) / len(right),
        }


def serve(folder: Path, number: int) -> dict[str, float]:
    """Opens an index, asks it, waits for a line on standard input, and tells its memory then."""
    asked = [q.text for q in questions(QUESTIONS, number)]
    bare = resident()
    began = time.perf_counter()
    opened = PhraseIndex.open(folder)
    milliseconds = 1e3 * (time.perf_counter() - began)
    times: Times = timed(opened.nearest, asked, passes=PASSES)
    print("ready", flush=True)
    sys.stdin.readline()
    return {
        "open": milliseconds, "bare": bare, "resident": resident(),
        "proportional": proportional(), "p50": times.p50, "p99": times.p99,
    }  # fmt: skip


def build(folder: Path, _: int) -> dict[str, float]:
    """Builds an index of a file that has a phrase a line, for its time and peak of memory."""
    began = time.perf_counter()
    with folder.with_suffix(".txt").open(encoding="utf-8") as lines:
        PhraseIndex.build(map(str.strip, lines), folder)
    return {
        "build": time.perf_counter() - began,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "disk": folder_size(folder),
    }


def agreement(folder: Path, number: int) -> dict[str, float]:
    """The share of questions whose nearest phrase is as near as any is."""
    opened = PhraseIndex.open(folder)
    asked = [q.text for q in questions(AGREEMENT_QUESTIONS, number, seed=2)]
    same = 0
    for text in asked:
        found = opened.nearest(text)
        same += bool(found) and found[0].cosine >= opened.best_of_all(text) - _ROUNDING
    return {"agreement": same / len(asked)}


_ROUNDING = 1e-5


def _run(*arguments: str) -> dict[str, Any] | None:
    """What a process of this module prints last; None if it fails or takes too long."""
    command = [sys.executable, "-m", "bench.scale", *arguments]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def two_replicas(folder: Path, number: int) -> list[dict[str, float]]:
    """Two processes that have the same index open at the same time."""
    command = [sys.executable, "-m", "bench.scale", "serve", str(number), str(folder)]
    replicas = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for replica in replicas:
        assert replica.stdout is not None
        replica.stdout.readline()
    told = [replica.communicate("\n", timeout=LONGEST)[0] for replica in replicas]
    return [json.loads(text.splitlines()[-1]) for text in told]


def compared(most_of: Mapping[str, int], numbers: Sequence[int], corpus: str) -> str:
    """The table of ways over numbers of phrases of a corpus, each up to its most."""
    rows = []
    for way, most in most_of.items():
        name = WAYS[way][0]
        for number in numbers:
            if number > most:
                continue
            print(f"  {way}, {number:,} phrases ({corpus}) …", file=sys.stderr)
            found = _run(way, str(number), "--corpus", corpus)
            if found is None:
                rows.append((name, f"{number:,}", *("–",) * 6))
                continue
            rows.append((
                name, f"{number:,}", f"{found['p50']:.2f}", f"{found['p99']:.2f}",
                f"{100 * found['right']:.0f}", f"{found['build']:.1f}",
                f"{found['disk']:.0f}", f"{found['held']:.0f}",
            ))  # fmt: skip
    header = (
        "way",
        "phrases",
        "p50 ms",
        "p99 ms",
        "right %",
        "built in s",
        "on disk MB",
        "held MB",
    )
    return table(header, rows)


def served(number: int) -> tuple[str, dict[str, float]]:
    """The index of so many phrases against its bars."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "phrases"
        with folder.with_suffix(".txt").open("w", encoding="utf-8") as lines:
            lines.writelines(f"{text}\n" for _, text in phrases(number))
        made = _run("build", str(number), str(folder))
        if made is None:
            return f"The index of {number:,} phrases could not be built.", {}
        one, two = two_replicas(folder, number)
        agreed = _run("agreement", str(number), str(folder)) or {"agreement": float("nan")}
    text = (
        f"The index of {number:,} phrases is built in {made['build']:.0f} s with "
        f"{made['peak']:.0f} MB at most; it has {made['disk']:.0f} MB on disk and is opened in "
        f"{one['open']:.1f} ms. A process that has answered from it takes {one['resident']:.0f} MB "
        f"({one['bare']:.0f} before it opened it); two such processes, which share its pages, "
        f"take {one['proportional'] + two['proportional']:.0f} MB together. The phrase found is "
        f"as near as any in {100 * agreed['agreement']:.1f} % of {AGREEMENT_QUESTIONS} questions."
    )
    return text, made | one | agreed


def of_clinc150(*, quick: bool) -> str:
    """The table for CLINC150's phrases, or why there is none."""
    if not CLINC150.is_file():
        return "CLINC150 is left out: bench/corpora.py says where its data_full.json was not found."
    rows = compared(OF_CLINC150, QUICK_NUMBERS[:1] if quick else NUMBERS, "clinc150")
    return f"The same with CLINC150's phrases, beyond its 15,000 among made-up ones:\n\n{rows}"


def main(*, quick: bool = False, save: bool = True) -> None:
    """Measure, print, and write the section `scale`."""
    numbers = QUICK_NUMBERS if quick else NUMBERS
    rows = compared({way: most for way, (_, _, most) in WAYS.items()}, numbers, "made-up")
    told = [served(number) for number in numbers[-2:]]
    text = "\n\n".join(
        [rows, *(text for text, _ in told), of_clinc150(quick=quick), f"Measured on {machine()}."]
    )
    print(text)
    if save:
        write("scale", text)
        record("scale", told[-1][1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=[*WAYS, "build", "serve", "agreement"])
    parser.add_argument("number", type=int)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--corpus", choices=CORPORA, default="made-up")
    given = parser.parse_args()
    if given.way in WAYS:
        print(json.dumps(measure(given.way, given.number, given.corpus)))
    else:
        task = {"build": build, "serve": serve, "agreement": agreement}[given.way]
        print(json.dumps(task(given.folder, given.number)))
