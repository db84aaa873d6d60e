"""``verbatim draft`` and ``new``: what is found in a text, and that it loads as a pack."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.curation.draft import Draft, draft_pack
from bot.curation.draft_files import as_yaml, draft_of, new_pack
from bot.curation.draft_text import Line, one_place_a_line, read_text
from bot.errors import InputError
from bot.knowledge.checking import check_pack
from bot.knowledge.documents import parse_document
from bot.knowledge.loading import load_pack, read_pack

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "packs" / "mini"

FERRY = """\
The ferry of Lorn sails at night

Harbours

The night ferry between Lorn and Sule carried about 48,300 passengers in 2029, up 12% from 2028. \
It has three cabins and cost €2.4 million.

A captain and her critics

“Nobody wants to sleep on a bench all night,” says Mara Quill, the captain. According to Pim \
Osk, the company earned £310,000 in the third quarter.
Mara Quill hopes for one million passengers by 2035.
"""

BAC = """\
Le bac de Lorn navigue la nuit

Le bac de nuit a transporté environ 48 300 passagers en 2029. Il compte trois cabines et a coûté \
2,4 millions d’euros.

Une capitaine et ses critiques

« Personne ne veut dormir toute la nuit sur un banc », explique Mara Quill. Selon Pim Osk, le \
chiffre d’affaires est estimé à 310 000 livres au troisième trimestre.
"""


TRAM = """\
# The tram of Lorn loses money

*By Ida Moe, 3 October 2031*

Dr Sam Prosser of the University of Lorn says riders fell from 54 to 41. It lost NOK 14 million.[^1]

| Ticket | Price |
|---|---|
| Single | $3.20 |

“Trams are a habit that takes years,” he said. Three quarters of the 15,000 to 20,000 riders agree.

> We have counted on this tram for years.
> — Odd Hansen, harbour master

