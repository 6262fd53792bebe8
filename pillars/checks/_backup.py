"""What AWS Backup protects: by what it has backed up, and by what its plans select.

A backup is automatic where a plan selects the resource, so the plans must have been read before
anything can be said to have none. The list of what was backed up is a further way to pass.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from pillars.facts import Resource, Snapshot, Unread
from pillars.schedules import longest_gap

from ._reading import covered
from ._values import many, region_of, true
from .common import aspect, days_since
from .tags import tags_of

KINDS = ("backup.plan",)
PROTECTED = "backup.protected_resource"
RECENT_DAYS = 35


def protected_by(store: Resource, snapshot: Snapshot, *more: str) -> str:
    """How AWS Backup keeps a resource, an empty text where it does not.

    `more` are further ARNs that stand for the resource, such as the instance of a volume.
    Raises Unread where the plans were not read.
    """
    if found := _backed_up(store, snapshot, (store.id, *more)):
        return found
    for kind in KINDS:
        if not covered(snapshot, kind, store.account, store.region):
            raise Unread(f"{kind} was not read in {store.region}")
    return _selected(store, snapshot)


def selecting_plans(store: Resource, snapshot: Snapshot) -> list[Resource]:
    """The plans that select a resource and run by themselves; raises Unread."""
    plans = snapshot.of("backup.plan", account=store.account, region=store.region)
    return [plan for plan in plans if runs_by_itself(plan) and _selects(plan, store)]


def runs_by_itself(plan: Resource) -> bool:
    return any(
        rule.get("ScheduleExpression") or true(rule.get("EnableContinuousBackup"))
        for rule in rules_of(plan)
    )


def rules_of(plan: Resource) -> list[Mapping[str, Any]]:
    found = aspect(plan, "Plan")
    inside = found.get("BackupPlan", found) if isinstance(found, Mapping) else {}
    return many(inside.get("Rules"))


def copies_away(plan: Resource) -> list[str]:
    """The regions, other than its own, to which a plan copies."""
    targets = [
        region_of(str(action.get("DestinationBackupVaultArn")))
        for rule in rules_of(plan)
        for action in many(rule.get("CopyActions"))
    ]
    return sorted({target for target in targets if target and target != plan.region})


def backup_gap(plan: Resource) -> int | None:
    """Minutes between two backups of a plan at most, by its most frequent rule; None: not known."""
    return _shortest(rules_of(plan))


def copy_gap(plan: Resource) -> int | None:
    """The same between two backups that leave the region."""
    return _shortest([rule for rule in rules_of(plan) if many(rule.get("CopyActions"))])


def _shortest(rules: list[Mapping[str, Any]]) -> int | None:
    gaps = [longest_gap(str(rule.get("ScheduleExpression"))) for rule in rules]
    return min((gap for gap in gaps if gap is not None), default=None)


def _backed_up(store: Resource, snapshot: Snapshot, arns: tuple[str, ...]) -> str:
    for found in snapshot.of(PROTECTED, account=store.account):
        if found.data.get("ResourceArn", found.id) in arns:
            days = days_since(snapshot, found.data.get("LastBackupTime"))
            if days is None or days <= RECENT_DAYS:
                return "AWS Backup keeps backups of it"
    return ""


def _selected(store: Resource, snapshot: Snapshot) -> str:
    plans = selecting_plans(store, snapshot)
    return f"backup plan {plans[0].name} selects it" if plans else ""


def _selects(plan: Resource, store: Resource) -> bool:
    return any(_matches(each, store) for each in many(aspect(plan, "Selections")))


def _matches(selection: Mapping[str, Any], store: Resource) -> bool:
    """By ARN patterns narrowed by all conditions, or by any tag listed; never if excluded."""
    if _any_pattern(selection.get("NotResources"), store.id):
        return False
    by_arn = _any_pattern(selection.get("Resources"), store.id)
    by_tag = any(_has_tag(each, store) for each in many(selection.get("ListOfTags")))
    return (by_arn and _all_conditions(selection.get("Conditions") or {}, store)) or by_tag


def _any_pattern(patterns: Any, arn: str) -> bool:
    return any(fnmatchcase(arn, str(pattern)) for pattern in many(patterns))


def _has_tag(condition: Mapping[str, Any], store: Resource) -> bool:
    value = tags_of(store).get(str(condition.get("ConditionKey")))
    return value is not None and value == condition.get("ConditionValue")


def _all_conditions(conditions: Mapping[str, Any], store: Resource) -> bool:
    return all(
        _holds(operator, each, store)
        for operator, found in conditions.items()
        for each in many(found)
    )


def _holds(operator: str, condition: Mapping[str, Any], store: Resource) -> bool:
    key = str(condition.get("ConditionKey")).removeprefix("aws:ResourceTag/")
    wanted, value = str(condition.get("ConditionValue")), tags_of(store).get(key)
    same = value is not None and (
        fnmatchcase(value, wanted) if operator.endswith("Like") else value == wanted
    )
    return not same if "Not" in operator else same
