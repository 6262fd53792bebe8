"""Recovery: what each store may lose, and which strategy the facts show beside the objectives."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pillars.recovery import Judged, Reach, Recovery, StorePoint, recovery_of
from reviewapp.findings.console import console_link
from reviewapp.findings.domain import load_snapshot
from reviewapp.findings.queries import newest_judged
from reviewapp.findings.words import duration_words
from reviewapp.workloads.models import Workload

ROWS = 100
BUCKET = "s3.bucket"
NAMES = {
    "rds.instance": gettext_lazy("Database"),
    "rds.cluster": gettext_lazy("Database cluster"),
    "dynamodb.table": gettext_lazy("Table"),
    "efs.file_system": gettext_lazy("File system"),
    "fsx.file_system": gettext_lazy("File system"),
    "s3.bucket": gettext_lazy("Bucket"),
}

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReachWords:
    """What is lost at most and by which means, and the verdict against the objective."""

    text: str
    how: str
    verdict: str


@dataclass(frozen=True, slots=True)
class StoreRow:
    name: str
    kind: str
    account: str
    region: str
    link: str
    here: ReachWords
    away: ReachWords


def recovery_context(workload: Workload) -> Context:
    run = newest_judged(workload)
    context: Context = {
        "workload": workload,
        "run": run,
        "rpo": _words(workload.rpo_minutes),
        "rto": _words(workload.rto_minutes),
        "objectives": workload.rpo_minutes is not None or workload.rto_minutes is not None,
    }
    if run is None:
        return context
    found = recovery_of(load_snapshot(run))
    rows = [_row(point, workload.rpo_minutes) for point in _in_order(found, workload.rpo_minutes)]
    return {
        **context,
        "recovery": found,
        "rows": rows[:ROWS],
        "more": max(len(rows) - ROWS, 0),
        "missed": sum(row.here.verdict == "fail" for row in rows),
        "open": sum(row.here.verdict == "unknown" for row in rows),
        "strategies": [(each, *_fit(each, found)) for each in found.strategies],
    }


def _in_order(found: Recovery, objective: int | None) -> list[StorePoint]:
    """What misses the objective first, then what is not known, then by name."""
    rank = {"fail": 0, "unknown": 1, "": 2, "pass": 3}
    return sorted(
        found.points,
        key=lambda p: (rank[_judged(p, objective)], p.store.kind, p.store.name),
    )


def _judged(point: StorePoint, objective: int | None) -> str:
    """The verdict on a store's own backups. Whether a bucket without any needs one, people know."""
    if point.store.kind == BUCKET and point.here.missing:
        return "" if objective is None else "unknown"
    return _verdict(point.here, objective)


def _row(point: StorePoint, objective: int | None) -> StoreRow:
    store = point.store
    away = "" if store.kind == BUCKET and point.away.missing else _verdict(point.away, objective)
    return StoreRow(
        name=store.name,
        kind=str(NAMES.get(store.kind, store.kind)),
        account=store.account,
        region=store.region,
        link=console_link(store.id, region=store.region),
        here=_reach(point.here, _judged(point, objective), none=_no_backup(store.kind)),
        away=_reach(point.away, away, none=_("Everything: no copy elsewhere")),
    )


def _no_backup(kind: str) -> str:
    if kind == BUCKET:
        return _("No automatic backup: does it need one?")
    return _("No automatic backup")


def _reach(reach: Reach, verdict: str, *, none: str) -> ReachWords:
    if reach.gap:
        return ReachWords(_("Not known"), reach.gap, verdict)
    if reach.missing:
        return ReachWords(none, "", verdict)
    text = duration_words(reach.minutes) if reach.minutes is not None else _("Not known how often")
    return ReachWords(text[:1].upper() + text[1:], reach.how, verdict)


def _verdict(reach: Reach, objective: int | None) -> str:
    """`pass`, `fail` or `unknown` against the objective; empty where there is none."""
    if objective is None:
        return "unknown" if reach.gap else ""
    fits = reach.fits(objective)
    return "unknown" if fits is None else "pass" if fits else "fail"


def _fit(judged: Judged, found: Recovery) -> tuple[str, bool]:
    """What a strategy is to the workload in words, empty for nothing; and whether it is missing."""
    there, wanted = judged.strategy == found.found, judged.strategy == found.asked
    if there and wanted:
        return _("In place, and enough"), False
    return (_("In place"), False) if there else (_("Needed") if wanted else "", wanted)


def _words(minutes: int | None) -> str:
    if minutes is None:
        return ""
    return _("none") if minutes == 0 else duration_words(minutes)
