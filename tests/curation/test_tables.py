"""Tables of questions are read as written, and faults are told with their line."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.curation.tables import Case, read_tables
from bot.errors import InputError


def read(folder: Path, text: str, name: str = "facts.yaml") -> list[Case]:
    path = folder / name
    path.write_bytes(text.encode(errors="surrogateescape"))
    return [located.item for located in read_tables([path], folder)]


def test_a_case_says_what_it_expects(tmp_path: Path) -> None:
    [case] = read(
        tmp_path,
        """
- turns: ["Combien ?", "et Dell ?"]
  kind: [answer, unknown]
  language: fr
  verdict: supported
  values: [1400000, 2.5]
  places: [P3]
  reason: no-figure
  says: ["1,4 million|1.4 million"]
  never: ["2,8"]
  note: "for curators"
  category: threads
""",
    )

    assert case == Case(
        turns=("Combien ?", "et Dell ?"),
        kind=("answer", "unknown"),
        language="fr",
        verdict="supported",
        values=(Decimal(1400000), Decimal("2.5")),
        places=("P3",),
        reason=("no-figure",),
        says=("1,4 million|1.4 million",),
        never=("2,8",),
        note="for curators",
        category="threads",
    )


def test_the_category_is_the_name_of_the_file_by_default(tmp_path: Path) -> None:
    [case] = read(tmp_path, '- turns: ["Hello"]\n  kind: social\n', "social.yaml")

    assert case.category == "social"


@pytest.mark.parametrize(
    ("line", "checks"), [("", False), ("  verdict: null\n", True), ("  verdict:\n", True)]
)
def test_a_verdict_of_null_is_checked_and_none_at_all_is_not(
    tmp_path: Path, line: str, checks: bool
) -> None:
    [case] = read(tmp_path, f'- turns: ["Hello"]\n  kind: social\n{line}')

    assert case.verdict is None
    assert case.checks_verdict is checks


def test_cases_know_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "tests" / "a.yaml"
    path.parent.mkdir()
    path.write_text('- turns: ["a"]\n  kind: social\n\n- turns: ["b"]\n  kind: social\n')

    cases = read_tables([path], tmp_path)

    assert [(case.file, case.lines.line) for case in cases] == [
        ("tests/a.yaml", 1),
        ("tests/a.yaml", 4),
    ]


FAULTS = [
    pytest.param("turns: [a]", 1, "a table is a list", id="no list"),
    pytest.param('- turns: ["a"]', 1, "kind", id="no kind"),
    pytest.param("- kind: answer", 1, "turns", id="no turns"),
    pytest.param("- turns: []\n  kind: answer", 1, "`turns` is empty", id="no turn"),
    pytest.param("- turns: [null]\n  kind: answer", 1, "`turns[1]` is empty", id="an empty turn"),
    pytest.param('- turns: ["a"]\n  kind: anwser', 2, "must be one of", id="another kind"),
    pytest.param(
        '- turns: ["a"]\n  kind: answer\n  value: [1]', 3, "did you mean `values`", id="a wrong key"
    ),
    pytest.param(
        '- turns: ["a"]\n  kind: answer\n  values: [1, many]', 3, "not a number", id="no number"
    ),
    pytest.param(
        '- turns: ["a"]\n  kind: answer\n  places: [p3]', 3, "not the id of a place", id="no place"
    ),
    pytest.param(
        '- turns: ["a"]\n  kind: answer\n  verdict: false',
        3,
        "must be one of",
        id="a wrong verdict",
    ),
    pytest.param('- turns: ["a"\n  kind: answer', 2, "not YAML", id="no YAML"),
    pytest.param("", 1, "a table is a list", id="an empty file"),
    pytest.param("# a\n- \udcff", 2, "this is not UTF-8", id="Latin 1"),
    pytest.param("-\n- a", 1, "this is empty", id="an item of nothing"),
    pytest.param("- [a]", 1, "must be a mapping of keys, not a list", id="a list for an item"),
    pytest.param('- turns: &a ["a"]\n  kind: *a', 1, "the anchor &a is not taken", id="an anchor"),
    pytest.param("- turns: !x [a]\n  kind: answer", 1, "the tag !x is not taken", id="a tag"),
    pytest.param("- <<: {kind: answer}", 1, "the merge key", id="a merge key"),
    pytest.param("- kind: answer\n  kind: answer", 2, "stands twice", id="a key twice"),
    pytest.param("[" * 50, 1, "nested deeper than 20", id="a deep file"),
    pytest.param('- turns: ["a"]\n  kind: social\n---\n- b', 3, "a second document", id="two"),
    pytest.param(
        '- turns: ["a"]\n  kind: answer\n  values: {a: 1}',
        3,
        "must be a list",
        id="no list of values",
    ),
    pytest.param(
        '- turns: ["a"]\n  kind: answer\n  values: [nan]', 3, "not a number", id="not a number"
    ),
    pytest.param("- turns: [\0]", 1, "a control character", id="a control character"),
]


@pytest.mark.parametrize(("text", "line", "reason"), FAULTS)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, text)

    assert str(raised.value).startswith(f"facts.yaml:{line}: ")
    assert reason in str(raised.value)


def test_every_fault_of_every_table_is_told(tmp_path: Path) -> None:
    first, second, missing = (tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml"))
    first.write_text('- turns: ["a"]\n- kind: answer\n')
    second.write_text('- turns: ["a"]\n  kind: no\n')

    with pytest.raises(InputError) as raised:
        read_tables([first, second, missing], tmp_path)

    places = [line.split(": ")[0] for line in str(raised.value).splitlines()]
    assert places == ["a.yaml:1", "a.yaml:2", "b.yaml:2", "c.yaml:0"]
