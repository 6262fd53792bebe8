"""Amazon Inspector, as `aws inspector2 list-findings` prints it and its reports export it.

Source: Inspector API reference. A rule is `critical` or `high` for findings that grave, else
the finding's type (`PACKAGE_VULNERABILITY`, `NETWORK_REACHABILITY`, `CODE_VULNERABILITY`). A
closed finding is a fault that is gone: it says nothing of those that are open.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import (
    REASON,
    RESOURCE,
    account,
    link,
    name_of,
    record,
    records,
    region,
    severity,
    some,
    text,
    when,
)
from .shape import Format, LeftOut, Refused, each_record, has

VERDICTS: Final = {
    "ACTIVE": (Verdict.FAIL, ""),
    "SUPPRESSED": (Verdict.UNKNOWN, "Suppressed in Inspector. "),
}
GRAVE: Final = ("critical", "high")
MAX_RESOURCES: Final = 20
_IS: Final = has("findingArn", "awsAccountId", "severity")


def finding(item: Mapping[str, Any]) -> Iterable[Imported]:
    rule, status = _rule(item), text(item.get("status")).upper()
    if status == "CLOSED":
        raise LeftOut("closed, so it tells how things were")
    if not rule:
        raise Refused("type is empty, so nobody can tell what was found.")
    if status not in VERDICTS:
        raise Refused(f"status is “{status[:40]}”, which Inspector does not have.")
    for each in records(item.get("resources"))[:MAX_RESOURCES] or [{}]:
        yield _imported(item, rule, status, each)


def _rule(item: Mapping[str, Any]) -> str:
    level = text(item.get("severity")).lower()
    return level if level in GRAVE else text(item.get("type"), 200)


def _imported(
    item: Mapping[str, Any], rule: str, status: str, resource: Mapping[str, Any]
) -> Imported:
    verdict, words = VERDICTS[status]
    arn, advice = text(resource.get("id"), RESOURCE), record(item.get("remediation"))
    fault = record(item.get("packageVulnerabilityDetails"))
    recommended = record(advice.get("recommendation"))
    return Imported(
        rule=rule,
        title=text(item.get("title")) or rule,
        verdict=verdict,
        severity=severity(item.get("severity")),
        resource=arn,
        name=name_of(arn),
        account=account(item.get("awsAccountId"), arn),
        region=region(resource.get("region"), arn, item.get("findingArn")),
        reason=(words + text(item.get("description"), REASON))[:REASON],
        at=when(item.get("lastObservedAt") or item.get("updatedAt")),
        url=link(fault.get("sourceUrl")) or link(recommended.get("Url")),
        remediation=text(recommended.get("text"), REASON),
    )


def _recognises(document: Document) -> bool:
    return any(_IS(each) for each in some(document, "findings"))


def _read(document: Document) -> Iterator[Imported | Message]:
    return each_record(document, finding, "findings")


FORMATS: Final = (Format(Tool.INSPECTOR, "Inspector findings", _recognises, _read),)
