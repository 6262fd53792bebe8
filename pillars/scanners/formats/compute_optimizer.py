"""AWS Compute Optimizer: recommendations as its API gives them, and its CSV exports.

As `aws compute-optimizer get-…-recommendations` prints them, and as export jobs write them.
Sources: Compute Optimizer API reference; "Exported files" in its user guide. A rule is the sort
of resource (`ec2-instance`, `idle/EBSVolume`); it passes where nothing is to be changed.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from pillars.checking import Severity, Verdict

from ..decoding import Document, Table
from ..model import Imported, Message, Tool
from ..values import RESOURCE, account, first, name_of, number, record, records, region, text, when
from .shape import Format, LeftOut, Refused, each_record, each_row

IDLE: Final = "idle"


class Sort(NamedTuple):
    """A sort of recommendation: where it stands, and what its parts are called."""

    rule: str
    label: str
    key: str
    arn: str = "resourceArn"
    options: str = "recommendationOptions"
    finding: str = "finding"


SORTS: Final = (
    Sort("ec2-instance", "EC2 instance", "instanceRecommendations", "instanceArn"),
    Sort(
        "auto-scaling-group",
        "Auto Scaling group",
        "autoScalingGroupRecommendations",
        "autoScalingGroupArn",
    ),
    Sort(
        "ebs-volume",
        "EBS volume",
        "volumeRecommendations",
        "volumeArn",
        "volumeRecommendationOptions",
    ),
    Sort(
        "lambda-function",
        "Lambda function",
        "lambdaFunctionRecommendations",
        "functionArn",
        "memorySizeRecommendationOptions",
    ),
    Sort(
        "ecs-service",
        "ECS service",
        "ecsServiceRecommendations",
        "serviceArn",
        "serviceRecommendationOptions",
    ),
    Sort(
        "rds-instance",
        "RDS database",
        "rdsDBRecommendations",
        options="instanceRecommendationOptions",
        finding="instanceFinding",
    ),
    Sort(
        "rds-storage",
        "Storage of an RDS database",
        "rdsDBRecommendations",
        options="storageRecommendationOptions",
        finding="storageFinding",
    ),
    Sort(IDLE, "Resource", "idleRecommendations", options=""),
    Sort("license", "License", "licenseRecommendations", options="licenseRecommendationOptions"),
)
VERDICTS: Final = {"optimized": Verdict.PASS, "unavailable": Verdict.UNKNOWN}
AGAINST: Final = {
    "underprovisioned": "has less than its load asks for",
    "overprovisioned": "has more than its load asks for",
    "notoptimized": "could be of a better size or type",
    "idle": "is idle",
    "unattached": "is attached to nothing",
    "unused": "is not used",
}
OTHERWISE: Final = {
    Verdict.PASS: "has the size that its load asks for",
    Verdict.UNKNOWN: "has too few metrics to be judged",
}
# By the column that holds the resource; the export of one sort has one of them.
_COLUMNS: Final = {
    "instancearn": "ec2-instance",
    "autoscalinggrouparn": "auto-scaling-group",
    "volumearn": "ebs-volume",
    "functionarn": "lambda-function",
    "servicearn": "ecs-service",
}
_LABELS: Final = {sort.rule: sort.label for sort in SORTS}


def recommendation(item: Mapping[str, Any], sort: Sort) -> Iterable[Imported]:
    """One recommendation of the API."""
    arn = text(item.get(sort.arn), RESOURCE)
    if not arn:
        raise Refused(f"{sort.arn} is empty, so nobody can tell what it is about.")
    options = item.get(sort.options) if sort.options else None
    saving = _saving(first(options) if options else item)
    if sort.finding != "finding" and not item.get(sort.finding):
        raise LeftOut("without a finding of this sort")
    idle = sort.rule == IDLE
    yield _imported(
        f"{IDLE}/{text(item.get('resourceType'), 60)}" if idle else sort.rule,
        arn,
        item.get(sort.finding),
        account=account(item.get("accountId"), arn),
        at=when(item.get("lastRefreshTimestamp")),
        saving=saving,
    )


def _saving(option: Mapping[str, Any]) -> str:
    chance = record(option.get("savingsOpportunity"))
    money = record(chance.get("estimatedMonthlySavings"))
    return _money(text(money.get("value"), 20), text(money.get("currency"), 10))


def _money(value: str, currency: str) -> str:
    amount = number(value)
    return f" It would save about {amount:,.2f} {currency or 'USD'} a month." if amount else ""


def _imported(rule: str, arn: str, said: object, *, saving: str, **rest: Any) -> Imported:
    word = text(said).lower().replace("_", "").replace(" ", "").replace("-", "")
    if word not in VERDICTS and word not in AGAINST:
        raise Refused(f"The finding is “{text(said, 40)}”, which Compute Optimizer does not have.")
    verdict = VERDICTS.get(word, Verdict.FAIL)
    words = AGAINST.get(word) or OTHERWISE[verdict]
    name = name_of(arn.removesuffix(":$LATEST"))
    return Imported(
        rule=rule,
        title=f"{_LABELS[rule.partition('/')[0]]} fits its load",
        verdict=verdict,
        severity=Severity.MEDIUM if word == "underprovisioned" else Severity.LOW,
        resource=arn,
        name=name,
        region=region(arn),
        reason=f"{name} {words}.{saving}",
        **rest,
    )


def _row(row: Mapping[str, Any]) -> Iterable[Imported]:
    column = next((name for name in _COLUMNS if name in row), "resourcearn")
    arn = text(row.get(column), RESOURCE)
    failure = text(row.get("errormessage"))
    if failure or not arn:
        raise Refused(f"Compute Optimizer exported no recommendation: {failure or 'no ARN'}.")
    rule = _COLUMNS.get(column) or _rule_of_row(row)
    option = "recommendationoptions_1_estimatedmonthlysavings"
    saving = _money(text(row.get(f"{option}_value")), text(row.get(f"{option}_currency")))
    yield _imported(
        rule,
        arn,
        row.get("finding") or row.get("instancefinding"),
        account=account(row.get("accountid"), arn),
        at=when(row.get("lastrefreshtimestamp_utc") or row.get("lastrefreshtimestamp")),
        saving=saving,
    )


def _rule_of_row(row: Mapping[str, Any]) -> str:
    """Databases, idle resources and licences all stand in a column called resourceArn."""
    if "instancefinding" in row:
        return "rds-instance"
    kind = text(row.get("resourcetype"), 60)
    return f"{IDLE}/{kind}" if kind else "license"


def _read(document: Document) -> Iterator[Imported | Message]:
    for page in _pages(document):
        for sort in SORTS:
            if sort.key in page:
                yield from _of_sort(page, sort)
        for failed in records(page.get("errors")):
            place = text(failed.get("identifier")) or "errors"
            yield Message(
                place, f"Compute Optimizer could not judge it: {text(failed.get('message'))}"
            )


def _of_sort(page: Mapping[str, Any], sort: Sort) -> Iterator[Imported | Message]:
    listed = page[sort.key]
    return each_record(
        listed if isinstance(listed, list) else [],
        lambda item: recommendation(item, sort),
        noun=f"{sort.rule} recommendation",
    )


def _pages(document: Document) -> list[Mapping[str, Any]]:
    return records(document) if isinstance(document, list) else [record(document)]


def _recognises(document: Document) -> bool:
    return any(sort.key in page for page in _pages(document)[:20] for sort in SORTS)


def _is_export(document: Document) -> bool:
    if not isinstance(document, Table):
        return False
    columns = set(document.columns)
    named = columns & {*_COLUMNS, "resourcearn"}
    return bool(named) and bool(columns & {"finding", "instancefinding"})


def _rows(document: Any) -> Iterator[Imported | Message]:
    return each_row(document, _row)


FORMATS: Final = (
    Format(Tool.COMPUTE_OPTIMIZER, "Compute Optimizer recommendations", _recognises, _read),
    Format(Tool.COMPUTE_OPTIMIZER, "Compute Optimizer export (CSV)", _is_export, _rows),
)
