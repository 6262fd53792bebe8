"""The difference of two lenses, against a plain comparison of all their parts."""

from dataclasses import fields, replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillars.lens.compare import compare_lenses, is_minor
from pillars.lens.difference import Change, Counts
from pillars.lens.model import (
    AdditionalResources,
    Choice,
    Lens,
    Level,
    Pillar,
    Question,
    Resource,
    ResourceKind,
    WorkloadRule,
)
from pillars.lens.order import out_of_order
from pillars.lens.parse import lens_from_document
from pillars.lens.wording import Field
from tests.pillars import built_in
from tests.pillars.by_hand import written

NEW, UPDATED, DELETED = Change
LINK = Resource("Read", "https://example.com")
FURTHER = (AdditionalResources(ResourceKind.IMPROVEMENT_PLAN, (LINK,)),)
(RULE,) = written(("one", "NO"))
WORKLOAD_RULE = WorkloadRule(RULE.condition, RULE.condition, RULE.risk, "because")


def choice(choice_id="one", **more):
    return Choice(choice_id, more.pop("title", f"Title of {choice_id}"), **more)


def question(question_id="q1", *choices, **more):
    found = choices or (choice(), choice("two"))
    return Question(question_id, more.pop("title", f"{question_id}?"), choices=found, **more)


def pillar(pillar_id, *questions):
    return Pillar(pillar_id, pillar_id.title(), questions)


def lens(*pillars, **more):
    return replace(Lens("Lens", "", "2021-11-01", pillars), **more)


def with_question(asked):
    return lens(pillar("security", asked))


def reasons(before, after):
    minor, found = is_minor(compare_lenses(before, after))
    assert minor is not bool(found)
    return found


texts = st.sampled_from(["", "some", "other"])
choices = st.builds(
    Choice,
    id=st.sampled_from(["one", "two", "three"]),
    title=texts,
    why=texts,
    practice=st.sampled_from([None, "SEC01-BP01"]),
    risk_if_absent=st.sampled_from([None, Level.HIGH]),
    improvement_plan=st.sampled_from([None, LINK]),
)
questions = st.builds(
    Question,
    id=st.sampled_from([f"q{n}" for n in range(6)]),
    title=texts,
    choices=st.lists(choices, max_size=3, unique_by=lambda each: each.id).map(tuple),
    risk_rules=st.sampled_from([(), (RULE,), written(("!one", "HIGH"), ("one", "NO"))]),
    workload_rules=st.sampled_from([(), (WORKLOAD_RULE,)]),
)


# Made once: to make such a strategy takes longer than to draw from it.
some_questions = st.lists(questions, max_size=6, unique_by=lambda each: each.id)
pillar_ids = st.lists(st.sampled_from(["pa", "pb", "pc"]), min_size=1, unique=True)
changed_questions = st.dictionaries(st.sampled_from([f"q{n}" for n in range(6)]), questions)


@st.composite
def lenses(draw):
    found = draw(some_questions)
    ids = draw(pillar_ids)
    homes = [draw(st.sampled_from(ids)) for _ in found]
    return lens(
        *(
            Pillar(
                each,
                draw(texts),
                tuple(q for q, home in zip(found, homes, strict=True) if home == each),
            )
            for each in ids
        ),
        description=draw(texts),
    )


any_lens = lenses()


@st.composite
def pairs(draw):
    """Two lenses: any two, or one and what little edits make of it."""
    before = draw(any_lens)
    if draw(st.booleans()):
        return before, draw(any_lens)
    changed = draw(changed_questions)
    parts = [
        replace(
            each,
            questions=tuple(
                replace(changed.get(q.id, q), id=q.id)
                for q in draw(st.permutations(each.questions))
            ),
        )
        for each in before.pillars
    ]
    return before, replace(before, pillars=tuple(parts))


def homes(found):
    return {asked.id: each.id for each in found.pillars for asked in each.questions}


def by_id(parts):
    return {part.id: part for part in parts}


def choices_of(found, question_id):
    asked = by_id(found.questions).get(question_id)
    return by_id(asked.choices) if asked else {}


def shuffled(before, after):
    """Whether what both have stands in another order."""
    return [each for each in before if each in after] != [each for each in after if each in before]


def due(before, after, changed):
    """The status of each id of two mappings. ``changed``: whether what is in both differs."""
    return (
        dict.fromkeys(after.keys() - before.keys(), NEW)
        | dict.fromkeys(before.keys() - after.keys(), DELETED)
        | {each: UPDATED for each in before.keys() & after.keys() if changed(each)}
    )


