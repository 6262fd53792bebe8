"""Cost and Usage Reports: the bill line by line, in a bucket of one's own."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import GLOBAL, Item, collects

# The one region of billing.
HOME = "us-east-1"


@collects("cur.report", call="cur:DescribeReportDefinitions", scope=GLOBAL)
def reports(reader: Reader) -> Iterator[Item]:
    found = reader.pages("describe_report_definitions", "ReportDefinitions", region=HOME)
    for report in found:
        name = report["ReportName"]
        yield Item(reader.arn("cur", f"definition/{name}", region=HOME), report, name=name)
