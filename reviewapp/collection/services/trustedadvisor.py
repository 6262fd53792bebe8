"""Trusted Advisor: what it recommends, and what for.

Its own service answers from the Business plan on. Where that is closed, the older interface of
AWS Support is asked; where that wants a plan too, there is nothing to read.
"""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from ..batches import batches
from ..bounded import first_pages
from ..errors import error_code, is_denied
from ..reader import Reader
from ..registry import GLOBAL, Item, collects
from .support import BELOW_BUSINESS, HOMES

PAGES = 10
CHECKS_PER_CALL = 100
KEPT = (
    *("id", "type", "checkArn", "status", "lifecycleStage", "pillars", "source", "awsServices"),
    *("name", "resourcesAggregates", "pillarSpecificAggregates", "lastUpdatedAt", "statusReason"),
)
# How AWS Support calls what the service of its own calls otherwise.
STATUS = {"ok": "ok", "warning": "warning", "error": "error"}
RESOURCES = ("awsResourceId", "regionCode", "status")

Answer = dict[str, Any]


@collects(
    "trustedadvisor.recommendation",
    call="trustedadvisor:ListRecommendations",
    actions=(
        "trustedadvisor:ListRecommendationResources",
        "support:DescribeTrustedAdvisorChecks",
        "support:DescribeTrustedAdvisorCheckSummaries",
    ),
    scope=GLOBAL,
    absent=(BELOW_BUSINESS,),
)
def recommendations(reader: Reader) -> Iterator[Item]:
    """Every check with its `status`; those that warn with the `Resources` they warn of."""
    try:
        found = list(_recommended(reader))
    except ClientError as error:
        if not is_denied(error):
            raise
        yield from _from_support(reader, error)
        return
    yield from reader.spread(lambda each: _item(reader, *each), found)


def _recommended(reader: Reader) -> Iterator[tuple[Answer, dict[str, str]]]:
    return first_pages(
        reader,
        "list_recommendations",
        "recommendationSummaries",
        pages=PAGES,
        region=HOMES.get(reader.partition, ""),
        PaginationConfig={"PageSize": 200},
    )


def _item(reader: Reader, each: Answer, unread: dict[str, str]) -> Item:
    kept = {key: each[key] for key in KEPT if key in each}
    more = reader.aspects(kept, region=HOMES.get(reader.partition, ""))
    if each["status"] != "ok":
        more.read(
            "Resources",
            "list_recommendation_resources",
            pick="recommendationResourceSummaries",
            absent=("ResourceNotFoundException",),
            recommendationIdentifier=each["arn"],
            exclusionStatus="included",
            maxResults=200,
        )
        more.change("Resources", _flagged)
    return Item(each["arn"], more.data, name=each["name"], unread={**more.unread, **unread})


def _flagged(found: list[Answer]) -> list[Answer]:
    """What is warned of, without the columns of the check: they hold names and addresses."""
    flagged = [each for each in found if each.get("status") != "ok"]
    return [{key: each.get(key) for key in RESOURCES} for each in flagged]


def _from_support(reader: Reader, closed: ClientError) -> Iterator[Item]:
    """The checks as AWS Support tells them; raises `closed` where it is closed too."""
    home = HOMES.get(reader.partition, "")
    try:
        answer = reader.call(
            "describe_trusted_advisor_checks", client="support", region=home, language="en"
        )
    except ClientError as error:
        if error_code(error) == BELOW_BUSINESS:
            raise
        raise closed from error
    checks = {check["id"]: check for check in answer["checks"]}
    for some in batches(list(checks), CHECKS_PER_CALL):
        summaries = reader.call(
            "describe_trusted_advisor_check_summaries",
            client="support",
            region=home,
            checkIds=list(some),
        )
        for summary in summaries["summaries"]:
            yield _summarised(reader, checks[summary["checkId"]], summary)


def _summarised(reader: Reader, check: Answer, summary: Answer) -> Item:
    """A summary in the words of the newer service; which resources, it does not say."""
    arn = f"arn:{reader.partition}:trustedadvisor:::check/{check['id']}"
    data = {
        "id": check["id"],
        "type": "standard",
        "checkArn": arn,
        "status": STATUS.get(summary["status"], "not_available"),
        "pillars": [check["category"]],
        "source": "ta_check",
        "name": check["name"],
        "resourcesAggregates": {"flagged": summary["resourcesSummary"]["resourcesFlagged"]},
        "lastUpdatedAt": summary["timestamp"],
    }
    return Item(arn, data, name=check["name"])
