"""The bill in one's own store, line by line; and what a design was estimated to cost."""

from collections.abc import Iterator
from typing import Any

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, many, true
from ..common import counted, dig, in_account, judged, read_everywhere, required

REPORTS = "cur.report"
EXPORTS = "dataexports.export"
ESTIMATES = "pricingcalculator.estimate"
LINES_TABLE = "COST_AND_USAGE_REPORT"
SPLIT = "SPLIT_COST_ALLOCATION_DATA"
EXPORT_URL = "https://docs.aws.amazon.com/cur/latest/userguide/dataexports-create-standard.html"
CREATE = Remedy(
    console="Billing and Cost Management → Data Exports → Create: CUR 2.0, hourly, with resource "
    "IDs and split cost allocation, to a bucket.",
    cli="aws bcm-data-exports create-export --region us-east-1 --export file://export.json",
    cloudformation=(
        "Bill:\n  Type: AWS::BCMDataExports::Export\n  Properties:\n    Export:\n"
        "      Name: bill\n      DataQuery:\n"
        "        QueryStatement: SELECT line_item_usage_start_date, line_item_resource_id FROM "
        "COST_AND_USAGE_REPORT\n"
        "        TableConfigurations:\n          COST_AND_USAGE_REPORT:\n"
        '            TIME_GRANULARITY: HOURLY\n            INCLUDE_RESOURCES: "TRUE"\n'
        '            INCLUDE_SPLIT_COST_ALLOCATION_DATA: "TRUE"\n'
        "      RefreshCadence: {Frequency: SYNCHRONOUS}\n"
        "      DestinationConfigurations:\n        S3Destination:\n"
        "          S3Bucket: BUCKET\n          S3Prefix: bill\n"
        '          S3Region: "{region}"\n          S3OutputConfigurations:\n'
        "            {Compression: PARQUET, Format: PARQUET, OutputType: CUSTOM, Overwrite: "
        "OVERWRITE_REPORT}"
    ),
    terraform=(
        'resource "aws_bcmdataexports_export" "bill" {\n'
        "  export {\n"
        '    name = "bill"\n'
        "    data_query {\n"
        '      query_statement = "SELECT line_item_usage_start_date, '
        'line_item_resource_id, line_item_unblended_cost FROM COST_AND_USAGE_REPORT"\n'
        "      table_configurations = {\n"
        "        COST_AND_USAGE_REPORT = {\n"
        '          TIME_GRANULARITY                   = "HOURLY"\n'
        '          INCLUDE_RESOURCES                  = "TRUE"\n'
        '          INCLUDE_SPLIT_COST_ALLOCATION_DATA = "TRUE"\n'
        "        }\n"
        "      }\n"
        "    }\n"
        "    destination_configurations {\n"
        "      s3_destination {\n"
        "        s3_bucket = aws_s3_bucket.bill.bucket\n"
        '        s3_prefix = "bill"\n'
        "        s3_region = aws_s3_bucket.bill.region\n"
        "        s3_output_configurations {\n"
        '          compression = "PARQUET"\n'
        '          format      = "PARQUET"\n'
        '          output_type = "CUSTOM"\n'
        '          overwrite   = "OVERWRITE_REPORT"\n'
        "        }\n"
        "      }\n"
        "    }\n"
        "    refresh_cadence {\n"
        '      frequency = "SYNCHRONOUS"\n'
        "    }\n"
        "  }\n"
        "}"
    ),
    cost="Free but for the storage of the export, about 0.023 USD per GB and month",
)


@check(
    id="bill-exported-by-hour",
    title="The bill flows into one's own store by hour and resource",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[REPORTS, EXPORTS],
    passes="A data export or a Cost and Usage Report has hourly lines with resource IDs and is "
    "delivered. One by day, without resources or that fails to arrive fails. In an organisation "
    "the paying account may keep it, so absence yields nothing.",
    supports=["COST03-BP01"],
    remedy=CREATE,
    url=EXPORT_URL,
)
def bill_exported(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(REPORTS), _report)
    yield from judged(snapshot.of(EXPORTS), _export)


def _report(report: Resource) -> Result:
    status = str(dig(report.data, "ReportStatus", "lastStatus") or "SUCCESS")
    lacking = [
        *(["is not by hour"] if required(report, "TimeUnit") != "HOURLY" else []),
        *(["has no resource IDs"] if "RESOURCES" not in _schema(report) else []),
        *([f"does not arrive: {status}"] if status != "SUCCESS" else []),
    ]
    return _told(report, f"Report {report.name}", lacking)


