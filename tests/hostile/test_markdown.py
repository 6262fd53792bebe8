"""Comments: whatever CommonMark somebody makes up, nothing in it acts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewapp.comments.markdown import plain, render

from .reading import read_page

TRICKY = st.sampled_from(
    [
        "\n",
        "",
        "",
        "",
        "<img\tsrc=x\tonerror=h4x()>",
        "<script>h4x()</script>",
        "[a](javascript:h4x())",
        "<javascript:h4x()>\n",
        "",
        "",
        "",
        '![a](x\t"onerror=h4x())',
        "[a](&#106;avascript:h4x())",
        "[a](data:text/html,x)",
        "[a]:javascript:h4x()\n",
        "",
        "",
        "",
        "[a](<java\tscript:h4x()>)",
        'https://h4x.example/"onmouseover="h4x()',
        "<a\thref='vbscript:h4x()'>\n",
        "",
        "",
        "",
        "@[1]",
        "@[999]",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "`",
        "```",
        "~~~",
        "|",
        "---",
        "*",
        "**",
        "_",
        "#",
        ">",
        "1.",
        "-",
        "\\",
        "&lt;",
        "&#60;",
        "&#x3c;",
        "<!--",
        "-->",
        "<![CDATA[\n",
        "",
        "",
        "",
        "<svg/onload=h4x()>",
        "<math><mi>",
        "</p>",
        "\"'>",
        "{{7*7}}",
        'http://a.b?c="onclick=h4x()',
        "mailto:a@b\x00",
        "~~\n",
        "",
        "",
        "",
        "",
    ]
).map(str.strip)
TEXTS = st.lists(TRICKY | st.text(max_size=4) | st.just("\n") | st.just("\n\n    "), max_size=14)


@settings(max_examples=150)
@given(TEXTS.map("".join) | TEXTS.map(" ".join))
def test_nothing_in_a_comment_acts(text):
    said = render(text, ((1, "\"'><h4x onclick=h4x()>"),), 1)

    assert read_page(said).wrong == []
    assert "\n" not in plain(text)
