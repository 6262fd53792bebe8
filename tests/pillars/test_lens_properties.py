"""Generated lenses go in and come out equal; damaged ones are answered, whatever the damage."""

import copy
import json
import time
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from pillars.lens.parse import export_lens, lens_from_document, parse_lens
from pillars.risk import Selection, assess
from tests.pillars.lens_builders import lens, question, rule, text

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
words = st.text(characters, max_size=20)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
ids = st.from_regex(r"[A-Za-z0-9_]{3,12}", fullmatch=True)
# An unknown key starts with a character that no key of the format starts with, or is one that real
# lenses have.
foreign = st.sampled_from(["", "Title", "Url", "awsId", "code", "teams", "$schema"])
unknown = st.dictionaries(words.map(lambda word: f"_{word}") | foreign, values, max_size=2)
risks = st.sampled_from(["NO_RISK", "MEDIUM_RISK", "HIGH_RISK"])
urls = st.sampled_from(["", " ", "https://example.com/a b", "ftp://x", "http://a http://b"]) | words


def with_unknown(strategy):
    return st.tuples(strategy, unknown).map(lambda pair: pair[0] | pair[1])


resources = with_unknown(
    st.fixed_dictionaries({"displayText": words}, optional={"url": urls, "Url": urls})
)
resource_types = st.sampled_from(["HELPFUL_RESOURCE", "IMPROVEMENT_PLAN", "OTHER"])
choices = with_unknown(
    st.fixed_dictionaries(
        {"id": ids, "title": words},
        optional={
            "description": words,
            "helpfulResource": resources,
            "improvementPlan": resources,
            "practice": words,
            "evidence": st.lists(words, max_size=2),
            "improvementSteps": st.dictionaries(words, words, max_size=2),
            "riskIfAbsent": st.sampled_from(["HIGH", "Medium", "low", "", "grave"]),
            "why": words,
            "effort": st.sampled_from(["low", "HIGH", "much"]),
            "tradeOff": words,
            "additionalResources": st.lists(
                with_unknown(
                    st.fixed_dictionaries(
                        {"type": resource_types, "content": st.lists(resources, max_size=2)}
                    )
                ),
                max_size=2,
            ),
        },
    )
)


# Strategies are made once: to make one takes longer than to draw from it.
@cache
def conditions(names):
    """Conditions over so many names, which are written ``{0}``, ``{1}``, …"""
    name = st.sampled_from([f"{{{number}}}" for number in range(names)])
    grow = lambda inner: st.one_of(  # noqa: E731
        inner.map(lambda text: f"!({text})"),
        st.lists(inner, min_size=2, max_size=3).map(" && ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'||'.join(parts)})"),
    )
    return st.recursive(name, grow, max_leaves=5) | st.just("default")


some_choices = st.lists(choices, min_size=1, max_size=4, unique_by=lambda each: each["id"])
profiles = conditions(2).map(lambda text: text.format("prod", "dev"))


@cache
def rule_lists(names):
    """The rules and the workload rules of a question with so many choices."""
    condition = conditions(names)
    rules = st.fixed_dictionaries({"condition": condition, "risk": risks})
    workload = st.fixed_dictionaries(
        {"when": profiles, "condition": condition, "risk": risks},
        optional={"because": words},
    )
    return st.tuples(
        st.lists(with_unknown(rules), max_size=4), st.lists(with_unknown(workload), max_size=2)
    )


@st.composite
def questions(draw):
    found = draw(some_choices)
    rules, workload = draw(rule_lists(len(found)))
    for each in (*rules, *workload):
        each["condition"] = each["condition"].format(*(choice["id"] for choice in found))
    made = {
        "id": draw(ids),
        "title": draw(words),
        "choices": found,
        "riskRules": rules,
        "workloadRules": workload,
    }
    return made | draw(unknown)


some_questions = st.lists(questions(), min_size=1, max_size=4, unique_by=lambda each: each["id"])
two_ids = st.lists(ids, min_size=2, max_size=2, unique=True)


