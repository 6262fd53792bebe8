"""Metrics that are recorded: of databases and of instances."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot, Unread

from .._values import label
from ..common import dig, judged, number, running


@check(
    id="rds-instance-insights",
    title="Databases record where their time goes",
    pillar="performance",
    severity=Severity.LOW,
    needs=["rds.instance"],
    passes="Performance Insights or enhanced monitoring is on for the database instance.",
    supports=[
        "PERF03-BP03",
        "foundations/perf_monitoring",
        "PERF05-BP02",
        "SUS03-BP03",
        "PERF01-BP07",
    ],
    remedy=Remedy(
        console="RDS → Databases → {name} → Modify → Monitoring: turn on Performance Insights.",
        cli=(
            "aws rds modify-db-instance --region {region} --db-instance-identifier {last} "
            "--enable-performance-insights --apply-immediately"
        ),
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    EnablePerformanceInsights: true'
        ),
        terraform=(
            'resource "aws_db_instance" "this" {\n'
            "  # the rest stays as it is\n"
            '  identifier                   = "{name}"\n'
            "  performance_insights_enabled = true\n"
            "}"
        ),
        cost="Free with seven days of history",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.html",
)
def instance_insights(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("rds.instance"), _insights)


def _insights(database: Resource) -> Result:
    if database.get("PerformanceInsightsEnabled"):
        return passed(database, f"Database {database.name} has Performance Insights.")
    seconds = int(number(database.get("MonitoringInterval")) or 0)
    if seconds:
        return passed(database, f"Database {database.name} is measured every {seconds} seconds.")
    reason = f"Database {database.name} has neither Performance Insights nor enhanced monitoring."
    return failed(database, reason)


@check(
    id="ec2-instance-detailed-monitoring",
    title="Instances report every minute",
    pillar="performance",
    severity=Severity.LOW,
    needs=["ec2.instance"],
    passes="Detailed monitoring is on: metrics come each minute instead of every five.",
    supports=["PERF02-BP03"],
    remedy=Remedy(
        console="EC2 → Instances → {name} → Actions → Monitor and troubleshoot → Manage detailed "
        "monitoring: enable.",
        cli="aws ec2 monitor-instances --region {region} --instance-ids {last}",
        cloudformation=(
            "Server:\n"
            "  Type: AWS::EC2::Instance\n"
            "  Properties:\n"
            "    Monitoring: true  # {last}, {name}"
        ),
        terraform=('resource "aws_instance" "this" {\n  # {last}, {name}\n  monitoring = true\n}'),
        cost="About 2.10 USD per instance and month",
    ),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html",
)
def detailed_monitoring(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(running(snapshot.of("ec2.instance")), _detailed)


def _detailed(instance: Resource) -> Result:
    state = dig(instance.get("Monitoring"), "State")
    if state is None:
        raise Unread("the answer holds no Monitoring")
    reason = f"Detailed monitoring of {label(instance)} is {state}."
    return passed(instance, reason) if state == "enabled" else failed(instance, reason)
