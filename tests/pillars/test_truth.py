"""The truth table of a question, against every answer worked out one by one."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillars.lens.model import Choice, Question
from pillars.lens.parse import lens_from_document
from pillars.lens.truth import MAX_ROWS, MAX_RULES, Gap, truth_table
from pillars.risk import Risk, Selection, assess
from tests.pillars import built_in
from tests.pillars.by_hand import decides, holds, risk_of, rule_lists, subsets, written

IDS = ("one", "two", "three", "four")
NONE = ("none_no", "other_no")
BUILT_IN = [
    question
    for name in built_in.names()
    for question in lens_from_document(built_in.document(name)).questions
]


def asked(*rules, ids=(*IDS[:2], "none_no")):
    choices = tuple(Choice(each, each) for each in ids)
    return Question("question", "?", choices=choices, risk_rules=written(*rules))


def in_place(question, ticks):
    """What counts of some ticks: nothing beside "none of these"."""
    return ticks & set(NONE) or ticks


def is_answer(question, ticks):
    """Whether just these of the named choices may be ticked: some are, or another one can be."""
    return bool(ticks) or set(truth_table(question).names) != {c.id for c in question.choices}


def covers(row, ticks):
    return set(row.ticked) <= ticks and not set(row.unticked) & ticks


@st.composite
def questions(draw):
    ids = draw(st.permutations([*IDS[: draw(st.integers(1, 4))], *NONE[: draw(st.integers(0, 2))]]))
    some = ids[: draw(st.integers(1, len(ids)))]
    return asked(*draw(rule_lists(some, max_size=4)), ids=tuple(ids))


@given(questions())
@settings(deadline=None, max_examples=300)
def test_every_combination_is_in_one_row_with_its_risk_and_its_rule(question):
    table = truth_table(question)
    nothing, *rows = table.rows
    assert (nothing.ticked, nothing.unticked, nothing.risk) == ((), table.names, Risk.UNANSWERED)
    assert nothing.combinations == (not is_answer(question, frozenset()))
    found = dict.fromkeys(rows, 0)
    for ticks in subsets(table.names):
        if is_answer(question, ticks):
            (row,) = (row for row in rows if covers(row, ticks))
            found[row] += 1
            assert row.rule_index == decides(question, in_place(question, ticks))
            assert row.risk is risk_of(question, row.rule_index)
    assert all(row.combinations == times > 0 for row, times in found.items())
    assert table.left == 0


@given(questions())
@settings(deadline=None, max_examples=300)
def test_the_table_says_what_an_answer_gets(question):
    table = truth_table(question)
    others = [choice.id for choice in question.choices if choice.id not in table.names]
    found = dict.fromkeys((Risk.HIGH, Risk.MEDIUM, Risk.NONE, Risk.UNANSWERED), 0)
    for ticks in subsets(table.names):
        # Where no named choice is ticked, another one makes it an answer.
        chosen = ticks or frozenset(others[:1])
        verdict = assess(question, Selection(chosen))
        found[verdict.risk] += 1
        row = next(row for row in table.rows[bool(chosen) :] if covers(row, ticks))
        assert (row.risk, row.rule_index) == (verdict.risk, verdict.rule_index)
    assert dict(table.counts) == found
    assert sum(found.values()) == table.combinations == 2 ** len(table.names)


@given(questions())
@settings(deadline=None, max_examples=300)
def test_rules_that_decide_nothing_are_told_from_those_that_do(question):
    table = truth_table(question)
    answers = [ticks for ticks in subsets(table.names) if is_answer(question, ticks)]
    by_ticks = [decides(question, in_place(question, ticks)) for ticks in answers]
    with_marks = {decides(question, ticks) for ticks in answers}
    for at, (rule, use) in enumerate(zip(question.risk_rules, table.rules, strict=True)):
        true = [ticks for ticks in subsets(table.names) if holds(rule, ticks)]
        assert (use.index, use.combinations) == (at, by_ticks.count(at))
        assert use.contradictory is (not true)
        assert use.unreachable is (bool(true) and at not in with_marks)
        assert bool(use.sentence) is (not use.combinations)
        earlier = {decides(question, ticks) for ticks in true if ticks in answers}
        assert use.taken_by == (tuple(sorted(earlier)) if use.unreachable else ())


@given(questions())
@settings(deadline=None, max_examples=300)
def test_a_gap_comes_with_the_smallest_answer_that_falls_into_it(question):
    table = truth_table(question)
    free = [
        ticks
        for ticks in subsets(table.names)
        if is_answer(question, ticks) and decides(question, in_place(question, ticks)) is None
    ]
    assert (table.gap is None) is (not free)
    if table.gap:
        assert table.gap.combinations == len(free)
        assert len(table.gap.example) == max(1, min(map(len, free)))
        verdict = assess(question, Selection(frozenset(table.gap.example)))
        assert (verdict.risk, verdict.rule_index) == (Risk.HIGH, None)


def said(table):
    return [
        (row.ticked, row.unticked, row.risk.value, row.rule_index, row.combinations)
        for row in table.rows
    ]


RULES = ("one && two", "NO"), ("one", "MEDIUM"), ("default", "HIGH")


def test_a_small_question_reads_from_best_to_worst():
    table = truth_table(asked(*RULES))
    assert table.names == ("one", "two")
    assert said(table) == [
        ((), ("one", "two"), "UNANSWERED", None, 0),
        (("one", "two"), (), "NONE", 0, 1),
        (("one",), ("two",), "MEDIUM", 1, 1),
        ((), ("one",), "HIGH", 2, 2),
    ]
    assert [use.combinations for use in table.rules] == [1, 1, 2]
    assert (table.left, table.gap) == (0, None)


def test_where_every_choice_is_named_nothing_ticked_is_a_combination_of_its_own():
    table = truth_table(asked(*RULES, ids=("one", "two")))
    assert said(table)[0] == ((), ("one", "two"), "UNANSWERED", None, 1)
    assert said(table)[-1] == ((), ("one",), "HIGH", 2, 1)
    assert table.counts == {Risk.NONE: 1, Risk.MEDIUM: 1, Risk.HIGH: 1, Risk.UNANSWERED: 1}


def test_none_of_these_settles_the_answer_whatever_is_ticked_beside_it():
    rules = ("none_no && one", "MEDIUM"), ("none_no", "HIGH"), ("default", "NO")
    table = truth_table(asked(*rules))
    assert said(table) == [
        ((), ("one", "none_no"), "UNANSWERED", None, 0),
        (("none_no",), (), "HIGH", 1, 2),
        ((), ("none_no",), "NONE", 2, 2),
    ]
    marks = table.rules[0]
    assert (marks.combinations, marks.contradictory, marks.unreachable) == (0, False, False)
    assert marks.sentence.startswith("No ticks alone reach it")
    marked = Selection(frozenset({"none_no"}), frozenset({"one"}))
    assert assess(asked(*rules), marked).rule_index == 0


def test_what_the_most_rules_ask_for_is_asked_first_so_that_rows_are_few():
    high, medium = "two && four", "one && three"
    rules = (f"{high} && {medium}", "NO"), (high, "MEDIUM"), ("default", "HIGH")
    table = truth_table(asked(*rules, ids=(*IDS, "none_no")))
    assert [(row[0], row[1]) for row in said(table)[1:]] == [
        (IDS, ()),
        (("one", "two", "four"), ("three",)),
        (("two", "four"), ("one",)),
        (("two",), ("four",)),
        ((), ("two",)),
    ]


def test_a_choice_that_makes_no_difference_makes_no_rows():
    table = truth_table(asked(("(one || !one) && two", "NO"), ("default", "HIGH")))
    assert said(table)[1:] == [
        (("two",), (), "NONE", 0, 2),
        ((), ("two",), "HIGH", 1, 2),
    ]


def test_dead_rules_say_why_and_who_decides_instead():
    rules = [("one", "NO"), ("two", "MEDIUM"), ("one && two", "HIGH"), ("one && !one", "HIGH")]
    dead = truth_table(asked(*rules, ("one || two", "NO"), ("default", "HIGH"))).rules
    assert [use.sentence for use in dead] == [
        "",
        "",
        "Wherever it holds, rule 1 decides before it.",
        "It contradicts itself: no answer makes it true.",
        "Wherever it holds, rules 1 and 2 decide before it.",
        "",
    ]
    assert [use.taken_by for use in dead] == [(), (), (0,), (), (0, 1), ()]


def test_a_default_that_nothing_is_left_for():
    (*_, default) = truth_table(asked(("one", "NO"), ("!one", "HIGH"), ("default", "HIGH"))).rules
    assert default.sentence == "Nothing is left for it: rules 1 and 2 cover every answer."
    (_, default) = truth_table(asked(("default", "NO"), ("default", "HIGH"))).rules
    assert default.sentence == "Nothing is left for it: rule 1 covers every answer."


def test_a_rule_that_only_an_unanswered_question_would_reach():
    rules = ("!one && !two", "MEDIUM"), ("default", "NO")
    dead, _ = truth_table(asked(*rules, ids=("one", "two"))).rules
    assert (dead.unreachable, dead.taken_by) == (True, ())
    assert dead.sentence == "It holds only where nothing is ticked, and that is unanswered."
    alive, _ = truth_table(asked(*rules)).rules
    assert alive.combinations == 1


def test_the_example_of_a_gap_is_an_answer():
    assert truth_table(asked(("one && two", "NO"))).gap == Gap(3, ("none_no",))
    assert truth_table(asked(("one && two", "NO"), ids=("one", "two"))).gap == Gap(2, ("one",))
    unnamed = asked(("one", "NO"), ids=("two", "one", "three"))
    assert truth_table(unnamed).gap == Gap(1, ("two",))
    full = asked(("!one || !two", "NO"))
    assert truth_table(full).gap == Gap(1, ("one", "two"))


def test_a_question_without_rules_is_a_gap_and_one_without_choices_has_no_answer():
    assert said(truth_table(asked())) == [
        ((), (), "UNANSWERED", None, 0),
        ((), (), "HIGH", None, 1),
    ]
    assert truth_table(asked()).gap == Gap(1, ("none_no",))
    empty = truth_table(asked(("default", "NO"), ids=()))
    assert said(empty) == [((), (), "UNANSWERED", None, 1)]
    assert empty.gap is None


def parity(ids):
    """Odd number of ticks: no row can be left out of its table."""
    text = ids[0]
    for each in ids[1:]:
        text = f"(({text}) && !{each} || !({text}) && {each})"
    return text


def test_rows_are_cut_where_they_explain_nothing_and_the_rest_is_counted():
    ids = tuple(f"choice_{n}" for n in range(8))
    table = truth_table(asked((parity(ids), "NO"), ("default", "HIGH"), ids=(*ids, "none_no")))
    assert len(table.rows) == 1 + MAX_ROWS
    assert table.left == 256 - MAX_ROWS
    assert table.counts[Risk.NONE] == table.counts[Risk.HIGH] == 128


def test_fifteen_choices_take_no_time():
    ids = tuple(f"choice_{n}" for n in range(15))
    pairs = " || ".join(f"{one} && {two}" for one in ids for two in ids if one < two)
    rules = (f"!({pairs})", "HIGH"), (" && ".join(ids), "NO"), (f"!{ids[7]}", "MEDIUM")
    started = time.process_time()
    table = truth_table(asked(*rules, ids=ids))
    assert time.process_time() - started < 0.5
    assert table.combinations == 2**15
    # At most one ticked, the empty answer aside; all; all others without the eighth.
    assert [use.combinations for use in table.rules] == [15, 1, 2**14 - 15]
    assert table.gap.combinations == 2**15 - 1 - 15 - 1 - (2**14 - 15)
    assert len(table.gap.example) == 2


def test_beyond_what_can_be_tried_nothing_is_claimed():
    ids = tuple(f"choice_{n}" for n in range(16))
    assert truth_table(asked((" || ".join(ids), "NO"), ids=ids)) is None
    assert truth_table(asked(*[("one", "NO")] * (MAX_RULES + 1))) is None


def test_there_are_built_in_questions():
    assert len(BUILT_IN) > 57


@pytest.mark.parametrize("question", BUILT_IN, ids=lambda question: question.id)
def test_the_built_in_lenses_have_short_tables_without_dead_rules_or_gaps(question):
    table = truth_table(question)
    assert len(table.rows) <= 20
    assert (table.left, table.gap) == (0, None)
    assert [use.sentence for use in table.rules] == [""] * len(question.risk_rules)