@st.composite
def lenses(draw):
    found = draw(some_questions)
    cut = draw(st.integers(0, len(found)))
    pillar_ids = draw(two_ids)
    pillars = [
        {"id": pillar_id, "name": draw(words), "questions": part} | draw(unknown)
        for pillar_id, part in zip(pillar_ids, (found[:cut], found[cut:]), strict=True)
    ]
    return draw(unknown) | {"name": draw(words), "pillars": pillars} | draw(unknown)


def ordered(value):
    """The value with the order of its keys made visible to ``==``."""
    if isinstance(value, dict):
        return [(key, ordered(item)) for key, item in value.items()]
    return [ordered(item) for item in value] if isinstance(value, list) else repr(value)


def answer_everything(parsed):
    for each in parsed.questions:
        chosen = frozenset(choice.id for choice in each.choices)
        for selected in [chosen, frozenset(), *(frozenset([one]) for one in chosen)]:
            assert assess(each, Selection(selected), frozenset({"prod"})).because.endswith(".")


@given(lenses(), st.sampled_from([None, 2]), st.booleans())
@settings(deadline=None, max_examples=120)
def test_a_lens_comes_back_equal_with_all_its_keys_in_order(document, indent, ascii_only):
    parsed = parse_lens(json.dumps(document, indent=indent, ensure_ascii=ascii_only))
    assert parsed.errors == ()
    assert ordered(parsed.document) == ordered(document)
    again = parse_lens(export_lens(parsed.document))
    assert ordered(again.document) == ordered(document)
    assert again.lens == parsed.lens == lens_from_document(document)
    answer_everything(parsed.lens)


def sample():
    rules = rule("one && !two", "NO"), rule("one || (two)", "MEDIUM"), rule("default", "HIGH")
    return lens(question(), question(*rules, id="question_2"), _version="1.0")


SAMPLE = text(sample())


def answered(source):
    """Parses whatever it is, in time, and holds the result to its promises."""
    started = time.process_time()
    parsed = parse_lens(source)
    assert time.process_time() - started < 1
    assert (parsed.lens is None) == bool(parsed.errors)
    for message in parsed.errors + parsed.warnings:
        assert message.path.startswith("$")
        assert message.line >= 1 or message.code == "more-messages"
        assert message.message.strip()
        assert message.fix.strip()
    if parsed.lens:
        assert parse_lens(export_lens(parsed.document)).document == parsed.document
        assert lens_from_document(parsed.document) == parsed.lens
        answer_everything(parsed.lens)
    return parsed


@given(st.binary(max_size=200) | st.text(max_size=200) | values.map(json.dumps))
@settings(deadline=None, max_examples=300)
def test_anything_is_answered(source):
    answered(source)


edits = st.lists(
    st.tuples(
        st.integers(0, len(SAMPLE)),
        st.integers(0, 12),
        st.text('{}[]",:\\ntruefalsNaI0123.-&|!()_ \n\t\0', max_size=6) | st.text(max_size=3),
    ),
    min_size=1,
    max_size=3,
)


@given(edits, st.booleans())
@settings(deadline=None, max_examples=300)
def test_a_lens_with_damaged_text_is_answered(changes, as_bytes):
    source = SAMPLE
    for at, cut, put in changes:
        source = source[:at] + put + source[at + cut :]
    answered(source.encode("utf-8", "surrogatepass") if as_bytes else source)


def paths(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, item in items:
        yield from paths(item, (*path, key))


PATHS = [path for path in paths(sample()) if path]


@given(st.lists(st.tuples(st.sampled_from(PATHS), values | st.just(...)), min_size=1, max_size=3))
@settings(deadline=None, max_examples=300)
def test_a_lens_with_values_changed_or_removed_is_answered(changes):
    document = sample()
    for path, value in changes:
        change(document, path, value)
    source = json.dumps(document)
    assert answered(source).document == json.loads(source)


def change(document, path, value):
    """Puts ``value`` at ``path``, or removes what is there; a path cut off before is let be."""
    owner = document
    try:
        for key in path[:-1]:
            owner = owner[key]
        if value is ...:
            del owner[path[-1]]
        else:
            owner[path[-1]] = copy.deepcopy(value)
    except (KeyError, IndexError, TypeError):
        return
