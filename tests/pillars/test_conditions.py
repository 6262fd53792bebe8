"""The grammar of conditions: examples, and an independent judge of every short text."""

import ast
import re
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillars.conditions import (
    MAX_DEPTH,
    MAX_LENGTH,
    And,
    ConditionError,
    Default,
    Name,
    Not,
    Or,
    parse,
)

NAMES = ("a", "b", "c_1", "D2", "9")


def subsets(names):
    names = sorted(names)
    return map(set, chain.from_iterable(combinations(names, n) for n in range(len(names) + 1)))


def judge(text):
    """What Python makes of the same text: a function of the selected ids, None where it is wrong."""
    if re.search(r"[^A-Za-z0-9_!&|()\s]", text):
        return None
    spaced = text.replace("&&", " and ").replace("||", " or ")
    if "&" in spaced or "|" in spaced:
        return None
    words = re.sub(
        r"[A-Za-z0-9_]+", lambda m: m[0] if m[0] in {"and", "or"} else f"x_{m[0]}", spaced
    )
    try:
        tree = ast.parse("(" + words.replace("!", " not ") + "\n)", mode="eval")
    except SyntaxError:
        return None
    allowed = (
        ast.Expression,
        ast.BoolOp,
        ast.UnaryOp,
        ast.Not,
        ast.And,
        ast.Or,
        ast.Name,
        ast.Load,
    )
    if not all(isinstance(node, allowed) for node in ast.walk(tree)):
        return None
    code = compile(tree, "condition", "eval")
    found = {node.id: False for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return lambda selected: bool(eval(code, {}, found | {f"x_{name}": True for name in selected}))


@pytest.mark.parametrize(
    ("text", "parsed", "canonical"),
    [
        ("a", Name("a"), "a"),
        ("  a\r\n\t", Name("a"), "a"),
        ("a&&b||c_1", Or((And((Name("a"), Name("b"))), Name("c_1"))), "a && b || c_1"),
        ("a||b&&c_1", Or((Name("a"), And((Name("b"), Name("c_1"))))), "a || b && c_1"),
        ("(a||b)&&c", And((Or((Name("a"), Name("b"))), Name("c"))), "(a || b) && c"),
        ("! ( a )", Not(Name("a")), "!a"),
        ("!a&&b", And((Not(Name("a")), Name("b"))), "!a && b"),
        ("!(a&&b)", Not(And((Name("a"), Name("b")))), "!(a && b)"),
        ("!!a", Not(Not(Name("a"))), "!!a"),
        ("a&&(b&&c)", And((Name("a"), And((Name("b"), Name("c"))))), "a && (b && c)"),
        ("((a))", Name("a"), "a"),
        (" default ", Default(), "default"),
        ("(default)", Name("default"), "(default)"),
        ("default && a", And((Name("default"), Name("a"))), "default && a"),
        ("Default", Name("Default"), "Default"),
        ("1", Name("1"), "1"),
    ],
)
def test_parses_and_prints(text, parsed, canonical):
    assert parse(text) == parsed
    assert str(parse(text)) == canonical
    assert parse(canonical) == parsed


@pytest.mark.parametrize(
    ("text", "position", "word"),
    [
        ("", 0, "empty"),
        ("  \n ", 0, "empty"),
        ("a b", 2, "missing before “b”"),
        ("a & b", 2, "&&"),
        ("a | b", 2, "||"),
        ("a &&", 4, "at the end"),
        ("&& a", 0, "before “&&”"),
        ("a || || b", 5, "before “||”"),
        ("(a", 2, "not closed"),
        ("(a b)", 3, "missing before “b”"),
        ("a)", 1, "closes nothing"),
        ("()", 1, "before “)”"),
        ("!", 1, "at the end"),
        ("a!", 1, "missing before “!”"),
        ("a-b", 1, "“-”"),
        ("a && é", 5, "“é”"),
        ("a && ٣", 5, "“٣”"),
    ],
)
def test_says_what_is_wrong_and_where(text, position, word):
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert caught.value.position == position
    assert word in caught.value.message
    assert str(caught.value) == f"{caught.value.message} (character {position + 1})"


def test_default_is_true_for_every_selection_and_names_nothing():
    assert parse("default").names == frozenset()
    assert parse("default").evaluate(set()) is True
    assert parse("default").evaluate({"a"}) is True


def test_default_inside_a_condition_is_an_ordinary_id():
    assert parse("(default)").names == {"default"}
    assert parse("(default)").evaluate(set()) is False


def test_names_are_told_apart_by_the_sign_they_stand_under():
    condition = parse("a && !(b || !c) && !!d")
    assert condition.signed(True) == {"a", "c", "d"}
    assert condition.signed(False) == {"b"}
    assert condition.names == {"a", "b", "c", "d"}


@pytest.mark.parametrize("joined", [And, Or])
def test_joining_fewer_than_two_is_refused(joined):
    with pytest.raises(ValueError):
        joined((Name("a"),))


@pytest.mark.parametrize("wrap", [("!", ""), ("(", ")")])
def test_depth_is_bounded(wrap):
    before, after = wrap
    assert parse(before * MAX_DEPTH + "a" + after * MAX_DEPTH).names == {"a"}
    with pytest.raises(ConditionError, match="nested deeper than 50"):
        parse(before * (MAX_DEPTH + 1) + "a" + after * (MAX_DEPTH + 1))


def test_depth_is_that_of_one_place_not_of_all_together():
    assert parse(" && ".join(["(!a)"] * (MAX_DEPTH + 1))).evaluate(set()) is True


def test_the_deepest_condition_evaluates_and_prints():
    text = "a"
    for _ in range(MAX_DEPTH // 2):
        text = f"b || !(c && {text})"
    assert parse(str(parse(text))) == parse(text)
    assert [parse(text).evaluate(each) for each in ({"b"}, {"c", "a"})] == [
        judge(text)({"b"}),
        judge(text)({"c", "a"}),
    ]


def test_length_is_bounded_without_white_space():
    longest = " || ".join(["a" * 8] * (MAX_LENGTH // 10))
    assert len(longest) > MAX_LENGTH
    assert parse(longest + " " * 1_000_000).names == {"a" * 8}
    with pytest.raises(ConditionError, match="longer than 10,000"):
        parse(longest + "||bbb")


@pytest.mark.parametrize("text", ["(" * 9_999, "!" * 9_999, "a(" * 4_999, "(" * 400_000])
def test_hostile_nesting_ends_in_a_condition_error(text):
    with pytest.raises(ConditionError):
        parse(text)


names = st.sampled_from(NAMES)
space = st.text(" \t\r\n", max_size=2)


def grown(inner):
    joined = st.tuples(
        st.sampled_from(["&&", "||"]), st.lists(inner, min_size=2, max_size=4), space
    )
    return st.one_of(
        inner.map(lambda text: f"!({text})"),
        inner.map(lambda text: f"( {text})"),
        st.builds(lambda name, pad: f"!{pad}{name}", names, space),
        joined.map(lambda part: f"{part[2]}{part[0]}{part[2]}".join(part[1])),
    )


conditions = st.recursive(names, grown, max_leaves=12)


@given(conditions)
@settings(deadline=None, max_examples=500)
def test_printing_keeps_the_condition(text):
    parsed = parse(text)
    assert parse(str(parsed)) == parsed
    assert str(parse(str(parsed))) == str(parsed)


@given(conditions)
@settings(deadline=None)
def test_evaluates_as_an_independent_judge_does(text):
    parsed, expected = parse(text), judge(text)
    for selected in subsets(NAMES):
        assert parsed.evaluate(selected) == expected(selected)


@given(conditions, names)
@settings(deadline=None)
def test_an_id_that_stands_under_no_negation_can_only_help(text, name):
    parsed = parse(text)
    if name not in parsed.signed(False):
        for selected in subsets(NAMES):
            assert parsed.evaluate(selected | {name}) >= parsed.evaluate(selected)


@given(conditions)
@settings(deadline=None)
def test_the_truth_table_has_the_row_of_each_selection(text):
    parsed = parse(text)
    rows = list(subsets(NAMES))
    column = {name: sum(1 << at for at, row in enumerate(rows) if name in row) for name in NAMES}
    table = parsed.rows(column.__getitem__, (1 << len(rows)) - 1)
    assert table == sum(1 << at for at, row in enumerate(rows) if parsed.evaluate(row))


@given(st.text("ab!&|() -\n", max_size=12))
@settings(deadline=None, max_examples=1_000)
def test_accepts_exactly_what_the_judge_accepts(text):
    expected = judge(text)
    if expected is None:
        with pytest.raises(ConditionError) as caught:
            parse(text)
        assert 0 <= caught.value.position <= len(text)
    else:
        for selected in subsets(("a", "b")):
            assert parse(text).evaluate(selected) == expected(selected)


@given(st.text())
@settings(deadline=None)
def test_any_text_gives_a_condition_or_a_condition_error(text):
    try:
        parsed = parse(text)
    except ConditionError:
        return
    assert parse(str(parsed)) == parsed
