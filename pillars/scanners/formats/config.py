"""AWS Config: which resources comply with which rule.

As `aws configservice` prints it: get-compliance-details-by-config-rule,
get-compliance-details-by-resource, the same of an aggregator and of a conformance pack,
describe-compliance-by-config-rule and its aggregate; and the events of changed compliance.
Source: AWS Config API reference.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Severity, Verdict

from ..decoding import Document
from ..model import Imported, Message, Tool
from ..values import REASON, RESOURCE, account, name_of, record, region, some, text, titled, when
from .shape import Format, LeftOut, Refused, each_record

DETAILS: Final = (
    "EvaluationResults",
    "AggregateEvaluationResults",
    "ConformancePackRuleEvaluationResults",
)
SUMMARIES: Final = ("ComplianceByConfigRules", "AggregateComplianceByConfigRules")
# They name no rule: each is refused with what to export instead.
NAMELESS: Final = ("ComplianceByResources", "configurationItems")
KEYS: Final = (*DETAILS, *SUMMARIES, *NAMELESS)
NEW: Final = "newEvaluationResult"
VERDICTS: Final = {
    "COMPLIANT": Verdict.PASS,
    "NON_COMPLIANT": Verdict.FAIL,
    "INSUFFICIENT_DATA": Verdict.UNKNOWN,
}
WORDS: Final = {
    Verdict.PASS: "Complies with the rule.",
    Verdict.FAIL: "Does not comply with the rule.",
    Verdict.UNKNOWN: "AWS Config has too little data for this rule.",
}
# What services and conformance packs add to the name of the managed rule that they put in.
_ADDED_BEFORE: Final = re.compile(r"^(securityhub|OrgConfigRule|operational)-", re.IGNORECASE)
_ADDED_AFTER: Final = re.compile(r"(-conformance-pack)?-[0-9a-z]{6,9}$")


def rule_of(name: str) -> str:
    """The managed rule behind a rule's name, in small letters with dashes.

    `securityhub-s3-bucket-versioning-enabled-1a2b3c4d` and `S3_BUCKET_VERSIONING_ENABLED` are
    both `s3-bucket-versioning-enabled`. A file does not tell whose a rule is; one that is called
    like a managed rule is taken for it.
    """
    plain = name.strip()
    if _ADDED_BEFORE.match(plain) or "-conformance-pack-" in plain:
        plain = _ADDED_AFTER.sub("", _ADDED_BEFORE.sub("", plain))
    return plain.lower().replace("_", "-")[:200]


def finding(item: Mapping[str, Any]) -> Iterable[Imported]:
    """One evaluation of a rule, of a resource or as a whole."""
    subject = record(
        record(item.get("EvaluationResultIdentifier")).get("EvaluationResultQualifier")
    )
    name = text(subject.get("ConfigRuleName") or item.get("ConfigRuleName"))
    if not name:
        raise Refused(
            "It names no rule. Export get-compliance-details-by-config-rule or "
            "describe-compliance-by-config-rule instead."
        )
    compliance = record(item.get("Compliance"))
    verdict = _verdict(item.get("ComplianceType") or compliance.get("ComplianceType"))
    resource = text(subject.get("ResourceId"), RESOURCE)
    yield Imported(
        rule=rule_of(name),
        title=f"AWS Config rule {name}",
        verdict=verdict,
        severity=Severity.MEDIUM,
        resource=resource,
        name=name_of(resource),
        account=account(item.get("AccountId"), resource),
        region=region(item.get("AwsRegion"), resource),
        reason=text(item.get("Annotation"), REASON) or WORDS[verdict],
        at=when(item.get("ResultRecordedTime") or item.get("ConfigRuleInvokedTime")),
    )


def _verdict(said: object) -> Verdict:
    word = text(said).upper()
    if word == "NOT_APPLICABLE":
        raise LeftOut("not applicable, so the rule says nothing of it")
    if word not in VERDICTS:
        raise Refused(f"ComplianceType is “{word[:40]}”, which AWS Config does not have.")
    return VERDICTS[word]


def _told(page: Any) -> Any:
    """The new result of an event of changed compliance; anything else as it is."""
    event = record(page)
    if NEW not in event:
        return page
    place = {"AccountId": event.get("awsAccountId"), "AwsRegion": event.get("awsRegion")}
    return {**record(titled(event.get(NEW))), **place}


def _recognises(document: Document) -> bool:
    pages = document if isinstance(document, list) else [document]
    return any(key in record(page) for page in pages[:20] for key in KEYS) or any(
        "EvaluationResultIdentifier" in each or NEW in each for each in some(document)
    )


def _read(document: Document) -> Iterator[Imported | Message]:
    pages = document if isinstance(document, list) else [document]
    return each_record([_told(page) for page in pages], finding, *KEYS, noun="result")


FORMATS: Final = (Format(Tool.CONFIG, "AWS Config compliance", _recognises, _read),)
