"""Which findings of other tools are in scope, as far as the inventory knows their resources.

A tool's file speaks of whole accounts. Where the workload's scope is narrower, a finding about
something that the last judged scan placed outside is kept and not counted. What that scan does
not know, or could not place, counts and says so: nobody can tell that it does not belong.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pillars.relations import identities
from pillars.scope import Scope
from reviewapp.collection.models import Run
from reviewapp.findings.models import AppliedScope, FactPlace, PlacedFact
from reviewapp.findings.queries import newest_judged
from reviewapp.workloads.domain.scope import scope_of
from reviewapp.workloads.models import Workload

from ..models import ImportedFinding, ImportedPlace, ImportedReport

BATCH = 2000
COLUMNS = ("pk", "place", "resource", "account", "region")
# What an account as a whole is called: by IAM, and by Security Hub.
ACCOUNT_ENDS, ACCOUNT_BEGINS = ":root", "AWS::::Account:"
# The best of several resources of one name: what may be meant counts.
RANK: Mapping[str, int] = {FactPlace.INSIDE: 0, FactPlace.UNCERTAIN: 1}

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Placing:
    """A scope, and by (account, name) where the resources of a judged run stand under it."""

    scope: Scope
    known: Mapping[Key, str]

    def place(self, resource: str, account: str, region: str) -> str:
        """A value of `ImportedPlace`, empty for what counts.

        Without an account a finding is of any: whoever brought the file says so.
        """
        anywhere = next(iter(self.scope.accounts), "")
        if not self.scope.allows(account or anywhere, region):
            return ImportedPlace.OUTSIDE
        if not self.scope.has_means or _is_account(resource):
            return ""
        found = self.known.get((account, resource)) or self.known.get(("", resource))
        if found is None or found == FactPlace.UNCERTAIN:
            return ImportedPlace.UNCERTAIN
        return "" if found == FactPlace.INSIDE else ImportedPlace.OUTSIDE


def place(report: ImportedReport) -> int:
    """Marks the findings of a report by the newest judged scan; returns how many changed."""
    return _place([report], report.workload, newest_judged(report.workload))


def place_again(run: Run) -> int:
    """The same for every report that counts, by a run that was judged just now."""
    reports = list(ImportedReport.objects.filter(workload=run.workload_id, current=True))
    return _place(reports, run.workload, run)


def _place(reports: Sequence[ImportedReport], workload: Workload, run: Run | None) -> int:
    """Under the scope of the run; before the first, under the workload's own."""
    applied = AppliedScope.objects.filter(run=run).first() if run else None
    scope = Scope.from_document(applied.document) if applied else scope_of(workload).scope
    if scope.is_everything:
        marked = ImportedFinding.objects.filter(report__in=reports).exclude(place="")
        return marked.update(place="")
    known = _known(run, reports) if run and reports and scope.has_means else {}
    return sum(_mark(report, Placing(scope, known)) for report in reports)


def _known(run: Run, reports: Sequence[ImportedReport]) -> Mapping[Key, str]:
    """By the names that resources of the reports go by, in their account and, for findings that
    tell none, in any. A run knows many more, which are passed by one after the other.
    """
    told = ImportedFinding.objects.filter(report__in=reports).exclude(resource="").order_by()
    wanted = set(told.values_list("resource", flat=True).distinct())
    found: dict[Key, str] = {}
    rows = PlacedFact.objects.filter(run=run).order_by()
    named = rows.values_list("fact__account", "fact__resource", "place")
    for account, resource, where in named.iterator(chunk_size=BATCH):
        for name in wanted.intersection(identities(resource)):
            for key in ((account, name), ("", name)):
                found[key] = min(found.get(key, where), where, key=lambda each: RANK.get(each, 2))
    return found


def _is_account(resource: str) -> bool:
    """Whether nothing smaller than an account is named: settings of accounts always count."""
    return not resource or resource.endswith(ACCOUNT_ENDS) or resource.startswith(ACCOUNT_BEGINS)


def _mark(report: ImportedReport, placing: Placing) -> int:
    wanted: dict[str, list[int]] = defaultdict(list)
    rows = report.findings.order_by("pk").values_list(*COLUMNS)
    for key, now, resource, account, region in rows.iterator(chunk_size=BATCH):
        after = placing.place(resource, account, region)
        if after != now:
            wanted[after].append(key)
    return sum(_put(where, keys) for where, keys in wanted.items())


def _put(where: str, keys: list[int]) -> int:
    return sum(
        ImportedFinding.objects.filter(pk__in=keys[at : at + BATCH]).update(place=where)
        for at in range(0, len(keys), BATCH)
    )
