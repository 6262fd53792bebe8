"""AWS Backup: plans, vaults, what is protected and what was restored."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

RESTORES_SINCE = timedelta(days=365)
GONE = ("ResourceNotFoundException",)


@collects(
    "backup.plan",
    call="backup:ListBackupPlans",
    actions=(
        "backup:GetBackupPlan",
        "backup:ListBackupSelections",
        "backup:GetBackupSelection",
        TAG_ACTION,
    ),
)
def plans(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "backup")
    found = reader.pages("list_backup_plans", "BackupPlansList")
    for plan in reader.spread(lambda each: _plan(reader, each), found):
        arn = plan.data["BackupPlanArn"]
        unread = plan.unread | tagged.unread
        name = plan.data["BackupPlanName"]
        yield Item(arn, plan.data, name=name, tags=tagged.of(arn), unread=unread)


@collects(
    "backup.vault",
    call="backup:ListBackupVaults",
    actions=("backup:GetBackupVaultAccessPolicy", TAG_ACTION),
)
def vaults(reader: Reader) -> Iterator[Item]:
    found = reader.pages("list_backup_vaults", "BackupVaultList")
    read = reader.spread(lambda vault: _vault(reader, vault), found)
    yield from Tagged(reader, "backup").onto(read)


def _vault(reader: Reader, vault: dict[str, Any]) -> Item:
    more = reader.aspects(vault)
    name = vault["BackupVaultName"]
    more.read(
        "Policy",
        "get_backup_vault_access_policy",
        pick="Policy",
        absent=GONE,
        BackupVaultName=name,
    )
    more.change("Policy", json.loads)
    return Item(vault["BackupVaultArn"], more.data, name=name, unread=more.unread)


@collects("backup.protected_resource", call="backup:ListProtectedResources")
def protected_resources(reader: Reader) -> Iterator[Item]:
    for resource in reader.pages("list_protected_resources", "Results"):
        arn = resource["ResourceArn"]
        yield Item(arn, resource, name=resource.get("ResourceName") or arn.split(":", 5)[-1])


@collects("backup.restore_job", call="backup:ListRestoreJobs")
def restore_jobs(reader: Reader) -> Iterator[Item]:
    since = datetime.now(UTC) - RESTORES_SINCE
    for job in reader.pages("list_restore_jobs", "RestoreJobs", ByCreatedAfter=since):
        identity = job["RestoreJobId"]
        yield Item(reader.arn("backup", f"restore-job:{identity}"), job, name=identity)


def _plan(reader: Reader, plan: dict[str, Any]) -> Aspects:
    more = reader.aspects(plan)
    identity = plan["BackupPlanId"]
    more.read("Plan", "get_backup_plan", pick="BackupPlan", BackupPlanId=identity)
    more.listed(
        "Selections", "list_backup_selections", "BackupSelectionsList", BackupPlanId=identity
    )
    _complete_selections(reader, more, identity)
    return more


def _complete_selections(reader: Reader, plan: Aspects, identity: str) -> None:
    """Adds to each selection what it selects; all are unread where one could not be read."""
    complete = []
    for selection in plan.data.pop("Selections", ()):
        more = reader.aspects(selection)
        found = more.describe(
            "get_backup_selection",
            "BackupSelection",
            gone=GONE,
            BackupPlanId=identity,
            SelectionId=selection["SelectionId"],
        )
        if more.unread:
            plan.unread["Selections"] = next(iter(more.unread.values()))
            return
        if found is not None:
            complete.append(more.data)
    if "Selections" not in plan.unread:
        plan.data["Selections"] = complete
