"""From answers to risks: the semantics, and sentences that a reviewer understands."""

from itertools import permutations, product

import pytest

from pillars.lens.parse import lens_from_document
from pillars.risk import Risk, RiskCounts, Selection, assess, count, worst
from tests.pillars.lens_builders import choice, lens, question, rule


def read(*rules, **more):
    made = question(*rules, **more)
    titles = {"one": "Encrypt", "two": "Rotate", "three": "Audit", "q_no": "None of these"}
    for each in made["choices"]:
        each["title"] = titles.get(each["id"], each["id"])
    return next(lens_from_document(lens(made)).questions)


def answer(*selected, na=(), question_na=False):
    return Selection(frozenset(selected), frozenset(na), question_na)


@pytest.mark.parametrize(
    ("selection", "risk", "index"),
    [
        (answer("one", "two"), Risk.NONE, 0),
        (answer("one"), Risk.MEDIUM, 1),
        (answer("two"), Risk.HIGH, 2),
        (answer("q_no"), Risk.HIGH, 2),
        (answer(), Risk.UNANSWERED, None),
        (answer(question_na=True), Risk.NOT_APPLICABLE, None),
        (answer("one", question_na=True), Risk.NOT_APPLICABLE, None),
        # "none of these" is the whole answer
        (answer("q_no", "one", "two"), Risk.HIGH, 2),
        # a choice marked not applicable counts as satisfied, but is no answer by itself
        (answer("one", na=["two"]), Risk.NONE, 0),
        (answer("two", na=["one"]), Risk.NONE, 0),
        (answer("q_no", na=["one"]), Risk.MEDIUM, 1),
        (answer(na=["one", "two"]), Risk.UNANSWERED, None),
        # both at once is selected
        (answer("one", na=["one"]), Risk.MEDIUM, 1),
        # to mark "none of these" changes nothing
        (answer("two", na=["q_no"]), Risk.HIGH, 2),
        # ids that the question does not have are ignored
        (answer("two", "gone"), Risk.HIGH, 2),
        (answer("gone"), Risk.UNANSWERED, None),
        (answer("two", na=["gone"]), Risk.HIGH, 2),
    ],
)
def test_risk_of_an_answer(selection, risk, index):
    found = assess(read(), selection)
    assert (found.risk, found.rule_index, found.raised_by) == (risk, index, None)


def test_the_first_rule_in_file_order_decides():
    rules = rule("one", "HIGH"), rule("one && two", "MEDIUM"), rule("default", "NO")
    assert assess(read(*rules), answer("one", "two")).risk is Risk.HIGH
    rules = rule("one && two", "MEDIUM"), rule("one", "HIGH"), rule("default", "NO")
    assert assess(read(*rules), answer("one", "two")).risk is Risk.MEDIUM
    assert assess(read(*rules), answer("two")).risk is Risk.NONE


def test_a_rule_may_name_the_none_choice():
    asked = read(rule("q_no", "MEDIUM"), rule("default", "NO"))
    assert assess(asked, answer("q_no", "one")).risk is Risk.MEDIUM
    assert assess(asked, answer("one", na=["q_no"])).risk is Risk.NONE


@pytest.mark.parametrize("rules", [(rule("one", "NO"),), ()])
def test_a_gap_in_the_lens_is_high_and_said_so(rules):
    asked = read(riskRules=list(rules))
    found = assess(asked, answer("two"))
    assert (found.risk, found.rule_index) == (Risk.HIGH, None)
    assert found.because.startswith(
        "High risk: no rule of the lens covers this answer, and such a gap counts as high risk"
    )


def test_one_rule_for_all_answers():
    asked = read(rule("default", "NO"))
    assert assess(asked, answer("q_no")).risk is Risk.NONE
    assert assess(asked, answer()).risk is Risk.UNANSWERED


THREE = ("one", "two", "three", "q_no")
DEFAULT = "decided by rule 3 of 3, for what no earlier rule covers"


