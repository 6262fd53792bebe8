"""Prowler's CSV: cells parted by semicolons, names of columns as in its versions 3, 4 and 5.

Source: Prowler's description of its CSV output. Version 4 renamed ACCOUNT_ID to ACCOUNT_UID,
RESOURCE_ARN to RESOURCE_UID and ASSESSMENT_START_TIME to TIMESTAMP, and added MUTED.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pillars.checking import Verdict

from ..decoding import Document, Table
from ..model import Imported, Message, Tool
from ..values import REASON, RESOURCE, account, link, name_of, region, severity, text, when
from .shape import Format, Refused, each_row

VERDICTS: Final = {
    "PASS": Verdict.PASS,
    "FAIL": Verdict.FAIL,
    "MANUAL": Verdict.UNKNOWN,
    "INFO": Verdict.UNKNOWN,
    "WARNING": Verdict.UNKNOWN,
}
NEEDED: Final = {"check_id", "status", "check_title"}


def finding(row: Mapping[str, Any]) -> Iterable[Imported]:
    provider = text(row.get("provider")).lower()
    if provider and provider != "aws":
        raise Refused(f"It is about {provider[:40]}; only findings about AWS are taken.")
    rule = text(row["check_id"], 200)
    if not rule:
        raise Refused("CHECK_ID is empty, so nobody can tell what was looked for.")
    verdict, reason = _verdict(row)
    arn = text(row.get("resource_uid") or row.get("resource_arn"), RESOURCE)
    arn = arn or text(row.get("resource_id"), RESOURCE)
    yield Imported(
        rule=rule,
        title=text(row["check_title"]) or rule,
        verdict=verdict,
        severity=severity(row.get("severity")),
        resource=arn,
        name=text(row.get("resource_name") or row.get("resource_id")) or name_of(arn),
        account=account(row.get("account_uid"), row.get("account_id"), arn),
        region=region(row.get("region"), arn),
        reason=reason,
        at=when(row.get("timestamp") or row.get("assessment_start_time")),
        url=link(row.get("remediation_recommendation_url")) or link(row.get("related_url")),
        remediation=text(row.get("remediation_recommendation_text"), REASON),
    )


def _verdict(row: Mapping[str, Any]) -> tuple[Verdict, str]:
    word = text(row["status"]).upper()
    said = text(row.get("status_extended"), REASON)
    if word not in VERDICTS:
        raise Refused(f"STATUS is “{word[:40]}”; PASS, FAIL and MANUAL are known.")
    if text(row.get("muted")).lower() == "true":
        return Verdict.UNKNOWN, f"Muted in Prowler itself. {said}"[:REASON]
    return VERDICTS[word], said


def _by_requirement(_row: Mapping[str, Any]) -> Iterable[Imported]:
    raise Refused(
        "This is a compliance report of Prowler, which tells each finding once for every "
        "requirement. Import the CSV or JSON-OCSF file that stands beside its folder."
    )


def _is_compliance(document: Document) -> bool:
    return isinstance(document, Table) and set(document.columns) >= {"checkid", "requirements_id"}


def _recognises(document: Document) -> bool:
    return isinstance(document, Table) and set(document.columns) >= NEEDED


def _read(document: Document) -> Iterator[Imported | Message]:
    return each_row(document, finding)


def _version(document: Document) -> str:
    row = next((row for _line, row in document.rows()), None) or {}
    return text(row.get("prowler_version"), 40)


FORMATS: Final = (
    Format(Tool.PROWLER, "Prowler CSV", _recognises, _read, _version),
    Format(
        Tool.PROWLER,
        "Prowler compliance report",
        _is_compliance,
        lambda document: each_row(document, _by_requirement),
    ),
)
