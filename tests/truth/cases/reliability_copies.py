"""Reliability of data: backups that run by themselves, copies elsewhere, failures on purpose."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ..account import OTHER, REGION, Account
from ..case import MET, NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..layer import Answer
from ..parts.data import (
    bucket,
    bucket_arn,
    cluster,
    database,
    files,
    recoverable,
    replicated,
    table,
    versioned,
)
from ..parts.keeping import plan, protected, tagged
from ..parts.machines import instance
from ..parts.network import network

BACKUPS, AWAY, FAULTS = "rel_automated_backups", "rel_cross_region_backups", "rel_chaos_tested"
ALL = (BACKUPS, AWAY, FAULTS)
TWO = (REGION, OTHER)


def kept_databases(account: Account) -> None:
    account.innocent(BACKUPS, database(account, "kept"), cluster(account))


def database_without_backups(account: Account) -> None:
    account.guilty(BACKUPS, database(account, "lost", BackupRetentionPeriod=0))


def database_kept_by_plan(account: Account) -> None:
    """Keeps none itself; the plan selects it by its tag."""
    tags = [{"Key": "backup", "Value": "daily"}]
    account.innocent(BACKUPS, database(account, "tagged", BackupRetentionPeriod=0, Tags=tags))
    plan(account, selects=tagged("backup", "daily"))


def database_beside_an_empty_plan(account: Account) -> None:
    """There is a plan, and it selects nothing."""
    account.guilty(BACKUPS, database(account, "lost", BackupRetentionPeriod=0))
    plan(account)


def database_beside_a_plan_for_others(account: Account) -> None:
    account.guilty(BACKUPS, database(account, "lost", BackupRetentionPeriod=0))
    plan(account, selects=tagged("backup", "daily"))


def database_saved_long_ago(account: Account) -> None:
    """AWS Backup kept it once, by hand, half a year ago."""
    arn = database(account, "lost", BackupRetentionPeriod=0)
    account.guilty(BACKUPS, arn)
    protected(account, arn, days=200)


def kept_table(account: Account) -> None:
    account.innocent(BACKUPS, table(account))
    recoverable(account, "carts")


def table_without_backups(account: Account) -> None:
    account.guilty(BACKUPS, table(account, "lost"))


def lock_table(account: Account) -> None:
    """Terraform's locks: nothing there is worth a backup."""
    table(
        account,
        "locks",
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
    )


def kept_files(account: Account) -> None:
    account.innocent(BACKUPS, files(account, Backup=True))


def files_without_backups(account: Account) -> None:
    account.guilty(BACKUPS, files(account))


def lasting_server(account: Account) -> None:
    """Its disk has no backup; whether it holds anything worth one, a person knows."""
    instance(account, network(account), name="erp")


def unversioned_bucket(account: Account) -> None:
    bucket(account, f"once-{account.id}")


def replica_away(account: Account) -> None:
    """A database whose replica stands in the other region."""
    account.innocent(AWAY, database(account))
    replica = f"arn:aws:rds:{OTHER}:{account.id}:db:orders-copy"

    def tell(said: Answer) -> None:
        for each in said["DBInstances"]:
            if each["DBInstanceIdentifier"] == "orders":
                each["ReadReplicaDBInstanceIdentifiers"] = [replica]

    account.change("rds", "DescribeDBInstances", tell)


def global_table(account: Account) -> None:
    account.innocent(AWAY, table(account))

    def tell(said: Answer) -> None:
        said["Table"]["Replicas"] = [{"RegionName": OTHER, "ReplicaStatus": "ACTIVE"}]

    account.change("dynamodb", "DescribeTable", tell)


def bucket_copied(account: Account, away: str) -> str:
    name, target = f"from-{account.id}", f"to-{account.id}"
    bucket(account, name)
    bucket(account, target, away)
    versioned(account, name)
    versioned(account, target, away)
    replicated(account, name, target)
    return bucket_arn(name)


def bucket_copied_away(account: Account) -> None:
    account.innocent(AWAY, bucket_copied(account, OTHER))


def bucket_copied_next_door(account: Account) -> None:
    """Replicated, within its own region: both are lost with it."""
    account.guilty(AWAY, bucket_copied(account, REGION))


def database_at_home_only(account: Account) -> None:
    database(account)


