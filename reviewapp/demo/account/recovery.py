"""Backups, what they protect, and the failures that nobody has provoked yet."""

from datetime import UTC, datetime, timedelta

from . import ACCOUNT, MAIN
from .clients import Account
from .tags import platform

VAULT = "larkspur"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/larkspur-backup"


def build_recovery(account: Account, keys: dict[str, str]) -> None:
    backup = account.client("backup")
    backup.create_backup_vault(
        BackupVaultName=VAULT,
        EncryptionKeyArn=keys["backups"],
        BackupVaultTags=platform("backup"),
    )
    account.records.put("backup", MAIN, f"GET /backup-vaults/{VAULT}/access-policy", {})
    plan = backup.create_backup_plan(
        BackupPlan={
            "BackupPlanName": "daily",
            "Rules": [
                {
                    "RuleName": "daily-35-days",
                    "TargetBackupVaultName": VAULT,
                    "ScheduleExpression": "cron(0 2 ? * * *)",
                    "Lifecycle": {"DeleteAfterDays": 35},
                }
            ],
        },
        BackupPlanTags=platform("backup"),
    )["BackupPlanId"]
    _select(account, plan)
    _protected(account)
    _experiment(account)


def _select(account: Account, plan: str) -> None:
    """The plan takes what carries the tag, which is little."""
    identity = "3d1f9c52-8a70-4e0b-b6a5-90c1f2d84e77"
    tagged = {"ConditionType": "STRINGEQUALS", "ConditionKey": "Backup", "ConditionValue": "daily"}
    names = {"SelectionName": "tagged", "IamRoleArn": ROLE}
    path = f"GET /backup/plans/{plan}/selections"
    listed = {**names, "SelectionId": identity, "BackupPlanId": plan}
    account.records.put("backup", MAIN, path, {"BackupSelectionsList": [listed]})
    account.records.put(
        "backup",
        MAIN,
        f"{path}/{identity}",
        {"BackupSelection": {**names, "ListOfTags": [tagged]}, "SelectionId": identity},
    )


def _protected(account: Account) -> None:
    night = (datetime.now(UTC) - timedelta(hours=9)).timestamp()
    place = f"{MAIN}:{ACCOUNT}"
    found = [
        {"ResourceArn": arn, "ResourceType": kind, "LastBackupTime": night}
        for arn, kind in (
            (f"arn:aws:rds:{place}:db:shop-orders", "RDS"),
            (f"arn:aws:dynamodb:{place}:table/carts", "DynamoDB"),
        )
    ]
    account.records.put("backup", MAIN, "GET /resources", {"Results": found})


def _experiment(account: Account) -> None:
    """Written for a game day that was put off twice; never run."""
    account.client("fis").create_experiment_template(
        clientToken="game-day",
        description="Stop one web instance",
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/larkspur-app",
        stopConditions=[{"source": "none"}],
        targets={
            "web": {
                "resourceType": "aws:ec2:instance",
                "resourceTags": {"Name": "shop-web"},
                "selectionMode": "COUNT(1)",
            }
        },
        actions={
            "stop": {
                "actionId": "aws:ec2:stop-instances",
                "parameters": {"startInstancesAfterDuration": "PT10M"},
                "targets": {"Instances": "web"},
            }
        },
        tags={"Name": "game-day"},
    )