def statuses(parts):
    found = {part.id: part.status for part in parts}
    assert len(found) == len(parts)
    return found


def reordered(parts):
    return {part.id for part in parts if part.reordered}


@given(pairs())
@settings(deadline=None, max_examples=300)
def test_the_questions_that_differ_are_listed_and_no_others(pair):
    before, after = pair
    found = compare_lenses(before, after).questions
    was, now = by_id(before.questions), by_id(after.questions)
    stood, stands = homes(before), homes(after)
    elsewhere = {each for each in was.keys() & now.keys() if stood[each] != stands[each]}
    changed = elsewhere | reordered(found)
    assert statuses(found) == due(was, now, lambda each: was[each] != now[each] or each in changed)
    moves = {each.id: each.moved_from.id for each in found if each.moved_from}
    assert moves == {each: stood[each] for each in elsewhere}


@given(pairs())
@settings(deadline=None, max_examples=300)
def test_the_choices_that_differ_are_listed_and_no_others(pair):
    before, after = pair
    for found in compare_lenses(before, after).questions:
        was, now = (choices_of(each, found.id) for each in pair)
        moved = reordered(found.choices)
        differs = {each for each in was.keys() & now.keys() if was[each] != now[each]} | moved
        assert statuses(found.choices) == due(was, now, differs.__contains__)
        assert bool(moved) is shuffled(was, now)


@given(pairs())
@settings(deadline=None, max_examples=300)
def test_the_pillars_that_differ_are_listed_and_no_others(pair):
    before, after = pair
    found = compare_lenses(before, after)
    was, now = by_id(before.pillars), by_id(after.pillars)
    moved = reordered(found.pillars)
    assert bool(moved) is shuffled(was, now)
    inside = {each.id for each in found.pillars if each.questions}
    renamed = {each for each in was.keys() & now.keys() if was[each].name != now[each].name}
    assert statuses(found.pillars) == due(was, now, (moved | inside | renamed).__contains__)
    for each in found.pillars:
        here = by_id(now[each.id].questions) if each.id in now else {}
        gone = by_id(was[each.id].questions) if each.id in was else {}
        assert {asked.id for asked in each.questions} <= here.keys() | gone.keys()


@given(pairs())
@settings(deadline=None, max_examples=200)
def test_backwards_the_difference_is_the_same_the_other_way_round(pair):
    there, back = compare_lenses(*pair), compare_lenses(*reversed(pair))
    swapped = {NEW: DELETED, DELETED: NEW, UPDATED: UPDATED}
    turned = [(each.field, each.after, each.before) for each in there.fields]
    assert turned == [(each.field, each.before, each.after) for each in back.fields]
    fields_there = {
        (asked.id, swapped[asked.status], each.field, each.after, each.before)
        for asked in there.questions
        for each in asked.fields
    }
    assert fields_there == {
        (asked.id, asked.status, each.field, each.before, each.after)
        for asked in back.questions
        for each in asked.fields
    }
    assert there.question_counts.new == back.question_counts.deleted
    assert there.choice_counts.new == back.choice_counts.deleted
    assert is_minor(there)[0] is is_minor(back)[0]


def bones(found):
    """All of a lens that is no text, without its order."""
    return (
        {each.id for each in found.pillars},
        homes(found),
        {
            asked.id: (
                asked.risk_rules,
                [(rule.when, rule.condition, rule.risk) for rule in asked.workload_rules],
                {
                    each.id: (each.practice, each.risk_if_absent, each.evidence)
                    for each in asked.choices
                },
            )
            for asked in found.questions
        },
    )


@given(pairs())
@settings(deadline=None, max_examples=300)
def test_minor_is_what_changes_texts_alone(pair):
    before, after = pair
    minor, found = is_minor(compare_lenses(before, after))
    assert minor is (bones(before) == bones(after))
    assert minor is not bool(found)
    assert all(sentence.endswith(".") for sentence in found)


@given(st.lists(st.integers(0, 6).map(str), unique=True), st.permutations("0123456"))
def test_as_few_as_can_be_are_out_of_order(before, after):
    found = out_of_order(before, after)
    common = [each for each in before if each in after]
    fits = [
        set(some)
        for size in range(len(common) + 1)
        for some in combinations(common, size)
        if not shuffled([each for each in before if each not in some], after_without(after, some))
    ]
    assert len(found) == len(fits[0])
    assert set(found) in fits


def after_without(after, some):
    return [each for each in after if each not in some]


def test_one_that_moves_past_many_is_the_one_that_moved():
    assert out_of_order("abcdef", "fabcde") == {"f"}
    assert out_of_order("abcdef", "bcdaef") == {"a"}
    assert out_of_order("abc", "xaybz") == frozenset()
    assert out_of_order("", "abc") == frozenset()


