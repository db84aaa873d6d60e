"""Fits how sure an answer is: the weights of ``bot.answering.certainty`` from question tables.

``python -m bench.certainty [TABLES]`` asks every plain question of the tables: by default those of
the shipped packs, and those of people who did not know the phrases. It looks at the best candidate
if nothing vetoes it, and fits a logistic regression of whether it is the right one on the
candidate's evidence. Prints the weights to write down, and what each certainty would answer,
cross-validated.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from bot.answering.certainty import features
from bot.answering.selection import Candidate
from bot.assistant import Assistant
from bot.curation.evaluate import table_files
from bot.curation.tables import Case, read_tables
from bot.knowledge.loading import load_pack, pack_names

ROOT = Path(__file__).resolve().parent.parent
FOLDS = 10
_JUDGED = {"answer", "unknown"}
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


def examples(pack: str, tables: Iterable[Path]) -> Iterable[tuple[str, Candidate, bool]]:
    """Questions with their best unvetoed candidate, and whether that is the right one."""
    assistant = Assistant(load_pack(pack, ROOT), cache=ROOT / ".verbatim" / "cache")
    for located in read_tables(tables, ROOT):
        case = located.item
        if len(case.turns) > 1 or case.verdict is not None or not set(case.kind) <= _JUDGED:
            continue
        for candidate in assistant.candidates(case.turns[0])[:1]:
            if candidate.unvetoed:
                yield case.turns[0], candidate, is_right(case, candidate)


def _tables(pack: str) -> list[Path]:
    folder = ROOT / "tests" / "questions" / pack / "others"
    return [*table_files(pack, ROOT), *sorted(folder.glob("*.yaml"))]


def is_right(case: Case, candidate: Candidate) -> bool:
    """Whether a case is answered by a candidate's entries."""
    if candidate.entries and all(entry.is_silent for entry in candidate.entries):
        return "unknown" in case.kind
    cited = {evidence.place for entry in candidate.entries for evidence in entry.evidence}
    return "answer" in case.kind and set(case.places) <= cited


def main() -> None:
    """Fit and print."""
    named = [Path(name) for name in sys.argv[1:]]
    found = [
        example for pack in pack_names(ROOT) for example in examples(pack, named or _tables(pack))
    ]
    names = list(features(found[0][1].evidence))
    x = np.array([[features(c.evidence)[n] for n in names] for _, c, _ in found])
    y = np.array([right for *_, right in found])
    model = LogisticRegression(max_iter=5_000)
    said = cross_val_predict(model, x, y, cv=FOLDS, method="predict_proba")[:, 1]
    model.fit(x, y)
    print(f"{len(y)} questions, {y.sum()} of them with the right candidate")
    for name, weight in zip(names, model.coef_[0], strict=True):
        print(f'    "{name}": {weight:.2f},')
    print(f"_BIAS = {model.intercept_[0]:.2f}")
    for level in LEVELS:
        answered = said >= level
        print(f"certainty {level:.2f}: {(y & answered).sum()} right, {(~y & answered).sum()} wrong")
    for (question, candidate, right), p in zip(found, said, strict=True):
        if not right and p >= LEVELS[2]:
            print(f"  {p:.2f} {candidate.intent.id}: {question}")


if __name__ == "__main__":
    main()
