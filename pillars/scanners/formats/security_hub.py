"""AWS Security Hub: the AWS Security Finding Format (ASFF), schema version 2018-10-08.

As `aws securityhub get-findings` prints it, as a list, as JSON lines, or as EventBridge events.
Source: "AWS Security Finding Format (ASFF)", AWS Security Hub user guide. Prowler writes the
same format; its findings stay Prowler's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import (
    REASON,
    RESOURCE,
    account,
    first,
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
    "PASSED": Verdict.PASS,
    "FAILED": Verdict.FAIL,
    "WARNING": Verdict.UNKNOWN,
    "NOT_AVAILABLE": Verdict.UNKNOWN,
}
MAX_RESOURCES: Final = 20
# Not `PCI.S3.1`: the numbers of that standard are others than those of the controls.
_CONTROL: Final = re.compile(r"(?:^|/)([A-Za-z][A-Za-z0-9]*\.[0-9]+)$")
_RECOGNISED: Final = has("SchemaVersion", "ProductArn")


def finding(item: Mapping[str, Any]) -> Iterable[Imported]:
    """One ASFF finding, as often as it names resources."""
    if text(item.get("RecordState")).upper() == "ARCHIVED":
        raise LeftOut("archived, so it tells how things were")
    rule = rule_of(item)
    if not rule:
        raise Refused("It names no control: SecurityControlId and GeneratorId are empty.")
    verdict, reason = _verdict(item)
    resources = records(item.get("Resources"))[:MAX_RESOURCES] or [{}]
    return [_imported(item, rule, verdict, reason, each) for each in resources]


def rule_of(item: Mapping[str, Any]) -> str:
    """`S3.8` for a control of Security Hub, else product and kind: `GuardDuty/Recon:EC2/…`."""
    said = text(record(item.get("Compliance")).get("SecurityControlId"))
    generator = text(item.get("GeneratorId"))
    if said or not generator:
        return said
    if product_of(item) == "prowler":
        return generator.removeprefix("prowler-")
    if text(item.get("ProductArn")).endswith("product/aws/securityhub") or not product_of(item):
        control = _CONTROL.search(generator)
        return control.group(1) if control else generator
    return f"{text(item.get('ProductName'))}/{text(_kind(item)) or generator}"[:200]


def product_of(item: Mapping[str, Any]) -> str:
    return text(item.get("ProductName")).lower()


def _kind(item: Mapping[str, Any]) -> object:
    kinds = item.get("Types")
    return kinds[0] if isinstance(kinds, list) and kinds else ""


def _verdict(item: Mapping[str, Any]) -> tuple[Verdict, str]:
    compliance = record(item.get("Compliance"))
    said = text(item.get("Description"), REASON) or text(item.get("Title"), REASON)
    if text(record(item.get("Workflow")).get("Status")).upper() == "SUPPRESSED":
        return Verdict.UNKNOWN, f"Suppressed in Security Hub. {said}"[:REASON]
    status = text(compliance.get("Status")).upper()
    if not status:
        return Verdict.FAIL, said
    if status not in VERDICTS:
        raise Refused(f"Compliance.Status is “{status[:40]}”, which the format does not have.")
    why = text(first(compliance.get("StatusReasons")).get("Description"), REASON)
    return VERDICTS[status], why or said


def _imported(
    item: Mapping[str, Any], rule: str, verdict: Verdict, reason: str, resource: Mapping[str, Any]
) -> Imported:
    arn = text(resource.get("Id"), RESOURCE).removeprefix("AWS::::Account:")
    advice = record(record(item.get("Remediation")).get("Recommendation"))
    level = record(item.get("Severity"))
    return Imported(
        rule=rule,
        title=text(item.get("Title")) or rule,
        verdict=verdict,
        # A control that passes is INFORMATIONAL; its own severity is what stood before.
        severity=severity(level.get("Original") or level.get("Label")),
        resource=arn,
        name=name_of(arn),
        account=account(item.get("AwsAccountId"), arn),
        region=region(resource.get("Region"), item.get("Region"), arn),
        reason=reason,
        at=when(item.get("UpdatedAt") or item.get("LastObservedAt") or item.get("CreatedAt")),
        url=link(advice.get("Url") or item.get("SourceUrl")),
        remediation=text(advice.get("Text"), REASON),
    )


def _read(document: Document) -> Iterator[Imported | Message]:
    return each_record(document, finding, *KEYS)


def _of_prowler(document: Document) -> bool:
    seen = [each for each in some(document, *KEYS) if _RECOGNISED(each)]
    return bool(seen) and all(product_of(each) == "prowler" for each in seen)


def _of_hub(document: Document) -> bool:
    seen = [each for each in some(document, *KEYS) if _RECOGNISED(each)]
    return bool(seen) and not _of_prowler(document)


KEYS: Final = ("Findings", "findings")
FORMATS: Final = (
    Format(Tool.PROWLER, "ASFF written by Prowler", _of_prowler, _read),
    Format(Tool.SECURITY_HUB, "Security Hub findings (ASFF)", _of_hub, _read),
)
