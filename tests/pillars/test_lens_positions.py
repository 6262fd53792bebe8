"""The JSON reader that knows where values stand, judged by the standard one."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillars.lens.jsonpos import scan
from pillars.lens.jsonread import MAX_NESTING
from pillars.lens.messages import path_text, shorten

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    leaves | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def strict(text):
    """The standard reader without its licence for NaN."""

    def refuse(word):
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)


def places(value, path=()):
    yield path, value
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, item in items:
        yield from places(item, (*path, key))


@given(values, st.sampled_from([None, 0, 1, "\t"]), st.booleans(), st.sampled_from(["", "\r\n "]))
@settings(deadline=None)
def test_reads_what_the_standard_reader_reads_and_knows_where(value, indent, ascii_only, before):
    text = before + json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = scan(text)
    assert (found.problems, found.duplicates) == ((), ())
    assert repr(found.value) == repr(value)
    for path, item in places(value):
        read, _ = json.JSONDecoder().raw_decode(text, found.offset(path))
        assert repr(read) == repr(item)


@given(values, st.data())
@settings(deadline=None, max_examples=300)
def test_refuses_what_the_standard_reader_refuses(value, data):
    text = json.dumps(value)
    at = data.draw(st.integers(0, len(text)))
    junk = data.draw(st.text('{}[]",:\\ntfu0123456789.-+eE \n\x01', max_size=3))
    broken = text[:at] + junk + text[at + data.draw(st.integers(0, 3)) :]
    found = scan(broken)
    codes = {problem.code for problem in found.problems}
    try:
        expected = strict(broken)
    except ValueError:
        assert codes
    else:
        if codes <= {"character-not-storable", "number-out-of-range", "nesting-too-deep"} and codes:
            return
        assert (codes, repr(found.value)) == (set(), repr(expected))


@given(st.text(max_size=30))
@settings(deadline=None)
def test_any_text_is_read_or_refused_within_the_text(text):
    found = scan(text)
    assert all(0 <= problem.offset <= len(text) for problem in found.problems)


@pytest.mark.parametrize(
    ("text", "code", "path", "place", "said"),
    [
        ("", "invalid-json", "$", (1, 1), "file ends"),
        ("{", "invalid-json", "$", (1, 2), "file ends"),
        ('{"a":1,}', "invalid-json", "$.a", (1, 7), "comma stands before “}”"),
        ("[1,\n2,]", "invalid-json", "$[1]", (2, 2), "comma stands before “]”"),
        ('{"a":1\n"b":2}', "invalid-json", "$.a", (2, 1), "a comma or “}”"),
        ('{"a" 1}', "invalid-json", "$", (1, 6), "a colon"),
        ("{'a': 1}", "invalid-json", "$", (1, 2), "double quotes"),
        ('{"a": [1, {"b": x}]}', "invalid-json", "$.a[1].b", (1, 17), "“x” stands where a value"),
        ('{"a": "b\nc"}', "invalid-json", "$.a", (1, 9), "a line end inside a text"),
        ('{"a": "b\\\nc"}', "invalid-json", "$.a", (1, 10), "a line end inside a text"),
        ('{"a": "b\tc"}', "invalid-json", "$.a", (1, 9), "a tab inside a text"),
        ('{"a": "b\x07"}', "invalid-json", "$.a", (1, 9), "control character"),
        ('{"a": "b}', "invalid-json", "$.a", (1, 7), "has no end"),
        ('{"a": "b\\', "invalid-json", "$.a", (1, 7), "has no end"),
        ('{"a": "\\x"}', "invalid-json", "$.a", (1, 8), "not an escape"),
        ("{} {}", "invalid-json", "$", (1, 4), "after the end"),
        ("[01]", "invalid-json", "$[0]", (1, 3), "a comma or “]”"),
        ("\r\n\r\n{\rx", "invalid-json", "$", (4, 1), "a key in double quotes"),
        ('["\\ud83d"]', "character-not-storable", "$[0]", (1, 2), "U+D83D"),
        ('["\\u0000"]', "character-not-storable", "$[0]", (1, 2), "U+0000"),
        ("[1e999]", "number-out-of-range", "$[0]", (1, 2), "too large"),
        ("[" + "9" * 5_000 + "]", "number-out-of-range", "$[0]", (1, 2), "too large"),
        ("[" * 65, "nesting-too-deep", "$" + "[0]" * 64, (1, 65), "64 levels"),
    ],
)
def test_names_the_place_of_what_is_not_json(text, code, path, place, said):
    found = scan(text)
    (problem,) = found.problems
    assert (problem.code, path_text(problem.path)) == (code, path)
    assert found.position(problem.offset) == place
    assert said in problem.message
    assert found.value is None
    assert problem.fix


def test_a_long_number_is_read_exactly():
    assert scan("9" * 1_000).value == 10**1_000 - 1
    assert scan("9" * 1_001).problems[0].code == "number-out-of-range"


def test_the_deepest_nesting_is_read():
    text = "[" * MAX_NESTING + "]" * MAX_NESTING
    assert scan(text).value == json.loads(text)


def test_every_nan_is_named_not_only_the_first():
    found = scan('{"a": NaN,\n "b": [-Infinity, Infinity]}')
    assert [(path_text(p.path), found.position(p.offset)) for p in found.problems] == [
        ("$.a", (1, 7)),
        ("$.b[0]", (2, 8)),
        ("$.b[1]", (2, 19)),
    ]
    assert found.value is None


def test_of_equal_keys_the_last_is_read_and_both_are_known():
    found = scan('{"a": [1],\n "a": {"b": 1, "b": 2}}')
    assert found.value == {"a": {"b": 2}}
    assert [(path_text(path), found.position(at)) for path, at in found.duplicates] == [
        ("$.a", (2, 2)),
        ("$.a.b", (2, 16)),
    ]
    assert found.position(found.offset(("a", "b"))) == (2, 21)


def test_a_missing_value_stands_where_its_owner_does():
    found = scan('{\n  "a": [{}]\n}')
    assert found.locate(("a", 0, "title")) == (2, 9)
    assert found.locate(("b",)) == (1, 1)


def test_a_character_of_a_text_is_found_unless_escapes_stand_before_it():
    found = scan('["a-b", "\\u0061-b", 1]')
    assert found.locate((0,), 1) == (1, 4)
    assert found.locate((1,), 1) == (1, 9)
    assert found.locate((2,), 1) == (1, 21)


def test_paths_quote_unusual_keys_and_cut_long_ones():
    assert path_text(("a", 0, "b c", 'd"')) == '$.a[0]["b c"]["d\\""]'
    assert path_text(("k" * 100,)) == "$." + "k" * 60 + "…"


def test_shortened_texts_are_one_line():
    assert shorten("a\n  b") == "a b"
    assert shorten("word " * 30, 12) == "word word wo…"
