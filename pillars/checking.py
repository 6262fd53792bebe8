"""Declaring checks and running them over a snapshot.

A check is a pure function from a snapshot to results, declared with the kinds of facts it needs
and with what its results can show of each practice it speaks for:

refutes
    one failing resource is enough to say that the practice is not established;
proves
    with every reading complete and no failing resource, the practice is established (together
    with the other checks that prove it);
supports
    a pass is a hint only; a person decides.

What refutes may also be `silent` of a practice: then its pass is not even a hint.

A check handles only what was read. What was not read becomes an unknown result here, so that
no check can forget it, and an aspect that could not be read (`Unread`) turns the resource's
result into unknown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .facts import Reading, Resource, Snapshot, Unread
from .savings import Saving


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict, not a secret
    FAIL = "fail"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Result:
    """A verdict on one resource, or on an account and region where nothing exists to point at.

    `saving`: what a month would cost less if the resource did not fail, where that can be told.
    """

    verdict: Verdict
    reason: str
    account: str
    region: str
    resource: str = ""
    name: str = ""
    fact: int | None = None
    saving: Saving | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would make a failing resource pass; names are filled in (`pillars.remedies`).

    `cost` says what the change costs or saves by the list prices of us-east-1; empty where it
    cannot be known. `others`: what stands in its place for resources whose ARN holds a text.
    """

    console: str = ""
    cli: str = ""
    cloudformation: str = ""
    terraform: str = ""
    cost: str = ""
    others: tuple[tuple[str, "Remedy"], ...] = ()

    def of(self, arn: str) -> "Remedy":
        """The remedy for one resource: its lines; console and cost where they do not differ."""
        for part, other in self.others:
            if part in arn:
                return replace(
                    other, console=other.console or self.console, cost=other.cost or self.cost
                )
        return self


CheckFunction = Callable[[Snapshot], Iterable[Result]]
Judge = Callable[[Resource], Result]


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    title: str
    pillar: str
    severity: Severity
    needs: tuple[str, ...]
    passes: str
    function: CheckFunction = field(compare=False)
    refutes: tuple[str, ...] = ()
    proves: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    remedy: Remedy = field(default_factory=Remedy)
    url: str = ""
    references: tuple[str, ...] = ()

    @property
    def practices(self) -> frozenset[str]:
        """All that it speaks for, in whichever way."""
        return frozenset((*self.refutes, *self.proves, *self.supports))

    def speaks_for(self, key: str) -> bool:
        return key in self.practices


@dataclass(frozen=True)
class Outcome:
    """All that one check said of one snapshot: how often, and what it said first.

    Every gap in what the check needs is among what is unknown. Failing results that somebody
    suppressed are counted apart (`suppressed`) and in no verdict.
    """

    check: Check
    counts: Mapping[Verdict, int]
    first: Mapping[Verdict, str]
    suppressed: int = 0

    def count(self, verdict: Verdict) -> int:
        return self.counts.get(verdict, 0)

    def first_reason(self, verdict: Verdict) -> str:
        """The reason of the first result of a verdict; empty where there is none."""
        return self.first.get(verdict, "")

    @property
    def silent(self) -> bool:
        """The check found nothing to speak of."""
        return not self.suppressed and not any(self.counts.values())

    @property
    def failed(self) -> bool:
        return self.count(Verdict.FAIL) > 0

    @property
    def complete(self) -> bool:
        """Everything the check needs was read, and no result is unknown or suppressed."""
        return not self.suppressed and self.count(Verdict.UNKNOWN) == 0

    @property
    def passed(self) -> bool:
        """At least one pass, no failure, nothing unread."""
        return self.complete and self.hints

    @property
    def hints(self) -> bool:
        """What is not suppressed was read and passes: worth a look, and no proof."""
        clear = not self.failed and self.count(Verdict.UNKNOWN) == 0
        return clear and self.count(Verdict.PASS) > 0


