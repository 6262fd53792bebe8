"""Inspector: what it scans for known vulnerabilities, and how many it found."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects

STATUS = "inspector2:BatchGetAccountStatus"
MOST_TITLES = 50
COUNTS = ("severityCounts", "exploitAvailableCount", "fixAvailableCount")


@collects("inspector2.status", call=STATUS)
def status(reader: Reader) -> Iterator[Item]:
    """One item: `state` as a whole, `resourceState` by what is scanned."""
    for account in _accounts(reader):
        yield Item(reader.arn("inspector2", "status"), account, name="Inspector")


@collects(
    "inspector2.finding_summary",
    call="inspector2:ListFindingAggregations",
    actions=(STATUS,),
)
def finding_summary(reader: Reader) -> Iterator[Item]:
    """One item where Inspector is on: counts by severity, and the gravest vulnerabilities."""
    if not any(_is_on(account) for account in _accounts(reader)):
        return
    mine = [{"comparison": "EQUALS", "value": reader.account}]
    answer = reader.call("list_finding_aggregations", aggregationType="ACCOUNT", accountIds=mine)
    counts = [each["accountAggregation"] for each in answer.get("responses") or ()]
    more = reader.aspects({key: each.get(key) for each in counts[:1] for key in COUNTS})
    more.read(
        "Titles",
        "list_finding_aggregations",
        pick="responses",
        aggregationType="TITLE",
        accountIds=mine,
        maxResults=MOST_TITLES,
        aggregationRequest={"titleAggregation": {"sortBy": "CRITICAL", "sortOrder": "DESC"}},
    )
    more.change("Titles", lambda titles: [_title(each["titleAggregation"]) for each in titles])
    arn = reader.arn("inspector2", "findings")
    yield Item(arn, more.data, name="Inspector", unread=more.unread)


def _title(found: dict[str, Any]) -> dict[str, Any]:
    counts = found.get("severityCounts") or {}
    return {
        "Title": found["title"],
        "Vulnerability": found.get("vulnerabilityId"),
        "Critical": counts.get("critical", 0),
        "High": counts.get("high", 0),
    }


def _is_on(account: dict[str, Any]) -> bool:
    return (account.get("state") or {}).get("status") == "ENABLED"


def _accounts(reader: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.once(
        "inspector accounts", lambda: reader.call("batch_get_account_status").get("accounts") or []
    )
    return found
