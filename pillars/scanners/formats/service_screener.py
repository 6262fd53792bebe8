"""Service Screener v2: `api-full.json` and `api-raw.json` of a run.

Source: the tool's own code that writes both. The full file keeps, for each service, `detail`
(region, resource, rule) of what fails only; the raw one keeps for each service, region and
resource every rule with 1 (passes) or -1 (fails) and a value. A rule is called
`<service>.<rule>`, as the tool's frameworks call it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pillars.checking import Verdict

from ..model import Imported, Message, Tool
from ..values import REASON, RESOURCE, TITLE, account, record, region, severity, text
from .shape import Format

ABOUT: Final = "__metadata"
VERDICTS: Final = {"1": Verdict.PASS, "-1": Verdict.FAIL}
WORDS: Final = {Verdict.PASS: "Passes", Verdict.FAIL: "Fails", Verdict.UNKNOWN: "Not known"}


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where one result stands in the file."""

    service: str
    region: str
    resource: str
    rule: str
    account: str

    def __str__(self) -> str:
        return f"{self.service}, {self.resource}, {self.rule}"[:200]

    def imported(self, *, title: str, verdict: Verdict, level: object, reason: str) -> Imported:
        return Imported(
            rule=f"{self.service}.{self.rule}"[:200],
            title=title[:TITLE],
            verdict=verdict,
            severity=severity(level),
            resource=text(self.resource, RESOURCE),
            name=text(self.resource.rsplit("::", maxsplit=1)[-1]),
            account=self.account or account(self.resource),
            region=region(self.region),
            reason=reason[:REASON],
        )


def _full(document: Any) -> Iterator[Imported | Message]:
    for service, held in _services(document):
        summary = record(held.get("summary"))
        for spot, said in _results(document, service, record(held.get("detail"))):
            if isinstance(said, dict):
                yield _failing(spot, said, record(summary.get(spot.rule)))
            else:
                yield Message(str(spot), "It says nothing of the rule. Run the tool again.")


def _failing(spot: _Spot, said: Mapping[str, Any], card: Mapping[str, Any]) -> Imported:
    title = text(said.get("shortDesc") or card.get("shortDesc")) or f"{spot.service} {spot.rule}"
    value = text(said.get("value"), REASON)
    return spot.imported(
        title=title,
        verdict=Verdict.FAIL,
        level=said.get("criticality") or card.get("criticality"),
        reason=f"{title}: {value}" if value else title,
    )


def _raw(document: Any) -> Iterator[Imported | Message]:
    for service, held in _services(document):
        # Later versions keep the results beside figures for charts.
        found = record(held.get("results")) if "results" in held else held
        for spot, said in _results(document, service, found):
            if isinstance(said, list) and said:
                yield _result(spot, said)
            else:
                yield Message(str(spot), "It is no pair of result and value. Run the tool again.")


def _result(spot: _Spot, said: list[Any]) -> Imported:
    verdict = VERDICTS.get(text(said[0]), Verdict.UNKNOWN)
    value = text(said[1], REASON) if len(said) > 1 else ""
    return spot.imported(
        title=f"{spot.service} {spot.rule}",
        verdict=verdict,
        level="medium",
        reason=f"{WORDS[verdict]}: {value}" if value else WORDS[verdict],
    )


def _services(document: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, held in document.items():
        if isinstance(held, dict) and not name.startswith(("__", "framework_", "customPage")):
            yield name, held


def _results(
    document: Any, service: str, regions: Mapping[str, Any]
) -> Iterator[tuple[_Spot, Any]]:
    owner = account(record(document.get(ABOUT)).get("accountId"))
    for place, resources in regions.items():
        for resource, rules in record(resources).items():
            for rule, said in record(rules).items():
                yield _Spot(service, place, resource, rule, owner), said


def _is_full(document: Any) -> bool:
    return isinstance(document, dict) and any(
        isinstance(held.get("detail"), dict) and "summary" in held
        for _name, held in _services(document)
    )


def _is_raw(document: Any) -> bool:
    if not isinstance(document, dict) or _is_full(document):
        return False
    held = [record(each.get("results")) or each for _name, each in _services(document)]
    return any(_is_result(said) for each in held for _spot, said in _results({}, "", each))


def _is_result(said: object) -> bool:
    return isinstance(said, list) and len(said) in (1, 2) and text(said[0]) in ("-1", "0", "1")


FORMATS: Final = (
    Format(Tool.SERVICE_SCREENER, "Service Screener api-full.json", _is_full, _full),
    Format(Tool.SERVICE_SCREENER, "Service Screener api-raw.json", _is_raw, _raw),
)
