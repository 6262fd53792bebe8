"""What is true of a check that judges resource by resource: one table line, five tests.

Each `Truth` names resources that must pass and that must fail, all in one snapshot or alone, with
whatever else the snapshot needs (`around`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pillars.checking import Check, Outcome, Verdict, run_check
from pillars.facts import Resource

from .factories import denied, run, snapshot


@dataclass(frozen=True)
class Truth:
    check: Check
    good: tuple[Resource, ...]
    bad: tuple[Resource, ...]
    around: tuple[Resource, ...] = ()
    profile: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.check.id

    def of(self, *resources: Resource) -> Outcome:
        return run(self.check, *resources, *self.around, **self.profile)


def about(outcome: Outcome, resources: Iterable[Resource]) -> list[Verdict]:
    """The verdicts on these resources, in their order; every one must have exactly one."""
    found = {}
    for result in outcome.results:
        assert result.resource not in found, f"two results on {result.resource}"
        found[result.resource] = result.verdict
    return [found[resource.id] for resource in resources]


def holds_for_good(truth: Truth) -> None:
    outcome = truth.of(*truth.good)
    assert about(outcome, truth.good) == [Verdict.PASS] * len(truth.good)
    assert outcome.passed


def holds_for_bad(truth: Truth) -> None:
    for resource in truth.bad:
        outcome = truth.of(resource)
        assert about(outcome, [resource]) == [Verdict.FAIL], resource
        assert outcome.failed


def holds_for_both(truth: Truth) -> None:
    outcome = truth.of(*truth.bad, *truth.good)
    assert about(outcome, truth.good) == [Verdict.PASS] * len(truth.good)
    assert about(outcome, truth.bad) == [Verdict.FAIL] * len(truth.bad)


def holds_for_denied(truth: Truth) -> None:
    """With one needed kind denied, nothing is complete, whatever the rest says."""
    resources = (*truth.good, *truth.around)
    for kind in truth.check.needs:
        left = [r for r in resources if r.kind != kind]
        reads = [k for k in truth.check.needs if k != kind]
        found = snapshot(*left, reads=reads, readings=[denied(kind)], **truth.profile)
        outcome = run_check(truth.check, found)
        assert not outcome.complete
        assert outcome.count(Verdict.UNKNOWN) >= 1
        assert not outcome.failed, f"{kind} denied is no failure"


def holds_for_reasons(truth: Truth) -> None:
    """Every reason is a sentence that names what it is about."""
    for result in truth.of(*truth.good, *truth.bad).results:
        assert result.reason.endswith(".")
        assert "None" not in result.reason.replace("None of", "")
        assert "{" not in result.reason


ALL = (holds_for_good, holds_for_bad, holds_for_both, holds_for_denied, holds_for_reasons)
