"""OCSF findings (Open Cybersecurity Schema Framework), as Security Hub and Prowler write them.

Classes 2003 Compliance Finding, 2004 Detection Finding and 2002 Vulnerability Finding, versions
1.1 to 1.6, and the class 2001 of 1.0 that Prowler 3 wrote. Sources: schema.ocsf.io; "OCSF findings
in Security Hub", AWS user guide; Prowler's own description of its JSON-OCSF output. Prowler keeps
the check's id in `metadata.event_code` and the verdict in `status_code`; Security Hub keeps a
control's id and verdict in `compliance`.
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
    number,
    record,
    records,
    region,
    severity,
    some,
    text,
    when,
)
from .security_hub import KEYS, MAX_RESOURCES
from .shape import Format, LeftOut, Refused, each_record, has

VERDICTS: Final = {
    "pass": Verdict.PASS,
    "passed": Verdict.PASS,
    "success": Verdict.PASS,
    "fail": Verdict.FAIL,
    "failed": Verdict.FAIL,
    "failure": Verdict.FAIL,
    "warning": Verdict.UNKNOWN,
    "manual": Verdict.UNKNOWN,
    "unknown": Verdict.UNKNOWN,
    "other": Verdict.UNKNOWN,
    "info": Verdict.UNKNOWN,
    "not_available": Verdict.UNKNOWN,
}
SUPPRESSED: Final = 3
OVER: Final = {5: "archived", 6: "deleted"}  # values of status_id
CLOSED: Final = 3
_NOW: Final = has("finding_info", "metadata")
_BEFORE: Final = has("finding", "metadata", "class_uid")


def finding(item: Mapping[str, Any]) -> Iterable[Imported]:
    """One OCSF finding, as often as it names resources."""
    provider = text(record(item.get("cloud")).get("provider")).lower()
    if provider and provider != "aws":
        raise Refused(f"It is about {provider[:40]}; only findings about AWS are taken.")
    if item.get("activity_id") == CLOSED:
        raise LeftOut("closed, so it tells how things were")
    if state := OVER.get(int(number(item.get("status_id")) or 0)):
        raise LeftOut(f"{state}, so it tells how things were")
    rule = _rule(item)
    if not rule:
        raise Refused("It names no check: metadata.event_code and compliance.control are empty.")
    verdict, reason = _verdict(item)
    resources = records(item.get("resources"))[:MAX_RESOURCES] or [record(item.get("resource"))]
    return [_imported(item, rule, verdict, reason, each) for each in resources]


def _rule(item: Mapping[str, Any]) -> str:
    about = record(item.get("metadata"))
    code = text(about.get("event_code"))
    code = code or text(record(record(about.get("product")).get("feature")).get("uid"))
    if code and product_of(item) == "prowler":
        return code
    control = text(record(item.get("compliance")).get("control"))
    if control:
        return control
    about = _about(item)
    kinds = about.get("types")
    kind = text(kinds[0]) if isinstance(kinds, list) and kinds else ""
    kind = kind or text(record(about.get("analytic")).get("name")) or code
    return f"{product_of(item, plain=True)}/{kind}"[:200] if kind else ""


def _about(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return record(item.get("finding_info") or item.get("finding"))


def product_of(item: Mapping[str, Any], *, plain: bool = False) -> str:
    name = text(record(record(item.get("metadata")).get("product")).get("name"))
    return name if plain else name.lower()


def _verdict(item: Mapping[str, Any]) -> tuple[Verdict, str]:
    about = _about(item)
    said = text(item.get("status_detail") or item.get("message"), REASON)
    said = said or text(about.get("desc"), REASON) or text(about.get("title"), REASON)
    if item.get("status_id") == SUPPRESSED or item.get("state") == "Suppressed":
        return Verdict.UNKNOWN, f"Muted in the tool itself. {said}"[:REASON]
    word = item.get("status_code") if product_of(item) == "prowler" else ""
    word = text(word or record(item.get("compliance")).get("status")).lower()
    if not word:
        return Verdict.FAIL, said
    if word not in VERDICTS:
        raise Refused(f"Its verdict is “{word[:40]}”, which the format does not have.")
    return VERDICTS[word], said


def _imported(
    item: Mapping[str, Any], rule: str, verdict: Verdict, reason: str, resource: Mapping[str, Any]
) -> Imported:
    about, cloud = _about(item), record(item.get("cloud"))
    advice = record(item.get("remediation") or about.get("remediation"))
    arn = text(resource.get("uid"), RESOURCE)
    owner = record(record(resource.get("owner")).get("account")).get("uid")
    return Imported(
        rule=rule,
        title=text(about.get("title")) or rule,
        verdict=verdict,
        severity=severity(item.get("severity")),
        resource=arn,
        name=text(resource.get("name")) or name_of(arn),
        account=account(owner, record(cloud.get("account")).get("uid"), arn),
        region=region(resource.get("region"), cloud.get("region"), arn),
        reason=reason,
        at=_at(item, about),
        url=_link(item, advice),
        remediation=text(advice.get("desc"), REASON),
    )


def _at(item: Mapping[str, Any], about: Mapping[str, Any]) -> Any:
    # Seconds before words: Prowler writes words in its own machine's time, without an offset.
    names = ("modified_time", "modified_time_dt", "time", "time_dt", "created_time")
    found = (when(place.get(name)) for name in names for place in (about, item))
    return next((each for each in found if each), None)


def _link(item: Mapping[str, Any], advice: Mapping[str, Any]) -> str:
    pages = advice.get("references") or advice.get("kb_articles")
    found = [link(each) for each in pages[:10]] if isinstance(pages, list) else []
    other = link(record(item.get("unmapped")).get("related_url"))
    return next((each for each in (*found, other) if each), "")


def _read(document: Document) -> Iterator[Imported | Message]:
    return each_record(document, finding, *KEYS)


def _seen(document: Document) -> list[Mapping[str, Any]]:
    return [each for each in some(document, *KEYS) if _NOW(each) or _BEFORE(each)]


def _of_prowler(document: Document) -> bool:
    seen = _seen(document)
    return bool(seen) and all(product_of(each) == "prowler" for each in seen)


def _of_hub(document: Document) -> bool:
    return bool(_seen(document)) and not _of_prowler(document)


def _version(document: Document) -> str:
    seen = _seen(document)
    product = record(record(seen[0].get("metadata")).get("product")) if seen else {}
    return text(product.get("version"), 40)


FORMATS: Final = (
    Format(Tool.PROWLER, "Prowler JSON-OCSF", _of_prowler, _read, _version),
    Format(Tool.SECURITY_HUB, "Security Hub findings (OCSF)", _of_hub, _read, _version),
)
