"""What people write, as HTML that a page may show: CommonMark, tables, struck text, addresses.

Two fences stand one behind the other: the parser takes no raw HTML and makes links to the web
and to mail alone, and nh3 lets through only the elements named here. Links inside the product come
from `#SEC08-BP02` alone, to addresses that the caller gives. Pictures are off: one from elsewhere
would tell its server who reads what.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Names = tuple[tuple[int, str], ...]
Links = tuple[tuple[str, str], ...]

MENTION = re.compile(r"@\[(\d{1,18})\]")
# The code of a practice or the id of a question.
REFERENCE = re.compile(r"#([A-Za-z0-9_][A-Za-z0-9_-]{2,127})")
BEFORE_REFERENCE = "([{*~\"'“„‘‚«»"
# A page of the product, or a place in a printed report.
OWN_ADDRESS = re.compile(r"(?:/[\w.%-]+)+/(?:#[\w-]+)?|#[\w-]+", re.ASCII)
LINK_STARTS = ("http://", "https://", "mailto:")
BARE_LINK = re.compile(r"\bhttps?://[^\s<>\"`]+", re.IGNORECASE)
BARE_END = ".,:;!?'*_~)]}"
# A table fills the cells that a line lacks: without a bound, little text makes much of a page.
MOST_CELLS = 3000
DEEPEST = 12
SOMEBODY = "somebody"
REMEMBERED = 512


def _allowed_attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) != ("a", "href") or value.lower().startswith(LINK_STARTS):
        return value
    return value if OWN_ADDRESS.fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "span"),
        *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={"a": {"href"}, "ol": {"start"}},
    attribute_filter=_allowed_attribute,
    allowed_classes={
        "span": {"mention", "mention--me"},
        "p": {"said__heading"},
        "a": {"reference"},
    },
    url_schemes={"http", "https", "mailto"},
    url_relative="pass_through",
    link_rel="noopener noreferrer nofollow ugc",
)


@lru_cache(maxsize=REMEMBERED)
def render(text: str, names: Names = (), reader: int | None = None, links: Links = ()) -> str:
    """Safe HTML. A short comment takes about 0.2 ms, the worst of 10,000 characters half a second.

    Rendered when it is read, and remembered: who is renamed is called by the new name, and a
    better fence holds for old comments too.

    Args:
        text: CommonMark, people as `@[id]`.
        names: id and name of those whom it mentions; others are told of as somebody who left.
        reader: id of who reads it, whose own mentions are marked.
        links: the references that lead somewhere, in lower case, and where to.
    """
    environment = {"names": dict(names), "reader": reader, "links": dict(links)}
    return _CLEANER.clean(_parser(text).render(text, environment))


def mentioned_in(text: str) -> set[int]:
    """The ids of all whom a text mentions; what stands in code mentions nobody."""
    return {token.meta["user"] for token in _inline(_parser(text).parse(text), "mention")}


def references_in(text: str) -> set[str]:
    """All that may be a reference, in lower case; in code too, where it stays text."""
    return {found.rstrip("-").casefold() for found in REFERENCE.findall(text)}


def plain(text: str, names: Names = ()) -> str:
    """What it says on one line, without marks and with names: for mail and lists."""
    known = dict(names)
    words = (_words(token, known) for token in _parser(text).parse(text))
    return " ".join(" ".join(words).split())


def _words(token: Token, known: Mapping[int, str]) -> str:
    if token.type in ("fence", "code_block"):
        return token.content
    return "".join(_word(child, known) for child in token.children or ())


def _word(token: Token, known: Mapping[int, str]) -> str:
    if token.type == "mention":
        return f"@{known.get(token.meta['user'], SOMEBODY)}"
    return token.content or (" " if token.type.endswith("break") else "")


def _parser(text: str) -> MarkdownIt:
    lines = text.splitlines()
    cells = max((line.count("|") for line in lines), default=0) * len(lines)
    return _WITH_TABLES if cells <= MOST_CELLS else _WITHOUT_TABLES


def _inline(tokens: Sequence[Token], kind: str) -> list[Token]:
    children = (child for token in tokens for child in token.children or ())
    return [child for child in children if child.type == kind]


def _read_mention(state: StateInline, silent: bool) -> bool:
    found = MENTION.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.meta = {"user": int(found[1])}
    state.pos = found.end()
    return True


def _read_reference(state: StateInline, silent: bool) -> bool:
    """`#SEC08-BP02`, where it leads somewhere and stands in no other link."""
    links = state.env.get("links")
    if not links or state.linkLevel or not _may_begin(state.src, state.pos):
        return False
    found = REFERENCE.match(state.src, state.pos, state.posMax)
    name = found[1].rstrip("-") if found else ""
    address = links.get(name.casefold())
    if address is None:
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": address, "class": "reference"}
        state.push("text", "", 0).content = f"#{name}"
        state.push("link_close", "a", -1)
    state.pos += 1 + len(name)
    return True


def _may_begin(text: str, at: int) -> bool:
    """Not inside a word or an address."""
    return at == 0 or text[at - 1].isspace() or text[at - 1] in BEFORE_REFERENCE


def _write_mention(
    _self: Any, tokens: Sequence[Token], at: int, _options: Any, environment: Any
) -> str:
    user = tokens[at].meta["user"]
    mine = " mention--me" if user == environment["reader"] else ""
    name = environment["names"].get(user, SOMEBODY)
    return f'<span class="mention{mine}">@{escape(name)}</span>'


def _find_links(state: StateCore) -> None:
    """Makes links of bare addresses, outside code and other links."""
    for token in state.tokens:
        if token.type == "inline" and token.children and "://" in token.content:
            token.children = _with_links(token.children)


def _with_links(children: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    inside = 0
    for child in children:
        inside += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        found += _split(child.content) if child.type == "text" and not inside else [child]
    return found


def _split(text: str) -> list[Token]:
    tokens, start = [], 0
    for match in BARE_LINK.finditer(text):
        address = _without_end(match[0])
        tokens += [*_text(text[start : match.start()]), *_link(address)]
        start = match.start() + len(address)
    return [*tokens, *_text(text[start:])]


def _without_end(address: str) -> str:
    """What ends a sentence is no part of the address, nor is a bracket that opens outside it."""
    bare = address.rstrip(BARE_END)
    closes = address[len(bare) :].startswith(")") and bare.count("(") > bare.count(")")
    return f"{bare})" if closes else bare


def _text(content: str) -> list[Token]:
    return [Token("text", "", 0, content=content)] if content else []


def _link(address: str) -> list[Token]:
    opened = Token("link_open", "a", 1, attrs={"href": address})
    return [opened, *_text(address), Token("link_close", "a", -1)]


def _heading(_self: Any, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
    """A heading inside a comment would stand in the outline of the page."""
    opening = tokens[at].nesting == 1
    return '<p class="said__heading"><strong>' if opening else "</strong></p>\n"


def _is_allowed(address: str) -> bool:
    return address.strip().lower().startswith(LINK_STARTS)


def _make(*, tables: bool) -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": DEEPEST}
    made = MarkdownIt("commonmark", options)
    made.enable(["strikethrough", *(["table"] if tables else [])])
    made.disable(["image", "html_block", "html_inline", "reference"])
    made.inline.ruler.before("link", "mention", _read_mention)
    made.inline.ruler.before("link", "own_reference", _read_reference)
    made.core.ruler.push("bare_links", _find_links)
    made.add_render_rule("mention", _write_mention)
    for name in ("heading_open", "heading_close"):
        made.add_render_rule(name, _heading)
    made.validateLink = _is_allowed  # type: ignore[assignment, method-assign]
    return made


_WITH_TABLES, _WITHOUT_TABLES = _make(tables=True), _make(tables=False)
