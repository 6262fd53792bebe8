"""GuardDuty: the detector of a region, what it watches, and how much it found."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map

# From here on GuardDuty itself calls a finding high.
HIGH = 7
MOST_TYPES = 100


@collects("guardduty.detector", call="guardduty:ListDetectors", actions=("guardduty:GetDetector",))
def detectors(reader: Reader) -> Iterator[Item]:
    for detector_id in _detectors(reader):
        detector = reader.call("get_detector", DetectorId=detector_id)
        arn = reader.arn("guardduty", f"detector/{detector_id}")
        data = {"DetectorId": detector_id, **detector}
        yield Item(arn, data, name=detector_id, tags=tag_map(detector.get("Tags")))


@collects(
    "guardduty.finding_summary",
    call="guardduty:ListDetectors",
    actions=("guardduty:GetFindingsStatistics",),
)
def finding_summaries(reader: Reader) -> Iterator[Item]:
    """One item per detector: `Severities` and the types of high findings, each with its number.

    Counts alone are asked for: a finding itself names people, addresses and sessions.
    """
    for detector_id in _detectors(reader):
        more = reader.aspects({"DetectorId": detector_id})
        count = partial(more.read, operation="get_findings_statistics", pick="FindingStatistics")
        count(
            "Severities",
            DetectorId=detector_id,
            GroupBy="SEVERITY",
            FindingCriteria=_open(reader.account),
        )
        more.change("Severities", partial(_counts, group="GroupedBySeverity", by="Severity"))
        count(
            "HighTypes",
            DetectorId=detector_id,
            GroupBy="FINDING_TYPE",
            MaxResults=MOST_TYPES,
            FindingCriteria=_open(reader.account, severity={"GreaterThanOrEqual": HIGH}),
        )
        more.change("HighTypes", partial(_counts, group="GroupedByFindingType", by="FindingType"))
        arn = reader.arn("guardduty", f"detector/{detector_id}")
        yield Item(arn, more.data, name=detector_id, unread=more.unread)


def _detectors(reader: Reader) -> list[str]:
    found: list[str] = reader.once(
        "detectors", lambda: list(reader.pages("list_detectors", "DetectorIds"))
    )
    return found


def _open(account: str, **further: Any) -> dict[str, Any]:
    """What nobody archived, of this account alone: an administrator's sees its members too."""
    mine = {"service.archived": {"Equals": ["false"]}, "accountId": {"Equals": [account]}}
    return {"Criterion": mine | further}


def _counts(found: dict[str, Any], group: str, by: str) -> list[dict[str, Any]]:
    groups = found.get(group) or ()
    return [
        {by: each[by], "Count": each["TotalFindings"], "Last": each.get("LastGeneratedAt")}
        for each in groups
    ]
