"""Security Hub: whether the region is subscribed, to which standards, and what it finds."""

from collections.abc import Iterator
from typing import Any

from ..bounded import first_pages
from ..reader import Reader
from ..registry import Item, collects

# What AWS answers in a region where Security Hub was never turned on.
NOT_SUBSCRIBED = ("InvalidAccessException", "ResourceNotFoundException")

# What fails before what passes; so many pages of a hundred, the gravest first.
PAGES = {"FAILED": 20, "WARNING": 5, "PASSED": 10}
KEPT = (
    *("Id", "Title", "ProductArn", "ProductName", "GeneratorId", "AwsAccountId", "Region"),
    *("CreatedAt", "UpdatedAt", "RecordState"),
)
KEPT_OF = {
    "Compliance": ("Status", "SecurityControlId", "AssociatedStandards"),
    "Severity": ("Label", "Original"),
    "Workflow": ("Status",),
}


@collects("securityhub.hub", call="securityhub:DescribeHub", absent=NOT_SUBSCRIBED)
def hub(reader: Reader) -> Iterator[Item]:
    found = reader.call("describe_hub")
    yield Item(found["HubArn"], found, name="Security Hub")


@collects("securityhub.standard", call="securityhub:GetEnabledStandards", absent=NOT_SUBSCRIBED)
def standards(reader: Reader) -> Iterator[Item]:
    for standard in reader.pages("get_enabled_standards", "StandardsSubscriptions"):
        name = standard["StandardsArn"].partition("/")[2]
        yield Item(standard["StandardsSubscriptionArn"], standard, name=name)


@collects("securityhub.finding", call="securityhub:GetFindings", absent=NOT_SUBSCRIBED)
def findings(reader: Reader) -> Iterator[Item]:
    """What controls say of this account's resources here, without what was seen of people.

    An administrator's account sees its members, an aggregating region the others: both are asked
    for what is their own, since each account and region is read by itself.
    """
    for status, pages in PAGES.items():
        found = first_pages(
            reader,
            "get_findings",
            "Findings",
            pages=pages,
            Filters=_of(status, account=reader.account, region=reader.region),
            SortCriteria=[{"Field": "SeverityNormalized", "SortOrder": "desc"}],
            PaginationConfig={"PageSize": 100},
        )
        for finding, unread in found:
            yield Item(finding["Id"], _kept(finding), name=finding["Title"], unread=unread)


def _of(status: str, **places: str) -> dict[str, Any]:
    wanted = {
        "RecordState": "ACTIVE",
        "ComplianceStatus": status,
        "AwsAccountId": places["account"],
        "Region": places["region"],
    }
    return {name: [{"Value": value, "Comparison": "EQUALS"}] for name, value in wanted.items()}


def _kept(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding in its own format, without descriptions, notes and details of resources."""
    parts = {name: _part(finding, name, keys) for name, keys in KEPT_OF.items()}
    advice = (finding.get("Remediation") or {}).get("Recommendation") or {}
    return {
        **{key: finding[key] for key in KEPT if key in finding},
        **parts,
        "Remediation": {"Recommendation": {"Url": advice.get("Url")}},
        "Resources": [
            {key: each.get(key) for key in ("Type", "Id", "Region")}
            for each in finding.get("Resources") or ()
        ],
    }


def _part(finding: dict[str, Any], name: str, keys: tuple[str, ...]) -> dict[str, Any]:
    part = finding.get(name) or {}
    return {key: part[key] for key in keys if key in part}