def replica_at_home(account: Account) -> None:
    database(account, "source")
    account.client("rds").create_db_instance_read_replica(
        DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="source"
    )


def plan_that_copies_away(account: Account) -> None:
    tags = [{"Key": "backup", "Value": "daily"}]
    account.innocent(AWAY, database(account, "tagged", Tags=tags))
    plan(account, selects=tagged("backup", "daily"), copies_to=OTHER)


def plan_that_copies_next_door(account: Account) -> None:
    tags = [{"Key": "backup", "Value": "daily"}]
    database(account, "tagged", Tags=tags)
    plan(account, selects=tagged("backup", "daily"), copies_to=REGION)


def plan_that_copies_nothing(account: Account) -> None:
    """It would copy to the other region, had anybody selected anything."""
    database(account)
    plan(account, copies_to=OTHER)


def experiment(account: Account, *, days: int, status: str = "completed") -> None:
    when = datetime.now(UTC) - timedelta(days=days)
    run: dict[str, Any] = {
        "id": "EXP1",
        "arn": account.arn("fis", "experiment/EXP1"),
        "experimentTemplateId": "EXT1",
        "state": {"status": status},
        "creationTime": when,
    }
    account.answer("fis", "ListExperiments", {"experiments": [run]})


def recent_experiment(account: Account) -> None:
    experiment(account, days=30)


def old_experiment(account: Account) -> None:
    experiment(account, days=500)


def stopped_experiment(account: Account) -> None:
    experiment(account, days=3, status="stopped")


def template_never_run(account: Account) -> None:
    account.client("fis").create_experiment_template(
        clientToken="1",
        description="Stop a server",
        roleArn=f"arn:aws:iam::{account.id}:role/fis",
        stopConditions=[{"source": "none"}],
        targets={
            "servers": {
                "resourceType": "aws:ec2:instance",
                "resourceTags": {"Name": "web"},
                "selectionMode": "COUNT(1)",
            }
        },
        actions={
            "stop": {"actionId": "aws:ec2:stop-instances", "targets": {"Instances": "servers"}}
        },
    )


GOOD = Case(
    "copies good",
    (kept_table, lock_table, kept_files, bucket_copied_away, recent_experiment),
    {BACKUPS: MET, FAULTS: SUPPORTED, AWAY: SUPPORTED},
    regions=TWO,
)
GOOD_AWAY = Case(
    "copies away",
    (kept_databases, replica_away, bucket_copied_away),
    {BACKUPS: MET, AWAY: SUPPORTED},
    regions=TWO,
)
BAD = Case(
    "copies bad",
    (
        database_without_backups,
        table_without_backups,
        files_without_backups,
        unversioned_bucket,
        stopped_experiment,
    ),
    {BACKUPS: NOT_MET, AWAY: NOT_MET, FAULTS: UNKNOWN},
    regions=TWO,
)
CASES = (
    GOOD,
    GOOD_AWAY,
    BAD,
    Case("copies empty", (), every(UNKNOWN, *ALL)),
    Case(
        "all copied away",
        (replica_away, global_table, bucket_copied_away),
        {AWAY: MET},
        regions=TWO,
    ),
    Case("kept by plan", (database_kept_by_plan,), {BACKUPS: MET, AWAY: NOT_MET}),
    Case(
        "empty plan",
        (database_beside_an_empty_plan, old_experiment),
        {BACKUPS: NOT_MET, FAULTS: UNKNOWN},
    ),
    Case("plan for others", (database_beside_a_plan_for_others,), {BACKUPS: NOT_MET}),
    Case(
        "saved long ago",
        (database_saved_long_ago, template_never_run),
        {BACKUPS: NOT_MET, FAULTS: UNKNOWN},
    ),
    Case("lasting server", (kept_databases, lasting_server), {BACKUPS: SUPPORTED}),
    Case("copied next door", (bucket_copied_next_door, replica_at_home), {AWAY: NOT_MET}),
    Case("plan that copies away", (plan_that_copies_away,), {AWAY: MET}, regions=TWO),
    Case("plan that copies next door", (plan_that_copies_next_door,), {AWAY: NOT_MET}),
    Case("plan that copies nothing", (plan_that_copies_nothing,), {AWAY: NOT_MET}),
    Case(
        "low criticality",
        (database_at_home_only,),
        {AWAY: UNKNOWN},
        profile={"criticality": "low"},
    ),
)
