"""Cost Optimization Hub: what AWS would save, from Compute Optimizer and Cost Explorer at once."""

from collections.abc import Iterator

from ..bounded import first_pages
from ..reader import Reader
from ..registry import GLOBAL, Item, collects
from ..tags import tag_map

CLIENT = "cost-optimization-hub"
ENROLLMENT = "cost-optimization-hub:ListEnrollmentStatuses"
# The one region of the service; it tells of all of them.
HOME = "us-east-1"
PAGES = 20
KEPT = (
    *("recommendationId", "accountId", "region", "resourceId", "resourceArn"),
    *("currentResourceType", "recommendedResourceType", "actionType", "source"),
    *("estimatedMonthlySavings", "estimatedSavingsPercentage", "estimatedMonthlyCost"),
    *("currencyCode", "implementationEffort", "restartNeeded", "rollbackPossible"),
    *("currentResourceSummary", "recommendedResourceSummary", "lastRefreshTimestamp"),
)


@collects("costoptimizationhub.enrollment", client=CLIENT, call=ENROLLMENT, scope=GLOBAL)
def enrollment(reader: Reader) -> Iterator[Item]:
    """One item: `Active`, whether the account takes part."""
    arn = reader.arn("cost-optimization-hub", "enrollment", region="")
    yield Item(arn, {"Active": _takes_part(reader)}, name="Cost Optimization Hub")


@collects(
    "costoptimizationhub.recommendation",
    client=CLIENT,
    call="cost-optimization-hub:ListRecommendations",
    actions=(ENROLLMENT,),
    scope=GLOBAL,
)
def recommendations(reader: Reader) -> Iterator[Item]:
    """What would save, the most first; nothing where the account does not take part."""
    if not _takes_part(reader):
        return
    found = first_pages(
        reader,
        "list_recommendations",
        "items",
        pages=PAGES,
        region=HOME,
        filter={"accountIds": [reader.account]},
        orderBy={"dimension": "EstimatedMonthlySavings", "order": "Desc"},
        PaginationConfig={"PageSize": 100},
    )
    for each, unread in found:
        arn = each.get("resourceArn") or _arn(reader, each["recommendationId"])
        kept = {key: each[key] for key in KEPT if key in each}
        name = each.get("resourceId") or each["recommendationId"]
        yield Item(arn, kept, name=name, tags=tag_map(each.get("tags")), unread=unread)


def _arn(reader: Reader, identity: str) -> str:
    return reader.arn("cost-optimization-hub", f"recommendation/{identity}", region="")


def _takes_part(reader: Reader) -> bool:
    found: bool = reader.once("cost optimization hub", lambda: _asked(reader))
    return found


def _asked(reader: Reader) -> bool:
    statuses = reader.pages("list_enrollment_statuses", "items", region=HOME)
    return any(
        each.get("status") == "Active" and each.get("accountId") in (None, reader.account)
        for each in statuses
    )