@pytest.mark.parametrize(
    ("selection", "because"),
    [
        (answer("one", "two"), "No risk: decided by rule 1 of 3 (one && two)."),
        (answer("one"), "Medium risk: not in place: “Rotate”; decided by rule 2 of 3 (one)."),
        (answer("two"), f"High risk: not in place: “Encrypt”; {DEFAULT}."),
        (answer("q_no"), f"High risk: not in place: “Encrypt”, “Rotate”; {DEFAULT}."),
        (
            answer("two", na=["one"]),
            (
                "No risk: counted as satisfied because marked not applicable: “Encrypt”; "
                "decided by rule 1 of 3 (one && two)."
            ),
        ),
        (answer("two", na=["three"]), f"High risk: not in place: “Encrypt”; {DEFAULT}."),
        (answer(), "Unanswered: no choice is selected yet."),
        (
            answer(na=["one"]),
            (
                "Unanswered: choices are marked not applicable but none is selected; where the whole "
                "question does not apply, mark the question."
            ),
        ),
        (
            answer(question_na=True),
            "Not applicable: the question is marked as not applying to this workload.",
        ),
    ],
)
def test_says_why(selection, because):
    assert assess(read(ids=THREE), selection).because == because


def test_says_what_stands_against_a_better_risk():
    rules = rule("one && !two", "NO"), rule("default", "HIGH")
    assert assess(read(*rules), answer("one", "two")).because == (
        "High risk: standing against it: “Rotate”; "
        "decided by rule 2 of 2, for what no earlier rule covers."
    )


def test_rules_written_the_other_way_round_name_what_is_missing():
    rules = rule("!one", "HIGH"), rule("!two", "MEDIUM"), rule("default", "NO")
    asked = read(*rules, ids=THREE)
    assert assess(asked, answer("three")).because == (
        "High risk: not in place: “Encrypt”; decided by rule 1 of 3 (!one)."
    )
    assert assess(asked, answer("one")).because == (
        "Medium risk: not in place: “Rotate”; decided by rule 2 of 3 (!two)."
    )


def test_only_what_leads_to_a_better_risk_is_missing():
    rules = rule("one && two", "NO"), rule("one", "MEDIUM"), rule("three", "MEDIUM")
    asked = read(*rules, rule("default", "HIGH"), ids=THREE)
    assert assess(asked, answer("one")).because == (
        "Medium risk: not in place: “Rotate”; decided by rule 2 of 4 (one)."
    )


def test_what_is_not_applicable_is_not_missing():
    assert assess(read(ids=THREE), answer("three", na=["two"])).because == (
        "High risk: not in place: “Encrypt”; "
        f"counted as satisfied because marked not applicable: “Rotate”; {DEFAULT}."
    )


def test_none_of_these_is_never_missing():
    asked = read(rule("one || q_no", "NO"), rule("default", "HIGH"))
    assert assess(asked, answer("two")).because.startswith("High risk: not in place: “Encrypt”;")


def test_an_endless_list_of_titles_is_cut():
    ids = tuple(f"c_{n}" for n in range(20))
    asked = read(rule(" && ".join(ids), "NO"), rule("default", "HIGH"), ids=(*ids, "q_no"))
    because = assess(asked, answer("c_0")).because
    assert "“c_1”, “c_2”" in because
    assert "“c_15” and 4 more;" in because


def workload_rule(when, condition, risk, because="Recovery was never tried."):
    return {"when": when, "condition": condition, "risk": f"{risk}_RISK", "because": because}


RECOVERY = workload_rule("production && has_objectives", "!three", "HIGH")


