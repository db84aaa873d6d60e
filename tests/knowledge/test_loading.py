"""Packs are loaded whole, or refused with everything that is wrong, by file and line."""

from pathlib import Path

import pytest

from bot.errors import PackError
from bot.knowledge.documents import MAX_BYTES
from bot.knowledge.loading import load_pack, pack_names, read_pack

NAME = "fennmoor-library"
SOURCE, TERMS, FACTS, QUOTES = (
    f"knowledge/{NAME}/{name}.yaml" for name in ("source", "terms", "facts", "quotes")
)
OPENING, COLLECTION = f"intents/{NAME}/opening.yaml", f"intents/{NAME}/collection.yaml"
LEXICON, TALK = "intents/common/lexicon.yaml", "intents/common/talk.yaml"


def test_a_pack_has_what_its_files_say(home: Path) -> None:
    pack = load_pack(NAME, home)

    assert pack.source.title == "The library of Fennmoor opens on Sundays"
    assert {fact.id for fact in pack.facts} >= {"opening.sundays", "readers.number"}
    assert [topic.id for topic in pack.topics] == ["collection", "opening"]
    assert {intent.id: intent.topic for intent in pack.intents}["herbal"] == "collection"


def test_common_terms_and_intents_come_first_and_are_told_apart(home: Path) -> None:
    pack = load_pack(NAME, home)

    common = [term.id in pack.common for term in pack.terms]
    assert common == sorted(common, reverse=True)
    assert {"percent", "greeting"} <= pack.common
    assert "library" not in pack.common


def test_figures_are_exact(home: Path, rewrite) -> None:
    rewrite(FACTS, "value: 48000", "§value: 2.8")

    fact = next(fact for fact in load_pack(NAME, home).facts if fact.id == "cost.sundays")

    assert str(fact.figures[0].value) == "2.8"


@pytest.mark.parametrize("word", ["no", "yes", "on", "2031", "010", "1:30", "2026-01-01", "1e3"])
def test_a_word_stays_the_word_that_is_written(home: Path, rewrite, word: str) -> None:
    rewrite(TERMS, 'also: ["Fennmoor"]', f"§also: [{word}]")

    library = next(term for term in load_pack(NAME, home).terms if term.id == "library")

    assert library.also == (word,)


def test_a_counted_figure_needs_no_placeholder(home: Path, rewrite) -> None:
    rewrite(FACTS, "value: 3, unit: rooms", "§value: 3, unit: rooms, counted: true")
    rewrite(FACTS, " et compte {figure2}", "§")
    rewrite(FACTS, " and keeps {figure2}", "§")

    assert load_pack(NAME, home).id == NAME


