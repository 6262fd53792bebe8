"""Every rule of every built-in lens, for every answer, against a second evaluator.

The second evaluator shares no code with the product: it reads the JSON itself and lets Python
evaluate the condition. Only the engine's own verdict is imported. Both must agree for every combination of
the choices on whether each rule holds, and for every answer on the risk and the deciding rule.
"""

import re

import pytest

from pillars.lens.parse import lens_from_document
from pillars.risk import Selection, assess
from tests.pillars import built_in
from tests.pillars.lens_builders import lens, question, rule

LEVELS = ["NONE", "MEDIUM", "HIGH"]
LEVEL = {"NO_RISK": "NONE", "MEDIUM_RISK": "MEDIUM", "HIGH_RISK": "HIGH"}
# 3 to the power of the choices: beyond this many, marks are tried one at a time.
FULL_MARKS = 6
# With "none of these" as many choices as a question of the format may have: 2**15 selections.
MOST = tuple(f"practice_{number}" for number in range(14))


def evaluator(condition):
    """The condition as a Python function of the set of true ids."""
    if condition.strip() == "default":
        return lambda true: True
    code = re.sub(r"[A-Za-z0-9_]+", lambda match: f"('{match[0]}' in true)", condition)
    code = code.replace("&&", " and ").replace("||", " or ").replace("!", " not ")
    return eval(f"lambda true: bool({code})")


def subsets(ids):
    for bits in range(1 << len(ids)):
        yield frozenset(each for at, each in enumerate(ids) if bits >> at & 1)


class Judge:
    """What a question of a lens file makes of an answer."""

    def __init__(self, asked):
        self.ids = [choice["id"] for choice in asked["choices"]]
        self.none = {each for each in self.ids if each.endswith("_no")}
        self.rules = [
            (evaluator(each["condition"]), LEVEL[each["risk"]]) for each in asked["riskRules"]
        ]
        self.workload = [
            (evaluator(each["when"]), evaluator(each["condition"]), LEVEL[each["risk"]])
            for each in asked.get("workloadRules", [])
        ]
        when = " ".join(each["when"] for each in asked.get("workloadRules", []))
        self.facts = sorted(set(re.findall(r"[A-Za-z0-9_]+", when)) - {"default"})

    def verdict(self, selected, marked, facts):
        """The risk and the number of the deciding rule, None where none decides."""
        if not selected:
            return "UNANSWERED", None
        true = (selected & self.none or selected) | (marked - self.none)
        holding = ((at, level) for at, (holds, level) in enumerate(self.rules) if holds(true))
        at, level = next(holding, (None, "HIGH"))
        raised = [level for when, holds, level in self.workload if when(facts) and holds(true)]
        return max([level, *raised], key=LEVELS.index), at

    def answers(self):
        """Every selection, with no mark, with each single mark, with all marks where few."""
        few = len(self.ids) <= FULL_MARKS
        marks = list(subsets(self.ids)) if few else [frozenset()]
        single = [] if few else [frozenset([each]) for each in self.ids]
        for selected in subsets(self.ids):
            for marked in [*marks, *(single if len(selected) <= 2 else [])]:
                yield selected, marked

    def disagreements(self, read):
        yield from self.of_rules(read)
        yield from self.of_answers(read)

    def of_rules(self, read):
        conditions = [each.condition for each in read.risk_rules]
        for true in subsets(self.ids):
            for at, (holds, _level) in enumerate(self.rules):
                if conditions[at].evaluate(true) is not holds(true):
                    yield f"rule {at}", sorted(true)

    def of_answers(self, read):
        for facts in subsets(self.facts):
            for selected, marked in self.answers():
                said = assess(read, Selection(selected, marked), facts)
                if (said.risk, said.rule_index) != self.verdict(selected, marked, facts):
                    yield sorted(selected), sorted(marked), sorted(facts), said.risk


def sample():
    """Rules of every shape, so that this program is itself tried on more than tidy lenses."""
    deep = rule("!(one && !(two || !three)) && (four || !one)", "NO")
    recovery = {"when": "prod && !(dev || test)", "condition": "!two || q_no", "risk": "HIGH_RISK"}
    few, many = ("one", "two", "q_no"), ("one", "two", "three", "four", "q_no")
    return lens(
        question(),
        question(
            deep, rule("one||four&&!two", "MEDIUM"), rule("default", "HIGH"), ids=many, id="q2"
        ),
        question(rule("one", "NO"), rule("two&&!one", "MEDIUM"), ids=few, id="q3"),
        question(rule("!one", "HIGH"), rule("!two", "MEDIUM"), rule("default", "NO"), id="q4"),
        question(rule("q_no", "MEDIUM"), rule("one && !one", "NO"), id="q5", ids=few),
        question(
            id="q6",
            ids=many,
            workloadRules=[
                recovery | {"because": "."},
                recovery | {"because": ".", "when": "default", "risk": "MEDIUM_RISK"},
                recovery | {"because": ".", "condition": "one", "risk": "NO_RISK"},
            ],
        ),
        question(id="q7", ids=(*many[:4], "five", "six", "seven", "q_no")),
        question(
            rule(" && ".join(MOST), "NO"),
            rule(f"!({' || '.join(MOST[4:])}) || {MOST[0]} && !{MOST[1]}", "HIGH"),
            rule(f"({MOST[2]} || {MOST[3]}) && {MOST[13]}", "MEDIUM"),
            ids=(*MOST, "q_no"),
            id="q8",
        ),
    )


def questions(document):
    return [asked for pillar in document["pillars"] for asked in pillar["questions"]]


def disagreements(document):
    read = lens_from_document(document)
    return [
        (asked["id"], *found)
        for asked in questions(document)
        for found in Judge(asked).disagreements(read.question(asked["id"]))
    ]


def test_the_engine_agrees_on_rules_of_every_shape():
    assert disagreements(sample()) == []


def test_the_judge_sees_an_engine_that_is_wrong():
    document, other = sample(), sample()
    other["pillars"][0]["questions"][0]["riskRules"][0]["risk"] = "MEDIUM_RISK"
    asked, read = questions(document)[0], lens_from_document(other)
    found = list(Judge(asked).of_answers(read.question(asked["id"])))
    assert (["one", "two"], [], [], "MEDIUM") in found
    assert len(found) < len(list(Judge(asked).answers()))


def test_the_judge_sees_a_rule_that_is_wrong_where_another_decides():
    document, other = sample(), sample()
    other["pillars"][0]["questions"][0]["riskRules"][1]["condition"] = "one || one && two"
    asked = questions(document)[0]
    assert list(Judge(asked).disagreements(next(lens_from_document(other).questions))) == []
    other["pillars"][0]["questions"][0]["riskRules"][1]["condition"] = "one && !two"
    found = list(Judge(asked).disagreements(next(lens_from_document(other).questions)))
    assert found == [("rule 1", ["one", "two"]), ("rule 1", ["one", "q_no", "two"])]


@pytest.mark.parametrize("name", built_in.names())
def test_the_engine_agrees_on_every_rule_of_the_built_in_lens(name):
    document = built_in.document(name)
    assert max(len(asked["choices"]) for asked in questions(document)) <= 15
    assert all(asked["riskRules"] for asked in questions(document))
    assert disagreements(document) == []


def test_there_are_built_in_lenses():
    assert built_in.names() == ["foundations", "framework"]
