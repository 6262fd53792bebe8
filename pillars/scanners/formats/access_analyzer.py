"""IAM Access Analyzer, as `aws accessanalyzer list-findings` and list-findings-v2 print it, and
as its events tell it.

Source: Access Analyzer API reference. A rule is the finding's type (`ExternalAccess`,
`UnusedPermission`, …), with `/Public` behind it where anybody at all has access.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Severity, Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import RESOURCE, account, name_of, record, region, some, text, when
from .shape import Format, LeftOut, Refused, each_record, has

VERDICTS: Final = {
    "ACTIVE": Verdict.FAIL,
    "ARCHIVED": Verdict.UNKNOWN,
    "RESOLVED": Verdict.PASS,
}
TITLES: Final = {
    "ExternalAccess": "Access from outside the zone of trust",
    "ExternalAccess/Public": "Access for everybody",
    "InternalAccess": "Access from within the organisation",
    "UnusedIAMRole": "Role that is not used",
    "UnusedIAMUserAccessKey": "Access key that is not used",
    "UnusedIAMUserPassword": "Password that is not used",
    "UnusedPermission": "Permissions that are not used",
}
WORDS: Final = {
    Verdict.FAIL: "is active",
    Verdict.UNKNOWN: "was archived in Access Analyzer, as meant",
    Verdict.PASS: "is resolved",
}
_IS: Final = has("id", "resourceType", "resourceOwnerAccount", "status")
_IS_EVENT: Final = has("id", "resourceType", "accountId", "status", "isDeleted")


def finding(item: Mapping[str, Any]) -> Iterable[Imported]:
    status = text(item.get("status")).upper()
    if status not in VERDICTS:
        raise Refused(f"status is “{status[:40]}”, which Access Analyzer does not have.")
    if item.get("isDeleted") is True:
        raise LeftOut("of something that was deleted")
    rule = text(item.get("findingType"), 100) or "ExternalAccess"
    rule = f"{rule}/Public" if item.get("isPublic") is True else rule
    verdict, title = VERDICTS[status], TITLES.get(rule, rule)
    resource = text(item.get("resource"), RESOURCE)
    yield Imported(
        rule=rule,
        title=title,
        verdict=verdict,
        severity=Severity.HIGH if rule.startswith("ExternalAccess") else Severity.MEDIUM,
        resource=resource,
        name=name_of(resource),
        account=account(item.get("resourceOwnerAccount"), item.get("accountId"), resource),
        region=region(resource, item.get("region")),
        reason=f"{title}{_whom(item)} {WORDS[verdict]}.",
        at=when(item.get("analyzedAt") or item.get("updatedAt")),
    )


def _whom(item: Mapping[str, Any]) -> str:
    told = [text(who, 200) for who in record(item.get("principal")).values()]
    shown = ", ".join(who for who in told[:3] if who)
    return f" ({shown})" if shown else ""


def _recognises(document: Document) -> bool:
    return any(_IS(each) or _IS_EVENT(each) for each in some(document, "findings"))


def _read(document: Document) -> Iterator[Imported | Message]:
    return each_record(document, finding, "findings")


FORMATS: Final = (Format(Tool.ACCESS_ANALYZER, "Access Analyzer findings", _recognises, _read),)
