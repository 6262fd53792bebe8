"""What the checks of an earlier run said, out of its findings: nothing is read or checked again."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count, Min, Q

from pillars.checking import Check, Outcome, Verdict
from pillars.checks import all_checks
from reviewapp.collection.models import Run

from .models import Finding

NOT_RUN = "The scan did not run this check; the next one does."
# In place of a verdict: what fails and is suppressed.
SUPPRESSED = None
Told = Mapping[Verdict | None, tuple[int, str]]


def outcomes_of(run: Run) -> list[Outcome]:
    """The outcomes of a judged run, as `evaluate` gave them: two queries.

    Every gap left an unknown finding, so that what was complete then is complete now. A check
    that the run did not know is unknown, never a pass.
    """
    found, ran = _told(run), set(run.checks or ())
    return [_outcome(check, found, ran) for check in all_checks()]


def _told(run: Run) -> Mapping[str, Told]:
    """By check and verdict how many findings there are, and the reason of the first."""
    rows = list(
        run.findings.order_by()
        .annotate(hidden=Q(suppression__isnull=False))
        .values_list("check_id", "verdict", "hidden")
        .annotate(number=Count("pk"), first=Min("pk"))
    )
    firsts = Finding.objects.filter(pk__in=[first for *_, first in rows])
    reasons = dict(firsts.values_list("pk", "reason"))
    told: dict[str, dict[Verdict | None, tuple[int, str]]] = defaultdict(dict)
    for check_id, verdict, hidden, number, first in rows:
        key = SUPPRESSED if hidden else Verdict(verdict)
        told[check_id][key] = number, reasons[first]
    return told


def _outcome(check: Check, found: Mapping[str, Told], ran: set[str]) -> Outcome:
    told = found.get(check.id)
    if told is None:
        told = {} if check.id in ran else {Verdict.UNKNOWN: (1, NOT_RUN)}
    seen = {verdict: said for verdict, said in told.items() if verdict is not None}
    counts = {verdict: number for verdict, (number, _) in seen.items()}
    suppressed, _ = told.get(SUPPRESSED, (0, ""))
    firsts = {verdict: reason for verdict, (_, reason) in seen.items()}
    return Outcome(check, counts, firsts, suppressed)
