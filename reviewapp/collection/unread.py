"""What a gap in a run costs: the checks and practices it leaves unknown, the actions it lacks."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pillars.checking import Check
from pillars.checks import all_checks

from .coverage import STATE
from .errors import DENIED_CODES
from .iam_actions import NARROWED, declared_action, resources
from .models import PartState, Run
from .registry import collectors

_ACTION = re.compile(r"^([a-z0-9-]+:[A-Za-z0-9]+): ")
# `get_bucket_policy: AccessDenied: …`: a further call about one resource.
_FURTHER = re.compile(r"(?:^|; )(\w+): (\w+)")


@cache
def checks_by_kind() -> Mapping[str, tuple[Check, ...]]:
    """The checks that need a kind of fact."""
    found: dict[str, list[Check]] = {}
    for check in all_checks():
        for kind in check.needs:
            found.setdefault(kind, []).append(check)
    return {kind: tuple(checks) for kind, checks in found.items()}


def practices_of(checks: Iterable[Check]) -> list[str]:
    """The codes of the framework's practices that checks speak for, each once, in order."""
    spoken = (key for check in checks for key in (*check.refutes, *check.proves, *check.supports))
    return sorted({key for key in spoken if "/" not in key})


def refused_in(reason: str) -> str:
    """The action that a reading's reason names as refused; empty where it names none."""
    found = _ACTION.match(reason)
    return found[1] if found else ""


def missing_actions(
    run: Run, *, account: str = "", service: str = "", region: str = ""
) -> list[str]:
    """The IAM actions that AWS refused, listing calls and further ones: two queries."""
    where = {"account": account, "service": service, "region": region}
    where = {name: value for name, value in where.items() if value}
    readings = run.readings.filter(state=PartState.DENIED, **where)
    reasons = readings.order_by().values_list("reason", flat=True).distinct()
    partly = run.parts.annotate(came=STATE).filter(came__in=("partly", "denied"), **where)
    further = partly.order_by().values_list("service", "reason").distinct()
    found = {refused_in(reason) for reason in reasons}
    found |= {name for of, reason in further for name in further_refused(of, reason)}
    return sorted(found - {""})


def further_refused(service: str, reason: str) -> set[str]:
    """The actions of further calls that a part's reason names as refused."""
    actions = _actions_of(service)
    refused = (call for call, code in _FURTHER.findall(reason) if code in DENIED_CODES)
    return {declared_action(call, actions) for call in refused} - {""}


def statement(actions: Iterable[str]) -> str:
    """The policy statements that allow these actions, as JSON; empty for none.

    One, and another for each action that is to be allowed on some resources only.
    """
    wanted = sorted(actions)
    plain = [name for name in wanted if name not in NARROWED]
    narrow = [[name] for name in wanted if name in NARROWED]
    groups = [names for names in (plain, *narrow) if names]
    return ",\n".join(json.dumps(_allow(names, n), indent=2) for n, names in enumerate(groups))


def _allow(names: list[str], number: int) -> dict[str, Any]:
    sid = f"ReadForReviews{number or ''}"
    return {"Sid": sid, "Effect": "Allow", "Action": names, "Resource": resources(names[0])}


@cache
def _actions_of(service: str) -> tuple[str, ...]:
    return tuple(
        action for each in collectors() if each.service == service for action in each.actions
    )
