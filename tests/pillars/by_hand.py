"""Questions for tests and what their rules say, worked out by Python's own and, or and not."""

from functools import cache
from itertools import product

from hypothesis import strategies as st

from pillars.conditions import parse
from pillars.lens.model import Question, RiskRule, RuleRisk
from pillars.risk import Risk

RISKS = {"NO_RISK": Risk.NONE, "MEDIUM_RISK": Risk.MEDIUM, "HIGH_RISK": Risk.HIGH}


def written(*rules: tuple[str, str]) -> tuple[RiskRule, ...]:
    """``("one && two", "NO")``, … as rules."""
    return tuple(RiskRule(parse(text), RuleRisk(f"{risk}_RISK")) for text, risk in rules)


def subsets(ids):
    for ticks in product((False, True), repeat=len(ids)):
        yield frozenset(each for each, tick in zip(ids, ticks, strict=True) if tick)


def holds(rule: RiskRule, true) -> bool:
    text = str(rule.condition)
    if text == "default":
        return True
    names = {name: name in true for name in rule.condition.names}
    return bool(
        eval(text.replace("&&", " and ").replace("||", " or ").replace("!", " not "), names)
    )


def decides(question: Question, true) -> int | None:
    """The index of the first rule that holds where exactly the ids in ``true`` are in place."""
    return next((at for at, rule in enumerate(question.risk_rules) if holds(rule, true)), None)


def risk_of(question: Question, index: int | None) -> Risk:
    return Risk.HIGH if index is None else RISKS[question.risk_rules[index].risk]


def rule_lists(names, max_size=3):
    """Lists of rules as ``written`` takes them, over these names."""
    return _rule_lists(len(names), max_size).map(
        lambda rules: [(text.format(*names), risk) for text, risk in rules]
    )


@cache
def _rule_lists(names, max_size):
    """Over ``{0}``, ``{1}``, …: to make such a strategy takes longer than to draw from it."""
    texts = conditions(names) | st.just("default")
    risks = st.sampled_from(["NO", "MEDIUM", "HIGH"])
    return st.lists(st.tuples(texts, risks), max_size=max_size)


@cache
def conditions(names):
    """Conditions over so many names, which are written ``{0}``, ``{1}``, …"""
    return st.recursive(
        st.sampled_from([f"{{{number}}}" for number in range(names)]),
        lambda inner: st.one_of(
            inner.map(lambda text: f"!({text})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' && '.join(parts)})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' || '.join(parts)})"),
        ),
        max_leaves=5,
    )
