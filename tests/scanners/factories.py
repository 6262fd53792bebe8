"""Files of Prowler as tests need them, and what becomes of one."""

from typing import Any

from pillars.scanners.model import Tool
from reviewapp.scanners.domain import read_stored, receive_report
from reviewapp.scanners.models import ImportedReport
from reviewapp.workloads.models import Workload
from tests.factories import ACCOUNT, REGION

COLUMNS = (
    "TIMESTAMP",
    "ACCOUNT_UID",
    "CHECK_ID",
    "CHECK_TITLE",
    "STATUS",
    "STATUS_EXTENDED",
    "SEVERITY",
    "RESOURCE_UID",
    "RESOURCE_NAME",
    "REGION",
)
BACKUPS = "rds_instance_backup_enabled"  # refutes REL09-BP03
UNKNOWN_RULE = "a_check_of_tomorrow"


def row(
    check: str = BACKUPS,
    status: str = "FAIL",
    *,
    name: str = "orders",
    account: str = ACCOUNT,
    region: str = REGION,
    at: str = "",
) -> tuple[str, ...]:
    arn = f"arn:aws:rds:{region}:{account}:db:{name}"
    said = f"{name} is backed up." if status == "PASS" else f"{name} is not backed up."
    return (at, account, check, "Databases have backups", status, said, "high", arn, name, region)


def prowler(*rows: tuple[str, ...]) -> bytes:
    lines = [";".join(COLUMNS), *(";".join(each) for each in rows)]
    return "\n".join(lines).encode()


def take(
    workload: Workload, *rows: tuple[str, ...], tool: Tool | None = None, **more: Any
) -> ImportedReport:
    """A file of Prowler that was received and read."""
    content = more.pop("content", None) or prowler(*rows)
    report = receive_report(
        workload=workload, content=content, name="prowler.csv", tool=tool, by=more.pop("by", None)
    )
    read_stored(str(report.pk))
    report.refresh_from_db()
    return report
