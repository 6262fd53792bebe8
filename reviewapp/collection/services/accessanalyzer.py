"""IAM Access Analyzer: the analyzers of a region, and the findings that are open."""

from collections.abc import Iterator
from typing import Any

from ..bounded import first_pages
from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map

LIST = "access-analyzer:ListAnalyzers"
PAGES = 10
KEPT = ("id", "resource", "resourceType", "findingType", "createdAt", "updatedAt", "status")


@collects("accessanalyzer.analyzer", call=LIST)
def analyzers(reader: Reader) -> Iterator[Item]:
    for analyzer in _analyzers(reader):
        tags = tag_map(analyzer.get("tags"))
        yield Item(analyzer["arn"], analyzer, name=analyzer["name"], tags=tags)


@collects("accessanalyzer.finding", call=LIST, actions=("access-analyzer:ListFindings",))
def findings(reader: Reader) -> Iterator[Item]:
    """What is open of this account: shared with outsiders, or granted and not used."""
    for analyzer in _analyzers(reader):
        if analyzer.get("status") != "ACTIVE":
            continue
        found = first_pages(
            reader,
            "list_findings_v2",
            "findings",
            pages=PAGES,
            analyzerArn=analyzer["arn"],
            filter={
                "status": {"eq": ["ACTIVE"]},
                "resourceOwnerAccount": {"eq": [reader.account]},
            },
            PaginationConfig={"PageSize": 100},
        )
        for finding, unread in found:
            yield _item(analyzer, finding, unread)


def _item(analyzer: dict[str, Any], finding: dict[str, Any], unread: dict[str, str]) -> Item:
    kept = {key: finding[key] for key in KEPT if key in finding}
    data = {**kept, "analyzerArn": analyzer["arn"], "analyzerType": analyzer.get("type")}
    name = finding.get("resource") or finding["id"]
    return Item(f"{analyzer['arn']}/finding/{finding['id']}", data, name=name, unread=unread)


def _analyzers(reader: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.once(
        "analyzers", lambda: list(reader.pages("list_analyzers", "analyzers"))
    )
    return found
