"""Builds replies out of entries and computations: statements, figures, citations, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answering.entries import Entry
from bot.answering.figures import CannotComputeError
from bot.answering.model import (
    Chart,
    Citation,
    Kind,
    Part,
    Point,
    Reason,
    Reply,
    ShownFigure,
    ShownQuote,
    Table,
    Verdict,
)
from bot.answering.naming import Naming
from bot.answering.operations.computation import Computation, unit_of
from bot.answering.scopes import entries_of
from bot.answering.suggesting import related
from bot.answering.wording import capital
from bot.knowledge.model import Figure, Quote

_CHARTED = 2
"""From this many figures on a chart says more than a sentence."""

_TABULATED = 3
"""From this many figures of different things on a table says more than sentences."""


def compose_answer(
    entries: Sequence[Entry],
    naming: Naming,
    *,
    opening: str = "",
    verdict: Verdict | None = None,
    chart: Chart | None = None,
    table: Table | None = None,
    confidence: float = 1.0,
) -> Reply:
    """Entries as a reply, behind ``opening`` if there is one; a silent fact makes it unknown."""
    parts = [_part(entry, naming) for entry in entries]
    if opening:
        parts = [Part(opening, verdict=verdict), *parts]
    said = [naming.statement(e) for e in entries]
    notes = dict.fromkeys(_notes(entries, naming))
    text = " ".join(filter(None, (opening, *said, *notes)))
    silent = all(e.is_silent for e in entries)
    return Reply(
        kind=Kind.UNKNOWN if silent else Kind.ANSWER,
        reason=Reason.NOT_IN_SOURCE if silent else None,
        language=naming.language,
        text=text,
        parts=tuple(parts),
        verdict=verdict,
        figures=tuple(_shown(f, naming) for e in entries for f in e.figures),
        citations=_cited(entries, naming),
        entries=tuple(e.id for e in entries),
        confidence=confidence,
        chart=chart,
        table=table,
        related=related(entries, naming),
    )


def compose_computation(computation: Computation, naming: Naming, measure: str | None) -> Reply:
    """A computation as a reply, its result as the last figure."""
    entries = entries_of(computation.operands)
    notes = tuple(dict.fromkeys(_notes(entries, naming)))
    text = " ".join((computation.text, *notes))
    figures = [_shown(f, naming) for f, _ in computation.operands]
    figures += [
        ShownFigure(
            value=result.value,
            unit=result.unit,
            measure=measure or "",
            of=computation.operation,
            status="reported",
            display=naming.result(result),
            label="",
        )
        for result in computation.results
    ]
    citations = _cited(entries, naming)
    part = Part(computation.text, tuple(figures), note=" ".join(notes) or None, citations=citations)
    return Reply(
        kind=Kind.UNKNOWN if computation.failed else Kind.ANSWER,
        language=naming.language,
        text=text,
        parts=(part,),
        figures=() if computation.failed else tuple(figures),
        working=computation.working,
        citations=citations,
        entries=tuple(e.id for e in entries),
        reason=Reason.NO_FIGURE if computation.failed else None,
        confidence=1.0,
        chart=chart_of(computation.charted, naming),
        related=related(entries, naming),
    )


def compose_silence(
    said: Sequence[str],
    reason: Reason,
    entries: Sequence[Entry],
    naming: Naming,
    *,
    verdict: Verdict | None,
) -> Reply:
    """What is said where the text gives no answer, with the nearest of the entries cited."""
    near = entries[:1]
    return Reply(
        kind=Kind.UNKNOWN,
        language=naming.language,
        text=" ".join(said),
        parts=(Part(said[0], verdict=verdict), *(Part(s) for s in said[1:])),
        verdict=verdict,
        citations=_cited(near, naming),
        entries=tuple(e.id for e in near),
        reason=reason,
        related=related(near, naming),
    )


def chart_of(figures: Sequence[Figure], naming: Naming) -> Chart | None:
    """Figures of one measure side by side, where there are enough that count the same things."""
    if len(figures) < _CHARTED or not _are_alike(figures, naming):
        return None
    measure = naming.measure(figures[0])
    points = tuple(Point(naming.subject(f), f.value, naming.amount(f)) for f in figures)
    over_time = all(f.period is not None for f in figures)
    return Chart(measure, measure, points, over_time)


def _are_alike(figures: Sequence[Figure], naming: Naming) -> bool:
    try:
        unit_of([pair for pair in naming.index.owners if pair[0] in figures], naming.index)
    except CannotComputeError:
        return False
    return True


def table_of(entries: Sequence[Entry], naming: Naming, least: int = _TABULATED) -> Table | None:
    """The figures of entries as a table, at least ``least`` of them; no column is all empty."""
    figures = [f for entry in entries for f in entry.figures]
    if len(figures) < least:
        return None
    measures = {f.measure for f in figures}
    columns = [
        (naming.say(f"table.{name}"), *cells)
        for name, cells in (
            ("what", [_counted(f, naming, len(measures) == 1) for f in figures]),
            ("when", [naming.term(f.period) if f.period else "" for f in figures]),
            ("figure", [naming.amount(f) for f in figures]),
            ("standing", [_standing(f, naming) for f in figures]),
        )
        if any(cells)
    ]
    header, *rows = zip(*columns, strict=True)
    title = naming.measure(figures[0]) if len(measures) == 1 else naming.say("table")
    return Table(capital(title), header, tuple(rows))


def _counted(figure: Figure, naming: Naming, alone: bool) -> str:
    """Whose figure it is and what it counts; what goes without saying is left out.

    ``alone``: the figure's measure is that of the whole table, and stands in its title.
    """
    whose = [] if figure.of in naming.index.about else [naming.term(figure.of)]
    what = [] if alone and whose else [naming.measure(figure)]
    return " · ".join([*whose, *what])


def _standing(figure: Figure, naming: Naming) -> str:
    """Whether a figure is an estimate or a hope, and whose."""
    told = [naming.say(f"table.{figure.status}")] if figure.status != "reported" else []
    return ", ".join([*told, *([naming.term(figure.by)] if figure.by else [])])


def _part(entry: Entry, naming: Naming) -> Part:
    item = entry.item
    note = naming.note(item.note) if item.note else None
    figures = tuple(_shown(f, naming) for f in item.figures)
    citations = _cited([entry], naming)
    if isinstance(item, Quote):
        source_language = naming.index.pack.source.language
        quote = ShownQuote(
            speaker=naming.term(item.speaker),
            words=item.words,
            words_language=source_language,
            translation=item.translation if naming.language != source_language else None,
            sic=naming.note(item.sic) if item.sic else None,
        )
        return Part("", figures, quote, note, citations=citations)
    return Part(naming.says(item), figures, None, note, citations=citations)


def _shown(figure: Figure, naming: Naming) -> ShownFigure:
    return ShownFigure(
        value=figure.value,
        unit=figure.unit,
        measure=figure.measure,
        of=figure.of,
        period=figure.period,
        hedge=figure.hedge,
        status=figure.status,
        by=figure.by,
        display=naming.amount(figure),
        label=naming.subject(figure),
    )


def _cited(entries: Iterable[Entry], naming: Naming) -> tuple[Citation, ...]:
    source = naming.index.pack.source
    headings = naming.index.headings
    return tuple(
        dict.fromkeys(
            Citation(source.id, ev.place, ev.excerpt, headings.get(ev.place))
            for entry in entries
            for ev in entry.evidence
        )
    )


def _notes(entries: Iterable[Entry], naming: Naming) -> Iterable[str]:
    for entry in entries:
        if entry.item.note is not None:
            yield naming.note(entry.item.note)
        if isinstance(entry.item, Quote) and entry.item.sic is not None:
            yield naming.note(entry.item.sic)
