"""The findings and resources of the newest scan, put into the index by a worker."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain, islice
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from pillars.kinds import inventory_kinds
from reviewapp.collection.copying import copy_in
from reviewapp.collection.models import Run
from reviewapp.findings.models import FindingVerdict
from reviewapp.jobs.domain import enqueue
from reviewapp.jobs.models import ACTIVE_STATES, JobState
from reviewapp.jobs.working import COMPLETE, Ending, do_job
from reviewapp.workloads.models import Workload

from ..models import SCANNED, Entry, Indexing, Kind
from .entries import finding_entry, resource_entry
from .keeping import keep_workload

BATCH = 2000
AT_ONCE = 50
TRIED_AGAIN_AFTER = timedelta(hours=1)
MISTAKE = "The server made a mistake ({}); its log has the details. Search may miss the last scan."
READ = (JobState.COMPLETE, JobState.PARTIAL)


def queue_indexing(run: Run) -> Indexing | None:
    """None where a scan of that workload is put into the index already; `heal` sees to this one."""
    try:
        with transaction.atomic():
            job = Indexing.objects.create(workload_id=run.workload_id, run=run)
            enqueue(job)
    except IntegrityError:
        return None
    return job


def index_scan(job_id: str) -> Indexing | None:
    """Safe to call twice. Returns the ended job; None where it is gone or another worker's."""
    return do_job(Indexing, job_id, _index, mistake=MISTAKE)


def heal() -> int:
    """Queues what was lost: workloads whose index is older than their newest scan, or has nothing.

    Looks at all organisations. Returns how many were queued.
    """
    queued = [queue_indexing(run) for run in _unindexed()]
    for workload in _unknown():
        with transaction.atomic():
            keep_workload(workload)
    return len([job for job in queued if job])


def _index(job: Indexing) -> Ending:
    """Of the newest scan by now, whichever asked for it. Raises JobCancelled, JobLost."""
    run = _newest(job.workload_id)
    with transaction.atomic():
        Entry.objects.filter(workload=job.workload_id, kind__in=SCANNED).delete()
        if run is not None:
            _copy(_entries(job.workload, run))
            Indexing.objects.filter(pk=job.pk).update(run=run)
    Indexing.objects.filter(workload=job.workload_id).exclude(pk=job.pk).exclude(
        state__in=ACTIVE_STATES
    ).delete()
    return COMPLETE


def _newest(workload_id: UUID) -> Run | None:
    return Run.objects.filter(workload=workload_id, state__in=READ).order_by("-queued_at").first()


def _entries(workload: Workload, run: Run) -> Iterator[Entry]:
    """What passes needs no words of its own: its resource is found."""
    at = run.ended_at or run.queued_at
    speaking = run.findings.exclude(verdict=FindingVerdict.PASS)
    findings = (finding_entry(workload, each, at) for each in speaking.iterator(BATCH))
    facts = run.facts.filter(kind__in=inventory_kinds()).defer("data", "unread")
    resources = (resource_entry(workload, each) for each in facts.iterator(BATCH))
    return chain(findings, resources)


def _copy(entries: Iterable[Entry]) -> None:
    left = iter(entries)
    while batch := list(islice(left, BATCH)):
        copy_in(batch)


def _unindexed() -> QuerySet[Run]:
    """Newest scans that were not put into the index, nor failed to be a moment ago."""
    newest = Run.objects.filter(workload=OuterRef("workload"), state__in=READ)
    tried = Indexing.objects.filter(workload=OuterRef("workload"))
    lately = timezone.now() - TRIED_AGAIN_AFTER
    failed = tried.filter(state=JobState.FAILED, ended_at__gt=lately)
    done = tried.filter(state=JobState.COMPLETE, run=OuterRef("pk"))
    return (
        Run.objects.filter(state__in=READ)
        .filter(pk=Subquery(newest.order_by("-queued_at").values("pk")[:1]))
        .exclude(Exists(done) | Exists(failed) | Exists(tried.filter(state__in=ACTIVE_STATES)))
    )[:AT_ONCE]


def _unknown() -> QuerySet[Workload]:
    known = Entry.objects.filter(workload=OuterRef("pk"), kind=Kind.WORKLOAD)
    return Workload.objects.filter(~Exists(known))[:AT_ONCE]
