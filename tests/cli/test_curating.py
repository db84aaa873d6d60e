"""``verbatim check``, ``lock`` and ``schema``: what curators call."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

NAME = "fennmoor-library"
FACTS, TERMS, QUOTES = (f"knowledge/{NAME}/{name}.yaml" for name in ("facts", "terms", "quotes"))
LOCK = f"knowledge/{NAME}/source.lock"
OPENING, COLLECTION = f"intents/{NAME}/opening.yaml", f"intents/{NAME}/collection.yaml"


def rewrite(home: Path, file: str, old: str, new: str) -> int:
    """Replace words of a file; gives the line at which they begin."""
    path = home / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


# check


def test_a_clean_pack_is_told_in_one_line(verbatim) -> None:
    outcome = verbatim("check", "--coverage", "library.txt")

    assert (outcome.status, outcome.output) == (0, "fennmoor-library: nothing to mend\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "says"),
    [
        pytest.param(
            FACTS,
            "value: 86000",
            "value: 68000",
            "collection.size",
            "68000 does not stand in the excerpt, which has “86,000”",
            id="a figure that is not in its excerpt",
        ),
        pytest.param(
            FACTS,
            "value: 3, unit: rooms",
            "value: 4, unit: rooms",
            "collection.size",
            "4 does not stand in the excerpt",
            id="a figure in words that is another",
        ),
        pytest.param(
            FACTS,
            "value: 250, unit: gbp",
            "value: 250, unit: percent",
            "herbal.price",
            "which is not in `percent`",
            id="another unit",
        ),
        pytest.param(
            QUOTES,
            "place: P3",
            "figures: [{measure: loans, of: library, value: 9, unit: books}]\n  place: P3",
            "marsh.stay",
            "9 does not stand in the excerpt, which has no number",
            id="a figure that is not in its quotation",
        ),
        pytest.param(
            TERMS,
            'fr: ["herbier", ',
            'fr: ["MAIRE", "herbier", ',
            "herbal",
            "“MAIRE” also names `tom-alder`",
            id="one name for two",
        ),
        pytest.param(
            OPENING,
            '"is the library open on Sundays"',
            '"Can I borrow the HERBAL?"',
            "opening",
            "is a phrase of `herbal` too",
            id="one phrase for two intents",
        ),
        pytest.param(
            OPENING,
            '"cost of the opening"',
            '"on Sundays when will the library open"',
            "cost",
            "is nearly “when will the library open on Sundays” of `opening`",
            id="nearly one phrase for two intents",
        ),
        pytest.param(
            COLLECTION,
            '["who runs the café", "where can I have a coffee"]',
            '["what does the director say, now"]',
            "cafe",
            "ranks for `aim`, by “what does the director say”",
            id="a phrase that ranks for another intent",
        ),
        pytest.param(
            OPENING,
            'en: ["how much does the opening cost"]',
            'en: ["when will the library open on a Sunday"]',
            "opening",
            "the near miss “when will the library open on a Sunday” is kept out by this line alone",
            id="a near miss that other words get past",
        ),
        pytest.param(
            FACTS,
            'excerpt: "Tom Alder, promises',
            'excerpt: "Tom Alder, vows',
            "services.kept",
            "“Tom Alder, vows” is not there",
            id="an excerpt that is not verbatim",
        ),
        pytest.param(
            FACTS,
            'en: ["closed", "Saturday"]',
            'en: ["never opens", "Saturday"]',
            "opening.sundays",
            "“never opens” denies by itself",
            id="contrary words that deny",
        ),
        pytest.param(
            COLLECTION,
            '"who runs the café"',
            '"thanks"',
            "cafe",
            "asked “thanks”, this does not answer",
            id="an intent that its phrase does not reach",
        ),
        pytest.param(
            COLLECTION,
            '"who runs the café", ',
            '"who runs the café", "who runs the café", ',
            "cafe",
            "stands twice in this intent",
            id="a phrase twice",
        ),
    ],
)
def test_what_is_to_mend_is_listed(
    verbatim, home: Path, file: str, old: str, new: str, entry: str, says: str
) -> None:
    line = rewrite(home, file, old, new)

    outcome = verbatim("check", "--json", "--strict")

    assert outcome.status == 1
    found = [f for f in outcome.json["findings"] if says in f["reason"]]
    told = [(f["file"], f["line"], f["entry"]) for f in found]
    assert told[:1] == [(file, line, entry)], outcome.output
    assert all(f["mend"] for f in found)


def test_a_name_that_is_shared_on_purpose_is_nothing_to_mend(verbatim, home: Path) -> None:
    rewrite(home, TERMS, 'fr: ["herbier", ', 'fr: ["MAIRE", "herbier", ')
    rewrite(home, TERMS, "- id: herbal\n", "- id: herbal\n  shares: [tom-alder]\n")

    assert verbatim("check", "--strict").status == 0


def test_the_lines_told_are_those_of_the_page_that_the_text_stands_in(verbatim, home: Path) -> None:
    text = (home / "library.txt").read_text(encoding="utf-8")
    title, *places = [line for line in text.splitlines() if line]
    page = "".join(f"<p>\n{place}\n</p>\n\n" for place in places)
    (home / "library.html").write_text(f"<html><h1>{title}</h1>\n{page}</html>", encoding="utf-8")
    rewrite(home, FACTS, "value: 86000", "value: 86001")

    outcome = verbatim("check", "--coverage", "library.html", "--json")

    [told] = [f["line"] for f in outcome.json["findings"] if f["file"] == "library.html"]
    assert "86,000" in (home / "library.html").read_text(encoding="utf-8").splitlines()[told - 1]


def test_an_excerpt_that_is_as_good_as_the_text_is_told(verbatim, home: Path) -> None:
    excerpt = "no other service will be cut"
    speech = f"{excerpt} {'and so he says again ' * 12}today"
    rewrite(home, "library.txt", excerpt, speech)
    assert verbatim("lock", "library.txt").status == 0
    line = rewrite(home, FACTS, f'promises that {excerpt}"', f'promises that {speech}"')

    [found] = verbatim("check", "--json").json["findings"]

    assert (found["file"], found["line"], found["entry"]) == (FACTS, line, "services.kept")
    assert "words long; excerpts are short" in found["reason"]


def test_a_lock_that_is_no_text_is_told_with_what_to_do(verbatim, home: Path) -> None:
    (home / LOCK).write_bytes(b"verbatim-lock 1 x\n\xff\n")

    outcome = verbatim("check")

    assert outcome.status == 2
    assert outcome.complaint == (f"{LOCK}:2: this is not UTF-8; run `verbatim lock` on the text\n")


def test_findings_are_printed_with_their_mend(verbatim, home: Path) -> None:
    (home / LOCK).unlink()

    outcome = verbatim("check")

    assert outcome.status == 1
    reason = "there is no fingerprint of the text, so that nothing can be proved verbatim"
    assert outcome.lines == [
        f"{LOCK}:0: error: {NAME}: {reason}",
        "    run `verbatim lock` on the text",
        f"{NAME}: 1 error, 0 warnings",
    ]


def test_what_nothing_covers_is_listed(verbatim, home: Path) -> None:
    rewrite(home, FACTS, '- {place: P4, excerpt: "Tom', '- {place: P2, excerpt: "Tom')
    rewrite(home, FACTS, "value: 86000", "value: 86001")

    outcome = verbatim("check", "--coverage", "library.txt")

    assert outcome.status == 1
    assert "library.txt:14: warning: P4: nothing covers “The mayor, Tom Alder, promises" in (
        outcome.output
    )
    assert (
        "library.txt:9: warning: P2: no figure, period or quote covers “86,000”" in outcome.output
    )


def test_coverage_of_another_text_is_refused(verbatim, home: Path) -> None:
    (home / "other.txt").write_text("Another title\n", encoding="utf-8")

    outcome = verbatim("check", "--coverage", "other.txt")

    assert outcome.status == 2
    assert outcome.complaint.startswith("other.txt:1: T: source.yaml words this line otherwise")


def test_a_refused_pack_is_told_in_json_too(verbatim, home: Path) -> None:
    rewrite(home, FACTS, "unit: gbp", "unit: pounds")

    outcome = verbatim("check", "--json")

    assert outcome.status == 2
    assert [problem["entry"] for problem in outcome.json["problems"]] == ["herbal.price"]
    assert "herbal.price" in outcome.complaint


def test_all_packs_are_checked_unless_one_is_named(verbatim, home: Path) -> None:
    (home / "knowledge" / "empty").mkdir()

    assert verbatim("check").status == 2
    assert verbatim("check", "--pack", NAME).status == 0


# lock


def test_locking_gives_the_lock_that_is_kept(verbatim, home: Path) -> None:
    kept = (home / LOCK).read_bytes()
    (home / LOCK).unlink()

    outcome = verbatim("lock", "library.txt")

    assert (outcome.status, outcome.output) == (0, "")
    assert (home / LOCK).read_bytes() == kept


def test_a_text_that_differs_is_not_locked(verbatim, home: Path) -> None:
    kept = (home / LOCK).read_bytes()
    rewrite(home, "library.txt", "A collection that grows", "A collection")

    outcome = verbatim("lock", "library.txt")

    assert outcome.status == 2
    assert outcome.complaint.startswith("library.txt:7: P2: source.yaml declares H1 here")
    assert (home / LOCK).read_bytes() == kept


# schema


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        *((name, f"knowledge/{NAME}/{name}.yaml") for name in ("source", "terms", "facts")),
        ("quotes", f"knowledge/{NAME}/quotes.yaml"),
        ("intents", OPENING),
        ("intents", "intents/common/lexicon.yaml"),
    ],
)
def test_the_files_of_a_pack_fit_their_schemas(
    verbatim, home: Path, schema: str, file: str
) -> None:
    content = yaml.safe_load((home / file).read_text(encoding="utf-8"))

    jsonschema.validate(content, verbatim("schema", schema).json)


@pytest.mark.parametrize(
    ("schema", "content"),
    [
        ("facts", [{"id": "x", "sayz": {"fr": "a", "en": "b"}}]),
        ("terms", [{"id": "x", "kind": "thing", "name": {"fr": "a", "en": "b"}}]),
        ("intents", {"intents": [{"id": "x", "topic": "y", "ask": {}}]}),
        ("quotes", {}),
    ],
)
def test_schemas_refuse_what_loading_refuses(verbatim, schema: str, content: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, verbatim("schema", schema).json)


def test_all_schemas_are_printed_together(verbatim) -> None:
    assert set(verbatim("schema").json) == {"source", "terms", "facts", "quotes", "intents"}
    assert "there is no schema `fact`" in verbatim("schema", "fact").complaint


# the commands as a whole


def test_help_lists_every_command_without_loading_what_they_need() -> None:
    program = (
        "import sys, runpy; sys.argv = ['verbatim', '--help']\n"
        "try: runpy.run_module('bot', run_name='__main__')\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'numpy', 'pydantic', 'yaml', 'sklearn', 'slack_bolt', 'aiohttp', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    output = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert output.splitlines()[-1] == "[]"
    assert all(f"  {name} " in output for name in ("ask", "chat", "check", "lock", "run", "schema"))


def test_run_takes_one_way_only(verbatim) -> None:
    assert "exclude each other" in verbatim("run", "--socket", "--http").complaint


def test_no_command_shows_the_commands(verbatim) -> None:
    assert json.dumps("ask")[1:-1] in verbatim().complaint + verbatim().output
