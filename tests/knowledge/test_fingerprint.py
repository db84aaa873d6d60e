"""The lock proves which words stand in a text, and only those."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InputError, PackError
from bot.knowledge.fingerprint import Lock, lock_text, read_lock, words, write_lock
from bot.knowledge.loading import load_pack
from bot.knowledge.locking import lock_pack
from bot.knowledge.places import places_of

MINI = Path(__file__).parents[1] / "packs" / "mini"
NAME = "fennmoor-library"
TEXT = {
    "T": "Bread rises again",
    "R": "Food",
    "P1": "The mill ground 1,200 tonnes (a record), or 40\u00a0% more; it hopes for $5 million.",
    "P2": "« C’est l’année du pain », dit la boulangère : « enfin\u202f! » Puis elle sourit.",
    "P3": "One two one two three.",
}


@pytest.fixture(scope="module")
def lock() -> Lock:
    return lock_text("bread", TEXT)


@pytest.mark.parametrize(
    ("excerpt", "place"),
    [
        pytest.param("Bread rises again", "T", id="a whole place"),
        pytest.param("Food", "R", id="a place of one word"),
        pytest.param("Food.", "R", id="with a full stop of ours"),
        pytest.param("The mill ground", "P1", id="a beginning"),
        pytest.param("1,200 tonnes (a record)", "P1", id="ending inside punctuation"),
        pytest.param("a record), or 40 %", "P1", id="a plain space for a no-break one"),
        pytest.param("it hopes for $5 million", "P1", id="without the last full stop"),
        pytest.param("C'est l'année du pain", "P2", id="straight apostrophes, guillemets left off"),
        pytest.param("« C’est l’année du pain »", "P2", id="guillemets kept"),
        pytest.param("du pain », dit la boulangère: « enfin !", "P2", id="other spaces around :"),
        pytest.param("C’est l’anne\u0301e du pain", "P2", id="a decomposed accent"),
        pytest.param("one two three", "P3", id="words that came before"),
        pytest.param(TEXT["P2"], "P2", id="all of it"),
    ],
)
def test_words_of_the_text_are_proved(lock: Lock, excerpt: str, place: str) -> None:
    assert lock.proves(excerpt, place)


@pytest.mark.parametrize(
    ("excerpt", "place"),
    [
        pytest.param("rises again", "T", id="two words of three"),
        pytest.param("mill", "P1", id="one word"),
        pytest.param("", "P1", id="no word"),
        pytest.param("»", "R", id="punctuation only"),
        pytest.param("The mill ground 1,200 tonnes", "P2", id="another place"),
        pytest.param("Food", "R9", id="a place there is not"),
        pytest.param("the mill ground", "P1", id="another case"),
        pytest.param("The mill ground 1.200 tonnes", "P1", id="another figure"),
        pytest.param("ground 1,200 tonnes a record", "P1", id="punctuation left out within"),
        pytest.param("The mill hopes for $5 million", "P1", id="words left out within"),
        pytest.param("hopes for €5 million", "P1", id="another currency"),
        pytest.param("€5 million. it hopes", "P1", id="words turned round"),
        pytest.param("or 40 more; it", "P1", id="a sign left out"),
        pytest.param("it hopes for $5 million more", "P1", id="a word too many"),
        pytest.param("One two three", "P3", id="the right words, but not on end"),
        pytest.param("again Food The", "T", id="across places"),
    ],
)
def test_other_words_are_not(lock: Lock, excerpt: str, place: str) -> None:
    assert not lock.proves(excerpt, place)


def test_a_currency_at_the_edge_counts(lock: Lock) -> None:
    text = lock_text("x", {"P1": "It raised €5 million in May"})

    assert text.proves("€5 million in", "P1")
    assert not text.proves("$5 million in", "P1")


@given(
    st.lists(st.sampled_from(["a", "b", "c,", "(d)", "« e »"]), min_size=3, max_size=12), st.data()
)
def test_every_run_of_a_place_is_proved(tokens: list[str], data: st.DataObject) -> None:
    text = " ".join(tokens)
    lock = lock_text("x", {"P1": text})
    spoken = words(text)
    start = data.draw(st.integers(0, len(spoken) - 3))
    stop = data.draw(st.integers(start + 3, len(spoken)))

    assert lock.proves(" ".join(spoken[start:stop]), "P1")


@given(
    st.lists(st.sampled_from("abc"), max_size=9),
    st.lists(st.sampled_from("abc"), min_size=3, max_size=6),
)
def test_what_is_proved_stands_there(text: list[str], excerpt: list[str]) -> None:
    lock = lock_text("x", {"P1": " ".join(text)})

    assert lock.proves(" ".join(excerpt), "P1") == (" ".join(excerpt) in " ".join(text))


def test_a_lock_holds_none_of_the_words_and_is_read_back(lock: Lock) -> None:
    written = write_lock(lock)

    assert read_lock(written) == lock
    assert not {"mill", "pain", "bread rises", "record"} & set(written.lower().split())


def test_the_same_words_hash_otherwise_in_another_place_or_source(lock: Lock) -> None:
    other = lock_text("pastry", {"T": TEXT["T"], "P1": TEXT["T"]})

    assert len({other.places["T"], other.places["P1"], lock.places["T"]}) == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "1: the file is empty"),
        ("T:\n", "1: `verbatim-lock 1 <source>` is expected"),
        ("verbatim-lock 2 x\n", "1: `verbatim-lock 1 <source>` is expected"),
        ("verbatim-lock 1 x\n0123456789abcdef\n", "2: neither a new place nor hashes"),
        ("verbatim-lock 1 x\nT:\nwords\n", "3: neither a new place nor hashes"),
        ("verbatim-lock 1 x\nT:\nT:\n", "3: neither a new place nor hashes"),
    ],
)
def test_a_spoilt_lock_is_told_by_line(content: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_lock(content)


# The text and its places


def library_text() -> str:
    return (MINI / "library.txt").read_text(encoding="utf-8")


def test_lines_are_places_in_order() -> None:
    places = places_of(library_text(), load_pack(NAME, MINI).source, "library.txt")

    assert [place.place for place in places] == ["T", "R", "P1", "H1", "P2", "P3", "H2", "P4"]
    assert [place.line for place in places] == [1, 3, 5, 7, 9, 10, 12, 14]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("opens on Sundays\n", "opens on Mondays\n", r"library.txt:1: T: source.yaml words this"),
        ("Town life", "Town news", r"library.txt:3: R: source.yaml words this line otherwise"),
        ("that grows", "that shrinks", r"library.txt:7: P2: source.yaml declares H1 here"),
        ("“We want", "\n“We want", None),
        (". Its oldest", ".\nIts oldest", r"library.txt:11: P4: source.yaml declares H2 here"),
        ("be cut.", "be cut.\nNever.", r"library.txt:15: P5: source.yaml declares no more places"),
        ("Sunday opening will", "", None),
        ("What it will cost", "", r"library.txt:14: P4: source.yaml declares H2 here"),
    ],
)
def test_a_text_that_is_another_is_refused(old: str, new: str, says: str | None) -> None:
    text = library_text().replace(old, new)
    source = load_pack(NAME, MINI).source

    if says is None:
        assert len(places_of(text, source, "library.txt")) == 8
    else:
        with pytest.raises(InputError, match=says):
            places_of(text, source, "library.txt")


def test_a_text_that_ends_early_is_refused() -> None:
    text = library_text().rpartition("Sunday opening")[0]

    with pytest.raises(InputError, match="P4: the text ends before this place"):
        places_of(text, load_pack(NAME, MINI).source, "library.txt")


def test_locking_writes_the_lock_that_is_kept(home: Path) -> None:
    kept = (home / "knowledge" / NAME / "source.lock").read_bytes()
    (home / "knowledge" / NAME / "source.lock").unlink()
    (home / "knowledge" / NAME / "facts.yaml").write_text("not: yet", encoding="utf-8")

    path = lock_pack(NAME, home, library_text(), "library.txt")

    assert (home / path).read_bytes() == kept


def test_locking_needs_a_source(home: Path, rewrite) -> None:
    rewrite(f"knowledge/{NAME}/source.yaml", "language: en", "§language: de")

    with pytest.raises(PackError, match="language"):
        lock_pack(NAME, home, library_text(), "library.txt")
