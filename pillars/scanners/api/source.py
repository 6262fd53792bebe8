"""From the facts of one tool to its report: what every tool's module has in common."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pillars.checking import Severity, Verdict
from pillars.facts import Reading, ReadState, Resource, Snapshot

from ..model import Imported, Message, Report, Tool
from ..values import TITLE, link, name_of, text, when

# The aspect under which a collector says that AWS had more than it read.
FURTHER = "Further"

Convert = Callable[[Snapshot], Iterable[Imported]]


@dataclass(frozen=True, slots=True)
class Source:
    """A tool, the kinds of facts that hold what it said, and how they become findings.

    `kinds[0]` is the one without which the tool said nothing.
    """

    tool: Tool
    kinds: tuple[str, ...]
    convert: Convert


def read(source: Source, snapshot: Snapshot) -> Report | None:
    """The report of a tool; None where its first kind was read nowhere."""
    if not any(r.state is ReadState.READ for r in snapshot.readings_of(source.kinds[0])):
        return None
    gaps = [gap for kind in source.kinds for gap in snapshot.gaps(kind)]
    cut = [each for kind in source.kinds for each in snapshot.of(kind) if each.unread]
    messages = (*map(_from_gap, gaps), *_from_unread(cut))
    return Report(source.tool, "", tuple(source.convert(snapshot)), messages)


def finding(
    resource: Resource,
    *,
    rule: str,
    title: str,
    verdict: Verdict,
    severity: Severity,
    reason: str,
    about: str = "",
    at: datetime | None = None,
    url: str = "",
) -> Imported:
    """A finding in the place of its fact; `about` is its resource where that is another."""
    subject = about or resource.id
    return Imported(
        rule=rule,
        title=text(title),
        verdict=verdict,
        severity=severity,
        resource=subject,
        name=resource.name[:TITLE] if subject == resource.id else name_of(subject),
        account=resource.account,
        region=resource.region,
        reason=text(reason, 2000),
        at=at,
        url=link(url),
    )


def moved(found: Imported, region: str) -> Imported:
    """The same in the region that the tool names, where it speaks of all of them from one place."""
    return replace(found, region=region) if region else found


def latest(*values: Any) -> datetime | None:
    return max((moment for moment in map(when, values) if moment), default=None)


def _from_gap(gap: Reading) -> Message:
    why = gap.reason or gap.call
    return Message(
        f"account {gap.account}, {gap.region}", f"This was not read ({gap.state}): {why}"
    )


def _from_unread(resources: Iterable[Resource]) -> Iterator[Message]:
    """Each reason once for each place, however many resources have it."""
    told = {(each.account, each.region, why) for each in resources for why in each.unread.values()}
    for account, region, why in sorted(told):
        yield Message(f"account {account}, {region}", f"Some of this was not read: {why}")