@pytest.mark.parametrize("name", built_in.names())
def test_a_lens_does_not_differ_from_itself(name):
    found = lens_from_document(built_in.document(name))
    difference = compare_lenses(found, lens_from_document(built_in.document(name)))
    assert difference.is_empty
    assert is_minor(difference) == (True, [])
    gone = compare_lenses(found, lens())
    assert gone.question_counts == Counts(0, 0, len(list(found.questions)))
    assert gone.choice_counts.deleted == sum(len(each.choices) for each in found.questions)


CHOICE = {
    "title": ("Other", Field.TITLE, True),
    "description": ("Other", Field.DESCRIPTION, True),
    "helpful_resource": (LINK, Field.HELP, True),
    "improvement_plan": (LINK, Field.PLAN, True),
    "additional_resources": (FURTHER, Field.RESOURCES, True),
    "improvement_steps": ({"cli": "Type."}, Field.STEPS, True),
    "ask": ("Other", Field.ASK, True),
    "why": ("Other", Field.WHY, True),
    "effort": ("high", Field.EFFORT, True),
    "trade_off": ("Other", Field.TRADE_OFF, True),
    "practice": ("SEC01-BP01", Field.PRACTICE, False),
    "evidence": (("SEC01-BP01",), Field.EVIDENCE, False),
    "risk_if_absent": (Level.LOW, Field.LEVEL, False),
}
QUESTION = {
    "title": ("Other", Field.TITLE, True),
    "description": ("Other", Field.DESCRIPTION, True),
    "helpful_resource": (LINK, Field.HELP, True),
    "risk_rules": ((RULE,), Field.RULES, False),
}


def test_every_field_is_tried():
    assert {each.name for each in fields(Choice)} == {"id", *CHOICE}
    tried = {"id", "choices", "workload_rules", *QUESTION}
    assert {each.name for each in fields(Question)} == tried
    assert {each.name for each in fields(Pillar)} == {"id", "name", "questions"}
    assert {each.name for each in fields(Lens)} == {
        *("name", "description", "schema_version", "pillars"),
    }


@pytest.mark.parametrize("name", CHOICE)
def test_every_field_of_a_choice_is_compared(name):
    value, field, minor = CHOICE[name]
    before, after = question(), question("q1", replace(choice(), **{name: value}), choice("two"))
    difference = compare_lenses(with_question(before), with_question(after))
    (asked,) = difference.questions
    (changed,) = asked.choices
    assert (asked.status, asked.fields) == (UPDATED, ())
    assert (changed.id, changed.status, changed.reordered) == ("one", UPDATED, False)
    assert [each.field for each in changed.fields] == [field]
    assert is_minor(difference)[0] is minor


@pytest.mark.parametrize("name", QUESTION)
def test_every_field_of_a_question_is_compared(name):
    value, field, minor = QUESTION[name]
    after = replace(question(), **{name: value})
    difference = compare_lenses(with_question(question()), with_question(after))
    (asked,) = difference.questions
    assert [each.field for each in asked.fields] == [field]
    assert asked.choices == ()
    assert is_minor(difference)[0] is minor


def test_the_reason_of_a_workload_rule_is_a_text_and_the_rule_is_none():
    before = question(workload_rules=(WORKLOAD_RULE,))
    worded = question(workload_rules=(replace(WORKLOAD_RULE, because="for another reason"),))
    moved = question(
        workload_rules=(replace(WORKLOAD_RULE, when=written(("two", "NO"))[0].condition),)
    )
    assert reasons(with_question(before), with_question(worded)) == []
    assert reasons(with_question(before), with_question(moved)) == [
        "The question “q1?” changed its workload rules."
    ]


def test_fields_are_given_before_and_after():
    before = question("q1", choice(why="It breaks."), risk_rules=written(("one", "NO")))
    rules = written(("one&&one", "NO"), ("default", "HIGH"))
    after = question("q1", choice(helpful_resource=LINK), risk_rules=rules)
    (asked,) = compare_lenses(with_question(before), with_question(after)).questions
    (changed,) = asked.choices
    assert [(each.field, each.before, each.after) for each in asked.fields] == [
        (Field.RULES, ("one → NO_RISK",), ("one && one → NO_RISK", "default → HIGH_RISK")),
    ]
    assert [(each.field, each.before, each.after) for each in changed.fields] == [
        (Field.HELP, (), ("Read", "https://example.com")),
        (Field.WHY, ("It breaks.",), ()),
    ]


