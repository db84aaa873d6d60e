"""The index of phrases answers as looking at every phrase does, from a folder that is mapped."""

import math
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.phrases import phrases, questions
from bot.understanding.features import tokenise
from bot.understanding.postings import PhraseIndex

TEXTS = [text for _, text in phrases(3_000)]
QUESTIONS = [question.text for question in questions(200, of=3_000)]


def trigrams(text: str) -> set[bytes]:
    normal = f" {' '.join(tokenise(text))} ".encode()
    return {normal[i : i + 3] for i in range(len(normal) - 2)}


def cosines(question: str, every: Sequence[set[bytes]], found: Counter[bytes]) -> list[float]:
    """The cosine of a question with each text, by definition."""
    unknown = math.log1p(len(every)) ** 2
    weights = {gram: math.log1p(len(every) / count) ** 2 for gram, count in found.items()}
    asked = trigrams(question)

    def length(grams: set[bytes]) -> float:
        return math.sqrt(sum(weights.get(gram, unknown) for gram in grams))

    return [
        sum(weights[gram] for gram in grams & asked) / length(grams) / length(asked)
        for grams in every
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PhraseIndex:
    return PhraseIndex.build(TEXTS, tmp_path_factory.mktemp("index") / "phrases")


def test_the_nearest_phrase_is_the_one_that_looking_at_all_would_find(index: PhraseIndex) -> None:
    every = [trigrams(text) for text in TEXTS]
    found = Counter(gram for grams in every for gram in grams)
    lost = []
    for question in QUESTIONS[:40]:
        exact = cosines(question, every, found)
        lost.append(max(exact) - exact[index.nearest(question)[0].number])
    # Two grams may share a number, so that two phrases nearly as near as each other change places.
    assert max(lost) < 0.02
    assert sum(loss > 1e-9 for loss in lost) <= 1


def test_a_phrase_is_nearest_to_itself_whatever_its_accents_and_capitals(
    index: PhraseIndex,
) -> None:
    for number in range(0, len(TEXTS), 50):
        [nearest] = index.nearest(TEXTS[number].upper() + " !")
        assert nearest.cosine == pytest.approx(1, abs=1e-3)
        assert tokenise(TEXTS[nearest.number]) == tokenise(TEXTS[number])


def test_the_nearest_come_first_and_no_more_than_asked_for(index: PhraseIndex) -> None:
    found = index.nearest(QUESTIONS[0], limit=20)
    assert len(found) == 20
    assert [near.cosine for near in found] == sorted((n.cosine for n in found), reverse=True)


def test_what_was_built_is_what_is_opened_by_several_threads(
    index: PhraseIndex, tmp_path: Path
) -> None:
    PhraseIndex.build(["something else"], tmp_path / "phrases")
    PhraseIndex.build(iter(TEXTS), tmp_path / "phrases")  # replaces the one before
    opened = PhraseIndex.open(tmp_path / "phrases")
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(opened.nearest, QUESTIONS))
    assert found == [index.nearest(question) for question in QUESTIONS]
    assert [path.name for path in tmp_path.iterdir()] == ["phrases"]


@pytest.mark.parametrize("text", ["", "  ", "!?", "é", "日本語", "x" * 50_000], ids=repr)
def test_any_text_may_be_asked(index: PhraseIndex, text: str) -> None:
    assert all(0 < near.cosine <= 1 for near in index.nearest(text))


@pytest.mark.parametrize("texts", [[], [""], ["a"], ["", "two words", "?"]], ids=repr)
def test_few_or_empty_phrases_make_an_index_too(texts: list[str], tmp_path: Path) -> None:
    index = PhraseIndex.build(texts, tmp_path / "phrases")
    assert len(index) == len(texts)
    assert [near.number for near in index.nearest("two words")] == (
        [texts.index("two words")] if "two words" in texts else []
    )


def test_a_damaged_or_foreign_folder_is_refused_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "phrases"
    PhraseIndex.build(TEXTS[:10], folder)
    (folder / "postings.npy").write_bytes(b"no array")
    with pytest.raises(ValueError, match="phrases: not an index of this version"):
        PhraseIndex.open(folder)
    (folder / "about.json").write_text('{"version": 0}', encoding="utf-8")
    with pytest.raises(ValueError, match="written by version 0"):
        PhraseIndex.open(folder)
    with pytest.raises(OSError, match="missing"):
        PhraseIndex.open(tmp_path / "missing")
