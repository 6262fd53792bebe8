"""How texts and queries are cut, and how what was found is marked; without a database."""

import pytest

from reviewapp.search.domain.asking import Asked
from reviewapp.search.domain.marking import excerpt, marked
from reviewapp.search.domain.words import MAX_TERMS, Term, terms_of, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("arn:aws:s3:::Orders-EU", ["arn", "aws", "s3", "orders", "eu"]),
        ("i-0abc12e34", ["i", "0abc12e34"]),
        ("prod_db/table.v2", ["prod", "db", "table", "v2"]),
        ("Verschlüsselung ÜBER alles", ["verschlüsselung", "über", "alles"]),
        ("<script>alert('x')</script>", ["script", "alert", "x", "script"]),
        ("-- ''' :* &", []),
    ],
)
def test_every_part_between_signs_is_a_word(text, words):
    assert words_in(text) == words


def test_a_query_is_read_as_search_engines_do():
    assert terms_of('backup "restore test" -snapshot s3 or glacier-deep') == [
        Term(("backup",)),
        Term(("restore", "test"), exact=True),
        Term(("snapshot",), without=True),
        Term(("s3",)),
        Term(("glacier", "deep"), alternative=True, begun=True),
    ]


@pytest.mark.parametrize(
    "typed", ["or", '"', '""', "-", "'", "a:* | b", ") & (", '"open', "or or x"]
)
def test_anything_may_be_typed(typed):
    assert all(term.words for term in terms_of(typed))


def test_a_query_is_bounded():
    assert len(terms_of("word " * 500)) == MAX_TERMS


def test_markup_in_a_text_stays_text():
    asked = Asked("", frozenset({"script", "amp"}), ("ale",))
    html = marked("<script>alert(1)</script> &amp; <mark>", asked)
    assert html == (
        "&lt;<mark>script</mark>&gt;<mark>alert</mark>(1)&lt;/<mark>script</mark>&gt; "
        "&amp;<mark>amp</mark>; &lt;mark&gt;"
    )


def test_an_excerpt_is_cut_around_the_first_hit_and_escaped():
    asked = Asked("", frozenset({"needle"}))
    text = "straw <b> & " * 60 + "needle" + " & <i>hay" * 60
    html = excerpt(text, asked)
    assert "<mark>needle</mark>" in html
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert "<b>" not in html
    assert "<i>" not in html
    assert len(html) < 600
    assert excerpt("short", asked) == "short"
