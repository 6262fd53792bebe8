"""AWS Backup itself: plans that run and vaults that hold."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._backup import runs_by_itself
from .._values import many, true
from ..common import aspect, counted, judged
from .backups_data import BACKUPS, IDENTIFIED, PRACTICE


@check(
    id="backup-plans-run",
    title="Backup plans run by themselves and select something",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["backup.plan"],
    passes="The plan has a rule with a schedule or continuous backup, and a selection.",
    supports=[PRACTICE, IDENTIFIED, BACKUPS],
    remedy=Remedy(
        console="AWS Backup → Backup plans → {name}: add a rule with a schedule, and assign "
        "resources, best by tag.",
        cli="aws backup create-backup-selection --region {region} --backup-plan-id PLAN "
        "--backup-selection file://selection.json",
        cloudformation=(
            "Plan:\n  Type: AWS::Backup::BackupPlan\n  Properties:\n    BackupPlan:\n"
            '      BackupPlanName: "{name}"\n      BackupPlanRule:\n'
            "        - RuleName: daily\n          TargetBackupVault: !Ref Vault\n"
            "          ScheduleExpression: cron(0 5 ? * * *)"
        ),
        terraform='resource "aws_backup_plan" "this" {\n  name = "{name}"\n  rule {\n'
        '    rule_name         = "daily"\n'
        "    target_vault_name = aws_backup_vault.this.name\n"
        '    schedule          = "cron(0 5 ? * * *)"\n  }\n}',
        cost="About 0.05 USD per GB and month of snapshots of disks",
    ),
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/about-backup-plans.html",
)
def plans_run(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("backup.plan"), _plan)


def _plan(plan: Resource) -> Result:
    if not runs_by_itself(plan):
        return failed(plan, f"Backup plan {plan.name} has no rule with a schedule.")
    selections = many(aspect(plan, "Selections"))
    if not selections:
        return failed(plan, f"Backup plan {plan.name} selects nothing.")
    return passed(plan, f"Backup plan {plan.name} runs {counted(len(selections), 'selection')}.")


@check(
    id="backup-vaults-locked",
    title="Backups cannot be deleted early",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["backup.vault"],
    passes="The vault that holds recovery points is locked, and encrypted with a key of KMS.",
    supports=["REL09-BP02"],
    remedy=Remedy(
        console="AWS Backup → Vaults → {name} → Create vault lock, in governance mode first.",
        cli="aws backup put-backup-vault-lock-configuration --region {region} "
        "--backup-vault-name {name} --min-retention-days 7",
        cloudformation=(
            "Vault:\n  Type: AWS::Backup::BackupVault\n  Properties:\n"
            '    BackupVaultName: "{name}"\n    LockConfiguration:\n      MinRetentionDays: 7'
        ),
        terraform='resource "aws_backup_vault_lock_configuration" "this" {\n'
        '  backup_vault_name  = "{name}"\n  min_retention_days = 7\n}',
        cost="Free; recovery points stay, and are paid, until their time is over",
    ),
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
)
def vaults_locked(snapshot: Snapshot) -> Iterator[Result]:
    used = [v for v in snapshot.of("backup.vault") if v.data.get("NumberOfRecoveryPoints") != 0]
    return judged(used, _vault)


def _vault(vault: Resource) -> Result:
    lacks = [
        what
        for what, there in (
            ("lock", true(vault.get("Locked"))),
            ("key of KMS", bool(vault.get("EncryptionKeyArn"))),
        )
        if not there
    ]
    if lacks:
        return failed(vault, f"Backup vault {vault.name} has no {' and no '.join(lacks)}.")
    return passed(vault, f"Backup vault {vault.name} is locked and encrypted.")


CHECKS: tuple[Check, ...] = (plans_run, vaults_locked)
