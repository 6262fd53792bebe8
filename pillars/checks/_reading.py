"""What was read where: absence speaks only in places that were read."""

from collections.abc import Callable, Iterator, Sequence

from pillars.checking import Result, Verdict, failed, in_place, passed, unknown
from pillars.facts import GLOBAL, Resource, Snapshot, Unread

# A table reads best as a table.
NON_PRODUCTION = frozenset(
    """
    dev development test testing qa stage staging sandbox demo poc lab ci uat integration
    nonprod non-prod nonproduction non-production preprod pre-prod preproduction pre-production
    """.split()  # noqa: SIM905
)
_ENVIRONMENT_TAGS = frozenset({"environment", "env", "stage"})


def covered(snapshot: Snapshot, kind: str, account: str, region: str) -> bool:
    """Whether a kind was read there, regionally or for the account as a whole."""
    return snapshot.was_read(kind, account, region) or snapshot.was_read(kind, account, GLOBAL)


def seen_with(snapshot: Snapshot, kind: str, *others: str) -> Iterator[Resource]:
    """The resources of a kind in places where the other kinds were read too, one by one: a kind
    may be larger than memory.

    The engine reports the unread places itself, so leaving their resources out hides nothing.
    """
    for resource in snapshot.of(kind):
        if all(covered(snapshot, other, resource.account, resource.region) for other in others):
            yield resource


def production_excuse(snapshot: Snapshot, resource: Resource | None = None) -> str:
    """Why something need not stand up to production, or an empty text where it must."""
    if not snapshot.workload.production:
        return "The workload is pre-production, where this may be meant: a person decides."
    for key, value in (resource.tags if resource else {}).items():
        if key.lower() in _ENVIRONMENT_TAGS and value.lower() in NON_PRODUCTION:
            return f"It is tagged {key}={value}, where this may be meant: a person decides."
    return ""


def lacking(snapshot: Snapshot, resource: Resource, reason: str) -> Result:
    """A failure in production; elsewhere unknown, since saving the expense may be meant."""
    excuse = production_excuse(snapshot, resource)
    return unknown(resource, f"{reason} {excuse}") if excuse else failed(resource, reason)


def lacking_in_place(snapshot: Snapshot, reason: str, *, account: str, region: str) -> Result:
    """As `lacking`, on an account and region as a whole."""
    excuse = production_excuse(snapshot)
    verdict = Verdict.UNKNOWN if excuse else Verdict.FAIL
    return in_place(verdict, f"{reason} {excuse}".strip(), account=account, region=region)


def in_every_place(
    snapshot: Snapshot, kind: str, holds: Callable[[Resource], bool], *, found: str, missing: str
) -> Iterator[Result]:
    """One result for each account and region in which the kind was read.

    It passes by the first resource there that `holds`. Where none holds, but one could not be
    judged, the place is unknown; else the first one there fails, or the place where there is none.
    """
    for account, region in snapshot.places(kind):
        here = snapshot.of(kind, account=account, region=region)
        yield _in_one_place(here, holds, (found, missing), account, region)


def _in_one_place(
    here: Sequence[Resource],
    holds: Callable[[Resource], bool],
    words: tuple[str, str],
    account: str,
    region: str,
) -> Result:
    found, missing = words
    gap = ""
    for resource in here:
        try:
            if holds(resource):
                return passed(resource, f"{found} in {region}: {resource.name or resource.id}.")
        except Unread as unread:
            gap = unread.reason
    if gap:
        reason = f"Could not be read: {gap}"
        return in_place(Verdict.UNKNOWN, reason, account=account, region=region)
    reason = f"{missing} in {region} of account {account}."
    if here:
        return failed(here[0], reason)
    return in_place(Verdict.FAIL, reason, account=account, region=region)