def _export(export: Resource) -> Result | None:
    settings = _settings(export)
    if settings is None:
        return None
    status = str(dig(export.data, "ExportStatus", "StatusCode") or "HEALTHY")
    lacking = [
        *(["is not by hour"] if settings.get("TIME_GRANULARITY") != "HOURLY" else []),
        *(["has no resource IDs"] if not true(settings.get("INCLUDE_RESOURCES")) else []),
        *([f"does not arrive: {status.lower()}"] if status != "HEALTHY" else []),
    ]
    return _told(export, f"Export {export.name}", lacking)


def _told(resource: Resource, noun: str, lacking: list[str]) -> Result:
    if lacking:
        return failed(resource, f"{noun} {' and '.join(lacking)}.")
    return passed(resource, f"{noun} tells the bill by hour and resource.")


@check(
    id="shared-cost-split",
    title="The cost of shared clusters is split by use",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[REPORTS, EXPORTS],
    passes="An export or report splits the cost of containers by what each task or pod used. Other "
    "shared components, and other ways to split, do not show; absence yields nothing.",
    supports=["COST03-BP06"],
    remedy=CREATE,
    url="https://docs.aws.amazon.com/cur/latest/userguide/split-cost-allocation-data.html",
)
def cost_split(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(REPORTS), _split_report)
    yield from judged(snapshot.of(EXPORTS), _split_export)


def _split_report(report: Resource) -> Result | None:
    if SPLIT not in _schema(report):
        return None
    return passed(report, f"Report {report.name} splits shared clusters by use.")


def _split_export(export: Resource) -> Result | None:
    settings = _settings(export)
    if settings is None or not true(settings.get("INCLUDE_SPLIT_COST_ALLOCATION_DATA")):
        return None
    return passed(export, f"Export {export.name} splits shared clusters by use.")


def _schema(report: Resource) -> list[str]:
    return [str(each) for each in many(required(report, "AdditionalSchemaElements"))]


def _settings(export: Resource) -> dict[str, Any] | None:
    """How the export reads the lines of the bill; None where it reads another table."""
    query = aspect_map(export, "Export").get("DataQuery") or {}
    found = (query.get("TableConfigurations") or {}).get(LINES_TABLE)
    if found is None and LINES_TABLE in str(query.get("QueryStatement")):
        return {}
    return found


@check(
    id="cost-estimated",
    title="Cost was calculated before it came",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[ESTIMATES],
    passes="The pricing calculator of the account holds a valid estimate of a workload or a "
    "scenario of the bill. Estimates made elsewhere do not show, so absence yields nothing.",
    supports=["COST06-BP01"],
    remedy=Remedy(
        console="Billing and Cost Management → Pricing Calculator → Create workload estimate.",
        cli="aws bcm-pricing-calculator create-workload-estimate --region us-east-1 "
        "--name workload",
        terraform="# Estimates are made in the console or with the CLI.",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/pricing-calculator.html",
)
def cost_estimated(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(ESTIMATES), _estimated)


def _estimated(estimate: Resource) -> Result | None:
    if required(estimate, "status") not in ("VALID", "READY", "LOCKED"):
        return None
    return passed(estimate, f"Estimate {estimate.name} is kept in the pricing calculator.")


@check(
    id="cost-estimated-at-levels",
    title="Cost was calculated for several levels of use",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[ESTIMATES],
    passes="The pricing calculator holds three valid estimates or scenarios at least. Whether they "
    "stand for small, expected and large use, people know; fewer yield nothing.",
    supports=["COST05-BP06"],
    remedy=Remedy(
        console="Billing and Cost Management → Pricing Calculator: one estimate each for small, "
        "expected and tenfold use.",
        cli="aws bcm-pricing-calculator create-workload-estimate --region us-east-1 "
        "--name workload-times-ten",
        terraform="# Estimates are made in the console or with the CLI.",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/pricing-calculator.html",
)
def estimated_at_levels(snapshot: Snapshot) -> Iterator[Result]:
    for account in read_everywhere(snapshot, ESTIMATES):
        found = [e for e in snapshot.of(ESTIMATES, account=account) if e.data.get("status")]
        valid = [e for e in found if e.data["status"] in ("VALID", "READY", "LOCKED")]
        if len(valid) >= 3:
            reason = f"The pricing calculator keeps {counted(len(valid), 'estimate')}."
            yield in_account(Verdict.PASS, reason, account)
