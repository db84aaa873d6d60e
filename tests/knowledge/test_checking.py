"""What is doubtful in a pack that loads is found where it stands."""

from pathlib import Path

import pytest

from bot.knowledge.checking import check_pack
from bot.knowledge.loading import read_pack

from .conftest import FACTS, LOCK, NAME, OPENING, QUOTES, SOURCE, TERMS


def findings(home: Path, lock: str | None = "kept"):
    files = read_pack(NAME, home)
    assert not files.problems, files.problems
    kept = (home / LOCK).read_text(encoding="utf-8")
    return check_pack(files, kept if lock == "kept" else lock)


def test_the_pack_is_clean(home: Path) -> None:
    assert findings(home) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "says"),
    [
        pytest.param(
            FACTS,
            "hold a card, which is 31%",
            "§hold a card, that is 31%",
            "readers.number",
            "“a card,” is not followed by “that”",
            id="a word changed in an excerpt",
        ),
        pytest.param(
            FACTS,
            "lends 86,000 books",
            "§lent 86,000 books",
            "collection.size",
            "“lent 86,000 books” is not there",
            id="the first word changed",
        ),
        pytest.param(
            FACTS,
            'excerpt: "an estimated £48,000 in 2031"',
            '§excerpt: "£48,000"',
            "cost.sundays",
            "fewer than 3 words proves nothing",
            id="an excerpt too short",
        ),
        pytest.param(
            FACTS,
            '{place: P4, excerpt: "Tom',
            '{§place: P2, excerpt: "Tom',
            "services.kept",
            "not in P2; these words stand in P4",
            id="an excerpt of another place",
        ),
        pytest.param(
            QUOTES,
            "to stay",
            "§to remain",
            "marsh.stay",
            "do not stand in P3",
            id="a quote changed",
        ),
        pytest.param(
            SOURCE, "opens on Sundays", "§opens on Mondays", NAME, "title", id="a title changed"
        ),
        pytest.param(SOURCE, "Town life", "§Town news", NAME, "rubric", id="a rubric changed"),
        pytest.param(
            SOURCE, "What it will cost", "§What it costs", NAME, "headings[2]", id="another heading"
        ),
        pytest.param(
            FACTS,
            "will open on Sundays",
            "§will open on 52 Sundays",
            "opening.sundays",
            "“52” is written out; digits come from figures only",
            id="digits in prose",
        ),
        pytest.param(
            FACTS,
            "  about: [cuts, tom-alder]",
            "  about: [cuts]\n  figures:\n    - {measure: price, of: herbal, §value: 260, "
            "unit: gbp, counted: true}",
            "services.kept",
            "260 here, 250 in `herbal.price`, of the same thing",
            id="two values of one thing",
        ),
        pytest.param(
            FACTS,
            '  contrary:\n    fr: ["fermée", "samedi"]\n    en: ["closed", "Saturday"]\n',
            '  §contrary:\n    fr: ["fermée", "samedi"]\n',
            "opening.sundays",
            "nothing is said in `en`",
            id="contrary words in one language",
        ),
        pytest.param(
            OPENING,
            '    not:\n      fr: ["combien coûte l\'ouverture"]\n'
            '      en: ["how much does the opening cost"]\n',
            '    §not:\n      fr: ["combien coûte l\'ouverture"]\n',
            "opening",
            "nothing is said in `en`",
            id="near misses in one language",
        ),
        pytest.param(
            FACTS,
            "- id: readers.number\n",
            '§- id: lonely\n  says: {fr: "Un dimanche.", en: "A Sunday."}\n'
            "  evidence:\n    - {place: T, excerpt: library of Fennmoor}\n- id: readers.number\n",
            "lonely",
            "no intent leads to this entry",
            id="a fact that nothing answers with",
        ),
        pytest.param(
            TERMS,
            "- id: ida-marsh\n",
            "§- id: xylophone\n  kind: concept\n  name: {fr: xylophone, en: xylophone}\n"
            "- id: ida-marsh\n",
            "xylophone",
            "no entry refers to this term or names it",
            id="a term that nothing names",
        ),
        pytest.param(
            FACTS,
            '  says:\n    fr: "L’ouverture du dimanche coûtera à la ville {figure}."',
            '  §says:\n    fr: "Sunday opening will cost the town {figure}."',
            "cost.sundays",
            "says the same words in both languages",
            id="a statement not translated",
        ),
        pytest.param(
            QUOTES,
            'translation: "Nous voulons que les gens restent, et pas seulement qu’ils empruntent"',
            '§translation: "We want people to stay, not only to borrow"',
            "marsh.stay",
            "translation: is the words themselves",
            id="a quotation not translated",
        ),
        pytest.param(
            FACTS,
            'fr: "Le maire',
            '§fr: "todo: Le maire',
            "services.kept",
            "still to do",
            id="something to do",
        ),
    ],
)
def test_a_doubt_is_found_where_it_stands(
    home: Path, rewrite, file: str, old: str, new: str, entry: str, says: str
) -> None:
    line = rewrite(file, old, new)

    told = [(f.entry, f.file, f.line) for f in findings(home) if says in f.reason]
    assert told == [(entry, file, line)], findings(home)


def test_the_names_of_places_and_periods_may_be_written_with_digits(home: Path, rewrite) -> None:
    rewrite(FACTS, "next spring.", "§next spring, paragraph 1 says, not in 2031.")

    assert findings(home) == ()


def test_a_finding_stands_at_its_line(home: Path, rewrite) -> None:
    line = rewrite(QUOTES, 'words: "We want people to stay', '§words: "We want people to go')

    (finding,) = findings(home)

    assert (finding.file, finding.line, finding.severity) == (QUOTES, line, "error")
    assert finding.mend == "copy them from the text, unbroken"


def test_a_paragraph_that_nothing_cites_is_told(home: Path) -> None:
    path = home / FACTS
    facts = path.read_text(encoding="utf-8")
    path.write_text(facts.replace("place: P4", "place: P2"), encoding="utf-8")

    assert [f.reason for f in findings(home) if "nothing of" in f.reason] == [
        "places[8]: nothing of P4 is in the pack"
    ]


@pytest.mark.parametrize(
    ("lock", "says"),
    [
        pytest.param(None, "no fingerprint of the text", id="none"),
        pytest.param("", "unreadable: the file is empty", id="empty"),
        pytest.param("verbatim-lock 1 fennmoor-library\nT:\n", "other places", id="other places"),
        pytest.param("verbatim-lock 1 another\n", "other places", id="of another source"),
        pytest.param("verbatim-lock 1 x\nwords\n", "unreadable: neither", id="spoilt"),
    ],
)
def test_without_a_lock_nothing_is_proved(home: Path, lock: str | None, says: str) -> None:
    (finding,) = findings(home, lock)

    assert finding.file == LOCK
    assert says in finding.reason
    assert "verbatim lock" in finding.mend


def test_a_place_added_needs_a_new_lock(home: Path, rewrite) -> None:
    rewrite(SOURCE, "about: [library]", '§  - {id: P5, name: {fr: "x", en: "x"}}\nabout: [library]')

    assert any("other places" in finding.reason for finding in findings(home))
