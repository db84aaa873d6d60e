"""What a thread remembers survives JSON and stays small; junk in its place is ignored."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.memory import Memory
from bot.answering.model import Kind, Thread
from bot.assistant import Assistant
from bot.understanding.forms import Form

IDS = st.lists(st.text(alphabet="abcdefgh.-", min_size=1, max_size=80), max_size=20).map(tuple)
MEMORIES = st.builds(
    Memory,
    language=st.sampled_from([None, "fr", "en"]),
    terms=IDS,
    measure=st.none() | st.just("passengers"),
    intent=st.none() | st.just("takings"),
    entries=IDS,
    negated=st.booleans(),
    form=st.none() | st.sampled_from(Form),
    recent=IDS,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KEYS = st.sampled_from([*Memory().to_state(), "old-key"])


@settings(max_examples=100, deadline=None)
@given(MEMORIES)
def test_a_memory_survives_json(memory: Memory) -> None:
    state = json.loads(json.dumps(memory.to_state()))

    assert Memory.from_state(state) == memory


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, JSON))
def test_any_state_is_read(state: dict[str, object]) -> None:
    memory = Memory.from_state(state)

    assert Memory.from_state(memory.to_state()) == memory


def test_a_new_thread_remembers_nothing() -> None:
    assert Memory.from_state({}) == Memory()


def test_what_is_kept_is_bounded() -> None:
    long = tuple(f"term-{n}" for n in range(10_000))
    state = Memory(terms=long, entries=long, recent=long).to_state()

    assert len(json.dumps(state)) < 4_000


@settings(max_examples=60, deadline=None)
@given(state=st.dictionaries(KEYS, JSON | IDS.map(list)), follow_up=st.booleans())
def test_any_state_gets_a_reply(
    ferries: Assistant, state: dict[str, object], follow_up: bool
) -> None:
    question = "and the Osprey?" if follow_up else "source?"
    reply = ferries.reply(question, Thread(state))

    assert reply.text
    json.dumps(reply.thread.state)


STALE = {
    "terms": ["withdrawn-term"],
    "measure": "withdrawn-measure",
    "intent": "withdrawn",
    "entries": ["withdrawn.entry"],
    "recent": ["withdrawn-term", "another"],
}


@pytest.mark.parametrize("question", ["source?", "who said that?", "and together?", "what else?"])
def test_a_thread_of_another_version_of_the_pack_is_no_trap(
    ferries: Assistant, question: str
) -> None:
    assert ferries.reply(question, Thread(STALE)).kind in (
        Kind.UNKNOWN,
        Kind.SOCIAL,
        Kind.CLARIFICATION,
    )
