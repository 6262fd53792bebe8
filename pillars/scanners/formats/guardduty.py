"""Amazon GuardDuty, as `aws guardduty get-findings` prints it, as its events tell it and as it
is exported to S3 (JSON lines).

Source: GuardDuty API reference. A rule is the finding's type
(`UnauthorizedAccess:EC2/SSHBruteForce`). GuardDuty tells what it saw and never that nothing was
there, so that nothing of it passes.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Severity, Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import REASON, account, first, number, record, region, some, text, titled, when
from .shape import Format, LeftOut, Refused, each_record, has

_IS: Final = has("Type", "Service", "Severity", "AccountId")


def finding(said: Mapping[str, Any]) -> Iterable[Imported]:
    # The API begins its fields with large letters, exports and events with small ones.
    item = titled(said)
    service = record(item.get("Service"))
    if service.get("Archived") is True:
        raise LeftOut("archived in GuardDuty")
    rule = text(item.get("Type"), 200)
    if not rule:
        raise Refused("Type is empty, so nobody can tell what was seen.")
    about = record(item.get("Resource"))
    resource, name = _resource(about)
    arn = text(item.get("Arn"))
    yield Imported(
        rule=rule,
        title=text(item.get("Title")) or rule,
        verdict=Verdict.FAIL,
        severity=_severity(item.get("Severity")),
        resource=resource or name,
        name=name,
        account=account(item.get("AccountId"), arn),
        region=region(item.get("Region"), arn),
        reason=text(item.get("Description"), REASON),
        at=when(service.get("EventLastSeen") or item.get("UpdatedAt") or item.get("CreatedAt")),
    )


def _severity(said: object) -> Severity:
    """Its own bounds: low below 4, high from 7 on."""
    score = number(said)
    if score is None:
        return Severity.MEDIUM
    if score >= 7:
        return Severity.HIGH
    return Severity.MEDIUM if score >= 4 else Severity.LOW


def _resource(about: Mapping[str, Any]) -> tuple[str, str]:
    """ARN and name of what the finding is about, by the first details that are there."""
    bucket = first(about.get("S3BucketDetails"))
    if bucket:
        return text(bucket.get("Arn"), 2048), text(bucket.get("Name"))
    named = (
        ("EksClusterDetails", "Arn", "Name"),
        ("EcsClusterDetails", "Arn", "Name"),
        ("LambdaDetails", "FunctionArn", "FunctionName"),
        ("RdsDbInstanceDetails", "DbInstanceArn", "DbInstanceIdentifier"),
        ("InstanceDetails", "", "InstanceId"),
        ("AccessKeyDetails", "", "UserName"),
    )
    for part, arn, name in named:
        if details := record(about.get(part)):
            return text(details.get(arn), 2048), text(details.get(name))
    return "", text(about.get("ResourceType"))


def _recognises(document: Document) -> bool:
    return any(_IS(titled(each)) for each in some(document, "Findings"))


def _read(document: Document) -> Iterator[Imported | Message]:
    return each_record(document, finding, "Findings")


FORMATS: Final = (Format(Tool.GUARDDUTY, "GuardDuty findings", _recognises, _read),)