def fault(file: str, old: str, new: str, entry: str, says: str, name: str):
    """A file with ``old`` replaced; § is at the line where ``entry`` is told what it ``says``."""
    return pytest.param(file, old, new, entry, says, id=name)


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
    # ids
    fault(
        FACTS,
        "- id: collection.size",
        "- §id: readers.number",
        "readers.number",
        "the id `readers.number` is taken, at knowledge/fennmoor-library/facts.yaml:12",
        "a fact's id twice",
    ),
    fault(
        QUOTES,
        "- id: marsh.stay",
        "- §id: cafe.crumb",
        "cafe.crumb",
        "is taken",
        "a fact's id for a quote",
    ),
    fault(
        TERMS,
        "- id: archive",
        "- §id: percent",
        "percent",
        "is taken, at intents/common/lexicon.yaml:2",
        "the id of a common term",
    ),
    fault(
        OPENING,
        "  - id: services",
        "  - §id: herbal",
        "herbal",
        "is taken",
        "an intent's id in two files",
    ),
    fault(
        SOURCE,
        "id: fennmoor-library",
        "§id: fennmoor",
        "fennmoor",
        "must be its folder's name",
        "another id than the folder's",
    ),
    fault(SOURCE, "- {id: R,", "- §{id: T,", NAME, "the id `T` stands twice", "a place twice"),
    fault(
        SOURCE,
        "- {id: H2, text",
        "- §{id: H1, text",
        NAME,
        "headings[2].id: the id `H1` stands twice",
        "a heading twice",
    ),
    # references
    fault(
        FACTS,
        "of: library, value: 12400",
        "§of: librery, value: 12400",
        "readers.number",
        "there is no term `librery`; did you mean `library`?",
        "an unknown subject",
    ),
    fault(
        FACTS,
        "measure: price",
        "§measure: prices",
        "herbal.price",
        "there is no measure `prices`; did you mean `price`?",
        "an unknown measure",
    ),
    fault(
        FACTS,
        "measure: price",
        "§measure: library",
        "herbal.price",
        "is of kind entity; one of kind measure is wanted",
        "an entity for a measure",
    ),
    fault(
        FACTS,
        "value: 250, unit: gbp",
        "§value: 250, unit: pound",
        "herbal.price",
        "there is no unit or measure `pound`",
        "an unknown unit",
    ),
    fault(
        FACTS,
        "period: y2031",
        "§period: y2032",
        "cost.sundays",
        "there is no period `y2032`; did you mean `y2031`?",
        "an unknown period",
    ),
    fault(
        FACTS,
        "status: estimated",
        "§by: nobody",
        "cost.sundays",
        "there is no entity `nobody`",
        "an unknown source of a figure",
    ),
    fault(
        FACTS,
        "about: [cuts, tom-alder]",
        "§about: [cats, tom-alder]",
        "services.kept",
        "about[1]: there is no term `cats`; did you mean `cuts`?",
        "an unknown term of a fact",
    ),
    fault(
        FACTS,
        "about: [cuts, tom-alder]",
        "§about: [cuts, cuts]",
        "services.kept",
        "stands twice in this list",
        "a term twice in a list",
    ),
    fault(
        FACTS,
        "only: [company]",
        "§only: [companies]",
        "cafe.crumb",
        "no term has the type `companies`; did you mean `company`?",
        "an unknown type",
    ),
    fault(
        FACTS,
        'place: P4, excerpt: "Tom',
        '§place: P9, excerpt: "Tom',
        "services.kept",
        "no place `P9`; its places are T, R, P1",
        "an unknown place",
    ),
    fault(
        QUOTES,
        "place: P3",
        "§place: P9",
        "marsh.stay",
        "no place `P9`",
        "an unknown place of a quote",
    ),
    fault(
        QUOTES,
        "speaker: ida-marsh",
        "§speaker: ida",
        "marsh.stay",
        "there is no entity `ida`",
        "an unknown speaker",
    ),
    fault(
        QUOTES,
        "speaker: ida-marsh",
        "§speaker: cost",
        "marsh.stay",
        "one of kind entity is wanted",
        "a measure that speaks",
    ),
    fault(
        TERMS,
        "implies: [cafe]",
        "§implies: [caffe]",
        "crumb",
        "did you mean `cafe`?",
        "an unknown implication",
    ),
    fault(
        TERMS,
        "implies: [cafe]",
        "§implies: [crumb]",
        "crumb",
        "does not imply itself",
        "a term that implies itself",
    ),
    fault(
        TERMS,
        "implies: [cafe]",
        "§shares: [caffe]",
        "crumb",
        "shares[1]: there is no term `caffe`",
        "a name shared with an unknown term",
    ),
    fault(
        TERMS,
        "- id: archive",
        "- §id: " + "archive" * 12,
        "archive" * 12,
        "`id` is longer than 80 characters",
        "an id too long",
    ),
    fault(
        TERMS,
        "opposite: weekdays",
        "§opposite: workdays",
        "sundays",
        "did you mean `weekdays`?",
        "an unknown opposite",
    ),
    fault(
        TERMS,
        "opposite: weekdays",
        "§opposite: sundays",
        "sundays",
        "its own opposite",
        "a term opposed to itself",
    ),
    fault(
        TERMS,
        "  unit: readers",
        "  §unit: reader",
        "readers",
        "there is no unit or measure `reader`",
        "an unknown unit of a measure",
    ),
    fault(
        TERMS,
        "  type: book",
        "  type: book\n  §unit: gbp",
        "herbal",
        "only a measure has a unit",
        "an entity with a unit",
    ),
    fault(
        SOURCE,
        "about: [library]",
        "§about: [museum]",
        NAME,
        "there is no term `museum`",
        "an unknown term of the source",
    ),
    fault(
        SOURCE, "under: H2", "§under: H3", NAME, "there is no heading `H3`", "an unknown heading"
    ),
    fault(
        SOURCE,
        '- {id: H2, text: "What it will cost"}',
        '- {id: H2, text: "What it will cost"}\n  - §{id: H3, text: "More"}',
        NAME,
        "the heading `H3` is not among `places`",
        "a heading that is no place",
    ),
    fault(
        OPENING,
        "answers: [opening.sundays]",
        "§answers: [opening.sunday]",
        "opening",
        "there is no fact or quote `opening.sunday`; did you mean `opening.sundays`?",
        "an unknown answer",
    ),
    fault(
        OPENING,
        "measure: cost",
        "§measure: costs",
        "cost",
        "there is no measure `costs`",
        "an unknown measure of an intent",
    ),
    fault(
        OPENING,
        "needs: [[cuts]]",
        "§needs: [[cuts, axes]]",
        "services",
        "needs[1][2]: there is no term `axes`",
        "an unknown need",
    ),
    fault(
        OPENING,
        "needs: [[cuts]]",
        "§needs: [[]]",
        "services",
        "this group is empty",
        "an empty need",
    ),
    fault(
        TALK,
        "does: greet",
        "§answers: [opening.sundays]",
        "greeting",
        "cannot be answered by the entries of one pack",
        "a common intent with a pack's answer",
    ),
    fault(
        TALK,
        "    does: greet\n",
        "    does: greet\n    §needs: [[library]]\n",
        "greeting",
        "`library` is a term of one pack",
        "a common intent with a pack's term",
    ),
    # outcomes, placeholders, slots
    fault(
        OPENING,
        "    measure: cost\n",
        "    answers: [cost.sundays]\n    §measure: cost\n",
        "cost",
        "exclude each other",
        "two outcomes",
    ),
    fault(
        OPENING,
        "  - id: cost\n    measure: cost\n",
        "  - §id: cost\n",
        "cost",
        "nothing answers this",
        "no outcome",
    ),
    fault(
        TALK,
        "    does: thank\n    reply:",
        "    §reply:",
        "thanks",
        "a reply goes with `does`",
        "a reply without its turn",
    ),
    fault(
        FACTS,
        "soit {figure2} des habitants",
        "§soit 31 % des habitants",
        "readers.number",
        "figure 2 is not in these words: write it as {figure2}",
        "a figure in one language only",
    ),
    fault(
        FACTS,
        "{figure} par an",
        "§{figure} et {figure3} par an",
        "collection.size",
        "the placeholder {figure3} has no figure; the figures here are {figure}, {figure2}",
        "a placeholder too many",
    ),
    fault(
        FACTS,
        "will open on Sundays",
        "§will open on {figure}",
        "opening.sundays",
        "there is no figure",
        "a placeholder without figures",
    ),
    fault(
        FACTS,
        "{figure} par an",
        "§{figure par an",
        "collection.size",
        "a brace stands alone",
        "half a placeholder",
    ),
    fault(
        COLLECTION,
        '"que veut {person}"',
        '§"que veut {personne}"',
        "aim",
        "no term can fill the slot {personne}; did you mean `person`?",
        "a slot that nothing fills",
    ),
    fault(
        COLLECTION,
        '"que veut {person}"',
        '§"que veut {person"',
        "aim",
        "a brace stands alone",
        "half a slot",
    ),
    fault(
        LEXICON,
        "  - id: percent\n    kind: unit",
        "  - id: percent\n    §kind: units",
        "percent",
        "must be one of",
        "a fault in the common lexicon",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "entry", "says"), FAULTS)
