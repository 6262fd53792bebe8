"""From a run's facts to its findings."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping

from django.db import Error as DatabaseError
from django.db import transaction

from pillars.checking import Check, Outcome, Result, Tally, Verdict, in_place, results_of
from pillars.checks import all_checks
from pillars.facts import GLOBAL, Snapshot
from reviewapp.collection.models import Run
from reviewapp.findings.outcomes import outcomes_of

from .covering import apply_suppressions
from .scoping import apply_scope, beside
from .snapshots import facts_of, load_snapshot
from .storing import Findings

logger = logging.getLogger(__name__)
# Troubles of loading and storing, which are no mistake of the check that happened to ask.
NOT_THE_CHECKS = (DatabaseError, OSError)


@transaction.atomic
def evaluate(run: Run) -> list[Outcome]:
    """Runs every check over a run's facts and keeps what they found.

    The workload's scope as it stands decides which facts there are for them. Safe to run again:
    the findings of a run are replaced as a whole, with the scope under which they were made.
    Facts are loaded by kind and results stored as they come, so that memory does not grow with
    the account.

    Returns:
        An outcome of each check, in the checks' own order; what is suppressed is counted apart.
    """
    findings = Findings(run)
    apply_scope(run)
    facts = facts_of(run)
    checks = _neighbours(all_checks(), facts.counts)
    facts.expect(kind for check in checks for kind in check.needs)
    snapshot, outcomes = load_snapshot(run, facts), {}
    silent = beside(run)
    for check in checks:
        outcomes[check.id] = _judge(check, snapshot, findings, silent)
        facts.done_with(check.needs)
    findings.close(all_checks())
    if apply_suppressions(run):
        return outcomes_of(run)
    return [outcomes[check.id] for check in all_checks()]


def _neighbours(checks: Iterable[Check], counts: Mapping[str, int]) -> list[Check]:
    """In an order in which those who need the same large kinds follow each other."""

    def largest_first(check: Check) -> list[tuple[int, str]]:
        return sorted((-counts.get(kind, 0), kind) for kind in check.needs)

    return sorted(checks, key=largest_first)


def _judge(
    check: Check, snapshot: Snapshot, findings: Findings, silent: Collection[int]
) -> Outcome:
    """A check's own mistake costs that check and not the run: what it saw is then unknown.

    Of the facts in `silent` it finds nothing: they are there for the judging of others.
    """
    try:
        results = (each for each in results_of(check, snapshot) if each.fact not in silent)
        return _told(check, results, findings)
    except NOT_THE_CHECKS:
        raise
    except Exception as error:
        logger.exception("Check %s failed", check.id)
        findings.withdraw(check)
        return _told(check, _mistaken(snapshot, error), findings)


def _told(check: Check, results: Iterable[Result], findings: Findings) -> Outcome:
    tally = Tally(check)
    findings.keep(check, tally.of(results))
    return tally.outcome


def _mistaken(snapshot: Snapshot, error: Exception) -> Iterator[Result]:
    reason = f"This check could not work with these facts ({type(error).__name__})."
    for account in snapshot.accounts:
        yield in_place(Verdict.UNKNOWN, reason, account=account, region=GLOBAL)