def test_what_is_new_or_gone_says_all_that_it_says():
    before = lens(pillar("security", question("q1", choice(why="It breaks."))))
    after = lens(pillar("security", question("q2", choice(ask="Who?"))))
    new, gone = compare_lenses(before, after).questions
    assert (new.id, new.status, gone.id, gone.status) == ("q2", NEW, "q1", DELETED)
    assert [(each.field, each.after) for each in new.fields] == [(Field.TITLE, ("q2?",))]
    (asked,), (lost,) = new.choices, gone.choices
    assert (asked.status, lost.status) == (NEW, DELETED)
    assert [(each.field, each.before, each.after) for each in asked.fields] == [
        (Field.TITLE, (), ("Title of one",)),
        (Field.ASK, (), ("Who?",)),
    ]
    assert [(each.field, each.before, each.after) for each in lost.fields] == [
        (Field.TITLE, ("Title of one",), ()),
        (Field.WHY, ("It breaks.",), ()),
    ]


def test_parts_are_counted():
    before = lens(pillar("one", question("q1"), question("q2")), pillar("two", question("q3")))
    after = lens(
        pillar("one", question("q1", choice(), choice("six")), question("q4")), pillar("new")
    )
    found = compare_lenses(before, after)
    assert found.pillar_counts == Counts(new=1, updated=1, deleted=1)
    assert found.question_counts == Counts(new=1, updated=1, deleted=2)
    assert found.choice_counts == Counts(new=3, updated=0, deleted=5)
    assert [each.id for each in found.pillars] == ["one", "new", "two"]
    assert [each.id for each in found.questions] == ["q1", "q4", "q2", "q3"]


def test_a_question_of_another_pillar_is_moved_not_new():
    one, two = question("q1"), question("q2")
    before = lens(pillar("security", one, two), pillar("cost"))
    found = compare_lenses(before, lens(pillar("security", two), pillar("cost", one)))
    (where,) = found.pillars
    (moved,) = where.questions
    assert (where.id, where.status, moved.id, moved.status) == ("cost", UPDATED, "q1", UPDATED)
    assert (moved.moved_from.id, moved.reordered, moved.fields) == ("security", False, ())
    assert is_minor(found) == (
        False,
        ["The question “q1?” moved from the pillar “Security” to “Cost”."],
    )


def test_another_order_is_listed_and_minor():
    one, two = question("q1"), question("q2", choice(), choice("two"))
    turned = question("q2", choice("two"), choice())
    before = lens(pillar("security", one, two), pillar("cost"))
    found = compare_lenses(before, lens(pillar("cost"), pillar("security", turned, one)))
    assert [(each.id, each.reordered) for each in found.pillars] in (
        [("cost", True), ("security", False)],
        [("cost", False), ("security", True)],
    )
    assert sum(each.reordered for each in found.questions) == 1
    assert sum(each.reordered for each in found.choices) == 1
    assert is_minor(found) == (True, [])


def test_what_makes_a_version_major_is_named():
    before = lens(pillar("security", question("q1"), question("q2")), pillar("cost"))
    changed = question(
        "q1", choice(risk_if_absent=Level.LOW), choice("three"), risk_rules=(RULE,), title="New?"
    )
    after = lens(pillar("security", changed, question("q3")), pillar("reliability"))
    assert reasons(before, after) == [
        "The question “New?” changed its risk rules.",
        "The choice “Title of one” of “New?” changed its risk if absent.",
        "The choice “Title of three” of “New?” is new.",
        "The choice “Title of two” of “New?” is gone.",
        "The question “q3?” is new.",
        "The question “q2?” is gone.",
        "The pillar “Reliability” is new.",
        "The pillar “Cost” is gone.",
    ]


def test_words_of_the_lens_and_its_pillars_are_minor():
    before = lens(pillar("security", question()), name="L")
    after = replace(before, name="M", description="D", schema_version="2")
    after = replace(after, pillars=(replace(before.pillars[0], name="Safety"),))
    found = compare_lenses(before, after)
    assert [each.field for each in found.fields] == [
        *(Field.NAME, Field.DESCRIPTION, Field.SCHEMA_VERSION),
    ]
    (where,) = found.pillars
    assert [(each.before, each.after) for each in where.fields] == [(("Security",), ("Safety",))]
    assert is_minor(found) == (True, [])


def test_a_lens_of_ten_thousand_questions_is_compared_in_no_time():
    many = [question(f"q{n}") for n in range(10_000)]
    found = compare_lenses(lens(pillar("one", *many)), lens(pillar("one", *reversed(many))))
    assert found.question_counts == Counts(0, 9_999, 0)
