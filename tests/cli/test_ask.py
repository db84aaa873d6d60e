"""``verbatim ask`` and ``verbatim chat``: the contract of DESIGN.md section 4."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.two_packs import BEFORE, TITLE_BEFORE, TITLE_NOW, overlapping

KEYS = {
    *("id", "kind", "language", "text", "verdict", "figures", "working", "citations", "entries"),
    *("choices", "reason", "confidence", "runner_up", "unexplained"),
}
CARDS = "how many readers hold a card?"
QUESTION = "how many books are lent?"


def jsonl(*conversations: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in conversations)


def test_a_question_gets_its_answer_and_its_citation(verbatim) -> None:
    outcome = verbatim("ask", QUESTION)

    assert outcome.status == 0
    assert "86,000" in outcome.lines[0]
    assert outcome.lines[-1].startswith(
        "  P2 · paragraph 2 · A collection that grows · “lends 86,000 "
    )


def test_of_several_packs_each_is_named(
    verbatim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBATIM_HOME", str(overlapping(tmp_path / "two")))

    every = verbatim("ask", CARDS)
    one = verbatim("ask", "--pack", BEFORE, CARDS)
    chosen = verbatim("ask", "--why", CARDS)

    assert [line.split(":")[0] for line in every.lines[:2]] == [
        f"“{title}”" for title in (TITLE_BEFORE, TITLE_NOW)
    ]
    assert [line.split(" · ")[0] for line in every.lines[2:]] == [
        f"  {title}" for title in (TITLE_BEFORE, TITLE_NOW)
    ]
    assert TITLE_BEFORE not in one.output
    assert "11,900" in one.output
    assert chosen.status == 0


def test_a_question_needs_no_quotation_marks(verbatim) -> None:
    assert verbatim("ask", *QUESTION.split()).output == verbatim("ask", QUESTION).output


def test_the_reply_can_be_had_in_the_other_language(verbatim) -> None:
    assert "par an" in verbatim("ask", "--language", "fr", QUESTION).output


def test_why_adds_what_matched(verbatim) -> None:
    plain, why = verbatim("ask", QUESTION), verbatim("ask", "--why", QUESTION)

    assert why.output.startswith(plain.output.rstrip("\n"))
    assert len(why.lines) > len(plain.lines)


def test_json_is_one_object_of_the_contract(verbatim) -> None:
    reply = verbatim("ask", "--json", QUESTION).json

    assert set(reply) == KEYS
    assert (reply["id"], reply["kind"], reply["entries"]) == (None, "answer", ["collection.size"])
    assert reply["citations"][0]["place"] == "P2"


def test_conversations_are_answered_in_order_by_their_last_turn(verbatim) -> None:
    outcome = verbatim(
        "ask",
        "--jsonl",
        "-",
        stdin=jsonl(
            {"id": "a", "turns": ["hello", QUESTION]},
            {"id": 7, "turns": ["who runs the café?"]},
            {"turns": [""]},
        ),
    )

    replies = [json.loads(line) for line in outcome.lines]
    assert outcome.status == 0
    assert [reply["id"] for reply in replies] == ["a", 7, None]
    assert [reply["entries"] for reply in replies[:2]] == [["collection.size"], ["cafe.crumb"]]
    assert all(set(reply) == KEYS for reply in replies)


@pytest.mark.parametrize(
    ("line", "identity", "says"),
    [
        pytest.param(b"hello", None, "not JSON", id="words"),
        pytest.param(b"", None, "not JSON", id="a blank line"),
        pytest.param(b'{"id": 1, "turns": ["a"]', None, "not JSON", id="half an object"),
        pytest.param(b'{"id": NaN, "turns": ["a"]}', None, "not JSON", id="not a number"),
        pytest.param(b'{"id": 1e999, "turns": ["a"]}', None, "not JSON", id="an infinite number"),
        pytest.param(b"[" * 100_000, None, "not JSON", id="a deep list"),
        pytest.param(b"9" * 5_000, None, "not JSON", id="a number beyond reading"),
        pytest.param(b'"turns"', None, "no object", id="a text"),
        pytest.param(b'["turns"]', None, "no object", id="a list"),
        pytest.param(b"\xff\xfe", None, "not UTF-8", id="bytes"),
        pytest.param(b'{"id": "x"}', "x", "`turns` must be a list", id="no turns"),
        pytest.param(b'{"id": "x", "turns": []}', "x", "`turns` must be", id="an empty list"),
        pytest.param(b'{"id": "x", "turns": "a"}', "x", "`turns` must be", id="turns in one text"),
        pytest.param(b'{"id": [1], "turns": null}', [1], "`turns` must be", id="null turns"),
        pytest.param(b'{"id": 1, "turns": ["a", 2]}', 1, "turn 2 is not a text", id="a number"),
        pytest.param(
            json.dumps({"id": {"a": None}, "turns": ["a", "b" * 40_001]}).encode(),
            {"a": None},
            "turn 2 is 40001 characters long",
            id="a turn too long",
        ),
    ],
)
def test_a_bad_line_gets_its_error_and_the_rest_goes_on(
    verbatim, line: bytes, identity: object, says: str
) -> None:
    good = jsonl({"id": "good", "turns": [QUESTION]})

    outcome = verbatim("ask", "--jsonl", "-", stdin=good + line + b"\n" + good)

    first, bad, last = (json.loads(each) for each in outcome.lines)
    assert outcome.status == 1
    assert outcome.complaint == ""
    assert set(bad) == {"id", "error"}
    assert bad["id"] == identity
    assert says in bad["error"]
    assert first == last
    assert first["kind"] == "answer"


def test_the_longest_turn_and_half_a_surrogate_pair_are_taken(verbatim) -> None:
    long = b'{"id": "\\ud800", "turns": ["\\ud800' + b"x" * 39_999 + b'"]}\r\n'

    outcome = verbatim("ask", "--jsonl", "-", stdin=b"\xef\xbb\xbf" + long)

    assert outcome.status == 0
    assert json.loads(outcome.output)["id"] == "\ud800"


def test_conversations_are_read_from_a_file_too(verbatim, tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_bytes(jsonl({"id": 1, "turns": [QUESTION]}))

    assert verbatim("ask", "--jsonl", str(file)).json["entries"] == ["collection.size"]
    assert "cannot be read" in verbatim("ask", "--jsonl", str(tmp_path / "none")).complaint


def test_each_conversation_is_answered_before_the_next_is_there() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"VERBATIM_HOME": str(Path(__file__).parents[1] / "packs" / "mini"), "PATH": ""},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        for identity in range(3):
            process.stdin.write(jsonl({"id": identity, "turns": ["hello"]}))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == identity
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["ask"], "what is the question?", id="no question"),
        pytest.param(["ask", "--jsonl", "-", "hello"], "takes neither a question", id="both"),
        pytest.param(["ask", "--pack", "nope", "hello"], "there is no such pack", id="no pack"),
        pytest.param(["ask", "x" * 40_001], "40001 characters long", id="too long a question"),
        pytest.param(["ask", "--language", "de", "hallo"], "'de'", id="another language"),
        pytest.param(["chat", "--loud"], "--loud", id="an unknown option"),
    ],
)
def test_a_call_that_cannot_be_served_says_why(verbatim, arguments: list[str], says: str) -> None:
    outcome = verbatim(*arguments)

    assert (outcome.status, outcome.output) == (2, "")
    assert says in outcome.complaint
    assert "Traceback" not in outcome.complaint


def test_a_broken_pack_is_refused_with_every_problem(verbatim, home: Path) -> None:
    facts = home / "knowledge" / "fennmoor-library" / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("unit: gbp", "unit: pounds"), encoding="utf-8")

    outcome = verbatim("ask", "hello")

    assert outcome.status == 2
    assert len(outcome.complaint.splitlines()) == 2
    assert outcome.complaint.startswith("knowledge/fennmoor-library/facts.yaml:35: herbal.price: ")


def test_a_bad_setting_is_named(verbatim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")

    outcome = verbatim("ask", "hello")

    assert (outcome.status, outcome.complaint) == (
        2,
        "PORT must be a whole number from 0 to 65535, not `eighty`\n",
    )


# chat


def test_a_chat_from_a_pipe_answers_each_line(verbatim) -> None:
    asked = f"hello\n\n{QUESTION}\nwho runs the café?".encode()

    outcome = verbatim("chat", stdin=asked)

    replies = outcome.output.strip().split("\n\n")
    assert outcome.status == 0
    assert "86,000" in replies[1]
    assert "Crumb" in replies[2]
    assert len(replies) == 3


def test_a_chat_survives_a_line_too_long(verbatim) -> None:
    outcome = verbatim("chat", stdin=b"x" * 40_001 + b"\n" + QUESTION.encode())

    assert outcome.status == 0
    assert "at most 40000" in outcome.lines[0]
    assert "86,000" in outcome.output


def test_what_is_typed_never_drives_the_terminal(verbatim) -> None:
    outcome = verbatim("chat", stdin="hello \x1b[31m\x9b2J [bold]x[/bold] \x07".encode())

    assert not {"\x1b", "\x9b", "\x07"} & set(outcome.output)


def test_a_reader_that_leaves_early_leaves_no_traceback() -> None:
    conversations = jsonl(*({"id": n, "turns": ["hello"]} for n in range(200)))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"VERBATIM_HOME": str(Path(__file__).parents[1] / "packs" / "mini"), "PATH": ""},
    )
    assert process.stdout is not None
    process.stdout.close()

    _, complaint = process.communicate(conversations, timeout=60)

    assert complaint == b""
