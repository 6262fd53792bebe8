"""What comes first: points, threshold, order, reasons, and laws that hold for every profile."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillars.lens.model import Lens, Pillar, Question
from pillars.priorities import (
    EVERY_LENS,
    POINTS,
    STANDING,
    Asked,
    Option,
    Profile,
    Rule,
    Weight,
    chosen,
    finds,
    idle_rules,
    prioritise,
)
from pillars.risk import Risk

KEY = "house"
FIRST, HIGH, NORMAL = Weight.FIRST, Weight.HIGH, Weight.NORMAL


def make_lens(**pillars):
    """`make_lens(security=["s1", "s2"])`: pillars with their questions, in this order."""
    return Lens(
        "House",
        "",
        "2021-11-01",
        tuple(
            Pillar(name, name.title(), tuple(Question(each, each.upper()) for each in questions))
            for name, questions in pillars.items()
        ),
    )


LENS = make_lens(reliability=["r1", "r2"], security=["s1", "s2", "s3"], cost=["c1"])


def ask(*rules, several=False, threshold=2):
    """A profile of one question, whose option `a`, `b` … carries the rules of each list."""
    options = tuple(
        Option(letter, letter.upper(), tuple(each))
        for letter, each in zip("abcdefgh", rules, strict=False)
    )
    return Profile((Asked("q", "Question", several=several, options=options),), threshold)


def pillar(name, weight=NORMAL, lens=EVERY_LENS):
    return Rule(weight, lens=lens, pillar=name)


def question(name, weight=NORMAL, lens=KEY):
    return Rule(weight, lens=lens, question=name)


def run(profile, *options, key=KEY, lens=LENS, risks=None):
    return prioritise(profile, {"q": frozenset(options)}, key=key, lens=lens, risks=risks)


def ids(found):
    return [each.question.id for each in found]


def test_weights_are_told_apart_by_points():
    assert dict(POINTS) == {FIRST: 4, HIGH: 2, NORMAL: 1}
    assert dict(STANDING) == {Risk.HIGH: 2, Risk.MEDIUM: 1, Risk.UNANSWERED: 1}


def test_a_question_has_the_points_of_the_rules_that_name_it_or_its_pillar():
    profile = ask([pillar("security", HIGH), question("s2", FIRST), question("r1")])
    found = {each.question.id: each.points for each in run(profile, "a").questions}
    assert found == {"r1": 1, "r2": 0, "s1": 2, "s2": 6, "s3": 2, "c1": 0}


def test_prioritised_is_what_reaches_the_threshold():
    rules = [pillar("security", NORMAL), question("s2", NORMAL), question("c1", HIGH)]
    assert ids(run(ask(rules), "a").order) == ["s2", "c1"]
    assert ids(run(ask(rules, threshold=1), "a").order) == ["s2", "c1", "s1", "s3"]
    assert ids(run(ask(rules, threshold=3), "a").order) == []


def test_the_risk_decides_the_order_and_never_whether():
    profile = ask([pillar("security", HIGH)])
    risks = {"s1": Risk.NONE, "s2": Risk.MEDIUM, "s3": Risk.HIGH, "r1": Risk.HIGH}
    assert ids(run(profile, "a", risks=risks).order) == ["s3", "s2", "s1"]
    assert ids(run(profile, "a").order) == ["s1", "s2", "s3"]
    found = run(ask([question("r1", NORMAL)]), "a", risks={"r1": Risk.HIGH})
    assert (found.questions[0].score, found.order) == (3, ())


def test_equal_scores_stand_in_the_order_of_the_lens():
    profile = ask([question(each, HIGH) for each in ("c1", "s3", "r2", "s1")])
    assert ids(run(profile, "a").order) == ["r2", "s1", "s3", "c1"]


def test_the_walk_does_not_move_when_an_answer_does():
    profile = ask([question("s1", HIGH), question("s2", FIRST), question("c1", HIGH)])
    before = run(profile, "a")
    after = run(profile, "a", risks={"s2": Risk.NONE, "c1": Risk.HIGH})
    assert ids(before.walk) == ids(after.walk) == ["s2", "s1", "c1"]
    assert ids(after.order) == ["s2", "c1", "s1"]


def test_every_prioritised_question_says_why():
    profile = ask(
        [pillar("security", NORMAL), question("s1", FIRST)], [pillar("security")], several=True
    )
    found = run(profile, "a", "b").by_id["s1"]
    assert [(r.option.id, r.rule.question, r.rule.points) for r in found.reasons] == [
        ("a", "", 1),
        ("a", "s1", 4),
        ("b", "", 1),
    ]
    assert [option.id for option in found.because] == ["a", "b"]


def test_options_of_two_questions_may_have_one_id():
    option = Option("a", "Yes", (question("s1", HIGH),))
    profile = Profile((Asked("p", "?", options=(option,)), Asked("q", "?", options=(option,))))
    found = prioritise(profile, {"p": frozenset("a"), "q": frozenset("a")}, key=KEY, lens=LENS)
    assert len(found.by_id["s1"].because) == 2


def test_one_answer_counts_where_one_is_asked_for():
    profile = ask([question("s1", HIGH)], [question("s2", HIGH)])
    assert ids(run(profile, "b", "a").order) == ["s1"]
    assert [option.id for _, option in chosen(profile, {"q": frozenset("ba")})] == ["a"]


def test_answers_that_the_profile_has_not_are_passed_over():
    profile = ask([question("s1", HIGH)])
    assert run(profile, "gone").order == ()
    assert prioritise(profile, {"other": frozenset("a")}, key=KEY, lens=LENS).order == ()


def test_rules_of_another_lens_do_nothing_and_those_of_every_lens_do():
    profile = ask([question("s1", FIRST, lens="other"), pillar("security", HIGH, lens="other")])
    assert run(profile, "a").order == ()
    assert ids(run(profile, "a", key="other").order) == ["s1", "s2", "s3"]
    assert ids(run(ask([pillar("cost", HIGH)]), "a").order) == ["c1"]


def test_a_rule_for_every_lens_names_pillars_alone():
    assert run(ask([question("s1", FIRST, lens=EVERY_LENS)]), "a").order == ()


def test_a_rule_follows_a_question_into_another_pillar():
    profile = ask([Rule(HIGH, lens=KEY, pillar="security", question="s1")])
    assert ids(run(profile, "a", lens=make_lens(reliability=["s1"])).order) == ["s1"]


def test_rules_that_name_nothing_are_told():
    lost = [question("gone", HIGH), pillar("gone", HIGH, lens=KEY)]
    profile = ask([*lost, question("s1"), pillar("nowhere"), question("gone", lens="other")])
    assert [each.rule for each in idle_rules(profile, key=KEY, lens=LENS)] == lost
    assert finds(question("s1"), LENS)
    assert not finds(pillar("s1"), LENS)


# --- laws --------------------------------------------------------------------------------

QUESTIONS = st.sampled_from(["r1", "r2", "s1", "s2", "s3", "c1", "gone"])
PILLARS = st.sampled_from(["reliability", "security", "cost", "gone"])
LENSES = st.sampled_from([KEY, "other"])
WEIGHTS = st.sampled_from(list(Weight))
RULES = st.one_of(
    st.builds(question, QUESTIONS, WEIGHTS, LENSES),
    st.builds(pillar, PILLARS, WEIGHTS, st.sampled_from([KEY, "other", EVERY_LENS])),
)


@st.composite
def profiles(draw):
    questions = []
    for number in range(draw(st.integers(0, 3))):
        options = tuple(
            Option(letter, letter, tuple(draw(st.lists(RULES, max_size=5))))
            for letter in "abc"[: draw(st.integers(2, 3))]
        )
        several = draw(st.booleans())
        questions.append(Asked(f"q{number}", "?", several=several, options=options))
    return Profile(tuple(questions), draw(st.integers(1, 6)))


ANSWERS = st.dictionaries(
    st.sampled_from(["q0", "q1", "q2"]), st.frozensets(st.sampled_from("abc")), max_size=3
)
RISKS = st.dictionaries(QUESTIONS, st.sampled_from(list(Risk)), max_size=7)


def with_rule(profile, place, rule):
    """The profile in which the option at this place carries one more rule."""
    number, option = place
    asked = profile.questions[number]
    options = tuple(
        replace(each, rules=(*each.rules, rule)) if index == option else each
        for index, each in enumerate(asked.options)
    )
    questions = list(profile.questions)
    questions[number] = replace(asked, options=options)
    return replace(profile, questions=tuple(questions))


@given(profiles(), ANSWERS, RISKS, RULES, st.data())
@settings(max_examples=400)
def test_adding_a_rule_never_lowers_a_question(profile, answers, risks, rule, data):
    if not profile.questions:
        return
    number = data.draw(st.integers(0, len(profile.questions) - 1))
    option = data.draw(st.integers(0, len(profile.questions[number].options) - 1))
    before = prioritise(profile, answers, key=KEY, lens=LENS, risks=risks)
    more = with_rule(profile, (number, option), rule)
    after = prioritise(more, answers, key=KEY, lens=LENS, risks=risks)
    for one, other in zip(before.questions, after.questions, strict=True):
        assert other.score >= one.score
        assert other.prioritised or not one.prioritised
    named = [each for each in before.order if rule.names(KEY, each.pillar, each.question)]
    others = set(ids(before.order)) - set(ids(named))
    for each in named:
        # Nothing that the rule does not name comes to stand before what it names.
        def ahead(found, question=each.question.id):
            return set(ids(found.order)[: ids(found.order).index(question)]) & others

        assert ahead(after) <= ahead(before)


@given(profiles(), ANSWERS, RISKS)
@settings(max_examples=400)
def test_the_order_is_that_of_scores_and_every_place_is_explained(profile, answers, risks):
    found = prioritise(profile, answers, key=KEY, lens=LENS, risks=risks)
    assert ids(found.questions) == [each.id for each in LENS.questions]
    places = [(-each.score, each.position) for each in found.order]
    assert places == sorted(places)
    assert set(ids(found.order)) == {
        each.question.id for each in found.questions if each.points >= profile.threshold
    }
    assert sorted(ids(found.walk)) == sorted(ids(found.order))
    given_options = set(chosen(profile, answers))
    for each in found.questions:
        assert each.points == sum(POINTS[reason.rule.weight] for reason in each.reasons)
        for reason in each.reasons:
            assert (reason.asked, reason.option) in given_options
            assert reason.rule in reason.option.rules
            assert reason.rule.names(KEY, each.pillar, each.question)


@given(profiles(), ANSWERS, RISKS, RISKS)
def test_what_is_prioritised_does_not_depend_on_how_it_stands(profile, answers, some, others):
    one = prioritise(profile, answers, key=KEY, lens=LENS, risks=some)
    other = prioritise(profile, answers, key=KEY, lens=LENS, risks=others)
    assert one.by_id.keys() == other.by_id.keys()
    assert ids(one.walk) == ids(other.walk)


@given(profiles(), RISKS)
def test_without_an_answer_nothing_is_prioritised(profile, risks):
    assert prioritise(profile, {}, key=KEY, lens=LENS, risks=risks).order == ()


@given(profiles(), ANSWERS, RISKS)
def test_the_same_comes_out_of_the_same(profile, answers, risks):
    once = prioritise(profile, answers, key=KEY, lens=LENS, risks=risks)
    again = prioritise(profile, dict(reversed(answers.items())), key=KEY, lens=LENS, risks=risks)
    assert once.questions == again.questions
    assert once.order == again.order


@pytest.mark.parametrize("threshold", [1, 5])
def test_a_lens_without_questions(threshold):
    empty = Lens("Empty", "", "2021-11-01", ())
    assert run(ask([pillar("security", FIRST)], threshold=threshold), "a", lens=empty).order == ()
