"""From a run's facts to its findings."""

import logging

from pillars.checking import Check, Outcome, Verdict, in_place, run_check
from pillars.checks import all_checks
from pillars.facts import GLOBAL, Snapshot
from reviewapp.collection.models import Run

from .snapshots import load_snapshot
from .storing import replace_findings

logger = logging.getLogger(__name__)


def evaluate(run: Run) -> list[Outcome]:
    """Runs every check over a run's facts and keeps what they found.

    Safe to run again: the findings of a run are replaced as a whole.
    """
    snapshot = load_snapshot(run)
    outcomes = [_run(check, snapshot) for check in all_checks()]
    replace_findings(run, outcomes)
    return outcomes


def _run(check: Check, snapshot: Snapshot) -> Outcome:
    """A check's own mistake costs that check and not the run: what it saw is then unknown."""
    try:
        return run_check(check, snapshot)
    except Exception as error:
        logger.exception("Check %s failed", check.id)
        reason = f"This check could not work with these facts ({type(error).__name__})."
        results = tuple(
            in_place(Verdict.UNKNOWN, reason, account=account, region=GLOBAL)
            for account in snapshot.accounts
        )
        return Outcome(check, results, ())