class Tally:
    """Counts results that go by, so that nobody has to keep them."""

    def __init__(self, declared: Check) -> None:
        self._check = declared
        self._counts: dict[Verdict, int] = {}
        self._first: dict[Verdict, str] = {}

    def of(self, results: Iterable[Result]) -> Iterator[Result]:
        """The same results, counted as they are taken."""
        for result in results:
            self._counts[result.verdict] = self._counts.get(result.verdict, 0) + 1
            self._first.setdefault(result.verdict, result.reason)
            yield result

    @property
    def outcome(self) -> Outcome:
        """What was counted so far."""
        return Outcome(self._check, dict(self._counts), dict(self._first))


@dataclass(frozen=True)
class Whole(Outcome):
    """An outcome with every result at hand, for snapshots that are small."""

    results: tuple[Result, ...] = ()


def check(
    *,
    id: str,  # noqa: A002 - the word users see
    title: str,
    pillar: str,
    severity: Severity,
    needs: Iterable[str],
    passes: str,
    refutes: Iterable[str] = (),
    proves: Iterable[str] = (),
    supports: Iterable[str] = (),
    silent: Iterable[str] = (),
    remedy: Remedy | None = None,
    url: str = "",
    references: Iterable[str] = (),
) -> Callable[[CheckFunction], Check]:
    """Declares a check; the decorated name becomes the `Check` itself."""

    def declare(function: CheckFunction) -> Check:
        return Check(
            id=id,
            title=title,
            pillar=pillar,
            severity=severity,
            needs=tuple(needs),
            passes=passes,
            function=function,
            refutes=tuple(refutes),
            proves=tuple(proves),
            supports=tuple(supports),
            silent=tuple(silent),
            remedy=remedy or Remedy(),
            url=url,
            references=tuple(references),
        )

    return declare


def passed(resource: Resource, reason: str) -> Result:
    return _of(resource, Verdict.PASS, reason)


def failed(resource: Resource, reason: str, saving: Saving | None = None) -> Result:
    return _of(resource, Verdict.FAIL, reason, saving)


def unknown(resource: Resource, reason: str) -> Result:
    return _of(resource, Verdict.UNKNOWN, reason)


def in_place(verdict: Verdict, reason: str, *, account: str, region: str) -> Result:
    """A verdict on an account (and region) as a whole: nothing exists there to point at."""
    arn = f"arn:aws:iam::{account}:root"
    return Result(verdict, reason, account, region, resource=arn, name=f"account {account}")


def each(resources: Iterable[Resource], judge: Judge) -> Iterator[Result]:
    """Judges resource by resource; an aspect that was not read makes that one unknown."""
    for resource in resources:
        try:
            yield judge(resource)
        except Unread as gap:
            yield unknown(resource, f"Could not be read: {gap.reason}")


def results_of(declared: Check, snapshot: Snapshot) -> Iterator[Result]:
    """Runs one check: its results one by one, then an unknown one for every place that it needed
    and that was not read.
    """
    yield from declared.function(snapshot)
    for kind in declared.needs:
        yield from map(_from_gap, snapshot.gaps(kind))


def run_check(declared: Check, snapshot: Snapshot) -> Whole:
    """Runs one check and keeps all that it said."""
    tally = Tally(declared)
    results = tuple(tally.of(results_of(declared, snapshot)))
    told = tally.outcome
    return Whole(declared, told.counts, told.first, results=results)


def _of(resource: Resource, verdict: Verdict, reason: str, saving: Saving | None = None) -> Result:
    return Result(
        verdict,
        reason,
        resource.account,
        resource.region,
        resource=resource.id,
        name=resource.name,
        fact=resource.key,
        saving=saving,
    )


def _from_gap(gap: Reading) -> Result:
    return in_place(
        Verdict.UNKNOWN,
        f"Could not be read ({gap.state.value}): {gap.reason or gap.call}",
        account=gap.account,
        region=gap.region,
    )
