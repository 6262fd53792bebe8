"""What the checks of an earlier run said, out of its findings: nothing is read or checked again."""

from collections import defaultdict
from collections.abc import Mapping

from pillars.checking import Check, Outcome, Result, Verdict, in_place
from pillars.checks import all_checks
from pillars.facts import GLOBAL
from reviewapp.collection.models import Run

COLUMNS = ("verdict", "reason", "account", "region", "resource", "resource_name", "fact_id")
NOT_RUN = "The scan did not run this check; the next one does."


def outcomes_of(run: Run) -> list[Outcome]:
    """The outcomes of a judged run, as `evaluate` gave them: one query.

    Every gap left an unknown finding, so that what was complete then is complete now. A check
    that the run did not know is unknown, never a pass.
    """
    found, ran = _results(run), set(run.checks or ())
    return [_outcome(check, found, ran) for check in all_checks()]


def _results(run: Run) -> Mapping[str, list[Result]]:
    grouped: dict[str, list[Result]] = defaultdict(list)
    rows = run.findings.order_by("pk").values_list("check_id", *COLUMNS)
    for check_id, verdict, *rest in rows.iterator(chunk_size=2000):
        grouped[check_id].append(Result(Verdict(verdict), *rest))
    return grouped


def _outcome(check: Check, found: Mapping[str, list[Result]], ran: set[str]) -> Outcome:
    results = found.get(check.id)
    if results is None:
        results = [] if check.id in ran else [_not_run()]
    return Outcome(check, tuple(results), ())


def _not_run() -> Result:
    return in_place(Verdict.UNKNOWN, NOT_RUN, account="", region=GLOBAL)
