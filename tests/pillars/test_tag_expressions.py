"""The grammar of tag expressions: what is read, what it means, what is said of a mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillars.tag_expressions import All, Any, ExpressionError, Has, Not, holds, parse, shown

TAGS = {"app": "checkout", "env": "prod-eu", "Cost Center": "12"}

words = st.text(min_size=1, max_size=12)
patterns = st.from_regex(r"[a-z]{0,3}\*[a-z*]{0,4}", fullmatch=True)
leaves = st.one_of(
    st.builds(Has, words),
    st.builds(Has, words, words),
    st.builds(Has, words, patterns, st.just(True)),
)


def _some(inner):
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Not, inner),
        st.builds(All, parts),
        st.builds(Any, parts),
    )


expressions = st.recursive(leaves, _some, max_leaves=8)


@given(expressions)
def test_what_is_shown_reads_as_the_same_expression(expression):
    assert parse(shown(expression)) == expression


@given(st.text(max_size=40))
def test_any_text_is_an_expression_or_a_mistake_at_a_place_inside_it(text):
    found = read_or_refused(text)
    if isinstance(found, ExpressionError):
        assert 0 <= found.at <= len(text)
        assert found.message.endswith(".")
    else:
        assert parse(shown(found)) == found


def read_or_refused(text):
    try:
        return parse(text)
    except ExpressionError as error:
        return error


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app", True),
        ("App", False),
        ("app=checkout", True),
        ("app=Checkout", False),
        ("app!=checkout", False),
        ("team!=payments", True),
        ("env=prod*", True),
        ("env=*eu", True),
        ("env=p*d*u", True),
        ("env=prod", False),
        ('env="prod*"', False),
        ('"Cost Center"=12', True),
        ("app=checkout and (env=stage or env=prod*) and not team", True),
        ("team or app=checkout and env=stage", False),
        ("(team or app=checkout) and env=prod-eu", True),
        ("NOT team AND app", True),
    ],
)
def test_an_expression_holds_for_tags(text, expected):
    assert holds(parse(text), TAGS) is expected


@pytest.mark.parametrize(
    ("pattern", "value", "fits"),
    [("a*a", "a", False), ("a*a", "aa", True), ("*", "", True), ("a**b", "axb", True)],
)
def test_a_star_is_anything_and_never_the_same_sign_twice(pattern, value, fits):
    assert holds(parse(f"k={pattern}"), {"k": value}) is fits


def test_a_pattern_of_many_stars_takes_no_time():
    assert not holds(parse(f"k={'a*' * 500}b"), {"k": "a" * 256})


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("", "Write a tag, for example app=checkout.", 0),
        ("app=", "A tag’s value is missing at the end.", 4),
        ("(app=a or env", "This bracket is never closed.", 0),
        ("app=a)", "This closing bracket has no opening one.", 5),
        ("app=a team", "Put “and” or “or” before “team”.", 6),
        ('app="a', "This quotation mark is never closed.", 4),
        ("app=a or", "A tag’s key is missing at the end.", 8),
    ],
)
def test_a_mistake_is_told_with_its_place(text, message, at):
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert (error.value.message, error.value.at) == (message, at)


def test_depth_is_bounded_before_python_is():
    for text in ("(" * 500 + "a" + ")" * 500, "not " * 400 + "a"):
        with pytest.raises(ExpressionError):
            parse(text)
