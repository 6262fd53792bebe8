"""Accounts whose answer is known, for every check: the registry of the truth suite.

A check's accounts come from the tables of `Truth` beside the tests of its pillar, or as recorded
shapes from `data/accounts/<pillar>.json`. Of what a check says there, one word for each account:

pass, fail, unknown
    every result of the account has this verdict;
nothing
    the check yields no result: nothing there is its business.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from pillars.checking import Check
from pillars.checks import all_checks
from pillars.facts import Resource

from .factories import resource
from .truth import Truth

FOLDER = Path(__file__).parents[1] / "data" / "accounts"
TABLES = (
    "test_cost_idle_services",
    "test_cost_practices",
    "test_engines",
    "test_files_and_brokers",
    "test_operations_practices",
    "test_performance_practices",
    "test_reliability_practices",
    "test_reliability_truth",
    "test_security_hardening",
    "test_security_keys",
    "test_security_open",
    "test_security_practices",
    "test_security_truth",
    "test_traces",
)
NOTHING = "nothing"
USUAL = {"good": "pass", "bad": "fail"}
# What is said of an account in which nothing is: it lacks what every account must have, or whether
# that is elsewhere (with the paying account, say) is not known.
OF_EMPTINESS = {
    **dict.fromkeys(
        (
            *("account-in-organization", "account-operations-contact", "account-security-contact"),
            *("cloudtrail-all-regions", "config-recording", "guardduty-enabled"),
            *("securityhub-enabled", "iam-access-analyzer", "iam-central-identity"),
            "iam-password-policy",
        ),
        "fail",
    ),
    **dict.fromkeys(
        (
            *("budget-notifies", "cost-allocation-tag-active", "commitments-for-steady-use"),
            *("cache-before-traffic", "cloudfront-distribution-delivers"),
            "cloudwatch-metrics-of-application",
        ),
        "unknown",
    ),
}
# Where what is right in one account serves the other account of a workload too: a cache, a
# network that delivers, a second line, the records of a zone that both see.
SHARED = {
    "cache-before-traffic",
    "cloudfront-distribution-delivers",
    "line-has-second",
    "route53-zones-checked",
}


@dataclass(frozen=True)
class Known:
    """One good and one bad account of a check, with what else both hold (`around`)."""

    check: Check
    good: tuple[Resource, ...]
    bad: tuple[Resource, ...]
    around: tuple[Resource, ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)

    def word(self, account: str) -> str:
        """What the check must say of the `good`, `bad` or `empty` account."""
        if account == "empty":
            return OF_EMPTINESS.get(self.check.id, NOTHING)
        return self.says.get(account, USUAL[account])


def known() -> list[Known]:
    """Every check's accounts, in the order of the checks; a check may have several."""
    tables, shapes = _tables(), _shapes()
    return [
        each
        for check in all_checks()
        for each in _of(check, tables.get(check.id, []), shapes.get(check.id))
    ]


def _of(check: Check, truths: list[Truth], shape: dict[str, Any] | None) -> Iterator[Known]:
    """A table's account, completed by the recorded one where the table knows no bad resource."""
    recorded = _recorded(check, shape) if shape else None
    for truth in truths:
        if truth.bad:
            yield Known(check, truth.good, truth.bad, truth.around, truth.profile)
        elif recorded:
            says = {"bad": recorded.word("bad")}
            yield Known(check, truth.good, recorded.bad, truth.around, truth.profile, says)
    if recorded and not truths:
        yield recorded


def _recorded(check: Check, shape: Mapping[str, Any]) -> Known:
    good, bad = (tuple(_resource(each) for each in shape.get(key, ())) for key in ("good", "bad"))
    return Known(check, good, bad, (), _profile(shape), shape.get("says", {}))


def _profile(shape: Mapping[str, Any]) -> dict[str, Any]:
    """JSON has no tuples; a profile has nothing else."""
    found = shape.get("profile", {})
    return {key: tuple(v) if isinstance(v, list) else v for key, v in found.items()}


def _resource(shape: Mapping[str, Any]) -> Resource:
    return resource(
        shape["kind"],
        shape["name"],
        shape.get("data"),
        arn=shape.get("arn", ""),
        tags=shape.get("tags"),
        **{key: shape[key] for key in ("account", "region") if key in shape},
    )


def _tables() -> dict[str, list[Truth]]:
    found: dict[str, list[Truth]] = {}
    for name in TABLES:
        module = import_module(f"{__package__}.{name}")
        for table in vars(module).values():
            for truth in table if isinstance(table, tuple | list) else ():
                if isinstance(truth, Truth) and truth not in found.get(truth.id, []):
                    found.setdefault(truth.id, []).append(truth)
    return found


def _shapes() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(FOLDER.glob("*.json")):
        found |= json.loads(file.read_text(encoding="utf-8"))
    return found
