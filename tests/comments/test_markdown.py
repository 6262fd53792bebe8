"""What people write is shown, and nothing in it acts: looked at in the parsed page."""

import time
from html.parser import HTMLParser

import pytest

from reviewapp.comments.markdown import mentioned_in, plain, render

NAMES = ((7, "Ada <b>Lovelace</b>"), (8, "Grace Hopper"))
LINKS = (("rel09-bp04", "/workloads/1/review/small/backups/"), ("q_2", "#q-2"))
TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "span"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {("a", "href"), ("a", "rel"), ("span", "class"), ("p", "class"), ("ol", "start")}


class Seen(HTMLParser):
    """The elements and attributes that a browser would make of it, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text += data

    @property
    def links(self) -> list[str]:
        return [value for _tag, name, value in self.attributes if name == "href"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><style>*{display:none}</style></svg>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "[x](/accounts/logout/)",
        "<javascript:alert(1)>",
        "![x](https://evil.example/pixel.png)",
        "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        "`<script>`\n\n```html\n<script>alert(1)</script>\n```",
        "|<img src=x onerror=alert(1)>|\n|-|\n|<style>|",
        "# <iframe src=//evil.example>",
        'https://evil.example/"onmouseover="alert(1)',
        "<!--<img src=x onerror=alert(1)>-->",
        "<p style='position:fixed' class='topbar' id='main'>",
        "[x]: javascript:alert(1)\n\n[x]",
        "@[7]<script>",
        "\u202e<b>\u0000</b>",
    ],
)
def test_nothing_hostile_comes_through(hostile):
    seen = Seen(render(hostile, NAMES, 7))
    assert set(seen.tags) <= TAGS
    assert {(tag, name) for tag, name, _value in seen.attributes} <= ATTRIBUTES
    assert all(link.startswith(("http://", "https://", "mailto:")) for link in seen.links)


def test_markup_that_is_typed_is_shown_as_text():
    assert Seen(render("<script>alert(1)</script>")).text.strip() == "<script>alert(1)</script>"


def test_what_people_need_is_there():
    html = render(
        "See **this**, ~~not that~~ and `x`:\nhttps://a.example/b_(c). Write <mailto:a@b.example>\n\n"
        "> said\n\n1. one\n\n|a|\n|-|\n|b|"
    )
    seen = Seen(html)
    assert {"strong", "s", "code", "br", "blockquote", "ol", "table"} <= set(seen.tags)
    assert seen.links == ["https://a.example/b_(c)", "mailto:a@b.example"]
    assert {value for _tag, name, value in seen.attributes if name == "rel"} == {
        "noopener noreferrer nofollow ugc"
    }


def test_a_heading_stays_out_of_the_outline_of_the_page():
    assert "h1" not in Seen(render("# Big")).tags


def test_people_are_chips_by_the_name_that_they_have_now():
    html = render("Ask @[7] and @[8], not @[9] or `@[7]`.", NAMES, 8)
    assert "Ada <b>Lovelace</b>" in Seen(html).text
    assert '<span class="mention mention--me">@Grace Hopper</span>' in html
    assert "@somebody" in html
    assert "<code>@[7]</code>" in html


def test_who_is_mentioned():
    assert mentioned_in("@[7] `@[8]`\n\n    @[9]\n\n- **@[10]** x@[11]") == {7, 10, 11}


def test_plain_text_is_one_line_with_names():
    text = "Hello @[8],\nsee **this**:\n\n> - `x` @[9]\n\n```\ny\n```\n\n[z](https://z.example)"
    assert plain(text, NAMES) == "Hello @Grace Hopper, see this: x @somebody y z"
    # Markup stays the text that it is: whoever shows it escapes it.
    assert plain("<script>alert(1)</script>") == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![",
        "](",
        "[a](",
        "*a **b ",
        "_a*b~~c",
        "`a``b",
        "<",
        "> ",
        "- ",
        "|a|",
        "|-\n",
        "@[",
        "[[]",
        "***a ",
        "#a",
        "#REL09-BP04 ",
    ],
)
def test_no_text_takes_long_or_makes_a_page_much_larger(unit):
    text = (unit * 10_000)[:10_000]
    began = time.process_time()
    html = render(text, links=LINKS)
    assert time.process_time() - began < 3
    assert len(html) < 30 * len(text)


def test_a_reference_leads_to_its_question_where_it_has_one():
    text = "See #REL09-BP04. (#Q_2) **#q_2**, #nope x#q_2 https://x.example/#q_2 `#q_2`"
    assert Seen(render(text, links=LINKS)).links == [
        "/workloads/1/review/small/backups/",
        "#q-2",
        "#q-2",
        "https://x.example/#q_2",
    ]
    assert Seen(render(text)).links == ["https://x.example/#q_2"]
    inside = render("[see #q_2](https://x.example/)", links=LINKS)
    assert Seen(inside).links == ["https://x.example/"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example/", "/\\evil.example/", "evil/", "data:x"]
)
def test_a_reference_leads_nowhere_else(address):
    assert Seen(render("#q_2", links=(("q_2", address),))).links == []


def test_a_table_of_nothing_does_not_fill_the_page():
    text = "|a" * 1000 + "\n" + "|-" * 1000 + "\n" + "|a\n" * 1500
    assert len(render(text[:10_000])) < 50_000
