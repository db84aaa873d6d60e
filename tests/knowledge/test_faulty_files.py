"""A file that is no YAML, or not of the shape wanted, is told by its line."""

from pathlib import Path

import pytest

from bot.knowledge.documents import MAX_BYTES
from bot.knowledge.loading import read_pack

from .conftest import COLLECTION, FACTS, NAME, OPENING, QUOTES, SOURCE, TALK, TERMS
from .faults import Broken, assert_told, fault

SAYS_FR = (
    '    fr: "La bibliothèque de Fennmoor ouvrira le dimanche à partir du printemps prochain."\n'
)
SAYS_EN = '    en: "The library of Fennmoor will open on Sundays from next spring."\n'
FAULTS = [
    # YAML
    fault(FACTS, "  evidence:", "§\tevidence:", "facts", "not YAML", "a tab that indents"),
    fault(FACTS, '"La boul', '§"La "boul', "facts", "not YAML", "a quotation mark within another"),
    fault(TERMS, 'name: {fr: "Ida', '§name: {fr: : "Ida', "terms", "not YAML", "a stray colon"),
    fault(TERMS, "type: person", "§type: a: b", "terms", "in quotes", "a colon within words"),
    fault(
        TERMS, "type: person", "§type: \x07", "terms", "control character", "a control character"
    ),
    fault(TERMS, "type: person", "§type: &p person", "ida-marsh", "the anchor &p", "an anchor"),
    fault(TERMS, "type: person", "§type: *p", "ida-marsh", "the alias *p", "an alias of nothing"),
    fault(TERMS, "type: person", "§type: !!str person", "ida-marsh", "the tag", "a tag"),
    fault(TERMS, "type: person", "§<<: {type: person}", "ida-marsh", "merge key", "a merge key"),
    fault(
        TERMS,
        "type: person",
        "type: person\n  §type: person",
        "ida-marsh",
        "stands twice",
        "a key twice",
    ),
    fault(
        TERMS, "type: person", "§[type]: person", "ida-marsh", "a key is a word", "a list as a key"
    ),
    fault(
        TERMS,
        "type: person",
        "§type: " + "[" * 30 + "]" * 30,
        "terms",
        "deeper than 20",
        "deep nesting",
    ),
    fault(
        QUOTES,
        "  place: P3\n",
        "  place: P3\n§---\n- id: x\n",
        "marsh.stay",
        "second document",
        "two documents",
    ),
    fault(
        QUOTES, "- id: marsh.stay\n", "# nothing\n§", "quotes", "a list of entries", "half an entry"
    ),
    # shapes
    fault(
        FACTS,
        "  says:",
        "  §sayz:",
        "opening.sundays",
        "unknown key `sayz`; did you mean `says`?",
        "a misspelt key",
    ),
    fault(
        FACTS,
        "hedge: about",
        "§hedg: about",
        "readers.number",
        "`figures[1].hedg`; did you mean `hedge`?",
        "a misspelt key within",
    ),
    fault(
        FACTS,
        "  about: [sundays]",
        "  §colour: red",
        "opening.sundays",
        "the keys here are id, says,",
        "an unknown key",
    ),
    fault(
        QUOTES,
        "- id: marsh.stay\n  speaker: ida-marsh\n",
        "§- id: marsh.stay\n",
        "marsh.stay",
        "`speaker` is missing",
        "a key missing",
    ),
    fault(
        FACTS,
        f"  says:\n{SAYS_FR}{SAYS_EN}",
        f"  §says:\n{SAYS_FR}",
        "opening.sundays",
        "`says.en` is missing",
        "a language missing",
    ),
    fault(
        FACTS,
        SAYS_EN,
        '    §en: ""\n',
        "opening.sundays",
        "`says.en` is empty",
        "an empty language",
    ),
    fault(
        FACTS,
        SAYS_EN,
        "    §en:\n",
        "opening.sundays",
        "`says.en` is empty",
        "a language of nothing",
    ),
    fault(
        OPENING,
        '      en: ["will other services be cut", "what does the mayor promise"]',
        "      §en: []",
        "services",
        "no phrase for `en`",
        "no phrase in one language",
    ),
    fault(
        FACTS,
        "about: [sundays]",
        "§about: sundays",
        "opening.sundays",
        "`about` must be a list, not words",
        "words for a list",
    ),
    fault(
        FACTS,
        "value: 250",
        "§value: many",
        "herbal.price",
        "`figures[1].value` (`many`) is not a number",
        "a figure in words",
    ),
    fault(
        FACTS, "value: 250", "§value: .inf", "herbal.price", "is not a number", "an infinite figure"
    ),
    fault(
        FACTS,
        "value: 250",
        "§value: 1,4",
        "herbal.price",
        "unknown key `figures[1].4`",
        "a decimal comma",
    ),
    fault(
        FACTS,
        "hedge: about",
        "§hedge: perhaps",
        "readers.number",
        "must be one of about, barely, under or over",
        "an unknown hedge",
    ),
    fault(
        FACTS,
        "status: estimated",
        "§status: guessed",
        "cost.sundays",
        "must be one of reported",
        "an unknown status",
    ),
    fault(
        TERMS, "kind: entity", "§kind: thing", "library", "must be one of entity", "an unknown kind"
    ),
    fault(
        TERMS,
        "nearby: true",
        "§nearby: perhaps",
        "archive",
        "must be true or false",
        "neither true nor false",
    ),
    fault(
        TERMS,
        "- id: ida-marsh",
        "§- id: Ida Marsh",
        "Ida Marsh",
        "is not an id",
        "an id with capitals",
    ),
    fault(
        FACTS,
        "place: T,",
        "§place: t1,",
        "opening.sundays",
        "not the id of a place",
        "a place in small letters",
    ),
    fault(
        TERMS,
        '  also: ["Fennmoor"]',
        "  §also: [[Fennmoor]]",
        "library",
        "`also[1]` must be words, not a list",
        "a list for words",
    ),
    fault(
        FACTS,
        "  evidence:\n    - {place: P3,",
        "  evidence: §[]\n  x:\n    - {place: P3,",
        "cafe.crumb",
        "`evidence` is empty",
        "no evidence",
    ),
    fault(
        QUOTES,
        "- id: marsh.stay",
        "§- just words\n- id: marsh.stay",
        "quotes[1]",
        "must be a mapping",
        "words for an entry",
    ),
    fault(
        SOURCE,
        "language: en",
        "§language: de",
        NAME,
        "must be one of fr or en",
        "a language that is not of the house",
    ),
    fault(
        SOURCE,
        'rubric: "Town life"',
        "§rubrik: Town life",
        NAME,
        "did you mean `rubric`?",
        "a misspelt key of the source",
    ),
    fault(
        TALK,
        "intents:",
        "§intent:",
        "talk",
        "unknown key `intent`; did you mean `intents`?",
        "a misspelt key of a file",
    ),
    fault(
        OPENING,
        "intents:\n",
        "§intents: {}\nterms:\n",
        "opening",
        "a list of entries",
        "a mapping for a list",
    ),
    fault(
        OPENING,
        'topic: {fr: "L’ouverture", en: "Opening"}\nintents:',
        "§intents:",
        "opening",
        "`topic` is missing",
        "no topic",
    ),
    fault(
        OPENING,
        'en: "Opening"}',
        '§english: "Opening"}',
        "opening",
        "unknown key `name.english`",
        "a topic in one language",
    ),
    fault(
        OPENING,
        "  - id: services\n",
        "  - id: services\n    §topic: opening\n",
        "services",
        "the file's name says it",
        "a topic of an intent",
    ),
    fault(
        COLLECTION,
        "    answers: [cafe.crumb]\n    ask:",
        "    answers: [cafe.crumb]\n    §not_: {fr: [x], en: [x]}\n    ask:",
        "cafe",
        "unknown key `not_`; did you mean `not`?",
        "the name the code has for a key",
    ),
]