@pytest.mark.parametrize(
    ("facts", "selected", "risk", "raised"),
    [
        ({"production", "has_objectives"}, ("one", "two"), Risk.HIGH, True),
        ({"production", "has_objectives"}, ("one",), Risk.HIGH, True),
        ({"production", "has_objectives", "other"}, ("one", "two", "three"), Risk.NONE, False),
        ({"production"}, ("one", "two"), Risk.NONE, False),
        (set(), ("one",), Risk.MEDIUM, False),
        # HIGH already: nothing to raise
        ({"production", "has_objectives"}, ("two",), Risk.HIGH, False),
        # the workload says nothing about what nobody answered
        ({"production", "has_objectives"}, (), Risk.UNANSWERED, False),
    ],
)
def test_a_workload_rule_raises_where_both_conditions_hold(facts, selected, risk, raised):
    asked = read(ids=THREE, workloadRules=[RECOVERY])
    found = assess(asked, answer(*selected), facts)
    assert found.risk is risk
    assert found.raised_by == (asked.workload_rules[0] if raised else None)


def test_a_workload_rule_counts_what_is_not_applicable_as_satisfied():
    asked = read(ids=THREE, workloadRules=[RECOVERY])
    facts = {"production", "has_objectives"}
    assert assess(asked, answer("one", "two", na=["three"]), facts).risk is Risk.NONE
    found = assess(asked, answer("one", na=["three"], question_na=True), facts)
    assert found.risk is Risk.NOT_APPLICABLE


def test_a_workload_rule_never_lowers():
    rules = [workload_rule("default", "default", "NO"), workload_rule("default", "one", "MEDIUM")]
    asked = read(workloadRules=rules)
    assert assess(asked, answer("two")).risk is Risk.HIGH
    assert assess(asked, answer("one", "two")).risk is Risk.MEDIUM
    assert assess(asked, answer("one")).raised_by is None


def test_of_several_workload_rules_the_worst_and_then_the_first_raises():
    levels = ["MEDIUM", "HIGH", "HIGH"]
    rules = [workload_rule("default", "one", level, f"{n}.") for n, level in enumerate(levels)]
    asked = read(workloadRules=rules)
    assert assess(asked, answer("one", "two")).raised_by is asked.workload_rules[1]


def test_says_why_it_was_raised():
    asked = read(ids=THREE, workloadRules=[RECOVERY])
    found = assess(asked, answer("one", "two"), {"production", "has_objectives"})
    assert found.because == (
        "High risk: raised from no risk for this workload (Recovery was never tried); "
        "not in place: “Audit”; decided by rule 1 of 3 (one && two)."
    )
    assert found.rule_index == 0


ORDER = [Risk.HIGH, Risk.MEDIUM, Risk.UNANSWERED, Risk.NONE, Risk.NOT_APPLICABLE]


def test_the_worst_of_any_is_the_first_in_order():
    for better, pair in product(range(5), permutations(ORDER, 2)):
        assert worst(pair) is min(pair, key=ORDER.index)
        assert worst([ORDER[better]]) is ORDER[better]
    assert worst(iter(ORDER)) is Risk.HIGH
    assert worst([]) is Risk.NOT_APPLICABLE


def test_counts():
    found = count([Risk.HIGH, Risk.NONE, Risk.HIGH, Risk.UNANSWERED, Risk.NOT_APPLICABLE])
    assert found == RiskCounts(high=2, medium=0, none=1, unanswered=1, not_applicable=1)
    assert [found[risk] for risk in ORDER] == [2, 0, 1, 1, 1]
    assert (found.answered, found.total) == (4, 5)


def test_counts_add_up():
    one, two = count([Risk.HIGH, Risk.UNANSWERED]), count(iter([Risk.MEDIUM, Risk.HIGH]))
    assert one + two == count([Risk.MEDIUM, Risk.HIGH, Risk.UNANSWERED, Risk.HIGH])
    assert sum([one, two], RiskCounts()) == one + two
    assert count([]) == RiskCounts()


def test_the_order_of_choices_in_the_sentence_is_that_of_the_lens():
    asked = read(
        rule("two && one", "NO"),
        rule("default", "HIGH"),
        choices=[choice("two"), choice("one"), choice("q_no", "None of these")],
    )
    assert "not in place: “Rotate”, “Encrypt”;" in assess(asked, answer("q_no")).because
