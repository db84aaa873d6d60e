"""A new text, plain, Markdown or HTML, as the lines that become the places of a source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from bot.errors import InputError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

Role = Literal["title", "rubric", "heading", "paragraph"]

_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown"})
_LOOKS_LIKE_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|body|article|main)\b", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^[^\]\n]+\]:?")
"""The mark of a footnote in Markdown, where it is referred to and before its text."""
_BYLINE = re.compile(r"(?:By|Par)\s+[A-ZÀ-ÖØ-Þ]")
_LONGEST_BYLINE = 12  # words; of a quotation's credit too
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "div", "dl", "dt",
    "figcaption", "figure", "footer", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tbody", "tfoot", "thead", "title", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_CELL_MARK = " | "
"""Between the cells of a row: a row is one place, as what its cells say belongs together."""
_NOT_THE_TEXT = (
    "script, style, noscript, template, nav, aside, form, button, footer, iframe, svg, "
    "[hidden], [aria-hidden=true]"
)

MAX_TEXT = 500_000
"""Characters of a text: what is longer is a book, and no curator's one pack."""
_LONGEST_HEADING = 14  # words
_LONGEST_RUBRIC = 4  # words
_LONGEST_WRAPPED_LINE = 100  # characters: longer lines were not broken by hand
_SHORTEST_WRAPPED_LINE = 45  # characters, on average: shorter ones are verse or a list
_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’»)\]\s]*$")
_BULLET = re.compile(r"(?:[-–—*•·]|\d{1,3}[.)])\s")


@dataclass(frozen=True)
class Line:
    """One place of the text: what it is, and its words on one line.

    ``is_quoted``: it stands in a block of quotation, without marks of its own.
    """

    role: Role
    text: str
    is_quoted: bool = False

    @property
    def is_credit(self) -> bool:
        """Whether it says whom a block of quotation is of, below it."""
        is_short = len(self.text.split()) <= _LONGEST_BYLINE
        return self.is_quoted and is_short and not _SENTENCE_END.search(self.text)

    @property
    def is_byline(self) -> bool:
        """Whether it says who wrote the text: “By Ida Marsh, 3 May”."""
        return len(self.text.split()) <= _LONGEST_BYLINE and bool(_BYLINE.match(self.text))


def read_text(text: str, name: str) -> tuple[Line, ...]:
    """The places of a text, in order, the first of them its title.

    Args:
        text: what the file holds.
        name: the file's name; ``.html`` and ``.md`` say how it is written. What begins
            as an HTML page is taken for one whatever it is called.

    Raises:
        InputError: there are no words in it, or too many.
    """
    if len(text) > MAX_TEXT:
        raise InputError(
            f"{name}: {len(text):,} characters; at most {MAX_TEXT:,} are one text: take chapters"
        )
    suffix = PurePath(name).suffix.lower()
    body = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if suffix in _HTML_SUFFIXES or _LOOKS_LIKE_HTML.match(body):
        lines = _from_html(body)
    elif suffix in _MARKDOWN_SUFFIXES:
        lines = _from_html(_rendered(_FOOTNOTE.sub("", _FRONT_MATTER.sub("", body))))
    else:
        lines = list(_from_plain(body))
    if not lines:
        raise InputError(f"{name}: there are no words in it")
    return tuple(_with_title(lines))


def one_place_a_line(text: str, name: str) -> str:
    """A text as ``verbatim lock`` and ``check --coverage`` take it: one place a line.

    A plain text that already is so comes back as it is, so that line numbers stay true.
    """
    suffix = PurePath(name).suffix.lower()
    marked = suffix in _HTML_SUFFIXES | _MARKDOWN_SUFFIXES or _LOOKS_LIKE_HTML.match(text)
    if not marked and not _is_wrapped(_paragraphs(text)):
        return text
    return "\n\n".join(line.text for line in read_text(text, name)) + "\n"


# HTML, and Markdown by way of it


