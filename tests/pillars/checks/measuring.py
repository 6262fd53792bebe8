"""What checks say of the known accounts, against what is true of them: precision and recall.

From a check's good and bad account others follow whose answer is known as well: both at once as
two accounts of a workload, one in which nothing is, and those in which readings are missing. What
must be suggested in each is told here in a table of its own, apart from the code that is judged.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pillars.checking import Check, Outcome, run_check
from pillars.facts import Reading, ReadState, Resource, Snapshot, WorkloadProfile
from pillars.prefill import suggest

from .factories import ACCOUNT, AT, REGION, reading
from .kinds import ASPECTS
from .known import NOTHING, SHARED, Known

OTHER_ACCOUNT, OTHER_REGION = "444455556666", "eu-west-3"
MET, NOT_MET, SUPPORTED, UNKNOWN = "met", "not_met", "supported", "unknown"
VERDICTS = (MET, NOT_MET, SUPPORTED)
KINDS = (
    *("good", "bad", "mixed", "empty", "denied"),
    *("one kind denied", "one aspect denied", "one region denied", "partial page"),
)


@dataclass(frozen=True)
class Case:
    """An account, and what the check may say of it (its words; none: anything but a pass)."""

    known: Known
    kind: str
    snapshot: Snapshot
    says: str = ""
    # Some readings are missing: a refutation may vanish with what was not seen, nothing is proved.
    incomplete: bool = False
    # What is missing may be none of the check's business: it may say what it said, or nothing.
    optional: bool = False

    def allowed(self, key: str) -> set[str]:
        """The suggestions that are right for one practice by this check alone."""
        full = suggested(self.known.check, key, self.says)
        if self.optional or (self.incomplete and full == NOT_MET):
            return {full, UNKNOWN}
        return {UNKNOWN} if self.incomplete else {full}


def suggested(check: Check, key: str, word: str) -> str:
    """What must be suggested where the check says this of everything, with all of it read."""
    if word == "fail":
        return NOT_MET if key in check.refutes else UNKNOWN
    if word != "pass":
        return UNKNOWN
    if key in check.proves:
        return MET
    hint = key in check.supports or key not in check.silent
    return SUPPORTED if hint else UNKNOWN


@dataclass(frozen=True, slots=True)
class Said:
    """What was suggested in one case for one practice, beside what is allowed."""

    check: str
    kind: str
    key: str
    allowed: frozenset[str]
    got: str

    @property
    def right(self) -> bool:
        return self.got in self.allowed


def cases(known: Known) -> Iterator[Case]:
    """Every account that follows from the known ones of a check."""
    good, bad = (*known.good, *known.around), (*known.bad, *known.around)
    word = known.word
    yield Case(known, "good", _read(known, good), word("good"))
    yield Case(known, "bad", _read(known, bad), word("bad"))
    both = _read(known, (*good, *map(_elsewhere, bad)), ACCOUNT, OTHER_ACCOUNT)
    shared = known.check.id in SHARED
    yield Case(known, "mixed", both, "pass" if shared else _worse(word("good"), word("bad")))
    yield Case(known, "empty", _read(known, ()), word("empty"))
    yield Case(known, "denied", _denied(known, known.check.needs, ()))
    for kind in known.check.needs:
        yield Case(known, "one kind denied", _denied(known, [kind], good), word("good"), True)
    for found, account in ((good, "good"), (bad, "bad")):
        for name in sorted({key for each in found for key in each.data if key in ASPECTS}):
            whole = _read(known, tuple(_without(each, name) for each in found))
            yield Case(known, "one aspect denied", whole, word(account), optional=True)
        far = _gaps(known, OTHER_REGION, ReadState.DENIED)
        beside = _with(_read(known, found), far)
        yield Case(known, "one region denied", beside, word(account), True)
        cut = _gaps(known, REGION, ReadState.FAILED)
        yield Case(known, "partial page", _with(_read(known, found), cut), word(account), True)


def judge(case: Case) -> tuple[Outcome, list[Said]]:
    check = case.known.check
    outcome = run_check(check, case.snapshot)
    keys = dict.fromkeys((*check.refutes, *check.proves, *check.supports))
    said = [
        Said(
            check.id,
            case.kind,
            key,
            frozenset(case.allowed(key)),
            suggest([key], [outcome]).verdict.value,
        )
        for key in keys
    ]
    return outcome, said


def word_of(outcome: Outcome) -> str:
    """The word for an outcome, as the registry gives it; `mixed` where some pass and some fail."""
    verdicts = {result.verdict.value for result in outcome.results}
    if {"pass", "fail"} <= verdicts:
        return "mixed"
    return next((word for word in ("fail", "unknown", "pass") if word in verdicts), NOTHING)


def table(said: Iterable[Said]) -> Iterator[str]:
    """Lines for people: of each kind of account how many, then precision and recall."""
    found = list(said)
    yield f"{'account':20} {'accounts and practices':>22} {'right':>8}"
    for kind in KINDS:
        here = [each for each in found if each.kind == kind]
        yield f"{kind:20} {len(here):22} {sum(each.right for each in here):8}"
    yield f"{'suggestion':20} {'precision':>10} {'recall':>8} {'due':>6}"
    for verdict in VERDICTS:
        precision, recall, due = share(found, verdict)
        yield f"{verdict:20} {precision:10.3f} {recall:8.3f} {due:6}"
    checks = len({each.check for each in found})
    yield f"{sum(each.right for each in found)} of {len(found)} right, over {checks} checks"


def share(said: Iterable[Said], verdict: str) -> tuple[float, float, int]:
    """Precision and recall of a suggestion, and how often it was the only right one."""
    found = list(said)
    given = [each for each in found if each.got == verdict]
    due = [each for each in found if each.allowed == {verdict}]
    precision = sum(each.right for each in given) / len(given) if given else 1.0
    recall = sum(each.right for each in due) / len(due) if due else 1.0
    return precision, recall, len(due)


def _worse(one: str, other: str) -> str:
    """What two accounts come to: a failure tells, then a doubt, then a pass."""
    return next(word for word in ("fail", "unknown", "pass", NOTHING) if word in (one, other))


def _read(known: Known, found: Iterable[Resource], *accounts: str) -> Snapshot:
    """All that the check needs was read wherever something is, in each of the accounts."""
    resources = tuple(found)
    kinds = sorted({*known.check.needs, *(each.kind for each in resources)})
    places = {(r.account, r.region) for r in resources}
    places |= {(account, REGION) for account in accounts or (ACCOUNT,)}
    readings = [reading(k, account=a, region=r) for k in kinds for a, r in sorted(places)]
    profile = WorkloadProfile(**{"production": True, **known.profile})
    return Snapshot(resources, tuple(readings), AT, profile)


def _denied(known: Known, kinds: Iterable[str], found: Iterable[Resource]) -> Snapshot:
    """The same with some kinds denied wherever they were read, and so without their resources."""
    lost = set(kinds)
    whole = _read(known, found)
    readings = [_refused(r) if r.kind in lost else r for r in whole.readings]
    left = [each for each in whole.resources if each.kind not in lost]
    return replace(whole, resources=tuple(left), readings=tuple(readings))


def _refused(found: Reading) -> Reading:
    return replace(found, state=ReadState.DENIED, reason="AccessDenied")


def _without(found: Resource, aspect: str) -> Resource:
    """The resource where the further call for an aspect was denied."""
    if aspect not in found.data:
        return found
    kept = {key: value for key, value in found.data.items() if key != aspect}
    return replace(found, data=kept, unread={**found.unread, aspect: "AccessDenied"})


def _gaps(known: Known, region: str, state: ReadState) -> list[Reading]:
    return [reading(kind, state, region=region, reason="gone") for kind in known.check.needs]


def _with(found: Snapshot, gaps: list[Reading]) -> Snapshot:
    """These readings in place of those of the same kind, account and region."""
    lost = {(gap.kind, gap.account, gap.region) for gap in gaps}
    kept = [r for r in found.readings if (r.kind, r.account, r.region) not in lost]
    return replace(found, readings=(*kept, *gaps))


def _elsewhere(found: Resource) -> Resource:
    """The same resource in another account, with every mention of the account changed."""
    data = json.loads(json.dumps(dict(found.data)).replace(ACCOUNT, OTHER_ACCOUNT))
    account = OTHER_ACCOUNT if found.account == ACCOUNT else found.account
    arn = found.id.replace(ACCOUNT, OTHER_ACCOUNT)
    return replace(found, id=arn, account=account, data=data)