[^1]: The report of June 2031.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A place for packs, with a few common terms."""
    (tmp_path / "intents").mkdir()
    (tmp_path / "intents" / "common").symlink_to(MINI / "intents" / "common")
    return tmp_path


@cache
def drafted(text: str, name: str = "ferry.txt") -> Draft:
    return draft_of("ferry", text, name, ROOT)


def entries(draft: Draft, file: str) -> list[dict]:
    return draft.files[f"knowledge/ferry/{file}.yaml"]


def figures(draft: Draft) -> dict[float, dict]:
    found = [*entries(draft, "facts"), *entries(draft, "quotes")]
    return {figure["value"]: figure for entry in found for figure in entry.get("figures", ())}


# Texts


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(
            "a.txt",
            "A title\n\nNews\n\nOne long line.\n\nPart two\n\nAnother line.",
            id="plain",
        ),
        pytest.param(
            "a.md",
            "---\ntags: x\n---\n# A *title*\n\nNews\n\nOne long\nline.\n\n"
            "## Part two\n\nAnother line.",
            id="Markdown",
        ),
        pytest.param(
            "a.html",
            "<!doctype html><title>Site</title><nav>Home</nav><article><h1>A <b>title</b></h1>"
            "<p>News<p>One long<br>line.<script>x()</script><h2>Part two</h2>"
            "<div>Another line.</div></article><footer>Legal</footer>",
            id="HTML",
        ),
        pytest.param(
            "a",
            "<html><title>A title</title><body><p>News</p><p>One long line.</p><h3>Part two</h3>"
            "<ul><li>Another line.</ul>",
            id="HTML by its looks",
        ),
    ],
)  # fmt: skip
def test_a_text_is_read_as_its_places(name: str, text: str) -> None:
    assert read_text(text, name) == (
        Line("title", "A title"),
        Line("rubric", "News"),
        Line("paragraph", "One long line."),
        Line("heading", "Part two"),
        Line("paragraph", "Another line."),
    )


def test_lines_broken_at_a_margin_are_one_paragraph() -> None:
    wrapped = (
        "Title\n\nThis paragraph was broken by hand at a margin of some\n"
        "seventy characters, as mails and old files are, and goes on\nto here.\n"
    )

    assert len(read_text(wrapped, "a.txt")) == 2
    assert one_place_a_line(wrapped, "a.txt").count("\n\n") == 1


def test_a_text_with_one_place_a_line_stays_as_it_is() -> None:
    assert one_place_a_line(FERRY, "a.txt") == FERRY


@pytest.mark.parametrize("text", ["", " \n\n\t", "<html><script>1</script></html>"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"a\.txt: there are no words in it"):
        read_text(text, "a.txt")


def test_a_book_is_refused_at_once() -> None:
    with pytest.raises(InputError, match=r"b\.txt: 700,000 characters; at most 500,000"):
        read_text("a word " * 100_000, "b.txt")


# What is found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (48300, {"measure": "passengers", "hedge": "about", "period": "y2029", "of": "sule"}),
        (12, {"unit": "percent"}),
        (3, {"measure": "cabins"}),
        (2400000, {"unit": "eur", "measure": "cost"}),
        (310000, {"unit": "gbp", "period": "q3", "by": "pim-osk"}),
        (1000000, {"measure": "passengers", "status": "hoped", "period": "y2035"}),
    ],
)
def test_figures_are_typed(value: int, expected: dict) -> None:
    assert expected.items() <= figures(drafted(FERRY))[value].items()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (48300, {"measure": "passagers", "hedge": "about", "period": "y2029"}),
        (3, {"measure": "cabines"}),
        (2400000, {"unit": "eur"}),
        (310000, {"measure": "chiffre-d-affaires", "unit": "gbp", "period": "q3",
                  "status": "estimated", "by": "pim-osk"}),
    ],
)  # fmt: skip
def test_figures_are_typed_in_french(value: int, expected: dict) -> None:
    assert expected.items() <= figures(drafted(BAC))[value].items()


@pytest.mark.parametrize("text", [FERRY, BAC])
def test_who_speaks_is_found(text: str) -> None:
    [quote] = entries(drafted(text), "quotes")

    assert quote["speaker"] == "mara-quill"
    assert quote["translation"].startswith("todo: ")
    assert "note" not in quote


def test_a_speaker_nobody_names_is_a_guess() -> None:
    [quote] = entries(drafted("The title\n\n“We really do not know who says this.”"), "quotes")

    assert quote["speaker"] == "unknown-speaker"
    assert quote["note"]["en"] == "todo: who says it?"


def test_names_are_terms_once_each() -> None:
    names = {term["name"]["en"] for term in entries(drafted(FERRY), "terms") if "note" in term}

    assert names == {"Lorn", "Sule", "Mara Quill", "Pim Osk"}


def test_statements_hold_placeholders_for_their_figures() -> None:
    fact = entries(drafted(FERRY), "facts")[2]

    assert fact["says"]["en"] == "todo: It has {figure} and cost {figure2}."
    assert fact["evidence"][0] == {
        "place": "P1",
        "excerpt": "It has three cabins and cost €2.4 million.",
    }


def test_a_row_of_a_table_is_one_place_and_a_footnote_no_figure() -> None:
    tram = drafted(TRAM, "tram.md")
    excerpts = [fact["evidence"][0]["excerpt"] for fact in entries(tram, "facts")]

    assert "Single | $3.20" in excerpts
    assert figures(tram).keys() == {54, 41, 14_000_000, 3.2, 15_000, 20_000}


def test_openings_titles_and_currencies_are_no_names() -> None:
    terms = entries(drafted(TRAM, "tram.md"), "terms")
    names = {term["name"]["en"] for term in terms if term["kind"] == "entity"}

    assert names == {"Lorn", "Ida Moe", "Sam Prosser", "University of Lorn", "Odd Hansen"}


def test_both_ends_of_a_range_count_the_same_and_a_share_in_words_is_asked_about() -> None:
    fact = next(f for f in entries(drafted(TRAM, "tram.md"), "facts") if "agree" in f["says"]["en"])

    assert [figure["measure"] for figure in fact["figures"]] == ["riders", "riders"]
    assert "is “Three quarters” a figure?" in fact["note"]["en"]


def test_what_nothing_says_of_a_figure_is_asked_and_not_named() -> None:
    terms = {term["id"]: term for term in entries(drafted(TRAM, "tram.md"), "terms")}

    assert terms["amount"]["unit"] == "nok"
    assert terms["amount"]["name"]["en"].startswith("todo: ")


def test_who_speaks_is_sought_before_a_pronoun_and_below_a_block_of_quotation() -> None:
    said = entries(drafted(TRAM, "tram.md"), "quotes")

    assert [(quote["speaker"], "note" in quote) for quote in said] == [
        ("sam-prosser", True),  # whom “he” means is a guess
        ("odd-hansen", False),
    ]


def test_who_wrote_it_is_told_beside_what_is_asked_of_the_source() -> None:
    [note] = drafted(TRAM, "tram.md").files["knowledge/ferry/source.yaml"]["notes"]

    assert "it says “By Ida Moe, 3 October 2031”" in note["en"]


# As a pack


@pytest.mark.parametrize("text", [FERRY, BAC])
def test_a_new_pack_loads_and_answers(home: Path, text: str) -> None:
    files = new_pack(draft_of("ferry", text, "ferry.txt", home), home)
    pack = load_pack("ferry", home)
    reply = Assistant(pack).reply("what does Mara Quill say", language="en")

    assert Path("knowledge/ferry/source.lock") in files
    assert [citation.place for citation in reply.citations] == ["P2"]


def test_everything_that_is_left_to_do_is_listed(home: Path) -> None:
    new_pack(draft_of("ferry", FERRY, "ferry.txt", home), home)
    lock = (home / "knowledge/ferry/source.lock").read_text(encoding="utf-8")

    findings = check_pack(read_pack("ferry", home), lock)

    written = sum(
        path.read_text(encoding="utf-8").count('"todo:') for path in home.glob("*/ferry/*.yaml")
    )
    listed = [finding for finding in findings if finding.reason.endswith("still to do")]
    in_source = (home / "knowledge/ferry/source.yaml").read_text(encoding="utf-8").count('"todo:')
    in_topics = 2
    assert len(listed) == written - in_source - in_topics
    assert not [f for f in findings if f.severity == "error"]


def test_a_pack_that_is_there_is_not_overwritten(home: Path) -> None:
    draft = draft_of("ferry", FERRY, "ferry.txt", home)
    new_pack(draft, home)
    facts = home / "knowledge/ferry/facts.yaml"
    facts.write_text("[]\n", encoding="utf-8")

    with pytest.raises(InputError, match="this is there already"):
        new_pack(draft, home)

    assert facts.read_text(encoding="utf-8") == "[]\n"


@pytest.mark.parametrize("pack", ["", "Ferry", "a b", "../x", "common", "-x"])
def test_what_is_no_id_is_refused(pack: str) -> None:
    with pytest.raises(InputError, match="cannot be a pack's id"):
        draft_of(pack, FERRY, "ferry.txt", ROOT)


def test_a_refused_draft_leaves_nothing(home: Path) -> None:
    repeated = "# Title\n\n## Same\n\nOne statement.\n\n## Same\n\nAnother statement.\n"

    with pytest.raises(InputError):
        new_pack(draft_of("ferry", repeated, "a.md", ROOT), home)

    assert not (home / "knowledge" / "ferry").exists()


_WORDS = st.sampled_from(
    "Ann Bee. “so it goes, they say” 3 12,5 % 2030 £4 « oui » {x} l’eau: [a] #b - ! null yes "
    "\\ \" ' \t é".split(" ")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=12), min_size=1, max_size=6))
def test_whatever_the_words_the_draft_is_yaml(lines: list[list[str]]) -> None:
    text = "\n\n".join(" ".join(words) for words in lines)
    draft = draft_pack("x", read_text(f"Title\n\n{text}", "x.txt"), frozenset({"percent"}))

    for document in as_yaml(draft).split("--- # ")[1:]:
        parsed = parse_document(document.partition("\n")[2].encode())
        assert not parsed.faults