@pytest.mark.parametrize("broken", FAULTS)
def test_a_fault_is_found_where_it_stands(home: Path, rewrite, broken: Broken) -> None:
    assert_told(home, rewrite, broken)


def test_the_faults_are_of_many_kinds() -> None:
    assert len({param.id for param in FAULTS}) == len(FAULTS) >= 40


def lay(home: Path, file: str, content: bytes | None) -> None:
    """Writes a file of the pack, or takes it away."""
    path = home / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("file", "content", "line", "says"),
    [
        pytest.param(SOURCE, None, 0, "this file is missing", id="no source"),
        pytest.param(QUOTES, None, 0, "this file is missing", id="no quotes"),
        pytest.param(QUOTES, b"", 1, "a list of entries is wanted here", id="an empty file"),
        pytest.param(QUOTES, b"# x\nid: x", 2, "a list of entries", id="a mapping for a list"),
        pytest.param(SOURCE, b"- id: x", 1, "must be a mapping of keys", id="a list for a mapping"),
        pytest.param(SOURCE, b"", 1, "it must be a mapping of keys", id="an empty source"),
        pytest.param(OPENING, b"- id: x", 1, "must be a mapping of topic", id="a list of intents"),
        pytest.param(FACTS, b"# a\n\xff", 2, "this is not UTF-8", id="Latin 1"),
        pytest.param(FACTS, b"#" * (MAX_BYTES + 1), 0, "larger than 1024 KiB", id="a huge file"),
        pytest.param(FACTS, b"[" * 100_000, 1, "deeper than 20 levels", id="a deep file"),
        pytest.param(
            FACTS.replace("facts", "fact"), b"[]", 0, "nothing reads this file", id="a stray file"
        ),
        pytest.param(
            OPENING.replace(".yaml", ".yml"), b"", 0, "name it .yaml", id="another ending"
        ),
    ],
)
def test_a_faulty_file_is_told(
    home: Path, file: str, content: bytes | None, line: int, says: str
) -> None:
    lay(home, file, content)

    problems = read_pack(NAME, home).problems

    assert any(p.file == file and p.line == line and says in p.reason for p in problems), problems


def test_a_missing_folder_is_told(home: Path) -> None:
    (home / "intents" / NAME).rename(home / "intents" / "elsewhere")

    assert [str(problem) for problem in read_pack(NAME, home).problems] == [
        f"intents/{NAME}:0: {NAME}: this folder is missing"
    ]


def test_a_folder_without_intents_is_told(home: Path) -> None:
    for file in (home / "intents" / NAME).iterdir():
        file.unlink()

    told = [str(problem) for problem in read_pack(NAME, home).problems]
    assert f"intents/{NAME}:0: {NAME}: this folder holds no .yaml file" in told


def test_a_text_without_places_is_told(home: Path) -> None:
    head, _ = (home / SOURCE).read_text(encoding="utf-8").split("places:\n")
    (home / SOURCE).write_text(f"{head}places: []\n", encoding="utf-8")

    told = [(p.file, p.line, p.reason) for p in read_pack(NAME, home).problems]
    assert (SOURCE, head.count("\n") + 1, "places: a text has at least one place") in told


def test_what_is_no_file_is_told(home: Path) -> None:
    (home / QUOTES).unlink()
    (home / QUOTES).mkdir()

    (problem,) = read_pack(NAME, home).problems
    assert (problem.file, problem.line) == (QUOTES, 0)
    assert problem.reason.startswith("this file cannot be read: ")