def _rendered(markdown: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark").enable("table").render(markdown))


def _from_html(text: str) -> list[Line]:
    """Headings and blocks of text of a page's article."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(text)
    titles = page.css("title")
    for node in page.css(_NOT_THE_TEXT):
        node.decompose()
    root = page.css_first("article") or page.css_first("main") or page.body
    found: list[Line] = []
    if root is not None:
        found = [line for line in _blocks(root.traverse(include_text=True)) if line.text]
    has_title = any(line.role == "title" for line in found)
    if not has_title and titles and (title := _one_line(titles[0].text())):
        found.insert(0, Line("title", title))
    return found


def _blocks(nodes: Iterable[object]) -> Iterator[Line]:
    """The text of consecutive nodes, cut where the block around them changes."""
    from selectolax.lexbor import LexborNode

    pieces: list[str] = []
    current: tuple[int, str, bool] | None = None
    cell = 0
    titled = False
    for node in nodes:
        assert isinstance(node, LexborNode)
        if node.tag == "br":
            pieces.append(" ")
        if node.tag != "-text":
            continue
        around = _ancestor(node, _BLOCKS)
        block = (0, "", False)
        if around is not None:
            quoted = _ancestor(around, frozenset({"blockquote"})) is not None
            block = (around.mem_id, around.tag or "", quoted)
        if block != current:
            if current is not None:
                yield _block("".join(pieces), *current[1:], titled=titled)
                titled = titled or current[1] == "h1"
            pieces, current, cell = [], block, 0
        text = node.text_content or ""
        inside = _ancestor(node, _CELLS)
        if inside is not None and text.strip():
            if cell not in (0, inside.mem_id):
                pieces.append(_CELL_MARK)
            cell = inside.mem_id
        pieces.append(text)
    if current is not None:
        yield _block("".join(pieces), *current[1:], titled=titled)


def _ancestor(node: LexborNode, tags: frozenset[str]) -> LexborNode | None:
    """A node itself or the nearest around it that has one of the tags."""
    around: LexborNode | None = node
    while around is not None and around.tag not in tags:
        around = around.parent
    return around


def _block(text: str, tag: str, is_quoted: bool, *, titled: bool) -> Line:
    if tag == "h1" and not titled:
        return Line("title", _one_line(text))
    role: Role = "heading" if tag in _HEADINGS else "paragraph"
    return Line(role, _one_line(text), is_quoted)


# Plain text


def _from_plain(text: str) -> Iterator[Line]:
    paragraphs = _paragraphs(text)
    if _is_wrapped(paragraphs):
        texts = [" ".join(lines) for lines in paragraphs]
    else:
        texts = [line for lines in paragraphs for line in lines]
    for index, line in enumerate(texts):
        follows = texts[index + 1] if index + 1 < len(texts) else ""
        may_be_label = index == 1 and len(line.split()) <= _LONGEST_RUBRIC
        is_heading = not may_be_label and _is_heading(line, follows)
        yield Line("heading" if is_heading else "paragraph", _one_line(line))


def _paragraphs(text: str) -> list[list[str]]:
    """The lines of a text between its empty lines."""
    return [
        [line.strip() for line in part.splitlines() if line.strip()]
        for part in re.split(r"\n\s*\n", text)
        if part.strip()
    ]


def _is_wrapped(paragraphs: Sequence[Sequence[str]]) -> bool:
    """Whether lines were broken at a margin, so that a paragraph has several of them."""
    broken = [line for lines in paragraphs for line in lines[:-1]]
    if not broken or max(len(line) for lines in paragraphs for line in lines) > (
        _LONGEST_WRAPPED_LINE
    ):
        return False
    return sum(map(len, broken)) / len(broken) >= _SHORTEST_WRAPPED_LINE


def _is_heading(line: str, follows: str) -> bool:
    """Whether a line of plain text looks like a heading: short, open-ended, with text below."""
    short = len(line.split()) <= _LONGEST_HEADING and not Line("paragraph", line).is_byline
    ended = _SENTENCE_END.search(line) is not None or _BULLET.match(line) is not None
    return short and not ended and len(follows) > len(line)


# Both


def _with_title(lines: list[Line]) -> Iterator[Line]:
    """The title first, and a label below it if one stands there."""
    at = next((i for i, line in enumerate(lines) if line.role == "title"), 0)
    rest = [*lines[:at], *lines[at + 1 :]]
    yield Line("title", lines[at].text)
    for index, line in enumerate(rest):
        # A heading that words the title again, or another, is no second place of it.
        is_short = len(line.text.split()) <= _LONGEST_RUBRIC
        is_label = index == 0 and line.role == "paragraph" and is_short and not line.is_byline
        if is_label and len(rest) > 1 and not _SENTENCE_END.search(line.text):
            yield Line("rubric", line.text)
        elif line.role == "title":
            yield Line("heading", line.text)
        else:
            yield line


def _one_line(text: str) -> str:
    return " ".join(text.split())