def test_a_fault_is_found_where_it_stands(
    home: Path, rewrite, file: str, old: str, new: str, entry: str, says: str
) -> None:
    line = rewrite(file, old, new)

    with pytest.raises(PackError) as refused:
        load_pack(NAME, home)

    found = [
        problem
        for problem in refused.value.problems
        if (problem.file, problem.line, problem.entry) == (file, line, entry)
    ]
    assert any(says in problem.reason for problem in found), str(refused.value)


def test_the_faults_are_of_many_kinds() -> None:
    assert len({param.id for param in FAULTS}) == len(FAULTS) >= 40


def test_everything_wrong_is_told_at_once_and_in_order(home: Path, rewrite) -> None:
    rewrite(TERMS, "kind: entity", "§kind: thing")
    rewrite(FACTS, "of: herbal", "§of: herbarium")
    rewrite(FACTS, "place: T,", "§place: X,")
    rewrite(OPENING, "measure: cost", "§measur: cost")

    problems = read_pack(NAME, home).problems

    assert list(problems) == sorted(problems)
    assert [problem.file for problem in problems] == [OPENING, FACTS, FACTS, TERMS]


def test_a_faulty_entry_is_not_told_again_wherever_it_is_named(home: Path, rewrite) -> None:
    rewrite(TERMS, "- id: ida-marsh\n  kind: entity", "- id: ida-marsh\n  §kind: thing")

    assert len(read_pack(NAME, home).problems) == 1


def test_nothing_is_missed_while_a_file_cannot_be_read(home: Path) -> None:
    (home / TERMS).write_text("- id: [", encoding="utf-8")

    assert {problem.file for problem in read_pack(NAME, home).problems} == {TERMS}


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


def test_an_unknown_pack_is_told_with_those_there_are(home: Path) -> None:
    with pytest.raises(PackError, match=f"there is no such pack.*{NAME}"):
        load_pack("../secrets", home)


def test_packs_are_the_folders_of_knowledge(home: Path) -> None:
    (home / "knowledge" / "another").mkdir()
    (home / "knowledge" / ".hidden").mkdir()

    assert pack_names(home) == ("another", NAME)
    assert pack_names(home / "nowhere") == ()
