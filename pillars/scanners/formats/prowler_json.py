"""The JSON that Prowler 3 wrote of its own, before it took to OCSF.

Source: Prowler 3's description of its JSON output. It holds what the CSV of that version holds,
under other names, and is judged as that.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import record, some
from . import prowler_csv
from .shape import Format, each_record, has

NAMES: Final = {
    "Provider": "provider",
    "CheckID": "check_id",
    "CheckTitle": "check_title",
    "Status": "status",
    "StatusExtended": "status_extended",
    "Severity": "severity",
    "ResourceArn": "resource_arn",
    "ResourceId": "resource_id",
    "AccountId": "account_id",
    "Region": "region",
    "AssessmentStartTime": "assessment_start_time",
    "RelatedUrl": "related_url",
}
_IS: Final = has("CheckID", "CheckTitle", "Status")


def finding(item: Mapping[str, Any]) -> Iterable[Imported]:
    advice = record(record(item.get("Remediation")).get("Recommendation"))
    row = {name: item.get(key) for key, name in NAMES.items()}
    row["remediation_recommendation_text"] = advice.get("Text")
    row["remediation_recommendation_url"] = advice.get("Url")
    return prowler_csv.finding(row)


def _recognises(document: Document) -> bool:
    return any(_IS(each) for each in some(document))


def _read(document: Document) -> Iterator[Imported | Message]:
    return each_record(document, finding)


FORMATS: Final = (Format(Tool.PROWLER, "Prowler 3 JSON", _recognises, _read),)
