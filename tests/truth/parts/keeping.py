"""AWS Backup, which moto knows without selections and without what it protects."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ..account import REGION, Account

DAILY = "cron(0 5 ? * * *)"


def plan(
    account: Account,
    *,
    selects: dict[str, Any] | None = None,
    copies_to: str = "",
    schedule: str = DAILY,
    region: str = REGION,
) -> str:
    """A plan with one rule; it selects nothing unless told what. Gives its ARN."""
    backup = account.client("backup", region)
    backup.create_backup_vault(BackupVaultName="main")
    vault = f"arn:aws:backup:{copies_to}:{account.id}:backup-vault:copies"
    rule: dict[str, Any] = {"RuleName": "daily", "TargetBackupVaultName": "main"}
    if schedule:
        rule["ScheduleExpression"] = schedule
    if copies_to:
        rule["CopyActions"] = [{"DestinationBackupVaultArn": vault}]
    made = backup.create_backup_plan(BackupPlan={"BackupPlanName": "daily", "Rules": [rule]})
    names = {
        "SelectionId": "1",
        "SelectionName": "chosen",
        "BackupPlanId": made["BackupPlanId"],
        "IamRoleArn": f"arn:aws:iam::{account.id}:role/backup",
    }
    chosen = [names] if selects is not None else []
    account.answer("backup", "ListBackupSelections", {"BackupSelectionsList": chosen})
    account.answer(
        "backup",
        "GetBackupSelection",
        {"BackupSelection": {**names, **(selects or {})}, "SelectionId": "1"},
    )
    found: str = made["BackupPlanArn"]
    return found


def tagged(key: str, value: str) -> dict[str, Any]:
    """What carries a tag."""
    condition = {"ConditionType": "STRINGEQUALS", "ConditionKey": key, "ConditionValue": value}
    return {"ListOfTags": [condition]}


def protected(account: Account, *arns: str, days: float = 1) -> None:
    """What AWS Backup has made a backup of, so many days ago."""
    when = datetime.now(UTC) - timedelta(days=days)
    found = [
        {"ResourceArn": arn, "ResourceType": arn.split(":")[2].upper(), "LastBackupTime": when}
        for arn in arns
    ]
    account.answer("backup", "ListProtectedResources", {"Results": found})
