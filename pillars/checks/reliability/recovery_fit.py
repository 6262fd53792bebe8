"""Whether the backups that were found keep to the objective that the workload's owner named."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Snapshot

from .._rds_backups import WEEK_OF_CLUSTER, WEEK_OF_INSTANCE
from .._recovery_point import NEEDS, duration, point_of, sentence, stores


@check(
    id="recovery-point-reached",
    title="Backups keep to the recovery point objective",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=NEEDS,
    passes="What the store of data may lose, by its own backups or by a backup plan, is no more "
    "than the workload's recovery point objective. Without an objective in the workload's profile "
    "nothing is judged, nor are buckets without any backup: whether they need one, people know. "
    "The loss of a whole region is judged on the page about recovery.",
    refutes=["REL13-BP02"],
    supports=["REL13-BP02", "REL09-BP01"],
    remedy=Remedy(
        console="RDS: Modify → Backup retention; DynamoDB: Backups → Point-in-time recovery; AWS "
        "Backup → Backup plans → the plan → Edit rule: a shorter frequency, continuous backup.",
        cli="aws backup update-backup-plan --region {region} --backup-plan-id PLAN "
        "--backup-plan file://plan.json",
        cloudformation=(
            "Plan:\n  Type: AWS::Backup::BackupPlan\n  Properties:\n    BackupPlan:\n"
            "      BackupPlanName: hourly\n      BackupPlanRule:\n        - RuleName: hourly\n"
            "          TargetBackupVault: Default\n"
            "          ScheduleExpression: cron(0 * * * ? *)\n"
            "          EnableContinuousBackup: true"
        ),
        terraform='resource "aws_backup_plan" "hourly" {\n  name = "hourly"\n  rule {\n'
        '    rule_name                = "hourly"\n    target_vault_name        = "Default"\n'
        '    schedule                 = "cron(0 * * * ? *)"\n'
        "    enable_continuous_backup = true\n  }\n}",
        cost="Storage of backups, about 0.05 to 0.10 USD per GB and month of what changed",
        others=(
            (
                ":dynamodb:",
                Remedy(
                    console=(
                        "DynamoDB → {name} → Backups → Point-in-time recovery → Edit → Turn on."
                    ),
                    cli=(
                        "aws dynamodb update-continuous-backups --region {region} "
                        "--table-name {name} --point-in-time-recovery-specification "
                        "PointInTimeRecoveryEnabled=true"
                    ),
                    cloudformation=(
                        "Table:\n"
                        "  Type: AWS::DynamoDB::Table\n"
                        "  Properties:\n"
                        '    TableName: "{name}"\n'
                        "    PointInTimeRecoverySpecification:\n"
                        "      PointInTimeRecoveryEnabled: true"
                    ),
                    terraform=(
                        'resource "aws_dynamodb_table" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  name = "{name}"\n'
                        "  point_in_time_recovery {\n"
                        "    enabled = true\n"
                        "  }\n"
                        "}"
                    ),
                ),
            ),
            (":db:", WEEK_OF_INSTANCE),
            (":cluster:", WEEK_OF_CLUSTER),
        ),
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
    "rel_planning_for_recovery_disaster_recovery.html",
)
def point_reached(snapshot: Snapshot) -> Iterator[Result]:
    objective = snapshot.workload.rpo_minutes
    if objective is None:
        return
    for store in stores(snapshot):
        here = point_of(store, snapshot).here
        if here.missing and store.kind == "s3.bucket":
            continue
        said = f"{sentence(store, here)}; the objective is {duration(objective)}."
        fits = here.fits(objective)
        if fits is None:
            yield unknown(store, said)
        else:
            yield passed(store, said) if fits else failed(store, said)


CHECKS: tuple[Check, ...] = (point_reached,)
