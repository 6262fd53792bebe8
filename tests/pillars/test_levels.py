"""Risk from the levels of practices, held to a second evaluator that counts what is missing."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillars.lens.model import Choice, Lens, Level, Pillar, Question
from pillars.lens.parse import lens_from_document
from pillars.levels import follows_levels, levels_of, missing, rules_from_levels, with_levels
from pillars.risk import Risk, Selection, assess
from tests.pillars import built_in
from tests.pillars.by_hand import decides, risk_of, rule_lists, subsets, written

HIGH, MEDIUM, LOW = Level
FRAMEWORK = lens_from_document(built_in.document("framework"))
FOUNDATIONS = lens_from_document(built_in.document("foundations"))
NAMES = ("aaa", "bbb", "ccc", "ddd", "eee")
levels = st.sampled_from([HIGH, MEDIUM, LOW, None])
questions_of_levels = st.lists(levels, min_size=1, max_size=5).map(lambda found: asked(*found))


def asked(*found, rules=None):
    """A question whose choices aaa, bbb, … have these levels and the practices P-aaa, P-bbb, …"""
    choices = tuple(
        Choice(name, name, practice=f"P-{name}", risk_if_absent=level)
        for name, level in zip(NAMES, found, strict=False)
    )
    question = Question("question", "?", choices=(*choices, Choice("q_no", "None")))
    given = {choice.id: choice.risk_if_absent for choice in choices if choice.risk_if_absent}
    made = rules_from_levels(question, given) if rules is None else written(*rules)
    return replace(question, risk_rules=made)


def lens_of(*questions):
    parts = tuple(replace(each, id=f"q{at}") for at, each in enumerate(questions))
    return Lens("L", "", "", (Pillar("one", "One", parts[:1]), Pillar("two", "Two", parts[1:])))


def answers(question):
    """Every answer of every choice: ticked, marked not applicable, neither."""
    ids = [choice.id for choice in question.choices]
    for states in product("tn-", repeat=len(ids)):
        pairs = list(zip(ids, states, strict=True))
        yield Selection(*(frozenset(i for i, state in pairs if state == kind) for kind in "tn"))


def counted_by_hand(levels, selection):
    """What of ``levels`` an answer lacks: “none of these” undoes what was ticked beside it."""
    ticked = set() if "q_no" in selection.selected else set(selection.selected)
    return [
        level for each, level in levels.items() if each not in ticked | selection.not_applicable
    ]


def risk_by_hand(lacking):
    if HIGH in lacking:
        return Risk.HIGH
    return Risk.MEDIUM if MEDIUM in lacking else Risk.NONE


def effect(question):
    """The risk of every set of ticks, on which two equal rule sets agree."""
    ids = [choice.id for choice in question.choices]
    return [assess(question, Selection(each)).risk for each in subsets(ids)]


@given(questions_of_levels)
@settings(deadline=None, max_examples=60)
def test_rules_from_levels_give_the_level_of_the_worst_missing_practice(question):
    levels = levels_of(question)
    for selection in answers(question):
        if selection.selected:
            lacking = counted_by_hand(levels, selection)
            assert assess(question, selection).risk is risk_by_hand(lacking)
            assert sorted(missing(question, selection).values()) == sorted(lacking)


def test_rules_from_levels_are_the_shortest_that_do():
    def rules(*found):
        return [(str(rule.condition), rule.risk[:2]) for rule in asked(*found).risk_rules]

    assert rules(MEDIUM, HIGH, LOW, HIGH) == [
        ("bbb && ddd && aaa", "NO"),
        ("bbb && ddd", "ME"),
        ("default", "HI"),
    ]
    assert rules(HIGH, LOW) == [("aaa", "NO"), ("default", "HI")]
    assert rules(None, MEDIUM) == [("bbb", "NO"), ("default", "ME")]
    assert rules(LOW, LOW) == rules(None) == [("default", "NO")]


def test_a_level_of_none_of_these_counts_for_nothing():
    question = asked(HIGH)
    none = replace(question.choices[-1], risk_if_absent=HIGH, practice="P-none")
    question = replace(question, choices=(question.choices[0], none))
    assert levels_of(question) == {"aaa": HIGH}
    assert follows_levels(question)
    assert with_levels(question, {"P-none": LOW}) is question
    assert rules_from_levels(question, {"aaa": LOW, "q_no": HIGH}) == written(("default", "NO"))


FOLLOWING = [
    [("aaa && bbb", "NO"), ("aaa", "MEDIUM"), ("default", "HIGH")],
    [("bbb&&aaa", "NO"), ("aaa||aaa&&bbb", "MEDIUM"), ("default", "HIGH")],
    [("!aaa", "HIGH"), ("!bbb", "MEDIUM"), ("default", "NO")],
    # A gap counts as high risk, so a rule that says so may be missing.
    [("aaa && bbb", "NO"), ("aaa", "MEDIUM")],
    # Of level low, named without an effect.
    [("aaa && bbb && (ccc || !ccc)", "NO"), ("aaa", "MEDIUM"), ("default", "HIGH")],
]
NOT_FOLLOWING = [
    [("aaa && bbb && ccc", "NO"), ("aaa", "MEDIUM"), ("default", "HIGH")],
    [("aaa && bbb", "NO"), ("aaa || bbb", "MEDIUM"), ("default", "HIGH")],
    [("aaa && bbb", "NO"), ("default", "HIGH")],
    [("aaa && bbb", "NO"), ("aaa", "MEDIUM"), ("q_no", "MEDIUM"), ("default", "HIGH")],
    [("default", "NO")],
    [],
]


@pytest.mark.parametrize("rules", FOLLOWING)
def test_rules_equal_in_effect_follow_the_levels(rules):
    assert follows_levels(asked(HIGH, MEDIUM, LOW, rules=rules))


@pytest.mark.parametrize("rules", NOT_FOLLOWING)
def test_other_rules_do_not_follow_the_levels(rules):
    assert not follows_levels(asked(HIGH, MEDIUM, LOW, rules=rules))


def test_without_any_level_there_is_nothing_to_follow():
    assert not follows_levels(asked(None, None))
    assert follows_levels(asked(None, LOW))


def test_more_choices_than_can_be_tried_follow_only_in_the_very_words():
    ids = [f"choice_{n}" for n in range(20)]
    choices = tuple(Choice(each, each, risk_if_absent=HIGH) for each in ids)
    question = Question("question", "?", choices=choices)
    made = rules_from_levels(question, dict.fromkeys(ids, HIGH))
    assert follows_levels(replace(question, risk_rules=made))
    backwards = written((" && ".join(reversed(ids)), "NO"), ("default", "HIGH"))
    assert not follows_levels(replace(question, risk_rules=backwards))


@given(st.tuples(levels, levels, levels), rule_lists([*NAMES[:3], "q_no"]))
@settings(deadline=None, max_examples=300)
def test_following_is_to_give_the_same_risk_whatever_is_in_place(found, rules):
    question = asked(*found, rules=rules)
    named = levels_of(question)
    alike = all(
        risk_of(question, decides(question, true))
        is risk_by_hand([level for each, level in named.items() if each not in true])
        for true in subsets([choice.id for choice in question.choices])
    )
    assert follows_levels(question) is (alike and bool(named))


overridings = st.dictionaries(
    st.sampled_from([*(f"P-{name}" for name in NAMES), "P-other", ""]), st.sampled_from(Level)
)


@given(questions_of_levels, overridings)
@settings(deadline=None, max_examples=100)
def test_levels_put_in_place_of_others_move_the_rules(question, overrides):
    before = {choice.id: choice.risk_if_absent for choice in question.choices}
    due = {each: overrides.get(f"P-{each}", level) for each, level in before.items()}
    changed = with_levels(question, overrides)
    assert {choice.id: choice.risk_if_absent for choice in changed.choices} == due
    if due == before:
        assert changed is question
    elif any(before.values()):
        expected = rules_from_levels(question, {i: level for i, level in due.items() if level})
        assert changed.risk_rules == expected
        assert follows_levels(changed)
    else:
        assert changed.risk_rules is question.risk_rules
    assert with_levels(changed, overrides) is changed


def test_rules_of_the_authors_own_stay_and_the_level_is_shown():
    question = asked(HIGH, MEDIUM, rules=[("aaa || bbb", "NO"), ("default", "MEDIUM")])
    changed = with_levels(question, {"P-aaa": LOW})
    assert changed.risk_rules is question.risk_rules
    assert [choice.risk_if_absent for choice in changed.choices] == [LOW, MEDIUM, None]


def test_a_lens_changes_only_where_a_level_does():
    lens = lens_of(asked(HIGH, MEDIUM), asked(LOW), asked(None, HIGH))
    changed = with_levels(lens, {"P-bbb": LOW})
    one, two = changed.pillars
    assert one is not lens.pillars[0]
    assert two.questions[0] is lens.pillars[1].questions[0]
    assert two.questions[1].risk_rules == written(("default", "NO"))
    assert with_levels(lens, {"P-ccc": HIGH}) is lens
    assert with_levels(lens, {"P-aaa": HIGH}).pillars[0] is lens.pillars[0]
    assert (changed.name, [each.id for each in changed.questions]) == ("L", ["q0", "q1", "q2"])


@pytest.mark.parametrize("lens", [FRAMEWORK, FOUNDATIONS])
def test_no_overrides_leave_the_same_lens(lens):
    assert with_levels(lens, {}) is lens
    assert with_levels(lens, {"NONE00-BP00": HIGH}) is lens


def test_the_published_levels_put_in_again_leave_the_same_lens():
    assert with_levels(FRAMEWORK, published(FRAMEWORK)) is FRAMEWORK


def published(lens):
    return {
        choice.practice: choice.risk_if_absent
        for question in lens.questions
        for choice in question.choices
        if choice.practice
    }


def test_the_framework_has_57_questions_of_307_levels():
    assert len(list(FRAMEWORK.questions)) == 57
    assert sum(len(levels_of(question)) for question in FRAMEWORK.questions) == 307


@pytest.mark.parametrize("question", list(FRAMEWORK.questions), ids=lambda question: question.id)
def test_every_question_of_the_framework_follows_its_levels(question):
    assert follows_levels(question)
    derived = replace(question, risk_rules=rules_from_levels(question, levels_of(question)))
    assert effect(derived) == effect(question)


def test_an_override_moves_the_framework_and_taking_it_back_restores_it():
    question = next(FRAMEWORK.questions)
    first, *others = [choice for choice in question.choices if choice.practice]
    assert first.risk_if_absent is HIGH
    answer = Selection(frozenset(choice.id for choice in others))
    lowered = with_levels(FRAMEWORK, {first.practice: LOW})
    assert assess(question, answer).risk is Risk.HIGH
    assert assess(lowered.question(question.id), answer).risk is Risk.NONE
    back = with_levels(lowered, {first.practice: HIGH}).question(question.id)
    assert effect(back) == effect(question)


def test_nothing_is_missing_where_the_question_does_not_apply_or_has_no_answer():
    question = asked(HIGH, MEDIUM, LOW)
    some = frozenset({"aaa"})
    assert missing(question, Selection(some)) == {"bbb": MEDIUM, "ccc": LOW}
    assert missing(question, Selection(some, question_not_applicable=True)) == {}
    assert missing(question, Selection(frozenset())) == {}
    assert missing(question, Selection(frozenset(), some)) == {}
    assert missing(question, Selection(frozenset({"unknown"}))) == {}
    assert missing(question, Selection(frozenset({"q_no"}), some)) == {"bbb": MEDIUM, "ccc": LOW}


def test_a_practice_without_a_level_is_never_missing():
    assert missing(asked(None, HIGH), Selection(frozenset({"q_no"}))) == {"bbb": HIGH}
