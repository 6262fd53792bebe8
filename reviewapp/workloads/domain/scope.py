"""Reading and changing what belongs to a workload."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from pillars.scope import Scope
from reviewapp.audit.domain import only_changed
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload, WorkloadScope
from reviewapp.workloads.recording import record_on
from reviewapp.workloads.signals import scope_changed


class StaleScope(Exception):
    """Somebody saved the scope after it was read; `current` is what they saved."""

    def __init__(self, current: WorkloadScope) -> None:
        super().__init__("Somebody else changed this scope in the meantime.")
        self.current = current


def scope_of(workload: Workload) -> WorkloadScope:
    """The scope as it stands; of a workload that has none, one that holds everything, unsaved."""
    found = WorkloadScope.objects.filter(workload=workload).first()
    return found or WorkloadScope(workload=workload)


@transaction.atomic
def change_scope(
    *,
    workload: Workload,
    read_version: int,
    scope: Scope,
    owner_keys: Sequence[str],
    by: User | None = None,
) -> WorkloadScope:
    """Saves a scope over the version that was read; later stages judge the last scan by it.

    Raises:
        StaleScope: the scope is newer than `read_version`; nothing was written.
    """
    values = {"document": scope.as_document(), "owner_keys": list(owner_keys), "changed_by": by}
    before = _told(scope_of(workload))
    if not _write(workload, read_version, values):
        raise StaleScope(scope_of(workload))
    saved = scope_of(workload)
    was, now = only_changed(before, _told(saved))
    record_on(workload, "workload.scope_changed", by=by, before=was, after=now)
    scope_changed.send(sender=WorkloadScope, workload=workload, scope=saved)
    return saved


def _told(scope: WorkloadScope) -> dict[str, Any]:
    return {**scope.document, "owner_keys": scope.owner_keys}


def _write(workload: Workload, read_version: int, values: Mapping[str, Any]) -> bool:
    """Compare and set; the first save makes the row, and of two at once one."""
    if read_version:
        mine = WorkloadScope.objects.filter(workload=workload, version=read_version)
        changed = mine.update(**values, version=F("version") + 1, changed_at=timezone.now())
        return bool(changed)
    try:
        with transaction.atomic():
            WorkloadScope.objects.create(workload=workload, version=1, **values)
    except IntegrityError:
        return False
    return True
